/* The list of report formats. */
#include "analyzer/report/report.h"

const struct report_format *const report_formats[] = {
    &report_text,
    &report_json,
    &report_jsonl,
    NULL,
};

const struct report_format *report_format_find(struct view name)
{
    for (size_t i = 0; report_formats[i]; i++) {
        if (view_equal(view_of(report_formats[i]->name), name)) {
            return report_formats[i];
        }
    }
    return NULL;
}
