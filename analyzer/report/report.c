/* The list of report formats. */
#include "analyzer/report/report.h"

const struct report_format *const report_formats[] = {
    &report_text,
    &report_json,
    &report_jsonl,
    NULL,
};
