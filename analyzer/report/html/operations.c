/* Operations seen in part: those without an end, and ends without a start. */
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"

enum { MAX_OPEN = 50 };

static void write_open(struct html_page *p, const struct open_operation *open)
{
    html_raw(p, "<tr><td>");
    html_time(p, open->start);
    html_raw(p, "</td><td>");
    if (open->ended) {
        html_text(p, view_of(open->ended), HTML_NAME);
    } else if (open->age != WINTIME_NONE) {
        words_duration(&p->line, open->age);
        html_phrase(p);
    }
    html_raw(p, "</td><td><code>");
    html_text(p, open->operation.text, HTML_PATH);
    html_raw(p, "</code></td><td><bdi>");
    words_client(&p->line, &open->client);
    html_phrase(p);
    html_raw(p, "</bdi></td></tr>\n");
}

static void write_table(struct html_page *p, uint64_t total)
{
    const struct report_content *content = p->content;
    size_t shown =
        content->open_operation_count < MAX_OPEN ? content->open_operation_count : MAX_OPEN;
    html_raw(p, "<p>");
    html_count(p, total, "operation has", "operations have");
    html_raw(p, " no end in the log: still running, ended with the service, or not recorded.");
    html_raw(p, total > shown ? " The oldest:</p>\n" : "</p>\n");
    html_raw(p, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"open-h\">"
                "<table><thead><tr><th scope=\"col\">Start</th><th scope=\"col\">Open for</th>"
                "<th scope=\"col\">Operation</th><th scope=\"col\">Client</th></tr></thead>"
                "<tbody>\n");
    for (size_t i = 0; i < shown; i++) {
        write_open(p, content->open_operations[i]);
    }
    html_raw(p, "</tbody></table></div>\n");
}

void html_operations(struct html_page *p)
{
    const struct operation_counts *counts = &p->content->stats->operations;
    if (counts->open + counts->orphan_stops == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"open-h\">\n"
                "<h2 id=\"open-h\">Operations seen in part</h2>\n");
    if (counts->open > 0) {
        write_table(p, counts->open);
    }
    if (counts->orphan_stops > 0) {
        html_raw(p, "<p>");
        html_count(p, counts->orphan_stops, "operation ended whose start is",
                   "operations ended whose starts are");
        html_raw(p, " not in the log: the log begins in the middle, or was overwritten.</p>\n");
    }
    html_raw(p, "</section>\n");
}
