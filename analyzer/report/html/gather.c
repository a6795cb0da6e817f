/* Gathers what comes once, for the page that is written at the end. */
#include "analyzer/report/html/gather.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "rules/failure/other_logs.h"
#include "rules/knowledge/known_events.h"

enum { SEPARATOR = '\n' }; /* of the parts of a client's key */

/* --- events of other logs -------------------------------------------------------------------- */

static bool is_of_system(const struct known_event *known)
{
    return view_equal(known->log, VIEW("System")) || view_equal(known->log, VIEW("Application"));
}

static void list_known_ids(struct gathered *g)
{
    for (size_t i = 0; i < known_event_count(); i++) {
        struct known_event known;
        known_event_at(i, &known);
        for (uint32_t id = known.first; is_of_system(&known) && id <= known.last; id++) {
            g->known_ids[id / 8] |= (uint8_t)(1U << id % 8);
        }
    }
}

static bool is_known(const struct event *event, struct view provider)
{
    struct known_event known;
    for (size_t i = 0; known_event_find(event->id, i, &known); i++) {
        if (is_of_system(&known) && view_equal_nocase(known.provider, provider)) {
            return true;
        }
    }
    return false;
}

static void count_kind(struct gathered *g, uint16_t event_id, struct view provider)
{
    for (size_t i = 0; i < g->other_count; i++) {
        struct other_kind *kind = &g->others[i];
        if (kind->event_id == event_id && view_equal_nocase(kind->provider, provider)) {
            kind->count++;
            return;
        }
    }
    if (g->other_count == GATHER_OTHER_KINDS) {
        g->more_others++;
        return;
    }
    g->others[g->other_count++] = (struct other_kind){
        arena_copy(&g->arena, view_slice(provider, 0, GATHER_MAX_TEXT)), event_id, 1};
}

/* The service control manager tells of every service. */
static bool is_of_another_service(const struct event *event, struct view provider)
{
    if (!view_equal_nocase(provider, VIEW("Service Control Manager"))) {
        return false;
    }
    for (size_t i = 0; i < event->data_count; i++) {
        struct view value = event->data[i].value;
        if (view_equal_nocase(value, VIEW("winmgmt")) ||
            view_equal_nocase(value, VIEW("Windows Management Instrumentation"))) {
            return false;
        }
    }
    return true;
}

void gathered_event(struct gathered *g, const struct event *event)
{
    if (!(g->known_ids[event->id / 8] & 1U << event->id % 8)) {
        return;
    }
    struct view provider = other_log_full_provider(event->provider);
    if (is_known(event, provider) && !is_of_another_service(event, provider)) {
        timeline_add(&g->timeline, TIMELINE_OTHER_LOGS, event->time);
        count_kind(g, event->id, provider);
    }
}

/* --- landmarks ------------------------------------------------------------------------------- */

static struct loaded_provider *provider_named(struct gathered *g, struct view name)
{
    for (size_t i = 0; i < g->provider_count; i++) {
        if (view_equal_nocase(g->providers[i].name, name)) {
            return &g->providers[i];
        }
    }
    return NULL;
}

static void count_load(struct gathered *g, const struct landmark *landmark)
{
    struct view name = view_slice(landmark->provider, 0, GATHER_MAX_TEXT);
    struct loaded_provider *provider = provider_named(g, name);
    if (!provider && (g->provider_count == GATHER_PROVIDERS || view_is_empty(name))) {
        g->more_loads++;
        return;
    }
    if (!provider) {
        provider = &g->providers[g->provider_count++];
        *provider = (struct loaded_provider){
            .name = arena_copy(&g->arena, name),
            .path = arena_copy(&g->arena, view_slice(landmark->path, 0, GATHER_MAX_TEXT))};
    }
    provider->loads++;
    provider->hosts += landmark->is_new_host;
}

void gathered_landmark(struct gathered *g, const struct landmark *landmark)
{
    switch (landmark->kind) {
    case LANDMARK_SERVICE_RESTARTED:
        timeline_add(&g->timeline, TIMELINE_RESTARTS, landmark->time);
        break;
    case LANDMARK_PROVIDER_LOADED:
        if (landmark->is_new_host) {
            timeline_add(&g->timeline, TIMELINE_HOSTS, landmark->time);
        }
        count_load(g, landmark);
        break;
    case LANDMARK_OPERATION_ENDED:
    case LANDMARK_PROCESS_STARTED:
        break;
    }
}

