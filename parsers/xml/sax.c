/* Turning SAX calls into events. */
#include "parsers/xml/sax.h"

#include "parsers/base/guid.h"
#include "parsers/base/memory.h"
#include "parsers/templates.h"
#include "parsers/xml/elements.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_CACHE_SIZE = 256, /* power of two; parser names are interned, so pointers identify them */
    DEPTH_ROOT = 0,
    DEPTH_EVENT = 1,
    DEPTH_SECTION = 2,
    DEPTH_SYSTEM_CHILD = 3,
};

/* Names of attributes, interned by the parser so that pointers tell them apart. */
struct attribute_names {
    const xmlChar *name, *guid, *system_time, *activity_id, *related_activity_id, *process_id;
    const xmlChar *thread_id, *user_id, *had_namespace;
};

/* What a name was found to be, remembered by pointer. */
struct element_slot {
    const xmlChar *name;
    enum xml_element element;
};

struct field_slot {
    const xmlChar *name;
    const struct event_template *layout;
    size_t field;
};

/* A data element without children. */
struct leaf {
    const xmlChar *element; /* interned by the parser */
    struct view name;       /* of a named <Data>, in the arena */
    struct view value;      /* in the arena */
    bool is_payload;
};

struct sax {
    xmlParserCtxtPtr parser;
    const struct reader_input *input;
    struct batch *batch;
    const struct xml_place *places;
    size_t place_count;
    size_t event_index;
    size_t depth;
    enum xml_element section; /* at depth 2 */
    bool is_text_wanted;
    bool is_leaf; /* the innermost open data element has no child yet */
    bool has_namespace;
    bool is_misplaced; /* something else than events below the root */
    struct leaf leaf;
    struct leaf leaves[XML_MAX_DATA];
    size_t leaf_count;
    size_t dropped_leaves;
    struct buffer *text, *scratch;
    struct attribute_names attributes;
    struct view provider_guid;
    struct event *event;
    struct error *err;
    struct element_slot elements[NAME_CACHE_SIZE];
    struct field_slot fields[NAME_CACHE_SIZE];
};

static struct view view_of_xml(const xmlChar *text)
{
    return view_of((const char *)text);
}

static size_t pointer_slot(const void *a, const void *b)
{
    uint64_t mixed = (uint64_t)(uintptr_t)a ^ (uint64_t)(uintptr_t)b << 7;
    return (size_t)(mixed * 0x9E3779B97F4A7C15ULL >> 56) & (NAME_CACHE_SIZE - 1);
}

static enum xml_element element_of(struct sax *s, const xmlChar *name)
{
    struct element_slot *slot = &s->elements[pointer_slot(name, NULL)];
    if (slot->name != name) {
        *slot = (struct element_slot){name, xml_element_of(view_of_xml(name))};
    }
    return slot->element;
}

static size_t field_of(struct sax *s, const struct event_template *layout, const xmlChar *name)
{
    struct field_slot *slot = &s->fields[pointer_slot(name, layout)];
    if (slot->name != name || slot->layout != layout) {
        *slot = (struct field_slot){name, layout, template_field_index(layout, view_of_xml(name))};
    }
    return slot->field;
}

