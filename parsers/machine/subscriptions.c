/* Objects of WMI in the XML of Export-Clixml. */
#include "parsers/machine/subscriptions.h"

#include <stdlib.h>

#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"
#include "parsers/base/sid.h"
#include "parsers/base/text.h"
#include "parsers/event/clixml.h"

#define SCHEMA "http://schemas.microsoft.com/powershell/2004/04"
#define CREATOR "CreatorSID"

enum {
    HEAD = 4096,        /* bytes in which the first object begins */
    MAX_SID_BYTES = 68, /* of the longest one */
    LEVEL_OBJECT = 1,   /* an object of the file */
    LEVEL_PART = 2,     /* an object that is a property of one */
};

/* A type that objects refer to by its number. */
struct type {
    struct view ref_id, name; /* "...CimInstance#ROOT/subscription/__EventFilter" */
};

/* Reading one file. */
struct reading {
    struct subscriptions *list;
    struct arena scratch; /* of one object */
    struct listed_object object;
    struct listed_property properties[SUBSCRIPTIONS_MAX_PROPERTIES];
    struct type types[SUBSCRIPTIONS_MAX_TYPES];
    size_t type_count;
    struct view type_id; /* of the type that is being described; absent for none */
    bool is_type_wanted; /* its first name is still to come */
    size_t depth;        /* of objects */
    bool is_inside;      /* among the properties of the object */
    struct view part;    /* name of the property that an object is */
    struct view part_class, part_name, part_text;
    struct buffer part_bytes;
};

void subscriptions_init(struct subscriptions *list)
{
    *list = (struct subscriptions){0};
    arena_init(&list->arena, 0);
}

void subscriptions_release(struct subscriptions *list)
{
    free(list->objects);
    arena_release(&list->arena);
    *list = (struct subscriptions){0};
}

/* What a type is of: the class behind the last separator, the namespace before that. */
static void read_type(struct view type, struct view *name_space, struct view *class_name)
{
    struct view before, path;
    *name_space = *class_name = VIEW("");
    if (!view_cut(type, VIEW("#"), &before, &path)) {
        return;
    }
    size_t start = path.len;
    while (start > 0 && path.data[start - 1] != '/' && path.data[start - 1] != '\\') {
        start--;
    }
    *class_name = view_from(path, start);
    *name_space = view_slice(path, 0, start > 0 ? start - 1 : 0);
}

static bool is_of_subscriptions(struct view class_name)
{
    return view_equal_nocase(class_name, VIEW("__EventFilter")) ||
           view_equal_nocase(class_name, VIEW("__FilterToConsumerBinding")) ||
           view_ends_nocase(class_name, VIEW("EventConsumer"));
}

static struct view class_of_name(struct view base)
{
    const struct view ending = VIEW(".xml");
    if (!view_ends_nocase(base, ending)) {
        return VIEW("");
    }
    const struct view name = view_slice(base, 0, base.len - ending.len);
    return is_of_subscriptions(name) ? name : VIEW("");
}

/* The class of the first object, else, of a file without one, that which its name tells. */
static struct view class_of_file(struct view base, struct view text)
{
    struct view before, after, type, name_space, class_name;
    if (view_find(view_slice(text, 0, HEAD), VIEW(SCHEMA), 0) == SIZE_MAX) {
        return VIEW("");
    }
    if (!view_cut(text, VIEW("<T>"), &before, &after) ||
        !view_cut(after, VIEW("</T>"), &type, &after)) {
        return view_find(text, VIEW("<Obj "), 0) == SIZE_MAX ? class_of_name(base) : VIEW("");
    }
    read_type(type, &name_space, &class_name);
    return is_of_subscriptions(class_name) ? class_name : VIEW("");
}

bool subscriptions_recognise(struct view base, struct view head)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, view_slice(head, 0, HEAD));
    const bool is_known = class_of_file(base, buffer_view(&text)).len > 0;
    buffer_release(&text);
    return is_known;
}

static bool has_room(struct subscriptions *list)
{
    const bool has = list->count < SUBSCRIPTIONS_MAX && list->arena.total < SUBSCRIPTIONS_MAX_BYTES;
    list->left_out += !has;
    return has;
}

