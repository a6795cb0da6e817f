/* A failed WMI operation: what failed, for whom, in which phase. What the rules say of it is a
 * judgement (rules/rule/judgement.h). */
#ifndef WMILOG_RULES_FAILURE_FAILURE_H
#define WMILOG_RULES_FAILURE_FAILURE_H
#include "parsers/base/arena.h"
#include "parsers/base/names.h"
#include "parsers/event/event.h"
#include "rules/failure/fingerprint.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/families.h"
#include "rules/texts/operation_text.h"
#include "rules/texts/user_kind.h"

/* During connecting to a WMI namespace, or during an operation on one. */
enum phase { PHASE_CONNECT, PHASE_OPERATION, PHASE_COUNT };

enum stage {
    STAGE_ACTIVATE, /* reach the host, activate WMI through DCOM */
    STAGE_LOGIN,    /* log in to a namespace */
    STAGE_QUERY,
    STAGE_ENUMERATE,
    STAGE_GET,
    STAGE_METHOD,
    STAGE_WRITE,         /* put and delete, of instances and classes */
    STAGE_SUBSCRIBE,     /* notification queries */
    STAGE_PROVIDER_LOAD, /* the code says that a provider could not be found, loaded, initialised */
    STAGE_DELIVER,       /* the answer could not be handed to the client */
    STAGE_OTHER,
    STAGE_COUNT,
};

/* Who logged it. What activation refuses never reaches the WMI service that was asked: of that only
 * the client's own machine tells. */
enum viewpoint {
    VIEWPOINT_TARGET, /* the WMI service that was asked: 13, 3, 5857, 5858 */
    VIEWPOINT_CLIENT, /* the client's DCOM, or the client itself when it connects */
    VIEWPOINT_OTHER,  /* another log of either */
    VIEWPOINT_COUNT,
};

enum locality { LOCALITY_UNKNOWN, LOCALITY_LOCAL, LOCALITY_REMOTE, LOCALITY_COUNT };

enum attribution {
    ATTRIBUTION_NONE,
    ATTRIBUTION_EXACT,    /* event 12 (or 2) of the same group operation id */
    ATTRIBUTION_HOST_PID, /* HostId of event 12 with the 5857 of that host process */
    ATTRIBUTION_WINDOW,   /* the only provider load in the operation's time */
    ATTRIBUTION_COUNT,
};

/* JSON names, both ways: "connect", "provider-load", "host-pid", ... */
extern const struct names phase_names, stage_names, viewpoint_names, locality_names,
    attribution_names;

static inline const char *phase_name(enum phase phase)
{
    return names_get(&phase_names, (uint32_t)phase);
}

/* A DELIVER, PROVIDER_LOAD or OTHER is of an operation. */
static inline enum phase stage_phase(enum stage stage)
{
    return stage <= STAGE_LOGIN ? PHASE_CONNECT : PHASE_OPERATION;
}

static inline const char *stage_name(enum stage stage)
{
    return names_get(&stage_names, (uint32_t)stage);
}

static inline const char *viewpoint_name(enum viewpoint viewpoint)
{
    return names_get(&viewpoint_names, (uint32_t)viewpoint);
}

static inline const char *attribution_name(enum attribution attribution)
{
    return names_get(&attribution_names, (uint32_t)attribution);
}

enum { FAILURE_MAX_EVIDENCE = 2 }; /* what two logs tell of one failure: 13 and 5858 */

struct failure_client {
    bool has_process_id;
    uint32_t process_id;
    int64_t created; /* creation time of the process, or WINTIME_NONE */
    struct view machine;
    struct view user;
    enum locality locality;
    bool is_here;    /* a remote client of another machine: it runs where the record was written */
    bool is_service; /* the caller lives inside the WMI service process (empty user, its pid) */
    struct view process_name;        /* absent when unknown */
    struct view process_name_source; /* where the name comes from */
    struct view held_providers;      /* WMI providers that it held, by a list beside the log */
    struct view services;            /* that it ran, likewise */
};

struct failure_provider {
    enum attribution attribution;
    struct view name;
    struct view guid;
    struct view path;
    bool has_host;
    uint32_t host_process_id;
    struct view held_providers; /* those that its host held, by a list beside the log */
};

/* What makes two failures alike, as numbers: equal where the names are equal without case, 0 for no
 * name. Filled by marks_of (rules/failure/marks.h). */
struct failure_marks {
    bool is_set;
    bool is_of_counters; /* the class is one of performance counters */
    uint64_t fingerprint, name_space, class_name, user, machine, client;
    uint64_t target; /* of a connect that the client logged */
};

