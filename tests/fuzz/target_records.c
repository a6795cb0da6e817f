/* The readers of JSON, of tools' tables and of PowerShell's objects over arbitrary bytes: as one
 * block, and as two. Aborts when a promise of a reader is broken; the sanitizers see the rest. */
#include <stdlib.h>

#include "parsers/base/count.h"
#include "parsers/json/json.h"
#include "parsers/json/value.h"
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

/* What is read without Jansson's loader is what that reads. */
static void check_plain(struct view data)
{
    struct json_splitter splitter = json_splitter_over(data);
    struct json_span span;
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_NO_MAX);
    while (json_splitter_next(&splitter, &span)) {
        struct view text = view_slice(data, span.start, span.start + span.len);
        json_t *ours = json_load_plain(text, &scratch, NULL);
        json_t *theirs = ours ? json_loadb(text.data, text.len, JSON_PARSING, NULL) : NULL;
        demand(!ours || json_equal(ours, theirs), "both read the same");
        json_decref(ours);
        json_decref(theirs);
    }
    buffer_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct reader *const forms[] = {&json_reader, &table_reader, &objects_reader};
    struct view data = {(const char *)bytes, len};
    check_plain(data);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct reader_input input = {.form = forms[i]};
        if (forms[i]->recognise(view_slice(data, 0, READER_HEAD_SIZE), &input)) {
            run(&input, data);
        }
        free(input.header);
    }
    return 0;
}
