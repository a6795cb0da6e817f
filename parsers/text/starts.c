/* Where records begin, told by single lines. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/text/text.h"

static bool is_number_then(struct view line, size_t pos, const char *after)
{
    size_t start = pos;
    while (pos < line.len && ascii_is_digit(line.data[pos])) {
        pos++;
    }
    return pos > start && pos < line.len && ascii_is_of(after, line.data[pos]);
}

bool text_is_first_label(struct view line, const struct text_label *label)
{
    const char first = line.data[0]; /* other starts have these, and no label */
    const bool is_marked =
        first == '[' || first == '<' || first == '*' || first == '+' || first == '-';
    return !is_marked && (label->part == EVENT_PART_CHANNEL || label->part == EVENT_PART_PROVIDER ||
                          label->part == EVENT_PART_TIME || label->part == EVENT_PART_RECORD_ID);
}

/* "3/9/2026 2:27:44 PM" alone, or before the number of an event. */
static bool is_dated(struct view line)
{
    struct date_text date;
    if (line.len == 0 || !ascii_is_digit(line.data[0]) || !date_scan(line, &date)) {
        return false;
    }
    struct view rest = view_trim(view_from(line, date.len));
    return rest.len == 0 || (line.data[date.len] == ' ' && is_number_then(rest, 0, " "));
}

bool text_names_snare(struct view line)
{
    enum { RARE = 3 }; /* the 'W' */
    return view_find_rare(line, VIEW(" MSWinEventLog"), RARE, 0) != SIZE_MAX;
}

bool text_starts_alone(struct view line)
{
    if (line.len == 0) {
        return false;
    }
    line = view_slice(line, 0, TEXT_LINE_HEAD);
    switch (line.data[0]) {
    case 'E':
        if (view_starts(line, VIEW("Event[")) && is_number_then(line, 6, "]")) {
            return true;
        }
        break;
    case '[':
        return is_number_then(line, 1, "]") && view_find(line, VIEW("::"), 0) < 32;
    case '<':
        return is_number_then(line, 1, ">") && text_names_snare(line);
    case '*':
        return text_wmimon_starts(line);
    case '+':
    case '-':
        return view_equal(view_trim(view_from(line, 1)), VIEW("System")) ||
               view_starts(line, VIEW("-[ RECORD "));
    default:
        break;
    }
    return is_dated(line);
}

bool text_is_start(struct view line, bool is_after_blank)
{
    struct text_label label;
    return text_starts_alone(line) ||
           (is_after_blank && text_label_of(view_slice(line, 0, TEXT_LINE_HEAD), &label) &&
            text_is_first_label(line, &label));
}
