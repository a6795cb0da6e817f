/* Knows how one JSON value of a rule file is read, and how to say what is wrong with it. */
#include "rules/rule_file/value.h"

#include <stdio.h>
#include <string.h>

#include "parsers/base/nearest.h"
#include "parsers/base/text.h"

enum {
    MAX_FOUND = 60,   /* bytes of a wrong value that a message repeats */
    MAX_EXPECTED = 6, /* names that a message lists; of longer lists it gives the nearest */
    MAX_NUMBER = 1000000,
    MESSAGE_SIZE = 400,
};

static void add_place(struct buffer *out, const struct place *place)
{
    if (!place) {
        return;
    }
    add_place(out, place->up);
    if (!place->key) {
        buffer_format(out, "[%zu]", place->index);
        return;
    }
    if (out->len > 0) {
        buffer_add_char(out, '.');
    }
    struct view key = view_of(place->key);
    text_add_clean(out, view_slice(key, 0, MAX_FOUND));
}

enum status value_fail(struct value_reader *r, const struct place *place, enum status status,
                       struct view message)
{
    struct buffer where;
    buffer_init(&where, MESSAGE_SIZE);
    add_place(&where, place);
    if (where.len == 0) {
        buffer_add_text(&where, "document");
    }
    struct view path = buffer_view(&where);
    if (r->complain) {
        struct buffer whole;
        buffer_init(&whole, BUFFER_NO_MAX);
        buffer_format(&whole, "%.*s: %.*s: %.*s", VIEW_ARG(r->file), VIEW_ARG(path),
                      VIEW_ARG(message));
        r->complain(r->context, buffer_view(&whole));
        buffer_release(&whole);
    } else {
        status = error_set(r->err, status, "%.*s: %.*s: %.*s", VIEW_ARG(r->file), VIEW_ARG(path),
                           VIEW_ARG(message));
    }
    buffer_release(&where);
    return status;
}

bool value_goes_on(const struct value_reader *r, enum status status)
{
    return status == STATUS_OK || r->complain;
}

enum status value_worse(enum status first, enum status second)
{
    return first != STATUS_OK ? first : second;
}

static void add_found(struct buffer *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING: {
        struct view text = {json_string_value(value), json_string_length(value)};
        struct view cut = view_slice(text, 0, MAX_FOUND);
        buffer_add_text(out, "'");
        text_add_clean(out, view_slice(cut, 0, text_utf8_valid_len(cut)));
        buffer_add_text(out, text.len > MAX_FOUND ? "...'" : "'");
        break;
    }
    case JSON_INTEGER:
        buffer_format(out, "'%lld'", (long long)json_integer_value(value));
        break;
    case JSON_OBJECT:
        buffer_add_text(out, json_object_size(value) > 0 ? "an object" : "an empty object");
        break;
    case JSON_ARRAY:
        buffer_add_text(out, json_array_size(value) > 0 ? "a list" : "an empty list");
        break;
    case JSON_REAL:
        buffer_add_text(out, "a number with a fraction");
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        buffer_add_text(out, "a boolean");
        break;
    case JSON_NULL:
        buffer_add_text(out, "null");
        break;
    }
}

enum status value_wrong(struct value_reader *r, const struct place *place, const json_t *value,
                        const char *expected)
{
    struct buffer message;
    buffer_init(&message, MESSAGE_SIZE);
    buffer_add_text(&message, "found ");
    add_found(&message, value);
    buffer_format(&message, ", expected %s", expected);
    enum status status = value_fail(r, place, STATUS_USAGE, buffer_view(&message));
    buffer_release(&message);
    return status;
}

enum status value_over_limit(struct value_reader *r, const struct place *place, size_t found,
                             size_t limit, const char *unit)
{
    char text[MAX_FOUND * 2];
    int len =
        snprintf(text, sizeof(text), "found %zu %s, expected at most %zu", found, unit, limit);
    return value_fail(r, place, STATUS_LIMIT, (struct view){text, (size_t)len});
}

enum status value_unknown(struct value_reader *r, const struct place *place, const char *what,
                          struct view name, const char *nearest, const char *quotes[2])
{
    struct buffer message;
    buffer_init(&message, MESSAGE_SIZE);
    buffer_format(&message, "unknown %s %s", what, quotes[0]);
    struct view cut = view_slice(name, 0, MAX_FOUND);
    text_add_clean(&message, view_slice(cut, 0, text_utf8_valid_len(cut)));
    buffer_add_text(&message, quotes[1]);
    if (nearest) {
        buffer_format(&message, ", did you mean %s%s%s?", quotes[0], nearest, quotes[1]);
    }
    enum status status = value_fail(r, place, STATUS_USAGE, buffer_view(&message));
    buffer_release(&message);
    return status;
}

