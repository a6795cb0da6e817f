/* What the tables say about a namespace, a class, a provider or an event. */
#include <inttypes.h>

#include "analyzer/report/text/explain.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/services.h"

enum {
    MAX_LISTED = 8, /* names in a list, unless all are wanted */
    MAX_BELOW = 2048,
};

/* A list of names in the line: "12 known", and the first or all of them. */
struct name_list {
    struct explanation *e;
    size_t count;
};

static void list_add(struct name_list *list, struct view name)
{
    const bool is_shown = list->e->shows_all || list->count < MAX_LISTED;
    if (is_shown) {
        buffer_add_text(&list->e->line, list->count == 0 ? "" : ", ");
        buffer_add(&list->e->line, name);
    }
    list->count++;
}

/* Marks the name that was added last. */
static void list_mark(const struct name_list *list, bool is_inferred)
{
    if (is_inferred && (list->e->shows_all || list->count <= MAX_LISTED)) {
        buffer_add_text(&list->e->line, " (inferred)");
    }
}

static void list_flush(struct name_list *list, const char *label)
{
    if (!list->e->shows_all && list->count > MAX_LISTED) {
        buffer_format(&list->e->line, " and %zu more (--all)", list->count - MAX_LISTED);
    }
    explain_flush(list->e, label);
}

/* A row, marked where its column is inferred. */
static void write_row(struct explanation *e, const char *label, struct view text, unsigned inferred,
                      enum aspect aspect)
{
    if (view_is_empty(text)) {
        return;
    }
    buffer_add(&e->line, text);
    if (inferred & 1U << aspect) {
        buffer_add_text(&e->line, " (inferred)");
    }
    explain_flush(e, label);
}

static void write_owner(struct explanation *e, struct view owner)
{
    explain_row(e, "owner", view_equal(owner, VIEW("windows")) ? VIEW("Windows itself") : owner);
}

static void write_note(struct explanation *e, struct view note, unsigned inferred)
{
    write_row(e, "note", note, inferred, ASPECT_NOTE);
}

static void write_grade(struct explanation *e, enum grade grade)
{
    static const char *const phrases[GRADE_COUNT] = {
        [GRADE_DOCUMENTED] = "from documentation",
        [GRADE_MEASURED] = "from dumps of real machines",
        [GRADE_FIELD] = "from reports of the field",
        [GRADE_INFERRED] = "from general knowledge alone: check before relying on it",
    };
    explain_row(e, "known", view_of(phrases[grade]));
}

/* The service behind it; returns whether there is one. */
static bool write_service(struct explanation *e, struct view name_space, struct view class_name,
                          struct view provider)
{
    struct service_facts service;
    if (!service_find(name_space, class_name, provider, &service)) {
        return false;
    }
    buffer_format(&e->line, "%.*s (%.*s)%s", VIEW_ARG(service.name), VIEW_ARG(service.display_name),
                  service.grade == GRADE_INFERRED ? " (inferred)" : "");
    explain_flush(e, "service");
    return true;
}

static void write_service_codes(struct explanation *e)
{
    buffer_add_text(&e->line, "0x800706BA, 0x800706BE, 0x80070422, 0x80041001 or 0x80041013: look "
                              "at the service; System 7031, 7034, 7036 and 7040 name it");
    explain_flush(e, "means");
}

static void write_normal(struct explanation *e, uint16_t list)
{
    struct normal normal;
    for (size_t i = 0; normal_at(list, i, &normal); i++) {
        const struct code *code = code_find(normal.code);
        buffer_format(&e->line, "0x%08" PRIX32 "%s%s is normal %s", normal.code, code ? " " : "",
                      code ? code->symbol : "", normal_when_phrase(normal.when));
        explain_flush(e, "normal");
    }
}

static void write_editions(struct explanation *e, const struct namespace_facts *facts)
{
    static const char *const phrases[EDITIONS_COUNT] = {
        [EDITIONS_UNKNOWN] = NULL,
        [EDITIONS_BOTH] = "clients and servers",
        [EDITIONS_CLIENT] = "clients alone",
        [EDITIONS_SERVER] = "servers alone",
    };
    write_row(e, "editions", view_of(phrases[facts->editions]), facts->inferred, ASPECT_EDITIONS);
}

