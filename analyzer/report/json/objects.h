/* The objects of the JSON report, the same for the document and for lines. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#define WMILOG_ANALYZER_REPORT_JSON_OBJECTS_H
#include "analyzer/report/content.h"
#include "analyzer/report/json/put.h"

#define JSON_SCHEMA_VERSION "1.0"

/* Each adds the keys of report.schema.json's definition of the same name, in the order that is
 * documented. Nothing is kept of the arguments. */
void json_report_fill(json_t *object,
                      const struct report_run *run); /* version, tool, rules, filters */
void json_failure_fill(json_t *object, const struct failure *f, const struct judgement *j);
void json_group_fill(json_t *object, const struct group *g);
void json_incident_fill(json_t *object, const struct incident *incident);
void json_consumer_fill(json_t *object, const struct consumer *consumer);
void json_open_operation_fill(json_t *object, const struct open_operation *open);
void json_source_fill(json_t *object, const struct report_source *source);
void json_summary_fill(json_t *object, const struct report_run *run,
                       const struct report_content *content);

/* A failure as one compact line with its "type". */
void json_failure_write(const struct failure *f, const struct judgement *j, struct output *out);

/* The whole end of a report, apart from the engine. */
void json_end(void *state, const struct report_run *run, const struct report_content *content,
              struct output *out);
void jsonl_end(const struct report_run *run, const struct report_content *content,
               struct output *out);

#endif
