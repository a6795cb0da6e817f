/* What the tables about WMI's world have in common: how sure a row is, what of it is only inferred,
 * and which codes are normal for it. Generated from the .tsv files beside this one by
 * make_knowledge.py; every view that these headers give points into constant tables. */
#ifndef WMILOG_RULES_KNOWLEDGE_KNOWLEDGE_H
#define WMILOG_RULES_KNOWLEDGE_KNOWLEDGE_H
#include "parsers/base/names.h"

/* What the best source of a row is: documentation, a published dump of a real machine, a report
 * from the field, or general knowledge alone. What is inferred makes a cause at most possible. */
enum grade { GRADE_DOCUMENTED, GRADE_MEASURED, GRADE_FIELD, GRADE_INFERRED, GRADE_COUNT };
extern const struct names grade_names; /* "documented", ... */

/* Columns that are inferred in a row whose other columns are not: bit `1 << aspect`. */
enum aspect {
    ASPECT_NAME,
    ASPECT_PROVIDER,
    ASPECT_DLL,
    ASPECT_PATH,
    ASPECT_HOSTING,
    ASPECT_MOF,
    ASPECT_SINCE,
    ASPECT_UNTIL,
    ASPECT_EDITIONS,
    ASPECT_ACCESS,
    ASPECT_INSTALLED_BY,
    ASPECT_RIGHTS,
    ASPECT_NOTE,
    ASPECT_COUNT,
};
extern const struct names aspect_names; /* the columns' names: "name", "provider", ... */

/* Where a code is normal, so that it means no damage. */
enum normal_when {
    NORMAL_ELSEWHERE, /* where the owner (role, product, feature) is not installed */
    NORMAL_CLIENT,    /* on a client Windows */
    NORMAL_SERVER,    /* on a server Windows */
    NORMAL_CORE,      /* on a server Windows without the desktop (Server Core, Azure Stack HCI) */
    NORMAL_HARDWARE,  /* where the hardware, its firmware or its driver is missing */
    NORMAL_LATER,     /* on a Windows or product later than the last that has it */
    NORMAL_EARLIER,   /* on a Windows earlier than the first that has it */
    NORMAL_STOPPED,   /* while the service or program behind it does not run */
    NORMAL_USER,      /* for a caller without the rights that it asks for */
    NORMAL_VERSION,   /* where the name carries a version or code, and it is another one's */
    NORMAL_NOISE,     /* anywhere: seen on healthy machines */
    NORMAL_COUNT,
};
extern const struct names normal_when_names;           /* "elsewhere", ... */
const char *normal_when_phrase(enum normal_when when); /* "on every client Windows" */

struct normal {
    uint32_t code;
    enum normal_when when;
};

/* The i-th normal code of a row whose `normal` is `list`; false when there are not so many. */
bool normal_at(uint16_t list, size_t i, struct normal *normal);
/* Whether `code` is normal in that list, and when; the first where several are. */
bool normal_find(uint16_t list, uint32_t code, enum normal_when *when);

#endif
