/* Records with an ordinary template, which nearly all have: straight from the table of values. */
#include "parsers/evtx/record.h"

#include <assert.h>

#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/fields.h"
#include "parsers/evtx/leftover.h"
#include "parsers/evtx/render.h"
#include "parsers/evtx/walk.h"

/* What a slot holds in a record. */
enum fetched {
    FETCHED_NOTHING,
    FETCHED_VALUE,
    FETCHED_ODD, /* an array or binary XML: for the walk */
};

static void start_event(struct evtx_reading *r, const struct evtx_record *record)
{
    assembly_start(&r->assembly, r->offset + record->offset);
}

static bool is_dependency_missing(const struct evtx_slot *slot,
                                  const struct binxml_instance *instance)
{
    return slot->dependency != BINXML_NO_DEPENDENCY &&
           (slot->dependency >= instance->count ||
            instance->values[slot->dependency].type == EVTX_NULL);
}

static inline enum fetched fetch(const struct evtx_reading *r, const struct evtx_slot *slot,
                                 const struct binxml_instance *instance, uint8_t *type,
                                 struct view *bytes)
{
    if (is_dependency_missing(slot, instance)) {
        return FETCHED_NOTHING;
    }
    if (slot->source == EVTX_SOURCE_LITERAL) {
        *type = EVTX_STRING;
        *bytes = slot->literal;
        return FETCHED_VALUE;
    }
    if (slot->source == EVTX_SOURCE_NONE || slot->index >= instance->count) {
        return FETCHED_NOTHING;
    }
    const struct binxml_value *value = &instance->values[slot->index];
    *type = value->type;
    *bytes = binxml_value_bytes(&r->binxml, value);
    if (value->type == EVTX_NULL) {
        return FETCHED_NOTHING;
    }
    return value->type == EVTX_BINXML || value->type & EVTX_ARRAY ? FETCHED_ODD : FETCHED_VALUE;
}

static bool is_same(struct view a, struct view b)
{
    return a.data == b.data && a.len == b.len;
}

/* Text of a part; most are as in the record before. By itself, so that numbers, which most parts
 * are, need no registers saved. */
__attribute__((noinline)) static void set_text_part(struct evtx_reading *r, enum event_part part,
                                                    uint8_t type, struct view bytes)
{
    struct evtx_memo *memo = &r->memos[part];
    struct view *place = assembly_text(&r->assembly, part);
    if (place && memo->bytes.data && memo->type == type &&
        (is_same(memo->bytes, bytes) || view_equal(memo->bytes, bytes))) {
        *place = memo->text;
        return;
    }
    struct buffer *scratch = &r->batch->scratch[EVTX_SCRATCH_VALUE];
    buffer_clear(scratch);
    evtx_value_add(scratch, type, bytes);
    assembly_set_text(&r->assembly, part, buffer_view(scratch));
    if (place) {
        *memo = (struct evtx_memo){type, bytes, *place};
    }
}

/* False when the record has to be walked. */
static bool set_part(struct evtx_reading *r, const struct evtx_shape *shape,
                     const struct binxml_instance *instance, enum event_part part)
{
    uint8_t type;
    struct view bytes;
    enum fetched fetched = fetch(r, &shape->parts[part], instance, &type, &bytes);
    if (fetched == FETCHED_VALUE && !evtx_set_part_value(&r->assembly, part, type, bytes)) {
        set_text_part(r, part, type, bytes);
    }
    return fetched != FETCHED_ODD;
}

static bool is_odd(const struct evtx_reading *r, const struct evtx_slot *slot,
                   const struct binxml_instance *instance)
{
    uint8_t type;
    struct view bytes;
    return fetch(r, slot, instance, &type, &bytes) == FETCHED_ODD;
}

/* The text of a leaf that is a string; mostly it is that of the record before. */
static struct view leaf_text(struct evtx_reading *r, struct evtx_shape_leaf *leaf, uint8_t type,
                             struct view bytes)
{
    struct buffer *scratch = &r->batch->scratch[EVTX_SCRATCH_VALUE];
    if (type != EVTX_STRING) {
        return evtx_value_text(type, bytes, &r->batch->arena, scratch);
    }
    if (!leaf->last_bytes.data || !view_equal(leaf->last_bytes, bytes)) {
        leaf->last_text = evtx_value_text(type, bytes, &r->batch->arena, scratch);
        leaf->last_bytes = bytes;
    }
    return leaf->last_text;
}

