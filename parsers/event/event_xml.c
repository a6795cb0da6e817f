/* Writing event XML from what is known of an event. */
#include "parsers/event/event_xml.h"

#include <string.h>

#include "parsers/base/text.h"
#include "parsers/event/templates.h"

#define EVENT_URI "http://schemas.microsoft.com/win/2004/08/events/event"
#define DATA_URI "http://manifests.microsoft.com/win/2006/windows/WMI"

#define REPLACEMENT "\xEF\xBF\xBD"

const char *event_xml_escape(char c, bool is_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\'':
        return is_attribute ? "&apos;" : NULL;
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return (unsigned char)c < 0x20 ? REPLACEMENT : NULL;
    }
}

/* U+FFFE and U+FFFF, which XML forbids. */
static bool is_noncharacter(struct view text, size_t i)
{
    return text.len - i >= 3 && memcmp(text.data + i, "\xEF\xBF", 2) == 0 &&
           (unsigned char)text.data[i + 2] >= 0xBE;
}

/* Runs that need no escape are added at once. */
bool event_xml_add_text(struct buffer *out, struct view utf8, bool is_attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < utf8.len; i++) {
        const char *escape = event_xml_escape(utf8.data[i], is_attribute);
        size_t len = 1;
        if (is_noncharacter(utf8, i)) {
            escape = REPLACEMENT;
            len = 3;
        }
        if (escape) {
            buffer_add(out, view_slice(utf8, from, i));
            buffer_add_text(out, escape);
            from = i + len;
            i = from - 1;
        }
    }
    return buffer_add(out, view_from(utf8, from)) && !out->overflowed;
}

/* Apostrophes are escaped in elements, too. */
static void add_text(struct buffer *out, struct view text)
{
    (void)event_xml_add_text(out, text, true);
}

static void add_attribute(struct buffer *out, const char *name, struct view value)
{
    if (value.len > 0) {
        buffer_add_char(out, ' ');
        buffer_add_text(out, name);
        buffer_add_text(out, "='");
        add_text(out, value);
        buffer_add_char(out, '\'');
    }
}

static void add_whole_element(struct buffer *out, const char *name, struct view value)
{
    buffer_add_char(out, '<');
    buffer_add_text(out, name);
    buffer_add_char(out, '>');
    add_text(out, value);
    buffer_add_text(out, "</");
    buffer_add_text(out, name);
    buffer_add_char(out, '>');
}

static void add_element(struct buffer *out, const char *name, struct view value)
{
    if (value.len > 0) {
        add_whole_element(out, name, value);
    }
}

static void add_number(struct buffer *out, const char *name, uint64_t number)
{
    char text[TEXT_NUMBER_SIZE];
    add_whole_element(out, name, text_decimal(text, number));
}

static void add_execution(struct buffer *out, const struct event *e)
{
    char process[TEXT_NUMBER_SIZE], thread[TEXT_NUMBER_SIZE];
    if (e->process_id > 0 || e->thread_id > 0) {
        buffer_add_text(out, "<Execution");
        add_attribute(out, "ProcessID", text_decimal(process, e->process_id));
        add_attribute(out, "ThreadID", text_decimal(thread, e->thread_id));
        buffer_add_text(out, "/>");
    }
}

