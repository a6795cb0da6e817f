/* Lines that programs write for an event each: traces, syslog, and rows of tables. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/text/text.h"

enum { MAX_CELLS = 64, CUT_DOTS = 3, MAX_CONTEXT = 2048 };

static size_t digits_len(struct view text, bool is_hex)
{
    size_t len = 0;
    while (len < text.len &&
           (is_hex ? ascii_is_hex_digit(text.data[len]) : ascii_is_digit(text.data[len]))) {
        len++;
    }
    return len;
}

/* Hexadecimal digits without a prefix. */
static uint64_t hex_number(struct view digits)
{
    uint64_t number = 0;
    for (size_t i = 0; i < digits.len && i < 8; i++) {
        number = number << 4 | (uint64_t)ascii_hex_value(digits.data[i]);
    }
    return number;
}

/* A trace names the provider, or the channel; in some of them with lines for blanks. */
static void set_origin(struct text_record *r, struct view name)
{
    struct view provider = name;
    struct view kind = VIEW_NONE;
    view_cut(name, VIEW("/"), &provider, &kind);
    text_record_set(r, EVENT_PART_PROVIDER, provider);
    if (kind.data && template_is_wmi_activity(r->assembly.event.provider, VIEW_NONE)) {
        struct view channel =
            arena_format(&r->batch->arena, WMI_ACTIVITY_PROVIDER "/%.*s", VIEW_ARG(kind));
        text_record_set(r, EVENT_PART_CHANNEL, channel);
    }
}

bool text_take_trace(struct text_record *r, struct view line, uint64_t offset)
{
    struct view rest = view_from(line, 1);
    size_t len = digits_len(rest, false);
    struct view process, thread, name;
    if (!view_starts(line, VIEW("[")) || len == 0 ||
        !view_starts(view_from(rest, len), VIEW("]"))) {
        return false;
    }
    rest = view_from(rest, len + 1);
    if (!view_cut(rest, VIEW("."), &process, &rest) ||
        !view_cut(rest, VIEW("::"), &thread, &rest) || process.len == 0 ||
        digits_len(process, true) != process.len || thread.len == 0 ||
        digits_len(thread, true) != thread.len || !view_cut(rest, VIEW("["), &process, &name)) {
        return false;
    }
    text_record_start(r, offset);
    /* Ids are hexadecimal here, and times those of the machine, the month first. */
    struct view ids = view_slice(line, len + 2, line.len);
    assembly_set_number(&r->assembly, EVENT_PART_PROCESS_ID,
                        hex_number(view_slice(ids, 0, digits_len(ids, true))));
    assembly_set_number(&r->assembly, EVENT_PART_THREAD_ID, hex_number(thread));
    text_record_set_time(r, process, DATE_MONTH_FIRST);
    r->parts |= 1U << EVENT_PART_PROCESS_ID;
    if (view_cut(name, VIEW("]"), &name, &rest)) {
        set_origin(r, name);
        text_record_add_line(r, view_starts(rest, VIEW(" ")) ? view_from(rest, 1) : rest);
    }
    return true;
}

/* "NAME=VALUE", with quotes around the value or up to what separates it from the next. */
static void take_named(struct text_record *r, struct view name, struct view rest)
{
    int part = text_part_of(name, TEXT_AFTER_EQUALS | TEXT_AFTER_COLON);
    const bool is_single = view_starts(rest, VIEW("'"));
    const bool is_quoted = is_single || view_starts(rest, VIEW("\""));
    size_t len = 0;
    rest = view_from(rest, is_quoted ? 1 : 0);
    const char *ends = is_single                     ? "'"
                       : is_quoted                   ? "\""
                       : part == EVENT_PART_COMPUTER ? " ;,\t]}|^"
                                                     : ";,\t]}|^";
    while (len < rest.len && !ascii_is_of(ends, rest.data[len])) {
        len++;
    }
    const char last = len > 1 && part == EVENT_PART_RECORD_ID ? rest.data[len - 1] : ' ';
    len -= last == 'i' || last == 'u' ? 1 : 0; /* numbers of InfluxDB, with their type */
    if ((part == EVENT_PART_COMPUTER || part == EVENT_PART_CHANNEL ||
         part == EVENT_PART_RECORD_ID || part == EVENT_PART_TIME) &&
        !text_record_has(r, part)) {
        text_record_set(r, part, view_slice(rest, 0, len));
    }
}

