/* The keys of a report, and the way of rewriting for what stands under each. */
#include "analyzer/given/redact_report.h"

#include <jansson.h>
#include <string.h>

#include "analyzer/given/redact_sentence.h"
#include "analyzer/input/inputs.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

enum { MAX_DEPTH = 16 /* of a report's values; what lies deeper is none of ours */ };

static bool has_query(struct view text)
{
    return view_find(text, VIEW("::"), 0) != SIZE_MAX ||
           (view_find_nocase(text, VIEW("select "), 0) != SIZE_MAX &&
            view_find_nocase(text, VIEW(" from "), 0) != SIZE_MAX);
}

/* What was to be done: in words, which may end with the computer, or as it was logged. */
static void put_title(struct rewriter *w, struct view text, struct buffer *out)
{
    static const char *const leads[] = {" on ", ": "};
    for (size_t i = 0; i < COUNT_OF(leads) && !has_query(text); i++) {
        const struct view lead = view_of(leads[i]);
        size_t start = text.len;
        while (start > 0 && text.data[start - 1] != ' ') {
            start--;
        }
        if (start < text.len && view_ends_nocase(view_slice(text, 0, start), lead)) {
            rewrite_text(w, view_slice(text, 0, start), out);
            rewrite_host(w, view_from(text, start), out);
            return;
        }
    }
    const bool is_logged = has_query(text) || view_find(text, VIEW("\""), 0) != SIZE_MAX;
    (is_logged ? rewrite_operation : rewrite_text)(w, text, out);
}

/* Times, numbers, and words of this program: what is longer, or has other signs, is none. */
static void put_word(struct rewriter *w, struct view text, struct buffer *out)
{
    enum { MOST = 64 };
    bool is_plain = text.len <= MOST;
    for (size_t i = 0; i < text.len && is_plain; i++) {
        is_plain = ascii_is_alnum(text.data[i]) || ascii_is_of("-_.:/+", text.data[i]);
    }
    if (is_plain) {
        buffer_add(out, text);
    } else {
        rewrite_note(w, text, out);
    }
}

/* By the key, and by that of the object around it where the key alone does not tell: the first row
 * that fits. */
static const struct way {
    const char *parent, *key; /* NULL: any */
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
} ways[] = {
    {NULL, "computer", rewrite_host},
    {NULL, "computers", rewrite_host},
    {NULL, "machine", rewrite_host},
    {NULL, "target_host", rewrite_host},
    {NULL, "other_names", rewrite_host},
    {"host", "name", rewrite_host},
    {"result", "name", rewrite_kept},
    {"codes", "name", rewrite_kept},
    {"provider", "name", rewrite_kept},
    {"incident", "name", rewrite_text},
    {"event_consumer", "name", rewrite_query},
    {NULL, "user", rewrite_account},
    {NULL, "creator_sid", rewrite_account},
    {NULL, "namespace", rewrite_namespace},
    {NULL, "class", rewrite_identifier},
    {NULL, "method", rewrite_identifier},
    {"operation", "text", rewrite_operation},
    {NULL, "operation", rewrite_operation},
    {NULL, "query", rewrite_query},
    {NULL, "filter", rewrite_query},
    {NULL, "possible_cause", rewrite_mof},
    {NULL, "correlation_id", rewrite_guid},
    {NULL, "guid", rewrite_guid},
    {NULL, "provider", rewrite_kept},
    {NULL, "channel", rewrite_kept},
    {NULL, "fingerprint", put_word},
    {NULL, "groups", put_word},
    {NULL, "verdict", put_word},
    {NULL, "phase", put_word},
    {NULL, "stage", put_word},
    {NULL, "viewpoint", put_word},
    {NULL, "confidence", put_word},
    {NULL, "attribution", put_word},
    {NULL, "edition_confidence", put_word},
    {NULL, "first", put_word},
    {NULL, "last", put_word},
    {NULL, "last_success", put_word},
    {NULL, "from", put_word},
    {NULL, "to", put_word},
    {NULL, "time", put_word},
    {NULL, "start", put_word},
    {NULL, "created", put_word},
    {NULL, "covered", put_word},
    {NULL, "time_zone", put_word},
    {NULL, "schema_version", put_word},
    {NULL, "sha256", put_word},
    {"error", "message", rewrite_sentence},
    {"problems", "message", rewrite_sentence},
    {NULL, "message", rewrite_text}, /* of a result code */
    {NULL, "title", put_title},
    {NULL, "verdict_reason", rewrite_text},
    {NULL, "process_name", rewrite_text},
    {NULL, "process_name_source", rewrite_text},
    {NULL, "held_providers", rewrite_text},
    {"client", "services", rewrite_kept},
    {"clients", "services", rewrite_kept},
    {NULL, "command_line", rewrite_text},
    {NULL, "action", rewrite_text},
    {NULL, "action_kind", rewrite_text},
    {NULL, "decoded", rewrite_text},
    {NULL, "component", rewrite_text},
    {NULL, "family", rewrite_text},
    {NULL, "facility", rewrite_text},
    {NULL, "verb", rewrite_text},
    {NULL, "code", rewrite_text},
    {NULL, "failed_with", rewrite_text},
    {NULL, "kind", rewrite_text},
    {NULL, "ended", rewrite_text},
    {NULL, "os", rewrite_text},
    {NULL, "edition", rewrite_text},
    {NULL, "option", put_word},
    {NULL, "value", rewrite_text},
    {NULL, "version", rewrite_text},
    {NULL, "rule", rewrite_text},
    {NULL, "format", rewrite_text},
    {NULL, "encoding", rewrite_text},
    {NULL, "status", rewrite_text},
    {NULL, "references", rewrite_text},
    {"provider", "path", rewrite_text},
};

