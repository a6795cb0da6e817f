/* Members of an object of a report, each checked for its type. */
#ifndef WMILOG_ANALYZER_GIVEN_MEMBERS_H
#define WMILOG_ANALYZER_GIVEN_MEMBERS_H
#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "parsers/base/names.h"

struct json_t; /* Jansson's */

struct members {
    struct arena *arena;
    const struct view *paths;
    size_t path_count;
    struct error *err; /* the first thing that is wrong */
};

/* "KEY: expected WHAT". */
void member_wrong(struct members *m, const char *key, const char *expected);
/* What is not there is absent, 0, or WINTIME_NONE. Texts point into the object. */
struct view member_text(struct members *m, const struct json_t *object, const char *key);
uint64_t member_number(struct members *m, const struct json_t *object, const char *key,
                       bool *is_there); /* NULL: no matter */
uint32_t member_number32(struct members *m, const struct json_t *object, const char *key,
                         bool *is_there);
int64_t member_moment(struct members *m, const struct json_t *object, const char *key);
int64_t member_duration(struct members *m, const struct json_t *object, const char *key);
/* The value of a name, 0 where there is none. */
uint32_t member_name(struct members *m, const struct json_t *object, const char *key,
                     const struct names *names);
/* A list, or NULL. */
const struct json_t *member_list(struct members *m, const struct json_t *object, const char *key,
                                 size_t *count);
/* A list of texts, made in the arena. */
const struct view *member_texts(struct members *m, const struct json_t *object, const char *key,
                                size_t *count);

#endif
