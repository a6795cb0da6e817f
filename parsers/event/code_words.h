/* Result codes that a form tells in words, or with words beside the number. */
#ifndef WMILOG_PARSERS_EVENT_CODE_WORDS_H
#define WMILOG_PARSERS_EVENT_CODE_WORDS_H
#include "parsers/base/view.h"

/* A row of code_words.tsv. */
struct code_words {
    struct view words;
    uint32_t code;
    /* Only for people who ask what the words mean: they mean this code first, but in a log the
     * words may stand for several. */
    bool is_asked;
};

extern const struct code_words code_words[]; /* by words, letters of ASCII folded */
extern const size_t code_words_count;

/* The row of "the RPC server is unavailable.", NULL for none. */
const struct code_words *code_words_find(struct view text);

/* The code of "The RPC server is unavailable.", "0x80041003 (Access denied)" or "Unknown
 * (0x80041003)". False, without effect, for words that may mean several codes, or none. */
bool code_words_read(struct view text, uint64_t *code);

#endif
