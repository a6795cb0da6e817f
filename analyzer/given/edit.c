/* Reading what the user adds, and adding it. */
#include "analyzer/given/edit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/event/source.h"

void edit_init(struct edit *edit)
{
    *edit = (struct edit){.template = NULL};
    error_init(&edit->err);
}

void edit_release(struct edit *edit)
{
    json_decref(edit->template);
    for (size_t i = 0; i < edit->set_count; i++) {
        json_decref(edit->sets[i].value);
    }
}

bool edit_is_empty(const struct edit *edit)
{
    return !edit->template && edit->set_count == 0;
}

/* The whole file, which is small; freed by the caller. NULL after an error. */
static char *read_file(const char *path, size_t *len, struct error *err)
{
    struct source source;
    char *bytes = NULL;
    if (source_open(&source, path, 0, err) != STATUS_OK) {
        return NULL;
    }
    bytes = memory_new(EDIT_MAX_TEMPLATE + 1, 1);
    if (source_read(&source, 0, bytes, EDIT_MAX_TEMPLATE + 1, len, err) != STATUS_OK) {
        free(bytes);
        bytes = NULL;
    } else if (*len > EDIT_MAX_TEMPLATE) {
        error_set(err, STATUS_LIMIT, "more than %d bytes", EDIT_MAX_TEMPLATE);
        free(bytes);
        bytes = NULL;
    }
    source_close(&source);
    return bytes;
}

enum status edit_template(struct edit *edit, const char *path, struct error *err)
{
    size_t len = 0;
    json_error_t wrong;
    char *bytes = read_file(path, &len, err);
    if (!bytes) {
        return err->status;
    }
    json_t *value = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &wrong);
    free(bytes);
    if (!value) {
        return error_set(err, STATUS_USAGE, "line %d, column %d: %s", wrong.line, wrong.column,
                         wrong.text);
    }
    json_decref(edit->template);
    edit->template = value;
    return STATUS_OK;
}

enum status edit_add_set(struct edit *edit, const char *argument, struct error *err)
{
    const char *equals = strchr(argument, '=');
    if (argument[0] != '/' || !equals) {
        return error_set(err, STATUS_USAGE,
                         "found '%s', expected /PLACE=TEXT or /PLACE:=JSON, such as "
                         "/fields/project/key=OPS",
                         argument);
    }
    if (edit->set_count == EDIT_MAX_SETS) {
        return error_set(err, STATUS_LIMIT, "more than %d values", EDIT_MAX_SETS);
    }
    struct edit_set *set = &edit->sets[edit->set_count];
    const bool is_json = equals > argument && equals[-1] == ':';
    set->pointer = argument;
    set->pointer_len = (size_t)(equals - argument) - (is_json ? 1 : 0);
    set->value = is_json ? json_loads(equals + 1, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL)
                         : json_string(equals + 1);
    if (!set->value) {
        return error_set(err, STATUS_USAGE, "'%s': what follows '=' is no %s", argument,
                         is_json ? "JSON value" : "text in UTF-8");
    }
    edit->set_count++;
    return STATUS_OK;
}

/* RFC 7396. Its depth is that of the template, which Jansson bounds. */
static void merge(json_t *into, json_t *patch)
{
    const char *key;
    json_t *value;
    json_object_foreach(patch, key, value)
    {
        json_t *old = json_object_get(into, key);
        if (json_is_null(value)) {
            json_object_del(into, key);
        } else if (json_is_object(value)) {
            if (!json_is_object(old)) {
                old = json_object();
                json_object_set_new(into, key, old);
            }
            merge(old, value);
        } else {
            json_object_set_new(into, key, json_deep_copy(value));
        }
    }
}

/* The operation of a JSON Patch with that path takes the value; a new one does when there is none.
 */
static enum status set_operation(json_t *operations, struct view path, json_t *value)
{
    size_t index;
    json_t *operation;
    json_array_foreach(operations, index, operation)
    {
        const char *its = json_string_value(json_object_get(operation, "path"));
        if (its && view_equal(view_of(its), path)) {
            json_object_set(operation, "value", value);
            return STATUS_OK;
        }
    }
    operation = json_object();
    json_object_set_new(operation, "op", json_string("add"));
    json_object_set_new(operation, "path", json_stringn(path.data, path.len));
    json_object_set(operation, "value", value);
    json_array_append_new(operations, operation);
    return STATUS_OK;
}

static enum status add_template(json_t *payload, json_t *template, struct error *err)
{
    if (json_is_object(payload) && json_is_object(template)) {
        merge(payload, template);
    } else if (json_is_array(payload) && json_is_array(template)) {
        json_t *copy = json_deep_copy(template); /* what is set later changes the payload alone */
        json_array_extend(payload, copy);
        json_decref(copy);
    } else if (template) {
        return error_set(err, STATUS_USAGE, "the template has to be %s, as the payload is",
                         json_is_array(payload) ? "a list" : "an object");
    }
    return STATUS_OK;
}

static enum status add_all(json_t *payload, struct edit *edit)
{
    enum status status = add_template(payload, edit->template, &edit->err);
    for (size_t i = 0; i < edit->set_count && status == STATUS_OK; i++) {
        const struct edit_set *set = &edit->sets[i];
        const struct view pointer = {set->pointer, set->pointer_len};
        if (json_is_array(payload)) {
            status = set_operation(payload, pointer, set->value);
        } else {
            json_t *value = json_deep_copy(set->value); /* a later pointer may lead into it */
            status = pointer_set(payload, pointer, value, &edit->err);
        }
    }
    return status;
}

void edit_apply(void *context, struct view payload, struct output *out)
{
    struct edit *edit = context;
    if (edit->err.status != STATUS_OK) {
        return;
    }
    json_t *value = json_loadb(payload.data, payload.len, 0, NULL);
    if (!value) {
        error_set(&edit->err, STATUS_DAMAGED, "a payload cannot be read back");
        return;
    }
    if (add_all(value, edit) == STATUS_OK) {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII);
        if (text) {
            output_text(out, text);
            output_text(out, "\n");
        }
        free(text);
    }
    json_decref(value);
}
