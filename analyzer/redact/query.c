/* Literals in queries, object paths and the texts of operations: what the judgement needs of them
 * stays, which is whether their quotes and backslashes are right, and whose name they are. */
#include "analyzer/redact/address.h"
#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "rules/texts/operation_text.h"
#include "rules/texts/wql.h"

/* The name before "= '" or "ISA '" that ends at `pos`. */
struct before {
    struct view name;
    bool is_isa, is_equal;
};

static bool is_within(struct view text, struct view part)
{
    return part.len > 0 && part.data >= text.data && part.data + part.len <= text.data + text.len;
}

static bool is_word_char(char c)
{
    return ascii_is_word(c) || (uint8_t)c >= 0x80;
}

static struct view word_before(struct view text, size_t end)
{
    size_t start = end;
    while (start > 0 && is_word_char(text.data[start - 1])) {
        start--;
    }
    return view_slice(text, start, end);
}

static size_t blanks_before(struct view text, size_t end)
{
    while (end > 0 && ascii_is_blank(text.data[end - 1])) {
        end--;
    }
    return end;
}

static struct before before_of(struct view text, size_t pos)
{
    struct before b = {.name = VIEW_NONE};
    size_t end = blanks_before(text, pos);
    b.is_isa = view_equal_nocase(word_before(text, end), VIEW("ISA"));
    if (end > 0 && text.data[end - 1] == '=') {
        b.is_equal = true;
        b.name = word_before(text, blanks_before(text, end - 1));
    }
    return b;
}

