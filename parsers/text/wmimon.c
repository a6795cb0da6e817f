/* What WMIMon (github.com/luctalpe/WMIMon) writes to its console: lines that begin with stars and a
 * time of day, for the start of an operation and for its end. */
#include "parsers/base/ascii.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

#define MARK "***** "

/* The number behind that name; false, without effect, for another word. */
static bool take_number(struct view *rest, struct view name, struct view *number)
{
    struct view after = *rest;
    struct view word = view_take_word(&after);
    uint64_t value;
    if (!view_starts(word, name) || !view_number(view_from(word, name.len), &value)) {
        return false;
    }
    *number = view_from(word, name.len);
    *rest = after;
    return true;
}

static void add(struct text_record *r, struct view name, struct view value)
{
    assembly_add_datum(&r->assembly, name, tidy_text(&r->batch->arena, view_trim(value)));
}

static void start(struct text_record *r, uint64_t offset, struct view id)
{
    text_record_start(r, offset);
    text_record_set(r, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
    text_record_set(r, EVENT_PART_EVENT_ID, id);
}

/* "Grp=1 Op=2 _ClientProcessId=3 [IMAGE] MACHINE USER", of which only the user may have blanks. A
 * connect has no Op: it ends under the number of its group. */
static bool take_start(struct text_record *r, struct view rest, uint64_t offset)
{
    struct view group, operation, client, image, after;
    if (!take_number(&rest, VIEW("Grp="), &group)) {
        return false;
    }
    operation = group;
    take_number(&rest, VIEW("Op="), &operation);
    if (!take_number(&rest, VIEW("_ClientProcessId="), &client)) {
        return false;
    }
    rest = view_trim(rest);
    if (view_starts(rest, VIEW("[")) && view_cut(rest, VIEW("]"), &image, &after)) {
        rest = after;
    }
    start(r, offset, VIEW("11"));
    add(r, VIEW("GroupOperationId"), group);
    add(r, VIEW("OperationId"), operation);
    add(r, VIEW("ClientProcessId"), client);
    add(r, VIEW("ClientMachine"), view_take_word(&rest));
    add(r, VIEW("User"), rest);
    return true;
}

bool text_wmimon_is_console(struct view text)
{
    text = view_starts(text, VIEW("\xEF\xBB\xBF")) ? view_from(text, 3) : text;
    return view_starts(view_trim(text), VIEW(MARK));
}

bool text_wmimon_starts(struct view line)
{
    return view_starts(line, VIEW(MARK)) && line.len > sizeof(MARK) + 1 &&
           ascii_is_digit(line.data[sizeof(MARK) - 1]) && view_find(line, VIEW(":"), 0) < 12;
}

enum text_wmimon text_take_wmimon(struct text_record *r, struct view line, uint64_t offset)
{
    struct view operation, rest;
    if (!r->input->is_console || !text_wmimon_starts(line)) {
        return TEXT_WMIMON_NONE;
    }
    rest = view_from(line, sizeof(MARK) - 1);
    view_take_word(&rest); /* the time of day, which is no time without its day */
    if (take_start(r, rest, offset)) {
        return TEXT_WMIMON_START;
    }
    if (!view_equal(view_take_word(&rest), VIEW("Stop")) ||
        !take_number(&rest, VIEW("Op="), &operation)) {
        return TEXT_WMIMON_NONE;
    }
    start(r, offset, VIEW("13"));
    add(r, VIEW("OperationId"), operation);
    add(r, VIEW("ResultCode"), view_take_word(&rest));
    return TEXT_WMIMON_STOP;
}

void text_wmimon_add_line(struct text_record *r, struct view line)
{
    /* Long ones are cut at the width of the console, and go on without a blank. */
    r->parts |= UINT64_C(1) << TEXT_PART_MESSAGE;
    buffer_add(r->message, r->message->len == 0 ? view_trim(line) : line);
}

void text_wmimon_end(struct text_record *r)
{
    add(r, VIEW("Operation"), buffer_view(r->message));
    buffer_clear(r->message);
}
