/* wmilog explain: what a code, a namespace, a class, a provider, an event, a service or a part of
 * WMI is. */
#include "analyzer/commands/explain_words.h"
#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"
#include "analyzer/report/json/explain.h"
#include "analyzer/report/text/explain.h"

static void complain_unknown(const char *word)
{
    const struct view nearest = explain_nearest(view_of(word));
    if (!view_is_empty(nearest)) {
        complain("'%s' is not known; did you mean '%.*s'?", word, VIEW_ARG(nearest));
    } else {
        complain("'%s' is not known; expected a code such as 0x80041003 (eight digits) or "
                 "-2147217405, a namespace, a class, a provider or its CLSID, a service, a part "
                 "of WMI, or an event id",
                 word);
    }
}

/* Several words may be one text of Windows without its quotes, or "Event ID 5858". */
static bool explain_together(const struct options *options, const struct explain_to *to)
{
    struct buffer whole;
    buffer_init(&whole, BUFFER_NO_MAX);
    for (size_t i = 0; i < options->input_count; i++) {
        buffer_add_text(&whole, i > 0 ? " " : "");
        buffer_add_text(&whole, options->inputs[i]);
    }
    const struct view text = buffer_view(&whole);
    const bool is_event = view_starts_nocase(text, VIEW("event "));
    const bool is_text = options->input_count > 1 && (explain_windows_text(to, text) > 0 ||
                                                      (is_event && explain_word(to, text) > 0));
    buffer_release(&whole);
    return is_text;
}

/* Explains every word; the exit status. */
static int explain_words(const struct options *options, const struct explain_to *to)
{
    int status = EXIT_STATUS_OK;
    if (explain_together(options, to)) {
        return status;
    }
    for (size_t i = 0; i < options->input_count; i++) {
        if (explain_word(to, view_of(options->inputs[i])) == 0) {
            complain_unknown(options->inputs[i]);
            status = EXIT_STATUS_USAGE;
        }
    }
    return status;
}

static int write_text(const struct options *options, const struct rule_set *rules, bool use_color,
                      struct output *out)
{
    struct explanation e;
    explanation_init(&e, rules, options->shows_all, paper_on(out, output_width(out), use_color));
    const int status = explain_words(options, &(struct explain_to){&explain_text, &e});
    explanation_release(&e);
    return status;
}

static int write_json(const struct options *options, const struct rule_set *rules,
                      struct output *out)
{
    struct explain_json e;
    explain_json_begin(&e, rules, options->format == &report_jsonl, out);
    const int status = explain_words(options, &(struct explain_to){&explain_json_form, &e});
    explain_json_end(&e);
    return status;
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
        status = options->format == &report_text ? write_text(options, &rules, use_color, &out)
                                                 : write_json(options, &rules, &out);
        status = run_close_output(&out, status);
    }
    rule_set_release(&rules);
    return status;
}

const struct command command_explain = {
    .name = "explain",
    .summary = "tell what a code, namespace, class, provider or event is",
    .usage = "explain WORD...",
    .help = "WORD is a code (0x80041003, -2147217405, WBEM_E_ACCESS_DENIED, 1722), a\n"
            "namespace (root\\cimv2, //./root/cimv2), a class, a provider, its CLSID or\n"
            "program, a service (Spooler), a part of WMI (WmiPrvSE.exe), an event id, or a\n"
            "text of Windows in quotes (\"Access is denied\").",
    .lacks = "a word to explain, such as 0x80041003, is missing",
    .options =
        OPTIONS_EXPLANATION | OPTIONS_RULES | OPTIONS_OUTPUT | OPTIONS_COLOR | OPTIONS_LENGTH,
    .run = run,
};
