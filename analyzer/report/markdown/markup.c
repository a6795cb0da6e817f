/* Code spans, and which words of a sentence need one. */
#include "analyzer/report/markdown/markup.h"

#include "parsers/base/ascii.h"

enum {
    MIN_FENCE = 3,
    MIN_COMMIT = 7, /* hexadecimal digits that GitHub takes for a commit */
};

static size_t longest_run(struct view text)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void add_fence(struct buffer *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buffer_add_char(b, '`');
    }
}

/* A code span; nothing for an empty text. `text` is clean: without control characters. */
static void add_span(struct buffer *b, struct view text)
{
    if (text.len == 0) {
        return;
    }
    const size_t fence = longest_run(text) + 1;
    const bool needs_blank = text.data[0] == '`' || text.data[text.len - 1] == '`';
    if (b->len > 0 && b->data[b->len - 1] == '`') {
        buffer_add_char(b, ' '); /* two spans side by side would be one */
    }
    add_fence(b, fence);
    buffer_add_text(b, needs_blank ? " " : "");
    buffer_add(b, text);
    buffer_add_text(b, needs_blank ? " " : "");
    add_fence(b, fence);
}

static bool is_all_of(const char *set, struct view word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!ascii_is_of(set, word.data[i])) {
            return false;
        }
    }
    return true;
}

static bool has_any_of(const char *set, struct view word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (ascii_is_of(set, word.data[i])) {
            return true;
        }
    }
    return false;
}

/* "srv01.contoso.com", which chats take for an address. */
static bool has_inner_dot(struct view word)
{
    for (size_t i = 1; i + 1 < word.len; i++) {
        if (word.data[i] == '.' && ascii_is_letter(word.data[i + 1])) {
            return true;
        }
    }
    return false;
}

/* Whether a word could mean something: emphasis, links, tags, mentions, entities; addresses and
 * emoji behind a colon; issues and commits of GitHub. A time has colons, too, and means nothing. */
static bool could_be_markup(struct view word)
{
    static const char marks[] = "\\`*_{}[]<>#@|~$&^";
    const bool is_time = is_all_of("0123456789:.", word);
    const bool is_commit = word.len >= MIN_COMMIT && is_all_of("0123456789abcdefABCDEF", word);
    return has_any_of(marks, word) || (has_any_of(":", word) && !is_time) || is_commit ||
           has_inner_dot(word) || view_starts_nocase(word, VIEW("gh-"));
}

/* What makes a list, a heading or a line where a paragraph begins: "1.", "-", "+", "===". */
static bool could_begin_a_block(struct view word)
{
    const struct view body = view_slice(word, 0, word.len > 0 ? word.len - 1 : 0);
    const bool is_numbered =
        body.len > 0 && is_all_of("0123456789", body) && ascii_is_of(".)", word.data[word.len - 1]);
    return is_numbered || is_all_of("-+=", word);
}

/* Punctuation around a word stays outside of its span. */
static void add_word(struct buffer *b, struct view word, bool is_first)
{
    if (is_first && could_begin_a_block(word)) {
        add_span(b, word);
        return;
    }
    size_t from = 0, to = word.len;
    while (from < to && ascii_is_of("(\"'", word.data[from])) {
        from++;
    }
    while (to > from && ascii_is_of(")\"',.;:!?", word.data[to - 1])) {
        to--;
    }
    const struct view core = view_slice(word, from, to);
    if (!could_be_markup(core)) {
        buffer_add(b, word);
        return;
    }
    buffer_add(b, view_slice(word, 0, from));
    add_span(b, core);
    buffer_add(b, view_from(word, to));
}

static void add_prose(struct buffer *b, struct view text, bool is_first)
{
    size_t i = 0;
    while (i < text.len) {
        const size_t start = i;
        while (i < text.len && text.data[i] != ' ') {
            i++;
        }
        add_word(b, view_slice(text, start, i), is_first && start == 0);
        if (i < text.len) {
            buffer_add_char(b, ' ');
            i++;
        }
    }
}

void markup_phrase(struct buffer *b, struct view phrase)
{
    struct phrase_run run;
    bool is_first = true;
    while (phrase_next(&phrase, &run)) {
        if (run.is_code) {
            add_span(b, run.text);
        } else {
            add_prose(b, run.text, is_first);
        }
        is_first = false;
    }
}

static void add_code(struct buffer *b, const struct sheet_block *block)
{
    size_t fence = MIN_FENCE;
    for (size_t i = 0; i < block->count; i++) {
        const size_t needed = longest_run(block->items[i].text) + 1;
        fence = needed > fence ? needed : fence;
    }
    add_fence(b, fence);
    buffer_add_text(b, "text\n");
    for (size_t i = 0; i < block->count; i++) {
        phrase_plain(b, block->items[i].text);
        buffer_add_char(b, '\n');
    }
    add_fence(b, fence);
    buffer_add_char(b, '\n');
}

static void add_item(struct buffer *b, const struct sheet_block *block, size_t index)
{
    const struct sheet_item *item = &block->items[index];
    switch (block->kind) {
    case SHEET_HEADING:
        buffer_add_text(b, "### ");
        markup_phrase(b, item->text);
        break;
    case SHEET_LABEL:
        buffer_add_text(b, "**");
        markup_phrase(b, item->text);
        buffer_add_text(b, "**");
        break;
    case SHEET_FACTS:
        buffer_format(b, "- **%s:** ", item->label);
        markup_phrase(b, item->text);
        break;
    case SHEET_LIST:
        buffer_add_text(b, "- ");
        markup_phrase(b, item->text);
        break;
    case SHEET_STEPS:
        buffer_format(b, "%zu. ", index + 1);
        markup_phrase(b, item->text);
        break;
    case SHEET_TEXT:
    case SHEET_CODE:
    case SHEET_KIND_COUNT:
        markup_phrase(b, item->text);
        break;
    }
    buffer_add_char(b, '\n');
}

void markup_block(struct buffer *b, const struct sheet_block *block)
{
    if (b->len > 0) {
        buffer_add_char(b, '\n');
    }
    if (block->kind == SHEET_CODE) {
        add_code(b, block);
        return;
    }
    for (size_t i = 0; i < block->count; i++) {
        if (i > 0 && block->kind == SHEET_TEXT) {
            buffer_add_char(b, '\n');
        }
        add_item(b, block, i);
    }
}

void markup_sheet(struct buffer *b, struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++) {
        if (sheet->blocks[i].count > 0) {
            markup_block(b, &sheet->blocks[i]);
        }
    }
    sheet->count = 0;
    arena_clear(sheet->arena);
}
