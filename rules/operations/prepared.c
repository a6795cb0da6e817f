/* Reads failures as contents.c does, without copying their texts, and copies them when they are
 * taken.
 */
#include "rules/operations/prepared.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/templates.h"
#include "rules/failure/marks.h"
#include "rules/operations/contents.h"

enum { NUMBER_BITS = 8 }; /* of a thread */

struct preparer {
    size_t number;
    struct operation_memo *memo;
    struct failure failure; /* that is read */
};

struct preparer *preparer_new(size_t number)
{
    struct preparer *w = memory_new(1, sizeof(*w));
    assert(number != PREPARED_BY_NONE && number < (size_t)1 << NUMBER_BITS);
    w->number = number;
    w->memo = operation_memo_new();
    return w;
}

void preparer_free(struct preparer *w)
{
    if (!w) {
        return;
    }
    operation_memo_free(w->memo);
    free(w);
}

/* The name of a computer counts as far as the registry of computers keeps it. */
bool preparer_wants(const struct event *event)
{
    if (!event->is_wmi_activity || event->id != EVENT_ID_CLIENT_FAILURE || !event->layout ||
        event->computer.len > COMPUTER_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < event->layout->field_count; i++) {
        if (event->values[i].text.len > CONTENTS_MAX_TEXT) {
            return false;
        }
    }
    return true;
}

uint64_t prepared_number(const struct operation_memo *memo, size_t thread)
{
    const uint64_t number = operation_memo_number(memo);
    return number != 0 ? number << NUMBER_BITS | thread : 0;
}

void preparer_event(struct preparer *w, struct event *event, struct prepared *x)
{
    struct failure *f = &w->failure;
    memset(f, 0, sizeof(*f));
    f->computer = event->computer;
    f->service_process_id = event->process_id;
    contents_read_client_failure(NULL, event, w->memo, f, &x->has_locality);
    failure_classify(f);
    x->operation = f->operation;
    x->name_space = f->name_space;
    x->correlation_id = f->correlation_id;
    x->component = f->component;
    x->possible_cause = f->possible_cause;
    x->client = f->client;
    x->phase = f->phase;
    x->stage = f->stage;
    x->viewpoint = f->viewpoint;
    x->family = f->family;
    x->result = f->result;
    x->has_no_result = f->has_no_result;
    x->likeness = marks_likeness(f, prepared_number(w->memo, w->number));
    event->prepared = x;
}

static void copy_operation(const struct prepared *x, struct failure *f)
{
    const struct view text = x->operation.text;
    const char *copy = arena_copy(&f->arena, text).data;
    f->operation = x->operation;
    f->name_space = x->name_space;
    operation_text_move(&f->operation, copy);
    operation_text_move_part(&f->name_space, text, copy);
}

void prepared_take(const struct prepared *x, struct pending *p)
{
    struct failure *f = &p->failure;
    copy_operation(x, f);
    f->correlation_id = arena_copy(&f->arena, x->correlation_id);
    f->component = arena_copy(&f->arena, x->component);
    f->possible_cause = arena_copy(&f->arena, x->possible_cause);
    f->client = x->client;
    f->client.machine = arena_copy(&f->arena, x->client.machine);
    f->client.user = arena_copy(&f->arena, x->client.user);
    f->phase = x->phase;
    f->stage = x->stage;
    f->viewpoint = x->viewpoint;
    f->family = x->family;
    f->result = x->result;
    f->has_no_result = x->has_no_result;
    p->has_locality = x->has_locality;
}
