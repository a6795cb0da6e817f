/* The times of a source: dates in the order that all of them have, on a clock whose zone may not be
 * known. */
#include "parsers/event/dated.h"

#include "parsers/base/count.h"
#include "parsers/event/code_page.h"

void dated_learn(struct reader_input *input, struct view text)
{
    bool is_sure;
    date_clues_add(&input->clues, text);
    input->date_order = date_clues_order(&input->clues, &is_sure);
}

void dated_learn_part(struct reader_input *input, struct view text)
{
    bool is_sure;
    struct date_clues clues;
    date_clues_init(&clues);
    date_clues_add(&clues, text);
    const enum date_order order = date_clues_order(&clues, &is_sure);
    if (is_sure && order != DATE_ORDER_UNKNOWN) {
        input->clues = clues;
        input->date_order = order;
    }
}

bool dated_survey(struct reader_input *input, struct view data)
{
    struct buffer text;
    bool is_sure;
    date_clues_order(&input->clues, &is_sure);
    if (is_sure) {
        return false;
    }
    buffer_init(&text, BUFFER_NO_MAX);
    if (text_is_wide(input->encoding) || input->code_page) {
        code_page_source_text(&text, data, input);
        data = buffer_view(&text);
    }
    dated_learn(input, data);
    buffer_release(&text);
    return true;
}

bool dated_names_other(struct view name)
{
    static const struct view words[] = {
        {"raised", 6}, {"receive", 7}, {"agent", 5},  {"sent", 4},   {"modified", 8}, {"report", 6},
        {"resolv", 6}, {"updat", 5},   {"opened", 6}, {"closed", 6}, {"created", 7},  {"due", 3},
    };
    bool is_other = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        is_other |= view_find_nocase(name, words[i], 0) != SIZE_MAX;
    }
    return is_other && view_find_nocase(name, VIEW("event"), 0) == SIZE_MAX &&
           view_find_nocase(name, VIEW("timecreated"), 0) == SIZE_MAX &&
           view_find_nocase(name, VIEW("time created"), 0) == SIZE_MAX;
}

bool dated_first_parsed(const struct reader_input *input, struct view data,
                        void (*parse)(const struct reader_input *input, const struct block *block,
                                      struct batch *batch),
                        int64_t *time)
{
    struct batch batch;
    const struct block block = {.data = data};
    batch_init(&batch);
    parse(input, &block, &batch);
    const bool is_found = batch.first != WINTIME_NONE;
    *time = is_found ? batch.first : *time;
    batch_release(&batch);
    return is_found;
}

bool dated_read(const struct reader_input *input, struct view text, int64_t *time)
{
    struct date_text date;
    int64_t ticks;
    if (!date_scan(text, &date) || !date_reading(&date, input->date_order, &ticks)) {
        return false;
    }
    *time = date.has_zone ? ticks - date.ahead : reader_time(&input->clock, ticks);
    return true;
}
