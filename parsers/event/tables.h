/* Tables behind each other in one source, as where files were put together: each is read by its own
 * head, which may stand far before a block. */
#ifndef WMILOG_PARSERS_EVENT_TABLES_H
#define WMILOG_PARSERS_EVENT_TABLES_H
#include "parsers/event/reader.h"

struct csv;
struct tables;

enum {
    TABLES_MAX_HEADS = 512, /* lines of a table in a block that are taken for heads and are none */
    TABLES_MAX_PARTS = 512, /* tables of a block; what is more is told */
};

/* What the search of a block for heads has cost so far. */
struct tables_look {
    size_t count; /* rows that were looked at closely for nothing */
    bool is_over; /* and there were more than may be */
};

/* True where the latest row is the head of another table: `bytes` are those of the source from the
 * row on. Quick for rows of values. */
bool tables_begin(const struct csv *row, const struct reader_input *input, struct view bytes,
                  struct tables_look *look);

/* A search for the start of a row which goes by a line after another and may lie in rows of another
 * table. */
struct tables_search {
    size_t start; /* of such rows; SIZE_MAX for none so far */
    size_t looks; /* lines that were looked at for them */
    size_t lines; /* that were passed since */
    size_t far;   /* so many of them without a row of the known table end the search */
};

enum {
    TABLES_MAX_LOOKS = 512, /* lines that may be looked at; none behind them is taken for a row */
    TABLES_FAR = 24,        /* lines behind such rows */
    TABLES_FAR_INSIDE = 512 /* behind those that may be lines of a quoted cell */
};

/* Looks at the line at `start`, which is behind those before and may begin a row of the known
 * table, or at the end of the text: true when the search ends with `start` of the search. Gives the
 * same for every text that goes on behind what was looked at. */
bool tables_end_search(struct tables_search *s, struct view text, size_t start);

/* Parses a block of a form that has parse_table(): all tables in it, each in its own form. */
void tables_parse(const struct reader *form, const struct reader_input *input,
                  const struct block *block, struct batch *batch);

/* Notes that rows of the block may belong to a head far before it, see reader.h: learn(). */
void tables_puzzle(const struct block *block, struct batch *batch);
/* Tells when there were more such rows in what begins at `offset`. */
void tables_tell_look(const struct tables_look *look, uint64_t offset, struct batch *batch);
/* Tells rows which are no event by the head that they were read by and yet look like one. */
void tables_tell_lost(uint64_t count, uint64_t offset, struct batch *batch);
/* True for a row that holds what only events of WMI have. */
bool tables_may_hold_event(struct view row);

/* All heads in a source, which is no UTF-16, as far as about `max_bytes` hold them; NULL where
 * there is none but the first. For struct reader. */
void *tables_learn(const struct reader_input *input, struct source *source, size_t max_bytes);
void tables_unlearn(void *learned); /* NULL is fine */

#endif
