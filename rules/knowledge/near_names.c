/* Goes through the tables for names that are written almost alike. */
#include "rules/knowledge/near_names.h"

#include "parsers/base/ascii.h"
#include "rules/knowledge/words.h"

enum {
    LONG_NAME = 12, /* bytes, from which on two edits are near */
    DIGIT_BITS = 6, /* what is no letter */
};

static const char *const mistyped_table[MISTYPED_COUNT] = {
    [MISTYPED_CLASS] = "class",
    [MISTYPED_NAMESPACE] = "namespace",
};
const struct names mistyped_names = NAMES_OF("a mistyped name", mistyped_table);

/* The characters in a name as bits, as make_knowledge.py counts them. */
static uint32_t letters(struct view name)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < name.len; i++) {
        const char c = ascii_fold(name.data[i]);
        const unsigned bit =
            ascii_is_letter(c) ? (unsigned)(c - 'a') : 26U + (uint8_t)c % DIGIT_BITS;
        bits |= 1U << bit;
    }
    return bits;
}

static unsigned count_bits(uint32_t bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

static bool is_capital(char c)
{
    return ascii_fold(c) != c;
}

/* The next digit, or capital unless those do not count, from `*pos` on; '\0' behind the last. */
static char next_mark(struct view name, size_t *pos, bool has_capitals)
{
    while (*pos < name.len) {
        const char c = name.data[(*pos)++];
        if (ascii_is_digit(c) || (has_capitals && is_capital(c))) {
            return c;
        }
    }
    return '\0';
}

/* Behind the first '_', if there is one. */
static struct view own_part(struct view name)
{
    struct view prefix, own;
    return view_cut(name, VIEW("_"), &prefix, &own) ? own : name;
}

/* Whether the names have other numbers or words: "...v6" for "...v4" and "...AdapterEx" are other
 * things, and no slips. In a name without capitals only the numbers count. */
static bool is_other_thing(struct view wanted, struct view known)
{
    const struct view a = own_part(wanted), b = own_part(known);
    bool has_capitals = false;
    for (size_t i = 0; i < a.len; i++) {
        has_capitals |= is_capital(a.data[i]);
    }
    size_t at = 0, other = 0;
    char mark;
    do {
        mark = next_mark(a, &at, has_capitals);
        if (mark != next_mark(b, &other, has_capitals)) {
            return true;
        }
    } while (mark != '\0');
    return false;
}

/* What is considered: every name, or only those of which the wanted one may be a slip. */
enum wish { WISH_ANY, WISH_SLIPS };

static void consider(struct nearest *nearest, struct view known, enum wish wish)
{
    if (wish == WISH_ANY || view_equal_nocase(nearest->wanted, known) ||
        !is_other_thing(nearest->wanted, known)) {
        (void)nearest_consider(nearest, known);
    }
}

/* Only those that stand in the namespace, unless that is empty. */
static void classes_in(struct nearest *nearest, struct view name_space, enum wish wish)
{
    const size_t len = nearest->wanted.len, most = nearest->max_edits;
    const uint32_t wanted = letters(nearest->wanted);
    const size_t shortest = len > most ? len - most : 0;
    const size_t longest = len + most < NEAREST_MAX_NAME ? len + most : NEAREST_MAX_NAME;
    if (len > NEAREST_MAX_NAME) {
        return;
    }
    struct class_facts facts;
    for (size_t i = class_length_starts[shortest]; i < class_length_starts[longest + 1]; i++) {
        const struct view known = word_view(class_names[class_by_length[i]].word);
        if (count_bits(class_letters[i] ^ wanted) <= 2 * most &&
            (view_is_empty(name_space) || class_find(name_space, known, &facts))) {
            consider(nearest, known, wish);
        }
    }
}

static struct nearest slip_of(struct view name)
{
    return (struct nearest){.wanted = name, .max_edits = name.len < LONG_NAME ? 1 : 2};
}

static bool is_slip(struct nearest of, struct view known)
{
    (void)nearest_consider(&of, known);
    return !view_is_empty(of.name);
}

/* Each part of a path is a slip of its own; a separator more or less is one alone. */
static bool is_slip_by_parts(struct view wanted, struct view known)
{
    const struct nearest whole = {.wanted = wanted, .max_edits = 1};
    struct view part, other, rest = wanted, more = known;
    while (view_cut(rest, VIEW("\\"), &part, &rest)) {
        if (!view_cut(more, VIEW("\\"), &other, &more)) {
            return is_slip(whole, known);
        }
        if (!is_slip(slip_of(part), other)) {
            return is_slip(whole, known);
        }
    }
    const bool is_deeper = view_find(more, VIEW("\\"), 0) != SIZE_MAX;
    return is_deeper ? is_slip(whole, known) : is_slip(slip_of(rest), more);
}

static void namespaces(struct nearest *nearest, enum wish wish)
{
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = word_view(namespace_rows[i].name);
        if (view_find(known, VIEW("*"), 0) == SIZE_MAX &&
            (wish == WISH_ANY || is_slip_by_parts(nearest->wanted, known))) {
            consider(nearest, known, wish);
        }
    }
}

void near_classes(struct nearest *nearest)
{
    classes_in(nearest, VIEW_NONE, WISH_ANY);
}

void near_namespaces(struct nearest *nearest)
{
    namespaces(nearest, WISH_ANY);
}

/* A name that is known is no slip. */
static struct view slip(const struct nearest *nearest)
{
    return nearest->edits == 0 ? VIEW_NONE : nearest->name;
}

struct view meant_class(struct view name_space, struct view class_name)
{
    struct nearest anywhere = slip_of(class_name), here = anywhere;
    classes_in(&anywhere, VIEW_NONE, WISH_SLIPS);
    if (view_is_empty(anywhere.name) || view_is_empty(name_space)) {
        return slip(&anywhere);
    }
    classes_in(&here, name_space, WISH_SLIPS);
    return view_is_empty(here.name) || here.edits > anywhere.edits ? slip(&anywhere) : slip(&here);
}

struct view meant_namespace(struct view name_space)
{
    struct nearest nearest = slip_of(name_space);
    namespaces(&nearest, WISH_SLIPS);
    return slip(&nearest);
}

struct view meant_property(struct view class_name, struct view property)
{
    struct nearest nearest = slip_of(property);
    struct view name, type;
    while (!view_is_empty(class_name)) {
        for (size_t i = 0; class_property_at(class_name, i, &name, &type); i++) {
            consider(&nearest, name, WISH_SLIPS);
        }
        class_name = class_superclass(class_name);
    }
    return slip(&nearest);
}