/* libxml2 gives attributes as five pointers each: name, prefix, URI, value, value end. */
static struct view attribute_value(const xmlChar **attribute)
{
    return (struct view){(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
}

static struct view attribute(const xmlChar **attributes, int count, const xmlChar *name)
{
    for (int i = 0; i < count; i++) {
        if (attributes[5 * i] == name) {
            return view_trim(attribute_value(attributes + (ptrdiff_t)5 * i));
        }
    }
    return VIEW_NONE;
}

/* An empty attribute means an absent one: python-evtx writes those. */
static struct view keep_attribute(struct sax *s, const xmlChar **attributes, int count,
                                  const xmlChar *name)
{
    struct view value = attribute(attributes, count, name);
    return value.len > 0 ? arena_copy(&s->batch->arena, value) : VIEW_NONE;
}

/* GUIDs come in both cases, with and without braces: kept in one form. */
static struct view keep_guid(struct sax *s, const xmlChar **attributes, int count,
                             const xmlChar *name)
{
    struct guid guid;
    char text[GUID_TEXT_SIZE];
    struct view value = attribute(attributes, count, name);
    if (guid_parse(value, &guid)) {
        return arena_copy(&s->batch->arena, view_of(guid_format(&guid, text)));
    }
    return value.len > 0 ? arena_copy(&s->batch->arena, value) : VIEW_NONE;
}

static uint32_t attribute_u32(const xmlChar **attributes, int count, const xmlChar *name)
{
    uint64_t number;
    return view_number(attribute(attributes, count, name), &number) && number <= UINT32_MAX
               ? (uint32_t)number
               : 0;
}

static void start_provider(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->provider = keep_attribute(s, attributes, count, s->attributes.name);
    s->provider_guid = keep_attribute(s, attributes, count, s->attributes.guid);
}

static void start_time_created(struct sax *s, const xmlChar **attributes, int count)
{
    if (!wintime_parse(attribute(attributes, count, s->attributes.system_time), &s->event->time)) {
        s->event->time = WINTIME_NONE;
    }
}

static void start_correlation(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->activity_id = keep_guid(s, attributes, count, s->attributes.activity_id);
    s->event->related_activity_id = keep_guid(s, attributes, count, s->attributes.related_activity_id);
}

static void start_execution(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->process_id = attribute_u32(attributes, count, s->attributes.process_id);
    s->event->thread_id = attribute_u32(attributes, count, s->attributes.thread_id);
}

static void start_security(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->user_sid = keep_attribute(s, attributes, count, s->attributes.user_id);
}

static uint64_t number_up_to(struct view text, uint64_t max)
{
    uint64_t number;
    return view_number(text, &number) && number <= max ? number : 0;
}

static void end_event_id(struct sax *s, struct view text)
{
    s->event->id = (uint16_t)number_up_to(text, UINT16_MAX);
}

static void end_version(struct sax *s, struct view text)
{
    s->event->version = (uint8_t)number_up_to(text, UINT8_MAX);
}

static void end_level(struct sax *s, struct view text)
{
    s->event->level = (uint8_t)number_up_to(text, UINT8_MAX);
}

static void end_record_id(struct sax *s, struct view text)
{
    s->event->record_id = number_up_to(text, UINT64_MAX);
}

static void end_channel(struct sax *s, struct view text)
{
    s->event->channel = text.len > 0 ? arena_copy(&s->batch->arena, text) : VIEW_NONE;
}

static void end_computer(struct sax *s, struct view text)
{
    s->event->computer = text.len > 0 ? arena_copy(&s->batch->arena, text) : VIEW_NONE;
}

/* The children of System: some carry attributes, the others text. */
struct system_child {
    void (*start)(struct sax *s, const xmlChar **attributes, int count);
    void (*end)(struct sax *s, struct view text);
};

static const struct system_child system_children[XML_ELEMENT_COUNT] = {
    [XML_PROVIDER] = {.start = start_provider},
    [XML_TIME_CREATED] = {.start = start_time_created},
    [XML_CORRELATION] = {.start = start_correlation},
    [XML_EXECUTION] = {.start = start_execution},
    [XML_SECURITY] = {.start = start_security},
    [XML_EVENT_ID] = {.end = end_event_id},
    [XML_VERSION] = {.end = end_version},
    [XML_LEVEL] = {.end = end_level},
    [XML_EVENT_RECORD_ID] = {.end = end_record_id},
    [XML_CHANNEL] = {.end = end_channel},
    [XML_COMPUTER] = {.end = end_computer},
};

static void start_system_child(struct sax *s, enum xml_element element, const xmlChar **attributes,
                               int count)
{
    const struct system_child *child = &system_children[element];
    if (child->start) {
        child->start(s, attributes, count);
    }
    s->is_text_wanted = child->end != NULL;
}

static void end_system_child(struct sax *s, enum xml_element element)
{
    const struct system_child *child = &system_children[element];
    if (child->end) {
        child->end(s, view_trim(buffer_view(s->text)));
    }
}

static void start_event(struct sax *s, enum xml_element element, const xmlChar *uri,
                        const xmlChar **attributes, int count)
{
    if (element != XML_EVENT || s->event_index == s->place_count) {
        s->is_misplaced = true;
        return;
    }
    s->event = batch_add_event(s->batch);
    s->event->origin = (struct event_origin){s->input->source, 0, s->places[s->event_index].offset};
    s->event_index++;
    s->has_namespace =
        uri != NULL || attribute(attributes, count, s->attributes.had_namespace).data != NULL;
    s->provider_guid = VIEW_NONE;
    s->leaf_count = s->dropped_leaves = 0;
}

static void start_section(struct sax *s, enum xml_element element)
{
    bool is_known = element == XML_SYSTEM || element == XML_IGNORED;
    /* Recovered records may have their data element without a UserData around it. */
    s->section = is_known ? element : XML_DATA_SECTION;
    if (!is_known) {
        s->is_leaf = s->is_text_wanted = element == XML_PAYLOAD;
        s->leaf = (struct leaf){.is_payload = element == XML_PAYLOAD};
    }
}

static void start_data(struct sax *s, enum xml_element element, const xmlChar *name,
                       const xmlChar **attributes, int count)
{
    s->leaf = (struct leaf){.element = name, .is_payload = element == XML_PAYLOAD};
    if (element == XML_DATA) {
        s->leaf.name = keep_attribute(s, attributes, count, s->attributes.name);
    }
    s->is_leaf = true;
    s->is_text_wanted = true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted_count, const xmlChar **attributes)
{
    (void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted_count;
    struct sax *s = context;
    size_t depth = s->depth++;
    s->is_text_wanted = false;
    if (depth == DEPTH_ROOT || s->is_misplaced) {
        return;
    }
    enum xml_element element = element_of(s, name);
    buffer_clear(s->text);
    if (element == XML_EVENT && depth != DEPTH_EVENT) {
        s->is_misplaced = true; /* an event inside an event: one of them has lost its end */
    } else if (depth == DEPTH_EVENT) {
        start_event(s, element, uri, attributes, attribute_count);
    } else if (depth == DEPTH_SECTION) {
        start_section(s, element);
    } else if (s->section == XML_DATA_SECTION) {
        start_data(s, element, name, attributes, attribute_count);
    } else if (s->section == XML_SYSTEM && depth == DEPTH_SYSTEM_CHILD) {
        start_system_child(s, element, attributes, attribute_count);
    }
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct sax *s = context;
    if (s->is_text_wanted) {
        buffer_add(s->text, (struct view){(const char *)text, (size_t)len});
    }
}

/* Line ends are LF whatever the exporter made of CR LF. */
static struct view keep_lines(struct arena *arena, struct view text)
{
    if (!text.data || !memchr(text.data, '\r', text.len)) {
        return arena_copy(arena, text);
    }
    char *kept = arena_bytes(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\r' || i + 1 == text.len || text.data[i + 1] != '\n') {
            kept[len++] = text.data[i];
        }
    }
    kept[len] = '\0';
    return (struct view){kept, len};
}

static struct view leaf_value(struct sax *s)
{
    struct view text = buffer_view(s->text);
    if (view_trim(text).len == 0) {
        return VIEW("");
    }
    /* EvtxECmd escapes twice, and is told by the namespace that it takes away. */
    if (!s->has_namespace && memchr(text.data, '&', text.len)) {
        buffer_clear(s->scratch);
        xml_unescape(s->scratch, text);
        text = buffer_view(s->scratch);
    }
    return keep_lines(&s->batch->arena, text);
}

static void end_data(struct sax *s)
{
    if (!s->is_leaf) {
        return;
    }
    s->is_leaf = false;
    if (s->leaf_count == XML_MAX_DATA) {
        s->dropped_leaves++;
        return;
    }
    s->leaf.value = leaf_value(s);
    s->leaves[s->leaf_count++] = s->leaf;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        return (c | 0x20) - 'a' + 10;
    }
    return -1;
}

/* Bytes of hexadecimal text with optional blanks; false for anything else. */
static bool decode_hex(struct view text, struct buffer *out)
{
    int high = -1;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            continue;
        }
        int digit = hex_digit(c);
        if (digit < 0) {
            return false;
        }
        if (high < 0) {
            high = digit;
        } else {
            buffer_add_char(out, (char)(high << 4 | digit));
            high = -1;
        }
    }
    return high < 0;
}