/* Of the event alone: a number that no other operation text has, 0 where there is none, and marks
 * of the client. */
struct failure_likeness {
    uint64_t operation, user, machine;
};

/* Which event shows the failure. */
enum known_by {
    KNOWN_BY_OPERATION, /* the end of an operation: 13, 3 or 5858 */
    KNOWN_BY_LOAD,      /* 5857: a provider could not be loaded */
    KNOWN_BY_OTHER_LOG, /* an event of another log alone: `known_from` */
};

struct other_log;    /* rules/failure/other_logs.h */
struct failure_kind; /* rules/failure/kind.h */

/* Views live in `arena`. */
struct failure {
    struct arena arena;
    uint64_t id; /* number in the report, from 1, in order of settling */
    int64_t time;
    struct view computer;
    enum known_by known_by;
    struct view known_from;            /* provider of that other log; constant */
    const struct other_log *other_log; /* what that event is; NULL = an activation's */
    uint32_t service_process_id;       /* the writer's process */
    enum phase phase;
    enum stage stage;
    enum viewpoint viewpoint;
    enum family family;
    uint32_t result;
    bool has_no_result; /* the event says that it failed, but not with which code; `result` is 0 */
    struct operation_text operation;
    uint64_t operation_number; /* no failure with another text, or that differs in what follows from
                                  it, has the same; 0: none */
    struct view name_space;    /* of the text, else of NamespaceName, cleaned of \\.\ */
    bool has_operation_id;
    uint32_t operation_id;
    bool has_group_operation_id;
    uint32_t group_operation_id;
    struct view correlation_id; /* absent when zero or unknown */
    struct failure_client client;
    struct failure_provider provider;
    struct view component;      /* absent when "Unknown" */
    struct view possible_cause; /* absent when "Unknown" */
    bool has_duration;
    int64_t duration;         /* ticks between start and stop */
    bool has_created_process; /* event 23 */
    uint32_t created_process_id;
    struct view command_line;
    bool lacks_start;          /* an end is all that was seen of it */
    bool has_cut_text;         /* a text is longer than what is kept of it */
    struct failure_kind *kind; /* NULL = not looked up yet */
    uint32_t kind_age;
    char fingerprint[FINGERPRINT_SIZE]; /* set when it has settled */
    struct failure_marks marks;         /* not set = not made yet */
    struct evidence evidence[FAILURE_MAX_EVIDENCE];
    size_t evidence_count;
};

/* An owned deep copy with an arena of its own; freed with failure_free. */
struct failure *failure_copy(const struct failure *f);
void failure_free(struct failure *f);
/* Moves the client's texts into `arena`, each cut after `max` bytes. */
void failure_copy_client(struct arena *arena, struct failure_client *client, size_t max);
/* Moves the texts of these events into `arena`, and how many bytes that takes. */
void evidence_copy(struct arena *arena, struct evidence *evidence, size_t count);
size_t evidence_bytes(const struct evidence *evidence, size_t count);

/* Fills phase, stage, viewpoint, family and name_space from operation, result, component and
 * possible cause; what was derived from the contents before (kind, marks) has to be made anew. */
void failure_classify(struct failure *f);
/* The provider that is known to have answered, else the one that the operation names; borrowed. */
struct view failure_provider(const struct failure *f);
/* The other machine that "connect to namespace : \\HOST\root\cimv2" names, or none: the target of
 * a record that the client wrote itself. Borrowed from f. */
struct view failure_target(const struct failure *f);
/* The kind of its user, given user_kind_on its computer: USER_KIND_LOCAL also where the account is
 * one of the client's machine, or, in a client's own record, of the machine that it calls;
 * USER_KIND_USER for a managed service account, which ends with '$' as computer accounts do. */
enum user_kind failure_user_kind(const struct failure *f, enum user_kind on_computer);
/* Whether the name of a machine is that of another one than logged the failure. */
bool failure_is_elsewhere(const struct failure *f, struct view host);
/* Whether it took as long as one of the limits that clients set. */
bool failure_took_round(const struct failure *f);
/* How a phase reads in a sentence: "connecting to a namespace". */
const char *phase_sentence(enum phase phase);

/* A namespace as it is logged, without blanks around it and without \\.\ or \\HOST\ before it;
 * absent when empty or a number (rendered messages of event 11 show a creation time there). `*host`
 * becomes HOST; it stays where there is none. */
struct view failure_namespace(struct view logged, struct view *host);

#endif
