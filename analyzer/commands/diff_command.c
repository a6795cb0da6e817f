/* wmilog diff: what has changed from one log, or report, to another. */
#include <string.h>

#include "analyzer/commands/analyze.h"
#include "analyzer/commands/redacting.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/given/side_of_report.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/diff/diff.h"
#include "parsers/base/account.h"

enum {
    SIDE_COUNT = 2,
    NOTES = 8 * 1024,
};

static const char *const side_names[SIDE_COUNT] = {"BEFORE", "AFTER"};

/* What a side is read from, and, of names that are hidden, how. */
struct side_input {
    struct report_input report;
    size_t first_file;   /* files of the other side that have a name already */
    struct buffer shown; /* instead of its name */
};

struct comparison {
    const struct options *options; /* those of the run, without names once these are known */
    struct redacting redacting;
    struct rule_set rules;
    struct side_input inputs[SIDE_COUNT];
    struct side sides[SIDE_COUNT];
};

/* Where a filter was given, a report that is read back must have been made with the same. */
static bool has_wanted_filters(const struct options *options, const struct side *side)
{
    bool is_same = options->filter_count == 0 || options->filter_count == side->filter_count;
    for (size_t i = 0; i < options->filter_count && is_same; i++) {
        is_same = view_equal(side_filter(side, options->filters[i].option),
                             view_of(options->filters[i].value));
    }
    return is_same;
}

/* Prepares `hidden` for reading the report of a side; gives NULL where nothing is to be hidden. */
static const struct report_file_rewriter *rewriter_of(struct comparison *c, size_t index,
                                                      struct redact_report *hidden,
                                                      struct report_file_rewriter *rewriter)
{
    if (!c->options->redacts) {
        return NULL;
    }
    redacting_report(&c->redacting, &c->rules, hidden);
    hidden->file_count = c->inputs[index].first_file + 1; /* the report is one, too */
    *rewriter = (struct report_file_rewriter){redact_report_part, hidden};
    return rewriter;
}

static int read_report(struct comparison *c, size_t index)
{
    struct error err;
    struct redact_report hidden;
    struct report_file_rewriter rewriter;
    struct report_input *in = &c->inputs[index].report;
    const char *shown = run_shown(c->options, in->source.path);
    error_init(&err);
    if (!run_keeps_input(c->options, in->source.path)) {
        return EXIT_STATUS_USAGE;
    }
    if (side_of_report(&c->sides[index], &in->source, in->kind,
                       rewriter_of(c, index, &hidden, &rewriter), &err) != STATUS_OK) {
        if (c->options->redacts) {
            redact_report_error(&hidden, &err);
        }
        report_input_complain(NULL, shown, &err);
        return err.status == STATUS_IO ? EXIT_STATUS_TEMPORARY : EXIT_STATUS_USAGE;
    }
    if (!has_wanted_filters(c->options, &c->sides[index])) {
        complain("%s: a report that is read back cannot be filtered any more", shown);
        return EXIT_STATUS_USAGE;
    }
    return EXIT_STATUS_OK;
}

/* The options for analysing the logs of a side. */
static struct options options_of(const struct comparison *c, size_t index, char **path)
{
    struct options own = *c->options;
    *path = c->inputs[index].report.path;
    own.format = &report_side;
    own.is_silent = true;
    own.has_fail_on = false; /* it is about what is new here */
    own.inputs = path;
    own.input_count = 1;
    own.first_file = c->inputs[index].first_file;
    return own;
}

static int read_logs(struct comparison *c, size_t index)
{
    char *path;
    struct options own = options_of(c, index, &path);
    struct side *side = &c->sides[index];
    own.side = side;
    const int status = analyze_run(&own);
    side->is_incomplete |= status == EXIT_STATUS_INCOMPLETE;
    if (side->is_full) {
        complain("%s: more groups than the memory holds: see --max-memory", run_shown(&own, path));
        return EXIT_STATUS_USAGE;
    }
    return status;
}

/* A side that is read in part is compared; one that could not be read at all is not. */
static int read_side(struct comparison *c, size_t index)
{
    const bool is_report = c->inputs[index].report.kind != REPORT_FILE_NONE;
    const int status = is_report ? read_report(c, index) : read_logs(c, index);
    side_finish(&c->sides[index]);
    return status;
}

/* The names of a side. */
static int collect_side(struct comparison *c, size_t index)
{
    struct side_input *in = &c->inputs[index];
    struct redact_report names;
    const struct report_file_rewriter walker = {redact_report_part, &names};
    char *path;
    in->first_file = c->redacting.file_count;
    if (in->report.kind == REPORT_FILE_NONE) {
        buffer_format(&in->shown, "FILE-%zu%s", in->first_file + 1,
                      inputs_ending_of(view_of(c->options->inputs[index])));
        const struct options own = options_of(c, index, &path);
        return analyze_run(&own);
    }
    redacting_report(&c->redacting, &c->rules, &names);
    names.file_count = in->first_file;
    redact_report_file(&names, view_of(c->options->inputs[index]), &in->shown);
    report_file_walk(&in->report.source, in->report.kind, &walker);
    c->redacting.file_count = names.file_count;
    return EXIT_STATUS_OK;
}

