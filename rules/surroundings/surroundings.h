/* What else happened on the computer of a failure: events of other logs, other failures, what
 * succeeded before. Only what is asked about is kept, and only for as long as it can be asked. */
#ifndef WMILOG_RULES_SURROUNDINGS_SURROUNDINGS_H
#define WMILOG_RULES_SURROUNDINGS_SURROUNDINGS_H
#include "parsers/base/text.h"
#include "rules/computers/computers.h"
#include "rules/failure/marks.h"
#include "rules/surroundings/asked.h"
#include "rules/surroundings/series.h"
#include "rules/surroundings/wanted.h"

enum {
    SURROUNDINGS_MAX_SERIES = 65536,      /* kinds of events and failures, by computer */
    SURROUNDINGS_MAX_FOLLOWED = 16384,    /* fingerprints whose times are followed, by computer */
    SURROUNDINGS_MAX_SUCCESSES = 65536,   /* different things that have succeeded */
    SURROUNDINGS_SUCCESS_TIMES = 8,       /* the latest times of each of them */
    SURROUNDINGS_MAX_TEXTS = 1024 * 1024, /* bytes of channels and providers */
    SURROUNDINGS_MAX_EVENT_DATA = 64,     /* data of one event */
    SURROUNDINGS_MAX_EVENT_BYTES = 8192,  /* of its texts */
    SURROUNDINGS_MAX_SCAN = 512,          /* failures looked at for one condition */
    SURROUNDINGS_MAX_TIMES = 16,          /* of one fingerprint's last failures */
    SURROUNDINGS_DURATION_MARGIN = 10,    /* ms by which a duration that is kept may be off */
};

/* Which of the two logs told of a failure: both may tell of one, so the larger count is taken. */
enum surroundings_side { SURROUNDINGS_SIDE_CLIENT, SURROUNDINGS_SIDE_TRACE };

struct surroundings_event {
    struct series_record record; /* first: see series.h */
    int64_t time;
    struct evidence evidence;
    struct view provider;
    const struct event_datum *data; /* behind it, in the same memory */
    size_t data_count;
    uint64_t begins; /* surroundings_begin of all data, and of the hosts in names of services */
};

struct surroundings_failure {
    struct series_record record; /* first: see series.h */
    int64_t time;
    uint32_t code;
    enum family family;
    enum phase phase;
    enum surroundings_side side;
    struct failure_marks marks;
    struct evidence evidence;
};

/* --- data of events, for this room ----------------------------------------------------------- */

struct surroundings_data {
    struct event_datum data[SURROUNDINGS_MAX_EVENT_DATA];
    char texts[EVENT_MAX_VALUES][TEXT_NUMBER_SIZE]; /* of numbers */
};

/* The event's data, cut to what is kept of them; WMI-Activity's own fields under their JSON names.
 * Views of the event and of the list; returns how many there are. */
size_t surroundings_list_data(const struct event *event, struct surroundings_data *list);
/* A bit for how a text begins, without case, blanks, and backslashes before it: names of accounts
 * and computers that are the same have the same. 0 for an empty one. */
uint64_t surroundings_begin(struct view text);
/* A copy with its data, as a record in no series yet. */
struct surroundings_event *surroundings_keep(struct series_memory *memory,
                                             const struct surroundings_event *event);

/* What can be looked up. Values: the number of a question after events (wanted.h), code, family;
 * 0 for all; marks_hash of the fingerprint. */
enum surroundings_what {
    SURROUNDINGS_EVENTS,
    SURROUNDINGS_CODE,
    SURROUNDINGS_FAMILY,
    SURROUNDINGS_ALL,
    SURROUNDINGS_ALIKE, /* of one fingerprint: these are only counted */
    SURROUNDINGS_WHATS,
};

/* What can have succeeded before: anything in the namespace, a connect from the client's machine,
 * a synchronous call from there, a call of the user in the namespace, the very same request of the
 * user (only of late: surroundings_succeeded). */
enum surroundings_success {
    SURROUNDINGS_NAMESPACE_WORKED,
    SURROUNDINGS_CONNECT_WORKED,
    SURROUNDINGS_SYNC_WORKED,
    SURROUNDINGS_USER_WORKED,
    SURROUNDINGS_REQUEST_WORKED,
};

/* What will be asked about. */
struct surroundings_wants {
    struct wanted *events;
    struct asked failures; /* other ones; sorted */
    bool has_times, has_successes;
    int64_t reach; /* ticks back from the latest event */
};

struct surroundings;
struct systems; /* rules/computers/systems.h */

/* Nothing is kept beside what is wanted, and of it no more than its part of `max_memory`, that of
 * the whole run. `computers` is borrowed, what is wanted belongs to the surroundings from now on.
 */
