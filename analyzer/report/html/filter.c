/* The bar with which a reader filters: hidden until the script, which makes it work, shows it. */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/html/parts.h"
#include "parsers/base/memory.h"

enum { MAX_CODES = 40, MAX_CLIENTS = 40 };

static void write_verdicts(struct html_page *p)
{
    html_raw(p, "<label>Verdict <select id=\"f-v\"><option value=\"\">all</option>");
    for (size_t i = VERDICT_COUNT; i-- > 0;) {
        if (p->content->stats->by_verdict[i] > 0) {
            const char *name = verdict_name((enum verdict)i);
            html_format(p, "<option value=\"%s\">%s</option>", name, name);
        }
    }
    html_raw(p, "</select></label>\n");
}

/* The larger count first, then by value. */
static int compare_codes(const void *left, const void *right)
{
    const struct engine_count *a = left, *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a->value > b->value) - (a->value < b->value);
}

struct engine_count *html_codes(const struct report_content *content)
{
    struct engine_count *codes = memory_new(content->code_count + 1, sizeof(*codes));
    for (size_t i = 0; i < content->code_count; i++) {
        codes[i] = content->codes[i];
    }
    qsort(codes, content->code_count, sizeof(*codes), compare_codes);
    return codes;
}

static void write_codes(struct html_page *p)
{
    struct engine_count *codes = html_codes(p->content);
    html_raw(p, "<label>Code <select id=\"f-c\"><option value=\"\">all</option>");
    for (size_t i = 0; i < p->content->code_count && i < MAX_CODES; i++) {
        const struct code *code = code_find(codes[i].value);
        html_format(p, "<option value=\"0x%08" PRIx32 "\">0x%08" PRIx32 " %.*s</option>",
                    codes[i].value, codes[i].value, VIEW_ARG(html_symbol(code)));
    }
    html_raw(p, "</select></label>\n");
    free(codes);
}

static void write_clients(struct html_page *p)
{
    const struct tally *clients = &p->gathered->clients;
    if (clients->count < 2) {
        return;
    }
    html_raw(p, "<label>Client <select id=\"f-h\"><option value=\"\">all</option>");
    for (size_t i = 0; i < clients->count && i < MAX_CLIENTS; i++) {
        html_format(p, "<option value=\"%zu\">", i);
        html_client_name(p, clients->items[i], true);
        html_raw(p, "</option>");
    }
    html_raw(p, "</select></label>\n");
}

void html_filter(struct html_page *p)
{
    html_raw(p, "<div class=\"filter\" id=\"filter\" role=\"search\" "
                "aria-label=\"Kinds of failure\" hidden>\n"
                "<label class=\"q\">Filter <input type=\"search\" id=\"q\" autocomplete=\"off\" "
                "spellcheck=\"false\" placeholder=\"words: a class, a user, a code\"> "
                "<kbd aria-hidden=\"true\">/</kbd></label>\n");
    write_verdicts(p);
    write_codes(p);
    write_clients(p);
    html_raw(p, "<button type=\"button\" id=\"clear\" hidden>Show all</button>\n"
                "<button type=\"button\" id=\"open-all\">Open all</button>\n"
                "<p role=\"status\" id=\"status\"></p>\n</div>\n");
}
