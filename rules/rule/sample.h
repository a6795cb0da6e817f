/* Samples of rules: failures that a rule must match and such that it must not, with what happens
 * around them. */
#ifndef WMILOG_RULES_RULE_SAMPLE_H
#define WMILOG_RULES_RULE_SAMPLE_H
#include "rules/failure/failure.h"

/* One failure of a sample. Texts are absent when not given and live in the rule set. */
struct sample_failure {
    int64_t offset;  /* ticks from the sample's own failure, negative = before */
    uint32_t repeat; /* so many of them, at least 1 */
    int64_t every;   /* ticks from one to the next */
    uint32_t code;
    bool has_phase, has_stage, has_locality, has_client_process_id, has_host, has_duration;
    enum phase phase;
    enum stage stage;
    enum locality locality;
    struct view operation, name_space, class_name, method, query;
    struct view user, client_machine, computer, component, possible_cause, provider;
    uint32_t client_process_id, service_process_id, host_process_id;
    uint32_t event_id; /* that it is known from; 5858 unless given */
    int64_t duration;  /* ticks */
};

/* An event of another log near the failure. */
struct sample_event {
    int64_t offset;
    struct view provider, computer; /* absent: the failure's */
    uint32_t event_id;
    const struct event_datum *data;
    size_t data_count;
};

/* An operation that succeeded before. */
struct sample_success {
    int64_t offset;
    struct view operation, client_machine, user, computer; /* absent: the failure's computer */
};

struct sample {
    struct sample_failure failure;
    const struct sample_event *near;
    const struct sample_failure *failures;
    const struct sample_success *successes;
    size_t near_count, failure_count, success_count;
    bool any_rank; /* the rule need not be among the first causes */
};

#endif
