/* Known names that are written almost like one that is not known. Costs microseconds at most, so
 * that it may be asked of hostile names, too. */
#ifndef WMILOG_RULES_KNOWLEDGE_NEAR_NAMES_H
#define WMILOG_RULES_KNOWLEDGE_NEAR_NAMES_H
#include "parsers/base/names.h"
#include "parsers/base/nearest.h"

/* Considers the classes, the namespaces or the properties of a class (inherited ones too) for
 * `nearest`; the views point into constant tables. */
void near_classes(struct nearest *nearest);
void near_namespaces(struct nearest *nearest);
void near_properties(struct nearest *nearest, struct view class_name);

/* What was surely meant: one edit away, or two in a long name, and not another number or word in
 * it. Empty where nothing is so near. Of equals, a class of the namespace (normalised; may be
 * empty) goes first. */
struct view meant_class(struct view name_space, struct view class_name);
struct view meant_namespace(struct view name_space);
struct view meant_property(struct view class_name, struct view property);

/* Which name of a request is mistyped. */
enum mistyped { MISTYPED_CLASS, MISTYPED_NAMESPACE, MISTYPED_COUNT };
extern const struct names mistyped_names; /* "class", "namespace" */

#endif
