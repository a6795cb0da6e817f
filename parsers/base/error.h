/* Error values: what kind of failure, where in the input, and one sentence for a person. */
#ifndef WMILOG_PARSERS_BASE_ERROR_H
#define WMILOG_PARSERS_BASE_ERROR_H
#include <stdbool.h>
#include <stdint.h>

enum status {
    STATUS_OK,
    STATUS_IO,          /* the operating system could not read or write */
    STATUS_NOT_FORMAT,  /* the input is of another format */
    STATUS_DAMAGED,     /* the right format, but broken at this place */
    STATUS_UNSUPPORTED, /* a valid variant that is not read */
    STATUS_LIMIT,       /* valid, but over a named limit */
    STATUS_USAGE,       /* the caller's or the user's mistake */
};

enum { ERROR_MESSAGE_SIZE = 512 };

struct error {
    enum status status;
    bool has_offset;
    uint64_t offset; /* byte offset in the input, valid when has_offset */
    char message[ERROR_MESSAGE_SIZE];
};

void error_init(struct error *err);

/* Records status and a formatted message (lower case, no full stop, values in '...') unless an
 * earlier error is recorded: the first one wins. `err` may be NULL. Returns `status`, so that a
 * function can end with `return error_set(err, ...)`. Messages over the size are cut. */
enum status error_set(struct error *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the byte offset in the input. */
enum status error_set_at(struct error *err, enum status status, uint64_t offset, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

#endif
