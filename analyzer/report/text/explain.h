/* What is known about a code, a namespace, a class, a provider, an event, a part of WMI or a
 * service, for `wmilog explain`. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_EXPLAIN_H
#define WMILOG_ANALYZER_REPORT_TEXT_EXPLAIN_H
#include "analyzer/report/explain_form.h"
#include "analyzer/report/output.h"
#include "analyzer/report/text/paper.h"

enum { EXPLAIN_CAUSES = 5 }; /* of one phase, unless all are wanted */

/* Where explanations are written to; an empty line stands between them. */
struct explanation {
    const struct rule_set *rules;
    bool shows_all; /* every cause, every class of a namespace, every property */
    struct paper paper;
    struct buffer line; /* of the paragraph that is being made */
    const char *label;  /* of the paragraph before; one that follows under the same has none */
    size_t count;       /* explanations */
};

void explanation_init(struct explanation *e, const struct rule_set *rules, bool shows_all,
                      struct paper paper);
void explanation_release(struct explanation *e);

/* Writes to a struct explanation. Of a code: spellings, symbol, meaning, family, meanings with
 * another owner, and for each phase the causes with check and remedy. */
extern const struct explain_form explain_text;

/* Parts, for the files of this room. */

void explain_code(struct explanation *e, uint32_t value);
void explain_namespace(struct explanation *e, struct view name,
                       const struct namespace_facts *facts);
void explain_class(struct explanation *e, struct view name, const struct class_facts *facts);
void explain_base_class(struct explanation *e, struct view name);
void explain_provider(struct explanation *e, const struct provider_facts *facts);
void explain_event(struct explanation *e, uint16_t event_id, const struct known_event *event);
void explain_part(struct explanation *e, const struct part_facts *part);
void explain_service(struct explanation *e, const struct service_facts *service);

/* Begins an explanation: "NAME  KIND". */
void explain_title(struct explanation *e, struct view name, const char *kind);
/* Ends the paragraph in e->line under its label; nothing when the line is empty. */
void explain_flush(struct explanation *e, const char *label);
/* A row of a label and a text; nothing when it is empty. */
void explain_row(struct explanation *e, const char *label, struct view text);
/* The causes of one phase. */
void explain_causes(struct explanation *e, uint32_t value, enum phase phase);

#endif
