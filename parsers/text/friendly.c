/* The Details of an event as Event Viewer's Friendly View copies them: a line for each element and
 * attribute, which are never translated. */
#include "parsers/base/ascii.h"
#include "parsers/event/elements.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

/* A line without its indentation and the mark of a node that can be closed. */
static struct view bare(struct view line, bool *is_node)
{
    line = view_trim(line);
    *is_node = line.len > 1 && (line.data[0] == '+' || line.data[0] == '-') && line.data[1] == ' ';
    return *is_node ? view_trim(view_from(line, 1)) : line;
}

/* True when a line may be one that begins a record. */
static bool may_be_node(struct view line)
{
    size_t pos = 0;
    while (pos < line.len && ascii_is_blank(line.data[pos])) {
        pos++;
    }
    return pos < line.len && (line.data[pos] == '+' || line.data[pos] == '-');
}

static void cut_name(struct view line, struct view *name, struct view *value)
{
    *name = view_take_word(&line);
    *value = view_trim(line);
}

bool text_friendly_starts(struct view line)
{
    bool is_node;
    return line.len < TEXT_MAX_NAME && may_be_node(line) &&
           view_equal(bare(line, &is_node), VIEW("System")) && is_node;
}

bool text_friendly_starts_data(struct view line)
{
    bool is_node;
    if (!may_be_node(line)) {
        return false;
    }
    const struct view name = bare(view_slice(line, 0, TEXT_MAX_NAME), &is_node);
    return is_node && view_equal(name, VIEW("UserData"));
}

/* The element around the data tells the event where nothing else does. */
static void take_wrapper(struct text_record *r, struct view name)
{
    size_t count;
    const struct event_template *const *layouts = template_all(&count);
    for (size_t i = 0; i < count && r->assembly.event.id == 0; i++) {
        if (layouts[i]->wrapper && view_equal(name, view_of(layouts[i]->wrapper))) {
            assembly_set_number(&r->assembly, EVENT_PART_EVENT_ID, layouts[i]->event_id);
            assembly_set_text(&r->assembly, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
        }
    }
}

static void take_system(struct text_friendly *f, struct text_record *r, struct view line)
{
    bool is_node;
    struct view name, value;
    line = bare(line, &is_node);
    struct view inside = view_from(line, 1);
    if (view_starts(line, VIEW("[")) && view_cut(inside, VIEW("]"), &name, &value)) {
        enum event_part part =
            xml_part_of_attribute((enum xml_element)f->element, xml_attribute_of(view_trim(name)));
        if (part != EVENT_PART_NONE) {
            text_record_set(r, part, value);
        }
        return;
    }
    cut_name(line, &name, &value);
    enum xml_element element = xml_element_of(name);
    f->element = (int)element;
    if (element == XML_DATA_SECTION) {
        f->is_data = true;
    } else if (xml_part_of_text(element) != EVENT_PART_NONE && value.len > 0) {
        text_record_set(r, xml_part_of_text(element), value);
    }
}

static void flush(struct text_friendly *f, struct text_record *r)
{
    if (f->name.data) {
        struct view text = view_trim(buffer_view(r->message));
        assembly_add_datum(&r->assembly, f->name, tidy_text(&r->batch->arena, text));
    }
    f->name = VIEW_NONE;
    buffer_clear(r->message);
}

/* A field, or a further line of the one before; the node around all of them names nothing. */
static void take_data(struct text_friendly *f, struct text_record *r, struct view line)
{
    bool is_node;
    struct view name, value;
    cut_name(bare(line, &is_node), &name, &value);
    if (is_node && !f->name.data && value.len == 0) {
        take_wrapper(r, name);
        return;
    }
    const struct event_template *layout = template_find(r->assembly.event.id);
    bool is_wmi = template_is_wmi_activity(r->assembly.event.provider, VIEW_NONE);
    if (is_wmi && layout && template_field_index(layout, name) == SIZE_MAX) {
        if (f->name.data) {
            buffer_add_char(r->message, '\n');
            buffer_add(r->message, line);
        }
        return;
    }
    flush(f, r);
    f->name = tidy_text(&r->batch->arena, name);
    buffer_add(r->message, value);
}

/* True for a line behind a blank one that is still of the data: a field, or what is indented where
 * the names of fields are not known. */
static bool goes_on(const struct text_record *r, struct view line)
{
    bool is_node;
    struct view name, value;
    const struct event_template *layout = template_find(r->assembly.event.id);
    cut_name(bare(line, &is_node), &name, &value);
    if (layout && template_is_wmi_activity(r->assembly.event.provider, VIEW_NONE)) {
        return template_field_index(layout, name) != SIZE_MAX || (is_node && value.len == 0);
    }
    return line.len > 0 && ascii_is_blank(line.data[0]);
}

bool text_friendly_take(struct text_friendly *f, struct text_record *r, struct view line,
                        bool is_blank)
{
    if (is_blank) {
        f->was_blank = true;
        return true;
    }
    if (f->is_data && f->was_blank && !goes_on(r, line)) {
        text_friendly_end(f, r);
        return false;
    }
    f->was_blank = false;
    if (f->is_data) {
        take_data(f, r, line);
    } else {
        take_system(f, r, line);
    }
    return true;
}

void text_friendly_end(struct text_friendly *f, struct text_record *r)
{
    flush(f, r);
    *f = (struct text_friendly){0};
}

bool text_take_unrendered(struct text_record *r, struct view line, uint64_t offset)
{
    static const struct view marks[] = {{"The description for Event ID", 28}, {"source", 6}};
    struct view rest = line;
    struct view word = VIEW("");
    uint64_t id = 0;
    if (!view_starts(line, marks[0])) {
        return false;
    }
    rest = view_from(rest, marks[0].len);
    while (rest.len > 0 && !view_number(word, &id)) {
        word = view_take_word(&rest);
    }
    while (rest.len > 0 && !view_equal_nocase(word, marks[1])) {
        word = view_take_word(&rest);
    }
    do {
        word = view_take_word(&rest);
    } while (rest.len > 0 && view_equal(word, VIEW("(")));
    if (!template_is_wmi_activity(word, VIEW_NONE) || id == 0 || id > UINT16_MAX) {
        return false;
    }
    text_record_start(r, offset);
    assembly_set_number(&r->assembly, EVENT_PART_EVENT_ID, id);
    text_record_set(r, EVENT_PART_PROVIDER, word);
    text_record_add_line(r, line);
    return true;
}
