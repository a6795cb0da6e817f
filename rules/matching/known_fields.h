/* Fields of sentences that are not in a failure, but known of what it names. */
#ifndef WMILOG_RULES_MATCHING_KNOWN_FIELDS_H
#define WMILOG_RULES_MATCHING_KNOWN_FIELDS_H
#include "rules/failure/failure.h"

enum known_field {
    KNOWN_NAMESPACE_OWNER,
    KNOWN_NAMESPACE_OWNER_GUESS, /* one that is only inferred */
    KNOWN_CLASS_OWNER,
    KNOWN_CLASS_OWNER_GUESS, /* one that is only inferred */
    KNOWN_CLASS_DLL,
    KNOWN_CLASS_MOF,
    KNOWN_CLASS_NAMESPACE,  /* the first other one in which the class stands */
    KNOWN_CLASS_NAMESPACES, /* how those are called, of which there may be many */
    KNOWN_CLASS_UNTIL,
    KNOWN_SERVICE, /* as people read it */
    KNOWN_SERVICE_NAME,
    KNOWN_SERVICE_GUESS, /* one that is only inferred */
    KNOWN_PROVIDER_DLL,
    KNOWN_OWNER_CODE_MEANING,
    KNOWN_OWNER_CODE_OWNER,
    KNOWN_CODE_PART, /* of Windows, or the product, that gives the code its number */
    KNOWN_CLASS_RIGHTS,
    KNOWN_CLASS_SINCE,
    KNOWN_CLASS_SOURCE,  /* what its provider reads */
    KNOWN_CLASS_NEAREST, /* what was meant by the unknown class or namespace */
    KNOWN_NAMESPACE_NEAREST,
    KNOWN_CLASS_BELOW, /* classes that derive from it, the first few */
    KNOWN_NAMESPACE_SINCE,
    KNOWN_NAMESPACE_UNTIL,
    KNOWN_NAMESPACE_INSTALLED_BY,
    KNOWN_COUNT,
};

/* What the tables say, constant or in `arena`; empty where they say nothing, or only what is
 * inferred. */
struct view known_field_value(struct arena *arena, const struct failure *f, enum known_field field);

#endif
