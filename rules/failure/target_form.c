/* Tells addresses and full names from short ones. */
#include "rules/failure/target_form.h"

#include "parsers/base/computer_name.h"

static const char *const form_table[TARGET_FORM_COUNT] = {
    [TARGET_FORM_NONE] = "none", [TARGET_FORM_SHORT] = "short", [TARGET_FORM_FULL] = "full",
    [TARGET_FORM_IPV4] = "ipv4", [TARGET_FORM_IPV6] = "ipv6",
};
const struct names target_form_names = NAMES_OF("a form of a target's name", form_table);

enum target_form target_form_of(const struct failure *f)
{
    const struct view name = failure_target(f);
    if (view_is_empty(name)) {
        return TARGET_FORM_NONE;
    }
    if (view_find(name, VIEW(":"), 0) != SIZE_MAX ||
        view_ends_nocase(name, VIEW(".ipv6-literal.net"))) {
        return TARGET_FORM_IPV6;
    }
    if (computer_name_is_address(name)) {
        return TARGET_FORM_IPV4;
    }
    return view_find(name, VIEW("."), 0) == SIZE_MAX ? TARGET_FORM_SHORT : TARGET_FORM_FULL;
}
