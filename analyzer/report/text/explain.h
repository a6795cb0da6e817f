/* What is known about a result code, for `wmilog explain`. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_EXPLAIN_H
#define WMILOG_ANALYZER_REPORT_TEXT_EXPLAIN_H
#include "analyzer/report/output.h"
#include "rules/matching/match.h"

/* Explains one code as text of `width` columns: spellings, symbol, facility, meaning, family, and
 * for each phase the causes of the rules with check and remedy. */
void explain_code(uint32_t value, const struct rule_set *rules, bool use_color, unsigned width,
                  struct output *out);

#endif
