/* Reads what events tell of a computer's Windows, and puts it together for each machine. */
#include "rules/computers/systems.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/templates.h"
#include "rules/knowledge/services.h"

enum {
    OLDEST_BUILD = 1000, /* what is taken for a build */
    NEWEST_BUILD = 99999,
};

/* Events of WMI-Activity that came with a build, or have the field since then: the manifests of
 * Windows Vista to 11 (github.com/jdu2600/Windows10EtwEvents, github.com/libyal/winevt-kb). What
 * every Windows since 8 has tells too little. */
static const struct {
    uint16_t id;
    enum event_field field; /* that has to be there; NONE: the event is enough */
    uint32_t build;
} since_table[] = {
    {11, EVENT_FIELD_IS_LOCAL, 17134}, {19, EVENT_FIELD_IS_LOCAL, 17134},
    {20, EVENT_FIELD_IS_LOCAL, 17134}, {21, EVENT_FIELD_NONE, 10586},
    {22, EVENT_FIELD_NONE, 17134},     {23, EVENT_FIELD_NONE, 17763},
    {24, EVENT_FIELD_NONE, 26100},     {5859, EVENT_FIELD_NONE, 10586},
    {5860, EVENT_FIELD_NONE, 10586},   {5861, EVENT_FIELD_NONE, 14393},
};
enum { LAST_OLD_LAYOUT = 16299 }; /* events 11, 19 and 20 without these fields */

/* Equal for a letter in both cases. */
static size_t letter_of(int c)
{
    return (unsigned)c % SYSTEM_LETTERS;
}

void systems_init(struct systems *set, struct computers *computers, const struct account_pool *pool)
{
    *set = (struct systems){.computers = computers, .pool = pool, .now_machine = UINT32_MAX};
    arena_init(&set->arena, 0);
    for (size_t i = 0; i < COUNT_OF(since_table); i++) {
        id_bits_add(&set->since, since_table[i].id);
    }
    for (size_t i = 0; i < role_service_count; i++) {
        set->by_letter[letter_of(role_services[i].name.data[0])] |= 1U << i;
        set->by_letter[letter_of(role_services[i].display_name.data[0])] |= 1U << i;
    }
}

void systems_release(struct systems *set)
{
    free(set->facts);
    free(set->list);
    arena_release(&set->arena);
    *set = (struct systems){0};
}

size_t systems_bytes(const struct systems *set)
{
    return set->arena.total + set->facts_cap * sizeof(struct system_facts *);
}

void systems_clear(struct systems *set)
{
    struct computers *computers = set->computers;
    const struct account_pool *pool = set->pool;
    systems_release(set);
    systems_init(set, computers, pool);
}

/* What is known of that name, made when new; NULL over the limit. */
static struct system_facts *facts_of(struct systems *set, struct view name)
{
    const struct computer *c = computers_get(set->computers, name);
    if (c->is_over_limit) {
        return NULL;
    }
    while (c->number >= set->facts_cap) {
        const size_t before = set->facts_cap;
        set->facts = memory_grow(set->facts, set->facts_cap, &set->facts_cap, sizeof(*set->facts));
        memset(&set->facts[before], 0, (set->facts_cap - before) * sizeof(*set->facts));
    }
    struct system_facts **facts = &set->facts[c->number];
    if (!*facts && account_pool_is_crowded(set->pool)) {
        return NULL;
    }
    if (!*facts) {
        *facts = arena_alloc(&set->arena, sizeof(**facts));
        memset(*facts, 0, sizeof(**facts));
    }
    return *facts;
}

/* Texts of the evidence are constant, so that a log that tells something else each time costs
 * nothing. */
static void learn(struct systems *set, const struct event *event, const char *provider,
                  unsigned fact, uint32_t value)
{
    struct system_facts *facts = facts_of(set, event->computer);
    if (!facts) {
        return;
    }
    struct system_known *known = &facts->known[fact];
    const bool is_more = known->value == 0 || (fact == SYSTEM_SINCE && known->value < value) ||
                         (fact == SYSTEM_UNTIL && known->value > value) ||
                         (fact < SYSTEM_SINCE && known->value != value);
    if (!is_more) {
        return;
    }
    *known = (struct system_known){
        .value = value,
        .order = ++set->order,
        .evidence = {.origin = event->origin,
                     .event_id = event->id,
                     .channel = provider        ? VIEW("System")
                                : event->layout ? template_channel(event->layout)
                                                : VIEW_NONE,
                     .provider = provider ? view_of(provider) : VIEW_NONE},
    };
}

