/* What `wmilog explain` tells, as JSON (explain.schema.json). */
#ifndef WMILOG_ANALYZER_REPORT_JSON_EXPLAIN_H
#define WMILOG_ANALYZER_REPORT_JSON_EXPLAIN_H
#include "analyzer/report/explain_form.h"
#include "analyzer/report/json/writer.h"

/* The document, or with `in_lines` one object a line, with its type first. */
struct explain_json {
    struct json_writer w;
    const struct rule_set *rules;
    bool in_lines;
};

void explain_json_begin(struct explain_json *e, const struct rule_set *rules, bool in_lines,
                        struct output *out);
void explain_json_end(struct explain_json *e);

/* Writes to a struct explain_json: everything that is known, and every cause. */
extern const struct explain_form explain_json_form;

#endif
