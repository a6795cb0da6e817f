/* The groups of several reports (and of logs) as if all had been analysed together: one of each
 * fingerprint, the worst first. */
#ifndef WMILOG_ANALYZER_REPORT_TICKETS_PILE_H
#define WMILOG_ANALYZER_REPORT_TICKETS_PILE_H
#include "analyzer/report/tickets/tickets.h"
#include "parsers/base/map.h"

struct ticket_pile {
    struct arena arena;
    struct map by_fingerprint; /* of briefs */
    struct brief **briefs;     /* in the order of their first appearance, until they are written */
    size_t count, cap;
    size_t max_bytes;
    uint64_t left_out, failures; /* groups that did not fit, and their failures */
};

void ticket_pile_init(struct ticket_pile *pile, size_t max_bytes);
void ticket_pile_release(struct ticket_pile *pile);
/* Copies a brief, or adds its counts to those of its kind. */
void ticket_pile_add(struct ticket_pile *pile, const struct brief *brief);
/* Writes all of them; what did not fit counts as left out. */
void ticket_pile_write(struct ticket_pile *pile, struct ticket_job *job, struct output *out);

#endif
