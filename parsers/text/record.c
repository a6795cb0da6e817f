/* One event from the parts that lines gave. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/event_xml.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

/* Other ways in which programs write the provider's name. */
static const struct view wmi_names[] = {
    {"WMI-Activity", 12},
    {"Microsoft_Windows_WMI_Activity", 30},
};

void text_record_init(struct text_record *r, const struct reader_input *input, struct batch *batch)
{
    r->input = input;
    r->batch = batch;
    r->message = &batch->scratch[TEXT_SCRATCH_MESSAGE];
    r->is_open = r->has_code_page = false;
    r->parts = 0;
    assembly_init(&r->assembly, batch, input->source);
}

void text_record_start(struct text_record *r, uint64_t offset)
{
    assembly_start(&r->assembly, offset);
    buffer_clear(r->message);
    r->is_open = true;
    r->is_cut = r->is_row = false;
    r->half_len = 0;
    r->has_odd_time = r->has_guessed_time = false;
    r->parts = 0;
}

bool text_record_has(const struct text_record *r, int part)
{
    return r->is_open && (r->parts >> part & 1) != 0;
}

/* A number whose thousands are grouped: "81.204". What has other digits behind its mark, as a
 * spreadsheet's "8,12E+04", is not all there. */
static bool read_grouped(struct view text, uint64_t *number)
{
    enum { MAX_DIGITS = 18, GROUP = 3 };
    size_t digits = 0, behind = 0;
    uint64_t value = 0;
    char mark = '\0';
    for (size_t i = text.len; i > 0; i--) {
        mark = ascii_is_digit(text.data[i - 1]) ? mark : text.data[i - 1];
    }
    for (size_t i = 0; i < text.len; i++) {
        const bool is_digit = ascii_is_digit(text.data[i]);
        if ((!is_digit && (text.data[i] != mark || (digits > GROUP && behind != GROUP))) ||
            digits == MAX_DIGITS) {
            return false;
        }
        value = is_digit ? value * 10 + (uint64_t)(text.data[i] - '0') : value;
        digits += is_digit;
        behind = is_digit ? behind + 1 : 0;
    }
    *number = value;
    return behind == GROUP;
}

/* The digits that a text starts with, or the number in brackets behind them: "0x16e2 (5858)". */
static bool read_number(struct view text, uint64_t *number)
{
    struct view before, inside, after;
    if (view_cut(text, VIEW("("), &before, &inside) &&
        view_cut(inside, VIEW(")"), &inside, &after) && view_number(inside, number)) {
        return true;
    }
    size_t len = 0;
    while (len < text.len && ascii_is_alnum(text.data[len])) {
        len++;
    }
    const struct view rest = view_from(text, len);
    if (rest.len > 1 && (rest.data[0] == '.' || rest.data[0] == ',') &&
        ascii_is_digit(rest.data[1]) && !(rest.len == 2 && rest.data[1] == '0')) {
        return read_grouped(text, number);
    }
    return view_number(view_slice(text, 0, len), number);
}

/* What stands around names: quotes, marks of Markdown and of links, what leads to a share. */
static bool is_dress(char c)
{
    return !ascii_is_word(c) && ascii_is_of("<>()[]{}\"'`*,;\\/ \t", c);
}

/* The name of a computer without what stands around it; all of it where nothing else is left. */
static struct view computer_name(struct view text)
{
    size_t start = 0;
    while (start < text.len && is_dress(text.data[start])) {
        start++;
    }
    size_t end = start;
    while (end < text.len && !is_dress(text.data[end])) {
        end++;
    }
    end -= end > start && text.data[end - 1] == '.' ? 1 : 0;
    return end > start ? view_slice(text, start, end) : text;
}

static struct view provider_name(struct view text)
{
    for (size_t i = 0; i < COUNT_OF(wmi_names); i++) {
        if (view_equal_nocase(text, wmi_names[i])) {
            return VIEW(WMI_ACTIVITY_PROVIDER);
        }
    }
    return text;
}

