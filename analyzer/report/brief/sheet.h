/* A text with a shape, before it becomes Markdown, HTML or what a ticket system wants: blocks of
 * phrases (phrases.h), in the order of reading. */
#ifndef WMILOG_ANALYZER_REPORT_BRIEF_SHEET_H
#define WMILOG_ANALYZER_REPORT_BRIEF_SHEET_H
#include "analyzer/report/brief/phrases.h"

enum sheet_kind {
    SHEET_TEXT,    /* paragraphs */
    SHEET_HEADING, /* of what follows, up to the next one */
    SHEET_LABEL,   /* a lesser heading: of the next block alone */
    SHEET_FACTS,   /* each with a label */
    SHEET_LIST,
    SHEET_STEPS, /* a list with numbers */
    SHEET_CODE,  /* lines of text as they are */
    SHEET_KIND_COUNT
};

struct sheet_item {
    const char *label; /* constant; of facts alone */
    struct view text;  /* a phrase */
};

struct sheet_block {
    enum sheet_kind kind;
    struct sheet_item *items; /* at least one */
    size_t count, cap;
};

/* Everything lives in `arena`. */
struct sheet {
    struct arena *arena;
    struct sheet_block *blocks;
    size_t count, cap;
    size_t tail;        /* blocks at the end that are kept when a text is cut */
    struct buffer line; /* for composing one item */
};

void sheet_init(struct sheet *s, struct arena *arena);
void sheet_release(struct sheet *s); /* not the arena */
/* Begins a block; a block without an item counts as none. */
void sheet_open(struct sheet *s, enum sheet_kind kind);
/* Adds what is composed in `line` as an item and empties it; nothing when it is empty. */
void sheet_item(struct sheet *s, const char *label);
/* A block of one item. */
void sheet_line(struct sheet *s, enum sheet_kind kind, const char *text);

/* What becomes a ticket: facts, causes with how to check and what to do, and as its tail evidence
 * and fingerprint. The verdict is a fact where no heading tells it. */
void sheet_of_brief(struct sheet *s, const struct brief *brief, bool has_verdict);

/* What is told of an event consumer, as facts of an open block; and what it runs, as code, where
 * that has lines. */
void sheet_consumer(struct sheet *s, const struct brief *brief);
void sheet_consumer_lines(struct sheet *s, const struct brief *brief);
/* How to see what is registered now, and how to be rid of it; each under a heading of that kind.
 */
void sheet_consumer_steps(struct sheet *s, enum sheet_kind head);

/* How long a text is in the units of UTF-16, which is what ticket systems count or less. */
size_t sheet_units(struct view text);
/* The longest prefix of whole characters that has at most so many units. */
struct view sheet_cut(struct view text, size_t units);

/* How many of the blocks fit into `units`, when a block takes `measure` of it; the tail, and `note`
 * units for saying that something is missing, are counted first. `count` when all fit. Never ends
 * with a heading or a label. */
size_t sheet_fit(const struct sheet *s, size_t units, size_t note,
                 size_t (*measure)(void *context, const struct sheet_block *block), void *context);

#endif
