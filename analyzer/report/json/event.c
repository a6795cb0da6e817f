/* One normalised event as JSON: its envelope, then its fields by their one name. */
#include "analyzer/report/json/event.h"

#include "analyzer/report/json/put.h"
#include "parsers/event/templates.h"

static void put_envelope(json_t *line, const struct event *e)
{
    json_put_time(line, "time", e->time);
    json_put_text(line, "computer", e->computer);
    json_put_text(line, "channel", e->channel);
    json_put_text(line, "provider", e->provider);
    json_put_number(line, "event_id", e->id);
    json_put_number(line, "version", e->version);
    json_put_number(line, "level", e->level);
    if (e->process_id != 0) {
        json_put_number(line, "process_id", e->process_id);
    }
    if (e->thread_id != 0) {
        json_put_number(line, "thread_id", e->thread_id);
    }
    json_put_text(line, "user_sid", e->user_sid);
    json_put_text(line, "activity_id", e->activity_id);
    json_put_text(line, "related_activity_id", e->related_activity_id);
    json_put_number(line, "source", e->origin.source);
    if (e->record_id != 0) {
        json_put_number(line, "record", e->record_id);
    }
    json_put_number(line, "offset", e->origin.offset);
    if (e->is_recovered) {
        json_put_bool(line, "recovered", true);
    }
}

/* A FILETIME of 0 stands for no time. */
static void put_filetime(json_t *line, const char *key, uint64_t ticks)
{
    if (ticks != 0 && ticks <= INT64_MAX) {
        json_put_time(line, key, (int64_t)ticks);
    }
}

static void put_number(json_t *line, enum template_type type, const char *key, uint64_t number)
{
    switch (type) {
    case TEMPLATE_HEX32:
        json_put_code(line, key, (uint32_t)number);
        break;
    case TEMPLATE_U64:
        put_filetime(line, key, number);
        break;
    case TEMPLATE_BOOL32:
        json_put_bool(line, key, number != 0);
        break;
    case TEMPLATE_TEXT:
    case TEMPLATE_U32:
        json_put_number(line, key, number);
        break;
    }
}

static void put_name_and_value(json_t *list, struct view name, struct view value)
{
    json_t *item = json_put_new_object();
    json_put_text(item, "name", name);
    json_put_text(item, "value", value);
    json_put_item(list, item);
}

/* Keys keep their type: a number that could not be read goes to "unreadable" as text. */
static void put_fields(json_t *line, const struct event *e)
{
    json_t *unreadable = json_put_new_list();
    for (size_t i = 0; i < e->layout->field_count && i < EVENT_MAX_VALUES; i++) {
        const struct template_field *field = &e->layout->fields[i];
        const struct event_value *value = &e->values[i];
        const char *key = event_field_name(field->field);
        if (value->is_number) {
            put_number(line, field->type, key, value->number);
        } else if (field->type == TEMPLATE_TEXT) {
            json_put_text(line, key, value->text);
        } else if (value->text.data) {
            put_name_and_value(unreadable, view_of(key), value->text);
        }
    }
    if (json_array_size(unreadable) > 0) {
        json_put(line, "unreadable", unreadable);
    } else {
        json_decref(unreadable);
    }
}

static void put_data(json_t *line, const struct event *e)
{
    if (e->data_count == 0) {
        return;
    }
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < e->data_count; i++) {
        put_name_and_value(list, e->data[i].name, e->data[i].value);
    }
    json_put(line, "data", list);
}

void event_json_write(const struct event *e, struct output *out)
{
    json_t *line = json_put_new_object();
    json_put_name(line, "type", "event");
    put_envelope(line, e);
    if (e->layout) {
        put_fields(line, e);
    }
    put_data(line, e);
    json_put_write(line, JSON_PUT_COMPACT, out);
    output_text(out, "\n");
}
