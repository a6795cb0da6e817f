/* Knows how people write codes, namespaces, classes and providers. */
#include "analyzer/commands/explain_words.h"

#include "parsers/base/ascii.h"
#include "parsers/base/text.h"
#include "parsers/event/code_words.h"
#include "rules/failure/fingerprint.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/near_names.h"
#include "rules/knowledge/owner_codes.h"

#define WIN32_MAX 0xFFFFu

static bool is_known_code(uint32_t value)
{
    size_t count;
    owner_code_range(value, &count);
    return code_find(value) || count > 0;
}

/* A code of eight digits that lost one when it was copied, and says nothing without it. */
static bool lacks_digit(struct view word, uint32_t value)
{
    return view_starts_nocase(word, VIEW("0x")) && word.len == sizeof("0x8004100") - 1 &&
           value > 0xFFFFFFu;
}

/* A bare number may mean several codes: those that are known are worth telling, and where none is,
 * what the bits of the most likely one say. */
static size_t explain_codes(const struct explain_to *e, struct view word, bool is_event)
{
    uint32_t values[CODE_MAX_READINGS];
    const size_t count = code_read(word, values);
    size_t explained = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_known_code(values[i])) {
            e->form->code(e->to, values[i]);
            explained++;
        }
    }
    if (explained == 0 && count > 0 && !is_event && !lacks_digit(word, values[0])) {
        e->form->code(e->to, values[0]);
        explained++;
    }
    return explained;
}

static bool is_event_id(struct view word, uint16_t *event_id)
{
    uint64_t number;
    struct known_event event;
    const bool is_decimal = word.len > 0 && ascii_is_digit(word.data[word.len - 1]) &&
                            view_number(word, &number) && number <= WIN32_MAX &&
                            view_find_nocase(word, VIEW("x"), 0) == SIZE_MAX;
    if (!is_decimal || !known_event_find((uint16_t)number, 0, &event)) {
        return false;
    }
    *event_id = (uint16_t)number;
    return true;
}

/* The events of that number: WMI's own before those of others, which the tables have by name. */
static size_t explain_events(const struct explain_to *e, uint16_t event_id)
{
    size_t explained = 0;
    for (int own = 1; own >= 0; own--) {
        struct known_event event;
        for (size_t i = 0; known_event_find(event_id, i, &event); i++) {
            if (view_starts(event.provider, VIEW("Microsoft-Windows-WMI")) == (own == 1)) {
                e->form->event(e->to, event_id, &event);
                explained++;
            }
        }
    }
    return explained;
}

static size_t explain_numbers(const struct explain_to *e, struct view word)
{
    uint16_t event_id = 0;
    const bool is_event = is_event_id(word, &event_id);
    const size_t codes = explain_codes(e, word, is_event);
    return codes + (is_event ? explain_events(e, event_id) : 0);
}

/* By the name, the CLSID, or the file of its program. */
static size_t explain_providers(const struct explain_to *e, struct view word)
{
    struct provider_facts facts;
    size_t explained = 0;
    for (; provider_find_clsid(word, explained, &facts); explained++) {
        e->form->provider(e->to, &facts);
    }
    for (size_t i = 0; i < provider_count(); i++) {
        provider_at(i, &facts);
        if (view_equal_nocase(facts.name, word) ||
            view_equal_nocase(view_behind_last(facts.path, "\\"), word)) {
            e->form->provider(e->to, &facts);
            explained++;
        }
    }
    return explained;
}

/* The code in a message, as people paste it: "... (Exception from HRESULT: 0x800706BA)". */
static size_t explain_code_within(const struct explain_to *e, struct view word)
{
    const size_t number = view_find_nocase(word, VIEW("0x"), 0);
    if (number == SIZE_MAX) {
        return 0;
    }
    size_t end = number + sizeof("0x") - 1;
    while (end < word.len && ascii_hex_value(word.data[end]) >= 0) {
        end++;
    }
    return explain_codes(e, view_slice(word, number, end), false);
}

size_t explain_windows_text(const struct explain_to *e, struct view text)
{
    const struct code_words *known = code_words_find(text);
    if (known) {
        e->form->code(e->to, known->code);
    }
    return known ? 1 : 0;
}

