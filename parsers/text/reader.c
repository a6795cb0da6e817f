/* The reader of text: what it takes for its own, the blocks of it, and events as text among those
 * as XML, for Event Viewer copies either, or one behind the other. */
#include <stdlib.h>

#include "parsers/base/encoding.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

enum { FEW_EVENTS = 1 };

static bool has_events(const struct reader_input *input, struct view head)
{
    struct batch batch;
    struct block block = {.data = head, .is_first = true};
    batch_init(&batch);
    text_walk(input, &block, NULL, true, &batch);
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
    text_set_page(input, text_is_wide(input->encoding) ? VIEW("") : head);
    if (input->encoding != TEXT_UTF8 || input->code_page) {
        code_page_source_text(&text, head, input);
        look = buffer_view(&text);
    }
    input->is_console = text_wmimon_is_console(look);
    date_clues_init(&input->clues);
    dated_learn(input, look);
    buffer_release(&text);
    if (!has_events(input, head)) {
        return false;
    }
    free(input->header);
    input->header = text_find_head(input, head);
    return true;
}

/* How many bytes of its lines do not belong to a copy of the event that follows as XML. */
static size_t own_len(struct text_lines lines, const struct block *block)
{
    struct text_line line;
    struct text_label label;
    uint64_t copy = block->offset;
    bool is_copy = false;
    const struct view text = view_trim(block->data);
    if (text_lines_are_plain(&lines) && (text.len == 0 || text.data[text.len - 1] != ':')) {
        return block->data.len;
    }
    while (text_lines_next(&lines, &line)) {
        if (line.is_blank) {
            continue;
        }
        if (text_label_of(line.text, &label) && label.part == EVENT_PART_CHANNEL) {
            copy = line.offset;
        }
        is_copy = text_announces_xml(line.text);
    }
    return is_copy ? (size_t)(copy - block->offset) : block->data.len;
}

/* Those of the source may not be known, as they are in the other form. */
static void learn_dates(struct reader_input *own, struct view data)
{
    struct buffer text;
    if (own->clues.count > 0) {
        return;
    }
    buffer_init(&text, BUFFER_NO_MAX);
    if (own->encoding != TEXT_UTF8 || own->code_page) {
        code_page_source_text(&text, data, own);
        data = buffer_view(&text);
    }
    date_clues_init(&own->clues);
    dated_learn(own, data);
    buffer_release(&text);
}

/* True for events as XML that are the text of another document: escaped, or its data. Others are
 * left out with reason, as those in comments. */
static bool has_packed_xml(struct view data)
{
    if (view_find(data, VIEW("<!--"), 0) != SIZE_MAX) {
        return false;
    }
    return view_find(data, VIEW("<![CDATA[<Event"), 0) != SIZE_MAX ||
           (view_find(data, VIEW("&lt;Event"), 0) != SIZE_MAX &&
            view_find(data, VIEW("<Event"), 0) == SIZE_MAX);
}

static bool add_strays(const struct reader_input *input, struct view data, uint64_t offset,
                       struct batch *batch)
{
    struct reader_input own = *input;
    struct block block = {.offset = offset, .data = data};
    struct text_lines lines;
    uint64_t before = batch->records;
    learn_dates(&own, data);
    text_lines_init(&lines, &own, &block, batch);
    size_t len = own_len(lines, &block);
    block.data = view_slice(data, 0, len);
    text_walk(&own, &block, len == data.len ? &lines : NULL, has_packed_xml(block.data), batch);
    /* The copy that was left out says what its XML says. */
    return len < data.len || batch->records > before;
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    text_walk(input, block, NULL, true, batch);
    batch_settle_xml(batch);
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
    .earliest_time = text_earliest_time,
    .parse = parse,
    .add_strays = add_strays,
};