static bool set_leaf(struct evtx_reading *r, struct event *event, struct evtx_shape *shape,
                     const struct binxml_instance *instance, size_t i, struct event_datum *data)
{
    uint8_t type = EVTX_NULL;
    struct view bytes = VIEW("");
    struct evtx_shape_leaf *leaf = &shape->leaves[i];
    if (fetch(r, &leaf->slot, instance, &type, &bytes) == FETCHED_ODD) {
        return false;
    }
    if (type == EVTX_NULL && is_dependency_missing(&leaf->slot, instance)) {
        return true; /* the element is absent; otherwise it is empty */
    }
    if (!event->layout) {
        assert(data);
        data[event->data_count++] =
            (struct event_datum){leaf->name, leaf_text(r, leaf, type, bytes)};
        return true;
    }
    size_t field = shape->fields[i];
    if (field == SIZE_MAX) {
        return true;
    }
    if (event->layout->fields[field].type == TEMPLATE_TEXT) {
        event->values[field] = (struct event_value){.text = leaf_text(r, leaf, type, bytes)};
    } else {
        evtx_set_field(event, field, type, bytes, &r->batch->arena,
                       &r->batch->scratch[EVTX_SCRATCH_VALUE]);
    }
    return true;
}

static bool set_leaves(struct evtx_reading *r, struct event *event, struct evtx_shape *shape,
                       const struct binxml_instance *instance)
{
    struct event_datum *data = NULL;
    if (event->layout) {
        evtx_shape_use_layout(shape, event->layout, &r->batch->arena);
        if (shape->field_count == 0) {
            return false;
        }
    } else {
        if (event->data_count > 0) {
            return false;
        }
        data = arena_alloc(&r->batch->arena, shape->leaf_count * sizeof(*data) + 1);
        event->data = data;
    }
    for (size_t i = 0; i < shape->leaf_count; i++) {
        if (!set_leaf(r, event, shape, instance, i, data)) {
            return false;
        }
    }
    return true;
}

static bool read_fragment(struct evtx_reading *r, struct view bytes, size_t offset,
                          enum evtx_place place, struct evtx_shape **shape,
                          struct binxml_instance *instance)
{
    if (!binxml_read_ordinary(&r->binxml, bytes, offset, instance)) {
        return false;
    }
    *shape = evtx_shapes_find(&r->cache, &r->binxml, &r->names, &r->batch->arena,
                              instance->definition, place);
    return *shape && (*shape)->is_plain;
}

/* The data of an event: in the record's template itself, or in one inside of it. */
static bool set_nested(struct evtx_reading *r, struct event *event,
                       const struct evtx_nested *nested, const struct binxml_instance *outer)
{
    uint8_t type;
    struct view bytes;
    struct evtx_shape *shape;
    struct binxml_instance instance;
    enum fetched fetched = fetch(r, &nested->slot, outer, &type, &bytes);
    if (fetched != FETCHED_ODD) {
        return true; /* stray text, or nothing */
    }
    const struct binxml_value *value = &outer->values[nested->slot.index];
    if (type != EVTX_BINXML) {
        return false;
    }
    struct view end = view_slice(r->binxml.chunk, 0, (size_t)value->offset + value->size);
    return value->size == 0 ||
           (read_fragment(r, end, value->offset, nested->place, &shape, &instance) &&
            shape->nested_count == 0 && set_leaves(r, event, shape, &instance)) ||
           (r->binxml.is_doubtful && evtx_set_by_order(r, event, value));
}

static bool set_data(struct evtx_reading *r, struct event *event, struct evtx_shape *shape,
                     const struct binxml_instance *instance)
{
    if (shape->nested_count == 0) {
        return set_leaves(r, event, shape, instance);
    }
    for (size_t i = 0; i < shape->nested_count; i++) {
        if (!set_nested(r, event, &shape->nested[i], instance)) {
            return false;
        }
    }
    return true;
}

static bool read_header(struct evtx_reading *r, const struct evtx_record *record,
                        struct evtx_shape **shape, struct binxml_instance *instance)
{
    struct view bytes = view_slice(r->binxml.chunk, 0, record->offset + record->size - 4);
    r->binxml.value_count = 0;
    if (!read_fragment(r, bytes, record->offset + EVTX_RECORD_HEADER_SIZE, EVTX_PLACE_ROOT, shape,
                       instance) ||
        !(*shape)->has_event) {
        return false;
    }
    /* What is needed to tell whether the rest is. The GUID names a provider without a name. */
    static const uint8_t first[] = {EVENT_PART_EVENT_ID, EVENT_PART_TIME, EVENT_PART_CHANNEL};
    if (!set_part(r, *shape, instance, EVENT_PART_PROVIDER) ||
        (r->assembly.event.provider.len == 0 &&
         !set_part(r, *shape, instance, EVENT_PART_PROVIDER_GUID))) {
        return false;
    }
    for (size_t i = 0; i < sizeof(first); i++) {
        if (!set_part(r, *shape, instance, (enum event_part)first[i])) {
            return false;
        }
    }
    return true;
}

/* Sets the parts that read_header() left; the first of them are enough to put the event in its
 * place among others. */
