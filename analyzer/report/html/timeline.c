/* Bins that widen: each width divides the next one, so that bins are joined and never split. */
#include "analyzer/report/html/timeline.h"

#include <string.h>

static const int32_t widths[] = {1,    5,    15,    30,    60,    300,  900,
                                 1800, 3600, 10800, 21600, 43200, 86400}; /* seconds */

enum { WIDTHS = sizeof(widths) / sizeof(widths[0]) };

/* After a day, twice as many each time. */
static int64_t next_width(int64_t width)
{
    for (size_t i = 0; i < WIDTHS; i++) {
        int64_t next = (int64_t)widths[i] * WINTIME_TICKS_PER_SECOND;
        if (next > width) {
            return next;
        }
    }
    return width * 2;
}

int64_t timeline_step(int64_t ticks, int64_t count)
{
    int64_t step = next_width(0);
    while (ticks / step >= count) {
        step = next_width(step);
    }
    return step;
}

static void move_bin(struct timeline *t, size_t from, size_t to)
{
    for (size_t lane = 0; lane < TIMELINE_LANES; lane++) {
        uint32_t count = t->counts[lane][from];
        t->counts[lane][from] = 0;
        t->counts[lane][to] += count;
    }
    for (size_t v = 0; v < VERDICT_COUNT; v++) {
        char(*texts)[FINGERPRINT_SIZE] = t->fingerprints[v];
        if (texts[to][0] == '\0') {
            memcpy(texts[to], texts[from], FINGERPRINT_SIZE);
        }
        texts[from][0] = '\0';
    }
}

/* Bins of `width` from `begin` on, neither of which cuts a bin that is there. */
static void arrange(struct timeline *t, int64_t begin, int64_t width)
{
    bool moves_up = begin < t->begin && width == t->width;
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        size_t from = moves_up ? TIMELINE_BINS - 1 - i : i;
        int64_t to = (t->begin + (int64_t)from * t->width - begin) / width;
        if (to != (int64_t)from && to < TIMELINE_BINS) {
            move_bin(t, from, (size_t)to);
        }
    }
    t->begin = begin;
    t->width = width;
}

static int64_t floor_to(int64_t time, int64_t width)
{
    return time - time % width;
}

/* Makes room for a time. */
static void fit(struct timeline *t, int64_t time)
{
    if (t->width == 0) {
        t->width = next_width(0);
        t->begin = floor_to(time, t->width);
        t->first = t->last = time;
        return;
    }
    t->first = time < t->first ? time : t->first;
    t->last = time > t->last ? time : t->last;
    int64_t width = t->width;
    while (floor_to(t->last, width) / width - t->first / width >= TIMELINE_BINS) {
        width = next_width(width);
    }
    int64_t begin = floor_to(t->first, width);
    if (width != t->width || begin != t->begin) {
        arrange(t, begin, width);
    }
}

static bool is_time(int64_t time)
{
    return time >= 0 && time <= WINTIME_LAST;
}

static size_t bin_of(struct timeline *t, int64_t time)
{
    fit(t, time);
    return (size_t)((time - t->begin) / t->width);
}

static void count(uint32_t *number)
{
    *number += *number < UINT32_MAX;
}

void timeline_add(struct timeline *t, size_t lane, int64_t time)
{
    if (is_time(time)) {
        count(&t->counts[lane][bin_of(t, time)]);
    }
}

static size_t code_lane(struct timeline *t, const struct failure *f)
{
    for (size_t i = 0; i < t->code_count; i++) {
        if (t->codes[i] == f->result) {
            return TIMELINE_CODE + i;
        }
    }
    if (t->code_count == TIMELINE_CODES || f->has_no_result) {
        return TIMELINE_OTHER_CODES;
    }
    t->codes[t->code_count] = f->result;
    return TIMELINE_CODE + t->code_count++;
}

void timeline_add_failure(struct timeline *t, const struct failure *f, enum verdict verdict)
{
    if (!is_time(f->time)) {
        return;
    }
    size_t bin = bin_of(t, f->time);
    char *fingerprint = t->fingerprints[verdict][bin];
    count(&t->counts[TIMELINE_VERDICT + verdict][bin]);
    count(&t->counts[code_lane(t, f)][bin]);
    if (fingerprint[0] == '\0') {
        memcpy(fingerprint, f->fingerprint, FINGERPRINT_SIZE);
    }
}

size_t timeline_bins(const struct timeline *t)
{
    return t->width == 0 ? 0 : (size_t)((t->last - t->begin) / t->width) + 1;
}

uint64_t timeline_total(const struct timeline *t, size_t lane)
{
    uint64_t total = 0;
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        total += t->counts[lane][i];
    }
    return total;
}

int64_t timeline_bin_begin(const struct timeline *t, size_t bin)
{
    return t->begin + (int64_t)bin * t->width;
}
