/* Names of what describes a failure, and how phase, stage and family follow from its events. */
#include "rules/failure/failure.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/event/templates.h"
#include "rules/failure/other_logs.h"
#include "rules/texts/object_path.h"

static const char *const phase_table[PHASE_COUNT] = {
    [PHASE_CONNECT] = "connect",
    [PHASE_OPERATION] = "operation",
};
const struct names phase_names = NAMES_OF("a phase", phase_table);

static const char *const stage_table[STAGE_COUNT] = {
    [STAGE_ACTIVATE] = "activate",
    [STAGE_LOGIN] = "login",
    [STAGE_QUERY] = "query",
    [STAGE_ENUMERATE] = "enumerate",
    [STAGE_GET] = "get",
    [STAGE_METHOD] = "method",
    [STAGE_WRITE] = "write",
    [STAGE_SUBSCRIBE] = "subscribe",
    [STAGE_PROVIDER_LOAD] = "provider-load",
    [STAGE_DELIVER] = "deliver",
    [STAGE_OTHER] = "other",
};
const struct names stage_names = NAMES_OF("a stage", stage_table);

static const char *const viewpoint_table[VIEWPOINT_COUNT] = {
    [VIEWPOINT_TARGET] = "target",
    [VIEWPOINT_CLIENT] = "client",
    [VIEWPOINT_OTHER] = "other",
};
const struct names viewpoint_names = NAMES_OF("a viewpoint", viewpoint_table);

static const char *const locality_table[LOCALITY_COUNT] = {
    [LOCALITY_UNKNOWN] = "unknown",
    [LOCALITY_LOCAL] = "local",
    [LOCALITY_REMOTE] = "remote",
};
const struct names locality_names = NAMES_OF("a locality", locality_table);

static const char *const attribution_table[ATTRIBUTION_COUNT] = {
    [ATTRIBUTION_NONE] = "none",
    [ATTRIBUTION_EXACT] = "exact",
    [ATTRIBUTION_HOST_PID] = "host-pid",
    [ATTRIBUTION_WINDOW] = "window",
};
const struct names attribution_names = NAMES_OF("an attribution", attribution_table);

const char *phase_sentence(enum phase phase)
{
    return phase == PHASE_CONNECT ? "connecting to a namespace" : "during an operation";
}

static const struct {
    const char *prefix; /* of the verb; the asynchronous forms end in "Async" */
    enum stage stage;
} verb_stages[] = {
    {"ExecNotificationQuery", STAGE_SUBSCRIBE},
    {"ExecQuery", STAGE_QUERY},
    {"CreateInstanceEnum", STAGE_ENUMERATE},
    {"CreateClassEnum", STAGE_ENUMERATE},
    {"GetObject", STAGE_GET},
    {"ExecMethod", STAGE_METHOD},
    {"Put", STAGE_WRITE},
    {"Delete", STAGE_WRITE},
};

static enum stage stage_of_verb(struct view verb)
{
    for (size_t i = 0; i < COUNT_OF(verb_stages); i++) {
        const char *prefix = verb_stages[i].prefix;
        if (verb.len > 0 && ascii_fold(verb.data[0]) == ascii_fold(prefix[0]) &&
            view_starts_nocase(verb, view_of(prefix))) {
            return verb_stages[i].stage;
        }
    }
    return STAGE_OTHER;
}

struct view failure_provider(const struct failure *f)
{
    return view_is_empty(f->provider.name) ? f->operation.provider : f->provider.name;
}

struct view failure_target(const struct failure *f)
{
    struct view host = view_trim(f->operation.target_host);
    bool is_by_client = f->operation.type == OPERATION_TYPE_CONNECT &&
                        view_starts_nocase(view_trim(f->operation.text), VIEW("connect"));
    return is_by_client && failure_is_elsewhere(f, host) ? host : VIEW_NONE;
}

static enum stage stage_of(const struct failure *f)
{
    if (f->known_by == KNOWN_BY_LOAD) {
        return STAGE_PROVIDER_LOAD;
    }
    if (f->known_by == KNOWN_BY_OTHER_LOG) {
        return f->other_log ? f->other_log->stage : STAGE_ACTIVATE;
    }
    /* Event 5858 says so when the call-back into the client fails. */
    if (view_starts_nocase(f->possible_cause, VIEW("Could not send status to client"))) {
        return STAGE_DELIVER;
    }
    if (f->phase == PHASE_CONNECT) {
        return view_is_empty(failure_target(f)) ? STAGE_LOGIN : STAGE_ACTIVATE;
    }
    if (f->family == FAMILY_PROVIDER_LOAD) {
        return STAGE_PROVIDER_LOAD;
    }
    return stage_of_verb(f->operation.verb);
}

bool failure_is_elsewhere(const struct failure *f, struct view host)
{
    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']') {
        host = view_slice(host, 1, host.len - 1); /* an address of IPv6 */
    }
    return !view_is_empty(host) && !view_equal(host, VIEW(".")) &&
           !view_equal_nocase(host, VIEW("localhost")) && !view_starts(host, VIEW("127.")) &&
           !view_equal(host, VIEW("::1")) && !computer_name_same(host, f->computer);
}

