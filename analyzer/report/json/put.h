/* Filling Jansson objects with the value types of the report, and writing them. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_PUT_H
#define WMILOG_ANALYZER_REPORT_JSON_PUT_H
#include <jansson.h>

#include "analyzer/report/output.h"

/* New objects and lists; out of memory ends the program, so they are never NULL. */
json_t *json_put_new_object(void);
json_t *json_put_new_list(void);

/* All keep the order of their calls and leave the key out when the value is not known. */
void json_put(json_t *object, const char *key, json_t *value); /* takes `value` over */
void json_put_item(json_t *list, json_t *value);               /* takes `value` over */
/* Ill-formed UTF-8 becomes U+FFFD; absent text (no data) is left out, empty text is not. */
void json_put_text(json_t *object, const char *key, struct view text);
void json_put_name(json_t *object, const char *key, const char *name);
/* A number past 2^53 - 1 does not survive JSON readers and is left out. */
void json_put_number(json_t *object, const char *key, uint64_t number);
void json_put_bool(json_t *object, const char *key, bool value);
void json_put_time(json_t *object, const char *key, int64_t time);  /* RFC 3339; not WINTIME_NONE */
void json_put_ms(json_t *object, const char *key, int64_t ticks);   /* as milliseconds */
void json_put_code(json_t *object, const char *key, uint32_t code); /* "0x80041003" */
void json_put_texts(json_t *object, const char *key, const struct view *texts, size_t count);
json_t *json_put_new_text(struct view text);

enum { JSON_PUT_COMPACT = -1, JSON_PUT_MAX_NESTING = 8 };

/* Writes the value and gives it up. JSON_PUT_COMPACT: on one line, without a line feed; else
 * indented by 2, as it looks `nesting` columns (at most JSON_PUT_MAX_NESTING) deep. Control,
 * zero-width and bidirectional characters are escaped, so that the bytes are safe on a terminal and
 * the text is the same. */
void json_put_write(json_t *value, int nesting, struct output *out);

#endif
