/* The .evtx reader over arbitrary bytes as a chunk, of a whole file as its first one: its checksums
 * are hardly ever right, and do not matter to what is read. Aborts when a promise of the reader is
 * broken; the sanitizers see the rest. */
#include <stdlib.h>
#include <string.h>

#include "parsers/event/source.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/render.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

enum { MAX_LEARNED = 1 << 20 };

/* Both ways of rendering write the same. */
static void check_ways(struct view data, struct batch *batch)
{
    const struct reader_input input = {.form = &evtx_reader, .wants_xml = true};
    struct evtx_chunk chunk = evtx_chunk_over(data);
    struct evtx_walk walk = evtx_walk_over(&chunk);
    struct evtx_record record;
    enum evtx_step step;
    struct buffer quick;
    struct buffer slow;
    batch_clear(batch);
    buffer_init(&quick, BUFFER_NO_MAX);
    buffer_init(&slow, BUFFER_NO_MAX);
    struct evtx_reading *r = evtx_reading_start(batch, &input, chunk.data, 0);
    while ((step = evtx_walk_next(&walk, &record)) != EVTX_STEP_END) {
        if (step == EVTX_STEP_RECORD) {
            buffer_clear(&quick);
            buffer_clear(&slow);
            bool is_good = evtx_render_record(r, &record, NULL, &quick);
            demand(is_good == evtx_render_by_walking(r, &record, &slow), "both ways find the same");
            demand(view_equal(buffer_view(&quick), buffer_view(&slow)), "both ways write the same");
        }
    }
    buffer_release(&quick);
    buffer_release(&slow);
}

/* With what the chunk tells about itself, once it is called damaged. */
static void check_learned(struct view data, struct batch *batch)
{
    struct reader_input input = {.form = &evtx_reader, .is_headless = true, .wants_xml = true};
    char *copy = calloc(data.len + 1, 1);
    demand(copy, "memory");
    memcpy(copy, data.data, data.len);
    struct source source = {
        .fd = -1, .size = data.len, .window = copy, .window_len = data.len, .is_at_end = true};
    void *learned = evtx_reader.learn(&input, &source, MAX_LEARNED);
    input.learned = learned;
    check_parse(&input, batch, data, 0);
    check_texts(batch);
    input.wants_xml = false;
    check_parse(&input, batch, data, 0);
    evtx_reader.unlearn(learned);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view data = {(const char *)bytes, len};
    data = view_from(data, view_starts(data, VIEW("ElfFile")) ? EVTX_FILE_HEADER_SIZE : 0);
    data = view_slice(data, 0, EVTX_CHUNK_SIZE);
    struct reader_input input = {.form = &evtx_reader};
    struct batch batch;
    int64_t found;
    batch_init(&batch);
    check_parse(&input, &batch, data, EVTX_FILE_HEADER_SIZE);
    check_recover(&input, &batch, data, EVTX_FILE_HEADER_SIZE);
    input.wants_xml = true;
    check_parse(&input, &batch, data, EVTX_FILE_HEADER_SIZE);
    check_texts(&batch);
    check_recover(&input, &batch, data, EVTX_FILE_HEADER_SIZE);
    check_texts(&batch);
    check_ways(data, &batch);
    if (data.len > 0) {
        check_learned(data, &batch);
    }
    batch_release(&batch);
    (void)evtx_reader.first_time(&input, data, &found);
    (void)evtx_reader.first_record(&input, data, &found);
    return 0;
}
