/* wmilog tickets: payloads for ticket systems. */
#include <stdlib.h>

#include "analyzer/commands/analyze.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/given/edit.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/text/words.h"
#include "analyzer/report/tickets/pile.h"
#include "parsers/base/memory.h"

enum { DEFAULT_MAX_TICKETS = 100, PILE_BYTES = 32 * 1024 * 1024 };

static bool read_edit(const struct options *options, struct edit *edit)
{
    struct error err;
    error_init(&err);
    if (options->template_file && edit_template(edit, options->template_file, &err) != STATUS_OK) {
        complain("--template: %s: %s", options->template_file, err.message);
        return false;
    }
    for (size_t i = 0; i < options->set_count; i++) {
        if (edit_add_set(edit, options->sets[i], &err) != STATUS_OK) {
            complain("--set: %s", err.message);
            return false;
        }
    }
    return true;
}

/* A place that no payload has is told before a log is read. */
static bool try_edit(const struct ticket_job *job, struct edit *edit)
{
    static const struct brief brief = {
        .fingerprint = {"wmilog/1:00000000000000000000000000000000", 41},
        .verdict = VERDICT_SECURITY,
        .first = WINTIME_NONE,
        .last = WINTIME_NONE,
        .max_duration = WINTIME_NONE,
    };
    struct ticket_job trial = *job;
    struct output out;
    output_open_memory(&out);
    tickets_add(&trial, &brief, &out);
    tickets_end(&trial, &out);
    output_close(&out, true, NULL);
    if (edit->err.status != STATUS_OK) {
        complain("%s", edit->err.message);
    }
    return edit->err.status == STATUS_OK;
}

static void tell_left_out(const struct ticket_job *job)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    if (job->left_out > 0) {
        words_count(&b, job->left_out, "further group (", "further groups (");
        words_count(&b, job->failures, "failure", "failures");
        buffer_add_text(&b, job->left_out == 1 ? ") has no ticket" : ") have no ticket");
        complain("%.*s: see --max-tickets", VIEW_ARG(buffer_view(&b)));
    }
    if (job->written == 0 && job->lesser == 0) {
        complain("no ticket: no failure");
    } else if (job->written == 0) {
        buffer_clear(&b);
        words_count(&b, job->lesser, "group is", "groups are");
        complain("no ticket: %.*s of a lesser verdict than '%s' (see --verdict)",
                 VIEW_ARG(buffer_view(&b)), verdict_name(job->least));
    }
    buffer_release(&b);
}

static int run_analysis(const struct options *options, struct ticket_job *job)
{
    struct options own = *options;
    own.format = &report_tickets;
    own.tickets = job;
    own.has_verdict = false; /* it chooses groups here, not failures */
    return analyze_run(&own);
}

/* Where the groups of a report go: to the output, or to those of other inputs. */
struct reading {
    struct ticket_job *job;
    struct output out;
};

static void take_group(void *context, const struct brief *brief)
{
    struct reading *r = context;
    if (r->job->keep) {
        r->job->keep(r->job->pile, brief);
    } else {
        tickets_add(r->job, brief, &r->out);
    }
}

static int read_report(struct reading *r, struct report_input *in)
{
    struct error err;
    error_init(&err);
    const struct report_file_reader reader = {.group = take_group, .context = r};
    if (report_file_read(&in->source, in->kind, &reader, &err) == STATUS_OK) {
        return EXIT_STATUS_OK;
    }
    report_input_complain(NULL, in->source.path, &err);
    return EXIT_STATUS_INCOMPLETE;
}

/* Complains and returns false where a report cannot do what is asked, or would be lost. */
static bool can_read_back(const struct options *options, const struct report_input *in)
{
    if (options->redacts) {
        complain("--redact is for logs: a report that is read back cannot be redacted any more");
        return false;
    }
    if (options->filter_count > (options->has_verdict ? 1 : 0)) {
        complain("a report that is read back cannot be filtered any more, but for --verdict");
        return false;
    }
    return run_keeps_input(options, in->source.path);
}

