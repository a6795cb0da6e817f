/* Which rules are left for a kind of failure, by its fingerprint: most failures are like one
 * before, and most rules are excluded by their kind alone. */
#ifndef WMILOG_RULES_MATCHING_MATCH_MEMO_H
#define WMILOG_RULES_MATCHING_MATCH_MEMO_H
#include "parsers/base/map.h"
#include "rules/rule/rule.h"

enum {
    MATCH_MEMO_MAX = 2048,               /* kinds */
    MATCH_MEMO_BYTES = 64 * 1024 * 1024, /* for all of them */
};

/* A rule that the kind does not exclude, and what of its conditions is still open. */
struct match_rule {
    const struct rule *rule;
    const struct condition *open;
};

struct match_kind {
    struct match_rule *rules; /* in order of preference */
    size_t count;
};

struct match_memo {
    struct map map;
    struct arena arena;
    const char *fingerprint;  /* of the kind that is being made */
    struct match_rule *rules; /* its rules so far */
    size_t count, cap;
};

void match_memo_init(struct match_memo *m);
void match_memo_release(struct match_memo *m);

/* What is known of a kind, NULL when nothing is. Valid until the next match_memo_end. */
const struct match_kind *match_memo_find(const struct match_memo *m, const char *fingerprint);
/* Begins a kind, adds its rules in order, and keeps it. Forgets all others when a limit is reached.
 * `fingerprint` must live until match_memo_end. What is open may be made in `arena`. */
void match_memo_begin(struct match_memo *m, const char *fingerprint);
void match_memo_add(struct match_memo *m, const struct rule *rule, const struct condition *open);
void match_memo_end(struct match_memo *m);

#endif
