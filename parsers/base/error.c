/* Recording of errors: the first one wins, and a long message is cut between characters. */
#include "parsers/base/error.h"

#include <stdarg.h>
#include <stdio.h>

void error_init(struct error *err)
{
    err->status = STATUS_OK;
    err->has_offset = false;
    err->offset = 0;
    err->message[0] = '\0';
}

/* A message that fills its room may end inside a UTF-8 sequence: takes that piece away. */
static void drop_partial_character(char *message, size_t len)
{
    size_t tail = 0; /* continuation bytes at the end */
    while (tail < 3 && tail < len && ((unsigned char)message[len - 1 - tail] & 0xC0) == 0x80) {
        tail++;
    }
    if (tail == len) {
        return;
    }
    unsigned char lead = (unsigned char)message[len - 1 - tail];
    size_t need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (tail < need) {
        message[len - 1 - tail] = '\0';
    }
}

static void record(struct error *err, enum status status, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void record(struct error *err, enum status status, const char *format, va_list args)
{
    err->status = status;
    int len = vsnprintf(err->message, sizeof(err->message), format, args);
    if (len < 0) {
        err->message[0] = '\0';
    } else if ((size_t)len >= sizeof(err->message)) {
        drop_partial_character(err->message, sizeof(err->message) - 1);
    }
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
    if (!err || err->status != STATUS_OK) {
        return status;
    }
    va_list args;
    va_start(args, format);
    record(err, status, format, args);
    va_end(args);
    return status;
}

enum status error_set_at(struct error *err, enum status status, uint64_t offset, const char *format,
                         ...)
{
    if (!err || err->status != STATUS_OK) {
        return status;
    }
    err->has_offset = true;
    err->offset = offset;
    va_list args;
    va_start(args, format);
    record(err, status, format, args);
    va_end(args);
    return status;
}
