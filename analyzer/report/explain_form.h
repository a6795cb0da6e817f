/* In which form `wmilog explain` tells what is known: what the forms have in common. */
#ifndef WMILOG_ANALYZER_REPORT_EXPLAIN_FORM_H
#define WMILOG_ANALYZER_REPORT_EXPLAIN_FORM_H
#include "rules/knowledge/classes.h"
#include "rules/knowledge/known_events.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/parts.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"
#include "rules/matching/match.h"

/* How each thing is told; `to` is what the form writes to. A name is as it was asked for: the row
 * may be a pattern. A base class has no row of its own: only others derive from it. */
struct explain_form {
    void (*code)(void *to, uint32_t value);
    void (*name_space)(void *to, struct view name, const struct namespace_facts *facts);
    void (*class)(void *to, struct view name, const struct class_facts *facts);
    void (*base_class)(void *to, struct view name);
    void (*provider)(void *to, const struct provider_facts *facts);
    void (*event)(void *to, uint16_t event_id, const struct known_event *event);
    void (*part)(void *to, const struct part_facts *part);
    void (*service)(void *to, const struct service_facts *service);
};

/* The rules that speak of a code in a phase, the causes that are commoner first. */
struct explain_rules {
    struct explain_rule {
        const struct rule *rule;
        unsigned rarity;
        bool is_of_family; /* it names the code's family, not the code itself */
        size_t visited;
    } * items;
    size_t count, cap;
    uint32_t value;
    enum family family;
    enum phase phase;
};

/* Rules that name the code or its family as what has to be there; those that fit any code are not
 * among them. Released by the caller. */
void explain_rules_init(struct explain_rules *found, const struct rule_set *rules, uint32_t value,
                        enum phase phase);
void explain_rules_release(struct explain_rules *found);

/* Whether a provider stands in the namespace of a row. */
bool explain_serves(const struct provider_facts *provider, struct view name_space);

#endif
