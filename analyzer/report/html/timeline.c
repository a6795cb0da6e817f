/* Bins that widen: each width divides the next one, so that bins are joined and never split. */
#include "analyzer/report/html/timeline.h"

#include <string.h>

#include "parsers/base/count.h"

static const int32_t widths[] = {1,    5,    15,    30,    60,    300,  900,
                                 1800, 3600, 10800, 21600, 43200, 86400}; /* seconds */

enum { WIDTHS = COUNT_OF(widths) };

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

static void move_counts(uint32_t counts[TIMELINE_BINS], const size_t to[TIMELINE_BINS])
{
    uint32_t moved[TIMELINE_BINS] = {0};
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        if (counts[i] > 0) {
            moved[to[i]] += counts[i];
        }
    }
    memcpy(counts, moved, sizeof(moved));
}

/* Moves the fingerprints of the bins; of bins that are joined the earliest one's stays. */
static void move_texts(char texts[TIMELINE_BINS][FINGERPRINT_SIZE], const size_t to[TIMELINE_BINS])
{
    char moved[TIMELINE_BINS][FINGERPRINT_SIZE] = {{0}};
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        if (texts[i][0] != '\0' && moved[to[i]][0] == '\0') {
            memcpy(moved[to[i]], texts[i], FINGERPRINT_SIZE);
        }
    }
    memcpy(texts, moved, sizeof(moved));
}

/* Moves the counts into bins of `width` from `begin` on, whose borders cut no bin that is there. */
static void arrange(struct timeline *t, int64_t begin, int64_t width)
{
    size_t to[TIMELINE_BINS];
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        size_t bin = (size_t)((t->begin + (int64_t)i * t->width - begin) / width);
        to[i] = bin < TIMELINE_BINS ? bin : TIMELINE_BINS - 1; /* only of bins that are empty */
    }
    for (size_t lane = 0; lane < TIMELINE_LANES; lane++) {
        move_counts(t->counts[lane], to);
    }
    for (size_t v = 0; v < VERDICT_COUNT; v++) {
        move_texts(t->fingerprints[v], to);
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
    while (t->last / width - t->first / width >= TIMELINE_BINS) {
        width = next_width(width);
    }
    int64_t begin = floor_to(t->first, width);
    if (width != t->width || begin != t->begin) {
        arrange(t, begin, width);
    }
}

/* What the clock reads; false for no time, and for one that no text can have. */
static bool read_time(struct timeline *t, int64_t time, int64_t *reading)
{
    *reading = time == WINTIME_NONE ? -1 : wintime_reading(time);
    if (*reading < 0 || *reading > WINTIME_LAST) {
        return false;
    }
    t->has_local |= wintime_is_local(time);
    t->has_utc |= !wintime_is_local(time);
    return true;
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
    int64_t reading;
    if (read_time(t, time, &reading)) {
        count(&t->counts[lane][bin_of(t, reading)]);
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
    int64_t reading;
    if (!read_time(t, f->time, &reading)) {
        return;
    }
    size_t bin = bin_of(t, reading);
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

/* A time of the timeline, told as that of the clock it is of; UTC where there are both kinds. */
static int64_t reading_time(const struct timeline *t, int64_t reading)
{
    return t->has_local && !t->has_utc ? wintime_local(reading) : reading;
}

int64_t timeline_bin_begin(const struct timeline *t, size_t bin)
{
    return reading_time(t, t->begin + (int64_t)bin * t->width);
}