/* "User.Error": the facility and the severity of syslog, as its collectors write them. */
static bool is_priority(struct view text)
{
    static const struct view words[] = {{"Error", 5}, {"Warning", 7},  {"Notice", 6}, {"Info", 4},
                                        {"Debug", 5}, {"Critical", 8}, {"Alert", 5},  {"Emerg", 5},
                                        {"Err", 3},   {"Crit", 4}};
    const struct view last = view_behind_last(text, ".");
    bool is_one = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        is_one |= view_equal_nocase(last, words[i]);
    }
    return is_one;
}

/* The name of a host, with its domain, which is a cell between other ones. */
static struct view host_cell(struct view text)
{
    static const char marks[] = "|;,\t^~]";
    struct view found = VIEW("");
    size_t count = 0;
    for (size_t start = 0, i = 0; i < text.len; i++) {
        if (ascii_is_of(marks, text.data[i])) {
            const struct view cell = text_without_quotes(view_slice(text, start, i));
            const struct view name = view_from(cell, view_starts(cell, VIEW("[")) ? 1 : 0);
            found = found.len == 0 && text_is_host(name) && !is_priority(name) ? name : found;
            count++;
            start = i + 1;
        }
    }
    return count > 1 ? found : VIEW("");
}

/* The time of a line of syslog; of the older kind it has no year ("Mar  9 14:27:11"). 0 for none.
 */
static size_t syslog_time_len(struct view text, bool *has_year)
{
    static const char shape[] = "aaa 00 00:00:00 "; /* of letters and digits */
    struct date_text date;
    *has_year = date_scan(text, &date);
    if (*has_year) {
        return view_starts(view_from(text, date.len), VIEW(" ")) ? date.len : 0;
    }
    for (size_t i = 0; i + 1 < sizeof(shape); i++) {
        const char c = i < text.len ? text.data[i] : '\0';
        if (shape[i] == 'a'   ? !ascii_is_letter(c)
            : shape[i] == '0' ? !ascii_is_digit(c) && !(i == 4 && c == ' ')
                              : c != shape[i]) {
            return 0;
        }
    }
    return sizeof(shape) - 2;
}

/* What syslog has behind the time: the host that the message is from, then the program that wrote
 * it, with a colon or, behind "1 " (RFC 5424), with its process. */
static struct view syslog_host(struct text_record *r, struct view text)
{
    struct view rest;
    bool is_new = false;
    if (view_starts(text, VIEW("<")) && view_cut(text, VIEW(">"), &rest, &text)) {
        is_new = view_starts(text, VIEW("1 "));
        text = view_from(text, is_new ? 2 : 0);
    }
    bool has_year;
    const size_t time_len = syslog_time_len(text, &has_year);
    r->has_odd_time |= time_len > 0 && !has_year && !text_record_has(r, EVENT_PART_TIME);
    rest = view_from(text, time_len);
    const struct view host = view_take_word(&rest);
    const struct view program = view_take_word(&rest);
    const bool is_relayed =
        view_starts(program, VIEW("CEF:")) || view_starts(program, VIEW("LEEF:"));
    const bool is_program =
        is_new ? program.len > 0 : program.len > 1 && program.data[program.len - 1] == ':';
    return time_len > 0 && is_program && !is_relayed && text_is_name(host) &&
                   !ascii_is_digit(host.data[0]) && host.data[0] != '-'
               ? host
               : VIEW("");
}

