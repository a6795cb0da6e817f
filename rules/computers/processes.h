/* Names of processes: which program a process id meant, on which computer, at which time. */
#ifndef WMILOG_RULES_COMPUTERS_PROCESSES_H
#define WMILOG_RULES_COMPUTERS_PROCESSES_H
#include "parsers/base/account.h"
#include "parsers/base/hash/intern.h"
#include "parsers/event/process_entry.h"
#include "rules/computers/computers.h"
#include "rules/computers/id_bits.h"

enum {
    PROCESSES_MAX = 65536,        /* processes seen in events that are remembered */
    PROCESSES_MAX_TEXT = 4194304, /* bytes of program names */
    PROCESSES_PER_ID = 64,        /* uses of one process id that are remembered */
    PROCESSES_MAX_NAME = 255,     /* bytes of a program name that are kept */
    PROCESSES_NEAR_MS = 1000,     /* creation times this near are one creation */
    PROCESSES_ZONE_HOURS = 14,    /* how far a local time may be from UTC */
};

#define PROCESSES_OF_LIST "process list" /* what a source starts with that is such a list */

struct process; /* one use of a process id */

struct processes {
    struct intern names;
    struct computers *computers;
    const struct account_pool *pool; /* NULL: none; nothing grows while it is crowded */
    struct map ids;                  /* computer and process id -> its latest use */
    struct arena arena;
    struct id_bits lessons; /* events that tell of processes */
    struct process *oldest, *latest; /* of events, in order of arrival */
    struct process *free;
    size_t count, max;
    uint64_t dropped; /* uses forgotten, or not kept, because of a limit */
};

/* `max` processes of events, 0 for PROCESSES_MAX. `computers` is borrowed. */
void processes_init(struct processes *set, struct computers *computers, size_t max);
void processes_release(struct processes *set);
size_t processes_bytes(const struct processes *set);

/* Takes a process of a process list, of whose path the last part counts; the views are borrowed for
 * the call. These are never forgotten for newer ones. */
void processes_add_known(struct processes *set, const struct process_entry *known);

/* Learns from an event: Security 4688, Sysmon 1, DistributedCOM 10028, the process events of
 * the kernel in a trace, and 5857 and 23 of WMI-Activity; others do nothing. Of events without a
 * computer, those are told about questions without one. */
void processes_event(struct processes *set, const struct event *event);

/* A process id at a moment. */
struct process_question {
    struct view computer; /* with or without domain, any case */
    uint32_t process_id;
    int64_t created;     /* creation time of the process, or WINTIME_NONE */
    int64_t time;        /* when it was alive, or WINTIME_NONE */
    bool is_any_allowed; /* also what process lists without a computer say */
};

/* The name and where it comes from ("Security 4688", "process list"); false (outputs untouched)
 * when no program is known that ran under this id then. A known creation time must be that of the
 * process (within PROCESSES_NEAR_MS), or the process must have been seen between its creation and
 * `time`; else the latest start at or before `time` counts. Only a process list is believed without
 * a start, and says so. The views live as long as the set. */
bool processes_find(const struct processes *set, const struct process_question *question,
                    struct view *name, struct view *source);

#endif
