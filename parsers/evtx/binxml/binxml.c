/* The grammar of binary XML (MS-EVEN6 2.2.12) as files really hold it. */
#include "parsers/evtx/binxml/binxml.h"

#include <endian.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/borrowing.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"

enum token {
    TOKEN_END = 0x00,
    TOKEN_OPEN_START = 0x01,
    TOKEN_CLOSE_START = 0x02,
    TOKEN_CLOSE_EMPTY = 0x03,
    TOKEN_END_ELEMENT = 0x04,
    TOKEN_TEXT = 0x05,
    TOKEN_ATTRIBUTE = 0x06,
    TOKEN_CDATA = 0x07,
    TOKEN_CHARACTER = 0x08,
    TOKEN_ENTITY = 0x09,
    TOKEN_PI_TARGET = 0x0A,
    TOKEN_PI_DATA = 0x0B,
    TOKEN_INSTANCE = 0x0C,
    TOKEN_SUBSTITUTION = 0x0D,
    TOKEN_OPTIONAL = 0x0E,
    TOKEN_FRAGMENT = 0x0F,
    TOKEN_MORE = 0x40, /* more of the same follows; says something of elements only: attributes */
    TOKEN_NONE = 0xFF, /* the end of the bytes */
};

enum {
    BYTES_OF_A_TOKEN = 64,
    VALUES_OF_A_TOKEN = 8,
    NAME_HASH_AT = 4,
    FRAGMENT_HEADER_SIZE = 4, /* always version 1.1, no flags */
    GUID_SIZE = 16,
};

/* What substitutions mean at a place. */
struct frame {
    const struct binxml_value *values;
    size_t count;
    bool is_definition; /* elements have a dependency */
    bool is_symbolic;   /* there are no values: substitutions are told by themselves */
    /* Of arrays: the element stands once for each item. */
    size_t item;
    bool has_more;
    size_t array; /* where the first one in the element is substituted, 0 = none yet */
    struct view array_rest;
};

static bool walk_fragment(struct binxml *x, struct cursor *c, const struct frame *frame);
static bool walk_element(struct binxml *x, struct cursor *c, const struct frame *outer);

static bool fail(struct binxml *x, const char *reason)
{
    if (!x->reason) {
        x->reason = reason;
    }
    return false;
}

static uint8_t peek(const struct cursor *c)
{
    struct cursor ahead = *c;
    uint8_t token = cursor_u8(&ahead);
    return ahead.failed ? TOKEN_NONE : token & (uint8_t)~TOKEN_MORE;
}

bool binxml_spend(struct binxml *x, size_t tokens)
{
    if (tokens > x->tokens) {
        x->tokens = 0;
        return fail(x, "more binary XML than a record may have");
    }
    if (tokens > x->chunk_tokens) {
        x->chunk_tokens = 0;
        return fail(x, "more binary XML than a chunk may have");
    }
    x->tokens -= tokens;
    x->chunk_tokens -= tokens;
    return true;
}

/* Templates repeat long texts at no cost of their own: these count as well. */
static bool spend_bytes(struct binxml *x, size_t len)
{
    return binxml_spend(x, len / BYTES_OF_A_TOKEN);
}

bool binxml_name(struct view chunk, uint32_t offset, struct view *utf16)
{
    struct cursor c = cursor_over(chunk);
    if (offset < EVTX_CHUNK_HEADER_SIZE) {
        return false;
    }
    cursor_seek(&c, offset);
    cursor_skip(&c, 6); /* the next name of the same hash, and the hash */
    size_t units = cursor_u16(&c);
    struct view name = cursor_bytes(&c, 2 * units);
    if (c.failed || units > EVTX_MAX_NAME) {
        return false;
    }
    *utf16 = name;
    return true;
}

/* Whether a name is the one of its hash, and no zeros in its place: 65599 times the hash so far
 * plus each unit. */
static bool has_hash(struct view chunk, uint32_t offset)
{
    struct view utf16;
    struct cursor c = cursor_over(chunk);
    uint32_t hash = 0;
    if (!binxml_name(chunk, offset, &utf16) || utf16.len == 0) {
        return false;
    }
    for (size_t i = 0; i < utf16.len; i += 2) {
        hash = hash * 65599 + ((uint8_t)utf16.data[i] | (uint32_t)(uint8_t)utf16.data[i + 1] << 8);
    }
    cursor_seek(&c, offset + NAME_HASH_AT);
    return cursor_u16(&c) == (uint16_t)hash;
}

