/* Looks events up by their id. */
#include "rules/knowledge/known_events.h"

#include "rules/knowledge/words.h"

bool known_event_find(uint16_t event_id, size_t i, struct known_event *event)
{
    for (size_t row = 0; row < known_event_row_count; row++) {
        const bool is_it =
            known_event_rows[row].first <= event_id && event_id <= known_event_rows[row].last;
        if (is_it && i-- == 0) {
            known_event_at(row, event);
            return true;
        }
    }
    return false;
}

size_t known_event_count(void)
{
    return known_event_row_count;
}

void known_event_at(size_t index, struct known_event *event)
{
    const struct known_event_row *row = &known_event_rows[index];
    *event = (struct known_event){
        .first = row->first,
        .last = row->last,
        .provider = word_view(row->provider),
        .log = word_view(row->log),
        .tells = word_view(row->tells),
        .look_at = word_view(row->look_at),
    };
}
