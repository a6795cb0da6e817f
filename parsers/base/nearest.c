/* Knows edit distance, for "did you mean" in messages. */
#include "parsers/base/nearest.h"

enum { MAX_NAME = 48 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance of two texts of at most MAX_NAME bytes. */
static size_t edits(struct view a, struct view b)
{
    size_t row[MAX_NAME + 1];
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            size_t changed = diagonal + (a.data[i - 1] == b.data[j - 1] ? 0 : 1);
            row[j] = least(changed, least(above, row[j - 1]) + 1);
            diagonal = above;
        }
    }
    return row[b.len];
}

const char *nearest_name(struct view name, const char *const *names, size_t count)
{
    if (view_is_empty(name) || name.len > MAX_NAME) {
        return NULL;
    }

    const char *best = NULL;
    size_t best_edits = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        struct view known = view_of(names[i]);
        if (known.len > MAX_NAME) {
            continue;
        }
        size_t distance = edits(name, known);
        size_t longer = name.len > known.len ? name.len : known.len;
        if (distance < best_edits && (distance == 1 || distance <= longer / 3) &&
            distance < longer) {
            best = names[i];
            best_edits = distance;
        }
    }
    return best;
}
