/* The groups and event consumers of an earlier report, to tell what is new and what is gone. */
#ifndef WMILOG_ANALYZER_REPORT_BASELINE_H
#define WMILOG_ANALYZER_REPORT_BASELINE_H
#include "rules/consumers/consumers.h"

struct baseline_group {
    struct view fingerprint, title;
    struct view rule;   /* of the first cause, absent for none */
    struct view source; /* path of the input that the example was in, absent when unknown */
    enum verdict verdict;
    bool is_consumer;        /* no group, but an event consumer ... */
    enum consumer_kind kind; /* ... of that kind */
};

struct baseline {
    struct baseline_group *groups; /* by fingerprint */
    size_t count, cap;
    struct arena arena; /* of the texts */
};

/* NULL when it has no such group, and when there is no baseline. */
const struct baseline_group *baseline_find(const struct baseline *baseline,
                                           struct view fingerprint);

#endif
