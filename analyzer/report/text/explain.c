/* What the tables and rules say about one code; all explanations as one form. */
#include "analyzer/report/text/explain.h"

#include <inttypes.h>

#include "analyzer/report/text/words.h"
#include "parsers/base/text.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/owner_codes.h"

#define FACILITY_WIN32 7u

static void write_names(struct explanation *e, uint32_t value)
{
    size_t code_total, alias_total;
    const struct code *codes = code_find_all(value, &code_total);
    const struct code_alias *aliases = code_aliases(value, &alias_total);
    const char *separator = "";
    for (size_t i = 1; i < code_total; i++) {
        buffer_format(&e->line, "%s%s", separator, codes[i].symbol);
        separator = ", ";
    }
    for (size_t i = 0; i < alias_total; i++) {
        buffer_format(&e->line, "%s%s in %s", separator, aliases[i].name, aliases[i].api);
        separator = ", ";
    }
    explain_flush(e, "also");
}

static void write_spellings(struct explanation *e, uint32_t value)
{
    buffer_format(&e->line, "%" PRIu32 ", ", value);
    if (value > INT32_MAX) {
        buffer_format(&e->line, "%" PRId32 " (signed), ", (int32_t)value);
    }
    buffer_format(&e->line, "%08" PRIx32, value);
    explain_flush(e, "spelled");
}

static void write_known(struct explanation *e, const struct code *code)
{
    buffer_add_text(&e->line, code->meaning);
    explain_flush(e, "meaning");
    buffer_format(&e->line, "%s, %s", code->facility, code->is_error ? "an error" : "not an error");
    explain_flush(e, "facility");
    if (code->is_error) {
        buffer_add_text(&e->line, family_name(family_of_code(code->value)));
        explain_flush(e, "family");
    }
    buffer_add_text(&e->line, code->source);
    explain_flush(e, "source");
}

static void write_other_meanings(struct explanation *e, uint32_t value)
{
    size_t count;
    const struct code *codes = code_find_all(value, &count);
    for (size_t i = 1; i < count; i++) {
        if (view_equal(view_of(codes[i].meaning), view_of(codes[0].meaning))) {
            continue;
        }
        buffer_format(&e->line, "as %s: %s", codes[i].symbol, codes[i].meaning);
        explain_flush(e, "or");
    }
}

/* Where published tables contradict each other. */
static void write_notes(struct explanation *e, uint32_t value)
{
    size_t count;
    const struct code_alias *aliases = code_aliases(value, &count);
    for (size_t i = 0; i < count; i++) {
        if (aliases[i].note[0] == '\0') {
            continue;
        }
        buffer_format(&e->line, "%s: %s", aliases[i].name, aliases[i].note);
        explain_flush(e, "note");
    }
}

static void write_unknown(struct explanation *e, uint32_t value)
{
    unsigned facility = (value >> 16) & 0x7ffu;
    buffer_add_text(&e->line, "not in the table of codes");
    explain_flush(e, "meaning");
    buffer_format(&e->line, "%s (%u), code %u, %s", code_facility(value), facility, value & 0xffffu,
                  code_is_failure(value) ? "failure bit set" : "failure bit not set");
    explain_flush(e, "facility");
    if (!code_is_failure(value) || facility != FACILITY_WIN32) {
        return;
    }
    uint32_t error = value & 0xffffu;
    const struct code *raw = code_find(error);
    buffer_format(&e->line, "error %" PRIu32, error);
    if (raw) {
        buffer_format(&e->line, ", %s: %s", raw->symbol, raw->meaning);
    } else {
        buffer_format(&e->line, "; 'net helpmsg %" PRIu32 "' on a Windows machine tells its text",
                      error);
    }
    explain_flush(e, "Win32");
}

/* What the number means where it comes from somebody else. */
static void write_owners(struct explanation *e, uint32_t value)
{
    size_t count;
    const size_t first = owner_code_range(value, &count);
    for (size_t i = first; i < first + count; i++) {
        struct owner_code code;
        owner_code_at(i, &code);
        buffer_format(&e->line, "%.*s: ", VIEW_ARG(code.owner));
        if (!view_is_empty(code.symbol)) {
            buffer_format(&e->line, "%.*s: ", VIEW_ARG(code.symbol));
        }
        buffer_add(&e->line, code.meaning);
        if (code.grade == GRADE_INFERRED) {
            buffer_add_text(&e->line, " (inferred)");
        }
        explain_flush(e, "from");
    }
}

void explain_code(struct explanation *e, uint32_t value)
{
    char text[TEXT_CODE_SIZE];
    const struct code *code = code_find(value);
    size_t owners;
    owner_code_range(value, &owners);
    const char *unknown = owners > 0 ? "code of an owner" : "unknown code";
    explain_title(e, text_code(text, value), code ? code->symbol : unknown);
    write_names(e, value);
    write_spellings(e, value);
    if (code) {
        write_known(e, code);
    } else if (owners == 0) {
        write_unknown(e, value);
    }
    write_other_meanings(e, value);
    write_notes(e, value);
    write_owners(e, value);
    if (code_is_failure(value) || (code && code->is_error)) {
        for (enum phase phase = 0; phase < PHASE_COUNT; phase++) {
            explain_causes(e, value, phase);
        }
    }
}

static void tell_code(void *to, uint32_t value)
{
    explain_code(to, value);
}

static void tell_namespace(void *to, struct view name, const struct namespace_facts *facts)
{
    explain_namespace(to, name, facts);
}

static void tell_class(void *to, struct view name, const struct class_facts *facts)
{
    explain_class(to, name, facts);
}

static void tell_base_class(void *to, struct view name)
{
    explain_base_class(to, name);
}

static void tell_provider(void *to, const struct provider_facts *facts)
{
    explain_provider(to, facts);
}

static void tell_event(void *to, uint16_t event_id, const struct known_event *event)
{
    explain_event(to, event_id, event);
}

static void tell_part(void *to, const struct part_facts *part)
{
    explain_part(to, part);
}

static void tell_service(void *to, const struct service_facts *service)
{
    explain_service(to, service);
}

const struct explain_form explain_text = {
    .code = tell_code,
    .name_space = tell_namespace,
    .class = tell_class,
    .base_class = tell_base_class,
    .provider = tell_provider,
    .event = tell_event,
    .part = tell_part,
    .service = tell_service,
};