static void learn_build(struct systems *set, const struct event *event, const char *provider,
                        enum system_fact fact, struct view text)
{
    uint64_t build;
    if (view_number(text, &build) && build >= OLDEST_BUILD && build <= NEWEST_BUILD) {
        learn(set, event, provider, fact, (uint32_t)build);
    }
}

/* The services that the text may name, as it is or in hexadecimal, a bit for each. */
static uint32_t services_like(const struct systems *set, struct view text)
{
    uint32_t services = text.len > 0 ? set->by_letter[letter_of(text.data[0])] : 0;
    if (text.len >= 4 && text.data[2] == '0' && text.data[3] == '0') {
        const int high = ascii_hex_value(text.data[0]), low = ascii_hex_value(text.data[1]);
        services |= high < 0 || low < 0 ? 0 : set->by_letter[letter_of(high << 4 | low)];
    }
    return services;
}

/* The first service of the table that the event names, or role_service_count. */
static size_t named_service(const struct systems *set, const struct event *event)
{
    size_t first = role_service_count;
    for (size_t i = 0; i < event->data_count; i++) {
        struct view text = event->data[i].value;
        const uint32_t like = services_like(set, text);
        for (size_t j = 0; j < first && like >> j != 0; j++) {
            if ((like >> j & 1) != 0 &&
                service_is_named(text, role_services[j].name, role_services[j].display_name)) {
                first = j;
            }
        }
    }
    return first;
}

static void learn_role(struct systems *set, const struct event *event, struct system_facts *facts)
{
    const size_t i = named_service(set, event);
    if (i < role_service_count) {
        set->order += (facts->roles & 1U << i) == 0;
        facts->roles |= 1U << i;
        learn(set, event, "Service Control Manager",
              SYSTEM_SERVICES + (unsigned)role_services[i].edition, (uint32_t)i + 1);
    }
}

static void learn_service(struct systems *set, const struct event *event)
{
    struct system_facts *facts = facts_of(set, event->computer);
    if (facts) {
        if (facts->services.hashes || !account_pool_is_crowded(set->pool)) {
            system_services_event(&facts->services, &set->arena, event);
        }
        learn_role(set, event, facts);
    }
}

static void system_event(struct systems *set, const struct event *event)
{
    static const char log_service[] = "EventLog", kernel[] = "Microsoft-Windows-Kernel-General";
    switch (event->id) {
    case 6009: /* version, build, service pack, kind of kernel; without names */
        if (event->data_count > 1 && view_equal_nocase(event->provider, view_of(log_service))) {
            learn_build(set, event, log_service, SYSTEM_BUILD, event->data[1].value);
        }
        break;
    case EVENT_ID_RENAMED:
        if (computer_event_renames(event)) {
            learn(set, event, log_service, SYSTEM_RENAMED, 1);
        }
        break;
    case 12:
        if (view_equal_nocase(event->provider, view_of(kernel))) {
            learn_build(set, event, kernel, SYSTEM_KERNEL,
                        event_datum_named(event, VIEW("BuildVersion")));
        }
        break;
    case 7036: /* a service started or stopped */
    case 7040: /* its start type was changed */
        if (view_equal_nocase(event->provider, VIEW("Service Control Manager"))) {
            learn_service(set, event);
        }
        break;
    default:
        break;
    }
}

static bool has_field(const struct event *event, enum event_field field)
{
    uint64_t number;
    return field == EVENT_FIELD_NONE || event_number(event, field, &number);
}

void systems_event(struct systems *set, const struct event *event)
{
    if (!event->is_wmi_activity) {
        system_event(set, event);
        return;
    }
    if (!id_bits_may_have(&set->since, event->id)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(since_table); i++) {
        if (since_table[i].id != event->id) {
            continue;
        }
        if (has_field(event, since_table[i].field)) {
            learn(set, event, NULL, SYSTEM_SINCE, since_table[i].build);
        } else if (event->layout && event->layout->layout == 'A') {
            learn(set, event, NULL, SYSTEM_UNTIL, LAST_OLD_LAYOUT);
        }
        return;
    }
}

/* What all names of a machine tell together. */
static void join_known(struct system_known all[SYSTEM_FACTS], const struct system_known *more)
{
    for (unsigned i = 0; i < SYSTEM_FACTS; i++) {
        const bool is_better = i == SYSTEM_SINCE   ? more[i].value > all[i].value
                               : i == SYSTEM_UNTIL ? more[i].value < all[i].value
                                                   : more[i].order > all[i].order;
        if (more[i].value != 0 && (all[i].value == 0 || is_better)) {
            all[i] = more[i];
        }
    }
}

