/* The contents of a failure: from its events while it is new, from what is known when it settles.
 */
#include "rules/operations/contents.h"

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "rules/operations/result.h"

struct view contents_keep(struct arena *arena, struct view text)
{
    if (!arena) {
        return text;
    }
    if (text.len <= CONTENTS_MAX_TEXT) {
        return arena_copy(arena, text);
    }
    text.len = CONTENTS_MAX_TEXT;
    while (text.len > CONTENTS_MAX_TEXT - 3 && ((uint8_t)text.data[text.len] & 0xC0U) == 0x80U) {
        text.len--;
    }
    return arena_format(arena, "%.*s ...", VIEW_ARG(text));
}

static bool is_zero_guid(struct view text)
{
    if (view_equal(text, VIEW("{00000000-0000-0000-0000-000000000000}"))) {
        return true; /* as most are */
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '0' && text.data[i] != '-' && text.data[i] != '{' &&
            text.data[i] != '}' && text.data[i] != ' ') {
            return false;
        }
    }
    return true;
}

struct view contents_correlation(struct arena *arena, const struct event *event)
{
    struct view id = view_trim(event_text(event, EVENT_FIELD_CORRELATION_ID));
    return is_zero_guid(id) ? VIEW_NONE : contents_keep(arena, id);
}

/* The full name where there is one and it is the same machine, else the short one. */
static struct view read_machine(const struct event *event)
{
    struct view machine = event_text(event, EVENT_FIELD_CLIENT_MACHINE);
    struct view full = event_text(event, EVENT_FIELD_CLIENT_MACHINE_FQDN);
    if (view_is_empty(full)) {
        return machine;
    }
    return view_is_empty(machine) || computer_name_same(machine, full) ? full : machine;
}

/* A client that says nothing of itself is logged as local wherever it is. */
static bool is_unsaid(const struct failure_client *client)
{
    return client->has_process_id && client->process_id == 0 &&
           view_equal_nocase(view_trim(client->machine), VIEW("Local"));
}

void contents_read_client(struct arena *arena, const struct event *event,
                          struct failure_client *client, bool *has_locality)
{
    uint64_t number;
    *client = (struct failure_client){.created = WINTIME_NONE};
    client->has_process_id =
        event_number32(event, EVENT_FIELD_CLIENT_PROCESS_ID, &client->process_id);
    if (event_number(event, EVENT_FIELD_CLIENT_CREATED, &number) && number > 0 &&
        number <= INT64_MAX) {
        client->created = (int64_t)number;
    }
    client->machine = contents_keep(arena, read_machine(event));
    client->user = contents_keep(arena, event_text(event, EVENT_FIELD_USER));
    *has_locality = event_number(event, EVENT_FIELD_IS_LOCAL, &number);
    if (*has_locality && !is_unsaid(client)) {
        client->locality = number != 0 ? LOCALITY_LOCAL : LOCALITY_REMOTE;
    }
    client->is_service = view_is_empty(client->user) && client->has_process_id &&
                         client->process_id != 0 && client->process_id == event->process_id;
}

/* Channels are few, so that failures share them. */
static struct view keep_channel(struct intern *channels, struct arena *arena, struct view channel)
{
    struct view kept =
        channel.len <= CONTENTS_MAX_TEXT ? intern_text(channels, channel) : VIEW_NONE;
    return view_equal(kept, channel) ? kept : contents_keep(arena, channel);
}

void contents_read_event(struct pending *p, struct service *s, struct intern *channels,
                         const struct event *event)
{
    struct failure *f = &p->failure;
    p->service = s;
    p->when = event->time != WINTIME_NONE ? event->time : s->clock;
    p->origin = event->origin;
    f->time = event->time;
    f->computer =
        s->computer->is_over_limit ? contents_keep(&f->arena, event->computer) : s->computer->name;
    f->service_process_id = event->process_id;
    f->evidence[0] =
        (struct evidence){.origin = event->origin,
                          .event_id = event->id,
                          .channel = keep_channel(channels, &f->arena, event->channel)};
    f->evidence_count = 1;
    p->evidence_times[0] = event->time;
}

/* The provider as events 12 or 2 named it; one without a name waits for the host's. */
static void read_provider(struct pending *p, const struct operation_group *g)
{
    struct failure *f = &p->failure;
    f->provider = g->provider;
    f->provider.name = arena_copy(&f->arena, g->provider.name);
    f->provider.guid = arena_copy(&f->arena, g->provider.guid);
    f->provider.path = arena_copy(&f->arena, g->provider.path);
    if (!view_is_empty(f->provider.name)) {
        f->provider.attribution = ATTRIBUTION_EXACT;
    }
}

void contents_read_operation(struct pending *p, struct operation *op, struct operation_memo *texts)
{
    struct failure *f = &p->failure;
    /* The texts change hands instead of being copied; the channel was put into the old arena. */
    struct arena old = f->arena;
    f->arena = op->arena;
    op->arena = old;
    f->evidence[0].channel = arena_copy(&f->arena, f->evidence[0].channel);
    f->computer = op->info.computer;
    f->operation = operation_memo_parse(texts, op->info.operation.text);
    f->name_space = op->info.name_space;
    if (view_is_empty(f->operation.method) && !view_is_empty(op->method)) {
        f->operation.method = op->method;
        if (view_is_empty(f->operation.class_name)) {
            f->operation.class_name = op->class_name;
        }
    }
    f->has_group_operation_id = op->has_group_id;
    f->group_operation_id = op->info.group_operation_id;
    f->correlation_id = op->correlation_id;
    f->client = op->info.client;
    f->has_created_process = op->has_created_process;
    f->created_process_id = op->created_process_id;
    f->command_line = op->command_line;
    p->has_locality = op->has_locality;
    p->has_start = true;
    p->start = op->info.start;
    f->has_duration = p->start != WINTIME_NONE && f->time != WINTIME_NONE && f->time >= p->start &&
                      wintime_is_local(f->time) == wintime_is_local(p->start);
    f->duration = f->has_duration ? wintime_between(p->start, f->time) : 0;
    p->stop = f->time;
    if (op->group && op->group->has_provider) {
        read_provider(p, op->group);
    }
}

