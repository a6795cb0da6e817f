/* The order of the HTML report: the answer; when; why; then the rest. */
#include "analyzer/report/html/parts.h"

static void begin(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    (void)run;
    (void)out;
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    struct report_content content = report_content_of(run->engine);
    struct html_page p = html_page_on(out, run, &content);
    html_head(&p);
    html_answer(&p);
    html_incidents(&p);
    html_groups(&p);
    html_consumers(&p);
    html_operations(&p);
    html_sources(&p);
    html_raw(&p, "</main>\n");
    html_foot(&p);
    html_page_release(&p);
}

const struct report_format report_html = {
    .begin = begin,
    .end = end,
};
