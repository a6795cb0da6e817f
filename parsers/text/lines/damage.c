/* Undoing what mail, ticket systems and web pages did to a text, as far as it can be told apart
 * from what was there before. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/markup.h"
#include "parsers/event/message.h"
#include "parsers/text/lines/lines.h"

struct entity {
    struct view name;
    const char *text;
};

/* Characters of printing, and those that were typed. */
static const struct entity quotes[] = {
    {{"\xE2\x80\x9C", 3}, "\""}, {{"\xE2\x80\x9D", 3}, "\""}, {{"\xE2\x80\x9E", 3}, "\""},
    {{"\xE2\x80\x98", 3}, "'"},  {{"\xE2\x80\x99", 3}, "'"},
};

static bool has(struct view text, struct view needle)
{
    return view_find(text, needle, 0) != SIZE_MAX;
}

/* The same where the needle's first byte is rare: it is looked for alone. */
static bool has_rare(struct view text, struct view needle)
{
    return view_find_rare(text, needle, 0, 0) != SIZE_MAX;
}

/* What stands for the start of the text by one of the tables; NULL for nothing. */
static const struct entity *entity_at(struct view text, const struct entity *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (view_starts_nocase(text, table[i].name)) {
            return &table[i];
        }
    }
    return NULL;
}

static size_t quote_len(struct view line)
{
    size_t len = 0;
    for (size_t i = 0; i < line.len && (line.data[i] == '>' || line.data[i] == ' '); i++) {
        len = line.data[i] == '>' ? i + 1 : len;
    }
    return len > 0 && len < line.len && line.data[len] == ' ' ? len + 1 : len;
}

/* True when a line of the text has the mark of a quoted mail before what is part of an event. */
static bool has_quoted_lines(struct view text)
{
    static const struct view starts[] = {
        {"<Event", 6}, {"- <Event", 8}, {"+ System", 8}, {"- System", 8}};
    for (size_t pos = 0; pos < text.len; pos++) {
        struct view line = view_slice(text, pos, view_find(text, VIEW("\n"), pos));
        size_t len = quote_len(line);
        struct view rest = view_from(line, len);
        struct text_label label;
        bool is_event = len > 0 && (text_label_of(rest, &label) || message_find(rest, 0) == 0);
        for (size_t i = 0; len > 0 && i < COUNT_OF(starts); i++) {
            is_event |= view_starts(rest, starts[i]);
        }
        if (is_event) {
            return true;
        }
        const char *next = memchr(text.data + pos, '>', text.len - pos);
        if (!next) {
            return false;
        }
        pos += line.len;
    }
    return false;
}

unsigned text_damage_of(struct view text)
{
    unsigned damage = 0;
    if (memchr(text.data, '>', text.len) && has_quoted_lines(text)) {
        damage |= TEXT_DAMAGE_QUOTED;
    }
    if (has_rare(text, VIEW("\\par")) && text_is_rtf(text)) {
        return damage | TEXT_DAMAGE_RTF;
    }
    damage |= text_html_of(text);
    damage |= text_is_spaced(text) ? TEXT_DAMAGE_SPACED : 0;
    damage |= text_has_flat(text) ? TEXT_DAMAGE_FLAT : 0;
    damage |= text_is_literal(text) ? TEXT_DAMAGE_LITERAL : 0;
    if (view_starts(view_trim(text), VIEW("@{")) && has(text, VIEW("} @{"))) {
        damage |= TEXT_DAMAGE_OBJECTS;
    }
    if (has_rare(text, VIEW("#011")) || has_rare(text, VIEW("#012"))) {
        damage |= TEXT_DAMAGE_RELAYED;
    }
    if (has_rare(text, VIEW("\\=")) && has(text, VIEW("CEF:"))) {
        damage |= TEXT_DAMAGE_ESCAPED;
    }
    if (view_find_rare(text, VIEW("=3D"), 2, 0) != SIZE_MAX &&
        (has(text, VIEW(" =3D ")) || has(text, VIEW("<Event xmlns=3D")))) {
        damage |= TEXT_DAMAGE_CODED;
    }
    if (has_rare(text, VIEW("\x1B[")) || has_rare(text, VIEW("\xE2\x80\x8B")) ||
        has_rare(text, VIEW("\xEF\xBB\xBF")) || has_rare(text, VIEW("\xE2\x80\x91"))) {
        damage |= TEXT_DAMAGE_INVISIBLE;
    }
    if (has_rare(text, VIEW("\xC2\xA0"))) {
        damage |= TEXT_DAMAGE_BLANKS;
    }
    return damage;
}

