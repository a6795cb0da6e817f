/* From the sheet to the page. */
#include "analyzer/report/markdown/page.h"

#include "analyzer/report/markdown/markup.h"

void markdown_flush(struct markdown_page *page)
{
    markup_sheet(&page->text, &page->sheet);
}

void markdown_section(struct markdown_page *page, const char *title)
{
    markdown_flush(page);
    buffer_format(&page->text, "\n## %s\n", title);
}
