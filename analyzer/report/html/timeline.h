/* When things happened: counts by lane and by equal spans of time, which widen as time passes, so
 * that their number stays the same. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_TIMELINE_H
#define WMILOG_ANALYZER_REPORT_HTML_TIMELINE_H
#include "parsers/base/wintime.h"
#include "rules/failure/fingerprint.h"
#include "rules/rule/judgement.h"

enum {
    TIMELINE_BINS = 120,
    TIMELINE_CODES = 32, /* codes that are told apart */
};

enum timeline_lane {
    TIMELINE_VERDICT,                                 /* the first of VERDICT_COUNT lanes */
    TIMELINE_CODE = TIMELINE_VERDICT + VERDICT_COUNT, /* the first of TIMELINE_CODES lanes */
    TIMELINE_OTHER_CODES = TIMELINE_CODE + TIMELINE_CODES,
    TIMELINE_RESTARTS,
    TIMELINE_HOSTS,
    TIMELINE_OTHER_LOGS,
    TIMELINE_LANES,
};

struct timeline {
    bool has_utc, has_local; /* times of which kind of clock; all are kept as it reads */
    int64_t width;           /* ticks of a bin; 0 before the first time */
    int64_t begin;           /* ticks of the first bin, a multiple of the width */
    int64_t first, last;     /* the earliest and the latest time */
    uint32_t counts[TIMELINE_LANES][TIMELINE_BINS];
    uint32_t codes[TIMELINE_CODES];
    size_t code_count;
    /* Of the first failure of each verdict in each bin. */
    char fingerprints[VERDICT_COUNT][TIMELINE_BINS][FINGERPRINT_SIZE];
};

/* Counts one; a time that is none, or that no text can have, is passed over. A zeroed timeline is
 * empty. */
void timeline_add(struct timeline *t, size_t lane, int64_t time);
void timeline_add_failure(struct timeline *t, const struct failure *f, enum verdict verdict);

/* Bins from the first to the last that has something. */
size_t timeline_bins(const struct timeline *t);
uint64_t timeline_total(const struct timeline *t, size_t lane);
/* When a bin begins: a local time where all of them are. */
int64_t timeline_bin_begin(const struct timeline *t, size_t bin);
/* The smallest of the widths that bins can have, or of a multiple, that gives at most `count`
 * spans in `ticks`. */
int64_t timeline_step(int64_t ticks, int64_t count);

#endif
