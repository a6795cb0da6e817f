/* Text for people: wrapped by columns, in colour when wanted, with nothing from a log that could
 * move a cursor. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_PAPER_H
#define WMILOG_ANALYZER_REPORT_TEXT_PAPER_H
#include "analyzer/report/output.h"

enum paint {
    PAINT_NONE,
    PAINT_STRONG,
    PAINT_DIM,
    PAINT_RED,
    PAINT_YELLOW,
    PAINT_MAGENTA,
    PAINT_GREEN,
};

struct paper {
    struct output *out;
    unsigned width; /* columns */
    bool use_color;
};

/* Lines of text too wide to read are wrapped at PAPER_MAX_WIDTH. */
enum { PAPER_MIN_WIDTH = 48, PAPER_MAX_WIDTH = 120 };
enum { PAPER_LIST_TEXT = 2000 /* columns of one text of a list */ };

struct paper paper_on(struct output *out, unsigned width, bool use_color);

/* A paragraph: `indent` blanks, the lead, then the text from column `hang` on, wrapped; further
 * lines begin at column `hang`. A lead that reaches the column is followed by one blank; without a
 * lead the text begins after the indent. */
struct paragraph {
    unsigned indent;
    const char *lead; /* NULL = none */
    enum paint lead_paint;
    unsigned hang;
    enum paint paint; /* of the text */
};

/* `text` is clean already: made of literals and of what paper_add_log added. */
void paper_paragraph(const struct paper *p, const struct paragraph *how, struct view text);
void paper_blank(const struct paper *p);
/* Texts of any origin under the lead of `how`, each a paragraph; of several, each after a "-". */
void paper_list(const struct paper *p, const struct paragraph *how, const struct view *texts,
                size_t count);
/* The same with steps of rules (rules/texts/step.h): without their marks, and with each command in
 * one line where it fits. */
void paper_steps(const struct paper *p, const struct paragraph *how, const struct view *steps,
                 size_t count);
/* A heading of a section, with an empty line before it. */
void paper_heading(const struct paper *p, struct view text);

/* Appends text of any origin for one paragraph: cleaned, blanks and line feeds folded to one blank,
 * and cut in the middle when wider than `max_columns`. */
void paper_add_log(struct buffer *b, struct view text, size_t max_columns);
/* The same for a step of a rule, whose marks stay; one that has to be cut loses them. */
void paper_add_step(struct buffer *b, struct view step, size_t max_columns);

#endif
