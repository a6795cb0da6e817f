/* Knows which fields of a failure a rule's sentence can name, and how they are written. */
#include "rules/matching/sentence.h"

#include <assert.h>
#include <string.h>

#include "parsers/base/nearest.h"
#include "parsers/base/text.h"
#include "rules/computers/systems.h"
#include "rules/failure/request.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/near_names.h"
#include "rules/matching/known_fields.h"
#include "rules/matching/near_event.h"
#include "rules/matching/words.h"
#include "rules/texts/step.h"

enum {
    MIN_FIELD = sizeof("{code}") - 1, /* bytes that the shortest field takes in a sentence */
    /* What is before each field, its value and the dots of a long one, and what is behind all. */
    MAX_PIECES = 3 * (RULE_MAX_TEXT / MIN_FIELD) + 1,
};

enum field {
    FIELD_CODE,
    FIELD_CODE_NAME,
    FIELD_CODE_MEANING,
    FIELD_NAMESPACE,
    FIELD_CLASS,
    FIELD_METHOD,
    FIELD_VERB,
    FIELD_USER,
    FIELD_CLIENT_MACHINE,
    FIELD_COMPUTER,
    FIELD_TARGET, /* the computer that was asked, where its client tells of it */
    FIELD_CLIENT_PROCESS_ID,
    FIELD_COMPONENT,
    FIELD_POSSIBLE_CAUSE,
    FIELD_PROVIDER,
    FIELD_PROVIDER_PATH,
    FIELD_QUERY,
    FIELD_DURATION,
    FIELD_REQUEST_PART,
    FIELD_REQUEST_PROPERTY,
    FIELD_REQUEST_PROPERTY_NEAREST,
    FIELD_REQUEST_MACHINE,
    FIELD_REQUEST_NAMESPACE,
    FIELD_KNOWN, /* and so on, as in enum known_field */
    FIELD_NUMBER = FIELD_KNOWN + KNOWN_COUNT,
    FIELD_INTERVAL,
    FIELD_WINDOW,
    FIELD_WINDOWS,
    FIELD_EDITION,
    FIELD_NEAR, /* {near.NAME}: a part of the event that was found */
    FIELD_COUNT,
};

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_CODE] = "code",
    [FIELD_CODE_NAME] = "code_name",
    [FIELD_CODE_MEANING] = "code_meaning",
    [FIELD_NAMESPACE] = "namespace",
    [FIELD_CLASS] = "class",
    [FIELD_METHOD] = "method",
    [FIELD_VERB] = "verb",
    [FIELD_USER] = "user",
    [FIELD_CLIENT_MACHINE] = "client_machine",
    [FIELD_COMPUTER] = "computer",
    [FIELD_TARGET] = "target",
    [FIELD_CLIENT_PROCESS_ID] = "client_process_id",
    [FIELD_COMPONENT] = "component",
    [FIELD_POSSIBLE_CAUSE] = "possible_cause",
    [FIELD_PROVIDER] = "provider",
    [FIELD_PROVIDER_PATH] = "provider.path",
    [FIELD_QUERY] = "query",
    [FIELD_DURATION] = "duration",
    [FIELD_REQUEST_PART] = "request.part",
    [FIELD_REQUEST_PROPERTY] = "request.property",
    [FIELD_REQUEST_PROPERTY_NEAREST] = "request.property.nearest",
    [FIELD_REQUEST_MACHINE] = "request.machine",
    [FIELD_REQUEST_NAMESPACE] = "request.namespace",
    [FIELD_NUMBER] = "count",
    [FIELD_INTERVAL] = "interval",
    [FIELD_WINDOW] = "window",
    [FIELD_WINDOWS] = "computer.os",
    [FIELD_EDITION] = "computer.edition",
    [FIELD_NEAR] = "near.event_id",
    [FIELD_KNOWN + KNOWN_NAMESPACE_OWNER] = "namespace.owner",
    [FIELD_KNOWN + KNOWN_NAMESPACE_OWNER_GUESS] = "namespace.owner.guess",
    [FIELD_KNOWN + KNOWN_CLASS_OWNER] = "class.owner",
    [FIELD_KNOWN + KNOWN_CLASS_OWNER_GUESS] = "class.owner.guess",
    [FIELD_KNOWN + KNOWN_CLASS_DLL] = "class.dll",
    [FIELD_KNOWN + KNOWN_CLASS_MOF] = "class.mof",
    [FIELD_KNOWN + KNOWN_CLASS_NAMESPACE] = "class.namespace",
    [FIELD_KNOWN + KNOWN_CLASS_NAMESPACES] = "class.namespaces",
    [FIELD_KNOWN + KNOWN_CLASS_UNTIL] = "class.until",
    [FIELD_KNOWN + KNOWN_SERVICE] = "service",
    [FIELD_KNOWN + KNOWN_SERVICE_NAME] = "service.name",
    [FIELD_KNOWN + KNOWN_SERVICE_GUESS] = "service.guess",
    [FIELD_KNOWN + KNOWN_PROVIDER_DLL] = "provider.dll",
    [FIELD_KNOWN + KNOWN_OWNER_CODE_MEANING] = "owner_code.meaning",
    [FIELD_KNOWN + KNOWN_OWNER_CODE_OWNER] = "owner_code.owner",
    [FIELD_KNOWN + KNOWN_CODE_PART] = "code_part",
    [FIELD_KNOWN + KNOWN_CLASS_RIGHTS] = "class.rights",
    [FIELD_KNOWN + KNOWN_CLASS_SINCE] = "class.since",
    [FIELD_KNOWN + KNOWN_CLASS_SOURCE] = "class.source",
    [FIELD_KNOWN + KNOWN_CLASS_NEAREST] = "class.nearest",
    [FIELD_KNOWN + KNOWN_NAMESPACE_NEAREST] = "namespace.nearest",
    [FIELD_KNOWN + KNOWN_CLASS_BELOW] = "class.below",
    [FIELD_KNOWN + KNOWN_NAMESPACE_SINCE] = "namespace.since",
    [FIELD_KNOWN + KNOWN_NAMESPACE_UNTIL] = "namespace.until",
    [FIELD_KNOWN + KNOWN_NAMESPACE_INSTALLED_BY] = "namespace.installed_by",
};

