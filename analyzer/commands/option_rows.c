/* The table of options, and what each does with its value. */
#include "analyzer/commands/option_rows.h"

#include <stddef.h>
#include <string.h>

#include "analyzer/input/complain.h"
#include "analyzer/report/diff/diff.h"
#include "analyzer/report/tickets/tickets.h"
#include "parsers/base/count.h"

enum {
    MAX_LIMIT = 1000000,
    MAX_MEGABYTES = 65536,
    MAX_MINUTES = 24 * 60,
    MAX_OFFSET_HOURS = 14,
};

static const char *const event_format_table[] = {"jsonl", "xml"};
static const struct names event_format_names = NAMES_OF("a form of events", event_format_table);
static const char *const explanation_format_table[] = {"text", "json", "jsonl"};
static const struct names explanation_format_names =
    NAMES_OF("a form of explanation", explanation_format_table);
/* A new kind of whatever verdict; else as verdict_names has them. */
static const char *const fail_on_table[] = {"new", "degraded", "broken", "security"};
static const struct names fail_on_names = NAMES_OF("what fails", fail_on_table);
static const char *const when_table[] = {"auto", "always", "never"};
static const struct names when_names = NAMES_OF("a time for colours", when_table);
static const char *const progress_table[] = {"auto", "never", "json"};
static const struct names progress_names = NAMES_OF("a form of progress", progress_table);

static bool refuse(const struct option_row *row, const char *value, const char *expected)
{
    complain("%s: found '%s', expected %s", row->written, value, expected);
    return false;
}

/* Which of its names an option was given; complains and returns false when it is none. */
static bool read_name(const struct option_row *row, const char *value, uint32_t *found)
{
    if (names_find(row->names, view_of(value), found)) {
        return true;
    }
    struct buffer expected;
    buffer_init(&expected, BUFFER_NO_MAX);
    names_list(row->names, &expected);
    const char *nearest = names_nearest(row->names, view_of(value));
    if (nearest) {
        buffer_format(&expected, ", did you mean '%s'?", nearest);
    }
    complain("%s: found '%s', expected %.*s", row->written, value,
             VIEW_ARG(buffer_view(&expected)));
    buffer_release(&expected);
    return false;
}

static bool read_size(const struct option_row *row, const char *value, size_t max, size_t *size)
{
    uint64_t number;
    if (!view_number(view_of(value), &number) || number == 0 || number > max) {
        complain("%s: found '%s', expected a number from 1 to %zu", row->written, value, max);
        return false;
    }
    *size = (size_t)number;
    return true;
}

/* As reports write it ("2025-04-09 08:15:00 UTC") and as it is typed ("2025-04-09 08:15"), too. */
static bool read_moment(const struct option_row *row, const char *value, int64_t *time)
{
    static const char *const endings[] = {"", ":00"};
    const struct view utc = VIEW(" UTC");
    struct view text = view_of(value);
    bool is_read = false;
    if (view_ends_nocase(text, utc)) {
        text = view_slice(text, 0, text.len - utc.len);
    }
    for (size_t i = 0; i < COUNT_OF(endings) && !is_read; i++) {
        struct buffer b;
        buffer_init(&b, BUFFER_NO_MAX);
        buffer_add(&b, text);
        buffer_add_text(&b, endings[i]);
        is_read = wintime_parse(buffer_view(&b), time);
        buffer_release(&b);
    }
    return is_read || refuse(row, value, "a time such as 2025-04-09 or 2025-04-09T08:15:00Z");
}

static bool add_file(const struct option_row *row, const char *value, size_t max,
                     const char **files, size_t *count)
{
    if (*count == max) {
        complain("%s: more than %zu files", row->written, max);
        return false;
    }
    files[(*count)++] = value;
    return true;
}

static bool read_flag(struct options *o, const struct option_row *row, const char *value)
{
    (void)value;
    *(bool *)((char *)o + row->flag) = true;
    return true;
}

