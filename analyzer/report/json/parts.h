/* What several objects of the JSON report have in common. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_PARTS_H
#define WMILOG_ANALYZER_REPORT_JSON_PARTS_H
#include "analyzer/report/json/writer.h"
#include "rules/failure/failure.h"
#include "rules/rule/judgement.h"

/* A whole object, as a member: "operation", "client", "provider". */
void parts_operation(struct json_writer *w, const struct operation_text *operation,
                     struct view name_space);
void parts_client(struct json_writer *w, const struct failure_client *client);
void parts_provider(struct json_writer *w, const struct failure_provider *provider);
/* Counts by verdict, all of them. */
void parts_verdicts(struct json_writer *w, const char *key, const uint64_t counts[VERDICT_COUNT]);

/* Members of an object that is open. */
void parts_result_members(struct json_writer *w, uint32_t result);
void parts_operation_members(struct json_writer *w, const struct operation_text *operation,
                             struct view name_space);
void parts_client_members(struct json_writer *w, const struct failure_client *client);
/* The same in two parts: which process it is, and who runs it where. */
void parts_client_process_members(struct json_writer *w, const struct failure_client *client);
void parts_client_account_members(struct json_writer *w, const struct failure_client *client);
void parts_origin_members(struct json_writer *w, const struct event_origin *origin);

/* The list "evidence". */
void parts_evidence(struct json_writer *w, const struct evidence *evidence, size_t count);

#endif