static void write_access(struct explanation *e, const struct namespace_facts *facts)
{
    static const char *const accesses[ACCESS_COUNT] = {
        [ACCESS_UNKNOWN] = NULL,
        [ACCESS_EVERYONE_READ] = "at first users read on the machine itself, and "
                                 "administrators do everything, from other machines too",
        [ACCESS_ADMINISTRATORS] = "at first administrators and service accounts alone",
        [ACCESS_OTHER] = "of its own: see the note",
    };
    static const char *const encryptions[ENCRYPTION_COUNT] = {
        [ENCRYPTION_UNKNOWN] = "not known to be demanded",
        [ENCRYPTION_NO] = "not demanded",
        [ENCRYPTION_YES] = "packet privacy is demanded",
    };
    write_row(e, "access", view_of(accesses[facts->access]), facts->inferred, ASPECT_ACCESS);
    explain_row(e, "encryption", view_of(encryptions[facts->encryption]));
}

static void write_classes_of(struct explanation *e, const struct namespace_facts *facts)
{
    struct name_list list = {e, 0};
    for (size_t i = 0; i < class_count(); i++) {
        struct class_facts row;
        class_at(i, &row);
        if (view_equal(row.name_space, facts->name)) {
            list_add(&list, row.name);
        }
    }
    list_flush(&list, "classes");
}

static void write_providers_of(struct explanation *e, struct view name_space)
{
    struct name_list list = {e, 0};
    for (size_t i = 0; i < provider_count(); i++) {
        struct provider_facts row;
        provider_at(i, &row);
        if (explain_serves(&row, name_space)) {
            list_add(&list, row.name);
        }
    }
    list_flush(&list, "providers");
}

/* What failures in the namespace usually mean. */
static void write_namespace_meanings(struct explanation *e, const struct namespace_facts *facts)
{
    enum normal_when when;
    const bool is_windows = view_equal(facts->owner, VIEW("windows"));
    if (!is_windows && !normal_find(facts->normal, 0x8004100E, &when)) {
        buffer_format(&e->line, "0x8004100E: %.*s is not installed, or its namespace is lost",
                      VIEW_ARG(facts->owner));
        explain_flush(e, "means");
    }
    if (!view_is_empty(facts->mof)) {
        buffer_format(&e->line,
                      "0x80041010 for a class that stands here: its definition is lost; it came "
                      "from %.*s",
                      VIEW_ARG(facts->mof));
        explain_flush(e, "means");
    }
    if (facts->encryption == ENCRYPTION_YES) {
        buffer_add_text(&e->line, "0x80041003 or 0x80070005: the client has to connect with packet "
                                  "privacy; Application 5605 tells who did not");
        explain_flush(e, "means");
    }
    if (facts->access == ACCESS_ADMINISTRATORS) {
        buffer_add_text(&e->line, "0x80041003: the caller is no administrator or not elevated");
        explain_flush(e, "means");
    } else if (facts->access == ACCESS_EVERYONE_READ) {
        buffer_add_text(&e->line, "0x80041003 from another machine: users have no Remote Enable "
                                  "unless it was given to them");
        explain_flush(e, "means");
    }
}

void explain_namespace(struct explanation *e, struct view name, const struct namespace_facts *facts)
{
    explain_title(e, name, "namespace");
    if (!view_equal(name, facts->name)) {
        explain_row(e, "as", facts->name);
    }
    write_owner(e, facts->owner);
    write_row(e, "installed", facts->installed_by, facts->inferred, ASPECT_INSTALLED_BY);
    write_row(e, "since", facts->since, facts->inferred, ASPECT_SINCE);
    write_row(e, "until", facts->until, facts->inferred, ASPECT_UNTIL);
    write_editions(e, facts);
    write_access(e, facts);
    write_row(e, "MOF", facts->mof, facts->inferred, ASPECT_MOF);
    const bool has_service = write_service(e, name, VIEW_NONE, VIEW_NONE);
    write_providers_of(e, facts->name);
    write_classes_of(e, facts);
    write_normal(e, facts->normal);
    write_namespace_meanings(e, facts);
    if (has_service) {
        write_service_codes(e);
    }
    write_note(e, facts->note, facts->inferred);
    write_grade(e, facts->grade);
}

static void write_since(struct explanation *e, const struct class_facts *facts)
{
    const struct {
        const char *label;
        struct view since;
    } sides[] = {{"client", facts->since_client}, {"server", facts->since_server}};
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        if (view_equal(sides[i].since, VIEW("none"))) {
            explain_row(e, sides[i].label, VIEW("not supported there"));
        } else if (!view_is_empty(sides[i].since)) {
            buffer_add_text(&e->line, "since ");
            write_row(e, sides[i].label, sides[i].since, facts->inferred, ASPECT_SINCE);
        }
    }
    write_row(e, "until", facts->until, facts->inferred, ASPECT_UNTIL);
}

