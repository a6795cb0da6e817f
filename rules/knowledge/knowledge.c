/* Names of what the knowledge tables have in common, and their lists of normal codes. */
#include "rules/knowledge/knowledge.h"

#include "rules/knowledge/knowledge_tables.h"

static const char *const grade_table[GRADE_COUNT] = {
    [GRADE_DOCUMENTED] = "documented",
    [GRADE_MEASURED] = "measured",
    [GRADE_FIELD] = "field",
    [GRADE_INFERRED] = "inferred",
};
const struct names grade_names = NAMES_OF("a grade", grade_table);

static const char *const aspect_table[ASPECT_COUNT] = {
    [ASPECT_NAME] = "name",
    [ASPECT_PROVIDER] = "provider",
    [ASPECT_DLL] = "dll",
    [ASPECT_PATH] = "path",
    [ASPECT_HOSTING] = "hosting",
    [ASPECT_MOF] = "mof",
    [ASPECT_SINCE] = "since",
    [ASPECT_UNTIL] = "until",
    [ASPECT_EDITIONS] = "editions",
    [ASPECT_ACCESS] = "access",
    [ASPECT_INSTALLED_BY] = "installed_by",
    [ASPECT_RIGHTS] = "rights",
    [ASPECT_NOTE] = "note",
};
const struct names aspect_names = NAMES_OF("a column", aspect_table);

static const char *const normal_when_table[NORMAL_COUNT] = {
    [NORMAL_ELSEWHERE] = "elsewhere", [NORMAL_CLIENT] = "client",     [NORMAL_SERVER] = "server",
    [NORMAL_CORE] = "core",           [NORMAL_HARDWARE] = "hardware", [NORMAL_LATER] = "later",
    [NORMAL_EARLIER] = "earlier",     [NORMAL_STOPPED] = "stopped",   [NORMAL_USER] = "user",
    [NORMAL_VERSION] = "version",     [NORMAL_NOISE] = "noise",
};
const struct names normal_when_names =
    NAMES_OF("a place where a code is normal", normal_when_table);

const char *normal_when_phrase(enum normal_when when)
{
    static const char *const phrases[NORMAL_COUNT] = {
        [NORMAL_ELSEWHERE] = "where what it comes with is not there",
        [NORMAL_CLIENT] = "on every client Windows",
        [NORMAL_SERVER] = "on every server Windows",
        [NORMAL_CORE] = "on a server without the desktop (Server Core)",
        [NORMAL_HARDWARE] = "where its hardware or driver is missing",
        [NORMAL_LATER] = "on later versions",
        [NORMAL_EARLIER] = "on earlier versions",
        [NORMAL_STOPPED] = "while what is behind it does not run",
        [NORMAL_USER] = "for a caller without the rights",
        [NORMAL_VERSION] = "where the name is another version's or site's",
        [NORMAL_NOISE] = "anywhere: healthy machines log it",
    };
    return phrases[when];
}

bool normal_at(uint16_t list, size_t i, struct normal *normal)
{
    for (const struct normal_row *row = &normal_rows[list]; list != 0; row++, i--) {
        if (i == 0) {
            *normal = (struct normal){row->code, (enum normal_when)row->when};
            return true;
        }
        if (row->is_last) {
            break;
        }
    }
    return false;
}

bool normal_find(uint16_t list, uint32_t code, enum normal_when *when)
{
    struct normal normal;
    for (size_t i = 0; normal_at(list, i, &normal); i++) {
        if (normal.code == code) {
            *when = normal.when;
            return true;
        }
    }
    return false;
}
