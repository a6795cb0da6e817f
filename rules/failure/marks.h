/* What makes two failures alike, as numbers: equal where the names are equal without case. */
#ifndef WMILOG_RULES_FAILURE_MARKS_H
#define WMILOG_RULES_FAILURE_MARKS_H
#include "rules/failure/failure.h"

/* Without case; 0 for an empty text. */
uint64_t marks_hash(struct view text);
uint64_t marks_namespace_hash(struct view name_space); /* of any spelling */
/* Of two things together; 0 where one is. */
uint64_t marks_both(uint64_t a, uint64_t b);
/* The marks of a failure that has its kind or its fingerprint. */
struct failure_marks marks_of(const struct failure *f);
/* The same where the marks of the client are known; NULL: they are not. */
struct failure_marks marks_like(const struct failure *f, const struct failure_likeness *known);

#endif