/* What stands for a field where no certain failure is spoken of; the others cannot be told then. */
static const char *const general_words[FIELD_COUNT] = {
    [FIELD_NAMESPACE] = "NAMESPACE",
    [FIELD_CLASS] = "CLASS",
    [FIELD_METHOD] = "the method",
    [FIELD_USER] = "the user",
    [FIELD_CLIENT_MACHINE] = "the client machine",
    [FIELD_COMPUTER] = "the computer",
    [FIELD_TARGET] = "the computer",
    [FIELD_KNOWN + KNOWN_NAMESPACE_OWNER] = "the product behind the namespace",
    [FIELD_KNOWN + KNOWN_CLASS_OWNER] = "the product behind the class",
    [FIELD_KNOWN + KNOWN_CLASS_DLL] = "PROVIDER.dll",
    [FIELD_KNOWN + KNOWN_CLASS_MOF] = "CLASSES.mof",
    [FIELD_KNOWN + KNOWN_CLASS_NAMESPACE] = "ITS-NAMESPACE",
    [FIELD_KNOWN + KNOWN_CLASS_NAMESPACES] = "ITS-NAMESPACES",
    [FIELD_KNOWN + KNOWN_CLASS_RIGHTS] = "the right",
    [FIELD_KNOWN + KNOWN_CLASS_NEAREST] = "the known class",
    [FIELD_KNOWN + KNOWN_NAMESPACE_NEAREST] = "the known namespace",
    [FIELD_KNOWN + KNOWN_SERVICE] = "the service",
    [FIELD_KNOWN + KNOWN_SERVICE_NAME] = "SERVICE",
};

static bool is_of_event(struct view name)
{
    return view_starts(name, VIEW("near.")) && name.len > VIEW("near.").len;
}

