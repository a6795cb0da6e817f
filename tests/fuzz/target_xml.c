/* The XML reader over arbitrary bytes: as one block, and as two. Aborts when a promise of the
 * reader is broken; the sanitizers see the rest. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view data = {(const char *)bytes, len};
    struct reader_input input;
    memset(&input, 0, sizeof(input));
    if (reader_recognise(view_slice(data, 0, READER_HEAD_SIZE), &input, NULL) != STATUS_OK) {
        return 0;
    }
    struct batch batch;
    batch_init(&batch);
    check_parse(&input, &batch, data, 0);
    size_t middle = input.form->boundary(&input, data, 0, len / 2);
    if (middle < len) {
        check_parse(&input, &batch, view_slice(data, 0, middle), 0);
        check_parse(&input, &batch, view_from(data, middle), middle);
    }
    input.wants_xml = true;
    check_parse(&input, &batch, data, 0);
    check_texts(&batch);
    batch_release(&batch);
    int64_t time;
    (void)input.form->first_time(&input, data, &time);
    free(input.header); /* of the reader of tables */
    return 0;
}
