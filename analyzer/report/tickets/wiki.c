/* The wiki markup of Jira Data Center, in which text from a log stays text. */

#include "analyzer/report/tickets/body.h"
#include "parsers/base/ascii.h"

/* A character of `text`, absent as a blank. */
static char at(struct view text, size_t i)
{
    return i < text.len ? text.data[i] : ' ';
}

/* Emphasis begins and ends at the edge of a word: WBEM_E_ACCESS_DENIED has none. */
static bool is_inner(struct view text, size_t i)
{
    return i > 0 && ascii_is_alnum(text.data[i - 1]) && ascii_is_alnum(at(text, i + 1));
}

/* "(x)", "(!)", "(off)", "(*r)": no longer than that, and without a blank; and "(flag)". */
static bool is_icon(struct view text, size_t i)
{
    enum { MAX_ICON = 4 };
    if (view_starts(view_from(text, i), VIEW("(flag"))) {
        return true;
    }
    for (size_t j = i + 1; j < text.len && j <= i + MAX_ICON && text.data[j] != ' '; j++) {
        if (text.data[j] == ')') {
            return true;
        }
    }
    return false;
}

/* A backslash is an entity: two of them would be the end of a line, and one before markup would
 * take its meaning away. So is what begins an emoticon, for which there is no other escape. */
static void add_escaped(struct buffer *b, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        const bool is_emoticon = (c == ':' && ascii_is_of("()DPp", at(text, i + 1))) ||
                                 (c == ')' && i > 0 && ascii_is_of(":;\\&(", text.data[i - 1])) ||
                                 (c == '(' && is_icon(text, i));
        if (ascii_is_of("\\&", c) || is_emoticon) {
            buffer_format(b, "&#%d;", c);
        } else {
            const bool is_markup = ascii_is_of("{}[]|!", c) ||
                                   (ascii_is_of("*_-+^~#", c) && !is_inner(text, i)) ||
                                   (c == '?' && at(text, i + 1) == '?');
            buffer_add_text(b, is_markup ? "\\" : "");
            buffer_add_char(b, c);
        }
    }
}

/* {{monospace}} begins and ends beside no letter or digit, and braces within end it early. */
static bool is_monospace(const struct phrase_run *run, const struct buffer *b, struct view rest)
{
    return run->is_command && view_find(run->text, VIEW("{"), 0) == SIZE_MAX &&
           view_find(run->text, VIEW("}"), 0) == SIZE_MAX &&
           (b->len == 0 || !ascii_is_alnum(b->data[b->len - 1])) && !ascii_is_alnum(at(rest, 0));
}

/* Names stand as text, beside what is before and after them. */
static void add_phrase(struct buffer *b, struct view phrase)
{
    struct buffer plain;
    struct phrase_run run;
    buffer_init(&plain, BUFFER_NO_MAX);
    while (phrase_next(&phrase, &run)) {
        if (!run.is_command) {
            buffer_add(&plain, run.text);
            continue;
        }
        add_escaped(b, buffer_view(&plain));
        buffer_clear(&plain);
        const bool is_code = is_monospace(&run, b, phrase);
        buffer_add_text(b, is_code ? "{{" : "");
        add_escaped(b, run.text);
        buffer_add_text(b, is_code ? "}}" : "");
    }
    add_escaped(b, buffer_view(&plain));
    buffer_release(&plain);
}

/* Lines as they are; the end of the macro inside of them is broken up. */
static void add_code(struct buffer *b, const struct sheet_block *block)
{
    struct buffer line;
    buffer_init(&line, BUFFER_NO_MAX);
    buffer_add_text(b, "{noformat}\n");
    for (size_t i = 0; i < block->count; i++) {
        struct view text, before;
        buffer_clear(&line);
        phrase_plain(&line, block->items[i].text);
        text = buffer_view(&line);
        while (view_cut(text, VIEW("{"), &before, &text)) {
            buffer_add(b, before);
            buffer_add_text(b, "{ ");
        }
        buffer_add(b, text);
        buffer_add_char(b, '\n');
    }
    buffer_add_text(b, "{noformat}\n");
    buffer_release(&line);
}

static const char *const leads[SHEET_KIND_COUNT] = {
    [SHEET_TEXT] = "",   [SHEET_HEADING] = "h3. ", [SHEET_LABEL] = "*", [SHEET_FACTS] = "* ",
    [SHEET_LIST] = "* ", [SHEET_STEPS] = "# ",     [SHEET_CODE] = "",
};

void body_wiki_block(struct buffer *b, const struct sheet_block *block)
{
    if (b->len > 0) {
        buffer_add_char(b, '\n');
    }
    if (block->kind == SHEET_CODE) {
        add_code(b, block);
        return;
    }
    for (size_t i = 0; i < block->count; i++) {
        buffer_add_text(b, leads[block->kind]);
        if (block->items[i].label) {
            buffer_format(b, "*%s:* ", block->items[i].label);
        }
        add_phrase(b, block->items[i].text);
        buffer_add_text(b, block->kind == SHEET_LABEL ? "*\n" : "\n");
    }
}
