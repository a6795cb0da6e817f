/* The lines of a block as UTF-8, with the damage of mails undone. */
#include "parsers/text/lines/lines.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/encoding.h"
#include "parsers/event/code_page.h"

enum {
    DAMAGE_LOOK = 64 * 1024,
    MARK_LOOK = 4 * 1024,
    MAX_PAGE_ROW = 64 * 1024, /* bytes of a row of a table in a page */
};

char text_line_mark(struct view data)
{
    const struct view head = view_slice(data, 0, MARK_LOOK);
    size_t feeds = 0, returns = 0, pairs = 0;
    if (head.len == 0 || !memchr(head.data, '\r', head.len)) {
        return '\n';
    }
    /* Without branches, so that compilers make vectors of it. */
    for (size_t i = 0; i < head.len; i++) {
        feeds += head.data[i] == '\n';
        returns += head.data[i] == '\r';
    }
    for (size_t i = 0; i + 1 < head.len; i++) {
        pairs += (head.data[i] == '\r') & (head.data[i + 1] == '\n');
    }
    return (returns - pairs) / 2 > feeds ? '\r' : '\n';
}

/* True for a text in which returns end lines that line feeds do not. */
static bool has_lone_returns(struct view data)
{
    for (size_t i = 0; i < data.len;) {
        const char *at = memchr(data.data + i, '\r', data.len - i);
        i = at ? (size_t)(at - data.data) + 1 : data.len;
        while (i < data.len && data.data[i] == '\r') {
            i++;
        }
        if (i < data.len && data.data[i] != '\n') {
            return true;
        }
    }
    return false;
}

/* What was done to the text, by its start. */
static void look_at(struct text_lines *l, struct view start)
{
    l->prefix = text_prefix_of_run(start);
    if (!text_has_prefix(&l->prefix)) {
        l->prefix = text_prefix_of(start);
    }
    l->has_prefix = text_has_prefix(&l->prefix);
    l->damage = text_damage_of(start);
}

size_t text_mark_len(const struct block *block)
{
    size_t len = 0;
    if (block->is_first) {
        encoding_sniff(view_slice(block->data, 0, 4), &len);
    }
    return len;
}

void text_lines_init(struct text_lines *l, const struct reader_input *input,
                     const struct block *block, struct batch *batch)
{
    *l = (struct text_lines){.input = input,
                             .batch = batch,
                             .data = block->data,
                             .base = block->offset,
                             .wide = input->encoding,
                             .pos = text_mark_len(block)};
    l->has_cells = l->data.len > 0 && (memchr(l->data.data, '|', l->data.len) ||
                                       memchr(l->data.data, '\t', l->data.len));
    const bool is_wide = text_is_wide(input->encoding);
    if (is_wide || input->code_page) {
        struct buffer *text = &batch->scratch[TEXT_SCRATCH_CLEAN];
        buffer_clear(text);
        code_page_source_text(text, view_slice(view_from(l->data, l->pos), 0, DAMAGE_LOOK), input);
        look_at(l, buffer_view(text));
    } else {
        look_at(l, view_slice(l->data, l->pos, l->pos + DAMAGE_LOOK));
    }
    l->mark = '\n';
    if (!is_wide) {
        l->mark = text_line_mark(l->data);
        l->has_returns = l->mark == '\n' && has_lone_returns(l->data);
        l->is_utf8 = text_utf8_valid_len(l->data) == l->data.len;
    }
    l->may_have_nuls = is_wide || (l->damage & TEXT_DAMAGE_CODED) != 0 ||
                       (l->data.len > 0 && memchr(l->data.data, '\0', l->data.len));
    l->has_cells |= (l->damage & TEXT_DAMAGE_PAGE) != 0;
    l->has_xml = l->data.len > 0 &&
                 (memchr(l->data.data, '<', l->data.len) || (l->damage & TEXT_DAMAGE_HTML) != 0);
}

/* The end of the line that starts at `pos`, in units of two bytes. */
static size_t wide_line_end(struct view data, size_t pos, bool is_big)
{
    size_t low = is_big ? 1 : 0;
    for (; data.len - pos >= 2; pos += 2) {
        if (data.data[pos + low] == '\n' && data.data[pos + 1 - low] == '\0') {
            return pos;
        }
    }
    return data.len;
}

