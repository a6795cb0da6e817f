/* Counting alike failures, and saying in words what they are. */
#include "rules/findings/group.h"

#include <string.h>

#include "parsers/base/account.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "rules/failure/other_logs.h"
#include "rules/rule/rule.h"

enum {
    TITLE_CHUNK = 256,   /* bytes: most titles fit */
    ALIGNMENT_BYTES = 48 /* at most, of three lists */
};

/* How a connect reads; %s is the namespace. Families that are not here "failed". */
static const struct {
    enum family family;
    const char *before, *after;
} connect_titles[] = {
    {FAMILY_WMI_ACCESS_DENIED, "connecting to ", " was refused by WMI"},
    {FAMILY_DCOM_ACCESS_DENIED, "connecting to ", " was refused by DCOM"},
    {FAMILY_RPC_SERVER_UNAVAILABLE, "connecting to ", ": the RPC server did not answer"},
    {FAMILY_INVALID_NAMESPACE, "connecting to ", ", which does not exist"},
    {FAMILY_LOGON_FAILURE, "connecting to ", ": the logon was not accepted"},
    {FAMILY_SHUTTING_DOWN, "connecting to ", " while WMI was shutting down"},
};

static struct view connect_title(struct arena *arena, const struct failure *f)
{
    struct view name = view_is_empty(f->name_space) ? VIEW("a namespace") : f->name_space;
    for (size_t i = 0; i < COUNT_OF(connect_titles); i++) {
        if (connect_titles[i].family == f->family) {
            return arena_format(arena, "%s%.*s%s", connect_titles[i].before, VIEW_ARG(name),
                                connect_titles[i].after);
        }
    }
    return arena_format(arena, "connecting to %.*s failed", VIEW_ARG(name));
}

/* What the operation worked on: the class, else the namespace. */
static struct view object_of(const struct operation_text *op, struct view name_space,
                             char text[FINGERPRINT_NAMESPACE_SIZE])
{
    if (!view_is_empty(op->class_name)) {
        return op->class_name;
    }
    name_space = view_of(fingerprint_namespace(name_space, text));
    return name_space.len > 0 ? name_space : VIEW("an unknown class");
}

static struct view method_title(struct arena *arena, const struct operation_text *op)
{
    if (view_is_empty(op->class_name)) {
        return arena_format(arena, "method %.*s", VIEW_ARG(op->method));
    }
    return arena_format(arena, "method %.*s.%.*s", VIEW_ARG(op->class_name), VIEW_ARG(op->method));
}

struct view group_operation_title(struct arena *arena, const struct operation_text *op,
                                  struct view name_space)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    struct view object = object_of(op, name_space, text);
    if (!view_is_empty(op->method)) {
        return method_title(arena, op);
    }
    if (view_starts_nocase(op->verb, VIEW("ExecNotificationQuery"))) {
        return arena_format(arena, "subscription to events of %.*s", VIEW_ARG(object));
    }
    if (view_starts_nocase(op->verb, VIEW("ExecQuery"))) {
        return arena_format(arena, "query of %.*s", VIEW_ARG(object));
    }
    if (view_starts_nocase(op->verb, VIEW("CreateInstanceEnum"))) {
        return arena_format(arena, "enumeration of %.*s", VIEW_ARG(object));
    }
    if (!view_is_empty(op->verb)) {
        return arena_format(arena, "%.*s of %.*s", VIEW_ARG(op->verb), VIEW_ARG(object));
    }
    return arena_copy(arena, op->text);
}

static struct view load_title(struct arena *arena, const struct failure *f)
{
    if (view_is_empty(f->provider.name)) {
        return arena_copy(arena, VIEW("loading of a provider"));
    }
    return arena_format(arena, "loading of provider %.*s", VIEW_ARG(f->provider.name));
}

/* Some of these events do not say what was to be activated. */
static struct view activation_title(struct arena *arena, const struct failure *f,
                                    const char *others)
{
    const struct operation_text *op = &f->operation;
    const char *what = view_is_empty(op->argument) ? "WMI (or another COM server)" : "WMI";
    struct view target = view_is_empty(op->target_host) ? VIEW("a machine") : op->target_host;
    return arena_format(arena, "activating %s on %.*s%s", what, VIEW_ARG(target), others);
}

