/* What a trace tells of connects and of processes, whether the calls failed or not. */
#include <inttypes.h>

#include "analyzer/report/markdown/page.h"
#include "analyzer/report/text/words.h"
#include "rules/usage/digest.h"

enum { MAX_LISTED = 5 }; /* of each list */

static void write_machines(struct markdown_page *page, const struct usage_rows *machines)
{
    const size_t shown = machines->count < MAX_LISTED + 1 ? machines->count : MAX_LISTED;
    markdown_section(page, "Connects by client machine");
    sheet_open(&page->sheet, SHEET_LIST);
    for (size_t i = 0; i < shown; i++) {
        words_connects(&page->sheet.line, machines->items[i], page->content->computer_count > 1);
        sheet_item(&page->sheet, NULL);
    }
    if (shown < machines->count) {
        words_more_connects(&page->sheet.line, machines, shown);
        sheet_item(&page->sheet, NULL);
    }
}

static void write_starts(struct markdown_page *page, const struct starts *starts)
{
    const size_t shown = starts->count < MAX_LISTED ? starts->count : MAX_LISTED;
    const uint64_t more = starts->count - shown + starts->more;
    markdown_section(page, "Processes that method calls started");
    sheet_open(&page->sheet, SHEET_LIST);
    for (size_t i = 0; i < shown; i++) {
        buffer_format(&page->sheet.line, "pid %" PRIu32 ": ", starts->items[i].process_id);
        words_started(&page->sheet.line, &starts->items[i]);
        sheet_item(&page->sheet, NULL);
    }
    if (more > 0) {
        buffer_format(&page->sheet.line, "and %" PRIu64 " more", more);
        sheet_item(&page->sheet, NULL);
    }
}

void markdown_traced(struct markdown_page *page)
{
    const struct digest *digest = page->run->digest;
    if (digest && digest->machines.count > 0) {
        write_machines(page, &digest->machines);
    }
    if (digest && digest->starts.count > 0) {
        write_starts(page, &digest->starts);
    }
}