static bool read_path(struct options *o, const struct option_row *row, const char *value)
{
    *(const char **)(void *)((char *)o + row->flag) = value;
    return value[0] != '\0' || refuse(row, value, "the name of a file");
}

static bool read_format(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = 0;
    bool is_good = read_name(row, value, &found);
    o->format = report_formats[found];
    return is_good;
}

static bool read_explanation_format(struct options *o, const struct option_row *row,
                                    const char *value)
{
    static const struct report_format *const formats[] = {&report_text, &report_json,
                                                          &report_jsonl};
    uint32_t found = 0;
    bool is_good = read_name(row, value, &found);
    o->format = formats[found];
    return is_good;
}

static bool read_diff_format(struct options *o, const struct option_row *row, const char *value)
{
    o->has_diff_form = true;
    return read_name(row, value, &o->diff_form);
}

static bool read_event_format(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = EVENT_FORMAT_JSONL;
    bool is_good = read_name(row, value, &found);
    o->has_event_format = true;
    o->event_format = (enum event_format)found;
    return is_good;
}

static bool read_jobs(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, OPTIONS_MAX_JOBS, &o->jobs);
}

static bool read_since(struct options *o, const struct option_row *row, const char *value)
{
    return read_moment(row, value, &o->since);
}

static bool read_until(struct options *o, const struct option_row *row, const char *value)
{
    return read_moment(row, value, &o->until);
}

/* Minutes of "+01:00", "+0100", "+1", "-5:30" or "Z"; false for anything else. */
static bool read_offset_minutes(struct view text, int64_t *minutes)
{
    struct view hours = view_from(text, 1);
    struct view rest = VIEW_NONE;
    uint64_t hour = 0;
    uint64_t minute = 0;
    if (view_equal(text, VIEW("Z"))) {
        *minutes = 0;
        return true;
    }
    if (text.len < 2 || (text.data[0] != '+' && text.data[0] != '-')) {
        return false;
    }
    if (!view_cut(hours, VIEW(":"), &hours, &rest) && hours.len == 4) {
        rest = view_from(hours, 2);
        hours = view_slice(hours, 0, 2);
    }
    if (hours.len > 2 || !view_number(hours, &hour) || hour > MAX_OFFSET_HOURS ||
        (rest.data && (rest.len != 2 || !view_number(rest, &minute) || minute > 59))) {
        return false;
    }
    *minutes = (int64_t)(hour * 60 + minute) * (text.data[0] == '-' ? -1 : 1);
    return true;
}

static bool read_utc_offset(struct options *o, const struct option_row *row, const char *value)
{
    int64_t minutes = 0;
    o->clock.has_offset = read_offset_minutes(view_of(value), &minutes);
    o->clock.ahead = minutes * 60 * WINTIME_TICKS_PER_SECOND;
    return o->clock.has_offset || refuse(row, value, "an offset from UTC such as +01:00 or -5");
}

static bool read_host(struct options *o, const struct option_row *row, const char *value)
{
    o->host = view_of(value);
    return o->host.len > 0 || refuse(row, value, "the name of a computer");
}

static bool read_phase(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = PHASE_CONNECT;
    o->has_phase = read_name(row, value, &found);
    o->phase = (enum phase)found;
    return o->has_phase;
}

static bool read_code(struct options *o, const struct option_row *row, const char *value)
{
    o->code_count = code_read(view_of(value), o->codes);
    return o->code_count > 0 || refuse(row, value,
                                       "a result code such as 0x80041003, -2147217405 or "
                                       "WBEM_E_ACCESS_DENIED");
}

static bool read_verdict(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = VERDICT_HARMLESS;
    o->has_verdict = read_name(row, value, &found);
    o->verdict = (enum verdict)found;
    return o->has_verdict;
}

static bool read_fail_on(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = VERDICT_HARMLESS;
    o->has_fail_on = read_name(row, value, &found);
    o->fail_on = (enum verdict)found;
    return o->has_fail_on;
}

