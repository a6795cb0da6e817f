/* The times of a source: dates in the order that all of them have, on a clock whose zone may not be
 * known. */
#include "parsers/text/text.h"

/* The order of parts that the dates of the text have, as far as it can be told. */
void text_learn_dates(struct reader_input *input, struct view text)
{
    struct date_clues clues;
    bool is_sure;
    date_clues_init(&clues);
    date_clues_add(&clues, text);
    input->date_order = date_clues_order(&clues, &is_sure);
}

bool text_read_time(const struct reader_input *input, struct view text, int64_t *time)
{
    struct date_text date;
    int64_t ticks;
    if (!date_scan(text, &date) || !date_reading(&date, input->date_order, &ticks)) {
        return false;
    }
    *time = date.has_zone ? ticks - date.ahead : reader_time(&input->clock, ticks);
    return true;
}
