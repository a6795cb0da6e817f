/* What is known of WMI providers: their DLLs, CLSIDs and hosts (providers.tsv). */
#ifndef WMILOG_RULES_KNOWLEDGE_PROVIDERS_H
#define WMILOG_RULES_KNOWLEDGE_PROVIDERS_H
#include "rules/knowledge/knowledge.h"

struct provider_facts {
    struct view name;
    struct view clsid;      /* "{...}" in lower case, or empty */
    struct view path;       /* DLL or program, or empty */
    struct view hosting;    /* "NetworkServiceHost", "Decoupled:Com", ..., "default" or "unknown" */
    struct view namespaces; /* with ',' between them */
    struct view owner;
    struct view note;
    enum grade grade;
    unsigned inferred; /* bits by enum aspect */
};

/* The facts of a provider by name, case folded. Where two have one name, that of the namespace, and
 * the first when the namespace is empty or neither's. False, `*facts` untouched, when unknown. */
bool provider_find(struct view name_space, struct view name, struct provider_facts *facts);
/* The providers of a CLSID, with or without braces, case folded: the i-th of them by name. */
bool provider_find_clsid(struct view clsid, size_t i, struct provider_facts *facts);

size_t provider_count(void);
void provider_at(size_t index, struct provider_facts *facts); /* by name, then CLSID */

#endif
