/* Zendesk, GitHub and Azure DevOps. */
#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/tickets/body.h"

static const char *const zendesk_priorities[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "low",
    [VERDICT_DEGRADED] = "normal",
    [VERDICT_BROKEN] = "high",
    [VERDICT_SECURITY] = "urgent",
};

/* The comment is not public: that would be a mail to the requester. */
static void put_zendesk(struct json_writer *w, const struct ticket *t)
{
    const struct body_limit limit = {60000, body_bytes}; /* about 65,000 with the markup */
    json_open_object(w, NULL);
    json_open_object(w, "ticket");
    json_write_text(w, "subject", t->title);
    json_write_text(w, "external_id", ticket_key(t));
    json_write_name(w, "type", "incident");
    if (t->has_priority) {
        json_write_name(w, "priority", zendesk_priorities[t->brief->verdict]);
    }
    json_open_list(w, "tags");
    json_write_name(w, NULL, "wmilog");
    json_write_name(w, NULL, verdict_name(t->brief->verdict));
    json_write_text(w, NULL, t->label);
    json_close_list(w);
    json_open_object(w, "comment");
    json_write_text(w, "html_body", body_of(t, body_html_block, &limit));
    json_write_bool(w, "public", false);
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
}

/* GitHub drops the labels of those who may not set them: the last line of the text can be searched
 * for, too. */
static void put_github(struct json_writer *w, const struct ticket *t)
{
    const struct body_limit limit = {60000, sheet_units}; /* of 65,536 */
    const struct view body = body_of(t, markup_block, &limit);
    json_open_object(w, NULL);
    json_write_text(w, "title", t->title);
    json_write_text(w, "body",
                    ticket_format(t, "%.*s\n<!-- %.*s -->\n", VIEW_ARG(body), VIEW_ARG(t->label)));
    json_open_list(w, "labels");
    json_write_name(w, NULL, "wmilog");
    json_write_text(w, NULL, t->label);
    json_close_list(w);
    json_close_object(w);
}

static void put_operation(struct json_writer *w, const char *path, struct view value)
{
    json_open_object(w, NULL);
    json_write_name(w, "op", "add");
    json_write_name(w, "path", path);
    json_write_text(w, "value", value);
    json_close_object(w);
}

static const char *const azure_severities[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "4 - Low",
    [VERDICT_DEGRADED] = "3 - Medium",
    [VERDICT_BROKEN] = "2 - High",
    [VERDICT_SECURITY] = "1 - Critical",
};

/* A JSON Patch; the form of a Bug shows ReproSteps, not the description. */
static void put_azure_devops(struct json_writer *w, const struct ticket *t)
{
    const struct body_limit limit = {100000, sheet_units}; /* of 1,048,576: enough for anybody */
    json_open_list(w, NULL);
    put_operation(w, "/fields/System.Title", t->title);
    put_operation(w, "/fields/Microsoft.VSTS.TCM.ReproSteps", body_of(t, body_html_block, &limit));
    put_operation(w, "/fields/System.Tags", ticket_format(t, "wmilog; %.*s", VIEW_ARG(t->label)));
    if (t->has_priority) {
        put_operation(w, "/fields/Microsoft.VSTS.Common.Severity",
                      view_of(azure_severities[t->brief->verdict]));
    }
    json_close_list(w);
}

const struct ticket_system ticket_zendesk = {.least = VERDICT_BROKEN, .put = put_zendesk};
const struct ticket_system ticket_github = {.least = VERDICT_BROKEN, .put = put_github};
const struct ticket_system ticket_azure_devops = {.least = VERDICT_BROKEN, .put = put_azure_devops};
