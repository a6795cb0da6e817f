/* Briefs that are kept until they are written, one of each fingerprint, the worst first: the groups
 * and event consumers of several reports (and of logs) as if all had been analysed together. */
#ifndef WMILOG_ANALYZER_REPORT_TICKETS_PILE_H
#define WMILOG_ANALYZER_REPORT_TICKETS_PILE_H
#include "analyzer/report/brief/brief.h"
#include "parsers/base/hash/map.h"

struct ticket_pile {
    struct arena arena;
    struct map by_fingerprint; /* of briefs */
    struct brief **briefs;     /* in the order of their first appearance, until one is taken */
    size_t count, cap, taken;
    size_t max_bytes;
    uint64_t left_out, failures; /* groups that did not fit, and their failures */
};

void ticket_pile_init(struct ticket_pile *pile, size_t max_bytes);
void ticket_pile_release(struct ticket_pile *pile);
/* Copies a brief, or adds its counts to those of its kind. */
void ticket_pile_add(struct ticket_pile *pile, const struct brief *brief);
/* Takes the next one with a verdict of at least `least`; NULL when there is none. To be called
 * after the last one was added. */
const struct brief *ticket_pile_take(struct ticket_pile *pile, enum verdict least);

#endif
