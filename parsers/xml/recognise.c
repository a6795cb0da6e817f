/* What is taken for events as XML, where one begins, and when. */
#include "parsers/base/ascii.h"
#include "parsers/base/encoding.h"
#include "parsers/event/markup.h"
#include "parsers/xml/xml.h"

enum {
    LOOK = 4096,            /* bytes of an event that its parts begin in */
    FIRST_TIME_SIZE = 8192, /* how far the first time is looked for */
    MAX_MENTIONS = 16,      /* of events that are none, before the first one */
};

/* The rest of a tag that does not end: of one that is cut off only attributes can follow. */
static bool is_no_attribute(struct view tag)
{
    struct view name, rest = VIEW_NONE;
    view_cut(tag, VIEW(" "), &name, &rest);
    rest = view_trim(rest);
    return rest.len > 0 && view_find(rest, VIEW("="), 0) == SIZE_MAX &&
           !view_starts(VIEW("xmlns"), rest);
}

bool xml_is_mention(struct view event, enum text_encoding encoding)
{
    struct buffer text;
    struct view tag, rest;
    buffer_init(&text, BUFFER_NO_MAX);
    text_to_utf8(&text, view_slice(event, 0, LOOK), encoding, NULL);
    bool is_mention;
    if (view_cut(buffer_view(&text), VIEW(">"), &tag, &rest)) {
        size_t len = 0; /* browsers put marks before what can be unfolded */
        while (len < rest.len && (ascii_is_blank(rest.data[len]) || rest.data[len] == '-' ||
                                  rest.data[len] == '+' || rest.data[len] == '\n' ||
                                  (rest.data[len] == '>' && len == 0))) { /* behind a link */
            len++;
        }
        is_mention = len < rest.len && rest.data[len] != '<';
    } else {
        is_mention = is_no_attribute(buffer_view(&text));
    }
    buffer_release(&text);
    return is_mention;
}

/* True for an event that is quoted in a mail, its first line with a mark before it: the marks of
 * its other lines would be part of its values. And for one as a mail stores it. */
static bool is_quoted(struct view head, size_t pos)
{
    bool has_mark = false;
    struct view tag = view_slice(head, pos, view_find(head, VIEW(">"), pos));
    if (view_find(tag, VIEW("=3D\""), 0) != SIZE_MAX ||
        view_find(tag, VIEW("=3D'"), 0) != SIZE_MAX) {
        return true;
    }
    while (pos > 0 && ascii_is_of(" >|*", head.data[pos - 1])) {
        has_mark |= head.data[pos - 1] != ' ';
        pos--;
    }
    return has_mark && (pos == 0 || head.data[pos - 1] == '\n');
}

/* Where an event begins that is not only spoken of; SIZE_MAX for none. */
static size_t find_event(struct view head, enum text_encoding encoding)
{
    size_t pos = xml_find_next(head, &encoding, 0);
    for (size_t i = 0; i < MAX_MENTIONS && pos != SIZE_MAX; i++) {
        if (!xml_is_mention(view_from(head, pos), encoding)) {
            return pos;
        }
        pos = xml_find_next(head, &encoding, pos + 2);
    }
    return SIZE_MAX;
}

bool xml_recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    input->encoding = encoding_sniff(head, &bom_len);
    enum text_encoding first = input->encoding;
    input->code_page = first == TEXT_UTF8 ? xml_declared_page(head) : NULL;
    const size_t start = find_event(head, first);
    if (start != SIZE_MAX && is_quoted(head, start)) {
        return false; /* read as text, which takes the marks away */
    }
    if (start != SIZE_MAX) {
        input->console_width = text_is_wide(first) ? 0 : xml_wrapped_width(head);
        return true;
    }
    /* An export without events is still one: <Events></Events>, or only a declaration. */
    struct buffer text;
    buffer_init(&text, READER_HEAD_SIZE * 2);
    size_t replaced = 0;
    text_to_utf8(&text, view_slice(view_from(head, bom_len), 0, 1024), input->encoding, &replaced);
    struct view trimmed = view_trim(buffer_view(&text));
    bool is_xml = view_starts_nocase(trimmed, VIEW("<?xml")) ||
                  view_starts_nocase(trimmed, VIEW("<Event")) ||
                  (view_starts(trimmed, VIEW("evtxexport ")) &&
                   view_find(trimmed, VIEW("Event number"), 0) == SIZE_MAX);
    /* What was escaped twice is read as text. */
    is_xml = is_xml && view_find(trimmed, VIEW("&amp;lt;Event"), 0) == SIZE_MAX;
    buffer_release(&text);
    return is_xml;
}

size_t xml_boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    enum text_encoding encoding = input->encoding;
    bool is_wide = text_is_wide(encoding);
    /* UTF-16 units stay aligned as long as blocks start at even offsets. */
    return xml_find_next(data, &encoding, from + (is_wide && ((at + from) & 1)));
}

int64_t xml_read_time(const struct reader_clock *clock, struct view system)
{
    int64_t time;
    struct view value = markup_attribute(system, VIEW("SystemTime="));
    if (!wintime_parse(value, &time)) {
        return WINTIME_NONE;
    }
    struct view rest = view_from(system, (size_t)(value.data - system.data) + value.len + 1);
    return view_starts(rest, VIEW(" TimeZone=")) ? reader_time(clock, time) : time;
}

bool xml_first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    enum text_encoding encoding = input->encoding;
    size_t start = xml_find_next(data, &encoding, 0);
    if (start == SIZE_MAX) {
        return false;
    }
    struct view head = view_slice(data, start, start + FIRST_TIME_SIZE);
    struct buffer text;
    buffer_init(&text, (size_t)FIRST_TIME_SIZE * 4);
    text_to_utf8(&text, head, encoding, NULL);
    int64_t found = xml_read_time(&input->clock, buffer_view(&text));
    buffer_release(&text);
    if (found != WINTIME_NONE) {
        *time = found;
    }
    return found != WINTIME_NONE;
}
