/* The layout of the table that tasklist prints. */
#include "parsers/process_list/process_table.h"

#include "parsers/base/buffer.h"
#include "parsers/base/wintime.h"
#include "parsers/process_list/lines.h"

enum { TABLE_MIN_COLUMNS = 3 };

/* Widths in characters, as the line of '=' under the header shows them. */
struct layout {
    size_t name_width;
    size_t id_start, id_width;
    size_t services_start; /* 0: the table tells other things */
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
    *layout = (struct layout){widths[0], starts[1], widths[1],
                              columns == TABLE_MIN_COLUMNS ? starts[2] : 0};
    return true;
}

/* A process whose services may go on in the next lines. */
struct row {
    struct view name, id;
    struct buffer services;
};

static void keep_row(struct process_list *list, struct row *row, struct view computer)
{
    if (row->name.len > 0 || row->id.len > 0) {
        process_list_keep(list, row->id,
                          (struct process_entry){.computer = computer,
                                                 .name = row->name,
                                                 .services = buffer_view(&row->services),
                                                 .start = WINTIME_NONE});
    }
    row->name = row->id = VIEW("");
    buffer_clear(&row->services);
}

static void add_line(struct process_list *list, struct row *row, struct view line,
                     const struct layout *layout, struct view computer)
{
    size_t id_start = lines_byte_of(line, layout->id_start);
    size_t id_end = lines_byte_of(line, layout->id_start + layout->id_width);
    struct view name = view_trim(view_slice(line, 0, lines_byte_of(line, layout->name_width)));
    struct view id = view_trim(view_slice(line, id_start, id_end));
    const bool is_more = view_is_empty(name) && view_is_empty(id);
    if (!is_more || view_is_empty(view_trim(line))) {
        keep_row(list, row, computer);
        row->name = name;
        row->id = id;
    }
    if (layout->services_start > 0 && row->services.len < PROCESS_LIST_MAX_SERVICES) {
        buffer_add_text(&row->services, row->services.len > 0 ? " " : "");
        buffer_add(&row->services,
                   view_trim(view_from(line, lines_byte_of(line, layout->services_start))));
    }
}

bool process_list_add_table(struct process_list *list, struct view text, struct view computer)
{
    struct layout layout;
    struct view line;
    struct row row = {.name = VIEW(""), .id = VIEW("")};
    size_t pos = 0;
    bool is_found = false;
    buffer_init(&row.services, BUFFER_NO_MAX);
    while (lines_next(text, &pos, &line)) {
        struct view trimmed = view_trim(line);
        if (read_layout(trimmed, &layout)) {
            keep_row(list, &row, computer);
            is_found = true;
        } else if (is_found) {
            add_line(list, &row, line, &layout, computer);
        }
    }
    keep_row(list, &row, computer);
    buffer_release(&row.services);
    return is_found;
}
