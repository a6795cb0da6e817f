/* wmilog analyze: the report of failures. */
#include "analyzer/commands/analyze.h"

#include <stdlib.h>

#include "analyzer/commands/found_files.h"
#include "analyzer/commands/process_files.h"
#include "analyzer/commands/redacting.h"
#include "analyzer/commands/report_input.h"
#include "analyzer/commands/run.h"
#include "analyzer/console/interrupt.h"
#include "analyzer/console/progress.h"
#include "analyzer/given/baseline_file.h"
#include "analyzer/input/complain.h"
#include "analyzer/input/lines.h"
#include "analyzer/input/pipeline.h"
#include "analyzer/input/workers.h"
#include "analyzer/report/advice.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/account.h"
#include "parsers/base/memory.h"
#include "rules/operations/prepared.h"
#include "rules/rule_file/builtin.h"
#include "rules/usage/digest.h"

enum { WEIGHED_EVERY = 64 /* events */ };

struct analysis {
    struct redacting *redacting;
    const struct options *options;
    struct rule_set *rules;
    struct engine_options engine_options;
    struct engine *engine;                   /* NULL until the pipeline begins */
    struct preparer *preparers[WORKERS_MAX]; /* by thread; NULL: it had no work yet */
    struct output out;
    struct report_run run;
    void *state;           /* the reporter's */
    struct digest *digest; /* NULL for a form that does not show it */
    struct progress progress;
    struct account_pool pool; /* of what waits, wherever it does */
    size_t reported_bytes;    /* of the pool: what the report keeps, as weighed last */
    uint64_t events;
    bool has_found; /* a failure at or above --fail-on */
};

static bool matches_code(const struct options *o, const struct failure *f)
{
    for (size_t i = 0; i < o->code_count; i++) {
        if (o->codes[i] == f->result && !f->has_no_result) {
            return true;
        }
    }
    return o->code_count == 0;
}

static bool passes_filters(const struct options *o, const struct failure *f, enum verdict verdict)
{
    return run_is_wanted(o, f->time, f->computer) && matches_code(o, f) &&
           (!o->has_phase || f->phase == o->phase) && (!o->has_verdict || verdict >= o->verdict);
}

static bool take_failure(void *context, const struct failure *f, const struct judgement *j)
{
    struct analysis *a = context;
    if (!passes_filters(a->options, f, j->verdict)) {
        return false;
    }
    a->has_found |= a->options->has_fail_on && j->verdict >= a->options->fail_on;
    if (a->options->format->failure) {
        a->options->format->failure(a->state, f, j, &a->out);
    }
    return true;
}

/* A consumer has neither code nor phase: who asks for those does not ask for it. */
static bool is_wanted(const struct options *o, int64_t time, struct view computer)
{
    return run_is_wanted(o, time, computer) && o->code_count == 0 && !o->has_phase;
}

static bool wants_consumer_event(void *context, const struct event *e)
{
    return is_wanted(((struct analysis *)context)->options, e->time, e->computer);
}

static bool take_consumer(void *context, const struct consumer *c)
{
    struct analysis *a = context;
    const bool is_of_list = c->count == 0;
    if (is_of_list && !is_wanted(a->options, WINTIME_NONE, c->computer)) {
        return false;
    }
    if (a->options->has_verdict && c->verdict < a->options->verdict) {
        return false;
    }
    a->has_found |= a->options->has_fail_on && c->verdict >= a->options->fail_on;
    return true;
}

static void take_landmark(void *context, const struct landmark *landmark)
{
    struct analysis *a = context;
    if (!run_is_wanted(a->options, landmark->time, landmark->computer)) {
        return;
    }
    if (a->digest) {
        digest_landmark(a->digest, landmark);
    }
    if (a->options->format->landmark) {
        a->options->format->landmark(a->state, landmark);
    }
}

/* What the report keeps has bounds of its own and does not give way: for it, what waits does. */
static void weigh(struct analysis *a)
{
    const struct report_format *format = a->options->format;
    const size_t bytes =
        (format->bytes ? format->bytes(a->state) : 0) + (a->digest ? digest_bytes(a->digest) : 0);
    account_pool_note(&a->pool, bytes - a->reported_bytes); /* which may be less than nothing */
    a->reported_bytes = bytes;
}