enum status value_check_keys(struct value_reader *r, const struct place *place, json_t *object,
                             const char *const *names, size_t count, size_t required)
{
    static const char *quotes[2] = {"'", "'"};
    const char *key;
    json_t *value;
    enum status status = STATUS_OK;
    json_object_foreach(object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) {
            known = strcmp(key, names[i]) == 0;
        }
        struct view name = view_of(key);
        if (!known && value_goes_on(r, status)) {
            status = value_unknown(r, place, "key", name, nearest_name(name, names, count), quotes);
        }
    }
    for (size_t i = 0; i < required && value_goes_on(r, status); i++) {
        struct place at = {.up = place, .key = names[i]};
        if (!json_object_get(object, names[i])) {
            status = value_worse(status, value_fail(r, &at, STATUS_USAGE, VIEW("missing")));
        }
    }
    return status;
}

enum status value_text(struct value_reader *r, const struct place *place, const json_t *value,
                       struct view *text)
{
    if (!value) {
        return STATUS_USAGE;
    }
    if (!json_is_string(value) || json_string_length(value) == 0) {
        return value_wrong(r, place, value, "a text that is not empty");
    }
    if (json_string_length(value) > RULE_MAX_TEXT) {
        return value_over_limit(r, place, json_string_length(value), RULE_MAX_TEXT, "bytes");
    }
    *text =
        arena_copy(r->arena, (struct view){json_string_value(value), json_string_length(value)});
    return STATUS_OK;
}

enum status value_whole(struct value_reader *r, const struct place *place, const json_t *value,
                        uint32_t smallest, uint32_t largest, uint32_t *number)
{
    if (!value) {
        return STATUS_USAGE;
    }
    json_int_t found = json_integer_value(value);
    if (!json_is_integer(value) || found < smallest || found > largest) {
        char expected[MAX_FOUND];
        snprintf(expected, sizeof(expected), "a whole number from %u to %u", (unsigned)smallest,
                 (unsigned)largest);
        return value_wrong(r, place, value, expected);
    }
    *number = (uint32_t)found;
    return STATUS_OK;
}

enum status value_seconds(struct value_reader *r, const struct place *place, const json_t *value,
                          double smallest, double largest, int64_t *ticks)
{
    if (!value) {
        return STATUS_USAGE;
    }
    double found = json_number_value(value);
    if (!json_is_number(value) || !(found >= smallest && found <= largest)) {
        char expected[MAX_FOUND];
        snprintf(expected, sizeof(expected), "seconds from %g to %g", smallest, largest);
        return value_wrong(r, place, value, expected);
    }
    *ticks = (int64_t)(found * WINTIME_TICKS_PER_SECOND);
    return STATUS_OK;
}

enum status value_boolean(struct value_reader *r, const struct place *place, const json_t *value,
                          bool *truth)
{
    if (!value) {
        return STATUS_USAGE;
    }
    if (!json_is_boolean(value)) {
        return value_wrong(r, place, value, "true or false");
    }
    *truth = json_is_true(value);
    return STATUS_OK;
}

enum status value_number(struct value_reader *r, const struct place *place, const json_t *value,
                         uint32_t smallest, uint32_t *number)
{
    if (!value) {
        return STATUS_USAGE;
    }
    json_int_t found = json_integer_value(value);
    if (!json_is_integer(value) || found < smallest || found > MAX_NUMBER) {
        return value_wrong(r, place, value, "a whole number up to 1000000");
    }
    *number = (uint32_t)found;
    return STATUS_OK;
}

/* "'connect' or 'operation'", or "a family, such as 'quota'". */
static enum status wrong_name(struct value_reader *r, const struct place *place,
                              const json_t *value, const struct names *names)
{
    struct buffer expected;
    buffer_init(&expected, MESSAGE_SIZE);
    if (names->count <= MAX_EXPECTED) {
        names_list(names, &expected);
    } else {
        const char *found = json_is_string(value) ? json_string_value(value) : NULL;
        const char *nearest = names_nearest(names, view_of(found));
        buffer_format(&expected, "%s, such as '%s'", names->what,
                      nearest ? nearest : names_get(names, 1));
    }
    buffer_add_char(&expected, '\0');
    enum status status = value_wrong(r, place, value, expected.data);
    buffer_release(&expected);
    return status;
}

