/* What rules ask about events near a failure, as far as an event answers it by itself: its id, its
 * provider, its data. Asked once for each event as it comes, not for each failure near it; nearly
 * all events answer nothing that is asked. */
#ifndef WMILOG_RULES_SURROUNDINGS_WANTED_H
#define WMILOG_RULES_SURROUNDINGS_WANTED_H
#include "rules/rule/condition.h"

struct surroundings_event; /* rules/surroundings/surroundings.h */

enum {
    WANTED_NONE = UINT32_MAX,
    /* Events alike in what is asked about them are answered alike. The latest answers are kept:
     * without that, `analyze -j 1` takes 1.05 times the instructions on a log of
     * tests/bench/make_evtx, 1.01 times on one of make_log. */
    WANTED_SLOTS = 256,
    WANTED_MAX_KEY = 224,   /* bytes of what is asked about an event */
    WANTED_MAX_ANSWERS = 8, /* of one that is kept */
};

struct wanted;

struct wanted *wanted_new(void);
void wanted_free(struct wanted *w);
/* Adds the questions of a `near` condition, one for each of its event ids, unless an earlier one
 * asks the same of each event: then they are its questions. Borrowed. */
void wanted_add(struct wanted *w, const struct condition_details *near);

bool wanted_has_id(const struct wanted *w, uint16_t event_id);
/* The number of the condition's first question; those about its other event ids follow. WANTED_NONE
 * for one that was not added, and while no event has answered any of them: conditions ask for a
 * hundred events, most of which are in no log. */
uint32_t wanted_first(const struct wanted *w, const struct condition_details *near);
/* The numbers of the questions which the event answers with yes, valid until the next call. Its
 * provider is interned. */
const uint32_t *wanted_answer(struct wanted *w, const struct surroundings_event *event,
                              size_t *count);
/* A number that changes whenever the first event answers one of a condition's questions. */
uint32_t wanted_met(const struct wanted *w);
/* No event has answered anything any more. */
void wanted_forget(struct wanted *w);

#endif