/* Whether the account is one of that machine. */
static bool is_account_of(struct view user, struct view machine)
{
    struct view authority, name;
    return !view_is_empty(machine) && view_cut(user, VIEW("\\"), &authority, &name) &&
           computer_name_same(authority, machine);
}

/* "gmsa$" of a group managed service account: no computer account, for that has the name of the
 * client's machine, cut to the fifteen letters of a NetBIOS name. An address tells no name. */
static bool is_managed_account(struct view user, struct view machine)
{
    enum { NETBIOS_LEN = 15 };
    struct view authority, name, label = computer_name_label(machine);
    if (!view_cut(user, VIEW("\\"), &authority, &name) || view_is_empty(label) ||
        view_equal_nocase(label, VIEW("Local")) || view_find(label, VIEW("."), 0) != SIZE_MAX ||
        view_find(label, VIEW(":"), 0) != SIZE_MAX) {
        return false;
    }
    label.len = label.len > NETBIOS_LEN ? NETBIOS_LEN : label.len;
    return !view_equal_nocase(view_slice(name, 0, name.len - 1), label);
}

enum user_kind failure_user_kind(const struct failure *f, enum user_kind on_computer)
{
    const struct failure_client *client = &f->client;
    if (on_computer == USER_KIND_MACHINE && is_managed_account(client->user, client->machine)) {
        return USER_KIND_USER;
    }
    bool is_local =
        on_computer == USER_KIND_USER &&
        (is_account_of(client->user, client->machine) ||
         (f->viewpoint == VIEWPOINT_CLIENT && is_account_of(client->user, failure_target(f))));
    return is_local ? USER_KIND_LOCAL : on_computer;
}

/* A client of the MI interface logs its own connects: it names the machine that it calls, and the
 * writer of the event is the client. */
static bool is_own_connect(const struct failure *f)
{
    const struct failure_client *client = &f->client;
    if (!view_starts_nocase(f->operation.text, VIEW("connect to namespace"))) {
        return false;
    }
    return (!view_is_empty(f->computer) && failure_is_elsewhere(f, failure_target(f))) ||
           (client->has_process_id && client->process_id != 0 &&
            client->process_id == f->service_process_id && !client->is_service);
}

static enum viewpoint viewpoint_of(const struct failure *f)
{
    if (f->known_by == KNOWN_BY_OTHER_LOG) {
        return f->other_log && f->other_log->is_of_client ? VIEWPOINT_CLIENT : VIEWPOINT_OTHER;
    }
    return is_own_connect(f) ? VIEWPOINT_CLIENT : VIEWPOINT_TARGET;
}

/* A rendered event 11 of Windows 10 1803 and later has a time where it says NamespaceName. */
static bool is_number(struct view text)
{
    uint64_t number;
    return view_number(text, &number);
}

struct view failure_namespace(struct view text, struct view *host)
{
    text = object_path_namespace(text, host);
    return view_is_empty(text) || is_number(text) ? VIEW_NONE : text;
}

void failure_classify(struct failure *f)
{
    struct view host = VIEW_NONE;
    struct view of_text = failure_namespace(f->operation.name_space, &host);
    f->name_space = of_text.data ? of_text : failure_namespace(f->name_space, &host);
    if (view_is_empty(f->operation.target_host)) {
        f->operation.target_host = host;
    }
    f->family = f->has_no_result ? FAMILY_OTHER : family_of_code(f->result);
    bool is_connect = f->operation.type == OPERATION_TYPE_CONNECT;
    /* A stop without a start: this code comes almost always from a connect (wbemcli.h). */
    if (f->operation.text.len == 0 && f->known_by != KNOWN_BY_LOAD) {
        is_connect = f->family == FAMILY_INVALID_NAMESPACE;
    }
    f->phase = is_connect ? PHASE_CONNECT : PHASE_OPERATION;
    f->stage = stage_of(f);
    if (f->known_by == KNOWN_BY_OTHER_LOG) {
        f->phase =
            f->stage == STAGE_ACTIVATE || f->stage == STAGE_LOGIN ? PHASE_CONNECT : PHASE_OPERATION;
    }
    f->viewpoint = viewpoint_of(f);
    f->kind = NULL;
    f->operation_number = 0;
    f->marks.is_set = false;
}

static bool is_part_of(struct view part, struct view text)
{
    const uintptr_t start = (uintptr_t)text.data, at = (uintptr_t)part.data;
    return part.data && text.data && at >= start && at - start <= text.len &&
           part.len <= text.len - (at - start);
}

/* A part of the text stays a part of the copied text. */
static struct view copy_part(struct arena *arena, struct view part, struct view text,
                             struct view copied)
{
    return is_part_of(part, text) ? (struct view){copied.data + (part.data - text.data), part.len}
                                  : arena_copy(arena, part);
}

