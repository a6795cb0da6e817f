/* What a trace tells of operations and providers, whether they failed or not: the slowest ones,
 * those seen in part, and who hosts whom. */
#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/text/words.h"
#include "rules/usage/digest.h"

enum { MAX_OPEN = 50, MAX_PROVIDERS = 50 };

static void write_open(struct html_page *p, const struct open_operation *open)
{
    html_raw(p, "<tr><td class=\"t\">");
    html_time(p, open->start);
    html_raw(p, "</td><td>");
    if (open->ended) {
        html_raw(p, "ended by: ");
        html_text(p, view_of(open->ended), HTML_NAME);
    } else if (open->age != WINTIME_NONE) {
        html_raw(p, "open for ");
        words_duration(&p->line, open->age);
        html_phrase(p);
    }
    if (losses_may_hold_end(p->run, open)) {
        html_raw(p, "; events were lost meanwhile and its end may be among them");
    }
    html_raw(p, "</td><td><code>");
    html_text(p, open->operation.text, HTML_PATH);
    html_raw(p, "</code></td><td><bdi>");
    words_client(&p->line, &open->client);
    html_phrase(p);
    html_raw(p, "</bdi></td></tr>\n");
}

static void begin_table(struct html_page *p, const char *heading, const char *columns)
{
    html_format(p,
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"%s\">"
                "<table aria-labelledby=\"%s\"><thead><tr>%s<th scope=\"col\">Operation</th>"
                "<th scope=\"col\">Client</th></tr></thead><tbody>\n",
                heading, heading, columns);
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
    begin_table(p, "open-h", "<th scope=\"col\">Start</th><th scope=\"col\">State</th>");
    for (size_t i = 0; i < shown; i++) {
        write_open(p, content->open_operations[i]);
    }
    html_raw(p, "</tbody></table></div>\n");
}

/* --- the slowest, and providers ------------------------------------------------------------- */

static void write_slow(struct html_page *p, const struct slow_operation *slow)
{
    html_raw(p, "<tr><td class=\"n\">");
    words_duration(&p->line, slow->duration);
    html_phrase(p);
    html_raw(p, "</td><td class=\"t\">");
    html_time(p, slow->start);
    html_raw(p, "</td><td><code translate=\"no\">");
    html_text(p, slow->text, HTML_PATH);
    html_raw(p, "</code>");
    if (!view_is_empty(slow->provider)) {
        html_raw(p, " by ");
        html_value(p, slow->provider, HTML_NAME);
    }
    if (slow->is_failure) {
        html_format(p, ", failed with 0x%08" PRIx32, slow->result);
    }
    html_raw(p, "</td><td><bdi>");
    words_client(&p->line, &slow->client);
    html_phrase(p);
    html_raw(p, "</bdi></td></tr>\n");
}

static void write_slowest(struct html_page *p, const struct digest *digest)
{
    const struct slowest *slowest = &digest->slowest;
    if (slowest->count == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"slow-h\">\n"
                "<h2 id=\"slow-h\">The slowest operations</h2>\n<p class=\"small\">Of ");
    html_count(p, digest->ended, "operation", "operations");
    html_raw(p, " with a start and an end in the log, failed or not.</p>\n");
    begin_table(p, "slow-h", "<th scope=\"col\" class=\"n\">Took</th><th scope=\"col\">Start</th>");
    for (size_t i = 0; i < slowest->count; i++) {
        write_slow(p, &slowest->items[i]);
    }
    html_raw(p, "</tbody></table></div>\n</section>\n");
}

static void write_provider(struct html_page *p, const struct loaded_provider *provider)
{
    html_raw(p, "<tr><th scope=\"row\">");
    html_value(p, provider->name, HTML_NAME);
    html_raw(p, "</th><td class=\"n\">");
    html_number(p, provider->loads);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, provider->hosts);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, provider->failures);
    html_raw(p, "</td><td>");
    html_value(p, provider->path, HTML_PATH);
    html_raw(p, "</td></tr>\n");
}

static void write_providers(struct html_page *p)
{
    const struct gathered *g = p->gathered;
    size_t shown = g->provider_count < MAX_PROVIDERS ? g->provider_count : MAX_PROVIDERS;
    if (shown == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"providers-h\">\n"
                "<h2 id=\"providers-h\">Providers and their hosts</h2>\n"
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                "aria-labelledby=\"providers-h\"><table aria-labelledby=\"providers-h\"><thead><tr>"
                "<th scope=\"col\">Provider</th><th scope=\"col\" class=\"n\">loaded</th>"
                "<th scope=\"col\" class=\"n\">new hosts</th>"
                "<th scope=\"col\" class=\"n\">failures</th>"
                "<th scope=\"col\">Path</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < shown; i++) {
        write_provider(p, &g->providers[i]);
    }
    html_raw(p, "</tbody></table></div>\n");
    if (g->provider_count > shown || g->more_loads > 0) {
        html_raw(p, "<p class=\"note small\">and ");
        html_count(p, g->provider_count - shown, "more provider", "more providers");
        html_raw(p, g->more_loads > 0 ? ", and others</p>\n" : "</p>\n");
    }
    html_raw(p, "</section>\n");
}

static void write_seen_in_part(struct html_page *p)
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
        html_format(p, " not in the log: the log begins in the middle, or was overwritten%s.</p>\n",
                    losses_count(p->run) > 0 ? ", or events were lost" : "");
    }
    html_raw(p, "</section>\n");
}

void html_operations(struct html_page *p)
{
    if (p->run->digest) {
        html_traced(p);
        write_slowest(p, p->run->digest);
    }
    write_seen_in_part(p);
    write_providers(p);
}
