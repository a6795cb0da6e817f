/* Rules: data that says, for a kind of failure, why it happened, how to tell and what to do. */
#ifndef WMILOG_RULES_RULE_RULE_H
#define WMILOG_RULES_RULE_RULE_H
#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "rules/rule/judgement.h"

/* Limits of rule files; each is an error with its path when passed. */
enum {
    RULE_MAX_BYTES = 64 * 1024 * 1024, /* of all files together */
    RULE_MAX_RULES = 20000,            /* of all files together */
    RULE_MAX_DEPTH = 8,                /* of conditions within conditions */
    RULE_MAX_VALUES = 256,             /* of one condition, or conditions in one all/any */
    RULE_MAX_TEXT = 1024,              /* bytes of one text */
    RULE_MAX_SENTENCES = 16,           /* of check, remedy, references */
    RULE_MAX_BEFORE = 300,             /* seconds before a failure that a condition can ask about */
    RULE_MAX_AFTER = 60,               /* seconds after it */
    RULE_MAX_COUNT = 500,  /* failures that a condition can demand; below SURROUNDINGS_MAX_SCAN */
    RULE_MAX_SPREAD = 64,  /* different namespaces, users, clients */
    RULE_MAX_PERIODS = 16, /* failures in a rhythm */
    RULE_MAX_DATA = 16,    /* data of an event that one condition looks at */
    RULE_MAX_SAMPLES = 32, /* of one rule, each of match and no_match */
    RULE_MAX_SAMPLE_ITEMS = 64, /* events, failures or successes in one sample */
};

/* Who the user of a failure is: SYSTEM, a service account (LOCAL SERVICE, NETWORK SERVICE,
 * NT SERVICE\..., IIS APPPOOL\...), a computer account (name$), nobody logged, or anybody else. */
enum user_kind {
    USER_KIND_USER,
    USER_KIND_EMPTY,
    USER_KIND_SYSTEM,
    USER_KIND_SERVICE,
    USER_KIND_MACHINE,
    USER_KIND_LOCAL, /* an account of the failure's own computer: HOST\user */
    USER_KIND_COUNT,
};
enum user_kind user_kind_of(struct view user);
const char *user_kind_name(enum user_kind kind); /* "user", "system", ... */
/* The same, and USER_KIND_LOCAL for an account whose authority is the computer or ".". */
enum user_kind user_kind_on(struct view user, struct view computer);

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
    CONDITION_USER,           /* globs over the account as logged; "Unknown" stands for none */
    CONDITION_CLIENT_MACHINE, /* globs; "Unknown" stands for none */
    CONDITION_QUERY,          /* globs over the WQL text, blanks around cut off */
    CONDITION_DURATION,
    /* Those from here on ask about what else happened on the computer:
       rules/surroundings/surroundings.h. */
    CONDITION_NEAR,             /* an event of another log, or of WMI-Activity itself */
    CONDITION_PRECEDED_BY,      /* another failure, before */
    CONDITION_FOLLOWED_BY,      /* another failure, after */
    CONDITION_RATE,             /* failures of the same fingerprint, this one included */
    CONDITION_PERIODIC,         /* failures of the same fingerprint in a rhythm */
    CONDITION_SPREAD,           /* failures of one caller in many places */
    CONDITION_SUCCEEDED_BEFORE, /* the same thing worked earlier in the log */
    CONDITION_COUNT,
};
enum { CONDITION_FIRST_OF_SURROUNDINGS = CONDITION_NEAR };

/* What must be equal in the failure and in an event or failure near it. */
enum same {
    SAME_NAMESPACE,
    SAME_CLIENT, /* process and machine */
    SAME_CLASS,
    SAME_USER,
    SAME_CLIENT_MACHINE,
    SAME_PROVIDER,
    SAME_CLIENT_PROCESS_ID,
    SAME_HOST_PROCESS_ID,
    SAME_SERVICE_PROCESS_ID,
    SAME_COUNT,
};
const char *same_name(enum same same); /* "namespace", "client_process_id", ... */

enum near_order { NEAR_ANY, NEAR_BEFORE, NEAR_AFTER, NEAR_ORDER_COUNT };
enum spread_over { SPREAD_NAMESPACES, SPREAD_USERS, SPREAD_CLIENTS, SPREAD_COUNT };
enum success { SUCCESS_NAMESPACE, SUCCESS_CONNECT, SUCCESS_CLIENT_SYNC, SUCCESS_COUNT };

/* A datum of an event, by name or, when `position` is not 0, by its place from 1 on. */
struct near_datum {
    struct view name;
    uint32_t position;
    const struct view *globs;
    size_t glob_count;
};

