/* What the tables of rules/knowledge/ say of a failure, as far as conditions ask: looked up when
 * the first of them asks, and how sure it is. */
#ifndef WMILOG_RULES_MATCHING_KNOWN_FACTS_H
#define WMILOG_RULES_MATCHING_KNOWN_FACTS_H
#include "rules/failure/failure.h"
#include "rules/knowledge/classes.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/near_names.h"
#include "rules/knowledge/owner_codes.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"
#include "rules/rule/condition.h"

struct known_facts {
    unsigned parts; /* bits: those that are looked up, and those that are known */
    struct namespace_facts name_space;
    struct class_facts class_facts;
    enum class_place class_place;
    struct provider_facts provider; /* of the class */
    struct service_facts service;
    struct owner_code owner_code;
};

/* The answers for one kind of condition about the tables; `name_space` is normalised. What is not
 * known is one past the names of the condition, or an empty text. */
uint32_t known_facts_number(struct known_facts *known, const struct failure *f,
                            struct view name_space, enum condition_kind kind);
struct view known_facts_text(struct known_facts *known, const struct failure *f,
                             struct view name_space, enum condition_kind kind);
/* Whether somebody wrote or measured what the condition is answered with; true for one that is not
 * about the tables. */
bool known_facts_stated(struct known_facts *known, const struct failure *f, struct view name_space,
                        enum condition_kind kind);

/* Whether a condition of this kind may rest on what the tables only infer. */
bool known_facts_may_be_inferred(enum condition_kind kind);

/* Whether somebody wrote these columns (bits by enum aspect) of the class's and the namespace's
 * row; true of a row that is not known. */
bool known_facts_written(struct known_facts *known, const struct failure *f, struct view name_space,
                         unsigned of_class, unsigned of_namespace);

/* The service behind a failure: by its class and the provider of that, else by its own provider or
 * namespace. False, `*service` untouched, when none is known. */
bool known_service(const struct failure *f, struct view name_space, struct service_facts *service);

/* The class or namespace (normalised) that was meant by a name that the tables do not know at all,
 * and in `*how` (untouched where nothing is, NULL for no matter) how that differs; else empty. */
struct view known_nearest_class(struct view name_space, struct view class_name, enum mistyped *how);
struct view known_nearest_namespace(struct view name_space, enum mistyped *how);

#endif
