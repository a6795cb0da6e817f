/* Jira: issues of Cloud take a document, those of Data Center wiki markup. */
#include "analyzer/report/tickets/body.h"

static const char *const priorities[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "Low",
    [VERDICT_DEGRADED] = "Medium",
    [VERDICT_BROKEN] = "High",
    [VERDICT_SECURITY] = "Highest",
};

/* Jira refuses a label with a blank, and a priority where the project does not show that field. */
static void put_common(struct json_writer *w, const struct ticket *t)
{
    json_write_text(w, "summary", t->title);
    json_open_list(w, "labels");
    json_write_name(w, NULL, "wmilog");
    json_write_text(w, NULL, t->label);
    json_close_list(w);
    if (t->has_priority) {
        json_open_object(w, "priority");
        json_write_name(w, "name", priorities[t->brief->verdict]);
        json_close_object(w);
    }
}

static void put_cloud(struct json_writer *w, const struct ticket *t)
{
    json_open_object(w, NULL);
    json_open_object(w, "fields");
    put_common(w, t);
    body_put_adf(w, "description", t);
    json_close_object(w);
    json_close_object(w);
}

static void put_data_center(struct json_writer *w, const struct ticket *t)
{
    const struct body_limit limit = {30000, sheet_units};
    json_open_object(w, NULL);
    json_open_object(w, "fields");
    put_common(w, t);
    json_write_text(w, "description", body_of(t, body_wiki_block, &limit));
    json_close_object(w);
    json_close_object(w);
}

const struct ticket_system ticket_jira = {.least = VERDICT_BROKEN, .put = put_cloud};
const struct ticket_system ticket_jira_dc = {.least = VERDICT_BROKEN, .put = put_data_center};
