/* The parts of a SARIF log (OASIS, version 2.1.0). */
#ifndef WMILOG_ANALYZER_REPORT_SARIF_PARTS_H
#define WMILOG_ANALYZER_REPORT_SARIF_PARTS_H
#include "analyzer/report/baseline.h"
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/content.h"
#include "analyzer/report/json/writer.h"

enum { SARIF_TEXT = 1000 /* columns of a description; GitHub takes 1,024 characters */ };

/* The rules that results name, in the order of their first use. */
struct sarif_rules {
    const struct rule **items; /* NULL: what no rule explains */
    size_t count, cap;
};

/* The place of a group's rule: that of its first cause. */
size_t sarif_rule_index(struct sarif_rules *rules, const struct group *g);
void sarif_put_rules(struct json_writer *w, const struct sarif_rules *rules);
struct view sarif_rule_id(const struct rule *rule); /* NULL as above */
const char *sarif_level(enum verdict verdict);

/* An input as a reference relative to where the report was made, escaped as RFC 3986 has it; of an
 * absolute path the last part, for the rest would tell of the machine. */
void sarif_add_uri(struct buffer *b, struct view path);
/* artifactLocation, and the region where the record is: bytes of a binary log, lines of a text. */
void sarif_put_place(struct json_writer *w, const struct report_run *run,
                     const struct evidence *evidence);

/* A group as a result. */
struct sarif_group {
    const struct report_run *run;
    const struct group *group;
    size_t rule_index;
};
void sarif_put_result(struct json_writer *w, const struct sarif_group *g);
/* A group of the baseline that is not there any more. */
void sarif_put_absent(struct json_writer *w, const struct baseline_group *old);

/* A text that no viewer takes for a placeholder or a link. */
void sarif_write_text(struct json_writer *w, const char *key, struct view text);

#endif
