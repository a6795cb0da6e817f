/* Looks classes up: their rows, their superclasses, their properties. */
#include "rules/knowledge/classes.h"

#include "rules/knowledge/words.h"

static const char *const class_kind_table[CLASS_KIND_COUNT] = {
    [CLASS_KIND_CLASS] = "class",
    [CLASS_KIND_ASSOCIATION] = "association",
    [CLASS_KIND_EVENT] = "event",
    [CLASS_KIND_PERF] = "perf",
    [CLASS_KIND_METHOD_HOST] = "method-host",
};
const struct names class_kind_names = NAMES_OF("a kind of class", class_kind_table);

static const char *const presence_table[CLASS_PRESENCE_COUNT] = {
    [CLASS_PRESENCE_SOME] = "some",     [CLASS_PRESENCE_EVERY] = "every",
    [CLASS_PRESENCE_CLIENT] = "client", [CLASS_PRESENCE_SERVER] = "server",
    [CLASS_PRESENCE_ENDED] = "ended",
};
const struct names class_presence_names = NAMES_OF("a presence of a class", presence_table);

static const char *const place_table[CLASS_PLACE_COUNT] = {
    [CLASS_PLACE_UNKNOWN] = "unknown",
    [CLASS_PLACE_HERE] = "here",
    [CLASS_PLACE_ELSEWHERE] = "elsewhere",
    [CLASS_PLACE_MANY] = "many",
};
const struct names class_place_names = NAMES_OF("a place of a class", place_table);

const char *seen_name(enum seen seen)
{
    static const char *const names[SEEN_COUNT] = {
        [SEEN_XP] = "Windows XP",
        [SEEN_7] = "Windows 7",
        [SEEN_10] = "Windows 10",
        [SEEN_11] = "Windows 11",
        [SEEN_2019] = "Windows Server 2019",
        [SEEN_2022] = "Windows Server 2022",
        [SEEN_HCI] = "Azure Stack HCI 23H2",
    };
    return names[seen];
}

/* Place in class_names of that very name, or NAME_NONE. */
static uint16_t find_name(struct view class_name)
{
    for (uint32_t slot = name_hash(class_name);; slot++) {
        const uint16_t at = class_slots[slot % CLASS_SLOT_COUNT];
        if (at == NAME_NONE || name_compare(word_view(class_names[at].word), class_name) == 0) {
            return at;
        }
    }
}

static unsigned bits_of(unsigned seen)
{
    unsigned count = 0;
    for (; seen != 0; seen &= seen - 1) {
        count++;
    }
    return count;
}

/* What most people mean who do not say where: one namespace, that is there today, on clients too,
 * of which the documentation tells, the default one, then what was seen on most systems. */
static unsigned place_weight(const struct class_row *row)
{
    const bool is_of_clients = !view_equal(word_view(row->since_client), VIEW("none"));
    const struct view place = word_view(row->name_space);
    const bool is_one = view_find(place, VIEW("*"), 0) == SIZE_MAX;
    const bool is_default = view_equal(place, VIEW("root\\cimv2"));
    return (is_one ? 256U : 0U) | (view_is_empty(word_view(row->until)) ? 128U : 0U) |
           (is_of_clients ? 64U : 0U) | (row->grade == GRADE_DOCUMENTED ? 32U : 0U) |
           (is_default ? 16U : 0U) | bits_of(row->seen);
}

/* The row of the name's usual place, or NAME_NONE. */
static uint16_t usual_row(const struct class_name *name)
{
    uint16_t best = NAME_NONE;
    for (uint16_t i = 0; i < name->row_count; i++) {
        const uint16_t row = (uint16_t)(name->first_row + i);
        if (best == NAME_NONE || place_weight(&class_rows[row]) > place_weight(&class_rows[best])) {
            best = row;
        }
    }
    return best;
}

