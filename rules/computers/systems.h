/* What the logs tell of the Windows of each computer: its build, from events of the System log, or
 * bounds of it, from events and fields of WMI-Activity that came with a release; and whether it is
 * a server or a client. */
#ifndef WMILOG_RULES_COMPUTERS_SYSTEMS_H
#define WMILOG_RULES_COMPUTERS_SYSTEMS_H
#include "parsers/base/account.h"
#include "rules/computers/computers.h"
#include "rules/computers/id_bits.h"
#include "rules/computers/system_services.h"
#include "rules/computers/told.h"
#include "rules/knowledge/windows_fit.h"

enum system_fact {
    SYSTEM_BUILD,    /* EventLog 6009 */
    SYSTEM_KERNEL,   /* Microsoft-Windows-Kernel-General 12 */
    SYSTEM_SINCE,    /* at least this build */
    SYSTEM_UNTIL,    /* at most this build */
    SYSTEM_RENAMED,  /* EventLog 6011: another name of it */
    SYSTEM_SERVICES, /* one for each edition: 1 + place in role_services */
    SYSTEM_FACTS = SYSTEM_SERVICES + EDITION_COUNT,
};

/* The number that events told last, and the first event that told this number. */
struct system_known {
    uint32_t value; /* 0: unknown */
    uint64_t order; /* counts up with each change */
    struct evidence evidence;
};

enum { SYSTEM_LETTERS = 32 }; /* places of letters; those of both cases share one */

/* What events told of one name of a computer. */
struct system_facts {
    struct system_known known[SYSTEM_FACTS];
    uint32_t roles; /* bits by place in role_services */
    struct system_services services;
};

/* What is known of a machine at a time. */
struct system_now {
    struct windows_bounds windows;
    uint32_t roles;
    const struct evidence *evidence[2]; /* of the build and of the edition; NULL: none */
};

/* A machine. Views live as long as the set. */
struct system {
    struct view name; /* the last one that it had */
    const struct view *other_names;
    size_t other_name_count;
    const struct quota_entry *quotas; /* of its provider hosts, NULL for unknown; borrowed */
    struct view os;                   /* "Windows Server 2022 (build 20348)"; empty: unknown */
    uint32_t build;                   /* 0: unknown */
    enum edition edition;             /* EDITION_UNKNOWN where nothing or too much tells it */
    const char *service; /* that makes the edition likely; NULL: the build makes it certain */
    struct evidence evidence[SYSTEM_FACTS]; /* the one that tells the os comes first */
    size_t evidence_count;
    bool is_rename_told; /* by the last evidence */
};

struct systems {
    struct computers *computers; /* borrowed */
    const struct account_pool *pool;
    struct id_bits since;        /* events of since_table */
    struct system_facts **facts; /* by number of the name; NULL: nothing */
    size_t facts_cap;
    uint64_t order;
    /* The services of role_services one of whose names begins with the letter, a bit for each; most
     * data name no service that matters. */
    uint32_t by_letter[SYSTEM_LETTERS];
    /* The last answer of systems_now, good until something else is learned: failures that ask come
     * in runs of one machine. Saves 1.0 % of the instructions of `analyze -j 1` on a log of
     * tests/bench/make_evtx, 0.1 % on one of make_log. */
    struct system_now now;
    uint64_t now_order;
    uint32_t now_machine, now_count;
    struct system_known now_known[SYSTEM_FACTS];
    struct arena arena;
    struct system **list;
    size_t count, cap;
};

/* `computers` is borrowed. While `pool` (NULL: none) is crowded, further computers stay unknown. */
void systems_init(struct systems *set, struct computers *computers,
                  const struct account_pool *pool);
void systems_release(struct systems *set);
size_t systems_bytes(const struct systems *set);
/* Forgets what was learned; before the list is made. */
void systems_clear(struct systems *set);
/* Takes what the event tells. Computers over the limit of the registry stay unknown. */
void systems_event(struct systems *set, const struct event *event);
/* What all names of the machine tell so far; valid until the next event. */
const struct system_now *systems_now(struct systems *set, const struct computer *c);
/* Whether the Service Control Manager of the machine told of that service, by its name or the name
 * that is shown (ASCII case folded). */
bool systems_has_service(const struct systems *set, const struct computer *c, struct view name,
                         struct view display_name);
/* How the Windows is called where only one release is possible, and of one edition, else NULL. */
const char *system_release(const struct windows_bounds *windows);
/* Makes the list: machines of which a system, another name or quotas are known, in order of
 * appearance. Call once, at the end; `told` must outlive the set. */
void systems_finish(struct systems *set, const struct told *told);

/* Those of its other names that are no longer or shorter forms of one that came before, at most
 * `max`; returns how many. */
size_t system_earlier_names(const struct system *system, struct view *names, size_t max);
/* What tells that they are one machine's: the event, or NULL: the numbers of records, which go on
 * under the next name. */
const struct evidence *system_renamed_by(const struct system *system);

#endif
