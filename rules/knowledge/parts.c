/* Looks the parts of WMI itself up. */
#include "rules/knowledge/parts.h"

#include "rules/knowledge/words.h"

static const char *const part_kind_table[PART_KIND_COUNT] = {
    [PART_PROGRAM] = "program",     [PART_LIBRARY] = "library", [PART_SERVICE] = "service",
    [PART_COM_CLASS] = "COM class", [PART_FILE] = "file",
};
const struct names part_kind_names = NAMES_OF("a kind of part", part_kind_table);

static struct view without_braces(struct view clsid)
{
    const bool has_braces = view_starts(clsid, VIEW("{")) && view_ends_nocase(clsid, VIEW("}"));
    return has_braces ? view_slice(clsid, 1, clsid.len - 1) : clsid;
}

struct view part_stem(struct view name)
{
    struct view extension;
    view_cut(name, VIEW("."), &name, &extension);
    return name;
}

static bool is_named(const struct part_facts *facts, struct view word)
{
    return view_equal_nocase(facts->name, word) ||
           view_equal_nocase(part_stem(facts->name), word) ||
           (!view_is_empty(facts->clsid) &&
            view_equal_nocase(without_braces(facts->clsid), without_braces(word)));
}

bool part_find(struct view word, struct part_facts *facts)
{
    for (size_t i = 0; i < part_row_count; i++) {
        struct part_facts part;
        part_at(i, &part);
        if (is_named(&part, word)) {
            *facts = part;
            return true;
        }
    }
    return false;
}

size_t part_count(void)
{
    return part_row_count;
}

void part_at(size_t index, struct part_facts *facts)
{
    const struct part_row *row = &part_rows[index];
    *facts = (struct part_facts){
        .name = word_view(row->name),
        .kind = (enum part_kind)row->kind,
        .clsid = word_view(row->clsid),
        .tells = word_view(row->tells),
        .look_at = word_view(row->look_at),
    };
}
