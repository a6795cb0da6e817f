/* wmilog tickets: payloads for ticket systems. */
#include <stdlib.h>

#include "analyzer/commands/analyze.h"
#include "analyzer/commands/redacting.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/given/edit.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/text/words.h"
#include "analyzer/report/tickets/pile.h"
#include "analyzer/report/tickets/tickets.h"
#include "parsers/base/memory.h"

enum { DEFAULT_MAX_TICKETS = 100, PILE_BYTES = 32 * 1024 * 1024 };

static bool read_edit(const struct options *options, struct edit *edit)
{
    struct error err;
    error_init(&err);
    if (options->template_file && edit_template(edit, options->template_file, &err) != STATUS_OK) {
        complain("--template: %s: %s", run_shown(options, options->template_file), err.message);
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

/* Why there is no ticket at all. */
static void tell_none(const struct ticket_job *job)
{
    struct buffer b;
    if (job->lesser + job->consumers_lesser == 0) {
        complain("no ticket: no failure, and no event consumer that has to be looked at");
        return;
    }
    buffer_init(&b, BUFFER_NO_MAX);
    if (job->lesser > 0) {
        words_count(&b, job->lesser, "group", "groups");
        buffer_add_text(&b, job->consumers_lesser > 0 ? " and " : "");
    }
    if (job->consumers_lesser > 0) {
        words_count(&b, job->consumers_lesser, "event subscription", "event subscriptions");
    }
    complain("no ticket: %.*s %s of a lesser verdict than '%s' (see --verdict)",
             VIEW_ARG(buffer_view(&b)), job->lesser + job->consumers_lesser == 1 ? "is" : "are",
             verdict_name(job->least));
    buffer_release(&b);
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
    if (job->consumers_left_out > 0) {
        buffer_clear(&b);
        words_count(&b, job->consumers_left_out, "event consumer has", "event consumers have");
        complain("%.*s no ticket: see --max-tickets", VIEW_ARG(buffer_view(&b)));
    }
    if (job->written == 0) {
        tell_none(job);
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

/* What hides the names of reports, and of logs beside them. */
struct hiding {
    struct redacting redacting;
    struct rule_set rules;
    struct redact_report report;
    struct report_file_rewriter rewriter;
};

/* Where the groups of a report go: to the output, or to those of other inputs. */
struct reading {
    struct ticket_job *job;
    struct hiding *hiding; /* NULL: names stay */
    struct output out;
};

static void take(void *context, const struct brief *brief)
{
    struct reading *r = context;
    tickets_take(r->job, brief, &r->out);
}

static int read_report(struct reading *r, struct report_input *in)
{
    struct error err;
    error_init(&err);
    const struct report_file_reader reader = {.group = take,
                                              .consumer = take,
                                              .context = r,
                                              .rewriter = r->hiding ? &r->hiding->rewriter : NULL};
    if (report_file_read(&in->source, in->kind, &reader, &err) == STATUS_OK) {
        return EXIT_STATUS_OK;
    }
    if (r->hiding) {
        redact_report_error(&r->hiding->report, &err);
    }
    report_input_complain(NULL, r->hiding ? "a report" : in->source.path, &err);
    return EXIT_STATUS_INCOMPLETE;
}

/* Complains and returns false where a report cannot do what is asked, or would be lost. */
static bool can_read_back(const struct options *options, const struct report_input *in)
{
    if (options->filter_count > (options->has_verdict ? 1 : 0)) {
        complain("a report that is read back cannot be filtered any more, but for --verdict");
        return false;
    }
    return run_keeps_input(options, in->source.path);
}

static int run_report(const struct options *options, struct ticket_job *job, struct hiding *hiding,
                      struct report_input *in)
{
    struct reading r = {.job = job, .hiding = hiding};
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
    struct report_input *inputs;
    char **logs;
    size_t log_count, report_count;
    int status;
};

static bool open_inputs(const struct options *options, struct sorting *sorting)
{
    for (size_t i = 0; i < options->input_count; i++) {
        struct report_input *in = &sorting->inputs[i];
        if (!report_input_open(in, options->inputs[i], options->redacts)) {
            return false;
        }
        if (in->kind == REPORT_FILE_NONE) {
            sorting->logs[sorting->log_count++] = in->path;
        } else {
            sorting->report_count++;
        }
    }
    return true;
}

/* Reads the reports, but not the logs. False where it must end. */
static bool read_reports(const struct options *options, struct ticket_job *job,
                         struct hiding *hiding, struct sorting *sorting)
{
    struct reading r = {.job = job, .hiding = hiding};
    for (size_t i = 0; i < options->input_count; i++) {
        struct report_input *in = &sorting->inputs[i];
        if (in->kind == REPORT_FILE_NONE) {
            continue;
        }
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

static int run_pile(const struct options *options, struct ticket_job *job, struct hiding *hiding,
                    struct sorting *sorting)
{
    struct output out;
    bool use_color;
    if (!read_reports(options, job, hiding, sorting)) {
        return sorting->status;
    }
    const int status = add_logs(options, job, sorting);
    if (!has_groups(status)) {
        return status;
    }
    if (!run_open_output(options, &out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    tickets_add_pile(job, job->pile, &out);
    return run_close_output(&out, status);
}

static int run_several(const struct options *options, struct ticket_job *job, struct hiding *hiding,
                       struct sorting *sorting)
{
    struct ticket_pile pile;
    ticket_pile_init(&pile, PILE_BYTES);
    job->pile = &pile;
    job->keep = ticket_pile_add;
    const int status = run_pile(options, job, hiding, sorting);
    job->keep = NULL;
    job->pile = NULL;
    ticket_pile_release(&pile);
    return status;
}

/* A report that is the only input is read back as it comes. */
static int run_sorted(const struct options *options, struct ticket_job *job, struct hiding *hiding,
                      struct sorting *sorting)
{
    if (sorting->report_count == 0) {
        struct options own = *options;
        own.inputs = sorting->logs;
        return run_analysis(&own, job);
    }
    return options->input_count == 1 ? run_report(options, job, hiding, &sorting->inputs[0])
                                     : run_several(options, job, hiding, sorting);
}

/* All inputs share their names. */
static int collect_names(struct hiding *h, const struct options *options,
                         const struct sorting *sorting)
{
    int status = EXIT_STATUS_OK;
    if (!redacting_open(&h->redacting, options)) {
        return EXIT_STATUS_USAGE;
    }
    h->redacting.options.redacting = &h->redacting;
    redacting_report(&h->redacting, &h->rules, &h->report);
    h->rewriter = (struct report_file_rewriter){redact_report_part, &h->report};
    for (size_t i = 0; i < options->input_count; i++) {
        struct report_input *in = &sorting->inputs[i];
        if (in->kind != REPORT_FILE_NONE) {
            report_file_walk(&in->source, in->kind, &h->rewriter);
        }
    }
    h->redacting.options.first_file = h->report.file_count;
    if (sorting->log_count > 0) {
        struct options own = h->redacting.options;
        own.inputs = sorting->logs;
        own.input_count = sorting->log_count;
        status = analyze_run(&own);
    }
    if (status == EXIT_STATUS_OK && !redacting_finish(&h->redacting)) {
        status = EXIT_STATUS_USAGE;
    }
    redacting_report(&h->redacting, &h->rules, &h->report);
    return status;
}

/* Names in reports: those of logs alone an analysis hides by itself. */
static int run_hidden(const struct options *options, struct ticket_job *job,
                      struct sorting *sorting)
{
    struct hiding h = {.redacting = {.redaction = NULL}};
    if (!run_load_rules(options, false, &h.rules)) {
        return EXIT_STATUS_USAGE;
    }
    int status = collect_names(&h, options, sorting);
    if (status == EXIT_STATUS_OK) {
        status = run_sorted(&h.redacting.options, job, &h, sorting);
        redacting_tell(&h.redacting);
    }
    redacting_end(&h.redacting);
    rule_set_release(&h.rules);
    return status;
}

static int run_inputs(const struct options *options, struct ticket_job *job)
{
    struct sorting sorting = {
        .inputs = memory_new(options->input_count, sizeof(*sorting.inputs)),
        .logs = memory_new(options->input_count, sizeof(char *)),
    };
    int status = EXIT_STATUS_TEMPORARY;
    if (open_inputs(options, &sorting)) {
        status = options->redacts && sorting.report_count > 0
                     ? run_hidden(options, job, &sorting)
                     : run_sorted(options, job, NULL, &sorting);
    }
    for (size_t i = 0; i < options->input_count; i++) {
        report_input_close(&sorting.inputs[i]);
    }
    free(sorting.logs);
    free(sorting.inputs);
    return status;
}

static int run_job(const struct options *options, struct ticket_job *job)
{
    const int status = run_inputs(options, job);
    if (status != EXIT_STATUS_USAGE && status != EXIT_STATUS_NO_EVENTS) {
        tell_left_out(job);
    }
    return status;
}

/* Harmless kinds become tickets where they are asked for in full. */
static enum verdict least_of(const struct options *options)
{
    return options->has_verdict  ? options->verdict
           : options->show_noise ? VERDICT_HARMLESS
                                 : ticket_system_least(options->ticket_system);
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
        .least = least_of(options),
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
            "kinds of one fingerprint become one ticket. An event consumer that has to be\n"
            "looked at is a ticket, too. Each line is a JSON value that the system takes as it\n"
            "is, once it has what only you know (--set, --template). Nothing is sent: README\n"
            "shows how.",
    .options = OPTIONS_TICKETS | OPTIONS_ANALYSIS | OPTIONS_FAIL_ON | OPTIONS_TIME | OPTIONS_RULES |
               OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_PROGRESS | OPTIONS_REDACT,
    .run = run,
};