/* Seconds, milliseconds or nanoseconds since 1970, as collectors write them. */
static bool read_epoch(struct view text, int64_t *time)
{
    uint64_t number;
    const bool is_time = (text.len == 10 || text.len == 13 || text.len == 19) &&
                         view_number(text, &number) && ascii_is_digit(text.data[0]) &&
                         text.data[1] != 'x';
    if (is_time) {
        const uint64_t unit = text.len == 10 ? WINTIME_TICKS_PER_SECOND : WINTIME_TICKS_PER_MS;
        const uint64_t ticks = text.len == 19 ? number / 100 : number * unit;
        *time = WINTIME_UNIX_EPOCH + (int64_t)ticks;
    }
    return is_time;
}

/* A date or a time of day alone, with the other half of it when that was seen before. */
static bool set_half(struct text_record *r, struct view text, enum date_order order)
{
    const enum date_half half = date_half_of(text);
    const struct view other = {r->half, r->half_len};
    text = view_trim(text);
    if (half == DATE_HALF_NONE || text_record_has(r, EVENT_PART_TIME)) {
        return half != DATE_HALF_NONE;
    }
    if (other.len == 0 || date_half_of(other) == half) {
        memcpy(r->half, text.data, text.len);
        r->half_len = text.len;
        return true;
    }
    const bool is_day = half == DATE_HALF_DAY;
    const struct view whole =
        arena_format(&r->batch->arena, "%.*s %.*s", VIEW_ARG(is_day ? text : other),
                     VIEW_ARG(is_day ? other : text));
    return text_record_set_time(r, whole, order);
}

bool text_record_set_named_time(struct text_record *r, struct view text)
{
    int64_t ticks;
    text = view_trim(text);
    text = view_from(text, view_starts(text, VIEW("'")) ? 1 : 0); /* of a cell that is text */
    if (wintime_from_days(text, &ticks)) {
        assembly_set_time(&r->assembly, reader_time(&r->input->clock, ticks));
        r->parts |= 1U << EVENT_PART_TIME;
        return true;
    }
    const bool is_time = text_record_set_time(r, text, r->input->date_order);
    r->has_odd_time |= !is_time && text.len > 0;
    return is_time;
}

bool text_record_set_date(struct text_record *r, const struct date_text *date,
                          enum date_order order)
{
    int64_t ticks;
    if (!date_reading(date, order, &ticks)) {
        return false;
    }
    const int64_t time =
        date->has_zone ? ticks - date->ahead : reader_time(&r->input->clock, ticks);
    assembly_set_time(&r->assembly, time < 0 ? WINTIME_NONE : time);
    r->parts |= 1U << EVENT_PART_TIME;
    return true;
}

bool text_record_set_time(struct text_record *r, struct view text, enum date_order order)
{
    struct date_text date;
    int64_t ticks;
    if (read_epoch(view_trim(text), &ticks)) {
        assembly_set_time(&r->assembly, ticks);
        r->parts |= 1U << EVENT_PART_TIME;
        return true;
    }
    return (date_scan(text, &date) && text_record_set_date(r, &date, order)) ||
           set_half(r, text, order);
}

static bool set_number(struct text_record *r, enum event_part part, struct view text)
{
    uint64_t number;
    bool is_number = read_number(text, &number);
    if (part == EVENT_PART_EVENT_ID && (!is_number || number == 0 || number > UINT16_MAX)) {
        return false;
    }
    if (is_number) {
        assembly_set_number(&r->assembly, part, number);
    } else if (part == EVENT_PART_LEVEL) {
        return true; /* a word of the machine's language */
    }
    r->parts |= UINT64_C(1) << part;
    return true;
}

bool text_record_set(struct text_record *r, int part, struct view text)
{
    text = view_trim(text);
    switch (part) {
    case EVENT_PART_TIME:
        return text_record_set_time(r, text, r->input->date_order);
    case EVENT_PART_EVENT_ID:
    case EVENT_PART_VERSION:
    case EVENT_PART_LEVEL:
    case EVENT_PART_RECORD_ID:
    case EVENT_PART_PROCESS_ID:
    case EVENT_PART_THREAD_ID:
        return set_number(r, (enum event_part)part, text);
    case EVENT_PART_USER_SID:
        if (!view_starts(text, VIEW("S-1-"))) {
            text = VIEW(""); /* a name of the machine's language */
        }
        assembly_set_text(&r->assembly, EVENT_PART_USER_SID, text);
        break;
    case EVENT_PART_PROVIDER:
        assembly_set_text(&r->assembly, EVENT_PART_PROVIDER, provider_name(text));
        break;
    case EVENT_PART_COMPUTER:
        assembly_set_text(&r->assembly, EVENT_PART_COMPUTER, computer_name(text));
        break;
    case TEXT_PART_SKIP:
        break;
    default:
        assembly_set_text(&r->assembly, (enum event_part)part, text);
    }
    r->parts |= UINT64_C(1) << part;
    return true;
}

