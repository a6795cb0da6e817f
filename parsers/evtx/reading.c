/* The start of a chunk. */
#include "parsers/evtx/reading.h"

#include <string.h>

#include "parsers/evtx/learn.h"

struct evtx_reading *evtx_reading_start(struct batch *batch, const struct reader_input *input,
                                        struct view chunk, uint64_t offset)
{
    struct buffer *memory = &batch->scratch[EVTX_SCRATCH_STATE];
    buffer_clear(memory);
    buffer_reserve(memory, sizeof(struct evtx_reading));
    struct evtx_reading *r = (struct evtx_reading *)(void *)memory->data;
    r->batch = batch;
    r->keeps_all = input->wants_xml;
    r->writes_xml = reader_writes_xml(input);
    r->wants_lines = input->wants_lines;
    r->is_only_judged = input->is_only_judged;
    r->offset = offset;
    evtx_names_start(&r->names, chunk);
    evtx_shapes_start(&r->cache);
    evtx_scripts_start(&r->scripts);
    for (size_t i = 0; i < EVENT_PART_COUNT; i++) {
        r->memos[i] = (struct evtx_memo){0};
    }
    r->borrowing = (struct evtx_borrowing){0};
    assembly_init(&r->assembly, batch, input->source);
    r->assembly.keeps_others = true;
    r->assembly.needs_time = true;
    r->binxml =
        (struct binxml){.chunk = chunk, .values = r->values, .chunk_tokens = EVTX_MAX_CHUNK_TOKENS};
    return r;
}

/* The chunk with room behind it, in scratch memory. */
static struct view make_room(struct batch *batch, struct view chunk)
{
    enum { SIZE = EVTX_CHUNK_SIZE + EVTX_MAX_BORROWED };
    struct buffer *memory = &batch->scratch[EVTX_SCRATCH_CHUNK];
    buffer_clear(memory);
    buffer_reserve(memory, SIZE);
    memset(memory->data, 0, SIZE);
    memcpy(memory->data, chunk.data, chunk.len);
    return (struct view){memory->data, SIZE};
}

struct evtx_reading *evtx_reading_start_damaged(struct batch *batch,
                                                const struct reader_input *input, struct view chunk,
                                                uint64_t offset)
{
    if (!input->learned) {
        struct evtx_reading *r = evtx_reading_start(batch, input, chunk, offset);
        r->binxml.is_doubtful = true;
        return r;
    }
    const struct evtx_learned *learned = input->learned;
    const struct evtx_library *library = &learned->library;
    struct view wide = make_room(batch, chunk);
    struct evtx_reading *r = evtx_reading_start(batch, input, wide, offset);
    r->borrowing =
        (struct evtx_borrowing){.definitions = &library->definitions,
                                .room = batch->scratch[EVTX_SCRATCH_CHUNK].data + EVTX_CHUNK_SIZE,
                                .offset = EVTX_CHUNK_SIZE};
    r->binxml.is_doubtful = true;
    r->binxml.borrowing = &r->borrowing;
    return r;
}
