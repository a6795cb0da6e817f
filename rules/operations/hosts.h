/* Provider host processes and the providers that they loaded, from event 5857. */
#ifndef WMILOG_RULES_OPERATIONS_HOSTS_H
#define WMILOG_RULES_OPERATIONS_HOSTS_H
#include "parsers/base/account.h"
#include "parsers/base/hash/intern.h"
#include "rules/operations/services.h"

enum {
    HOSTS_MAX_TEXT = 1024 * 1024, /* bytes of provider names and paths */
    HOSTS_LOADS = 64,             /* provider loads of one computer that are remembered */
};

struct provider_load {
    int64_t time;
    uint32_t host_process_id;
    struct view name, path; /* live as long as the hosts */
};

struct provider_host {
    uint64_t key;           /* computer number and process id */
    uint32_t restarts;      /* of the service at that time: tells reused process ids apart */
    bool has_several;       /* different providers were loaded: the host alone does not name one */
    struct view name, path; /* of the latest load */
};

struct hosts {
    struct intern texts;
    struct map map;              /* from their keys to their slots */
    struct provider_host *slots; /* a ring: over `max` the next one gives way */
    size_t count, next, max;
    size_t ring_bytes; /* of the services' provider loads */
    const struct account_pool *pool;
    uint64_t dropped; /* hosts, provider loads, and names and paths of providers, over a limit */
};

/* What it keeps does not grow while `pool` (NULL: none) is crowded. */
void hosts_init(struct hosts *hosts, size_t max, const struct account_pool *pool);
void hosts_release(struct hosts *hosts);
size_t hosts_bytes(const struct hosts *hosts);

/* Remembers a provider load. The views are copied. True when it is the first one that is seen of
 * the host process, since the service was started last. */
bool hosts_load(struct hosts *hosts, struct service *s, int64_t time, uint32_t process_id,
                struct view name, struct view path);

/* What is known of a host process of this computer, or NULL. */
const struct provider_host *hosts_find(const struct hosts *hosts, const struct service *s,
                                       uint32_t process_id);

/* The only provider load of the computer within [start, stop]; NULL when there is none or more than
 * one, or when it cannot be known any more. */
const struct provider_load *hosts_window(const struct service *s, int64_t start, int64_t stop);

#endif
