/* The .evtx reader over arbitrary bytes as a chunk: its checksums are hardly ever right, and do not
 * matter to what is read. Aborts when a promise of the reader is broken; the sanitizers see the
 * rest. */
#include "parsers/evtx/evtx.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view data = view_slice((struct view){(const char *)bytes, len}, 0, EVTX_CHUNK_SIZE);
    const struct reader_input input = {.reader = &evtx_reader};
    struct batch batch;
    int64_t time;
    batch_init(&batch);
    check_parse(&input, &batch, data, EVTX_FILE_HEADER_SIZE, true);
    batch_release(&batch);
    (void)evtx_reader.first_time(&input, data, &time);
    return 0;
}
