/* wmilog diff: what has changed from one log, or report, to another. */
#include <string.h>

#include "analyzer/commands/analyze.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/given/side_of_report.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/diff/diff.h"

enum {
    SIDE_COUNT = 2,
    DEFAULT_MEGABYTES = 48,
    NOTES = 8 * 1024,
};

static const char *const side_names[SIDE_COUNT] = {"BEFORE", "AFTER"};

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

static int read_report(const struct options *options, struct report_input *in, struct side *side)
{
    struct error err;
    error_init(&err);
    if (!run_keeps_input(options, in->source.path)) {
        return EXIT_STATUS_USAGE;
    }
    if (side_of_report(side, &in->source, in->kind, &err) != STATUS_OK) {
        report_input_complain(NULL, in->source.path, &err);
        return err.status == STATUS_IO ? EXIT_STATUS_TEMPORARY : EXIT_STATUS_USAGE;
    }
    if (!has_wanted_filters(options, side)) {
        complain("%s: a report that is read back cannot be filtered any more", in->source.path);
        return EXIT_STATUS_USAGE;
    }
    return EXIT_STATUS_OK;
}

static int read_logs(const struct options *options, char *path, struct side *side)
{
    struct options own = *options;
    own.format = &report_side;
    own.side = side;
    own.is_silent = true;
    own.has_fail_on = false; /* it is about what is new here */
    own.inputs = &path;
    own.input_count = 1;
    const int status = analyze_run(&own);
    side->is_incomplete |= status == EXIT_STATUS_INCOMPLETE;
    if (side->is_full) {
        complain("%s: more groups than the memory holds: see --max-memory", own.inputs[0]);
        return EXIT_STATUS_USAGE;
    }
    return status;
}

/* A side that is read in part is compared; one that could not be read at all is not. */
static int read_side(const struct options *options, size_t index, struct side *side)
{
    struct report_input in;
    if (!report_input_open(&in, options->inputs[index])) {
        return EXIT_STATUS_TEMPORARY;
    }
    int status;
    if (in.kind != REPORT_FILE_NONE) {
        status = read_report(options, &in, side);
    } else {
        status = read_logs(options, in.path, side);
    }
    report_input_close(&in);
    side_finish(side);
    return status;
}

static bool has_found(const struct options *options, const struct diff *diff)
{
    bool is_found = options->fails_on_new && diff->counts[DIFF_NEW] > 0;
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

static int run_sides(const struct options *options, struct side sides[SIDE_COUNT])
{
    int worst = EXIT_STATUS_OK;
    struct diff diff;
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        const int status = read_side(options, i, &sides[i]);
        if (!has_result(status)) {
            return status;
        }
        worst = sides[i].is_incomplete ? EXIT_STATUS_INCOMPLETE : worst;
    }
    diff_make(&diff, &sides[0], &sides[1]);
    const int status = write_diff(options, &diff, worst);
    diff_release(&diff);
    return status;
}

static int run(const struct options *options)
{
    struct side sides[SIDE_COUNT];
    if (options->input_count != SIDE_COUNT) {
        complain("diff: found %zu %s, expected BEFORE and AFTER", options->input_count,
                 options->input_count == 1 ? "input" : "inputs");
        return EXIT_STATUS_USAGE;
    }
    if (strcmp(options->inputs[0], "-") == 0 && strcmp(options->inputs[1], "-") == 0) {
        complain("diff: standard input is one side, not both");
        return EXIT_STATUS_USAGE;
    }
    const size_t bytes =
        options->max_memory > 0 ? options->max_memory : (size_t)DEFAULT_MEGABYTES << 20;
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        side_init(&sides[i], side_names[i], view_of(options->inputs[i]), bytes / SIDE_COUNT);
    }
    const int status = run_sides(options, sides);
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        side_release(&sides[i]);
    }
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
               OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_COLOR | OPTIONS_PROGRESS,
    .run = run,
};
