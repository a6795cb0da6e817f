/* Whether a class or namespace of the tables is to be found on a certain Windows. */
#ifndef WMILOG_RULES_KNOWLEDGE_WINDOWS_FIT_H
#define WMILOG_RULES_KNOWLEDGE_WINDOWS_FIT_H
#include "rules/knowledge/classes.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/windows.h"

/* What is known of a machine's Windows. */
struct windows_bounds {
    enum edition edition;
    uint32_t from, to; /* of its build; 0 to UINT32_MAX: unknown */
};

enum windows_fit {
    WINDOWS_FIT_UNKNOWN,
    WINDOWS_FIT_HERE,          /* this edition and version has it */
    WINDOWS_FIT_OTHER_EDITION, /* only the other one has it: client or server */
    WINDOWS_FIT_TOO_NEW,       /* it came with a later version */
    WINDOWS_FIT_ENDED,         /* it ended with an earlier one */
    WINDOWS_FIT_COUNT,
};
/* "unknown", "here", "other-edition", "too-new", "ended" */
extern const struct names windows_fit_names;

enum windows_fit windows_fit_class(const struct class_facts *facts,
                                   const struct windows_bounds *windows);
enum windows_fit windows_fit_namespace(const struct namespace_facts *facts,
                                       const struct windows_bounds *windows);
/* The column of the tables that an answer rests on: bits by enum aspect. */
unsigned windows_fit_aspects(enum windows_fit fit);

#endif
