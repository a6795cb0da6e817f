/* wmilog collector: the script that a customer runs on the machine that has the trouble.
 *
 * The script itself is collect-wmi.cmd beside this file. Here it gets its settings, and the line
 * ends without which cmd.exe loses its labels. */
#include <stdio.h>

#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"

/* Made of collect-wmi.cmd when building. */
extern const char collector_script[];
extern const size_t collector_script_len;

/* Writes one line of the script, with what its places stand for. */
static void write_line(struct output *out, struct view line, const char *minutes)
{
    struct view before, after;
    if (view_cut(line, VIEW("@VERSION@"), &before, &after)) {
        output_format(out, "%.*s%s%.*s\r\n", VIEW_ARG(before), WMILOG_VERSION, VIEW_ARG(after));
    } else if (view_cut(line, VIEW("@MINUTES@"), &before, &after)) {
        output_format(out, "%.*s%s%.*s\r\n", VIEW_ARG(before), minutes, VIEW_ARG(after));
    } else {
        output_format(out, "%.*s\r\n", VIEW_ARG(line));
    }
}

static int run(const struct options *options)
{
    struct output out;
    bool use_color;
    char minutes[24] = "key";
    if (options->input_count > 0) {
        complain("collector takes no input, found '%s'", options->inputs[0]);
        return EXIT_STATUS_USAGE;
    }
    if (!run_open_output(options, &out, &use_color)) {
        return EXIT_STATUS_USAGE;
    }
    if (options->has_trace_minutes) {
        snprintf(minutes, sizeof(minutes), "%zu", options->trace_minutes);
    }
    struct view rest = {collector_script, collector_script_len};
    struct view line;
    while (rest.len > 0) {
        if (!view_cut(rest, VIEW("\n"), &line, &rest)) {
            line = rest;
            rest = VIEW_NONE;
        }
        write_line(&out, line, minutes);
    }
    return run_close_output(&out, EXIT_STATUS_OK);
}

const struct command command_collector = {
    .name = "collector",
    .summary = "print the script that collects the logs on a Windows machine",
    .usage = "collector [options] > collect-wmi.cmd",
    .help = "The script is for whoever has the machine: run as administrator, it exports the\n"
            "WMI-Activity, System and Application logs (with 'security' as its argument the\n"
            "Security log, too), records the Trace channel while the failure is repeated,\n"
            "adds process and service lists, packs all into one file, and leaves the machine\n"
            "as it was. It needs neither wmic nor PowerShell. 'collect-wmi.cmd undo' cleans\n"
            "up after a run that was stopped; so does the next run.",
    .options = OPTIONS_COLLECTOR | OPTIONS_OUTPUT,
    .takes_nothing = true,
    .run = run,
};
