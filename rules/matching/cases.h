/* Which rules are left for a case of a kind of failure: most failures are like one before, and most
 * rules are excluded by kind, stage, locality, provider, component and possible cause alone. When
 * nothing is kept, `analyze -j 1` takes 3.8 times the instructions on a 32 MB log of
 * tests/bench/make_evtx. */
#ifndef WMILOG_RULES_MATCHING_CASES_H
#define WMILOG_RULES_MATCHING_CASES_H
#include "rules/failure/kind.h"
#include "rules/matching/open.h"
#include "rules/rule/rule.h"
#include "rules/texts/user_kind.h"

enum {
    CASES_MAX_OF_KIND = 16, /* more are judged without */
    CASES_MAX_BYTES = 1024 * 1024,
    CASES_MAX_KIND_BYTES = 512 * 1024, /* of the rules left for kinds */
    CASES_VARIANTS = 512,              /* in sets of CASES_WAYS */
    CASES_WAYS = 4,
    CASES_SEEN = 1024,
    CASES_USERS = 512,
    CASES_CODES = 128,
    CASES_MAX_USER = 192, /* bytes of the names */
};

/* A rule that the case does not exclude, and which of its conditions are still open. */
struct match_rule {
    uint32_t place; /* in rule_set.rules */
    uint32_t open;
    uint8_t confidence; /* the rule's, or less where it rests on what is only inferred */
    bool is_fallback;   /* the rule: so that most rules need not be looked at */
};

struct match_rules {
    struct match_rule *list; /* in order of preference */
    size_t count;
};

struct match_case {
    struct match_rules left;
    enum stage stage;
    enum viewpoint viewpoint;
    enum locality locality;
    struct view component, possible_cause, provider;
    uint64_t id;             /* of all, in the order in which they were made, from 1 */
    size_t number;           /* of the kind's cases, from 1 */
    struct match_case *next; /* of the same kind */
};

/* A rule by its place in rule_set.rules that the kind does not exclude, and what of it is open. */
struct match_place {
    uint32_t place;
    uint32_t open;
};

struct match_places {
    const struct match_place *list; /* ascending */
    size_t count;
};

/* What is kept of a code in a phase: the rules that these do not exclude. Where kinds are many,
 * each code has many of them: asking all candidates for each kind takes 1.19 times the user time of
 * `analyze -j 1` on a log of 60,000 failures of 16,800 kinds. */
struct match_code {
    struct match_places rules;
    uint32_t age; /* 0 = never */
    uint32_t result;
    enum family family;
    enum phase phase;
    bool has_no_result;
};

/* What is kept of a kind when it comes first: the rules that it does not exclude, by place. Where
 * kinds are many, most failures are the first of their case; asking all that is left for the code
 * for each of those takes 1.34 times the user time of `analyze -j 1` on a log of 60,000 failures of
 * 800 kinds, each with a query of its own. */
struct match_kind {
    struct match_places rules;
    size_t class_len; /* of its name: "A.B" is the kind of a class, and of a method of another */
    struct match_case *cases; /* the latest first, valid in that age */
    uint32_t cases_age;
};

/* A case with the text of the operation, its target, the computer, the kind of user, and whether a
 * duration is known: what conditions that are dear to answer look at. Events that no log has told
 * of so far are not near either. One that comes for the second time is kept: without that, `analyze
 * -j 1` takes 1.26 times the instructions on a log of tests/bench/make_evtx, 1.05 times on one of
 * make_log. */
struct match_variant {
    struct match_rules left;
    uint64_t hash;
    uint32_t age, met; /* when it was kept; age 0 = never */
    const struct match_case *of;
    struct view text, computer;
    struct view target_host; /* which the event's own namespace may tell instead of the text */
    enum user_kind user_kind;
    bool has_duration;
};

struct match_user {
    char names[CASES_MAX_USER];            /* of the user, the computer, the client's machine */
    size_t len, computer_len, machine_len; /* 0 = none */
    enum user_kind kind;
};

/* The cases of all kinds that are used with it. */
struct match_cases {
    struct arena arena;
    uint32_t age; /* how often all cases were forgotten, from 1; 0 = nothing is kept */
    /* The same of kinds: they are small, and outlive their cases. */
    struct arena kind_arena;
    uint32_t kind_age;
    struct match_rule *rules; /* of the case that is being made */
    size_t count, cap;
    struct match_place *places; /* of the rules of the kind, or code, that is being made */
    size_t place_count, place_cap;
    struct match_kind kind_once;
    struct match_code code_once;
    struct match_code *codes; /* valid in that age of kinds */
    bool is_kept;             /* that case */
    uint64_t made;            /* cases that were kept */
    struct match_case once;
    struct match_variant *variants;
    size_t next_way; /* that gives way */
    uint64_t *seen;  /* hashes of variants that came once */
    struct match_user *users;
};

void match_cases_init(struct match_cases *m);
/* For one failure: nothing is kept. */
void match_cases_init_none(struct match_cases *m);
void match_cases_release(struct match_cases *m);
size_t match_cases_bytes(const struct match_cases *m);

/* What is known of the case of a failure whose kind is known, NULL when nothing is. Valid until the
 * next call, which forgets all when it takes too much memory. */
const struct match_case *match_cases_find(struct match_cases *m, const struct failure *f);
/* The rules left for the failure's kind, NULL when nothing is known of it. */
const struct match_kind *match_cases_kind(const struct match_cases *m, const struct failure *f);
/* Adds the places of rules, ascending, and gives them; kept unless the kind is not known, else
 * valid until the next is added. */
void match_cases_add_place(struct match_cases *m, const struct match_place *place);
const struct match_kind *match_cases_end_kind(struct match_cases *m, const struct failure *f);
/* The same of its code and phase; what is given is valid until forgotten, or until another is. */
const struct match_code *match_cases_code(const struct match_cases *m, const struct failure *f);
const struct match_code *match_cases_end_code(struct match_cases *m, const struct failure *f);
/* Begins a case, adds its rules in order, and gives them, the surer first. It is kept unless its
 * kind is not known or has too many; else it is valid until the next match_cases_find. */
void match_cases_begin(struct match_cases *m, const struct failure *f);
void match_cases_add(struct match_cases *m, const struct match_rule *rule);
const struct match_case *match_cases_end(struct match_cases *m, const struct failure *f);
/* Whether that one is kept, so that it can have variants. */
bool match_cases_has(const struct match_cases *m, const struct match_case *c);

/* failure_user_kind of the failure. The latest ones are remembered, which saves 2.9 % of these
 * instructions on the first of these logs, 0.5 % on the other. */
enum user_kind match_cases_user_kind(struct match_cases *m, const struct failure *f);
/* The variant of the case that the failure is, NULL when it is not known and comes for the first
 * time. One with `age` 0 is new: its rules are to be added, and match_cases_keep called.
 * `met` is surroundings_met: what was kept when it was another does not count. */
struct match_variant *match_cases_variant(struct match_cases *m, const struct match_case *c,
                                          const struct failure *f, enum user_kind user_kind,
                                          uint32_t met);
void match_cases_keep(struct match_cases *m, struct match_variant *v);

#endif