/* Row of the class in the namespace, or NAME_NONE. */
static uint16_t row_in(const struct class_name *name, struct view name_space)
{
    uint16_t found = NAME_NONE;
    if (view_is_empty(name_space)) {
        return usual_row(name);
    }
    for (uint16_t i = 0; i < name->row_count; i++) {
        const uint16_t row = (uint16_t)(name->first_row + i);
        const struct view place = word_view(class_rows[row].name_space);
        if (view_equal_nocase(place, name_space)) {
            return row;
        }
        found = view_glob_nocase(name_space, place) ? row : found;
    }
    return found;
}

static uint16_t find_row(struct view name_space, struct view class_name)
{
    const uint16_t name = find_name(class_name);
    uint16_t row = name == NAME_NONE ? (uint16_t)NAME_NONE : row_in(&class_names[name], name_space);
    if (row != NAME_NONE) {
        return row;
    }
    uint16_t pattern = pattern_find(class_patterns, class_pattern_count, class_name);
    while (pattern != NAME_NONE && row == NAME_NONE) {
        row = row_in(&class_names[class_patterns[pattern].target], name_space);
        pattern = pattern_next(class_patterns, pattern, class_name);
    }
    return row;
}

bool class_find(struct view name_space, struct view class_name, struct class_facts *facts)
{
    char key[NAMESPACE_KEY_SIZE];
    const uint16_t row = find_row(namespace_key(name_space, key), class_name);
    if (row == NAME_NONE) {
        return false;
    }
    class_at(row, facts);
    return true;
}

struct class_places class_places_of(struct view class_name)
{
    uint16_t name = find_name(class_name);
    if (name == NAME_NONE) {
        const uint16_t pattern = pattern_find(class_patterns, class_pattern_count, class_name);
        name = pattern == NAME_NONE ? (uint16_t)NAME_NONE : class_patterns[pattern].target;
    }
    if (name == NAME_NONE) {
        return (struct class_places){0, 0};
    }
    const uint16_t first = class_names[name].first_row;
    return (struct class_places){first, (uint16_t)(first + class_names[name].row_count)};
}

bool class_places_next(struct class_places *places, struct class_facts *facts)
{
    if (places->next == places->end) {
        return false;
    }
    class_at(places->next++, facts);
    return true;
}

enum class_presence class_presence(const struct class_facts *facts)
{
    const unsigned clients = 1U << SEEN_XP | 1U << SEEN_7 | 1U << SEEN_10 | 1U << SEEN_11;
    const unsigned servers = 1U << SEEN_2019 | 1U << SEEN_2022 | 1U << SEEN_HCI;
    /* Counters are made where they are, and so are in dumps of running machines alone. */
    const unsigned stored = facts->kind == CLASS_KIND_PERF
                                ? 1U << SEEN_7 | 1U << SEEN_11 | 1U << SEEN_2019
                                : 1U << SEEN_10 | 1U << SEEN_2022;
    if (view_starts(facts->until, VIEW("client: "))) {
        return CLASS_PRESENCE_SERVER; /* servers still have it */
    }
    if (!view_is_empty(facts->until)) {
        return CLASS_PRESENCE_ENDED;
    }
    if (view_equal(facts->owner, VIEW("windows")) && (facts->seen & stored) == stored) {
        return CLASS_PRESENCE_EVERY;
    }
    if (view_equal(facts->since_client, VIEW("none")) && (facts->seen & clients) == 0) {
        return CLASS_PRESENCE_SERVER;
    }
    return view_equal(facts->since_server, VIEW("none")) && (facts->seen & servers) == 0
               ? CLASS_PRESENCE_CLIENT
               : CLASS_PRESENCE_SOME;
}

struct view class_since(const struct class_facts *facts)
{
    const struct view client = facts->since_client;
    const bool has_client = !view_is_empty(client) && !view_equal(client, VIEW("none"));
    const struct view since = has_client ? client : facts->since_server;
    return view_equal(since, VIEW("none")) ? VIEW_NONE : since;
}