static bool read_fail_on_new(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = 0;
    if (!read_name(row, value, &found)) {
        return false;
    }
    o->fails_on_new = found == 0;
    o->has_fail_on = found != 0 && names_find(&verdict_names, view_of(value), &found);
    o->fail_on = (enum verdict)found;
    return true;
}

static bool read_rules(struct options *o, const struct option_row *row, const char *value)
{
    return add_file(row, value, OPTIONS_MAX_RULE_FILES, o->rule_files, &o->rule_file_count);
}

static bool read_processes(struct options *o, const struct option_row *row, const char *value)
{
    return add_file(row, value, OPTIONS_MAX_PROCESS_FILES, o->process_files,
                    &o->process_file_count);
}

static bool read_max_groups(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, MAX_LIMIT, &o->max_groups);
}

static bool read_max_memory(struct options *o, const struct option_row *row, const char *value)
{
    size_t megabytes = 0;
    bool is_read = read_size(row, value, MAX_MEGABYTES, &megabytes);
    o->max_memory = megabytes * 1024 * 1024;
    return is_read;
}

static bool read_max_open(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, MAX_LIMIT, &o->max_open);
}

static bool read_top(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, MAX_LIMIT, &o->top);
}

static bool read_trace(struct options *o, const struct option_row *row, const char *value)
{
    uint64_t minutes;
    if (!view_number(view_of(value), &minutes) || minutes > MAX_MINUTES) {
        complain("%s: found '%s', expected minutes from 0 to %d", row->written, value, MAX_MINUTES);
        return false;
    }
    o->has_trace_minutes = true;
    o->trace_minutes = (size_t)minutes;
    return true;
}

static bool read_system(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = 0;
    const bool is_good = read_name(row, value, &found);
    o->ticket_system = ticket_system_at(found);
    return is_good;
}

static bool read_set(struct options *o, const struct option_row *row, const char *value)
{
    return add_file(row, value, OPTIONS_MAX_SETS, o->sets, &o->set_count);
}

static bool read_max_tickets(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, MAX_LIMIT, &o->max_tickets);
}

static bool read_color(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = WHEN_AUTO;
    bool is_good = read_name(row, value, &found);
    o->color = (enum when)found;
    return is_good;
}

static bool read_progress(struct options *o, const struct option_row *row, const char *value)
{
    uint32_t found = PROGRESS_AUTO;
    bool is_good = read_name(row, value, &found);
    o->progress = (enum progress_kind)found;
    return is_good;
}

