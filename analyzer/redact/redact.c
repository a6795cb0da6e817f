/* The two passes over batches of events. */
#include "analyzer/redact/redact.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/input/survey.h"
#include "analyzer/redact/events.h"
#include "analyzer/redact/token.h"
#include "analyzer/redact/xml.h"
#include "parsers/base/hash/hash_set.h"
#include "parsers/base/memory.h"

enum { MAX_SEEN = 1 << 19 /* texts that were gone through: 8 MB at the most */ };

struct redaction {
    struct name_table names;
    struct rewriter collecting;
    struct arena arena; /* what is said of inputs */
    bool writes_xml, wants_lines;
};

struct redaction *redaction_new(size_t limit, struct view key)
{
    struct redaction *r = memory_new(1, sizeof(*r));
    name_table_init(&r->names, limit, key);
    arena_init(&r->arena, 0);
    return r;
}

void redaction_free(struct redaction *r)
{
    if (r) {
        name_table_release(&r->names);
        arena_release(&r->arena);
        free(r);
    }
}

struct name_table *redaction_names(struct redaction *r)
{
    return &r->names;
}

static void rewrite_batch(const struct redaction *r, struct rewriter *w, struct batch *batch)
{
    for (size_t i = 0; i < batch->problem_count; i++) {
        batch->problems[i].message =
            rewrite_copy(w, batch->problems[i].message, rewrite_sentence, &batch->arena);
    }
    for (size_t i = 0; i < batch->count_count; i++) {
        struct event_count *c = &batch->counts[i];
        c->provider = rewrite_copy(w, c->provider, rewrite_origin, &batch->arena);
        c->channel = rewrite_copy(w, c->channel, rewrite_origin, &batch->arena);
    }
    if (r->writes_xml) {
        xml_rewrite(w, batch, r->wants_lines);
        return;
    }
    for (size_t i = 0; i < batch->event_count; i++) {
        rewrite_event(w, &batch->events[i], &batch->arena);
    }
}

static bool collect(void *context, struct batch *batch)
{
    struct redaction *r = context;
    rewrite_batch(r, &r->collecting, batch);
    return !r->names.is_full;
}

/* Rewrites the events of a batch; runs on any thread. */
static void rewrite(void *context, struct batch *batch)
{
    struct redaction *r = context;
    struct rewriter w;
    rewriter_start(&w, &r->names, NULL);
    w.memo = memory_new(REWRITER_MEMO, sizeof(*w.memo));
    rewrite_batch(r, &w, batch);
    rewriter_release(&w);
}

/* The names of filters and consumers stay, as in events. */
static void rewrite_listed(struct rewriter *w, struct listed_object *object, struct arena *arena)
{
    object->computer = rewrite_copy(w, object->computer, rewrite_host, arena);
    for (size_t i = 0; i < object->count; i++) {
        struct listed_property *property = &object->properties[i];
        const bool is_query = view_equal_nocase(property->name, VIEW("Query"));
        property->value =
            rewrite_copy(w, property->value, is_query ? rewrite_query : rewrite_text, arena);
    }
}

static void rewrite_lists(struct rewriter *w, const struct redaction_lists *lists,
                          struct arena *arena)
{
    for (size_t i = 0; i < lists->process_count; i++) {
        struct process_entry *entry = &lists->processes[i];
        entry->computer = rewrite_copy(w, entry->computer, rewrite_host, arena);
        entry->name = rewrite_copy(w, entry->name, rewrite_text, arena);
    }
    for (size_t i = 0; i < lists->host_count; i++) {
        struct host_entry *entry = &lists->hosts[i];
        entry->computer = rewrite_copy(w, entry->computer, rewrite_host, arena);
        entry->name = rewrite_copy(w, entry->name, rewrite_kept, arena);
        entry->namespace_name = rewrite_copy(w, entry->namespace_name, rewrite_namespace, arena);
        entry->path = rewrite_copy(w, entry->path, rewrite_text, arena);
    }
    for (size_t i = 0; i < lists->service_count; i++) {
        struct host_entry *entry = &lists->services[i];
        entry->computer = rewrite_copy(w, entry->computer, rewrite_host, arena);
    }
    for (size_t i = 0; i < lists->quota_count; i++) {
        struct quota_entry *entry = &lists->quotas[i];
        entry->computer = rewrite_copy(w, entry->computer, rewrite_host, arena);
    }
    for (size_t i = 0; i < lists->subscription_count; i++) {
        rewrite_listed(w, &lists->subscriptions[i], arena);
    }
}

/* Lets the readers give fields instead of the XML and the lines that are wanted: these are made
 * here, of rewritten fields. */
static void ask_for_fields(struct redaction *r, struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct reader_input *reader = &inputs->items[i].reader;
        reader->wants_fields = reader->wants_xml;
        r->writes_xml |= reader->wants_xml;
        r->wants_lines |= reader->wants_lines;
    }
}

void redaction_collect(struct redaction *r, struct inputs *inputs, bool with_recovered,
                       const struct redaction_lists *lists)
{
    struct hash_set seen;
    hash_set_init(&seen, MAX_SEEN);
    rewriter_start(&r->collecting, &r->names, &r->names);
    r->collecting.seen = &seen;
    ask_for_fields(r, inputs);
    survey_inputs(inputs, with_recovered, collect, r);
    rewrite_lists(&r->collecting, lists, &r->arena);
    rewriter_release(&r->collecting);
    hash_set_release(&seen);
}

