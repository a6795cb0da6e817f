/* Incidents: failures of several codes within seconds that one cause explains, and how often the
 * like of it came again. */
#ifndef WMILOG_RULES_FINDINGS_INCIDENTS_H
#define WMILOG_RULES_FINDINGS_INCIDENTS_H
#include "rules/rule/judgement.h"

enum {
    INCIDENTS_MAX = 1024,
    INCIDENTS_MAX_BYTES = 4 * 1024 * 1024, /* of all of them */
    INCIDENT_MAX_CODES = 16,
    INCIDENT_MAX_FAILURES = 100, /* whose ids are kept */
    INCIDENT_MAX_GROUPS = 64,
    INCIDENT_MAX_CLIENTS = 1000, /* client processes that are counted */
};

struct incident_code {
    uint32_t code;
    uint64_t count;
};

/* Failures whose first cause's rule names the same incident, close together on one computer; and
 * those of later times by the same rule, when at least half of the groups are the same. Views live
 * in the set. */
struct incident {
    uint64_t id;      /* from 1, the worst first */
    struct view name; /* the rule's "incident" text: "provider host collapse" */
    struct view computer;
    enum verdict verdict; /* the worst of its failures */
    int64_t first, last;
    uint64_t count;
    uint64_t occurrences;       /* how often it came: 1, or more for a series */
    uint64_t first_failure;     /* id of the failure that came first */
    const struct rule *rule;    /* of that failure's first cause: why, check, do */
    enum confidence confidence; /* the least that its failures have of it */
    struct view text;    /* that cause's, filled in where all its failures agree; else the rule's */
    struct view because; /* that cause's sentences, joined */
    /* As many steps as the rule has; those about what all its failures agree in are filled in. */
    const struct view *check, *remedy;
    struct incident_code codes[INCIDENT_MAX_CODES]; /* by count */
    size_t code_count;
    uint64_t failures[INCIDENT_MAX_FAILURES]; /* ids of the first that settled */
    size_t failure_count;
    const char *groups[INCIDENT_MAX_GROUPS]; /* fingerprints, in order of appearance */
    size_t group_count;
    uint64_t more_groups;   /* failures of groups that are not listed */
    struct view name_space; /* of the first failure */
    struct view provider;   /* name, when known */
    uint64_t clients;       /* distinct client processes, counted up to the limit */
};

struct incidents; /* the set */

struct incidents *incidents_new(void);
void incidents_free(struct incidents *set);
size_t incidents_bytes(const struct incidents *set);
/* Takes a judged failure; one whose first cause is no incident's does nothing. Failures of one
 * computer come nearly in order of time. */
void incidents_add(struct incidents *set, const struct failure *f, const struct judgement *j);
/* Whether it would be the first of an incident, which shows the sentences of its first cause. */
bool incidents_wants(const struct incidents *set, const struct failure *f,
                     const struct judgement *j);
/* Those of at least two failures, the worst verdict first, then the larger count, then the earlier
 * start; after the last failure. Valid until incidents_free. */
const struct incident *const *incidents_list(struct incidents *set, size_t *count);
/* Failures that were in no incident because there were INCIDENTS_MAX, or INCIDENTS_MAX_BYTES. */
uint64_t incidents_dropped(const struct incidents *set);

/* Those of several groups, in the same order: what is of one group alone has its count, its times
 * and its cause there. As long valid. */
const struct incident *const *incidents_told(struct incidents *set, size_t *count);

/* Whether failures of the group with that fingerprint are among those of the incident. */
bool incident_has_group(const struct incident *incident, const char *fingerprint);

#endif
