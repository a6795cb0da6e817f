/* The one table of WMI-Activity event layouts, generated from parsers/event/templates.tsv, and the
 * decoding of values by it: every reader goes through here. */
#ifndef WMILOG_PARSERS_EVENT_TEMPLATES_H
#define WMILOG_PARSERS_EVENT_TEMPLATES_H
#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "parsers/event/event.h"

#define WMI_ACTIVITY_PROVIDER "Microsoft-Windows-WMI-Activity"
#define WMI_ACTIVITY_GUID "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"

enum template_type {
    TEMPLATE_TEXT,   /* win:UnicodeString */
    TEMPLATE_U32,    /* win:UInt32 */
    TEMPLATE_HEX32,  /* win:HexInt32 */
    TEMPLATE_U64,    /* win:UInt64 (always a FILETIME here) */
    TEMPLATE_BOOL32, /* win:Boolean, 4 bytes */
};

struct template_field {
    enum event_field field;
    enum template_type type;
    const char *data_name;   /* the manifest's name */
    const char *xml_element; /* the element in event XML, where it differs; else the same */
};

struct event_template {
    uint16_t event_id;
    char layout; /* 'A', 'B': the event's version is always 0, so layouts are told by content */
    uint8_t level;
    const char *channel; /* "Trace", "Operational", "Debug" */
    const char *wrapper; /* element in UserData where known, else NULL */
    const struct template_field *fields;
    size_t field_count;
    uint8_t places[EVENT_FIELD_COUNT]; /* by field: 1 + its index in `fields`, 0 = has none */
};

/* The newest layout of an event id, which holds every field that any layout has; NULL when
 * unknown. */
const struct event_template *template_find(uint16_t event_id);
/* All layouts, ordered by id, newest layout first; for listing and tests. */
const struct event_template *const *template_all(size_t *count);

/* The full name of the channel that the layout's events are written to. */
struct view template_channel(const struct event_template *t);

/* Index in t->fields of the field of that name (manifest or XML name, ASCII case folded), or
 * SIZE_MAX. */
size_t template_field_index(const struct event_template *t, struct view name);

/* The same for the datum at place `guess`, which mostly is the field at that place; SIZE_MAX also
 * for VIEW_NONE. */
size_t template_field_near(const struct event_template *t, struct view name, size_t guess);

/* True for the provider by name (case folded) or, when the name is empty, by GUID (with or without
 * braces). */
bool template_is_wmi_activity(struct view provider_name, struct view provider_guid);
/* True for the channels of WMI-Activity, to which nobody else writes. */
bool template_is_own_channel(struct view channel);

/* Sets event->values[index] from text as an export writes it: decimal or hex numbers (also signed
 * decimal for codes), true/false/1/0. `text` is borrowed by the event. */
void template_set_text(struct event *event, size_t index, struct view text);

/* Decodes a packed little-endian payload (ETW user data, or <EventPayload> hex after decoding) into
 * event->layout and event->values, with the layout that consumes it exactly, newest first. Strings
 * are copied to the arena as UTF-8. STATUS_DAMAGED when no layout fits, STATUS_UNSUPPORTED when the
 * id is unknown; the event is untouched then. */
enum status template_decode_payload(struct event *event, uint16_t event_id, struct view payload,
                                    struct arena *arena, struct error *err);

/* What a payload that no layout consumes exactly was found to hold. */
struct template_part {
    size_t fields;      /* that are whole, from the first on */
    size_t left;        /* bytes behind the last one, which a newer layout may explain */
    const char *cut_in; /* the name of the field in which the payload ends; NULL when in none */
    struct view cut;    /* as much as there is of a text; for template_decode_part() only */
};

/* Decodes as much of such a payload as can be told: by the layout of which the most fields are
 * there and look like what they should be, the newest of several. A text that is cut ends in an
 * ellipsis, and what only lacks its NUL is whole. False, with the event and the output untouched,
 * when not one field is left. */
bool template_decode_part(struct event *event, uint16_t event_id, struct view payload,
                          struct arena *arena, struct template_part *part);

/* True for an event of another provider that correlation or rules use
 * (parsers/event/companions.tsv). */
bool template_is_companion(struct view provider_name, uint16_t event_id);
/* True when any event of the provider is in that table: the cheap first question. */
bool template_has_companions(struct view provider_name);

#endif
