/* From parts and data to an event. */
#include "parsers/event/assemble.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"

/* The part of an event that is filled before the event is added. */
enum { HEAD_SIZE = offsetof(struct event, values) };

void assembly_init(struct assembly *a, struct batch *batch, uint32_t source)
{
    a->batch = batch;
    a->source = source;
    a->advice = "";
    a->expects_messages = a->needs_time = a->keeps_others = a->has_told_others = false;
    a->provider = a->provider_before = (struct assembly_provider){0};
    memset(a->last, 0, sizeof(a->last));
    assembly_start(a, 0);
}

void assembly_start(struct assembly *a, uint64_t offset)
{
    memset(&a->event, 0, HEAD_SIZE);
    a->event.time = WINTIME_NONE;
    a->event.origin = (struct event_origin){a->source, 0, offset};
    a->provider_guid = VIEW_NONE;
    a->datum_count = a->dropped = 0;
    a->message = a->odd_time = a->misnamed = VIEW_NONE;
    a->said = 0;
    a->twice = (struct assembly_twice){0};
}

struct view *assembly_text(struct assembly *a, enum event_part part)
{
    /* Places in the assembly; 0 for parts that are no text. */
    static const uint16_t places[EVENT_PART_COUNT] = {
        [EVENT_PART_PROVIDER] = offsetof(struct assembly, event.provider),
        [EVENT_PART_PROVIDER_GUID] = offsetof(struct assembly, provider_guid),
        [EVENT_PART_CHANNEL] = offsetof(struct assembly, event.channel),
        [EVENT_PART_COMPUTER] = offsetof(struct assembly, event.computer),
        [EVENT_PART_USER_SID] = offsetof(struct assembly, event.user_sid),
        [EVENT_PART_ACTIVITY_ID] = offsetof(struct assembly, event.activity_id),
        [EVENT_PART_RELATED_ACTIVITY_ID] = offsetof(struct assembly, event.related_activity_id),
    };
    return places[part] > 0 ? (struct view *)(void *)((char *)a + places[part]) : NULL;
}

static uint64_t up_to(uint64_t number, uint64_t max)
{
    return number <= max ? number : 0;
}

static void set_time(struct assembly *a, uint64_t ticks)
{
    char text[TEXT_NUMBER_SIZE];
    a->event.time = ticks <= WINTIME_LAST ? (int64_t)ticks : WINTIME_NONE;
    if (ticks > WINTIME_LAST) {
        a->odd_time = arena_copy(&a->batch->arena, text_decimal(text, ticks));
    }
}

void assembly_set_time(struct assembly *a, int64_t time)
{
    a->event.time = time;
}

bool assembly_set_number(struct assembly *a, enum event_part part, uint64_t number)
{
    struct event *e = &a->event;
    switch ((int)part) {
    case EVENT_PART_EVENT_ID:
        e->id = (uint16_t)up_to(number, UINT16_MAX);
        return true;
    case EVENT_PART_VERSION:
        e->version = (uint8_t)up_to(number, UINT8_MAX);
        return true;
    case EVENT_PART_LEVEL:
        e->level = (uint8_t)up_to(number, UINT8_MAX);
        return true;
    case EVENT_PART_TIME:
        set_time(a, number);
        return true;
    case EVENT_PART_RECORD_ID:
        e->record_id = number;
        return true;
    case EVENT_PART_PROCESS_ID:
        e->process_id = (uint32_t)up_to(number, UINT32_MAX);
        return true;
    case EVENT_PART_THREAD_ID:
        e->thread_id = (uint32_t)up_to(number, UINT32_MAX);
        return true;
    default:
        return false;
    }
}

static bool is_guid_part(enum event_part part)
{
    return part == EVENT_PART_ACTIVITY_ID || part == EVENT_PART_RELATED_ACTIVITY_ID;
}

bool assembly_set_guid(struct assembly *a, enum event_part part, const struct guid *guid)
{
    if (!is_guid_part(part)) {
        return false;
    }
    char *text = arena_bytes(&a->batch->arena, GUID_TEXT_SIZE);
    *assembly_text(a, part) = view_of(guid_format(guid, text));
    return true;
}

/* A copy, or the last one where it is the same. */
static struct view keep_part(struct assembly *a, enum event_part part, struct view text)
{
    struct view *last = &a->last[part];
    if (text.len == 0) {
        return VIEW_NONE;
    }
    if (!view_equal(*last, text)) {
        *last = tidy_text(&a->batch->arena, text);
    }
    return *last;
}

