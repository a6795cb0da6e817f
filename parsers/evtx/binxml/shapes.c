/* Making shapes: a definition walked once, its substitutions noted. */
#include "parsers/evtx/binxml/shapes.h"

#include <string.h>

#include "parsers/event/tidy.h"

/* A definition on its way to a shape. */
struct making {
    struct evtx_names *names;
    struct arena *arena;
    struct evtx_shape *shape;
    struct evtx_way way;
    uint16_t dependencies[EVTX_MAX_ELEMENT_DEPTH + 2]; /* of the elements of the way */
    bool is_data_element;                              /* <Data>: named by its attribute */
    struct evtx_shape_leaf leaf;
    struct evtx_slot name;    /* of <Data> */
    struct evtx_slot *target; /* where content goes, NULL = nowhere */
    struct evtx_slot nowhere;
    struct evtx_shape_leaf leaves[EVTX_MAX_DATA];
};

static void give_up(struct making *m)
{
    m->shape->is_plain = false;
}

static struct evtx_slot new_slot(const struct making *m)
{
    return (struct evtx_slot){.dependency = m->dependencies[m->way.depth]};
}

static struct view kept_name(struct making *m, struct view utf16)
{
    struct view name = view_trim(tidy_utf16(m->arena, utf16));
    return name.len > 0 ? name : VIEW_NONE;
}

static void target_part(struct making *m, enum event_part part)
{
    m->target = &m->nowhere;
    if (part == EVENT_PART_NONE) {
        return;
    }
    if (m->shape->parts[part].source != EVTX_SOURCE_NONE) {
        give_up(m); /* twice */
    }
    m->shape->parts[part] = new_slot(m);
    m->target = &m->shape->parts[part];
}

static void start_leaf(struct making *m, uint32_t name, enum xml_element element)
{
    struct view utf16 = VIEW_NONE;
    m->is_data_element = element == XML_DATA;
    m->leaf = (struct evtx_shape_leaf){.slot = new_slot(m)};
    m->name = (struct evtx_slot){0};
    m->target = &m->leaf.slot;
    if (element == XML_PAYLOAD) {
        give_up(m);
    } else if (element != XML_DATA && m->shape->leaf_count < EVTX_MAX_DATA &&
               binxml_name(m->names->chunk, name, &utf16)) {
        m->leaf.name = kept_name(m, utf16);
    }
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    struct making *m = context;
    enum xml_element element = evtx_names_element(m->names, name);
    uint16_t outer = m->dependencies[m->way.depth];
    if (outer != BINXML_NO_DEPENDENCY && dependency != BINXML_NO_DEPENDENCY &&
        outer != dependency) {
        give_up(m);
    }
    evtx_way_open(&m->way, element);
    m->dependencies[m->way.depth] = dependency == BINXML_NO_DEPENDENCY ? outer : dependency;
    m->target = NULL;
    if (m->way.is_leaf) {
        start_leaf(m, name, element);
    }
}

static void on_attribute(void *context, uint32_t name)
{
    struct making *m = context;
    enum xml_attribute attribute = evtx_names_attribute(m->names, name);
    m->target = &m->nowhere;
    if (evtx_way_place(&m->way) == EVTX_PLACE_SYSTEM_CHILD) {
        target_part(m, xml_part_of_attribute(m->way.child, attribute));
    } else if (m->way.is_leaf && m->is_data_element && attribute == XML_ATTRIBUTE_NAME) {
        m->target = &m->name;
    }
}

static void on_content(void *context, bool is_empty)
{
    struct making *m = context;
    (void)is_empty;
    m->target = NULL;
    if (m->way.is_leaf) {
        m->target = &m->leaf.slot;
    } else if (evtx_way_place(&m->way) == EVTX_PLACE_SYSTEM_CHILD) {
        target_part(m, xml_part_of_text(m->way.child));
    }
}

