/* Goes through the parts of a namespace's name. */
#include "rules/failure/namespace_form.h"

static const char *const form_table[NAMESPACE_FORM_COUNT] = {
    [NAMESPACE_FORM_FINE] = "fine",
    [NAMESPACE_FORM_EMPTY_PART] = "empty-part",
    [NAMESPACE_FORM_NO_ROOT] = "no-root",
};
const struct names namespace_form_names = NAMES_OF("a form of a namespace's name", form_table);

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

/* Up to the next slash, behind which `*rest` goes on; absent after the last part. */
static struct view next_part(struct view *rest)
{
    size_t len = 0;
    while (len < rest->len && !is_slash(rest->data[len])) {
        len++;
    }
    const struct view part = view_slice(*rest, 0, len);
    *rest = len < rest->len ? view_from(*rest, len + 1) : VIEW_NONE;
    return part;
}

static bool has_empty_part(struct view name)
{
    while (name.data) {
        if (view_is_empty(next_part(&name))) {
            return true;
        }
    }
    return false;
}

enum namespace_form namespace_form_of(const struct failure *f)
{
    struct view name = view_trim(f->name_space);
    if (view_is_empty(name)) {
        return NAMESPACE_FORM_FINE;
    }
    const bool has_slash = is_slash(name.data[0]);
    struct view rest = has_slash ? view_from(name, 1) : name;
    if (!view_equal_nocase(next_part(&rest), VIEW("root"))) {
        return NAMESPACE_FORM_NO_ROOT;
    }
    const bool is_doubled_in_log = view_find(f->client.user, VIEW("\\\\"), 0) != SIZE_MAX;
    return !is_doubled_in_log && (has_slash || has_empty_part(name)) ? NAMESPACE_FORM_EMPTY_PART
                                                                     : NAMESPACE_FORM_FINE;
}
