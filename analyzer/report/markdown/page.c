/* From the sheet to the page. */
#include "analyzer/report/markdown/page.h"

#include "analyzer/report/markdown/markup.h"

void markdown_flush(struct markdown_page *page)
{
    for (size_t i = 0; i < page->sheet.count; i++) {
        if (page->sheet.blocks[i].count > 0) {
            markup_block(&page->text, &page->sheet.blocks[i]);
        }
    }
    page->sheet.count = 0;
    arena_clear(page->sheet.arena);
}

void markdown_section(struct markdown_page *page, const char *title)
{
    markdown_flush(page);
    buffer_format(&page->text, "\n## %s\n", title);
}