static void decode_payload(struct sax *s, struct view hex)
{
    struct event *e = s->event;
    struct error err;
    error_init(&err);
    buffer_clear(s->scratch);
    if (!decode_hex(hex, s->scratch)) {
        batch_problem(s->batch, e->origin.offset, "the event's payload is not hexadecimal");
    } else if (template_decode_payload(e, e->id, buffer_view(s->scratch), &s->batch->arena, &err) !=
               STATUS_OK) {
        batch_problem(s->batch, e->origin.offset, "the event's payload: %s", err.message);
    }
}

/* Values without names count by position when there are as many as the layout has. */
static bool set_by_position(struct sax *s)
{
    const struct event_template *layout = s->event->layout;
    if (s->leaf_count != layout->field_count) {
        return false;
    }
    for (size_t i = 0; i < s->leaf_count; i++) {
        if (s->leaves[i].name.len > 0 || element_of(s, s->leaves[i].element) != XML_DATA) {
            return false;
        }
    }
    for (size_t i = 0; i < s->leaf_count; i++) {
        template_set_text(s->event, i, s->leaves[i].value);
    }
    return true;
}

static void set_fields(struct sax *s)
{
    const struct event_template *layout = s->event->layout;
    size_t found = 0;
    for (size_t i = 0; i < s->leaf_count; i++) {
        const struct leaf *leaf = &s->leaves[i];
        if (leaf->is_payload) {
            decode_payload(s, leaf->value);
            found++;
            continue;
        }
        size_t field = leaf->name.data ? template_field_index(layout, leaf->name)
                                       : field_of(s, layout, leaf->element);
        if (field != SIZE_MAX) {
            template_set_text(s->event, field, leaf->value);
            found++;
        }
    }
    if (found == 0 && layout->field_count > 0 && !set_by_position(s)) {
        batch_problem(s->batch, s->event->origin.offset,
                      "event %u carries none of its data; export it with its data, not only its "
                      "message",
                      s->event->id);
    }
}

