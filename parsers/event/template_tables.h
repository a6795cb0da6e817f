/* The tables that make_templates.py writes from templates.tsv, companions.tsv and event.h: for
 * event.c and templates.c only. */
#ifndef WMILOG_PARSERS_EVENT_TEMPLATE_TABLES_H
#define WMILOG_PARSERS_EVENT_TEMPLATE_TABLES_H
#include "parsers/event/templates.h"

struct companion_range {
    uint16_t first;
    uint16_t last; /* included */
};

struct companion_provider {
    struct view name;                     /* lower case */
    const struct companion_range *ranges; /* rising */
    size_t range_count;
};

/* By event id, newest layout first. */
extern const struct event_template *const template_layouts[];
extern const size_t template_layout_count;

/* By name, bytewise. */
extern const struct companion_provider companion_providers[];
extern const size_t companion_provider_count;

/* How messages of an event are put together (messages.tsv). */
struct message_form {
    uint16_t event_id;
    struct view text;
};

extern const struct message_form message_forms[];
extern const size_t message_form_count;

extern const char *const event_field_names[EVENT_FIELD_COUNT];

#endif
