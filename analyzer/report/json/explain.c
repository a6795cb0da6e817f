/* The objects of `wmilog explain`: explain.schema.json describes them. */
#include "analyzer/report/json/explain.h"

#include "analyzer/report/json/objects.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/owner_codes.h"
#include "rules/knowledge/services.h"

enum { MAX_BELOW = 2048 };

void explain_json_begin(struct explain_json *e, const struct rule_set *rules, bool in_lines,
                        struct output *out)
{
    e->rules = rules;
    e->in_lines = in_lines;
    json_writer_init(&e->w, out);
    if (!in_lines) {
        json_open_document(&e->w);
        json_write_name(&e->w, "schema_version", JSON_SCHEMA_VERSION);
        json_open_list(&e->w, "explanations");
    }
}

void explain_json_end(struct explain_json *e)
{
    if (!e->in_lines) {
        json_close_list(&e->w);
        json_close_object(&e->w);
        json_write_line_end(&e->w);
    }
}

static struct json_writer *begin(struct explain_json *e, const char *type)
{
    json_open_object(&e->w, NULL);
    json_write_name(&e->w, "type", type);
    return &e->w;
}

static void end(struct explain_json *e)
{
    json_close_object(&e->w);
    if (e->in_lines) {
        json_write_line_end(&e->w);
    }
}

static void put_text(struct json_writer *w, const char *key, struct view text)
{
    if (!view_is_empty(text)) {
        json_write_text(w, key, text);
    }
}

static void put_name(struct json_writer *w, const char *key, const struct names *names,
                     unsigned value)
{
    json_write_name(w, key, names_get(names, value));
}

/* What all rows end with. */
static void put_grade(struct json_writer *w, struct view note, enum grade grade, unsigned inferred)
{
    put_text(w, "note", note);
    put_name(w, "grade", &grade_names, grade);
    json_open_list(w, "inferred");
    for (unsigned i = 0; i < ASPECT_COUNT; i++) {
        if (inferred & 1U << i) {
            put_name(w, NULL, &aspect_names, i);
        }
    }
    json_close_list(w);
}

