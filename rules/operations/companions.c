/* The fields of each of these events, by their names and, of classic events, by what they look
 * like: versions of Windows do not agree on their order. */
#include "rules/operations/companions.h"

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "rules/failure/marks.h"
#include "rules/knowledge/families.h"
#include "rules/operations/contents.h"
#include "rules/operations/insertions.h"
#include "rules/texts/wql.h"

/* Codes of events that carry none. */
enum companion_code {
    CODE_ACCESS_DENIED = 0x3,    /* 5605: what the client is answered */
    CODE_INVALID_CLASS = 0x10,   /* 24 */
    CODE_QUOTA_VIOLATION = 0x6C, /* 5612 */
};
enum {
    EVENT_ID_CRASH = 1000,
    EVENT_ID_SERVICE_FAILED = 7000,
    EVENT_ID_START_TIMEOUT = 7009,
    EVENT_ID_START_TYPE = 7040,
    EVENT_ID_COM_START_FAILED = 10005,
};
#define WBEM_CODE(code) (0x80041000U | (uint32_t)(code))
#define WRONG_PRINCIPAL 0x80090322U
#define SERVICE_DISABLED 0x80070422U  /* ERROR_SERVICE_DISABLED */
#define SERVICE_ENDED 0x8007042BU     /* ERROR_PROCESS_ABORTED */
#define DEPENDENCY_FAILED 0x8007042CU /* ERROR_SERVICE_DEPENDENCY_FAIL */
#define SERVICE_TIMEOUT 0x8007041DU   /* ERROR_SERVICE_REQUEST_TIMEOUT */

/* How far WMI's own record of a failure is from that of another log. */
enum {
    COMPANION_SECONDS = 5,
    CRASH_SECONDS = 30, /* a crash is written down after its dump */
    /* One that waits is compared with those of so long before it. */
    FORGET_SECONDS = OPERATIONS_SETTLE_SECONDS + CRASH_SECONDS + COMPANION_SECONDS,
};

static bool is_namespace(struct view text)
{
    while (view_starts(text, VIEW("/")) || view_starts(text, VIEW("\\")) ||
           view_starts(text, VIEW("."))) {
        text = view_from(text, 1);
    }
    return view_starts_nocase(text, VIEW("root"));
}

/* Query, namespace and code stand in either order. */
static void read_by_looks(const struct event *e, struct companion *c)
{
    for (size_t i = 0; i < e->data_count; i++) {
        struct view value = view_trim(e->data[i].value);
        if (wql_looks_like(value)) {
            c->query = value;
        } else if (is_namespace(value)) {
            c->name_space = value;
        } else {
            insertion_code(value, &c->result);
        }
    }
    c->class_name = operation_query_class(c->query);
}

static bool read_filter(const struct event *e, struct companion *c)
{
    read_by_looks(e, c);
    return c->result != 0 && !view_is_empty(c->query);
}

static bool read_provider_query(const struct event *e, struct companion *c)
{
    read_by_looks(e, c);
    c->result = WBEM_CODE(CODE_INVALID_CLASS);
    c->provider = insertion_at(e, 1, VIEW("Provider"));
    struct view target = insertion_at(e, 3, VIEW("Class"));
    c->class_name = view_is_empty(target) ? c->class_name : target;
    return !view_is_empty(c->query);
}

static bool read_with_code(const struct event *e, struct companion *c)
{
    read_by_looks(e, c);
    return c->result != 0;
}

/* 4 of Microsoft-Windows-WMI: the code, and the file of the list for automatic recovery. */
static bool read_mof(const struct event *e, struct companion *c)
{
    struct view file = insertion_at(e, 2, VIEW("MOF"));
    c->program = view_behind_last(file, "\\/");
    return view_find_nocase(file, VIEW(".m"), 0) != SIZE_MAX &&
           insertion_code(insertion_at(e, 1, VIEW("Error")), &c->result);
}

static bool read_encryption(const struct event *e, struct companion *c)
{
    read_by_looks(e, c);
    c->result = WBEM_CODE(CODE_ACCESS_DENIED);
    return !view_is_empty(c->name_space);
}

static bool read_quota(const struct event *e, struct companion *c)
{
    uint64_t number;
    c->result = WBEM_CODE(CODE_QUOTA_VIOLATION);
    c->has_host =
        view_number(insertion_at(e, 4, VIEW("ProcessID")), &number) && number <= UINT32_MAX;
    c->host_process_id = c->has_host ? (uint32_t)number : 0;
    c->provider = insertion_at(e, 5, VIEW("Providers"));
    return e->data_count > 0;
}

