/* How text is broken into lines, painted and cut. */
#include "analyzer/report/text/paper.h"

#include "parsers/base/text.h"
#include "rules/texts/step.h"

#define ELLIPSIS " ... "

/* A blank at which no line is broken: a byte that no clean text has. */
#define BLANK_KEPT "\x1f"

enum {
    MIN_TEXT_WIDTH = 12, /* beside a lead; where less is left, text goes below it */
    NEAR_BLANK = 12,     /* bytes between the place of a cut and a blank that is a better one */
};

static const char *const paint_codes[] = {
    [PAINT_NONE] = "",          [PAINT_STRONG] = "\033[1m",    [PAINT_DIM] = "\033[2m",
    [PAINT_RED] = "\033[1;31m", [PAINT_YELLOW] = "\033[1;33m", [PAINT_MAGENTA] = "\033[1;35m",
    [PAINT_GREEN] = "\033[32m",
};

struct paper paper_on(struct output *out, unsigned width, bool use_color)
{
    if (width < PAPER_MIN_WIDTH) {
        width = PAPER_MIN_WIDTH;
    }
    if (width > PAPER_MAX_WIDTH) {
        width = PAPER_MAX_WIDTH;
    }
    return (struct paper){.out = out, .width = width, .use_color = use_color};
}

static void write_painted(const struct paper *p, enum paint paint, struct view text)
{
    bool paints = p->use_color && paint != PAINT_NONE && text.len > 0;
    if (paints) {
        output_text(p->out, paint_codes[paint]);
    }
    output_write(p->out, text);
    if (paints) {
        output_text(p->out, "\033[0m");
    }
}

static void write_blanks(const struct paper *p, size_t count)
{
    output_format(p->out, "%*s", (int)count, "");
}

static size_t character_len(struct view text)
{
    size_t len = 1;
    while (len < text.len && ((unsigned char)text.data[len] & 0xc0) == 0x80) {
        len++;
    }
    return len;
}

/* Bytes of the longest prefix of well-formed `text` that takes at most `columns` columns. */
static size_t prefix_len(struct view text, size_t columns)
{
    size_t len = 0;
    while (len < text.len) {
        size_t step = character_len(view_from(text, len));
        size_t width = text_width(view_slice(text, len, len + step));
        if (width > columns) {
            break;
        }
        columns -= width;
        len += step;
    }
    return len;
}

/* Where a line can be broken: behind the last of these marks from `from` to `fits`, or 0. */
static size_t break_after(const char *marks, struct view text, size_t from, size_t fits)
{
    size_t len = fits;
    while (len > from && !ascii_is_of(marks, text.data[len - 1])) {
        len--;
    }
    return len > from ? len : 0;
}

/* The bytes of the next line of `columns`, and where the line after it begins. */
static size_t line_len(struct view text, size_t columns, size_t *next)
{
    size_t fits = prefix_len(text, columns);
    *next = fits;
    if (fits == text.len) {
        return fits;
    }
    size_t len = fits;
    while (len > 0 && text.data[len] != ' ') {
        len--;
    }
    size_t word = len > 0 ? len + 1 : 0;
    size_t end = view_find(text, VIEW(" "), word);
    if (text_width(view_slice(text, word, end)) > columns) {
        size_t broken = break_after("\\/.:,;=&", text, word, fits);
        if (broken > 0) {
            *next = broken;
            return broken;
        }
    }
    if (len == 0) { /* no blank: within a name; a character wider than the line goes anyway */
        const size_t broken = break_after("_", text, 0, fits);
        *next = broken > 0 ? broken : fits > 0 ? fits : character_len(text);
        return *next;
    }
    *next = len + 1;
    return len;
}

static void write_line(const struct paper *p, enum paint paint, struct view line)
{
    struct view before;
    while (view_cut(line, VIEW(BLANK_KEPT), &before, &line)) {
        write_painted(p, paint, before);
        output_text(p->out, " ");
    }
    write_painted(p, paint, line);
}

static void write_text(const struct paper *p, enum paint paint, struct view text, size_t column,
                       size_t hang)
{
    while (text.len > 0) {
        size_t next;
        size_t len = line_len(text, column < p->width ? p->width - column : 1, &next);
        write_line(p, paint, view_slice(text, 0, len));
        text = view_from(text, next);
        if (text.len == 0) {
            break;
        }
        output_text(p->out, "\n");
        write_blanks(p, hang);
        column = hang;
    }
}

void paper_paragraph(const struct paper *p, const struct paragraph *how, struct view text)
{
    size_t column = how->indent;
    write_blanks(p, column);
    if (how->lead) {
        write_painted(p, how->lead_paint, view_of(how->lead));
        column += text_width(view_of(how->lead));
    }
    size_t hang = how->hang + MIN_TEXT_WIDTH <= p->width ? how->hang : how->indent + 2;
    if (how->lead && text.len > 0) {
        size_t start = column < how->hang ? how->hang : column + 1;
        bool fits = start + MIN_TEXT_WIDTH <= p->width;
        output_text(p->out, fits ? "" : "\n");
        write_blanks(p, fits ? start - column : hang);
        column = fits ? start : hang;
    }
    write_text(p, how->paint, text, column, hang);
    output_text(p->out, "\n");
}

void paper_blank(const struct paper *p)
{
    output_text(p->out, "\n");
}

void paper_heading(const struct paper *p, struct view text)
{
    paper_blank(p);
    paper_paragraph(p, &(struct paragraph){.paint = PAINT_STRONG}, text);
}

static size_t character_start(struct view text, size_t at)
{
    while (at > 0 && ((unsigned char)text.data[at] & 0xc0) == 0x80) {
        at--;
    }
    return at;
}

