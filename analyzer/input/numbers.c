/* Holes in the record numbers of exports. An event log numbers its records without a gap (the
 * complete exports of five machines by seven tools have none), but an export may be the answer to a
 * query, which leaves holes by design. So a hole is told only where the export otherwise holds the
 * log whole:
 * - Only channels of WMI-Activity count: of others, most events are passed over.
 * - Events of two levels are there, failures beside other events, or starts beside stops: one by
 *   level, or by an id, has no such two. By ids, forms that have no level are judged as well; and
 *   in the channel of traces, all events have one level (facts: manifest of WMI-Activity).
 * - A hole comes with RECORDS_PER_GAP records at least: what a query leaves out lies all over.
 * - No more is missing than is there: else these may be two exports of different times.
 * - Time goes on across each hole, but for a little disorder among the threads that write: where it
 *   does not, numbers began anew in between. */
#include "analyzer/input/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/templates.h"

#define DISORDER (60LL * WINTIME_TICKS_PER_SECOND)

enum {
    RECORDS_PER_GAP = 32,
    MAX_LOGS = 1 << 14, /* of all inputs */
    MAX_RUNS = 1 << 15, /* likewise */
    MAX_LOG_RUNS = 1 << 12,
    MAX_INPUT_LOGS = 64,
};

enum kind { KIND_OTHER = 1, KIND_FAILURE = 2, KIND_START = 4, KIND_STOP = 8 };

/* The records of one channel of one computer. */
struct numbers_log {
    struct numbers_log *next;
    struct view channel, computer; /* of all sources' texts */
    struct batch_run *runs;        /* by number; no two of them touch */
    size_t count, cap;
    uint8_t level; /* of its first event */
    bool has_levels;
    unsigned kinds;   /* bits of enum kind: of these there are events */
    bool is_given_up; /* its runs are not kept any more */
};

static bool is_log_of(const struct numbers_log *log, const struct event *e)
{
    return view_equal(log->computer, e->computer) && view_equal(log->channel, e->channel);
}

static struct numbers_log *find_log(struct inputs *inputs, struct input *input,
                                    const struct event *e)
{
    size_t count = 0;
    struct numbers_log **end = &input->numbers;
    for (; *end; end = &(*end)->next, count++) {
        if (is_log_of(*end, e)) {
            return *end;
        }
    }
    if (count == MAX_INPUT_LOGS || inputs->number_logs == MAX_LOGS) {
        return NULL;
    }
    inputs->number_logs++;
    struct numbers_log *log = memory_new(1, sizeof(*log));
    log->channel = intern_text(&inputs->texts, e->channel);
    log->computer = intern_text(&inputs->texts, e->computer);
    log->level = e->level;
    *end = log;
    return log;
}

static void give_up(struct inputs *inputs, struct numbers_log *log)
{
    inputs->number_runs -= log->count;
    free(log->runs);
    log->runs = NULL;
    log->count = log->cap = 0;
    log->is_given_up = true;
}

/* A run that begins at the number stands before what begins behind it. */
static int compare_start(const void *number, const void *run)
{
    const struct batch_run *of = run;
    return *(const uint64_t *)number >= of->from ? 1 : -1;
}

/* How many runs begin at the number or below it. */
static size_t count_up_to(const struct numbers_log *log, uint64_t number)
{
    return search_first(&number, log->runs, log->count, sizeof(*log->runs), compare_start);
}

static void insert_run(struct inputs *inputs, struct numbers_log *log, size_t at,
                       const struct batch_run *run)
{
    if (log->count == MAX_LOG_RUNS || inputs->number_runs == MAX_RUNS) {
        give_up(inputs, log);
        return;
    }
    log->runs = memory_grow(log->runs, log->count, &log->cap, sizeof(*log->runs));
    memmove(&log->runs[at + 1], &log->runs[at], (log->count - at) * sizeof(*log->runs));
    log->runs[at] = *run;
    log->count++;
    inputs->number_runs++;
}

static void remove_run(struct inputs *inputs, struct numbers_log *log, size_t at)
{
    log->count--;
    inputs->number_runs--;
    memmove(&log->runs[at], &log->runs[at + 1], (log->count - at) * sizeof(*log->runs));
}

