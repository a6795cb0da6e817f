/* Groups as results. */
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
    buffer_add_text(b, ", ");
    phrase_when(b, brief);
    end_sentence(b);
    const size_t before = b->len;
    buffer_add_text(b, "Client: ");
    const size_t lead = b->len;
    phrase_who(b, brief);
    if (b->len == lead) {
        b->len = before;
    } else {
        end_sentence(b);
    }
    if (brief->cause_count > 0) {
        buffer_format(b, "Cause (%s): ", confidence_name(brief->causes[0].confidence));
        paper_add_log(b, brief->causes[0].text, PHRASE_RULE);
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
    sarif_write_text(w, "text", view_trim(buffer_view(&text)));
    buffer_clear(&text);
    markup_phrase(&text, view_trim(buffer_view(&phrase)));
    json_write_text(w, "markdown", buffer_view(&text));
    json_close_object(w);
    buffer_release(&phrase);
    buffer_release(&text);
}

static void put_record(struct json_writer *w, const struct failure *f,
                       const struct evidence *evidence)
{
    struct buffer name;
    buffer_init(&name, BUFFER_NO_MAX);
    paper_add_log(&name, f->computer, PHRASE_NAME);
    buffer_add_text(&name, name.len > 0 ? "/" : "");
    paper_add_log(&name, evidence->channel, PHRASE_NAME);
    buffer_format(&name, "/%u", (unsigned)evidence->event_id);
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
static void put_location(struct json_writer *w, const struct sarif_group *g,
                         const struct evidence *evidence, size_t number)
{
    json_open_object(w, NULL);
    if (number > 0) {
        json_write_number(w, "id", number);
    }
    sarif_put_place(w, g->run, evidence);
    put_record(w, g->group->example, evidence);
    if (number > 0) {
        char text[48];
        snprintf(text, sizeof(text), "also event %u", (unsigned)evidence->event_id);
        json_open_object(w, "message");
        json_write_name(w, "text", text);
        json_close_object(w);
    }
    json_close_object(w);
}

static void put_locations(struct json_writer *w, const struct sarif_group *g)
{
    const struct failure *f = g->group->example;
    json_open_list(w, "locations");
    if (f->evidence_count > 0) {
        put_location(w, g, &f->evidence[0], 0);
    }
    json_close_list(w);
    if (f->evidence_count < 2) {
        return;
    }
    json_open_list(w, "relatedLocations");
    for (size_t i = 1; i < f->evidence_count; i++) {
        put_location(w, g, &f->evidence[i], i);
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

static void put_properties(struct json_writer *w, const struct group *g)
{
    char code[TEXT_CODE_SIZE];
    json_open_object(w, "properties");
    json_write_name(w, "verdict", verdict_name(g->verdict));
    json_write_name(w, "phase", phase_name(g->example->phase));
    if (!g->example->has_no_result) {
        json_write_text(w, "code", text_code(code, g->example->result));
    }
    json_write_time(w, "first", g->first);
    json_write_time(w, "last", g->last);
    json_write_texts(w, "computers", g->computers, g->computer_count);
    json_close_object(w);
}

/* Known before: the same, unless its verdict is another one. */
static const char *state_of(const struct report_run *run, const struct group *g)
{
    const struct baseline_group *old =
        baseline_find(run->baseline, view_of(g->example->fingerprint));
    if (!old) {
        return "new";
    }
    return old->verdict == g->verdict ? "unchanged" : "updated";
}

void sarif_put_result(struct json_writer *w, const struct sarif_group *g)
{
    struct arena arena;
    struct brief brief;
    const struct group *group = g->group;
    const struct judgement *j = group->judgement;
    arena_init(&arena, OUTPUT_FLUSH_SIZE);
    brief_of_group(&brief, &arena, group, g->run);
    json_open_object(w, NULL);
    json_write_text(w, "ruleId", sarif_rule_id(j->cause_count > 0 ? j->causes[0].rule : NULL));
    json_write_number(w, "ruleIndex", g->rule_index);
    put_level(w, group->verdict);
    put_message(w, &brief);
    put_locations(w, g);
    put_fingerprints(w, brief.fingerprint);
    json_write_number(w, "occurrenceCount", group->count);
    if (g->run->baseline) {
        json_write_name(w, "baselineState", state_of(g->run, group));
    }
    put_properties(w, group);
    json_close_object(w);
    arena_release(&arena);
}

void sarif_put_absent(struct json_writer *w, const struct baseline_group *old)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    json_open_object(w, NULL);
    json_write_text(w, "ruleId", old->rule.len > 0 ? old->rule : sarif_rule_id(NULL));
    put_level(w, old->verdict);
    paper_add_log(&b, old->title, PHRASE_PATH);
    buffer_add_text(&b, ": not found any more.");
    json_open_object(w, "message");
    sarif_write_text(w, "text", buffer_view(&b));
    json_close_object(w);
    buffer_clear(&b);
    sarif_add_uri(&b, old->source.len > 0 ? old->source : VIEW("baseline"));
    json_open_list(w, "locations");
    json_open_object(w, NULL);
    json_open_object(w, "physicalLocation");
    json_open_object(w, "artifactLocation");
    json_write_text(w, "uri", buffer_view(&b));
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
    json_close_list(w);
    put_fingerprints(w, old->fingerprint);
    json_write_name(w, "baselineState", "absent");
    json_close_object(w);
    buffer_release(&b);
}
