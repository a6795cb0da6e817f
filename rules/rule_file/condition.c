/* Knows the JSON form of conditions: the tree, and the leaves that list values. */
#include "rules/rule_file/condition.h"

/* Namespaces are compared with backslashes, so globs may be written with either. */
static struct view backslashed(struct arena *arena, struct view glob)
{
    char *bytes = arena_bytes(arena, glob.len + 1);
    for (size_t i = 0; i < glob.len; i++) {
        bytes[i] = glob.data[i] == '/' ? '\\' : glob.data[i];
    }
    bytes[glob.len] = '\0';
    return (struct view){bytes, glob.len};
}

static enum status read_globs(struct value_reader *r, const struct place *place,
                              const json_t *value, struct condition *out)
{
    enum status status = value_texts(r, place, value, &out->texts, &out->text_count);
    if (status != STATUS_OK || out->kind != CONDITION_NAMESPACE) {
        return status;
    }
    struct view *globs = arena_alloc(r->arena, out->text_count * sizeof(*globs));
    for (size_t i = 0; i < out->text_count; i++) {
        globs[i] = backslashed(r->arena, out->texts[i]);
    }
    out->texts = globs;
    return STATUS_OK;
}

static enum status read_leaf(struct value_reader *r, const struct place *place, json_t *value,
                             enum condition_kind kind, struct condition *out)
{
    const struct condition_row *row = &condition_rows[kind];
    *out = (struct condition){.kind = kind};
    if (row->form == FORM_DETAILS) {
        return rule_file_details(r, place, value, kind, out);
    }
    if (row->form == FORM_CODES) {
        return value_codes(r, place, value, &out->numbers, &out->number_count);
    }
    if (row->form == FORM_NAMES) {
        return value_names(r, place, value, row->names, &out->numbers, &out->number_count);
    }
    return read_globs(r, place, value, out);
}

static enum status read_condition(struct value_reader *r, const struct place *place, json_t *object,
                                  size_t depth, struct condition *out);

/* all, any: a list of conditions; not: one. */
static enum status read_branch(struct value_reader *r, const struct place *place, json_t *value,
                               enum condition_kind kind, size_t depth, struct condition *out)
{
    enum status status = STATUS_OK;
    size_t count = 1;
    if (kind != CONDITION_NOT) {
        status = value_check_count(r, place, value, RULE_MAX_VALUES, "a list of conditions");
        count = json_array_size(value);
    }
    if (status != STATUS_OK) {
        return status;
    }

    struct condition *children = arena_alloc(r->arena, count * sizeof(*children));
    for (size_t i = 0; i < count && value_goes_on(r, status); i++) {
        struct place at = {.up = place, .index = i};
        enum status now =
            kind == CONDITION_NOT
                ? read_condition(r, place, value, depth + 1, &children[0])
                : read_condition(r, &at, json_array_get(value, i), depth + 1, &children[i]);
        status = value_worse(status, now);
    }
    *out = (struct condition){.kind = kind, .children = children, .child_count = count};
    return status;
}

static enum status check_condition(struct value_reader *r, const struct place *place,
                                   json_t *object, size_t depth)
{
    if (depth > RULE_MAX_DEPTH) {
        return value_over_limit(r, place, depth, RULE_MAX_DEPTH, "conditions within each other");
    }
    return value_check_keys(r, place, object, condition_names.table, condition_names.count, 0);
}

static enum status read_key(struct value_reader *r, const struct place *place, const char *name,
                            json_t *value, size_t depth, struct condition *out)
{
    uint32_t number;
    struct place at = {.up = place, .key = name};
    if (!names_find(&condition_names, view_of(name), &number)) {
        return STATUS_USAGE; /* check_condition has complained */
    }
    enum condition_kind kind = (enum condition_kind)number;
    return condition_rows[kind].form == FORM_BRANCH ? read_branch(r, &at, value, kind, depth, out)
                                                    : read_leaf(r, &at, value, kind, out);
}

/* The keys of one object must all hold. Those that ask about other events come last, so that most
 * failures never get there. */
static enum status read_condition(struct value_reader *r, const struct place *place, json_t *object,
                                  size_t depth, struct condition *out)
{
    if (!json_is_object(object) || json_object_size(object) == 0) {
        return object ? value_wrong(r, place, object, "an object with at least one condition")
                      : STATUS_USAGE;
    }
    enum status status = check_condition(r, place, object, depth);
    if (depth > RULE_MAX_DEPTH || !value_goes_on(r, status)) {
        return status;
    }

    size_t size = json_object_size(object), count = 0;
    struct condition *found = arena_alloc(r->arena, size * sizeof(*found));
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        enum status now = read_key(r, place, name, value, depth, &found[count]);
        status = value_worse(status, now);
        if (!value_goes_on(r, status)) {
            return status;
        }
        count += now == STATUS_OK;
    }
    struct condition *children = arena_alloc(r->arena, size * sizeof(*children));
    size_t used = 0;
    for (size_t i = 0; i < 2 * count; i++) {
        if (condition_needs_surroundings(&found[i % count]) == (i >= count)) {
            children[used++] = found[i % count];
        }
    }
    *out = (struct condition){.kind = CONDITION_ALL, .children = children, .child_count = count};
    if (count == 1) {
        *out = children[0];
    }
    return status;
}

enum status rule_file_condition(struct value_reader *r, const struct place *place, json_t *object,
                                struct condition *out)
{
    return read_condition(r, place, object, 1, out);
}
