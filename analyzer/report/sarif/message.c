/* Texts of messages, in which braces and brackets can mean something. */
#include "analyzer/report/sarif/parts.h"
#include "parsers/base/ascii.h"

/* "{0}" stands for an argument, and "[text](link)" for a link: a blank takes that meaning away. */
void sarif_write_text(struct json_writer *w, struct view text)
{
    struct buffer safe;
    buffer_init(&safe, BUFFER_NO_MAX);
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        const char next = i + 1 < text.len ? text.data[i + 1] : ' ';
        buffer_add_char(&safe, c);
        if ((c == '{' && ascii_is_digit(next)) || (c == ']' && next == '(')) {
            buffer_add_char(&safe, ' ');
        }
    }
    json_write_text(w, "text", buffer_view(&safe));
    buffer_release(&safe);
}