bool text_decode_line(struct buffer *out, struct view line)
{
    while (line.len > 0 && ascii_is_blank(line.data[line.len - 1])) {
        line.len--; /* blanks at an end are none of the text */
    }
    bool is_whole = line.len == 0 || line.data[line.len - 1] != '=';
    line.len -= is_whole ? 0 : 1;
    for (size_t i = 0; i < line.len; i++) {
        int high = line.data[i] == '=' && i + 2 < line.len ? ascii_hex_value(line.data[i + 1]) : -1;
        int low = high >= 0 ? ascii_hex_value(line.data[i + 2]) : -1;
        buffer_add_char(out, low >= 0 ? (char)(high * 16 + low) : line.data[i]);
        i += low >= 0 ? 2 : 0;
    }
    return is_whole;
}

/* The length of what stands at the start of the text and shows nothing: colours of a terminal, and
 * characters without width. */
static size_t invisible_len(struct view text)
{
    static const struct view marks[] = {
        {"\xE2\x80\x8B", 3}, {"\xE2\x80\x8C", 3}, {"\xE2\x81\xA0", 3}, {"\xEF\xBB\xBF", 3}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (view_starts(text, marks[i])) {
            return marks[i].len;
        }
    }
    size_t len = 2;
    while (view_starts(text, VIEW("\x1B[")) && len < text.len &&
           (ascii_is_digit(text.data[len]) || text.data[len] == ';' || text.data[len] == '?')) {
        len++;
    }
    return view_starts(text, VIEW("\x1B[")) && len < text.len ? len + 1 : 0;
}

/* A hyphen at which no line may end, as word processors put one. */
static const struct view unbroken = {"\xE2\x80\x91", 3};

static void add_visible(struct buffer *out, struct view line)
{
    for (size_t i = 0; i < line.len;) {
        size_t len = invisible_len(view_from(line, i));
        if (view_starts(view_from(line, i), unbroken)) {
            buffer_add_char(out, '-');
            len = unbroken.len;
        } else if (len == 0) {
            buffer_add_char(out, line.data[i]);
        }
        i += len > 0 ? len : 1;
    }
}

/* A tab and line ends as rsyslog writes them, which are a tab and a blank. */
static void add_relayed(struct buffer *out, struct view line)
{
    static const struct entity codes[] = {
        {{"#015#012", 8}, " "}, {{"#011", 4}, "\t"}, {{"#012", 4}, " "}, {{"#015", 4}, ""}};
    for (size_t i = 0; i < line.len;) {
        const struct entity *code =
            line.data[i] == '#' ? entity_at(view_from(line, i), codes, COUNT_OF(codes)) : NULL;
        if (code) {
            buffer_add_text(out, code->text);
        } else {
            buffer_add_char(out, line.data[i]);
        }
        i += code ? code->name.len : 1;
    }
}

/* A blank before the name that was added last becomes a tab, which no value begins with. */
static void separate_name(struct buffer *out, size_t line_start)
{
    size_t start = out->len;
    while (start > line_start && ascii_is_word(out->data[start - 1])) {
        start--;
    }
    if (start < out->len && start > line_start && out->data[start - 1] == ' ') {
        out->data[start - 1] = '\t';
    }
}

/* Values of the Common Event Format, which escapes what separates them. */
static void add_cef(struct buffer *out, struct view line)
{
    const size_t start = out->len;
    for (size_t i = 0; i < line.len; i++) {
        char next = i + 1 < line.len ? line.data[i + 1] : '\0';
        if (line.data[i] == '=') {
            separate_name(out, start);
        }
        if (line.data[i] == '\\' && ascii_is_of("=\\|nr", next)) {
            buffer_add_char(out, next == 'n' || next == 'r' ? ' ' : next);
            i++;
        } else {
            buffer_add_char(out, line.data[i]);
        }
    }
}

void text_mend_line(struct buffer *out, struct view line, unsigned damage)
{
    size_t start = out->len;
    if (damage & TEXT_DAMAGE_QUOTED) {
        line = view_from(line, quote_len(line));
    }
    if (damage & TEXT_DAMAGE_INVISIBLE) {
        add_visible(out, line);
    } else if (damage & TEXT_DAMAGE_RELAYED) {
        add_relayed(out, line);
    } else if (damage & TEXT_DAMAGE_ESCAPED) {
        add_cef(out, line);
    } else {
        buffer_add(out, line);
    }
    if (!(damage & TEXT_DAMAGE_BLANKS)) {
        return;
    }
    size_t len = start;
    for (size_t i = start; i < out->len; i++) {
        bool is_blank = out->data[i] == '\xC2' && i + 1 < out->len && out->data[i + 1] == '\xA0';
        out->data[len++] = is_blank ? ' ' : out->data[i];
        i += is_blank;
    }
    out->len = len;
}

