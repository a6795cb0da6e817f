/* Reading values of a record, whatever a tool wraps them in. */
#include "parsers/json/value.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"

enum { FEW_MEMBERS = 2 /* of an object, which are found sooner one by one than by their hashes */ };

json_t *json_member(json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    if (json_object_size(object) > FEW_MEMBERS) {
        return json_object_get(object, name);
    }
    json_object_foreach(object, key, value)
    {
        if (key[0] == name[0] && strcmp(key, name) == 0) {
            return value;
        }
    }
    return NULL;
}

static json_t *at_steps(json_t *object, const char *const *steps, size_t count)
{
    json_t *value = object;
    for (size_t i = 0; i < count && value; i++) {
        value = json_member(value, steps[i]);
    }
    return value;
}

json_t *json_at(json_t *object, const struct json_path *path)
{
    json_t *value = at_steps(object, path->steps, path->count);
    if (!value && path->count > 1) {
        value = json_member(object, path->text);
    }
    return json_is_null(value) ? NULL : value;
}

json_t *json_member_nocase(json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (view_equal_nocase(view_of(key), view_of(name))) {
            return value;
        }
    }
    return NULL;
}

struct json_marks json_marks_of(json_t *object)
{
    const char *key;
    json_t *value;
    struct json_marks marks = {{0}};
    json_object_foreach(object, key, value)
    {
        json_marks_add(&marks, view_of(key));
    }
    return marks;
}

json_t *json_plain(json_t *value)
{
    static const char *const names[] = {"#text", "Value",       "value",      "$t",       "_",
                                        "_text", "$",           "",           "+content", "__text",
                                        "$date", "$numberLong", "$numberInt", "content"};
    if (json_is_array(value) && json_array_size(value) == 1) {
        value = json_array_get(value, 0);
    }
    for (size_t i = 0; json_is_object(value) && i < COUNT_OF(names); i++) {
        json_t *inner = json_member(value, names[i]);
        value = inner && !json_is_object(inner) ? inner : value;
    }
    return value;
}

struct view json_string_view(const json_t *string)
{
    return (struct view){json_string_value(string), json_string_length(string)};
}

static struct view integer_text(json_int_t number, struct arena *arena)
{
    char text[TEXT_NUMBER_SIZE];
    if (number >= 0) {
        return arena_copy(arena, text_decimal(text, (uint64_t)number));
    }
    return arena_format(arena, "%lld", (long long)number);
}

struct view json_text(json_t *value, struct arena *arena)
{
    value = json_plain(value);
    if (!value) {
        return VIEW_NONE;
    }
    switch (json_typeof(value)) {
    case JSON_STRING:
        return json_string_view(value);
    case JSON_INTEGER:
        return integer_text(json_integer_value(value), arena);
    case JSON_REAL:
        return arena_format(arena, "%.17g", json_real_value(value));
    case JSON_TRUE:
        return VIEW("true");
    case JSON_FALSE:
        return VIEW("false");
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    return VIEW_NONE;
}

/* Seconds of this century are below the first number, milliseconds below the next, and so on. */
static bool number_time(double number, int64_t *ticks)
{
    static const struct {
        double below, ticks_per_unit;
    } units[] = {{1e11, 1e7}, {1e14, 1e4}, {1e16, 10}, {1e19, 0.01}};
    for (size_t i = 0; number > 0 && i < COUNT_OF(units); i++) {
        if (number < units[i].below) {
            /* A double holds microseconds of such a time, no more. */
            double microseconds = number * (units[i].ticks_per_unit / 10) + 0.5;
            *ticks = WINTIME_UNIX_EPOCH + (int64_t)microseconds * 10;
            return true;
        }
    }
    return false;
}

/* The same for a whole number, exactly; and 100 ns since 1601 (FILETIME) or since the year 1. */
static bool whole_time(uint64_t number, int64_t *ticks)
{
    static const struct {
        uint64_t from, below;
        int64_t epoch;
        uint64_t multiplier, divisor;
    } units[] = {
        {1, UINT64_C(100000000000), WINTIME_UNIX_EPOCH, 10000000, 1},
        {UINT64_C(100000000000), UINT64_C(100000000000000), WINTIME_UNIX_EPOCH, 10000, 1},
        {UINT64_C(100000000000000), UINT64_C(10000000000000000), WINTIME_UNIX_EPOCH, 10, 1},
        {UINT64_C(100000000000000000), UINT64_C(200000000000000000), 0, 1, 1},
        {UINT64_C(620000000000000000), UINT64_C(670000000000000000), -INT64_C(504911232000000000),
         1, 1},
        {UINT64_C(670000000000000000), UINT64_C(9000000000000000000), WINTIME_UNIX_EPOCH, 1, 100},
    };
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (number >= units[i].from && number < units[i].below) {
            *ticks = units[i].epoch + (int64_t)(number * units[i].multiplier / units[i].divisor);
            return true;
        }
    }
    return false;
}

/* "/Date(1595374458918)/" and, with an offset that says nothing, "/Date(1595374458918+0200)/". */
static bool date_time(struct view text, int64_t *ticks)
{
    struct view head, rest, number;
    uint64_t milliseconds;
    if (!view_cut(text, VIEW("Date("), &head, &rest)) {
        return false;
    }
    size_t len = 0;
    while (len < rest.len && ascii_is_digit(rest.data[len])) {
        len++;
    }
    number = view_slice(rest, 0, len);
    return view_number(number, &milliseconds) && whole_time(milliseconds, ticks);
}

static bool decimal_time(struct view text, int64_t *ticks)
{
    uint64_t whole, part = 0;
    struct view head = text, tail = VIEW_NONE;
    double scale = 1;
    if (view_cut(text, VIEW("."), &head, &tail)) {
        tail = view_slice(tail, 0, 9);
        for (size_t i = 0; i < tail.len; i++) {
            scale *= 10;
        }
    }
    bool is_number = head.len > 0 && ascii_is_digit(head.data[0]) && view_number(head, &whole) &&
                     (tail.len == 0 || view_number(tail, &part));
    if (is_number && tail.len == 0) {
        return whole_time(whole, ticks);
    }
    return is_number && number_time((double)whole + (double)part / scale, ticks);
}

bool json_text_time(struct view text, int64_t *ticks)
{
    return wintime_parse(text, ticks) || date_time(text, ticks) || decimal_time(text, ticks);
}

bool json_has_zone(struct view text)
{
    struct view rest = view_from(text, VIEW("2026-01-02 03:04:05").len);
    return view_find(rest, VIEW("Z"), 0) != SIZE_MAX || view_find(rest, VIEW("+"), 0) != SIZE_MAX ||
           view_find(rest, VIEW("-"), 0) != SIZE_MAX || view_find(rest, VIEW("UTC"), 0) != SIZE_MAX;
}

bool json_time(json_t *value, int64_t *ticks)
{
    value = json_plain(value);
    if (json_is_string(value)) {
        return json_text_time(json_string_view(value), ticks);
    }
    if (json_is_integer(value)) {
        return json_integer_value(value) > 0 &&
               whole_time((uint64_t)json_integer_value(value), ticks);
    }
    return json_is_number(value) && number_time(json_number_value(value), ticks);
}
