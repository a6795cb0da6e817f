/* Parts, fields and data of events from values and texts, in the one form that every reader gives.
 */
#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/base/guid.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/record.h"

/* The last tick of the year 9999. */
#define LAST_TIME INT64_C(2650467743999999999)

static struct view keep(struct arena *arena, struct view text)
{
    return text.len > 0 ? evtx_keep_text(arena, text) : VIEW_NONE;
}

/* GUIDs are kept in one form. */
static struct view keep_guid(struct arena *arena, struct view text)
{
    struct guid guid;
    char formatted[GUID_TEXT_SIZE];
    if (guid_parse(text, &guid)) {
        return arena_copy(arena, view_of(guid_format(&guid, formatted)));
    }
    return keep(arena, text);
}

/* Numbers over the range of their part are none. */
static bool set_number(struct event *e, enum evtx_part part, uint64_t number)
{
    switch ((int)part) {
    case EVTX_PART_EVENT_ID:
        e->id = number <= UINT16_MAX ? (uint16_t)number : 0;
        return true;
    case EVTX_PART_VERSION:
        e->version = number <= UINT8_MAX ? (uint8_t)number : 0;
        return true;
    case EVTX_PART_LEVEL:
        e->level = number <= UINT8_MAX ? (uint8_t)number : 0;
        return true;
    case EVTX_PART_RECORD_ID:
        e->record_id = number;
        return true;
    case EVTX_PART_PROCESS_ID:
        e->process_id = number <= UINT32_MAX ? (uint32_t)number : 0;
        return true;
    case EVTX_PART_THREAD_ID:
        e->thread_id = number <= UINT32_MAX ? (uint32_t)number : 0;
        return true;
    default:
        return false;
    }
}

static struct view *text_part(struct evtx_header *header, enum evtx_part part)
{
    struct event *e = &header->event;
    switch (part) {
    case EVTX_PART_PROVIDER:
        return &e->provider;
    case EVTX_PART_PROVIDER_GUID:
        return &header->provider_guid;
    case EVTX_PART_CHANNEL:
        return &e->channel;
    case EVTX_PART_COMPUTER:
        return &e->computer;
    case EVTX_PART_USER_SID:
        return &e->user_sid;
    case EVTX_PART_ACTIVITY_ID:
        return &e->activity_id;
    case EVTX_PART_RELATED_ACTIVITY_ID:
        return &e->related_activity_id;
    case EVTX_PART_NONE:
    case EVTX_PART_EVENT_ID:
    case EVTX_PART_VERSION:
    case EVTX_PART_LEVEL:
    case EVTX_PART_TIME:
    case EVTX_PART_RECORD_ID:
    case EVTX_PART_PROCESS_ID:
    case EVTX_PART_THREAD_ID:
    case EVTX_PART_COUNT:
        break;
    }
    return NULL;
}

static bool is_guid_part(enum evtx_part part)
{
    return part == EVTX_PART_ACTIVITY_ID || part == EVTX_PART_RELATED_ACTIVITY_ID;
}

void evtx_set_part(struct evtx_header *header, struct arena *arena, enum evtx_part part,
                   struct view text)
{
    struct view *place = text_part(header, part);
    text = view_trim(text);
    if (place) {
        *place = is_guid_part(part) ? keep_guid(arena, text) : keep(arena, text);
    } else if (part == EVTX_PART_TIME) {
        if (!wintime_parse(text, &header->event.time)) {
            header->event.time = WINTIME_NONE;
        }
    } else {
        uint64_t number;
        set_number(&header->event, part, view_number(text, &number) ? number : 0);
    }
}

bool evtx_set_part_value(struct evtx_header *header, struct arena *arena, enum evtx_part part,
                         uint8_t type, struct view bytes)
{
    uint64_t number;
    if (evtx_value_number(type, bytes, &number)) {
        return set_number(&header->event, part, number);
    }
    if (part == EVTX_PART_TIME && type == EVTX_FILETIME && bytes.len == sizeof(number)) {
        struct cursor c = cursor_over(bytes);
        number = cursor_u64(&c);
        header->event.time = number <= LAST_TIME ? (int64_t)number : WINTIME_NONE;
        return true;
    }
    if (is_guid_part(part) && type == EVTX_GUID && bytes.len == sizeof(struct guid)) {
        struct guid guid;
        char *text = arena_bytes(arena, GUID_TEXT_SIZE);
        memcpy(guid.bytes, bytes.data, sizeof(guid.bytes));
        *text_part(header, part) = view_of(guid_format(&guid, text));
        return true;
    }
    return false;
}