static bool field_find(struct view name, enum field *field)
{
    if (is_of_event(name)) {
        *field = FIELD_NEAR;
        return true;
    }
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        /* Names of other fields mostly differ in the first letter. */
        if (name.len > 0 && field_names[i][0] == name.data[0] &&
            view_equal(name, view_of(field_names[i]))) {
            *field = (enum field)i;
            return true;
        }
    }
    return false;
}

static struct view decimal(struct arena *arena, uint64_t number)
{
    char text[TEXT_NUMBER_SIZE];
    return arena_copy(arena, text_decimal(text, number));
}

static struct view code_symbol(uint32_t result)
{
    const struct code *code = code_find(result);
    return code ? view_of(code->symbol) : VIEW_NONE;
}

/* Windows ends some of its texts with full stops, and so does the sentence around them. */
static struct view without_stops(struct view text)
{
    while (text.len > 0 && text.data[text.len - 1] == '.') {
        text.len--;
    }
    return text;
}

static struct view code_meaning(uint32_t result)
{
    const struct code *code = code_find(result);
    return code ? without_stops(view_of(code->meaning)) : VIEW_NONE;
}

/* "{near.result_code.meaning}": what the code in a datum of the event means. */
static struct view datum_meaning(const struct surroundings_event *event, struct view name)
{
    uint32_t values[CODE_MAX_READINGS];
    struct view text = view_trim(surroundings_event_datum(event, name));
    return code_read(text, values) > 0 ? code_meaning(values[0]) : VIEW_NONE;
}

static struct view event_value(struct arena *arena, const struct surroundings_event *event,
                               struct view name)
{
    char text[WINTIME_TEXT_SIZE];
    struct view part = view_from(name, VIEW("near.").len);
    if (!event) {
        return VIEW_NONE;
    }
    if (view_equal(part, VIEW("provider"))) {
        return event->provider;
    }
    if (view_equal(part, VIEW("event_id"))) {
        return decimal(arena, event->evidence.event_id);
    }
    if (view_equal(part, VIEW("time"))) {
        return arena_copy(arena, view_of(wintime_format_short(event->time, text)));
    }
    if (view_ends_nocase(part, VIEW(".meaning"))) {
        return datum_meaning(event, view_slice(part, 0, part.len - VIEW(".meaning").len));
    }
    return view_trim(surroundings_event_datum(event, part));
}

static struct view found_value(struct arena *arena, const struct match_evidence *found,
                               enum field field, struct view name)
{
    if (field == FIELD_NUMBER && found->count > 0) {
        return decimal(arena, found->count);
    }
    if (field == FIELD_INTERVAL) {
        return span_words(arena, found->interval);
    }
    if (field == FIELD_WINDOW) {
        return span_words(arena, found->window);
    }
    if (found->has_windows && field == FIELD_WINDOWS) {
        return windows_words(arena, &found->windows);
    }
    if (found->has_windows && field == FIELD_EDITION && found->windows.edition < EDITION_COUNT) {
        return view_of(names_get(&edition_names, found->windows.edition));
    }
    return field == FIELD_NEAR ? event_value(arena, found->near, name) : VIEW_NONE;
}