static void put_normal(struct json_writer *w, uint16_t list)
{
    struct normal normal;
    json_open_list(w, "normal");
    for (size_t i = 0; normal_at(list, i, &normal); i++) {
        json_open_object(w, NULL);
        json_write_code(w, "code", normal.code);
        put_name(w, "where", &normal_when_names, normal.when);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_service(struct json_writer *w, struct view name_space, struct view class_name,
                        struct view provider)
{
    struct service_facts service;
    if (service_find(name_space, class_name, provider, &service)) {
        json_open_object(w, "service");
        json_write_text(w, "name", service.name);
        json_write_text(w, "display_name", service.display_name);
        put_name(w, "grade", &grade_names, service.grade);
        json_close_object(w);
    }
}

static void put_owners(struct json_writer *w, uint32_t value)
{
    size_t count;
    const size_t first = owner_code_range(value, &count);
    json_open_list(w, "owners");
    for (size_t i = first; i < first + count; i++) {
        struct owner_code code;
        owner_code_at(i, &code);
        json_open_object(w, NULL);
        json_write_text(w, "owner", code.owner);
        put_text(w, "symbol", code.symbol);
        json_write_text(w, "meaning", code.meaning);
        put_name(w, "grade", &grade_names, code.grade);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_causes(struct explain_json *e, uint32_t value, enum phase phase)
{
    struct json_writer *w = &e->w;
    struct explain_rules found;
    explain_rules_init(&found, e->rules, value, phase);
    for (size_t i = 0; i < found.count; i++) {
        const struct rule *rule = found.items[i].rule;
        json_open_object(w, NULL);
        json_write_name(w, "phase", phase_name(phase));
        json_cause_head_members(w, &(struct cause){.rule = rule, .confidence = rule->confidence});
        json_write_name(w, "verdict", verdict_name(rule->verdict));
        json_write_text(w, "verdict_reason", rule->reason);
        json_write_texts(w, "check", rule->check, rule->check_count);
        json_write_texts(w, "remedy", rule->remedy, rule->remedy_count);
        json_close_object(w);
    }
    explain_rules_release(&found);
}

static void put_symbols(struct json_writer *w, uint32_t value)
{
    size_t code_total, alias_total;
    const struct code *codes = code_find_all(value, &code_total);
    const struct code_alias *aliases = code_aliases(value, &alias_total);
    json_open_list(w, "symbols");
    for (size_t i = 0; i < code_total; i++) {
        json_write_name(w, NULL, codes[i].symbol);
    }
    for (size_t i = 0; i < alias_total; i++) {
        json_write_name(w, NULL, aliases[i].name);
    }
    json_close_list(w);
}

static void tell_code(void *to, uint32_t value)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "code");
    const struct code *code = code_find(value);
    json_write_code(w, "code", value);
    put_symbols(w, value);
    json_write_name(w, "facility", code_facility(value));
    json_write_bool(w, "is_error", code ? code->is_error : code_is_failure(value));
    json_write_name(w, "meaning", code ? code->meaning : NULL);
    json_write_name(w, "family", family_name(family_of_code(value)));
    put_owners(w, value);
    json_open_list(w, "causes");
    for (enum phase phase = 0; phase < PHASE_COUNT; phase++) {
        put_causes(e, value, phase);
    }
    json_close_list(w);
    end(e);
}

static void put_contents(struct json_writer *w, struct view name_space)
{
    json_open_list(w, "providers");
    for (size_t i = 0; i < provider_count(); i++) {
        struct provider_facts row;
        provider_at(i, &row);
        if (explain_serves(&row, name_space)) {
            json_write_text(w, NULL, row.name);
        }
    }
    json_close_list(w);
    json_open_list(w, "classes");
    for (size_t i = 0; i < class_count(); i++) {
        struct class_facts row;
        class_at(i, &row);
        if (view_equal(row.name_space, name_space)) {
            json_write_text(w, NULL, row.name);
        }
    }
    json_close_list(w);
}

static void tell_namespace(void *to, struct view name, const struct namespace_facts *facts)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "namespace");
    json_write_text(w, "name", name);
    json_write_text(w, "row", facts->name);
    json_write_text(w, "owner", facts->owner);
    put_name(w, "kind", &namespace_kind_names, facts->kind);
    put_text(w, "installed_by", facts->installed_by);
    put_text(w, "since", facts->since);
    put_text(w, "until", facts->until);
    put_name(w, "editions", &editions_names, facts->editions);
    put_name(w, "access", &access_names, facts->access);
    put_name(w, "needs_encryption", &encryption_names, facts->encryption);
    put_text(w, "mof", facts->mof);
    put_service(w, name, VIEW_NONE, VIEW_NONE);
    put_contents(w, facts->name);
    put_normal(w, facts->normal);
    put_grade(w, facts->note, facts->grade, facts->inferred);
    end(e);
}

