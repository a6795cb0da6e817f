/* What all explanations are made of: titles, and rows of a label and a text. */
#include <string.h>

#include "analyzer/report/text/explain.h"
#include "analyzer/report/text/words.h"

enum { LABEL_INDENT = 2, LABEL_HANG = 13 };

void explanation_init(struct explanation *e, const struct rule_set *rules, bool shows_all,
                      struct paper paper)
{
    *e = (struct explanation){.rules = rules, .shows_all = shows_all, .paper = paper};
    buffer_init(&e->line, BUFFER_NO_MAX);
}

void explanation_release(struct explanation *e)
{
    buffer_release(&e->line);
}

void explain_title(struct explanation *e, struct view name, const char *kind)
{
    if (e->count++ > 0) {
        paper_blank(&e->paper);
    }
    e->label = NULL;
    paper_add_log(&e->line, name, WORDS_TEXT);
    buffer_format(&e->line, "  %s", kind);
    paper_paragraph(&e->paper, &(struct paragraph){.paint = PAINT_STRONG}, buffer_view(&e->line));
    buffer_clear(&e->line);
}

void explain_flush(struct explanation *e, const char *label)
{
    if (e->line.len > 0) {
        const bool is_same = e->label && strcmp(e->label, label) == 0;
        const struct paragraph how = {.indent = LABEL_INDENT,
                                      .lead = is_same ? "" : label,
                                      .lead_paint = PAINT_DIM,
                                      .hang = LABEL_HANG};
        e->label = label;
        paper_paragraph(&e->paper, &how, buffer_view(&e->line));
        buffer_clear(&e->line);
    }
}

void explain_row(struct explanation *e, const char *label, struct view text)
{
    paper_add_log(&e->line, text, WORDS_RULE);
    explain_flush(e, label);
}
