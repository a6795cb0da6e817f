/* The checked reader of little-endian data: no byte is read without its bound. */
#include "parsers/base/cursor.h"

struct cursor cursor_over(struct view v)
{
    static const uint8_t nothing[1] = {0};
    const uint8_t *data = v.data ? (const uint8_t *)v.data : nothing;
    return (struct cursor){.data = data, .len = v.len, .pos = 0, .failed = false};
}

size_t cursor_left(const struct cursor *c)
{
    return c->len - c->pos;
}

/* The position goes to the end, so that a loop over what is left ends as well. */
static void fail(struct cursor *c)
{
    c->failed = true;
    c->pos = c->len;
}

void cursor_seek(struct cursor *c, size_t pos)
{
    if (c->failed) {
        return;
    }
    if (pos > c->len) {
        fail(c);
    } else {
        c->pos = pos;
    }
}

/* Passes `len` bytes and gives where they start, or NULL when they are not all there. */
static const uint8_t *take(struct cursor *c, size_t len)
{
    if (c->failed || len > c->len - c->pos) {
        fail(c);
        return NULL;
    }
    const uint8_t *bytes = c->data + c->pos;
    c->pos += len;
    return bytes;
}

void cursor_skip(struct cursor *c, size_t len)
{
    take(c, len);
}

uint8_t cursor_u8(struct cursor *c)
{
    const uint8_t *p = take(c, 1);
    return p ? p[0] : 0;
}

uint16_t cursor_u16(struct cursor *c)
{
    const uint8_t *p = take(c, 2);
    return (uint16_t)(p ? p[0] | p[1] << 8 : 0);
}

static uint32_t load_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint32_t cursor_u32(struct cursor *c)
{
    const uint8_t *p = take(c, 4);
    return p ? load_u32(p) : 0;
}

uint64_t cursor_u64(struct cursor *c)
{
    const uint8_t *p = take(c, 8);
    return p ? load_u32(p) | (uint64_t)load_u32(p + 4) << 32 : 0;
}

struct view cursor_bytes(struct cursor *c, size_t len)
{
    const uint8_t *p = take(c, len);
    return p ? (struct view){(const char *)p, len} : VIEW_NONE;
}

struct view cursor_utf16z(struct cursor *c)
{
    size_t left = c->len - c->pos;
    const uint8_t *p = c->data + c->pos;
    size_t len = 0;
    while (left - len >= 2 && (p[len] | p[len + 1]) != 0) {
        len += 2;
    }
    if (c->failed || left - len < 2) {
        fail(c);
        return VIEW_NONE;
    }
    c->pos += len + 2;
    return (struct view){(const char *)p, len};
}
