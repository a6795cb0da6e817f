/* Names of what describes a failure, and how phase, stage and family follow from its events. */
#include "rules/failure/failure.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "rules/knowledge/families.h"

enum { FAILURE_COPY_CHUNK = 2048 };

static const char *const phase_names[PHASE_COUNT] = {
    [PHASE_CONNECT] = "connect",
    [PHASE_OPERATION] = "operation",
};

static const char *const stage_names[STAGE_COUNT] = {
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

static const char *const locality_names[LOCALITY_COUNT] = {
    [LOCALITY_UNKNOWN] = "unknown",
    [LOCALITY_LOCAL] = "local",
    [LOCALITY_REMOTE] = "remote",
};

static const char *const family_names[FAMILY_COUNT] = {
    [FAMILY_OTHER] = "other",
    [FAMILY_DCOM_ACCESS_DENIED] = "dcom-access-denied",
    [FAMILY_RPC_SERVER_UNAVAILABLE] = "rpc-server-unavailable",
    [FAMILY_WMI_ACCESS_DENIED] = "wmi-access-denied",
    [FAMILY_LOGON_FAILURE] = "logon-failure",
    [FAMILY_SERVER_GONE] = "server-gone",
    [FAMILY_RPC_PROTOCOL] = "rpc-protocol",
    [FAMILY_SERVER_START] = "server-start",
    [FAMILY_INVALID_NAMESPACE] = "invalid-namespace",
    [FAMILY_INVALID_CLASS] = "invalid-class",
    [FAMILY_NOT_FOUND] = "not-found",
    [FAMILY_INVALID_QUERY] = "invalid-query",
    [FAMILY_INVALID_REQUEST] = "invalid-request",
    [FAMILY_NOT_SUPPORTED] = "not-supported",
    [FAMILY_CANCELLED] = "cancelled",
    [FAMILY_SHUTTING_DOWN] = "shutting-down",
    [FAMILY_TIMED_OUT] = "timed-out",
    [FAMILY_QUOTA] = "quota",
    [FAMILY_OUT_OF_RESOURCES] = "out-of-resources",
    [FAMILY_PROVIDER_LOAD] = "provider-load",
    [FAMILY_PROVIDER_FAILURE] = "provider-failure",
    [FAMILY_SUBSCRIPTION] = "subscription",
    [FAMILY_REPOSITORY] = "repository",
    [FAMILY_WSMAN] = "wsman",
};

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "harmless",
    [VERDICT_DEGRADED] = "degraded",
    [VERDICT_BROKEN] = "broken",
    [VERDICT_SECURITY] = "security",
};

static const char *const confidence_names[CONFIDENCE_COUNT] = {
    [CONFIDENCE_POSSIBLE] = "possible",
    [CONFIDENCE_LIKELY] = "likely",
    [CONFIDENCE_CERTAIN] = "certain",
};

static const char *const attribution_names[ATTRIBUTION_COUNT] = {
    [ATTRIBUTION_NONE] = "none",
    [ATTRIBUTION_EXACT] = "exact",
    [ATTRIBUTION_HOST_PID] = "host-pid",
    [ATTRIBUTION_WINDOW] = "window",
};

static bool read_name(struct view name, const char *const *names, size_t count, size_t *value)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equal(name, view_of(names[i]))) {
            *value = i;
            return true;
        }
    }
    return false;
}

/* Both directions of one enumeration over its one table of names. */
const char *phase_name(enum phase phase)
{
    return phase_names[phase];
}

const char *stage_name(enum stage stage)
{
    return stage_names[stage];
}

const char *locality_name(enum locality locality)
{
    return locality_names[locality];
}

const char *family_name(enum family family)
{
    return family_names[family];
}

const char *verdict_name(enum verdict verdict)
{
    return verdict_names[verdict];
}

const char *confidence_name(enum confidence confidence)
{
    return confidence_names[confidence];
}

const char *attribution_name(enum attribution attribution)
{
    return attribution_names[attribution];
}

bool phase_read(struct view name, enum phase *phase)
{
    size_t value;
    if (!read_name(name, phase_names, PHASE_COUNT, &value)) {
        return false;
    }
    *phase = (enum phase)value;
    return true;
}

