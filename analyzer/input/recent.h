/* Which records were handed on lately, so that one that is in two inputs is counted once. */
#ifndef WMILOG_ANALYZER_INPUT_RECENT_H
#define WMILOG_ANALYZER_INPUT_RECENT_H
#include "parsers/base/buffer.h"
#include "parsers/event/event.h"

enum { RECENT_MAX = 4096 /* records that are known */ };

struct recent_record {
    uint64_t log; /* hash of computer, channel and provider */
    uint64_t record_id;
    int64_t time;
    uint16_t id;
    uint16_t next; /* of its bucket: 1 + index, 0 at the end */
};

struct recent {
    uint64_t seed[2];
    struct recent_record *records; /* a ring */
    uint16_t buckets[RECENT_MAX];  /* 1 + index of the newest record, 0 for none */
    size_t count;                  /* ever added */
    struct buffer log;             /* what was hashed last, and its hash */
    uint64_t log_hash;
};

void recent_init(struct recent *r);
void recent_release(struct recent *r);

/* True when the event is a record that was met: of the same number, id, computer, channel and
 * provider, at the same time, as far as the coarser of both times tells (some forms of a log have
 * only seconds, or milliseconds, or lose the last digits). Else it is one from now on. Events come
 * in the order of time. An event without a number or a time is none. */
bool recent_meets(struct recent *r, const struct event *e);

#endif
