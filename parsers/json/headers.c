/* Tables with a header for each kind of record: a block may begin far behind the one that its rows
 * have, so all of the file are listed with their places. */
#include "parsers/json/headers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/event/source.h"

enum {
    PIECE = 64 * 1024,
    FIRST_COLUMNS = 3, /* that tell a header from a row */
};

struct place {
    uint64_t offset;
    struct view text; /* the row, without its line end */
};

struct json_headers {
    struct arena arena;
    struct place *places;
    size_t count, cap;
    uint64_t end; /* behind the bytes that were looked at */
};

/* How the header's line begins, behind the end of another line. */
static struct view line_start(struct json_headers *h, struct view header, char separator)
{
    size_t len = 0;
    for (size_t i = 0; i < FIRST_COLUMNS; i++) {
        const char *end = memchr(header.data + len, separator, header.len - len);
        len = end ? (size_t)(end - header.data) + 1 : len;
    }
    return arena_format(&h->arena, "\n%.*s", (int)len, header.data);
}

/* What stands in a piece of the file; headers that begin behind PIECE are the next one's. */
static void add_piece(struct json_headers *h, struct view bytes, uint64_t offset, struct view start)
{
    for (size_t at = view_find(bytes, start, 0); at < PIECE;
         at = view_find(bytes, start, at + start.len)) {
        struct view line, rest;
        if (!view_cut(view_from(bytes, at + 1), VIEW("\n"), &line, &rest)) {
            return;
        }
        line = view_trim(line);
        if (h->count == 0 || !view_equal(h->places[h->count - 1].text, line)) {
            h->places = memory_grow(h->places, h->count, &h->cap, sizeof(*h->places));
            h->places[h->count++] = (struct place){offset + at + 1, arena_copy(&h->arena, line)};
        }
    }
}

static size_t weight_of(const struct json_headers *h)
{
    return arena_weight(&h->arena) + h->cap * sizeof(*h->places);
}

struct json_headers *json_headers_list(struct source *source, struct view header, char separator,
                                       size_t max_bytes)
{
    struct json_headers *h = memory_new(1, sizeof(*h));
    char *bytes = memory_new(PIECE + JSON_MAX_HEADER, 1);
    struct error err;
    size_t got = 0;
    uint64_t offset = 0;
    error_init(&err);
    arena_init(&h->arena, 0);
    const struct view start = line_start(h, header, separator);
    do {
        if (source_read(source, offset, bytes, PIECE + JSON_MAX_HEADER, &got, &err) != STATUS_OK) {
            break;
        }
        add_piece(h, (struct view){bytes, got}, offset, start);
        offset += PIECE;
        h->end = got > PIECE ? offset : UINT64_MAX;
    } while (got > PIECE && weight_of(h) < max_bytes);
    free(bytes);
    return h;
}

void json_headers_free(struct json_headers *h)
{
    if (h) {
        arena_release(&h->arena);
        free(h->places);
        free(h);
    }
}

static int compare_offset(const void *key, const void *item)
{
    const uint64_t offset = *(const uint64_t *)key;
    const struct place *place = item;
    return (offset > place->offset) - (offset < place->offset);
}

bool json_headers_before(const struct json_headers *h, uint64_t offset, struct view *header)
{
    if (!h || offset > h->end) {
        return false;
    }
    const size_t next =
        search_first(&offset, h->places, h->count, sizeof(*h->places), compare_offset);
    *header = next > 0 ? h->places[next - 1].text : VIEW_NONE;
    return true;
}
