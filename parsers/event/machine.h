/* What files beside a log say of a machine, as a reader gives it and the analysis takes it. */
#ifndef WMILOG_PARSERS_EVENT_MACHINE_H
#define WMILOG_PARSERS_EVENT_MACHINE_H
#include "parsers/base/view.h"
#include "parsers/base/wintime.h"

/* A provider or a service that lived in a process when the list was made. The views live as long as
 * whoever gives it says. */
struct host_entry {
    struct view computer;
    uint32_t process_id;
    struct view name;           /* of the provider or service */
    struct view namespace_name; /* of a provider */
    struct view path;           /* of its library; empty when unknown */
    int64_t since; /* before it the process did not live; WINTIME_NONE when nothing tells */
};

/* The properties of __ProviderHostQuotaConfiguration. */
enum quota {
    QUOTA_THREADS_PER_HOST,
    QUOTA_HANDLES_PER_HOST,
    QUOTA_HOSTS,           /* ProcessLimitAllHosts */
    QUOTA_MEMORY_PER_HOST, /* bytes */
    QUOTA_MEMORY_ALL_HOSTS,
    QUOTA_COUNT,
};

struct quota_entry {
    struct view computer;
    struct view source;           /* the file that says so */
    uint64_t values[QUOTA_COUNT]; /* 0: not said */
};

/* An object of a list of subscriptions: an event filter, a consumer, or what binds them. References
 * are written as in CommandLineEventConsumer="Name", and SIDs as text. */
struct listed_property {
    struct view name, value;
};

struct listed_object {
    struct view computer;
    struct view source; /* the file that lists it */
    struct view class_name;
    struct view name_space; /* root\subscription; empty when unknown */
    struct listed_property *properties;
    size_t count; /* none: there is a list of such objects */
};

#endif
