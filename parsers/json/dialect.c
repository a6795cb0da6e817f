/* Looking up rows of the tables. */
#include "parsers/json/dialect.h"

void json_marks_add(struct json_marks *marks, struct view name)
{
    if (name.len > json_mark_longest) {
        return;
    }
    for (size_t i = json_mark_starts[name.len]; i < json_mark_starts[name.len + 1]; i++) {
        if (view_equal_nocase(json_mark_names[i], name)) {
            marks->words[i / 64] |= UINT64_C(1) << i % 64;
            return;
        }
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
