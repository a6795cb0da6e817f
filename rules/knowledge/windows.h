/* The releases of Windows by build (windows.tsv), and services that only servers or only clients
 * have (role_services.tsv). Builds and names are those of Microsoft's release histories
 * (learn.microsoft.com/windows/release-health); that a service is only there is general knowledge,
 * and makes an edition likely, never certain. */
#ifndef WMILOG_RULES_KNOWLEDGE_WINDOWS_H
#define WMILOG_RULES_KNOWLEDGE_WINDOWS_H
#include "parsers/base/names.h"
#include "parsers/base/view.h"

enum edition { EDITION_CLIENT, EDITION_SERVER, EDITION_COUNT, EDITION_UNKNOWN = EDITION_COUNT };

/* "client", "server". */
extern const struct names edition_names;

/* A feature update that only raises the build number runs on the kernel of an earlier release:
 * Kernel-General 12 of Windows 10 21H1 (19043) tells 19041. */
struct windows_release {
    uint32_t build, kernel;
    const char *names[EDITION_COUNT]; /* empty: there is none of this edition */
};
extern const struct windows_release windows_releases[]; /* by rising build */
extern const size_t windows_release_count;

/* The release of a build; NULL when the table has none. */
const struct windows_release *windows_release_find(uint32_t build);
/* The release of that edition with the lowest build from `build` on, or NULL; and the one with the
 * highest up to it. */
const struct windows_release *windows_release_from(uint32_t build, enum edition edition);
const struct windows_release *windows_release_to(uint32_t build, enum edition edition);
/* The builds that a name in the tables stands for, as in "Windows 8", "Windows 10, version 1703",
 * "Windows Server 2008 (IIS 7)" or "Windows 8.1 / Windows Server 2012 R2", of which the first
 * counts: from its first release to its last. 1 to 1 for a Windows before Vista; false, outputs
 * untouched, for what is none of the table. */
bool windows_release_named(struct view text, uint32_t *first, uint32_t *last);
/* The last release of that edition on the same kernel, or NULL. */
const struct windows_release *windows_release_last_on(uint32_t kernel, enum edition edition);

struct role_service {
    struct view name, display_name; /* NUL-terminated */
    enum edition edition;           /* the only one that has it */
};
extern const struct role_service role_services[];
extern const size_t role_service_count;

#endif