/* Both sides share their names. */
static int collect_names(struct comparison *c)
{
    int status = EXIT_STATUS_OK;
    if (!redacting_open(&c->redacting, c->options)) {
        return EXIT_STATUS_USAGE;
    }
    c->redacting.options.redacting = &c->redacting;
    c->options = &c->redacting.options;
    for (size_t i = 0; i < SIDE_COUNT && status == EXIT_STATUS_OK; i++) {
        status = collect_side(c, i);
        if (!view_equal(c->sides[i].input, VIEW("-"))) {
            c->sides[i].input = buffer_view(&c->inputs[i].shown);
        }
    }
    return status != EXIT_STATUS_OK          ? status
           : redacting_finish(&c->redacting) ? EXIT_STATUS_OK
                                             : EXIT_STATUS_USAGE;
}

static bool has_found(const struct options *options, const struct diff *diff)
{
    bool is_found =
        options->fails_on_new && (diff->counts[DIFF_NEW] > 0 || diff->new_consumers > 0);
    is_found |= options->has_fail_on && diff_has_new_consumer(diff, options->fail_on);
    for (size_t i = 0; i < diff->count && options->has_fail_on; i++) {
        is_found |= diff_is_worse(&diff->items[i], options->fail_on);
    }
    return is_found;
}

static int write_diff(const struct options *options, const struct diff *diff, int status)
{
    struct output out;
    struct arena arena;
    struct diff_notes notes;
    struct diff_report report = {.diff = diff,
                                 .notes = &notes,
                                 .tool_version = WMILOG_VERSION,
                                 .show_noise = options->show_noise};
    if (!run_open_output(options, &out, &report.use_color)) {
        return EXIT_STATUS_USAGE;
    }
    report.width = output_width(&out);
    arena_init(&arena, NOTES);
    diff_notes_make(&notes, &arena, diff);
    diff_forms[options->diff_form].write(&report, &out);
    arena_release(&arena);
    if (status == EXIT_STATUS_OK || status == EXIT_STATUS_NO_EVENTS) {
        status = !diff->is_comparable       ? EXIT_STATUS_NO_EVENTS
                 : has_found(options, diff) ? EXIT_STATUS_FOUND
                                            : EXIT_STATUS_OK;
    }
    return run_close_output(&out, status);
}

static bool has_result(int status)
{
    return status == EXIT_STATUS_OK || status == EXIT_STATUS_INCOMPLETE ||
           status == EXIT_STATUS_NO_EVENTS;
}

static int run_sides(struct comparison *c)
{
    int worst = EXIT_STATUS_OK;
    struct diff diff;
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        const int status = read_side(c, i);
        if (!has_result(status)) {
            return status;
        }
        worst = c->sides[i].is_incomplete ? EXIT_STATUS_INCOMPLETE : worst;
    }
    diff_make(&diff, &c->sides[0], &c->sides[1]);
    const int status = write_diff(c->options, &diff, worst);
    diff_release(&diff);
    return status;
}

static int run_comparison(struct comparison *c)
{
    int status = EXIT_STATUS_OK;
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        if (!report_input_open(&c->inputs[i].report, c->options->inputs[i], c->options->redacts)) {
            return EXIT_STATUS_TEMPORARY;
        }
    }
    if (c->options->redacts) {
        status = collect_names(c);
    }
    if (status == EXIT_STATUS_OK) {
        status = run_sides(c);
        redacting_tell(&c->redacting);
    }
    return status;
}

static int run(const struct options *options)
{
    struct options own = *options;
    struct comparison c = {.options = &own};
    /* A quarter less than was given: what one side keeps is there while the other is read. */
    own.max_memory = budget_of(options->max_memory) / 4 * 3;
    if (options->input_count != SIDE_COUNT) {
        complain("diff: found %zu %s, expected BEFORE and AFTER", options->input_count,
                 options->input_count == 1 ? "input" : "inputs");
        return EXIT_STATUS_USAGE;
    }
    if (strcmp(options->inputs[0], "-") == 0 && strcmp(options->inputs[1], "-") == 0) {
        complain("diff: standard input is one side, not both");
        return EXIT_STATUS_USAGE;
    }
    if (!run_load_rules(options, false, &c.rules)) {
        return EXIT_STATUS_USAGE;
    }
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        side_init(&c.sides[i], side_names[i], view_of(options->inputs[i]),
                  own.max_memory / SIDE_COUNT);
        buffer_init(&c.inputs[i].shown, BUFFER_NO_MAX);
    }
    const int status = run_comparison(&c);
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        side_release(&c.sides[i]);
        buffer_release(&c.inputs[i].shown);
        report_input_close(&c.inputs[i].report);
    }
    redacting_end(&c.redacting);
    rule_set_release(&c.rules);
    return status;
}

const struct command command_diff = {
    .name = "diff",
    .summary = "tell which failures are new, gone or changed since before",
    .usage = "diff [options] BEFORE AFTER",
    .help = "BEFORE and AFTER are each what analyze takes, or a report that it wrote as JSON;\n"
            "one of them may be '-' for standard input. Kinds of failure are compared by\n"
            "fingerprint, with rates over the time that each side really covers. What AFTER\n"
            "has not is gone only where at least three failures were due in it.",
    .options = OPTIONS_DIFF | OPTIONS_ANALYSIS | OPTIONS_TIME | OPTIONS_ENGINE | OPTIONS_RULES |
               OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_COLOR | OPTIONS_PROGRESS |
               OPTIONS_REDACT,
    .run = run,
};
