/* SIDs and addresses in texts. */
#ifndef WMILOG_ANALYZER_REDACT_ADDRESS_H
#define WMILOG_ANALYZER_REDACT_ADDRESS_H
#include "analyzer/redact/rewriter.h"

/* Length of a SID at `pos`, with '-' or '_' between its numbers, and of an IPv4, IPv6 or MAC
 * address, as words of their own; 0 for none. */
size_t sid_at(struct view text, size_t pos);
size_t address_at(struct view text, size_t pos, enum name_kind *kind);
/* A SID that begins within a word, too. */
size_t sid_within(struct view text, size_t pos);
/* The whole text is an address. */
bool address_is(struct view text, enum name_kind *kind);

/* Append what stands for it: itself, when it is the same everywhere. */
void rewrite_sid(struct rewriter *w, struct view sid, struct buffer *out);
void rewrite_address(struct rewriter *w, enum name_kind kind, struct view address,
                     struct buffer *out);

#endif
