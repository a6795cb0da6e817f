/* A ticket on its way to a payload, and the systems that take one. */
#ifndef WMILOG_ANALYZER_REPORT_TICKETS_TICKET_H
#define WMILOG_ANALYZER_REPORT_TICKETS_TICKET_H
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/json/writer.h"
#include "analyzer/report/tickets/tickets.h"

/* Everything is clean text and lives until the next ticket. */
struct ticket {
    const struct brief *brief;
    struct arena *arena;
    struct sheet sheet;
    bool has_priority;
    struct view title;  /* of at most TICKET_TITLE units of UTF-16 */
    struct view host;   /* the first computer, else "unknown computer" */
    struct view suffix; /* ":HOST" of a group of one computer, of letters that every query language
                           takes as they are; else empty */
    struct view label;  /* "wmilog-1-" and the digits of the fingerprint */
};

enum {
    TICKET_TITLE = 150, /* ServiceNow cuts at 160, Jira and Zendesk at 255, GitHub at 256 */
    TICKET_NAME = 100,  /* ServiceNow's for a node, a resource, a correlation */
};

struct ticket_system {
    enum verdict least;
    void (*put)(struct json_writer *w, const struct ticket *t);
    /* Of one card for all, instead: what has to be kept of a group, and the card. */
    void (*collect)(struct ticket_job *job, const struct ticket *t);
    void (*put_card)(struct json_writer *w, struct ticket_job *job);
};

extern const struct ticket_system ticket_jira, ticket_jira_dc, ticket_servicenow,
    ticket_servicenow_event, ticket_zendesk, ticket_github, ticket_azure_devops, ticket_pagerduty,
    ticket_teams;

/* Texts of a ticket, in its arena. */
struct view ticket_format(const struct ticket *t, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
struct view ticket_phrase(const struct ticket *t,
                          void (*phrase)(struct buffer *b, const struct brief *brief));
/* Clean, in one line, of at most so many units. */
struct view ticket_clean(const struct ticket *t, struct view text, size_t units);
/* The fingerprint and, where it is one computer alone, its name: by this key a system finds the
 * ticket of the same trouble again. */
struct view ticket_key(const struct ticket *t);

#endif
