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

/* The rule of a group, that of its first cause, or NULL; and that of an event consumer. */
const struct rule *sarif_rule_of(const struct group *g);
const struct rule *sarif_rule_of_consumer(enum consumer_kind kind);
/* The place of a rule, to which it comes where it has none. */
size_t sarif_rule_index(struct sarif_rules *rules, const struct rule *rule);
void sarif_put_rules(struct json_writer *w, const struct sarif_rules *rules);
struct view sarif_rule_id(const struct rule *rule); /* NULL as above */
const char *sarif_level(enum verdict verdict);

/* An input as a reference relative to where the report was made, escaped as RFC 3986 has it; of an
 * absolute path the last part, for the rest would tell of the machine. */
void sarif_add_uri(struct buffer *b, struct view path);
/* artifactLocation, and the region where the record is: bytes of a binary log, lines of a text. */
void sarif_put_place(struct json_writer *w, const struct report_run *run,
                     const struct evidence *evidence);

/* What becomes a result: a group, or event consumers of one fingerprint. */
struct sarif_finding {
    const struct report_run *run;
    struct brief brief;
    const struct rule *rule;
    size_t rule_index;
    const struct group *group; /* NULL of an event consumer */
    const struct evidence *evidence;
    size_t evidence_count;
    struct view computer; /* of the evidence */
    struct view list;     /* where there is no evidence: what has the consumer */
};
void sarif_put_result(struct json_writer *w, const struct sarif_finding *finding);
void sarif_put_group(struct json_writer *w, const struct report_run *run, const struct group *g,
                     struct sarif_rules *rules);

/* The event consumers of a run, with what makes them the same. */
struct sarif_consumer {
    const struct consumer *consumer;
    char fingerprint[FINGERPRINT_SIZE];
    bool is_told; /* with an earlier one that has the same */
};
/* As many as the content has, to be freed. */
struct sarif_consumer *sarif_consumers_of(const struct report_content *content);
/* One result for all with its fingerprint. */
void sarif_put_consumer(struct json_writer *w, const struct report_run *run,
                        const struct sarif_consumer *consumers, size_t count, size_t index,
                        struct sarif_rules *rules);
/* A group or an event consumer of the baseline that is not there any more. */
void sarif_put_absent(struct json_writer *w, const struct baseline_group *old);

/* The member "text", which no viewer takes for a placeholder or a link. */
void sarif_write_text(struct json_writer *w, struct view text);

#endif
