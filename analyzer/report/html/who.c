/* Who and what: clients, codes, classes and namespaces by the number of their failures. */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/html/parts.h"

enum { MAX_ROWS = 15 };

struct share {
    uint64_t count, harmless, most; /* of the commonest of the table */
};

static void begin_table(struct html_page *p, const char *name)
{
    html_format(p,
                "<div><table><caption>%s</caption><thead class=\"skip\"><tr>"
                "<th scope=\"col\">name</th><th scope=\"col\">failures</th>"
                "<th scope=\"col\">share</th></tr></thead><tbody>\n",
                name);
}

static void end_table(struct html_page *p, uint64_t more, const char *one, const char *many)
{
    html_raw(p, "</tbody></table>");
    if (more > 0) {
        html_raw(p, "<p class=\"note small\">and ");
        html_count(p, more, one, many);
        html_raw(p, "</p>");
    }
    html_raw(p, "</div>\n");
}

/* The cells of a share: the number, and a bar of which what is harmless is pale. */
static void write_share(struct html_page *p, const struct share *share)
{
    double whole = 100.0 * (double)share->count / (double)share->most;
    double needy = whole * (double)(share->count - share->harmless) / (double)share->count;
    html_raw(p, "</th><td class=\"n\">");
    html_number(p, share->count);
    html_format(p,
                "</td><td class=\"bar\"><svg width=\"100%%\" height=\"10\" aria-hidden=\"true\">"
                "<rect class=\"rest\" width=\"%.1f%%\" height=\"10\"/>"
                "<rect class=\"needy\" width=\"%.1f%%\" height=\"10\"/></svg></td></tr>\n",
                whole, needy);
}

static void write_clients(struct html_page *p)
{
    const struct tally *t = &p->gathered->clients;
    size_t count = t->count < MAX_ROWS ? t->count : MAX_ROWS;
    if (count == 0) {
        return;
    }
    begin_table(p, "Clients");
    for (size_t i = 0; i < count; i++) {
        const struct tally_item *item = t->items[i];
        html_format(p,
                    "<tr><th scope=\"row\"><a href=\"#kinds\" data-set=\"h\" "
                    "data-value=\"%zu\">",
                    i);
        html_client_name(p, item, false);
        html_raw(p, "</a>");
        write_share(p, &(struct share){item->count, item->harmless, t->items[0]->count});
    }
    end_table(p, t->count - count, "more client", "more clients");
}

static void write_names(struct html_page *p, const struct tally *t, const char *name,
                        const char *one, const char *many)
{
    size_t count = t->count < MAX_ROWS ? t->count : MAX_ROWS;
    if (count == 0) {
        return;
    }
    begin_table(p, name);
    for (size_t i = 0; i < count; i++) {
        const struct tally_item *item = t->items[i];
        html_raw(p, "<tr><th scope=\"row\"><a href=\"#kinds\" data-set=\"q\" data-value=\"");
        html_text(p, item->key, HTML_NAME);
        html_raw(p, "\">");
        html_value(p, item->key, HTML_NAME);
        html_raw(p, "</a>");
        write_share(p, &(struct share){item->count, item->harmless, t->items[0]->count});
    }
    end_table(p, t->count - count, one, many);
}

/* How many of the failures with that code are harmless is known by group. */
static uint64_t harmless_of(const struct report_content *content, uint32_t code)
{
    uint64_t count = 0;
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *g = content->groups[i];
        if (g->example->result == code && !g->example->has_no_result) {
            count += g->verdict_counts[VERDICT_HARMLESS];
        }
    }
    return count;
}

static void write_codes(struct html_page *p)
{
    const struct report_content *content = p->content;
    size_t count = content->code_count < MAX_ROWS ? content->code_count : MAX_ROWS;
    if (count == 0) {
        return;
    }
    struct engine_count *codes = html_codes(content);
    begin_table(p, "Codes");
    for (size_t i = 0; i < count; i++) {
        const struct code *code = code_find(codes[i].value);
        html_format(p,
                    "<tr><th scope=\"row\"><a href=\"#kinds\" data-set=\"c\" "
                    "data-value=\"0x%08" PRIx32 "\"><code>0x%08" PRIx32 "</code></a> %.*s",
                    codes[i].value, codes[i].value, VIEW_ARG(html_symbol(code)));
        if (code) {
            html_raw(p, "<span class=\"sub\">");
            html_text(p, view_of(code->meaning), HTML_TEXT);
            html_raw(p, "</span>");
        }
        write_share(p, &(struct share){codes[i].count, harmless_of(content, codes[i].value),
                                       codes[0].count});
    }
    free(codes);
    end_table(p, content->code_count - count, "more code", "more codes");
}

void html_who_and_what(struct html_page *p)
{
    const struct gathered *g = p->gathered;
    if (p->content->stats->failures < 2) {
        return;
    }
    html_raw(p,
             "<section id=\"who\" aria-labelledby=\"who-h\">\n"
             "<h2 id=\"who-h\">Who and what</h2>\n"
             "<p class=\"small\">By the number of failures; the coloured part of a bar is what is "
             "not harmless.</p>\n<div class=\"tables\">\n");
    write_clients(p);
    write_codes(p);
    write_names(p, &g->classes, "Classes", "more class", "more classes");
    write_names(p, &g->namespaces, "Namespaces", "more namespace", "more namespaces");
    html_raw(p, "</div>\n</section>\n");
}
