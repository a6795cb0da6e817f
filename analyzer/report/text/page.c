/* Paragraphs, labels and commands of the text report. */
#include "analyzer/report/text/page.h"

#include <limits.h>

void text_flush(struct text_report *t, const struct paragraph *how)
{
    paper_paragraph(&t->paper, how, buffer_view(&t->line));
    buffer_clear(&t->line);
}

void text_label(struct text_report *t, const char *label)
{
    text_flush(t, &(struct paragraph){.indent = TEXT_LABEL_INDENT,
                                      .lead = label ? label : "",
                                      .lead_paint = PAINT_DIM,
                                      .hang = TEXT_HANG});
}

void text_command(struct text_report *t, struct view command)
{
    struct paper wide = t->paper;
    wide.width = UINT_MAX;
    paper_add_log(&t->line, command, WORDS_RULE);
    paper_paragraph(&wide, &(struct paragraph){.indent = 4, .paint = PAINT_STRONG},
                    buffer_view(&t->line));
    buffer_clear(&t->line);
}
