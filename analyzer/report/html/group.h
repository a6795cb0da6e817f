/* One kind of failure in full. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_GROUP_H
#define WMILOG_ANALYZER_REPORT_HTML_GROUP_H
#include "analyzer/report/html/page.h"

/* What stands in the fold of a group, below its summary. */
void html_group_body(struct html_page *p, const struct group *g);

#endif
