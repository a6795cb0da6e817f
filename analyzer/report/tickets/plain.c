/* Text without markup, for fields that know none. */
#include "analyzer/report/tickets/body.h"

/* A journal field of ServiceNow may take [code] for the begin of HTML: it is broken up. */
static void add_phrase(struct buffer *b, struct view phrase)
{
    const struct view tag = VIEW("code]");
    struct phrase_run run;
    while (phrase_next(&phrase, &run)) {
        for (size_t i = 0; i < run.text.len; i++) {
            const char c = run.text.data[i];
            buffer_add_char(b, c);
            const struct view rest = view_from(run.text, i + 1);
            if ((c == '[' || c == '/') && view_starts_nocase(rest, tag)) {
                buffer_add_char(b, ' ');
            }
        }
    }
}

static void add_lead(struct buffer *b, const struct sheet_block *block, size_t index)
{
    switch (block->kind) {
    case SHEET_FACTS:
        buffer_format(b, "%s: ", block->items[index].label);
        break;
    case SHEET_LIST:
        buffer_add_text(b, "- ");
        break;
    case SHEET_STEPS:
        buffer_format(b, "%zu. ", index + 1);
        break;
    case SHEET_CODE:
        buffer_add_text(b, "    ");
        break;
    case SHEET_TEXT:
    case SHEET_HEADING:
    case SHEET_LABEL:
    case SHEET_KIND_COUNT:
        break;
    }
}

/* Whether the text ends with a lesser heading, below which no blank line is wanted. */
static bool ends_with_colon(const struct buffer *b)
{
    return b->len > 1 && b->data[b->len - 1] == '\n' && b->data[b->len - 2] == ':';
}

void body_plain_block(struct buffer *b, const struct sheet_block *block)
{
    const bool is_under_label = block->kind != SHEET_LABEL && ends_with_colon(b);
    if (b->len > 0 && !is_under_label) {
        buffer_add_char(b, '\n');
    }
    for (size_t i = 0; i < block->count; i++) {
        add_lead(b, block, i);
        add_phrase(b, block->items[i].text);
        buffer_add_text(b, block->kind == SHEET_LABEL ? ":\n" : "\n");
    }
}
