/* Making scripts: a definition walked once, its constant texts rendered. */
#include "parsers/evtx/binxml/script.h"

#include <string.h>

#include "parsers/base/text.h"
#include "parsers/event/event_xml.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/binxml/xml_text.h"

/* What is known and written of an attribute. */
enum attribute {
    ATTRIBUTE_NONE,     /* there is none */
    ATTRIBUTE_NAMED,    /* its name is known; nothing is written */
    ATTRIBUTE_OPTIONAL, /* its content starts with an optional value; nothing is written */
    ATTRIBUTE_OPEN,     /* its name is written, and its content as far as it is known */
};

struct open_element {
    uint32_t name;
    bool is_closed; /* written as <a/> */
    bool has_dependency;
    uint16_t step; /* which leaves it out */
};

/* A definition on its way to a script. */
struct making {
    struct binxml walk;
    struct evtx_names *names;
    struct arena *arena;
    struct evtx_script *script;
    struct buffer *text; /* of all steps */
    size_t start;        /* of what comes before the next one */
    size_t *text_left;
    enum attribute attribute;
    uint32_t attribute_name;
    uint16_t attribute_index;
    struct evtx_xml_names attributes; /* of the innermost element */
    struct open_element open[EVTX_MAX_ELEMENT_DEPTH + 2];
    size_t depth, roots;
    struct evtx_script_step *steps; /* room for EVTX_MAX_SCRIPT_STEPS */
};

static void give_up(struct making *m)
{
    m->script->is_plain = false;
    m->walk.is_stopped = true;
}

static void check_size(struct making *m)
{
    if (m->text->len > *m->text_left) {
        give_up(m);
    }
}

static void add_name(struct making *m, uint32_t name, bool is_attribute)
{
    evtx_xml_add_name(m->text, m->walk.chunk, name, is_attribute);
    check_size(m);
}

/* The text since the last step. */
static uint32_t end_text(struct making *m)
{
    size_t len = m->text->len - m->start;
    m->start = m->text->len;
    check_size(m);
    return (uint32_t)len;
}

/* Ends the text so far with a step; gives its number. */
static uint16_t add_step(struct making *m, enum evtx_script_kind kind, uint16_t index)
{
    struct evtx_script *script = m->script;
    if (script->count == EVTX_MAX_SCRIPT_STEPS) {
        give_up(m);
        return 0;
    }
    struct evtx_script_step *step = &m->steps[script->count];
    *step = (struct evtx_script_step){.text = (uint32_t)m->start,
                                      .kind = (uint8_t)kind,
                                      .index = index,
                                      .elements = (uint8_t)m->depth};
    step->text_len = end_text(m);
    return (uint16_t)script->count++;
}

static void start_attribute(struct making *m)
{
    buffer_add_char(m->text, ' ');
    add_name(m, m->attribute_name, true);
    buffer_add_text(m->text, "='");
}

/* What comes now is not all that the attribute has, or no optional value. */
static void open_attribute(struct making *m)
{
    if (m->attribute == ATTRIBUTE_NAMED || m->attribute == ATTRIBUTE_OPTIONAL) {
        start_attribute(m);
    }
    if (m->attribute == ATTRIBUTE_OPTIONAL) {
        add_step(m, EVTX_SCRIPT_ATTRIBUTE, m->attribute_index);
    }
    m->attribute = m->attribute == ATTRIBUTE_NONE ? ATTRIBUTE_NONE : ATTRIBUTE_OPEN;
}

static void end_attribute(struct making *m)
{
    if (m->attribute == ATTRIBUTE_OPTIONAL) {
        uint16_t step = add_step(m, EVTX_SCRIPT_OPTIONAL_ATTRIBUTE, m->attribute_index);
        start_attribute(m);
        m->steps[step].name_len = end_text(m);
    } else if (m->attribute != ATTRIBUTE_NONE) {
        open_attribute(m);
        buffer_add_char(m->text, '\'');
    }
    m->attribute = ATTRIBUTE_NONE;
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    struct making *m = context;
    if (m->depth == 0 && dependency == BINXML_NO_DEPENDENCY &&
        evtx_names_element(m->names, name) == XML_EVENT) {
        m->script->has_event = m->roots == 0;
    }
    m->roots += m->depth == 0;
    struct open_element *element = &m->open[++m->depth];
    *element = (struct open_element){.name = name};
    if (dependency != BINXML_NO_DEPENDENCY) {
        element->has_dependency = true;
        element->step = add_step(m, EVTX_SCRIPT_ELEMENT, dependency);
    }
    m->attributes.count = 0;
    buffer_add_char(m->text, '<');
    add_name(m, name, false);
}

