/* A rule set of what the build has made of the rules. */
#include "rules/rule_file/builtin.h"

#include <string.h>

#include "rules/matching/rule_index.h"

void rule_set_init_builtin(struct rule_set *set)
{
    *set = (struct rule_set){.count = rule_compiled_count, .version = rule_compiled_version};
    arena_init(&set->arena, 0);
    const struct rule **rules = arena_alloc(&set->arena, set->count * sizeof(*rules));
    memcpy(rules, rule_compiled, set->count * sizeof(*rules));
    set->index = rule_index_build(&set->arena, rules, set->count);
    set->rules = rules;
    memcpy(set->sha256, rule_compiled_sha256, sizeof(set->sha256));
}
