/* Finds releases of Windows by build and edition. */
#include "rules/knowledge/windows.h"

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
