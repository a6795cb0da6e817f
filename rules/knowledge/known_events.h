/* What the events tell that an analysis of WMI looks at, of whichever log (events.tsv). */
#ifndef WMILOG_RULES_KNOWLEDGE_KNOWN_EVENTS_H
#define WMILOG_RULES_KNOWLEDGE_KNOWN_EVENTS_H
#include "rules/knowledge/knowledge.h"

struct known_event {
    uint16_t first, last; /* ids that tell the same */
    struct view provider;
    struct view log;     /* "System", "Trace", ... */
    struct view tells;   /* a phrase */
    struct view look_at; /* a sentence: what in it, or around it, matters */
};

/* The i-th event, by provider, that has this id; false when there are not so many. */
bool known_event_find(uint16_t event_id, size_t i, struct known_event *event);

size_t known_event_count(void);
void known_event_at(size_t index, struct known_event *event);

#endif
