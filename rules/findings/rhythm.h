/* Whether failures come at even intervals: what is worth a remark, and decides nothing. */
#ifndef WMILOG_RULES_FINDINGS_RHYTHM_H
#define WMILOG_RULES_FINDINGS_RHYTHM_H
#include <stdbool.h>
#include <stdint.h>

enum {
    RHYTHM_MIN_COUNT = 4,   /* failures at even intervals that are a rhythm */
    RHYTHM_MIN_SECONDS = 1, /* what comes sooner after another is of the same beat */
};

struct rhythm_run {
    uint64_t count;      /* beats, one after the other at even intervals */
    int64_t first, last; /* ticks */
};

/* Zero-initialised = nothing seen. */
struct rhythm {
    struct rhythm_run now, longest;
    uint64_t beats; /* all of them */
};

/* Takes the time of a failure; they come in order, one that is too late is passed over. */
void rhythm_add(struct rhythm *r, int64_t time);
/* Whether the longest run is long enough to say so, and half of all at least. */
bool rhythm_is_even(const struct rhythm *r);
/* Ticks between two beats of a run of at least two. */
int64_t rhythm_interval(const struct rhythm_run *run);

#endif
