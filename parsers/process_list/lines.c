/* Cutting a text into lines, and lines by characters. */
#include "parsers/process_list/lines.h"

bool lines_next(struct view text, size_t *pos, struct view *line)
{
    if (*pos >= text.len) {
        return false;
    }
    size_t end = view_find(text, VIEW("\n"), *pos);
    end = end == SIZE_MAX ? text.len : end;
    *line = view_slice(text, *pos, end);
    if (line->len > 0 && line->data[line->len - 1] == '\r') {
        line->len--;
    }
    *pos = end + 1;
    return true;
}

size_t lines_byte_of(struct view line, size_t character)
{
    size_t pos = 0;
    while (pos < line.len) {
        bool is_continued = ((uint8_t)line.data[pos] & 0xC0U) == 0x80U;
        if (!is_continued && character-- == 0) {
            break;
        }
        pos++;
    }
    return pos;
}