static bool take_event(void *context, const struct event *e)
{
    struct analysis *a = context;
    const struct report_format *format = a->options->format;
    if (a->events++ % WEIGHED_EVERY == 0) {
        weigh(a);
    }
    if (format->other_event && !e->is_wmi_activity &&
        run_is_wanted(a->options, e->time, e->computer)) {
        format->other_event(a->state, e);
    }
    engine_event(a->engine, e);
    return !a->out.failed;
}

static void prepare(void *context, size_t thread, struct event *event, void *bytes)
{
    struct preparer **own = &((struct analysis *)context)->preparers[thread];
    if (!*own) {
        *own = preparer_new(thread);
    }
    preparer_event(*own, event, bytes);
}

static void tell_progress(void *context, const struct progress_amount *amount)
{
    struct analysis *a = context;
    progress_tell(&a->progress, amount);
}

static void finish_digest(struct analysis *a)
{
    size_t count;
    const struct open_operation *const *open = engine_open_operations(a->engine, &count);
    for (size_t i = 0; i < count; i++) {
        if (run_is_wanted(a->options, open[i]->start, open[i]->computer)) {
            digest_open(a->digest, open[i]);
        }
    }
    digest_finish(a->digest);
    a->run.digest = a->digest;
}

static void report_end(struct analysis *a, struct inputs *inputs)
{
    struct view advice[ADVICE_MAX];
    a->run.advice = advice;
    a->run.advice_count = advice_give(a->engine, a->run.sources, inputs->count, advice);
    if (a->redacting->redaction && a->run.advice_count < ADVICE_MAX) {
        advice[a->run.advice_count++] = a->redacting->sentence;
    }
    if (a->redacting->redaction && a->options->format == &report_sarif) {
        a->run.tokens = redaction_tokens(a->redacting->redaction, &a->run.token_count);
    }
    struct lines lines;
    lines_init(&lines, inputs);
    a->run.line_of = lines_find;
    a->run.line_context = &lines;
    if (a->digest) {
        finish_digest(a);
    }
    a->options->format->end(a->state, &a->run, &a->out);
    lines_release(&lines);
}

/* A trace has the time of its end, or of events of others, where WMI-Activity falls silent: how
 * long what hangs had been open. */
static void tell_ends(struct analysis *a, const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct trace_session *trace = &inputs->items[i].reader.trace;
        int64_t last = inputs->items[i].report.last;
        int64_t end = trace->end > 0 && trace->end > last ? trace->end : last;
        if (a->options->until != WINTIME_NONE && end > a->options->until) {
            end = a->options->until;
        }
        if (trace->buffer_size > 0 && end != WINTIME_NONE) {
            engine_went_on(a->engine, (uint32_t)i, end);
        }
    }
}

/* Not before the pipeline begins: with two threads `analyze` of a generated 32 MB .evtx takes 1.1 %
 * more time where this comes first (0.2 to 2.2 % in six rounds). */
static void make_engine(void *context)
{
    struct analysis *a = context;
    rule_set_index(a->rules);
    a->engine = a->run.engine = engine_new(&a->engine_options);
}

static void analyze_inputs(struct analysis *a, struct inputs *inputs)
{
    struct pipeline_options pipeline = {.jobs = a->options->jobs,
                                        .max_memory = a->options->max_memory,
                                        .pool = &a->pool,
                                        .is_prepared = preparer_wants,
                                        .prepare = prepare,
                                        .prepared_size = sizeof(struct prepared),
                                        .begin = make_engine,
                                        .take = take_event,
                                        .progress = tell_progress,
                                        .context = a};
    const struct report_source **sources = memory_new(inputs->count + 1, sizeof(*sources));
    for (size_t i = 0; i < inputs->count; i++) {
        sources[i] = &inputs->items[i].report;
    }
    a->run.sources = sources;
    a->run.source_count = inputs->count;
    if (a->options->format->begin) {
        a->options->format->begin(a->state, &a->run, &a->out);
    }
    if (output_is_terminal(&a->out) && a->options->format == &report_text) {
        pipeline.is_interrupted = interrupt_came;
        interrupt_catch();
    }
    progress_init(&a->progress, a->options->progress);
    pipeline_run(inputs, &pipeline);
    progress_end(&a->progress);
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        preparer_free(a->preparers[i]);
    }
    redacting_inputs_read(a->redacting, inputs);
    tell_ends(a, inputs);
    engine_finish(a->engine);
    report_end(a, inputs);
    free(sources);
}