/* The value of a field, empty when the failure has none; numbers are written into `arena`. */
static struct view field_value(struct arena *arena, const struct failure *f, enum field field)
{
    char text[TEXT_CODE_SIZE];
    switch (field) {
    case FIELD_CODE:
        return f->has_no_result ? VIEW_NONE : arena_copy(arena, text_code(text, f->result));
    case FIELD_CODE_NAME:
        return f->has_no_result ? VIEW_NONE : code_symbol(f->result);
    case FIELD_CODE_MEANING:
        return f->has_no_result ? VIEW_NONE : code_meaning(f->result);
    case FIELD_NAMESPACE:
        return f->name_space;
    case FIELD_CLASS:
        return f->operation.class_name;
    case FIELD_METHOD:
        return f->operation.method;
    case FIELD_VERB:
        return f->operation.verb;
    case FIELD_USER:
        return f->client.user;
    case FIELD_CLIENT_MACHINE:
        return f->client.machine;
    case FIELD_COMPUTER:
        return f->computer;
    case FIELD_TARGET: {
        struct view target = failure_target(f);
        return view_is_empty(target) ? f->computer : target;
    }
    case FIELD_CLIENT_PROCESS_ID:
        return f->client.has_process_id ? decimal(arena, f->client.process_id) : VIEW_NONE;
    case FIELD_COMPONENT:
        return f->component;
    case FIELD_POSSIBLE_CAUSE:
        return without_stops(f->possible_cause);
    case FIELD_PROVIDER:
        return f->provider.name;
    case FIELD_PROVIDER_PATH:
        return f->provider.path;
    case FIELD_QUERY:
        return f->operation.query;
    case FIELD_DURATION:
        return f->has_duration ? span_words(arena, f->duration) : VIEW_NONE;
    case FIELD_REQUEST_PART:
        return request_of(f).part;
    case FIELD_REQUEST_PROPERTY:
        return request_of(f).property;
    case FIELD_REQUEST_PROPERTY_NEAREST:
        return meant_property(f->operation.class_name, request_of(f).property);
    case FIELD_REQUEST_MACHINE:
        return request_of(f).machine;
    case FIELD_REQUEST_NAMESPACE:
        return request_of(f).name_space;
    case FIELD_KNOWN:
    case FIELD_NUMBER:
    case FIELD_INTERVAL:
    case FIELD_WINDOW:
    case FIELD_WINDOWS:
    case FIELD_EDITION:
    case FIELD_NEAR:
    case FIELD_COUNT:
        break;
    }
    return known_field_value(arena, f, (enum known_field)(field - FIELD_KNOWN));
}

/* The first field at or after *pos: what stands before it, and its name. Moves *pos behind it;
 * false at the end, with `*before` the rest. */
static bool next_field(struct view sentence, size_t *pos, struct view *before, struct view *name)
{
    size_t open = view_find(sentence, VIEW("{"), *pos);
    size_t close = open == SIZE_MAX ? SIZE_MAX : view_find(sentence, VIEW("}"), open);
    if (close == SIZE_MAX) {
        *before = view_from(sentence, *pos);
        return false;
    }
    *before = view_slice(sentence, *pos, open);
    *name = view_slice(sentence, open + 1, close);
    *pos = close + 1;
    return true;
}

bool sentence_check(struct view sentence, struct view *wrong)
{
    size_t pos = 0;
    struct view before, name = VIEW_NONE;
    bool more = true;
    while (more) {
        more = next_field(sentence, &pos, &before, &name);
        for (size_t i = 0; i < before.len; i++) {
            if (before.data[i] == '{' || before.data[i] == '}') {
                *wrong = view_from(before, i);
                return false;
            }
        }
        enum field field;
        if (more && !field_find(name, &field)) {
            *wrong = name;
            return false;
        }
    }
    return true;
}

/* What a sentence is put together from. */
struct pieces {
    struct view items[MAX_PIECES];
    size_t count, bytes;
};

static void add_piece(struct pieces *pieces, struct view piece)
{
    assert(pieces->count < MAX_PIECES);
    if (piece.len > 0 && pieces->count < MAX_PIECES) {
        pieces->items[pieces->count++] = piece;
        pieces->bytes += piece.len;
    }
}

static void add_value(struct pieces *pieces, struct view value)
{
    if (value.len <= SENTENCE_MAX_FIELD) {
        add_piece(pieces, value);
        return;
    }
    struct view cut = view_slice(value, 0, SENTENCE_MAX_FIELD);
    add_piece(pieces, view_slice(cut, 0, text_utf8_valid_len(cut)));
    add_piece(pieces, VIEW("..."));
}

static struct view join(struct arena *arena, const struct pieces *pieces)
{
    char *text = arena_bytes(arena, pieces->bytes + 1), *end = text;
    for (size_t i = 0; i < pieces->count; i++) {
        memcpy(end, pieces->items[i].data, pieces->items[i].len);
        end += pieces->items[i].len;
    }
    *end = '\0';
    return (struct view){text, pieces->bytes};
}

