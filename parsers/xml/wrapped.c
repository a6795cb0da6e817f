/* Events that somebody copied from a console, which cut their lines at its width: in the midst of
 * names and values too. */
#include "parsers/base/ascii.h"
#include "parsers/xml/xml.h"

enum {
    MIN_WIDTH = 40, /* columns of a console */
    MAX_WIDTH = 1024,
    FEW_LINES = 3,  /* that are as long as that */
    MAX_BLANKS = 3, /* at the end of a line, which copying left out */
};

/* The next line, without what ends it; false at the end. */
static bool next_line(struct view *rest, struct view *line)
{
    if (rest->len == 0) {
        return false;
    }
    if (!view_cut(*rest, VIEW("\n"), line, rest)) {
        *line = *rest;
        *rest = VIEW("");
    }
    line->len -= line->len > 0 && line->data[line->len - 1] == '\r';
    return true;
}

/* True when the line was cut within a word of a tag, as no program formats one. */
static bool is_cut_in_tag(struct view line, struct view next)
{
    if (line.len == 0 || next.len == 0 || !ascii_is_alnum(line.data[line.len - 1]) ||
        !ascii_is_alnum(next.data[0])) {
        return false;
    }
    size_t pos = line.len;
    while (pos > 0 && line.data[pos - 1] != '<' && line.data[pos - 1] != '>') {
        pos--;
    }
    return pos > 0 && line.data[pos - 1] == '<';
}

size_t xml_wrapped_width(struct view text)
{
    struct view line;
    struct view next = VIEW("");
    size_t most = 0;
    size_t count = 0;
    bool is_cut = false;
    for (bool is_there = next_line(&text, &line); is_there; line = next) {
        is_there = next_line(&text, &next);
        const size_t width = text_width(line);
        if (!is_there || width < most || width < MIN_WIDTH) {
            continue;
        }
        count = width > most ? 1 : count + 1;
        is_cut = (width == most && is_cut) || is_cut_in_tag(line, next);
        most = width;
    }
    return count >= FEW_LINES && is_cut && most <= MAX_WIDTH ? most : 0;
}

void xml_unwrap(struct buffer *out, struct view text, size_t width)
{
    struct view line;
    while (next_line(&text, &line)) {
        const size_t found = text_width(line);
        const char last = line.len > 0 ? line.data[line.len - 1] : '>';
        buffer_add(out, line);
        if (found < width && (last == '>' || width - found > MAX_BLANKS)) {
            buffer_add_char(out, '\n');
            continue;
        }
        for (size_t i = found; i < width; i++) {
            buffer_add_char(out, ' ');
        }
    }
}
