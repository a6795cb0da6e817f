/* The readers of JSON, of tools' tables and of PowerShell's objects over arbitrary bytes: as one
 * block, and as two. Aborts when a promise of a reader is broken; the sanitizers see the rest. */
#include <stdlib.h>

#include "parsers/json/json.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static void run(struct reader_input *input, struct view data)
{
    struct batch batch;
    int64_t time;
    batch_init(&batch);
    check_parse(input, &batch, data, 0);
    /* Both sides of a boundary know the same place. */
    size_t half = data.len / 4 * 2;
    size_t middle = input->form->boundary(input, data, 0, half);
    size_t again = input->form->boundary(input, view_from(data, half), half, 0);
    demand(middle == (again == SIZE_MAX ? SIZE_MAX : half + again), "boundaries agree");
    if (middle < data.len) {
        check_parse(input, &batch, view_slice(data, 0, middle), 0);
        check_parse(input, &batch, view_from(data, middle), middle);
    }
    input->wants_xml = true;
    check_parse(input, &batch, data, 0);
    check_texts(&batch);
    batch_release(&batch);
    (void)input->form->first_time(input, data, &time);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct reader *const forms[] = {&json_reader, &table_reader, &objects_reader};
    struct view data = {(const char *)bytes, len};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct reader_input input = {.form = forms[i]};
        if (forms[i]->recognise(view_slice(data, 0, READER_HEAD_SIZE), &input)) {
            run(&input, data);
        }
        free(input.header);
    }
    return 0;
}