static void put_relatives(struct json_writer *w, struct view name)
{
    json_open_list(w, "superclasses");
    for (struct view up = class_superclass(name); !view_is_empty(up); up = class_superclass(up)) {
        json_write_text(w, NULL, up);
    }
    json_close_list(w);
    struct view below[MAX_BELOW];
    const size_t count = class_below(name, below, MAX_BELOW);
    json_write_texts(w, "below", below, count < MAX_BELOW ? count : MAX_BELOW);
    json_open_list(w, "class_properties");
    struct view property, type;
    for (size_t i = 0; class_property_at(name, i, &property, &type); i++) {
        json_open_object(w, NULL);
        json_write_text(w, "name", property);
        json_write_text(w, "type", type);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_places(struct json_writer *w, const struct class_facts *facts)
{
    struct class_places places = class_places_of(facts->name);
    struct class_facts other;
    json_open_list(w, "other_namespaces");
    while (class_places_next(&places, &other)) {
        if (!view_equal(other.name_space, facts->name_space)) {
            json_write_text(w, NULL, other.name_space);
        }
    }
    json_close_list(w);
}

static void put_seen(struct json_writer *w, unsigned seen)
{
    json_open_list(w, "seen_on");
    for (enum seen i = 0; i < SEEN_COUNT; i++) {
        if (seen & 1U << i) {
            json_write_name(w, NULL, seen_name(i));
        }
    }
    json_close_list(w);
}

static void tell_class(void *to, struct view name, const struct class_facts *facts)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "class");
    json_write_text(w, "name", name);
    json_write_text(w, "row", facts->name);
    json_write_text(w, "namespace", facts->name_space);
    put_places(w, facts);
    put_name(w, "kind", &class_kind_names, facts->kind);
    json_write_text(w, "owner", facts->owner);
    put_text(w, "provider", facts->provider);
    put_text(w, "dll", facts->dll);
    put_text(w, "mof", facts->mof);
    put_text(w, "since_client", facts->since_client);
    put_text(w, "since_server", facts->since_server);
    put_text(w, "until", facts->until);
    put_seen(w, facts->seen);
    json_write_text(w, "rights", facts->rights);
    put_service(w, facts->name_space, name, facts->provider);
    put_relatives(w, facts->name);
    put_normal(w, facts->normal);
    put_grade(w, facts->note, facts->grade, facts->inferred);
    end(e);
}

static void tell_base_class(void *to, struct view name)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "base_class");
    json_write_text(w, "name", name);
    put_relatives(w, name);
    end(e);
}

static void put_pieces(struct json_writer *w, const char *key, struct view list)
{
    struct view piece;
    json_open_list(w, key);
    while (view_cut(list, VIEW(","), &piece, &list)) {
        json_write_text(w, NULL, piece);
    }
    json_write_text(w, NULL, list);
    json_close_list(w);
}

static void tell_provider(void *to, const struct provider_facts *facts)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "provider");
    json_write_text(w, "name", facts->name);
    put_text(w, "clsid", facts->clsid);
    put_text(w, "path", facts->path);
    json_write_text(w, "hosting", facts->hosting);
    put_pieces(w, "namespaces", facts->namespaces);
    json_write_text(w, "owner", facts->owner);
    put_service(w, VIEW_NONE, VIEW_NONE, facts->name);
    put_grade(w, facts->note, facts->grade, facts->inferred);
    end(e);
}

static void tell_event(void *to, uint16_t event_id, const struct known_event *event)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "event");
    json_write_number(w, "event_id", event_id);
    json_write_text(w, "provider", event->provider);
    json_write_text(w, "log", event->log);
    json_write_text(w, "tells", event->tells);
    json_write_text(w, "look_at", event->look_at);
    end(e);
}

static void tell_part(void *to, const struct part_facts *part)
{
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "part");
    json_write_text(w, "name", part->name);
    put_name(w, "kind", &part_kind_names, part->kind);
    put_text(w, "clsid", part->clsid);
    json_write_text(w, "tells", part->tells);
    json_write_text(w, "look_at", part->look_at);
    end(e);
}

static void tell_service(void *to, const struct service_facts *service)
{
    static const char *const kinds[] = {"class", "provider", "namespace"};
    struct explain_json *e = to;
    struct json_writer *w = begin(e, "service");
    json_write_text(w, "name", service->name);
    json_write_text(w, "display_name", service->display_name);
    json_open_list(w, "behind");
    for (size_t i = 0; i < service_count(); i++) {
        struct service_facts row;
        service_at(i, &row);
        if (view_equal(row.name, service->name)) {
            json_open_object(w, NULL);
            json_write_name(w, "type", kinds[row.of]);
            json_write_text(w, "row", row.pattern);
            put_name(w, "grade", &grade_names, row.grade);
            json_close_object(w);
        }
    }
    json_close_list(w);
    end(e);
}

const struct explain_form explain_json_form = {
    .code = tell_code,
    .name_space = tell_namespace,
    .class = tell_class,
    .base_class = tell_base_class,
    .provider = tell_provider,
    .event = tell_event,
    .part = tell_part,
    .service = tell_service,
};
