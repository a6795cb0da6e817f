/* The text of a ticket in the markup of a system, cut by whole blocks to what the system keeps. */
#ifndef WMILOG_ANALYZER_REPORT_TICKETS_BODY_H
#define WMILOG_ANALYZER_REPORT_TICKETS_BODY_H
#include "analyzer/report/tickets/ticket.h"

/* Each adds a block to a text that may hold others already. */
void body_plain_block(struct buffer *b, const struct sheet_block *block); /* no markup at all */
void body_html_block(struct buffer *b, const struct sheet_block *block);
void body_wiki_block(struct buffer *b, const struct sheet_block *block); /* Jira's own */

/* How a system counts. */
struct body_limit {
    size_t max;
    size_t (*length)(struct view text); /* sheet_units, or bytes */
};

size_t body_bytes(struct view text);
/* The text of a ticket in the markup that `add` writes, in the ticket's arena: as many blocks as
 * fit the limit; where some did not, a note and the last blocks that always stand there. */
struct view body_of(const struct ticket *t,
                    void (*add)(struct buffer *b, const struct sheet_block *block),
                    const struct body_limit *limit);

/* A document of Atlassian, as the member `key`. */
void body_put_adf(struct json_writer *w, const char *key, const struct ticket *t);

/* What is said where blocks were cut. */
void body_note(struct buffer *b, const struct ticket *t, size_t shown);

#endif
