/* The groups of a report that is read back, as a baseline. */
#ifndef WMILOG_ANALYZER_GIVEN_BASELINE_FILE_H
#define WMILOG_ANALYZER_GIVEN_BASELINE_FILE_H
#include "analyzer/report/baseline.h"
#include "parsers/base/error.h"

/* Reads a report in JSON or JSON lines. In any case baseline_release. */
enum status baseline_read(struct baseline *baseline, const char *path, struct error *err);
void baseline_release(struct baseline *baseline);

#endif