/* The computer that no name tells, from what stands before a message. */
static void take_host(struct text_record *r, struct view text)
{
    const struct view host = syslog_host(r, text);
    struct view name = host.len > 0 ? host : host_cell(text);
    if (name.len == 0) { /* of the line that a collector keeps in its last cell */
        name = syslog_host(r, view_behind_last(text, "\t"));
    }
    if (name.len > 0) {
        text_record_set(r, EVENT_PART_COMPUTER, name);
    }
}

/* True for two words or more that look like a person's name, up to a colon at the end. */
static bool is_person(struct view text)
{
    static const struct view others[] = {{"Error", 5},   {"Warning", 7}, {"Information", 11},
                                         {"Message", 7}, {"Event", 5},   {"Description", 11}};
    size_t words = 0;
    text = view_trim(text);
    if (text.len == 0 || text.data[text.len - 1] != ':') {
        return false;
    }
    text.len--;
    while (text.len > 0) {
        const struct view word = view_take_word(&text);
        bool is_name =
            word.len > 1 && (ascii_is_upper(word.data[0]) || (unsigned char)word.data[0] >= 0x80);
        for (size_t i = 1; i < word.len; i++) {
            is_name &= ascii_is_letter(word.data[i]) || (unsigned char)word.data[i] >= 0x80;
        }
        for (size_t i = 0; i < COUNT_OF(others); i++) {
            is_name &= !view_equal(word, others[i]);
        }
        if (!is_name) {
            return false;
        }
        words++;
    }
    return words > 1;
}

/* True for one word, up to a colon at the end, that is more like a program's name than a person's:
 * it has a capital elsewhere than at its start alone, or other than letters. */
static bool is_program(struct view text)
{
    text = view_trim(text);
    const struct view name = view_slice(text, 0, text.len > 0 ? text.len - 1 : 0);
    const struct view behind = view_from(name, 1);
    bool is_like = name.len > 1 && ascii_is_lower(name.data[0]);
    for (size_t i = 0; i < behind.len; i++) {
        is_like |= !ascii_is_lower(behind.data[i]);
    }
    return is_like && ascii_is_letter(name.data[0]) && text_is_name(name);
}

/* True for a time as programs write it in their logs: with seconds, and all digits of its year. */
static bool is_of_log(const struct date_text *date)
{
    bool has_year = false;
    for (size_t i = 0; i < 3; i++) {
        has_year |= date->lengths[i] == 4;
    }
    return has_year && date->has_seconds;
}

/* True for what a chat puts before somebody's words, which is not of the event: the time at which
 * they were sent, with a comma before the clock and a mark behind it, or a person's name. A
 * program's name behind a full time is that of a log. */
static bool is_of_chat(struct view text)
{
    struct date_text date;
    text = view_trim(text);
    text = view_from(text, view_starts(text, VIEW("[")) ? 1 : 0);
    if (!date_scan(text, &date)) {
        return false;
    }
    const bool has_comma = view_find(view_slice(text, 0, date.len), VIEW(", "), 0) != SIZE_MAX;
    struct view rest = view_from(text, date.len);
    const bool has_mark = view_starts(rest, VIEW("] ")) || view_starts(rest, VIEW(" - "));
    rest = view_trim(view_from(rest, has_mark ? 2 : 0));
    if (rest.len == 0 || rest.data[rest.len - 1] != ':' || rest.len > TEXT_MAX_NAME ||
        view_find(rest, VIEW("="), 0) != SIZE_MAX ||
        template_is_wmi_activity(view_slice(rest, 0, rest.len - 1), VIEW_NONE)) {
        return false;
    }
    const bool is_log = is_of_log(&date) && is_program(rest);
    return is_person(rest) || (has_comma && has_mark && !is_log);
}

/* True for a sentence: several words of small letters alone. A date within one is not the event's.
 */
