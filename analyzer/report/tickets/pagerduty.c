/* PagerDuty: an event that may wake somebody up. */
#include <inttypes.h>

#include "analyzer/report/tickets/body.h"
#include "parsers/base/wintime.h"

static const char *const severities[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "info",
    [VERDICT_DEGRADED] = "warning",
    [VERDICT_BROKEN] = "error",
    [VERDICT_SECURITY] = "critical",
};

static void put_text(struct json_writer *w, const char *key, struct view text)
{
    if (text.len > 0) {
        json_write_text(w, key, text);
    }
}

static void put_details(struct json_writer *w, const struct ticket *t)
{
    const struct body_limit limit = {20000, sheet_units}; /* of 512 KB for the whole event */
    json_open_object(w, "custom_details");
    json_write_text(w, "fingerprint", t->brief->fingerprint);
    json_write_name(w, "verdict", verdict_name(t->brief->verdict));
    json_write_text(w, "count", ticket_format(t, "%" PRIu64, t->brief->count));
    put_text(w, "who", ticket_phrase(t, phrase_who));
    put_text(w, "when", ticket_phrase(t, phrase_when));
    put_text(w, "where", ticket_phrase(t, phrase_where));
    json_write_text(w, "description", body_of(t, body_plain_block, &limit));
    json_close_object(w);
}

/* Of the routing key, which is a secret, there is only the place. */
static void put_pagerduty(struct json_writer *w, const struct ticket *t)
{
    const struct brief *brief = t->brief;
    json_open_object(w, NULL);
    json_write_name(w, "routing_key", "");
    json_write_name(w, "event_action", "trigger");
    json_write_text(w, "dedup_key", ticket_key(t));
    json_open_object(w, "payload");
    json_write_text(w, "summary", t->title);
    json_write_text(w, "source", t->host);
    json_write_name(w, "severity", severities[brief->verdict]);
    if (brief->last != WINTIME_NONE && !wintime_is_local(brief->last)) {
        json_write_time(w, "timestamp", brief->last);
    }
    put_text(w, "component", ticket_clean(t, brief->name_space, TICKET_NAME));
    json_write_name(w, "group", "WMI");
    put_text(w, "class",
             brief->consumer ? ticket_clean(t, brief->class_name, TICKET_NAME) : brief->code);
    put_details(w, t);
    json_close_object(w);
    json_write_name(w, "client", "wmilog");
    json_close_object(w);
}

const struct ticket_system ticket_pagerduty = {.least = VERDICT_BROKEN, .put = put_pagerduty};
