/* Events that were handed on, each remembered by a hash for a long while: so that one which comes
 * again is known also when others came between. */
#ifndef WMILOG_ANALYZER_INPUT_SEEN_H
#define WMILOG_ANALYZER_INPUT_SEEN_H
#include "parsers/base/buffer.h"
#include "parsers/event/event.h"

enum { SEEN_EVENTS = 1 << 17 }; /* at least so many of the last ones are known */

/* Two tables by turns: when one is full, the older one is forgotten. */
struct seen {
    uint64_t *now, *before; /* open addressing, 0 = empty; NULL before the first event */
    size_t count;           /* in `now` */
    struct buffer names;    /* of the event before, and their hash: most have the same */
    uint64_t names_hash;
};

void seen_init(struct seen *s);
void seen_release(struct seen *s);
/* Remembers an event; true when it was known: the same record of the same log at the same time.
 * Events without a number or a time are never known. */
bool seen_add(struct seen *s, const struct event *e);

#endif
