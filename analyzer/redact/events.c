/* What the fields of events hold: those of WMI-Activity by their names, the data of other
 * providers' events by theirs, or by their places where they have none. */
#include "analyzer/redact/events.h"

#include "analyzer/redact/address.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/guid.h"
#include "parsers/base/hash/mix.h"
#include "parsers/event/templates.h"
#include "rules/knowledge/codes.h"
#include "rules/texts/wql.h"

/* How the fields are rewritten that are more than any text. */
static const struct {
    enum event_field field;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
} fields[] = {
    {EVENT_FIELD_CORRELATION_ID, rewrite_guid},
    {EVENT_FIELD_OPERATION, rewrite_operation},
    {EVENT_FIELD_CLIENT_MACHINE, rewrite_host},
    {EVENT_FIELD_CLIENT_MACHINE_FQDN, rewrite_host},
    {EVENT_FIELD_USER, rewrite_account},
    {EVENT_FIELD_NAMESPACE, rewrite_namespace},
    {EVENT_FIELD_PROVIDER_NAME, rewrite_origin},
    {EVENT_FIELD_PROVIDER_GUID, rewrite_guid},
    {EVENT_FIELD_CLASS_NAME, rewrite_identifier},
    {EVENT_FIELD_METHOD_NAME, rewrite_identifier},
    {EVENT_FIELD_IMPLEMENTATION_CLASS, rewrite_identifier},
    {EVENT_FIELD_QUERY, rewrite_query},
    {EVENT_FIELD_CONSUMER_TYPE, rewrite_identifier},
    {EVENT_FIELD_COMPONENT, rewrite_identifier},
    {EVENT_FIELD_TARGET_NAME, rewrite_query},
    {EVENT_FIELD_FILTER, rewrite_mof},
    {EVENT_FIELD_CONSUMER, rewrite_mof},
    {EVENT_FIELD_POSSIBLE_CAUSE, rewrite_mof},
};

#define GLOB(text)             \
    {                          \
        text, sizeof(text) - 1 \
    }

/* What a datum of another provider holds, by globs over its name. */
static const struct {
    struct view glob;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
} data_names[] = {
    {GLOB("Cert*"), rewrite_unknown},
    {GLOB("*Sid"), rewrite_text},
    {GLOB("*Guid"), rewrite_guid},
    {GLOB("*DomainName"), rewrite_domain},
    {GLOB("Domain*"), rewrite_domain},
    {GLOB("*Realm"), rewrite_domain},
    {GLOB("LogonProcessName"), rewrite_text},
    {GLOB("*PackageName"), rewrite_text},
    {GLOB("ProcessName"), rewrite_text},
    {GLOB("*UserName"), rewrite_account},
    {GLOB("*AccountName"), rewrite_account},
    {GLOB("User"), rewrite_account},
    {GLOB("ParentUser"), rewrite_account},
    {GLOB("*Workstation*"), rewrite_host},
    {GLOB("*ComputerName*"), rewrite_host},
    {GLOB("ClientMachine*"), rewrite_host},
    {GLOB("MachineName"), rewrite_host},
    {GLOB("*HostName"), rewrite_host},
    {GLOB("NetworkAddress"), rewrite_host},
    {GLOB("*ServerName"), rewrite_host},
    {GLOB("*IpAddress"), rewrite_host},
    {GLOB("*ClientAddress"), rewrite_host},
    {GLOB("ClientIPAddress"), rewrite_host},
    {GLOB("TargetServerName"), rewrite_host},
    {GLOB("TargetInfo"), rewrite_principal},
    {GLOB("ServiceName"), rewrite_principal},
    {GLOB("*TargetName"), rewrite_principal},
    {GLOB("Server"), rewrite_account},
    {GLOB("Query"), rewrite_query},
    {GLOB("*Namespace*"), rewrite_namespace},
};

/* And by its place, counted from 1, where names say nothing (source: the messages of these
 * events). */
