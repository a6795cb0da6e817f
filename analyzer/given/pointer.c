/* JSON pointers (RFC 6901). */
#include <jansson.h>

#include "analyzer/given/edit.h"
#include "parsers/base/buffer.h"

/* A part of a pointer with "~1" for '/' and "~0" for '~'; false for another '~'. */
static bool unescape(struct view part, struct buffer *name)
{
    buffer_clear(name);
    for (size_t i = 0; i < part.len; i++) {
        char c = part.data[i];
        if (c == '~') {
            i++;
            if (i == part.len || (part.data[i] != '0' && part.data[i] != '1')) {
                return false;
            }
            c = part.data[i] == '0' ? '~' : '/';
        }
        buffer_add_char(name, c);
    }
    return true;
}

/* The place of a list that a part names: its size for "-". */
static bool read_index(const json_t *list, struct view part, size_t *index)
{
    uint64_t number;
    const size_t size = json_array_size(list);
    if (view_equal(part, VIEW("-"))) {
        *index = size;
        return true;
    }
    const bool is_number = view_number(part, &number) && !view_starts_nocase(part, VIEW("0x"));
    *index = is_number && number <= size ? (size_t)number : 0;
    return is_number && number <= size;
}

/* What is in `container` under a part, made as an empty object where nothing is. NULL where nothing
 * can be. Borrowed. */
static json_t *step(json_t *container, struct view part)
{
    size_t index;
    json_t *next = NULL;
    if (json_is_object(container)) {
        next = json_object_getn(container, part.data, part.len);
        if (!next) {
            next = json_object();
            json_object_setn_new(container, part.data, part.len, next);
        }
    } else if (json_is_array(container) && read_index(container, part, &index)) {
        next = json_array_get(container, index);
        if (!next) {
            next = json_object();
            json_array_append_new(container, next);
        }
    }
    return next;
}

/* Takes the reference. */
static bool put(json_t *container, struct view part, json_t *value)
{
    size_t index;
    if (json_is_object(container)) {
        return json_object_setn_new(container, part.data, part.len, value) == 0;
    }
    if (json_is_array(container) && read_index(container, part, &index)) {
        return index == json_array_size(container)
                   ? json_array_append_new(container, value) == 0
                   : json_array_set_new(container, index, value) == 0;
    }
    json_decref(value);
    return false;
}

static enum status walk(json_t *at, struct view pointer, json_t *value, struct buffer *name,
                        struct error *err)
{
    const struct view whole = pointer;
    struct view rest = view_from(pointer, 1), part;
    bool is_last = false;
    for (unsigned depth = 0; !is_last; depth++) {
        is_last = !view_cut(rest, VIEW("/"), &part, &rest);
        part = is_last ? rest : part;
        if (depth == EDIT_MAX_DEPTH || !unescape(part, name)) {
            json_decref(value);
            return error_set(err, STATUS_USAGE, "'%.*s': too deep, or a '~' that is not ~0 or ~1",
                             VIEW_ARG(whole));
        }
        if (!is_last) {
            at = step(at, buffer_view(name));
        }
    }
    if (!put(at, buffer_view(name), value)) {
        return error_set(err, STATUS_USAGE,
                         "'%.*s': the payload has no object or list there to put it into",
                         VIEW_ARG(whole));
    }
    return STATUS_OK;
}

enum status pointer_set(json_t *document, struct view pointer, json_t *value, struct error *err)
{
    struct buffer name;
    buffer_init(&name, BUFFER_NO_MAX);
    const enum status status = walk(document, pointer, value, &name, err);
    buffer_release(&name);
    return status;
}
