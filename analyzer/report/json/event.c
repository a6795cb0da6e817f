/* One normalised event as JSON: its envelope, then its fields by their one name. */
#include "analyzer/report/json/event.h"

#include "analyzer/report/json/writer.h"
#include "parsers/event/templates.h"

static const char *const payload_words[] = {
    [EVENT_PAYLOAD_LONGER] = "longer",
    [EVENT_PAYLOAD_CUT] = "cut",
    [EVENT_PAYLOAD_UNREAD] = "unread",
};

static void put_envelope(struct json_writer *w, const struct event *e)
{
    json_write_time(w, "time", e->time);
    json_write_zone(w, e->time, e->time);
    json_write_known(w, "computer", e->computer);
    json_write_text(w, "channel", e->channel);
    json_write_text(w, "provider", e->provider);
    json_write_number(w, "event_id", e->id);
    json_write_number(w, "version", e->version);
    json_write_number(w, "level", e->level);
    if (e->process_id != 0) {
        json_write_number(w, "process_id", e->process_id);
    }
    if (e->thread_id != 0) {
        json_write_number(w, "thread_id", e->thread_id);
    }
    json_write_text(w, "user_sid", e->user_sid);
    json_write_text(w, "activity_id", e->activity_id);
    json_write_text(w, "related_activity_id", e->related_activity_id);
    json_write_number(w, "source", e->origin.source);
    if (e->record_id != 0) {
        json_write_number(w, "record", e->record_id);
    }
    json_write_number(w, "offset", e->origin.offset);
    json_write_mark(w, "recovered", e->is_recovered);
    if (e->payload != EVENT_PAYLOAD_WHOLE) {
        json_write_name(w, "payload", payload_words[e->payload]);
    }
}

/* A FILETIME of 0 stands for no time. */
static void put_filetime(struct json_writer *w, const char *key, uint64_t ticks)
{
    if (ticks != 0 && ticks <= INT64_MAX) {
        json_write_time(w, key, (int64_t)ticks);
    }
}

static void put_number(struct json_writer *w, enum template_type type, const char *key,
                       uint64_t number)
{
    switch (type) {
    case TEMPLATE_HEX32:
        json_write_code(w, key, (uint32_t)number);
        break;
    case TEMPLATE_U64:
        put_filetime(w, key, number);
        break;
    case TEMPLATE_BOOL32:
        json_write_bool(w, key, number != 0);
        break;
    case TEMPLATE_TEXT:
    case TEMPLATE_U32:
        json_write_number(w, key, number);
        break;
    }
}

static void put_name_and_value(struct json_writer *w, struct view name, struct view value)
{
    json_open_object(w, NULL);
    json_write_text(w, "name", name);
    json_write_text(w, "value", value);
    json_close_object(w);
}

static bool is_unreadable(const struct template_field *field, const struct event_value *value)
{
    return !value->is_number && field->type != TEMPLATE_TEXT && value->text.data;
}

static size_t value_count(const struct event *e)
{
    return e->layout->field_count < EVENT_MAX_VALUES ? e->layout->field_count : EVENT_MAX_VALUES;
}

/* Keys keep their type: a number that could not be read is here as text. */
static void put_unreadable(struct json_writer *w, const struct event *e)
{
    json_open_list(w, "unreadable");
    for (size_t i = 0; i < value_count(e); i++) {
        const struct template_field *field = &e->layout->fields[i];
        if (is_unreadable(field, &e->values[i])) {
            put_name_and_value(w, view_of(event_field_name(field->field)), e->values[i].text);
        }
    }
    json_close_list(w);
}

static void put_fields(struct json_writer *w, const struct event *e)
{
    bool has_unreadable = false;
    for (size_t i = 0; i < value_count(e); i++) {
        const struct template_field *field = &e->layout->fields[i];
        const struct event_value *value = &e->values[i];
        const char *key = event_field_name(field->field);
        if (value->is_number) {
            put_number(w, field->type, key, value->number);
        } else if (field->type == TEMPLATE_TEXT) {
            json_write_text(w, key, value->text);
        }
        has_unreadable |= is_unreadable(field, value);
    }
    if (has_unreadable) {
        put_unreadable(w, e);
    }
}

static void put_data(struct json_writer *w, const struct event *e)
{
    if (e->data_count == 0) {
        return;
    }
    json_open_list(w, "data");
    for (size_t i = 0; i < e->data_count; i++) {
        put_name_and_value(w, e->data[i].name, e->data[i].value);
    }
    json_close_list(w);
}

void event_json_write(const struct event *e, struct output *out)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_open_object(&w, NULL);
    json_write_name(&w, "type", "event");
    put_envelope(&w, e);
    if (e->layout) {
        put_fields(&w, e);
    }
    put_data(&w, e);
    json_close_object(&w);
    json_write_line_end(&w);
}
