/* Knows edit distance, for "did you mean" in messages. */
#include "parsers/base/nearest.h"

#include "parsers/base/ascii.h"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance of two texts of at most NEAREST_MAX_NAME bytes, or more than `max` when it
 * is more. */
static size_t edits(struct view a, struct view b, size_t max)
{
    size_t row[NEAREST_MAX_NAME + 1];
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0], lowest = i;
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t above = row[j];
            const bool is_same = ascii_fold(a.data[i - 1]) == ascii_fold(b.data[j - 1]);
            row[j] = least(diagonal + (is_same ? 0 : 1), least(above, row[j - 1]) + 1);
            lowest = least(lowest, row[j]);
            diagonal = above;
        }
        if (lowest > max) {
            return lowest;
        }
    }
    return row[b.len];
}

/* How many edits of these two still are near. */
static size_t most_edits(const struct nearest *nearest, struct view known)
{
    const size_t longer = nearest->wanted.len > known.len ? nearest->wanted.len : known.len;
    const size_t third = longer / 3 > 1 ? longer / 3 : 1;
    return least(least(third, nearest->max_edits), longer > 0 ? longer - 1 : 0);
}

bool nearest_consider(struct nearest *nearest, struct view known)
{
    const struct view wanted = nearest->wanted;
    if (view_is_empty(wanted) || wanted.len > NEAREST_MAX_NAME || known.len > NEAREST_MAX_NAME) {
        return false;
    }
    const size_t most = most_edits(nearest, known);
    const size_t apart = wanted.len > known.len ? wanted.len - known.len : known.len - wanted.len;
    const size_t found = apart > most ? apart : edits(wanted, known, most);
    if (found > most || (!view_is_empty(nearest->name) && found >= nearest->edits)) {
        return false;
    }
    nearest->name = known;
    nearest->edits = found;
    return true;
}

const char *nearest_name(struct view name, const char *const *names, size_t count)
{
    struct nearest nearest = {.wanted = name, .max_edits = NEAREST_MAX_NAME};
    const char *best = NULL;
    for (size_t i = 0; i < count; i++) {
        best = nearest_consider(&nearest, view_of(names[i])) ? names[i] : best;
    }
    return best;
}
