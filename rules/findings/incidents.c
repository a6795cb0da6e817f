/* Gathers failures into incidents while they are close together. */
#include "rules/findings/incidents.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/map.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "rules/rule/rule.h"

enum {
    MAX_CLIENTS = 1000,
    MAX_KEY = COMPUTER_NAME_MAX + 512,
    ARENA_CHUNK = 1024,
    MAX_BYTES = 64 * 1024
};

/* An incident that may still grow, with what it takes to count. */
struct growing {
    struct incident incident;
    struct arena arena; /* its texts, and its key in the map */
    int64_t within;
    uint64_t *clients; /* sorted hashes; NULL once it cannot grow any more */
    size_t client_cap;
    struct growing *next_free;
};

struct incidents {
    struct map map; /* by computer and name: the one that grows */
    struct growing **all;
    size_t count;
    struct growing *free;
    struct incident **list;
    size_t list_count;
    bool is_listed;
    uint64_t dropped;
};

struct incidents *incidents_new(void)
{
    struct incidents *set = memory_new(1, sizeof(*set));
    map_init(&set->map);
    set->all = memory_new(INCIDENTS_MAX, sizeof(struct growing *));
    return set;
}

static void free_one(struct growing *g)
{
    arena_release(&g->arena);
    free(g->clients);
    free(g);
}

void incidents_free(struct incidents *set)
{
    if (!set) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        free_one(set->all[i]);
    }
    while (set->free) {
        struct growing *g = set->free;
        set->free = g->next_free;
        free_one(g);
    }
    free(set->all);
    free(set->list);
    map_release(&set->map);
    free(set);
}

uint64_t incidents_dropped(const struct incidents *set)
{
    return set->dropped;
}

/* Computer and name; the computer is its label in lower case. */
static struct view make_key(const struct failure *f, struct view name, char text[MAX_KEY])
{
    size_t len = computer_name_fold(computer_name_label(f->computer), text).len;
    text[len++] = '\n';
    name = view_slice(name, 0, MAX_KEY - len);
    memcpy(text + len, name.data, name.len);
    return (struct view){text, len + name.len};
}

static uint64_t client_hash(const struct failure_client *client)
{
    static const uint64_t seed[2] = {0x696e636964656e74U, 0x636c69656e747321U};
    struct {
        uint64_t machine;
        int64_t created;
        uint64_t process_id;
    } key = {map_hash(seed, computer_name_label(client->machine)), client->created,
             client->process_id};
    return map_hash(seed, (struct view){(const char *)&key, sizeof(key)});
}

static int compare_hash(const void *key, const void *item)
{
    uint64_t hash = *(const uint64_t *)key, other = *(const uint64_t *)item;
    return (hash > other) - (hash < other);
}

static void count_client(struct growing *g, const struct failure_client *client)
{
    if (!client->has_process_id || g->incident.clients >= MAX_CLIENTS) {
        return;
    }
    uint64_t hash = client_hash(client);
    const size_t count = (size_t)g->incident.clients;
    const size_t place = search_first(&hash, g->clients, count, sizeof(hash), compare_hash);
    if (place < count && g->clients[place] == hash) {
        return;
    }
    g->clients = memory_grow(g->clients, count, &g->client_cap, sizeof(*g->clients));
    memmove(&g->clients[place + 1], &g->clients[place], (count - place) * sizeof(*g->clients));
    g->clients[place] = hash;
    g->incident.clients++;
}

/* Codes over INCIDENT_MAX_CODES are only in the incident's count. */
static void count_code(struct incident *incident, uint32_t code)
{
    size_t i = 0;
    while (i < incident->code_count && incident->codes[i].code != code) {
        i++;
    }
    if (i == INCIDENT_MAX_CODES) {
        return;
    }
    if (i == incident->code_count) {
        incident->codes[incident->code_count++] = (struct incident_code){code, 0};
    }
    incident->codes[i].count++;
    for (; i > 0 && incident->codes[i - 1].count < incident->codes[i].count; i--) {
        struct incident_code code_before = incident->codes[i - 1];
        incident->codes[i - 1] = incident->codes[i];
        incident->codes[i] = code_before;
    }
}

static void count_group(struct growing *g, const struct failure *f)
{
    struct incident *incident = &g->incident;
    for (size_t i = incident->group_count; i > 0; i--) {
        if (strcmp(incident->groups[i - 1], f->fingerprint) == 0) {
            return;
        }
    }
    if (incident->group_count == INCIDENT_MAX_GROUPS) {
        incident->more_groups++;
        return;
    }
    struct view fingerprint = {f->fingerprint, strlen(f->fingerprint) + 1};
    incident->groups[incident->group_count++] = arena_copy(&g->arena, fingerprint).data;
}

static void note_failure(struct growing *g, const struct failure *f)
{
    struct incident *incident = &g->incident;
    incident->count++;
    if (incident->failure_count < INCIDENT_MAX_FAILURES) {
        incident->failures[incident->failure_count++] = f->id;
    }
    count_group(g, f);
}

static struct view join_sentences(struct arena *arena, const struct cause *cause)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < cause->because_count; i++) {
        buffer_add_text(&text, i == 0 ? "" : " ");
        buffer_add(&text, cause->because[i]);
    }
    struct view joined = text.len > 0 ? arena_copy(arena, buffer_view(&text)) : VIEW_NONE;
    buffer_release(&text);
    return joined;
}

