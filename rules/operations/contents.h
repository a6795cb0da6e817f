/* What goes into a failure: read from its events, and completed when it settles. */
#ifndef WMILOG_RULES_OPERATIONS_CONTENTS_H
#define WMILOG_RULES_OPERATIONS_CONTENTS_H
#include "parsers/base/hash/intern.h"
#include "rules/operations/hosts.h"
#include "rules/operations/open.h"
#include "rules/operations/waiting.h"
#include "rules/texts/operation_memo.h"

enum { CONTENTS_MAX_TEXT = 8192 }; /* bytes of one text of an event that are kept */

/* A copy of a text of an event, cut between characters, CONTENTS_MAX_TEXT bytes at most and " ..."
 * behind them, by which it is longer. Here and below, without an arena the text itself. */
struct view contents_keep(struct arena *arena, struct view text);
/* Whether a text that was kept so is cut. */
static inline bool contents_is_cut(struct view kept)
{
    return kept.len > CONTENTS_MAX_TEXT;
}
/* A copy of the event's correlation id, absent when empty or all zeros. */
struct view contents_correlation(struct arena *arena, const struct event *event);
/* The client as events 11 and 5858 name it; `*has_locality` when the event says whether it is
 * local. Texts are copied to the arena. */
void contents_read_client(struct arena *arena, const struct event *event,
                          struct failure_client *client, bool *has_locality);
/* What every failing event has: time, origin, computer, writer, evidence. The failure is valid no
 * longer than `channels`. */
void contents_read_event(struct pending *p, struct service *s, struct intern *channels,
                         const struct event *event);
/* Moves what the operation knows into the failure of its stop. The operation keeps nothing but its
 * place in the table. */
void contents_read_operation(struct pending *p, struct operation *op, struct operation_memo *texts);
/* What event 5858 tells. */
void contents_read_client_failure(struct arena *arena, const struct event *event,
                                  struct operation_memo *texts, struct failure *f,
                                  bool *has_locality);
/* Completes a failure that has waited: locality and provider. */
void contents_complete(const struct hosts *hosts, struct pending *p);

#endif