static void write_seen(struct explanation *e, unsigned seen)
{
    struct name_list list = {e, 0};
    for (enum seen i = 0; i < SEEN_COUNT; i++) {
        if (seen & 1U << i) {
            list_add(&list, view_of(seen_name(i)));
        }
    }
    list_flush(&list, "seen on");
}

static void write_rights(struct explanation *e, const struct class_facts *facts)
{
    if (view_equal(facts->rights, VIEW("admin"))) {
        write_row(e, "rights", VIEW("administrators"), facts->inferred, ASPECT_RIGHTS);
    } else if (!view_equal(facts->rights, VIEW("unknown"))) {
        write_row(e, "rights", facts->rights, facts->inferred, ASPECT_RIGHTS);
    }
}

static void write_places(struct explanation *e, const struct class_facts *facts)
{
    struct name_list list = {e, 0};
    struct class_places places = class_places_of(facts->name);
    struct class_facts other;
    while (class_places_next(&places, &other)) {
        if (!view_equal(other.name_space, facts->name_space)) {
            list_add(&list, view_equal(other.name_space, VIEW("*")) ? VIEW("every namespace")
                                                                    : other.name_space);
        }
    }
    /* Of a pattern it is other classes that stand there. */
    const bool is_pattern = view_find(facts->name, VIEW("*"), 0) != SIZE_MAX;
    list_flush(&list, is_pattern ? "others in" : "also in");
}

static void write_family(struct explanation *e, struct view name)
{
    struct name_list above = {e, 0};
    for (struct view up = class_superclass(name); !view_is_empty(up); up = class_superclass(up)) {
        list_add(&above, up);
    }
    list_flush(&above, "derives");
    struct view names[MAX_BELOW];
    struct name_list below = {e, 0};
    size_t count = class_below(name, names, MAX_BELOW);
    for (size_t i = 0; i < count && i < MAX_BELOW; i++) {
        list_add(&below, names[i]);
    }
    list_flush(&below, "below it");
    if (count > 0) {
        explain_row(e, "means",
                    VIEW("a query of it asks the providers of all below it: the "
                         "failure of any one can be the query's"));
    }
}

static void write_properties(struct explanation *e, struct view name)
{
    struct name_list list = {e, 0};
    struct view property, type;
    for (size_t i = 0; class_property_at(name, i, &property, &type); i++) {
        list_add(&list, property);
    }
    list_flush(&list, "properties");
}

static void write_class_meanings(struct explanation *e, const struct class_facts *facts)
{
    static const struct view client = {"client: ", 8};
    enum normal_when when;
    const bool has_ended = !view_is_empty(facts->until);
    if (has_ended) {
        const bool is_client = view_starts(facts->until, client);
        const struct view until = view_from(facts->until, is_client ? client.len : 0);
        buffer_format(&e->line, "0x80041010 on a %s later than %.*s: it is gone there",
                      is_client ? "client" : "version", VIEW_ARG(until));
        explain_flush(e, "means");
    } else if (!normal_find(facts->normal, 0x80041010, &when) && !view_is_empty(facts->mof)) {
        buffer_format(&e->line, "0x80041010 in %.*s: its definition is lost; mofcomp %.*s",
                      VIEW_ARG(facts->name_space), VIEW_ARG(facts->mof));
        explain_flush(e, "means");
    }
    if (view_equal(facts->rights, VIEW("LocalSystem"))) {
        explain_row(e, "means",
                    VIEW("0x80041003: LocalSystem alone is answered, an elevated "
                         "administrator is not"));
    } else if (view_equal(facts->rights, VIEW("admin"))) {
        explain_row(e, "means",
                    VIEW("0x80041003 or 0x80070005: the caller is no administrator or "
                         "not elevated"));
    } else if (view_starts(facts->rights, VIEW("Se"))) {
        buffer_format(&e->line, "0x80041062 or 0x80041003: the privilege %.*s is not enabled",
                      VIEW_ARG(facts->rights));
        explain_flush(e, "means");
    }
}

