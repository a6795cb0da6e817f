/* GUIDs, as text and as the 16 bytes of the Windows layout. */
#ifndef WMILOG_PARSERS_BASE_GUID_H
#define WMILOG_PARSERS_BASE_GUID_H
#include "parsers/base/view.h"

enum { GUID_TEXT_SIZE = 39 };

struct guid {
    uint8_t bytes[16]; /* little-endian first three parts, as in files */
};

/* With or without braces, any case. */
bool guid_parse(struct view v, struct guid *guid);
/* "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}": upper case with braces. Returns `text`. */
const char *guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE]);
bool guid_equal(const struct guid *a, const struct guid *b);
bool guid_is_zero(const struct guid *guid);

#endif