/* A name stands elsewhere in the chunk or right here. */
static bool read_name(struct binxml *x, struct cursor *c, uint32_t *name)
{
    *name = cursor_u32(c);
    if (x->sink->reference && !c->failed) {
        x->sink->reference(x->context, c->pos - sizeof(*name));
    }
    if (!c->failed && *name == c->pos) {
        cursor_skip(c, 6);
        size_t units = cursor_u16(c);
        cursor_skip(c, 2 * units + 2);
    }
    if (x->is_doubtful && !c->failed && !has_hash(x->chunk, *name)) {
        return fail(x, "a name was written over");
    }
    return !c->failed || fail(x, "a name is cut off");
}

static const struct binxml_value *find_value(const struct frame *frame, uint16_t index)
{
    static const struct binxml_value absent = {.type = EVTX_NULL};
    return index < frame->count ? &frame->values[index] : &absent;
}

static bool is_missing(const struct frame *frame, uint16_t index)
{
    return !frame->is_symbolic && find_value(frame, index)->type == EVTX_NULL;
}

/* Tells the item of an array that belongs to this repetition of the element. The first array of an
 * element is passed once, further ones from their start each time. */
static bool tell_item(struct binxml *x, struct frame *frame, size_t place,
                      const struct binxml_value *value)
{
    uint8_t type = value->type & (uint8_t)~EVTX_ARRAY;
    struct view rest = binxml_value_bytes(x, value);
    struct view item = VIEW_NONE;
    bool is_first = frame->array == 0 || frame->array == place;
    bool is_found = true;
    if (is_first) {
        rest = frame->array != 0 ? frame->array_rest : rest;
        is_found = evtx_value_next(type, &rest, &item);
        frame->array = place;
        frame->array_rest = rest;
    } else if (!spend_bytes(x, frame->item * BYTES_OF_A_TOKEN + rest.len)) {
        return false;
    } else {
        for (size_t i = 0; is_found && i <= frame->item; i++) {
            is_found = evtx_value_next(type, &rest, &item);
        }
    }
    frame->has_more = frame->has_more || (is_found && rest.len > 0);
    if (!is_found) {
        return true;
    }
    if (!spend_bytes(x, item.len)) {
        return false;
    }
    x->sink->value(x->context, type, item);
    return true;
}

static bool walk_substitution(struct binxml *x, struct cursor *c, struct frame *frame,
                              bool is_optional)
{
    uint16_t index = cursor_u16(c);
    uint8_t type = cursor_u8(c); /* that the template expects: the values know better */
    if (c->failed) {
        return fail(x, "a substitution is cut off");
    }
    if (frame->is_symbolic) {
        x->sink->substitution(x->context, index, type, is_optional);
        return true;
    }
    const struct binxml_value *value = find_value(frame, index);
    if (value->type == EVTX_NULL) {
        return true;
    }
    if (value->type == EVTX_BINXML && x->is_attribute) {
        return value->size == 0 || fail(x, "an element in an attribute");
    }
    if (value->type == EVTX_BINXML) {
        struct cursor inner = cursor_over(view_slice(x->chunk, 0, value->offset + value->size));
        cursor_seek(&inner, value->offset);
        return value->size == 0 || walk_fragment(x, &inner, &(struct frame){0});
    }
    if (value->type & EVTX_ARRAY) {
        return tell_item(x, frame, c->pos, value);
    }
    if (!spend_bytes(x, value->size)) {
        return false;
    }
    x->sink->value(x->context, value->type, binxml_value_bytes(x, value));
    return true;
}

/* The five entities of XML; others cannot be declared. */
static bool walk_entity(struct binxml *x, struct cursor *c)
{
    static const struct {
        struct view name;
        uint16_t code;
    } entities[] = {{{"a\0m\0p\0", 6}, '&'},
                    {{"l\0t\0", 4}, '<'},
                    {{"g\0t\0", 4}, '>'},
                    {{"q\0u\0o\0t\0", 8}, '"'},
                    {{"a\0p\0o\0s\0", 8}, '\''}};
    uint32_t offset;
    struct view name = VIEW_NONE;
    if (!read_name(x, c, &offset)) {
        return false;
    }
    binxml_name(x->chunk, offset, &name);
    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        if (view_equal(name, entities[i].name)) {
            x->sink->character(x->context, entities[i].code);
            return true;
        }
    }
    return fail(x, "an entity that XML does not have");
}

