/* The table of events of other logs that are failures (event ids: the manifests of the providers).
 */
#include "rules/failure/other_logs.h"

#include "parsers/base/count.h"

#define DCOM "Microsoft-Windows-DistributedCOM", "DCOM"
#define WMI "Microsoft-Windows-WMI", "WinMgmt"
#define SERVICES "Service Control Manager", "Microsoft-Windows-Service Control Manager"
#define CRASHES "Application Error", "Application Error"
#define KERBEROS "Microsoft-Windows-Security-Kerberos", "Kerberos"

/* Sorted by event id; those of one id follow each other. */
static const struct other_log logs[] = {
    {4, true, false, STAGE_ACTIVATE, KERBEROS, "logging on to a machine that is another one"},
    {4, false, false, STAGE_OTHER, WMI, "loading a MOF file again"},
    {10, false, false, STAGE_SUBSCRIBE, WMI, "re-activating an event filter"},
    {24, false, false, STAGE_SUBSCRIBE, WMI, "registering an event provider's query"},
    {28, false, false, STAGE_ACTIVATE, WMI, "starting the WMI service"},
    {29, false, false, STAGE_ACTIVATE, WMI, "starting the WMI service"},
    {43, false, false, STAGE_OTHER, WMI, "bringing performance counters to WMI"},
    {48, false, false, STAGE_OTHER, WMI, "bringing performance counters to WMI"},
    {58, false, false, STAGE_OTHER, WMI, "bringing performance counters to WMI"},
    {1000, false, false, STAGE_OTHER, CRASHES, "a process of WMI that crashed"},
    {5605, false, false, STAGE_LOGIN, WMI, "connecting without encryption"},
    {5612, false, false, STAGE_OTHER, WMI, "a provider host that reached its quota"},
    {7000, false, false, STAGE_ACTIVATE, SERVICES, "starting the WMI service"},
    {7001, false, false, STAGE_ACTIVATE, SERVICES, "a service that depends on another"},
    {7009, false, false, STAGE_ACTIVATE, SERVICES, "starting the WMI service"},
    {7011, false, false, STAGE_OTHER, SERVICES, "the WMI service that did not answer"},
    {7022, false, false, STAGE_ACTIVATE, SERVICES, "starting the WMI service"},
    {7023, false, false, STAGE_ACTIVATE, SERVICES, "the WMI service that ended"},
    {7024, false, false, STAGE_ACTIVATE, SERVICES, "the WMI service that ended"},
    {7031, false, false, STAGE_OTHER, SERVICES, "the WMI service that ended unexpectedly"},
    {7034, false, false, STAGE_OTHER, SERVICES, "the WMI service that ended unexpectedly"},
    {7040, false, false, STAGE_ACTIVATE, SERVICES, "the WMI service that was set to disabled"},
    {10000, false, false, STAGE_ACTIVATE, DCOM, "starting a host of providers"},
    {10001, false, false, STAGE_ACTIVATE, DCOM, "starting a host of providers"},
    {10005, false, false, STAGE_ACTIVATE, DCOM, "starting the WMI service"},
    {10006, true, true, STAGE_ACTIVATE, DCOM, NULL},
    {10009, true, true, STAGE_ACTIVATE, DCOM, NULL},
    {10010, false, false, STAGE_ACTIVATE, DCOM, NULL},
    {10015, false, false, STAGE_ACTIVATE, DCOM, NULL},
    {10016, false, false, STAGE_ACTIVATE, DCOM, NULL},
    {10028, true, true, STAGE_ACTIVATE, DCOM, NULL},
    {10036, false, true, STAGE_ACTIVATE, DCOM, NULL},
    {10037, true, true, STAGE_ACTIVATE, DCOM, NULL},
    {10038, true, true, STAGE_ACTIVATE, DCOM, NULL},
};

#define LOG_COUNT (COUNT_OF(logs))

static bool is_of_provider(const struct other_log *log, struct view provider)
{
    return view_equal_nocase(provider, view_of(log->provider)) ||
           view_equal_nocase(provider, view_of(log->classic));
}

const struct other_log *other_log_find(uint16_t event_id)
{
    size_t i = 0;
    while (i < LOG_COUNT && logs[i].event_id < event_id) {
        i++;
    }
    return i < LOG_COUNT && logs[i].event_id == event_id ? &logs[i] : NULL;
}

const struct other_log *other_log_of(uint16_t event_id, struct view provider)
{
    const struct other_log *log = other_log_find(event_id);
    while (log && log->event_id == event_id && !is_of_provider(log, provider)) {
        log = log + 1 < logs + LOG_COUNT ? log + 1 : NULL;
    }
    return log && log->event_id == event_id ? log : NULL;
}

struct view other_log_full_provider(struct view name)
{
    static const struct {
        const char *classic, *full;
    } names[] = {{"DCOM", "Microsoft-Windows-DistributedCOM"},
                 {"WinMgmt", "Microsoft-Windows-WMI"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal_nocase(name, view_of(names[i].classic))) {
            return view_of(names[i].full);
        }
    }
    return name;
}
