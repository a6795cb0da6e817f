/* Failures made by hand, for tests of what rules say of them. */
#ifndef WMILOG_TESTS_UNIT_GIVEN_H
#define WMILOG_TESTS_UNIT_GIVEN_H
#include "rules/matching/match.h"

#define QUERY "Start IWbemServices::ExecQuery - Root\\Cimv2 : select * from Win32_Process"

/* What a failure is made from; NULL is absent. */
struct given {
    uint32_t result;
    enum phase phase;
    enum stage stage;
    enum locality locality;
    const char *operation;
    const char *user;
    const char *component;
    const char *possible_cause;
};

extern struct judgement judged; /* from make to judgement_release */

void make(struct failure *f, const struct given *given);
/* The causes in `judged` begin with these, in this order. */
void check_order(const char *const *ids, size_t count);

#endif
