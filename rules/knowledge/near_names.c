/* Goes through the tables for names that are written almost alike. */
#include "rules/knowledge/near_names.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "rules/knowledge/words.h"

enum {
    LONG_NAME = 12,  /* bytes, from which on two edits are near */
    STEM_NAME = 8,   /* bytes of a name's last part before a number or '*' that tell what it is */
    SHORT_PART = 10, /* bytes of what is below a namespace, with its backslash, that tell a lot */
    NUMBER_MAX = 2,  /* digits that a name may have more or less than another one */
    DIGIT_BITS = 6,  /* what is no letter */
};

static const char *const mistyped_table[MISTYPED_COUNT] = {
    [MISTYPED_CLASS] = "class",
    [MISTYPED_CLASS_NUMBER] = "class-number",
    [MISTYPED_NAMESPACE] = "namespace",
    [MISTYPED_NAMESPACE_NUMBER] = "namespace-number",
    [MISTYPED_NAMESPACE_PLACE] = "namespace-place",
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

/* A letter too many behind the whole name. */
static bool is_appended(struct view wanted, struct view known)
{
    return wanted.len == known.len + 1 && known.len >= STEM_NAME &&
           ascii_is_letter(ascii_fold(wanted.data[known.len])) &&
           !ascii_is_digit(known.data[known.len - 1]) &&
           view_equal_nocase(view_slice(wanted, 0, known.len), known);
}

/* Whether the names have other numbers or words: "...v6" for "...v4" and "...AdapterEx" are other
 * things, and no slips. In a name without capitals only the numbers count. */
static bool is_other_thing(struct view wanted, struct view known)
{
    struct view prefix, a = wanted, b = known;
    if (is_appended(wanted, known)) {
        return false;
    }
    if (!view_cut(wanted, VIEW("_"), &prefix, &a) || !view_cut(known, VIEW("_"), &prefix, &b)) {
        a = wanted; /* with the prefixes, if one has none: it may have lost its '_' */
        b = known;
    }
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

static bool has_wildcard(struct view name)
{
    return view_find(name, VIEW("*"), 0) != SIZE_MAX;
}

static struct view without_number(struct view name)
{
    while (name.len > 0 && ascii_is_digit(name.data[name.len - 1])) {
        name.len--;
    }
    return name;
}

/* What stands before the '*' of a name that ends with a number of its own, as SQL Server's do;
 * empty for other names. */
static struct view numbered_stem(struct view known)
{
    const struct view stem = view_slice(known, 0, known.len - 1);
    return view_ends_nocase(known, VIEW("*")) && !has_wildcard(stem) &&
                   view_behind_last(stem, "\\").len >= STEM_NAME
               ? stem
               : VIEW_NONE;
}

static void numbered_namespaces(struct nearest *nearest)
{
    struct nearest stem = *nearest;
    stem.wanted = without_number(nearest->wanted);
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = numbered_stem(word_view(namespace_rows[i].name));
        if (!view_is_empty(known) && is_slip_by_parts(stem.wanted, known)) {
            consider(&stem, known, WISH_SLIPS);
        }
    }
    nearest->name = stem.name;
    nearest->edits = stem.edits;
}

static void namespaces(struct nearest *nearest, enum wish wish)
{
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = word_view(namespace_rows[i].name);
        if (!has_wildcard(known) &&
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
    if (view_is_empty(here.name) || here.edits > anywhere.edits) {
        /* A second one of another namespace's may well be a class of its own. */
        return is_appended(class_name, anywhere.name) ? VIEW_NONE : slip(&anywhere);
    }
    /* So may one of a namespace that grows with each Windows, but for a plural. */
    const bool may_be_new = !view_equal_nocase(name_space, VIEW("root\\cimv2")) &&
                            !view_ends_nocase(class_name, VIEW("s"));
    return may_be_new && is_appended(class_name, here.name) ? VIEW_NONE : slip(&here);
}

/* Whether a known namespace stands below it: then it is one itself, though not in the table. */
static bool is_parent(struct view name_space)
{
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = word_view(namespace_rows[i].name);
        if (known.len > name_space.len && known.data[name_space.len] == '\\' &&
            view_starts_nocase(known, name_space)) {
            return true;
        }
    }
    return false;
}

struct view meant_namespace(struct view name_space)
{
    struct nearest nearest = slip_of(name_space);
    if (is_parent(name_space)) {
        return VIEW_NONE;
    }
    namespaces(&nearest, WISH_SLIPS);
    if (view_is_empty(nearest.name)) {
        numbered_namespaces(&nearest);
    }
    return slip(&nearest);
}

/* Whether the names are the same, letters folded, but for their numbers. */
static bool is_equal_but_numbers(struct view a, struct view b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && ascii_is_digit(a.data[i])) {
            i++;
        }
        while (j < b.len && ascii_is_digit(b.data[j])) {
            j++;
        }
        if (i == a.len || j == b.len) {
            return i == a.len && j == b.len;
        }
        if (ascii_fold(a.data[i++]) != ascii_fold(b.data[j++])) {
            return false;
        }
    }
}

struct view class_of_other_number(struct view name_space, struct view class_name)
{
    const uint32_t only_letters = (1U << 26) - 1, wanted = letters(class_name) & only_letters;
    const size_t len = class_name.len;
    struct class_facts facts;
    if (len < STEM_NAME || len > NEAREST_MAX_NAME - NUMBER_MAX) {
        return VIEW_NONE;
    }
    const size_t end = class_length_starts[len + NUMBER_MAX + 1];
    for (size_t i = class_length_starts[len - NUMBER_MAX]; i < end; i++) {
        const struct view known = word_view(class_names[class_by_length[i]].word);
        if ((class_letters[i] & only_letters) == wanted &&
            is_equal_but_numbers(class_name, known) && class_find(name_space, known, &facts)) {
            return known;
        }
    }
    return VIEW_NONE;
}

struct view namespace_of_other_number(struct view name_space)
{
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = word_view(namespace_rows[i].name);
        if (!has_wildcard(known) && is_equal_but_numbers(name_space, known)) {
            return known;
        }
    }
    return VIEW_NONE;
}

/* The one known namespace that ends so; empty where there is none, or more. */
static struct view namespace_that_ends(struct view end)
{
    struct view found = VIEW_NONE;
    for (size_t i = 0; i < namespace_count(); i++) {
        const struct view known = word_view(namespace_rows[i].name);
        if (!has_wildcard(known) && view_ends_nocase(known, end)) {
            if (!view_is_empty(found)) {
                return VIEW_NONE;
            }
            found = known;
        }
    }
    return found;
}

struct view namespace_of_other_place(struct view name_space)
{
    /* Below others a product has namespaces of its own, of names that many have. */
    static const char *const parents[] = {"root", "root\\cimv2", "root\\microsoft",
                                          "root\\microsoft\\windows"};
    struct view found = VIEW_NONE;
    for (size_t i = 0; i < COUNT_OF(parents) && view_is_empty(found); i++) {
        const struct view parent = view_of(parents[i]);
        const struct view part = view_from(name_space, parent.len); /* with its backslash */
        if (part.len >= SHORT_PART && part.data[0] == '\\' &&
            view_starts_nocase(name_space, parent)) {
            found = namespace_that_ends(part);
        }
    }
    return found;
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
