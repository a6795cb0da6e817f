/* The comparison as JSON: diff.schema.json describes it. */
#include "analyzer/report/brief/phrases.h"
#include "analyzer/report/diff/chance.h"
#include "analyzer/report/diff/diff.h"
#include "analyzer/report/json/objects.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

#define TICKS_PER_HOUR (3600.0 * WINTIME_TICKS_PER_SECOND)

/* A member with four decimals: more would only differ from machine to machine. Nothing for a
 * negative number, which is none. */
static void put_real(struct json_writer *w, const char *key, double number)
{
    const double step = 1e4;
    if (number < 0) {
        return;
    }
    const bool is_small = number < 1e12;
    json_write_real(w, key, is_small ? (double)(uint64_t)(number * step + 0.5) / step : number);
}

static void put_cover(struct json_writer *w, const struct cover *cover)
{
    json_open_object(w, "covered");
    put_real(w, "hours", (double)cover->ticks / TICKS_PER_HOUR);
    json_write_number(w, "computers", cover->computers);
    json_close_object(w);
}

static void put_inputs(struct json_writer *w, const struct side *side)
{
    json_open_list(w, "sources");
    for (size_t i = 0; i < side->source_count; i++) {
        const struct side_source *source = &side->sources[i];
        json_open_object(w, NULL);
        json_write_text(w, "path", source->path);
        json_write_number(w, "wmi_events", source->wmi_events);
        json_write_time(w, "first", source->first);
        json_write_time(w, "last", source->last);
        json_write_zone(w, source->first, source->last);
        json_write_texts(w, "computers", source->computers, source->computer_count);
        json_write_number(w, "more_computers", source->more_computers);
        json_write_texts(w, "channels", source->channels, source->channel_count);
        json_write_bool(w, "complete", !source->is_damaged);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_rules(struct json_writer *w, const struct side *side)
{
    if (view_is_empty(side->rules_sha256)) {
        return;
    }
    json_open_object(w, "rules");
    json_write_text(w, "version", side->rules_version);
    json_write_text(w, "sha256", side->rules_sha256);
    json_close_object(w);
}

static void put_filters(struct json_writer *w, const struct side *side)
{
    json_open_list(w, "filters");
    for (size_t i = 0; i < side->filter_count; i++) {
        json_open_object(w, NULL);
        json_write_text(w, "option", view_of(side->filters[i].option));
        json_write_text(w, "value", view_of(side->filters[i].value));
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_side(struct json_writer *w, const char *key, const struct side *side)
{
    int64_t first, last;
    const struct cover cover = cover_of(side, SIDE_LOG_CALLS, VIEW_NONE);
    side_times(side, &first, &last);
    json_open_object(w, key);
    json_write_text(w, "input", side->input);
    json_write_bool(w, "report", side->is_report);
    put_rules(w, side);
    put_filters(w, side);
    json_write_number(w, "wmi_events", side->wmi_events);
    json_write_number(w, "failures", side->failures);
    json_write_number(w, "groups", side->group_count);
    json_write_time(w, "first", first);
    json_write_time(w, "last", last);
    json_write_zone(w, first, last);
    put_cover(w, &cover);
    json_write_bool(w, "complete", !side->is_incomplete);
    put_inputs(w, side);
    json_close_object(w);
}

static void put_notes(struct json_writer *w, const struct diff_notes *notes)
{
    struct buffer plain;
    buffer_init(&plain, BUFFER_NO_MAX);
    json_open_list(w, "notes");
    for (size_t i = 0; i < notes->count; i++) {
        buffer_clear(&plain);
        phrase_plain(&plain, notes->items[i].text);
        json_open_object(w, NULL);
        json_write_name(w, "kind", notes->items[i].kind);
        json_write_text(w, "text", buffer_view(&plain));
        json_close_object(w);
    }
    json_close_list(w);
    buffer_release(&plain);
}

static void put_client(struct json_writer *w, const struct side_client *client)
{
    json_open_object(w, NULL);
    json_write_text(w, "process_name", client->name);
    json_write_known(w, "user", client->user);
    json_write_known(w, "machine", client->machine);
    json_write_bool(w, "in_wmi_service", client->is_service);
    json_write_number(w, "count", client->count);
    json_close_object(w);
}

static void put_group(struct json_writer *w, const char *key, const struct side_group *group,
                      const struct cover *cover)
{
    if (!group) {
        return;
    }
    json_open_object(w, key);
    json_write_name(w, "verdict", verdict_name(group->verdict));
    json_write_number(w, "count", group->count);
    json_write_time(w, "first", group->first);
    json_write_time(w, "last", group->last);
    json_write_zone(w, group->first, group->last);
    put_cover(w, cover);
    put_real(w, "per_hour", diff_rate(group, cover));
    json_write_text(w, "rule", group->rule);
    json_write_text(w, "cause", group->cause);
    json_open_list(w, "clients");
    for (size_t i = 0; i < group->client_count; i++) {
        put_client(w, &group->clients[i]);
    }
    json_close_list(w);
    json_write_number(w, "more_clients", group->more_clients);
    json_close_object(w);
}

static void put_changed(struct json_writer *w, const struct diff_item *item)
{
    const struct {
        const char *name;
        bool is_so;
    } changes[] = {{"rate", item->has_rate},
                   {"verdict", item->has_verdict},
                   {"cause", item->has_cause},
                   {"clients", (item->came | item->went) != 0}};
    json_open_list(w, "changes");
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        if (changes[i].is_so) {
            json_write_name(w, NULL, changes[i].name);
        }
    }
    json_close_list(w);
}

static void put_item(struct json_writer *w, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    json_open_object(w, NULL);
    json_write_text(w, "fingerprint", group->fingerprint);
    json_write_name(w, "state", names_get(&diff_state_names, item->state));
    json_write_text(w, "title", group->title);
    json_write_text(w, "namespace", group->name_space);
    if (group->event_id != 0) {
        json_write_number(w, "event_id", group->event_id);
    }
    json_write_name(w, "verdict", verdict_name(group->verdict));
    json_write_name(w, "phase", phase_name(group->phase));
    json_open_object(w, "result");
    json_write_text(w, "code", group->code);
    json_write_text(w, "name", group->code_name);
    json_close_object(w);
    put_changed(w, item);
    if (!item->before || !item->after) {
        put_real(w, "due", item->due);
    }
    if (item->state == DIFF_NEW) {
        json_write_bool(w, "before_could_show", item->due >= CHANCE_DUE);
        json_write_bool(w, "first_within_before", item->is_early);
    }
    put_group(w, "before", item->before, &item->covers[0]);
    put_group(w, "after", item->after, &item->covers[1]);
    json_close_object(w);
}

static void put_consumers(struct json_writer *w, const struct diff *diff)
{
    json_open_list(w, "event_consumers");
    for (size_t i = 0; i < diff->consumer_count; i++) {
        const struct diff_consumer *consumer = &diff->consumers[i];
        const struct side_consumer *c = consumer->after ? consumer->after : consumer->before;
        json_open_object(w, NULL);
        json_write_text(w, "fingerprint", c->fingerprint);
        json_write_name(w, "told_by",
                        !consumer->before  ? "after"
                        : !consumer->after ? "before"
                                           : "both");
        json_write_text(w, "title", c->title);
        json_write_name(w, "verdict", verdict_name(c->verdict));
        json_write_known(w, "computer", c->computer);
        json_write_number(w, "more_computers", c->more_computers);
        json_write_time(w, "first", c->first);
        json_write_zone(w, c->first, c->first);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_summary(struct json_writer *w, const struct diff *diff)
{
    json_open_object(w, "summary");
    json_write_bool(w, "comparable", diff->is_comparable);
    for (uint32_t i = 0; i < DIFF_STATE_COUNT; i++) {
        json_write_number(w, names_get(&diff_state_names, i), diff->counts[i]);
    }
    json_close_object(w);
}

void diff_write_json(const struct diff_report *report, struct output *out)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_open_document(&w);
    json_write_name(&w, "schema_version", JSON_SCHEMA_VERSION);
    json_open_object(&w, "tool");
    json_write_name(&w, "name", "wmilog");
    json_write_name(&w, "version", report->tool_version);
    json_close_object(&w);
    put_side(&w, "before", report->diff->before);
    put_side(&w, "after", report->diff->after);
    put_notes(&w, report->notes);
    json_open_list(&w, "groups");
    for (size_t i = 0; i < report->diff->count; i++) {
        put_item(&w, &report->diff->items[i]);
    }
    json_close_list(&w);
    put_consumers(&w, report->diff);
    put_summary(&w, report->diff);
    json_close_object(&w);
    json_write_line_end(&w);
}
