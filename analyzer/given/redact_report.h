/* Reports that are read back, without names: each text by what stands under its key. */
#ifndef WMILOG_ANALYZER_GIVEN_REDACT_REPORT_H
#define WMILOG_ANALYZER_GIVEN_REDACT_REPORT_H
#include "analyzer/given/report_file.h"
#include "analyzer/redact/redact.h"
#include "rules/rule/rule.h"

struct redact_report {
    struct redaction *redaction;
    const struct rule_set *rules; /* whose sentences the report may have */
    /* Tells that "FILE-4.evtx" stands for an input of the report; NULL when nobody asks. */
    void (*file)(void *context, struct view token, struct view path);
    void *context;
    size_t file_count; /* inputs that have a token so far */
};

/* Appends the token of the next input. */
void redact_report_file(struct redact_report *r, struct view path, struct buffer *out);
/* For report_file_walk, which collects names as long as the redaction is not sealed, and for
 * report_file_read. `context` is a struct redact_report. A text under a key that no report of this
 * program has, and a sentence of a cause that is none of the rules', become notes of their size. */
void redact_report_part(void *context, const char *type, struct json_t *value);
/* What is wrong with a report, without what it quotes. */
void redact_report_error(const struct redact_report *r, struct error *err);

#endif
