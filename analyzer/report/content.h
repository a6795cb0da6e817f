/* What the engine found, as plain values: formats are written against this, not the engine. */
#ifndef WMILOG_ANALYZER_REPORT_CONTENT_H
#define WMILOG_ANALYZER_REPORT_CONTENT_H
#include "analyzer/report/report.h"
#include "rules/findings/incidents.h"

/* Borrowed from the engine, valid until engine_free. */
struct report_content {
    const struct engine_stats *stats;
    const struct group *const *groups; /* the worst verdict first */
    size_t group_count;
    const struct open_operation *const *open_operations; /* the oldest first */
    size_t open_operation_count;
    const struct incident *const *all_incidents; /* the worst verdict first */
    size_t all_incident_count;
    const struct incident *const *incidents; /* those that tell more than one group does */
    size_t incident_count;
    const struct consumer *const *consumers; /* the worst verdict first */
    size_t consumer_count;
    const struct engine_count *event_ids;
    size_t event_id_count;
    const struct engine_count *codes;
    size_t code_count;
    const struct view *computers;
    size_t computer_count;
    const struct system *const *systems;
    size_t system_count;
};

/* Reads the engine of a run; to be called in a format's `end`. */
struct report_content report_content_of(const struct engine *engine);

/* Of computers, those that are no other name of one among them, be it an earlier one or one without
 * the domain: the first `max` of them go to `shown`. Returns how many there are. */
size_t report_machines(const struct report_content *content, const struct view *computers,
                       size_t count, struct view *shown, size_t max);

/* The namespace of a group where another one has its title and code in another namespace, so that
 * it is what tells them apart; absent where that is not so. Looks at all groups. */
struct view report_telling_namespace(const struct report_content *content, const struct group *g);
/* The event by which another log tells of a group, where another one has all of these in common
 * with it but is told of by another event; else 0. Looks at all groups. */
uint16_t report_telling_event(const struct report_content *content, const struct group *g);

/* How many of its causes are told: what is certain needs no further guesses, of guesses the first
 * few are told. */
size_t report_causes_told(size_t count, enum confidence first);

/* What is told in place of causes where there are none: a sentence. */
const char *report_unexplained(bool has_code);

/* How many groups are shown in full: all with `show_noise`, else those that are not harmless. They
 * are the first of the list, and the others come behind them. */
size_t report_groups_shown(const struct report_content *content, bool show_noise);

/* Harmless failures in groups that have others, too, and their verdict. */
uint64_t report_harmless_above(const struct report_content *content);

#endif