bool stage_read(struct view name, enum stage *stage)
{
    size_t value;
    if (!read_name(name, stage_names, STAGE_COUNT, &value)) {
        return false;
    }
    *stage = (enum stage)value;
    return true;
}

bool locality_read(struct view name, enum locality *locality)
{
    size_t value;
    if (!read_name(name, locality_names, LOCALITY_COUNT, &value)) {
        return false;
    }
    *locality = (enum locality)value;
    return true;
}

bool family_read(struct view name, enum family *family)
{
    size_t value;
    if (!read_name(name, family_names, FAMILY_COUNT, &value)) {
        return false;
    }
    *family = (enum family)value;
    return true;
}

bool verdict_read(struct view name, enum verdict *verdict)
{
    size_t value;
    if (!read_name(name, verdict_names, VERDICT_COUNT, &value)) {
        return false;
    }
    *verdict = (enum verdict)value;
    return true;
}

bool confidence_read(struct view name, enum confidence *confidence)
{
    size_t value;
    if (!read_name(name, confidence_names, CONFIDENCE_COUNT, &value)) {
        return false;
    }
    *confidence = (enum confidence)value;
    return true;
}

const char *phase_sentence(enum phase phase)
{
    return phase == PHASE_CONNECT ? "connecting to a namespace" : "during an operation";
}

static int compare_row(const void *key, const void *row)
{
    uint32_t value = *(const uint32_t *)key;
    const struct family_row *r = row;
    return (value > r->value) - (value < r->value);
}

/* Codes that the table does not have still say much by their facility (winerror.h, FACILITY_*). */
static enum family by_facility(uint32_t result)
{
    enum { FACILITY_RPC = 1, FACILITY_ITF = 4, FACILITY_SSPI = 9, FACILITY_WINRM = 0x33 };
    if (!code_is_failure(result)) {
        return FAMILY_OTHER;
    }
    switch (result >> 16 & 0x1FFF) {
    case FACILITY_RPC:
        return FAMILY_RPC_PROTOCOL;
    case FACILITY_SSPI:
        return FAMILY_LOGON_FAILURE;
    case FACILITY_WINRM:
        return FAMILY_WSMAN;
    case FACILITY_ITF: /* the compiler of MOF files has the range from 80044000 on */
        return (result & 0xF000U) == 0x4000U ? FAMILY_INVALID_REQUEST : FAMILY_OTHER;
    default:
        return FAMILY_OTHER;
    }
}

enum family failure_family(uint32_t result)
{
    const struct family_row *row =
        bsearch(&result, family_rows, family_row_count, sizeof(*row), compare_row);
    return row != NULL ? row->family : by_facility(result);
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
    for (size_t i = 0; i < sizeof(verb_stages) / sizeof(*verb_stages); i++) {
        if (view_starts_nocase(verb, view_of(verb_stages[i].prefix))) {
            return verb_stages[i].stage;
        }
    }
    return STAGE_OTHER;
}

static bool is_provider_load(const struct failure *f)
{
    return f->evidence_count > 0 && f->evidence[0].event_id == 5857;
}

static enum stage stage_of(const struct failure *f)
{
    if (is_provider_load(f)) {
        return STAGE_PROVIDER_LOAD;
    }
    if (f->known_from.len > 0) {
        return STAGE_ACTIVATE;
    }
    /* Event 5858 says so when the call-back into the client fails. */
    if (view_starts_nocase(f->possible_cause, VIEW("Could not send status to client"))) {
        return STAGE_DELIVER;
    }
    if (f->phase == PHASE_CONNECT) {
        return STAGE_LOGIN;
    }
    if (f->family == FAMILY_PROVIDER_LOAD) {
        return STAGE_PROVIDER_LOAD;
    }
    return stage_of_verb(f->operation.verb);
}

/* A rendered event 11 of Windows 10 1803 and later has a time where it says NamespaceName. */
static bool is_number(struct view text)
{
    uint64_t number;
    return view_number(text, &number);
}

