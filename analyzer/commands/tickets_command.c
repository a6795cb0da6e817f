/* wmilog tickets: payloads for ticket systems. */
#include "analyzer/commands/analyze.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/given/edit.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/tickets/tickets.h"

enum { DEFAULT_MAX_TICKETS = 100 };

static bool read_edit(const struct options *options, struct edit *edit)
{
    struct error err;
    error_init(&err);
    if (options->template_file && edit_template(edit, options->template_file, &err) != STATUS_OK) {
        complain("--template: %s", err.message);
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
    if (job->left_out > 0) {
        complain("%llu further groups (%llu failures) have no ticket: see --max-tickets",
                 (unsigned long long)job->left_out, (unsigned long long)job->failures);
    }
    if (job->written == 0) {
        complain("no ticket: %llu groups, all of a lesser verdict than '%s' (see --verdict)",
                 (unsigned long long)job->lesser, verdict_name(job->least));
    }
}

static int run_analysis(const struct options *options, struct ticket_job *job)
{
    struct options own = *options;
    own.format = &report_tickets;
    own.tickets = job;
    own.has_verdict = false; /* it chooses groups here, not failures */
    return analyze_run(&own);
}

/* A report that was written before, and where its tickets go. */
struct reading {
    struct ticket_job *job;
    struct output out;
};

static void take_group(void *context, const struct brief *brief)
{
    struct reading *r = context;
    tickets_add(r->job, brief, &r->out);
}

static int run_report(const struct options *options, struct ticket_job *job, struct source *source,
                      enum report_file_kind kind)
{
    struct reading r = {.job = job};
    struct error err;
    bool use_color;
    error_init(&err);
    if (options->filter_count > (options->has_verdict ? 1 : 0)) {
        complain("a report that is read back cannot be filtered any more, but for --verdict");
        return EXIT_STATUS_USAGE;
    }
    if (!run_keeps_input(options, source->path) || !run_open_output(options, &r.out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    const struct report_file_reader reader = {.group = take_group, .context = &r};
    int status = EXIT_STATUS_OK;
    if (report_file_read(source, kind, &reader, &err) != STATUS_OK) {
        complain("%s: byte %llu: %s", source->path, (unsigned long long)err.offset, err.message);
        status = EXIT_STATUS_INCOMPLETE;
    }
    tickets_end(job, &r.out);
    return run_close_output(&r.out, status);
}

/* A report that is the only input is read back; everything else is analysed. */
static int run_job(const struct options *options, struct ticket_job *job)
{
    struct report_input in = {.kind = REPORT_FILE_NONE};
    int status = EXIT_STATUS_TEMPORARY;
    if (options->input_count == 1 && !report_input_open(&in, options->inputs[0])) {
        return status;
    }
    if (in.kind != REPORT_FILE_NONE) {
        status = run_report(options, job, &in.source, in.kind);
    } else {
        status = run_analysis(options, job);
    }
    report_input_close(&in);
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
    .help = "INPUT is what analyze takes, or one report that it wrote as JSON. Each line is a\n"
            "JSON value that the system takes as it is, once it has what only you know\n"
            "(--set, --template). Nothing is sent: README shows how.",
    .options = OPTIONS_TICKETS | OPTIONS_ANALYSIS | OPTIONS_FAIL_ON | OPTIONS_TIME | OPTIONS_RULES |
               OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_PROGRESS,
    .run = run,
};