static bool is_character_data(uint8_t token)
{
    return token == TOKEN_TEXT || token == TOKEN_CDATA || token == TOKEN_CHARACTER ||
           token == TOKEN_ENTITY || token == TOKEN_SUBSTITUTION || token == TOKEN_OPTIONAL;
}

static bool walk_character_data(struct binxml *x, struct cursor *c, struct frame *frame)
{
    uint8_t token = cursor_u8(c) & (uint8_t)~TOKEN_MORE;
    if (!binxml_spend(x, 1)) {
        return false;
    }
    if (token == TOKEN_SUBSTITUTION || token == TOKEN_OPTIONAL) {
        return walk_substitution(x, c, frame, token == TOKEN_OPTIONAL);
    }
    if (token == TOKEN_ENTITY) {
        return walk_entity(x, c);
    }
    if (token == TOKEN_CHARACTER) {
        uint16_t code = cursor_u16(c);
        if (!c->failed) {
            x->sink->character(x->context, code);
        }
    } else {
        cursor_skip(c, token == TOKEN_TEXT ? 1 : 0); /* its type, always a string */
        size_t units = cursor_u16(c);
        struct view text = cursor_bytes(c, 2 * units);
        if (!c->failed) {
            if (!spend_bytes(x, text.len)) {
                return false;
            }
            x->sink->text(x->context, text);
        }
    }
    return !c->failed || fail(x, "a text is cut off");
}

/* An attribute whose only content is an optional value that is absent does not exist. */
static bool is_attribute_missing(struct cursor *c, const struct frame *frame)
{
    struct cursor ahead = *c;
    if (peek(c) != TOKEN_OPTIONAL) {
        return false;
    }
    cursor_skip(&ahead, 1);
    uint16_t index = cursor_u16(&ahead);
    cursor_skip(&ahead, 1);
    if (ahead.failed || !is_missing(frame, index) || is_character_data(peek(&ahead))) {
        return false;
    }
    *c = ahead;
    return true;
}

static bool walk_attributes(struct binxml *x, struct cursor *c, struct frame *frame)
{
    size_t len = cursor_u32(c);
    if (c->failed || len > cursor_left(c)) {
        return fail(x, "an attribute list is cut off");
    }
    size_t end = c->pos + len;
    while (c->pos < end && peek(c) == TOKEN_ATTRIBUTE) {
        uint32_t name;
        cursor_skip(c, 1);
        if (!binxml_spend(x, 1) || !read_name(x, c, &name)) {
            return false;
        }
        if (is_attribute_missing(c, frame)) {
            continue;
        }
        x->sink->attribute(x->context, name);
        x->is_attribute = true;
        bool is_good = true;
        while (is_good && is_character_data(peek(c))) {
            is_good = walk_character_data(x, c, frame);
        }
        x->is_attribute = false;
        if (!is_good) {
            return false;
        }
    }
    return c->pos == end || fail(x, "an attribute list is not as long as it says");
}

static bool walk_instruction(struct binxml *x, struct cursor *c)
{
    uint32_t name;
    if ((cursor_u8(c) & (uint8_t)~TOKEN_MORE) == TOKEN_PI_TARGET) {
        return read_name(x, c, &name);
    }
    size_t units = cursor_u16(c);
    cursor_skip(c, 2 * units);
    return !c->failed || fail(x, "a processing instruction is cut off");
}

/* The GUID of the definition that stands there, VIEW_NONE when it is none of that id. */
static struct view guid_of(const struct binxml *x, uint32_t definition, uint32_t id)
{
    struct cursor c = cursor_over(x->chunk);
    cursor_seek(&c, definition);
    cursor_skip(&c, 4); /* the next definition of the same hash */
    struct cursor first = c;
    struct view guid = cursor_bytes(&c, GUID_SIZE);
    return cursor_u32(&first) == id ? guid : VIEW_NONE;
}

/* Where bytes may have been written over, the definition is that of another chunk, or has the id
 * that it had. */
static bool find_definition(const struct binxml *x, uint32_t id, struct binxml_instance *instance)
{
    struct view guid = guid_of(x, instance->definition, id);
    return (x->borrowing && evtx_borrow(x->borrowing, id, guid, instance, &instance->definition)) ||
           guid.data;
}