static void keep_data(struct sax *s)
{
    struct event *e = s->event;
    struct event_datum *data = arena_alloc(&s->batch->arena, s->leaf_count * sizeof(*data) + 1);
    for (size_t i = 0; i < s->leaf_count; i++) {
        const struct leaf *leaf = &s->leaves[i];
        data[i].value = leaf->value;
        data[i].name = leaf->name;
        if (!leaf->name.data && leaf->element && element_of(s, leaf->element) != XML_DATA) {
            data[i].name = arena_copy(&s->batch->arena, view_of_xml(leaf->element));
        }
    }
    e->data = data;
    e->data_count = s->leaf_count;
}

static struct view default_channel(const struct event_template *layout)
{
    struct view channel = view_of(layout->channel);
    if (view_equal(channel, VIEW("Trace"))) {
        return VIEW(WMI_ACTIVITY_PROVIDER "/Trace");
    }
    return view_equal(channel, VIEW("Debug")) ? VIEW(WMI_ACTIVITY_PROVIDER "/Debug")
                                              : VIEW(WMI_ACTIVITY_PROVIDER "/Operational");
}

static void end_event(struct sax *s)
{
    struct event *e = s->event;
    e->origin.record = e->record_id;
    e->is_wmi_activity = template_is_wmi_activity(e->provider, s->provider_guid);
    if (e->is_wmi_activity) {
        e->provider = VIEW(WMI_ACTIVITY_PROVIDER);
        e->layout = template_find(e->id);
    }
    if (e->layout) {
        set_fields(s);
        /* tracerpt leaves the channel empty. */
        e->channel = e->channel.len > 0 ? e->channel : default_channel(e->layout);
    } else {
        keep_data(s);
    }
    if (s->dropped_leaves > 0) {
        batch_problem(s->batch, e->origin.offset, "%zu data elements over the limit of %d",
                      s->dropped_leaves, XML_MAX_DATA);
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix, (void)uri;
    struct sax *s = context;
    size_t depth = --s->depth;
    if (depth == DEPTH_ROOT || s->is_misplaced) {
        return;
    }
    if (depth == DEPTH_EVENT) {
        end_event(s);
    } else if (s->section == XML_DATA_SECTION) {
        end_data(s);
    } else if (s->section == XML_SYSTEM && depth == DEPTH_SYSTEM_CHILD && s->is_text_wanted) {
        end_system_child(s, element_of(s, name));
    }
    s->is_text_wanted = false;
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct sax *s = context;
    struct view message = view_trim(view_of(error->message));
    if (error->level >= XML_ERR_ERROR) {
        error_set(s->err, STATUS_DAMAGED, "%.*s", VIEW_ARG(message));
    }
}

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error,
};

