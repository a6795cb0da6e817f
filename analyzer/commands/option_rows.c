/* The table of options, and what each does with its value. */
#include "analyzer/commands/option_rows.h"

#include <stddef.h>
#include <string.h>

#include "analyzer/input/complain.h"
#include "parsers/base/nearest.h"

enum { MAX_LIMIT = 1000000, MAX_CHOICES = 32 /* names that one option takes */ };

static const char *report_format_name(int i)
{
    return report_formats[i] ? report_formats[i]->name : NULL;
}

static const char *event_format_name(int i)
{
    static const char *const names[] = {"jsonl", "xml", NULL};
    return names[i];
}

static const char *phase_choice(int i)
{
    return i < PHASE_COUNT ? phase_name((enum phase)i) : NULL;
}

static const char *verdict_choice(int i)
{
    return i < VERDICT_COUNT ? verdict_name((enum verdict)i) : NULL;
}

static const char *when_name(int i)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    return names[i];
}

static const char *progress_name(int i)
{
    static const char *const names[] = {"auto", "never", "json", NULL};
    return names[i];
}

static int list_choices(const struct option_row *row, const char *names[MAX_CHOICES])
{
    int count = 0;
    while (count < MAX_CHOICES && (names[count] = row->choice(count)) != NULL) {
        count++;
    }
    return count;
}

void option_add_choices(struct buffer *b, const struct option_row *row)
{
    const char *names[MAX_CHOICES];
    int count = list_choices(row, names);
    for (int i = 0; i < count; i++) {
        buffer_add_text(b, i == 0 ? "" : i + 1 < count ? ", " : " or ");
        buffer_add_text(b, names[i]);
    }
}

static bool refuse(const struct option_row *row, const char *value, const char *expected)
{
    complain("%s: found '%s', expected %s", row->written, value, expected);
    return false;
}

/* Which of its choices an option was given; -1 with a complaint when it is none. */
static int read_choice(const struct option_row *row, const char *value)
{
    const char *names[MAX_CHOICES];
    int count = list_choices(row, names);
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    struct buffer expected;
    buffer_init(&expected, BUFFER_NO_MAX);
    option_add_choices(&expected, row);
    const char *nearest = nearest_name(view_of(value), names, (size_t)count);
    if (nearest) {
        buffer_format(&expected, "; did you mean '%s'?", nearest);
    }
    complain("%s: found '%s', expected %.*s", row->written, value,
             VIEW_ARG(buffer_view(&expected)));
    buffer_release(&expected);
    return -1;
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

static bool read_moment(const struct option_row *row, const char *value, int64_t *time)
{
    return wintime_parse(view_of(value), time) ||
           refuse(row, value, "a time such as 2025-04-09 or 2025-04-09T08:15:00Z");
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

static bool read_format(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->format = choice < 0 ? NULL : report_formats[choice];
    return choice >= 0;
}

static bool read_event_format(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->event_format = choice > 0 ? (enum event_format)choice : EVENT_FORMAT_JSONL;
    return choice >= 0;
}

static bool read_output(struct options *o, const struct option_row *row, const char *value)
{
    (void)row;
    o->output = value;
    return true;
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

static bool read_host(struct options *o, const struct option_row *row, const char *value)
{
    (void)row;
    o->host = view_of(value);
    return true;
}

static bool read_phase(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->has_phase = choice >= 0;
    o->phase = o->has_phase ? (enum phase)choice : PHASE_CONNECT;
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
    int choice = read_choice(row, value);
    o->has_verdict = choice >= 0;
    o->verdict = o->has_verdict ? (enum verdict)choice : VERDICT_HARMLESS;
    return o->has_verdict;
}

static bool read_fail_on(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->has_fail_on = choice >= 0;
    o->fail_on = o->has_fail_on ? (enum verdict)choice : VERDICT_HARMLESS;
    return o->has_fail_on;
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

static bool read_max_open(struct options *o, const struct option_row *row, const char *value)
{
    return read_size(row, value, MAX_LIMIT, &o->max_open);
}

static bool read_color(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->color = choice > 0 ? (enum when)choice : WHEN_AUTO;
    return choice >= 0;
}

static bool read_progress(struct options *o, const struct option_row *row, const char *value)
{
    int choice = read_choice(row, value);
    o->progress = choice > 0 ? (enum progress_kind)choice : PROGRESS_AUTO;
    return choice >= 0;
}

const struct option_row option_rows[] = {
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_REPORT,
     .argument = "NAME",
     .help = "@; text when not given",
     .choice = report_format_name,
     .read = read_format},
    {.written = "--format",
     .letter = 'f',
     .group = OPTIONS_EVENTS,
     .argument = "NAME",
     .help = "@; jsonl when not given",
     .choice = event_format_name,
     .read = read_event_format},
    {.written = "--output",
     .letter = 'o',
     .group = OPTIONS_OUTPUT,
     .argument = "FILE",
     .help = "write to FILE, which appears when it is whole",
     .read = read_output},
    {.written = "--jobs",
     .letter = 'j',
     .group = OPTIONS_JOBS,
     .argument = "N",
     .help = "threads that parse; default: all processors",
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
     .choice = phase_choice,
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
     .choice = verdict_choice,
     .read = read_verdict},
    {.written = "--noise",
     .group = OPTIONS_ANALYSIS,
     .help = "show harmless failures in full, too",
     .read = read_flag,
     .flag = offsetof(struct options, show_noise)},
    {.written = "--fail-on",
     .group = OPTIONS_ANALYSIS,
     .argument = "V",
     .help = "exit with 1 when a verdict is V or worse",
     .choice = verdict_choice,
     .read = read_fail_on},
    {.written = "--strict",
     .group = OPTIONS_ANALYSIS,
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
     .group = OPTIONS_ANALYSIS,
     .argument = "FILE",
     .help = "a process list, or HOST=FILE; repeatable",
     .read = read_processes},
    {.written = "--max-groups",
     .group = OPTIONS_ANALYSIS,
     .argument = "N",
     .help = "kinds of failures that are told apart",
     .read = read_max_groups},
    {.written = "--max-open",
     .group = OPTIONS_ANALYSIS,
     .argument = "N",
     .help = "operations that may be open at a time",
     .read = read_max_open},
    {.written = "--recover",
     .group = OPTIONS_EVENTS,
     .help = "also what .evtx logs still hold of earlier use",
     .read = read_flag,
     .flag = offsetof(struct options, wants_recovered)},
    {.written = "--color",
     .group = OPTIONS_COLOR,
     .argument = "WHEN",
     .help = "@; NO_COLOR is obeyed",
     .choice = when_name,
     .read = read_color},
    {.written = "--progress",
     .group = OPTIONS_PROGRESS,
     .argument = "WHEN",
     .help = "@ (on standard error)",
     .choice = progress_name,
     .read = read_progress},
    {.written = "--help",
     .letter = 'h',
     .group = OPTIONS_HELP,
     .help = "this text",
     .read = read_flag,
     .flag = offsetof(struct options, wants_help)},
};

const size_t option_row_count = sizeof(option_rows) / sizeof(option_rows[0]);