/* WMI's own parts, by name, file or CLSID. */
static size_t explain_parts(const struct explain_to *e, struct view word)
{
    struct part_facts part;
    if (!part_find(word, &part)) {
        return 0;
    }
    e->form->part(e->to, &part);
    return 1;
}

/* A service behind classes, by its name or the one that is shown. */
static size_t explain_services(const struct explain_to *e, struct view word)
{
    for (size_t i = 0; i < service_count(); i++) {
        struct service_facts service;
        service_at(i, &service);
        if (view_equal_nocase(service.name, word) ||
            view_equal_nocase(service.display_name, word)) {
            e->form->service(e->to, &service);
            return 1;
        }
    }
    return 0;
}

static size_t explain_one_namespace(const struct explain_to *e, struct view word)
{
    char name[FINGERPRINT_NAMESPACE_SIZE];
    struct namespace_facts facts;
    const struct view normalised = view_of(fingerprint_namespace(word, name));
    if (!namespace_find(normalised, &facts)) {
        return 0;
    }
    e->form->name_space(e->to, normalised, &facts);
    return 1;
}

/* The namespace of a single part, without the root. */
static size_t explain_below_root(const struct explain_to *e, struct view word)
{
    struct buffer whole;
    buffer_init(&whole, FINGERPRINT_NAMESPACE_SIZE - 1);
    const bool is_root = view_equal_nocase(word, VIEW("root"));
    const bool fits = (is_root || buffer_add_text(&whole, "root\\")) && buffer_add(&whole, word);
    const size_t explained = fits ? explain_one_namespace(e, buffer_view(&whole)) : 0;
    buffer_release(&whole);
    return explained;
}

/* Whether its path ends with the word, with Microsoft before it or not, or its owner has that
 * name: "storage", "tpm", "bitlocker". */
static bool is_called(const struct namespace_facts *facts, struct view word)
{
    static const struct view maker = {"microsoft", 9};
    const struct view end = view_behind_last(facts->name, "\\");
    return view_equal_nocase(end, word) || view_equal_nocase(facts->owner, word) ||
           (view_starts_nocase(end, maker) && view_equal_nocase(view_from(end, maker.len), word));
}

static size_t explain_called(const struct explain_to *e, struct view word)
{
    size_t explained = 0;
    for (size_t i = 0; i < namespace_count(); i++) {
        struct namespace_facts facts;
        namespace_at(i, &facts);
        const bool is_pattern = view_find(facts.name, VIEW("*"), 0) != SIZE_MAX;
        if (!is_pattern && is_called(&facts, word)) {
            e->form->name_space(e->to, facts.name, &facts);
            explained++;
        }
    }
    return explained;
}

/* Class of "Class.Key=...", "Class=...", "Class::Method". */
static struct view class_of(struct view path)
{
    size_t len = 0;
    while (len < path.len && (ascii_is_word(path.data[len]) || path.data[len] == '*')) {
        len++;
    }
    return view_slice(path, 0, len);
}

static size_t explain_one_class(const struct explain_to *e, struct view name_space,
                                struct view path)
{
    const struct view name = class_of(path);
    struct class_facts facts;
    if (view_is_empty(name)) {
        return 0;
    }
    if (class_find(name_space, name, &facts)) {
        e->form->class(e->to, name, &facts);
        return 1;
    }
    if (view_is_empty(name_space)) {
        struct view below;
        if (class_below(name, &below, 1) == 0) {
            return 0;
        }
        e->form->base_class(e->to, name);
        return 1;
    }
    const size_t explained = explain_one_namespace(e, name_space);
    return explained + explain_one_class(e, VIEW_NONE, path);
}

/* "\\HOST\root\cimv2:Win32_Process.Handle=1", with or without what stands behind the namespace. */
static size_t explain_path(const struct explain_to *e, struct view word)
{
    struct view name_space = word, path = VIEW_NONE;
    char name[FINGERPRINT_NAMESPACE_SIZE];
    if (!view_cut(word, VIEW(":"), &name_space, &path)) {
        return explain_one_namespace(e, word);
    }
    return explain_one_class(e, view_of(fingerprint_namespace(name_space, name)), path);
}