static bool is_one_of(struct view name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equal_nocase(name, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* The name of WMI's service as the service control manager shows it. */
static bool is_wmi_service(struct view name)
{
    static const char *const names[] = {
        "Winmgmt",
        "Windows Management Instrumentation",
        "Windows-Verwaltungsinstrumentation",
        "Infrastructure de gestion Windows",
        "Instrumental de administraci\xC3\xB3n de Windows",
        "Strumentazione gestione Windows",
        "Instrumenta\xC3\xA7\xC3\xA3o de gerenciamento do Windows",
        "Инструментарий управления Windows",
        "Instrumentacja zarządzania Windows",
        "Windows Yönetim Araçları",
    };
    return is_one_of(name, names, COUNT_OF(names));
}

/* The same, or its own name in the bytes that newer versions of Windows log with an event, which
 * no language changes: "Winmgmt" in UTF-16, and what ends it. */
static bool is_of_wmi_service(const struct event *e, size_t position, struct view name)
{
    static const char *const own[] = {
        "570069006E006D0067006D0074002F*", /* "Winmgmt/1" */
        "570069006E006D0067006D0074000000",
        "570069006E006D0067006D007400",
    };
    struct view bytes = view_trim(event_datum_named(e, VIEW("Binary")));
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (view_glob_nocase(bytes, view_of(own[i]))) {
            return true;
        }
    }
    return is_wmi_service(insertion_at(e, position, name));
}

static bool read_service_error(const struct event *e, struct companion *c)
{
    return is_of_wmi_service(e, 1, VIEW("param1")) &&
           insertion_code(insertion_at(e, 2, VIEW("param2")), &c->result);
}

/* 7001: a service, the one that it depends on, and why that one did not start. WMI's is either. */
static bool read_service_dependency(const struct event *e, struct companion *c)
{
    if (is_wmi_service(insertion_at(e, 1, VIEW("param1")))) {
        c->result = DEPENDENCY_FAILED;
        return true;
    }
    return is_wmi_service(insertion_at(e, 2, VIEW("param2"))) &&
           insertion_code(insertion_at(e, 3, VIEW("param3")), &c->result);
}

static bool read_service_end(const struct event *e, struct companion *c)
{
    c->result = SERVICE_ENDED;
    return is_of_wmi_service(e, 1, VIEW("param1"));
}

/* 7009 and 7011 have the time before the name, 7022 the name alone. */
static bool read_service_hang(const struct event *e, struct companion *c)
{
    c->result = SERVICE_TIMEOUT;
    return is_wmi_service(insertion_at(e, 1, VIEW("param1"))) ||
           is_wmi_service(insertion_at(e, 2, VIEW("param2")));
}

/* 7040 has the name that is shown, the start type before and after in the language of Windows, and
 * the service's own name. */
static bool read_service_disabled(const struct event *e, struct companion *c)
{
    static const char *const disabled[] = {
        "disabled", "deaktiviert", "désactiv", "deshabilitad", "disabilitat",
        "desa",     "тключ",       "禁用",     "無効",         "uitgeschakeld",
    };
    struct view type = insertion_at(e, 3, VIEW("param3"));
    c->result = SERVICE_DISABLED;
    for (size_t i = 0; i < COUNT_OF(disabled); i++) {
        if (view_find_nocase(type, view_of(disabled[i]), 0) != SIZE_MAX) {
            return is_wmi_service(insertion_at(e, 4, VIEW("param4"))) ||
                   is_wmi_service(insertion_at(e, 1, VIEW("param1")));
        }
    }
    return false;
}

static bool read_service_start(const struct event *e, struct companion *c)
{
    return is_wmi_service(insertion_at(e, 2, VIEW("param2"))) &&
           insertion_code(insertion_at(e, 1, VIEW("param1")), &c->result);
}

/* The service is in a process of its own name, or in one that it shares: then the module tells. */
static bool is_wmi_process(struct view program, struct view module)
{
    static const char *const programs[] = {"wmiprvse.exe", "svchost.exe_winmgmt", "wmiapsrv.exe",
                                           "scrcons.exe", "unsecapp.exe"};
    static const char *const modules[] = {"wbemcore.dll", "repdrvfs.dll", "wbemess.dll",
                                          "wmisvc.dll",   "esscli.dll",   "wmiprvsd.dll"};
    return is_one_of(program, programs, COUNT_OF(programs)) ||
           (view_starts_nocase(program, VIEW("svchost.exe")) &&
            is_one_of(module, modules, COUNT_OF(modules)));
}

/* Program, module and exception stand at these places in every version, with or without names. */
static bool read_crash(const struct event *e, struct companion *c)
{
    struct view program = insertion_at(e, 1, VIEW("AppName"));
    uint64_t process;
    if (!is_wmi_process(program, insertion_at(e, 4, VIEW("ModuleName")))) {
        return false;
    }
    c->program = program;
    c->has_host = view_equal_nocase(program, VIEW("wmiprvse.exe")) &&
                  view_hex(insertion_at(e, 9, VIEW("ProcessId")), &process) &&
                  process <= UINT32_MAX;
    c->host_process_id = c->has_host ? (uint32_t)process : 0;
    uint64_t code;
    bool is_code = view_hex(insertion_at(e, 7, VIEW("ExceptionCode")), &code) && code >> 31 == 1;
    c->result = is_code ? (uint32_t)code : SERVICE_ENDED;
    return true;
}

static bool read_kerberos(const struct event *e, struct companion *c)
{
    static const char *const services[] = {"RPCSS/", "HOST/", "WSMAN/"};
    struct view name = insertion_at(e, 3, VIEW("Targetname")), target = VIEW_NONE;
    if (view_is_empty(name)) {
        name = insertion_at(e, 2, VIEW("TargetName"));
    }
    for (size_t i = 0; i < COUNT_OF(services); i++) {
        if (view_starts_nocase(name, view_of(services[i]))) {
            target = view_from(name, view_of(services[i]).len);
        }
    }
    size_t end = 0;
    while (end < target.len && target.data[end] != '/' && target.data[end] != '@') {
        end++;
    }
    c->target = view_slice(target, 0, end);
    c->result = WRONG_PRINCIPAL;
    return !view_is_empty(c->target);
}

static const struct {
    uint16_t event_id;
    bool (*read)(const struct event *e, struct companion *c);
} readers[] = {
    {4, read_kerberos},
    {4, read_mof},
    {10, read_filter},
    {24, read_provider_query},
    {28, read_with_code},
    {29, read_with_code},
    {43, read_with_code},
    {48, read_with_code},
    {58, read_with_code},
    {EVENT_ID_CRASH, read_crash},
    {5605, read_encryption},
    {5612, read_quota},
    {EVENT_ID_SERVICE_FAILED, read_service_error},
    {7001, read_service_dependency},
    {EVENT_ID_START_TIMEOUT, read_service_hang},
    {7011, read_service_hang},
    {7022, read_service_hang},
    {7023, read_service_error},
    {7024, read_service_error},
    {7031, read_service_end},
    {7034, read_service_end},
    {EVENT_ID_START_TYPE, read_service_disabled},
    {EVENT_ID_COM_START_FAILED, read_service_start},
};

bool companion_read(const struct event *event, struct companion *companion)
{
    if (event->is_wmi_activity) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        if (readers[i].event_id != event->id) {
            continue; /* nearly always */
        }
        struct companion read = {.log = other_log_of(event->id, event->provider)};
        if (read.log && readers[i].read(event, &read)) {
            *companion = read;
            return true;
        }
    }
    return false;
}

