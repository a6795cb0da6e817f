/* The objects of the JSON report, the same for the document and for lines. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#define WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#include "analyzer/report/content.h"
#include "analyzer/report/json/recent.h"
#include "parsers/base/hash/hash_set.h"
#include "rules/usage/usage.h"

#define JSON_SCHEMA_VERSION "1.0"

/* What is kept from the first failure to the end. */
struct json_report {
    struct json_writer w;
    const struct report_run *run;         /* borrowed */
    struct recent recent;                 /* members of failures, their operations and causes */
    uint64_t outcome, operation, account; /* recent_number, of the failure that is written */
    uint64_t what; /* the same of computer, outcome and operation; 0: they are no piece */
    const struct rule **rules; /* that were used, in the order of their first use */
    size_t rule_count, rule_cap;
    struct hash_set noted; /* their ids */
};

void json_report_begin(struct json_report *report, const struct report_run *run,
                       struct output *out);
void json_report_release(struct json_report *report);
/* The members of a failure; notes its rules. */
void json_report_failure(struct json_report *report, const struct failure *f,
                         const struct judgement *j);

/* Each writes the members of report.schema.json's definition of the same name, in the order that is
 * documented, into an object that is open. */
void json_report_members(struct json_writer *w, const struct report_run *run); /* the head */
/* Of a cause: the rule and what it says here, not how to check and what to do; and what that rests
 * on in this case. */
void json_cause_head_members(struct json_writer *w, const struct cause *cause);
void json_cause_case_members(struct json_writer *w, const struct cause *cause);
/* `is_uncertain`: events were lost before its example, of which the end alone was seen. */
void json_group_members(struct json_writer *w, const struct group *g, bool is_uncertain);
void json_incident_members(struct json_writer *w, const struct incident *incident);
void json_host_members(struct json_writer *w, const struct system *system);
void json_consumer_members(struct json_writer *w, const struct consumer *consumer);
/* `is_uncertain`: events were lost while it ran. */
void json_open_operation_members(struct json_writer *w, const struct open_operation *open,
                                 bool is_uncertain);
/* What a trace tells of operations whether they fail or not; the last two also in statistics. */
void json_connects_members(struct json_writer *w, const struct usage_row *row);
void json_slow_members(struct json_writer *w, const struct slow_operation *slow);
void json_started_members(struct json_writer *w, const struct usage_start *start);
void json_rule_members(struct json_writer *w, const struct rule *rule);
void json_source_members(struct json_writer *w, const struct report_source *source);
void json_summary_members(struct json_writer *w, const struct report_run *run,
                          const struct report_content *content);

#endif
