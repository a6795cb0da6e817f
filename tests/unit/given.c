/* Failures made by hand, for tests of what rules say of them. */
#include "tests/unit/given.h"

#include <check.h>
#include <string.h>

struct judgement judged;

void make(struct failure *f, const struct given *given)
{
    memset(f, 0, sizeof(*f));
    judgement_init(&judged);
    f->result = given->result;
    f->phase = given->phase;
    f->stage = given->stage;
    f->family = family_of_code(given->result);
    if (given->operation) {
        f->operation = operation_text_parse(view_of(given->operation));
    }
    f->name_space = f->operation.name_space;
    f->client.locality = given->locality;
    f->client.user = view_of(given->user);
    f->client.machine = VIEW("MON04");
    f->client.has_process_id = true;
    f->client.process_id = 7412;
    f->has_duration = true;
    f->duration = 5 * (int64_t)WINTIME_TICKS_PER_SECOND;
    f->component = view_of(given->component);
    f->possible_cause = view_of(given->possible_cause);
}

void check_order(const char *const *ids, size_t count)
{
    ck_assert_uint_ge(judged.cause_count, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(view_equal(judged.causes[i].rule->id, view_of(ids[i])),
                      "cause %zu is %s, not %s", i, judged.causes[i].rule->id.data, ids[i]);
    }
}
