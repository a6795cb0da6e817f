/* Finding the other half of a failure. */
#ifndef WMILOG_RULES_OPERATIONS_PAIRING_H
#define WMILOG_RULES_OPERATIONS_PAIRING_H
#include "rules/operations/pending.h"

/* Puts a failure into the indexes that its side and contents allow. */
void pairing_add(struct waiting *set, struct pending *p);
void pairing_remove(struct waiting *set, struct pending *p);

/* One pair to join: `other` is the half of `p`. While looking for it, pairs between other failures
 * may be found that must be joined first: then `first` is not `p`. False when there is none. */
bool pairing_find(struct waiting *set, struct pending *p, struct pending **first,
                  struct pending **second);

/* Moves what the client's event (5858) knows into the trace's failure. Both stay in the set. */
void pairing_join(struct pending *trace, const struct pending *client);

#endif