void assembly_set_text(struct assembly *a, enum event_part part, struct view text)
{
    struct guid guid;
    uint64_t number = 0;
    struct view *place = assembly_text(a, part);
    text = view_trim(text);
    if (place && is_guid_part(part) && guid_parse(text, &guid)) {
        assembly_set_guid(a, part, &guid);
    } else if (place) {
        *place = keep_part(a, part, text);
    } else if (part == EVENT_PART_TIME) {
        if (!wintime_parse(text, &a->event.time)) {
            a->event.time = WINTIME_NONE;
            a->odd_time = tidy_told(&a->batch->arena, text);
        }
    } else {
        assembly_set_number(a, part, view_number(text, &number) ? number : 0);
    }
}

/* What is told of is the first. */
static void note_twice(struct assembly *a, struct view name, struct view value)
{
    if (a->twice.count++ == 0) {
        a->twice.name = name;
        a->twice.value = tidy_told(&a->batch->arena, value);
    }
}

/* Whether a part that was there before is another one now. */
static bool is_other(struct assembly *a, enum event_part part, const struct event *before,
                     struct view guid)
{
    const struct view *place = assembly_text(a, part);
    if (place == &a->provider_guid) {
        return !view_equal(guid, *place);
    }
    if (!place) {
        return memcmp(before, &a->event, HEAD_SIZE) != 0;
    }
    const size_t at = (size_t)((const char *)place - (const char *)&a->event);
    return !view_equal(*(const struct view *)(const void *)((const char *)before + at), *place);
}

void assembly_say_text(struct assembly *a, enum event_part part, struct view text)
{
    static const char *const names[EVENT_PART_COUNT] = {
        [EVENT_PART_PROVIDER] = "Provider",
        [EVENT_PART_PROVIDER_GUID] = "Provider's Guid",
        [EVENT_PART_EVENT_ID] = "EventID",
        [EVENT_PART_VERSION] = "Version",
        [EVENT_PART_LEVEL] = "Level",
        [EVENT_PART_TIME] = "TimeCreated",
        [EVENT_PART_RECORD_ID] = "EventRecordID",
        [EVENT_PART_ACTIVITY_ID] = "ActivityID",
        [EVENT_PART_RELATED_ACTIVITY_ID] = "RelatedActivityID",
        [EVENT_PART_PROCESS_ID] = "ProcessID",
        [EVENT_PART_THREAD_ID] = "ThreadID",
        [EVENT_PART_CHANNEL] = "Channel",
        [EVENT_PART_COMPUTER] = "Computer",
        [EVENT_PART_USER_SID] = "UserID",
    };
    if (!(a->said >> part & 1)) {
        a->said |= view_is_blank(text) ? 0 : 1U << part;
        assembly_set_text(a, part, text);
        return;
    }
    struct event before;
    const struct view guid = a->provider_guid, odd_time = a->odd_time;
    memcpy(&before, &a->event, HEAD_SIZE);
    if (!view_is_blank(text)) {
        assembly_set_text(a, part, text);
        if (is_other(a, part, &before, guid)) {
            note_twice(a, view_of(names[part]), text);
        }
    }
    memcpy(&a->event, &before, HEAD_SIZE);
    a->provider_guid = guid;
    a->odd_time = odd_time;
}

static bool is_provider(const struct assembly *a, const struct assembly_provider *p)
{
    return p->name.data && view_equal(a->event.provider, p->name) &&
           view_equal(a->provider_guid, p->guid);
}

/* Looked up anew when it is another one than the last two. */
static const struct assembly_provider *know_provider(struct assembly *a)
{
    if (is_provider(a, &a->provider)) {
        return &a->provider;
    }
    const struct assembly_provider before = a->provider_before;
    struct view name = a->event.provider;
    a->provider_before = a->provider;
    a->provider = before;
    if (!is_provider(a, &before)) {
        const bool is_wmi_activity = template_is_wmi_activity(name, VIEW_NONE) ||
                                     template_is_wmi_activity(VIEW_NONE, a->provider_guid);
        a->provider = (struct assembly_provider){name, a->provider_guid, is_wmi_activity,
                                                 template_has_companions(name)};
    }
    return &a->provider;
}

/* Its channels are nobody else's, and neither is its GUID: a name that is another's is damaged. */
static bool is_wmi_activity(struct assembly *a)
{
    return know_provider(a)->is_wmi_activity || template_is_own_channel(a->event.channel);
}

