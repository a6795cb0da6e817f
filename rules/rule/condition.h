/* Conditions of rules: the tree, its leaves, and what can be said of them without a failure. */
#ifndef WMILOG_RULES_RULE_CONDITION_H
#define WMILOG_RULES_RULE_CONDITION_H
#include "parsers/base/names.h"

/* Conditions form a tree: all/any/not over leaves; one leaf type per kind, several values in a leaf
 * mean "one of them". The kinds, and what is true of each, stand in conditions.def. */
#define CONDITION(NAME, ...) CONDITION_##NAME,
enum condition_kind {
#include "rules/rule/conditions.def"
    CONDITION_COUNT
};
#undef CONDITION

/* What the value of a condition is in a rule file. */
enum condition_form {
    FORM_BRANCH,  /* conditions: all, any, not */
    FORM_CODES,   /* `numbers` are codes */
    FORM_NAMES,   /* `numbers` are values of an enumeration */
    FORM_GLOBS,   /* `texts` */
    FORM_DETAILS, /* `details` */
};

/* What has to be known to answer a condition; each includes those before it. */
enum condition_asks {
    ASKS_CODE,    /* code, family, facility and phase */
    ASKS_KIND,    /* what the fingerprint is made of */
    ASKS_CASE,    /* stage, viewpoint, locality, component, possible cause and provider, too */
    ASKS_VARIANT, /* the text of the operation and the kind of user, too */
    ASKS_FAILURE, /* the failure */
    ASKS_AROUND,  /* what else happened on the computer */
};

struct condition_row {
    const char *key;
    enum condition_form form;
    const struct names *names; /* of FORM_NAMES, else NULL */
    uint32_t weight;
    enum condition_asks asks;
    bool is_rhythm;
    const char *words;
};
extern const struct condition_row condition_rows[CONDITION_COUNT];
/* The keys, by kind. */
extern const struct names condition_names;

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
    SAME_SERVICE, /* behind class, provider or namespace; of counters, whose library they are */
    SAME_TARGET,  /* the machine that a client calls */
    SAME_COUNT,
};

enum near_order { NEAR_ANY, NEAR_BEFORE, NEAR_AFTER, NEAR_ORDER_COUNT };
/* Of the same client machine or user; classes: of whomever. */
enum spread_over {
    SPREAD_NAMESPACES,
    SPREAD_USERS,
    SPREAD_CLIENTS,
    SPREAD_TARGETS, /* machines, in the records of their client */
    SPREAD_CLASSES,
    SPREAD_CLASSES_OF_NAMESPACE, /* of that of the failure */
    SPREAD_COUNT
};
enum success {
    SUCCESS_NAMESPACE,
    SUCCESS_CONNECT,
    SUCCESS_CLIENT_SYNC,
    SUCCESS_USER,
    SUCCESS_REQUEST,
    SUCCESS_COUNT
};

/* Their JSON names: "namespace", "client_process_id", ...; "any", ...; "users", ...; "connect",
 * ... */
extern const struct names same_names, order_names, spread_names, success_names;

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
    uint32_t at_least; /* failures, different things in a spread, or values of `different` */
    unsigned same;     /* bits by enum same */
    enum near_order order;
    const struct view *providers; /* globs */
    size_t provider_count;
    const uint32_t *event_ids;
    size_t event_id_count;
    const struct near_datum *data;
    size_t data_count;
    struct view different; /* near: a datum; at_least counts its values */
    bool is_of_target;     /* near: only what the machine that was asked logged, not the client */
    const uint32_t *codes, *families, *phases; /* of the other failures; none = any */
    size_t code_count, family_count, phase_count;
    bool not_same_code;
    double tolerance; /* of a rhythm: part of the interval */
    enum spread_over spread;
    int64_t least, most; /* duration in ticks */
    bool is_round;       /* duration: a limit that clients set themselves */
    unsigned successes;  /* bits by enum success */
    /* Of the computer. */
    unsigned editions;             /* bits by enum edition; 0 = any */
    uint32_t build_from, build_to; /* 0 to UINT32_MAX: any */
    const struct view *releases;   /* globs over the name of its Windows */
    size_t release_count;
    const struct view *roles; /* globs over services that only one edition has */
    size_t role_count;
    unsigned class_fits, namespace_fits; /* bits by enum windows_fit; 0 = any */
    bool has_service;                    /* the service behind the failure was seen on it */
};

struct condition {
    enum condition_kind kind;
    const struct condition *children; /* ALL, ANY, NOT */
    size_t child_count;
    const uint32_t *numbers; /* codes, or values of an enumeration */
    size_t number_count;
    const struct view *texts; /* globs */
    size_t text_count;
    const struct condition_details *details; /* of FORM_DETAILS, else NULL */
};

/* Whether the number is one of them. */
bool condition_lists(const uint32_t *numbers, size_t count, uint32_t number);
/* Whether one of the globs fits the text (ASCII case folded). */
bool condition_has_glob(const struct view *globs, size_t count, struct view text);
/* Whether it may hold because of events around the failure; exclusions rest on none. */
bool condition_finds_events(const struct condition *condition);
/* Whether it or one within it asks for an event; exclusions do not count. */
bool condition_rests_on_event(const struct condition *condition);
/* Whether the condition or one within it asks about what else happened. */
bool condition_needs_surroundings(const struct condition *condition);
/* Whether it or one within it asks for a rhythm. */
bool condition_has_rhythm(const struct condition *condition);

/* How narrow a condition is. A leaf counts twice its weight, less one when it lists several values
 * or has a wildcard. `all` is the sum of its children, `any` the least of them, and `not` is 0: an
 * exclusion keeps a rule from where it does not belong without putting it before its peers, whose
 * order is their rank. */
uint32_t condition_specificity(const struct condition *condition);

#endif