/* --- failures -------------------------------------------------------------------------------- */

static size_t put(char *text, size_t len, struct view part)
{
    part = view_slice(part, 0, TALLY_MAX_NAME / 3 - 1);
    if (part.len > 0) {
        memcpy(text + len, part.data, part.len);
    }
    text[len + part.len] = SEPARATOR;
    return len + part.len + 1;
}

/* A client is known by name, user and machine. Process ids change, and say little. */
static struct view client_key(const struct failure_client *client, char text[TALLY_MAX_NAME])
{
    struct view process =
        client->is_service ? VIEW("inside the WMI service") : client->process_name;
    if (view_is_empty(process) && !client->has_process_id && view_is_empty(client->user) &&
        view_is_empty(client->machine)) {
        return VIEW_NONE;
    }
    size_t len = put(text, 0, process);
    len = put(text, len, client->user);
    return (struct view){text, put(text, len, client->machine)};
}

void gathered_client_parts(struct view key, struct view *process, struct view *user,
                           struct view *machine)
{
    *process = *user = *machine = VIEW_NONE;
    view_cut(key, VIEW("\n"), process, &key);
    view_cut(key, VIEW("\n"), user, &key);
    view_cut(key, VIEW("\n"), machine, &key);
}

static void count_client(struct gathered *g, const struct failure *f, enum verdict verdict)
{
    char text[TALLY_MAX_NAME];
    const struct failure_client *client = &f->client;
    struct tally_item *item = tally_add(&g->clients, client_key(client, text), verdict);
    if (!item || !client->has_process_id) {
        return;
    }
    item->has_several |= item->process_id != 0 && item->process_id != client->process_id;
    item->process_id = item->process_id != 0 ? item->process_id : client->process_id;
}

void gathered_failure(struct gathered *g, const struct failure *f, enum verdict verdict)
{
    timeline_add_failure(&g->timeline, f, verdict);
    if (f->known_by != KNOWN_BY_LOAD) {
        count_client(g, f, verdict);
    }
    tally_add(&g->classes, f->operation.class_name, verdict);
    tally_add(&g->namespaces, f->name_space, verdict);
    if (f->provider.attribution != ATTRIBUTION_NONE) {
        struct loaded_provider *provider = provider_named(g, f->provider.name);
        if (provider) {
            provider->failures++;
        }
    }
}

const struct tally_item *gathered_client(const struct gathered *g,
                                         const struct failure_client *client)
{
    char text[TALLY_MAX_NAME];
    return tally_find(&g->clients, client_key(client, text));
}

/* --- the whole ------------------------------------------------------------------------------- */

struct gathered *gathered_new(void)
{
    struct gathered *g = memory_new(1, sizeof(*g));
    tally_init(&g->clients);
    tally_init(&g->classes);
    tally_init(&g->namespaces);
    arena_init(&g->arena, 0);
    list_known_ids(g);
    return g;
}

void gathered_free(struct gathered *g)
{
    tally_release(&g->clients);
    tally_release(&g->classes);
    tally_release(&g->namespaces);
    arena_release(&g->arena);
    free(g);
}

static int compare_providers(const void *left, const void *right)
{
    const struct loaded_provider *a = left, *b = right;
    if (a->failures != b->failures) {
        return a->failures > b->failures ? -1 : 1;
    }
    if (a->loads != b->loads) {
        return a->loads > b->loads ? -1 : 1;
    }
    return view_compare(a->name, b->name);
}

static int compare_kinds(const void *left, const void *right)
{
    const struct other_kind *a = left, *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return a->event_id != b->event_id ? (int)a->event_id - (int)b->event_id
                                      : view_compare(a->provider, b->provider);
}

void gathered_sort(struct gathered *g)
{
    tally_sort(&g->clients);
    tally_sort(&g->classes);
    tally_sort(&g->namespaces);
    qsort(g->providers, g->provider_count, sizeof(g->providers[0]), compare_providers);
    qsort(g->others, g->other_count, sizeof(g->others[0]), compare_kinds);
}
