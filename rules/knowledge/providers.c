/* Looks providers up, by name and by CLSID. */
#include "rules/knowledge/providers.h"

#include "parsers/base/search.h"
#include "rules/knowledge/words.h"

/* Whether `name_space` stands in the provider's list of namespaces. */
static bool serves(const struct provider_row *row, struct view name_space)
{
    struct view rest = word_view(row->namespaces);
    struct view one = rest;
    bool has_more = true;
    while (has_more) {
        has_more = view_cut(rest, VIEW(","), &one, &rest);
        if (view_glob_nocase(name_space, has_more ? one : rest)) {
            return true;
        }
    }
    return false;
}

bool provider_find(struct view name_space, struct view name, struct provider_facts *facts)
{
    const uint16_t found = pattern_find(provider_patterns, provider_pattern_count, name);
    if (found == NAME_NONE) {
        return false;
    }
    const uint16_t first = provider_patterns[found].target;
    uint16_t best = first;
    for (uint16_t i = first; i < provider_row_count && best == first; i++) {
        if (name_compare(word_view(provider_rows[i].name), name) != 0) {
            break;
        }
        best = serves(&provider_rows[i], name_space) ? i : best;
    }
    provider_at(best, facts);
    return true;
}

/* The CLSID of a row that has one, without its braces. */
static struct view bare_clsid(uint16_t row)
{
    const struct view clsid = word_view(provider_rows[row].clsid);
    return view_slice(clsid, 1, clsid.len - 1);
}

static int by_clsid(const void *key, const void *item)
{
    return name_compare(*(const struct view *)key, bare_clsid(*(const uint16_t *)item));
}

bool provider_find_clsid(struct view clsid, size_t i, struct provider_facts *facts)
{
    const bool has_braces = clsid.len > 1 && clsid.data[0] == '{';
    const struct view bare = has_braces ? view_slice(clsid, 1, clsid.len - 1) : clsid;
    const size_t first = search_first(&bare, provider_clsids, provider_clsid_count,
                                      sizeof(*provider_clsids), by_clsid);
    if (i >= provider_clsid_count - first || by_clsid(&bare, &provider_clsids[first + i]) != 0) {
        return false;
    }
    provider_at(provider_clsids[first + i], facts);
    return true;
}

size_t provider_count(void)
{
    return provider_row_count;
}

void provider_at(size_t index, struct provider_facts *facts)
{
    const struct provider_row *row = &provider_rows[index];
    *facts = (struct provider_facts){
        .name = word_view(row->name),
        .clsid = word_view(row->clsid),
        .path = word_view(row->path),
        .hosting = word_view(row->hosting),
        .namespaces = word_view(row->namespaces),
        .owner = word_view(row->owner),
        .note = word_view(row->note),
        .grade = (enum grade)row->grade,
        .inferred = row->inferred,
    };
}