/* Keeps an object whose texts are not the list's own yet. */
static void keep(struct subscriptions *list, const struct listed_object *object)
{
    if (!has_room(list)) {
        return;
    }
    struct listed_object kept = *object;
    kept.class_name = arena_copy(&list->arena, object->class_name);
    kept.name_space = arena_copy(&list->arena, object->name_space);
    kept.properties =
        kept.count > 0 ? arena_alloc(&list->arena, kept.count * sizeof(*kept.properties)) : NULL;
    for (size_t i = 0; i < kept.count; i++) {
        kept.properties[i].name = arena_copy(&list->arena, object->properties[i].name);
        kept.properties[i].value = arena_copy(&list->arena, object->properties[i].value);
    }
    list->objects = memory_grow(list->objects, list->count, &list->cap, sizeof(*list->objects));
    list->objects[list->count++] = kept;
}

static void add_property(struct reading *r, struct view name, struct view value)
{
    if (r->object.count < SUBSCRIPTIONS_MAX_PROPERTIES && value.len > 0) {
        r->properties[r->object.count++] = (struct listed_property){name, value};
    }
}

static struct view plain(struct reading *r, struct view text)
{
    char *out = arena_bytes(&r->scratch, text.len + CLIXML_TEXT_SPARE);
    return (struct view){out, clixml_text(text, out)};
}

static struct view sid_of(struct reading *r, struct view bytes)
{
    char text[SID_TEXT_SIZE];
    const struct view sid = sid_format(bytes, text);
    return sid.data ? arena_copy(&r->scratch, sid) : VIEW("");
}

/* CommandLineEventConsumer (Name = "Backup"), as an object is called that is not told itself. */
static struct view reference_of(struct reading *r, struct view text)
{
    struct view class_name, rest;
    if (!view_cut(text, VIEW(" (Name = \""), &class_name, &rest) ||
        !view_ends_nocase(rest, VIEW("\")"))) {
        return text;
    }
    return arena_format(&r->scratch, "%.*s=\"%.*s\"", VIEW_ARG(class_name),
                        VIEW_ARG(view_slice(rest, 0, rest.len - 2)));
}

static void take_value(struct reading *r, const struct clixml_tag *tag, struct view text)
{
    if (view_equal(tag->element, VIEW("BA"))) {
        struct buffer bytes;
        buffer_init(&bytes, BUFFER_NO_MAX);
        if (view_equal_nocase(tag->name, VIEW(CREATOR))) {
            text_decode_base64(&bytes, view_trim(text));
            add_property(r, tag->name, sid_of(r, buffer_view(&bytes)));
        }
        buffer_release(&bytes);
        return;
    }
    add_property(r, tag->name, reference_of(r, plain(r, text)));
}

/* What is told of an object that is a property. */
static void take_part(struct reading *r, const struct clixml_tag *tag, struct view text)
{
    uint64_t byte;
    if (view_equal(tag->element, VIEW("ToString"))) {
        r->part_text = reference_of(r, plain(r, text));
    } else if (view_equal(tag->element, VIEW("By")) && view_number(text, &byte) &&
               r->part_bytes.len < MAX_SID_BYTES) {
        buffer_add_char(&r->part_bytes, (char)byte);
    } else if (view_equal_nocase(tag->name, VIEW("Name"))) {
        r->part_name = plain(r, text);
    }
}

static void end_part(struct reading *r)
{
    if (r->part_bytes.len > 0) {
        add_property(r, r->part, sid_of(r, buffer_view(&r->part_bytes)));
    } else if (r->part_class.len > 0 && r->part_name.len > 0) {
        add_property(r, r->part,
                     arena_format(&r->scratch, "%.*s=\"%.*s\"", VIEW_ARG(r->part_class),
                                  VIEW_ARG(r->part_name)));
    } else {
        add_property(r, r->part, r->part_text);
    }
    r->part = VIEW("");
}

static void start_object(struct reading *r, const struct clixml_tag *tag)
{
    r->depth++;
    if (r->depth == LEVEL_OBJECT) {
        arena_clear(&r->scratch);
        r->object.class_name = r->object.name_space = VIEW("");
        r->object.count = 0;
        r->is_inside = false;
    } else if (r->depth == LEVEL_PART && r->is_inside) {
        r->part = tag->name;
        r->part_class = r->part_name = r->part_text = VIEW("");
        buffer_clear(&r->part_bytes);
    }
}

