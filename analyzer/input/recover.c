/* Going through the inputs once more, for what is not live. */
#include "analyzer/input/recover.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/input/block.h"
#include "analyzer/input/complain.h"
#include "analyzer/input/tally.h"
#include "parsers/base/hash/map.h"

enum { KEY_SIZE = 288, MAX_COMPUTER = 256 };

/* What one input gave. */
struct found {
    uint64_t recovered, duplicates, unreadable;
};

void recovery_init(struct recovery *r, bool (*take)(void *, const struct event *), void *context)
{
    *r = (struct recovery){.take = take, .context = context};
    map_seed(r->seed);
    for (size_t i = 0; i < RECOVER_PARTS; i++) {
        hash_set_init(&r->known[i], RECOVER_MAX_KNOWN / RECOVER_PARTS);
    }
}

void recovery_release(struct recovery *r)
{
    for (size_t i = 0; i < RECOVER_PARTS; i++) {
        hash_set_release(&r->known[i]);
    }
}

/* An event is told by its number, time, id and computer. */
static bool is_new(struct recovery *r, const struct event *e)
{
    if (e->record_id == 0 && e->time == WINTIME_NONE) {
        return true; /* nothing tells it from others */
    }
    char key[KEY_SIZE];
    struct view computer = view_slice(e->computer, 0, MAX_COMPUTER);
    size_t len = 0;
    memcpy(key + len, &e->record_id, sizeof(e->record_id));
    len += sizeof(e->record_id);
    memcpy(key + len, &e->time, sizeof(e->time));
    len += sizeof(e->time);
    memcpy(key + len, &e->id, sizeof(e->id));
    len += sizeof(e->id);
    if (computer.len > 0) {
        memcpy(key + len, computer.data, computer.len);
    }
    const struct view whole = {key, len + computer.len};
    struct hash_set *known = &r->known[map_hash(r->seed, whole) % RECOVER_PARTS];
    r->is_full = r->is_full || hash_set_is_full(known);
    return hash_set_add(known, whole);
}

void recovery_know(struct recovery *r, const struct event *event)
{
    is_new(r, event);
}

static bool take_batch(struct recovery *r, const struct batch *batch, struct found *found)
{
    bool goes_on = true;
    found->unreadable += batch->damaged;
    for (size_t i = 0; i < batch->event_count && goes_on; i++) {
        if (is_new(r, &batch->events[i])) {
            found->recovered++;
            r->wmi_events += batch->events[i].is_wmi_activity;
            goes_on = r->take(r->context, &batch->events[i]);
        } else {
            found->duplicates++;
        }
    }
    return goes_on;
}

static bool recover_input(struct recovery *r, struct inputs *inputs, struct input *input,
                          struct found *found)
{
    const struct reader *reader = input->reader.form;
    uint64_t count = (input->source.size + reader->block_size - 1) / reader->block_size;
    struct block_data data = {0};
    struct batch batch;
    struct error err;
    bool goes_on = true;
    error_init(&err);
    batch_init(&batch);
    for (uint64_t i = 0; i < count && goes_on; i++) {
        uint64_t start = 0, end = 0;
        if (!source_next_data(&input->source, i * reader->block_size, &start, &end)) {
            break; /* only a hole follows */
        }
        i = start / reader->block_size;
        if (block_load(input, i, 0, &data, &err) != STATUS_OK) {
            complain("%.*s: %s", VIEW_ARG(input->report.path), err.message);
            tally_error(inputs, input, &err); /* for the exit status */
            break;
        }
        batch_clear(&batch);
        reader->recover(&input->reader, &data.block, &batch);
        if (inputs->rewrite) {
            inputs->rewrite(inputs->rewrite_context, &batch);
        }
        goes_on = take_batch(r, &batch, found);
    }
    batch_release(&batch);
    block_data_release(&data);
    return goes_on;
}

static void tell(const struct input *input, const struct found *found)
{
    complain("%.*s: %llu events recovered; left out: %llu duplicates, %llu that cannot be read",
             VIEW_ARG(input->report.path), (unsigned long long)found->recovered,
             (unsigned long long)found->duplicates, (unsigned long long)found->unreadable);
}

void recovery_run(struct recovery *r, struct inputs *inputs)
{
    bool goes_on = true;
    for (size_t i = 0; i < inputs->count && goes_on; i++) {
        struct input *input = &inputs->items[i];
        struct found found = {0};
        if (!input->reader.form || !input->reader.form->recover) {
            continue;
        }
        if (input->source.is_stream) {
            complain("%.*s: nothing can be recovered from a stream; give the file",
                     VIEW_ARG(input->report.path));
            continue;
        }
        goes_on = recover_input(r, inputs, input, &found);
        if (found.recovered + found.duplicates + found.unreadable > 0) {
            tell(input, &found);
        }
    }
    if (r->is_full) {
        complain("more than %d events: some of the recovered ones may be duplicates",
                 RECOVER_MAX_KNOWN);
    }
}
