/* Values of a rule file: reading one, with its place for messages. For rules/rule_file/ only. */
#ifndef WMILOG_RULES_RULE_FILE_VALUE_H
#define WMILOG_RULES_RULE_FILE_VALUE_H
#include <jansson.h>

#include "parsers/base/error.h"
#include "rules/rule/rule.h"

/* Where in the document: a chain up to the root, which is NULL. */
struct place {
    const struct place *up;
    const char *key; /* NULL = `index` */
    size_t index;
};

/* What every reading function needs. */
struct value_reader {
    struct arena *arena; /* what is read is kept here */
    struct view file;    /* name, for messages */
    struct error *err;
    /* When set, it gets every mistake, and reading goes on after one. */
    void (*complain)(void *context, struct view message);
    void *context;
};

/* Whether to read on after `status`, and the first of two that is an error. */
bool value_goes_on(const struct value_reader *r, enum status status);
enum status value_worse(enum status first, enum status second);

/* Records "FILE: PLACE: MESSAGE" and returns `status`. */
enum status value_fail(struct value_reader *r, const struct place *place, enum status status,
                       struct view message);
/* "found 'x', expected ...": STATUS_USAGE. */
enum status value_wrong(struct value_reader *r, const struct place *place, const json_t *value,
                        const char *expected);
/* "found 17 values, expected at most 16": STATUS_LIMIT. */
enum status value_over_limit(struct value_reader *r, const struct place *place, size_t found,
                             size_t limit, const char *unit);
/* "unknown WHAT 'x', did you mean 'y'?", with the opening and closing quotes given; `nearest` may
 * be NULL. STATUS_USAGE. */
enum status value_unknown(struct value_reader *r, const struct place *place, const char *what,
                          struct view name, const char *nearest, const char *quotes[2]);

/* Refuses keys that are not in `names`; the first `required` of them must be there. */
enum status value_check_keys(struct value_reader *r, const struct place *place, json_t *object,
                             const char *const *names, size_t count, size_t required);
/* A list of 1 to `limit` values; `expected` says what it is. */
enum status value_check_count(struct value_reader *r, const struct place *place, const json_t *list,
                              size_t limit, const char *expected);

/* The functions below take a missing value (NULL) for one that was complained about: they return
 * STATUS_USAGE without a message. */

/* A text of 1 to RULE_MAX_TEXT bytes, copied. */
enum status value_text(struct value_reader *r, const struct place *place, const json_t *value,
                       struct view *text);
/* A whole number within limits. */
enum status value_whole(struct value_reader *r, const struct place *place, const json_t *value,
                        uint32_t smallest, uint32_t largest, uint32_t *number);
/* Seconds, with a fraction or without, within limits, as ticks. */
enum status value_seconds(struct value_reader *r, const struct place *place, const json_t *value,
                          double smallest, double largest, int64_t *ticks);
enum status value_boolean(struct value_reader *r, const struct place *place, const json_t *value,
                          bool *truth);
/* A whole number from `smallest` to 1000000. */
enum status value_number(struct value_reader *r, const struct place *place, const json_t *value,
                         uint32_t smallest, uint32_t *number);
/* One of the names of an enumeration. */
enum status value_name(struct value_reader *r, const struct place *place, const json_t *value,
                       const struct names *names, uint32_t *number);
/* A result code in any spelling: the likeliest reading. */
enum status value_code(struct value_reader *r, const struct place *place, const json_t *value,
                       uint32_t *number);

/* One value, or a list of 1 to RULE_MAX_VALUES of them, in the arena. */
enum status value_texts(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct view **texts, size_t *count);
enum status value_codes(struct value_reader *r, const struct place *place, const json_t *value,
                        const uint32_t **numbers, size_t *count);
enum status value_names(struct value_reader *r, const struct place *place, const json_t *value,
                        const struct names *names, const uint32_t **numbers, size_t *count);
enum status value_wholes(struct value_reader *r, const struct place *place, const json_t *value,
                         uint32_t largest, const uint32_t **numbers, size_t *count);

#endif
