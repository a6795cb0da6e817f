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
    if (place->sequence == 0) {
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

/* The first times of the blocks that were looked at last, by the processor; WINTIME_NONE for none.
 */
struct lanes {
    int64_t times[MAX_LANES];
    size_t count; /* of the processors up to the last one that was seen */
};

static void lanes_init(struct lanes *lanes)
{
    lanes->count = 0;
    for (size_t i = 0; i < MAX_LANES; i++) {
        lanes->times[i] = WINTIME_NONE;
    }
}

/* The place of the block's processor. */
static int64_t *lanes_find(struct lanes *lanes, const struct losses_block *b)
{
    const size_t lane = b->lane % MAX_LANES;
    lanes->count = lane < lanes->count ? lanes->count : lane + 1;
    return &lanes->times[lane];
}

static int64_t lanes_latest(const struct lanes *lanes)
{
    int64_t latest = WINTIME_NONE;
    for (size_t i = 0; i < lanes->count; i++) {
        bool is_later =
            lanes->times[i] != WINTIME_NONE && (latest == WINTIME_NONE || lanes->times[i] > latest);
        latest = is_later ? lanes->times[i] : latest;
    }
    return latest;
}

/* Where a block says that events before it were lost, that was between it and the one before it of
 * its own processor. */
static void find_told(const struct losses *l, struct input *input)
{
    struct lanes lanes;
    int64_t before = WINTIME_NONE;
    lanes_init(&lanes);
    for (size_t i = 0; i < l->count; i++) {
        const struct losses_block *b = &l->blocks[i];
        if (b->time == WINTIME_NONE) {
            continue;
        }
        int64_t *lane = lanes_find(&lanes, b);
        if (b->follows_loss) {
            int64_t from = before == WINTIME_NONE ? b->time : before;
            add(&input->report, *lane == WINTIME_NONE ? from : *lane, b->time);
        }
        tally_set_back(input, *lane == WINTIME_NONE ? 0 : wintime_between(b->time, *lane));
        *lane = before = b->time;
    }
}

/* A block whose number is missing may be of any processor: it ends at the latest where the next of
 * that one starts. From the last one to the first, so that these are known. */
static void find_gaps(const struct losses *l, struct input *input)
{
    struct lanes lanes;
    lanes_init(&lanes);
    for (size_t i = l->count; i-- > 1;) {
        const struct losses_block *b = &l->blocks[i];
        const struct losses_block *before = b - 1;
        if (b->time != WINTIME_NONE) {
            *lanes_find(&lanes, b) = b->time;
        }
        int64_t to = lanes_latest(&lanes);
        if (b->sequence - before->sequence > 1 && !b->follows_loss && to != WINTIME_NONE) {
            add(&input->report, before->time == WINTIME_NONE ? to : before->time, to);
        }
    }
}

void losses_report(struct losses *l, struct input *input)
{
    struct report_source *r = &input->report;
    if (l->count > 1) {
        qsort(l->blocks, l->count, sizeof(*l->blocks), compare_blocks);
    }
    find_told(l, input);
    find_gaps(l, input);
    input->written = l->written > 0 ? l->written : WINTIME_NONE;
    if (r->loss_count > 1) {
        qsort(r->losses, r->loss_count, sizeof(*r->losses), compare_losses);
    }
    free(l->blocks);
    *l = (struct losses){0};
}
