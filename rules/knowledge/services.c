/* Looks the service behind a class, a provider or a namespace up. */
#include "rules/knowledge/services.h"

#include "rules/knowledge/words.h"

static bool find_in(const struct name_pattern *patterns, uint16_t count, struct view name,
                    struct service_facts *facts)
{
    const uint16_t found =
        view_is_empty(name) ? (uint16_t)NAME_NONE : pattern_find(patterns, count, name);
    if (found == NAME_NONE) {
        return false;
    }
    service_at(patterns[found].target, facts);
    return true;
}

bool service_find(struct view name_space, struct view class_name, struct view provider,
                  struct service_facts *facts)
{
    char key[NAMESPACE_KEY_SIZE];
    return find_in(class_service_patterns, class_service_pattern_count, class_name, facts) ||
           find_in(provider_service_patterns, provider_service_pattern_count, provider, facts) ||
           find_in(namespace_service_patterns, namespace_service_pattern_count,
                   namespace_key(name_space, key), facts);
}

size_t service_count(void)
{
    return service_row_count;
}

void service_at(size_t index, struct service_facts *facts)
{
    const struct service_row *row = &service_rows[index];
    *facts = (struct service_facts){
        .name = word_view(row->name),
        .display_name = word_view(row->display_name),
        .pattern = word_view(row->pattern),
        .of = (enum service_of)row->of,
        .grade = (enum grade)row->grade,
    };
}
