/* Finds names and patterns in the generated tables. */
#include "rules/knowledge/words.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/search.h"

#define FNV_START 2166136261U
#define FNV_PRIME 16777619U

static uint8_t fold(char c)
{
    return (uint8_t)ascii_fold(c);
}

struct view word_view(uint16_t word)
{
    const uint32_t start = word_starts[word];
    return (struct view){(const char *)word_pool + start, word_starts[word + 1] - start};
}

/* How many bytes at the beginning are surely equal: eight at a time, for many names begin alike. */
static size_t equal_bytes(struct view a, struct view b, size_t len)
{
    size_t i = 0;
    uint64_t left, right;
    for (; len - i >= sizeof(left); i += sizeof(left)) {
        memcpy(&left, a.data + i, sizeof(left));
        memcpy(&right, b.data + i, sizeof(right));
        if (left != right) {
            break;
        }
    }
    return i;
}

int name_compare(struct view a, struct view b)
{
    const size_t shorter = a.len < b.len ? a.len : b.len;
    for (size_t i = equal_bytes(a, b, shorter); i < shorter; i++) {
        const int difference = fold(a.data[i]) - fold(b.data[i]);
        if (difference != 0) {
            return difference;
        }
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

uint32_t name_hash(struct view name)
{
    uint32_t hash = FNV_START;
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ fold(name.data[i])) * FNV_PRIME;
    }
    return hash;
}

/* The nearest match from `at` on, along the patterns whose beginning the name can have. */
static uint16_t first_match(const struct name_pattern *patterns, uint16_t at, struct view name)
{
    for (; at != NAME_NONE; at = patterns[at].parent) {
        const struct view pattern = word_view(patterns[at].word);
        const bool is_name = patterns[at].literal == pattern.len;
        if (is_name ? name_compare(pattern, name) == 0 : view_glob_nocase(name, pattern)) {
            return at;
        }
    }
    return NAME_NONE;
}

/* Patterns whose beginning stands at or before the name are passed over. */
static int by_beginning(const void *key, const void *item)
{
    const struct name_pattern *pattern = item;
    const struct view beginning = view_slice(word_view(pattern->word), 0, pattern->literal);
    return name_compare(*(const struct view *)key, beginning) >= 0 ? 1 : -1;
}

uint16_t pattern_find(const struct name_pattern *patterns, uint16_t count, struct view name)
{
    const size_t behind = search_first(&name, patterns, count, sizeof(*patterns), by_beginning);
    return behind == 0 ? NAME_NONE : first_match(patterns, (uint16_t)(behind - 1), name);
}

uint16_t pattern_next(const struct name_pattern *patterns, uint16_t pattern, struct view name)
{
    return first_match(patterns, patterns[pattern].parent, name);
}

struct view namespace_key(struct view name_space, char key[NAMESPACE_KEY_SIZE])
{
    static const struct view sid = {"s_1_*", 5};
    if (view_is_empty(name_space) || !memchr(name_space.data, '*', name_space.len)) {
        return name_space;
    }
    size_t len = 0;
    for (size_t i = 0; i < name_space.len; i++) {
        const bool begins = i > 0 && name_space.data[i - 1] == '\\';
        const bool ends = i + 1 == name_space.len || name_space.data[i + 1] == '\\';
        if (len + sid.len > NAMESPACE_KEY_SIZE) {
            return name_space;
        }
        if (name_space.data[i] == '*' && begins && ends) {
            memcpy(key + len, sid.data, sid.len);
            len += sid.len;
        } else {
            key[len++] = name_space.data[i];
        }
    }
    return (struct view){key, len};
}
