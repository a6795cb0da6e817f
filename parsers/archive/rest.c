/* The end of a compressed stream is where its filter stopped to take bytes; those of the formats
 * with a directory stand in their heads (7zFormat.txt of the LZMA SDK, SignatureHeader; [MS-CAB],
 * 2.1, cbCabinet) or at their end (APPNOTE.TXT of PKWARE, 4.3.16). */
#include "parsers/archive/rest.h"

#include <string.h>

#include "parsers/archive/reason.h"
#include "parsers/base/cursor.h"

enum {
    PIECE = 64 * 1024,
    HEAD = 32,
    ZIP_END = 22, /* without the comment */
    ZIP_TAIL = ZIP_END + UINT16_MAX,
    ZIP64_LOCATOR = 20, /* stands before the end where another one, with larger numbers, does */
    ZIP_DIRECTORY = 12, /* its size, and its place as the archive counts */
    SEVEN_ZIP_NEXT = 12,
    CAB_SIZE = 8,
};

/* Of a few bytes in little endian. */
static struct cursor cursor_at(const char *bytes, size_t len, size_t at)
{
    struct cursor c = cursor_over((struct view){bytes, len});
    cursor_skip(&c, at);
    return c;
}

/* Where the archive stands in the source. */
struct extent {
    uint64_t start, end;
};

#define UNKNOWN ((struct extent){0, UINT64_MAX})
/* The record at the end of an archive is missing. */
#define NO_END ((struct extent){0, 0})

/* Makes `c` read from the byte `at` of the source's head, which is put into `head`; false where the
 * source is shorter than that, or cannot be read. */
static bool read_head(struct source *source, char head[HEAD], size_t at, struct cursor *c)
{
    size_t got = 0;
    if (source_read(source, 0, head, HEAD, &got, NULL) != STATUS_OK || got < HEAD) {
        return false;
    }
    *c = cursor_at(head, got, at);
    return true;
}

static uint64_t end_of_7z(struct source *source)
{
    char head[HEAD];
    struct cursor c;
    if (!read_head(source, head, SEVEN_ZIP_NEXT, &c)) {
        return UINT64_MAX;
    }
    const uint64_t offset = cursor_u64(&c), size = cursor_u64(&c);
    return offset < source->size && size < source->size ? HEAD + offset + size : UINT64_MAX;
}

static uint64_t end_of_cab(struct source *source)
{
    char head[HEAD];
    struct cursor c;
    return read_head(source, head, CAB_SIZE, &c) ? cursor_u32(&c) : UINT64_MAX;
}

/* From the last end record among the last bytes: the archive starts where its directory would stand
 * at the place that it tells. */
static struct extent extent_of_zip(struct source *source)
{
    char tail[ZIP_TAIL];
    size_t got = 0;
    const uint64_t start = source->size > ZIP_TAIL ? source->size - ZIP_TAIL : 0;
    if (source_read(source, start, tail, sizeof(tail), &got, NULL) != STATUS_OK) {
        return UNKNOWN;
    }
    for (size_t at = got >= ZIP_END ? got - ZIP_END + 1 : 0; at > 0; at--) {
        if (memcmp(tail + at - 1, "PK\x05\x06", 4) == 0) {
            struct cursor c = cursor_at(tail, got, at - 1 + ZIP_DIRECTORY);
            const uint64_t size = cursor_u32(&c), place = cursor_u32(&c), record = start + at - 1;
            const bool is_64 =
                at > ZIP64_LOCATOR && memcmp(tail + at - 1 - ZIP64_LOCATOR, "PK\x06\x07", 4) == 0;
            const bool is_known = !is_64 && size + place <= record;
            return (struct extent){is_known ? record - size - place : 0,
                                   record + ZIP_END + cursor_u16(&c)};
        }
    }
    return NO_END;
}

/* True when the record that ends a zip archive stands in the bytes from `start` on: where it tells
 * that the directory before it ends, or at the very end of them. */