/* True where a line of bytes stands in UTF-16, as programs append one to a file that another began:
 * no zero is in it nor behind it. */
static bool is_narrow_line(struct text_lines *l)
{
    enum { FEW_BYTES = 16, MAX_BYTES = 4096 };
    const struct view rest = view_slice(l->data, l->pos, l->pos + MAX_BYTES);
    const char *end = rest.len > 0 ? memchr(rest.data, '\n', rest.len) : NULL;
    const size_t len = end ? (size_t)(end - rest.data) : rest.len;
    const bool has_zero =
        rest.len > 0 && memchr(rest.data, '\0', len + 1 < rest.len ? len + 2 : rest.len);
    l->is_narrow = rest.len > 0 && !has_zero && (l->is_narrow || len >= FEW_BYTES) &&
                   text_utf8_valid_len(view_slice(rest, 0, len)) == len;
    return l->is_narrow;
}

/* Where UTF-16 stands in a text of another encoding or byte order: a mark tells it, or the zeros of
 * a line in Latin letters. */
static void look_for_wide(struct text_lines *l)
{
    enum { LOOK = 64, FEWEST = 16 };
    const struct view look = view_slice(l->data, l->pos, l->pos + LOOK);
    const bool is_marked =
        l->pos > 0 && (view_starts(look, VIEW("\xFF\xFE")) || view_starts(look, VIEW("\xFE\xFF")));
    if (is_marked) {
        l->wide = view_starts(look, VIEW("\xFF\xFE")) ? TEXT_UTF16LE : TEXT_UTF16BE;
        l->pos += 2;
    } else if (look.len >= FEWEST && encoding_is_utf16(look, TEXT_UTF16LE)) {
        l->wide = TEXT_UTF16LE;
    } else if (look.len >= FEWEST && encoding_is_utf16(look, TEXT_UTF16BE)) {
        /* A block begins within the line feed of what stands before it. */
        const bool is_cut = l->pos == 0 && l->base > 0 && !text_is_wide(l->input->encoding);
        l->wide = is_cut ? TEXT_UTF16LE : TEXT_UTF16BE;
        l->pos += is_cut ? 1 : 0;
    }
}

/* True where the next line is of UTF-16. */
static bool is_wide_line(struct text_lines *l)
{
    if (text_is_wide(l->wide) && is_narrow_line(l)) {
        if (!text_is_wide(l->input->encoding)) {
            l->wide = l->input->encoding;
        }
        return false;
    }
    look_for_wide(l);
    return text_is_wide(l->wide);
}

static struct view take_wide(struct text_lines *l)
{
    struct buffer *out = &l->batch->scratch[TEXT_SCRATCH_LINE];
    size_t end = wide_line_end(l->data, l->pos, l->wide == TEXT_UTF16BE);
    buffer_clear(out);
    text_to_utf8(out, view_slice(l->data, l->pos, end), l->wide, NULL);
    l->pos = l->data.len - end >= 2 ? end + 2 : l->data.len;
    return buffer_view(out);
}

/* A line of a text that was put together from several: a return ends one alone, but where only
 * returns follow it before the line feed. That is looked for once for all lines before it. */
static struct view take_returned(struct text_lines *l)
{
    const size_t start = l->pos;
    if (l->pos >= l->feed_end) {
        const char *feed = memchr(l->data.data + l->pos, '\n', l->data.len - l->pos);
        l->feed_end = feed ? (size_t)(feed - l->data.data) + 1 : l->data.len;
        l->last_end = l->feed_end - (feed ? 1 : 0);
        while (l->last_end > l->pos && l->data.data[l->last_end - 1] == '\r') {
            l->last_end--;
        }
    }
    const struct view rest = view_slice(l->data, start, l->last_end);
    const char *end = rest.len > 0 ? memchr(rest.data, '\r', rest.len) : NULL;
    const size_t len = end ? (size_t)(end - rest.data) : rest.len;
    l->pos = end ? start + len + 1 : l->feed_end;
    return view_slice(rest, 0, len);
}

static struct view take_bytes(struct text_lines *l)
{
    struct view rest = view_from(l->data, l->pos);
    if (l->has_returns && rest.len > 0) {
        return take_returned(l);
    }
    const char *end = rest.len > 0 ? memchr(rest.data, l->mark, rest.len) : NULL;
    struct view line = view_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len);
    l->pos += line.len + (end ? 1 : 0);
    return line;
}

