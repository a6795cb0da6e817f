/* wmilog events: the normalised events, one JSON object a line. */
#include "analyzer/pipeline.h"
#include "analyzer/report/event_json.h"
#include "analyzer/run.h"

struct listing {
    const struct options *options;
    struct output out;
};

static bool take_event(void *context, const struct event *e)
{
    struct listing *l = context;
    if (run_is_wanted(l->options, e->time, e->computer)) {
        event_json_write(e, &l->out);
    }
    return !l->out.failed;
}

static int run(const struct options *options)
{
    struct listing l = {.options = options};
    struct inputs inputs;
    bool use_color;
    if (!run_open_inputs(options, &inputs)) {
        return EXIT_STATUS_USAGE;
    }
    int status = EXIT_STATUS_USAGE;
    if (cli_open_output(options, &l.out, &use_color)) {
        struct pipeline_options pipeline = {
            .jobs = options->jobs, .take = take_event, .context = &l};
        pipeline_run(&inputs, &pipeline);
        run_complain(&inputs);
        status = cli_close_output(&l.out, run_status(options, &inputs));
    }
    inputs_release(&inputs);
    return status;
}

const struct command command_events = {
    .name = "events",
    .summary = "print the events themselves, one JSON object a line",
    .usage = "events [options] INPUT...",
    .help = "Prints WMI-Activity events and events of other providers that explain them, in\n"
            "time order, with the field names of the report. INPUT is as for analyze.",
    .options = "ojt",
    .run = run,
};
