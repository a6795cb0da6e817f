/* JSON as it is written: one pass, straight into the output, nothing kept but the depth. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_WRITER_H
#define WMILOG_ANALYZER_REPORT_JSON_WRITER_H
#include <string.h>

#include "analyzer/report/output.h"

enum { JSON_WRITER_MAX_DEPTH = 16 };

/* So that the length of a key that is a literal is counted when compiling. */
#define JSON_WRITER_INLINE static inline __attribute__((always_inline))

struct json_writer {
    struct output *out;
    unsigned depth; /* of objects and lists that are open */
    bool has_value; /* the innermost of them has a member or item, so that a comma comes first */
    uint8_t is;     /* of the innermost: whether it is a list, and written in lines */
    uint8_t outer[JSON_WRITER_MAX_DEPTH]; /* the same of those around it */
};

/* Nothing is allocated; several values may follow each other, each with json_write_line_end. */
void json_writer_init(struct json_writer *w, struct output *out);

/* `key` is a literal or from a table, plain ASCII, and NULL for an item of a list and for the value
 * that stands by itself. What is not known (absent text, WINTIME_NONE, NULL) is left out with its
 * key. Keys come in the order of their calls; that none comes twice is the caller's business. */
JSON_WRITER_INLINE void json_open_object(struct json_writer *w, const char *key);
void json_close_object(struct json_writer *w);
JSON_WRITER_INLINE void json_open_list(struct json_writer *w, const char *key);
void json_close_list(struct json_writer *w);
/* An object that stands by itself, written in lines: each member starts one, and so does each item
 * of a list that is a member. */
void json_open_document(struct json_writer *w);
/* A line feed after a value that stands by itself. */
void json_write_line_end(struct json_writer *w);

/* Ill-formed UTF-8 becomes U+FFFD. Control, zero-width and bidirectional characters are escaped, so
 * that the bytes are safe on a terminal and the text is the same. */
JSON_WRITER_INLINE void json_write_text(struct json_writer *w, const char *key, struct view text);
/* The same of what is not known when it is empty. */
JSON_WRITER_INLINE void json_write_known(struct json_writer *w, const char *key, struct view text);
JSON_WRITER_INLINE void json_write_name(struct json_writer *w, const char *key, const char *name);
void json_write_texts(struct json_writer *w, const char *key, const struct view *texts,
                      size_t count);
/* Members that were written before into another object, without its brackets. */
void json_write_made(struct json_writer *w, struct view members);
/* The same with brackets, an object that has no others. */
JSON_WRITER_INLINE void json_write_made_object(struct json_writer *w, const char *key,
                                               struct view members);
/* A number past 2^53 - 1 does not survive JSON readers and is left out. */
JSON_WRITER_INLINE void json_write_number(struct json_writer *w, const char *key, uint64_t number);
JSON_WRITER_INLINE void json_write_bool(struct json_writer *w, const char *key, bool value);
/* true for what is seldom so; left out otherwise. */
JSON_WRITER_INLINE void json_write_mark(struct json_writer *w, const char *key, bool is_set);
void json_write_time(struct json_writer *w, const char *key, int64_t time); /* RFC 3339 */
/* After the times of an object: "time_zone" when the zone of one of them is not known. */
void json_write_zone(struct json_writer *w, int64_t first, int64_t last);
void json_write_ms(struct json_writer *w, const char *key, int64_t ticks);   /* as milliseconds */
void json_write_real(struct json_writer *w, const char *key, double number); /* finite */
void json_write_code(struct json_writer *w, const char *key, uint32_t code); /* "0x80041003" */

/* The same with the key's length, which is known where a literal stands for it: keys are short, and
 * there are many. */
void json_put_object(struct json_writer *w, struct view key);
void json_put_list(struct json_writer *w, struct view key);
void json_put_text(struct json_writer *w, struct view key, struct view text);
void json_put_made(struct json_writer *w, struct view key, struct view members);
void json_put_number(struct json_writer *w, struct view key, uint64_t number);
void json_put_bool(struct json_writer *w, struct view key, bool value);

static inline struct view json_key(const char *key)
{
    return (struct view){key, key ? strlen(key) : 0};
}

JSON_WRITER_INLINE void json_open_object(struct json_writer *w, const char *key)
{
    json_put_object(w, json_key(key));
}

JSON_WRITER_INLINE void json_open_list(struct json_writer *w, const char *key)
{
    json_put_list(w, json_key(key));
}

JSON_WRITER_INLINE void json_write_text(struct json_writer *w, const char *key, struct view text)
{
    json_put_text(w, json_key(key), text);
}

JSON_WRITER_INLINE void json_write_known(struct json_writer *w, const char *key, struct view text)
{
    json_put_text(w, json_key(key), text.len > 0 ? text : VIEW_NONE);
}

JSON_WRITER_INLINE void json_write_name(struct json_writer *w, const char *key, const char *name)
{
    json_put_text(w, json_key(key), json_key(name));
}

JSON_WRITER_INLINE void json_write_made_object(struct json_writer *w, const char *key,
                                               struct view members)
{
    json_put_made(w, json_key(key), members);
}

JSON_WRITER_INLINE void json_write_number(struct json_writer *w, const char *key, uint64_t number)
{
    json_put_number(w, json_key(key), number);
}

JSON_WRITER_INLINE void json_write_bool(struct json_writer *w, const char *key, bool value)
{
    json_put_bool(w, json_key(key), value);
}

JSON_WRITER_INLINE void json_write_mark(struct json_writer *w, const char *key, bool is_set)
{
    if (is_set) {
        json_write_bool(w, key, true);
    }
}

#endif
