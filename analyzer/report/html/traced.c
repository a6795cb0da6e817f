/* What a trace tells of connects and of processes, whether the calls failed or not. */
#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "rules/usage/digest.h"

enum { MAX_MACHINES = 50, MAX_STARTED = 50 };

static void begin_section(struct html_page *p, const char *id, const char *title,
                          const char *columns)
{
    html_format(p,
                "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n"
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"%s\">"
                "<table aria-labelledby=\"%s\"><thead><tr>%s</tr></thead><tbody>\n",
                id, id, title, id, id, columns);
}

static void write_machine(struct html_page *p, const struct usage_row *row)
{
    html_raw(p, "<tr><th scope=\"row\"><bdi translate=\"no\">");
    words_connecting(&p->line, row, p->content->computer_count > 1);
    html_phrase(p);
    html_raw(p, "</bdi></th><td class=\"n\">");
    html_number(p, row->connects - row->failed_connects);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, row->failed_connects);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, row->open_connects);
    html_raw(p, "</td><td><bdi>");
    if (row->last && row->failed_connects > 0) {
        words_last_connects(&p->line, row->last);
        html_phrase(p);
    }
    html_raw(p, "</bdi></td></tr>\n");
}

static void write_machines(struct html_page *p, const struct usage_rows *machines)
{
    const size_t shown = machines->count < MAX_MACHINES ? machines->count : MAX_MACHINES;
    if (shown == 0) {
        return;
    }
    begin_section(p, "connects-h", "Connects by client machine",
                  "<th scope=\"col\">Machine</th><th scope=\"col\" class=\"n\">succeeded</th>"
                  "<th scope=\"col\" class=\"n\">failed</th>"
                  "<th scope=\"col\" class=\"n\">no end</th>"
                  "<th scope=\"col\">The last that failed</th>");
    for (size_t i = 0; i < shown; i++) {
        write_machine(p, machines->items[i]);
    }
    html_raw(p, "</tbody></table></div>\n");
    if (shown < machines->count) {
        html_raw(p, "<p class=\"note small\">");
        words_more_connects(&p->line, machines, shown);
        html_phrase(p);
        html_raw(p, "</p>\n");
    }
    html_raw(p, "</section>\n");
}

static void write_start(struct html_page *p, const struct usage_start *start)
{
    html_raw(p, "<tr><td>");
    html_time(p, start->time);
    html_format(p, "</td><td class=\"n\">%" PRIu32 "</td><td><code translate=\"no\">",
                start->process_id);
    html_text(p, start->command_line, HTML_PATH);
    html_raw(p, "</code></td><td><bdi translate=\"no\">");
    words_method(&p->line, start);
    html_phrase(p);
    html_raw(p, "</bdi></td><td><bdi>");
    words_client(&p->line, &start->client);
    html_phrase(p);
    html_raw(p, "</bdi></td></tr>\n");
}

static void write_starts(struct html_page *p, const struct starts *starts)
{
    const size_t shown = starts->count < MAX_STARTED ? starts->count : MAX_STARTED;
    const uint64_t more = starts->count - shown + starts->more;
    if (shown == 0) {
        return;
    }
    begin_section(p, "started-h", "Processes that method calls started",
                  "<th scope=\"col\">Time</th><th scope=\"col\" class=\"n\">Process id</th>"
                  "<th scope=\"col\">Command line</th><th scope=\"col\">Method</th>"
                  "<th scope=\"col\">Client</th>");
    for (size_t i = 0; i < shown; i++) {
        write_start(p, &starts->items[i]);
    }
    html_raw(p, "</tbody></table></div>\n");
    if (more > 0) {
        html_raw(p, "<p class=\"note small\">and ");
        html_count(p, more, "more", "more");
        html_raw(p, "</p>\n");
    }
    html_raw(p, "</section>\n");
}

void html_traced(struct html_page *p)
{
    write_machines(p, &p->run->digest->machines);
    write_starts(p, &p->run->digest->starts);
}