static void on_attribute(void *context, uint32_t name)
{
    struct making *m = context;
    end_attribute(m);
    if (!evtx_xml_is_new(&m->attributes, m->walk.chunk, name)) {
        give_up(m);
    }
    m->attribute = ATTRIBUTE_NAMED;
    m->attribute_name = name;
}

static void on_content(void *context, bool is_empty)
{
    struct making *m = context;
    end_attribute(m);
    m->open[m->depth].is_closed = is_empty;
    buffer_add_text(m->text, is_empty ? "/>" : ">");
}

static void on_end(void *context)
{
    struct making *m = context;
    const struct open_element *element = &m->open[m->depth--];
    if (!element->is_closed) {
        buffer_add_text(m->text, "</");
        add_name(m, element->name, false);
        buffer_add_char(m->text, '>');
    }
    if (element->has_dependency) {
        add_step(m, EVTX_SCRIPT_TEXT, 0);
        m->steps[element->step].target = (uint16_t)m->script->count;
    }
}

static void on_text(void *context, struct view utf16)
{
    struct making *m = context;
    open_attribute(m);
    evtx_xml_add_string(m->text, utf16, m->attribute == ATTRIBUTE_OPEN);
}

static void on_character(void *context, uint16_t code)
{
    struct making *m = context;
    char utf8[4];
    struct buffer one = {.data = utf8, .cap = sizeof(utf8), .max = sizeof(utf8)};
    open_attribute(m);
    text_add_code_point(&one, code);
    event_xml_add_text(m->text, buffer_view(&one), m->attribute == ATTRIBUTE_OPEN);
}

static void on_substitution(void *context, uint16_t index, uint8_t type, bool is_optional)
{
    struct making *m = context;
    (void)type;
    if (m->attribute == ATTRIBUTE_NAMED && is_optional) {
        m->attribute = ATTRIBUTE_OPTIONAL;
        m->attribute_index = index;
        return;
    }
    open_attribute(m);
    bool is_open = m->attribute == ATTRIBUTE_OPEN;
    add_step(m, is_open ? EVTX_SCRIPT_ATTRIBUTE : EVTX_SCRIPT_CONTENT, index);
}

static const struct binxml_sink making_sink = {
    .start = on_start,
    .attribute = on_attribute,
    .content = on_content,
    .end = on_end,
    .text = on_text,
    .character = on_character,
    .substitution = on_substitution,
};

/* The script's own copies. */
static void keep(struct making *m)
{
    struct evtx_script *script = m->script;
    size_t size = script->count * sizeof(script->steps[0]);
    char *texts = arena_alloc(m->arena, m->text->len + EVTX_SCRIPT_PIECE);
    script->steps = arena_alloc(m->arena, size);
    memcpy(script->steps, m->steps, size);
    memcpy(texts, m->text->data, m->text->len);
    script->texts = texts;
}

static void make_script(struct evtx_scripts *scripts, const struct binxml *outer, struct making *m,
                        uint32_t definition)
{
    struct evtx_script *script = m->script;
    m->walk = *outer;
    m->walk.sink = &making_sink;
    m->walk.context = m;
    m->walk.tokens = m->walk.chunk_tokens = scripts->work_left;
    script->is_plain = true;
    buffer_clear(m->text);
    buffer_reserve(m->text, 1);
    if (!binxml_walk_definition(&m->walk, definition)) {
        give_up(m);
    }
    script->has_event = script->has_event && m->roots == 1;
    add_step(m, EVTX_SCRIPT_TEXT, 0);
    scripts->work_left = m->walk.tokens;
    if (script->is_plain) {
        keep(m);
    }
    *m->text_left -= m->text->len < *m->text_left ? m->text->len : *m->text_left;
}

void evtx_scripts_start(struct evtx_scripts *scripts)
{
    *scripts =
        (struct evtx_scripts){.work_left = EVTX_MAX_SHAPE_WORK, .text_left = EVTX_MAX_SCRIPT_TEXT};
}

const struct evtx_script *evtx_scripts_find(struct evtx_scripts *scripts, const struct binxml *x,
                                            struct evtx_names *names, struct arena *arena,
                                            struct buffer *scratch, uint32_t definition)
{
    struct evtx_definition_slot *slot = evtx_definition_slot(&scripts->map, definition, 0);
    if (!slot || slot->item) {
        return slot ? slot->item : NULL;
    }
    struct evtx_script *script = slot->item = arena_alloc(arena, sizeof(*script));
    struct evtx_script_step steps[EVTX_MAX_SCRIPT_STEPS]; /* too many to be cleared each time */
    struct making m = {.names = names,
                       .arena = arena,
                       .script = script,
                       .text = scratch,
                       .text_left = &scripts->text_left,
                       .attribute = ATTRIBUTE_NONE,
                       .steps = steps};
    make_script(scripts, x, &m, definition);
    return script;
}