static void rest_on(struct system *s, const struct system_known *known)
{
    s->evidence[s->evidence_count++] = known->evidence;
}

/* The names of a release for the editions in question: "Windows 10 1809 or Windows Server 2019". */
static struct view release_names(struct arena *arena, enum edition edition,
                                 const struct windows_release *const releases[EDITION_COUNT])
{
    struct view names[EDITION_COUNT] = {VIEW_NONE, VIEW_NONE};
    for (unsigned i = 0; i < EDITION_COUNT; i++) {
        if (releases[i] && (edition == EDITION_UNKNOWN || edition == (enum edition)i)) {
            names[i] = view_of(releases[i]->names[i]);
        }
    }
    if (names[0].len == 0 || names[1].len == 0) {
        return names[0].len > 0 ? names[0] : names[1];
    }
    return arena_format(arena, "%.*s or %.*s", VIEW_ARG(names[0]), VIEW_ARG(names[1]));
}

static struct view names_by(struct arena *arena, enum edition edition, uint32_t build,
                            const struct windows_release *(*find)(uint32_t build,
                                                                  enum edition edition))
{
    const struct windows_release *releases[EDITION_COUNT];
    for (unsigned i = 0; i < EDITION_COUNT; i++) {
        releases[i] = find(build, (enum edition)i);
    }
    return release_names(arena, edition, releases);
}

static const struct windows_release *release_at(uint32_t build, enum edition edition)
{
    const struct windows_release *release = windows_release_find(build);
    return release && release->names[edition][0] != '\0' ? release : NULL;
}

/* The only edition that a build is of. */
static enum edition edition_of(uint32_t build,
                               const struct windows_release *(*find)(uint32_t build,
                                                                     enum edition edition))
{
    const bool is_client = find(build, EDITION_CLIENT), is_server = find(build, EDITION_SERVER);
    if (is_client == is_server) {
        return EDITION_UNKNOWN;
    }
    return is_client ? EDITION_CLIENT : EDITION_SERVER;
}

/* By the build where it is of one edition only, else by the services that were seen. */
static void tell_edition(struct system *s, const struct system_known *known, uint32_t build,
                         const struct windows_release *(*find)(uint32_t build,
                                                               enum edition edition))
{
    const struct system_known *server = &known[SYSTEM_SERVICES + EDITION_SERVER];
    const struct system_known *client = &known[SYSTEM_SERVICES + EDITION_CLIENT];
    s->edition = build != 0 ? edition_of(build, find) : EDITION_UNKNOWN;
    if (s->edition != EDITION_UNKNOWN || (server->value == 0) == (client->value == 0)) {
        return;
    }
    const struct system_known *by = server->value != 0 ? server : client;
    s->service = role_services[by->value - 1].name.data;
    s->edition = role_services[by->value - 1].edition;
}

static void tell_build(struct arena *arena, struct system *s, const struct system_known *known)
{
    s->build = known[SYSTEM_BUILD].value;
    tell_edition(s, known, s->build, release_at);
    struct view names = names_by(arena, s->edition, s->build, release_at);
    s->os = arena_format(arena, "%.*s (build %u)",
                         VIEW_ARG(names.len > 0 ? names : VIEW("Windows")), (unsigned)s->build);
    rest_on(s, &known[SYSTEM_BUILD]);
}

/* Of the kernel alone: it is that of several releases. */
static void tell_kernel(struct arena *arena, struct system *s, const struct system_known *known)
{
    const uint32_t kernel = known[SYSTEM_KERNEL].value;
    tell_edition(s, known, kernel, windows_release_last_on);
    struct view first = names_by(arena, s->edition, kernel, release_at);
    struct view last = names_by(arena, s->edition, kernel, windows_release_last_on);
    if (first.len == 0 || view_equal(first, last)) {
        s->build = first.len > 0 ? kernel : 0;
        s->os = arena_format(arena, "%.*s (build %u)",
                             VIEW_ARG(first.len > 0 ? first : VIEW("Windows")), (unsigned)kernel);
    } else {
        s->os = arena_format(arena, "%.*s, up to %.*s (kernel %u)", VIEW_ARG(first), VIEW_ARG(last),
                             (unsigned)kernel);
    }
    rest_on(s, &known[SYSTEM_KERNEL]);
}