bool text_record_guess(struct text_record *r, int part, struct view text)
{
    const bool is_set = !text_record_has(r, part) && text_record_set(r, part, text);
    r->has_guessed_time |= is_set && part == EVENT_PART_TIME;
    return is_set;
}

void text_record_add_line(struct text_record *r, struct view text)
{
    if (text_record_has(r, TEXT_PART_MESSAGE)) {
        buffer_add_char(r->message, '\n');
    }
    r->parts |= UINT64_C(1) << TEXT_PART_MESSAGE;
    buffer_add(r->message, text);
}

static bool is_of_wmi_activity(const struct text_record *r)
{
    const struct event *e = &r->assembly.event;
    return template_is_wmi_activity(e->provider, VIEW_NONE) ||
           (template_is_own_channel(e->channel) && !template_has_companions(e->provider));
}

/* The event is there: counts it, and writes its text where that is asked for. */
static void count_event(struct text_record *r, const struct event *e)
{
    struct batch *batch = r->batch;
    if (e && reader_writes_xml(r->input)) {
        size_t start = batch->xml.len;
        event_write_xml(&batch->xml, e);
        batch_end_xml(batch, start, r->input->wants_lines);
    }
    batch->records++;
    batch->code_page += r->has_code_page;
    r->has_code_page = false;
    assembly_count(&r->assembly);
}

/* The last field that a cut message has is mostly not whole: a text keeps its whole words and an
 * ellipsis, as all that is cut here; anything else is not known. */
static void cut_last(struct text_record *r, struct event *e)
{
    size_t i = e->layout ? e->layout->field_count : 0;
    while (i > 0 && !e->values[i - 1].text.data && !e->values[i - 1].is_number) {
        i--;
    }
    if (i == 0) {
        return;
    }
    enum event_field field = e->layout->fields[i - 1].field;
    struct event_value *value = &e->values[i - 1];
    struct view text = value->text.data ? value->text : VIEW("");
    const struct view message = view_trim(buffer_view(r->message));
    const bool is_word = text.len > 0 && view_find(text, VIEW(" "), 0) == SIZE_MAX;
    if (is_word && !view_ends_nocase(text, VIEW("...")) && !view_ends_nocase(message, text)) {
        return; /* more stands behind it, which is of no field */
    }
    bool has_words = field == EVENT_FIELD_OPERATION || field == EVENT_FIELD_QUERY ||
                     field == EVENT_FIELD_POSSIBLE_CAUSE;
    while (text.len > 0 && text.data[text.len - 1] != ' ') {
        text.len--;
    }
    *value = (struct event_value){.text = VIEW_NONE};
    if (has_words && text.len > 0) {
        value->text = arena_format(&r->batch->arena, "%.*s...", VIEW_ARG(text));
    }
}