static const struct way *find_way(const char *parent, const char *key)
{
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (strcmp(ways[i].key, key) == 0 &&
            (!ways[i].parent || strcmp(ways[i].parent, parent) == 0)) {
            return &ways[i];
        }
    }
    return NULL;
}

void redact_report_file(struct redact_report *r, struct view path, struct buffer *out)
{
    const size_t start = out->len;
    buffer_format(out, "FILE-%zu%s", ++r->file_count, inputs_ending_of(path));
    if (r->file) {
        r->file(r->context, view_from(buffer_view(out), start), path);
    }
}

/* A value, and where it stands. */
struct place {
    const char *parent, *key;
    const json_t *object; /* around it */
};

static bool is_filter_of_host(const struct place *place)
{
    const char *option = json_string_value(json_object_get(place->object, "option"));
    return option && strcmp(place->key, "value") == 0 && strcmp(option, "--host") == 0;
}

static bool is_key(const struct place *place, const char *parent, const char *key)
{
    return strcmp(place->parent, parent) == 0 && strcmp(place->key, key) == 0;
}

static bool is_sentence(const char *key)
{
    static const char *const keys[] = {"cause", "because", "check", "remedy"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void put_text(struct redact_report *r, const struct place *place, struct view text,
                     struct buffer *out)
{
    const struct way *way = find_way(place->parent, place->key);
    const char *id = json_string_value(json_object_get(place->object, "rule"));
    const struct rule *rule = id ? redact_sentence_rule(r->rules, view_of(id)) : NULL;
    if (is_key(place, "source", "path")) {
        redact_report_file(r, text, out);
    } else if (is_sentence(place->key)) {
        redact_sentence(r->redaction, rule, text, out);
    } else if (strcmp(place->key, "rule") == 0 && rule) {
        buffer_add(out, text);
    } else if (is_filter_of_host(place)) {
        redaction_put(r->redaction, text, rewrite_host, out);
    } else {
        redaction_put(r->redaction, text, way ? way->put : rewrite_unknown, out);
    }
}

static void rewrite_string(struct redact_report *r, const struct place *place, json_t *string)
{
    const struct view text = {json_string_value(string), json_string_length(string)};
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    put_text(r, place, text, &out);
    if (json_string_setn(string, out.len > 0 ? out.data : "", out.len) != 0) {
        json_string_set(string, "(hidden)"); /* no UTF-8: part of a character was taken */
    }
    buffer_release(&out);
}

static void rewrite_value(struct redact_report *r, const struct place *place, json_t *value,
                          unsigned depth)
{
    const char *key;
    json_t *member;
    size_t index;
    if (json_is_string(value)) {
        if (strcmp(place->key, "type") != 0) { /* that of a line was looked at */
            rewrite_string(r, place, value);
        }
    } else if (depth == MAX_DEPTH) {
        json_object_clear(value);
        json_array_clear(value);
    }
    json_array_foreach(value, index, member)
    {
        rewrite_value(r, place, member, depth + 1);
    }
    json_object_foreach(value, key, member)
    {
        const struct place inner = {place->key, key, value};
        rewrite_value(r, &inner, member, depth + 1);
    }
}

void redact_report_part(void *context, const char *type, struct json_t *value)
{
    const struct place place = {"", type, NULL};
    rewrite_value(context, &place, value, 0);
    if (strcmp(type, "event_consumer") == 0) {
        /* It is made from texts that may hold names, which could be guessed by trying. */
        json_object_del(value, "fingerprint");
    }
}

void redact_report_error(const struct redact_report *r, struct error *err)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    redaction_put(r->redaction, view_of(err->message), rewrite_sentence, &out);
    const size_t len = out.len < sizeof(err->message) ? out.len : sizeof(err->message) - 1;
    memcpy(err->message, out.len > 0 ? out.data : "", len);
    err->message[len] = '\0';
    buffer_release(&out);
}
