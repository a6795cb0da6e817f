/* How tokens are written. */
#ifndef WMILOG_ANALYZER_REDACT_TOKEN_H
#define WMILOG_ANALYZER_REDACT_TOKEN_H
#include "analyzer/redact/names.h"

enum { TOKEN_MIN_KEY = 32 /* bytes of a key */ };

/* Appends the token of a kind: HOST-3, DOMAIN-1 (DOMAIN-1.example for a DNS name, which `word`
 * tells), USER-K7F2Q9X3AB from a hash. SIDs and addresses have the form of such, so that what reads
 * them goes on to understand them: S-1-5-21-0-0-1, 240.0.0.1 (of the range that is reserved for
 * nobody, RFC 1112), 2001:db8::1 (for documentation, RFC 3849), 02-00-00-00-00-01. Number 0 stands
 * for a name that is in no table: without a number, or that number. */
void token_put(struct buffer *out, enum name_kind kind, uint64_t number, bool is_hash,
               struct view word);
/* The running number of such a token; false when it has none. */
bool token_number(enum name_kind kind, struct view token, uint64_t *number);

/* Bits of the HMAC-SHA256 of a word, never 0. */
uint64_t token_hash(struct view key, struct view word);
/* The first four digits of the HMAC of "id": which key it was. */
void token_key_id(struct view key, char id[5]);

#endif
