/* Event consumers as security findings: permanent and temporary subscriptions (events 5859, 5860
 * and 5861, and lists of those that a machine has), what they run, and whether Windows itself
 * registers them. */
#ifndef WMILOG_RULES_CONSUMERS_CONSUMERS_H
#define WMILOG_RULES_CONSUMERS_CONSUMERS_H
#include "parsers/base/arena.h"
#include "parsers/event/event.h"
#include "parsers/event/machine.h"
#include "rules/computers/processes.h"
#include "rules/failure/fingerprint.h"
#include "rules/rule/judgement.h"

enum {
    CONSUMERS_MAX = 512,
    CONSUMERS_BYTES = 4 * 1024 * 1024, /* for the texts of all consumers */
    CONSUMERS_MAX_UNBOUND = 256, /* of them 5859 and 5860, which must not displace what runs code */
    CONSUMERS_MAX_TEXT = 16 * 1024,
};

enum consumer_kind {
    CONSUMER_BINDING,   /* 5861: a filter bound to a consumer, permanent */
    CONSUMER_PROVIDER,  /* 5859: a provider's events were subscribed to for a permanent filter */
    CONSUMER_TEMPORARY, /* 5860: a program asked for events while it runs */
    CONSUMER_KIND_COUNT,
};

/* All events that tell of the same subscription. Views live in the set. */
struct consumer {
    enum consumer_kind kind;
    struct view computer;
    struct view name_space;  /* where it is registered: root\subscription; else of its events */
    struct view filter;      /* name of the event filter */
    struct view query;       /* its WQL */
    struct view class_name;  /* CommandLineEventConsumer, NTEventLogEventConsumer, ... */
    struct view name;        /* of the consumer; 5859: of the events' provider */
    struct view creator_sid; /* S-1-5-..., of the filter or the consumer */
    struct view action;      /* command line, script or file that it runs, else what it writes to;
                                absent when none */
    struct view action_kind; /* "command line", "program", "VBScript script", "script file",
                                "file written", "mail to", "event source" */
    bool is_unread;          /* the event does not tell, in a form that can be read, what it runs */
    bool is_cut;             /* a text is longer than what is kept of it */
    struct view decoded;     /* base64 in the action, decoded for reading; absent when none */
    struct view user;        /* 5859: owner; 5860: who asked */
    bool has_process;
    uint32_t process_id;      /* 5860: the client */
    struct view process_name; /* absent when unknown */
    struct view process_name_source;
    struct view machine;        /* 5860: the client's machine */
    double poll_seconds;        /* of WITHIN, 0 when the query does not poll */
    bool is_known;              /* Windows or its parts register it */
    enum verdict verdict;       /* harmless for known ones; security for what runs code; ... */
    struct view reason;         /* one sentence for the verdict */
    struct view listed;         /* the list that has it; absent when none does */
    bool is_missing;            /* the list of its computer does not have it */
    int64_t first, last;        /* WINTIME_NONE where no event tells of it, or none has a time */
    uint64_t count;             /* events; 0: nothing but a list tells of it */
    struct event_origin origin; /* of the first event */
    uint16_t event_id;
};

struct consumers; /* the set */

struct consumers *consumers_new(void);
void consumers_free(struct consumers *set);
size_t consumers_bytes(const struct consumers *set);
/* Takes events 5859, 5860 and 5861; others do nothing. */
void consumers_event(struct consumers *set, const struct event *event);
/* Adds the bindings of lists that no event told of, and notes which of the others they have; after
 * the last event. */
void consumers_compare(struct consumers *set, const struct listed_object *objects, size_t count);
/* Names the processes that are known; after the last event. The views live as long as
 * `processes`. */
void consumers_name_processes(struct consumers *set, const struct processes *processes);
/* The worst verdict first, then the earliest; after the last event. */
const struct consumer *const *consumers_list(struct consumers *set, size_t *count);
/* Events of subscriptions over the limits. */
uint64_t consumers_dropped(const struct consumers *set);

extern const struct names consumer_kind_names; /* "binding", "provider", "temporary" */
const char *consumer_kind_name(enum consumer_kind kind);

/* The stable name of a subscription, as a failure has one: of a binding namespace, filter, consumer
 * and what it runs, of others what they ask for; not where, since when, or who set it up. No
 * failure has the same. */
void consumer_fingerprint(const struct consumer *c, char text[FINGERPRINT_SIZE]);
/* A copy in `arena`, with all its texts. */
struct consumer *consumer_copy(struct arena *arena, const struct consumer *c);

#endif