static int status_of(const struct analysis *a, const struct inputs *inputs)
{
    int status = run_status(a->options, inputs);
    if (status == EXIT_STATUS_NO_EVENTS && engine_stats(a->engine)->failures > 0) {
        status = EXIT_STATUS_OK; /* the log of a client, which tells of failed connects */
    }
    return status == EXIT_STATUS_OK && a->has_found ? EXIT_STATUS_FOUND : status;
}

/* Event consumers that have no place in the report. */
static void complain_of_consumers(const struct analysis *a)
{
    struct buffer b;
    const struct report_content content = report_content_of(a->engine);
    const size_t count = words_tally_consumers(&content).security;
    if (count > 0) {
        buffer_init(&b, BUFFER_NO_MAX);
        words_count(&b, count, "security-relevant event consumer, which is no failure, is",
                    "security-relevant event consumers, which are no failures, are");
        complain("%.*s not in this report: see another format", VIEW_ARG(buffer_view(&b)));
        buffer_release(&b);
    }
}

/* Text on standard output is read at once, and tells all of it. */
static void complain_of(const struct analysis *a, const struct inputs *inputs, int status)
{
    const struct options *o = a->options;
    if (o->format->is_text && !o->is_silent && !a->out.path) {
        run_complain_unread(inputs);
    } else {
        run_complain_status(o, inputs, status);
    }
    if (o->format->lacks_consumers) {
        complain_of_consumers(a);
    }
}

/* Complains and returns false when there is one that cannot be read, or that nobody wants. */
static bool read_baseline(const struct options *options, const struct rule_set *rules,
                          struct baseline *baseline)
{
    struct error err;
    error_init(&err);
    if (!options->baseline_file) {
        return true;
    }
    if (options->format != &report_sarif) {
        complain("--baseline is of the sarif format alone");
        return false;
    }
    if (!run_keeps_input(options, options->baseline_file)) {
        return false;
    }
    struct redact_report hidden;
    const struct report_file_rewriter rewriter = {redact_report_part, &hidden};
    if (options->redacts && !options->redacting->is_complete) {
        return true; /* it is read when its names can be hidden */
    }
    if (options->redacts) {
        redacting_report(options->redacting, rules, &hidden);
    }
    if (baseline_read(baseline, options->baseline_file, options->redacts ? &rewriter : NULL,
                      &err) != STATUS_OK) {
        if (options->redacts) {
            redact_report_error(&hidden, &err);
        }
        report_input_complain("--baseline", run_shown(options, options->baseline_file), &err);
        return false;
    }
    return true;
}

/* All that an analysis works on. */
struct working_set {
    struct rule_set rules;
    struct process_list processes;
    struct found_files found;
    struct baseline baseline;
    struct inputs inputs;
    struct redacting redacting;
};

static int run_analysis(struct working_set *set)
{
    const struct options *options = &set->redacting.options;
    struct analysis a = {.options = options,
                         .redacting = &set->redacting,
                         .pool = account_pool_of(options->max_memory)};
    if (options->is_silent) {
        output_open_memory(&a.out); /* nothing is written */
    } else if (!run_open_output(options, &a.out, &a.run.use_color)) {
        return EXIT_STATUS_USAGE;
    }
    a.digest = options->format->shows_operations ? digest_new() : NULL;
    a.engine_options = (struct engine_options){
        .rules = &set->rules,
        .operations = {.max_open = options->max_open, .max_memory = options->max_memory},
        .max_groups = options->max_groups,
        .hides_groups = options->format->lacks_groups,
        .processes = set->processes.entries,
        .process_count = set->processes.count,
        .hosts = set->found.hosts.entries,
        .host_count = set->found.hosts.count,
        .services = set->found.services.entries,
        .service_count = set->found.services.count,
        .quotas = set->found.quotas,
        .quota_count = set->found.quota_count,
        .subscriptions = set->found.subscriptions.objects,
        .subscription_count = set->found.subscriptions.count,
        .on_failure = take_failure,
        .wants_consumer_event = wants_consumer_event,
        .on_consumer = take_consumer,
        .on_landmark = options->format->landmark || a.digest ? take_landmark : NULL,
        .context = &a};
    a.engine_options.operations.pool = &a.pool;
    a.run.tool_version = WMILOG_VERSION;
    a.run.homepage = WMILOG_HOMEPAGE;
    a.rules = &set->rules;
    a.run.rules = &set->rules;
    a.run.filters = options->filters;
    a.run.filter_count = options->filter_count;
    a.run.show_noise = options->show_noise;
    a.run.for_excel = options->for_excel;
    a.run.tickets = options->tickets;
    a.run.side = options->side;
    a.run.top = options->top;
    a.run.baseline = options->baseline_file ? &set->baseline : NULL;
    a.run.width = output_width(&a.out);
    a.state = memory_new(1, options->format->state_size + 1);
    analyze_inputs(&a, &set->inputs);
    int status = status_of(&a, &set->inputs);
    complain_of(&a, &set->inputs, status);
    redacting_tell(&set->redacting);
    free(a.state);
    digest_free(a.digest);
    engine_free(a.engine);
    status = run_close_output(&a.out, status);
    interrupt_end();
    return status;
}