/* The failure with which an incident began, as far as is known. */
static void take_first(struct growing *g, const struct failure *f, const struct cause *cause)
{
    struct incident *incident = &g->incident;
    incident->first = f->time;
    if (g->arena.total > MAX_BYTES) {
        return; /* so often has another come first */
    }
    incident->first_failure = f->id;
    incident->rule = cause->rule;
    incident->because = join_sentences(&g->arena, cause);
    incident->name_space = arena_copy(&g->arena, f->name_space);
}

static void stop_growing(struct incidents *set, struct growing *g)
{
    free(g->clients);
    g->clients = NULL;
    g->client_cap = 0;
    if (g->incident.count > 1) {
        return;
    }
    /* A failure alone is no incident: its place is free again. */
    for (size_t i = set->count; i > 0; i--) {
        if (set->all[i - 1] == g) {
            set->all[i - 1] = set->all[--set->count];
            break;
        }
    }
    g->next_free = set->free;
    set->free = g;
}

static bool is_close(const struct growing *g, int64_t time)
{
    const struct incident *i = &g->incident;
    if (time < i->first) {
        return (uint64_t)i->first - (uint64_t)time <= (uint64_t)g->within;
    }
    return time <= i->last || (uint64_t)time - (uint64_t)i->last <= (uint64_t)g->within;
}

static struct growing *begin(struct incidents *set, struct view key, const struct failure *f,
                             const struct cause *cause)
{
    struct growing *g = set->free;
    if (g) {
        set->free = g->next_free;
    } else if (set->count == INCIDENTS_MAX) {
        return NULL;
    } else {
        g = memory_new(1, sizeof(*g));
        arena_init(&g->arena, ARENA_CHUNK);
    }
    const struct rule *rule = cause->rule;
    arena_clear(&g->arena);
    *g = (struct growing){.arena = g->arena, .within = rule->incident_within};
    g->incident.name = rule->incident;
    g->incident.computer = arena_copy(&g->arena, f->computer);
    g->incident.last = f->time;
    take_first(g, f, cause);
    set->all[set->count++] = g;
    map_set(&set->map, arena_copy(&g->arena, key), g);
    return g;
}

/* The rule whose incident the failure is part of, NULL when there is none. */
static const struct rule *incident_rule(const struct failure *f, const struct judgement *j)
{
    const struct rule *rule = judgement_first_rule(j);
    bool has_incident = rule && f->time != WINTIME_NONE && !view_is_empty(rule->incident);
    return has_incident ? rule : NULL;
}

bool incidents_wants(const struct incidents *set, const struct failure *f,
                     const struct judgement *j)
{
    const struct rule *rule = incident_rule(f, j);
    if (!rule) {
        return false;
    }
    char text[MAX_KEY];
    const struct growing *g = map_get(&set->map, make_key(f, rule->incident, text));
    return !g || !is_close(g, f->time) || f->time < g->incident.first;
}

void incidents_add(struct incidents *set, const struct failure *f, const struct judgement *j)
{
    const struct rule *rule = incident_rule(f, j);
    if (!rule) {
        return;
    }
    const struct cause *cause = &j->causes[0];
    char text[MAX_KEY];
    struct view key = make_key(f, rule->incident, text);
    struct growing *g = map_get(&set->map, key);
    if (g && !is_close(g, f->time)) {
        map_remove(&set->map, key);
        stop_growing(set, g);
        g = NULL;
    }
    if (!g) {
        g = begin(set, key, f, cause);
    }
    if (!g) {
        set->dropped++;
        return;
    }
    struct incident *incident = &g->incident;
    if (f->time < incident->first) {
        take_first(g, f, cause);
    }
    incident->last = f->time > incident->last ? f->time : incident->last;
    incident->verdict = j->verdict > incident->verdict ? j->verdict : incident->verdict;
    note_failure(g, f);
    if (view_is_empty(incident->provider)) {
        incident->provider = arena_copy(&g->arena, f->provider.name);
    }
    count_code(incident, f->result);
    count_client(g, &f->client);
}

static int by_start(const void *left, const void *right)
{
    const struct incident *const *a = left, *const *b = right;
    if ((*a)->first != (*b)->first) {
        return (*a)->first < (*b)->first ? -1 : 1;
    }
    return (*a)->first_failure < (*b)->first_failure ? -1
                                                     : (*a)->first_failure > (*b)->first_failure;
}

const struct incident *const *incidents_list(struct incidents *set, size_t *count)
{
    if (!set->is_listed) {
        set->is_listed = true;
        set->list = memory_new(set->count + 1, sizeof(struct incident *));
        for (size_t i = 0; i < set->count; i++) {
            if (set->all[i]->incident.count > 1) {
                set->list[set->list_count++] = &set->all[i]->incident;
            }
        }
        qsort(set->list, set->list_count, sizeof(struct incident *), by_start);
        for (size_t i = 0; i < set->list_count; i++) {
            set->list[i]->id = i + 1;
        }
    }
    *count = set->list_count;
    return (const struct incident *const *)set->list;
}