/* Reads the instance at the cursor, which runs over the chunk up to the end of what holds it. The
 * values stay in use until the caller takes them from value_count again. */
static bool read_instance(struct binxml *x, struct cursor *c, struct binxml_instance *instance)
{
    cursor_skip(c, 1 + 1);
    uint32_t id = cursor_u32(c); /* the first bytes of the template's GUID */
    uint32_t definition = cursor_u32(c);
    if (!c->failed && definition == c->pos) {
        cursor_skip(c, EVTX_DEFINITION_HEADER_SIZE - 4);
        cursor_skip(c, cursor_u32(c));
    }
    size_t count = cursor_u32(c);
    if (c->failed || count > EVTX_MAX_VALUES || 4 * count > cursor_left(c)) {
        return fail(x, "a template's values are cut off");
    }
    if (count > EVTX_MAX_OPEN_VALUES - x->value_count) {
        return fail(x, "more values than a record may have");
    }
    struct binxml_value *values = x->values + x->value_count;
    struct view table = cursor_bytes(c, 4 * count);
    size_t left = cursor_left(c);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t entry; /* size, type, 0 */
        memcpy(&entry, table.data + 4 * i, sizeof(entry));
        entry = le32toh(entry);
        values[i] = (struct binxml_value){(uint32_t)(c->pos + used), (uint16_t)entry,
                                          (uint8_t)(entry >> 16)};
        used += entry & UINT16_MAX;
    }
    if (used > left) {
        return fail(x, "a template's values are cut off");
    }
    struct binxml_instance found = {definition, values, count};
    if (x->is_doubtful && !find_definition(x, id, &found)) {
        return fail(x, "its template was written over");
    }
    cursor_skip(c, used);
    x->value_count += count;
    *instance = found;
    return true;
}

bool binxml_read_ordinary(struct binxml *x, struct view bytes, size_t offset,
                          struct binxml_instance *instance)
{
    struct cursor c = cursor_over(bytes);
    cursor_seek(&c, offset);
    if (peek(&c) == TOKEN_FRAGMENT) {
        cursor_skip(&c, FRAGMENT_HEADER_SIZE);
    }
    if (peek(&c) != TOKEN_INSTANCE || !read_instance(x, &c, instance)) {
        return false;
    }
    uint8_t last = peek(&c);
    return last == TOKEN_END || last == TOKEN_NONE;
}

static bool walk_body(struct binxml *x, uint32_t definition, const struct frame *frame)
{
    struct cursor c = cursor_over(x->chunk);
    if (definition < EVTX_CHUNK_HEADER_SIZE) {
        return fail(x, "a template stands outside the records");
    }
    cursor_seek(&c, definition);
    cursor_skip(&c, EVTX_DEFINITION_HEADER_SIZE - 4);
    size_t len = cursor_u32(&c);
    if (c.failed || len > cursor_left(&c)) {
        return fail(x, "a template is cut off");
    }
    if (len == 0) {
        return fail(x, "its template is missing");
    }
    c.len = c.pos + len;
    if (x->template_depth == EVTX_MAX_TEMPLATE_DEPTH) {
        return fail(x, "templates are nested too deeply");
    }
    x->template_depth++;
    bool is_good = walk_fragment(x, &c, frame);
    x->template_depth--;
    return is_good;
}

static bool walk_instance(struct binxml *x, struct cursor *c)
{
    struct binxml_instance instance;
    size_t before = x->value_count;
    if (!read_instance(x, c, &instance) || !binxml_spend(x, instance.count / VALUES_OF_A_TOKEN)) {
        return false;
    }
    struct frame frame = {
        .values = instance.values, .count = instance.count, .is_definition = true};
    bool is_good = walk_body(x, instance.definition, &frame);
    x->value_count = before;
    return is_good;
}

static bool walk_content(struct binxml *x, struct cursor *c, struct frame *frame)
{
    while (!x->is_stopped) {
        uint8_t token = peek(c);
        bool is_good;
        if (token == TOKEN_END_ELEMENT) {
            cursor_skip(c, 1);
            return true;
        }
        if (is_character_data(token)) {
            is_good = walk_character_data(x, c, frame);
        } else if (token == TOKEN_OPEN_START) {
            is_good = walk_element(x, c, frame);
        } else if (token == TOKEN_INSTANCE && !frame->is_symbolic) {
            is_good = binxml_spend(x, 1) && walk_instance(x, c);
        } else if (token == TOKEN_PI_TARGET || token == TOKEN_PI_DATA) {
            is_good = binxml_spend(x, 1) && walk_instruction(x, c);
        } else {
            is_good = fail(x, "an unknown token in an element");
        }
        if (!is_good) {
            return false;
        }
    }
    return true;
}