bool sentence_names_event(struct view sentence)
{
    return view_find(sentence, VIEW("{near."), 0) != SIZE_MAX;
}

/* Whether what follows `before` is within a command of a step, when what it follows was. */
static bool is_in_command(struct view before, bool was)
{
    for (size_t i = 0; i < before.len; i++) {
        was ^= before.data[i] == STEP_MARK;
    }
    return was;
}

static bool step_takes(struct view value, bool is_command)
{
    return step_may_hold(value, is_command) && (!is_command || value.len <= SENTENCE_MAX_FIELD);
}

static bool fill(struct arena *arena, struct view sentence, const struct failure *f,
                 const struct match_evidence *found, bool is_step, struct view *filled)
{
    struct pieces pieces;
    size_t pos = 0;
    struct view before, name;
    bool is_command = false;
    pieces.count = pieces.bytes = 0;
    while (next_field(sentence, &pos, &before, &name)) {
        enum field field = FIELD_COUNT;
        struct view value = VIEW_NONE;
        if (field_find(name, &field)) {
            value = field < FIELD_NUMBER ? field_value(arena, f, field)
                                         : found_value(arena, found, field, name);
        }
        is_command = is_in_command(before, is_command);
        if (view_is_empty(value) || (is_step && !step_takes(value, is_command))) {
            return false;
        }
        add_piece(&pieces, before);
        add_value(&pieces, value);
    }
    if (pos == 0) {
        *filled = sentence; /* the same for every failure */
        return true;
    }
    add_piece(&pieces, before);
    *filled = join(arena, &pieces);
    return true;
}

bool sentence_fill(struct arena *arena, struct view sentence, const struct failure *f,
                   const struct match_evidence *found, struct view *filled)
{
    return fill(arena, sentence, f, found, false, filled);
}

bool sentence_fill_step(struct arena *arena, struct view step, const struct failure *f,
                        struct view *filled)
{
    const struct match_evidence nothing = {.near = NULL};
    return fill(arena, step, f, &nothing, true, filled);
}

bool sentence_generalize(struct arena *arena, struct view sentence, struct view *general)
{
    struct pieces pieces;
    struct view before, name;
    bool is_command = false;
    pieces.count = pieces.bytes = 0;
    for (size_t pos = 0; next_field(sentence, &pos, &before, &name);) {
        enum field field = FIELD_COUNT;
        const bool is_known = field_find(name, &field);
        const struct view words = view_of(is_known ? general_words[field] : NULL);
        is_command = is_in_command(before, is_command);
        if (view_is_empty(words) || !step_may_hold(words, is_command)) {
            *general = name;
            return false;
        }
        add_piece(&pieces, before);
        add_piece(&pieces, words);
    }
    add_piece(&pieces, before);
    *general = join(arena, &pieces);
    return true;
}