enum status redaction_seal(struct redaction *r, struct error *err)
{
    if (r->names.is_full) {
        return error_set(err, STATUS_LIMIT,
                         "there are more names than fit into %zu MB; --max-memory allows for more",
                         r->names.limit >> 20);
    }
    name_table_seal(&r->names);
    return STATUS_OK;
}

void redaction_apply(struct redaction *r, struct inputs *inputs,
                     const struct redaction_lists *lists)
{
    struct rewriter w;
    ask_for_fields(r, inputs);
    inputs->rewrite = rewrite;
    inputs->rewrite_context = r;
    rewriter_start(&w, &r->names, NULL);
    rewrite_lists(&w, lists, &r->arena);
    rewriter_release(&w);
}

void redaction_put(struct redaction *r, struct view text,
                   void (*put)(struct rewriter *w, struct view text, struct buffer *out),
                   struct buffer *out)
{
    struct rewriter w;
    rewriter_start(&w, &r->names, r->names.is_sealed ? NULL : &r->names);
    put(&w, text, out);
    rewriter_release(&w);
}

void redaction_rewrite_reports(struct redaction *r, struct inputs *inputs)
{
    struct rewriter w;
    rewriter_start(&w, &r->names, NULL);
    for (size_t i = 0; i < inputs->count; i++) {
        struct report_source *report = &inputs->items[i].report;
        report->message = rewrite_copy(&w, report->message, rewrite_sentence, &r->arena);
        for (size_t j = 0; j < report->problem_count; j++) {
            report->problems[j].message =
                rewrite_copy(&w, report->problems[j].message, rewrite_sentence, &r->arena);
        }
    }
    rewriter_release(&w);
}

struct view redaction_token(struct redaction *r, const struct name *name)
{
    struct rewriter w;
    struct view token;
    rewriter_start(&w, &r->names, NULL);
    if (name->kind == NAME_SID || name->kind == NAME_SID_DOMAIN) {
        token = rewrite_copy(&w, name->word, rewrite_text, &r->arena);
    } else {
        name_put(&r->names, name, &w.out);
        token = arena_copy(&r->arena, buffer_view(&w.out));
    }
    rewriter_release(&w);
    return token;
}

static int compare_tokens(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

const struct view *redaction_tokens(struct redaction *r, size_t *count)
{
    struct view *tokens = arena_alloc(&r->arena, (r->names.count + 1) * sizeof(*tokens));
    size_t found = 0, kept = 0;
    for (size_t i = 0; i < r->names.count; i++) {
        if (r->names.list[i]->is_met) {
            tokens[found++] = redaction_token(r, r->names.list[i]);
        }
    }
    qsort(tokens, found, sizeof(*tokens), compare_tokens);
    for (size_t i = 0; i < found; i++) {
        if (kept == 0 || !view_equal(tokens[kept - 1], tokens[i])) {
            tokens[kept++] = tokens[i];
        }
    }
    *count = kept;
    return tokens;
}

struct view redaction_host(struct redaction *r, struct view name)
{
    struct rewriter w;
    rewriter_start(&w, &r->names, NULL);
    const struct view token = rewrite_copy(&w, name, rewrite_host, &r->arena);
    rewriter_release(&w);
    return token;
}

struct view redaction_summary(struct redaction *r)
{
    static const struct {
        const char *one, *several;
    } words[NAME_KIND_COUNT] = {
        [NAME_HOST] = {"computer", "computers"},
        [NAME_DOMAIN] = {"domain", "domains"},
        [NAME_USER] = {"user", "users"},
        [NAME_WORD] = {"word", "words"},
        [NAME_TEXT] = {"literal", "literals"},
        [NAME_SID] = {"SID", "SIDs"},
        [NAME_IPV4] = {"IPv4 address", "IPv4 addresses"},
        [NAME_IPV6] = {"IPv6 address", "IPv6 addresses"},
        [NAME_MAC] = {"MAC address", "MAC addresses"},
    };
    size_t counts[NAME_KIND_COUNT] = {0};
    struct buffer text;
    char id[5];
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < r->names.count; i++) {
        const struct name *name = r->names.list[i];
        counts[name->kind] += name->is_met && (!name->label || name->label == name);
    }
    for (size_t i = 0; i < NAME_KIND_COUNT; i++) {
        if (counts[i] > 0 && words[i].one) {
            buffer_format(&text, "%s%zu %s", text.len > 0 ? ", " : "", counts[i],
                          counts[i] == 1 ? words[i].one : words[i].several);
        }
    }
    const struct view found = arena_copy(&r->arena, buffer_view(&text));
    buffer_clear(&text);
    buffer_format(&text, "Names are hidden (--redact): %.*s",
                  VIEW_ARG(found.len > 0 ? found : VIEW("none were found")));
    if (r->names.key.data) {
        token_key_id(r->names.key, id);
        buffer_format(&text, "; tokens by key %s", id);
    }
    buffer_add_text(&text, ". What still tells something: " REDACT_STILL_TELLS ".");
    const struct view kept = arena_copy(&r->arena, buffer_view(&text));
    buffer_release(&text);
    return kept;
}