bool text_lines_are_plain(const struct text_lines *l)
{
    return l->damage == 0 && !l->has_prefix && !l->may_have_nuls && l->is_utf8;
}

struct view text_lines_peek(const struct text_lines *l)
{
    const struct view rest = view_from(l->data, l->pos);
    if (!text_lines_are_plain(l) || l->has_returns || rest.len == 0) {
        return VIEW_NONE;
    }
    const char *end = memchr(rest.data, l->mark, rest.len);
    return view_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len);
}

/* A line that may be several as it is stored. */
static struct view take_coded(struct text_lines *l)
{
    struct buffer *out = &l->batch->scratch[TEXT_SCRATCH_DECODED];
    buffer_clear(out);
    while (!text_decode_line(out, take_bytes(l)) && l->pos < l->data.len) {
    }
    return buffer_view(out);
}

/* Two bytes of a character may look like one of UTF-8. */
static bool is_plain(const struct text_lines *l, struct view line)
{
    const struct code_page *page = l->input->code_page;
    return !(page && page->pairs) && text_utf8_valid_len(line) == line.len;
}

static struct view take_narrow(struct text_lines *l, bool *is_code_page)
{
    bool is_coded = (l->damage & TEXT_DAMAGE_CODED) != 0;
    struct view line = is_coded ? take_coded(l) : take_bytes(l);
    if ((l->is_utf8 && !is_coded) || is_plain(l, line)) {
        return line;
    }
    struct buffer *out = &l->batch->scratch[TEXT_SCRATCH_LINE];
    buffer_clear(out);
    if (l->input->code_page) {
        code_page_text(out, line, l->input->code_page, NULL);
        *is_code_page = l->input->has_guessed_page && text_utf8_valid_len(line) < line.len;
    } else {
        text_to_utf8(out, line, TEXT_WINDOWS_1252, NULL);
        *is_code_page = true;
    }
    return buffer_view(out);
}

/* wevtutil of some systems ends words with a NUL. */
static struct view without_nuls(struct text_lines *l, struct view line)
{
    if (line.len == 0 || !memchr(line.data, '\0', line.len)) {
        return line;
    }
    char *text = arena_bytes(&l->batch->arena, line.len);
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        text[len] = line.data[i];
        len += line.data[i] != '\0';
    }
    return (struct view){text, len};
}

/* The next line of the source, its damage undone that is not of HTML. */
static struct view take_line(struct text_lines *l, bool *is_code_page)
{
    const bool is_wide = l->may_have_nuls && is_wide_line(l);
    struct view text = is_wide ? take_wide(l) : take_narrow(l, is_code_page);
    while (text.len > 0 && text.data[text.len - 1] == '\r') {
        text.len--;
    }
    text = l->may_have_nuls ? without_nuls(l, text) : text;
    if (l->has_prefix && l->prefix.is_run) {
        l->has_prefix = text_prefix_goes_on(&l->prefix, text);
    }
    text = l->has_prefix ? text_without_prefix(text, &l->prefix) : text;
    if ((l->damage & ~(unsigned)TEXT_DAMAGE_PAGE) == 0) {
        return text;
    }
    struct buffer *out = &l->batch->scratch[TEXT_SCRATCH_CLEAN];
    buffer_clear(out);
    text_mend_line(out, text, l->damage);
    return buffer_view(out);
}

/* "@{A=B} @{C=D}": each on a line of its own. */
static void add_objects(struct buffer *out, struct view line)
{
    struct view head;
    while (view_cut(line, VIEW("} @{"), &head, &line)) {
        buffer_add(out, head);
        buffer_add_text(out, "}\n@{");
    }
    buffer_add(out, line);
}

/* True when the text goes on in the next line of the source. */
static bool goes_on(const struct text_lines *l, struct view line, enum text_row row)
{
    if (l->damage & TEXT_DAMAGE_RTF) {
        return !view_ends_nocase(view_trim(line), VIEW("\\par"));
    }
    return row == TEXT_ROW_BEGINS;
}

