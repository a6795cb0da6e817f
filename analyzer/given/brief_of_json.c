/* Members of a group, each checked for its type. */
#include "analyzer/given/brief_of_json.h"

#include <jansson.h>

#include "analyzer/given/members.h"
#include "analyzer/report/source_name.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

static struct brief_event event(struct members *m, const json_t *item)
{
    const uint64_t source = member_number(m, item, "source", NULL);
    const bool is_known = source < m->path_count;
    return (struct brief_event){
        .source = is_known ? m->paths[source] : VIEW_NONE,
        .name = is_known ? source_name(m->paths, m->path_count, (size_t)source) : VIEW_NONE,
        .channel = member_text(m, item, "channel"),
        .record = member_number(m, item, "record", NULL),
        .offset = member_number(m, item, "offset", NULL),
        .event_id = (uint16_t)member_number(m, item, "event_id", NULL),
    };
}

static const struct brief_event *events(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = member_list(m, object, "evidence", count);
    struct brief_event *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        found[i] = event(m, json_array_get(items, i));
    }
    return found;
}

static const struct brief_cause *causes(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = member_list(m, object, "causes", count);
    struct brief_cause *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        struct brief_cause *cause = &found[i];
        *cause = (struct brief_cause){
            .rule = member_text(m, item, "rule"),
            .text = member_text(m, item, "cause"),
            .confidence = (enum confidence)member_name(m, item, "confidence", &confidence_names),
        };
        cause->because = member_texts(m, item, "because", &cause->because_count);
        cause->check = member_texts(m, item, "check", &cause->check_count);
        cause->remedy = member_texts(m, item, "remedy", &cause->remedy_count);
        cause->events = events(m, item, &cause->event_count);
    }
    return found;
}

static const struct group_client *clients(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = member_list(m, object, "clients", count);
    struct group_client *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *local = json_object_get(item, "local");
        struct failure_client *client = &found[i].client;
        found[i] = (struct group_client){.count = member_number(m, item, "count", NULL)};
        client->process_id = member_number32(m, item, "process_id", &client->has_process_id);
        client->created = member_moment(m, item, "created");
        client->machine = member_text(m, item, "machine");
        client->user = member_text(m, item, "user");
        client->process_name = member_text(m, item, "process_name");
        client->process_name_source = member_text(m, item, "process_name_source");
        client->held_providers = member_text(m, item, "held_providers");
        client->services = member_text(m, item, "services");
        client->is_service = json_is_true(json_object_get(item, "in_wmi_service"));
        client->locality = !json_is_boolean(local) ? LOCALITY_UNKNOWN
                           : json_is_true(local)   ? LOCALITY_LOCAL
                                                   : LOCALITY_REMOTE;
    }
    return found;
}

static void take_operation(struct brief *brief, struct members *m, const json_t *group)
{
    const json_t *result = json_object_get(group, "result");
    const json_t *operation = json_object_get(group, "operation");
    const json_t *provider = json_object_get(group, "provider");
    brief->code = member_text(m, result, "code");
    brief->code_name = member_text(m, result, "name");
    brief->code_meaning = member_text(m, result, "message");
    brief->request = member_text(m, operation, "text");
    brief->name_space = member_text(m, operation, "namespace");
    brief->class_name = member_text(m, operation, "class");
    brief->method = member_text(m, operation, "method");
    if (provider) {
        brief->provider.name = member_text(m, provider, "name");
        brief->provider.path = member_text(m, provider, "path");
        brief->provider.host_process_id =
            member_number32(m, provider, "host_process_id", &brief->provider.has_host);
        brief->provider.attribution =
            (enum attribution)member_name(m, provider, "attribution", &attribution_names);
    }
}

/* "wmilog/1:" and 32 hexadecimal digits: it becomes a key of other systems as it is. */
static void check_fingerprint(struct members *m, struct view fingerprint)
{
    enum { DIGITS = 32 };
    struct view version, digits;
    const bool has_parts =
        view_starts(fingerprint, VIEW("wmilog/")) &&
        view_cut(view_from(fingerprint, sizeof("wmilog/") - 1), VIEW(":"), &version, &digits);
    bool is_good =
        has_parts && version.len == 1 && ascii_is_digit(version.data[0]) && digits.len == DIGITS;
    for (size_t i = 0; is_good && i < digits.len; i++) {
        is_good = ascii_is_hex_digit(digits.data[i]) && !ascii_is_upper(digits.data[i]);
    }
    if (!is_good) {
        member_wrong(m, "fingerprint", "wmilog/1: and 32 hexadecimal digits");
    }
}

