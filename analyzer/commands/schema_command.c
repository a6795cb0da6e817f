/* wmilog schema: what the JSON that wmilog writes and reads looks like. */
#include "analyzer/commands/run.h"
#include "analyzer/commands/schemas.h"
#include "analyzer/input/complain.h"

static void write_names(struct output *out)
{
    for (uint32_t i = 0; i < schema_names.count; i++) {
        output_format(out, "%s\n", names_get(&schema_names, i));
    }
}

static void complain_unknown(const char *word)
{
    struct buffer expected;
    buffer_init(&expected, BUFFER_NO_MAX);
    names_list(&schema_names, &expected);
    complain("schema: found '%s', expected %.*s", word, VIEW_ARG(buffer_view(&expected)));
    buffer_release(&expected);
}

static int run(const struct options *options)
{
    struct output out;
    bool use_color;
    uint32_t found = 0;
    if (options->input_count > 1) {
        complain("schema: one name at a time");
        return EXIT_STATUS_USAGE;
    }
    if (options->input_count == 1 &&
        !names_find(&schema_names, view_of(options->inputs[0]), &found)) {
        complain_unknown(options->inputs[0]);
        return EXIT_STATUS_USAGE;
    }
    if (!run_open_output(options, &out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    if (options->input_count == 0) {
        write_names(&out);
    } else {
        output_write(&out, schema_texts[found]);
    }
    return run_close_output(&out, EXIT_STATUS_OK);
}

const struct command command_schema = {
    .name = "schema",
    .summary = "print a schema of the JSON that wmilog writes or reads",
    .usage = "schema [NAME]",
    .help = "NAME is one of those that are listed when none is given.",
    .words = &schema_names,
    .takes_nothing = true,
    .options = OPTIONS_OUTPUT,
    .run = run,
};