enum class_place class_place(struct view name_space, struct view class_name,
                             struct class_facts *facts)
{
    struct class_facts found;
    if (view_is_empty(name_space)) {
        return CLASS_PLACE_UNKNOWN;
    }
    if (class_find(name_space, class_name, &found)) {
        return CLASS_PLACE_HERE;
    }
    if (!class_find(VIEW_NONE, class_name, &found) || view_equal(found.name_space, VIEW("*"))) {
        return CLASS_PLACE_UNKNOWN;
    }
    if (facts) {
        *facts = found;
    }
    return view_find(found.name_space, VIEW("*"), 0) == SIZE_MAX ? CLASS_PLACE_ELSEWHERE
                                                                 : CLASS_PLACE_MANY;
}

struct view class_superclass(struct view class_name)
{
    const uint16_t name = find_name(class_name);
    const uint16_t above = name == NAME_NONE ? (uint16_t)NAME_NONE : class_names[name].superclass;
    return above == NAME_NONE ? VIEW_NONE : word_view(class_names[above].word);
}

size_t class_below(struct view base, struct view *names, size_t max)
{
    const uint16_t name = find_name(base);
    if (name == NAME_NONE) {
        return 0;
    }
    const size_t first = class_below_starts[name];
    const size_t count = class_below_starts[name + 1] - first;
    for (size_t i = 0; i < count && i < max; i++) {
        names[i] = word_view(class_names[class_below_rows[first + i]].word);
    }
    return count;
}

static struct view type_of(size_t property)
{
    return word_view(property_type_words[property_types[property]]);
}

/* Place of a property in the class's own list, or SIZE_MAX. */
static size_t own_property(const struct class_name *name, struct view property)
{
    const size_t end = property_list_starts[name->properties + 1];
    for (size_t i = property_list_starts[name->properties]; i < end; i++) {
        const struct view own = word_view(property_names[i]);
        if (own.len == property.len && name_compare(own, property) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

enum property_answer class_property(struct view class_name, struct view property, struct view *type)
{
    struct view none = VIEW_NONE;
    type = type ? type : &none;
    *type = VIEW_NONE;
    if (view_starts(property, VIEW("__"))) {
        return PROPERTY_HAS;
    }
    uint16_t name = find_name(class_name);
    const bool is_whole = name != NAME_NONE && class_names[name].is_whole;
    for (; name != NAME_NONE; name = class_names[name].superclass) {
        const size_t place = own_property(&class_names[name], property);
        if (place != SIZE_MAX) {
            *type = type_of(place);
            return PROPERTY_HAS;
        }
    }
    return is_whole ? PROPERTY_LACKS : PROPERTY_UNKNOWN;
}

bool class_property_at(struct view class_name, size_t i, struct view *name, struct view *type)
{
    const uint16_t found = find_name(class_name);
    if (found == NAME_NONE) {
        return false;
    }
    const uint16_t list = class_names[found].properties;
    if (i >= property_list_starts[list + 1] - property_list_starts[list]) {
        return false;
    }
    const size_t place = property_list_starts[list] + i;
    *name = word_view(property_names[place]);
    *type = type_of(place);
    return true;
}

size_t class_count(void)
{
    return class_row_count;
}

void class_at(size_t index, struct class_facts *facts)
{
    const struct class_row *row = &class_rows[index];
    *facts = (struct class_facts){
        .name = word_view(row->name),
        .name_space = word_view(row->name_space),
        .provider = word_view(row->provider),
        .dll = word_view(row->dll),
        .mof = word_view(row->mof),
        .since_client = word_view(row->since_client),
        .since_server = word_view(row->since_server),
        .until = word_view(row->until),
        .owner = word_view(row->owner),
        .rights = word_view(row->rights),
        .note = word_view(row->note),
        .kind = (enum class_kind)row->kind,
        .grade = (enum grade)row->grade,
        .inferred = row->inferred,
        .seen = row->seen,
        .normal = row->normal,
    };
}

struct view class_source(struct view class_name)
{
    const uint16_t found =
        view_is_empty(class_name)
            ? (uint16_t)NAME_NONE
            : pattern_find(class_source_patterns, class_source_pattern_count, class_name);
    return found == NAME_NONE ? VIEW_NONE : word_view(class_source_patterns[found].target);
}

size_t class_name_count(void)
{
    return class_name_row_count;
}

struct view class_name_at(size_t index)
{
    return word_view(class_names[index].word);
}
