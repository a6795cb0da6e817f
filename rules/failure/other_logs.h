/* Which events of other logs are failures of WMI by themselves, and what they tell by their id. */
#ifndef WMILOG_RULES_FAILURE_OTHER_LOGS_H
#define WMILOG_RULES_FAILURE_OTHER_LOGS_H
#include "parsers/base/view.h"
#include "rules/failure/failure.h"

struct other_log {
    uint16_t event_id;
    bool is_of_client; /* the client's log; else that of the machine that was asked */
    /* It has fields that the record of the WMI service does not have, so it is told of even beside
     * one. */
    bool is_always_told;
    enum stage stage;
    const char *provider; /* as the fingerprint has it */
    const char *classic;  /* its older name, or NULL */
    const char *title;    /* what went wrong, of a group; NULL = an activation */
};

/* The first of this event id, which is enough for all but those of Kerberos and WMI that share
 * one; NULL when there is none. */
const struct other_log *other_log_find(uint16_t event_id);
/* The same, for an event of this provider. */
const struct other_log *other_log_of(uint16_t event_id, struct view provider);

/* The name that Windows' own logs have for a classic source, else the name itself. */
struct view other_log_full_provider(struct view name);

#endif
