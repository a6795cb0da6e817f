/* From landmarks to operations, and how long they took. */
#include "rules/usage/operation.h"

#include "parsers/base/wintime.h"

int64_t usage_duration(const struct usage_operation *op)
{
    if (op->start == WINTIME_NONE || op->end == WINTIME_NONE ||
        wintime_is_local(op->start) != wintime_is_local(op->end)) {
        return -1;
    }
    return op->end >= op->start ? op->end - op->start : -1;
}

struct usage_operation usage_operation_ended(const struct landmark *landmark)
{
    const struct open_operation *op = landmark->operation;
    return (struct usage_operation){.start = op->start,
                                    .end = landmark->time,
                                    .computer = landmark->computer,
                                    .operation = op->operation,
                                    .name_space = op->name_space,
                                    .client = &op->client,
                                    .provider = landmark->answerer,
                                    .is_failure = landmark->is_failure,
                                    .result = landmark->result};
}

void usage_rank(struct slowest *slowest, const struct usage_operation *op)
{
    const int64_t duration = usage_duration(op);
    if (duration >= 0) {
        slowest_add(slowest, &(struct slow_operation){
                                 .start = op->start,
                                 .duration = duration,
                                 .computer = op->computer,
                                 .text = op->operation.text,
                                 .provider = op->provider ? op->provider->name : VIEW_NONE,
                                 .client = *op->client,
                                 .is_failure = op->is_failure,
                                 .result = op->result,
                             });
    }
}
