/* What the program says beside its result. */
#include "analyzer/input/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "parsers/base/text.h"

enum { MAX_COMPLAINT = 6144 }; /* bytes: the longest path and a message; more is cut */

void complain(const char *format, ...)
{
    char text[MAX_COMPLAINT];
    struct buffer clean;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    /* Names of files and what they hold may be made to move a cursor. */
    buffer_init(&clean, BUFFER_NO_MAX);
    text_add_clean(&clean, view_of(text));
    fprintf(stderr, "wmilog: %.*s\n", VIEW_ARG(buffer_view(&clean)));
    buffer_release(&clean);
}
