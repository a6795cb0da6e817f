/* Options and commands. */
#include "analyzer/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/input/complain.h"

enum {
    MAX_JOBS = 64,
    MAX_LIMIT = 1000000,
    OPTION_RULES = 256,
    OPTION_EVENT_FORMAT,
    OPTION_RECOVER,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_HOST,
    OPTION_PHASE,
    OPTION_CODE,
    OPTION_VERDICT,
    OPTION_NOISE,
    OPTION_COLOR,
    OPTION_PROGRESS,
    OPTION_STRICT,
    OPTION_FAIL_ON,
    OPTION_MAX_OPEN,
    OPTION_MAX_GROUPS,
    OPTION_PROCESSES,
    OPTION_NO_BUILTIN,
    OPTION_HELP,
    OPTION_VERSION,
};

/* One option: how it is written, which commands take it, what it does. */
struct option_row {
    const char *name;
    char letter; /* short form, 0 for none */
    char group;  /* what a command names in `options` to take it */
    int value;
    const char *argument; /* NULL for a flag */
    const char *help;
};

static const struct option_row option_rows[] = {
    {"format", 'f', 'f', 'f', "NAME", "text (default), json or jsonl"},
    {"format", 'f', 'e', OPTION_EVENT_FORMAT, "NAME", "jsonl (default) or xml"},
    {"output", 'o', 'o', 'o', "FILE", "write to FILE, which appears when it is whole"},
    {"jobs", 'j', 'j', 'j', "N", "threads that parse; default: all processors"},
    {"since", 0, 't', OPTION_SINCE, "TIME", "nothing before TIME: 2025-04-09, or RFC 3339 (UTC)"},
    {"until", 0, 't', OPTION_UNTIL, "TIME", "nothing at or after TIME"},
    {"host", 0, 't', OPTION_HOST, "NAME", "only this computer, with or without its domain"},
    {"phase", 0, 'a', OPTION_PHASE, "PHASE", "only failures of phase connect or operation"},
    {"code", 0, 'a', OPTION_CODE, "CODE", "only this result code, in any spelling"},
    {"verdict", 0, 'a', OPTION_VERDICT, "V", "only degraded, broken or security, and worse"},
    {"noise", 0, 'a', OPTION_NOISE, NULL, "show harmless failures in full, too"},
    {"fail-on", 0, 'a', OPTION_FAIL_ON, "V", "exit with 1 when a verdict is V or worse"},
    {"strict", 0, 'a', OPTION_STRICT, NULL, "exit with 3 also for repairs, doubts, disorder"},
    {"rules", 0, 'r', OPTION_RULES, "PATH", "add a rule file, or a folder of them; repeatable"},
    {"no-builtin-rules", 0, 'r', OPTION_NO_BUILTIN, NULL, "without the rules compiled in"},
    {"processes", 0, 'a', OPTION_PROCESSES, "FILE", "a process list, or HOST=FILE; repeatable"},
    {"max-groups", 0, 'a', OPTION_MAX_GROUPS, "N", "kinds of failures that are told apart"},
    {"max-open", 0, 'a', OPTION_MAX_OPEN, "N", "operations that may be open at a time"},
    {"recover", 0, 'e', OPTION_RECOVER, NULL, "also what .evtx logs still hold of earlier use"},
    {"color", 0, 'c', OPTION_COLOR, "WHEN", "auto, always or never; NO_COLOR is obeyed"},
    {"progress", 0, 'p', OPTION_PROGRESS, "WHEN", "auto, never, or json (on standard error)"},
    {"help", 'h', 'h', OPTION_HELP, NULL, "this text"},
};

enum { OPTION_ROW_COUNT = sizeof(option_rows) / sizeof(option_rows[0]) };

static const struct command *const commands[] = {
    &command_analyze, &command_events, &command_convert, &command_explain, &command_rules, NULL};

static bool takes(const struct command *command, const struct option_row *row)
{
    return row->group == 'h' || strchr(command->options, row->group) != NULL;
}

