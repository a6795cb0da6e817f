/* Which other failures rules ask about: none but these are kept by code and family. Where all are,
 * `analyze -j 1` takes 1.4 % more instructions on a log of tests/bench/make_evtx. */
#ifndef WMILOG_RULES_SURROUNDINGS_ASKED_H
#define WMILOG_RULES_SURROUNDINGS_ASKED_H
#include "rules/knowledge/families.h"
#include "rules/rule/condition.h"

/* Zero-initialised = none. */
struct asked {
    bool is_any, is_all; /* failures at all; of all codes and families */
    bool is_alike;       /* of one fingerprint */
    bool families[FAMILY_COUNT];
    uint32_t *codes; /* sorted, some twice */
    size_t code_count, code_cap;
};

void asked_release(struct asked *a);
/* Adds what a condition about other failures asks; the codes of all of them have to be sorted
 * afterwards. */
void asked_add(struct asked *a, const struct condition_details *d);
void asked_sort(struct asked *a);

bool asked_has_code(const struct asked *a, uint32_t code);

#endif
