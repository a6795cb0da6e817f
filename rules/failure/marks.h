/* What makes two failures alike, as numbers: equal where the names are equal without case. */
#ifndef WMILOG_RULES_FAILURE_MARKS_H
#define WMILOG_RULES_FAILURE_MARKS_H
#include "rules/failure/failure.h"

/* Without case; 0 for an empty text. */
uint64_t marks_hash(struct view text);
uint64_t marks_namespace_hash(struct view name_space); /* of any spelling */
/* Of two things together; 0 where one is. */
uint64_t marks_both(uint64_t a, uint64_t b);
/* Whether a class is one of performance counters. */
bool marks_is_of_counters(struct view class_name);
/* The marks of a failure that has its kind or its fingerprint. */
struct failure_marks marks_of(const struct failure *f);
/* The same where the marks of the client are known; NULL: they are not. */
struct failure_marks marks_like(const struct failure *f, const struct failure_likeness *known);

/* What the event of a failure tells alone; `operation` is the number of its text, 0: none. */
struct failure_likeness marks_likeness(const struct failure *f, uint64_t operation);

#endif
