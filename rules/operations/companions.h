/* Events of the System and Application logs that are failures of WMI by themselves: its service
 * that cannot start, event filters that cannot be activated, names of other accounts. */
#ifndef WMILOG_RULES_OPERATIONS_COMPANIONS_H
#define WMILOG_RULES_OPERATIONS_COMPANIONS_H
#include "rules/failure/other_logs.h"
#include "rules/operations/waiting.h"

/* What one event says. Views are those of the event. */
struct companion {
    const struct other_log *log;
    uint32_t result;
    struct view name_space, query, class_name;
    struct view provider; /* of WMI */
    struct view target;   /* the machine that was asked; absent when it is the one that logged */
    struct view program;  /* that crashed, or a file: in the place of a verb it keeps kinds apart */
    bool has_host;
    uint32_t host_process_id;
};

/* True for the events of rules/failure/other_logs.h but those of rules/operations/dcom.h; of the
 * service control manager and 10005 only when they are about WMI's service, of crashes only when a
 * process of WMI crashed, of Kerberos only when the name asked for is one that WMI is reached by.
 */
bool companion_read(const struct event *event, struct companion *companion);

/* Fills a new failure that contents_read_event has begun. Texts are copied to its arena. */
void companion_fill(struct pending *p, const struct companion *companion);

/* Remembers a failure that WMI itself, or a client of it, logged, and a start of its service that
 * failed. */
void companion_note(struct services *services, struct pending *p);
/* Whether WMI logged the same within seconds, or the client that met it, be it on another computer:
 * then this one is its evidence and no more. Counts in `uncompared` one of which that cannot be
 * known, as those before it were too many. */
bool companion_is_told(struct services *services, const struct pending *p);

#endif