static void print_option(const struct option_row *row)
{
    char left[40];
    snprintf(left, sizeof(left), "%c%c%s --%s %s", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
             row->argument ? row->argument : "");
    printf("  %-23s %s\n", left, row->help);
}

static void print_command_help(const struct command *command)
{
    printf("usage: wmilog %s\n\n%s\n\noptions:\n", command->usage, command->help);
    for (size_t i = 0; i < OPTION_ROW_COUNT; i++) {
        if (takes(command, &option_rows[i])) {
            print_option(&option_rows[i]);
        }
    }
}

static void print_help(void)
{
    puts("wmilog: which WMI operations failed, for whom, with which code, and why\n\n"
         "usage: wmilog COMMAND [options] ...\n\ncommands:");
    for (size_t i = 0; commands[i]; i++) {
        printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    puts("\n'wmilog COMMAND --help' tells more. 'wmilog --version' prints the version.\n\n"
         "exit status:\n"
         "  0   every input was read to its end; failures found or none\n"
         "  1   failures at or above --fail-on\n"
         "  2   usage, rule file or output error\n"
         "  3   the result is written, but some input was unreadable, damaged or cut short\n"
         "  4   no WMI-Activity event in any input\n"
         "  75  temporary: out of memory, disk full, input/output error");
}

static bool complain_value(const char *option, const char *value, const char *expected)
{
    complain("--%s: found '%s', expected %s", option, value, expected);
    return false;
}

static bool read_size(const char *option, const char *value, size_t max, size_t *size)
{
    uint64_t number;
    if (!view_number(view_of(value), &number) || number == 0 || number > max) {
        complain("--%s: found '%s', expected a number from 1 to %zu", option, value, max);
        return false;
    }
    *size = (size_t)number;
    return true;
}

static bool read_format(struct options *o, const char *value)
{
    const struct report_format *format = report_format_find(view_of(value));
    if (!format) {
        return complain_value("format", value, "text, json or jsonl");
    }
    o->format = format;
    return true;
}

static bool read_choice(const char *option, const char *value, const char *const *names,
                        int *choice)
{
    for (int i = 0; names[i]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *choice = i;
            return true;
        }
    }
    char expected[64];
    if (names[2]) {
        snprintf(expected, sizeof(expected), "%s, %s or %s", names[0], names[1], names[2]);
    } else {
        snprintf(expected, sizeof(expected), "%s or %s", names[0], names[1]);
    }
    return complain_value(option, value, expected);
}

static bool read_color(struct options *o, const char *value)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    int choice;
    bool is_good = read_choice("color", value, names, &choice);
    o->color = is_good ? (enum when)choice : o->color;
    return is_good;
}

static bool read_progress(struct options *o, const char *value)
{
    static const char *const names[] = {"auto", "never", "json", NULL};
    int choice;
    bool is_good = read_choice("progress", value, names, &choice);
    o->progress = is_good ? (enum progress_kind)choice : o->progress;
    return is_good;
}

static bool read_event_format(struct options *o, const char *value)
{
    static const char *const names[] = {"jsonl", "xml", NULL};
    int choice;
    bool is_good = read_choice("format", value, names, &choice);
    o->event_format = is_good ? (enum event_format)choice : o->event_format;
    return is_good;
}

static bool read_time(const char *option, const char *value, int64_t *time)
{
    return wintime_parse(view_of(value), time) ||
           complain_value(option, value, "a time such as 2025-04-09 or 2025-04-09T08:15:00Z");
}

static bool read_verdict(const char *option, const char *value, enum verdict *verdict, bool *has)
{
    uint32_t number = 0;
    *has = names_find(&verdict_names, view_of(value), &number);
    *verdict = (enum verdict)number;
    return *has || complain_value(option, value, "harmless, degraded, broken or security");
}

static bool read_rules(struct options *o, const char *value)
{
    if (o->rule_file_count == CLI_MAX_RULE_FILES) {
        complain("--rules: more than %d rule files", CLI_MAX_RULE_FILES);
        return false;
    }
    o->rule_files[o->rule_file_count++] = value;
    return true;
}

