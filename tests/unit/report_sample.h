/* A report made by hand, for the tests of the formats. */
#ifndef WMILOG_TESTS_UNIT_REPORT_SAMPLE_H
#define WMILOG_TESTS_UNIT_REPORT_SAMPLE_H
#include "analyzer/report/content.h"
#include "analyzer/report/output.h"
#include "rules/usage/digest.h"

enum { SAMPLE_MAX_GROUPS = 120, SAMPLE_MAX_SOURCES = 12, SAMPLE_MAX_FINDINGS = 20 };

/* What a source can point to. */
struct sample_lists {
    struct view computers[4];
    struct event_count channels[4];
    struct report_problem problems[REPORT_MAX_PROBLEMS];
};

/* What a group has of its own memory. */
struct sample_group_lists {
    struct cause causes[JUDGEMENT_MAX_CAUSES];
    struct view because[CAUSE_MAX_BECAUSE]; /* of the first cause, as its events */
    struct evidence evidence[CAUSE_MAX_EVIDENCE];
    struct view computers[GROUP_MAX_COMPUTERS];
    struct group_client clients[GROUP_MAX_CLIENTS];
    struct rhythm rhythms[GROUP_MAX_RHYTHMS];
};

/* Everything points into itself: not to be moved. */
struct report_sample {
    struct report_run run;
    struct report_content content;
    struct rule_set rules;
    struct engine_stats stats;
    struct report_source source_items[SAMPLE_MAX_SOURCES];
    const struct report_source *sources[SAMPLE_MAX_SOURCES];
    struct sample_lists source_lists[SAMPLE_MAX_SOURCES];
    struct failure failures[SAMPLE_MAX_GROUPS];
    struct judgement judgements[SAMPLE_MAX_GROUPS];
    struct group group_items[SAMPLE_MAX_GROUPS];
    struct sample_group_lists group_lists[SAMPLE_MAX_GROUPS];
    const struct group *groups[SAMPLE_MAX_GROUPS];
    struct open_operation open_items[4];
    const struct open_operation *open[4];
    struct incident incident_items[SAMPLE_MAX_FINDINGS];
    const struct incident *incidents[SAMPLE_MAX_FINDINGS];
    struct digest *digest; /* of report_sample_add_digest */
    struct consumer consumer_items[SAMPLE_MAX_FINDINGS];
    const struct consumer *consumers[SAMPLE_MAX_FINDINGS];
};

/* One input with events and nothing else. The caller frees it with report_sample_free(). */
struct report_sample *report_sample_new(void);
void report_sample_free(struct report_sample *sample);
/* The text report of it, in `out`, which is open in memory: valid until `out` is written again. */
const char *report_sample_text(struct report_sample *sample, struct output *out);
/* Adds a group of `count` failures like the seed's namespace refusal; its parts may be changed
 * before the next call. Groups are to be added in the order in which an engine gives them. */
struct group *report_sample_add_group(struct report_sample *sample, enum verdict verdict,
                                      uint64_t count);
struct report_source *report_sample_add_source(struct report_sample *sample, const char *path);
struct open_operation *report_sample_add_open(struct report_sample *sample);
/* What a trace tells: eight machines that connect, with hostile names, and more over the limit; as
 * many processes that a method started, and a slow operation. */
void report_sample_add_digest(struct report_sample *sample);
/* An incident of the failures of report_sample_add_group, of the rule of their first cause. */
struct incident *report_sample_add_incident(struct report_sample *sample);
/* A permanent subscription that runs a program, or a harmless one of Windows. */
struct consumer *report_sample_add_consumer(struct report_sample *sample, bool is_known);

/* What a report says, and what it does not. */
void ck_has(const char *text, const char *part);
void ck_lacks(const char *text, const char *part);

#endif
