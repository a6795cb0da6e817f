/* The one list of what a JSON report is made of, for the document and for lines. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_SECTIONS_H
#define WMILOG_ANALYZER_REPORT_JSON_SECTIONS_H
#include "analyzer/report/json/objects.h"

/* What the end of a report is written from. */
struct json_end {
    const struct report_run *run;
    const struct report_content *content;
    const struct json_report *report;
};

struct json_section {
    const char *name; /* of the member of the document */
    const char *type; /* of its lines; NULL: a number, which lines have in the summary */
    size_t (*count)(const struct json_end *end); /* of the list; NULL: it is one object */
    void (*members)(struct json_writer *w, const struct json_end *end, size_t index);
    uint64_t (*number)(const struct json_end *end);
};

/* Failures come first, as they settle; then these, in their order. */
extern const struct json_section json_sections[];
extern const size_t json_section_count;

/* The whole end of a report, apart from the engine. */
void json_end(struct json_report *report, const struct report_run *run,
              const struct report_content *content);
void jsonl_end(struct json_report *report, const struct report_run *run,
               const struct report_content *content);

#endif