static void copy_operation(struct arena *arena, struct operation_text *op)
{
    struct view text = op->text, copied = arena_copy(arena, text);
    struct view *parts[] = {&op->verb,  &op->name_space, &op->provider, &op->argument,
                            &op->query, &op->class_name, &op->method,   &op->target_host};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        *parts[i] = copy_part(arena, *parts[i], text, copied);
    }
    op->text = copied;
}

void failure_copy_client(struct arena *arena, struct failure_client *client, size_t max)
{
    struct view *texts[] = {&client->machine,        &client->user,
                            &client->process_name,   &client->process_name_source,
                            &client->held_providers, &client->services};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_copy(arena, view_slice(*texts[i], 0, max));
    }
}

/* The constant with that text, for the names that nearly all evidence has; absent for others. */
static struct view common_name(struct view name)
{
    static const char *const names[] = {WMI_ACTIVITY_PROVIDER, WMI_ACTIVITY_PROVIDER "/Operational",
                                        WMI_ACTIVITY_PROVIDER "/Trace"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal(name, view_of(names[i]))) {
            return view_of(names[i]);
        }
    }
    return VIEW_NONE;
}

static struct view copy_name(struct arena *arena, struct view name)
{
    const struct view common = common_name(name);
    return common.data ? common : arena_copy(arena, name);
}

void evidence_copy(struct arena *arena, struct evidence *evidence, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        evidence[i].channel = copy_name(arena, evidence[i].channel);
        evidence[i].provider = copy_name(arena, evidence[i].provider);
    }
}

size_t evidence_bytes(const struct evidence *evidence, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += common_name(evidence[i].channel).data ? 0 : evidence[i].channel.len + 1;
        bytes += common_name(evidence[i].provider).data ? 0 : evidence[i].provider.len + 1;
    }
    return bytes;
}

/* The texts of a failure beside those of its operation, client and evidence. */
enum { OTHER_TEXTS = 10 };
static void list_texts(struct failure *f, struct view *texts[OTHER_TEXTS])
{
    struct view *all[OTHER_TEXTS] = {&f->computer,       &f->name_space,
                                     &f->correlation_id, &f->provider.name,
                                     &f->provider.guid,  &f->provider.path,
                                     &f->component,      &f->possible_cause,
                                     &f->command_line,   &f->provider.held_providers};
    memcpy(texts, all, sizeof(all));
}

static size_t bytes_of(struct view text)
{
    return text.data ? text.len + 1 : 0;
}

/* How much the texts of a copy need, so that it takes no more: many failures are kept. */
static size_t bytes_of_copy(struct failure *f)
{
    const struct operation_text *op = &f->operation;
    const struct failure_client *client = &f->client;
    const struct view parts[] = {op->verb,  op->name_space, op->provider, op->argument,
                                 op->query, op->class_name, op->method,   op->target_host};
    size_t bytes = bytes_of(op->text) + bytes_of(client->machine) + bytes_of(client->user) +
                   bytes_of(client->process_name) + bytes_of(client->process_name_source) +
                   bytes_of(client->held_providers) + bytes_of(client->services);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        bytes += is_part_of(parts[i], op->text) ? 0 : bytes_of(parts[i]);
    }
    struct view *texts[OTHER_TEXTS];
    list_texts(f, texts);
    for (size_t i = 0; i < OTHER_TEXTS; i++) {
        bytes += bytes_of(*texts[i]);
    }
    return bytes + evidence_bytes(f->evidence, f->evidence_count);
}

struct failure *failure_copy(const struct failure *f)
{
    struct failure borrowed = *f;
    struct arena own; /* in which the copy itself lies */
    arena_init(&own, sizeof(borrowed) + bytes_of_copy(&borrowed));
    struct failure *copy = arena_alloc(&own, sizeof(*copy));
    *copy = borrowed;
    copy->kind = NULL;
    copy->arena = own;
    struct arena *arena = &copy->arena;
    copy_operation(arena, &copy->operation);
    failure_copy_client(arena, &copy->client, SIZE_MAX);
    struct view *texts[OTHER_TEXTS];
    list_texts(copy, texts);
    for (size_t i = 0; i < OTHER_TEXTS; i++) {
        *texts[i] = arena_copy(arena, *texts[i]);
    }
    evidence_copy(arena, copy->evidence, copy->evidence_count);
    return copy;
}

void failure_free(struct failure *f)
{
    if (!f) {
        return;
    }
    struct arena own = f->arena;
    arena_release(&own);
}

/* Limits that clients set; what they wait for ends within two percent of them. Three seconds are
 * those of Zabbix (Timeout=3). */
bool failure_took_round(const struct failure *f)
{
    int64_t duration = f->duration;
    static const int64_t seconds[] = {3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600};
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        int64_t limit = seconds[i] * WINTIME_TICKS_PER_SECOND;
        if (f->has_duration && duration >= limit - limit / 50 && duration <= limit + limit / 50) {
            return true;
        }
    }
    return false;
}
