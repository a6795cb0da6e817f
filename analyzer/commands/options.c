/* Reading the command line, and explaining it, as the table of options says. */
#include "analyzer/commands/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/commands/option_rows.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/diff/diff.h"
#include "parsers/base/ascii.h"
#include "parsers/base/nearest.h"

enum {
    MAX_ROWS = 64,     /* of the table */
    FIRST_VALUE = 256, /* of getopt_long for the first row: above every letter */
    HELP_WIDTH = 80,
    HELP_COLUMN = 26, /* of what an option does */
    HELP_INDENT = 4,  /* of an option without a letter */
};

static const char *long_name(const struct option_row *row)
{
    return row->written + strlen("--");
}

/* Text in lines that begin below its first one. */
static void print_wrapped(struct view text)
{
    const size_t columns = HELP_WIDTH - HELP_COLUMN;
    while (text.len > columns) {
        size_t len = columns;
        while (len > 0 && text.data[len] != ' ') {
            len--;
        }
        len = len > 0 ? len : columns;
        printf("%.*s\n%*s", (int)len, text.data, HELP_COLUMN, "");
        text = view_trim(view_from(text, len));
    }
    printf("%.*s\n", VIEW_ARG(text));
}

/* A name that is too long for its column stands alone. */
static void explain(const struct option_row *row)
{
    char left[64];
    struct buffer help;
    buffer_init(&help, BUFFER_NO_MAX);
    option_row_help(row, &help);
    snprintf(left, sizeof(left), "%c%c%s %s %s", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? "," : " ", row->written,
             row->argument ? row->argument : "");
    const size_t len = view_trim(view_of(left)).len + (row->letter ? 0 : HELP_INDENT);
    printf("  %-*s", HELP_COLUMN - 2, left);
    if (len > HELP_COLUMN - 3) {
        printf("\n%*s", HELP_COLUMN, "");
    }
    print_wrapped(buffer_view(&help));
    buffer_release(&help);
}

void options_explain(unsigned groups)
{
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_row_is_taken(&option_rows[i], groups)) {
            explain(&option_rows[i]);
        }
    }
}

/* The table as getopt_long wants it. */
struct getopt_tables {
    char letters[2 * MAX_ROWS + 2];
    struct option rows[MAX_ROWS + 1];
};

static void make_tables(unsigned groups, struct getopt_tables *t)
{
    assert(option_row_count <= MAX_ROWS);
    size_t letters = 0;
    size_t count = 0;
    *t = (struct getopt_tables){.letters = ":"};
    letters++;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (!option_row_is_taken(row, groups)) {
            continue;
        }
        t->rows[count++] =
            (struct option){long_name(row), row->argument ? required_argument : no_argument, NULL,
                            FIRST_VALUE + (int)i};
        if (row->letter) {
            t->letters[letters++] = row->letter;
            if (row->argument) {
                t->letters[letters++] = ':';
            }
        }
    }
}

/* The row of what getopt_long gives: a letter, or the value of a row. */
static const struct option_row *row_of(unsigned groups, int option)
{
    for (size_t i = 0; i < option_row_count; i++) {
        bool is_it = option == FIRST_VALUE + (int)i || option == option_rows[i].letter;
        if (is_it && option_row_is_taken(&option_rows[i], groups)) {
            return &option_rows[i];
        }
    }
    return NULL;
}

static void complain_unknown(unsigned groups, const char *command, const char *found)
{
    const char *names[MAX_ROWS];
    size_t count = 0;
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_row_is_taken(&option_rows[i], groups)) {
            names[count++] = option_rows[i].written;
        }
    }
    struct view name = view_of(found), value;
    view_cut(name, VIEW("="), &name, &value);
    const char *nearest = name.len > 2 ? nearest_name(name, names, count) : NULL;
    if (nearest) {
        complain("unknown option '%s', did you mean '%s'?", found, nearest);
    } else {
        complain("unknown option '%s'; 'wmilog %s --help' lists the options", found, command);
    }
}

