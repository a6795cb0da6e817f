/* How much time a side really covers: what its inputs span, less the records that are missing. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_COVER_H
#define WMILOG_ANALYZER_REPORT_DIFF_COVER_H
#include "analyzer/report/diff/side.h"

/* Added up over the computers: two that are watched for an hour give two hours. */
struct cover {
    int64_t ticks;
    int64_t lossless; /* of these, without the spans in which a trace lost events */
    size_t computers;
    bool has_log; /* an input has the log at all, however short */
};

/* Of the inputs that show the records of this log; `channel` is that of SIDE_LOG_OTHER, absent for
 * any. Overlapping inputs of a computer count once. */
struct cover cover_of(const struct side *side, enum side_log log, struct view channel);

#endif