static unsigned subjects_of(enum field field)
{
    const unsigned name_space = 1U << SUBJECT_NAMESPACE;
    const unsigned of_class = name_space | 1U << SUBJECT_CLASS;
    switch ((int)field) {
    case FIELD_COMPUTER:
        return 0; /* an incident is one computer's */
    case FIELD_NAMESPACE:
    case FIELD_KNOWN + KNOWN_NAMESPACE_OWNER:
    case FIELD_KNOWN + KNOWN_NAMESPACE_OWNER_GUESS:
    case FIELD_KNOWN + KNOWN_NAMESPACE_SINCE:
    case FIELD_KNOWN + KNOWN_NAMESPACE_UNTIL:
    case FIELD_KNOWN + KNOWN_NAMESPACE_INSTALLED_BY:
    case FIELD_KNOWN + KNOWN_NAMESPACE_NEAREST:
        return name_space;
    case FIELD_CLASS:
        return 1U << SUBJECT_CLASS;
    case FIELD_METHOD:
        return 1U << SUBJECT_METHOD;
    case FIELD_USER:
        return 1U << SUBJECT_USER;
    case FIELD_CLIENT_MACHINE:
        return 1U << SUBJECT_CLIENT_MACHINE;
    case FIELD_KNOWN + KNOWN_CLASS_OWNER:
    case FIELD_KNOWN + KNOWN_CLASS_OWNER_GUESS:
    case FIELD_KNOWN + KNOWN_CLASS_DLL:
    case FIELD_KNOWN + KNOWN_CLASS_MOF:
    case FIELD_KNOWN + KNOWN_CLASS_NAMESPACE:
    case FIELD_KNOWN + KNOWN_CLASS_NAMESPACES:
    case FIELD_KNOWN + KNOWN_CLASS_UNTIL:
    case FIELD_KNOWN + KNOWN_CLASS_RIGHTS:
    case FIELD_KNOWN + KNOWN_CLASS_SINCE:
    case FIELD_KNOWN + KNOWN_CLASS_SOURCE:
    case FIELD_KNOWN + KNOWN_CLASS_NEAREST:
    case FIELD_KNOWN + KNOWN_CLASS_BELOW:
        return of_class;
    case FIELD_PROVIDER:
    case FIELD_PROVIDER_PATH:
        return 1U << SUBJECT_PROVIDER;
    case FIELD_KNOWN + KNOWN_SERVICE:
    case FIELD_KNOWN + KNOWN_SERVICE_NAME:
    case FIELD_KNOWN + KNOWN_SERVICE_GUESS:
    case FIELD_KNOWN + KNOWN_PROVIDER_DLL:
        return of_class | 1U << SUBJECT_PROVIDER;
    default:
        return 1U << SUBJECT_OTHER;
    }
}

unsigned sentence_subjects(struct view sentence)
{
    unsigned subjects = 0;
    struct view before, name;
    for (size_t pos = 0; next_field(sentence, &pos, &before, &name);) {
        enum field field = FIELD_COUNT;
        (void)field_find(name, &field);
        subjects |= subjects_of(field);
    }
    return subjects;
}

/* The process, how long it took and what was found around are of each failure alone. */
static enum telling telling_of(enum field field)
{
    if (field >= FIELD_KNOWN && field < FIELD_KNOWN + KNOWN_COUNT) {
        return TELLING_CASE;
    }
    switch ((int)field) {
    case FIELD_CODE:
    case FIELD_CODE_NAME:
    case FIELD_CODE_MEANING:
    case FIELD_NAMESPACE:
    case FIELD_CLASS:
    case FIELD_METHOD:
    case FIELD_VERB:
    case FIELD_COMPUTER:
    case FIELD_COMPONENT:
    case FIELD_POSSIBLE_CAUSE:
    case FIELD_PROVIDER:
    case FIELD_QUERY:
    case FIELD_REQUEST_PART:
    case FIELD_REQUEST_PROPERTY:
    case FIELD_REQUEST_PROPERTY_NEAREST:
    case FIELD_REQUEST_MACHINE:
    case FIELD_REQUEST_NAMESPACE:
        return TELLING_CASE;
    case FIELD_USER:
    case FIELD_CLIENT_MACHINE:
        return TELLING_CLIENT;
    default:
        return TELLING_OWN;
    }
}

static enum telling least_telling(struct view sentence, enum telling least)
{
    struct view before, name;
    for (size_t pos = 0; next_field(sentence, &pos, &before, &name);) {
        enum field field = FIELD_COUNT;
        (void)field_find(name, &field);
        least = telling_of(field) < least ? telling_of(field) : least;
    }
    return least;
}

enum telling sentence_telling(const struct rule *rule)
{
    bool finds_events = condition_finds_events(&rule->when);
    enum telling least = least_telling(rule->named, finds_events ? TELLING_OWN : TELLING_ALL);
    for (size_t i = 0; i < rule->because_count; i++) {
        least = least_telling(rule->because[i], least);
    }
    return least;
}

const char *sentence_nearest_field(struct view name)
{
    return nearest_name(name, field_names, FIELD_COUNT);
}
