/* What is wrong with the clauses of a query, whatever stands in its strings. */
#ifndef WMILOG_RULES_FAILURE_CLAUSES_H
#define WMILOG_RULES_FAILURE_CLAUSES_H
#include "rules/failure/request.h"

/* How it breaks the grammar of SELECT, ASSOCIATORS OF or REFERENCES OF, with the part where it
 * shows, a view of the query; "fine" for what keeps it and for what is no query. */
struct request clauses_of(struct view query);

#endif
