/* Knows how one JSON value of a rule file is read, and how to say what is wrong with it. */
#include "rules/rule_file/value.h"

#include <stdio.h>
#include <string.h>

#include "parsers/base/buffer.h"
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
    if (r->complain != NULL) {
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
    return status == STATUS_OK || r->complain != NULL;
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

/* Names of enumerations, by value. */
static const char *phase_text(uint32_t value)
{
    return phase_name((enum phase)value);
}

static const char *stage_text(uint32_t value)
{
    return stage_name((enum stage)value);
}

static const char *locality_text(uint32_t value)
{
    return locality_name((enum locality)value);
}

static const char *family_text(uint32_t value)
{
    return family_name((enum family)value);
}

static const char *verdict_text(uint32_t value)
{
    return verdict_name((enum verdict)value);
}

static const char *confidence_text(uint32_t value)
{
    return confidence_name((enum confidence)value);
}

const char *user_kind_name(enum user_kind kind)
{
    static const char *const names[USER_KIND_COUNT] = {
        [USER_KIND_USER] = "user",       [USER_KIND_EMPTY] = "empty",
        [USER_KIND_SYSTEM] = "system",   [USER_KIND_SERVICE] = "service",
        [USER_KIND_MACHINE] = "machine", [USER_KIND_LOCAL] = "local",
    };
    return names[kind];
}

static const char *user_kind_text(uint32_t value)
{
    return user_kind_name((enum user_kind)value);
}

const char *same_name(enum same same)
{
    static const char *const names[SAME_COUNT] = {
        [SAME_NAMESPACE] = "namespace",
        [SAME_CLIENT] = "client",
        [SAME_CLASS] = "class",
        [SAME_USER] = "user",
        [SAME_CLIENT_MACHINE] = "client_machine",
        [SAME_PROVIDER] = "provider",
        [SAME_CLIENT_PROCESS_ID] = "client_process_id",
        [SAME_HOST_PROCESS_ID] = "host_process_id",
        [SAME_SERVICE_PROCESS_ID] = "service_process_id",
    };
    return names[same];
}

static const char *same_text(uint32_t value)
{
    return same_name((enum same)value);
}

static const char *order_text(uint32_t value)
{
    static const char *const names[NEAR_ORDER_COUNT] = {
        [NEAR_ANY] = "any", [NEAR_BEFORE] = "before", [NEAR_AFTER] = "after"};
    return names[value];
}

const struct enumeration value_phases = {"a phase", PHASE_COUNT, phase_text};
const struct enumeration value_stages = {"a stage", STAGE_COUNT, stage_text};
const struct enumeration value_localities = {"a locality", LOCALITY_COUNT, locality_text};
const struct enumeration value_families = {"a family", FAMILY_COUNT, family_text};
const struct enumeration value_user_kinds = {"a kind of user", USER_KIND_COUNT, user_kind_text};
const struct enumeration value_verdicts = {"a verdict", VERDICT_COUNT, verdict_text};
const struct enumeration value_confidences = {"a confidence", CONFIDENCE_COUNT, confidence_text};
const struct enumeration value_same = {"a field", SAME_COUNT, same_text};
const struct enumeration value_orders = {"an order", NEAR_ORDER_COUNT, order_text};

enum { MAX_NAMES = 64 };
_Static_assert((int)FAMILY_COUNT <= (int)MAX_NAMES, "room for every name");
_Static_assert((int)STAGE_COUNT <= (int)MAX_NAMES, "room for every name");

/* "'connect' or 'operation'", or "a family, such as 'quota'". */
static enum status wrong_name(struct value_reader *r, const struct place *place,
                              const json_t *value, const struct enumeration *e)
{
    const char *names[MAX_NAMES];
    for (uint32_t i = 0; i < e->count; i++) {
        names[i] = e->name(i);
    }
    struct buffer expected;
    buffer_init(&expected, MESSAGE_SIZE);
    for (uint32_t i = 0; i < e->count && e->count <= MAX_EXPECTED; i++) {
        const char *glue = i == 0 ? "" : i + 1 == e->count ? " or " : ", ";
        buffer_format(&expected, "%s'%s'", glue, names[i]);
    }
    if (e->count > MAX_EXPECTED) {
        const char *found = json_is_string(value) ? json_string_value(value) : NULL;
        const char *nearest = nearest_name(view_of(found), names, e->count);
        buffer_format(&expected, "%s, such as '%s'", e->what, nearest ? nearest : names[1]);
    }
    buffer_add_char(&expected, '\0');
    enum status status = value_wrong(r, place, value, expected.data);
    buffer_release(&expected);
    return status;
}

enum status value_name(struct value_reader *r, const struct place *place, const json_t *value,
                       const struct enumeration *e, uint32_t *number)
{
    if (!value) {
        return STATUS_USAGE;
    }
    for (uint32_t i = 0; json_is_string(value) && i < e->count; i++) {
        if (strcmp(json_string_value(value), e->name(i)) == 0) {
            *number = i;
            return STATUS_OK;
        }
    }
    return wrong_name(r, place, value, e);
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

/* What the elements of a list are. */
enum element { ELEMENT_TEXT, ELEMENT_CODE, ELEMENT_NAME, ELEMENT_WHOLE };
struct element_kind {
    enum element element;
    const struct enumeration *names;
    uint32_t smallest, largest;
};

static enum status read_element(struct value_reader *r, const struct place *place,
                                const json_t *value, const struct element_kind *kind,
                                struct view *text, uint32_t *number)
{
    switch (kind->element) {
    case ELEMENT_CODE:
        return value_code(r, place, value, number);
    case ELEMENT_NAME:
        return value_name(r, place, value, kind->names, number);
    case ELEMENT_WHOLE:
        return value_whole(r, place, value, kind->smallest, kind->largest, number);
    case ELEMENT_TEXT:
        break;
    }
    return value_text(r, place, value, text);
}

static enum status read_elements(struct value_reader *r, const struct place *place,
                                 const json_t *value, const struct element_kind *kind,
                                 const struct view **texts, const uint32_t **numbers, size_t *count)
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
    bool is_text = kind->element == ELEMENT_TEXT;
    struct view *list = is_text ? arena_alloc(r->arena, found * sizeof(*list)) : NULL;
    uint32_t *wholes = is_text ? NULL : arena_alloc(r->arena, found * sizeof(*wholes));
    for (size_t i = 0; i < found && value_goes_on(r, status); i++) {
        struct place at = {.up = place, .index = i};
        struct view text = VIEW_NONE;
        uint32_t number = 0;
        enum status now =
            read_element(r, single ? place : &at, single ? value : json_array_get(value, i), kind,
                         &text, &number);
        status = value_worse(status, now);
        if (list) {
            list[i] = text;
        } else if (wholes) {
            wholes[i] = number;
        }
    }
    if (texts) {
        *texts = list;
    }
    if (numbers) {
        *numbers = wholes;
    }
    *count = found;
    return status;
}

enum status value_texts(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct view **texts, size_t *count)
{
    static const struct element_kind kind = {.element = ELEMENT_TEXT};
    return read_elements(r, place, value, &kind, texts, NULL, count);
}

enum status value_codes(struct value_reader *r, const struct place *place, const json_t *value,
                        const uint32_t **numbers, size_t *count)
{
    static const struct element_kind kind = {.element = ELEMENT_CODE};
    return read_elements(r, place, value, &kind, NULL, numbers, count);
}

enum status value_names(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct enumeration *e, const uint32_t **numbers, size_t *count)
{
    const struct element_kind kind = {.element = ELEMENT_NAME, .names = e};
    return read_elements(r, place, value, &kind, NULL, numbers, count);
}

enum status value_wholes(struct value_reader *r, const struct place *place, const json_t *value,
                         uint32_t smallest, uint32_t largest, const uint32_t **numbers,
                         size_t *count)
{
    const struct element_kind kind = {ELEMENT_WHOLE, NULL, smallest, largest};
    return read_elements(r, place, value, &kind, NULL, numbers, count);
}