void companion_fill(struct pending *p, const struct companion *c)
{
    struct failure *f = &p->failure;
    f->result = c->result;
    f->known_by = KNOWN_BY_OTHER_LOG;
    f->known_from = view_of(c->log->provider);
    f->other_log = c->log;
    f->service_process_id = 0;
    f->name_space = contents_keep(&f->arena, c->name_space);
    f->operation.verb = contents_keep(&f->arena, c->program);
    f->operation.query = contents_keep(&f->arena, c->query);
    f->operation.class_name = contents_keep(&f->arena, c->class_name);
    f->operation.target_host =
        view_is_empty(c->target) ? f->computer : contents_keep(&f->arena, c->target);
    f->provider.name = contents_keep(&f->arena, c->provider);
    f->provider.attribution = view_is_empty(c->provider) ? ATTRIBUTION_NONE : ATTRIBUTION_EXACT;
    f->provider.has_host = c->has_host;
    f->provider.host_process_id = c->host_process_id;
    f->client.created = WINTIME_NONE;
    f->client.locality = c->log->is_of_client ? LOCALITY_REMOTE : LOCALITY_LOCAL;
    f->client.is_here = c->log->is_of_client;
    f->client.machine = c->log->is_of_client ? f->computer : VIEW_NONE;
    p->has_locality = true;
}