static void add_system(struct buffer *out, const struct event *e, const struct event_xml_more *more)
{
    char time[WINTIME_TEXT_SIZE];
    buffer_add_text(out, "<System><Provider");
    add_attribute(out, "Name", e->provider);
    add_attribute(out, "Guid", more ? view_of(more->provider_guid) : VIEW_NONE);
    buffer_add_text(out, "/>");
    add_number(out, "EventID", e->id);
    add_number(out, "Version", e->version);
    add_number(out, "Level", e->level);
    if (more) {
        add_number(out, "Task", more->task);
        add_number(out, "Opcode", more->opcode);
        buffer_format(out, "<Keywords>0x%llx</Keywords>", (unsigned long long)more->keywords);
    }
    if (e->time != WINTIME_NONE) {
        buffer_add_text(out, "<TimeCreated");
        add_attribute(out, "SystemTime", view_of(wintime_format(e->time, time)));
        /* Exporters leave out the zone of times in UTC, too. */
        add_attribute(out, "TimeZone", wintime_is_local(e->time) ? VIEW("unknown") : VIEW_NONE);
        buffer_add_text(out, "/>");
    }
    if (e->record_id > 0) {
        add_number(out, "EventRecordID", e->record_id);
    }
    buffer_add_text(out, "<Correlation");
    add_attribute(out, "ActivityID", e->activity_id);
    add_attribute(out, "RelatedActivityID", e->related_activity_id);
    buffer_add_text(out, "/>");
    add_execution(out, e);
    add_element(out, "Channel", e->channel);
    add_element(out, "Computer", e->computer);
    buffer_add_text(out, "<Security");
    add_attribute(out, "UserID", e->user_sid);
    buffer_add_text(out, "/></System>");
}

static struct view value_text(const struct event *e, size_t index, char text[TEXT_NUMBER_SIZE])
{
    const struct event_value *value = &e->values[index];
    if (!value->is_number) {
        return value->text;
    }
    switch (e->layout->fields[index].type) {
    case TEMPLATE_HEX32:
        return text_code(text, (uint32_t)value->number);
    case TEMPLATE_BOOL32:
        return value->number ? VIEW("true") : VIEW("false");
    case TEMPLATE_TEXT:
    case TEMPLATE_U32:
    case TEMPLATE_U64:
        break;
    }
    return text_decimal(text, value->number);
}

static void add_named(struct buffer *out, struct view name, struct view value)
{
    buffer_add_text(out, "<Data");
    add_attribute(out, "Name", name);
    buffer_add_char(out, '>');
    add_text(out, value);
    buffer_add_text(out, "</Data>");
}

static void add_fields(struct buffer *out, const struct event *e)
{
    char number[TEXT_NUMBER_SIZE];
    const char *wrapper = e->layout->wrapper;
    if (wrapper) {
        buffer_format(out, "<UserData><%s xmlns='" DATA_URI "'>", wrapper);
    } else {
        buffer_add_text(out, "<EventData>");
    }
    for (size_t i = 0; i < e->layout->field_count; i++) {
        struct view value = value_text(e, i, number);
        const char *name = e->layout->fields[i].xml_element;
        if (!value.data) {
            continue;
        }
        if (wrapper) {
            add_whole_element(out, name, value);
        } else {
            add_named(out, view_of(name), value);
        }
    }
    if (wrapper) {
        buffer_format(out, "</%s></UserData>", wrapper);
    } else {
        buffer_add_text(out, "</EventData>");
    }
}

static void add_data(struct buffer *out, const struct event *e)
{
    if (e->data_count == 0) {
        return;
    }
    buffer_add_text(out, "<EventData>");
    for (size_t i = 0; i < e->data_count; i++) {
        add_named(out, e->data[i].name, e->data[i].value);
    }
    buffer_add_text(out, "</EventData>");
}

void event_write_xml_with(struct buffer *out, const struct event *e,
                          const struct event_xml_more *more, struct view data)
{
    buffer_add_text(out, "<Event xmlns='" EVENT_URI "'>");
    add_system(out, e, more);
    if (data.data) {
        buffer_add(out, data);
    } else if (e->layout) {
        add_fields(out, e);
    } else {
        add_data(out, e);
    }
    buffer_add_text(out, "</Event>");
}

void event_write_xml(struct buffer *out, const struct event *e)
{
    event_write_xml_with(out, e, NULL, VIEW_NONE);
}

void event_write_xml_around(struct buffer *out, const struct event *e, struct view data)
{
    bool is_section = view_starts(data, VIEW("<UserData")) || view_starts(data, VIEW("<EventData"));
    buffer_add_text(out, "<Event xmlns='" EVENT_URI "'>");
    add_system(out, e, NULL);
    buffer_add_text(out, is_section ? "" : "<UserData>");
    buffer_add(out, data);
    buffer_add_text(out, is_section ? "</Event>" : "</UserData></Event>");
}
