/* Groups and event consumers as results. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/sarif/parts.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/text.h"

static void end_sentence(struct buffer *b)
{
    const char last = b->len > 0 ? b->data[b->len - 1] : '.';
    buffer_add_text(b, last == '.' || last == '?' || last == '!' ? " " : ". ");
}

/* "Client: ... "; nothing when none is known. */
static void add_who(struct buffer *b, const struct brief *brief)
{
    const size_t before = b->len;
    const bool is_permanent = brief->consumer && brief->consumer->kind != CONSUMER_TEMPORARY;
    buffer_add_text(b, is_permanent ? "It was " : "Client: ");
    const size_t lead = b->len;
    phrase_who(b, brief);
    if (b->len == lead) {
        b->len = before;
    } else {
        end_sentence(b);
    }
}

/* The first sentence says what, where and how often: some viewers show no other. */
static void compose_message(struct buffer *b, const struct brief *brief)
{
    phrase_computer(b, brief);
    buffer_add_text(b, brief->computer_count > 0 ? ": " : "");
    phrase_what(b, brief);
    if (!view_is_empty(brief->code)) {
        buffer_add_text(b, " (");
        phrase_name(b, brief->code, PHRASE_NAME);
        buffer_add_text(b, view_is_empty(brief->code_name) ? "" : " ");
        phrase_name(b, brief->code_name, PHRASE_NAME);
        phrase_known_by(b, brief);
        buffer_add_char(b, ')');
    }
    buffer_add_text(b, brief->count > 0 ? ", " : "");
    phrase_when(b, brief);
    end_sentence(b);
    add_who(b, brief);
    if (brief->cause_count > 0) {
        buffer_format(b, "Cause (%s): ", confidence_name(brief->causes[0].confidence));
        paper_add_log(b, brief->causes[0].text, PHRASE_RULE);
    } else if (brief->consumer) {
        paper_add_log(b, brief->reason, PHRASE_RULE);
    }
}

static void put_message(struct json_writer *w, const struct brief *brief)
{
    struct buffer phrase, text;
    buffer_init(&phrase, BUFFER_NO_MAX);
    buffer_init(&text, BUFFER_NO_MAX);
    compose_message(&phrase, brief);
    phrase_plain(&text, buffer_view(&phrase));
    json_open_object(w, "message");
    sarif_write_text(w, view_trim(buffer_view(&text)));
    buffer_clear(&text);
    markup_phrase(&text, view_trim(buffer_view(&phrase)));
    json_write_text(w, "markdown", buffer_view(&text));
    json_close_object(w);
    buffer_release(&phrase);
    buffer_release(&text);
}

static void put_record(struct json_writer *w, struct view computer, const struct evidence *evidence)
{
    struct buffer name;
    buffer_init(&name, BUFFER_NO_MAX);
    paper_add_log(&name, computer, PHRASE_NAME);
    buffer_add_text(&name, name.len > 0 ? "/" : "");
    paper_add_log(&name, evidence->channel, PHRASE_NAME);
    buffer_add_text(&name, view_is_empty(evidence->channel) ? "" : "/");
    buffer_format(&name, "%u", (unsigned)evidence->event_id);
    if (evidence->origin.record != 0) {
        buffer_format(&name, "/%" PRIu64, evidence->origin.record);
    }
    json_open_list(w, "logicalLocations");
    json_open_object(w, NULL);
    json_write_text(w, "fullyQualifiedName", buffer_view(&name));
    json_write_name(w, "kind", "record");
    json_close_object(w);
    json_close_list(w);
    buffer_release(&name);
}

/* `number` is 0 for the result's own place, and counts those that are related. */
static void put_location(struct json_writer *w, const struct sarif_finding *f,
                         const struct evidence *evidence, size_t number)
{
    json_open_object(w, NULL);
    if (number > 0) {
        json_write_number(w, "id", number);
    }
    sarif_put_place(w, f->run, evidence);
    put_record(w, f->computer, evidence);
    if (number > 0) {
        char text[48];
        snprintf(text, sizeof(text), "also event %u", (unsigned)evidence->event_id);
        json_open_object(w, "message");
        json_write_name(w, "text", text);
        json_close_object(w);
    }
    json_close_object(w);
}

/* A location that is a whole file. */
static void put_file(struct json_writer *w, struct view path)
{
    struct buffer uri;
    buffer_init(&uri, BUFFER_NO_MAX);
    sarif_add_uri(&uri, path);
    json_open_object(w, NULL);
    json_open_object(w, "physicalLocation");
    json_open_object(w, "artifactLocation");
    json_write_text(w, "uri", buffer_view(&uri));
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
    buffer_release(&uri);
}

