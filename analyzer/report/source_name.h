/* What an input is called where its whole path would be too much: a ticket tells no folders of the
 * machine that it was made on, but for what keeps two inputs apart. */
#ifndef WMILOG_ANALYZER_REPORT_SOURCE_NAME_H
#define WMILOG_ANALYZER_REPORT_SOURCE_NAME_H
#include "analyzer/report/report.h"

enum { SOURCE_NAME_COMPARED = 256 /* of more inputs the path is told */ };

/* The last part of a path, or as many of the last ones as no other has; of paths that are the same,
 * all of it. */
struct view source_name(const struct view *paths, size_t count, size_t index);
/* The same of an input of a run; absent when there is no such input. */
struct view source_name_in(const struct report_run *run, size_t index);

#endif
