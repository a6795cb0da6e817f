/* Finding layouts, fields and companion events in the generated tables, and values from text. */
#include "parsers/event/templates.h"

#include <assert.h>
#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "parsers/base/guid.h"
#include "parsers/base/wintime.h"
#include "parsers/event/code_words.h"
#include "parsers/event/template_tables.h"

const struct event_template *template_find(uint16_t event_id)
{
    /* The first layout of an id is its newest. */
    const size_t place = template_places[event_id & 0xFF];
    const bool is_known = place > 0 && template_layouts[place - 1]->event_id == event_id;
    return is_known ? template_layouts[place - 1] : NULL;
}

const struct event_template *const *template_all(size_t *count)
{
    *count = template_layout_count;
    return template_layouts;
}

struct view template_channel(const struct event_template *t)
{
    struct view channel = view_of(t->channel);
    if (view_equal(channel, VIEW("Trace"))) {
        return VIEW(WMI_ACTIVITY_PROVIDER "/Trace");
    }
    return view_equal(channel, VIEW("Debug")) ? VIEW(WMI_ACTIVITY_PROVIDER "/Debug")
                                              : VIEW(WMI_ACTIVITY_PROVIDER "/Operational");
}

size_t template_field_index(const struct event_template *t, struct view name)
{
    for (size_t i = 0; i < t->field_count; i++) {
        const struct template_field *field = &t->fields[i];
        if (view_equal_nocase(name, view_of(field->data_name)) ||
            view_equal_nocase(name, view_of(field->xml_element))) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t template_field_near(const struct event_template *t, struct view name, size_t guess)
{
    if (!name.data) {
        return SIZE_MAX;
    }
    bool is_there =
        guess < t->field_count && (view_equal(name, view_of(t->fields[guess].xml_element)) ||
                                   view_equal(name, view_of(t->fields[guess].data_name)));
    return is_there ? guess : template_field_index(t, name);
}

bool template_is_wmi_activity(struct view provider_name, struct view provider_guid)
{
    struct guid guid;
    struct guid wmi_activity;
    if (!view_is_empty(provider_name)) {
        return view_equal_nocase(provider_name, VIEW(WMI_ACTIVITY_PROVIDER));
    }
    return guid_parse(provider_guid, &guid) && guid_parse(VIEW(WMI_ACTIVITY_GUID), &wmi_activity) &&
           guid_equal(&guid, &wmi_activity);
}

bool template_is_own_channel(struct view channel)
{
    return view_starts_nocase(channel, VIEW(WMI_ACTIVITY_PROVIDER "/"));
}

/* A 32-bit number; codes are often written as signed decimals. */
static bool read_u32(struct view text, uint64_t *number)
{
    uint64_t magnitude;
    if (view_number(text, &magnitude)) {
        if (magnitude > UINT32_MAX) {
            return false;
        }
        *number = magnitude;
        return true;
    }
    if (!view_starts(text, VIEW("-")) || view_starts_nocase(text, VIEW("-0x"))) {
        return false;
    }
    if (!view_number(view_from(text, 1), &magnitude) || magnitude > (uint64_t)INT32_MAX + 1) {
        return false;
    }
    *number = (uint32_t)(0 - magnitude);
    return true;
}

/* "%%2147749891", as Windows refers to the message of a code. */
static bool read_parameter(struct view text, uint64_t *number)
{
    return view_starts(text, VIEW("%%")) && text.len > 2 && ascii_is_digit(text.data[2]) &&
           read_u32(view_from(text, 2), number);
}

static bool read_bare_code(struct view text, uint64_t *number)
{
    uint32_t code;
    bool is_code = view_bare_code(text, &code);
    *number = is_code ? code : *number;
    return is_code;
}

static bool read_bool(struct view text, uint64_t *number)
{
    uint64_t value;
    if (view_equal_nocase(text, VIEW("true"))) {
        value = 1;
    } else if (view_equal_nocase(text, VIEW("false"))) {
        value = 0;
    } else if (!view_number(text, &value) || value > 1) {
        return false;
    }
    *number = value;
    return true;
}

/* Ticks: a number, or the time that it is, as programs write it. */
static bool read_ticks(struct view text, uint64_t *number)
{
    int64_t time;
    if (view_number(text, number)) {
        return true;
    }
    if (!wintime_parse(text, &time) || time < 0 || wintime_is_local(time)) {
        return false;
    }
    *number = (uint64_t)time;
    return true;
}

static bool read_number(enum template_type type, struct view text, uint64_t *number)
{
    switch (type) {
    case TEMPLATE_U32:
        return read_u32(text, number);
    case TEMPLATE_HEX32:
        return read_bare_code(text, number) || read_u32(text, number) ||
               read_parameter(text, number) || code_words_read(text, number);
    case TEMPLATE_U64:
        return read_ticks(text, number);
    case TEMPLATE_BOOL32:
        return read_bool(text, number);
    case TEMPLATE_TEXT:
        break;
    }
    return false;
}

void template_set_text(struct event *event, size_t index, struct view text)
{
    struct event_value value = {.text = text};
    assert(event->layout && index < event->layout->field_count);
    enum template_type type = event->layout->fields[index].type;
    if (view_is_blank(text)) {
        /* Pretty-printed exports put white space into empty elements. */
        value.text = type == TEMPLATE_TEXT ? view_slice(text, 0, 0) : VIEW_NONE;
    } else if (type != TEMPLATE_TEXT && read_number(type, view_trim(text), &value.number)) {
        value.text = VIEW_NONE;
        value.is_number = true;
    }
    event->values[index] = value;
}

/* The names of the table are in lower case. */
static int compare_provider(const void *key, const void *item)
{
    const struct view *name = key;
    const struct companion_provider *provider = item;
    return view_compare_nocase(*name, provider->name);
}

static const struct companion_provider *find_companion(struct view provider_name)
{
    return bsearch(&provider_name, companion_providers, companion_provider_count,
                   sizeof(companion_providers[0]), compare_provider);
}

bool template_has_companions(struct view provider_name)
{
    return find_companion(provider_name);
}

bool template_is_companion(struct view provider_name, uint16_t event_id)
{
    const struct companion_provider *provider = find_companion(provider_name);
    if (!provider) {
        return false;
    }
    for (size_t i = 0; i < provider->range_count; i++) {
        if (event_id <= provider->ranges[i].last) {
            return event_id >= provider->ranges[i].first;
        }
    }
    return false;
}