/* The text that lines of a page or document stand for. */
static void add_page(struct text_lines *l, struct buffer *page, struct buffer *row)
{
    if (l->damage & TEXT_DAMAGE_RTF) {
        text_add_without_rtf(page, buffer_view(row));
        return;
    }
    if (l->damage & TEXT_DAMAGE_LITERAL) {
        text_add_unescaped(page, buffer_view(row));
        return;
    }
    if ((l->damage & TEXT_DAMAGE_FLAT) && text_flat_begin(buffer_view(row)) != SIZE_MAX) {
        text_add_unflattened(page, buffer_view(row));
        return;
    }
    if (!(l->damage & (TEXT_DAMAGE_HTML | TEXT_DAMAGE_TWICE))) {
        add_objects(page, buffer_view(row));
        return;
    }
    text_add_without_html(page, buffer_view(row));
    if (l->damage & TEXT_DAMAGE_TWICE) {
        buffer_clear(row);
        buffer_add(row, buffer_view(page));
        buffer_clear(page);
        text_add_without_html(page, buffer_view(row));
    }
}

/* Lines of a page: a row of a table is one, wherever it has line ends, and so is a paragraph of a
 * document; others may be several. */
static void take_page_lines(struct text_lines *l, bool *is_code_page)
{
    struct buffer *row = &l->batch->scratch[TEXT_SCRATCH_ROW];
    struct buffer *page = &l->batch->scratch[TEXT_SCRATCH_PAGE];
    struct view line = take_line(l, is_code_page);
    enum text_row state = text_row_of(line);
    buffer_clear(row);
    buffer_add(row, line);
    while (goes_on(l, line, state) && l->pos < l->data.len && row->len < MAX_PAGE_ROW) {
        line = take_line(l, is_code_page);
        state = text_row_of(line) == TEXT_ROW_ENDS ? TEXT_ROW_ENDS : state;
        buffer_add_text(row, l->damage & TEXT_DAMAGE_RTF ? "" : " ");
        buffer_add(row, line);
    }
    buffer_clear(page);
    add_page(l, page, row);
    l->pending = buffer_view(page);
}

/* How long the empty line at the start of the text is; 0 for any other. */
static size_t empty_len(struct view text)
{
    return view_starts(text, VIEW("\r\n")) ? 2 : view_starts(text, VIEW("\n")) ? 1 : 0;
}

/* Passes over the blank line that follows each line, which is none of the text; where one does not,
 * those that have them end. */
static void skip_space(struct text_lines *l, struct view line)
{
    if ((l->damage & TEXT_DAMAGE_SPACED) && !view_is_blank(line)) {
        const size_t len = empty_len(view_from(l->data, l->pos));
        l->damage &= ~(len == 0 ? (unsigned)TEXT_DAMAGE_SPACED : 0);
        l->pos += len;
    }
}

/* The next such byte, of which none is between `start` and the one that was found last. */
static size_t find_next(const struct text_lines *l, char c, size_t start, size_t last)
{
    if (last >= start && last > 0) {
        return last;
    }
    const struct view rest = view_from(l->data, start);
    const char *at = rest.len > 0 ? memchr(rest.data, c, rest.len) : NULL;
    return at ? (size_t)(at - l->data.data) : l->data.len;
}

/* True when a bar or a tab is in the line that starts there and was taken. Most lines of a text
 * with such have none. */
static bool has_cells(struct text_lines *l, size_t start)
{
    if (!l->has_cells || !text_lines_are_plain(l)) {
        return l->has_cells;
    }
    l->next_bar = find_next(l, '|', start, l->next_bar);
    l->next_tab = find_next(l, '\t', start, l->next_tab);
    return l->next_bar < l->pos || l->next_tab < l->pos;
}

/* True when both may have the same prefix: a number behind blanks, a mark, or the name of a file,
 * which ends with a colon. */
static bool may_be_prefix(struct view first, struct view second)
{
    enum { MAX_HEAD = 256 };
    const struct view head = view_slice(first, 0, MAX_HEAD);
    const size_t start = view_skip_blanks(head, 0);
    const size_t other = view_skip_blanks(view_slice(second, 0, MAX_HEAD), 0);
    if (start >= first.len || other >= second.len || ascii_is_of("\r\n", second.data[0])) {
        return false;
    }
    if (!ascii_is_letter(head.data[start])) {
        return ascii_is_digit(head.data[start]) == ascii_is_digit(second.data[other]);
    }
    const char *colon = head.len > 3 ? memchr(head.data + 2, ':', head.len - 2) : NULL;
    const size_t len = colon ? (size_t)(colon - head.data) + 1 : 0;
    return len > 0 && len <= second.len && memcmp(head.data, second.data, len) == 0;
}

