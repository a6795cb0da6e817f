/* Operations and failures become usage. */
#include "analyzer/report/statistics.h"

#include "parsers/base/wintime.h"

static struct usage *usage_of(struct statistics *s)
{
    s->usage = s->usage ? s->usage : usage_new();
    return s->usage;
}

/* A failure of the Trace channel ended as an operation, and was counted as one. */
void statistics_failure(void *state, const struct failure *f, const struct judgement *j,
                        struct output *out)
{
    (void)j;
    (void)out;
    if (f->known_by != KNOWN_BY_OPERATION || f->has_operation_id) {
        return;
    }
    usage_add(usage_of(state), &(struct usage_operation){.start = f->time,
                                                         .end = WINTIME_NONE,
                                                         .computer = f->computer,
                                                         .operation = f->operation,
                                                         .name_space = f->name_space,
                                                         .client = &f->client,
                                                         .provider = &f->provider,
                                                         .is_failure = true,
                                                         .result = f->result});
}

void statistics_landmark(void *state, const struct landmark *landmark)
{
    if (landmark->kind == LANDMARK_PROCESS_STARTED) {
        usage_add_start(usage_of(state), landmark);
    }
    if (landmark->kind != LANDMARK_OPERATION_ENDED) {
        return;
    }
    struct usage_operation ended = usage_operation_ended(landmark);
    ended.operation = operation_text_parse(ended.operation.text);
    if (view_is_empty(ended.name_space)) {
        ended.name_space = ended.operation.name_space;
    }
    usage_add(usage_of(state), &ended);
}

size_t statistics_bytes(const void *state)
{
    const struct statistics *s = state;
    return s->usage ? usage_bytes(s->usage) : 0;
}

static void add_open(struct usage *u, const struct open_operation *op)
{
    usage_add_open(u, &(struct usage_operation){.start = op->start,
                                                .end = WINTIME_NONE,
                                                .computer = op->computer,
                                                .operation = op->operation,
                                                .name_space = op->name_space,
                                                .client = &op->client,
                                                .is_open = !op->ended});
}

void statistics_finish(struct statistics *s, const struct report_content *content)
{
    for (size_t i = 0; i < content->open_operation_count; i++) {
        add_open(usage_of(s), content->open_operations[i]);
    }
    usage_finish(usage_of(s));
}

void statistics_release(struct statistics *s)
{
    usage_free(s->usage);
}
