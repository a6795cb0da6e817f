/* What a report is made from, and the list of report formats. */
#ifndef WMILOG_ANALYZER_REPORT_REPORT_H
#define WMILOG_ANALYZER_REPORT_REPORT_H
#include "analyzer/report/output.h"
#include "rules/engine.h"

/* Something that was wrong with an input, or had to be guessed. */
struct report_problem {
    bool has_offset;
    uint64_t offset; /* bytes from the start of the source */
    struct view message;
};

/* Events of one provider in one channel. */
struct report_count {
    struct view provider;
    struct view channel;
    uint64_t count;
};

enum { REPORT_MAX_PROBLEMS = 100, REPORT_MAX_COMPUTERS = 64, REPORT_MAX_CHANNELS = 64 };

/* One input, after reading. seen = records = events + damaged. */
struct report_source {
    uint32_t index;
    struct view path;     /* as given, cleaned of nothing: escape before showing */
    struct view format;   /* "xml", or "unknown" when it was not recognised */
    struct view encoding; /* "utf-8", ...; absent when unknown */
    uint64_t bytes;
    uint64_t records;      /* events seen */
    uint64_t events;       /* events read, of any provider */
    uint64_t wmi_events;   /* of WMI-Activity among them */
    uint64_t damaged;      /* events that could not be read */
    uint64_t repaired;     /* events read after a repair that guesses nothing */
    uint64_t code_page;    /* events read as Windows-1252 for want of valid UTF-8 */
    uint64_t out_of_order; /* events older than the sorting window could mend */
    uint64_t duplicates;   /* events that were read already, from this or another source */
    int64_t first, last;   /* WINTIME_NONE when no event had a time */
    bool is_backwards;     /* newest first */
    struct view computers[REPORT_MAX_COMPUTERS]; /* by name */
    size_t computer_count;
    struct report_count channels[REPORT_MAX_CHANNELS]; /* the most events first */
    size_t channel_count;
    uint64_t more_channels; /* events of what did not fit in the list */
    struct report_problem problems[REPORT_MAX_PROBLEMS];
    size_t problem_count;
    uint64_t more_problems;
    enum status status;  /* STATUS_OK, or why it could not be read (to its end) */
    struct view message; /* the sentence for that status */
};

/* An active filter, as the user wrote it: {"--phase", "connect"}. */
struct report_filter {
    const char *option;
    const char *value;
};

/* A run: complete when report_end is called. In report_begin only tool, rules and filters are
 * valid. */
struct report_run {
    const char *tool_version;
    const struct rule_set *rules;
    const struct report_source *const *sources;
    size_t source_count;
    const struct engine *engine;
    const struct report_filter *filters;
    size_t filter_count;
    bool show_noise; /* --noise: harmless groups in full */
    /* What is missing and how to get it: a sentence, and after each line feed a command. */
    const struct view *advice;
    size_t advice_count;
    bool use_color;
    unsigned width;
};

/* A format. `state` is the reporter's own, of state_size zeroed bytes. */
struct report_format {
    const char *name; /* for --format */
    size_t state_size;
    void (*begin)(void *state, const struct report_run *run, struct output *out);
    /* A failure that has settled, explained; NULL when the format takes none. */
    void (*failure)(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out);
    void (*end)(void *state, const struct report_run *run, struct output *out);
};

/* All formats, the default first, NULL at the end. */
extern const struct report_format *const report_formats[];

extern const struct report_format report_text, report_json, report_jsonl;

#endif
