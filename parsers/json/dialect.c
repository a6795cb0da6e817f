/* Looking up rows of the tables. */
#include "parsers/json/dialect.h"

#include "parsers/base/ascii.h"
#include "parsers/base/search.h"

enum { MAX_MARK_NAME = 64 /* bytes */ };

/* As the names stand in their table: the shorter first. */
static int compare_names(const void *key, const void *item)
{
    const struct view *a = key, *b = item;
    return a->len != b->len ? (a->len > b->len) - (a->len < b->len) : view_compare(*a, *b);
}

void json_marks_add(struct json_marks *marks, struct view name)
{
    char lower[MAX_MARK_NAME];
    if (name.len > sizeof(lower)) {
        return;
    }
    ascii_lower(lower, name.data, name.len);
    const struct view key = {lower, name.len};
    const size_t at = search_first(&key, json_mark_names, json_mark_name_count,
                                   sizeof(*json_mark_names), compare_names);
    if (at < json_mark_name_count && view_equal(json_mark_names[at], key)) {
        marks->words[at / 64] |= UINT64_C(1) << at % 64;
    }
}

bool json_marks_have_any(const struct json_marks *marks, const struct json_marks *some)
{
    uint64_t common = 0;
    for (size_t i = 0; i < JSON_MARK_WORDS; i++) {
        common |= marks->words[i] & some->words[i];
    }
    return common != 0;
}

bool json_marks_have_all(const struct json_marks *marks, const struct json_marks *some)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < JSON_MARK_WORDS; i++) {
        missing |= some->words[i] & ~marks->words[i];
    }
    return missing == 0;
}

const struct json_row *json_row_of(const struct json_dialect *d, unsigned what)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->rows[i].what == what) {
            return &d->rows[i];
        }
    }
    return NULL;
}
