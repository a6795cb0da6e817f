/* Growing text with a maximum. */
#ifndef WMILOG_PARSERS_BASE_BUFFER_H
#define WMILOG_PARSERS_BASE_BUFFER_H
#include "parsers/base/view.h"

struct buffer {
    char *data;
    size_t len;
    size_t cap;
    size_t max;
    bool overflowed; /* something did not fit and was left out */
};

enum { BUFFER_NO_MAX = 0 };

/* No allocation; `max` bytes at most, BUFFER_NO_MAX for no limit. */
void buffer_init(struct buffer *b, size_t max);
void buffer_release(struct buffer *b);
void buffer_clear(struct buffer *b);

/* What does not fit whole is left out and sets `overflowed`; they return false then. */
bool buffer_add(struct buffer *b, struct view v);
bool buffer_add_text(struct buffer *b, const char *text);
bool buffer_add_char(struct buffer *b, char c);
bool buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `len` more bytes at data + len, without changing `len`; over the maximum false, and
 * `overflowed` is set. */
bool buffer_reserve(struct buffer *b, size_t len);
/* Valid until the next change; VIEW("") before the first. */
struct view buffer_view(const struct buffer *b);

#endif