bool assembly_is_wanted(struct assembly *a)
{
    const struct assembly_provider *p = know_provider(a);
    return is_wmi_activity(a) ||
           (p->has_companions && template_is_companion(a->event.provider, a->event.id));
}

/* Whether it is a field of the event that none of the data over the limit is. */
static bool is_further_field(struct assembly *a, struct view name)
{
    const struct event_template *layout = is_wmi_activity(a) ? template_find(a->event.id) : NULL;
    size_t field = layout && name.data ? template_field_index(layout, name) : SIZE_MAX;
    for (size_t i = EVENT_MAX_DATA; i < a->datum_count && field != SIZE_MAX; i++) {
        if (template_field_index(layout, a->data[i].name) == field) {
            field = SIZE_MAX;
        }
    }
    return field != SIZE_MAX;
}

bool assembly_takes_more(struct assembly *a, struct view name)
{
    size_t room = COUNT_OF(a->data);
    bool is_taken =
        a->datum_count < EVENT_MAX_DATA || (a->datum_count < room && is_further_field(a, name));
    a->dropped += !is_taken;
    return is_taken;
}

static void add(struct assembly *a, struct assembly_datum datum)
{
    if (assembly_takes_more(a, datum.name)) {
        a->data[a->datum_count++] = datum;
    }
}

void assembly_add_datum(struct assembly *a, struct view name, struct view value)
{
    add(a, (struct assembly_datum){.name = name, .value = value});
}

void assembly_add_payload(struct assembly *a, struct view name, struct view bytes)
{
    add(a, (struct assembly_datum){.name = name, .payload = bytes, .is_payload = true});
}

void assembly_set_message(struct assembly *a, struct view message)
{
    a->message = message;
}

/* Bytes of hexadecimal text with optional blanks, in the arena; VIEW_NONE for anything else. */
static struct view decode_hex(struct arena *arena, struct view text)
{
    char *bytes = arena_bytes(arena, text.len / 2 + 1);
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = ascii_hex_value(text.data[i]);
        if (value >= 0) {
            unsigned high = digits % 2 > 0 ? (unsigned char)bytes[digits / 2] : 0U;
            bytes[digits++ / 2] = (char)(high << 4 | (unsigned)value);
        } else if (!ascii_is_blank(text.data[i])) {
            return VIEW_NONE;
        }
    }
    return digits % 2 == 0 ? (struct view){bytes, digits / 2} : VIEW_NONE;
}

void assembly_add_payload_hex(struct assembly *a, struct view name, struct view text)
{
    struct view bytes = decode_hex(&a->batch->arena, text);
    add(a, (struct assembly_datum){name, text, bytes, true});
}

struct event *assembly_add(struct assembly *a)
{
    struct event *e = &a->event;
    e->origin.record = e->record_id;
    if (is_wmi_activity(a)) {
        a->misnamed = template_is_wmi_activity(e->provider, VIEW(WMI_ACTIVITY_GUID))
                          ? VIEW_NONE
                          : tidy_told(&a->batch->arena, e->provider);
        e->is_wmi_activity = true;
        e->provider = VIEW(WMI_ACTIVITY_PROVIDER);
        e->layout = template_find(e->id);
    }
    /* tracerpt leaves the channel empty. */
    if (e->layout && e->channel.len == 0) {
        e->channel = template_channel(e->layout);
    }
    return batch_add_header(a->batch, e);
}

/* What a payload holds that is longer or shorter than all layouts are. False for nothing. */
static bool decode_part(struct assembly *a, struct event *e, struct view payload)
{
    struct template_part part;
    if (!template_decode_part(e, e->id, payload, &a->batch->arena, &part)) {
        return false;
    }
    if (part.cut_in) {
        e->payload = EVENT_PAYLOAD_CUT;
        batch_problem(a->batch, e->origin.offset,
                      "the payload of event %u ends in %s: %zu of %zu fields were read", e->id,
                      part.cut_in, part.fields, e->layout->field_count);
    } else if (part.left > 0) {
        e->payload = EVENT_PAYLOAD_LONGER;
        batch_problem(a->batch, e->origin.offset,
                      "the payload of event %u has %zu bytes behind the fields that are known",
                      e->id, part.left);
    }
    return true;
}

