/* Known names that are written almost like one that is not known. Costs microseconds at most, so
 * that it may be asked of hostile names, too. */
#ifndef WMILOG_RULES_KNOWLEDGE_NEAR_NAMES_H
#define WMILOG_RULES_KNOWLEDGE_NEAR_NAMES_H
#include "parsers/base/names.h"
#include "parsers/base/nearest.h"

/* Considers all classes or namespaces for `nearest`; the views point into constant tables. */
void near_classes(struct nearest *nearest);
void near_namespaces(struct nearest *nearest);

/* What was surely meant: one edit away, or two in a long name, and not another number or word in
 * it; a letter more, but no digit. Empty where nothing is so near. Of equals, a class of the
 * namespace (normalised; may be empty) goes first; a class has its inherited properties, too. */
struct view meant_class(struct view name_space, struct view class_name);
struct view meant_namespace(struct view name_space);
struct view meant_property(struct view class_name, struct view property);

/* A known name that is the same but for its numbers: a class of that namespace, or a namespace.
 * Empty where there is none. */
struct view class_of_other_number(struct view name_space, struct view class_name);
struct view namespace_of_other_number(struct view name_space);
/* The one known namespace of that name below another one: root\microsoft\windows\taskscheduler for
 * root\taskscheduler, where the name stands below root, cimv2, Microsoft's or Windows' own, and is
 * long enough. Empty where there is none, or more. */
struct view namespace_of_other_place(struct view name_space);

/* Which name of a request is mistyped, and how. */
enum mistyped {
    MISTYPED_CLASS,
    MISTYPED_CLASS_NUMBER,
    MISTYPED_NAMESPACE,
    MISTYPED_NAMESPACE_NUMBER,
    MISTYPED_NAMESPACE_PLACE,
    MISTYPED_COUNT,
};
/* "class", "class-number", "namespace", "namespace-number", "namespace-place" */
extern const struct names mistyped_names;

#endif