struct view evtx_value_text(uint8_t type, struct view bytes, struct arena *arena,
                            struct buffer *scratch)
{
    struct view text;
    if (type == EVTX_STRING) {
        text = evtx_keep_string(arena, bytes);
    } else {
        buffer_clear(scratch);
        evtx_value_add(scratch, type, bytes);
        text = evtx_keep_text(arena, buffer_view(scratch));
    }
    bool is_blank = text.len == 0 || (text.data[0] <= ' ' && view_trim(text).len == 0);
    return is_blank ? VIEW("") : text;
}

/* Numbers of the type that the layout wants need no text in between. */
static bool direct_number(enum template_type wanted, uint8_t type, struct view bytes,
                          uint64_t *number)
{
    if (wanted == TEMPLATE_BOOL32 && type == EVTX_BOOL && bytes.len > 0 && bytes.len <= 4) {
        *number = 0;
        for (size_t i = 0; i < bytes.len; i++) {
            *number |= bytes.data[i] != 0;
        }
        return true;
    }
    uint64_t found;
    uint64_t max = wanted == TEMPLATE_U64 ? UINT64_MAX : wanted == TEMPLATE_BOOL32 ? 1 : UINT32_MAX;
    if (!evtx_value_number(type, bytes, &found) || found > max) {
        return false;
    }
    *number = found;
    return true;
}

void evtx_set_field(struct event *event, size_t field, uint8_t type, struct view bytes,
                    struct arena *arena, struct buffer *scratch)
{
    uint64_t number;
    enum template_type wanted = event->layout->fields[field].type;
    if (wanted == TEMPLATE_TEXT) {
        event->values[field] =
            (struct event_value){.text = evtx_value_text(type, bytes, arena, scratch)};
    } else if (direct_number(wanted, type, bytes, &number)) {
        event->values[field] = (struct event_value){.number = number, .is_number = true};
    } else {
        template_set_text(event, field, evtx_value_text(type, bytes, arena, scratch));
    }
}

/* Values without names count by position when there are as many as the layout has. */
static bool set_by_position(const struct evtx_reading *r, struct event *event)
{
    if (r->leaf_count != event->layout->field_count) {
        return false;
    }
    for (size_t i = 0; i < r->leaf_count; i++) {
        if (r->leaves[i].name.data || r->leaves[i].is_payload) {
            return false;
        }
    }
    for (size_t i = 0; i < r->leaf_count; i++) {
        template_set_text(event, i, r->leaves[i].value);
    }
    return true;
}

static void decode_payload(struct evtx_reading *r, struct event *event, struct view payload)
{
    struct error err;
    error_init(&err);
    if (template_decode_payload(event, event->id, payload, &r->batch->arena, &err) != STATUS_OK) {
        batch_problem(r->batch, event->origin.offset, "the event's payload: %s", err.message);
    }
}

static void set_fields(struct evtx_reading *r, struct event *event)
{
    size_t found = 0;
    for (size_t i = 0; i < r->leaf_count; i++) {
        const struct evtx_leaf *leaf = &r->leaves[i];
        if (leaf->is_payload) {
            decode_payload(r, event, leaf->payload);
            found++;
            continue;
        }
        size_t field = leaf->name.data ? template_field_index(event->layout, leaf->name) : SIZE_MAX;
        if (field != SIZE_MAX) {
            template_set_text(event, field, leaf->value);
            found++;
        }
    }
    if (found == 0 && event->layout->field_count > 0 && !set_by_position(r, event)) {
        batch_problem(r->batch, event->origin.offset, "event %u carries none of its data",
                      event->id);
    }
}

void evtx_set_leaves(struct evtx_reading *r, struct event *event)
{
    if (event->layout) {
        set_fields(r, event);
    } else {
        struct event_datum *data = arena_alloc(&r->batch->arena, r->leaf_count * sizeof(*data) + 1);
        for (size_t i = 0; i < r->leaf_count; i++) {
            data[i] = (struct event_datum){r->leaves[i].name, r->leaves[i].value};
        }
        event->data = data;
        event->data_count = r->leaf_count;
    }
    if (r->dropped_leaves > 0) {
        batch_problem(r->batch, event->origin.offset, "%zu data elements over the limit of %d",
                      r->dropped_leaves, EVTX_MAX_DATA);
    }
}
