/* Finds releases of Windows by build and edition. */
#include "rules/knowledge/windows.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

static const char *const edition_table[EDITION_COUNT] = {
    [EDITION_CLIENT] = "client",
    [EDITION_SERVER] = "server",
};
const struct names edition_names = NAMES_OF("an edition", edition_table);

static bool has_edition(const struct windows_release *release, enum edition edition)
{
    return release->names[edition][0] != '\0';
}

const struct windows_release *windows_release_find(uint32_t build)
{
    for (size_t i = 0; i < windows_release_count; i++) {
        if (windows_releases[i].build == build) {
            return &windows_releases[i];
        }
    }
    return NULL;
}

const struct windows_release *windows_release_from(uint32_t build, enum edition edition)
{
    for (size_t i = 0; i < windows_release_count; i++) {
        if (windows_releases[i].build >= build && has_edition(&windows_releases[i], edition)) {
            return &windows_releases[i];
        }
    }
    return NULL;
}

const struct windows_release *windows_release_to(uint32_t build, enum edition edition)
{
    for (size_t i = windows_release_count; i-- > 0;) {
        if (windows_releases[i].build <= build && has_edition(&windows_releases[i], edition)) {
            return &windows_releases[i];
        }
    }
    return NULL;
}

const struct windows_release *windows_release_last_on(uint32_t kernel, enum edition edition)
{
    for (size_t i = windows_release_count; i-- > 0;) {
        if (windows_releases[i].kernel == kernel && has_edition(&windows_releases[i], edition)) {
            return &windows_releases[i];
        }
    }
    return NULL;
}

/* The first name of a text, and the release that stands behind it: "Windows 10" and "1703". */
static struct view first_name(struct view text, struct view *version)
{
    static const struct view ends[] = {{" / ", 3}, {" (", 2}, {";", 1}, {" with ", 6}};
    const struct view version_word = VIEW(", version ");
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        const size_t end = view_find(text, ends[i], 0);
        text = view_slice(text, 0, end == SIZE_MAX ? text.len : end);
    }
    *version = VIEW_NONE;
    const size_t at = view_find(text, version_word, 0);
    if (at != SIZE_MAX) {
        *version = view_from(text, at + version_word.len);
        text = view_slice(text, 0, at);
    }
    const size_t comma = view_find(text, VIEW(","), 0);
    return view_trim(view_slice(text, 0, comma == SIZE_MAX ? text.len : comma));
}

/* A release is called by that name, or by it and a service pack or version: not "R2", which is
 * another Windows. */
static bool is_called(const char *release, struct view name, struct view version)
{
    const struct view whole = view_of(release);
    if (!view_starts(whole, name)) {
        return false;
    }
    const struct view rest = view_from(whole, name.len);
    if (!view_is_empty(version)) {
        return view_equal(view_trim(rest), version);
    }
    return rest.len == 0 || (rest.data[0] == ' ' && !view_starts(rest, VIEW(" R2")));
}

static bool is_older_than_table(struct view name)
{
    static const char *const globs[] = {"Windows 2000*", "Windows XP*", "Windows Server 2003*",
                                        "Windows NT*",   "Windows Me*", "Windows 9*"};
    for (size_t i = 0; i < COUNT_OF(globs); i++) {
        if (view_glob_nocase(name, view_of(globs[i]))) {
            return true;
        }
    }
    return false;
}

bool windows_release_named(struct view text, uint32_t *first, uint32_t *last)
{
    struct view version, name = first_name(text, &version);
    uint32_t from = 0, to = 0;
    const bool is_whole = name.len > 0 && (ascii_is_digit(name.data[name.len - 1]) ||
                                           view_ends_nocase(name, VIEW(" Vista")));
    for (size_t i = 0; i < windows_release_count && is_whole; i++) {
        const struct windows_release *release = &windows_releases[i];
        for (unsigned e = 0; e < EDITION_COUNT; e++) {
            if (is_called(release->names[e], name, version)) {
                from = from == 0 ? release->build : from;
                to = release->build;
            }
        }
    }
    if (from == 0 && !is_older_than_table(name)) {
        return false;
    }
    *first = from == 0 ? 1 : from;
    *last = from == 0 ? 1 : to;
    return true;
}
