/* A rule set of what the build has made of the rules. */
#include "rules/rule_file/builtin.h"

#include <string.h>

#include "rules/matching/rule_index.h"

void rule_set_list_builtin(struct rule_set *set)
{
    *set = (struct rule_set){
        .rules = rule_compiled, .count = rule_compiled_count, .version = rule_compiled_version};
    arena_init(&set->arena, 0);
    memcpy(set->sha256, rule_compiled_sha256, sizeof(set->sha256));
}

void rule_set_index(struct rule_set *set)
{
    if (set->index) {
        return;
    }
    const struct rule **rules = arena_alloc(&set->arena, set->count * sizeof(*rules));
    memcpy(rules, set->rules, set->count * sizeof(*rules));
    set->index = rule_index_build(&set->arena, rules, set->count);
    set->rules = rules;
}

void rule_set_init_builtin(struct rule_set *set)
{
    rule_set_list_builtin(set);
    rule_set_index(set);
}
