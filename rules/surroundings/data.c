/* The data of an event, as they are kept to be asked for by name. */
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "rules/surroundings/surroundings.h"

/* The fields of WMI-Activity's own events under their JSON names; numbers are written into `texts`.
 */
static size_t list_values(const struct event *event, struct event_datum data[EVENT_MAX_VALUES],
                          char texts[EVENT_MAX_VALUES][TEXT_NUMBER_SIZE])
{
    size_t count = 0;
    for (unsigned i = EVENT_FIELD_NONE + 1; i < EVENT_FIELD_COUNT; i++) {
        enum event_field field = (enum event_field)i;
        struct view value = event_text(event, field);
        uint64_t number;
        if (count == EVENT_MAX_VALUES) {
            break;
        }
        if (!value.data && event_number(event, field, &number)) {
            value = field == EVENT_FIELD_RESULT_CODE ? text_code(texts[count], (uint32_t)number)
                                                     : text_decimal(texts[count], number);
        }
        if (value.data) {
            data[count++] = (struct event_datum){view_of(event_field_name(field)), value};
        }
    }
    return count;
}

static struct view put(char **next, size_t *left, struct view text)
{
    size_t len = text.len < *left ? text.len : *left;
    struct view kept = {*next, len};
    if (len > 0) {
        memcpy(*next, text.data, len);
    }
    *next += len;
    *left -= len;
    return text.data ? kept : VIEW_NONE;
}

/* The data with their texts in one block. */
static void copy_data(struct surroundings_event *kept, const struct event_datum *data, size_t count)
{
    size_t bytes = 0;
    count = count < SURROUNDINGS_MAX_EVENT_DATA ? count : SURROUNDINGS_MAX_EVENT_DATA;
    for (size_t i = 0; i < count && bytes < SURROUNDINGS_MAX_EVENT_BYTES; i++) {
        size_t more = data[i].name.len + data[i].value.len;
        bytes = more < SURROUNDINGS_MAX_EVENT_BYTES - bytes ? bytes + more
                                                            : SURROUNDINGS_MAX_EVENT_BYTES;
    }
    kept->item.block_size = count * sizeof(struct event_datum) + bytes + 1;
    struct event_datum *copies = memory_new(1, kept->item.block_size);
    char *next = (char *)(copies + count);
    for (size_t i = 0; i < count; i++) {
        copies[i].name = put(&next, &bytes, data[i].name);
        copies[i].value = put(&next, &bytes, data[i].value);
    }
    kept->item.block = copies;
    kept->data = copies;
    kept->data_count = count;
}

void surroundings_keep_data(struct surroundings_event *kept, const struct event *event)
{
    struct event_datum values[EVENT_MAX_VALUES];
    char texts[EVENT_MAX_VALUES][TEXT_NUMBER_SIZE];
    if (event->data_count == 0 && event->layout) {
        copy_data(kept, values, list_values(event, values, texts));
    } else {
        copy_data(kept, event->data, event->data_count);
    }
}
