/* The groups of a report that is read back, as a baseline. */
#ifndef WMILOG_ANALYZER_GIVEN_BASELINE_FILE_H
#define WMILOG_ANALYZER_GIVEN_BASELINE_FILE_H
#include "analyzer/given/report_file.h"
#include "analyzer/report/baseline.h"

/* Reads a report in JSON or JSON lines; `rewriter` may be NULL. In any case baseline_release. */
enum status baseline_read(struct baseline *baseline, const char *path,
                          const struct report_file_rewriter *rewriter, struct error *err);
/* Only hands on its parts (report_file_walk). */
enum status baseline_walk(const char *path, const struct report_file_rewriter *walker,
                          struct error *err);
void baseline_release(struct baseline *baseline);

#endif
