/* Collecting definitions: each stands in the first record of its chunk that uses it. */
#include "parsers/evtx/learn.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/event/source.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/chunk.h"

enum { SIGNATURE_REST = 7 /* bytes of a signature that may stand behind a chunk */ };

struct learning {
    struct evtx_learned *learned;
    struct evtx_library *library;
    uint64_t covered; /* up to where the last chunk off the grid reaches */
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

static bool has_header_at(struct source *source, uint64_t offset)
{
    struct error err;
    char bytes[SIGNATURE_REST + 1];
    size_t got = 0;
    error_init(&err);
    return source_read(source, offset, bytes, sizeof(bytes), &got, &err) == STATUS_OK &&
           view_equal((struct view){bytes, got}, VIEW("ElfFile\0"));
}

/* A signature off the grid may be part of anything; what the header tells is its proof. */
static void learn_stray(struct learning *l, uint64_t offset, char *bytes)
{
    struct evtx_learned *learned = l->learned;
    struct error err;
    size_t got = 0;
    error_init(&err);
    if (learned->stray_count == EVTX_MAX_STRAYS ||
        source_read(learned->source, offset, bytes, EVTX_CHUNK_SIZE, &got, &err) != STATUS_OK) {
        return;
    }
    struct view data = {bytes, got};
    const struct evtx_chunk chunk = evtx_chunk_over(data);
    if (chunk.has_checksums && chunk.header_is_intact) {
        learned->strays = memory_grow(learned->strays, learned->stray_count, &learned->stray_cap,
                                      sizeof(*learned->strays));
        const bool has_header = offset >= l->covered + EVTX_FILE_HEADER_SIZE &&
                                has_header_at(learned->source, offset - EVTX_FILE_HEADER_SIZE);
        learned->strays[learned->stray_count++] =
            (struct evtx_stray){offset, has_header ? offset - EVTX_FILE_HEADER_SIZE : offset};
        l->covered = offset + EVTX_CHUNK_SIZE;
        learn_chunk(l, data);
    }
}

/* Looks for chunks that begin within one of the grid. */
static void learn_strays(struct learning *l, struct view data, uint64_t offset, char *bytes)
{
    const struct evtx_chunk chunk = evtx_chunk_over(data);
    const size_t own = evtx_chunk_is_intact(&chunk) ? chunk.free_offset : 1;
    for (size_t at = evtx_find_stray(data, own); at != SIZE_MAX && !chunk.is_empty;
         at = evtx_find_stray(data, at + 1)) {
        if (offset + at >= l->covered) {
            learn_stray(l, offset + at, bytes);
        }
    }
}

void *evtx_learn(const struct reader_input *input, struct source *source, size_t max_bytes)
{
    enum { SIZE = EVTX_CHUNK_SIZE + SIGNATURE_REST };
    struct learning *l = memory_new(1, sizeof(*l));
    char *bytes = memory_new(1, SIZE + EVTX_CHUNK_SIZE);
    struct evtx_learned *learned = memory_new(1, sizeof(*learned));
    uint64_t first = input->is_headless ? 0 : EVTX_FILE_HEADER_SIZE;
    uint64_t chunk = 0, start, end;
    struct error err;
    size_t got = 0;
    error_init(&err);
    learned->source = source;
    evtx_library_init(&learned->library, max_bytes);
    l->learned = learned;
    l->library = &learned->library;
    while (source_next_data(source, first + chunk * EVTX_CHUNK_SIZE, &start, &end)) {
        chunk = start > first ? (start - first) / EVTX_CHUNK_SIZE : 0;
        uint64_t offset = first + chunk++ * EVTX_CHUNK_SIZE;
        if (source_read(source, offset, bytes, SIZE, &got, &err) != STATUS_OK) {
            break;
        }
        struct view data = {bytes, got};
        learn_chunk(l, view_slice(data, 0, EVTX_CHUNK_SIZE));
        learn_strays(l, data, offset, bytes + SIZE);
    }
    buffer_release(&learned->library.scratch);
    free(bytes);
    free(l);
    return learned;
}

void evtx_unlearn(void *learned)
{
    struct evtx_learned *l = learned;
    evtx_library_release(&l->library);
    free(l->strays);
    free(l);
}