/* Adds an event whose fields were read already, from plain text or not. */
static void add_read(struct text_record *r, const struct event *read, enum text_reading reading,
                     bool is_plain)
{
    struct assembly *a = &r->assembly;
    assembly_set_number(a, EVENT_PART_EVENT_ID, read->id);
    if (!is_of_wmi_activity(r)) {
        assembly_set_text(a, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
    }
    struct event *e = assembly_add(a);
    for (size_t i = 0; e->layout && i < e->layout->field_count; i++) {
        e->values[i] = read->values[i];
    }
    e->level = e->layout && !text_record_has(r, EVENT_PART_LEVEL) ? e->layout->level : e->level;
    if (r->is_cut) {
        cut_last(r, e);
        batch_problem(r->batch, e->origin.offset,
                      "the program that wrote it cut the message of event %u: data are missing, "
                      "which the .evtx file has",
                      e->id);
    } else if (reading != TEXT_READING_WHOLE) {
        batch_problem(r->batch, e->origin.offset, "the message of event %u is %s", e->id,
                      reading == TEXT_READING_PART ? "incomplete or was changed"
                                                   : "missing or in another form");
    }
    if (e->time == WINTIME_NONE && r->has_odd_time) {
        batch_problem(r->batch, e->origin.offset, "the time of event %u is in no known form",
                      e->id);
    }
    if (r->is_cut || reading == TEXT_READING_NONE) {
        r->batch->incomplete++;
    } else {
        assembly_tell_code(a, e);
        assembly_tell_message(a, e);
    }
    assembly_tell_name(a);
    if (!is_plain) {
        assembly_tell_recoded(a, e);
    }
    assembly_tell_twice(a, e);
    count_event(r, e);
}

/* A record of another provider: its message is of no use, as its data stand in it in words. */
static void add_foreign(struct text_record *r)
{
    struct assembly *a = &r->assembly;
    bool is_kept = r->input->wants_xml || assembly_is_wanted(a);
    count_event(r, is_kept ? assembly_finish(a) : NULL);
}

/* True for a message of WMI-Activity behind the name of another source, as alerts have one that is
 * not the event's. */
static bool has_own_message(const struct text_record *r)
{
    const uint16_t id = message_event_id(view_trim(buffer_view(r->message)));
    return id != 0 && (r->assembly.event.id == 0 || r->assembly.event.id == id);
}

/* The message, which a value of YAML may be in quotes; most are plain. */
static struct view message_of(struct text_record *r, bool *is_plain)
{
    struct view text = view_trim(buffer_view(r->message));
    text_unquote_message(r->batch, &text);
    return tidy_plain(&r->batch->arena, text, is_plain);
}

/* True for no more than the number of an event and one of its fields, as rules and queries name
 * them. */
static bool is_scrap(const struct text_record *r, const struct event *read)
{
    const uint64_t telling = UINT64_C(1) << EVENT_PART_TIME | UINT64_C(1) << EVENT_PART_COMPUTER |
                             UINT64_C(1) << EVENT_PART_CHANNEL |
                             UINT64_C(1) << EVENT_PART_PROVIDER |
                             UINT64_C(1) << EVENT_PART_RECORD_ID;
    size_t count = 0;
    for (size_t i = 0; i < read->layout->field_count; i++) {
        count += read->values[i].is_number || read->values[i].text.len > 0;
    }
    return count <= 1 && !(r->parts & telling);
}

static void end_record(struct text_record *r)
{
    struct assembly *a = &r->assembly;
    if (!is_of_wmi_activity(r) && a->event.provider.len > 0 && has_own_message(r)) {
        assembly_set_text(a, EVENT_PART_PROVIDER, VIEW(""));
    }
    struct event read = {.id = a->event.id, .layout = template_find(a->event.id)};
    bool is_wmi = is_of_wmi_activity(r);
    if (!is_wmi && a->event.provider.len > 0) {
        if (a->event.id != 0 || text_record_has(r, EVENT_PART_PROCESS_ID)) {
            add_foreign(r);
        }
        return;
    }
    if (a->datum_count > 0 && is_wmi && read.layout) {
        struct event *e = assembly_finish(a);
        e->level = read.layout->level;
        count_event(r, e);
        return;
    }
    bool is_plain;
    struct view message = message_of(r, &is_plain);
    enum text_reading reading = text_read_message(&read, message, &is_plain, r->batch);
    bool is_event = reading == TEXT_READING_WHOLE ||
                    (reading == TEXT_READING_PART && !is_scrap(r, &read));
    r->is_cut |= reading == TEXT_READING_PART && view_ends_nocase(message, VIEW("..."));
    if (!is_event && is_wmi && text_read_strings(&read, message)) {
        reading = TEXT_READING_WHOLE;
        is_event = true;
    }
    if (!is_event && is_wmi) {
        is_event = read.layout && a->event.time != WINTIME_NONE;
    }
    if (is_event) {
        add_read(r, &read, reading, is_plain);
    } else if (r->is_row && a->event.id != 0) {
        add_foreign(r);
    } else if (is_wmi && text_record_has(r, EVENT_PART_PROVIDER) &&
               text_record_has(r, EVENT_PART_CHANNEL)) {
        batch_damage(r->batch, a->event.origin.offset,
                     "of an event of WMI-Activity no more than some labels are left");
    }
}

void text_record_end(struct text_record *r)
{
    if (r->is_open) {
        end_record(r);
        r->is_open = false;
    }
}
