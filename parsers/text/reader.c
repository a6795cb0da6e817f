/* The reader of text: what it takes for its own, and the blocks of it. */
#include "parsers/base/encoding.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

enum { FEW_EVENTS = 1 };

static bool has_events(const struct reader_input *input, struct view head)
{
    struct batch batch;
    struct block block = {.data = head, .is_first = true};
    batch_init(&batch);
    text_walk(input, &block, true, &batch);
    bool is_there = batch.read >= FEW_EVENTS;
    batch_release(&batch);
    return is_there;
}

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    buffer_init(&text, BUFFER_NO_MAX);
    struct view look = head;
    input->code_page = input->encoding == TEXT_UTF8 ? text_page_of(head) : NULL;
    if (input->encoding != TEXT_UTF8 || input->code_page) {
        code_page_source_text(&text, head, input);
        look = buffer_view(&text);
    }
    input->is_console = text_wmimon_is_console(look);
    date_clues_init(&input->clues);
    dated_learn(input, look);
    buffer_release(&text);
    return has_events(input, head);
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    text_walk(input, block, true, batch);
    batch_trim(batch);
}

const struct reader text_reader = {
    .name = "text",
    .block_size = TEXT_BLOCK_SIZE,
    .look_ahead = TEXT_LOOK_AHEAD,
    .max_event_size = TEXT_MAX_RECORD,
    .has_encoding = true,
    .recognise = recognise,
    .survey = dated_survey,
    .boundary = text_boundary,
    .first_time = text_first_time,
    .parse = parse,
    .add_strays = text_add_strays,
};