static void end_object(struct reading *r)
{
    if (r->depth == LEVEL_OBJECT && is_of_subscriptions(r->object.class_name) &&
        r->object.count > 0) {
        keep(r->list, &r->object);
    } else if (r->depth == LEVEL_PART && r->part.len > 0) {
        end_part(r);
    }
    r->depth -= r->depth > 0;
}

/* The type of the object, or of the part of it, at hand. */
static void set_type(struct reading *r, struct view type)
{
    struct view name_space, class_name;
    read_type(type, &name_space, &class_name);
    if (r->depth == LEVEL_OBJECT) {
        r->object.class_name = class_name;
        r->object.name_space = name_space;
    } else if (r->depth == LEVEL_PART && r->part.len > 0) {
        r->part_class = class_name;
    }
}

static void take_type(struct reading *r, const struct clixml_tag *tag, struct view text)
{
    if (view_equal(tag->element, VIEW("TN"))) {
        r->type_id = tag->ref_id;
        r->is_type_wanted = !tag->is_end;
    } else if (view_equal(tag->element, VIEW("TNRef"))) {
        for (size_t i = 0; i < r->type_count; i++) {
            if (view_equal(r->types[i].ref_id, tag->ref_id)) {
                set_type(r, r->types[i].name);
            }
        }
    } else if (r->is_type_wanted && !tag->is_end) {
        r->is_type_wanted = false;
        set_type(r, text);
        if (r->type_count < SUBSCRIPTIONS_MAX_TYPES) {
            r->types[r->type_count++] = (struct type){r->type_id, text};
        }
    }
}

/* What stands behind a tag, up to the next one, is its text. */
static void take_tag(struct reading *r, const struct clixml_tag *tag, struct view text)
{
    if (view_equal(tag->element, VIEW("Obj"))) {
        if (tag->is_end) {
            end_object(r);
        } else if (!tag->is_empty) {
            start_object(r, tag);
        }
    } else if (view_equal(tag->element, VIEW("Props")) && r->depth == LEVEL_OBJECT) {
        r->is_inside = !tag->is_end && !tag->is_empty;
    } else if (view_starts(tag->element, VIEW("T")) && tag->element.len <= 5 &&
               !view_equal(tag->element, VIEW("TS"))) {
        take_type(r, tag, text);
    } else if (!tag->is_end && !tag->is_empty && r->depth == LEVEL_PART && r->part.len > 0) {
        take_part(r, tag, text);
    } else if (!tag->is_end && !tag->is_empty && tag->name.len > 0 && r->is_inside &&
               r->depth == LEVEL_OBJECT) {
        take_value(r, tag, text);
    }
}

static void read_objects(struct reading *r, struct view text)
{
    struct clixml_tag tag;
    size_t used;
    for (size_t pos = view_find(text, VIEW("<"), 0); pos != SIZE_MAX;
         pos = view_find(text, VIEW("<"), pos)) {
        if (!clixml_tag(view_from(text, pos), &tag, &used)) {
            return;
        }
        pos += used;
        size_t end = view_find(text, VIEW("<"), pos);
        take_tag(r, &tag, view_slice(text, pos, end == SIZE_MAX ? text.len : end));
    }
}

void subscriptions_add(struct subscriptions *list, struct view base, struct view bytes,
                       struct view computer, struct view source)
{
    struct buffer text;
    struct reading *r = memory_new(1, sizeof(*r));
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, bytes);
    r->list = list;
    arena_init(&r->scratch, 0);
    buffer_init(&r->part_bytes, BUFFER_NO_MAX);
    r->object.computer = computer;
    r->object.source = source;
    r->object.properties = r->properties;
    r->object.class_name = class_of_file(base, buffer_view(&text));
    keep(list, &r->object);
    read_objects(r, buffer_view(&text));
    buffer_release(&r->part_bytes);
    arena_release(&r->scratch);
    buffer_release(&text);
    free(r);
}
