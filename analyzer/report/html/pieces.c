/* Pieces that several parts of the page are made of. */
#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"

void html_verdict(struct html_page *p, enum verdict verdict)
{
    /* A shape of its own for each: colour alone tells nothing to some. */
    static const char *const shapes[VERDICT_COUNT] = {
        [VERDICT_HARMLESS] = "\xe2\x97\x8b", /* circle */
        [VERDICT_DEGRADED] = "\xe2\x97\x8f", /* disc */
        [VERDICT_BROKEN] = "\xe2\x96\xb2",   /* triangle */
        [VERDICT_SECURITY] = "\xe2\x97\x86", /* diamond */
    };
    html_format(p, "<span class=\"v %s\"><span aria-hidden=\"true\">%s </span>%s</span>",
                verdict_name(verdict), shapes[verdict], verdict_name(verdict));
}

struct view html_symbol(const struct code *code)
{
    const struct view win32 = VIEW("HRESULT_FROM_WIN32(");
    const struct view symbol = view_of(code ? code->symbol : "");
    return view_starts(symbol, win32) ? view_slice(symbol, win32.len, symbol.len - 1) : symbol;
}

void html_code(struct html_page *p, const struct failure *f)
{
    char text[TEXT_CODE_SIZE];
    const struct view symbol = html_symbol(f->has_no_result ? NULL : code_find(f->result));
    if (f->has_no_result) {
        html_raw(p, "no readable code");
        return;
    }
    html_format(p, "<code>%s</code>%s%.*s", words_result_short(f, text), symbol.len > 0 ? " " : "",
                VIEW_ARG(symbol));
}

/* The name, else the number of the process. */
static void write_process(struct html_page *p, const struct failure_client *client)
{
    if (client->is_service) {
        html_raw(p, "a caller inside the WMI service");
    } else if (!view_is_empty(client->process_name)) {
        html_value(p, client->process_name, HTML_NAME);
    } else if (client->has_process_id) {
        html_format(p, "process %" PRIu32, client->process_id);
    } else {
        html_raw(p, "an unknown process");
    }
}

static void write_client(struct html_page *p, const struct failure_client *client)
{
    write_process(p, client);
    if (!view_is_empty(client->user)) {
        html_raw(p, " as ");
        html_value(p, client->user, HTML_NAME);
    }
    if (client->locality == LOCALITY_REMOTE && !client->is_here &&
        !view_is_empty(client->machine)) {
        html_raw(p, " from ");
        html_value(p, client->machine, HTML_NAME);
    }
}

void html_who(struct html_page *p, const struct group *g)
{
    const struct failure *f = g->example;
    if (!words_has_client(f)) {
        return;
    }
    html_raw(p, " \xc2\xb7 ");
    if (f->known_by == KNOWN_BY_LOAD) {
        html_format(p, "provider host %" PRIu32, f->provider.host_process_id);
        return;
    }
    write_client(p, g->client_count > 0 ? &g->clients[0].client : &f->client);
    if (g->client_count > 1) {
        html_raw(p, " and ");
        html_raw(p, g->more_clients > 0 ? "more than " : "");
        html_count(p, g->client_count - 1, "other", "others");
    }
}

bool html_is_shown(const struct html_page *p, size_t index)
{
    return index < p->shown_until || (index >= p->harmless_from && index < p->harmless_until);
}

bool html_group_link(struct html_page *p, size_t index, const char *attributes)
{
    const bool is_shown = html_is_shown(p, index);
    if (is_shown) {
        html_format(p, "<a href=\"#g%zu\"%s>", index + 1, attributes);
    }
    return is_shown;
}

void html_clock(struct html_page *p)
{
    const struct timeline *t = &p->gathered->timeline;
    html_raw(p, !t->has_local ? "Times are UTC."
                : !t->has_utc ? "Times are those of the machine\xe2\x80\x99s clock, whose zone is "
                                "not known."
                              : "Times are UTC where nothing else is said.");
}

void html_row_begin(struct html_page *p, const char *label)
{
    html_format(p, "<div><dt>%s</dt><dd>", label);
}

void html_row_end(struct html_page *p)
{
    html_raw(p, "</dd></div>\n");
}

void html_client_name(struct html_page *p, const struct tally_item *item, bool is_plain)
{
    struct view process, user, machine;
    void (*put)(struct html_page *, struct view, size_t) = is_plain ? html_text : html_value;
    gathered_client_parts(item->key, &process, &user, &machine);
    if (!view_is_empty(process)) {
        put(p, process, HTML_NAME);
    } else if (item->process_id == 0) {
        html_raw(p, "unknown process");
    } else {
        html_format(p, "process %" PRIu32 "%s", item->process_id,
                    item->has_several ? " and others" : "");
    }
    if (!view_is_empty(user)) {
        html_raw(p, ", ");
        put(p, user, HTML_NAME);
    }
    if (!view_is_empty(machine)) {
        html_raw(p, ", ");
        put(p, machine, HTML_NAME);
    }
}

void html_begin_summary(struct html_page *p, uint64_t count, enum verdict verdict)
{
    html_raw(p, "<summary><span class=\"n\">");
    html_number(p, count);
    html_raw(p, "\xc3\x97</span> ");
    html_verdict(p, verdict);
    html_raw(p, " <h3>");
}