static bool awaits_value(const char *word)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        const bool is_letter = word[0] == '-' && word[1] == row->letter && word[2] == '\0';
        if (row->argument && (strcmp(word, row->written) == 0 || (row->letter && is_letter))) {
            return true;
        }
    }
    return false;
}

/* Arguments up to the first that is a negative number: codes may be written so. */
static int count_before_number(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        bool is_number = argv[i][0] == '-' && ascii_is_digit(argv[i][1]);
        if (is_number && !awaits_value(argv[i - 1])) {
            return i;
        }
    }
    return argc;
}

static size_t processor_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) {
        return 1;
    }
    return count > OPTIONS_MAX_JOBS ? OPTIONS_MAX_JOBS : (size_t)count;
}

/* The place of a filter: an option that comes again takes the place of the one before. */
static struct report_filter *filter_of(struct options *o, const char *written)
{
    size_t i = 0;
    while (i < o->filter_count && strcmp(o->filters[i].option, written) != 0) {
        i++;
    }
    assert(i < OPTIONS_MAX_FILTERS);
    o->filter_count += i == o->filter_count;
    return &o->filters[i];
}

static bool take(struct options *o, const struct option_row *row, const char *value)
{
    if (!row || !row->read(o, row, value)) {
        return false;
    }
    if (row->is_filter) {
        *filter_of(o, row->written) = (struct report_filter){row->written, value};
    }
    return true;
}

/* Complains and returns false where no time is left between --since and --until. */
static bool has_time(struct options *o)
{
    if (o->since == WINTIME_NONE || o->until == WINTIME_NONE || o->since < o->until) {
        return true;
    }
    complain("--until: '%s' is not later than --since '%s'", filter_of(o, "--until")->value,
             filter_of(o, "--since")->value);
    return false;
}

/* --format wins over the ending of the output's name. */
static void settle_format(struct options *o, unsigned groups)
{
    const struct report_format *named = report_format_of_path(view_of(o->output));
    const bool is_told = named == &report_json || named == &report_jsonl;
    if (!o->format &&
        ((groups & OPTIONS_REPORT) != 0 || ((groups & OPTIONS_EXPLANATION) != 0 && is_told))) {
        o->format = named;
    }
    if (!o->has_event_format && view_ends_nocase(view_of(o->output), VIEW(".xml"))) {
        o->event_format = EVENT_FORMAT_XML;
    }
    if ((groups & OPTIONS_DIFF) != 0 && !o->has_diff_form) {
        (void)diff_format_of_path(view_of(o->output), &o->diff_form);
    }
    if (!o->format) {
        o->format = report_formats[0];
    }
}

bool options_read(struct options *o, unsigned groups, int argc, char *const *argv)
{
    *o = (struct options){.jobs = processor_count(), .since = WINTIME_NONE, .until = WINTIME_NONE};
    struct getopt_tables tables;
    make_tables(groups, &tables);
    optind = 1;
    opterr = 0;
    int option;
    int option_argc = count_before_number(argc, argv);
    while ((option = getopt_long(option_argc, argv, tables.letters, tables.rows, NULL)) != -1) {
        const char *found = argv[optind - 1];
        if (option == ':') {
            complain("a value is missing after '%s'; 'wmilog %s --help' lists the options", found,
                     argv[0]);
            return false;
        }
        if (option == '?') {
            complain_unknown(groups, argv[0], found);
            return false;
        }
        if (!take(o, row_of(groups, option), optarg)) {
            return false;
        }
        if (o->wants_help) {
            return true;
        }
    }
    if (!has_time(o)) {
        return false;
    }
    settle_format(o, groups);
    o->redacts |= o->redact_key || o->redact_map || o->redact_words;
    o->inputs = argv + optind;
    o->input_count = (size_t)(argc - optind);
    return true;
}