static bool takes_format(const struct options *options)
{
    if (options->for_excel && options->format != &report_csv) {
        complain("--csv-excel is of the csv format alone");
        return false;
    }
    return true;
}

static int run_once(const struct options *options)
{
    struct working_set set = {.baseline = {.count = 0}};
    if (!takes_format(options) || !run_list_rules(options, &set.rules)) {
        return EXIT_STATUS_USAGE;
    }
    int status = EXIT_STATUS_USAGE;
    if (process_files_load(&set.processes, options) &&
        read_baseline(options, &set.rules, &set.baseline) &&
        run_open_inputs(options, &set.inputs)) {
        found_files_read(&set.found, &set.processes, &set.inputs);
        if (!options->redacts) { /* else names are collected wherever they stand */
            run_only_judge(&set.inputs);
        }
        if (redacting_begin(&set.redacting, options, &set.inputs, &set.processes, &set.found)) {
            status = redacting_only_collects(&set.redacting) ? EXIT_STATUS_OK : run_analysis(&set);
        }
        redacting_end(&set.redacting);
        found_files_release(&set.found);
        inputs_release(&set.inputs);
    }
    baseline_release(&set.baseline);
    process_list_release(&set.processes);
    rule_set_release(&set.rules);
    return status;
}

static bool collect_baseline(struct redacting *redacting)
{
    struct rule_set rules;
    struct redact_report names;
    struct error err;
    const struct report_file_rewriter walker = {redact_report_part, &names};
    error_init(&err);
    if (!run_load_rules(&redacting->options, false, &rules)) {
        return false;
    }
    redacting_report(redacting, &rules, &names);
    if (baseline_walk(redacting->options.baseline_file, &walker, &err) != STATUS_OK) {
        report_input_complain(
            "--baseline", run_shown(&redacting->options, redacting->options.baseline_file), &err);
    }
    rule_set_release(&rules);
    redacting->options.first_file = names.file_count;
    return err.status == STATUS_OK;
}

/* The names of a baseline are hidden with those of the inputs: all are collected first. */
static int run_twice(const struct options *options)
{
    struct redacting redacting;
    int status = EXIT_STATUS_USAGE;
    if (redacting_open(&redacting, options) && collect_baseline(&redacting)) {
        redacting.options.redacting = &redacting;
        status = run_once(&redacting.options);
    }
    if (status == EXIT_STATUS_OK) {
        status = EXIT_STATUS_USAGE;
        if (redacting_finish(&redacting)) {
            status = run_once(&redacting.options);
            redacting_tell(&redacting);
        }
    }
    redacting_end(&redacting);
    return status;
}

int analyze_run(const struct options *options)
{
    const bool is_twice = options->redacts && options->baseline_file && !options->redacting;
    return is_twice ? run_twice(options) : run_once(options);
}

const struct command command_analyze = {
    .name = "analyze",
    .summary = "report which operations failed, for whom, and why most likely",
    .usage = "analyze [options] INPUT...",
    .help = "INPUT is a WMI-Activity log (.evtx, .etl, or events as XML, JSON or text of any\n"
            "exporter), an archive or a directory of them, or '-' for standard input. Logs of\n"
            "one computer are merged by time.\n"
            "A process list is what tasklist, or Get-Process and Get-CimInstance\n"
            "Win32_Process with Export-Csv, write.",
    .options = OPTIONS_REPORT | OPTIONS_ANALYSIS | OPTIONS_FAIL_ON | OPTIONS_ENGINE | OPTIONS_TIME |
               OPTIONS_RULES | OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_COLOR |
               OPTIONS_PROGRESS | OPTIONS_REDACT,
    .run = analyze_run,
};
