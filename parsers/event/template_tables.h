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
/* By the lower byte of an id, of which no two are alike: behind its first layout, 0 for none. */
extern const uint8_t template_places[256];

/* By name, bytewise. */
extern const struct companion_provider companion_providers[];
extern const size_t companion_provider_count;

/* A field of a message and what stands before it. */
struct message_piece {
    struct view before; /* "; ClientMachine = " */
    struct view name;   /* "ClientMachine", by which it is found in what is left of a message; for a
                         * field without one the words before it; empty where there are none */
    uint8_t field;      /* of the newest layout */
};

/* How messages of an event are put together (messages.tsv). */
struct message_form {
    const struct message_piece *pieces;
    struct view tail; /* behind the last field */
    uint16_t event_id;
    uint8_t count;
    uint8_t widest; /* the piece that takes what the others leave */
};

extern const struct message_form message_forms[]; /* by event id */
extern const size_t message_form_count;
/* Those of an event, as many as `*count` says. */
const struct message_form *message_forms_of(uint16_t event_id, size_t *count);
/* The same, those with the most fields first. */
extern const struct message_form *const message_forms_by_size[];
/* The name of a field as messages have it. */
struct message_name {
    struct view name;
    const struct view *leads; /* the words before it in messages that begin with such */
    uint8_t lead_count;
    bool is_only_first; /* it stands first in messages, with such words or none, and never later */
};
extern const struct message_name message_names[]; /* each once, by place */
extern const size_t message_name_count;
/* By the place of a name (name_place()): the names before those of it. */
extern const uint16_t message_name_starts[257];
/* What messages begin with, up to their first value, and nothing else in them; and what stands
 * between that and their second value, empty for none. */
struct message_start {
    struct view first, second;
};
extern const struct message_start message_starts[];
extern const size_t message_start_count;
extern const char message_start_letters[]; /* the first two of them all, one pair behind another */
extern const uint64_t message_start_bytes[4]; /* a bit for each byte that is the first of one */
/* The names of the fields before those values. */
extern const struct view message_first_names[];
extern const size_t message_first_name_count;
extern const uint64_t message_first_name_ends[4]; /* a bit for each byte that is the last of one */

extern const char *const event_field_names[EVENT_FIELD_COUNT];

#endif