void explain_class(struct explanation *e, struct view name, const struct class_facts *facts)
{
    static const char *const kinds[CLASS_KIND_COUNT] = {"class", "association class", "event class",
                                                        "performance class", "class of methods"};
    const bool is_itself = view_equal_nocase(name, facts->name);
    explain_title(e, is_itself ? facts->name : name, kinds[facts->kind]);
    if (!is_itself) {
        explain_row(e, "as", facts->name);
    }
    explain_row(e, "stands in",
                view_equal(facts->name_space, VIEW("*")) ? VIEW("every namespace")
                                                         : facts->name_space);
    write_places(e, facts);
    write_owner(e, facts->owner);
    write_row(e, "provider", facts->provider, facts->inferred, ASPECT_PROVIDER);
    write_row(e, "DLL", facts->dll, facts->inferred, ASPECT_DLL);
    write_row(e, "MOF", facts->mof, facts->inferred, ASPECT_MOF);
    write_since(e, facts);
    write_seen(e, facts->seen);
    struct namespace_facts place;
    if (namespace_find(facts->name_space, &place)) {
        write_editions(e, &place);
        write_access(e, &place);
    }
    write_rights(e, facts);
    const bool has_service = write_service(e, facts->name_space, name, facts->provider);
    write_family(e, facts->name);
    write_properties(e, facts->name);
    write_normal(e, facts->normal);
    write_class_meanings(e, facts);
    if (has_service) {
        write_service_codes(e);
    }
    write_note(e, facts->note, facts->inferred);
    write_grade(e, facts->grade);
}

void explain_base_class(struct explanation *e, struct view name)
{
    explain_title(e, name, "base class");
    write_family(e, name);
}

void explain_provider(struct explanation *e, const struct provider_facts *facts)
{
    explain_title(e, facts->name, "provider");
    explain_row(e, "CLSID", facts->clsid);
    write_row(e, "program", facts->path, facts->inferred, ASPECT_PATH);
    if (view_equal(facts->hosting, VIEW("default"))) {
        explain_row(e, "host", VIEW("none registered: the default one"));
    } else if (!view_equal(facts->hosting, VIEW("unknown"))) {
        write_row(e, "host", facts->hosting, facts->inferred, ASPECT_HOSTING);
    }
    for (size_t i = 0; i < facts->namespaces.len; i++) {
        buffer_add_char(&e->line, facts->namespaces.data[i]);
        buffer_add_text(&e->line, facts->namespaces.data[i] == ',' ? " " : "");
    }
    explain_flush(e, "serves");
    write_owner(e, facts->owner);
    const bool has_service = write_service(e, VIEW_NONE, VIEW_NONE, facts->name);
    if (!view_is_empty(facts->path)) {
        buffer_format(&e->line,
                      "0x80041013: it could not be loaded; look at %.*s, at its CLSID, "
                      "and at what it loads",
                      VIEW_ARG(facts->path));
        explain_flush(e, "means");
    }
    if (has_service) {
        write_service_codes(e);
    }
    write_note(e, facts->note, facts->inferred);
    write_grade(e, facts->grade);
}

void explain_event(struct explanation *e, uint16_t event_id, const struct known_event *event)
{
    char name[TEXT_NUMBER_SIZE];
    explain_title(e, text_decimal(name, event_id), "event");
    explain_row(e, "provider", event->provider);
    explain_row(e, "log", event->log);
    explain_row(e, "tells", event->tells);
    explain_row(e, "look at", event->look_at);
}

void explain_part(struct explanation *e, const struct part_facts *part)
{
    explain_title(e, part->name, names_get(&part_kind_names, part->kind));
    explain_row(e, "CLSID", part->clsid);
    explain_row(e, "tells", part->tells);
    explain_row(e, "look at", part->look_at);
}

/* What the table places before the service, of one kind. */
static void write_served(struct explanation *e, struct view name, enum service_of of,
                         const char *label)
{
    struct name_list list = {e, 0};
    for (size_t i = 0; i < service_count(); i++) {
        struct service_facts row;
        service_at(i, &row);
        if (row.of == of && view_equal(row.name, name)) {
            list_add(&list, row.pattern);
            list_mark(&list, row.grade == GRADE_INFERRED);
        }
    }
    list_flush(&list, label);
}

void explain_service(struct explanation *e, const struct service_facts *service)
{
    explain_title(e, service->name, "service");
    explain_row(e, "shown as", service->display_name);
    write_served(e, service->name, SERVICE_OF_CLASS, "classes");
    write_served(e, service->name, SERVICE_OF_PROVIDER, "providers");
    write_served(e, service->name, SERVICE_OF_NAMESPACE, "namespaces");
    buffer_format(&e->line, "'sc.exe query %.*s': does it run?", VIEW_ARG(service->name));
    explain_flush(e, "look at");
    write_service_codes(e);
}