static bool has_zip_end(struct view bytes, uint64_t start)
{
    for (size_t at = 0; at + ZIP_END <= bytes.len; at++) {
        if (memcmp(bytes.data + at, "PK\x05\x06", 4) == 0) {
            struct cursor c = cursor_at(bytes.data, bytes.len, at + ZIP_DIRECTORY);
            const uint64_t size = cursor_u32(&c), place = cursor_u32(&c);
            const size_t end = at + ZIP_END + cursor_u16(&c);
            if (size + place == start + at || place == UINT32_MAX || end == bytes.len) {
                return true;
            }
        }
    }
    return false;
}

/* The same of a stream whose last bytes up to `given` are `last`: reads it to its end. */
static bool stream_has_zip_end(struct source *source, struct view last, uint64_t given)
{
    char bytes[2 * PIECE];
    size_t got = 1;
    size_t len = last.len < PIECE ? last.len : PIECE;
    bool has_end = false;
    if (len > 0) {
        memcpy(bytes, last.data + last.len - len, len);
    }
    while (!has_end && got > 0) {
        if (source_read(source, given, bytes + len, PIECE, &got, NULL) != STATUS_OK) {
            return true; /* which is told elsewhere */
        }
        given += got;
        len += got;
        has_end = has_zip_end((struct view){bytes, len}, given - len);
        source_forget(source, given);
        if (len > PIECE) {
            memmove(bytes, bytes + len - PIECE, PIECE);
            len = PIECE;
        }
    }
    return has_end;
}

/* Padding is nothing that could be missed. */
static bool is_padding(struct source *source, uint64_t start)
{
    char bytes[PIECE];
    size_t got = 0;
    if (source_read(source, start, bytes, sizeof(bytes), &got, NULL) != STATUS_OK) {
        return false;
    }
    for (size_t i = 0; i < got; i++) {
        if (bytes[i] != '\0') {
            return false;
        }
    }
    return true;
}

static struct extent extent_of(struct archive *archive, struct source *source)
{
    if (archive_filter_count(archive) > 1) {
        const la_int64_t taken = archive_filter_bytes(archive, -1);
        return (struct extent){0, taken > 0 ? (uint64_t)taken : UINT64_MAX};
    }
    if (source->is_stream) {
        return UNKNOWN;
    }
    switch (archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) {
    case ARCHIVE_FORMAT_7ZIP:
        return (struct extent){0, end_of_7z(source)};
    case ARCHIVE_FORMAT_CAB:
        return (struct extent){0, end_of_cab(source)};
    case ARCHIVE_FORMAT_ZIP:
        return extent_of_zip(source);
    default:
        return UNKNOWN;
    }
}

/* True at the end of a tape archive that lacks the empty blocks behind its members: nothing was
 * taken since the end of the last one. */
static bool lacks_end(struct archive *a)
{
    const int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
    return format == ARCHIVE_FORMAT_TAR &&
           archive_filter_bytes(a, 0) == archive_read_header_position(a);
}

enum status archive_rest_check(struct archive *archive, struct source *source, uint64_t given,
                               struct view last, struct error *err)
{
    const uint64_t size = source->is_stream ? given : source->size;
    if (lacks_end(archive)) {
        return error_set(err, STATUS_DAMAGED, "it has no end: it seems to be cut off");
    }
    const struct extent extent = extent_of(archive, source);
    const bool is_zip_stream =
        source->is_stream && archive_filter_count(archive) == 1 &&
        (archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    if (extent.end == 0 || (is_zip_stream && !stream_has_zip_end(source, last, given))) {
        return error_set(err, STATUS_DAMAGED,
                         "its directory is cut off: files may be missing" ARCHIVE_VOLUMES);
    }
    if (extent.start > 0) {
        return error_set_at(err, STATUS_DAMAGED, 0, "%llu bytes before its start were not read",
                            (unsigned long long)extent.start);
    }
    if (extent.end < size && (source->is_stream || !is_padding(source, extent.end))) {
        return error_set_at(err, STATUS_DAMAGED, extent.end,
                            "%llu bytes behind its end were not read",
                            (unsigned long long)(size - extent.end));
    }
    return STATUS_OK;
}
