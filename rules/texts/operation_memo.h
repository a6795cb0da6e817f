/* Operation texts that were parsed lately: a client asks for the same things again and again. Of
 * the instructions of `analyze -j 1` it saves 4.9 % on a log of tests/bench/make_evtx, 2.1 % on one
 * of make_log. */
#ifndef WMILOG_RULES_TEXTS_OPERATION_MEMO_H
#define WMILOG_RULES_TEXTS_OPERATION_MEMO_H
#include "rules/texts/operation_text.h"

enum {
    OPERATION_MEMO_SLOTS = 128,
    OPERATION_MEMO_TEXT = 384, /* bytes of a text; longer ones are parsed each time */
};

struct operation_memo; /* one slot for each of many texts; the latest counts */

struct operation_memo *operation_memo_new(void);
void operation_memo_free(struct operation_memo *memo);

/* As operation_text_parse: the views point into `text`, not into the memory. */
struct operation_text operation_memo_parse(struct operation_memo *memo, struct view text);

/* The number of the text that was parsed last: no other text of this memory ever has it. 0 for one
 * that is not kept. */
uint64_t operation_memo_number(const struct operation_memo *memo);

#endif
