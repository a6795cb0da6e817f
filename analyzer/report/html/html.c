/* The order of the HTML report: the answer; when; why; then the rest. */
#include "analyzer/report/html/html.h"

#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"

struct html_state {
    struct gathered *gathered; /* from `begin` to `end` */
};

static void begin(void *state, const struct report_run *run, struct output *out)
{
    struct html_state *html = state;
    (void)run;
    (void)out;
    html->gathered = gathered_new();
}

static void failure(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out)
{
    struct html_state *html = state;
    (void)out;
    gathered_failure(html->gathered, f, j->verdict);
}

static void landmark(void *state, const struct landmark *passed)
{
    gathered_landmark(((struct html_state *)state)->gathered, passed);
}

static void other_event(void *state, const struct event *event)
{
    gathered_event(((struct html_state *)state)->gathered, event);
}

void html_report_write(const struct report_run *run, const struct report_content *content,
                       struct gathered *gathered, struct output *out)
{
    struct output groups;
    output_open_memory(&groups);
    buffer_reserve(&groups.pending, 2 * HTML_GROUPS); /* so that it need not move */
    gathered_sort(gathered);
    struct html_page p = html_page_on(&groups, run, content);
    p.gathered = gathered;
    html_groups(&p); /* first, because all else leads to those that are shown */
    p.out = out;
    html_head(&p);
    html_answer(&p);
    html_when(&p);
    html_incidents(&p);
    const bool consumers_first =
        words_tally_consumers(content).security > 0 &&
        (content->group_count == 0 || content->groups[0]->verdict == VERDICT_HARMLESS);
    if (consumers_first) {
        html_consumers(&p);
    }
    output_write(out, buffer_view(&groups.pending));
    output_close(&groups, false, NULL);
    if (!consumers_first) {
        html_consumers(&p);
    }
    html_who_and_what(&p);
    html_operations(&p);
    html_sources(&p);
    html_raw(&p, "</main>\n");
    html_foot(&p);
    html_page_release(&p);
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    struct html_state *html = state;
    struct report_content content = report_content_of(run->engine);
    html_report_write(run, &content, html->gathered, out);
    gathered_free(html->gathered);
}

const struct report_format report_html = {
    .state_size = sizeof(struct html_state),
    .shows_operations = true,
    .begin = begin,
    .failure = failure,
    .landmark = landmark,
    .other_event = other_event,
    .end = end,
};
