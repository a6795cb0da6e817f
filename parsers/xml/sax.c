/* From SAX calls to events: which element stands where. */
#include <libxml/parserInternals.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/event/templates.h"
#include "parsers/xml/sax_state.h"

enum {
    DEPTH_ROOT = 0,
    DEPTH_EVENT = 1,
    DEPTH_SECTION = 2,
    DEPTH_SYSTEM_CHILD = 3,
};

static void start_event(struct sax *s, enum xml_element element, const xmlChar *uri,
                        const xmlChar **attributes, int count)
{
    if (element != XML_EVENT || s->event_index == s->place_count) {
        s->is_misplaced = true;
        return;
    }
    assembly_start(&s->assembly, s->places[s->event_index].offset);
    s->has_namespace = uri;
    for (int i = 0; i < count && !s->has_namespace; i++) {
        s->has_namespace = attributes[(ptrdiff_t)5 * i] == s->had_namespace;
    }
    if (s->places[s->event_index].has_system) {
        sax_use_system(s, &s->places[s->event_index].system);
    }
    s->event_index++;
}

static void start_section(struct sax *s, enum xml_element element)
{
    bool is_known = element == XML_SYSTEM || element == XML_IGNORED || element == XML_RENDERING;
    /* Recovered records may have their data element without a UserData around it. */
    s->section = is_known ? element : XML_DATA_SECTION;
    if (!is_known) {
        s->is_leaf = s->is_text_wanted = s->is_payload = element == XML_PAYLOAD;
        s->name = VIEW_NONE;
    }
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
    enum xml_element element = sax_element(s, name);
    buffer_clear(s->text);
    if (element == XML_EVENT && depth != DEPTH_EVENT) {
        s->is_misplaced = true; /* an event inside an event: one of them has lost its end */
    } else if (depth == DEPTH_EVENT) {
        start_event(s, element, uri, attributes, attribute_count);
    } else if (depth == DEPTH_SECTION) {
        start_section(s, element);
    } else if (s->section == XML_DATA_SECTION) {
        sax_start_data(s, element, name, attributes, attribute_count);
    } else if (s->section == XML_SYSTEM && depth == DEPTH_SYSTEM_CHILD) {
        sax_start_system_child(s, element, attributes, attribute_count);
    } else if (s->section == XML_RENDERING && depth == DEPTH_SYSTEM_CHILD) {
        s->is_text_wanted = element == XML_MESSAGE && assembly_needs_message(&s->assembly);
    }
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct sax *s = context;
    if (s->is_text_wanted) {
        buffer_add(s->text, (struct view){(const char *)text, (size_t)len});
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct sax *s = context;
    size_t depth = --s->depth;
    if (depth == DEPTH_ROOT || s->is_misplaced) {
        return;
    }
    if (depth == DEPTH_EVENT) {
        assembly_finish(&s->assembly);
    } else if (s->section == XML_DATA_SECTION) {
        sax_end_data(s);
    } else if (s->section == XML_SYSTEM && depth == DEPTH_SYSTEM_CHILD && s->is_text_wanted) {
        sax_end_system_child(s);
    } else if (s->section == XML_RENDERING && s->is_text_wanted) {
        sax_end_message(s);
    }
    s->is_text_wanted = false;
}

/* The message with quotes around the names that the parser put into it, in their order. */
static void set_message(struct sax *s, const xmlError *error)
{
    const char *const names[] = {error->str1, error->str2, error->str3};
    struct view rest = view_trim(view_of(error->message));
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct view name = view_of(names[i] ? names[i] : "");
        const size_t pos = name.len > 0 ? view_find(rest, name, 0) : SIZE_MAX;
        if (pos != SIZE_MAX) {
            buffer_format(&text, "%.*s'%.*s'", VIEW_ARG(view_slice(rest, 0, pos)), VIEW_ARG(name));
            rest = view_from(rest, pos + name.len);
        }
    }
    error_set(s->err, STATUS_DAMAGED, "%.*s%.*s", VIEW_ARG(buffer_view(&text)), VIEW_ARG(rest));
    buffer_release(&text);
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct sax *s = context;
    if (error->level >= XML_ERR_ERROR) {
        set_message(s, error);
    }
    if (error->level == XML_ERR_FATAL) {
        /* The first one decides. Without this the parser goes on and tells of every byte; its own
         * way to stop takes the text away under functions that are still reading it. */
        s->parser->instate = XML_PARSER_EOF;
        s->parser->disableSAX = 1;
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

/* Counts only once the whole document is known to be good. */
static void count_events(struct sax *s, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < s->batch->event_count; i++) {
        struct event *e = &s->batch->events[i];
        batch_count_event(s->batch, e->provider, e->channel, e->time);
        s->batch->wmi_events += e->is_wmi_activity;
        if (s->input->wants_xml || e->is_wmi_activity ||
            template_is_companion(e->provider, e->id)) {
            s->batch->events[kept++] = *e;
        }
    }
    s->batch->event_count = kept;
}

void xml_parser_init(void)
{
    xmlInitParser();
}

/* The parser takes the document in pieces: it would copy a whole one before it begins. */
static int give_more(void *context, char *out, int len)
{
    struct view *left = context;
    struct view piece = view_slice(*left, 0, (size_t)len);
    memcpy(out, piece.data, piece.len);
    *left = view_from(*left, piece.len);
    return (int)piece.len;
}

enum status xml_parse_document(struct view document, const struct xml_place *places,
                               size_t place_count, const struct reader_input *input,
                               struct batch *batch, struct error *err)
{
    struct view left = document;
    xmlParserCtxtPtr parser =
        xmlCreateIOParserCtxt(NULL, NULL, give_more, NULL, &left, XML_CHAR_ENCODING_UTF8);
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
    s.had_namespace = xmlDictLookup(parser->dict, (const xmlChar *)XML_HAD_NAMESPACE, -1);
    assembly_init(&s.assembly, batch, input->source);
    s.assembly.needs_time = s.assembly.keeps_others = true;
    s.assembly.advice = "; export it with its data, not only its message";
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
