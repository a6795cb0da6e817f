/* Rules: data that says, for a kind of failure, why it happened, how to tell and what to do. */
#ifndef WMILOG_RULE_H
#define WMILOG_RULE_H

#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "rules/failure.h"

/* Limits of rule files; each is an error with its path when passed. */
enum {
    RULE_MAX_BYTES = 8 * 1024 * 1024, /* of all files together */
    RULE_MAX_RULES = 4096,            /* of all files together */
    RULE_MAX_DEPTH = 8,               /* of conditions within conditions */
    RULE_MAX_VALUES = 256,            /* of one condition, or conditions in one all/any */
    RULE_MAX_TEXT = 1024,             /* bytes of one text */
    RULE_MAX_SENTENCES = 16,          /* of check, remedy, references */
};

/* Who the user of a failure is: SYSTEM, a service account (LOCAL SERVICE, NETWORK SERVICE,
 * NT SERVICE\..., IIS APPPOOL\...), a computer account (name$), nobody logged, or anybody else. */
enum user_kind {
    USER_KIND_USER,
    USER_KIND_EMPTY,
    USER_KIND_SYSTEM,
    USER_KIND_SERVICE,
    USER_KIND_MACHINE,
    USER_KIND_COUNT,
};
enum user_kind user_kind_of(struct view user);

/* Conditions form a tree: all/any/not over leaves; one leaf type per kind, several values in a leaf
 * mean "one of them". */
enum condition_kind {
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NOT,
    CONDITION_CODE,
    CONDITION_FACILITY,
    CONDITION_FAMILY,
    CONDITION_PHASE,
    CONDITION_STAGE,
    CONDITION_LOCALITY,
    CONDITION_VERB,
    CONDITION_NAMESPACE,      /* globs, over the normalised namespace of the fingerprint */
    CONDITION_CLASS,          /* globs */
    CONDITION_METHOD,         /* globs */
    CONDITION_PROVIDER,       /* globs over the provider's name */
    CONDITION_COMPONENT,      /* globs; "Unknown" stands for none */
    CONDITION_POSSIBLE_CAUSE, /* globs; "Unknown" stands for none */
    CONDITION_USER_KIND,
    CONDITION_COUNT,
};

struct condition {
    enum condition_kind kind;
    const struct condition *children; /* ALL, ANY, NOT */
    size_t child_count;
    const uint32_t *numbers; /* codes, or values of the enumeration */
    size_t number_count;
    const struct view *texts; /* globs or names */
    size_t text_count;
};

struct rule {
    struct view id;
    uint32_t version;
    struct view title;
    struct condition when;
    struct view cause;
    enum confidence confidence;
    enum verdict verdict;
    struct view reason;   /* one sentence: why this verdict */
    uint32_t rank;        /* order among equally specific rules, smaller first */
    uint32_t specificity; /* computed from `when`: more and narrower conditions give more */
    bool is_fallback;     /* after all others, and a cause only when no other rule matches */
    const struct view *because, *check, *remedy, *references;
    size_t because_count, check_count, remedy_count, reference_count;
    struct view file; /* where it was read */
};

/* How narrow a condition is. A leaf counts twice its weight (code 8; possible_cause, method 6;
 * class, provider 5; family, namespace, verb 4; stage, component 3; facility, phase, locality,
 * user_kind 2), less one when it lists several values or has a wildcard. `all` is the sum of its
 * children, `any` the least of them, and `not` is 0: an exclusion keeps a rule from where it does
 * not belong without putting it before its peers, whose order is their rank. */
uint32_t condition_specificity(const struct condition *condition);

/* All rules of a run. */
struct rule_set {
    struct arena arena;
    const struct rule *const *rules; /* in order of preference: see rule_match */
    size_t count;
    struct view version; /* of the first file */
    char sha256[65];     /* over the rule files' bytes, in order */
    const struct rule_index *index;
};

/* The rules compiled into the program. They are checked at build time and by tests: a mistake in
 * them is a bug and ends in an assertion. */
void rule_set_init_builtin(struct rule_set *set);
/* Reads rule files (JSON, rules/rule.schema.json) from memory; `name` is for messages. All or
 * nothing: on error the set is left unusable but releasable, and the message carries the path of
 * the mistake: "NAME: rules[3].when.phase: found 'conect', expected 'connect' or 'operation'".
 * Nothing of the sources is kept. STATUS_DAMAGED (not JSON), STATUS_USAGE (not a rule file),
 * STATUS_UNSUPPORTED (another major version), STATUS_LIMIT. An id may occur once in all sources. */
struct rule_source {
    struct view name;
    struct view text;
};
enum status rule_set_load(struct rule_set *set, const struct rule_source *sources, size_t count,
                          struct error *err);
void rule_set_release(struct rule_set *set);

/* Fills f->causes (best first: more specific rules first, then rank, then id), f->verdict and
 * f->verdict_reason, which are the first cause's. Sentences are formatted into f->arena; one that
 * names a field that the failure lacks is left out. When no rule matches, there is no cause and the
 * verdict is degraded with a reason that says that no rule knows this. */
void rule_set_match(const struct rule_set *set, struct failure *f);
bool rule_matches(const struct rule *rule, const struct failure *f);

/* The rules for a code in a phase, for `explain`: every rule whose conditions do not exclude the
 * code. Calls `visit` first for the rules that need nothing else to be known, then for those that
 * depend on more, both in order of preference. */
void rule_set_for_code(const struct rule_set *set, uint32_t code, enum phase phase,
                       void (*visit)(void *context, const struct rule *rule), void *context);

#endif
