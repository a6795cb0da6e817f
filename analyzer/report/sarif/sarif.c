/* The report as a SARIF log (OASIS, version 2.1.0), for viewers of findings and code scanning. */
#include <stdlib.h>

#include "analyzer/report/sarif/parts.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/count.h"
#include "parsers/base/hash/map.h"

enum {
    MAX_RESULTS = 25000, /* GitHub refuses a run with more */
    MAX_GROUPS = MAX_RESULTS - CONSUMERS_MAX,
    MAX_NOTES = 200,
};

/* What becomes results. */
struct parts {
    struct sarif_rules rules;
    size_t shown;                     /* groups */
    struct sarif_consumer *consumers; /* all */
};

static void put_tool(struct json_writer *w, const struct report_run *run,
                     const struct sarif_rules *rules)
{
    json_open_object(w, "tool");
    json_open_object(w, "driver");
    json_write_name(w, "name", "wmilog");
    json_write_name(w, "semanticVersion", run->tool_version);
    if (run->homepage[0] != '\0') {
        json_write_name(w, "informationUri", run->homepage);
    }
    sarif_put_rules(w, rules);
    json_close_object(w);
    json_close_object(w);
}

/* What is before the last '/' is GitHub's category: a second report of it takes the first's place.
 */
static void put_details(struct json_writer *w, const struct report_content *content)
{
    struct view machine;
    struct buffer id;
    buffer_init(&id, BUFFER_NO_MAX);
    buffer_add_text(&id, "wmilog/");
    if (report_machines(content, content->computers, content->computer_count, &machine, 1) == 1) {
        sarif_add_uri(&id, machine);
        buffer_add_char(&id, '/');
    }
    json_open_object(w, "automationDetails");
    json_write_text(w, "id", buffer_view(&id));
    json_close_object(w);
    buffer_release(&id);
}

static void put_note(struct json_writer *w, const char *level, struct view text)
{
    struct buffer clean;
    buffer_init(&clean, BUFFER_NO_MAX);
    paper_add_log(&clean, text, SARIF_TEXT);
    json_open_object(w, NULL);
    json_write_name(w, "level", level);
    json_open_object(w, "message");
    sarif_write_text(w, clean.len > 0 ? buffer_view(&clean) : VIEW("unknown"));
    json_close_object(w);
    json_close_object(w);
    buffer_release(&clean);
}

static void put_source_notes(struct json_writer *w, const struct report_source *source)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    if (source->status != STATUS_OK) {
        buffer_format(&b, "%.*s: %.*s", VIEW_ARG(source->path), VIEW_ARG(source->message));
        put_note(w, "error", buffer_view(&b));
    }
    for (size_t i = 0; i < source->problem_count; i++) {
        buffer_clear(&b);
        buffer_format(&b, "%.*s: byte %llu: %.*s", VIEW_ARG(source->path),
                      (unsigned long long)source->problems[i].offset,
                      VIEW_ARG(source->problems[i].message));
        put_note(w, "warning", buffer_view(&b));
    }
    buffer_release(&b);
}

static void put_invocation(struct json_writer *w, const struct report_run *run,
                           const struct report_content *content, size_t shown)
{
    bool is_whole = true;
    for (size_t i = 0; i < run->source_count; i++) {
        is_whole = is_whole && run->sources[i]->status == STATUS_OK;
    }
    json_open_list(w, "invocations");
    json_open_object(w, NULL);
    json_write_bool(w, "executionSuccessful", is_whole);
    json_open_list(w, "toolExecutionNotifications");
    for (size_t i = 0; i < run->source_count && i < MAX_NOTES; i++) {
        put_source_notes(w, run->sources[i]);
    }
    if (content->stats->wmi_events == 0 && content->group_count == 0) {
        put_note(w, "warning", VIEW("No WMI-Activity event was found: this tells nothing of WMI."));
    }
    if (shown == MAX_GROUPS && content->group_count > shown) {
        struct buffer b;
        buffer_init(&b, BUFFER_NO_MAX);
        words_count(&b, content->group_count - shown, "further group is left out",
                    "further groups are left out");
        put_note(w, "warning", buffer_view(&b));
        buffer_release(&b);
    }
    json_close_list(w);
    json_close_object(w);
    json_close_list(w);
}

/* The tokens that stand for hidden names. Those of inputs are told by their places instead. */
static void put_tokens(struct json_writer *w, const struct report_run *run)
{
    if (run->token_count == 0) {
        return;
    }
    json_open_list(w, "redactionTokens");
    for (size_t i = 0; i < run->token_count; i++) {
        json_write_text(w, NULL, run->tokens[i]);
    }
    json_close_list(w);
}

/* The encoding of a file by the name that IANA has for it, for viewers that count its lines; NULL
 * for none of these. */