static int run_report(const struct options *options, struct ticket_job *job,
                      struct report_input *in)
{
    struct reading r = {.job = job};
    bool use_color;
    if (!can_read_back(options, in) || !run_open_output(options, &r.out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    const int status = read_report(&r, in);
    tickets_end(job, &r.out);
    return run_close_output(&r.out, status);
}

/* Inputs that are logs, and what became of the reports among the others. */
struct sorting {
    char **logs;
    size_t log_count, report_count;
    int status;
};

/* Reads the reports; what is none is kept for an analysis. False where it must end. */
static bool sort_inputs(const struct options *options, struct ticket_job *job,
                        struct report_input *inputs, struct sorting *sorting)
{
    struct reading r = {.job = job};
    for (size_t i = 0; i < options->input_count; i++) {
        struct report_input *in = &inputs[i];
        if (!report_input_open(in, options->inputs[i])) {
            sorting->status = EXIT_STATUS_TEMPORARY;
            return false;
        }
        if (in->kind == REPORT_FILE_NONE) {
            sorting->logs[sorting->log_count++] = in->path;
            continue;
        }
        sorting->report_count++;
        if (!can_read_back(options, in)) {
            sorting->status = EXIT_STATUS_USAGE;
            return false;
        }
        if (read_report(&r, in) != EXIT_STATUS_OK) {
            sorting->status = EXIT_STATUS_INCOMPLETE;
        }
    }
    return true;
}

static bool has_groups(int status)
{
    return status == EXIT_STATUS_OK || status == EXIT_STATUS_INCOMPLETE ||
           status == EXIT_STATUS_NO_EVENTS;
}

/* Logs among reports: their groups join those of the reports. */
static int add_logs(const struct options *options, struct ticket_job *job,
                    const struct sorting *sorting)
{
    struct options own = *options;
    own.inputs = sorting->logs;
    own.input_count = sorting->log_count;
    own.is_silent = true;
    const int status = sorting->log_count > 0 ? run_analysis(&own, job) : EXIT_STATUS_OK;
    if (!has_groups(status)) {
        return status;
    }
    return status == EXIT_STATUS_INCOMPLETE ? status : sorting->status;
}

static int run_pile(const struct options *options, struct ticket_job *job,
                    struct report_input *inputs, struct sorting *sorting)
{
    struct output out;
    bool use_color;
    if (!sort_inputs(options, job, inputs, sorting)) {
        return sorting->status;
    }
    if (sorting->report_count == 0) {
        job->keep = NULL;
        return run_analysis(options, job);
    }
    const int status = add_logs(options, job, sorting);
    if (!has_groups(status)) {
        return status;
    }
    if (!run_open_output(options, &out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    ticket_pile_write(job->pile, job, &out);
    return run_close_output(&out, status);
}

static int run_several(const struct options *options, struct ticket_job *job)
{
    struct ticket_pile pile;
    struct report_input *inputs = memory_new(options->input_count, sizeof(*inputs));
    struct sorting sorting = {.logs = memory_new(options->input_count, sizeof(char *))};
    ticket_pile_init(&pile, PILE_BYTES);
    job->pile = &pile;
    job->keep = ticket_pile_add;
    const int status = run_pile(options, job, inputs, &sorting);
    job->keep = NULL;
    job->pile = NULL;
    for (size_t i = 0; i < options->input_count; i++) {
        report_input_close(&inputs[i]);
    }
    ticket_pile_release(&pile);
    free(sorting.logs);
    free(inputs);
    return status;
}

/* A report that is the only input is read back as it comes. */
static int run_one(const struct options *options, struct ticket_job *job)
{
    struct report_input in;
    if (!report_input_open(&in, options->inputs[0])) {
        return EXIT_STATUS_TEMPORARY;
    }
    char *path = in.path;
    struct options own = *options;
    own.inputs = &path;
    const int status =
        in.kind != REPORT_FILE_NONE ? run_report(options, job, &in) : run_analysis(&own, job);
    report_input_close(&in);
    return status;
}

static int run_job(const struct options *options, struct ticket_job *job)
{
    const int status =
        options->input_count == 1 ? run_one(options, job) : run_several(options, job);
    if (status != EXIT_STATUS_USAGE && status != EXIT_STATUS_NO_EVENTS) {
        tell_left_out(job);
    }
    return status;
}

static int run(const struct options *options)
{
    struct edit edit;
    int status = EXIT_STATUS_USAGE;
    if (!options->ticket_system) {
        complain("--for is missing; 'wmilog tickets --help' lists the systems");
        return status;
    }
    struct ticket_job job = {
        .system = options->ticket_system,
        .least =
            options->has_verdict ? options->verdict : ticket_system_least(options->ticket_system),
        .max = options->max_tickets > 0 ? options->max_tickets : DEFAULT_MAX_TICKETS,
        .has_priority = options->has_priority,
    };
    edit_init(&edit);
    if (read_edit(options, &edit)) {
        if (!edit_is_empty(&edit)) {
            job.edit = edit_apply;
            job.context = &edit;
        }
        if (try_edit(&job, &edit)) {
            status = run_job(options, &job);
        }
    }
    edit_release(&edit);
    return status;
}

const struct command command_tickets = {
    .name = "tickets",
    .summary = "print payloads for a ticket system, one for each kind of failure",
    .usage = "tickets --for SYSTEM [options] INPUT...",
    .help = "INPUT is what analyze takes, or a report that it wrote as JSON; of several,\n"
            "kinds of one fingerprint become one ticket. Each line is a JSON value that the\n"
            "system takes as it is, once it has what only you know (--set, --template).\n"
            "Nothing is sent: README shows how.",
    .options = OPTIONS_TICKETS | OPTIONS_ANALYSIS | OPTIONS_FAIL_ON | OPTIONS_TIME | OPTIONS_RULES |
               OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_PROGRESS | OPTIONS_REDACT,
    .run = run,
};
