/* Gathers failures into incidents while they are close together. */
#include "rules/findings/incidents.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "rules/matching/sentence.h"
#include "rules/rule/rule.h"

enum { MAX_KEY = COMPUTER_NAME_MAX + 512, ARENA_CHUNK = 1024, MAX_BYTES = 64 * 1024 };

/* An incident with what it takes to count. */
struct growing {
    struct incident incident;
    struct arena arena; /* its texts, and its key in the map */
    size_t bytes;       /* that it takes */
    int64_t within;
    uint64_t *clients; /* sorted hashes */
    size_t client_cap;
    /* What steps can be about, of the first failure, and in what others differ (bits by subject).
     */
    struct view subjects[SUBJECT_OTHER];
    unsigned differs;
    struct view text;                  /* for the first failure; absent = the rule's own */
    const struct view *check, *remedy; /* the same; NULL = the rule's own */
    bool has_ended;                    /* what comes now would begin another */
    struct growing *next_free;
};

struct incidents {
    struct map map; /* by computer and name: the one that grows */
    struct growing **all;
    size_t count;
    size_t bytes; /* of all, and of those that are free */
    struct growing *free;
    struct incident **list, **told;
    size_t list_count, told_count;
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
    free(set->told);
    map_release(&set->map);
    free(set);
}

/* Asks anew how much it takes. */
static void weigh(struct incidents *set, struct growing *g)
{
    const size_t now = sizeof(*g) + g->arena.total + g->client_cap * sizeof(*g->clients);
    set->bytes += now - g->bytes;
    g->bytes = now;
}

size_t incidents_bytes(const struct incidents *set)
{
    return set->bytes + map_bytes(&set->map) + INCIDENTS_MAX * sizeof(struct growing *);
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
    return map_hash(seed, VIEW_BYTES(key));
}

static int compare_hash(const void *key, const void *item)
{
    uint64_t hash = *(const uint64_t *)key, other = *(const uint64_t *)item;
    return (hash > other) - (hash < other);
}

static void count_client(struct growing *g, uint64_t hash)
{
    if (g->incident.clients >= INCIDENT_MAX_CLIENTS) {
        return;
    }
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
static void count_code(struct incident *incident, uint32_t code, uint64_t count)
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
    incident->codes[i].count += count;
    for (; i > 0 && incident->codes[i - 1].count < incident->codes[i].count; i--) {
        struct incident_code code_before = incident->codes[i - 1];
        incident->codes[i - 1] = incident->codes[i];
        incident->codes[i] = code_before;
    }
}

bool incident_has_group(const struct incident *incident, const char *fingerprint)
{
    for (size_t i = incident->group_count; i > 0; i--) {
        if (strcmp(incident->groups[i - 1], fingerprint) == 0) {
            return true;
        }
    }
    return false;
}

static void count_group(struct growing *g, const char *fingerprint)
{
    struct incident *incident = &g->incident;
    if (incident_has_group(incident, fingerprint)) {
        return;
    }
    if (incident->group_count == INCIDENT_MAX_GROUPS) {
        incident->more_groups++;
        return;
    }
    struct view text = {fingerprint, strlen(fingerprint) + 1};
    incident->groups[incident->group_count++] = arena_copy(&g->arena, text).data;
}