/* A cut within a word goes back to the blank before it, where that is near. */
static size_t word_end(struct view text, size_t len)
{
    size_t at = len;
    while (at > 0 && at + NEAR_BLANK > len && text.data[at] != ' ') {
        at--;
    }
    return at > 0 && text.data[at] == ' ' ? at : len;
}

static size_t word_start(struct view text, size_t from)
{
    size_t at = from;
    while (at < text.len && at < from + NEAR_BLANK && at > 0 && text.data[at - 1] != ' ') {
        at++;
    }
    return at < text.len && at > 0 && text.data[at - 1] == ' ' ? at : from;
}

static void add_cut(struct buffer *b, struct view head, struct view tail, size_t columns)
{
    size_t left = columns > sizeof(ELLIPSIS) ? columns - (sizeof(ELLIPSIS) - 1) : 1;
    size_t tail_columns = left / 3;
    size_t head_len = prefix_len(head, left - tail_columns);
    buffer_add(b, view_slice(head, 0, head_len < head.len ? word_end(head, head_len) : head_len));
    buffer_add_text(b, ELLIPSIS);
    size_t tail_width = text_width(tail);
    size_t skipped = tail_width > tail_columns ? tail_width - tail_columns : 0;
    size_t from = prefix_len(tail, skipped);
    if (text_width(view_slice(tail, 0, from)) < skipped) { /* a wide character at the edge */
        from += character_len(view_from(tail, from));
    }
    buffer_add(b, view_from(tail, word_start(tail, from)));
}

/* The lead of the first text, blanks in its place before the others, and the "-" of a list. */
static void add_lead(struct buffer *b, const struct paragraph *how, bool is_first, bool is_list)
{
    buffer_add_text(b, is_first ? how->lead : "");
    if (!is_list) {
        return;
    }
    while (b->len + how->indent < how->hang) {
        buffer_add_char(b, ' ');
    }
    buffer_add_char(b, '-');
}

static void add_command(struct buffer *b, struct view command, size_t columns)
{
    const bool fits = text_width(command) <= columns;
    struct view word;
    while (fits && view_cut(command, VIEW(" "), &word, &command)) {
        buffer_add(b, word);
        buffer_add_text(b, BLANK_KEPT);
    }
    buffer_add(b, command);
}

/* Adds a step; commands that would be longer than a line of `columns` are cut there. */
static void add_step(struct buffer *b, struct view step, size_t columns)
{
    enum { PUNCTUATION = 2 }; /* columns behind a command that belong to its last word */
    struct buffer clean;
    struct step_piece piece;
    buffer_init(&clean, BUFFER_NO_MAX);
    paper_add_step(&clean, step, PAPER_LIST_TEXT);
    struct view rest = buffer_view(&clean);
    while (step_next(&rest, &piece)) {
        if (piece.is_command && columns > PUNCTUATION) {
            add_command(b, piece.text, columns - PUNCTUATION);
        } else {
            buffer_add(b, piece.text);
        }
    }
    buffer_release(&clean);
}

static void write_list(const struct paper *p, const struct paragraph *how, const struct view *texts,
                       size_t count, bool are_steps)
{
    const bool is_list = count > 1;
    struct buffer lead, text;
    buffer_init(&lead, BUFFER_NO_MAX);
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < count; i++) {
        struct paragraph item = *how;
        buffer_clear(&lead);
        buffer_clear(&text);
        add_lead(&lead, how, i == 0, is_list);
        buffer_add_char(&lead, '\0');
        item.lead = lead.data;
        item.hang = how->hang + (is_list ? 2 : 0);
        if (are_steps) {
            add_step(&text, texts[i], p->width > item.hang ? p->width - item.hang : 0);
        } else {
            paper_add_log(&text, texts[i], PAPER_LIST_TEXT);
        }
        paper_paragraph(p, &item, buffer_view(&text));
    }
    buffer_release(&lead);
    buffer_release(&text);
}

void paper_list(const struct paper *p, const struct paragraph *how, const struct view *texts,
                size_t count)
{
    write_list(p, how, texts, count, false);
}

void paper_steps(const struct paper *p, const struct paragraph *how, const struct view *steps,
                 size_t count)
{
    write_list(p, how, steps, count, true);
}

/* Text far longer than the result is not looked at in full: 8 bytes for a column are enough. */
void paper_add_log(struct buffer *b, struct view text, size_t max_columns)
{
    text = view_trim(text);
    size_t enough = max_columns * 8;
    bool is_long = text.len / 2 > enough;
    struct buffer head, tail;
    buffer_init(&head, BUFFER_NO_MAX);
    buffer_init(&tail, BUFFER_NO_MAX);
    if (is_long) {
        text_add_folded(&head, view_slice(text, 0, character_start(text, enough)));
        text_add_folded(&tail, view_from(text, character_start(text, text.len - enough)));
    } else {
        text_add_folded(&head, text);
    }
    struct view whole = buffer_view(&head);
    if (is_long) {
        add_cut(b, whole, buffer_view(&tail), max_columns);
    } else if (text_width(whole) > max_columns) {
        add_cut(b, whole, whole, max_columns);
    } else {
        buffer_add(b, whole);
    }
    buffer_release(&head);
    buffer_release(&tail);
}

void paper_add_step(struct buffer *b, struct view step, size_t max_columns)
{
    struct buffer clean, plain;
    buffer_init(&clean, BUFFER_NO_MAX);
    buffer_init(&plain, BUFFER_NO_MAX);
    text_add_folded(&clean, view_trim(step));
    step_plain(&plain, buffer_view(&clean));
    if (text_width(buffer_view(&plain)) <= max_columns) {
        buffer_add(b, buffer_view(&clean));
    } else {
        paper_add_log(b, buffer_view(&plain), max_columns);
    }
    buffer_release(&clean);
    buffer_release(&plain);
}
