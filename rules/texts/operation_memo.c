/* Where a parsed text is kept, and how its parts become parts of an equal one. */
#include "rules/texts/operation_memo.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"

struct slot {
    uint64_t number;
    struct operation_text parsed; /* of `text` */
    char text[OPERATION_MEMO_TEXT];
};

/* Two texts that are hashed alike have a place each. */
struct pair {
    struct slot slots[2];
    unsigned older; /* which of the two gives way */
};

struct operation_memo {
    uint64_t count;  /* of texts that got a number */
    uint64_t number; /* of the latest text */
    struct pair pairs[OPERATION_MEMO_SLOTS / 2];
};

struct operation_memo *operation_memo_new(void)
{
    return memory_new(1, sizeof(struct operation_memo));
}

void operation_memo_free(struct operation_memo *memo)
{
    free(memo);
}

static struct pair *pair_of(struct operation_memo *memo, struct view text)
{
    return &memo->pairs[mix_place(mix_ends(0, text), OPERATION_MEMO_SLOTS / 2)];
}

/* The slot that has the text, parsed. */
static const struct slot *parsed_slot(struct operation_memo *memo, struct view text)
{
    struct pair *pair = pair_of(memo, text);
    for (unsigned i = 0; i < 2; i++) {
        if (view_equal(pair->slots[i].parsed.text, text)) {
            pair->older = 1 - i;
            return &pair->slots[i];
        }
    }
    struct slot *slot = &pair->slots[pair->older];
    pair->older = 1 - pair->older;
    slot->number = ++memo->count;
    memcpy(slot->text, text.data, text.len);
    slot->parsed = operation_text_parse((struct view){slot->text, text.len});
    return slot;
}

struct operation_text operation_memo_parse(struct operation_memo *memo, struct view text)
{
    memo->number = 0;
    if (text.len == 0 || text.len > OPERATION_MEMO_TEXT) {
        return operation_text_parse(text);
    }
    const struct slot *slot = parsed_slot(memo, text);
    memo->number = slot->number;
    struct operation_text op = slot->parsed;
    operation_text_move(&op, text.data);
    return op;
}

uint64_t operation_memo_number(const struct operation_memo *memo)
{
    return memo->number;
}