static void note_failure(struct growing *g, const struct failure *f)
{
    struct incident *incident = &g->incident;
    incident->count++;
    if (incident->failure_count < INCIDENT_MAX_FAILURES) {
        incident->failures[incident->failure_count++] = f->id;
    }
    count_group(g, f->fingerprint);
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

static void list_subjects(const struct failure *f, struct view subjects[SUBJECT_OTHER])
{
    subjects[SUBJECT_NAMESPACE] = f->name_space;
    subjects[SUBJECT_CLASS] = f->operation.class_name;
    subjects[SUBJECT_METHOD] = f->operation.method;
    subjects[SUBJECT_USER] = f->client.user;
    subjects[SUBJECT_CLIENT_MACHINE] = f->client.machine;
    subjects[SUBJECT_PROVIDER] = f->provider.name;
}

static unsigned differing(const struct view a[SUBJECT_OTHER], const struct view b[SUBJECT_OTHER])
{
    unsigned differs = 1U << SUBJECT_OTHER;
    for (unsigned i = 0; i < SUBJECT_OTHER; i++) {
        const bool is_same =
            view_is_empty(a[i]) ? view_is_empty(b[i]) : view_equal_nocase(a[i], b[i]);
        differs |= is_same ? 0 : 1U << i;
    }
    return differs;
}

static const struct view *copy_steps(struct arena *arena, const struct view *steps, size_t count)
{
    if (!steps) {
        return NULL;
    }
    struct view *copies = arena_alloc(arena, count * sizeof(*copies) + 1);
    for (size_t i = 0; i < count; i++) {
        copies[i] = arena_copy(arena, steps[i]);
    }
    return copies;
}

static void note_agreement(struct growing *g, const struct failure *f, const struct cause *cause)
{
    struct view subjects[SUBJECT_OTHER];
    list_subjects(f, subjects);
    g->differs |= differing(g->subjects, subjects);
    if (cause->confidence < g->incident.confidence) {
        g->incident.confidence = cause->confidence;
    }
}

/* The steps of a rule, each filled in where all failures fill it alike. */
static const struct view *choose_steps(struct growing *g, const struct view *filled,
                                       const struct view *forms, const struct view *general,
                                       size_t count)
{
    if (!filled || !forms) {
        return general;
    }
    struct view *steps = arena_alloc(&g->arena, count * sizeof(*steps) + 1);
    for (size_t i = 0; i < count; i++) {
        steps[i] = (sentence_subjects(forms[i]) & g->differs) == 0 ? filled[i] : general[i];
    }
    return steps;
}

static void fill_steps(struct growing *g)
{
    struct incident *incident = &g->incident;
    const struct rule *rule = incident->rule;
    const bool is_alike = (sentence_subjects(rule->named) & g->differs) == 0;
    incident->text = g->text.data && is_alike ? g->text : rule->cause;
    incident->check = choose_steps(g, g->check, rule->check_forms, rule->check, rule->check_count);
    incident->remedy =
        choose_steps(g, g->remedy, rule->remedy_forms, rule->remedy, rule->remedy_count);
}

/* The failure with which an incident began, as far as is known. */
static void take_first(struct growing *g, const struct failure *f, const struct cause *cause)
{
    struct incident *incident = &g->incident;
    incident->first = f->time;
    if (g->arena.total > MAX_BYTES) {
        g->differs = UINT_MAX; /* nothing is filled in */
        return;                /* so often has another come first */
    }
    incident->first_failure = f->id;
    incident->rule = cause->rule;
    incident->because = join_sentences(&g->arena, cause);
    incident->name_space = arena_copy(&g->arena, f->name_space);
    g->text = arena_copy(&g->arena, cause->text);
    g->check = copy_steps(&g->arena, cause->check, cause->rule->check_count);
    g->remedy = copy_steps(&g->arena, cause->remedy, cause->rule->remedy_count);
    list_subjects(f, g->subjects);
    for (size_t i = 0; i < SUBJECT_OTHER; i++) {
        g->subjects[i] = arena_copy(&g->arena, g->subjects[i]);
    }
}

static bool is_alike(const struct incident *a, const struct incident *b)
{
    size_t common = 0;
    if (a->rule != b->rule || !computer_name_same(a->computer, b->computer)) {
        return false;
    }
    for (size_t i = 0; i < a->group_count; i++) {
        common += incident_has_group(b, a->groups[i]);
    }
    size_t together = a->group_count + b->group_count - common;
    return 2 * common >= together && together <= INCIDENT_MAX_GROUPS;
}

/* Adds an incident to the one like it that came before. */
static void take_in(struct growing *series, const struct growing *g)
{
    struct incident *all = &series->incident;
    const struct incident *again = &g->incident;
    all->occurrences += again->occurrences;
    all->count += again->count;
    all->first = again->first < all->first ? again->first : all->first;
    all->last = again->last > all->last ? again->last : all->last;
    all->verdict = again->verdict > all->verdict ? again->verdict : all->verdict;
    all->more_groups += again->more_groups;
    all->confidence = again->confidence < all->confidence ? again->confidence : all->confidence;
    series->differs |= g->differs | differing(series->subjects, g->subjects);
    for (size_t i = 0; i < again->code_count; i++) {
        count_code(all, again->codes[i].code, again->codes[i].count);
    }
    for (size_t i = 0; i < again->group_count; i++) {
        count_group(series, again->groups[i]);
    }
    for (size_t i = 0; i < again->clients; i++) {
        count_client(series, g->clients[i]);
    }
    for (size_t i = 0; i < again->failure_count && all->failure_count < INCIDENT_MAX_FAILURES;
         i++) {
        all->failures[all->failure_count++] = again->failures[i];
    }
}

/* The incident that ended before, and is like this one; NULL = none. */
static struct growing *series_of(const struct incidents *set, const struct growing *g)
{
    for (size_t i = 0; i < set->count; i++) {
        struct growing *other = set->all[i];
        if (other->has_ended && is_alike(&other->incident, &g->incident)) {
            return other;
        }
    }
    return NULL;
}

static void give_back(struct incidents *set, struct growing *g)
{
    for (size_t i = set->count; i > 0; i--) {
        if (set->all[i - 1] == g) {
            set->all[i - 1] = set->all[--set->count];
            break;
        }
    }
    g->next_free = set->free;
    set->free = g;
}

/* A failure alone is no incident, and one of a series has no place of its own. */
static void end(struct incidents *set, struct growing *g)
{
    struct growing *series = g->incident.count > 1 ? series_of(set, g) : NULL;
    if (series) {
        take_in(series, g);
        weigh(set, series);
    }
    if (series || g->incident.count == 1) {
        give_back(set, g);
        return;
    }
    g->clients = memory_resize(g->clients, (size_t)g->incident.clients + 1, sizeof(*g->clients));
    g->client_cap = (size_t)g->incident.clients + 1;
    weigh(set, g);
    g->has_ended = true;
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
    if (set->count == INCIDENTS_MAX || set->bytes >= INCIDENTS_MAX_BYTES) {
        return NULL;
    }
    if (g) {
        set->free = g->next_free;
    } else {
        g = memory_new(1, sizeof(*g));
        arena_init(&g->arena, ARENA_CHUNK);
    }
    const struct rule *rule = cause->rule;
    arena_clear(&g->arena);
    *g = (struct growing){.arena = g->arena,
                          .bytes = g->bytes,
                          .within = rule->incident_within,
                          .clients = g->clients,
                          .client_cap = g->client_cap};
    g->incident.occurrences = 1;
    g->incident.name = rule->incident;
    g->incident.computer = arena_copy(&g->arena, f->computer);
    g->incident.last = f->time;
    g->incident.confidence = cause->confidence;
    g->differs = 1U << SUBJECT_OTHER;
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
        end(set, g);
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
    note_agreement(g, f, cause);
    if (f->time < incident->first) {
        take_first(g, f, cause);
    }
    incident->last = f->time > incident->last ? f->time : incident->last;
    incident->verdict = j->verdict > incident->verdict ? j->verdict : incident->verdict;
    note_failure(g, f);
    if (view_is_empty(incident->provider)) {
        incident->provider = arena_copy(&g->arena, f->provider.name);
    }
    if (!f->has_no_result) {
        count_code(incident, f->result, 1);
    }
    if (f->client.has_process_id) {
        count_client(g, client_hash(&f->client));
    }
    weigh(set, g);
}

static int compare_start(const struct incident *a, const struct incident *b)
{
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    return a->first_failure < b->first_failure ? -1 : a->first_failure > b->first_failure;
}

static int by_start(const void *left, const void *right)
{
    const struct growing *const *a = left, *const *b = right;
    return compare_start(&(*a)->incident, &(*b)->incident);
}

static int by_weight(const void *left, const void *right)
{
    const struct incident *const *a = left, *const *b = right;
    if ((*a)->verdict != (*b)->verdict) {
        return (*a)->verdict > (*b)->verdict ? -1 : 1;
    }
    if ((*a)->count != (*b)->count) {
        return (*a)->count > (*b)->count ? -1 : 1;
    }
    return compare_start(*a, *b);
}

/* Those that could still have grown, in order of their start. */
static void end_all(struct incidents *set)
{
    struct growing **open = memory_new(set->count + 1, sizeof(struct growing *));
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (!set->all[i]->has_ended) {
            open[count++] = set->all[i];
        }
    }
    qsort(open, count, sizeof(struct growing *), by_start);
    for (size_t i = 0; i < count; i++) {
        end(set, open[i]);
    }
    free(open);
}

const struct incident *const *incidents_list(struct incidents *set, size_t *count)
{
    if (!set->is_listed) {
        set->is_listed = true;
        end_all(set);
        set->list = memory_new(set->count + 1, sizeof(struct incident *));
        set->told = memory_new(set->count + 1, sizeof(struct incident *));
        for (size_t i = 0; i < set->count; i++) {
            fill_steps(set->all[i]);
            set->list[set->list_count++] = &set->all[i]->incident;
        }
        qsort(set->list, set->list_count, sizeof(struct incident *), by_weight);
        for (size_t i = 0; i < set->list_count; i++) {
            set->list[i]->id = i + 1;
            if (set->list[i]->group_count > 1) {
                set->told[set->told_count++] = set->list[i];
            }
        }
    }
    *count = set->list_count;
    return (const struct incident *const *)set->list;
}

const struct incident *const *incidents_told(struct incidents *set, size_t *count)
{
    (void)incidents_list(set, count);
    *count = set->told_count;
    return (const struct incident *const *)set->told;
}
