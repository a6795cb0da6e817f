/* Unpacking once more, for zlib's opinion alone. */
#include "parsers/archive/gzip_check.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "parsers/base/memory.h"

enum {
    GZIP_ONLY = 16, /* added to the size of the window: no other head than gzip's */
    OUT_SIZE = 64 * 1024,
};

struct gzip_check {
    z_stream stream;
    bool is_over, is_wrong;
    unsigned char out[OUT_SIZE];
};

struct gzip_check *gzip_check_new(void)
{
    struct gzip_check *check = memory_new(1, sizeof(*check));
    if (inflateInit2(&check->stream, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        memory_exhausted();
    }
    return check;
}

void gzip_check_free(struct gzip_check *check)
{
    if (check) {
        inflateEnd(&check->stream);
        free(check);
    }
}

/* Whether the end of a member is what zlib complains about; anything else libarchive tells itself.
 */
static bool is_about_end(const z_stream *stream)
{
    return stream->msg && (strcmp(stream->msg, "incorrect data check") == 0 ||
                           strcmp(stream->msg, "incorrect length check") == 0);
}

bool gzip_check_add(struct gzip_check *check, struct view bytes)
{
    z_stream *stream = &check->stream;
    struct view left = bytes;
    while (!check->is_over && left.len > 0) {
        int result = Z_OK;
        /* zlib does not write to what it reads, but its type does not say so. */
        memcpy(&stream->next_in, &left.data, sizeof(left.data));
        stream->avail_in = (uInt)(left.len < UINT32_MAX ? left.len : UINT32_MAX);
        const uInt given = stream->avail_in;
        stream->next_out = check->out;
        stream->avail_out = OUT_SIZE;
        result = inflate(stream, Z_NO_FLUSH);
        left = view_from(left, given - stream->avail_in);
        if (result == Z_STREAM_END) {
            result = inflateReset(stream);
        }
        check->is_wrong = check->is_wrong || (result == Z_DATA_ERROR && is_about_end(stream));
        check->is_over = result != Z_OK && result != Z_BUF_ERROR;
    }
    return !check->is_over;
}

bool gzip_check_is_wrong(const struct gzip_check *check)
{
    return check->is_wrong;
}

enum status gzip_check_rest(struct gzip_check *check, struct source *source, uint64_t at,
                            struct error *err)
{
    char bytes[OUT_SIZE];
    enum status status = STATUS_OK;
    size_t got = 1;
    bool goes_on = check ? true : false;
    while (goes_on && status == STATUS_OK && got > 0) {
        status = source_read(source, at, bytes, sizeof(bytes), &got, err);
        at += got;
        goes_on = gzip_check_add(check, (struct view){bytes, got});
        source_forget(source, at);
    }
    return status == STATUS_OK && check && gzip_check_is_wrong(check)
               ? error_set(err, STATUS_DAMAGED,
                           "its checksum is wrong: what came out of it is not "
                           "what was compressed")
               : status;
}
