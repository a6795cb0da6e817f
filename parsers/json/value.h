/* Values of a parsed record: finding them by their paths, and what they are as text or time. */
#ifndef WMILOG_PARSERS_JSON_VALUE_H
#define WMILOG_PARSERS_JSON_VALUE_H
#include <jansson.h>

#include "parsers/base/arena.h"
#include "parsers/json/dialect.h"

/* The member of that name, borrowed; NULL when there is none, or no object. */
json_t *json_member(json_t *object, const char *name);
/* The first one under that name in letters of any case; NULL for none. Borrowed. */
json_t *json_member_nocase(json_t *object, const char *name);
/* The value at the path, borrowed; NULL when there is none. */
json_t *json_at(json_t *object, const struct json_path *path);

/* By which of its members a record may be known. */
struct json_marks json_marks_of(json_t *object);

/* A value without what some tools wrap it in: {"#text": ..}, {"Value": ..}, or a list of one. */
json_t *json_plain(json_t *value);

/* A plain value as text: strings borrowed from it, numbers and words made in the arena. VIEW_NONE
 * for null, objects and lists. */
struct view json_text(json_t *value, struct arena *arena);

/* A plain value as a time: text as exporters write it, "/Date(MS)/", or a number since 1970, whose
 * size tells its unit (seconds to nanoseconds). False when it is none. */
bool json_time(json_t *value, int64_t *ticks);
/* The same for a text that stands in the source, with backslashes as they are there. */
bool json_text_time(struct view text, int64_t *ticks);

/* True when a time that wintime_parse() takes names its zone. */
bool json_has_zone(struct view text);

/* Members of objects that stood there before with another value: the first counts. */
struct json_doubles {
    size_t count;
    size_t len;    /* of the first one's name */
    char name[48]; /* as much of it as there is room for */
};

/* plain.c. Puts a member, whose value the object owns then. One of that name that is there already
 * stays, and another value is noted. False when it cannot be a member. */
bool json_put_once(json_t *object, struct view name, json_t *value, struct json_doubles *doubles);
/* An object or list as json_loadb() gives it under JSON_PARSING, in less time. NULL for texts that
 * are to be told about or mended, and for some that are only unusual: Jansson tells which. Names
 * that stand twice are unusual where `doubles` is NULL. What `scratch` holds is lost. */
json_t *json_load_plain(struct view text, struct buffer *scratch, struct json_doubles *doubles);
/* A string, or a list that is a row, as it stands between records, to be freed by the caller; NULL
 * when it is none. What `scratch` holds is lost. */
json_t *json_load_text(struct view text, struct buffer *scratch);
/* A document in a string, to be freed by the caller; NULL when it is none. */
json_t *json_parse_text(struct view text, struct json_doubles *doubles);

/* python.c. The list of texts that `*text` begins with, as Python prints it, to be freed by the
 * caller; `*text` is what stands behind it then. NULL, with `*text` as it was, for other text. */
json_t *json_parse_python_list(struct view *text);
/* What plaso writes of an event into one column, as the record that it is, to be freed by the
 * caller; NULL for other text. */
json_t *json_parse_plaso_line(struct view text);

/* How records are parsed: NULs in strings are allowed, names that stand twice are not. */
enum { JSON_PARSING = JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES };

struct view json_string_view(const json_t *string);

#endif