static const xmlChar *intern_name(struct sax *s, const char *name)
{
    return xmlDictLookup(s->parser->dict, (const xmlChar *)name, -1);
}

static void intern_attributes(struct sax *s)
{
    s->attributes = (struct attribute_names){
        .name = intern_name(s, "Name"),
        .guid = intern_name(s, "Guid"),
        .system_time = intern_name(s, "SystemTime"),
        .activity_id = intern_name(s, "ActivityID"),
        .related_activity_id = intern_name(s, "RelatedActivityID"),
        .process_id = intern_name(s, "ProcessID"),
        .thread_id = intern_name(s, "ThreadID"),
        .user_id = intern_name(s, "UserID"),
        .had_namespace = intern_name(s, XML_HAD_NAMESPACE),
    };
}

/* Counts only once the whole document is known to be good. */
static void count_events(struct sax *s, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < s->batch->event_count; i++) {
        struct event *e = &s->batch->events[i];
        batch_count_event(s->batch, e->provider, e->channel, e->time);
        s->batch->wmi_events += e->is_wmi_activity;
        if (e->is_wmi_activity || template_is_companion(e->provider, e->id)) {
            s->batch->events[kept++] = *e;
        }
    }
    s->batch->event_count = kept;
}

void xml_parser_init(void)
{
    xmlInitParser();
}

enum status xml_parse_document(struct view document, const struct xml_place *places,
                               size_t place_count, const struct reader_input *input,
                               struct batch *batch, struct error *err)
{
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(document.data, (int)document.len);
    if (!parser) {
        memory_exhausted();
    }
    struct sax s = {.parser = parser,
                    .input = input,
                    .batch = batch,
                    .places = places,
                    .place_count = place_count,
                    .err = err};
    s.text = &batch->scratch[XML_SCRATCH_TEXT];
    s.scratch = &batch->scratch[XML_SCRATCH_VALUE];
    size_t events_before = batch->event_count;
    size_t problems_before = batch->problem_count;
    uint64_t more_before = batch->more_problems;
    *parser->sax = handlers;
    parser->userData = &s;
    intern_attributes(&s);
    /* Without NOENT, '&' in attributes would come as "&#38;"; there is no DTD to declare others. */
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    xmlParseDocument(parser);
    bool is_good = parser->wellFormed && !s.is_misplaced && s.event_index == place_count;
    if (is_good) {
        count_events(&s, events_before);
    } else {
        batch->event_count = events_before;
        batch->problem_count = problems_before;
        batch->more_problems = more_before;
        error_set(err, STATUS_DAMAGED, "elements are wrongly nested");
    }
    xmlFreeParserCtxt(parser);
    return is_good ? STATUS_OK : STATUS_DAMAGED;
}
