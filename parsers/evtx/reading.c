/* The start of a chunk. */
#include "parsers/evtx/reading.h"

struct evtx_reading *evtx_reading_start(struct batch *batch, const struct reader_input *input,
                                        struct view chunk, uint64_t offset)
{
    struct buffer *memory = &batch->scratch[EVTX_SCRATCH_STATE];
    buffer_clear(memory);
    buffer_reserve(memory, sizeof(struct evtx_reading));
    struct evtx_reading *r = (struct evtx_reading *)(void *)memory->data;
    r->batch = batch;
    r->wants_xml = input->wants_xml;
    r->wants_lines = input->wants_lines;
    r->offset = offset;
    evtx_names_start(&r->names, chunk);
    evtx_shapes_start(&r->cache);
    evtx_scripts_start(&r->scripts);
    for (size_t i = 0; i < EVENT_PART_COUNT; i++) {
        r->memos[i] = (struct evtx_memo){0};
    }
    assembly_init(&r->assembly, batch, input->source);
    r->binxml =
        (struct binxml){.chunk = chunk, .values = r->values, .chunk_tokens = EVTX_MAX_CHUNK_TOKENS};
    return r;
}
