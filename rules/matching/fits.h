/* Whether the class and the namespace that a failure is about are to be found on a Windows. */
#ifndef WMILOG_RULES_MATCHING_FITS_H
#define WMILOG_RULES_MATCHING_FITS_H
#include "rules/failure/failure.h"
#include "rules/knowledge/windows_fit.h"
#include "rules/rule/condition.h"

/* Whether the tables answer as the condition wants, which also holds when it does not ask. What
 * they tell of one Windows is remembered in the failure's kind, if it is known: the dates in them
 * are texts, and reading those for each failure took 7.4 % of the instructions of `analyze -j 1` on
 * a log of tests/bench/make_evtx. */
bool fits_hold(const struct failure *f, const struct condition_details *d,
               const struct windows_bounds *windows);

#endif