/* Lines from that place on as UTF-8. */
static struct view look_from(struct text_lines *l, size_t pos)
{
    enum { LOOK = 16 * 1024 };
    const struct view look = view_slice(l->data, pos, pos + LOOK);
    if (!text_is_wide(l->input->encoding) && !l->input->code_page) {
        return look;
    }
    struct buffer *text = &l->batch->scratch[TEXT_SCRATCH_DECODED];
    buffer_clear(text);
    code_page_source_text(text, look, l->input);
    return buffer_view(text);
}

/* What the line is that holds several. */
static unsigned joined_of(struct view line)
{
    struct text_label label;
    if (line.len < TEXT_JOINED_LINE) {
        return 0;
    }
    if (view_starts(line, VIEW("@{"))) {
        return view_find(line, VIEW("} @{"), 0) != SIZE_MAX ? TEXT_DAMAGE_OBJECTS : 0;
    }
    if (view_starts(line, VIEW("+ System ")) || view_starts(line, VIEW("- System "))) {
        return text_is_flat(line) ? TEXT_DAMAGE_FLAT : 0;
    }
    if (!text_label_of(line, &label) || label.part == TEXT_PART_MESSAGE) {
        return 0;
    }
    return text_is_flat(line) ? TEXT_DAMAGE_FLAT : text_is_literal(line) ? TEXT_DAMAGE_LITERAL : 0;
}

/* True for a label from which on blank lines stand behind each line. */
static bool begins_spaced(const struct text_lines *l, const struct text_line *line, size_t start)
{
    struct text_label label;
    struct view head;
    const size_t len = empty_len(view_from(l->data, l->pos));
    struct view below = view_slice(l->data, l->pos + len, l->pos + len + TEXT_MAX_NAME * 4);
    return len > 0 && !(l->damage & TEXT_DAMAGE_SPACED) &&
           view_cut(below, VIEW("\n"), &head, &below) && head.len > 1 && empty_len(below) > 0 &&
           text_label_of(line->text, &label) && text_is_spaced(view_from(l->data, start));
}

bool text_lines_redress(struct text_lines *l, const struct text_line *line)
{
    const size_t start = (size_t)(line->offset - l->base);
    if ((l->damage & TEXT_DAMAGE_PAGE) || !l->is_first || line->is_blank || start < l->redressed) {
        return false;
    }
    l->once = joined_of(line->text);
    l->is_new = l->once != 0;
    l->damage |= l->once;
    bool is_other = l->is_new;
    if (!is_other && begins_spaced(l, line, start)) {
        l->damage |= TEXT_DAMAGE_SPACED;
        is_other = true;
    } else if (!is_other && !l->has_prefix &&
               (text_is_wide(l->wide) || may_be_prefix(line->text, view_from(l->data, l->pos)))) {
        l->prefix = text_prefix_of_run(look_from(l, start));
        is_other = l->has_prefix = text_has_prefix(&l->prefix);
    }
    if (is_other) {
        l->redressed = start + 1;
        l->pos = start;
    }
    return is_other;
}

bool text_lines_next(struct text_lines *l, struct text_line *line)
{
    const size_t start = l->pos;
    if (l->pos >= l->data.len && l->pending.len == 0) {
        return false;
    }
    l->is_first = l->pending.len == 0;
    if (l->is_first) {
        if (l->once != 0 && !l->is_new) {
            l->damage &= ~l->once;
            l->once = 0;
        }
        l->is_new = false;
        line->offset = l->base + l->pos;
        line->is_code_page = false;
        if (l->damage & TEXT_DAMAGE_PAGE) {
            take_page_lines(l, &line->is_code_page);
        } else {
            line->text = take_line(l, &line->is_code_page);
            skip_space(l, line->text);
        }
    }
    if (l->damage & TEXT_DAMAGE_PAGE) {
        line->text = l->pending;
        if (!view_cut(l->pending, VIEW("\n"), &line->text, &l->pending)) {
            l->pending = VIEW_NONE;
        }
    }
    line->is_blank = view_is_blank(line->text);
    line->has_cells = has_cells(l, start);
    return true;
}
