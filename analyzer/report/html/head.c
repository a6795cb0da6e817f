/* The frame of the page: what a browser is told before the first word, and the constant style and
 * script, which the policy names by their checksums. */
#include "analyzer/report/html/constants.h"
#include "analyzer/report/html/parts.h"

static void write_title(struct html_page *p)
{
    const struct report_content *content = p->content;
    struct view shown;
    const size_t count =
        report_machines(content, content->computers, content->computer_count, &shown, 1);
    html_raw(p, "<title>WMI failures");
    if (count > 0) {
        html_raw(p, " of ");
        html_text(p, shown, HTML_NAME);
    }
    if (count > 1) {
        html_raw(p, " and ");
        html_count(p, count - 1, "more computer", "more computers");
    }
    if (content->stats->first != WINTIME_NONE) {
        html_raw(p, ", ");
        html_range(p, content->stats->first, content->stats->last);
    }
    html_raw(p, "</title>\n");
}

/* The policy comes before any style or script, within the first 1024 bytes. */
void html_head_begin(struct html_page *p)
{
    html_raw(p, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"");
    html_raw(p, html_policy);
    html_raw(p, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"robots\" content=\"noindex\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
}

void html_head_end(struct html_page *p)
{
    html_raw(p, "<style>");
    html_raw(p, html_style);
    html_raw(p, "</style>\n</head>\n<body>\n");
}

void html_head(struct html_page *p)
{
    html_head_begin(p);
    write_title(p);
    html_head_end(p);
    html_raw(p, p->content->group_count > 0
                    ? "<a class=\"skip\" href=\"#kinds\">To the kinds of failure</a>\n"
                    : "<a class=\"skip\" href=\"#sources\">To what was read</a>\n");
}

void html_foot(struct html_page *p)
{
    html_raw(p, "<script>");
    html_raw(p, html_script);
    html_raw(p, "</script>\n</body>\n</html>\n");
}