void text_join_lines(struct buffer *out, struct view text)
{
    while (text.len > 0) {
        struct view line = text;
        struct view rest = VIEW_NONE;
        view_cut(text, VIEW("\n"), &line, &rest);
        line = view_trim(line);
        if (line.len > 0 && out->len > 0) {
            buffer_add_char(out, ' ');
        }
        buffer_add(out, line);
        text = rest;
    }
}

struct text_length text_length_of(struct view line)
{
    struct text_length length = {text_width(line), line.len};
    for (size_t i = 0; i < line.len && length.columns < line.len; i++) {
        const unsigned char byte = (unsigned char)line.data[i];
        length.characters -= (byte & 0xC0) == 0x80; /* but the first of a character */
        length.characters += byte >= 0xF0;          /* which is two in UTF-16 */
    }
    return length;
}

static struct view last_word_of(struct view line)
{
    size_t start = line.len;
    while (start > 0 && line.data[start - 1] != ' ') {
        start--;
    }
    return view_from(line, start);
}

static struct view first_word_of(struct view line)
{
    return view_slice(line, 0, view_find(line, VIEW(" "), 0));
}

/* True when both do not fit into a line, with so much between them. */
static bool is_too_long(struct text_length a, struct text_length b, size_t between,
                        struct text_length most)
{
    return a.columns + between + b.columns > most.columns ||
           a.characters + between + b.characters > most.characters;
}

void text_unwrap(struct buffer *out, struct view text, struct text_length most)
{
    struct view before = VIEW_NONE;
    while (text.data) {
        struct view line = text;
        struct view rest = VIEW_NONE;
        view_cut(text, VIEW("\n"), &line, &rest);
        const struct text_length word = text_length_of(first_word_of(line));
        const struct text_length length = text_length_of(before);
        bool is_indented = line.len > 0 && ascii_is_blank(line.data[0]);
        bool is_wrapped = before.len > 0 && line.len > 0 && !is_indented &&
                          is_too_long(length, word, 1, most);
        const bool is_full =
            length.columns >= most.columns || length.characters >= most.characters;
        if (before.data && !is_wrapped) {
            buffer_add_char(out, '\n');
        } else if (is_wrapped &&
                   (!is_full || !is_too_long(text_length_of(last_word_of(before)), word, 0, most) ||
                    view_starts(line, VIEW(": ")) || view_equal(line, VIEW(":")))) {
            buffer_add_char(out, ' '); /* else one word was cut */
        }
        buffer_add(out, line);
        before = line;
        text = rest;
    }
}

/* The value of a field by its name, up to the next semicolon or line end. */
static struct view field_after(struct view message, struct view name)
{
    size_t pos = view_find_rare(message, name, 0, 0); /* there are more equals signs */
    struct view value = pos == SIZE_MAX ? VIEW("") : view_from(message, pos + name.len);
    size_t len = 0;
    while (len < value.len && value.data[len] != ';' && value.data[len] != '\n') {
        len++;
    }
    return view_slice(value, 0, len);
}

/* Two backslashes where Windows writes one; at the start of a path there may be two. */
static bool is_doubled(struct view value)
{
    size_t pos = view_find(value, VIEW("\\\\"), 0);
    return pos != SIZE_MAX && pos > 0 && !ascii_is_blank(value.data[pos - 1]);
}

static struct view namespace_of(struct view message)
{
    const struct view start = VIEW("IWbemServices::");
    size_t pos = view_find_rare(message, start, start.len - 1, 0);
    struct view rest = pos == SIZE_MAX ? VIEW("") : view_from(message, pos);
    return view_slice(rest, 0, view_find(rest, VIEW(" : "), 0));
}

/* True when behind one of the first characters another stands that is one of the four. */
static bool has_pair(struct view text, char first, const char others[4])
{
    const char *const end = text.data + text.len;
    const char *at = text.data;
    while (at < end && (at = memchr(at, first, (size_t)(end - at))) && ++at < end) {
        if (*at == others[0] || *at == others[1] || *at == others[2] || *at == others[3]) {
            return true;
        }
    }
    return false;
}

