/* ServiceNow: incidents, and events of Event Management. */
#include <inttypes.h>

#include "analyzer/report/tickets/body.h"
#include "parsers/base/wintime.h"

static const struct body_limit description_limit = {4000, sheet_units};

/* How an incident or an event ranks: 1 is the gravest. */
static const struct ranks {
    const char *impact, *urgency, *severity;
} ranks[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = {"3", "3", "5"},
    [VERDICT_DEGRADED] = {"3", "2", "4"},
    [VERDICT_BROKEN] = {"2", "2", "2"},
    [VERDICT_SECURITY] = {"1", "2", "1"},
};

static void put_incident(struct json_writer *w, const struct ticket *t)
{
    const struct view id = ticket_format(t, "%.*s%.*s", VIEW_ARG(t->label), VIEW_ARG(t->suffix));
    json_open_object(w, NULL);
    json_write_text(w, "short_description", t->title);
    json_write_text(w, "description", body_of(t, body_plain_block, &description_limit));
    if (t->has_priority) {
        json_write_name(w, "impact", ranks[t->brief->verdict].impact);
        json_write_name(w, "urgency", ranks[t->brief->verdict].urgency);
    }
    json_write_text(w, "correlation_id", ticket_clean(t, id, TICKET_NAME));
    json_write_name(w, "correlation_display", "wmilog");
    json_close_object(w);
}

/* "2026-11-26 08:15:11" in UTC; a time of which the zone is not known is none. */
static void put_time(struct json_writer *w, int64_t time)
{
    char text[WINTIME_TEXT_SIZE];
    if (time != WINTIME_NONE && !wintime_is_local(time)) {
        json_write_name(w, "time_of_event", wintime_format_short(time, text));
    }
}

static struct view where(const struct ticket *t)
{
    const struct brief *brief = t->brief;
    const struct view name = view_is_empty(brief->name_space) ? VIEW("WMI") : brief->name_space;
    const struct view class_name = view_is_empty(brief->class_name) ? VIEW("") : brief->class_name;
    return ticket_clean(t,
                        ticket_format(t, "%.*s%s%.*s", VIEW_ARG(name),
                                      class_name.len > 0 ? " " : "", VIEW_ARG(class_name)),
                        TICKET_NAME);
}

/* The additional_info of an event: JSON within a JSON string, all of whose values are strings. */
static void put_additional(struct json_writer *w, const struct ticket *t)
{
    struct output text;
    struct json_writer inner;
    const struct brief *brief = t->brief;
    output_open_memory(&text);
    json_writer_init(&inner, &text);
    json_open_object(&inner, NULL);
    json_write_text(&inner, "fingerprint", brief->fingerprint);
    json_write_name(&inner, "verdict", verdict_name(brief->verdict));
    json_write_text(&inner, "count", ticket_format(t, "%" PRIu64, brief->count));
    json_write_text(&inner, "when", ticket_phrase(t, phrase_when));
    json_write_text(&inner, "who", ticket_phrase(t, phrase_who));
    if (!brief->consumer) {
        json_write_text(&inner, "phase", ticket_phrase(t, phrase_phase));
    }
    json_close_object(&inner);
    json_write_text(w, "additional_info", buffer_view(&text.pending));
    output_close(&text, true, NULL);
}

static void put_event(struct json_writer *w, const struct ticket *t)
{
    const struct view event_class = ticket_format(t, "wmilog on %.*s", VIEW_ARG(t->host));
    const struct view code = t->brief->consumer              ? VIEW("event consumer")
                             : view_is_empty(t->brief->code) ? VIEW("unknown")
                                                             : t->brief->code;
    json_open_object(w, NULL);
    json_open_list(w, "records");
    json_open_object(w, NULL);
    json_write_name(w, "source", "wmilog");
    json_write_text(w, "event_class", ticket_clean(t, event_class, TICKET_NAME));
    json_write_text(w, "node", t->host);
    json_write_name(w, "type", "WMI");
    json_write_text(w, "resource", where(t));
    json_write_text(w, "metric_name", ticket_clean(t, code, TICKET_NAME));
    json_write_text(w, "message_key", ticket_key(t));
    json_write_name(w, "severity", ranks[t->brief->verdict].severity);
    json_write_text(w, "description", body_of(t, body_plain_block, &description_limit));
    put_time(w, t->brief->last);
    json_write_name(w, "resolution_state", "New");
    put_additional(w, t);
    json_close_object(w);
    json_close_list(w);
    json_close_object(w);
}

const struct ticket_system ticket_servicenow = {.least = VERDICT_BROKEN, .put = put_incident};
const struct ticket_system ticket_servicenow_event = {.least = VERDICT_BROKEN, .put = put_event};