static struct view other_log_title(struct arena *arena, const struct failure *f)
{
    const struct operation_text *op = &f->operation;
    struct view title = view_of(f->other_log->title);
    if (!view_is_empty(op->class_name)) {
        title = arena_format(arena, "%.*s for %.*s", VIEW_ARG(title), VIEW_ARG(op->class_name));
    }
    if (!view_is_empty(op->verb)) {
        title = arena_format(arena, "%.*s: %.*s", VIEW_ARG(title), VIEW_ARG(op->verb));
    }
    if (!view_is_empty(f->name_space)) {
        return arena_format(arena, "%.*s in %.*s", VIEW_ARG(title), VIEW_ARG(f->name_space));
    }
    return f->other_log->is_of_client
               ? arena_format(arena, "%.*s: %.*s", VIEW_ARG(title), VIEW_ARG(op->target_host))
               : title;
}

struct view group_title(struct arena *arena, const struct failure *f)
{
    if (f->known_by == KNOWN_BY_LOAD) {
        return load_title(arena, f);
    }
    if (f->known_by == KNOWN_BY_OTHER_LOG) {
        return f->other_log && f->other_log->title ? other_log_title(arena, f)
                                                   : activation_title(arena, f, "");
    }
    if (view_is_empty(f->operation.text)) {
        return arena_copy(arena, f->lacks_start
                                     ? VIEW("an operation whose start is not in the log")
                                     : VIEW("an operation that its event does not tell"));
    }
    if (f->phase == PHASE_CONNECT) {
        return connect_title(arena, f);
    }
    return group_operation_title(arena, &f->operation, f->name_space);
}

/* What a group of this failure alone needs: most groups have few. */
static size_t bytes_of_one(const struct failure *f, struct view title)
{
    const struct failure_client *client = &f->client;
    const struct view texts[] = {title,
                                 f->computer,
                                 client->machine,
                                 client->user,
                                 client->process_name,
                                 client->process_name_source,
                                 client->held_providers,
                                 client->services};
    size_t bytes =
        ALIGNMENT_BYTES + sizeof(struct group_client) + sizeof(struct view) + sizeof(struct rhythm);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bytes += texts[i].data ? texts[i].len + 1 : 0;
    }
    return bytes;
}

struct group *group_new(const struct failure *f)
{
    struct arena arena, made; /* in which the group itself lies, and its title is made */
    arena_init(&made, TITLE_CHUNK);
    const struct view title = group_title(&made, f);
    arena_init(&arena, sizeof(struct group) + bytes_of_one(f, title));
    struct group *g = arena_alloc(&arena, sizeof(*g));
    g->arena = arena;
    g->title = arena_copy(&g->arena, title);
    arena_release(&made);
    g->first = WINTIME_NONE;
    g->last = WINTIME_NONE;
    g->max_duration = WINTIME_NONE;
    return g;
}

void group_free(struct group *g)
{
    if (!g) {
        return;
    }
    failure_free(g->example);
    judgement_free(g->judgement);
    struct arena arena = g->arena;
    arena_release(&arena);
}

size_t group_bytes(const struct group *g)
{
    size_t bytes = g->beside + account_heap_bytes(g->arena.total);
    bytes += g->example ? account_heap_bytes(g->example->arena.total) : 0;
    return bytes + (g->judgement ? account_heap_bytes(g->judgement->arena.total) : 0);
}

/* The place of the computer among those listed; GROUP_MAX_COMPUTERS = not listed. */
static size_t place_of(struct group *g, struct view computer)
{
    size_t i = 0;
    while (i < g->computer_count && !view_equal_nocase(g->computers[i], computer)) {
        i++;
    }
    if (i < g->computer_count) {
        return i;
    }
    if (i == GROUP_MAX_COMPUTERS || g->is_frozen) {
        return GROUP_MAX_COMPUTERS;
    }
    g->computers = arena_grow(&g->arena, g->computers, g->computer_count, &g->computer_cap,
                              sizeof(*g->computers));
    if (g->rhythm_count < GROUP_MAX_RHYTHMS) {
        g->rhythms =
            arena_grow(&g->arena, g->rhythms, g->rhythm_count, &g->rhythm_cap, sizeof(*g->rhythms));
        g->rhythms[g->rhythm_count++] = (struct rhythm){.beats = 0};
    }
    g->computers[g->computer_count++] = arena_copy(&g->arena, computer);
    return i;
}

static void add_computer(struct group *g, const struct failure *f)
{
    size_t place = place_of(g, f->computer);
    if (place == GROUP_MAX_COMPUTERS) {
        g->more_computers++;
    } else if (place < GROUP_MAX_RHYTHMS && f->time != WINTIME_NONE) {
        rhythm_add(&g->rhythms[place], f->time);
    }
}