static void tell_bounds(struct arena *arena, struct system *s, const struct system_known *known)
{
    const struct system_known *since = &known[SYSTEM_SINCE], *until = &known[SYSTEM_UNTIL];
    tell_edition(s, known, 0, release_at);
    if (since->value != 0) {
        s->os =
            arena_format(arena, "%.*s or later",
                         VIEW_ARG(names_by(arena, s->edition, since->value, windows_release_from)));
        rest_on(s, since);
    } else if (until->value != 0) {
        s->os =
            arena_format(arena, "%.*s or earlier",
                         VIEW_ARG(names_by(arena, s->edition, until->value, windows_release_to)));
        rest_on(s, until);
    }
}

/* The kernel's number stands against the build's where that is of another kernel, and was told
 * before: an upgrade of which the log has the first half. */
static bool is_kernel_newer(const struct system_known *known)
{
    const struct system_known *build = &known[SYSTEM_BUILD], *kernel = &known[SYSTEM_KERNEL];
    const struct windows_release *release = windows_release_find(build->value);
    return kernel->value != 0 && kernel->value != build->value && kernel->order > build->order &&
           (!release || release->kernel != kernel->value);
}

/* A release that came later has written here, too. */
static void drop_older(struct system_known *known)
{
    const uint32_t since = known[SYSTEM_SINCE].value;
    if (known[SYSTEM_BUILD].value < since || is_kernel_newer(known)) {
        known[SYSTEM_BUILD].value = 0;
    }
    if (known[SYSTEM_KERNEL].value < since) {
        known[SYSTEM_KERNEL].value = 0;
    }
}

static void tell_system(struct arena *arena, struct system *s, struct system_known *known)
{
    drop_older(known);
    if (known[SYSTEM_BUILD].value != 0) {
        tell_build(arena, s, known);
    } else if (known[SYSTEM_KERNEL].value != 0) {
        tell_kernel(arena, s, known);
    } else {
        tell_bounds(arena, s, known);
    }
    if (s->service) {
        rest_on(s, &known[SYSTEM_SERVICES + (unsigned)s->edition]);
    }
}

/* The machine's names, the last one first. */
static void name_system(struct systems *set, struct system *s, uint32_t machine)
{
    const struct computers *computers = set->computers;
    const struct computer *last = computers->list[machine];
    for (int hops = 0; last->after && hops < COMPUTER_MAX_RENAMES; hops++) {
        last = last->after;
    }
    s->name = last->name;
    size_t cap = 0;
    struct view *others = NULL;
    for (size_t i = 0; i < computers->count; i++) {
        if (computers->list[i]->machine == machine && computers->list[i] != last) {
            others = memory_grow(others, s->other_name_count, &cap, sizeof(*others));
            others[s->other_name_count++] = computers->list[i]->name;
        }
    }
    if (others) {
        struct view *kept = arena_alloc(&set->arena, s->other_name_count * sizeof(*kept));
        memcpy(kept, others, s->other_name_count * sizeof(*kept));
        s->other_names = kept;
        free(others);
    }
}

static const struct quota_entry *quotas_of(const struct told *told, const struct system *s)
{
    const struct quota_entry *quotas = told ? told_quotas(told, s->name) : NULL;
    for (size_t i = 0; told && !quotas && i < s->other_name_count; i++) {
        quotas = told_quotas(told, s->other_names[i]);
    }
    return quotas;
}

static void add_system(struct systems *set, const struct told *told, uint32_t machine,
                       struct system_known *known)
{
    struct system *s = arena_alloc(&set->arena, sizeof(*s));
    *s = (struct system){.edition = EDITION_UNKNOWN};
    tell_system(&set->arena, s, known);
    name_system(set, s, machine);
    if (known[SYSTEM_RENAMED].value != 0 && s->other_name_count > 0) {
        rest_on(s, &known[SYSTEM_RENAMED]);
        s->is_rename_told = true;
    }
    s->quotas = quotas_of(told, s);
    if (s->evidence_count == 0 && s->other_name_count == 0 && !s->quotas) {
        return;
    }
    set->list = memory_grow(set->list, set->count, &set->cap, sizeof(*set->list));
    set->list[set->count++] = s;
}

/* The facts of all names of a machine; false when there is none. */
static bool known_of_machine(const struct systems *set, uint32_t machine,
                             struct system_known all[SYSTEM_FACTS], uint32_t *roles)
{
    bool is_any = false;
    memset(all, 0, SYSTEM_FACTS * sizeof(*all));
    *roles = 0;
    for (size_t i = 0; i < set->computers->count && i < set->facts_cap; i++) {
        if (set->computers->list[i]->machine == machine && set->facts[i]) {
            join_known(all, set->facts[i]->known);
            *roles |= set->facts[i]->roles;
            is_any = true;
        }
    }
    return is_any;
}