static const char *encoding_of(const struct report_source *source)
{
    static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal_nocase(source->encoding, view_of(names[i]))) {
            return names[i];
        }
    }
    return NULL;
}

static void put_artifacts(struct json_writer *w, const struct report_run *run)
{
    struct buffer uri;
    buffer_init(&uri, BUFFER_NO_MAX);
    json_open_list(w, "artifacts");
    for (size_t i = 0; i < run->source_count; i++) {
        const struct report_source *source = run->sources[i];
        buffer_clear(&uri);
        sarif_add_uri(&uri, source->path);
        json_open_object(w, NULL);
        json_open_object(w, "location");
        json_write_text(w, "uri", buffer_view(&uri));
        json_close_object(w);
        json_write_number(w, "length", source->bytes);
        const char *encoding = encoding_of(source);
        if (encoding) {
            json_write_name(w, "encoding", encoding);
        }
        json_open_list(w, "roles");
        json_write_name(w, NULL, "analysisTarget");
        json_close_list(w);
        json_close_object(w);
    }
    json_close_list(w);
    buffer_release(&uri);
}

/* Whether a group that only the baseline has is gone: not where a filter may have left it out, or
 * the log has no events of WMI. */
static bool tells_absent(const struct report_run *run, const struct report_content *content)
{
    return run->baseline && run->filter_count == 0 && content->stats->wmi_events > 0;
}

/* The groups and event consumers that the baseline has and this run has not. Those that the run has
 * and does not show are not absent. */
static void put_absent(struct json_writer *w, const struct report_run *run,
                       const struct report_content *content, const struct sarif_consumer *consumers)
{
    struct map known;
    map_init(&known);
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *g = content->groups[i];
        map_set(&known, view_of(g->example->fingerprint), &known); /* only that it is there */
    }
    for (size_t i = 0; i < content->consumer_count; i++) {
        map_set(&known, view_of(consumers[i].fingerprint), &known);
    }
    for (size_t i = 0; i < run->baseline->count; i++) {
        const struct baseline_group *old = &run->baseline->groups[i];
        const bool is_wanted = run->show_noise || old->verdict != VERDICT_HARMLESS;
        if (is_wanted && !map_get(&known, old->fingerprint)) {
            sarif_put_absent(w, old);
        }
    }
    map_release(&known);
}

static bool is_shown(const struct report_run *run, const struct sarif_consumer *c)
{
    return !c->is_told && (run->show_noise || c->consumer->verdict != VERDICT_HARMLESS);
}

static void put_results(struct json_writer *w, const struct report_run *run,
                        const struct report_content *content, struct parts *parts)
{
    json_open_list(w, "results");
    for (size_t i = 0; i < parts->shown; i++) {
        sarif_put_group(w, run, content->groups[i], &parts->rules);
    }
    for (size_t i = 0; i < content->consumer_count; i++) {
        if (is_shown(run, &parts->consumers[i])) {
            sarif_put_consumer(w, run, parts->consumers, content->consumer_count, i, &parts->rules);
        }
    }
    if (tells_absent(run, content)) {
        put_absent(w, run, content, parts->consumers);
    }
    json_close_list(w);
}

/* Rules stand before the results, by whose order they are numbered. */
static void find_rules(const struct report_run *run, const struct report_content *content,
                       struct parts *parts)
{
    for (size_t i = 0; i < parts->shown; i++) {
        sarif_rule_index(&parts->rules, sarif_rule_of(content->groups[i]));
    }
    for (size_t i = 0; i < content->consumer_count; i++) {
        if (is_shown(run, &parts->consumers[i])) {
            sarif_rule_index(&parts->rules,
                             sarif_rule_of_consumer(parts->consumers[i].consumer->kind));
        }
    }
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    struct json_writer w;
    const struct report_content content = report_content_of(run->engine);
    const size_t shown = report_groups_shown(&content, run->show_noise);
    struct parts parts = {.shown = shown < MAX_GROUPS ? shown : MAX_GROUPS,
                          .consumers = sarif_consumers_of(&content)};
    find_rules(run, &content, &parts);
    json_writer_init(&w, out);
    json_open_document(&w);
    json_write_name(&w, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_write_name(&w, "version", "2.1.0");
    json_open_list(&w, "runs");
    json_open_object(&w, NULL);
    put_tool(&w, run, &parts.rules);
    put_details(&w, &content);
    put_invocation(&w, run, &content, parts.shown);
    put_artifacts(&w, run);
    put_tokens(&w, run);
    put_results(&w, run, &content, &parts);
    json_close_object(&w);
    json_close_list(&w);
    json_close_object(&w);
    json_write_line_end(&w);
    free(parts.consumers);
    free(parts.rules.items);
}

const struct report_format report_sarif = {.end = end};
