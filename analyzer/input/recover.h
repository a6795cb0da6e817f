/* Records that logs still hold from earlier use, after the live ones have been read. */
#ifndef WMILOG_ANALYZER_INPUT_RECOVER_H
#define WMILOG_ANALYZER_INPUT_RECOVER_H
#include "analyzer/input/inputs.h"
#include "parsers/base/hash/hash_set.h"

enum {
    /* The events that duplicates are told by are held in parts, so that only one of them is there
     * twice while it grows. */
    RECOVER_PARTS = 16,
    RECOVER_MAX_KNOWN = RECOVER_PARTS * 180000, /* 32 MB at the most */
};

struct recovery {
    struct hash_set known[RECOVER_PARTS];
    uint64_t seed[2];    /* by which a part is chosen */
    bool is_full;        /* some events are not known */
    uint64_t wmi_events; /* recovered */
    /* Takes each recovered event; false ends the reading. */
    bool (*take)(void *context, const struct event *event);
    void *context;
};

void recovery_init(struct recovery *r, bool (*take)(void *, const struct event *), void *context);
void recovery_release(struct recovery *r);
/* A live event: what is recovered of it is a duplicate. */
void recovery_know(struct recovery *r, const struct event *event);
/* Recovers from all inputs, in the order of their bytes, and hands on what is not known yet. Says
 * on standard error how much it was, and what could not be read. */
void recovery_run(struct recovery *r, struct inputs *inputs);

#endif
