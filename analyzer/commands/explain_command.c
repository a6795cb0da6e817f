/* wmilog explain: what a result code means. */
#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/text/explain.h"

static bool explain_text(const char *text, const struct rule_set *rules, bool use_color,
                         struct output *out)
{
    uint32_t values[CODE_MAX_READINGS];
    size_t count = code_read(view_of(text), values);
    if (count == 0) {
        complain("'%s' is not a result code; expected a number such as 0x80041003, 80041003 or "
                 "-2147217405, or a symbol such as WBEM_E_ACCESS_DENIED",
                 text);
        return false;
    }
    /* A bare number may mean several codes: those that are known are worth telling. */
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || code_find(values[i])) {
            if (i > 0) {
                output_text(out, "\n");
            }
            explain_code(values[i], rules, use_color, output_width(out), out);
        }
    }
    return true;
}

static int run(const struct options *options)
{
    struct rule_set rules;
    struct output out;
    bool use_color;
    if (!run_load_rules(options, false, &rules)) {
        return EXIT_STATUS_USAGE;
    }
    int status = EXIT_STATUS_USAGE;
    if (run_open_output(options, &out, &use_color)) {
        status = EXIT_STATUS_OK;
        for (size_t i = 0; i < options->input_count; i++) {
            if (i > 0) {
                output_text(&out, "\n");
            }
            if (!explain_text(options->inputs[i], &rules, use_color, &out)) {
                status = EXIT_STATUS_USAGE;
            }
        }
        status = run_close_output(&out, status);
    }
    rule_set_release(&rules);
    return status;
}

const struct command command_explain = {
    .name = "explain",
    .summary = "tell what a result code means, in every spelling",
    .usage = "explain CODE...",
    .help = "CODE is 0x80041003, 80041003, 2147749891, -2147217405, WBEM_E_ACCESS_DENIED,\n"
            "wbemErrAccessDenied, or a Win32 number such as 1722.",
    .options = OPTIONS_RULES | OPTIONS_OUTPUT | OPTIONS_COLOR,
    .run = run,
};