/* The element once: for one item of the arrays in it. */
static bool walk_element_once(struct binxml *x, struct cursor *c, struct frame *frame)
{
    uint8_t token = cursor_u8(c);
    uint16_t dependency = frame->is_definition ? cursor_u16(c) : BINXML_NO_DEPENDENCY;
    size_t size = cursor_u32(c);
    uint32_t name;
    if (c->failed || size > cursor_left(c)) {
        return fail(x, "an element is cut off");
    }
    if (!binxml_spend(x, 1)) {
        return false;
    }
    size_t end = c->pos + size;
    if (dependency != BINXML_NO_DEPENDENCY && is_missing(frame, dependency)) {
        cursor_seek(c, end);
        return true;
    }
    c->len = end;
    if (!read_name(x, c, &name)) {
        return false;
    }
    x->sink->start(x->context, name, dependency);
    if (token & TOKEN_MORE && !walk_attributes(x, c, frame)) {
        return false;
    }
    token = cursor_u8(c);
    if (token != TOKEN_CLOSE_START && token != TOKEN_CLOSE_EMPTY) {
        return fail(x, "an element's start does not end");
    }
    x->sink->content(x->context, token == TOKEN_CLOSE_EMPTY);
    if (token == TOKEN_CLOSE_START && !walk_content(x, c, frame)) {
        return false;
    }
    if (!x->is_stopped) {
        x->sink->end(x->context);
    }
    /* Absent elements are passed by their size, so that where it is wrong what follows depends on
     * the values. */
    return !frame->is_symbolic || x->is_stopped || c->pos == end ||
           fail(x, "an element is not as long as it says");
}

static bool walk_element(struct binxml *x, struct cursor *c, const struct frame *outer)
{
    struct cursor start = *c;
    struct frame frame = *outer;
    bool is_good = true;
    if (x->element_depth == EVTX_MAX_ELEMENT_DEPTH) {
        return fail(x, "elements are nested too deeply");
    }
    x->element_depth++;
    frame.item = 0;
    frame.array = 0;
    do {
        *c = start;
        frame.has_more = false;
        is_good = walk_element_once(x, c, &frame);
        frame.item++;
    } while (is_good && !x->is_stopped && frame.has_more && frame.item < EVTX_MAX_ITEMS);
    c->len = start.len;
    x->element_depth--;
    return is_good;
}

static bool walk_fragment(struct binxml *x, struct cursor *c, const struct frame *frame)
{
    while (!x->is_stopped) {
        uint8_t token = peek(c);
        bool is_good = binxml_spend(x, 1);
        if (token == TOKEN_END || token == TOKEN_NONE) {
            cursor_skip(c, token == TOKEN_END ? 1 : 0);
            return is_good;
        }
        if (token == TOKEN_FRAGMENT) {
            cursor_skip(c, FRAGMENT_HEADER_SIZE);
            is_good = is_good && (!c->failed || fail(x, "a fragment header is cut off"));
        } else if (token == TOKEN_INSTANCE && !frame->is_symbolic) {
            is_good = is_good && walk_instance(x, c);
        } else if (token == TOKEN_OPEN_START) {
            is_good = is_good && walk_element(x, c, frame);
        } else if (token == TOKEN_PI_TARGET || token == TOKEN_PI_DATA) {
            is_good = is_good && walk_instruction(x, c);
        } else {
            is_good = fail(x, "an unknown token");
        }
        if (!is_good) {
            return false;
        }
    }
    return true;
}

bool binxml_walk(struct binxml *x, size_t offset, size_t end)
{
    struct cursor c = cursor_over(view_slice(x->chunk, 0, end));
    x->value_count = x->element_depth = x->template_depth = 0;
    x->is_stopped = false;
    x->reason = NULL;
    cursor_seek(&c, offset);
    return walk_fragment(x, &c, &(struct frame){0});
}

bool binxml_walk_definition(struct binxml *x, uint32_t definition)
{
    x->element_depth = x->template_depth = 0;
    x->is_stopped = false;
    x->reason = NULL;
    return walk_body(x, definition, &(struct frame){.is_definition = true, .is_symbolic = true});
}
