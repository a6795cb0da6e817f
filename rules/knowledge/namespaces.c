/* Looks namespaces up. */
#include "rules/knowledge/namespaces.h"

#include "rules/knowledge/words.h"

static const char *const namespace_kind_table[NAMESPACE_KIND_COUNT] = {
    [NAMESPACE_KIND_WINDOWS] = "windows", [NAMESPACE_KIND_FEATURE] = "feature",
    [NAMESPACE_KIND_ROLE] = "role",       [NAMESPACE_KIND_PRODUCT] = "product",
    [NAMESPACE_KIND_DRIVER] = "driver",
};
const struct names namespace_kind_names = NAMES_OF("a kind of namespace", namespace_kind_table);

static const char *const editions_table[EDITIONS_COUNT] = {
    [EDITIONS_UNKNOWN] = "unknown",
    [EDITIONS_BOTH] = "both",
    [EDITIONS_CLIENT] = "client",
    [EDITIONS_SERVER] = "server",
};
const struct names editions_names = NAMES_OF("editions of Windows", editions_table);

static const char *const encryption_table[ENCRYPTION_COUNT] = {
    [ENCRYPTION_UNKNOWN] = "unknown",
    [ENCRYPTION_NO] = "no",
    [ENCRYPTION_YES] = "yes",
};
const struct names encryption_names = NAMES_OF("a need of encryption", encryption_table);

static const char *const access_table[ACCESS_COUNT] = {
    [ACCESS_UNKNOWN] = "unknown",
    [ACCESS_EVERYONE_READ] = "everyone-read",
    [ACCESS_ADMINISTRATORS] = "administrators",
    [ACCESS_OTHER] = "other",
};
const struct names access_names = NAMES_OF("an access", access_table);

bool namespace_find(struct view name_space, struct namespace_facts *facts)
{
    char key[NAMESPACE_KEY_SIZE];
    const uint16_t found =
        pattern_find(namespace_patterns, namespace_pattern_count, namespace_key(name_space, key));
    if (found == NAME_NONE) {
        return false;
    }
    namespace_at(namespace_patterns[found].target, facts);
    return true;
}

size_t namespace_count(void)
{
    return namespace_row_count;
}

void namespace_at(size_t index, struct namespace_facts *facts)
{
    const struct namespace_row *row = &namespace_rows[index];
    *facts = (struct namespace_facts){
        .name = word_view(row->name),
        .owner = word_view(row->owner),
        .since = word_view(row->since),
        .until = word_view(row->until),
        .installed_by = word_view(row->installed_by),
        .mof = word_view(row->mof),
        .note = word_view(row->note),
        .kind = (enum namespace_kind)row->kind,
        .editions = (enum editions)row->editions,
        .encryption = (enum encryption)row->encryption,
        .access = (enum access)row->access,
        .grade = (enum grade)row->grade,
        .inferred = row->inferred,
        .normal = row->normal,
    };
}
