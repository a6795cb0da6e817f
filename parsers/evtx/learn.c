/* Collecting definitions: each stands in the first record of its chunk that uses it. */
#include "parsers/evtx/learn.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "parsers/event/source.h"
#include "parsers/evtx/binxml/library.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/chunk.h"

struct learning {
    struct evtx_library *library;
    struct binxml x;
    bool is_sure; /* the chunk is as it was written */
    struct binxml_value values[EVTX_MAX_OPEN_VALUES];
};

static bool learn_fragment(struct learning *l, const struct evtx_record *record, size_t offset,
                           size_t end, struct binxml_instance *instance)
{
    struct view bytes = view_slice(l->x.chunk, 0, end);
    if (!binxml_read_ordinary(&l->x, bytes, offset, instance)) {
        return false;
    }
    if (instance->definition >= record->offset && instance->definition < end) {
        evtx_library_add(l->library, &l->x, instance->definition, l->is_sure);
    }
    return true;
}

/* The definitions of a record and of the data in it. */
static void learn_record(struct learning *l, const struct evtx_record *record)
{
    struct binxml_instance outer;
    struct binxml_instance inner;
    l->x.value_count = 0;
    if (!learn_fragment(l, record, record->offset + EVTX_RECORD_HEADER_SIZE,
                        record->offset + record->size - 4, &outer)) {
        return;
    }
    for (size_t i = 0; i < outer.count; i++) {
        const struct binxml_value *value = &outer.values[i];
        if (value->type == EVTX_BINXML && value->size > 0) {
            learn_fragment(l, record, value->offset, (size_t)value->offset + value->size, &inner);
        }
    }
}

static void learn_chunk(struct learning *l, struct view bytes)
{
    struct evtx_chunk chunk = evtx_chunk_over(bytes);
    enum evtx_step step;
    if (chunk.is_empty) {
        return;
    }
    l->is_sure = evtx_chunk_is_intact(&chunk);
    l->x = (struct binxml){.chunk = chunk.data, .values = l->values, .is_doubtful = true};
    struct evtx_walk walk = evtx_walk_over(&chunk);
    struct evtx_record record;
    while ((step = evtx_walk_next(&walk, &record)) != EVTX_STEP_END) {
        if (step == EVTX_STEP_RECORD && !record.has_odd_copy) {
            learn_record(l, &record);
        }
    }
}

void *evtx_learn(const struct reader_input *input, struct source *source, size_t max_bytes)
{
    struct learning *l = memory_new(1, sizeof(*l));
    char *bytes = memory_new(1, EVTX_CHUNK_SIZE);
    struct evtx_library *library = memory_new(1, sizeof(*library));
    uint64_t first = input->is_headless ? 0 : EVTX_FILE_HEADER_SIZE;
    uint64_t chunk = 0, start, end;
    struct error err;
    size_t got = 0;
    error_init(&err);
    evtx_library_init(library, max_bytes);
    l->library = library;
    while (source_next_data(source, first + chunk * EVTX_CHUNK_SIZE, &start, &end)) {
        chunk = start > first ? (start - first) / EVTX_CHUNK_SIZE : 0;
        uint64_t offset = first + chunk++ * EVTX_CHUNK_SIZE;
        if (source_read(source, offset, bytes, EVTX_CHUNK_SIZE, &got, &err) != STATUS_OK) {
            break;
        }
        learn_chunk(l, (struct view){bytes, got});
    }
    buffer_release(&library->scratch);
    free(bytes);
    free(l);
    return library;
}

void evtx_unlearn(void *learned)
{
    evtx_library_release(learned);
    free(learned);
}
