/* Telling a code page by the letters of a text in it. */
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/code_page.h"
#include "parsers/text/lines/lines.h"

enum {
    MAX_LETTERS = 1024, /* beyond ASCII that are looked at */
    LOOK = 16 * 1024,   /* bytes, from before the first of them on */
    BEFORE_FIRST = 64,
    WRONG = -3,     /* for what is no letter of the language */
    MISPLACED = -2, /* for a capital behind a small letter, or one of another script */
    PAIR = 3,       /* for a character of two bytes */
    NO_PAIR = -6,
};

/* Where the characters of two bytes stand that most texts of a language consist of. */
struct pair_range {
    struct view page;
    unsigned char lead_from, lead_to;
    unsigned char trail_from, trail_to, other_from, other_to; /* trails, in two ranges */
};

static const struct pair_range pair_ranges[] = {
    {{"shift_jis", 9}, 0x82, 0x83, 0x40, 0xFC, 1, 0}, /* syllables */
    {{"shift_jis", 9}, 0x88, 0x97, 0x40, 0x7E, 0x80, 0xFC},
    {{"shift_jis", 9}, 0x98, 0x98, 0x40, 0x72, 1, 0},
    {{"euc-kr", 6}, 0xB0, 0xC8, 0xA1, 0xFE, 1, 0},
    {{"gbk", 3}, 0xB0, 0xD7, 0xA1, 0xFE, 1, 0},
    {{"big5", 4}, 0xA4, 0xC6, 0x40, 0x7E, 0xA1, 0xFE},
};

enum { RANGE_COUNT = COUNT_OF(pair_ranges) };

static bool is_within(unsigned char c, unsigned char from, unsigned char to)
{
    return c >= from && c <= to;
}

static bool is_common_pair(struct view page, unsigned char lead, unsigned char trail)
{
    bool is_one = false;
    for (size_t i = 0; i < RANGE_COUNT; i++) {
        const struct pair_range *r = &pair_ranges[i];
        is_one |= view_equal(page, r->page) && is_within(lead, r->lead_from, r->lead_to) &&
                  (is_within(trail, r->trail_from, r->trail_to) ||
                   is_within(trail, r->other_from, r->other_to));
    }
    return is_one;
}

/* How well the text fits a page whose characters are of two bytes. */
static int64_t fit_of_pairs(struct view text, struct view page)
{
    int64_t fit = 0;
    size_t count = 0;
    for (size_t i = 0; i < text.len && count < MAX_LETTERS; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if (c < 0x80) {
            continue;
        }
        const unsigned char trail = i + 1 < text.len ? (unsigned char)text.data[i + 1] : 0;
        fit += is_common_pair(page, c, trail) ? PAIR : NO_PAIR;
        count += 2;
        i++;
    }
    return fit;
}

static const struct text_letter *find_letter(const struct text_language *l, uint32_t character)
{
    const struct text_letter *found = NULL;
    for (size_t i = 0; i < l->count && !found; i++) {
        const struct text_letter *letter = &l->letters[i];
        found = letter->lower == character || letter->upper == character ? letter : NULL;
    }
    return found;
}

/* What stands before a letter. */
enum before { BEFORE_NONE, BEFORE_SMALL, BEFORE_CAPITAL };

/* How well the text fits a language in a page whose characters are of one byte. */
static int64_t fit_of(struct view text, const struct text_language *l, const struct code_page *page)
{
    enum { MAX_ROW = 2 /* letters beyond ASCII side by side, in Latin script */ };
    enum before before = BEFORE_NONE;
    bool is_ascii = true;
    int64_t fit = 0;
    size_t count = 0, row = 0;
    for (size_t i = 0; i < text.len && count < MAX_LETTERS; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if (c < 0x80) {
            const bool is_letter = ascii_is_letter((char)c);
            fit += is_letter && !l->is_latin && !is_ascii && before != BEFORE_NONE ? MISPLACED : 0;
            fit += ascii_is_upper((char)c) && !is_ascii && before == BEFORE_SMALL ? MISPLACED : 0;
            before = !is_letter                ? BEFORE_NONE
                     : ascii_is_upper((char)c) ? BEFORE_CAPITAL
                                               : BEFORE_SMALL;
            is_ascii = true;
            row = 0;
            continue;
        }
        const struct text_letter *letter = find_letter(l, page->characters[c - 0x80]);
        const bool is_capital =
            letter && letter->upper != letter->lower && letter->upper == page->characters[c - 0x80];
        fit += letter ? letter->weight : WRONG;
        fit += is_capital && before == BEFORE_SMALL ? MISPLACED : 0;
        fit += !l->is_latin && is_ascii && before != BEFORE_NONE ? MISPLACED : 0;
        row++;
        fit += l->is_latin && row > MAX_ROW ? MISPLACED : 0;
        before = is_capital ? BEFORE_CAPITAL : letter ? BEFORE_SMALL : BEFORE_NONE;
        is_ascii = false;
        count++;
    }
    return fit;
}

const struct code_page *text_page_by_letters(struct view text)
{
    const struct code_page *best = NULL;
    int64_t most = 0;
    size_t first = 0;
    while (first < text.len && (unsigned char)text.data[first] < 0x80) {
        first++;
    }
    first -= first < BEFORE_FIRST ? first : BEFORE_FIRST;
    text = view_slice(text, first, first + LOOK);
    for (size_t i = 0; i < text_language_count; i++) {
        struct view name, pages = text_languages[i].pages;
        while (pages.len > 0) {
            name = view_take_word(&pages);
            const struct code_page *page = code_page_find(name);
            const int64_t fit = page ? fit_of(text, &text_languages[i], page) : 0;
            best = fit > most ? page : best;
            most = fit > most ? fit : most;
        }
    }
    for (size_t i = 0; i < RANGE_COUNT; i++) {
        const int64_t fit = fit_of_pairs(text, pair_ranges[i].page);
        best = fit > most ? code_page_find(pair_ranges[i].page) : best;
        most = fit > most ? fit : most;
    }
    return best;
}
