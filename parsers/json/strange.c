/* Events of other forms in strings of a record: as XML, and as text. */
#include "parsers/base/ascii.h"
#include "parsers/json/record.h"

/* One event as XML. */
static bool read_xml(struct json_work *w, struct view text, uint64_t offset)
{
    for (size_t i = 0; readers[i]; i++) {
        if (readers[i]->add_one) {
            readers[i]->add_one(w->input, text, offset, w->batch);
            return true;
        }
    }
    return false;
}

/* Where the next <Event> begins, and not <EventData> or <Events>; SIZE_MAX for none. */
static size_t find_event(struct view text, size_t pos)
{
    const struct view tag = VIEW("<Event");
    do {
        pos = view_find(text, tag, pos);
        pos = pos == SIZE_MAX ? pos : pos + tag.len;
    } while (pos < text.len && text.data[pos] != '>' && !ascii_is_blank(text.data[pos]));
    return pos < text.len ? pos - tag.len : SIZE_MAX;
}

/* Whole events as XML; false when no reader takes them. */
bool json_read_xml(struct json_work *w, struct view text, uint64_t offset)
{
    const struct view end = VIEW("</Event>");
    size_t close = view_find(text, end, 0);
    size_t next = close == SIZE_MAX ? SIZE_MAX : find_event(text, close);
    size_t start = next == SIZE_MAX ? SIZE_MAX : find_event(text, 0);
    if (start == SIZE_MAX || start > close) {
        return read_xml(w, text, offset);
    }
    bool is_read = false;
    for (; start != SIZE_MAX; start = next) {
        close = view_find(text, end, start);
        close = close == SIZE_MAX ? text.len : close + end.len;
        is_read |= read_xml(w, view_slice(text, start, close), offset);
        next = find_event(text, close);
    }
    return is_read;
}

bool json_read_strays(struct json_work *w, struct view text, uint64_t offset)
{
    struct reader_input input = *w->input;
    input.encoding = TEXT_UTF8;
    for (size_t i = 0; readers[i]; i++) {
        if (readers[i]->add_strays && readers[i]->add_strays(&input, text, offset, w->batch)) {
            return true;
        }
    }
    return false;
}
