/* Signatures of streams and frames: RFC 1952, 2.3.1; The .xz File Format, 2.1.1 and 3.1; Zstandard
 * and LZ4 frame formats. */
#include "parsers/archive/resume.h"

#include <endian.h>
#include <string.h>
#include <zlib.h>

#include "parsers/base/count.h"
#include "parsers/base/view.h"

enum {
    PIECE = 64 * 1024,
    OVERLAP = 1024 + 4, /* bytes of what is looked at: a head of a block of xz and more */
    XZ_ALIGNMENT = 4,
    XZ_MIN_HEAD = 8,
};

static const struct {
    const char *format;
    struct view signature;
} signatures[] = {
    {"gzip", {"\x1f\x8b\x08", 3}},
    {"xz", {"\xFD\x37\x7AXZ\0", 6}},
    {"lz4", {"\x04\x22\x4D\x18", 4}},
    {"zstd", {"\x28\xB5\x2F\xFD", 4}},
};

/* The head of a block tells its own size and ends with its checksum. */
static bool is_xz_block(struct view bytes)
{
    uint32_t checksum;
    const size_t size = bytes.len > 0 ? ((size_t)(uint8_t)bytes.data[0] + 1) * XZ_ALIGNMENT : 0;
    if (size < XZ_MIN_HEAD || size > bytes.len || ((uint8_t)bytes.data[1] & 0x3C) != 0) {
        return false;
    }
    memcpy(&checksum, bytes.data + size - sizeof(checksum), sizeof(checksum));
    return le32toh(checksum) ==
           crc32(0, (const Bytef *)bytes.data, (uInt)(size - sizeof(checksum)));
}

static bool is_start(const char *format, struct view bytes, uint64_t at, bool *is_block)
{
    *is_block = false;
    for (size_t i = 0; i < COUNT_OF(signatures); i++) {
        if (strcmp(format, signatures[i].format) == 0 &&
            view_starts(bytes, signatures[i].signature)) {
            return true;
        }
    }
    *is_block = strcmp(format, "xz") == 0 && at % XZ_ALIGNMENT == 0 && is_xz_block(bytes);
    return *is_block;
}

static bool read_at(struct source *source, uint64_t at, char *bytes, size_t len, size_t *got)
{
    struct error err;
    error_init(&err);
    return source_read(source, at, bytes, len, got, &err) == STATUS_OK;
}

bool archive_resume_find(struct source *source, const char *format, uint64_t from,
                         struct archive_resume *found)
{
    char bytes[PIECE + OVERLAP];
    size_t got = 0;
    while (read_at(source, from, bytes, sizeof(bytes), &got) && got > 0) {
        for (size_t i = 0; i < got && i < PIECE; i++) {
            bool is_block;
            if (is_start(format, (struct view){bytes + i, got - i}, from + i, &is_block)) {
                *found = (struct archive_resume){.at = from + i};
                return !is_block ||
                       (read_at(source, 0, found->head, ARCHIVE_RESUME_HEAD, &found->head_len) &&
                        found->head_len == ARCHIVE_RESUME_HEAD);
            }
        }
        from += got < PIECE ? got : PIECE;
    }
    return false;
}
