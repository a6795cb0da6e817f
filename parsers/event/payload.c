/* The binary payload of WMI-Activity events: packed fields, told apart by exact consumption, else
 * by what can stand in them. */
#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"

/* What numbers are taken for such in a payload that fits no layout. Ids of processes are small
 * multiples of four; two characters of text, read as one, are not. */
enum { MAX_PROCESS = 0x1FFFFF, FIRST_YEAR_DAYS = 389 * 365, LAST_YEAR_DAYS = 600 * 365 };

/* The end of a text of which the rest is missing. */
#define CUT_MARK "\xE2\x80\xA6"

/* Reads one field; strings stay as UTF-16LE bytes in `value->text`. */
static bool read_field(struct cursor *c, enum template_type type, struct event_value *value)
{
    *value = (struct event_value){.is_number = type != TEMPLATE_TEXT};
    switch (type) {
    case TEMPLATE_TEXT:
        value->text = cursor_utf16z(c);
        break;
    case TEMPLATE_U32:
    case TEMPLATE_HEX32:
        value->number = cursor_u32(c);
        break;
    case TEMPLATE_U64:
        value->number = cursor_u64(c);
        break;
    case TEMPLATE_BOOL32:
        value->number = cursor_u32(c);
        return !c->failed && value->number <= 1;
    }
    return !c->failed;
}

/* Fills `values` and says whether the layout consumes the payload exactly. */
static bool read_layout(const struct event_template *layout, struct view payload,
                        struct event_value values[EVENT_MAX_VALUES])
{
    struct cursor c = cursor_over(payload);
    for (size_t i = 0; i < layout->field_count; i++) {
        if (!read_field(&c, layout->fields[i].type, &values[i])) {
            return false;
        }
    }
    return cursor_left(&c) == 0;
}

/* Layouts of one id stand together, so the search starts at the newest and goes on while the id
 * stays the same. */
static const struct event_template *choose_layout(uint16_t event_id, struct view payload,
                                                  struct event_value values[EVENT_MAX_VALUES])
{
    size_t count;
    const struct event_template *const *all = template_all(&count);
    const struct event_template *newest = template_find(event_id);
    size_t i = 0;
    while (i < count && all[i] != newest) {
        i++;
    }
    for (; i < count && all[i]->event_id == event_id; i++) {
        if (read_layout(all[i], payload, values)) {
            return all[i];
        }
    }
    return NULL;
}

static void set_values(struct event *event, const struct event_template *layout,
                       const struct event_value *values, size_t count, struct arena *arena)
{
    memset(event->values, 0, sizeof(event->values));
    for (size_t i = 0; i < count; i++) {
        event->values[i] = values[i];
        if (layout->fields[i].type == TEMPLATE_TEXT) {
            event->values[i].text = tidy_utf16(arena, values[i].text);
        }
    }
    event->layout = layout;
}

enum status template_decode_payload(struct event *event, uint16_t event_id, struct view payload,
                                    struct arena *arena, struct error *err)
{
    struct event_value values[EVENT_MAX_VALUES] = {0};
    if (!template_find(event_id)) {
        return error_set(err, STATUS_UNSUPPORTED, "event id '%u' is not a known WMI-Activity event",
                         (unsigned)event_id);
    }
    const struct event_template *layout = choose_layout(event_id, payload, values);

    if (!layout) {
        return error_set(err, STATUS_DAMAGED,
                         "payload of '%zu' bytes fits no known layout of event '%u'", payload.len,
                         (unsigned)event_id);
    }
    set_values(event, layout, values, layout->field_count, arena);
    return STATUS_OK;
}

/* Whether UTF-16LE can be meant as text. */
static bool is_likely_text(struct view utf16)
{
    struct cursor c = cursor_over(utf16);
    while (cursor_left(&c) >= 2) {
        uint16_t unit = cursor_u16(&c);
        if (unit < ' ' && unit != '\t' && unit != '\n' && unit != '\r') {
            return false;
        }
    }
    return true;
}

static bool is_likely_time(uint64_t ticks)
{
    uint64_t day = UINT64_C(86400) * WINTIME_TICKS_PER_SECOND;
    return ticks == 0 || (ticks / day >= FIRST_YEAR_DAYS && ticks / day <= LAST_YEAR_DAYS);
}

static bool is_likely(const struct template_field *field, const struct event_value *value)
{
    switch ((int)field->field) {
    case EVENT_FIELD_CLIENT_PROCESS_ID:
    case EVENT_FIELD_HOST_PROCESS_ID:
    case EVENT_FIELD_CREATED_PROCESS_ID:
        return value->number <= MAX_PROCESS;
    default:
        break;
    }
    if (field->type == TEMPLATE_TEXT) {
        return is_likely_text(value->text);
    }
    return field->type != TEMPLATE_U64 || is_likely_time(value->number);
}

/* Reads as many fields as are there; false when one cannot be what it should. */
static bool read_part(const struct event_template *layout, struct view payload,
                      struct event_value values[EVENT_MAX_VALUES], struct template_part *part)
{
    struct cursor c = cursor_over(payload);
    *part = (struct template_part){0};
    while (part->fields < layout->field_count) {
        const struct template_field *field = &layout->fields[part->fields];
        struct event_value *value = &values[part->fields];
        struct cursor start = c;
        if (!read_field(&c, field->type, value)) {
            bool is_short = c.failed;
            *value = (struct event_value){0};
            part->cut_in = field->data_name;
            part->cut = field->type == TEMPLATE_TEXT
                            ? tidy_without_nuls(cursor_bytes(&start, cursor_left(&start)))
                            : VIEW_NONE;
            return is_short && is_likely_text(part->cut);
        }
        if (!is_likely(field, value)) {
            return false;
        }
        part->fields++;
    }
    part->left = cursor_left(&c);
    return true;
}

/* A text whose end is missing says so; one that lacks nothing but the NUL at the end of the payload
 * is whole. */
static void set_cut_text(struct event *event, struct template_part *part, struct arena *arena)
{
    struct view text = tidy_utf16(arena, part->cut);
    if (part->fields + 1 == event->layout->field_count) {
        part->fields++;
        part->cut_in = NULL;
    } else {
        char *marked = arena_bytes(arena, text.len + strlen(CUT_MARK));
        memcpy(marked, text.data, text.len);
        memcpy(marked + text.len, CUT_MARK, strlen(CUT_MARK));
        text = (struct view){marked, text.len + strlen(CUT_MARK)};
    }
    size_t last = part->cut_in ? part->fields : part->fields - 1;
    event->values[last] = (struct event_value){.text = text};
}

bool template_decode_part(struct event *event, uint16_t event_id, struct view payload,
                          struct arena *arena, struct template_part *part)
{
    struct event_value values[EVENT_MAX_VALUES] = {0};
    struct template_part best = {0};
    const struct event_template *layout = NULL;
    size_t count;
    const struct event_template *const *all = template_all(&count);
    for (size_t i = 0; i < count; i++) {
        struct template_part found;
        bool is_better = all[i]->event_id == event_id &&
                         read_part(all[i], payload, values, &found) && found.fields > best.fields;
        layout = is_better ? all[i] : layout;
        best = is_better ? found : best;
    }
    if (!layout) {
        return false;
    }
    read_part(layout, payload, values, &best);
    set_values(event, layout, values, best.fields, arena);
    if (best.cut.len > 0) {
        set_cut_text(event, &best, arena);
    }
    *part = best;
    return true;
}