bool group_rhythm(const struct group *g, struct rhythm_run *run)
{
    *run = (struct rhythm_run){0};
    for (size_t i = 0; i < g->rhythm_count; i++) {
        if (rhythm_is_even(&g->rhythms[i]) && g->rhythms[i].longest.count > run->count) {
            *run = g->rhythms[i].longest;
        }
    }
    return run->count > 0;
}

static bool same_text(struct view a, struct view b)
{
    return view_is_empty(a) ? view_is_empty(b) : view_equal_nocase(a, b);
}

static bool same_client(const struct failure_client *a, const struct failure_client *b)
{
    if (a->has_process_id != b->has_process_id || a->process_id != b->process_id ||
        a->created != b->created || !same_text(a->user, b->user)) {
        return false;
    }
    return same_text(a->machine, b->machine) || computer_name_same(a->machine, b->machine);
}

/* The one with the most failures stays first. */
static void count_client(struct group *g, size_t at)
{
    struct group_client client = g->clients[at];
    client.count++;
    for (; at > 0 && g->clients[at - 1].count < client.count; at--) {
        g->clients[at] = g->clients[at - 1];
    }
    g->clients[at] = client;
}

static void add_client(struct group *g, const struct failure_client *client)
{
    for (size_t i = 0; i < g->client_count; i++) {
        if (same_client(&g->clients[i].client, client)) {
            count_client(g, i);
            return;
        }
    }
    if (g->client_count == GROUP_MAX_CLIENTS || g->is_frozen) {
        g->more_clients++;
        return;
    }
    g->clients =
        arena_grow(&g->arena, g->clients, g->client_count, &g->client_cap, sizeof(*g->clients));
    struct group_client *new = &g->clients[g->client_count++];
    new->client = *client;
    new->count = 1;
    failure_copy_client(&g->arena, &new->client, SIZE_MAX);
}

/* The fingerprint leaves the target out, so one group may be about several. */
static void note_target(struct group *g, const struct failure *f)
{
    if (f->known_by != KNOWN_BY_OTHER_LOG || (f->other_log && f->other_log->title) || !g->example ||
        g->has_more_targets ||
        computer_name_same(f->operation.target_host, g->example->operation.target_host)) {
        return;
    }
    g->has_more_targets = true;
    g->title = activation_title(&g->arena, g->example, " and other machines");
}

/* The worse verdict, then the better evidence, then the first. */
static bool is_better_example(const struct judgement *j, const struct judgement *than)
{
    const struct rule *rule = judgement_first_rule(j), *other = judgement_first_rule(than);
    if (j->verdict != than->verdict || !rule || !other) {
        return j->verdict > than->verdict;
    }
    if (j->causes[0].confidence != than->causes[0].confidence) {
        return j->causes[0].confidence > than->causes[0].confidence;
    }
    return rule->specificity > other->specificity;
}

bool group_wants(const struct group *g, const struct judgement *j)
{
    return !g->example || is_better_example(j, g->judgement);
}

static void take_example(struct group *g, const struct failure *f, const struct judgement *j)
{
    failure_free(g->example);
    judgement_free(g->judgement);
    g->example = failure_copy(f);
    g->judgement = judgement_copy(j);
}

void group_add(struct group *g, const struct failure *f, const struct judgement *j)
{
    note_target(g, f);
    if (group_wants(g, j) && (!g->is_frozen || !g->example)) {
        take_example(g, f, j);
    }
    g->count++;
    g->verdict_counts[j->verdict]++;
    g->verdict = j->verdict > g->verdict ? j->verdict : g->verdict;
    if (f->time != WINTIME_NONE) {
        if (g->first == WINTIME_NONE || f->time < g->first) {
            g->first = f->time;
        }
        if (g->last == WINTIME_NONE || f->time > g->last) {
            g->last = f->time;
        }
    }
    if (!view_is_empty(f->computer)) {
        add_computer(g, f);
    }
    add_client(g, &f->client);
    if (f->has_duration && (g->max_duration == WINTIME_NONE || f->duration > g->max_duration)) {
        g->max_duration = f->duration;
    }
}

int group_compare(const struct group *a, const struct group *b)
{
    if (a->verdict != b->verdict) {
        return a->verdict > b->verdict ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    return strcmp(a->example->fingerprint, b->example->fingerprint);
}

static bool same_but_for_process(const struct failure_client *a, const struct failure_client *b)
{
    return a->locality == b->locality && a->is_service == b->is_service &&
           view_equal_nocase(a->machine, b->machine) && view_equal_nocase(a->user, b->user) &&
           view_equal(a->process_name, b->process_name);
}

bool group_clients_are_one(const struct group_client *clients, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!same_but_for_process(&clients[0].client, &clients[i].client)) {
            return false;
        }
    }
    return count > 1;
}
