/* Quoting of cells, and the guard against formulas. The characters are those that OWASP's
 * "CSV Injection" lists. */
#include "analyzer/report/csv/cells.h"

#include <inttypes.h>
#include <string.h>

#include "parsers/base/text.h"

void cells_init(struct cells *cells)
{
    *cells = (struct cells){.has_cell = false};
    buffer_init(&cells->line, BUFFER_NO_MAX);
    buffer_init(&cells->cell, BUFFER_NO_MAX);
}

void cells_release(struct cells *cells)
{
    buffer_release(&cells->line);
    buffer_release(&cells->cell);
}

static void begin_cell(struct cells *cells)
{
    if (cells->has_cell) {
        buffer_add_char(&cells->line, ',');
    }
    cells->has_cell = true;
}

enum { NO_BREAK_SPACE = 0xa0, IDEOGRAPHIC_SPACE = 0x3000 };

static bool is_blank(uint32_t code_point)
{
    return code_point == ' ' || code_point == NO_BREAK_SPACE || code_point == IDEOGRAPHIC_SPACE;
}

/* '=', '+', '-', '@' and their full-width forms. */
static bool makes_a_formula(uint32_t code_point)
{
    switch (code_point) {
    case '=':
    case '+':
    case '-':
    case '@':
    case 0xff1d:
    case 0xff0b:
    case 0xff0d:
    case 0xff20:
        return true;
    default:
        return false;
    }
}

/* Whether what a spreadsheet may take for the begin of a cell is a formula. */
static bool begins_formula(struct view text)
{
    while (text.len > 0) {
        size_t len;
        const uint32_t first = text_utf8_first(text, &len);
        if (!is_blank(first)) {
            return makes_a_formula(first);
        }
        text = view_from(text, len);
    }
    return false;
}

static bool needs_quotes(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == ',' || text.data[i] == '"' || text.data[i] == ';') {
            return true;
        }
    }
    return text.len > 0 && (text.data[0] == ' ' || text.data[text.len - 1] == ' ');
}

static void add_quoted(struct buffer *line, struct view text)
{
    struct view before;
    buffer_add_char(line, '"');
    while (view_cut(text, VIEW("\""), &before, &text)) {
        buffer_add(line, before);
        buffer_add_text(line, "\"\"");
    }
    buffer_add(line, text);
    buffer_add_char(line, '"');
}

/* The clean text with its apostrophes. */
static void add_guarded(struct buffer *cell, struct view clean)
{
    struct view piece = VIEW_NONE;
    bool has_more = true;
    while (has_more) {
        has_more = view_cut(clean, VIEW(";"), &piece, &clean);
        piece = has_more ? piece : clean;
        buffer_add_text(cell, begins_formula(piece) ? "'" : "");
        buffer_add(cell, piece);
        buffer_add_text(cell, has_more ? ";" : "");
    }
}

void cells_text(struct cells *cells, struct view text)
{
    struct buffer clean;
    begin_cell(cells);
    if (view_is_empty(text)) {
        return;
    }
    buffer_init(&clean, BUFFER_NO_MAX);
    text_add_clean(&clean, text);
    buffer_clear(&cells->cell);
    add_guarded(&cells->cell, buffer_view(&clean));
    const struct view cell = buffer_view(&cells->cell);
    if (needs_quotes(cell)) {
        add_quoted(&cells->line, cell);
    } else {
        buffer_add(&cells->line, cell);
    }
    buffer_release(&clean);
}

void cells_plain(struct cells *cells, const char *text)
{
    begin_cell(cells);
    buffer_add_text(&cells->line, text ? text : "");
}

void cells_number(struct cells *cells, uint64_t number)
{
    char digits[TEXT_NUMBER_SIZE];
    begin_cell(cells);
    buffer_add(&cells->line, text_decimal(digits, number));
}

void cells_end(struct cells *cells, struct output *out)
{
    buffer_add_text(&cells->line, "\r\n");
    output_write(out, buffer_view(&cells->line));
    buffer_clear(&cells->line);
    cells->has_cell = false;
}
