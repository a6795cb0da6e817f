/* Commas, keys and values, each written into room that was made once for all of it. */
#include "analyzer/report/json/writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/report/json/escape.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"

#define MAX_SAFE_NUMBER ((UINT64_C(1) << 53) - 1)

enum {
    PIECE = 16 * 1024, /* of a long text, at a time */
    KEY_MAX = 64,
    SHORT_TEXT = 1024, /* bytes of one for which there is room however it is escaped */
    AROUND = 16,       /* comma, line feed, quotes and colon, bracket */
    SHORT_VALUE = 40,  /* numbers, times, codes */
    REAL_DIGITS = 15,  /* that a double always keeps */
};

/* What an object or list is. */
enum {
    IS_LIST = 1,
    IS_IN_LINES = 2, /* each member or item starts a line */
};

void json_writer_init(struct json_writer *w, struct output *out)
{
    *w = (struct json_writer){.out = out, .is = IS_LIST}; /* a value by itself has no key either */
}

/* Copies `len` bytes by pieces that overlap: for some eight of them, this takes less than a call.
 */
static char *put_short(char *p, const char *text, size_t len)
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

/* Comma, line feed and key, in room for them and `len` more bytes; gives the place after them. */
static inline char *begin(struct json_writer *w, struct view key, size_t len)
{
    assert((!key.data) == (w->is & IS_LIST) && key.len <= KEY_MAX);
    char *p = output_room(w->out, KEY_MAX + AROUND + len);
    if (w->has_value) {
        *p++ = ',';
    }
    if (w->is & IS_IN_LINES) {
        *p++ = '\n';
    }
    w->has_value = true;
    if (key.data) {
        *p++ = '"';
        p = put_short(p, key.data, key.len);
        *p++ = '"';
        *p++ = ':';
    }
    return p;
}

static void end(struct json_writer *w, const char *p)
{
    const struct buffer *pending = &w->out->pending;
    output_wrote(w->out, (size_t)(p - (pending->data + pending->len)));
}

static void open_value(struct json_writer *w, struct view key, char bracket, uint8_t is)
{
    assert(w->depth < JSON_WRITER_MAX_DEPTH);
    char *p = begin(w, key, 0);
    *p++ = bracket;
    end(w, p);
    w->outer[w->depth++] = w->is;
    w->is = is;
    w->has_value = false;
}

static void close_value(struct json_writer *w, char bracket, uint8_t is)
{
    assert(w->depth > 0 && (w->is & IS_LIST) == is);
    char *p = output_room(w->out, AROUND);
    if (w->has_value && w->is & IS_IN_LINES) {
        *p++ = '\n';
    }
    *p++ = bracket;
    w->is = w->outer[--w->depth];
    w->has_value = true;
    end(w, p);
}

void json_put_object(struct json_writer *w, struct view key)
{
    open_value(w, key, '{', 0);
}

void json_open_document(struct json_writer *w)
{
    assert(w->depth == 0);
    open_value(w, VIEW_NONE, '{', IS_IN_LINES);
}

void json_close_object(struct json_writer *w)
{
    close_value(w, '}', 0);
}

void json_put_list(struct json_writer *w, struct view key)
{
    open_value(w, key, '[', w->depth == 1 ? w->is | IS_LIST : IS_LIST);
}

void json_close_list(struct json_writer *w)
{
    close_value(w, ']', IS_LIST);
}

void json_write_line_end(struct json_writer *w)
{
    assert(w->depth == 0);
    w->has_value = false;
    output_write(w->out, VIEW("\n"));
}

/* Writes text from `p` on, in room for `room` bytes. */
static char *put_text(struct json_writer *w, char *p, size_t room, struct view text)
{
    while (text.len > 0) {
        struct view piece = view_slice(text, 0, PIECE);
        if (piece.len + ESCAPE_MAX > room) {
            end(w, p);
            room = piece.len + PIECE;
            p = output_room(w->out, room + AROUND);
        }
        size_t run = escape_copy_plain(p, piece), len = 0;
        char *after = p + run;
        if (run < piece.len) {
            after = escape_first(after, view_from(text, run), &len);
        }
        room -= (size_t)(after - p);
        p = after;
        text = view_from(text, run + len);
    }
    return p;
}