static bool read_processes(struct options *o, const char *value)
{
    if (o->process_file_count == CLI_MAX_PROCESS_FILES) {
        complain("--processes: more than %d process lists", CLI_MAX_PROCESS_FILES);
        return false;
    }
    o->process_files[o->process_file_count++] = value;
    return true;
}

static bool read_phase(struct options *o, const char *value)
{
    uint32_t number = 0;
    o->has_phase = names_find(&phase_names, view_of(value), &number);
    o->phase = (enum phase)number;
    return o->has_phase || complain_value("phase", value, "connect or operation");
}

static bool read_code(struct options *o, const char *value)
{
    o->code_count = code_read(view_of(value), o->codes);
    o->has_code = o->code_count > 0;
    return o->has_code || complain_value("code", value,
                                         "a result code such as 0x80041003, "
                                         "-2147217405 or WBEM_E_ACCESS_DENIED");
}

static bool take_option(struct options *o, int option, const char *value)
{
    switch (option) {
    case 'f':
        return read_format(o, value);
    case OPTION_EVENT_FORMAT:
        return read_event_format(o, value);
    case 'o':
        o->output = value;
        return true;
    case 'j':
        return read_size("jobs", value, MAX_JOBS, &o->jobs);
    case OPTION_RULES:
        return read_rules(o, value);
    case OPTION_PROCESSES:
        return read_processes(o, value);
    case OPTION_NO_BUILTIN:
        o->no_builtin_rules = true;
        return true;
    case OPTION_SINCE:
        return read_time("since", value, &o->since);
    case OPTION_UNTIL:
        return read_time("until", value, &o->until);
    case OPTION_HOST:
        o->host = view_of(value);
        return true;
    case OPTION_PHASE:
        return read_phase(o, value);
    case OPTION_CODE:
        return read_code(o, value);
    case OPTION_VERDICT:
        return read_verdict("verdict", value, &o->verdict, &o->has_verdict);
    case OPTION_FAIL_ON:
        return read_verdict("fail-on", value, &o->fail_on, &o->has_fail_on);
    case OPTION_NOISE:
        o->show_noise = true;
        return true;
    case OPTION_RECOVER:
        o->wants_recovered = true;
        return true;
    case OPTION_STRICT:
        o->is_strict = true;
        return true;
    case OPTION_COLOR:
        return read_color(o, value);
    case OPTION_PROGRESS:
        return read_progress(o, value);
    case OPTION_MAX_OPEN:
        return read_size("max-open", value, MAX_LIMIT, &o->max_open);
    case OPTION_MAX_GROUPS:
        return read_size("max-groups", value, MAX_LIMIT, &o->max_groups);
    default:
        return false;
    }
}

/* Filters are repeated in the report, so that nobody takes a part for the whole. */
static void keep_filter(struct options *o, int option, const char *name, const char *value)
{
    bool is_filter = option >= OPTION_SINCE && option <= OPTION_VERDICT;
    if (is_filter && o->filter_count < CLI_MAX_FILTERS) {
        o->filters[o->filter_count++] = (struct report_filter){name, value};
    }
}

struct getopt_tables {
    char letters[4 * OPTION_ROW_COUNT];
    struct option rows[OPTION_ROW_COUNT + 1];
};

static void make_tables(const struct command *command, struct getopt_tables *t)
{
    size_t letters = 0;
    size_t count = 0;
    *t = (struct getopt_tables){.letters = ":"};
    letters++;
    for (size_t i = 0; i < OPTION_ROW_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        if (!takes(command, row)) {
            continue;
        }
        t->rows[count++] = (struct option){
            row->name, row->argument ? required_argument : no_argument, NULL, row->value};
        if (row->letter) {
            t->letters[letters++] = row->letter;
            if (row->argument) {
                t->letters[letters++] = ':';
            }
        }
    }
}

static const char *filter_name(int option)
{
    static const char *const names[] = {"--since", "--until", "--host",
                                        "--phase", "--code",  "--verdict"};
    return option >= OPTION_SINCE && option <= OPTION_VERDICT ? names[option - OPTION_SINCE] : "";
}