/* A GUID with its braces escaped, near the start of a message. */
static bool has_escaped_id(struct view message)
{
    enum { LOOK = 64 };
    return view_find_rare(view_slice(message, 0, LOOK), VIEW(" = \\{"), 3, 0) != SIZE_MAX;
}

/* "<" or ">" of a query's condition as the entity that it is in a page. In a literal the query may
 * have it so itself; where it has it elsewhere, it is refused as one that is no query. */
static bool has_operator_entity(struct view message)
{
    const char *at = message.len > 0 ? memchr(message.data, '&', message.len) : NULL;
    if (!at) {
        return false;
    }
    const size_t query = view_find_nocase(message, VIEW(" : SELECT "), 0);
    bool is_literal = false;
    for (size_t i = query; i < message.len; i++) {
        const struct view rest = view_from(message, i);
        is_literal ^= message.data[i] == '"' || message.data[i] == '\'';
        if (!is_literal && (view_starts(rest, VIEW(" &lt;")) || view_starts(rest, VIEW(" &gt;")))) {
            return !has(rest, VIEW("0x80041017")); /* WBEM_E_INVALID_QUERY */
        }
    }
    return false;
}

/* A first look, which most messages pass. */
static bool has_odd_characters(struct view message, bool is_ascii)
{
    const struct view most = view_slice(message, 0, message.len > 0 ? message.len - 1 : 0);
    return most.len > 0 &&
           (memchr(most.data, '`', most.len) || has_operator_entity(most) ||
            (!is_ascii && memchr(most.data, 0xE2, most.len)) ||
            has_pair(message, '*', "****") || has_pair(message, '\\', "\\_{u"));
}

/* A letter of another script as "\u0449", where it begins a word: behind the domain of an account
 * it may be a name. */
static bool has_code_point(struct view message)
{
    const struct view mark = VIEW("\\u");
    uint32_t code;
    for (size_t pos = 0; (pos = view_find(message, mark, pos)) != SIZE_MAX; pos += mark.len) {
        const char before = pos > 0 ? message.data[pos - 1] : ' ';
        if (!ascii_is_word(before) && before != '\\' && (uint8_t)before < 0x80 &&
            text_hex4(view_from(message, pos + mark.len), &code) && code >= 0x80) {
            return true;
        }
    }
    return false;
}

/* Escaped as a whole: none of these fields has such backslashes of its own. */
static bool is_escaped(struct view message)
{
    return is_doubled(field_after(message, VIEW("User = "))) ||
           is_doubled(field_after(message, VIEW("UserName = "))) || has_escaped_id(message) ||
           view_find(field_after(message, VIEW("Consumer = ")), VIEW("=\\\""), 0) != SIZE_MAX ||
           is_doubled(namespace_of(message)) ||
           is_doubled(field_after(message, VIEW("ProviderPath = "))) || has_code_point(message) ||
           (has_rare(message, VIEW("\\_")) &&
            (view_find_nocase(message, VIEW("Win32\\_"), 0) != SIZE_MAX ||
             view_find_nocase(message, VIEW("MSFT\\_"), 0) != SIZE_MAX ||
             has_rare(message, VIEW("\\_\\_"))));
}

/* Of text in a program: "\\n" and "\\t" for a line end and a tab; in Markdown a backslash before
 * anything that is no letter. */
static size_t add_escaped(struct buffer *out, struct view text, bool is_code)
{
    char next = text.len > 1 ? text.data[1] : '\0';
    uint32_t code;
    if (is_code && next == 'u' && text_hex4(view_from(text, 2), &code) &&
        text_add_code_point(out, code)) {
        return 6;
    }
    if (is_code && (next == 'n' || next == 't' || next == 'r')) {
        buffer_add_text(out, next == 'n' ? "\n" : next == 't' ? "\t" : "");
        return 2;
    }
    if (ascii_is_of("\\\"'_*<>[](){}|#`/", next)) {
        buffer_add_char(out, next);
        return 2;
    }
    buffer_add_char(out, '\\');
    return 1;
}

void text_add_unescaped(struct buffer *out, struct view line)
{
    line = text_without_quotes(line);
    for (size_t i = 0; i < line.len;) {
        if (line.data[i] == '\\') {
            i += add_escaped(out, view_from(line, i), true);
        } else {
            buffer_add_char(out, line.data[i++]);
        }
    }
}

/* Two stars, and no more: a row of them stands for what somebody left out. */
static bool is_pair_of_stars(struct view text, size_t pos)
{
    const bool is_first = pos == 0 || text.data[pos - 1] != '*';
    const struct view rest = view_from(text, pos);
    return is_first && view_starts(rest, VIEW("**")) && !view_starts(rest, VIEW("***"));
}

