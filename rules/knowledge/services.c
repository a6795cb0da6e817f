/* Looks the service behind a class, a provider or a namespace up. */
#include "rules/knowledge/services.h"

#include "parsers/base/ascii.h"
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

/* Whether it is that name in hexadecimal UTF-16, with a '/' or nothing behind it: the binary part
 * of the Service Control Manager's 7036, which is the same in every language. */
static bool is_hex_name(struct view text, struct view name)
{
    if (text.len < 4 * name.len) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        const int digits[] = {ascii_hex_value(text.data[4 * i]),
                              ascii_hex_value(text.data[4 * i + 1])};
        const bool is_ascii = text.data[4 * i + 2] == '0' && text.data[4 * i + 3] == '0';
        if (digits[0] < 0 || digits[1] < 0 || !is_ascii ||
            ascii_fold((char)(digits[0] << 4 | digits[1])) != ascii_fold(name.data[i])) {
            return false;
        }
    }
    struct view rest = view_from(text, 4 * name.len);
    return rest.len < 4 || view_starts_nocase(rest, VIEW("2F00")) ||
           view_starts(rest, VIEW("0000"));
}

bool service_is_named(struct view text, struct view name, struct view display_name)
{
    return view_equal_nocase(text, name) || view_equal_nocase(text, display_name) ||
           is_hex_name(text, name);
}