static void decode_payload(struct assembly *a, struct event *e, const struct assembly_datum *datum)
{
    struct error err;
    error_init(&err);
    if (!datum->payload.data) {
        e->payload = EVENT_PAYLOAD_UNREAD;
        batch_problem(a->batch, e->origin.offset, "the event's payload is not hexadecimal");
    } else if (template_decode_payload(e, e->id, datum->payload, &a->batch->arena, &err) !=
                   STATUS_OK &&
               !decode_part(a, e, datum->payload)) {
        e->payload = EVENT_PAYLOAD_UNREAD;
        batch_problem(a->batch, e->origin.offset, "the event's payload: %s", err.message);
    }
    a->batch->incomplete += e->payload >= EVENT_PAYLOAD_CUT;
}

/* Values without names count by position when there are as many as the layout has. */
static bool set_by_position(const struct assembly *a, struct event *e)
{
    if (a->datum_count != e->layout->field_count) {
        return false;
    }
    for (size_t i = 0; i < a->datum_count; i++) {
        if (a->data[i].name.len > 0 || a->data[i].is_payload) {
            return false;
        }
    }
    for (size_t i = 0; i < a->datum_count; i++) {
        template_set_text(e, i, a->data[i].value);
    }
    return true;
}

static bool has_value(const struct event_value *v)
{
    return v->is_number || v->text.len > 0;
}

/* A field from a text. Of two values the first counts, unless only the other is a number as the
 * field has. */
static void set_field(struct assembly *a, struct event *e, size_t field, struct view text)
{
    struct event_value *value = &e->values[field];
    const struct event_value before = *value;
    const bool is_number = e->layout->fields[field].type != TEMPLATE_TEXT;
    template_set_text(e, field, text);
    if (!has_value(&before)) {
        return;
    }
    bool is_same = before.is_number ? value->is_number && value->number == before.number
                                    : view_equal(before.text, value->text);
    if (has_value(value) && !is_same) {
        note_twice(a, view_of(e->layout->fields[field].data_name), text);
    }
    if (!is_number || before.is_number || !value->is_number) {
        *value = before;
    }
}

/* Fields that a later Windows may have added: they are kept as they are. */
static void keep_others(struct assembly *a, struct event *e)
{
    struct arena *arena = &a->batch->arena;
    struct event_datum *data = arena_alloc(arena, a->datum_count * sizeof(*data) + 1);
    e->data = data;
    for (size_t i = 0; i < a->datum_count; i++) {
        const struct assembly_datum *datum = &a->data[i];
        if (datum->name.len > 0 && !datum->is_payload &&
            template_field_near(e->layout, datum->name, i) == SIZE_MAX) {
            data[e->data_count++] =
                (struct event_datum){arena_copy(arena, datum->name), datum->value};
        }
    }
    if (e->data_count > 0 && !a->has_told_others) {
        a->has_told_others = true; /* all events of a newer Windows may have them */
        batch_problem(a->batch, e->origin.offset,
                      "event %u has %zu field%s that no known Windows writes: '%.*s'%s", e->id,
                      e->data_count, e->data_count > 1 ? "s" : "",
                      VIEW_ARG(tidy_told(arena, data[0].name)),
                      e->data_count > 1 ? " and others" : "");
    }
}

bool assembly_needs_message(struct assembly *a)
{
    const struct event_template *layout = is_wmi_activity(a) ? template_find(a->event.id) : NULL;
    const size_t code = layout ? layout->places[EVENT_FIELD_RESULT_CODE] : 0;
    bool has_value = false, has_code = code == 0;
    for (size_t i = 0; i < a->datum_count; i++) {
        const struct assembly_datum *datum = &a->data[i];
        bool is_there = datum->is_payload || !view_is_blank(datum->value);
        has_value |= is_there;
        has_code |= is_there && (datum->is_payload || !layout ||
                                 template_field_near(layout, datum->name, i) + 1 == code);
    }
    return !has_value || !has_code;
}

/* Fields without a value get that of the message, where the result code is among them. */
static void fill_from_message(struct assembly *a, struct event *e)
{
    const size_t code = e->layout->places[EVENT_FIELD_RESULT_CODE];
    struct event told = *e;
    if (code == 0 || has_value(&e->values[code - 1]) || !a->message.data ||
        !message_read(&told, a->message) || !has_value(&told.values[code - 1])) {
        return;
    }
    for (size_t i = 0; i < e->layout->field_count; i++) {
        e->values[i] = has_value(&e->values[i]) ? e->values[i] : told.values[i];
    }
    batch_problem(a->batch, e->origin.offset,
                  "event %u has its result code only in its message, which was read", e->id);
}

