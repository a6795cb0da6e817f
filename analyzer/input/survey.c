/* Going through all blocks without an order of time, and without saying what is wrong with them:
 * the run will. */
#include "analyzer/input/survey.h"

#include <stdlib.h>

#include "analyzer/input/block.h"
#include "analyzer/input/pipeline.h"
#include "analyzer/input/schedule.h"
#include "parsers/base/memory.h"

struct survey {
    struct inputs *inputs;
    bool with_recovered;
    bool (*take)(void *context, struct batch *batch);
    void *context;
    struct block_data data;
    struct batch batch;
    char *scratch;
};

/* False ends the survey. */
static bool take_block(struct survey *s, struct input *input, uint64_t index, size_t size)
{
    struct error err;
    error_init(&err);
    if (block_load(input, index, size, &s->data, &err) != STATUS_OK) {
        return true;
    }
    struct reader_input reader = input->reader;
    batch_clear(&s->batch);
    reader.form->parse(&reader, &s->data.block, &s->batch);
    if (s->batch.is_puzzled && (reader.learned = pipeline_learn(s->inputs, input))) {
        batch_clear(&s->batch);
        reader.form->parse(&reader, &s->data.block, &s->batch);
    }
    bool goes_on = s->take(s->context, &s->batch);
    if (goes_on && s->with_recovered && reader.form->recover) {
        batch_clear(&s->batch);
        reader.form->recover(&input->reader, &s->data.block, &s->batch);
        goes_on = s->take(s->context, &s->batch);
    }
    return goes_on;
}

static bool take_blocks(struct survey *s, struct input *input)
{
    const uint64_t size = input->reader.form->block_size;
    uint64_t next = 0, start = 0, end = 0;
    bool goes_on = true;
    while (goes_on && source_next_data(&input->source, next * size, &start, &end)) {
        for (next = start / size; next * size < end && goes_on; next++) {
            goes_on = take_block(s, input, next, 0);
        }
    }
    return goes_on;
}

/* The same where the reader finds the blocks. */
static bool take_places(struct survey *s, struct input *input)
{
    struct block_place place;
    struct error err;
    uint64_t next = 0, start = 0, end = 0;
    bool goes_on = true;
    error_init(&err);
    while (goes_on && source_next_data(&input->source, next, &start, &end) &&
           input->reader.form->next_place(&input->reader, &input->source,
                                          schedule_place_after(next, start), s->scratch, &place,
                                          &err)) {
        goes_on = take_block(s, input, place.offset, place.size);
        next = place.offset + place.size;
    }
    return goes_on;
}

static void start(struct survey *s)
{
    s->scratch = memory_new(READER_HEAD_SIZE, 1);
    for (size_t i = 0; readers[i]; i++) {
        if (readers[i]->prepare) {
            readers[i]->prepare();
        }
    }
    batch_init(&s->batch);
}

static void end(struct survey *s)
{
    batch_release(&s->batch);
    block_data_release(&s->data);
    free(s->scratch);
}

static bool take_input(struct survey *s, struct input *input)
{
    if (!input->reader.form || input->source.is_stream || input->source.size == 0) {
        return true;
    }
    return input->reader.form->next_place ? take_places(s, input) : take_blocks(s, input);
}

void survey_input(struct inputs *inputs, size_t which,
                  bool (*take)(void *context, struct batch *batch), void *context)
{
    struct survey s = {.inputs = inputs, .take = take, .context = context};
    start(&s);
    take_input(&s, &inputs->items[which]);
    end(&s);
}

void survey_inputs(struct inputs *inputs, bool with_recovered,
                   bool (*take)(void *context, struct batch *batch), void *context)
{
    struct survey s = {
        .inputs = inputs, .with_recovered = with_recovered, .take = take, .context = context};
    bool goes_on = true;
    start(&s);
    for (size_t i = 0; i < inputs->count && goes_on; i++) {
        goes_on = take_input(&s, &inputs->items[i]);
    }
    end(&s);
}
