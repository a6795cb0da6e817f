/* Gathers what a trace tells, in memory that does not grow with it. */
#include "rules/usage/digest.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "rules/usage/keys.h"

struct digest *digest_new(void)
{
    struct digest *d = memory_new(1, sizeof(*d));
    arena_init(&d->arena, 0);
    buffer_init(&d->key, BUFFER_NO_MAX);
    usage_rows_init(&d->machines, &d->arena, DIGEST_MAX_MACHINES);
    slowest_init(&d->slowest, DIGEST_SLOWEST, DIGEST_MAX_TEXT);
    starts_init(&d->starts);
    return d;
}

void digest_free(struct digest *d)
{
    if (!d) {
        return;
    }
    starts_release(&d->starts);
    slowest_release(&d->slowest);
    usage_rows_release(&d->machines);
    buffer_release(&d->key);
    arena_release(&d->arena);
    free(d);
}

size_t digest_bytes(const struct digest *d)
{
    return sizeof(*d) + d->arena.total + d->key.cap + usage_rows_bytes(&d->machines) +
           slowest_bytes(&d->slowest) + starts_bytes(&d->starts);
}

static struct view keep(struct digest *d, struct view text)
{
    return usage_keep(&d->arena, text, USAGE_MAX_NAME, NULL);
}

static void name_row(struct digest *d, struct usage_row *row, const struct usage_operation *op)
{
    row->name = keep(d, op->client->machine);
    row->computer = keep(d, op->computer);
    row->client.machine = row->name;
    row->client.locality = op->client->locality;
    row->last = arena_alloc(&d->arena, sizeof(*row->last));
    row->last->succeeded = row->last->failed = WINTIME_NONE;
}

static struct view put(char text[USAGE_MAX_NAME], struct view name)
{
    name = view_slice(name, 0, USAGE_MAX_NAME);
    if (name.len > 0) {
        memcpy(text, name.data, name.len);
    }
    return (struct view){text, name.len};
}

static void note_last(struct usage_connects *last, const struct usage_operation *op)
{
    if (!op->is_failure) {
        last->succeeded = op->end;
        return;
    }
    last->failed = op->end;
    last->result = op->result;
    last->user = put(last->user_text, op->client->user);
    last->name_space = put(last->name_space_text, op->name_space);
}

static struct usage_row *machine_of(struct digest *d, const struct usage_operation *op)
{
    bool is_new;
    buffer_clear(&d->key);
    usage_key_name(&d->key, op->client->machine);
    usage_key_name(&d->key, op->computer);
    struct usage_row *row = usage_rows_find(&d->machines, buffer_view(&d->key), &is_new);
    if (is_new) {
        name_row(d, row, op);
    }
    return row;
}

static void add_connect(struct digest *d, const struct usage_operation *op)
{
    struct usage_row *row = machine_of(d, op);
    usage_row_count(row, op);
    if (row->last) {
        note_last(row->last, op);
    }
}

static void add_ended(struct digest *d, const struct landmark *landmark)
{
    const struct usage_operation op = usage_operation_ended(landmark);
    d->ended++;
    if (op.operation.type == OPERATION_TYPE_CONNECT) {
        add_connect(d, &op);
    }
    usage_rank(&d->slowest, &op);
}

void digest_landmark(struct digest *d, const struct landmark *landmark)
{
    if (landmark->kind == LANDMARK_OPERATION_ENDED) {
        add_ended(d, landmark);
    } else if (landmark->kind == LANDMARK_PROCESS_STARTED) {
        starts_add(&d->starts, landmark);
    }
}

void digest_open(struct digest *d, const struct open_operation *op)
{
    if (op->operation.type == OPERATION_TYPE_CONNECT) {
        machine_of(d, &(struct usage_operation){.computer = op->computer, .client = &op->client})
            ->open_connects++;
    }
}

static int compare(const struct usage_row *x, const struct usage_row *y)
{
    if (x->failed_connects != y->failed_connects) {
        return x->failed_connects > y->failed_connects ? -1 : 1;
    }
    if (x->open_connects != y->open_connects) {
        return x->open_connects > y->open_connects ? -1 : 1;
    }
    if (x->connects != y->connects) {
        return x->connects > y->connects ? -1 : 1;
    }
    const int order = view_compare(x->name, y->name);
    return order != 0 ? order : view_compare(x->computer, y->computer);
}

void digest_finish(struct digest *d)
{
    usage_rows_sort(&d->machines, compare);
}