enum status value_name(struct value_reader *r, const struct place *place, const json_t *value,
                       const struct names *names, uint32_t *number)
{
    if (!value) {
        return STATUS_USAGE;
    }
    if (json_is_string(value) && names_find(names, view_of(json_string_value(value)), number)) {
        return STATUS_OK;
    }
    return wrong_name(r, place, value, names);
}

enum status value_code(struct value_reader *r, const struct place *place, const json_t *value,
                       uint32_t *number)
{
    uint32_t readings[CODE_MAX_READINGS];
    if (!value) {
        return STATUS_USAGE;
    }
    struct view text = {json_string_value(value), json_string_length(value)};
    if (!json_is_string(value) || code_read(text, readings) == 0) {
        return value_wrong(r, place, value, "a result code, such as '0x80041003' or its symbol");
    }
    *number = readings[0];
    return STATUS_OK;
}

enum status value_check_count(struct value_reader *r, const struct place *place, const json_t *list,
                              size_t limit, const char *expected)
{
    if (!list) {
        return STATUS_USAGE;
    }
    if (!json_is_array(list) || json_array_size(list) == 0) {
        return value_wrong(r, place, list, expected);
    }
    if (json_array_size(list) > limit) {
        return value_over_limit(r, place, json_array_size(list), limit, "values");
    }
    return STATUS_OK;
}

/* What the elements of a list are, and where they go: texts or numbers. */
enum element_type { ELEMENT_TEXT, ELEMENT_CODE, ELEMENT_NAME, ELEMENT_WHOLE };
struct elements {
    enum element_type type;
    const struct names *names;
    uint32_t largest;
    const struct view **texts;
    const uint32_t **numbers;
};

static enum status read_element(struct value_reader *r, const struct place *place,
                                const json_t *value, const struct elements *of, struct view *text,
                                uint32_t *number)
{
    switch (of->type) {
    case ELEMENT_CODE:
        return value_code(r, place, value, number);
    case ELEMENT_NAME:
        return value_name(r, place, value, of->names, number);
    case ELEMENT_WHOLE:
        return value_whole(r, place, value, 0, of->largest, number);
    case ELEMENT_TEXT:
        break;
    }
    return value_text(r, place, value, text);
}

static enum status read_elements(struct value_reader *r, const struct place *place,
                                 const json_t *value, const struct elements *of, size_t *count)
{
    bool single = !json_is_array(value);
    enum status status = STATUS_OK;
    if (!single) {
        status = value_check_count(r, place, value, RULE_MAX_VALUES, "a value or a list of values");
    }
    if (status != STATUS_OK) {
        return status;
    }

    size_t found = single ? 1 : json_array_size(value);
    struct view *list = of->texts ? arena_alloc(r->arena, found * sizeof(*list)) : NULL;
    uint32_t *wholes = of->numbers ? arena_alloc(r->arena, found * sizeof(*wholes)) : NULL;
    for (size_t i = 0; i < found && value_goes_on(r, status); i++) {
        struct place at = {.up = place, .index = i};
        struct view text = VIEW_NONE;
        uint32_t number = 0;
        enum status now = read_element(
            r, single ? place : &at, single ? value : json_array_get(value, i), of, &text, &number);
        status = value_worse(status, now);
        if (list) {
            list[i] = text;
        } else if (wholes) {
            wholes[i] = number;
        }
    }
    if (of->texts) {
        *of->texts = list;
    } else if (of->numbers) {
        *of->numbers = wholes;
    }
    *count = found;
    return status;
}

enum status value_texts(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct view **texts, size_t *count)
{
    const struct elements of = {.type = ELEMENT_TEXT, .texts = texts};
    return read_elements(r, place, value, &of, count);
}

enum status value_codes(struct value_reader *r, const struct place *place, const json_t *value,
                        const uint32_t **numbers, size_t *count)
{
    const struct elements of = {.type = ELEMENT_CODE, .numbers = numbers};
    return read_elements(r, place, value, &of, count);
}

enum status value_names(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct names *names, const uint32_t **numbers, size_t *count)
{
    const struct elements of = {.type = ELEMENT_NAME, .names = names, .numbers = numbers};
    return read_elements(r, place, value, &of, count);
}

enum status value_wholes(struct value_reader *r, const struct place *place, const json_t *value,
                         uint32_t largest, const uint32_t **numbers, size_t *count)
{
    const struct elements of = {.type = ELEMENT_WHOLE, .largest = largest, .numbers = numbers};
    return read_elements(r, place, value, &of, count);
}
