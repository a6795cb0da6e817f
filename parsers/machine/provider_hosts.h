/* ProviderHosts.txt of WMI-Collect and TSS: which providers lived in which process when it was
 * written. Its form is that of the scripts that write it (WMI-Collect.ps1 of November 2021): under
 * the heading "Coupled providers (WMIPrvSE.exe processes)" for each process a line "PID 3104 (c20)
 * Handles:..." and one "NAMESPACE PROVIDER DLL HOSTINGMODEL USER DATE VERSION" for each provider,
 * under "Decoupled providers" the same with "NAMESPACE PROVIDER". */
#ifndef WMILOG_PARSERS_MACHINE_PROVIDER_HOSTS_H
#define WMILOG_PARSERS_MACHINE_PROVIDER_HOSTS_H
#include "parsers/base/arena.h"
#include "parsers/event/machine.h"

enum {
    PROVIDER_HOSTS_MAX = 4096,     /* providers of one list, over all files */
    PROVIDER_HOSTS_MAX_TEXT = 512, /* bytes of a name or path that are kept */
    PROVIDER_HOSTS_ZONE_HOURS =
        14, /* that the clock of a machine is before or behind UTC at most */
};

struct provider_hosts {
    struct arena arena; /* the texts of the entries */
    struct host_entry *entries;
    size_t count, cap;
    size_t left_out; /* over the limit */
};

void provider_hosts_init(struct provider_hosts *list);
void provider_hosts_release(struct provider_hosts *list);

/* True for the first bytes of such a file, in UTF-8 or UTF-16. */
bool provider_hosts_recognise(struct view head);
/* Adds what a whole file says; texts are copied, the computer is borrowed. `made` is when the list
 * was, by the clock of a zone that nothing tells, or WINTIME_NONE: with how long a process had run
 * it tells since when there was such a process. */
void provider_hosts_add(struct provider_hosts *list, struct view bytes, struct view computer,
                        int64_t made);

#endif