static bool read_rest(struct evtx_reading *r, const struct evtx_shape *shape,
                      const struct binxml_instance *instance)
{
    static const uint8_t rest[] = {EVENT_PART_RECORD_ID, EVENT_PART_COMPUTER, EVENT_PART_LEVEL,
                                   EVENT_PART_PROCESS_ID};
    static const uint8_t shown[] = {EVENT_PART_VERSION, EVENT_PART_ACTIVITY_ID,
                                    EVENT_PART_RELATED_ACTIVITY_ID, EVENT_PART_THREAD_ID,
                                    EVENT_PART_USER_SID};
    enum { PLACING_PARTS = 2 };
    size_t count = r->writes_xml ? PLACING_PARTS : sizeof(rest);
    for (size_t i = 0; i < count; i++) {
        if (!set_part(r, shape, instance, (enum event_part)rest[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(shown) && !r->writes_xml; i++) {
        if (r->is_only_judged ? is_odd(r, &shape->parts[shown[i]], instance)
                              : !set_part(r, shape, instance, (enum event_part)shown[i])) {
            return false;
        }
    }
    return true;
}

/* False where not one field of the event's layout was found: its record has to be walked then. */
static bool has_data(const struct event *event)
{
    size_t count = event->layout ? event->layout->field_count : 0;
    for (size_t i = 0; i < count; i++) {
        if (event->values[i].text.data || event->values[i].is_number) {
            return true;
        }
    }
    return count == 0;
}

/* False when the record has to be walked; nothing is counted then. */
static bool read_plain(struct evtx_reading *r, const struct evtx_record *record)
{
    struct evtx_shape *shape;
    struct binxml_instance instance;
    start_event(r, record);
    if (!read_header(r, record, &shape, &instance)) {
        return false;
    }
    const bool is_wanted = assembly_is_wanted(&r->assembly);
    if (!is_wanted && !r->keeps_all) {
        assembly_count(&r->assembly);
        return true;
    }
    if (!read_rest(r, shape, &instance)) {
        return false;
    }
    struct event *event = assembly_add(&r->assembly);
    if (!is_wanted) {
        assembly_count(&r->assembly);
        return true;
    }
    if (!set_data(r, event, shape, &instance) || !has_data(event)) {
        r->batch->event_count--;
        return false;
    }
    assembly_tell_name(&r->assembly);
    assembly_tell_time(&r->assembly);
    assembly_tell_code(&r->assembly, event);
    assembly_count(&r->assembly);
    return true;
}

/* The header by the template's shape, then the values are in `instance`; false when the record has
 * to be walked. */
static bool peek_plain(struct evtx_reading *r, const struct evtx_record *record,
                       struct binxml_instance *instance)
{
    struct evtx_shape *shape;
    start_event(r, record);
    return read_header(r, record, &shape, instance) && read_rest(r, shape, instance);
}

static bool peek_walking(struct evtx_reading *r, const struct evtx_record *record)
{
    start_event(r, record);
    return evtx_walk_record(r, record);
}

bool evtx_peek_record(struct evtx_reading *r, const struct evtx_record *record)
{
    struct binxml_instance instance;
    return peek_plain(r, record, &instance) || peek_walking(r, record);
}

/* With its text as XML every record is of use, and its data need not be understood. */
static bool read_as_xml(struct evtx_reading *r, const struct evtx_record *record)
{
    struct buffer *xml = &r->batch->xml;
    size_t start = xml->len;
    struct binxml_instance instance;
    bool is_plain = peek_plain(r, record, &instance);
    if (!is_plain && !peek_walking(r, record)) {
        return false;
    }
    assembly_add(&r->assembly);
    if (!evtx_render_record(r, record, is_plain ? &instance : NULL, xml)) {
        r->batch->event_count--;
        return false;
    }
    assembly_tell_name(&r->assembly);
    assembly_tell_time(&r->assembly);
    assembly_tell_twice(&r->assembly, &r->batch->events[r->batch->event_count - 1]);
    assembly_count(&r->assembly);
    batch_end_xml(r->batch, start, r->wants_lines);
    return true;
}

static bool read_walking(struct evtx_reading *r, const struct evtx_record *record)
{
    if (!peek_walking(r, record)) {
        return false;
    }
    struct event *event = assembly_add(&r->assembly);
    assembly_count(&r->assembly);
    if (assembly_is_wanted(&r->assembly)) {
        assembly_set_data(&r->assembly, event);
    } else if (!r->keeps_all) {
        r->batch->event_count--;
    }
    return true;
}

void evtx_read_record(struct evtx_reading *r, const struct evtx_record *record)
{
    bool is_read =
        r->writes_xml ? read_as_xml(r, record) : read_plain(r, record) || read_walking(r, record);
    if (!is_read) {
        r->batch->is_puzzled = r->batch->is_puzzled || r->binxml.is_doubtful;
        batch_damage(r->batch, r->offset + record->offset, "record %llu is damaged: %s",
                     (unsigned long long)record->id, r->binxml.reason);
        return;
    }
    r->batch->records++;
    if (record->has_odd_copy) {
        batch_problem(r->batch, r->offset + record->offset,
                      "the copy of the size of record %llu is wrong; it was read all the same",
                      (unsigned long long)record->id);
    }
}
