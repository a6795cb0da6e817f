/* All failures with one fingerprint. */
#ifndef WMILOG_RULES_FINDINGS_GROUP_H
#define WMILOG_RULES_FINDINGS_GROUP_H
#include "rules/findings/rhythm.h"
#include "rules/rule/judgement.h"

enum {
    GROUP_MAX_COMPUTERS = 16,
    GROUP_MAX_RHYTHMS = 4,
    GROUP_MAX_CLIENTS = 8,
    GROUP_MAX_EVIDENCE = 4,
};

/* One client of a group: told apart by process, creation time, machine and user. */
struct group_client {
    struct failure_client client; /* views live in the group's arena */
    uint64_t count;
};

struct group {
    struct arena arena;
    size_t beside;  /* bytes that are kept because of it elsewhere; set from outside */
    size_t bytes;   /* that it takes, as counted last: see group_bytes */
    bool is_frozen; /* set from outside: only counts grow, nothing more is kept */
    /* Owned copies: of the failures of the worst verdict, the one with the best evidence. */
    struct failure *example;
    struct judgement *judgement; /* of the example */
    struct view title;           /* what failed, in words */
    bool has_more_targets;       /* of activations: the title's machine is one of several */
    enum verdict verdict;        /* the worst of its failures */
    uint64_t count;
    uint64_t verdict_counts[VERDICT_COUNT];
    int64_t first, last;
    struct view *computers; /* at most GROUP_MAX_COMPUTERS */
    size_t computer_count, computer_cap;
    uint64_t more_computers;      /* failures on computers that are not listed */
    struct group_client *clients; /* at most GROUP_MAX_CLIENTS */
    size_t client_count, client_cap;
    uint64_t more_clients;  /* failures of clients that are not listed */
    int64_t max_duration;   /* ticks, WINTIME_NONE when none known */
    struct rhythm *rhythms; /* of the first computers, at most GROUP_MAX_RHYTHMS */
    size_t rhythm_count, rhythm_cap;
};

/* True for several clients that are one program, started anew each time. */
bool group_clients_are_one(const struct group_client *clients, size_t count);

/* A new group with the fingerprint and title of `f`, and nothing counted; freed with group_free. */
struct group *group_new(const struct failure *f);
void group_free(struct group *g);
/* How many bytes the group takes now, with those beside it. */
size_t group_bytes(const struct group *g);
/* Counts a failure of this fingerprint. What is kept of it is copied. */
void group_add(struct group *g, const struct failure *f, const struct judgement *j);
/* Whether a failure that was judged so would become the example. */
bool group_wants(const struct group *g, const struct judgement *j);

/* The longest rhythm in which its failures came on one computer; false when there is none. */
bool group_rhythm(const struct group *g, struct rhythm_run *run);

/* Order of a report: the worst verdict first, then the larger count, the earlier first time, the
 * fingerprint. For qsort-like use: negative when `a` comes first. */
int group_compare(const struct group *a, const struct group *b);

/* What failed in words, without the verdict: "query of Win32_Process". Lives in `arena`. */
struct view group_title(struct arena *arena, const struct failure *f);
/* The same of an operation on a namespace, whether it failed or not. Lives in `arena`. */
struct view group_operation_title(struct arena *arena, const struct operation_text *op,
                                  struct view name_space);

#endif
