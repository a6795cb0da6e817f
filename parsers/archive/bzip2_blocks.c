/* Blocks stand anywhere between the bits of a file, and begin with a signature of 48 bits; so does
 * what follows the last one. Behind it stands the block's checksum, which is that of a file that
 * has no other block. */
#include "parsers/archive/bzip2_blocks.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

#define BLOCK UINT64_C(0x314159265359)
#define END_OF_BLOCKS UINT64_C(0x177245385090)
#define SIGNATURE_MASK ((UINT64_C(1) << SIGNATURE_BITS) - 1)

enum {
    SIGNATURE_BITS = 48,
    CHECKSUM_BITS = 32,
    BYTE = 8,
    PIECE = 4096,            /* mostly the next signature is far, but not in hostile files */
    MAX_BLOCK = 1280 * 1024, /* bytes; blocks hold up to 900,000, and take little more */
    MAX_BLOCKS = 65536,      /* of a file */
};

struct signature {
    uint64_t bit; /* where it begins, or the end of the source */
    bool is_block, is_there;
};

static size_t read_at(struct bzip2_blocks *b, uint64_t at, char *bytes, size_t len)
{
    struct error err;
    size_t got = 0;
    error_init(&err);
    return source_read(b->source, at, bytes, len, &got, &err) == STATUS_OK ? got : 0;
}

/* The first signature that begins at that bit or behind it. */
static struct signature find(struct bzip2_blocks *b, uint64_t from)
{
    char *bytes = memory_new(PIECE, 1);
    uint64_t at = from / BYTE, window = 0;
    struct signature found = {0};
    size_t got;
    while (!found.is_there && (got = read_at(b, at, bytes, PIECE)) > 0) {
        for (size_t i = 0; i < got && !found.is_there; i++) {
            window = window << BYTE | (uint8_t)bytes[i];
            for (unsigned shift = BYTE; shift-- > 0 && !found.is_there;) {
                const uint64_t value = window >> shift & SIGNATURE_MASK;
                const uint64_t bit = (at + i + 1) * BYTE - SIGNATURE_BITS - shift;
                found =
                    (struct signature){bit, value == BLOCK,
                                       (value == BLOCK || value == END_OF_BLOCKS) &&
                                           (at + i + 1) * BYTE >= from + SIGNATURE_BITS + shift};
            }
        }
        at += got;
    }
    free(bytes);
    return found.is_there ? found : (struct signature){.bit = at * BYTE};
}

struct bit_writer {
    struct buffer *out;
    uint64_t bits;
    unsigned count; /* of them that are not written yet, less than a byte */
};

static void put(struct bit_writer *w, uint64_t value, unsigned count)
{
    w->bits = w->bits << count | (value & ((UINT64_C(1) << count) - 1));
    w->count += count;
    while (w->count >= BYTE) {
        w->count -= BYTE;
        buffer_add_char(w->out, (char)(w->bits >> w->count));
    }
}

/* The bits of the source from `from` to `to`; its checksum in `*checksum`. False when they cannot
 * be read. */
static bool put_block(struct bzip2_blocks *b, struct bit_writer *w, uint64_t from, uint64_t to,
                      uint64_t *checksum)
{
    const uint64_t start = from / BYTE;
    const size_t len = (size_t)((to + BYTE - 1) / BYTE - start);
    const unsigned skipped = (unsigned)(from % BYTE);
    char *bytes = memory_new(len, 1);
    const bool is_read = read_at(b, start, bytes, len) == len;
    uint64_t window = 0;
    for (size_t i = 0; is_read && i < len; i++) {
        const uint8_t byte = (uint8_t)bytes[i];
        const unsigned before = i == 0 ? skipped : 0;
        const unsigned behind = i + 1 == len ? (unsigned)(len * BYTE - skipped - (to - from)) : 0;
        put(w, byte >> behind, BYTE - before - behind);
        window = window << BYTE | byte;
        if (i == (SIGNATURE_BITS + CHECKSUM_BITS) / BYTE) {
            *checksum = window >> (BYTE - skipped);
        }
    }
    free(bytes);
    return is_read;
}

bool bzip2_blocks_next(struct bzip2_blocks *b, struct buffer *file)
{
    struct signature start = find(b, b->bit);
    while (start.is_there && !start.is_block) {
        start = find(b, start.bit + 1);
    }
    if (!start.is_there || b->count++ == MAX_BLOCKS) {
        return false;
    }
    const uint64_t max = start.bit + (uint64_t)MAX_BLOCK * BYTE;
    uint64_t end = find(b, start.bit + 1).bit;
    uint64_t checksum = 0;
    b->bit = end;
    end = end < max ? end : max;
    buffer_clear(file);
    buffer_add_text(file, "BZh9");
    struct bit_writer writer = {.out = file};
    if (!put_block(b, &writer, start.bit, end, &checksum)) {
        return false;
    }
    put(&writer, END_OF_BLOCKS, SIGNATURE_BITS);
    put(&writer, checksum, CHECKSUM_BITS);
    put(&writer, 0, BYTE - 1);
    return true;
}
