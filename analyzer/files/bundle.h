/* What the files of archives and folders are, and of which computer. The bundles that are known are
 * those of `wmilog collector`, of WMI-Collect (WMI-Results-HOST-DATE) and of TSS. */
#ifndef WMILOG_ANALYZER_FILES_BUNDLE_H
#define WMILOG_ANALYZER_FILES_BUNDLE_H
#include "parsers/base/view.h"
#include "parsers/base/wintime.h"

enum bundle_kind {
    BUNDLE_LOG,            /* or an archive */
    BUNDLE_PROCESSES,      /* a process list */
    BUNDLE_PROVIDER_HOSTS, /* see parsers/machine/provider_hosts.h */
    BUNDLE_SERVICES,       /* see parsers/machine/service_hosts.h */
    BUNDLE_QUOTAS,         /* see parsers/machine/quotas.h */
    BUNDLE_SUBSCRIPTIONS,  /* see parsers/machine/subscriptions.h */
    BUNDLE_LOST_LOG,       /* the name is a log's, but the bytes are none's */
    BUNDLE_EMPTY,          /* no byte */
    BUNDLE_UNUSED,         /* anything else */
};

struct bundle_file {
    enum bundle_kind kind;
    const char *what; /* what is known of a file that is not used or lost, or NULL; constant */
};

/* Looks at the first bytes of a file and, where they say little, at its name. */
struct bundle_file bundle_recognise(struct view name, struct view head);

/* The computer that a file or one of its folders is named after: a view into `path`, empty for
 * none. */
struct view bundle_host(struct view path);
/* The same where the file is one of the event logs that the known bundles hold: HOST-System.evtx.
 */
struct view bundle_host_of_log(struct view path);

/* When the bundle of a file was made, by the clock of its machine, as a folder of it is named:
 * WMI-Results-HOST-20250411_090240, HOST_250411-090240; WINTIME_NONE when none is. */
int64_t bundle_time(struct view path);
/* Whether a file is named as the text that WMI-Collect and TSS make of the log that lies beside it,
 * HOST-WMI-Activity.evtx: WMI-Activity.txt or HOST-WMI-Activity.txt; or as that log. */
bool bundle_is_text_of_log(struct view path);
bool bundle_is_log_of_text(struct view path);
/* The folder of a path, without the separator at its end. */
struct view bundle_folder(struct view path);

#endif
