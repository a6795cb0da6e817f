/* wmilog events: the normalised events, one JSON object a line; or all events as XML. */
#include "analyzer/commands/redacting.h"
#include "analyzer/commands/run.h"
#include "analyzer/input/pipeline.h"
#include "analyzer/input/recover.h"
#include "analyzer/report/json/event.h"

struct listing {
    const struct options *options;
    struct output out;
    struct recovery recovery;
    struct view run; /* XML of the events taken last, side by side in memory, not yet written */
};

static void write_run(void *context)
{
    struct listing *l = context;
    output_write(&l->out, l->run);
    l->run = VIEW_NONE;
}

/* Texts that stand side by side are written at once. */
static void write_xml(struct listing *l, const struct event *e)
{
    if (l->run.len == 0 || e->xml.data != l->run.data + l->run.len) {
        write_run(l);
        l->run = (struct view){e->xml.data, 0};
    }
    l->run.len += e->xml.len;
}

/* A comment marks what is no event of the log any more. */
static void write_recovered(struct listing *l, const struct event *e)
{
    output_text(&l->out, "<!-- recovered -->");
    output_write(&l->out, e->xml);
}

static bool write_event(void *context, const struct event *e)
{
    struct listing *l = context;
    if (!run_is_wanted(l->options, e->time, e->computer)) {
        write_run(l); /* its events do not stay for long */
    } else if (l->options->event_format != EVENT_FORMAT_XML) {
        event_json_write(e, &l->out);
    } else {
        (e->is_recovered ? write_recovered : write_xml)(l, e);
    }
    return !l->out.failed;
}

static bool take_event(void *context, const struct event *e)
{
    struct listing *l = context;
    if (l->options->wants_recovered) {
        recovery_know(&l->recovery, e);
    }
    return write_event(l, e);
}

/* As XML, events of all providers are a result; so are recovered ones. */
static int status_of(const struct listing *l, const struct inputs *inputs)
{
    int status = run_status(l->options, inputs);
    bool has_result = l->options->event_format == EVENT_FORMAT_XML || l->recovery.wmi_events > 0;
    return has_result && status == EXIT_STATUS_NO_EVENTS ? EXIT_STATUS_OK : status;
}

static int list(const struct options *options, struct inputs *inputs, struct redacting *redacting)
{
    struct listing l = {.options = options};
    bool use_color;
    int status = EXIT_STATUS_USAGE;
    if (run_open_output(options, &l.out, &use_color)) {
        struct pipeline_options pipeline = {
            .jobs = options->jobs, .take = take_event, .end = write_run, .context = &l};
        recovery_init(&l.recovery, write_event, &l);
        pipeline_run(inputs, &pipeline);
        redacting_inputs_read(redacting, inputs);
        run_complain(inputs);
        if (options->wants_recovered) {
            recovery_run(&l.recovery, inputs);
        }
        recovery_release(&l.recovery);
        status = status_of(&l, inputs);
        run_complain_nothing(inputs, status);
        redacting_tell(redacting);
        status = run_close_output(&l.out, status);
    }
    return status;
}

static int run(const struct options *options)
{
    struct inputs inputs;
    struct redacting redacting;
    if (!run_open_inputs(options, &inputs)) {
        return EXIT_STATUS_USAGE;
    }
    if (options->event_format == EVENT_FORMAT_XML) {
        run_want_xml(&inputs, true);
    }
    const int status = redacting_begin(&redacting, options, &inputs, NULL, NULL)
                           ? list(&redacting.options, &inputs, &redacting)
                           : EXIT_STATUS_USAGE;
    redacting_end(&redacting);
    inputs_release(&inputs);
    return status;
}

const struct command command_events = {
    .name = "events",
    .summary = "print the events themselves, one JSON object a line",
    .usage = "events [options] INPUT...",
    .help = "Prints WMI-Activity events and events of other providers that explain them, in\n"
            "time order, with the field names of the report. INPUT is as for analyze.\n"
            "With --format xml, events of all providers: each as Windows writes it, one\n"
            "<Event> element a line; what is XML already stays as it is.\n"
            "With --recover, after them, what .evtx logs still hold of records that are not\n"
            "live: marked as recovered, without duplicates.",
    .options = OPTIONS_EVENTS | OPTIONS_TIME | OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE |
               OPTIONS_REDACT,
    .run = run,
};
