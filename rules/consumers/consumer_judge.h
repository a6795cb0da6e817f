/* Whether an event consumer is one of Windows, and what it means when it is not. */
#ifndef WMILOG_RULES_CONSUMERS_CONSUMER_JUDGE_H
#define WMILOG_RULES_CONSUMERS_CONSUMER_JUDGE_H
#include "rules/consumers/consumers.h"

/* What counts for the judgement and is not shown. */
struct consumer_details {
    struct view command_line, executable, working_directory;
    struct view source_name; /* of an NTEventLogEventConsumer */
    bool is_unlisted;        /* of a list, which does not say what it runs */
    bool is_internal;        /* asked for by the process of the WMI service itself */
};

/* Whether it is one of the classes of Windows, whose actions are known properties. */
bool consumer_class_has_action(struct view class_name);

/* Fills poll_seconds, is_known, verdict and reason of a binding or a temporary subscription. The
 * reason lives in `arena` or for ever. */
void consumer_judge(struct consumer *consumer, const struct consumer_details *details,
                    struct arena *arena);

/* The same for a CONSUMER_PROVIDER, which names no consumer: `binding` is a binding with the same
 * query on the same computer, or NULL. */
void consumer_judge_provider(struct consumer *consumer, const struct consumer *binding,
                             struct arena *arena);

#endif