static void complain_option(const struct command *command, char **argv, int option)
{
    const char *found = argv[optind - 1];
    complain("%s '%s'; 'wmilog %s --help' lists the options",
                 option == ':' ? "a value is missing after" : "unknown option", found,
                 command->name);
}

/* The option of the command that is written with this letter, or the option itself. */
static int option_of_letter(const struct command *command, int letter)
{
    for (size_t i = 0; i < OPTION_ROW_COUNT; i++) {
        if (option_rows[i].letter == letter && takes(command, &option_rows[i])) {
            return option_rows[i].value;
        }
    }
    return letter;
}

/* Arguments up to the first that is a negative number: codes may be written so. */
static int count_before_number(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1] >= '0' && argv[i][1] <= '9') {
            return i;
        }
    }
    return argc;
}

/* Returns -1 to go on, else the exit status. */
static int read_options(const struct command *command, int argc, char **argv, struct options *o)
{
    struct getopt_tables tables;
    make_tables(command, &tables);
    optind = 1;
    opterr = 0;
    int option;
    int option_argc = count_before_number(argc, argv);
    while ((option = getopt_long(option_argc, argv, tables.letters, tables.rows, NULL)) != -1) {
        if (option == OPTION_HELP || option == 'h') {
            print_command_help(command);
            return EXIT_STATUS_OK;
        }
        if (option == ':' || option == '?') {
            complain_option(command, argv, option);
            return EXIT_STATUS_USAGE;
        }
        option = option_of_letter(command, option);
        if (!take_option(o, option, optarg)) {
            return EXIT_STATUS_USAGE;
        }
        keep_filter(o, option, filter_name(option), optarg);
    }
    o->inputs = argv + optind;
    o->input_count = (size_t)(argc - optind);
    return -1;
}

static size_t processor_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) {
        return 1;
    }
    return count > MAX_JOBS ? MAX_JOBS : (size_t)count;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options o = {.format = report_formats[0],
                        .jobs = processor_count(),
                        .since = WINTIME_NONE,
                        .until = WINTIME_NONE};
    int status = read_options(command, argc, argv, &o);
    if (status >= 0) {
        return status;
    }
    if (o.input_count == 0) {
        complain("nothing to read");
        fprintf(stderr, "usage: wmilog %s\n", command->usage);
        return EXIT_STATUS_USAGE;
    }
    return command->run(&o);
}

int cli_run(int argc, char **argv)
{
    if (argc < 2) {
        complain("a command is missing; 'wmilog --help' lists them");
        return EXIT_STATUS_USAGE;
    }
    const char *first = argv[1];
    if (strcmp(first, "--version") == 0) {
        printf("wmilog %s\n", WMILOG_VERSION);
        return EXIT_STATUS_OK;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0) {
        print_help();
        return EXIT_STATUS_OK;
    }
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(first, commands[i]->name) == 0) {
            return run_command(commands[i], argc - 1, argv + 1);
        }
    }
    complain("unknown command '%s'; the commands are analyze, events, convert, explain and "
                 "rules ('wmilog --help')",
                 first);
    return EXIT_STATUS_USAGE;
}

static bool wants_color(const struct options *options, const struct output *out)
{
    const char *no_color = getenv("NO_COLOR");
    if (options->color != WHEN_AUTO) {
        return options->color == WHEN_ALWAYS;
    }
    return output_is_terminal(out) && (!no_color || no_color[0] == '\0');
}

bool cli_open_output(const struct options *options, struct output *out, bool *use_color)
{
    struct error err;
    error_init(&err);
    if (output_open(out, options->output, &err) != STATUS_OK) {
        complain("%s", err.message);
        return false;
    }
    *use_color = wants_color(options, out);
    return true;
}

int cli_close_output(struct output *out, int status)
{
    struct error err;
    error_init(&err);
    if (output_close(out, true, &err) == STATUS_OK) {
        return status;
    }
    if (!out->closed_pipe) {
        complain("the result is not whole: %s", err.message);
    }
    int reason = out->saved_errno;
    return reason == ENOSPC || reason == EDQUOT || reason == EIO ? EXIT_STATUS_TEMPORARY
                                                                 : EXIT_STATUS_USAGE;
}