static struct view unless_unknown(struct arena *arena, struct view text)
{
    struct view trimmed = view_trim(text);
    if (trimmed.len == 0 || view_equal_nocase(trimmed, VIEW("Unknown"))) {
        return VIEW_NONE;
    }
    return contents_keep(arena, trimmed);
}

void contents_read_client_failure(struct arena *arena, const struct event *event,
                                  struct operation_memo *texts, struct failure *f,
                                  bool *has_locality)
{
    struct view text = contents_keep(arena, event_text(event, EVENT_FIELD_OPERATION));
    f->operation = operation_memo_parse(texts, text);
    f->correlation_id = contents_correlation(arena, event);
    f->component = unless_unknown(arena, event_text(event, EVENT_FIELD_COMPONENT));
    f->possible_cause = unless_unknown(arena, event_text(event, EVENT_FIELD_POSSIBLE_CAUSE));
    contents_read_client(arena, event, &f->client, has_locality);
    f->has_no_result = !result_code(event, &f->result);
}

/* Those over the limit share one computer, which has no name. */
static bool is_named(const struct pending *p, struct view machine)
{
    return p->service->computer->is_over_limit ? computer_name_same(machine, p->failure.computer)
                                               : computer_is_named(p->service->computer, machine);
}

static bool is_this_machine(const struct pending *p, struct view machine)
{
    return view_equal(machine, VIEW(".")) || view_equal_nocase(machine, VIEW("Local")) ||
           (!view_is_empty(p->failure.computer) && is_named(p, machine));
}

static enum locality locality_of(const struct pending *p, struct view machine, bool is_this)
{
    const struct failure_client *client = &p->failure.client;
    struct view target = failure_target(&p->failure);
    if (!view_is_empty(target) && !is_named(p, target)) {
        return LOCALITY_REMOTE; /* the client's own record of a call to another machine */
    }
    if (client->is_service) {
        return LOCALITY_LOCAL;
    }
    if (machine.len == 0) {
        return LOCALITY_UNKNOWN;
    }
    if (is_this) {
        return LOCALITY_LOCAL;
    }
    return view_is_empty(p->failure.computer) ? LOCALITY_UNKNOWN : LOCALITY_REMOTE;
}

/* A host process that loaded one provider names it; one known by name lends its path. */
static void provider_of_host(const struct hosts *hosts, struct pending *p)
{
    struct failure_provider *provider = &p->failure.provider;
    const struct provider_host *host = hosts_find(hosts, p->service, provider->host_process_id);
    if (!host) {
        return;
    }
    if (provider->attribution == ATTRIBUTION_EXACT) {
        if (view_is_empty(provider->path) && view_equal_nocase(provider->name, host->name)) {
            provider->path = host->path;
        }
    } else if (!host->has_several && !view_is_empty(host->name)) {
        provider->name = host->name;
        provider->path = host->path;
        provider->attribution = ATTRIBUTION_HOST_PID;
    }
}

static void provider_of_window(struct pending *p)
{
    struct failure *f = &p->failure;
    if (!f->has_duration || f->operation.type == OPERATION_TYPE_CONNECT) {
        return;
    }
    const struct provider_load *load = hosts_window(p->service, p->start, p->stop);
    if (!load || view_is_empty(load->name)) {
        return;
    }
    f->provider.name = load->name;
    f->provider.path = load->path;
    f->provider.has_host = true;
    f->provider.host_process_id = load->host_process_id;
    f->provider.attribution = ATTRIBUTION_WINDOW;
}

static bool has_cut_text(const struct failure *f)
{
    const struct view texts[] = {
        f->operation.text, f->operation.target_host, f->name_space,    f->client.machine,
        f->client.user,    f->client.process_name,   f->provider.name, f->provider.path,
        f->component,      f->possible_cause,        f->command_line,
    };
    bool is_cut = false;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        is_cut |= contents_is_cut(texts[i]);
    }
    return is_cut;
}

void contents_complete(const struct hosts *hosts, struct pending *p)
{
    p->failure.lacks_start = p->is_orphan;
    struct failure *f = &p->failure;
    f->has_cut_text = has_cut_text(f);
    if (is_unsaid(&f->client)) {
        f->client.locality = LOCALITY_UNKNOWN;
    } else if (!p->has_locality) {
        struct view machine = view_trim(f->client.machine);
        bool is_this = machine.len > 0 && is_this_machine(p, machine);
        f->client.locality = locality_of(p, machine, is_this);
        f->client.is_here =
            f->client.locality == LOCALITY_REMOTE && (view_is_empty(f->client.machine) || is_this);
    }
    if (f->provider.has_host) {
        provider_of_host(hosts, p);
    }
    if (f->provider.attribution == ATTRIBUTION_NONE && !f->provider.has_host) {
        provider_of_window(p);
    }
}
