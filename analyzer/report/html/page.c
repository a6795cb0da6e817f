/* How text becomes HTML: one way for all of it, whether it stands between tags or in an attribute.
 */
#include "analyzer/report/html/page.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/report/text/words.h"
#include "parsers/base/ascii.h"
#include "parsers/event/markup.h"
#include "rules/texts/step.h"

struct html_page html_page_on(struct output *out, const struct report_run *run,
                              const struct report_content *content)
{
    struct html_page p = {.out = out, .run = run, .content = content};
    buffer_init(&p.line, BUFFER_NO_MAX);
    buffer_init(&p.clean, BUFFER_NO_MAX);
    return p;
}

void html_page_release(struct html_page *p)
{
    buffer_release(&p->line);
    buffer_release(&p->clean);
}

static void write(struct html_page *p, struct view v)
{
    output_write(p->out, v);
    p->written += v.len;
}

void html_raw(struct html_page *p, const char *markup)
{
    write(p, view_of(markup));
}

void html_format(struct html_page *p, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    write(p, (struct view){text, len < (int)sizeof(text) ? (size_t)len : sizeof(text) - 1});
}

/* `text` is well-formed UTF-8 without hidden characters, as text_add_clean makes it. */
static void write_escaped(struct html_page *p, struct view text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *with = markup_escape(text.data[i]);
        if (with) {
            write(p, view_slice(text, start, i));
            html_raw(p, with);
            start = i + 1;
        }
    }
    write(p, view_from(text, start));
}

static bool begins_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* Bytes of the first `count` characters; `*left` is how many come after them. */
static size_t cut_at(struct view text, size_t count, size_t *left)
{
    size_t seen = 0, len = text.len;
    for (size_t i = 0; i < text.len; i++) {
        if (begins_character(text.data[i]) && seen++ == count) {
            len = i;
        }
    }
    *left = seen > count ? seen - count : 0;
    return len;
}

static void write_cut(struct html_page *p, struct view text, size_t max)
{
    size_t left;
    size_t len = cut_at(text, max, &left);
    write_escaped(p, view_slice(text, 0, len));
    if (left > 0) {
        html_raw(p, " \xe2\x80\xa6 ");
        html_count(p, left, "more character", "more characters");
    }
}

void html_text(struct html_page *p, struct view text, size_t max)
{
    buffer_clear(&p->clean);
    text_add_folded(&p->clean, view_trim(text));
    write_cut(p, buffer_view(&p->clean), max);
}

void html_value(struct html_page *p, struct view text, size_t max)
{
    html_raw(p, "<bdi translate=\"no\">");
    html_text(p, text, max);
    html_raw(p, "</bdi>");
}

static bool is_blank_at(struct view text, size_t i)
{
    return i < text.len && ascii_is_blank(text.data[i]);
}

/* A command that has to be cut is none any more. */
static bool is_whole(const struct step_piece *piece)
{
    return piece->is_command && piece->text.len <= HTML_TEXT;
}

void html_step(struct html_page *p, struct view step)
{
    struct step_piece piece;
    bool is_first = true;
    for (; step_next(&step, &piece); is_first = false) {
        if (is_whole(&piece)) {
            html_raw(p, "<code class=\"typed\" translate=\"no\">");
            html_text(p, piece.text, HTML_TEXT);
            html_raw(p, "</code>");
            continue;
        }
        html_raw(p, !is_first && is_blank_at(piece.text, 0) ? " " : "");
        html_text(p, piece.text, HTML_TEXT);
        html_raw(p, is_blank_at(piece.text, piece.text.len - 1) ? " " : "");
    }
}

/* Cleaned, with blanks for tabs. */
static void add_line(struct buffer *b, struct view line)
{
    struct view before;
    while (view_cut(line, VIEW("\t"), &before, &line)) {
        text_add_clean(b, before);
        buffer_add_text(b, "    ");
    }
    text_add_clean(b, line);
}

/* Blanks that all lines that are shown begin with, as add_line writes them. */
static size_t common_indent(struct view text)
{
    size_t least = SIZE_MAX, shown = 0;
    while (text.len > 0 && shown < HTML_MAX_LINES) {
        const struct view line = view_take_line(&text);
        size_t indent = 0;
        for (size_t i = 0; i < line.len && (line.data[i] == ' ' || line.data[i] == '\t'); i++) {
            indent += line.data[i] == '\t' ? 4 : 1;
        }
        if (!view_is_blank(line)) {
            least = indent < least ? indent : least;
            shown++;
        }
    }
    return least == SIZE_MAX ? 0 : least;
}

void html_lines(struct html_page *p, struct view text)
{
    const size_t indent = common_indent(text);
    size_t shown = 0, more = 0;
    while (text.len > 0) {
        const struct view line = view_take_line(&text);
        if (view_is_blank(line)) {
            continue;
        }
        if (shown == HTML_MAX_LINES) {
            more++;
            continue;
        }
        html_raw(p, shown++ > 0 ? "\n" : "");
        buffer_clear(&p->clean);
        add_line(&p->clean, line);
        write_cut(p, view_from(buffer_view(&p->clean), indent), HTML_TEXT);
    }
    if (more > 0) {
        html_raw(p, "\n\xe2\x80\xa6 ");
        html_count(p, more, "more line", "more lines");
    }
}

void html_phrase(struct html_page *p)
{
    write_escaped(p, buffer_view(&p->line));
    buffer_clear(&p->line);
}

void html_number(struct html_page *p, uint64_t number)
{
    char digits[TEXT_NUMBER_SIZE];
    struct view all = text_decimal(digits, number);
    for (size_t i = 0; i < all.len; i++) {
        if (i > 0 && all.len > 4 && (all.len - i) % 3 == 0) {
            html_raw(p, "\xe2\x80\xaf"); /* a narrow blank that does not break */
        }
        write(p, view_slice(all, i, i + 1));
    }
}

void html_count(struct html_page *p, uint64_t count, const char *one, const char *many)
{
    html_number(p, count);
    html_raw(p, " ");
    html_raw(p, count == 1 ? one : many);
}

void html_time(struct html_page *p, int64_t time)
{
    words_time(&p->line, time);
    html_phrase(p);
}

void html_range(struct html_page *p, int64_t first, int64_t last)
{
    words_range(&p->line, first, last);
    html_phrase(p);
}

void html_command(struct html_page *p, struct view command)
{
    html_raw(p, "<pre class=\"cmd\" translate=\"no\"><code>");
    html_text(p, command, HTML_TEXT);
    html_raw(p, "</code></pre>");
}