/* What stands behind "Event" or "Event ID". */
static struct view without_event(struct view word)
{
    static const struct view words[] = {{"event", 5}, {"id", 2}};
    struct view rest = word;
    for (size_t i = 0; i < 2 && view_starts_nocase(rest, words[i]); i++) {
        rest = view_trim(view_from(rest, words[i].len));
    }
    return rest.len > 0 && ascii_is_digit(rest.data[0]) ? rest : word;
}

/* Without the quotes around it, without a moniker's beginning, and an event as its number. */
static struct view bare(struct view word)
{
    static const char quotes[] = "\"'`";
    word = view_trim(word);
    while (word.len > 1) {
        const char first = word.data[0];
        const bool is_quoted = (first == quotes[0] || first == quotes[1] || first == quotes[2]) &&
                               word.data[word.len - 1] == first;
        if (!is_quoted) {
            break;
        }
        word = view_slice(word, 1, word.len - 1);
    }
    struct view head, rest;
    if (view_starts_nocase(word, VIEW("winmgmts:"))) {
        word = view_from(word, sizeof("winmgmts:") - 1);
        word = view_cut(word, VIEW("}!"), &head, &rest) ? rest : word;
    }
    return without_event(word);
}

static bool has_slash(struct view word)
{
    return view_find(word, VIEW("\\"), 0) != SIZE_MAX || view_find(word, VIEW("/"), 0) != SIZE_MAX;
}

size_t explain_word(const struct explain_to *e, struct view word)
{
    const struct view plain = bare(word);
    if (view_is_empty(plain)) {
        return 0;
    }
    size_t explained = explain_numbers(e, plain);
    explained += explained == 0 ? explain_windows_text(e, plain) : 0;
    explained += explained == 0 ? explain_code_within(e, plain) : 0;
    if (explained > 0 && view_find(plain, VIEW(" "), 0) != SIZE_MAX) {
        return explained; /* of a text of several words nothing else is meant */
    }
    if (has_slash(plain)) {
        return explained + explain_path(e, plain);
    }
    struct view head, rest;
    if (view_cut(plain, VIEW(":"), &head, &rest) && !view_starts(rest, VIEW(":"))) {
        return explained + explain_path(e, plain);
    }
    explained += explain_one_class(e, VIEW_NONE, plain);
    explained += explain_providers(e, plain);
    explained += explain_parts(e, plain);
    explained += explain_services(e, plain);
    explained += explained == 0 ? explain_below_root(e, plain) : 0;
    return explained > 0 ? explained : explain_called(e, plain);
}

/* Providers, parts, services, the last parts of namespaces, symbols and words of codes. */
static void near_others(struct nearest *nearest)
{
    struct provider_facts facts;
    for (size_t i = 0; i < provider_count(); i++) {
        provider_at(i, &facts);
        (void)nearest_consider(nearest, facts.name);
    }
    for (size_t i = 0; i < part_count(); i++) {
        struct part_facts part;
        part_at(i, &part);
        (void)nearest_consider(nearest, part.name);
        (void)nearest_consider(nearest, part_stem(part.name));
    }
    for (size_t i = 0; i < service_count(); i++) {
        struct service_facts service;
        service_at(i, &service);
        (void)nearest_consider(nearest, service.name);
    }
    for (size_t i = 0; i < namespace_count(); i++) {
        struct namespace_facts name_space;
        namespace_at(i, &name_space);
        const struct view end = view_behind_last(name_space.name, "\\");
        if (view_find(end, VIEW("*"), 0) == SIZE_MAX) {
            (void)nearest_consider(nearest, end);
        }
    }
    for (size_t i = 0; i < code_count(); i++) {
        (void)nearest_consider(nearest, view_of(code_at(i)->symbol));
    }
    for (size_t i = 0; i < code_words_count; i++) {
        (void)nearest_consider(nearest, code_words[i].words);
    }
}

struct view explain_nearest(struct view word)
{
    char normalised[FINGERPRINT_NAMESPACE_SIZE];
    struct nearest nearest = {.wanted = bare(word), .max_edits = NEAREST_MAX_NAME};
    if (has_slash(nearest.wanted)) {
        nearest.wanted = view_of(fingerprint_namespace(nearest.wanted, normalised));
        near_namespaces(&nearest);
    } else {
        near_classes(&nearest);
        near_others(&nearest);
    }
    return nearest.name;
}
