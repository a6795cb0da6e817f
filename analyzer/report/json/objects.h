/* The objects of the JSON report, the same for the document and for lines. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#define WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#include "analyzer/report/content.h"
#include "analyzer/report/json/writer.h"

#define JSON_SCHEMA_VERSION "1.0"

/* Each writes the members of report.schema.json's definition of the same name, in the order that is
 * documented, into an object that is open. */
void json_report_members(struct json_writer *w, const struct report_run *run); /* the head */
void json_failure_members(struct json_writer *w, const struct failure *f,
                          const struct judgement *j);
/* The rule, what it says, and what that rests on; not how to check and what to do. */
void json_cause_members(struct json_writer *w, const struct cause *cause);
void json_group_members(struct json_writer *w, const struct group *g);
void json_incident_members(struct json_writer *w, const struct incident *incident);
void json_consumer_members(struct json_writer *w, const struct consumer *consumer);
void json_open_operation_members(struct json_writer *w, const struct open_operation *open);
void json_rule_members(struct json_writer *w, const struct rule *rule);
void json_source_members(struct json_writer *w, const struct report_source *source);
void json_summary_members(struct json_writer *w, const struct report_run *run,
                          const struct report_content *content);

#endif
