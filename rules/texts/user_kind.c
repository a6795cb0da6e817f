/* Knows who an account is by the way it is logged. */
#include "rules/texts/user_kind.h"

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"

static const char *const kind_table[USER_KIND_COUNT] = {
    [USER_KIND_USER] = "user",       [USER_KIND_EMPTY] = "empty",     [USER_KIND_SYSTEM] = "system",
    [USER_KIND_SERVICE] = "service", [USER_KIND_MACHINE] = "machine", [USER_KIND_LOCAL] = "local",
};
const struct names user_kind_names = NAMES_OF("a kind of user", kind_table);

/* Globs over the account as it is logged; the name of its authority is translated by Windows. */
static const struct {
    const char *glob;
    enum user_kind kind;
} user_globs[] = {
    {"NT A*\\SYSTEM", USER_KIND_SYSTEM},       {"NT-A*\\SYSTEM", USER_KIND_SYSTEM},
    {"AUTORI* NT\\S*ST*M*", USER_KIND_SYSTEM}, {"S-1-5-18", USER_KIND_SYSTEM},
    {"NT A*\\* SERVICE", USER_KIND_SERVICE},   {"NT SERVICE\\*", USER_KIND_SERVICE},
    {"IIS APPPOOL\\*", USER_KIND_SERVICE},     {"S-1-5-19", USER_KIND_SERVICE},
    {"S-1-5-20", USER_KIND_SERVICE},           {"*$", USER_KIND_MACHINE},
    {"MicrosoftAccount\\*", USER_KIND_LOCAL},
};

enum user_kind user_kind_of(struct view user)
{
    if (view_is_empty(user)) {
        return USER_KIND_EMPTY;
    }
    for (size_t i = 0; i < COUNT_OF(user_globs); i++) {
        char first = user_globs[i].glob[0];
        if (first != '*' && ascii_fold(first) != ascii_fold(user.data[0])) {
            continue; /* as nearly always */
        }
        if (view_glob_nocase(user, view_of(user_globs[i].glob))) {
            return user_globs[i].kind;
        }
    }
    return USER_KIND_USER;
}

enum user_kind user_kind_on(struct view user, struct view computer)
{
    enum user_kind kind = user_kind_of(user);
    struct view authority, name;
    if (kind == USER_KIND_USER && view_cut(user, VIEW("\\"), &authority, &name) &&
        (view_equal(authority, VIEW(".")) || computer_name_same(authority, computer))) {
        return USER_KIND_LOCAL;
    }
    return kind;
}
