/* The data of an event, as they are kept to be asked for by name. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/event/templates.h"
#include "rules/surroundings/surroundings.h"

/* The fields of WMI-Activity's own events under their JSON names; numbers are written into `texts`.
 */
static size_t list_values(const struct event *event, struct event_datum data[EVENT_MAX_VALUES],
                          char texts[EVENT_MAX_VALUES][TEXT_NUMBER_SIZE])
{
    size_t count = 0;
    for (unsigned i = EVENT_FIELD_NONE + 1; i < EVENT_FIELD_COUNT; i++) {
        enum event_field field = (enum event_field)i;
        const size_t place = event->layout->places[field];
        if (place == 0) {
            continue;
        }
        if (count == EVENT_MAX_VALUES) {
            break;
        }
        struct view value = event->values[place - 1].text;
        const uint64_t number = event->values[place - 1].number;
        if (!value.data && event->values[place - 1].is_number) {
            value = field == EVENT_FIELD_RESULT_CODE ? text_code(texts[count], (uint32_t)number)
                                                     : text_decimal(texts[count], number);
        }
        if (value.data) {
            data[count++] = (struct event_datum){view_of(event_field_name(field)), value};
        }
    }
    return count;
}

/* The data as far as they are kept. */
static size_t cut_data(const struct event_datum *data, size_t count,
                       struct event_datum cut[SURROUNDINGS_MAX_EVENT_DATA])
{
    size_t left = SURROUNDINGS_MAX_EVENT_BYTES;
    count = count < SURROUNDINGS_MAX_EVENT_DATA ? count : SURROUNDINGS_MAX_EVENT_DATA;
    for (size_t i = 0; i < count; i++) {
        cut[i].name = view_slice(data[i].name, 0, left);
        left -= cut[i].name.len;
        cut[i].value = view_slice(data[i].value, 0, left);
        left -= cut[i].value.len;
    }
    return count;
}

/* Of these providers the process that writes an event is the one that it is about. */
static bool tells_writer(const struct event *event)
{
    return event->process_id != 0 &&
           (view_equal_nocase(event->provider, VIEW("Microsoft-Windows-RPC")) ||
            view_equal_nocase(event->provider, VIEW("Microsoft-Windows-COM")));
}

size_t surroundings_list_data(const struct event *event, struct surroundings_data *list)
{
    struct event_datum values[EVENT_MAX_VALUES];
    if (event->data_count == 0 && event->layout) {
        return cut_data(values, list_values(event, values, list->texts), list->data);
    }
    size_t count = cut_data(event->data, event->data_count, list->data);
    if (count < SURROUNDINGS_MAX_EVENT_DATA && tells_writer(event)) {
        list->data[count++] = (struct event_datum){VIEW("writer_process_id"),
                                                   text_decimal(list->texts[0], event->process_id)};
    }
    return count;
}

static struct view put(char **next, struct view text)
{
    struct view kept = {*next, text.len};
    if (text.len > 0) {
        memcpy(*next, text.data, text.len);
    }
    *next += text.len;
    return text.data ? kept : VIEW_NONE;
}

uint64_t surroundings_begin(struct view text)
{
    text = view_trim(text);
    while (text.len > 0 && text.data[0] == '\\') {
        text = view_from(text, 1);
    }
    if (text.len == 0) {
        return 0;
    }
    /* A computer's name ends at its dot. */
    bool is_one = text.len == 1 || text.data[1] == '.';
    uint32_t first = (unsigned char)ascii_fold(text.data[0]);
    uint32_t second = is_one ? 0 : (unsigned char)ascii_fold(text.data[1]);
    return UINT64_C(1) << ((first * 31 + second * 7) & 63);
}

struct surroundings_event *surroundings_keep(struct series_memory *memory,
                                             const struct surroundings_event *event)
{
    size_t size = sizeof(*event) + event->data_count * sizeof(*event->data) + 1;
    for (size_t i = 0; i < event->data_count; i++) {
        size += event->data[i].name.len + event->data[i].value.len;
    }
    struct surroundings_event *kept = series_new_record(memory, size);
    const struct series_record record = kept->record;
    struct event_datum *data = (struct event_datum *)(kept + 1);
    char *next = (char *)(data + event->data_count);
    *kept = *event;
    kept->record = record;
    kept->data = data;
    kept->begins = 0;
    for (size_t i = 0; i < event->data_count; i++) {
        data[i].name = put(&next, event->data[i].name);
        data[i].value = put(&next, event->data[i].value);
        const struct view value = data[i].value;
        kept->begins |= surroundings_begin(value);
        if (value.len > 0 && memchr(value.data, '/', value.len)) {
            kept->begins |= surroundings_begin(computer_name_of_service(value));
        }
    }
    return kept;
}

/* From their ends, for names of one event begin alike more often than they end alike. */
static bool is_named(struct view name, struct view asked)
{
    size_t i = name.len, j = asked.len;
    if (view_equal(name, asked)) {
        return true;
    }
    for (;;) {
        while (i > 0 && name.data[i - 1] == '_') {
            i--;
        }
        while (j > 0 && asked.data[j - 1] == '_') {
            j--;
        }
        if (i == 0 || j == 0) {
            return i == 0 && j == 0;
        }
        if (ascii_fold(name.data[--i]) != ascii_fold(asked.data[--j])) {
            return false;
        }
    }
}

struct view surroundings_event_datum(const struct surroundings_event *event, struct view name)
{
    uint64_t position;
    for (size_t i = 0; i < event->data_count; i++) {
        if (event->data[i].name.len > 0 && is_named(event->data[i].name, name)) {
            return event->data[i].value;
        }
    }
    if (view_number(name, &position) && position >= 1 && position <= event->data_count) {
        return event->data[position - 1].value;
    }
    return VIEW_NONE;
}
