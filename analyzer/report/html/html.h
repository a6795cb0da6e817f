/* The HTML report, apart from the engine. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_HTML_H
#define WMILOG_ANALYZER_REPORT_HTML_HTML_H
#include "analyzer/report/html/gather.h"

void html_report_write(const struct report_run *run, const struct report_content *content,
                       struct gathered *gathered, struct output *out);

#endif
