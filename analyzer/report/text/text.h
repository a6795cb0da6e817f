/* The text report, apart from the engine. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_TEXT_H
#define WMILOG_ANALYZER_REPORT_TEXT_TEXT_H
#include "analyzer/report/content.h"

void text_report_write(const struct report_run *run, const struct report_content *content,
                       struct output *out);

#endif
