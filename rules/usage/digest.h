/* What a trace tells of operations whether they fail or not, as far as a report of failures shows
 * it: the slowest, connects by client machine, and the processes that method calls started. Of that
 * logs of failures tell nothing. */
#ifndef WMILOG_RULES_USAGE_DIGEST_H
#define WMILOG_RULES_USAGE_DIGEST_H
#include "rules/usage/rows.h"
#include "rules/usage/starts.h"

enum {
    DIGEST_MAX_MACHINES = 256, /* what comes later is one row */
    DIGEST_SLOWEST = 10,
    DIGEST_MAX_TEXT = 512, /* bytes kept of each text of a slow operation */
};

struct digest {
    struct arena arena;
    struct buffer key; /* of what is looked up */
    /* Of client machines that connect, and the computer whose WMI they ask: those with the most
     * failures first, then with the most that have no end, then with the most connects. */
    struct usage_rows machines;
    struct slowest slowest;
    struct starts starts;
    uint64_t ended; /* operations with a start and an end */
};

struct digest *digest_new(void);
void digest_free(struct digest *d);
size_t digest_bytes(const struct digest *d);
void digest_landmark(struct digest *d, const struct landmark *landmark);
/* An operation that has no end, after the last landmark. */
void digest_open(struct digest *d, const struct open_operation *op);
/* Sorts. Call once, at last. */
void digest_finish(struct digest *d);

#endif
