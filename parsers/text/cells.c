/* What cells of tables hold, without what spreadsheets put around it. */
#include "parsers/event/message.h"
#include "parsers/text/text.h"

struct view text_cell_value(struct view cell)
{
    cell = view_from(cell, view_starts(cell, VIEW("'")) ? 1 : 0);
    return view_starts(cell, VIEW("=\"")) ? text_without_quotes(view_from(cell, 1)) : cell;
}

struct view text_cell_message(struct view cell)
{
    cell = text_without_quotes(cell);
    cell =
        view_from(cell, view_starts(cell, VIEW("'")) && message_event_id(view_from(cell, 1)) != 0);
    const size_t start = message_begins(cell) ? 0 : message_find(cell, 0);
    const bool is_behind = start != SIZE_MAX && start > 1 &&
                           view_equal(view_slice(cell, start - 2, start), VIEW(": "));
    return is_behind ? view_from(cell, start) : cell;
}