static bool is_sentence(struct view text)
{
    enum { FEWEST_WORDS = 3 };
    size_t words = 0;
    if (view_find(text, VIEW("="), 0) != SIZE_MAX || view_find(text, VIEW("\""), 0) != SIZE_MAX) {
        return false;
    }
    while (text.len > 0) {
        struct view word = view_take_word(&text);
        word.len -= word.len > 0 && ascii_is_of(".,:;!?)", word.data[word.len - 1]) ? 1 : 0;
        bool is_small = word.len > 1;
        for (size_t i = 0; i < word.len && is_small; i++) {
            is_small = ascii_is_lower(word.data[i]) || (unsigned char)word.data[i] >= 0x80;
        }
        words += is_small;
    }
    return words >= FEWEST_WORDS;
}

static const struct view log_end = {"]LOG]!>", 7};

/* What Configuration Manager's logs have behind a message: time="14:27:11.123+000"
 * date="03-09-2026", of the machine's clock, the month first. */
static void take_log_end(struct text_record *r, struct view text)
{
    struct view before, clock, day, rest;
    if (view_cut(text, VIEW("time=\""), &before, &rest) &&
        view_cut(rest, VIEW("\""), &clock, &rest) &&
        view_cut(rest, VIEW("date=\""), &before, &rest) &&
        view_cut(rest, VIEW("\""), &day, &rest)) {
        const size_t plus = view_find(clock, VIEW("+"), 0), minus = view_find(clock, VIEW("-"), 0);
        clock = view_slice(clock, 0, plus < minus ? plus : minus);
        text_record_set_time(
            r, arena_format(&r->batch->arena, "%.*s %.*s", VIEW_ARG(day), VIEW_ARG(clock)),
            DATE_MONTH_FIRST);
    }
}

void text_take_context(struct text_record *r, struct view text)
{
    struct date_text date;
    text = view_slice(text, text.len > MAX_CONTEXT ? text.len - MAX_CONTEXT : 0, text.len);
    if (view_starts(text, log_end)) {
        take_log_end(r, text);
        return;
    }
    if (text.len == 0 || is_of_chat(text)) {
        return;
    }
    const bool is_prose = is_sentence(text);
    for (size_t i = 0; i < text.len;) {
        size_t start = i;
        while (i < text.len && ascii_is_word(text.data[i])) {
            i++;
        }
        struct view rest = view_from(text, i);
        const size_t mark_len = view_starts(rest, VIEW("="))      ? 1
                                : view_starts(rest, VIEW(" = "))  ? 3
                                : view_starts(rest, VIEW("\": ")) ? 3
                                : view_starts(rest, VIEW("\":"))  ? 2
                                                                  : 0;
        if (i == start) {
            i++;
        } else if (mark_len > 0) {
            take_named(r, view_slice(text, start, i), view_from(rest, mark_len));
        } else if (!text_record_has(r, EVENT_PART_TIME) && !(is_prose && start > 1) &&
                   date_scan(view_from(text, start), &date) && date.has_seconds &&
                   text_record_set(r, EVENT_PART_TIME, view_from(text, start))) {
            i = start + date.len;
        }
    }
    if (!text_record_has(r, EVENT_PART_COMPUTER)) {
        take_host(r, text);
    }
}

/* "NAME=" */
static bool is_named_value(struct view line, size_t start)
{
    size_t end = start;
    while (end < line.len && ascii_is_word(line.data[end])) {
        end++;
    }
    return end > start && end < line.len && line.data[end] == '=';
}

/* True for a tab within the text of an object, before one of its members. */
static bool is_of_mof(struct view line, size_t tab)
{
    while (tab > 0 && ascii_is_blank(line.data[tab - 1])) {
        tab--;
    }
    return tab > 0 && (line.data[tab - 1] == '{' || line.data[tab - 1] == ';');
}

/* A cell of digits alone, behind a tab. */
static bool is_cell_of_number(struct view line, size_t tab)
{
    struct view rest = view_from(line, tab + 1);
    const size_t len = digits_len(rest, false);
    return len > 0 && len < rest.len && rest.data[len] == '\t';
}

