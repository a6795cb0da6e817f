/* Which provider lives in which host process, and which were loaded when. */
#include "rules/operations/hosts.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

void hosts_init(struct hosts *hosts, size_t max, const struct account_pool *pool)
{
    *hosts = (struct hosts){.max = max, .pool = pool};
    intern_init(&hosts->texts, HOSTS_MAX_TEXT);
    map_init(&hosts->map);
}

void hosts_release(struct hosts *hosts)
{
    map_release(&hosts->map);
    intern_release(&hosts->texts);
    free(hosts->slots);
    *hosts = (struct hosts){0};
}

size_t hosts_bytes(const struct hosts *hosts)
{
    return intern_bytes(&hosts->texts) + map_bytes(&hosts->map) + hosts->ring_bytes +
           (hosts->slots ? hosts->max * sizeof(*hosts->slots) : 0);
}

static struct view keep(struct hosts *hosts, struct view text)
{
    if (view_is_empty(text)) {
        return VIEW_NONE;
    }
    size_t refused = hosts->texts.refused;
    struct view kept = intern_text(&hosts->texts, text);
    if (hosts->texts.refused != refused) {
        hosts->dropped++;
        return VIEW_NONE;
    }
    return kept;
}

static uint64_t host_key(const struct service *s, uint32_t process_id)
{
    return (uint64_t)s->computer->number << 32 | process_id;
}

/* The slot for a new host; over the limit that of the host seen first. */
static struct provider_host *take_slot(struct hosts *hosts, uint64_t key)
{
    if (!hosts->slots) {
        hosts->slots = memory_new(hosts->max, sizeof(*hosts->slots));
    }
    struct provider_host *host = &hosts->slots[hosts->next];
    hosts->next = (hosts->next + 1) % hosts->max;
    if (hosts->count == hosts->max) {
        map_remove(&hosts->map, VIEW_BYTES(host->key));
        hosts->dropped++;
    } else {
        hosts->count++;
    }
    *host = (struct provider_host){.key = key};
    map_set(&hosts->map, VIEW_BYTES(host->key), host);
    return host;
}

static void add_to_ring(struct hosts *hosts, struct service *s, const struct provider_load *load)
{
    const size_t before = s->load_cap;
    if (s->load_count == before && before < HOSTS_LOADS && account_pool_is_crowded(hosts->pool)) {
        s->has_lost_loads = true;
        hosts->dropped++;
        return;
    }
    if (s->load_count < HOSTS_LOADS) {
        s->loads = memory_grow(s->loads, s->load_count, &s->load_cap, sizeof(*s->loads));
        hosts->ring_bytes += (s->load_cap - before) * sizeof(*s->loads);
    }
    s->loads[s->load_count % HOSTS_LOADS] = *load;
    s->load_count++;
}

bool hosts_load(struct hosts *hosts, struct service *s, int64_t time, uint32_t process_id,
                struct view name, struct view path)
{
    struct provider_load load = {time, process_id, keep(hosts, name), keep(hosts, path)};
    if (time != WINTIME_NONE) {
        add_to_ring(hosts, s, &load);
    }
    if (s->computer->is_over_limit) {
        return false;
    }
    uint64_t key = host_key(s, process_id);
    struct provider_host *host = map_get(&hosts->map, VIEW_BYTES(key));
    bool is_new = !host || host->restarts != s->restarts;
    if (!host) {
        host = take_slot(hosts, key);
    }
    if (is_new) {
        host->has_several = false;
    } else if (!view_equal_nocase(host->name, load.name)) {
        host->has_several = true;
    }
    host->restarts = s->restarts;
    host->name = load.name;
    host->path = load.path;
    return is_new;
}

const struct provider_host *hosts_find(const struct hosts *hosts, const struct service *s,
                                       uint32_t process_id)
{
    if (s->computer->is_over_limit) {
        return NULL;
    }
    uint64_t key = host_key(s, process_id);
    return map_get(&hosts->map, VIEW_BYTES(key));
}

const struct provider_load *hosts_window(const struct service *s, int64_t start, int64_t stop)
{
    size_t kept = s->load_count < HOSTS_LOADS ? s->load_count : HOSTS_LOADS;
    const struct provider_load *found = NULL;
    bool is_covered = kept == s->load_count;
    if (s->has_lost_loads) {
        return NULL;
    }
    for (size_t i = 0; i < kept; i++) {
        const struct provider_load *load = &s->loads[i];
        if (load->time < start) {
            is_covered = true;
            continue;
        }
        if (load->time > stop) {
            continue;
        }
        if (found) {
            return NULL;
        }
        found = load;
    }
    return is_covered && !s->computer->is_over_limit ? found : NULL;
}
