/* The set of subscriptions, and how what tells of them is read. */
#ifndef WMILOG_RULES_CONSUMERS_CONSUMER_SET_H
#define WMILOG_RULES_CONSUMERS_CONSUMER_SET_H
#include "parsers/base/hash/map.h"
#include "rules/consumers/consumer_judge.h"
#include "rules/consumers/mof_text.h"

enum { CONSUMER_MAX_NAME = 1024, CONSUMER_MAX_QUERY = 4096 }; /* bytes that are kept */

struct consumers {
    struct arena arena;
    struct arena scratch; /* of one event, or of one listed binding */
    struct map map;       /* by what makes a subscription the same */
    struct consumer *items[CONSUMERS_MAX];
    struct consumer *sorted[CONSUMERS_MAX];
    size_t count, unbound;
    uint64_t dropped;
};

/* At most `max` bytes, not through a character; absent when empty. A cut is noted. */
struct view consumer_at_most(struct consumer *c, struct view v, size_t max);
/* "//./root/subscription" as "root\subscription", in the arena. */
struct view consumer_namespace(struct arena *arena, struct consumer *c, struct view name_space);
/* Class and name of CommandLineEventConsumer="Name", or of a path:
 * \\.\root\subscription:Class.Name="Name". */
void consumer_read_reference(struct view reference, struct consumer *c);
/* What it runs, or else what it writes to. */
void consumer_read_action(const struct mof_object *object, struct arena *arena, struct consumer *c,
                          struct consumer_details *d);
/* What is encoded in `all`, and the action cut to what is kept of it. */
void consumer_finish_action(struct arena *arena, struct consumer *c, struct view all);
/* A copy in the set, which must have room. */
struct consumer *consumers_keep(struct consumers *set, const struct consumer *found);

#endif
