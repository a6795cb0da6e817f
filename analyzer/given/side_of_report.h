/* A side of a comparison from a report that is read back. */
#ifndef WMILOG_ANALYZER_GIVEN_SIDE_OF_REPORT_H
#define WMILOG_ANALYZER_GIVEN_SIDE_OF_REPORT_H
#include "analyzer/given/report_file.h"
#include "analyzer/report/diff/side.h"

/* Fills in a side that is initialised; `rewriter` may be NULL. The errors of report_file_read;
 * STATUS_UNSUPPORTED for fingerprints of another version; STATUS_LIMIT for more groups than the
 * side may hold. */
enum status side_of_report(struct side *side, struct source *source, enum report_file_kind kind,
                           const struct report_file_rewriter *rewriter, struct error *err);

#endif