const struct option_row option_rows[] = {
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_REPORT,
     .argument = "NAME",
     .help = "@; else by the ending of FILE, else text",
     .names = &report_format_names,
     .read = read_format},
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_EXPLANATION,
     .argument = "NAME",
     .help = "@; else by the ending of FILE, else text",
     .names = &explanation_format_names,
     .read = read_explanation_format},
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_EVENTS,
     .argument = "NAME",
     .help = "@; else by the ending of FILE, else jsonl",
     .names = &event_format_names,
     .read = read_event_format},
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_DIFF,
     .argument = "NAME",
     .help = "@; else by the ending of FILE, else text",
     .names = &diff_format_names,
     .read = read_diff_format},
    {.written = "--for",
     .group = OPTIONS_TICKETS,
     .argument = "SYSTEM",
     .help = "@",
     .names = &ticket_system_names,
     .read = read_system},
    {.written = "--set",
     .group = OPTIONS_TICKETS,
     .argument = "PLACE=V",
     .help = "put a text into payloads; PLACE:=JSON; repeatable",
     .read = read_set},
    {.written = "--template",
     .group = OPTIONS_TICKETS,
     .argument = "FILE",
     .help = "JSON to merge into payloads",
     .read = read_path,
     .flag = offsetof(struct options, template_file)},
    {.written = "--priority",
     .group = OPTIONS_TICKETS,
     .help = "with a priority, or severity, by verdict",
     .read = read_flag,
     .flag = offsetof(struct options, has_priority)},
    {.written = "--max-tickets",
     .group = OPTIONS_TICKETS,
     .argument = "N",
     .help = "at most N tickets, 100 unless given",
     .read = read_max_tickets},
    {.written = "--output",
     .letter = 'o',
     .group = OPTIONS_OUTPUT,
     .argument = "FILE",
     .help = "write to FILE, which appears when it is whole",
     .read = read_path,
     .flag = offsetof(struct options, output)},
    {.written = "--jobs",
     .letter = 'j',
     .group = OPTIONS_JOBS,
     .argument = "N",
     .help = "threads that work; default: all processors",
     .read = read_jobs},
    {.written = "--since",
     .is_filter = true,
     .group = OPTIONS_TIME,
     .argument = "TIME",
     .help = "nothing before TIME: 2025-04-09, or RFC 3339 (UTC)",
     .read = read_since},
    {.written = "--until",
     .is_filter = true,
     .group = OPTIONS_TIME,
     .argument = "TIME",
     .help = "nothing at or after TIME",
     .read = read_until},
    {.written = "--utc-offset",
     .group = OPTIONS_TIME,
     .argument = "+HH:MM",
     .help = "the zone of times that are written without one",
     .read = read_utc_offset},
    {.written = "--host",
     .is_filter = true,
     .group = OPTIONS_TIME,
     .argument = "NAME",
     .help = "only this computer, with or without its domain",
     .read = read_host},
    {.written = "--phase",
     .is_filter = true,
     .group = OPTIONS_ANALYSIS,
     .argument = "PHASE",
     .help = "only failures of phase @",
     .names = &phase_names,
     .read = read_phase},
    {.written = "--code",
     .is_filter = true,
     .group = OPTIONS_ANALYSIS,
     .argument = "CODE",
     .help = "only this result code, in any spelling",
     .read = read_code},
    {.written = "--verdict",
     .is_filter = true,
     .group = OPTIONS_ANALYSIS,
     .argument = "V",
     .help = "V or worse: @",
     .names = &verdict_names,
     .read = read_verdict},
    {.written = "--noise",
     .group = OPTIONS_ANALYSIS,
     .help = "show harmless failures in full, too",
     .read = read_flag,
     .flag = offsetof(struct options, show_noise)},
    {.written = "--fail-on",
     .group = OPTIONS_FAIL_ON,
     .argument = "V",
     .help = "exit with 1 when a verdict is V or worse",
     .names = &verdict_names,
     .read = read_fail_on},
    {.written = "--fail-on",
     .group = OPTIONS_DIFF,
     .argument = "WHAT",
     .help = "exit with 1 for what is @ (or worse)",
     .names = &fail_on_names,
     .read = read_fail_on_new},
    {.written = "--csv-excel",
     .group = OPTIONS_REPORT,
     .help = "csv with a byte order mark, as Excel wants it",
     .read = read_flag,
     .flag = offsetof(struct options, for_excel)},
    {.written = "--baseline",
     .group = OPTIONS_REPORT,
     .argument = "OLD",
     .help = "sarif: what is new or gone since this JSON report",
     .read = read_path,
     .flag = offsetof(struct options, baseline_file)},
    {.written = "--strict",
     .group = OPTIONS_ENGINE,
     .help = "exit with 3 also for repairs, doubts, disorder",
     .read = read_flag,
     .flag = offsetof(struct options, is_strict)},
    {.written = "--rules",
     .group = OPTIONS_RULES,
     .argument = "PATH",
     .help = "add a rule file, or a folder of them; repeatable",
     .read = read_rules},
    {.written = "--no-builtin-rules",
     .group = OPTIONS_RULES,
     .help = "without the rules compiled in",
     .read = read_flag,
     .flag = offsetof(struct options, no_builtin_rules)},
    {.written = "--processes",
     .group = OPTIONS_ENGINE,
     .argument = "FILE",
     .help = "a process list, or HOST=FILE; repeatable",
     .read = read_processes},
    {.written = "--max-groups",
     .group = OPTIONS_ANALYSIS,
     .argument = "N",
     .help = "kinds of failures that are told apart, 2.7 KB for each",
     .read = read_max_groups},
    {.written = "--max-memory",
     .group = OPTIONS_ENGINE,
     .argument = "MB",
     .help = "memory for all that waits, 48 unless given",
     .read = read_max_memory},
    {.written = "--max-open",
     .group = OPTIONS_ENGINE,
     .argument = "N",
     .help = "operations that may be open at a time",
     .read = read_max_open},
    {.written = "--recover",
     .group = OPTIONS_EVENTS,
     .help = "also what .evtx logs still hold of earlier use",
     .read = read_flag,
     .flag = offsetof(struct options, wants_recovered)},
    {.written = "--all",
     .group = OPTIONS_LENGTH,
     .help = "rarer causes and whole lists, too",
     .read = read_flag,
     .flag = offsetof(struct options, shows_all)},
    {.written = "--top",
     .group = OPTIONS_TOP,
     .argument = "N",
     .help = "lines of each list; text 10 unless given, JSON all",
     .read = read_top},
    {.written = "--password-file",
     .group = OPTIONS_ARCHIVE,
     .argument = "FILE",
     .help = "its first line opens encrypted zip archives",
     .read = read_path,
     .flag = offsetof(struct options, password_file)},
    {.written = "--redact",
     .group = OPTIONS_REDACT,
     .help = "tokens for users, computers, addresses, literals",
     .read = read_flag,
     .flag = offsetof(struct options, redacts)},
    {.written = "--redact-key",
     .group = OPTIONS_REDACT,
     .argument = "FILE",
     .help = "the same tokens in each run with this secret",
     .read = read_path,
     .flag = offsetof(struct options, redact_key)},
    {.written = "--redact-map",
     .group = OPTIONS_REDACT,
     .argument = "FILE",
     .help = "write which token is whose, go on from there",
     .read = read_path,
     .flag = offsetof(struct options, redact_map)},
    {.written = "--redact-word",
     .group = OPTIONS_REDACT,
     .argument = "FILE",
     .help = "words of your own to hide, one a line",
     .read = read_path,
     .flag = offsetof(struct options, redact_words)},
    {.written = "--trace",
     .group = OPTIONS_COLLECTOR,
     .argument = "MINUTES",
     .help = "record so long; until a key unless given, 0: not",
     .read = read_trace},
    {.written = "--color",
     .group = OPTIONS_COLOR,
     .argument = "WHEN",
     .help = "@; NO_COLOR is obeyed",
     .names = &when_names,
     .read = read_color},
    {.written = "--progress",
     .group = OPTIONS_PROGRESS,
     .argument = "WHEN",
     .help = "@ (on standard error)",
     .names = &progress_names,
     .read = read_progress},
    {.written = "--help",
     .letter = 'h',
     .group = OPTIONS_HELP,
     .help = "this text",
     .read = read_flag,
     .flag = offsetof(struct options, wants_help)},
};

const size_t option_row_count = COUNT_OF(option_rows);

bool option_row_is_taken(const struct option_row *row, unsigned groups)
{
    return ((groups | OPTIONS_HELP) & row->group) != 0;
}

/* The names stand without quotes where the help has an '@'. */
void option_row_help(const struct option_row *row, struct buffer *help)
{
    struct buffer list;
    struct view before = view_of(row->help), after = VIEW_NONE;
    buffer_init(&list, BUFFER_NO_MAX);
    if (row->names && view_cut(before, VIEW("@"), &before, &after)) {
        names_list(row->names, &list);
    }
    buffer_add(help, before);
    for (size_t i = 0; i < list.len; i++) {
        if (list.data[i] != '\'') {
            buffer_add_char(help, list.data[i]);
        }
    }
    buffer_add(help, after);
    buffer_release(&list);
}