size_t text_value_end(struct view line, size_t start)
{
    if (view_starts(line, VIEW("<![LOG["))) {
        const size_t end = view_find(line, log_end, start);
        return end == SIZE_MAX ? line.len : end;
    }
    const struct view before = view_slice(line, 0, start);
    const bool has_carets = view_find(before, VIEW("LEEF:2.0|"), 0) != SIZE_MAX;
    const bool is_cell = before.len > 0 && memchr(before.data, '\t', before.len);
    const bool has_tab = start < line.len && memchr(line.data + start, '\t', line.len - start);
    for (size_t i = has_tab || has_carets ? start : line.len; i < line.len; i++) {
        const bool is_tab = line.data[i] == '\t';
        if ((is_tab && ((is_cell && !is_of_mof(line, i)) || is_cell_of_number(line, i))) ||
            ((is_tab || (has_carets && line.data[i] == '^')) && is_named_value(line, i + 1))) {
            return i;
        }
    }
    return line.len;
}

/* Where the properties begin that stand behind the message in "@{Message=...; Id=5858}". */
static size_t properties_start(struct view line)
{
    size_t end = line.len;
    for (;;) {
        size_t pos = SIZE_MAX;
        for (size_t i = view_find(line, VIEW("; "), 0); i < end;
             i = view_find(line, VIEW("; "), i + 1)) {
            pos = i;
        }
        struct view name, value;
        if (pos == SIZE_MAX ||
            !view_cut(view_slice(line, pos + 2, end), VIEW("="), &name, &value) ||
            text_part_of(name, TEXT_AFTER_ANY) == EVENT_PART_NONE) {
            return end;
        }
        end = pos;
    }
}

size_t text_object_message_len(struct text_record *r, struct view line)
{
    struct view trimmed = view_trim(line);
    if (trimmed.len == 0 || trimmed.data[trimmed.len - 1] != '}') {
        return line.len;
    }
    size_t end = properties_start(line);
    text_take_context(r, view_from(line, end));
    return end;
}

/* The word that stands `count` words before the end of the text. */
static struct view word_from_end(struct view text, size_t count)
{
    struct view word = VIEW("");
    for (size_t i = 0; i < count; i++) {
        while (text.len > 0 && ascii_is_blank(text.data[text.len - 1])) {
            text.len--;
        }
        size_t start = text.len;
        while (start > 0 && !ascii_is_blank(text.data[start - 1])) {
            start--;
        }
        word = view_slice(text, start, text.len);
        text.len = start;
    }
    return word;
}

bool text_take_snare(struct text_record *r, struct view line, uint64_t offset)
{
    struct view mark = VIEW("MSWinEventLog");
    struct date_text date;
    uint64_t number;
    size_t pos = view_find_rare(line, mark, 2, 0); /* by the 'W' */
    if (pos == SIZE_MAX) {
        return false;
    }
    struct view rest = view_from(line, pos + mark.len);
    view_take_word(&rest); /* criticality */
    struct view channel = view_trim(rest);
    size_t len = 0;
    struct view word = VIEW("");
    while (rest.len > 0 && !view_number(word, &number)) {
        len = (size_t)(word.data - channel.data) + word.len;
        word = view_take_word(&rest);
    }
    if (!date_scan(rest, &date)) {
        return false;
    }
    text_record_start(r, offset);
    text_record_set(r, EVENT_PART_CHANNEL, view_slice(channel, 0, len));
    text_record_set_time(r, rest, DATE_MONTH_FIRST);
    rest = view_from(rest, date.len);
    text_record_set(r, EVENT_PART_EVENT_ID, view_take_word(&rest));
    text_record_set(r, EVENT_PART_PROVIDER, view_take_word(&rest));
    size_t start = message_find(rest, 0);
    struct view middle = view_slice(rest, 0, start);
    size_t sid = view_find(middle, VIEW("S-1-"), 0);
    if (sid != SIZE_MAX) {
        struct view from = view_from(middle, sid);
        text_record_set(r, EVENT_PART_USER_SID, view_take_word(&from));
    }
    if (start != SIZE_MAX) {
        text_record_set(r, EVENT_PART_COMPUTER, word_from_end(middle, 2)); /* then a category */
        text_record_add_line(r, view_from(rest, start));
    } else {
        text_record_set(r, EVENT_PART_COMPUTER, word_from_end(view_slice(line, 0, pos), 1));
    }
    return true;
}