/* The rest of a condition over time and surroundings; what a kind does not use is 0. */
struct condition_details {
    int64_t within;    /* ticks */
    uint32_t at_least; /* failures, or different things in a spread */
    unsigned same;     /* bits by enum same */
    enum near_order order;
    const struct view *providers; /* globs */
    size_t provider_count;
    const uint32_t *event_ids;
    size_t event_id_count;
    const struct near_datum *data;
    size_t data_count;
    const uint32_t *codes, *families, *phases; /* of the other failures; none = any */
    size_t code_count, family_count, phase_count;
    bool not_same_code;
    double tolerance; /* of a rhythm: part of the interval */
    enum spread_over spread;
    int64_t least, most; /* duration in ticks */
    unsigned successes;  /* bits by enum success */
};

struct condition {
    enum condition_kind kind;
    const struct condition *children; /* ALL, ANY, NOT */
    size_t child_count;
    const uint32_t *numbers; /* codes, or values of the enumeration */
    size_t number_count;
    const struct view *texts; /* globs or names */
    size_t text_count;
    const struct condition_details *details; /* DURATION and those of context, else NULL */
};

/* Whether the condition or one within it asks about what else happened. */
bool condition_needs_surroundings(const struct condition *condition);
/* Whether it can hold only for one of many failures of a kind: a rhythm or a rate. */
bool condition_is_pattern(const struct condition *condition);

struct sample; /* rules/matching/samples.h */

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
    bool
        is_pattern; /* computed: it demands a rhythm or rate, so it tells of earlier failures too */
    struct view sharpens; /* id of a rule that says the same with less evidence: it is no cause
                             beside this one; or absent */
    const struct view *because, *check, *remedy, *references;
    size_t because_count, check_count, remedy_count, reference_count;
    struct view
        incident; /* failures with this cause, close together, are one incident; or absent */
    int64_t incident_within; /* ticks */
    const struct sample *matches, *no_matches;
    size_t match_count, no_match_count;
    struct view file; /* where it was read */
};

/* How narrow a condition is. A leaf counts twice its weight (code 8; possible_cause, method 6;
 * class, provider 5; family, namespace, verb 4; stage, component 3; facility, phase, locality,
 * user_kind 2; near 8; preceded_by, followed_by, spread 5; periodic, succeeded_before 4; rate,
 * duration 3), less one when it lists several values or has a wildcard. `all` is the sum of its
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
/* Reads rule files (JSON, rules/rule_file/rule.schema.json) from memory; `name` is for messages.
 * All or nothing: on error the set is left unusable but releasable, and the message carries the
 * path of the mistake: "NAME: rules[3].when.phase: found 'conect', expected 'connect' or
 * 'operation'". Nothing of the sources is kept. STATUS_DAMAGED (not JSON), STATUS_USAGE (not a rule
 * file), STATUS_UNSUPPORTED (another major version), STATUS_LIMIT. An id may occur once in all
 * sources. */
struct rule_source {
    struct view name;
    struct view text;
};
enum status rule_set_load(struct rule_set *set, const struct rule_source *sources, size_t count,
                          struct error *err);
void rule_set_release(struct rule_set *set);
/* Looks for every mistake in the files together: `complain` gets each as rule_set_load would say
 * it, valid during the call. The first mistake's status. */
enum status rule_files_lint(const struct rule_source *sources, size_t count,
                            void (*complain)(void *context, struct view message), void *context);

/* Judges a failure anew: the causes (best first: more specific rules first, then rank, then id),
 * the verdict and its reason, which are the first cause's. A sentence that names a field that the
 * failure lacks is left out. When no rule matches, there is no cause and the verdict is degraded
 * with a reason that says that no rule knows this. */
void rule_set_match(const struct rule_set *set, const struct failure *f, struct judgement *j);
bool rule_matches(const struct rule *rule, const struct failure *f);
/* The same in two steps, with what else happened on the computer; without it no condition about
 * that holds. Matching leaves the causes' sentences and evidence empty, and explaining fills them
 * in: for the same surroundings, and only where they are wanted. The evidence lives as long as the
 * surroundings. */
struct surroundings; /* rules/surroundings/surroundings.h */
struct match_memo;   /* rules/matching/match_memo.h */

void rule_set_match_in(const struct rule_set *set, struct match_memo *memo,
                       const struct surroundings *surroundings, const struct failure *f,
                       struct judgement *j);
void rule_set_explain_in(const struct surroundings *surroundings, const struct failure *f,
                         struct judgement *j);
bool rule_matches_in(const struct rule *rule, const struct surroundings *surroundings,
                     const struct failure *f);

/* The rules for a code in a phase, for `explain`: every rule whose conditions do not exclude the
 * code. Calls `visit` first for the rules that need nothing else to be known, then for those that
 * depend on more, both in order of preference; for fallbacks only when there is no other, and not
 * for a rule that only sharpens one that is visited. */
void rule_set_for_code(const struct rule_set *set, uint32_t code, enum phase phase,
                       void (*visit)(void *context, const struct rule *rule), void *context);

#endif