static void put_locations(struct json_writer *w, const struct sarif_finding *f)
{
    json_open_list(w, "locations");
    if (f->evidence_count > 0) {
        put_location(w, f, &f->evidence[0], 0);
    } else if (!view_is_empty(f->list)) {
        put_file(w, f->list);
    }
    json_close_list(w);
    if (f->evidence_count < 2) {
        return;
    }
    json_open_list(w, "relatedLocations");
    for (size_t i = 1; i < f->evidence_count; i++) {
        put_location(w, f, &f->evidence[i], i);
    }
    json_close_list(w);
}

/* GitHub matches alerts by primaryLocationLineHash alone. */
static void put_fingerprints(struct json_writer *w, struct view fingerprint)
{
    struct buffer hash;
    struct view version = VIEW(""), digits = fingerprint;
    view_cut(fingerprint, VIEW(":"), &version, &digits);
    buffer_init(&hash, BUFFER_NO_MAX);
    buffer_add(&hash, digits);
    buffer_add_text(&hash, ":1");
    json_open_object(w, "partialFingerprints");
    json_write_text(w, "wmilogGroup/v1", digits);
    json_write_text(w, "primaryLocationLineHash", buffer_view(&hash));
    json_close_object(w);
    buffer_release(&hash);
}

static void put_level(struct json_writer *w, enum verdict verdict)
{
    if (verdict == VERDICT_HARMLESS) {
        json_write_name(w, "kind", "informational");
    }
    json_write_name(w, "level", sarif_level(verdict));
}

static void put_properties(struct json_writer *w, const struct sarif_finding *f)
{
    char code[TEXT_CODE_SIZE];
    const struct brief *brief = &f->brief;
    const struct failure *example = f->group ? f->group->example : NULL;
    json_open_object(w, "properties");
    json_write_name(w, "verdict", verdict_name(brief->verdict));
    if (example) {
        json_write_name(w, "phase", phase_name(example->phase));
    }
    if (example && !example->has_no_result) {
        json_write_text(w, "code", text_code(code, example->result));
    }
    json_write_time(w, "first", brief->first);
    json_write_time(w, "last", brief->last);
    if (f->group) {
        json_write_texts(w, "computers", f->group->computers, f->group->computer_count);
    } else {
        json_write_texts(w, "computers", brief->computers, brief->computer_count);
    }
    json_close_object(w);
}

/* Known before: the same, unless its verdict is another one. */
static const char *state_of(const struct report_run *run, const struct brief *brief)
{
    const struct baseline_group *old = baseline_find(run->baseline, brief->fingerprint);
    if (!old) {
        return "new";
    }
    return old->verdict == brief->verdict ? "unchanged" : "updated";
}

void sarif_put_result(struct json_writer *w, const struct sarif_finding *f)
{
    json_open_object(w, NULL);
    json_write_text(w, "ruleId", sarif_rule_id(f->rule));
    json_write_number(w, "ruleIndex", f->rule_index);
    put_level(w, f->brief.verdict);
    put_message(w, &f->brief);
    put_locations(w, f);
    put_fingerprints(w, f->brief.fingerprint);
    if (f->brief.count > 0) {
        json_write_number(w, "occurrenceCount", f->brief.count);
    }
    if (f->run->baseline) {
        json_write_name(w, "baselineState", state_of(f->run, &f->brief));
    }
    put_properties(w, f);
    json_close_object(w);
}

void sarif_put_group(struct json_writer *w, const struct report_run *run, const struct group *g,
                     struct sarif_rules *rules)
{
    struct arena arena;
    struct sarif_finding finding = {
        .run = run,
        .group = g,
        .rule = sarif_rule_of(g),
        .evidence = g->example->evidence,
        .evidence_count = g->example->evidence_count,
        .computer = g->example->computer,
    };
    finding.rule_index = sarif_rule_index(rules, finding.rule);
    arena_init(&arena, OUTPUT_FLUSH_SIZE);
    brief_of_group(&finding.brief, &arena, g, run);
    sarif_put_result(w, &finding);
    arena_release(&arena);
}

/* The rule of a group that only the baseline has: the one that explained it then. */
static struct view rule_of_absent(const struct baseline_group *old)
{
    if (old->is_consumer) {
        return sarif_rule_id(sarif_rule_of_consumer(old->kind));
    }
    return old->rule.len > 0 ? old->rule : sarif_rule_id(NULL);
}

void sarif_put_absent(struct json_writer *w, const struct baseline_group *old)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    json_open_object(w, NULL);
    json_write_text(w, "ruleId", rule_of_absent(old));
    put_level(w, old->verdict);
    paper_add_log(&b, old->title, PHRASE_PATH);
    buffer_add_text(&b, ": not found any more.");
    json_open_object(w, "message");
    sarif_write_text(w, buffer_view(&b));
    json_close_object(w);
    json_open_list(w, "locations");
    put_file(w, old->source.len > 0 ? old->source : VIEW("baseline"));
    json_close_list(w);
    put_fingerprints(w, old->fingerprint);
    json_write_name(w, "baselineState", "absent");
    json_close_object(w);
    buffer_release(&b);
}