static void add_number(struct inputs *inputs, struct numbers_log *log, uint64_t number,
                       int64_t time)
{
    size_t at = count_up_to(log, number);
    struct batch_run *before = at > 0 ? &log->runs[at - 1] : NULL;
    struct batch_run *after = at < log->count ? &log->runs[at] : NULL;
    if (before && number <= before->to) {
        return;
    }
    bool follows = before && number - before->to == 1;
    bool precedes = after && after->from - number == 1;
    if (follows && precedes) {
        before->to = after->to;
        before->last = after->last;
        remove_run(inputs, log, at);
    } else if (follows) {
        before->to = number;
        before->last = time;
    } else if (precedes) {
        after->from = number;
        after->first = time;
    } else {
        insert_run(inputs, log, at, &(struct batch_run){number, number, time, time});
    }
}

static bool has_number(const struct event *e)
{
    return e->is_wmi_activity && !e->is_recovered && e->record_id > 0 &&
           view_starts(e->channel, VIEW(WMI_ACTIVITY_PROVIDER "/"));
}

static enum kind kind_of(uint16_t id)
{
    switch (id) {
    case EVENT_ID_CLIENT_FAILURE:
        return KIND_FAILURE;
    case EVENT_ID_OLD_START:
    case EVENT_ID_START:
        return KIND_START;
    case EVENT_ID_OLD_STOP:
    case EVENT_ID_STOP:
        return KIND_STOP;
    default:
        return KIND_OTHER;
    }
}

void numbers_add(struct inputs *inputs, struct input *input, const struct batch *batch)
{
    struct numbers_log *log = NULL;
    if (batch->run_count > 0) {
        return; /* the file itself numbers its records */
    }
    for (size_t i = 0; i < batch->event_count; i++) {
        const struct event *e = &batch->events[i];
        if (!has_number(e)) {
            continue;
        }
        if (!log || !is_log_of(log, e)) {
            log = find_log(inputs, input, e);
        }
        if (log && !log->is_given_up) {
            log->has_levels |= e->level != log->level;
            log->kinds |= kind_of(e->id);
            add_number(inputs, log, e->record_id, e->time);
        }
    }
}

void numbers_add_gap(struct report_source *r, const struct report_gap *gap)
{
    r->missing_records += gap->records;
    if (r->gap_count == REPORT_MAX_GAPS) {
        r->more_gaps++;
        return;
    }
    r->gaps = memory_grow(r->gaps, r->gap_count, &r->gap_cap, sizeof(*r->gaps));
    r->gaps[r->gap_count++] = *gap;
}

/* No query by level or by one id leaves these. */
static bool is_mixed(const struct numbers_log *log)
{
    return log->has_levels || (log->kinds & KIND_FAILURE && log->kinds & KIND_OTHER) ||
           (log->kinds & KIND_START && log->kinds & KIND_STOP);
}

static bool is_whole_but_for_gaps(const struct numbers_log *log, uint64_t damaged)
{
    uint64_t records = 0, missing = 0;
    for (size_t i = 0; i < log->count; i++) {
        const struct batch_run *run = &log->runs[i];
        records += run->to - run->from + 1;
        if (i > 0) {
            missing += run->from - run[-1].to - 1;
            if (run[-1].last == WINTIME_NONE || run->first == WINTIME_NONE ||
                run[-1].last - run->first > DISORDER) {
                return false;
            }
        }
    }
    return is_mixed(log) && log->count > 1 && missing > damaged && missing <= records &&
           records / RECORDS_PER_GAP >= log->count - 1;
}

static void add_gaps(struct report_source *r, const struct numbers_log *log)
{
    r->may_be_filtered = true;
    for (size_t i = 1; i < log->count; i++) {
        const struct batch_run *before = &log->runs[i - 1], *after = &log->runs[i];
        bool is_late = before->last > after->first;
        numbers_add_gap(r, &(struct report_gap){.from = is_late ? after->first : before->last,
                                                .to = is_late ? before->last : after->first,
                                                .records = after->from - before->to - 1,
                                                .channel = log->channel,
                                                .computer = log->computer});
    }
}

void numbers_report(struct inputs *inputs, struct input *input)
{
    struct numbers_log *next;
    for (struct numbers_log *log = input->numbers; log; log = next) {
        next = log->next;
        if (input->report.status == STATUS_OK &&
            is_whole_but_for_gaps(log, input->report.damaged)) {
            add_gaps(&input->report, log);
        }
        give_up(inputs, log);
        inputs->number_logs--;
        free(log);
    }
    input->numbers = NULL;
}
