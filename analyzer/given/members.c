/* Members by their types: the first thing that is wrong is told. */
#include "analyzer/given/members.h"

#include <jansson.h>

#include "parsers/base/wintime.h"

void member_wrong(struct members *m, const char *key, const char *expected)
{
    error_set(m->err, STATUS_DAMAGED, "%s: expected %s", key, expected);
}

static struct view view_of_json(const json_t *text)
{
    return (struct view){json_string_value(text), json_string_length(text)};
}

struct view member_text(struct members *m, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_string(value)) {
        member_wrong(m, key, "a text");
    }
    return json_is_string(value) ? view_of_json(value) : VIEW_NONE;
}

uint64_t member_number(struct members *m, const json_t *object, const char *key, bool *is_there)
{
    const json_t *value = json_object_get(object, key);
    const bool is_good = json_is_integer(value) && json_integer_value(value) >= 0;
    if (value && !is_good) {
        member_wrong(m, key, "a whole number");
    }
    if (is_there) {
        *is_there = is_good;
    }
    return is_good ? (uint64_t)json_integer_value(value) : 0;
}

uint32_t member_number32(struct members *m, const json_t *object, const char *key, bool *is_there)
{
    const uint64_t found = member_number(m, object, key, is_there);
    if (found > UINT32_MAX) {
        member_wrong(m, key, "a smaller number");
    }
    return (uint32_t)found;
}

/* Without a Z it is the time of a clock in an unknown zone. */
int64_t member_moment(struct members *m, const json_t *object, const char *key)
{
    const struct view found = member_text(m, object, key);
    int64_t time = WINTIME_NONE;
    if (!found.data) {
        return WINTIME_NONE;
    }
    if (!wintime_parse(found, &time)) {
        member_wrong(m, key, "a time");
        return WINTIME_NONE;
    }
    return view_ends_nocase(found, VIEW("Z")) ? time : wintime_local(time);
}

int64_t member_duration(struct members *m, const json_t *object, const char *key)
{
    const double most = 1e14; /* ms: thousands of years */
    const json_t *value = json_object_get(object, key);
    const double ms = json_number_value(value);
    if (!value) {
        return WINTIME_NONE;
    }
    if (!json_is_number(value) || !(ms >= 0 && ms < most)) {
        member_wrong(m, key, "milliseconds");
        return WINTIME_NONE;
    }
    return (int64_t)(ms * WINTIME_TICKS_PER_MS + 0.5);
}

uint32_t member_name(struct members *m, const json_t *object, const char *key,
                     const struct names *names)
{
    uint32_t found = 0;
    if (!names_find(names, member_text(m, object, key), &found)) {
        member_wrong(m, key, names->what);
    }
    return found;
}

const json_t *member_list(struct members *m, const json_t *object, const char *key, size_t *count)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_array(value)) {
        member_wrong(m, key, "a list");
    }
    *count = json_array_size(value);
    return value;
}

const struct view *member_texts(struct members *m, const json_t *object, const char *key,
                                size_t *count)
{
    const json_t *items = member_list(m, object, key, count);
    struct view *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        if (!json_is_string(item)) {
            member_wrong(m, key, "a list of texts");
        }
        found[i] = json_is_string(item) ? view_of_json(item) : VIEW("");
    }
    return found;
}