enum status brief_of_json(struct brief *brief, struct arena *arena, const struct json_t *group,
                          const struct view *paths, size_t path_count, struct error *err)
{
    struct members m = {arena, paths, path_count, err};
    bool has_count;
    *brief = (struct brief){
        .fingerprint = member_text(&m, group, "fingerprint"),
        .title = member_text(&m, group, "title"),
        .reason = member_text(&m, group, "verdict_reason"),
        .verdict = (enum verdict)member_name(&m, group, "verdict", &verdict_names),
        .count = member_number(&m, group, "count", &has_count),
        .harmless = member_number(&m, json_object_get(group, "verdicts"), "harmless", NULL),
        .first = member_moment(&m, group, "first"),
        .last = member_moment(&m, group, "last"),
        .max_duration = member_duration(&m, group, "max_duration_ms"),
        .more_computers = member_number(&m, group, "more_computers", NULL),
        .more_clients = member_number(&m, group, "more_clients", NULL),
        .phase = (enum phase)member_name(&m, group, "phase", &phase_names),
        .stage = (enum stage)member_name(&m, group, "stage", &stage_names),
        .may_lack_start = json_is_true(json_object_get(group, "start_may_be_lost")),
        .component = member_text(&m, group, "component"),
        .possible_cause = member_text(&m, group, "possible_cause"),
    };
    if (json_object_get(group, "viewpoint")) {
        brief->viewpoint = (enum viewpoint)member_name(&m, group, "viewpoint", &viewpoint_names);
    }
    if (!has_count || brief->count == 0) {
        member_wrong(&m, "count", "a number of failures");
    }
    check_fingerprint(&m, brief->fingerprint);
    brief->computers = member_texts(&m, group, "computers", &brief->computer_count);
    brief_join_computers(brief, arena);
    brief->clients = clients(&m, group, &brief->client_count);
    take_operation(brief, &m, group);
    brief->causes = causes(&m, group, &brief->cause_count);
    brief->events = events(&m, group, &brief->event_count);
    return err->status;
}

static void take_texts(struct consumer *c, struct members *m, const json_t *object)
{
    const struct {
        struct view *text;
        const char *key;
    } texts[] = {
        {&c->computer, "computer"},
        {&c->name_space, "namespace"},
        {&c->filter, "filter"},
        {&c->query, "query"},
        {&c->class_name, "class"},
        {&c->name, "name"},
        {&c->creator_sid, "creator_sid"},
        {&c->action, "action"},
        {&c->action_kind, "action_kind"},
        {&c->decoded, "decoded"},
        {&c->user, "user"},
        {&c->process_name, "process_name"},
        {&c->process_name_source, "process_name_source"},
        {&c->machine, "machine"},
        {&c->reason, "verdict_reason"},
        {&c->listed, "listed_in"},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i].text = member_text(m, object, texts[i].key);
    }
}

static struct consumer *consumer(struct members *m, const json_t *object)
{
    struct consumer *c = arena_alloc(m->arena, sizeof(*c));
    *c = (struct consumer){
        .kind = (enum consumer_kind)member_name(m, object, "kind", &consumer_kind_names),
        .is_unread = json_is_true(json_object_get(object, "action_unread")),
        .is_cut = json_is_true(json_object_get(object, "truncated")),
        .poll_seconds = json_number_value(json_object_get(object, "poll_seconds")),
        .is_known = json_is_true(json_object_get(object, "known")),
        .verdict = (enum verdict)member_name(m, object, "verdict", &verdict_names),
        .is_missing = json_is_true(json_object_get(object, "missing_in_list")),
        .first = member_moment(m, object, "first"),
        .last = member_moment(m, object, "last"),
        .count = member_number(m, object, "count", NULL),
    };
    c->process_id = member_number32(m, object, "process_id", &c->has_process);
    take_texts(c, m, object);
    return c;
}

enum status consumer_of_json(struct brief *brief, struct arena *arena, const struct json_t *object,
                             const struct view *paths, size_t path_count, struct error *err)
{
    struct members m = {arena, paths, path_count, err};
    const struct consumer *c = consumer(&m, object);
    const struct brief_event told = event(&m, object);
    const struct view fingerprint = member_text(&m, object, "fingerprint");
    brief_of_consumer(brief, arena, c, c->count > 0 ? &told : NULL);
    if (fingerprint.data) {
        brief->fingerprint = fingerprint;
    }
    check_fingerprint(&m, brief->fingerprint);
    return err->status;
}
