/* The reader of traces over arbitrary bytes as a whole file; what has no head that can be read is
 * taken for a file of the session whose head is lost. Aborts when a promise of the reader is
 * broken; the sanitizers see the rest. */
#include "parsers/etl/buffer.h"
#include "parsers/etl/etl.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

enum { LOST_BUFFER = 4096 };

/* Blocks as they are made of a pipe: at any place, up to the next boundary. */
static void check_boundaries(const struct reader_input *input, struct view data)
{
    size_t step = data.len / 8 + 1;
    for (size_t from = 0; from < data.len; from += step) {
        size_t found = etl_reader.boundary(input, data, 0, from);
        demand(found == SIZE_MAX || (found >= from && found < data.len), "a boundary is in data");
    }
}

static void check_file(struct reader_input *input, struct view data, struct batch *batch)
{
    int64_t found;
    input->wants_xml = false;
    check_parse(input, batch, data, 0);
    input->wants_xml = true;
    check_parse(input, batch, data, 0);
    check_texts(batch);
    check_boundaries(input, data);
    (void)etl_reader.first_time(input, data, &found);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view data = {(const char *)bytes, len};
    struct reader_input input = {.form = &etl_reader};
    struct batch batch;
    batch_init(&batch);
    if (!etl_reader.recognise(data, &input)) {
        input.trace = (struct trace_session){.buffer_size = LOST_BUFFER};
    }
    check_file(&input, data, &batch);
    input.trace.is_compressed = !input.trace.is_compressed;
    check_file(&input, data, &batch);
    batch_release(&batch);
    return 0;
}
