/* What became of each kind of failure from one side to the other. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_COMPARE_H
#define WMILOG_ANALYZER_REPORT_DIFF_COMPARE_H
#include "analyzer/report/diff/cover.h"
#include "parsers/base/names.h"

enum diff_state {
    DIFF_NEW,
    DIFF_CHANGED,
    DIFF_GONE,           /* it was due at least three times */
    DIFF_NOT_SEEN_YET,   /* not there, but it was hardly due */
    DIFF_NOT_COMPARABLE, /* one side has not the log in which it would stand */
    DIFF_UNCHANGED,
    DIFF_STATE_COUNT
};

/* JSON names: "new", "not_seen_yet", ... */
extern const struct names diff_state_names;

enum { DIFF_MIN_SPAN_SECONDS = 60 }; /* a shorter span tells no rate */

/* A kind of failure. `before` or `after` is NULL where the side has none. */
struct diff_item {
    enum diff_state state;
    const struct side_group *before, *after;
    struct cover covers[2]; /* of both sides, for the log that it stands in */
    /* A missing kind: how often it was due at the other side's rate. Negative: not known. */
    double due;
    bool is_early;        /* new, but its first failure lies before the end of BEFORE */
    bool needs_namespace; /* another item has its title and code, in another one */
    bool needs_event;     /* or by another event of another log */
    /* What changed of it: how often it comes, its verdict, its first cause. */
    bool has_rate, has_verdict, has_cause;
    /* Clients that came and went, bits by their place in the group. */
    uint8_t came, went;
};

/* An event consumer that has to be looked at; one of them is NULL where one side alone tells of it.
 * Logs tell of one when it is registered, and when the service starts: what is not told need not be
 * gone. */
struct diff_consumer {
    const struct side_consumer *before, *after;
};

struct diff {
    const struct side *before, *after;
    struct diff_consumer *consumers; /* those of AFTER alone first, then those of BEFORE alone */
    size_t consumer_count, new_consumers;
    struct diff_item *items; /* by state, the worst verdict and the larger count first */
    size_t count;
    size_t counts[DIFF_STATE_COUNT];
    bool is_comparable; /* both sides have something to compare */
};

/* Of two sides that are finished and outlive it; diff_release frees it. */
void diff_make(struct diff *diff, const struct side *before, const struct side *after);
void diff_release(struct diff *diff);

/* Where the items end that have the state of that at `first`. */
size_t diff_state_end(const struct diff *diff, size_t first);
/* The group that speaks for the item: that of AFTER, where there is one. */
const struct side_group *diff_group(const struct diff_item *item);
/* Failures in an hour (and computer); negative when the span is too short to tell. */
double diff_rate(const struct side_group *group, const struct cover *cover);
/* Whether an item is a new failure of this verdict or worse, or has become one. */
bool diff_is_worse(const struct diff_item *item, enum verdict verdict);
/* Whether AFTER alone tells of an event consumer of this verdict or worse. */
bool diff_has_new_consumer(const struct diff *diff, enum verdict verdict);

#endif