static void set_fields(struct assembly *a, struct event *e)
{
    size_t found = 0, others = 0;
    const struct assembly_datum *payload = NULL;
    for (size_t i = 0; i < a->datum_count; i++) {
        const struct assembly_datum *datum = &a->data[i];
        if (datum->is_payload && !payload) {
            payload = datum;
            decode_payload(a, e, datum);
            found++;
        } else if (datum->is_payload && !view_equal(payload->payload, datum->payload)) {
            note_twice(a, VIEW("its packed data"), datum->value);
        }
        size_t field =
            datum->is_payload ? SIZE_MAX : template_field_near(e->layout, datum->name, i);
        if (field != SIZE_MAX) {
            set_field(a, e, field, datum->value);
            found++;
        }
        others += field == SIZE_MAX && datum->name.len > 0 && !datum->is_payload;
    }
    if (others > 0 && a->keeps_others && !payload) {
        keep_others(a, e);
    }
    if (found > 0 || e->layout->field_count == 0 || set_by_position(a, e)) {
        fill_from_message(a, e);
        assembly_tell_code(a, e);
        return;
    }
    if (a->message.data && message_read(e, a->message)) {
        if (!a->expects_messages) {
            batch_problem(a->batch, e->origin.offset,
                          "event %u carries its data only in its message, which was read", e->id);
        }
    } else if (a->message.data && message_salvage(e, a->message) > 0) {
        batch_problem(a->batch, e->origin.offset,
                      "event %u carries its data only in its message, which is incomplete or was "
                      "changed",
                      e->id);
    } else {
        batch_problem(a->batch, e->origin.offset, "event %u carries none of its data%s", e->id,
                      a->advice);
        a->batch->incomplete++;
        return;
    }
    assembly_tell_code(a, e);
    assembly_tell_message(a, e);
}

/* As upper case digits. */
static struct view hex_of(struct arena *arena, struct view bytes)
{
    char *text = arena_bytes(arena, 2 * bytes.len);
    ascii_put_hex(text, bytes.data, bytes.len, ASCII_HEX_UPPER);
    return (struct view){text, 2 * bytes.len};
}

static void keep_data(struct assembly *a, struct event *e)
{
    struct arena *arena = &a->batch->arena;
    struct event_datum *data = arena_alloc(arena, a->datum_count * sizeof(*data) + 1);
    for (size_t i = 0; i < a->datum_count; i++) {
        const struct assembly_datum *datum = &a->data[i];
        data[i].name = arena_copy(arena, datum->name);
        data[i].value = datum->value.data ? datum->value : hex_of(arena, datum->payload);
    }
    e->data = data;
    e->data_count = a->datum_count;
    for (size_t i = 1; i < a->datum_count; i++) {
        struct view first = event_datum_named(e, data[i].name);
        if (data[i].name.len > 0 && first.data && !view_equal(first, data[i].value)) {
            note_twice(a, data[i].name, data[i].value);
        }
    }
}

void assembly_tell_time(struct assembly *a)
{
    if (a->odd_time.len > 0 && assembly_is_wanted(a)) {
        batch_problem(a->batch, a->event.origin.offset, "its time cannot be read: '%.*s'",
                      VIEW_ARG(a->odd_time));
        a->batch->incomplete++;
    } else if (a->needs_time && a->event.time == WINTIME_NONE && assembly_is_wanted(a)) {
        batch_problem(a->batch, a->event.origin.offset, "it has no time");
        a->batch->incomplete++;
    }
}

void assembly_set_data(struct assembly *a, struct event *e)
{
    if (e->layout) {
        set_fields(a, e);
    } else {
        keep_data(a, e);
    }
    assembly_tell_name(a);
    assembly_tell_id(a, e);
    assembly_tell_time(a);
    assembly_tell_recoded(a, e);
    assembly_tell_twice(a, e);
    if (a->dropped > 0) {
        batch_problem(a->batch, e->origin.offset, "%zu data elements over the limit of %d",
                      a->dropped, EVENT_MAX_DATA);
    }
}

struct event *assembly_finish(struct assembly *a)
{
    struct event *e = assembly_add(a);
    assembly_set_data(a, e);
    return e;
}

void assembly_count(struct assembly *a)
{
    const struct event *e = &a->event;
    a->batch->wmi_events += e->is_wmi_activity;
    batch_count_event(a->batch, e->provider, e->channel, e->time);
}
