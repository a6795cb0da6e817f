/* What is known of WMI namespaces: whose they are, since when, for whom (namespaces.tsv). */
#ifndef WMILOG_RULES_KNOWLEDGE_NAMESPACES_H
#define WMILOG_RULES_KNOWLEDGE_NAMESPACES_H
#include "rules/knowledge/knowledge.h"

/* What brings a namespace: Windows itself, an optional feature, a server role, another product, or
 * a driver or firmware. */
enum namespace_kind {
    NAMESPACE_KIND_WINDOWS,
    NAMESPACE_KIND_FEATURE,
    NAMESPACE_KIND_ROLE,
    NAMESPACE_KIND_PRODUCT,
    NAMESPACE_KIND_DRIVER,
    NAMESPACE_KIND_COUNT,
};
enum editions {
    EDITIONS_UNKNOWN,
    EDITIONS_BOTH,
    EDITIONS_CLIENT,
    EDITIONS_SERVER,
    EDITIONS_COUNT,
};
/* Whether a connection below packet privacy is refused. */
enum encryption { ENCRYPTION_UNKNOWN, ENCRYPTION_NO, ENCRYPTION_YES, ENCRYPTION_COUNT };
/* The security that a namespace has at first. EVERYONE_READ: users may read on the machine itself,
 * administrators do everything, and nobody else connects from other machines. ADMINISTRATORS: with
 * service accounts. OTHER: the note tells. */
enum access {
    ACCESS_UNKNOWN,
    ACCESS_EVERYONE_READ,
    ACCESS_ADMINISTRATORS,
    ACCESS_OTHER,
    ACCESS_COUNT,
};

/* "windows", "feature", ...; "unknown", "both", ...; "unknown", "no", "yes"; "unknown",
 * "everyone-read", ... */
extern const struct names namespace_kind_names, editions_names, encryption_names, access_names;

struct namespace_facts {
    struct view name;  /* of the row, in lower case; '*' stands for any text */
    struct view owner; /* "windows", or the feature, role, product */
    struct view since, until;
    struct view installed_by; /* always from general knowledge, but for "built in" */
    struct view mof;          /* names, with "; " between them */
    struct view note;
    enum namespace_kind kind;
    enum editions editions;
    enum encryption encryption;
    enum access access;
    enum grade grade;
    unsigned inferred; /* bits by enum aspect */
    uint16_t normal;   /* list of normal codes: see normal_at */
};

/* The facts of a namespace, normalised as fingerprint_namespace does it ('*' may stand for a SID);
 * case does not matter. The row of that very name, else the pattern with the longest beginning that
 * matches. False, `*facts` untouched, when none does. */
bool namespace_find(struct view name_space, struct namespace_facts *facts);

size_t namespace_count(void);
void namespace_at(size_t index, struct namespace_facts *facts); /* by name; index < count */

#endif