struct view failure_namespace(struct view text)
{
    text = view_trim(text);
    if (view_starts(text, VIEW("\\\\.\\")) || view_starts(text, VIEW("//./"))) {
        text = view_from(text, 4);
    }
    return view_is_empty(text) || is_number(text) ? VIEW_NONE : text;
}

void failure_classify(struct failure *f)
{
    struct view of_text = failure_namespace(f->operation.name_space);
    f->name_space = of_text.data != NULL ? of_text : failure_namespace(f->name_space);
    f->family = failure_family(f->result);
    bool is_connect = f->operation.kind == OPERATION_KIND_CONNECT;
    /* A stop without a start: this code comes almost always from a connect (wbemcli.h). */
    if (f->operation.text.len == 0 && !is_provider_load(f)) {
        is_connect = f->family == FAMILY_INVALID_NAMESPACE;
    }
    is_connect |= f->known_from.len > 0;
    f->phase = is_connect ? PHASE_CONNECT : PHASE_OPERATION;
    f->stage = stage_of(f);
    f->fingerprint[0] = '\0';
    f->marks.is_set = false;
}

static bool is_address(struct view name)
{
    bool has_digit = false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == ':') {
            return true;
        }
        if (name.data[i] != '.' && (name.data[i] < '0' || name.data[i] > '9')) {
            return false;
        }
        has_digit |= name.data[i] != '.';
    }
    return has_digit;
}

struct view failure_machine_label(struct view name)
{
    struct view head, tail;
    name = view_trim(name);
    while (name.len > 0 && name.data[0] == '\\') {
        name = view_from(name, 1);
    }
    if (is_address(name)) {
        return name;
    }
    return view_cut(name, VIEW("."), &head, &tail) ? head : name;
}

bool failure_same_machine(struct view a, struct view b)
{
    struct view left = failure_machine_label(a), right = failure_machine_label(b);
    return left.len > 0 && view_equal_nocase(left, right);
}

/* A part of the text stays a part of the copied text. */
static struct view copy_part(struct arena *arena, struct view part, struct view text,
                             struct view copied)
{
    uintptr_t start = (uintptr_t)text.data, at = (uintptr_t)part.data;
    if (part.data == NULL || text.data == NULL || at < start || at - start > text.len ||
        part.len > text.len - (at - start)) {
        return arena_copy(arena, part);
    }
    return (struct view){copied.data + (at - start), part.len};
}

static void copy_operation(struct arena *arena, struct operation_text *op)
{
    struct view text = op->text, copied = arena_copy(arena, text);
    struct view *parts[] = {&op->verb,  &op->name_space, &op->provider, &op->argument,
                            &op->query, &op->class_name, &op->method,   &op->target_host};
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        *parts[i] = copy_part(arena, *parts[i], text, copied);
    }
    op->text = copied;
}

void failure_copy_client(struct arena *arena, struct failure_client *client)
{
    client->machine = arena_copy(arena, client->machine);
    client->user = arena_copy(arena, client->user);
    client->process_name = arena_copy(arena, client->process_name);
    client->process_name_source = arena_copy(arena, client->process_name_source);
}

void evidence_copy(struct arena *arena, struct evidence *evidence, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        evidence[i].channel = arena_copy(arena, evidence[i].channel);
        evidence[i].provider = arena_copy(arena, evidence[i].provider);
    }
}

struct failure *failure_copy(const struct failure *f)
{
    struct failure *copy = memory_new(1, sizeof(*copy));
    *copy = *f;
    struct arena *arena = &copy->arena;
    arena_init(arena, FAILURE_COPY_CHUNK);
    copy_operation(arena, &copy->operation);
    failure_copy_client(arena, &copy->client);
    struct view *views[] = {&copy->computer,      &copy->name_space,     &copy->correlation_id,
                            &copy->provider.name, &copy->provider.guid,  &copy->provider.path,
                            &copy->component,     &copy->possible_cause, &copy->command_line};
    for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++) {
        *views[i] = arena_copy(arena, *views[i]);
    }
    evidence_copy(arena, copy->evidence, copy->evidence_count);
    return copy;
}

void failure_free(struct failure *f)
{
    if (f == NULL) {
        return;
    }
    arena_release(&f->arena);
    free(f);
}