static const struct {
    const char *provider;
    uint16_t first, last;
    uint8_t place;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
} data_places[] = {
    {"*DCOM", 10006, 10006, 2, rewrite_host},    {"*DCOM", 10009, 10009, 1, rewrite_host},
    {"*DCOM", 10028, 10028, 1, rewrite_host},    {"*DCOM", 10036, 10036, 1, rewrite_domain},
    {"*DCOM", 10036, 10036, 2, rewrite_account}, {"*DCOM", 10036, 10036, 4, rewrite_host},
    {"*DCOM", 10037, 10038, 4, rewrite_host},    {"*DCOM", 10002, 10003, 3, rewrite_account},
    {"*DCOM", 10004, 10004, 2, rewrite_domain},  {"*DCOM", 10004, 10004, 3, rewrite_account},
    {"*DCOM", 10015, 10027, 6, rewrite_domain},  {"*DCOM", 10015, 10027, 7, rewrite_account},
    {"*DCOM", 10015, 10027, 9, rewrite_host},    {"User32", 1074, 1074, 2, rewrite_host},
    {"User32", 1074, 1074, 7, rewrite_account},  {"*Kerberos", 4, 4, 1, rewrite_account},
    {"*Kerberos", 4, 4, 2, rewrite_principal},   {"*Kerberos", 4, 4, 3, rewrite_principal},
    {"*Kerberos", 4, 4, 4, rewrite_domain},      {"EventLog", 6011, 6011, 1, rewrite_host},
    {"EventLog", 6011, 6011, 2, rewrite_host},
};

void rewriter_start(struct rewriter *w, const struct name_table *names,
                    struct name_table *collected)
{
    rewriter_init(w, names, collected);
    w->any = rewrite_text;
}

/* Collecting the names of a text once is enough. */
static bool is_seen(struct rewriter *w, struct view text,
                    void (*put)(struct rewriter *, struct view, struct buffer *))
{
    if (!w->collected || !w->seen) {
        return false;
    }
    buffer_clear(&w->out);
    buffer_add(&w->out, VIEW_BYTES(put));
    buffer_add(&w->out, text);
    return !hash_set_add(w->seen, buffer_view(&w->out));
}

static struct rewriter_memo *memo_of(struct rewriter *w, struct view text)
{
    return &w->memo[mix_place(mix_ends(0, text), REWRITER_MEMO)];
}

struct view rewrite_copy(struct rewriter *w, struct view text,
                         void (*put)(struct rewriter *, struct view, struct buffer *),
                         struct arena *arena)
{
    if (text.len == 0) {
        return text;
    }
    struct rewriter_memo *memo = w->memo ? memo_of(w, text) : NULL;
    if (is_seen(w, text, put)) {
        return text;
    }
    if (memo && memo->put == put && view_equal(memo->from, text)) {
        return memo->to;
    }
    buffer_clear(&w->out);
    put(w, text, &w->out);
    const struct view to = w->collected || view_equal(text, buffer_view(&w->out))
                               ? text
                               : arena_copy(arena, buffer_view(&w->out));
    if (memo) {
        *memo = (struct rewriter_memo){text, to, put};
    }
    return to;
}

/* A way to rewrite a text: one of the functions of rewriter.h. */
struct way {
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
};

static struct way way_of_field(enum event_field field)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].field == field) {
            return (struct way){fields[i].put};
        }
    }
    return (struct way){rewrite_text};
}

/* A result code by its name, which is Windows' and nobody's. */
static bool is_code_name(const struct template_field *field, struct view text)
{
    uint32_t readings[CODE_MAX_READINGS];
    return field->type == TEMPLATE_HEX32 && view_is_symbol(view_trim(text)) &&
           code_read(text, readings) > 0;
}

static void rewrite_fields(struct rewriter *w, struct event *e, struct arena *arena)
{
    for (size_t i = 0; i < e->layout->field_count && i < EVENT_MAX_VALUES; i++) {
        struct event_value *value = &e->values[i];
        const struct template_field *field = &e->layout->fields[i];
        if (value->is_number || value->text.len == 0 || is_code_name(field, value->text)) {
            continue;
        }
        value->text = rewrite_copy(
            w, value->text,
            field->type == TEMPLATE_TEXT ? way_of_field(field->field).put : rewrite_unknown, arena);
    }
}

/* Reports of crashes name devices in the same form, and themselves by GUIDs of which a part may be
 * the network address of the computer (RFC 4122, version 1). */
static bool is_of_crash(struct view provider)
{
    return view_equal_nocase(provider, VIEW("Windows Error Reporting")) ||
           view_equal_nocase(provider, VIEW("Application Error"));
}