/* Marks of Markdown within a message, which has none of its own: pairs of stars, and back quotes.
 */
static bool has_marks(struct view message)
{
    const struct view stars = VIEW("**");
    for (size_t pos = view_find_rare(message, stars, 0, 0); pos != SIZE_MAX;
         pos = view_find_rare(message, stars, 0, pos + 1)) {
        if (is_pair_of_stars(message, pos)) {
            return true;
        }
    }
    return view_find_rare(message, VIEW("= `"), 2, 0) != SIZE_MAX;
}

/* Of a message that began within back quotes what stands within such, and a semicolon where words
 * stood between them. */
static void add_quoted_spans(struct buffer *out, struct view message)
{
    struct view span = message;
    struct view rest, between;
    while (span.data) {
        struct view inside = span;
        bool has_end = view_cut(span, VIEW("`"), &inside, &rest);
        buffer_add(out, inside);
        span = has_end && view_cut(rest, VIEW("`"), &between, &rest) ? rest : VIEW_NONE;
        if (span.data) {
            buffer_add_text(out, "; ");
        }
    }
}

bool text_mend_message(struct buffer *out, struct view message, bool is_ascii)
{
    if (!has_odd_characters(message, is_ascii)) {
        return false;
    }
    if (has(message, VIEW("`")) && !has_marks(message)) {
        add_quoted_spans(out, message);
        return true;
    }
    bool is_unescaped = is_escaped(message);
    bool is_code = is_unescaped && !has(message, VIEW("\n"));
    bool is_marked = has_marks(message);
    bool is_of_page = has_operator_entity(message);
    bool is_printed = !has(message, VIEW("\"")) && has_rare(message, VIEW("\xE2\x80"));
    size_t dash = view_find_rare(message, VIEW(" \xE2\x80\x93 "), 1, 0);
    if (dash == SIZE_MAX) {
        dash = view_find_rare(message, VIEW(" \xE2\x80\x94 "), 1, 0);
    }
    if (!is_unescaped && !is_marked && !is_printed && !is_of_page && dash == SIZE_MAX) {
        return false;
    }
    for (size_t i = 0; i < message.len;) {
        struct view rest = view_from(message, i);
        const struct entity *quote = is_printed ? entity_at(rest, quotes, COUNT_OF(quotes)) : NULL;
        uint32_t character = 0;
        size_t len = is_of_page && rest.data[0] == '&' ? markup_reference(rest, &character) : 0;
        if (len > 0 && text_add_code_point(out, character)) {
            i += len;
        } else if (i == dash) {
            buffer_add_text(out, " - ");
            i += 5;
        } else if (quote) {
            buffer_add_text(out, quote->text);
            i += quote->name.len;
        } else if (is_marked && (message.data[i] == '`' || is_pair_of_stars(message, i))) {
            i += message.data[i] == '`' ? 1 : 2;
        } else if (is_unescaped && message.data[i] == '\\') {
            i += add_escaped(out, rest, is_code);
        } else {
            buffer_add_char(out, message.data[i++]);
        }
    }
    return true;
}

/* True for the text of a string in a program: its backslashes are doubled, or stand before what a
 * string cannot hold otherwise. */
static bool is_code(struct view text)
{
    size_t escapes = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.data[i] == '\\') {
            char next = text.data[++i];
            if (!ascii_is_of("\\\"'ntr", next)) {
                return false;
            }
            escapes += next == '\\' || next == '"' || next == '\'';
        }
    }
    return escapes > 0;
}

/* Where the next of several strings of a program begins that are joined, or SIZE_MAX. */
static size_t next_string(struct view text, size_t pos, char quote)
{
    while (pos < text.len && ascii_is_of(" \t\r\n+.&_\\(", text.data[pos])) {
        pos++;
    }
    return pos < text.len && text.data[pos] == quote ? pos + 1 : SIZE_MAX;
}

bool text_unquote(struct buffer *out, struct view text, char quote)
{
    if (!is_code(text)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.data[i + 1] : '\0';
        if (text.data[i] == quote) {
            size_t string = next_string(text, i + 1, quote);
            if (string == SIZE_MAX) {
                break;
            }
            i = string - 1;
        } else if (text.data[i] == '\\' && next != '\0') {
            buffer_add_char(out, next == 'n' ? '\n' : next == 't' ? '\t' : next);
            i++;
        } else {
            buffer_add_char(out, text.data[i]);
        }
    }
    return true;
}
