/* A sentence that was told against those that a rule can tell (rules/matching/sentence.h). */
#include "analyzer/given/redact_sentence.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

enum { MAX_FIELDS = 32 /* of a sentence, and one more */ };

/* The value of a field of another log's event, of which no more is known. */
static void put_datum(struct rewriter *w, struct view text, struct buffer *out)
{
    const bool has_blank = view_find(text, VIEW(" "), 0) != SIZE_MAX;
    const bool is_path =
        view_find(text, VIEW("\\"), 0) != SIZE_MAX || view_find(text, VIEW("/"), 0) != SIZE_MAX;
    bool is_number = true;
    for (size_t i = 0; i < text.len; i++) {
        is_number &= ascii_is_hex_digit(text.data[i]) || ascii_is_of("xX-{}.,:% ", text.data[i]);
    }
    if (view_find_nocase(text, VIEW("select "), 0) != SIZE_MAX) {
        rewrite_query(w, text, out);
    } else if (is_number || is_path) {
        rewrite_text(w, text, out);
    } else if (has_blank) {
        rewriter_name(w, NAME_TEXT, text, out);
    } else {
        rewrite_host(w, text, out);
    }
}

/* Fields by their names; the others hold numbers, codes, times, and words of the tables. */
static const struct {
    const char *glob;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
} fields[] = {
    {"user", rewrite_account},
    {"client_machine", rewrite_host},
    {"computer", rewrite_host},
    {"request.machine", rewrite_host},
    {"namespace", rewrite_namespace},
    {"request.namespace", rewrite_namespace},
    {"class", rewrite_identifier},
    {"method", rewrite_identifier},
    {"query", rewrite_query},
    {"possible_cause", rewrite_mof},
    {"near.provider", rewrite_kept},
    {"near.event_id", rewrite_text},
    {"near.time", rewrite_text},
    {"near.*.meaning", rewrite_text},
    {"near.provider_*", rewrite_text},
    {"near.*User*", rewrite_account},
    {"near.*", put_datum},
};

static void put_field(struct redaction *r, struct view name, struct view text, struct buffer *out)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (view_glob_nocase(name, view_of(fields[i].glob))) {
            redaction_put(r, text, fields[i].put, out);
            return;
        }
    }
    const bool has_literal = memchr(text.data, '"', text.len) || memchr(text.data, '\'', text.len);
    redaction_put(r, text, has_literal ? rewrite_query : rewrite_text, out);
}

/* The next field of a form, which was checked when the rule was read; false at the end, with
 * `*before` the rest. */
static bool next_field(struct view *form, struct view *before, struct view *name)
{
    if (view_cut(*form, VIEW("{"), before, form) && view_cut(*form, VIEW("}"), name, form)) {
        return true;
    }
    *before = *form;
    return false;
}

/* A field of a form, and what stands for it in a sentence. */
struct value {
    struct view before, name, text; /* before it, in the form */
};

/* Whether the text is the form with fields filled in: then `values`, of which the last has no name
 * and no text. */
static bool read_filled(struct view form, struct view text, struct value *values)
{
    struct view rest = text;
    size_t count = 0;
    bool has_more = next_field(&form, &values[0].before, &values[0].name);
    if (!view_starts(rest, values[0].before)) {
        return false;
    }
    rest = view_from(rest, values[0].before.len);
    while (has_more && count + 1 < MAX_FIELDS) {
        struct value *value = &values[count++], *next = value + 1;
        has_more = next_field(&form, &next->before, &next->name);
        const bool is_end = !has_more && view_ends_nocase(rest, next->before);
        const size_t end = is_end     ? rest.len - next->before.len
                           : has_more ? view_find(rest, next->before, 0)
                                      : SIZE_MAX;
        if (end == SIZE_MAX || end == 0) {
            return false;
        }
        value->text = view_slice(rest, 0, end);
        rest = view_from(rest, end + next->before.len);
    }
    values[count].name = VIEW_NONE;
    return rest.len == 0 && !has_more;
}

static void put_values(struct redaction *r, const struct value *values, struct buffer *out)
{
    for (; values->name.data; values++) {
        buffer_add(out, values->before);
        put_field(r, values->name, values->text, out);
    }
    buffer_add(out, values->before);
}

/* What a rule can tell. */
struct forms {
    const struct view *list;
    size_t count;
};

enum { LISTS = 7 };

static void list_forms(const struct rule *rule, struct forms lists[LISTS])
{
    const struct forms all[LISTS] = {
        {&rule->cause, 1},
        {&rule->named, view_is_empty(rule->named) ? 0 : 1},
        {rule->because, rule->because_count},
        {rule->check, rule->check_count},
        {rule->remedy, rule->remedy_count},
        {rule->check_forms, rule->check_forms ? rule->check_count : 0},
        {rule->remedy_forms, rule->remedy_forms ? rule->remedy_count : 0},
    };
    memcpy(lists, all, sizeof(all));
}

static bool put_as_it_is(const struct forms *lists, struct view text, struct buffer *out)
{
    for (size_t i = 0; i < LISTS; i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            if (view_equal(lists[i].list[j], text)) {
                buffer_add(out, text);
                return true;
            }
        }
    }
    return false;
}

static bool put_filled(struct redaction *r, const struct forms *lists, struct view text,
                       struct buffer *out)
{
    struct value values[MAX_FIELDS];
    for (size_t i = 0; i < LISTS; i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            if (read_filled(lists[i].list[j], text, values)) {
                put_values(r, values, out);
                return true;
            }
        }
    }
    return false;
}

const struct rule *redact_sentence_rule(const struct rule_set *rules, struct view id)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (view_equal(rules->rules[i]->id, id)) {
            return rules->rules[i];
        }
    }
    return NULL;
}

void redact_sentence(struct redaction *r, const struct rule *rule, struct view text,
                     struct buffer *out)
{
    struct forms lists[LISTS];
    if (rule) {
        list_forms(rule, lists);
    }
    if (!rule || (!put_as_it_is(lists, text, out) && !put_filled(r, lists, text, out))) {
        redaction_put(r, text, rewrite_note, out);
    }
}
