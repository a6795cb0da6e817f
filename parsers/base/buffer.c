/* How a text grows, and what happens at its maximum. */
#include "parsers/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

enum { FIRST_SIZE = 64 };

void buffer_init(struct buffer *b, size_t max)
{
    *b = (struct buffer){.max = max};
}

void buffer_release(struct buffer *b)
{
    free(b->data);
    buffer_init(b, b->max);
}

void buffer_clear(struct buffer *b)
{
    b->len = 0;
    b->overflowed = false;
}

bool buffer_reserve(struct buffer *b, size_t len)
{
    if (len <= b->cap - b->len && b->data) {
        return true;
    }
    size_t max = b->max == BUFFER_NO_MAX ? SIZE_MAX : b->max;
    if (b->len > max || len > max - b->len) {
        b->overflowed = true;
        return false;
    }
    size_t cap = b->cap < FIRST_SIZE / 2 ? FIRST_SIZE : b->cap;
    if (b->cap >= FIRST_SIZE / 2 && __builtin_mul_overflow(cap, (size_t)2, &cap)) {
        cap = SIZE_MAX;
    }
    if (cap > max) {
        cap = max;
    }
    if (cap < b->len + len) {
        cap = b->len + len;
    }
    b->data = memory_resize(b->data, cap, 1);
    b->cap = cap;
    return true;
}

bool buffer_add(struct buffer *b, struct view v)
{
    if (v.len == 0) {
        return true;
    }
    if (!buffer_reserve(b, v.len)) {
        return false;
    }
    memcpy(b->data + b->len, v.data, v.len);
    b->len += v.len;
    return true;
}

bool buffer_add_text(struct buffer *b, const char *text)
{
    return buffer_add(b, view_of(text));
}

bool buffer_add_char(struct buffer *b, char c)
{
    if (!buffer_reserve(b, 1)) {
        return false;
    }
    b->data[b->len++] = c;
    return true;
}

/* For a text of `len` bytes that needs more room than there was. */
static bool format_with_growth(struct buffer *b, size_t len, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static bool format_with_growth(struct buffer *b, size_t len, const char *format, va_list args)
{
    if (!buffer_reserve(b, len)) {
        return false;
    }
    if (b->cap - b->len > len) {
        vsnprintf(b->data + b->len, len + 1, format, args);
    } else {
        /* The NUL that vsnprintf writes may lie past the maximum: formatted beside the buffer. */
        char *text = memory_new(len + 1, 1);
        vsnprintf(text, len + 1, format, args);
        memcpy(b->data + b->len, text, len);
        free(text);
    }
    b->len += len;
    return true;
}

bool buffer_format(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    size_t room = b->cap - b->len;
    int printed = vsnprintf(b->data ? b->data + b->len : NULL, room, format, args);
    size_t len = printed > 0 ? (size_t)printed : 0;
    bool done = true;
    if (len < room) {
        b->len += len;
    } else if (len > 0) {
        done = format_with_growth(b, len, format, again);
    }
    va_end(again);
    va_end(args);
    return done;
}

struct view buffer_view(const struct buffer *b)
{
    return b->data ? (struct view){b->data, b->len} : VIEW("");
}
