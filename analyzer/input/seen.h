/* Which records were handed on, each remembered for a long while: so that one that is in two
 * inputs, or twice in one, is counted once, also when others came between. */
#ifndef WMILOG_ANALYZER_INPUT_SEEN_H
#define WMILOG_ANALYZER_INPUT_SEEN_H
#include "parsers/base/account.h"
#include "parsers/base/buffer.h"
#include "parsers/event/event.h"

enum {
    SEEN_EVENTS = 1 << 17,  /* at least so many of the last ones are known */
    SEEN_SAME_NUMBER = 256, /* of those, records of one number at different times */
};

struct seen_record {
    uint64_t key; /* of computer, channel, provider, number and id; 0 = none */
    int64_t time;
};

/* Open addressing; `rows` NULL before the first event. */
struct seen_table {
    struct seen_record *rows;
    bool *is_used; /* which of them: the bytes of the others are undefined */
    char *memory;  /* in which the rows stand */
};

/* Two tables by turns: when one is full, the older one is forgotten. */
struct seen {
    struct account_pool *pool;
    uint64_t seed[2];
    struct seen_table now, before;
    size_t count;        /* in `now` */
    struct buffer names; /* of the event before: most have the same */
    uint64_t row;        /* of its number */
    uint64_t names_hash, row_hash;
};

/* Its tables count for the pool; NULL: for none. */
void seen_init(struct seen *s, struct account_pool *pool);
void seen_release(struct seen *s);
/* Remembers an event; true when it was known: the record of the same number and id, of the same
 * computer, channel and provider, at the same time, as far as the coarser of both times tells (some
 * forms of a log have only seconds, or milliseconds, or lose the last digits). Events without a
 * number or a time are never known. */
bool seen_add(struct seen *s, const struct event *e);

#endif
