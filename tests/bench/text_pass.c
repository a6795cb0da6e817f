/* The yardsticks of the readers of text, over a whole file in memory: 'lines' finds the ends of its
 * lines and nothing else, 'parse' is the reader itself, from recognition on, without what comes
 * after it. Prints the best of several passes. */
#include <stdio.h>
#include <string.h>

#include "parsers/event/reader.h"
#include "tests/bench/yardstick.h"

enum { PASSES = 7 };

static uint64_t count_lines(struct view file)
{
    uint64_t lines = 0;
    for (const char *at = file.data, *end = file.data + file.len; at < end; lines++) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        at = feed ? feed + 1 : end;
    }
    return lines;
}

/* The end of the block that begins at `at`, as the program finds it. */
static size_t block_end(const struct reader_input *input, struct view file, size_t at)
{
    const struct reader *form = input->form;
    const size_t from = at + form->block_size;
    if (from >= file.len) {
        return file.len;
    }
    const struct view look = view_slice(file, from, from + form->max_event_size);
    const size_t border = form->boundary(input, look, from, 0);
    return border == SIZE_MAX ? from + look.len : from + border;
}

static uint64_t parse(struct view file)
{
    static struct batch batch;
    struct reader_input input = {.size = file.len};
    struct error err = {0};
    uint64_t records = 0;
    if (!batch.arena.chunk_size) {
        batch_init(&batch);
    }
    if (reader_recognise(view_slice(file, 0, READER_HEAD_SIZE), &input, &err) != STATUS_OK) {
        fprintf(stderr, "not recognised: %s\n", err.message);
        return 0;
    }
    if (input.form->prepare) {
        input.form->prepare();
    }
    for (size_t at = 0; at < file.len;) {
        const size_t end = block_end(&input, file, at);
        const struct block block = {at, view_slice(file, at, end), at == 0};
        batch_clear(&batch);
        input.form->parse(&input, &block, &batch);
        records += batch.read;
        at = end;
    }
    return records;
}

int main(int argc, char **argv)
{
    const struct yardstick list[YARDSTICKS] = {{"lines", "lines", count_lines},
                                               {"parse", "events", parse}};
    return yardstick_main(argc, argv, list, PASSES);
}
