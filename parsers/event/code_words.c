/* The codes of messages. */
#include "parsers/event/code_words.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"

enum { HEX_DIGITS = 8 };

static int compare_words(const void *key, const void *item)
{
    const struct view *text = key;
    const struct code_words *row = item;
    return view_compare_nocase(*text, row->words);
}

/* Without the points of a sentence and the blanks around it. */
static struct view without_points(struct view text)
{
    const struct view wide = VIEW("\xE3\x80\x82");
    text = view_trim(text);
    while (view_ends_nocase(text, VIEW(".")) || view_ends_nocase(text, wide)) {
        text.len -= text.data[text.len - 1] == '.' ? 1 : wide.len;
        text = view_trim(text);
    }
    return text;
}

/* "0x" and digits. */
static bool read_hex(struct view text, uint64_t *code)
{
    return view_starts_nocase(text, VIEW("0x")) && text.len <= 2 + HEX_DIGITS &&
           view_number(text, code);
}

/* A number before words that explain it, or behind them in brackets. */
static bool read_beside(struct view text, uint64_t *code)
{
    size_t len = 0;
    while (len < text.len && ascii_is_alnum(text.data[len])) {
        len++;
    }
    struct view rest = view_trim(view_from(text, len));
    bool is_explained =
        rest.len == 0 || rest.data[0] == '(' || rest.data[0] == '-' || rest.data[0] == ':';
    if (is_explained && read_hex(view_slice(text, 0, len), code)) {
        return true;
    }
    size_t open = text.len;
    while (open > 0 && text.data[open - 1] != '(') {
        open--;
    }
    return open > 0 && text.data[text.len - 1] == ')' &&
           read_hex(view_slice(text, open, text.len - 1), code);
}

const struct code_words *code_words_find(struct view text)
{
    text = without_points(text);
    return bsearch(&text, code_words, code_words_count, sizeof(code_words[0]), compare_words);
}

bool code_words_read(struct view text, uint64_t *code)
{
    uint64_t number;
    const struct code_words *row = code_words_find(text);
    bool is_told = row && !row->is_asked;
    if (!is_told && !read_beside(without_points(text), &number)) {
        return false;
    }
    *code = is_told ? row->code : number;
    return true;
}
