/* What a report is made from, and the list of report formats. */
#ifndef WMILOG_ANALYZER_REPORT_REPORT_H
#define WMILOG_ANALYZER_REPORT_REPORT_H
#include "analyzer/input/report_source.h"
#include "analyzer/report/output.h"
#include "rules/engine.h"

/* An active filter, as the user wrote it: {"--phase", "connect"}. */
struct report_filter {
    const char *option;
    const char *value;
};

struct ticket_job; /* analyzer/report/tickets/tickets.h */
struct baseline;   /* analyzer/report/baseline.h */
struct side;       /* analyzer/report/diff/side.h */
struct digest;     /* rules/usage/digest.h */

/* A run: complete when the form's `end` is called. In `begin` only tool, rules and filters are
 * valid; with the first failure, also what was lost of each source that can be read anywhere. */
struct report_run {
    const char *tool_version;
    const char *homepage; /* of the tool; "" for none */
    const struct rule_set *rules;
    const struct report_source *const *sources;
    size_t source_count;
    struct engine *engine;
    const struct report_filter *filters;
    size_t filter_count;
    bool show_noise; /* --noise: harmless groups in full */
    bool for_excel;  /* --csv-excel: a byte order mark comes first */
    size_t top;      /* --top: lines of each list of `wmilog stats`; 0 when not given */
    /* What is missing and how to get it: a sentence, and after each line feed a command. */
    const struct view *advice;
    size_t advice_count;
    const struct view *tokens; /* what stands for names, each once; for sarif */
    size_t token_count;
    struct ticket_job *tickets;      /* of the form that writes them */
    const struct baseline *baseline; /* of an earlier report, or NULL */
    struct side *side;               /* of the form that fills it in */
    const struct digest *digest;     /* of a form that shows operations; else NULL */
    /* The line of a source, from 1, where a byte stands; false when it is unknown. Or NULL. */
    bool (*line_of)(void *context, uint32_t source, uint64_t offset, uint64_t *line);
    void *line_context;
    bool use_color;
    unsigned width;
};

/* A format. `state` is the reporter's own, of state_size zeroed bytes. */
struct report_format {
    size_t state_size;
    bool is_text;          /* for a person at a terminal: what could not be read stands in it */
    bool lacks_groups;     /* it shows none: they give way to what it keeps itself */
    bool lacks_consumers;  /* it tells of failures alone */
    bool shows_operations; /* what a trace tells of them, whether they fail or not */
    /* What comes first; NULL for nothing. */
    void (*begin)(void *state, const struct report_run *run, struct output *out);
    /* A failure that has settled; NULL when the format takes none. What its causes rest on is
     * filled in by engine_explain and engine_explain_cause, which cost time. */
    void (*failure)(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out);
    /* What else happened, and events of other providers; NULL when the format takes none. */
    void (*landmark)(void *state, const struct landmark *landmark);
    void (*other_event)(void *state, const struct event *event);
    /* Bytes that the state keeps of a long log, for the budget of the run; NULL: few. */
    size_t (*bytes)(const void *state);
    void (*end)(void *state, const struct report_run *run, struct output *out);
};

/* All formats, the default first: X(NAME, ENDING) for report_NAME, by its name for -f and the
 * ending of a file for -o. */
#define REPORT_FORMATS(X) \
    X(text, ".txt")       \
    X(json, ".json")      \
    X(jsonl, ".jsonl")    \
    X(html, ".html")      \
    X(markdown, ".md")    \
    X(csv, ".csv")        \
    X(sarif, ".sarif")

#define REPORT_FORMAT_IS_THERE(name, ending) extern const struct report_format report_##name;
REPORT_FORMATS(REPORT_FORMAT_IS_THERE)
#undef REPORT_FORMAT_IS_THERE

/* NULL at the end. */
extern const struct report_format *const report_formats[];
extern const struct names report_format_names; /* in the same order, for --format */
/* The format that the ending of a file's name stands for, in any case; NULL for no such ending. */
const struct report_format *report_format_of_path(struct view path);

#endif
