/* Commas, keys and values, each written into room that was made once for all of it. */
#include "analyzer/report/json/writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/report/json/escape.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"

enum {
    PIECE = 16 * 1024, /* of a long text, at a time */
    SHORT_TEXT = 1024, /* bytes of one for which there is room however it is escaped */
    REAL_DIGITS = 15,  /* that a double always keeps */
};

void json_writer_init(struct json_writer *w, struct output *out)
{
    *w = (struct json_writer){.out = out,
                              .is = JSON_IS_LIST}; /* a value by itself has no key either */
}

void json_open_document(struct json_writer *w)
{
    assert(w->depth == 0);
    json_open_value(w, VIEW_NONE, '{', JSON_IS_IN_LINES);
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
            json_end_value(w, p);
            room = piece.len + PIECE;
            p = output_room(w->out, room + JSON_AROUND);
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
    char *p = json_begin_value(w, key, room + JSON_AROUND);
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
    json_end_value(w, p);
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
    char *p = output_room(w->out, members.len + JSON_AROUND);
    if (w->has_value) {
        *p++ = ',';
    }
    memcpy(p, members.data, members.len);
    w->has_value = true;
    json_end_value(w, p + members.len);
}

void json_write_made_open(struct json_writer *w, struct view members)
{
    assert(members.len > 0 && w->depth < JSON_WRITER_MAX_DEPTH);
    json_write_made(w, members);
    w->outer[w->depth++] = 0;
}

void json_put_made(struct json_writer *w, struct view key, struct view members)
{
    char *p = json_begin_value(w, key, members.len + JSON_AROUND);
    *p++ = '{';
    if (members.len > 0) {
        memcpy(p, members.data, members.len);
        p += members.len;
    }
    *p++ = '}';
    json_end_value(w, p);
}

void json_put_number(struct json_writer *w, struct view key, uint64_t number)
{
    if (number <= JSON_MAX_SAFE_NUMBER) {
        json_end_value(w, text_put_decimal(json_begin_value(w, key, JSON_SHORT_VALUE), number));
    }
}

void json_put_bool(struct json_writer *w, struct view key, bool value)
{
    struct view text = value ? VIEW("true") : VIEW("false");
    char *p = json_begin_value(w, key, JSON_SHORT_VALUE);
    memcpy(p, text.data, text.len);
    json_end_value(w, p + text.len);
}

void json_write_time(struct json_writer *w, const char *key, int64_t time)
{
    if (time == WINTIME_NONE) {
        return;
    }
    char *p = json_begin_value(w, view_of(key), JSON_SHORT_VALUE);
    *p++ = '"';
    p += strlen(wintime_format(time, p));
    *p++ = '"';
    json_end_value(w, p);
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
    char *p = json_begin_value(w, view_of(key), JSON_SHORT_VALUE);
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
    json_end_value(w, p);
}

/* Always with a decimal point or an exponent, so that it reads back as a real. */
void json_write_real(struct json_writer *w, const char *key, double number)
{
    assert(isfinite(number));
    char *p = json_begin_value(w, view_of(key), JSON_SHORT_VALUE);
    int len = snprintf(p, JSON_SHORT_VALUE, "%.*g", REAL_DIGITS, number);
    p += len;
    if (!memchr(p - len, '.', (size_t)len) && !memchr(p - len, 'e', (size_t)len)) {
        memcpy(p, ".0", 2);
        p += 2;
    }
    json_end_value(w, p);
}

void json_write_code(struct json_writer *w, const char *key, uint32_t code)
{
    char digits[TEXT_CODE_SIZE];
    json_write_text(w, key, text_code(digits, code));
}
