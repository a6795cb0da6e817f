/* Columns under labels that are underlined: numbers end where their label ends, texts start where
 * theirs starts. */
#include "parsers/process_list/format_table.h"

#include "parsers/base/wintime.h"
#include "parsers/process_list/columns.h"
#include "parsers/process_list/lines.h"

enum { MAX_LABELS = 32 };

/* In characters. */
struct label {
    size_t start, end;
};

struct labels {
    struct label items[MAX_LABELS];
    size_t count;
    struct process_columns columns; /* which label is which */
};

static struct view cut(struct view line, size_t start, size_t end)
{
    return view_trim(view_slice(line, lines_byte_of(line, start), lines_byte_of(line, end)));
}

/* "--- ------ ----" */
static bool read_labels(struct view line, struct labels *labels)
{
    *labels = (struct labels){.count = 0};
    for (size_t i = 0; i < line.len; i++) {
        const bool is_start = line.data[i] == '-' && (i == 0 || line.data[i - 1] == ' ');
        if ((line.data[i] != '-' && line.data[i] != ' ') ||
            (is_start && labels->count == MAX_LABELS)) {
            return false;
        }
        if (is_start) {
            labels->items[labels->count++].start = i;
        }
        if (line.data[i] == '-') {
            labels->items[labels->count - 1].end = i + 1;
        }
    }
    return labels->count > 1;
}

static bool name_labels(struct view head, struct labels *labels)
{
    process_columns_init(&labels->columns);
    for (size_t i = 0; i < labels->count; i++) {
        process_columns_name(&labels->columns, i,
                             cut(head, labels->items[i].start, labels->items[i].end));
    }
    return labels->columns.at[COLUMN_ID] != SIZE_MAX && labels->columns.at[COLUMN_NAME] != SIZE_MAX;
}

static struct view number_of(struct view line, const struct labels *labels, size_t at)
{
    return cut(line, at > 0 ? labels->items[at - 1].end : 0, labels->items[at].end);
}

static struct view text_of(struct view line, const struct labels *labels, size_t at)
{
    const bool is_last = at + 1 == labels->count;
    const struct view whole =
        cut(line, labels->items[at].start, is_last ? line.len : labels->items[at + 1].start);
    /* A number of the next column may stand before its label. */
    struct view text = whole, rest;
    return !is_last && view_cut(whole, VIEW("  "), &text, &rest) ? text : whole;
}

static void add_row(struct process_list *list, struct view line, const struct labels *labels,
                    struct view computer)
{
    struct process_entry entry = {.computer = computer, .start = WINTIME_NONE};
    entry.name = text_of(line, labels, labels->columns.at[COLUMN_NAME]);
    if (labels->columns.at[COLUMN_START] != SIZE_MAX) {
        process_column_start(text_of(line, labels, labels->columns.at[COLUMN_START]),
                             &list->scratch, &entry);
    }
    process_list_keep(list, number_of(line, labels, labels->columns.at[COLUMN_ID]), entry);
}

bool process_list_add_format_table(struct process_list *list, struct view text,
                                   struct view computer)
{
    struct labels labels, found;
    struct view line, before = VIEW_NONE;
    size_t pos = 0;
    bool is_table = false, is_found = false;
    while (lines_next(text, &pos, &line)) {
        if (read_labels(line, &found) && name_labels(before, &found)) {
            labels = found;
            is_table = is_found = true;
        } else if (is_table && view_is_blank(line)) {
            is_table = false; /* its end */
        } else if (is_table) {
            add_row(list, line, &labels, computer);
        }
        before = line;
    }
    return is_found;
}
