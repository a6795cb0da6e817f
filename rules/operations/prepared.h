/* What a failure gets from its event alone, worked out before the event is taken in time: by the
 * threads that parse, so that the one which takes the events in order has less to do. An event that
 * was not prepared is read when it is taken, and gives the same failure. */
#ifndef WMILOG_RULES_OPERATIONS_PREPARED_H
#define WMILOG_RULES_OPERATIONS_PREPARED_H
#include "rules/operations/pending.h"
#include "rules/texts/operation_memo.h"

/* Its views are the event's, or constants, and it lives as long as that. */
struct prepared {
    struct operation_text operation;
    struct view name_space, correlation_id, component, possible_cause;
    struct failure_client client;
    enum phase phase;
    enum stage stage;
    enum viewpoint viewpoint;
    enum family family;
    uint32_t result;
    bool has_no_result, has_locality;
    struct failure_likeness likeness;
};

/* What a thread works in. */
struct preparer;

enum { PREPARED_BY_NONE = 0 }; /* in the place of a thread's number: the event was not prepared */

/* `number` is that of the thread, 1 to 255: what several threads prepare goes to one engine. */
struct preparer *preparer_new(size_t number);
void preparer_free(struct preparer *w);
/* Whether the event tells of a failed operation (5858), and nothing of it has to be cut. */
bool preparer_wants(const struct event *event);
/* Prepares such an event, which gets `x` from now on. */
void preparer_event(struct preparer *w, struct event *event, struct prepared *x);

/* The number of the operation text that was parsed last, among all threads; 0 when it has none. */
uint64_t prepared_number(const struct operation_memo *memo, size_t thread);

/* Fills in a failure of the event that was prepared, with texts of its own, classified. */
void prepared_take(const struct prepared *x, struct pending *p);

#endif