static bool is_name_taken(const struct making *m, struct view name)
{
    for (size_t i = 0; name.data && i < m->shape->leaf_count; i++) {
        if (view_equal(m->leaves[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void end_leaf(struct making *m)
{
    struct evtx_shape *shape = m->shape;
    if (m->name.source == EVTX_SOURCE_LITERAL) {
        m->leaf.name = kept_name(m, m->name.literal);
    } else if (m->name.source == EVTX_SOURCE_VALUE) {
        give_up(m);
    }
    if (shape->leaf_count == EVTX_MAX_DATA || shape->nested_count > 0 ||
        is_name_taken(m, m->leaf.name)) {
        give_up(m);
        return;
    }
    m->leaves[shape->leaf_count++] = m->leaf;
}

static void on_end(void *context)
{
    struct making *m = context;
    if (m->way.is_leaf) {
        end_leaf(m);
    }
    m->target = NULL;
    evtx_way_close(&m->way);
}

/* Content of one piece is plain; anything else is for the walk. */
static bool take_target(struct making *m)
{
    if (m->target == &m->nowhere) {
        return false;
    }
    if (m->target && m->target->source != EVTX_SOURCE_NONE) {
        give_up(m);
        return false;
    }
    return m->target;
}

static void on_text(void *context, struct view utf16)
{
    struct making *m = context;
    if (take_target(m)) {
        m->target->source = EVTX_SOURCE_LITERAL;
        m->target->literal = utf16;
    }
}

static void on_character(void *context, uint16_t code)
{
    struct making *m = context;
    (void)code;
    if (m->target != &m->nowhere) {
        give_up(m);
    }
}

static void on_value(void *context, uint8_t type, struct view bytes)
{
    (void)type, (void)bytes;
    give_up(context);
}

/* A substitution that is no content of a part or a leaf may hold binary XML. */
static void note_nested(struct making *m, uint16_t index)
{
    struct evtx_shape *shape = m->shape;
    enum evtx_place place = evtx_way_place(&m->way);
    if (place == EVTX_PLACE_IGNORED) {
        return;
    }
    if ((place != EVTX_PLACE_EVENT && place != EVTX_PLACE_SECTION) || shape->leaf_count > 0 ||
        shape->nested_count == EVTX_SHAPE_MAX_NESTED) {
        give_up(m);
        return;
    }
    struct evtx_nested *nested = &shape->nested[shape->nested_count++];
    *nested = (struct evtx_nested){new_slot(m), place};
    nested->slot.source = EVTX_SOURCE_VALUE;
    nested->slot.index = index;
}

static void on_substitution(void *context, uint16_t index, uint8_t type, bool is_optional)
{
    struct making *m = context;
    (void)type, (void)is_optional;
    if (take_target(m)) {
        m->target->source = EVTX_SOURCE_VALUE;
        m->target->index = index;
    } else if (!m->target) {
        note_nested(m, index);
    }
}

static const struct binxml_sink making_sink = {
    .start = on_start,
    .attribute = on_attribute,
    .content = on_content,
    .end = on_end,
    .text = on_text,
    .character = on_character,
    .value = on_value,
    .substitution = on_substitution,
};

static void make_shape(struct evtx_shapes *cache, const struct binxml *outer, struct making *m,
                       uint32_t definition)
{
    struct evtx_shape *shape = m->shape;
    struct binxml x = *outer;
    x.sink = &making_sink;
    x.context = m;
    x.tokens = x.chunk_tokens = cache->work_left;
    shape->is_plain = true;
    m->dependencies[0] = BINXML_NO_DEPENDENCY;
    if (!binxml_walk_definition(&x, definition)) {
        give_up(m);
    }
    cache->work_left = x.tokens;
    shape->has_event = m->way.has_event;
    if (shape->is_plain && shape->leaf_count > 0) {
        size_t size = shape->leaf_count * sizeof(shape->leaves[0]);
        shape->leaves = arena_alloc(m->arena, size);
        memcpy(shape->leaves, m->leaves, size);
    }
}

void evtx_shapes_start(struct evtx_shapes *cache)
{
    *cache = (struct evtx_shapes){.work_left = EVTX_MAX_SHAPE_WORK};
}

struct evtx_shape *evtx_shapes_find(struct evtx_shapes *cache, const struct binxml *x,
                                    struct evtx_names *names, struct arena *arena,
                                    uint32_t definition, enum evtx_place place)
{
    struct evtx_definition_slot *slot = evtx_definition_slot(&cache->shapes, definition, place);
    if (!slot || slot->item) {
        return slot ? slot->item : NULL;
    }
    struct evtx_shape *shape = arena_alloc(arena, sizeof(*shape));
    struct making m = {.names = names, .arena = arena, .shape = shape, .way = {.places = {place}}};
    slot->item = shape;
    make_shape(cache, x, &m, definition);
    return shape;
}

void evtx_shape_use_layout(struct evtx_shape *shape, const struct event_template *layout,
                           struct arena *arena)
{
    if (shape->layout == layout) {
        return;
    }
    if (!shape->fields) {
        shape->fields = arena_alloc(arena, (shape->leaf_count + 1) * sizeof(*shape->fields));
    }
    shape->layout = layout;
    shape->field_count = 0;
    uint32_t fields = 0;
    for (size_t i = 0; i < shape->leaf_count; i++) {
        struct view name = shape->leaves[i].name;
        const size_t field = name.data ? template_field_index(layout, name) : SIZE_MAX;
        const bool is_twice = field != SIZE_MAX && fields >> field & 1;
        if (is_twice || (name.len > 0 && field == SIZE_MAX)) {
            shape->field_count = 0; /* twice, or unknown: for the walk */
            return;
        }
        shape->fields[i] = field;
        fields |= field != SIZE_MAX ? 1U << field : 0;
        shape->field_count += field != SIZE_MAX;
    }
}