struct surroundings *surroundings_new(const struct surroundings_wants *wants,
                                      struct computers *computers, size_t max_memory);
void surroundings_free(struct surroundings *around);
/* From now on its memory counts for the pool as well, which must outlive it; NULL: for none. */
void surroundings_share(struct surroundings *around, struct account_pool *pool);
/* What it takes beside its account: what has no time after which it can be given up. It does not
 * grow while the pool is crowded. */
size_t surroundings_bytes_beside(const struct surroundings *around);
/* Forgets all that was taken. */
void surroundings_clear(struct surroundings *around);

/* What is known of the computers' Windows, for who asks; borrowed, NULL: nothing. */
void surroundings_tell_systems(struct surroundings *around, struct systems *systems);
struct systems *surroundings_systems(const struct surroundings *around);

/* Whether other failures are wanted at all, and what succeeded. */
bool surroundings_wants_failures(const struct surroundings *around);
bool surroundings_wants_successes(const struct surroundings *around);

/* Takes an event of any provider; most do nothing. Events without a time are left out. */
void surroundings_event(struct surroundings *around, const struct event *event);
/* Takes a failure as soon as it is seen: classified, with its fingerprint and evidence[0]; its
 * marks are made when it has none. */
void surroundings_failure(struct surroundings *around, const struct failure *f,
                          enum surroundings_side side);
/* An operation that succeeded on a computer. */
struct surroundings_worked {
    struct view computer;
    int64_t time;
    const struct operation_text *operation;
    struct view name_space; /* where the text names none */
    struct view client_machine, user;
};
void surroundings_success(struct surroundings *around, const struct surroundings_worked *worked);
/* What is kept under the number of one machine belongs to another from now on: it was renamed. */
void surroundings_rename(struct surroundings *around, uint32_t from, uint32_t to);
/* What did not fit the limits. */
uint64_t surroundings_dropped(const struct surroundings *around);

/* --- asking, for rules/matching/question.c ---------------------------------------------------- */

/* The computer of that name, NULL when nothing is known of it. */
const struct computer *surroundings_computer(const struct surroundings *around, struct view name);

/* The number of the condition's question about the first of its event ids, which the others follow:
 * for SURROUNDINGS_EVENTS. WANTED_NONE when no event has answered any of them. */
uint32_t surroundings_question(const struct surroundings *around,
                               const struct condition_details *near);
/* A number that changes whenever that becomes another for some condition. */
uint32_t surroundings_met(const struct surroundings *around);
/* The series of it, or NULL. */
const struct series *surroundings_series(const struct surroundings *around,
                                         const struct computer *computer,
                                         enum surroundings_what what, uint64_t value);
/* Of SURROUNDINGS_EVENTS. */
static inline const struct surroundings_event *surroundings_event_at(const struct series *s,
                                                                     size_t position)
{
    return (const struct surroundings_event *)(const void *)series_at(s, position)->record;
}
/* A datum by its name ('_' and case do not count) or, in digits, its place from 1 on; VIEW_NONE
 * when the event has none. */
struct view surroundings_event_datum(const struct surroundings_event *event, struct view name);

/* Of the others but SURROUNDINGS_ALIKE. */
static inline const struct surroundings_failure *surroundings_failure_at(const struct series *s,
                                                                         size_t position)
{
    return (const struct surroundings_failure *)(const void *)series_at(s, position)->record;
}

/* The times of the fingerprint's last failures, those less than a second apart as one; the oldest
 * first. */
size_t surroundings_times(const struct surroundings *around, const struct computer *computer,
                          uint64_t kind, int64_t times[SURROUNDINGS_MAX_TIMES]);
/* How long the same failures took, in ms, but for SURROUNDINGS_DURATION_MARGIN; 0 where that is not
 * known, or was more than twenty minutes. */
size_t surroundings_durations(const struct surroundings *around, const struct computer *computer,
                              uint64_t kind, uint32_t durations[SURROUNDINGS_MAX_TIMES]);

/* The earliest time that it succeeded, or WINTIME_NONE. The value is marks_hash of the
 * namespace as fingerprint_namespace writes it, or of the client machine's label; for a user that
 * of both by marks_both. Of requests none is kept. */
int64_t surroundings_first_success(const struct surroundings *around,
                                   const struct computer *computer,
                                   enum surroundings_success success, uint64_t value);
/* Whether it succeeded from one time to another, of the latest times that are kept. The value is as
 * above; for a request marks_both of those of the operation's text and the user. */
bool surroundings_succeeded(const struct surroundings *around, const struct computer *computer,
                            enum surroundings_success success, uint64_t value, int64_t from,
                            int64_t to);

#endif
