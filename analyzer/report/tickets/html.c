/* HTML of the few elements that ticket systems keep. */
#include "analyzer/report/tickets/body.h"
#include "parsers/event/markup.h"

static void add_escaped(struct buffer *b, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *with = markup_escape(text.data[i]);
        buffer_add(b, with ? view_of(with) : view_slice(text, i, i + 1));
    }
}

static void add_phrase(struct buffer *b, struct view phrase)
{
    struct phrase_run run;
    while (phrase_next(&phrase, &run)) {
        buffer_add_text(b, run.is_code ? "<code>" : "");
        add_escaped(b, run.text);
        buffer_add_text(b, run.is_code ? "</code>" : "");
    }
}

/* Around a block, and around each of its items. */
struct tags {
    const char *open, *item, *item_end, *close;
};

static const struct tags tags[SHEET_KIND_COUNT] = {
    [SHEET_TEXT] = {"", "<p>", "</p>", ""},
    [SHEET_HEADING] = {"", "<h2>", "</h2>", ""},
    [SHEET_LABEL] = {"", "<p><strong>", "</strong></p>", ""},
    [SHEET_FACTS] = {"<ul>", "<li>", "</li>", "</ul>"},
    [SHEET_LIST] = {"<ul>", "<li>", "</li>", "</ul>"},
    [SHEET_STEPS] = {"<ol>", "<li>", "</li>", "</ol>"},
    [SHEET_CODE] = {"<pre>", "", "\n", "</pre>"},
};

void body_html_block(struct buffer *b, const struct sheet_block *block)
{
    const struct tags *t = &tags[block->kind];
    buffer_add_text(b, t->open);
    for (size_t i = 0; i < block->count; i++) {
        buffer_add_text(b, t->item);
        if (block->items[i].label) {
            buffer_format(b, "<strong>%s:</strong> ", block->items[i].label);
        }
        add_phrase(b, block->items[i].text);
        buffer_add_text(b, t->item_end);
    }
    buffer_add_text(b, t->close);
}