static bool names_host(struct view property)
{
    static const char *const names[] = {"SystemName",     "CSName",       "__SERVER",
                                        "PSComputerName", "ComputerName", "MachineName",
                                        "DNSHostName"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal_nocase(property, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* A name that was collected elsewhere; NULL when the literal is none. */
static const struct name *known_name(const struct rewriter *w, struct view text)
{
    const struct name *name = name_table_find(w->names, NAME_HOST, text);
    return name && (name->is_free || name->kind == NAME_HOST) ? name : NULL;
}

/* SRV01.contoso.com, where both are known. */
static bool is_full_name(const struct rewriter *w, struct view text)
{
    struct view label, suffix;
    if (!view_cut(text, VIEW("."), &label, &suffix)) {
        return false;
    }
    const struct name *host = name_table_find(w->names, NAME_HOST, label);
    const struct name *domain = name_table_find(w->names, NAME_DOMAIN, suffix);
    return host && domain && host->kind == NAME_HOST && domain->kind == NAME_DOMAIN;
}

/* A backslash hides itself or a quote; before anything else it is one that was not doubled. */
static bool has_lone_backslash(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\\') {
            const char next = i + 1 < text.len ? text.data[i + 1] : '\0';
            if (next != '\\' && next != '\'' && next != '"') {
                return true;
            }
            i++;
        }
    }
    return false;
}

/* The token, in as many backslashes as rules look at. */
static void put_token(struct rewriter *w, struct view text, struct buffer *out)
{
    const struct view share = VIEW("\\\\\\\\"), doubled = VIEW("\\\\");
    const bool is_share = view_starts(text, share);
    buffer_add(out, is_share ? share : VIEW(""));
    buffer_add_text(out, has_lone_backslash(text) ? "\\" : "");
    rewriter_name(w, NAME_TEXT, text, out);
    if (is_share && view_find(text, doubled, share.len) != SIZE_MAX) {
        buffer_add(out, doubled);
    }
}

static void put_literal(struct rewriter *w, const struct before *b, struct view text,
                        struct buffer *out)
{
    enum name_kind kind;
    const struct name *name;
    const bool is_class = b->is_isa || (w->kept[0].len > 0 && w->kept[0].data == text.data);
    const bool is_host = b->is_equal && names_host(b->name) &&
                         view_find(text, VIEW("\\"), 0) == SIZE_MAX && !usual_literal(text);
    if (sid_at(text, 0) == text.len && text.len > 0) {
        rewrite_sid(w, text, out);
    } else if (address_is(text, &kind)) {
        rewrite_address(w, kind, text, out);
    } else if ((is_class && wql_only_name(text).len > 0) || usual_literal(text)) {
        rewrite_kept(w, text, out);
    } else if (is_host || (!w->collected && is_full_name(w, text))) {
        rewrite_host(w, text, out);
    } else if (!w->collected && (name = known_name(w, text))) {
        name_put(w->names, name, out);
    } else {
        put_token(w, text, out);
    }
}

static bool is_keyword(struct view word)
{
    static const char *const words[] = {"SELECT", "FROM", "WHERE",  "AND",    "OR",    "NOT",
                                        "LIKE",   "ISA",  "IS",     "NULL",   "TRUE",  "FALSE",
                                        "WITHIN", "BY",   "HAVING", "GROUP",  "ORDER", "LIMIT",
                                        "TOP",    "IN",   "JOIN",   "BETWEEN"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (view_equal_nocase(word, view_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* What may be a part of a literal whose quotes do not match: every word but those of the language.
 */
static void put_bare(struct rewriter *w, struct view text, struct buffer *out)
{
    for (size_t pos = 0; pos < text.len;) {
        size_t end = pos;
        while (end < text.len && (is_word_char(text.data[end]) || text.data[end] == '-' ||
                                  text.data[end] == '.' || text.data[end] == '@')) {
            end++;
        }
        const struct view word = view_slice(text, pos, end);
        if (word.len == 0) {
            buffer_add_char(out, text.data[pos++]);
            continue;
        }
        if (is_keyword(word) || usual_literal(word)) {
            buffer_add(out, word);
        } else {
            rewriter_name(w, NAME_TEXT, word, out);
        }
        pos = end;
    }
}

/* The literal from `pos` on; gives where it ends. `*is_odd` when its quotes do not match. */
static size_t take_literal(struct rewriter *w, struct view text, size_t pos, struct buffer *out,
                           bool *is_odd)
{
    bool is_closed;
    const size_t end = wql_string_end(text, pos, &is_closed);
    const struct view quote = view_slice(text, pos, pos + 1);
    const struct view inner = view_slice(text, pos + 1, is_closed ? end - 1 : end);
    const struct before b = before_of(text, pos);
    buffer_add(out, quote);
    if (is_closed) {
        put_literal(w, &b, inner, out);
        buffer_add(out, quote);
        *is_odd |= end < text.len && is_word_char(text.data[end]);
    } else {
        /* 'C:\' hides the quote that should have ended it. */
        const bool is_hidden = inner.len >= 2 && inner.data[inner.len - 2] == '\\' &&
                               inner.data[inner.len - 1] == quote.data[0];
        put_token(w, is_hidden ? view_slice(inner, 0, inner.len - 2) : inner, out);
        buffer_add(out, is_hidden ? view_from(inner, inner.len - 2) : VIEW(""));
    }
    return end;
}

static bool is_typographic(struct view text, size_t pos)
{
    const struct view v = view_from(text, pos);
    return view_starts(v, VIEW("\xE2\x80")) && v.len > 2 && (uint8_t)v.data[2] >= 0x98 &&
           (uint8_t)v.data[2] <= 0x9F;
}

static bool is_sign(char c)
{
    return c == '=' || c == '<' || c == '>';
}

/* A value that stands without quotes behind a comparison; gives where it starts and ends. */
static bool find_value(struct view text, size_t from, size_t *start, size_t *end)
{
    for (size_t pos = from; pos < text.len; pos++) {
        if (!is_sign(text.data[pos])) {
            continue;
        }
        while (pos < text.len && (is_sign(text.data[pos]) || ascii_is_blank(text.data[pos]))) {
            pos++;
        }
        *start = pos;
        while (pos < text.len && is_word_char(text.data[pos])) {
            pos++;
        }
        *end = pos;
        const struct view value = view_slice(text, *start, *end);
        if (value.len > 0 && !ascii_is_digit(value.data[0]) && !is_keyword(value) &&
            !usual_literal(value)) {
            return true;
        }
        pos -= pos > *start;
    }
    return false;
}

static void put_clauses(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t from = 0, start = 0, end = 0;
    while (find_value(text, from, &start, &end)) {
        rewrite_text(w, view_slice(text, from, start), out);
        rewriter_name(w, NAME_TEXT, view_slice(text, start, end), out);
        from = end;
    }
    rewrite_text(w, view_from(text, from), out);
}

/* Text outside of quotes, but for the names of the class and the method. */
static void put_outside(struct rewriter *w, struct view text, bool is_odd, struct buffer *out)
{
    void (*const put)(struct rewriter *, struct view, struct buffer *) =
        is_odd ? put_bare : put_clauses;
    size_t from = 0;
    for (size_t i = 0; i < REWRITER_KEPT; i++) {
        const struct view kept = w->kept[i];
        const size_t start = is_within(text, kept) ? (size_t)(kept.data - text.data) : 0;
        if (kept.len > 0 && is_within(text, kept) && start >= from) {
            put(w, view_slice(text, from, start), out);
            rewrite_kept(w, kept, out);
            from = start + kept.len;
        }
    }
    put(w, view_from(text, from), out);
}

/* Where text begins that may belong to a literal whose first quote was lost: behind the last sign,
 * where neither a sign nor a word of the language stands before the quote at the end of `text`;
 * its end when there is none. */
static size_t loose_start(struct view text)
{
    const size_t end = blanks_before(text, text.len);
    const struct view word = word_before(text, end);
    size_t start = end;
    if (end == 0 || is_keyword(word) ||
        (word.len == 0 && ascii_is_of("=<>!(,{[", text.data[end - 1]))) {
        return text.len;
    }
    while (start > 0 && !is_sign(text.data[start - 1])) {
        start--;
    }
    return start > 0 ? start : text.len;
}

void rewrite_query(struct rewriter *w, struct view text, struct buffer *out)
{
    bool is_odd = false;
    size_t from = 0;
    for (size_t pos = 0; pos < text.len;) {
        const bool is_quote = text.data[pos] == '\'' || text.data[pos] == '"';
        if (!is_quote && (is_odd || !is_typographic(text, pos))) {
            pos++;
            continue;
        }
        const size_t loose = from + loose_start(view_slice(text, from, pos));
        put_outside(w, view_slice(text, from, loose), is_odd, out);
        put_outside(w, view_slice(text, loose, pos), true, out);
        is_odd |= loose < pos;
        from = pos;
        if (is_quote) {
            from = take_literal(w, text, pos, out, &is_odd);
            pos = from;
        } else {
            is_odd = true;
        }
    }
    put_outside(w, view_from(text, from), is_odd, out);
}

/* --- namespaces ------------------------------------------------------------------------------ */

static bool is_of_namespace(char c)
{
    return is_word_char(c) || ascii_is_of("-.{}$ \\/", c);
}

/* Parts with separators between them: nothing that may hold another text. */
static bool is_namespace(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char before = i > 0 ? text.data[i - 1] : '.';
        const bool is_odd = (text.data[i] == '/' && before == '/') ||
                            (scan_is_separator(text.data[i]) && ascii_is_blank(before));
        if (!is_of_namespace(text.data[i]) || is_odd) {
            return false;
        }
    }
    return true;
}

/* Where the computer ends that stands at `start`, behind separators of which one may have been
 * lost; `start` where a namespace begins there. */
static size_t namespace_host_end(struct view text, size_t start)
{
    size_t end = start;
    while (end < text.len && text.data[end] != '\\' && text.data[end] != '/') {
        end++;
    }
    const struct view part = view_slice(text, start, end);
    const bool is_place = view_equal_nocase(part, VIEW("root")) || usual_literal(part);
    return start >= 2 || (start == 1 && !is_place) ? end : start;
}

void rewrite_namespace(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t from = 0, slashes = 0;
    while (slashes < text.len && (text.data[slashes] == '\\' || text.data[slashes] == '/')) {
        slashes++;
    }
    const size_t end = namespace_host_end(text, slashes);
    if (end > slashes) {
        buffer_add(out, view_slice(text, 0, slashes));
        rewrite_host(w, view_slice(text, slashes, end), out);
        from = end;
    }
    if (!is_namespace(view_from(text, from))) {
        rewrite_query(w, view_from(text, from), out);
        return;
    }
    for (size_t pos = from; pos < text.len; pos++) {
        const size_t len = sid_at(text, pos);
        if (len > 0) {
            rewrite_kept(w, view_slice(text, from, pos), out);
            rewrite_sid(w, view_slice(text, pos, pos + len), out);
            from = pos + len;
            pos = from - 1;
        }
    }
    rewrite_kept(w, view_from(text, from), out);
}

/* --- operations ------------------------------------------------------------------------------ */

/* A part of the text that is not a query. */
struct part {
    struct view text;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
};

enum { MAX_PARTS = 4 };

/* The parts in the order in which they stand in the text. */
static void put_parts(struct rewriter *w, struct view text, const struct part *parts,
                      struct buffer *out)
{
    size_t from = 0;
    for (size_t i = 0; i < MAX_PARTS; i++) {
        const size_t start =
            is_within(text, parts[i].text) ? (size_t)(parts[i].text.data - text.data) : SIZE_MAX;
        if (start != SIZE_MAX && start >= from) {
            rewrite_query(w, view_slice(text, from, start), out);
            parts[i].put(w, parts[i].text, out);
            from = start + parts[i].text.len;
        }
    }
    rewrite_query(w, view_from(text, from), out);
}

static bool is_full_host(const struct rewriter *w, struct view text)
{
    struct view label = text, domain = VIEW_NONE;
    view_cut(text, VIEW("."), &label, &domain);
    const struct name *name = name_table_find(w->names, NAME_HOST, label);
    return name && name->is_free && name->kind == NAME_HOST &&
           (!domain.data || name_table_find(w->names, NAME_DOMAIN, domain));
}

void rewrite_origin(struct rewriter *w, struct view text, struct buffer *out)
{
    bool is_plain = true;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        is_plain &= ascii_is_word(c) || (uint8_t)c >= 0x80 || ascii_is_of(" -./()&+$#,|{}", c);
    }
    if (!is_plain) {
        rewrite_query(w, text, out);
    } else if (!w->collected && is_full_host(w, text)) {
        rewrite_host(w, text, out);
    } else {
        rewrite_kept(w, text, out);
    }
}

/* What stands before the class of an object path: \\\\HOST\\NAMESPACE. */
static struct view place_of_object(struct view argument)
{
    struct view place, rest;
    const bool is_path = argument.len > 0 && (argument.data[0] == '\\' || argument.data[0] == '/');
    return is_path && view_cut(argument, VIEW(":"), &place, &rest) && is_namespace(place)
               ? place
               : VIEW_NONE;
}

/* How much of the text tells what is done: up to the verb. */
static size_t head_of(struct view text, const struct operation_text *op)
{
    const struct view first = op->target_host.len > 0 ? op->target_host : op->name_space;
    const struct view verb = op->verb;
    if (is_within(text, verb)) {
        return (size_t)(verb.data - text.data) + verb.len;
    }
    return is_within(text, first) ? (size_t)(first.data - text.data) : 0;
}

void rewrite_operation(struct rewriter *w, struct view text, struct buffer *out)
{
    const struct operation_text op = operation_text_parse(text);
    if (op.type == OPERATION_TYPE_OTHER) {
        rewrite_query(w, text, out);
        return;
    }
    const struct part parts[MAX_PARTS] = {{op.provider, rewrite_origin},
                                          {place_of_object(op.argument), rewrite_namespace},
                                          {op.target_host, rewrite_host},
                                          {op.name_space, rewrite_namespace}};
    const size_t head = head_of(text, &op);
    size_t start = text.len, end = text.len;
    if (is_within(text, op.argument)) {
        start = (size_t)(op.argument.data - text.data);
        end = start + op.argument.len;
    }
    rewrite_kept(w, view_slice(text, 0, head), out);
    put_parts(w, view_slice(text, head, start), parts, out);
    w->kept[0] = op.class_name;
    w->kept[1] = wql_only_name(view_trim(op.method));
    put_parts(w, view_slice(text, start, end), parts, out);
    w->kept[0] = w->kept[1] = VIEW_NONE;
    rewrite_query(w, view_from(text, end), out);
}