void json_put_text(struct json_writer *w, struct view key, struct view text)
{
    if (!text.data) {
        return;
    }
    const bool is_short = text.len <= SHORT_TEXT;
    size_t room = is_short ? text.len * ESCAPE_GROWTH : PIECE + ESCAPE_MAX;
    char *p = begin(w, key, room + AROUND);
    *p++ = '"';
    if (is_short) {
        size_t plain, len;
        while ((plain = escape_copy_plain(p, text)) < text.len) {
            text = view_from(text, plain);
            p = escape_first(p + plain, text, &len);
            text = view_from(text, len);
        }
        p += plain;
    } else {
        p = put_text(w, p, room, text);
    }
    *p++ = '"';
    end(w, p);
}

void json_write_texts(struct json_writer *w, const char *key, const struct view *texts,
                      size_t count)
{
    json_open_list(w, key);
    for (size_t i = 0; i < count; i++) {
        json_write_text(w, NULL, texts[i].data ? texts[i] : VIEW(""));
    }
    json_close_list(w);
}

void json_write_made(struct json_writer *w, struct view members)
{
    assert(w->depth > 0 && w->is == 0);
    if (members.len == 0) {
        return;
    }
    char *p = output_room(w->out, members.len + AROUND);
    if (w->has_value) {
        *p++ = ',';
    }
    memcpy(p, members.data, members.len);
    w->has_value = true;
    end(w, p + members.len);
}

void json_put_made(struct json_writer *w, struct view key, struct view members)
{
    char *p = begin(w, key, members.len + AROUND);
    *p++ = '{';
    if (members.len > 0) {
        memcpy(p, members.data, members.len);
        p += members.len;
    }
    *p++ = '}';
    end(w, p);
}

void json_put_number(struct json_writer *w, struct view key, uint64_t number)
{
    if (number <= MAX_SAFE_NUMBER) {
        end(w, text_put_decimal(begin(w, key, SHORT_VALUE), number));
    }
}

void json_put_bool(struct json_writer *w, struct view key, bool value)
{
    struct view text = value ? VIEW("true") : VIEW("false");
    char *p = begin(w, key, SHORT_VALUE);
    memcpy(p, text.data, text.len);
    end(w, p + text.len);
}

void json_write_time(struct json_writer *w, const char *key, int64_t time)
{
    if (time == WINTIME_NONE) {
        return;
    }
    char *p = begin(w, view_of(key), SHORT_VALUE);
    *p++ = '"';
    p += strlen(wintime_format(time, p));
    *p++ = '"';
    end(w, p);
}

void json_write_zone(struct json_writer *w, int64_t first, int64_t last)
{
    if (wintime_is_local(first) || wintime_is_local(last)) {
        json_write_text(w, "time_zone", VIEW("unknown"));
    }
}

void json_write_ms(struct json_writer *w, const char *key, int64_t ticks)
{
    if (ticks == WINTIME_NONE) {
        return;
    }
    char *p = begin(w, view_of(key), SHORT_VALUE);
    if (ticks < 0) {
        *p++ = '-';
    }
    uint64_t size = ticks < 0 ? -(uint64_t)ticks : (uint64_t)ticks;
    p = text_put_decimal(p, size / WINTIME_TICKS_PER_MS);
    *p++ = '.';
    uint64_t rest = size % WINTIME_TICKS_PER_MS;
    do {
        rest *= 10;
        *p++ = (char)('0' + rest / WINTIME_TICKS_PER_MS);
        rest %= WINTIME_TICKS_PER_MS;
    } while (rest != 0);
    end(w, p);
}

/* Always with a decimal point or an exponent, so that it reads back as a real. */
void json_write_real(struct json_writer *w, const char *key, double number)
{
    assert(isfinite(number));
    char *p = begin(w, view_of(key), SHORT_VALUE);
    int len = snprintf(p, SHORT_VALUE, "%.*g", REAL_DIGITS, number);
    p += len;
    if (!memchr(p - len, '.', (size_t)len) && !memchr(p - len, 'e', (size_t)len)) {
        memcpy(p, ".0", 2);
        p += 2;
    }
    end(w, p);
}

void json_write_code(struct json_writer *w, const char *key, uint32_t code)
{
    char digits[TEXT_CODE_SIZE];
    json_write_text(w, key, text_code(digits, code));
}