void systems_finish(struct systems *set, const struct told *told)
{
    for (uint32_t i = 0; i < set->computers->count; i++) {
        struct system_known all[SYSTEM_FACTS];
        uint32_t roles;
        if (set->computers->list[i]->machine == i &&
            (known_of_machine(set, i, all, &roles) || set->computers->list[i]->has_wmi_events)) {
            add_system(set, told, i, all);
        }
    }
}

static bool is_form_of(struct view name, struct view other)
{
    return view_equal_nocase(computer_name_label(name), computer_name_label(other));
}

size_t system_earlier_names(const struct system *system, struct view *names, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < system->other_name_count && count < max; i++) {
        bool is_known = is_form_of(system->other_names[i], system->name);
        for (size_t j = 0; j < count && !is_known; j++) {
            is_known = is_form_of(system->other_names[i], names[j]);
        }
        if (!is_known) {
            names[count++] = system->other_names[i];
        }
    }
    return count;
}

const struct evidence *system_renamed_by(const struct system *system)
{
    return system->is_rename_told ? &system->evidence[system->evidence_count - 1] : NULL;
}

/* --- at a time ------------------------------------------------------------------------------- */

/* The last build on a kernel, whatever its edition. */
static uint32_t last_on(uint32_t kernel)
{
    uint32_t last = kernel;
    for (unsigned i = 0; i < EDITION_COUNT; i++) {
        const struct windows_release *release = windows_release_last_on(kernel, (enum edition)i);
        last = release && release->build > last ? release->build : last;
    }
    return last;
}

static void tell_now(const struct system_known *known, struct system_now *now)
{
    struct system s = {.edition = EDITION_UNKNOWN};
    const uint32_t build = known[SYSTEM_BUILD].value, kernel = known[SYSTEM_KERNEL].value;
    const struct system_known *by = NULL;
    now->windows = (struct windows_bounds){EDITION_UNKNOWN, 0, UINT32_MAX};
    if (build != 0) {
        by = &known[SYSTEM_BUILD];
        now->windows.from = now->windows.to = build;
        tell_edition(&s, known, build, release_at);
    } else if (kernel != 0) {
        by = &known[SYSTEM_KERNEL];
        now->windows.from = kernel;
        now->windows.to = last_on(kernel);
        tell_edition(&s, known, kernel, windows_release_last_on);
    } else {
        by = &known[known[SYSTEM_SINCE].value != 0 ? SYSTEM_SINCE : SYSTEM_UNTIL];
        now->windows.from = known[SYSTEM_SINCE].value;
        now->windows.to = known[SYSTEM_UNTIL].value != 0 ? known[SYSTEM_UNTIL].value : UINT32_MAX;
        tell_edition(&s, known, 0, release_at);
    }
    now->windows.edition = s.edition;
    now->evidence[0] = by->value != 0 ? &by->evidence : NULL;
    now->evidence[1] = s.service ? &known[SYSTEM_SERVICES + (unsigned)s.edition].evidence : NULL;
}

const struct system_now *systems_now(struct systems *set, const struct computer *c)
{
    const uint32_t count = (uint32_t)set->computers->count;
    if (set->now_machine != c->machine || set->now_order != set->order || set->now_count != count) {
        (void)known_of_machine(set, c->machine, set->now_known, &set->now.roles);
        drop_older(set->now_known);
        tell_now(set->now_known, &set->now);
        set->now_machine = c->machine;
        set->now_order = set->order;
        set->now_count = count;
    }
    return &set->now;
}

bool systems_has_service(const struct systems *set, const struct computer *c, struct view name,
                         struct view display_name)
{
    for (size_t i = 0; i < set->computers->count && i < set->facts_cap; i++) {
        const struct system_facts *facts = set->facts[i];
        if (facts && set->computers->list[i]->machine == c->machine &&
            (system_services_have(&facts->services, name) ||
             system_services_have(&facts->services, display_name))) {
            return true;
        }
    }
    return false;
}

const char *system_release(const struct windows_bounds *windows)
{
    const struct windows_release *release = windows_release_find(windows->from);
    if (!release || windows->from != windows->to) {
        return NULL;
    }
    const enum edition edition = windows->edition != EDITION_UNKNOWN
                                     ? windows->edition
                                     : edition_of(windows->from, release_at);
    const char *name = edition == EDITION_UNKNOWN ? "" : release->names[edition];
    return name[0] != '\0' ? name : NULL;
}