static uint64_t namespace_mark(const struct failure *f)
{
    return f->marks.is_set ? f->marks.name_space : marks_namespace_hash(f->name_space);
}

static bool is_near_in_time(int64_t a, int64_t b, int64_t seconds)
{
    const int64_t reach = seconds * WINTIME_TICKS_PER_SECOND;
    return (a < b ? wintime_between(a, b) : wintime_between(b, a)) <= reach;
}

/* The mark of an account, without its domain. */
static uint64_t account_mark(struct view user)
{
    struct view authority, name;
    return marks_hash(view_cut(user, VIEW("\\"), &authority, &name) ? name : user);
}

static struct recent_connect connect_of(const struct pending *p, struct view target)
{
    const struct failure *f = &p->failure;
    return (struct recent_connect){
        .time = f->time,
        .result = f->result,
        .process_id = f->client.has_process_id ? f->client.process_id : 0,
        .computer = p->service->computer,
        .target = marks_hash(computer_name_label(target)),
        .account = account_mark(f->client.user),
    };
}

/* Whether both are the same connect: one as its client logged it, the other as DistributedCOM or
 * Kerberos did, of the client or of the machine that was asked. */
static bool is_same_connect(const struct recent_connect *own, const struct recent_connect *other,
                            const struct other_log *log)
{
    bool is_other_process =
        own->process_id != 0 && other->process_id != 0 && own->process_id != other->process_id;
    bool is_other_account =
        own->account != 0 && other->account != 0 && own->account != other->account;
    return own->target != 0 && own->target == other->target &&
           (own->result == other->result || other->result == WRONG_PRINCIPAL) &&
           is_near_in_time(own->time, other->time, COMPANION_SECONDS) && !is_other_account &&
           (!log->is_of_client || (own->computer == other->computer && !is_other_process));
}

static bool is_told_by_client(const struct services *services, const struct pending *p)
{
    const struct failure *f = &p->failure;
    struct recent_connect own =
        connect_of(p, f->other_log->is_of_client ? f->operation.target_host : f->computer);
    for (size_t i = 0; i < SERVICES_MAX_CONNECTS && i < services->connect_count; i++) {
        if (is_same_connect(&services->connects[i], &own, f->other_log)) {
            return true;
        }
    }
    return false;
}

/* Whether a call can have failed with this result because the process that worked on it ended, or
 * because its service was disabled. */
static bool ends_with_process(uint32_t result)
{
    static const enum family families[] = {FAMILY_SERVER_GONE, FAMILY_RPC_SERVER_UNAVAILABLE,
                                           FAMILY_PROVIDER_FAILURE, FAMILY_PROVIDER_LOAD,
                                           FAMILY_SHUTTING_DOWN};
    const enum family family = family_of_code(result);
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        if (families[i] == family) {
            return true;
        }
    }
    return false;
}

/* How far from it the failures may be that can have told of it, in seconds. */
static int64_t reach_of(const struct other_log *log)
{
    const bool is_far = log->event_id == EVENT_ID_CRASH || log->event_id == EVENT_ID_START_TYPE;
    return is_far ? CRASH_SECONDS : COMPANION_SECONDS;
}

static bool is_told_by_service(const struct pending *p)
{
    const struct service *s = p->service;
    const struct failure *f = &p->failure;
    uint64_t name_space = namespace_mark(f);
    for (size_t i = 0; i < s->recent_count; i++) {
        const struct recent_failure *r = &s->recent[i];
        if (r->is_other_log && f->other_log->event_id != EVENT_ID_START_TIMEOUT &&
            f->other_log->event_id != EVENT_ID_START_TYPE) {
            continue;
        }
        if (is_near_in_time(r->time, f->time, COMPANION_SECONDS) &&
            (r->result == f->result || (name_space != 0 && r->name_space == name_space))) {
            return true;
        }
        if (reach_of(f->other_log) > COMPANION_SECONDS && ends_with_process(r->result) &&
            is_near_in_time(r->time, f->time, reach_of(f->other_log))) {
            return true;
        }
    }
    return false;
}

