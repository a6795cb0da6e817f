/* The kinds of failures: what all failures with one fingerprint have in common, made once for each
 * kind and found by the parts of a failure as they are logged. Most failures are like one before:
 * when a generated 32 MB .evtx (33,769 failures of 25 kinds) is analysed, making the fingerprint of
 * each takes 1.39 times the instructions. */
#ifndef WMILOG_RULES_FAILURE_KIND_H
#define WMILOG_RULES_FAILURE_KIND_H
#include "rules/failure/failure.h"
#include "rules/knowledge/windows_fit.h"

enum {
    KINDS_MAX_UNGROUPED = 2048,    /* kinds that no group holds */
    KINDS_MAX_SPELLINGS = 4096,    /* different parts as logged */
    KINDS_MAX_BYTES = 1024 * 1024, /* of them */
    KINDS_MAX_KEY = 1024,          /* bytes of them; longer ones are normalised each time */
    KINDS_NUMBERED = 256,          /* found by what was worked out of their events */
};

struct group;      /* rules/findings/group.h */
struct match_kind; /* rules/matching/cases.h */

/* Whether a Windows has the class and the namespace, by the tables; WINDOWS_FIT_COUNT where they do
 * not know it. */
struct kind_fits {
    struct windows_bounds windows;
    size_t class_len; /* of its name: "A.B" is the kind of a class, and of a method of another */
    enum windows_fit of_class, of_namespace;
    bool is_set;
};

struct failure_kind {
    char fingerprint[FINGERPRINT_SIZE];
    char *name_space; /* as fingerprint_namespace writes it */
    /* As rules/failure/marks.h makes them. */
    uint64_t fingerprint_hash, name_space_hash, class_hash;
    bool is_of_counters;
    struct group *group; /* NULL = none; set by who groups */
    /* For matching: the rules that are left for it, valid in that age of its memory. */
    struct match_kind *left;
    uint32_t left_age;
    struct kind_fits fits; /* the latest answer, set by rules/matching/fits.c */
};

/* What its fingerprint is made from. */
struct fingerprint_parts kind_parts(const struct failure *f);

/* How many bytes a kind takes, with its places in tables and one spelling. */
size_t kind_bytes(const struct failure_kind *kind);

struct kinds;

/* `max_groups` kinds at most ever get a group. */
struct kinds *kinds_new(size_t max_groups);
void kinds_free(struct kinds *set);
/* What it takes with all kinds. */
size_t kinds_bytes(const struct kinds *set);

/* The kind of a classified failure, which is noted in it until its contents change. Valid until the
 * next failure is looked up, and for good once it has a group. */
struct failure_kind *kinds_of(struct kinds *set, struct failure *f);
/* The same where more is known of it, which is the end of an operation then; NULL: nothing is. What
 * has the same operation text and result as one of the latest need not be compared otherwise. */
struct failure_kind *kinds_like(struct kinds *set, struct failure *f,
                                const struct failure_likeness *known);

#endif