struct view text_without_dots(struct text_record *r, struct view message)
{
    static const struct view dots[] = {{"...", 3}, {"\xE2\x80\xA6", 3}};
    for (size_t i = 0; i < COUNT_OF(dots); i++) {
        if (view_ends_nocase(message, dots[i])) {
            r->is_cut = true;
            return view_slice(message, 0, message.len - CUT_DOTS);
        }
    }
    return message;
}

bool text_take_row(struct text_record *r, struct view line, uint64_t offset, struct view provider)
{
    struct date_text date;
    if (line.len == 0 || !ascii_is_digit(line.data[0]) || !date_scan(line, &date)) {
        return false;
    }
    struct view rest = view_from(line, date.len);
    struct view number = view_starts(rest, VIEW(" ")) ? view_take_word(&rest) : VIEW("");
    if (number.len == 0 || digits_len(number, false) != number.len || rest.len < 2) {
        return false;
    }
    text_record_start(r, offset);
    text_record_set(r, EVENT_PART_TIME, line);
    if (provider.len > 0) {
        text_record_set(r, EVENT_PART_PROVIDER, provider);
    }
    text_record_set(r, EVENT_PART_EVENT_ID, number);
    size_t start = message_find(rest, 0);
    struct view message = start == SIZE_MAX ? rest : view_from(rest, start);
    text_record_add_line(r, text_without_dots(r, view_trim(message)));
    return true;
}

/* What a cell of a table without known columns is, told by its look. */
static void take_cell(struct text_record *r, struct view cell)
{
    uint64_t number;
    if (!text_record_has(r, EVENT_PART_TIME) && text_record_set(r, EVENT_PART_TIME, cell)) {
        return;
    }
    if (view_number(cell, &number) && !text_record_has(r, EVENT_PART_EVENT_ID)) {
        text_record_set(r, EVENT_PART_EVENT_ID, cell);
    } else if (view_starts_nocase(cell, VIEW(WMI_ACTIVITY_PROVIDER "/"))) {
        text_record_set(r, EVENT_PART_CHANNEL, cell);
    } else if (!text_record_has(r, EVENT_PART_PROVIDER) &&
               (view_equal_nocase(cell, VIEW("WMI-Activity")) || template_has_companions(cell) ||
                template_is_wmi_activity(cell, VIEW_NONE))) {
        text_record_set(r, EVENT_PART_PROVIDER, cell.len > 0 ? cell : VIEW("?"));
    } else if (message_find(cell, 0) != SIZE_MAX) {
        text_record_add_line(r, view_from(cell, message_find(cell, 0)));
    }
}

struct view text_with_line_ends(struct text_record *r, struct view cell)
{
    if (view_find(cell, VIEW("<br"), 0) == SIZE_MAX) {
        return cell;
    }
    struct buffer *out = &r->batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    text_add_without_html(out, cell);
    return arena_copy(&r->batch->arena, buffer_view(out));
}

bool text_take_cells(struct text_record *r, struct view line, uint64_t offset)
{
    struct view rest = view_trim(line);
    struct view cell;
    if (!view_starts(rest, VIEW("|"))) {
        return false;
    }
    rest = view_from(rest, 1);
    text_record_start(r, offset);
    for (size_t i = 0; i < MAX_CELLS && rest.len > 0; i++) {
        if (!view_cut(rest, VIEW("|"), &cell, &rest)) {
            cell = rest;
            rest = VIEW_NONE;
        }
        take_cell(r, text_with_line_ends(r, view_trim(cell)));
    }
    return true;
}
