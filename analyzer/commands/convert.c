/* wmilog convert: one log as the XML file that Event Viewer saves. */
#include "analyzer/commands/redacting.h"
#include "analyzer/commands/run.h"
#include "analyzer/console/progress.h"
#include "analyzer/input/complain.h"
#include "analyzer/input/pipeline.h"

/* Event Viewer's "Save All Events As... XML": a byte order mark, the declaration, and the events
 * without anything between them. */
#define DOCUMENT_START \
    "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>"
#define DOCUMENT_END "</Events>"

struct conversion {
    struct output out;
    struct progress progress;
};

static bool take_batch(void *context, const struct batch *batch)
{
    struct conversion *c = context;
    output_write(&c->out, buffer_view(&batch->xml));
    return !c->out.failed;
}

static bool take_event(void *context, const struct event *e)
{
    struct conversion *c = context;
    output_write(&c->out, e->xml);
    return !c->out.failed;
}

static void tell_progress(void *context, const struct progress_amount *amount)
{
    struct conversion *c = context;
    progress_tell(&c->progress, amount);
}

/* The only log, perhaps in a folder or an archive; complains and gives NULL for none or several. */
static const struct input *only_log(const struct inputs *inputs)
{
    const struct input *log = NULL;
    size_t count = 0;
    for (size_t i = 0; i < inputs->count; i++) {
        const struct input *item = &inputs->items[i];
        if (!item->report.is_container && !item->report.is_unused) {
            log = item;
            count++;
        }
    }
    if (count != 1) {
        complain("%zu logs found; convert makes one file (-o FILE) of one log", count);
        return NULL;
    }
    return log;
}

static int convert_redacted(const struct options *options, struct inputs *inputs,
                            const struct input *log, struct redacting *redacting)
{
    struct conversion c;
    bool use_color;
    if (!run_open_output(options, &c.out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    struct pipeline_options pipeline = {
        .jobs = options->jobs, .progress = tell_progress, .context = &c};
    /* Blocks that have no order of writing are merged by time. */
    if (log->reader.form->next_place) {
        pipeline.take = take_event;
    } else {
        pipeline.take_batch = take_batch;
    }
    progress_init(&c.progress, options->progress);
    output_text(&c.out, DOCUMENT_START);
    pipeline_run(inputs, &pipeline);
    output_text(&c.out, DOCUMENT_END);
    progress_end(&c.progress);
    redacting_inputs_read(redacting, inputs);
    run_complain(inputs);
    redacting_tell(redacting);
    int status = run_status(options, inputs);
    /* A log of any channel may be converted, also an empty one. */
    return run_close_output(&c.out, status == EXIT_STATUS_NO_EVENTS ? EXIT_STATUS_OK : status);
}

static int convert(const struct options *options, struct inputs *inputs, const struct input *log)
{
    struct redacting redacting;
    run_want_xml(inputs, false);
    const int status = redacting_begin(&redacting, options, inputs, NULL, NULL)
                           ? convert_redacted(&redacting.options, inputs, log, &redacting)
                           : EXIT_STATUS_USAGE;
    redacting_end(&redacting);
    return status;
}

static int run(const struct options *options)
{
    struct inputs inputs;
    if (!run_open_inputs(options, &inputs)) {
        return EXIT_STATUS_USAGE;
    }
    int status = EXIT_STATUS_USAGE;
    const struct input *log = only_log(&inputs);
    if (!log || !log->reader.form) {
        run_complain(&inputs); /* nothing is written, so that no old result is lost */
    } else {
        status = convert(options, &inputs, log);
    }
    inputs_release(&inputs);
    return status;
}

const struct command command_convert = {
    .name = "convert",
    .summary = "write a log as the XML file that Event Viewer saves",
    .usage = "convert [options] INPUT",
    .help = "Writes all events of one log, of whichever provider, in the order in which they\n"
            "were written. INPUT is an .evtx or .etl file, event XML of any exporter, or '-'.",
    .options = OPTIONS_OUTPUT | OPTIONS_JOBS | OPTIONS_ARCHIVE | OPTIONS_PROGRESS | OPTIONS_REDACT,
    .run = run,
};