/* Whether one that gave way can have told of it. */
static bool is_lost(const struct services *services, const struct pending *p, bool is_connect)
{
    const int64_t reach = reach_of(p->failure.other_log) * WINTIME_TICKS_PER_SECOND;
    const int64_t time = p->failure.time, lost = p->service->recent_lost;
    const int64_t oldest = services->connects[services->connect_count % SERVICES_MAX_CONNECTS].time;
    const bool is_of_service = !p->failure.other_log->is_always_told && lost != WINTIME_NONE &&
                               (lost >= time || wintime_between(lost, time) <= reach);
    return is_of_service || (is_connect && services->connect_count > SERVICES_MAX_CONNECTS &&
                             (oldest >= time || is_near_in_time(oldest, time, COMPANION_SECONDS)));
}

bool companion_is_told(struct services *services, const struct pending *p)
{
    const struct failure *f = &p->failure;
    if (!f->other_log || f->time == WINTIME_NONE) {
        return false;
    }
    const bool is_connect = f->other_log->stage == STAGE_ACTIVATE;
    const bool is_told = (!f->other_log->is_always_told && is_told_by_service(p)) ||
                         (is_connect && is_told_by_client(services, p));
    services->uncompared += !is_told && is_lost(services, p, is_connect) ? 1 : 0;
    return is_told;
}

static bool has_room(const struct services *services, const struct service *s)
{
    return s->recent_count < SERVICE_RECENT ||
           (s->recent_count < SERVICE_MAX_RECENT && services->ring_bytes < SERVICES_MAX_RINGS);
}

/* Turns a part of the ring around. */
static void reverse(struct recent_failure *list, size_t from, size_t end)
{
    for (; from + 1 < end; from++, end--) {
        const struct recent_failure first = list[from];
        list[from] = list[end - 1];
        list[end - 1] = first;
    }
}

/* The oldest first, so that more can follow the latest. */
static void put_in_order(struct service *s)
{
    if (s->recent && s->recent_next > 0) {
        reverse(s->recent, 0, s->recent_next);
        reverse(s->recent, s->recent_next, s->recent_count);
        reverse(s->recent, 0, s->recent_count);
        s->recent_next = 0;
    }
}

/* The place for a new one: of the oldest, when nothing that waits can be compared with it any more;
 * else behind the others while there is room. */
static struct recent_failure *recent_place(struct services *services, struct service *s,
                                           int64_t now)
{
    struct recent_failure *oldest = s->recent_count > 0 ? &s->recent[s->recent_next] : NULL;
    const int64_t reach = (int64_t)FORGET_SECONDS * WINTIME_TICKS_PER_SECOND;
    const bool is_past = oldest && oldest->time < now && wintime_between(oldest->time, now) > reach;
    if (oldest && (is_past || !has_room(services, s))) {
        s->recent_lost = is_past ? s->recent_lost : oldest->time;
        s->recent_next = (s->recent_next + 1) % s->recent_count;
        return oldest;
    }
    put_in_order(s);
    const size_t before = s->recent_cap;
    s->recent = memory_grow(s->recent, s->recent_count, &s->recent_cap, sizeof(*s->recent));
    services->ring_bytes += (s->recent_cap - before) * sizeof(*s->recent);
    return &s->recent[s->recent_count++];
}

/* What tells of a start that failed for the same reason as a time that ran out, and tells more. */
static bool is_failed_start(const struct failure *f)
{
    return f->other_log && (f->other_log->event_id == EVENT_ID_SERVICE_FAILED ||
                            f->other_log->event_id == EVENT_ID_COM_START_FAILED);
}

void companion_note(struct services *services, struct pending *p)
{
    const struct failure *f = &p->failure;
    struct service *s = p->service;
    const bool is_other_log = f->known_by == KNOWN_BY_OTHER_LOG;
    if (f->time == WINTIME_NONE || (is_other_log && !is_failed_start(f))) {
        return;
    }
    *recent_place(services, s, f->time) = (struct recent_failure){.time = f->time,
                                                                  .result = f->result,
                                                                  .name_space = namespace_mark(f),
                                                                  .is_other_log = is_other_log};
    if (f->viewpoint == VIEWPOINT_CLIENT && f->stage == STAGE_ACTIVATE) {
        services->connects[services->connect_count++ % SERVICES_MAX_CONNECTS] =
            connect_of(p, f->operation.target_host);
    }
}
