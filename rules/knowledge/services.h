/* Which Windows service stands behind a class, a provider or a namespace (services.tsv): the one to
 * look at when the provider cannot reach what it serves. */
#ifndef WMILOG_RULES_KNOWLEDGE_SERVICES_H
#define WMILOG_RULES_KNOWLEDGE_SERVICES_H
#include "rules/knowledge/knowledge.h"

enum service_of { SERVICE_OF_CLASS, SERVICE_OF_PROVIDER, SERVICE_OF_NAMESPACE };

struct service_facts {
    struct view name;         /* "Spooler": as the Service Control Manager and sc.exe know it */
    struct view display_name; /* "Print Spooler": as its events 7031, 7034, 7036 write it */
    struct view pattern;      /* of the row that told it */
    enum service_of of;
    enum grade grade;
};

/* The service behind what is known of an operation; what is not known is empty. The class tells it
 * before the provider, and both before the namespace; among patterns the longest beginning. False,
 * `*facts` untouched, when no service is known. */
bool service_find(struct view name_space, struct view class_name, struct view provider,
                  struct service_facts *facts);

/* Whether a datum of the Service Control Manager names the service: under its name, the one that is
 * shown, or in the binary part of its event 7036. */
bool service_is_named(struct view text, struct view name, struct view display_name);

size_t service_count(void);
void service_at(size_t index, struct service_facts *facts);

#endif
