/* Looks codes up that belong to what a provider serves. */
#include "rules/knowledge/owner_codes.h"

#include "parsers/base/search.h"
#include "rules/knowledge/words.h"

static int by_code(const void *key, const void *item)
{
    const uint32_t value = *(const uint32_t *)key;
    const struct owner_code_row *row = item;
    return value > row->code ? 1 : value < row->code ? -1 : 0;
}

size_t owner_code_range(uint32_t value, size_t *count)
{
    const size_t first = search_first(&value, owner_code_rows, owner_code_row_count,
                                      sizeof(*owner_code_rows), by_code);
    size_t end = first;
    while (end < owner_code_row_count && owner_code_rows[end].code == value) {
        end++;
    }
    *count = end - first;
    return first;
}

/* Among the rows of a code that of the owner of the most special pattern. */
static bool find_in(const struct name_pattern *patterns, uint16_t pattern_count, struct view name,
                    size_t first, size_t count, struct owner_code *code)
{
    uint16_t pattern =
        view_is_empty(name) ? (uint16_t)NAME_NONE : pattern_find(patterns, pattern_count, name);
    for (; pattern != NAME_NONE; pattern = pattern_next(patterns, pattern, name)) {
        for (size_t i = first; i < first + count; i++) {
            if (owner_code_rows[i].owner == patterns[pattern].target) {
                owner_code_at(i, code);
                return true;
            }
        }
    }
    return false;
}

static bool find_exactly(uint32_t value, struct view name_space, struct view class_name,
                         struct view provider, struct owner_code *code)
{
    size_t count;
    const size_t first = owner_code_range(value, &count);
    if (count == 0) {
        return false;
    }
    char key[NAMESPACE_KEY_SIZE];
    return find_in(class_owner_patterns, class_owner_pattern_count, class_name, first, count,
                   code) ||
           find_in(provider_owner_patterns, provider_owner_pattern_count, provider, first, count,
                   code) ||
           find_in(namespace_owner_patterns, namespace_owner_pattern_count,
                   namespace_key(name_space, key), first, count, code);
}

/* Some providers hand the number of a Windows error on as it is, others as an HRESULT. Low numbers
 * are those of Management Infrastructure as well. */
bool owner_code_find(uint32_t value, struct view name_space, struct view class_name,
                     struct view provider, struct owner_code *code)
{
    static const uint32_t facility_win32 = 0x80070000;
    return find_exactly(value, name_space, class_name, provider, code) ||
           (value > UINT8_MAX && value <= UINT16_MAX &&
            find_exactly(facility_win32 | value, name_space, class_name, provider, code));
}

size_t owner_code_count(void)
{
    return owner_code_row_count;
}

void owner_code_at(size_t index, struct owner_code *code)
{
    const struct owner_code_row *row = &owner_code_rows[index];
    *code = (struct owner_code){
        .value = row->code,
        .owner = word_view(row->owner),
        .symbol = word_view(row->symbol),
        .meaning = word_view(row->meaning),
        .grade = (enum grade)row->grade,
    };
}
