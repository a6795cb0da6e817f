/* JSON as it is written: one pass, straight into the output, nothing kept but the depth. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_WRITER_H
#define WMILOG_ANALYZER_REPORT_JSON_WRITER_H
#include <assert.h>
#include <string.h>

#include "analyzer/report/output.h"
#include "parsers/base/text.h"

enum {
    JSON_WRITER_MAX_DEPTH = 16,
    JSON_KEY_MAX = 64,
    JSON_AROUND = 16,      /* comma, line feed, quotes and colon, bracket */
    JSON_SHORT_VALUE = 40, /* numbers, times, codes */
};

/* What an object or list is. */
enum {
    JSON_IS_LIST = 1,
    JSON_IS_IN_LINES = 2, /* each member or item starts a line */
};

#define JSON_MAX_SAFE_NUMBER ((UINT64_C(1) << 53) - 1)

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
JSON_WRITER_INLINE void json_close_object(struct json_writer *w);
JSON_WRITER_INLINE void json_open_list(struct json_writer *w, const char *key);
JSON_WRITER_INLINE void json_close_list(struct json_writer *w);
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
/* The same where the last of them is an object that has members and was left open: it is open. */
void json_write_made_open(struct json_writer *w, struct view members);
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
void json_put_text(struct json_writer *w, struct view key, struct view text);
void json_put_made(struct json_writer *w, struct view key, struct view members);
void json_put_number(struct json_writer *w, struct view key, uint64_t number);
void json_put_bool(struct json_writer *w, struct view key, bool value);

static inline struct view json_key(const char *key)
{
    return (struct view){key, key ? strlen(key) : 0};
}

/* Copies `len` bytes by pieces that overlap: for some eight of them, this takes less than a call.
 */
static inline char *json_put_short(char *p, const char *text, size_t len)
{
    const size_t word = sizeof(uint64_t), half = sizeof(uint32_t);
    char *after = p + len;
    if (len >= word) {
        for (size_t pos = 0; pos + word < len; pos += word) {
            memcpy(p + pos, text + pos, word);
        }
        memcpy(after - word, text + len - word, word);
    } else if (len >= half) {
        memcpy(p, text, half);
        memcpy(after - half, text + len - half, half);
    } else {
        for (size_t pos = 0; pos < len; pos++) {
            p[pos] = text[pos];
        }
    }
    return after;
}

/* Comma, line feed and key, in room for them and `len` more bytes; gives the place after them.
 * Where the key is a literal, all of it is stored as numbers. */
JSON_WRITER_INLINE char *json_begin_value(struct json_writer *w, struct view key, size_t len)
{
    assert((!key.data) == (w->is & JSON_IS_LIST) && key.len <= JSON_KEY_MAX);
    char *p = output_room(w->out, JSON_KEY_MAX + JSON_AROUND + len);
    *p = ',';
    p += w->has_value;
    if (w->is & JSON_IS_IN_LINES) {
        *p++ = '\n';
    }
    w->has_value = true;
    if (key.data) {
        *p++ = '"';
        if (__builtin_constant_p(key.len)) {
            memcpy(p, key.data, key.len);
            p += key.len;
        } else {
            p = json_put_short(p, key.data, key.len);
        }
        *p++ = '"';
        *p++ = ':';
    }
    return p;
}

/* `p` is the place after what was written into the room. */
static inline void json_end_value(struct json_writer *w, const char *p)
{
    const struct buffer *pending = &w->out->pending;
    output_wrote(w->out, (size_t)(p - (pending->data + pending->len)));
}

JSON_WRITER_INLINE void json_open_value(struct json_writer *w, struct view key, char bracket,
                                        uint8_t is)
{
    assert(w->depth < JSON_WRITER_MAX_DEPTH);
    char *p = json_begin_value(w, key, 0);
    *p++ = bracket;
    json_end_value(w, p);
    w->outer[w->depth++] = w->is;
    w->is = is;
    w->has_value = false;
}

JSON_WRITER_INLINE void json_close_value(struct json_writer *w, char bracket, uint8_t is)
{
    (void)is;
    assert(w->depth > 0 && (w->is & JSON_IS_LIST) == is);
    char *p = output_room(w->out, JSON_AROUND);
    if (w->has_value && w->is & JSON_IS_IN_LINES) {
        *p++ = '\n';
    }
    *p++ = bracket;
    w->is = w->outer[--w->depth];
    w->has_value = true;
    json_end_value(w, p);
}

JSON_WRITER_INLINE void json_open_object(struct json_writer *w, const char *key)
{
    json_open_value(w, json_key(key), '{', 0);
}

JSON_WRITER_INLINE void json_close_object(struct json_writer *w)
{
    json_close_value(w, '}', 0);
}

JSON_WRITER_INLINE void json_open_list(struct json_writer *w, const char *key)
{
    json_open_value(w, json_key(key), '[', w->depth == 1 ? w->is | JSON_IS_LIST : JSON_IS_LIST);
}

JSON_WRITER_INLINE void json_close_list(struct json_writer *w)
{
    json_close_value(w, ']', JSON_IS_LIST);
}

JSON_WRITER_INLINE void json_write_text(struct json_writer *w, const char *key, struct view text)
{
    if (text.data) {
        json_put_text(w, json_key(key), text);
    }
}

JSON_WRITER_INLINE void json_write_known(struct json_writer *w, const char *key, struct view text)
{
    json_write_text(w, key, text.len > 0 ? text : VIEW_NONE);
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
    if (!__builtin_constant_p(json_key(key).len)) {
        json_put_number(w, json_key(key), number);
    } else if (number <= JSON_MAX_SAFE_NUMBER) {
        json_end_value(
            w, text_put_decimal(json_begin_value(w, json_key(key), JSON_SHORT_VALUE), number));
    }
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