static bool looks_made_guid(struct view text)
{
    enum { VERSION_AT = 14, LEN = 36 };
    struct guid guid;
    return text.len == LEN && text.data[VERSION_AT] == '1' && guid_parse(text, &guid);
}

/* DOMAIN\USER without more of a path. */
static bool looks_account(struct view text)
{
    struct view domain, user;
    if (!view_cut(text, VIEW("\\"), &domain, &user) || domain.len == 0 || user.len == 0) {
        return false;
    }
    return view_find(user, VIEW("\\"), 0) == SIZE_MAX &&
           view_find(text, VIEW("/"), 0) == SIZE_MAX && view_find(text, VIEW(":"), 0) == SIZE_MAX &&
           view_find(text, VIEW("%"), 0) == SIZE_MAX && view_find(user, VIEW("."), 0) != 0 &&
           !view_equal_nocase(domain, VIEW("root")) && text.len <= 2 * 64;
}

static bool looks_namespace(struct view text)
{
    while (text.len > 0 && (text.data[0] == '/' || text.data[0] == '\\' || text.data[0] == '.')) {
        text = view_from(text, 1);
    }
    return view_starts_nocase(text, VIEW("root\\")) || view_starts_nocase(text, VIEW("root/"));
}

static bool is_place(struct view name, size_t index, size_t place)
{
    uint64_t number;
    if (name.len == 0) {
        return index + 1 == place;
    }
    return view_starts_nocase(name, VIEW("param")) && view_number(view_from(name, 5), &number) &&
           number == place;
}

static struct way way_of_datum(const struct event *e, size_t index)
{
    const struct event_datum *datum = &e->data[index];
    for (size_t i = 0; i < COUNT_OF(data_names) && datum->name.len > 0; i++) {
        if (view_glob_nocase(datum->name, data_names[i].glob)) {
            return (struct way){data_names[i].put};
        }
    }
    for (size_t i = 0; i < COUNT_OF(data_places); i++) {
        if (e->id >= data_places[i].first && e->id <= data_places[i].last &&
            is_place(datum->name, index, data_places[i].place) &&
            (view_glob_nocase(e->provider, view_of(data_places[i].provider)) ||
             (data_places[i].provider[1] == 'D' &&
              view_ends_nocase(e->provider, VIEW("DistributedCOM"))))) {
            return (struct way){data_places[i].put};
        }
    }
    if (is_of_crash(e->provider)) {
        return (struct way){looks_made_guid(datum->value) ? rewrite_note : rewrite_text};
    }
    if (wql_looks_like(datum->value)) {
        return (struct way){rewrite_query};
    }
    if (looks_namespace(datum->value)) {
        return (struct way){rewrite_namespace};
    }
    return (struct way){looks_account(datum->value) ? rewrite_account : rewrite_text};
}

static void rewrite_data(struct rewriter *w, struct event *e, struct arena *arena)
{
    const bool is_known = template_is_companion(e->provider, e->id);
    struct event_datum *data = arena_alloc(arena, e->data_count * sizeof(*data));
    for (size_t i = 0; i < e->data_count; i++) {
        data[i].name = rewrite_copy(w, e->data[i].name, rewrite_text, arena);
        data[i].value = rewrite_copy(w, e->data[i].value,
                                     is_known ? way_of_datum(e, i).put : rewrite_unknown, arena);
    }
    e->data = data;
}

void rewrite_event(struct rewriter *w, struct event *e, struct arena *arena)
{
    e->computer = rewrite_copy(w, e->computer, rewrite_host, arena);
    e->user_sid = rewrite_copy(w, e->user_sid, rewrite_account, arena);
    e->activity_id = rewrite_copy(w, e->activity_id, rewrite_guid, arena);
    e->related_activity_id = rewrite_copy(w, e->related_activity_id, rewrite_guid, arena);
    e->provider = rewrite_copy(w, e->provider, rewrite_origin, arena);
    e->channel = rewrite_copy(w, e->channel, rewrite_origin, arena);
    if (e->data_count > 0) {
        rewrite_data(w, e, arena);
    }
    if (e->layout) {
        rewrite_fields(w, e, arena);
    }
}
