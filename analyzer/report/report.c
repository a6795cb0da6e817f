/* The list of report formats. */
#include "analyzer/report/report.h"

#define FORMATS(X) X(text) X(json) X(jsonl)

#define FORMAT(name) &report_##name,
const struct report_format *const report_formats[] = {FORMATS(FORMAT) NULL};

#define NAME(name) #name,
static const char *const format_table[] = {FORMATS(NAME)};
const struct names report_format_names = NAMES_OF("a form of report", format_table);
