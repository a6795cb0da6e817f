/* wmilog tickets: payloads for ticket systems. */
#include <stdlib.h>

#include "analyzer/commands/analyze.h"
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

static int run_job(const struct options *options, struct ticket_job *job)
{
    struct options own = *options;
    own.format = &report_tickets;
    own.tickets = job;
    own.has_verdict = false; /* it chooses groups here, not failures */
    const int status = analyze_run(&own);
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
    .help =
        "INPUT is what analyze takes. Each line is a JSON value that the system takes as it is,\n"
        "once it has what only you know (--set, --template). Nothing is sent: README shows\n"
        "how.",
    .options = OPTIONS_TICKETS | OPTIONS_ANALYSIS | OPTIONS_TIME | OPTIONS_RULES | OPTIONS_OUTPUT |
               OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_PROGRESS,
    .run = run,
};
