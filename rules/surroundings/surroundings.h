/* What else happened on the computer of a failure: events of other logs, other failures, what
 * succeeded before. Only what is asked about is kept, and only for as long as it can be asked. */
#ifndef WMILOG_RULES_SURROUNDINGS_SURROUNDINGS_H
#define WMILOG_RULES_SURROUNDINGS_SURROUNDINGS_H
#include "rules/computers/computers.h"
#include "rules/failure/marks.h"
#include "rules/surroundings/series.h"

enum {
    SURROUNDINGS_MAX_SERIES = 65536,      /* kinds of events and failures, by computer */
    SURROUNDINGS_MAX_RHYTHMS = 16384,     /* fingerprints whose times are followed, by computer */
    SURROUNDINGS_MAX_SUCCESSES = 65536,   /* different things that have succeeded */
    SURROUNDINGS_MAX_TEXTS = 1024 * 1024, /* bytes of channels and providers */
    SURROUNDINGS_MAX_EVENT_DATA = 64,     /* data of one event */
    SURROUNDINGS_MAX_EVENT_BYTES = 8192,  /* of its texts */
    SURROUNDINGS_MAX_SCAN = 512,          /* failures looked at for one condition */
    SURROUNDINGS_MAX_TIMES = 16,          /* of one fingerprint's last failures */
};

/* Which of the two logs told of a failure: both may tell of one, so the larger count is taken. */
enum surroundings_side { SURROUNDINGS_SIDE_CLIENT, SURROUNDINGS_SIDE_TRACE };

struct surroundings_event {
    struct series_item item; /* first: see series.h */
    struct evidence evidence;
    struct view provider;
    const struct event_datum *data; /* in item.block */
    size_t data_count;
};

struct surroundings_failure {
    struct series_item item; /* first: see series.h; marked = of the trace */
    uint32_t code;
    enum family family;
    enum phase phase;
    struct failure_marks marks;
    struct evidence evidence;
};

/* Fills `data` and `item.block` with the event's data; WMI-Activity's own fields under their JSON
 * names. For rules/surroundings/surroundings.c. */
void surroundings_keep_data(struct surroundings_event *kept, const struct event *event);

/* What can be looked up. Values: event id, code, family; 0 for all; marks_hash of the
 * fingerprint. */
enum surroundings_what {
    SURROUNDINGS_EVENTS,
    SURROUNDINGS_CODE,
    SURROUNDINGS_FAMILY,
    SURROUNDINGS_ALL,
    SURROUNDINGS_KIND,
    SURROUNDINGS_WHATS,
};

/* What can have succeeded before: anything in the namespace, a connect from the client's machine,
 * a synchronous call from there. */
enum surroundings_success {
    SURROUNDINGS_NAMESPACE_WORKED,
    SURROUNDINGS_CONNECT_WORKED,
    SURROUNDINGS_SYNC_WORKED,
};

/* What will be asked about. */
struct surroundings_wants {
    uint8_t event_ids[(UINT16_MAX + 1) / 8]; /* a bit for each id of an event */
    bool failures[SURROUNDINGS_WHATS];       /* other failures, by how they are looked up */
    bool has_times, has_successes;
    int64_t reach; /* ticks back from the latest event */
};

struct surroundings;

/* Nothing is kept beside what is wanted, and no more than `max_bytes` (0: SURROUNDINGS_BYTES) of
 * it. `computers` is borrowed. */
struct surroundings *surroundings_new(const struct surroundings_wants *wants,
                                      struct computers *computers, size_t max_memory);
void surroundings_free(struct surroundings *around);
/* Forgets all that was taken. */
void surroundings_clear(struct surroundings *around);

/* Whether other failures are wanted at all, and what succeeded. */
bool surroundings_wants_failures(const struct surroundings *around);
bool surroundings_wants_successes(const struct surroundings *around);

/* Takes an event of any provider; most do nothing. Events without a time are left out. */
void surroundings_event(struct surroundings *around, const struct event *event);
/* Takes a failure as soon as it is seen: classified, with its fingerprint and evidence[0]; its
 * marks are made when it has none. */
void surroundings_failure(struct surroundings *around, const struct failure *f,
                          enum surroundings_side side);
/* An operation that succeeded on the computer: its text, the client's machine and the namespace. */
void surroundings_success(struct surroundings *around, struct view computer, int64_t time,
                          const struct operation_text *operation, struct view name_space,
                          struct view client_machine);
/* What is kept under the number of one machine belongs to another from now on: it was renamed. */
void surroundings_rename(struct surroundings *around, uint32_t from, uint32_t to);
/* What did not fit the limits. */
uint64_t surroundings_dropped(const struct surroundings *around);

/* --- asking, for rules/matching/question.c -------------------------------------------------------
 */

/* The computer of that name, NULL when nothing is known of it. */
const struct computer *surroundings_computer(const struct surroundings *around, struct view name);

/* The series of it, or NULL. */
const struct series *surroundings_series(const struct surroundings *around,
                                         const struct computer *computer,
                                         enum surroundings_what what, uint64_t value);

/* The times of the fingerprint's last failures, those less than a second apart as one; the oldest
 * first. */
size_t surroundings_times(const struct surroundings *around, const struct computer *computer,
                          uint64_t kind, int64_t times[SURROUNDINGS_MAX_TIMES]);

/* The earliest time that it succeeded, or WINTIME_NONE. The value is marks_hash of the
 * namespace as fingerprint_namespace writes it, or of the client machine's label. */
int64_t surroundings_first_success(const struct surroundings *around,
                                   const struct computer *computer,
                                   enum surroundings_success success, uint64_t value);

#endif
