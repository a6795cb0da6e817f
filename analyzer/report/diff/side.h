/* One side of a comparison as plain values, whether it comes from logs or from a report that was
 * read back: the groups, and which time of which logs it covers. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_SIDE_H
#define WMILOG_ANALYZER_REPORT_DIFF_SIDE_H
#include "analyzer/report/brief/brief.h"
#include "parsers/base/hash/intern.h"

/* Which records a failure can be seen in, and so which logs a side needs to show it. */
enum side_log {
    SIDE_LOG_CALLS, /* WMI-Activity: Operational or Trace tell of a failed call */
    SIDE_LOG_TRACE, /* its Trace channel, which alone tells of failed connects */
    SIDE_LOG_OTHER, /* the channel of another log */
};

/* A client without the number of its process, which is another one at each start. */
struct side_client {
    struct view name; /* of the process; absent when unknown */
    struct view user;
    struct view machine; /* of a remote one alone */
    bool is_service;     /* a caller inside the WMI service */
    uint64_t count;
};

struct side_group {
    struct view fingerprint, title, code, code_name, name_space, class_name, reason;
    struct view rule, cause; /* of the first cause, absent for none */
    enum verdict verdict;
    enum phase phase;
    uint64_t count;
    int64_t first, last;
    enum side_log log;
    struct view channel; /* of another log; absent when it is not known */
    uint16_t event_id;   /* in another log; 0 else */
    struct view computer;
    uint64_t more_computers;
    struct side_client *clients;
    size_t client_count;
    uint64_t more_clients; /* failures of clients that are not listed */
};

/* An event consumer that has to be looked at. */
struct side_consumer {
    struct view fingerprint, title, computer;
    enum verdict verdict;
    uint64_t more_computers;
    int64_t first; /* WINTIME_NONE where a list alone tells of it */
};

/* A span of time; both WINTIME_NONE or neither. */
struct side_span {
    int64_t from, to;
    struct view channel, computer; /* whose records are missing in it; absent for all */
};

struct side_source {
    struct view path, format;
    uint64_t bytes, records, wmi_events;
    int64_t first, last;
    bool is_damaged;       /* damaged records, or not read to its end */
    bool has_all_channels; /* more channels than are listed, or one without a name */
    struct view *computers, *channels;
    size_t computer_count, channel_count;
    uint64_t more_computers;
    struct side_span *gaps, *losses; /* records that are missing, events that were lost */
    size_t gap_count, loss_count;
    uint64_t more_gaps;
    bool may_be_filtered; /* the gaps may be what a query left out */
};

/* Another name of a computer. */
struct side_name {
    struct view name, other;
};

struct side {
    const char *name;  /* "BEFORE", "AFTER"; constant */
    struct view input; /* as it was given */
    bool is_report;
    struct intern texts;
    struct arena arena;
    struct side_group *groups; /* by fingerprint, after side_finish */
    size_t group_count, group_cap;
    struct side_consumer *consumers; /* each once, the worst first */
    size_t consumer_count, consumer_cap;
    struct side_source *sources;
    size_t source_count, source_cap;
    struct side_name *names;
    size_t name_count, name_cap;
    struct report_filter *filters;
    size_t filter_count, filter_cap;
    struct view rules_version, rules_sha256;
    uint64_t wmi_events, failures;
    uint64_t ungrouped; /* failures of kinds that did not fit */
    bool is_incomplete; /* an input could not be read whole */
    bool is_full;       /* more groups than max_bytes hold: nothing can be compared */
    size_t max_bytes;
};

/* `name` is constant; `input` is borrowed. */
void side_init(struct side *side, const char *name, struct view input, size_t max_bytes);
void side_release(struct side *side);

/* Each copies what it is given. */
void side_add_group(struct side *side, const struct brief *brief);
void side_add_consumer(struct side *side, const struct brief *brief); /* not harmless ones */
void side_add_source(struct side *side, const struct report_source *source);
void side_add_name(struct side *side, struct view name, struct view other);
void side_add_filter(struct side *side, struct view option, struct view value);
/* Once all is added. */
void side_finish(struct side *side);

/* Nothing that could be compared: neither an event of WMI-Activity nor a failure. */
bool side_is_empty(const struct side *side);
/* The value of a filter that the side was made with; absent for none. */
struct view side_filter(const struct side *side, const char *option);
/* The earliest and the latest time of all inputs, WINTIME_NONE when none has one. */
void side_times(const struct side *side, int64_t *first, int64_t *last);

/* Fills `run->side` at the end of an analysis, and writes nothing. */
extern const struct report_format report_side;

#endif
