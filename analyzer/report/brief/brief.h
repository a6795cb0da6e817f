/* A group or an event consumer as it is told outside of a report: plain values, whether they come
 * from the engine or are read back from a report in JSON. */
#ifndef WMILOG_ANALYZER_REPORT_BRIEF_BRIEF_H
#define WMILOG_ANALYZER_REPORT_BRIEF_BRIEF_H
#include "analyzer/report/report.h"

/* An event that a failure or a cause rests on. */
struct brief_event {
    struct view source; /* the path of the input, absent when unknown */
    struct view name;   /* what the input is called: source_name.h */
    struct view channel;
    uint64_t record, offset; /* record 0: unknown */
    uint16_t event_id;
};

struct brief_cause {
    struct view rule, text;
    enum confidence confidence;
    const struct view *because, *check, *remedy;
    size_t because_count, check_count, remedy_count;
    const struct brief_event *events; /* beside those of the failure */
    size_t event_count;
};

/* Views are borrowed from where the brief comes from, and unsafe to show: as they were logged. */
struct brief {
    /* What runs when an event comes, instead of what failed; NULL of a group. It has no code, no
     * request, no cause and no phase; `count` are the events that tell of it. */
    const struct consumer *consumer;
    struct view fingerprint; /* "wmilog/1:" and 32 hexadecimal digits */
    struct view title, reason;
    enum verdict verdict;
    uint64_t count, harmless;          /* failures, and those of them that are harmless */
    int64_t first, last, max_duration; /* WINTIME_NONE: unknown */
    const struct view *computers;
    size_t computer_count;
    uint64_t more_computers; /* failures on computers that are not listed */
    const struct group_client *clients;
    size_t client_count;
    uint64_t more_clients; /* failures of clients that are not listed */
    enum phase phase;
    enum stage stage;
    enum viewpoint viewpoint;
    struct view code, code_name, code_meaning; /* "0x80041003"; absent when unknown */
    struct view request, name_space, class_name, method;
    struct failure_provider provider;
    bool may_lack_start; /* its end alone was seen, and events were lost before */
    struct view component, possible_cause;
    const struct brief_cause *causes; /* the surest first */
    size_t cause_count;
    const struct brief_event *events; /* of the example */
    size_t event_count;
};

/* Fills in what the engine knows; lists are made in `arena`. Valid as long as the group, the rules
 * and the arena. */
void brief_of_group(struct brief *brief, struct arena *arena, const struct group *g,
                    const struct report_run *run);

/* `c` has to live as long as the brief. `event` tells of it, or is NULL; the rest is made in
 * `arena`. */
void brief_of_consumer(struct brief *brief, struct arena *arena, const struct consumer *c,
                       const struct brief_event *event);
/* The same of a consumer that the engine found. */
void brief_of_found_consumer(struct brief *brief, struct arena *arena, const struct consumer *c,
                             const struct report_run *run);

/* Leaves out of its computers those that another of them names, too: with its domain, or before.
 * The list is made in `arena`. */
void brief_join_computers(struct brief *brief, struct arena *arena);

/* How many of its causes are told: of guesses a few, and what is certain needs no further ones. */
size_t brief_shown_causes(const struct brief *brief);

#endif
