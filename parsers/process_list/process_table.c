/* The layout of the table that tasklist prints. */
#include "parsers/process_list/process_table.h"

#include "parsers/base/wintime.h"
#include "parsers/process_list/lines.h"

enum { TABLE_MIN_COLUMNS = 3 };

/* Widths in characters, as the line of '=' under the header shows them. */
struct layout {
    size_t name_width;
    size_t id_start, id_width;
};

static bool read_layout(struct view line, struct layout *layout)
{
    size_t starts[TABLE_MIN_COLUMNS], widths[TABLE_MIN_COLUMNS];
    size_t columns = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] != '=' && line.data[i] != ' ') {
            return false;
        }
        bool is_start = line.data[i] == '=' && (i == 0 || line.data[i - 1] == ' ');
        if (is_start && columns < TABLE_MIN_COLUMNS) {
            starts[columns] = i;
            widths[columns] = 0;
        }
        columns += is_start ? 1 : 0;
        if (line.data[i] == '=' && columns <= TABLE_MIN_COLUMNS) {
            widths[columns - 1]++;
        }
    }
    if (columns < TABLE_MIN_COLUMNS || starts[0] != 0) {
        return false;
    }
    *layout = (struct layout){widths[0], starts[1], widths[1]};
    return true;
}

static void add_row(struct process_list *list, struct view line, const struct layout *layout,
                    struct view computer)
{
    size_t id_start = lines_byte_of(line, layout->id_start);
    size_t id_end = lines_byte_of(line, layout->id_start + layout->id_width);
    struct view name = view_trim(view_slice(line, 0, lines_byte_of(line, layout->name_width)));
    struct view id = view_trim(view_slice(line, id_start, id_end));
    if (view_is_empty(name) && view_is_empty(id)) {
        return; /* more services of the process above, or an empty line */
    }
    struct process_entry entry = {.computer = computer, .name = name, .start = WINTIME_NONE};
    process_list_keep(list, id, entry);
}

bool process_list_add_table(struct process_list *list, struct view text, struct view computer)
{
    struct layout layout;
    struct view line;
    size_t pos = 0;
    bool is_found = false;
    while (lines_next(text, &pos, &line)) {
        struct view trimmed = view_trim(line);
        if (read_layout(trimmed, &layout)) {
            is_found = true;
        } else if (is_found) {
            add_row(list, line, &layout, computer);
        }
    }
    return is_found;
}
