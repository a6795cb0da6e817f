/* Gaps in the numbers of blocks, and blocks that say that something is missing before them. */
#include "analyzer/input/losses.h"

#include <stdlib.h>

#include "analyzer/input/tally.h"
#include "parsers/base/memory.h"

enum { MAX_LANES = 1024 }; /* processors whose blocks are told apart */

struct losses_block {
    uint64_t sequence;
    int64_t time;
    uint32_t lane;
    bool follows_loss;
};

void losses_add(struct losses *l, const struct block_place *place)
{
    if (place->written != WINTIME_NONE && (l->written == 0 || place->written > l->written)) {
        l->written = place->written;
    }
    if (place->sequence == 0 || place->time == WINTIME_NONE) {
        return;
    }
    l->blocks = memory_grow(l->blocks, l->count, &l->cap, sizeof(*l->blocks));
    l->blocks[l->count++] =
        (struct losses_block){place->sequence, place->time, place->lane, place->follows_loss};
}

static int compare_blocks(const void *a, const void *b)
{
    const struct losses_block *x = a;
    const struct losses_block *y = b;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static int compare_losses(const void *a, const void *b)
{
    const struct report_loss *x = a;
    const struct report_loss *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* What does not fit makes the last span longer. */
static void add(struct report_source *r, int64_t a, int64_t b)
{
    struct report_loss loss = {a < b ? a : b, a < b ? b : a};
    if (r->loss_count == REPORT_MAX_LOSSES) {
        struct report_loss *last = &r->losses[r->loss_count - 1];
        last->from = loss.from < last->from ? loss.from : last->from;
        last->to = loss.to > last->to ? loss.to : last->to;
        return;
    }
    r->losses = memory_grow(r->losses, r->loss_count, &r->loss_cap, sizeof(*r->losses));
    r->losses[r->loss_count++] = loss;
}

/* A loss lies between a block and the one before it: of its own processor where it says that, of
 * any one where a number is missing. */
static void find(const struct losses *l, struct input *input)
{
    struct report_source *r = &input->report;
    int64_t lanes[MAX_LANES];
    for (size_t i = 0; i < MAX_LANES; i++) {
        lanes[i] = WINTIME_NONE;
    }
    for (size_t i = 0; i < l->count; i++) {
        const struct losses_block *b = &l->blocks[i];
        int64_t *lane = &lanes[b->lane % MAX_LANES];
        int64_t before = i > 0 ? l->blocks[i - 1].time : b->time;
        bool is_gap = i > 0 && b->sequence - l->blocks[i - 1].sequence > 1;
        if (b->follows_loss) {
            add(r, *lane == WINTIME_NONE ? before : *lane, b->time);
        } else if (is_gap) {
            add(r, before, b->time);
        }
        tally_set_back(input, *lane == WINTIME_NONE ? 0 : wintime_between(b->time, *lane));
        *lane = b->time;
    }
}

void losses_report(struct losses *l, struct input *input)
{
    struct report_source *r = &input->report;
    if (l->count > 1) {
        qsort(l->blocks, l->count, sizeof(*l->blocks), compare_blocks);
    }
    find(l, input);
    input->written = l->written > 0 ? l->written : WINTIME_NONE;
    if (r->loss_count > 1) {
        qsort(r->losses, r->loss_count, sizeof(*r->losses), compare_losses);
    }
    free(l->blocks);
    *l = (struct losses){0};
}
