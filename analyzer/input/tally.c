/* Reports of sources from batches. */
#include "analyzer/input/tally.h"

#include <stdlib.h>

#include "analyzer/input/numbers.h"
#include "parsers/base/memory.h"

/* Whether a list of a report, or of runs, may have one more item. */
static bool has_room(const struct inputs *inputs, size_t count, size_t cap, size_t max)
{
    return count < max && (count < cap || cap == 0 || inputs->list_bytes < INPUTS_LIST_BYTES);
}

static void *grow(struct inputs *inputs, void *items, size_t count, size_t *cap, size_t size)
{
    const size_t before = *cap;
    items = memory_grow(items, count, cap, size);
    inputs->list_bytes += (*cap - before) * size;
    return items;
}

static void add_computer(struct inputs *inputs, struct input *input, struct view computer)
{
    struct report_source *r = &input->report;
    for (size_t i = 0; i < r->computer_count; i++) {
        if (view_equal(r->computers[i], computer)) {
            return;
        }
    }
    if (has_room(inputs, r->computer_count, r->computer_cap, REPORT_MAX_COMPUTERS)) {
        r->computers =
            grow(inputs, r->computers, r->computer_count, &r->computer_cap, sizeof(*r->computers));
        r->computers[r->computer_count++] = intern_text(&inputs->texts, computer);
    } else if (inputs->unlisted < REPORT_MAX_UNLISTED && hash_set_add(&input->unlisted, computer)) {
        r->more_computers++;
        inputs->unlisted++;
    }
}

size_t tally_named(const struct batch *batch)
{
    size_t named = batch->event_count;
    while (named > 1 &&
           view_equal(batch->events[named - 1].computer, batch->events[named - 2].computer)) {
        named--;
    }
    return named;
}

static void add_computers(struct inputs *inputs, struct input *input, const struct batch *batch,
                          size_t named)
{
    struct view previous = VIEW_NONE;
    for (size_t i = 0; i < named; i++) {
        struct view computer = batch->events[i].computer;
        if (computer.len > 0 && !view_equal(computer, previous)) {
            add_computer(inputs, input, computer);
            previous = computer;
        }
    }
}

static void add_count(struct inputs *inputs, struct report_source *r, const struct event_count *c)
{
    for (size_t i = 0; i < r->channel_count; i++) {
        if (view_equal(r->channels[i].provider, c->provider) &&
            view_equal(r->channels[i].channel, c->channel)) {
            r->channels[i].count += c->count;
            return;
        }
    }
    if (!has_room(inputs, r->channel_count, r->channel_cap, REPORT_MAX_CHANNELS)) {
        r->more_channels += c->count;
        return;
    }
    r->channels =
        grow(inputs, r->channels, r->channel_count, &r->channel_cap, sizeof(*r->channels));
    r->channels[r->channel_count++] =
        (struct event_count){intern_text(&inputs->texts, c->provider),
                             intern_text(&inputs->texts, c->channel), c->count};
}

/* The problems with the smallest offsets are kept, so that the list does not depend on the order of
 * reading. */
static void add_problem(struct inputs *inputs, struct report_source *r,
                        const struct batch_problem *problem)
{
    size_t slot = r->problem_count;
    if (!has_room(inputs, slot, r->problem_cap, REPORT_MAX_PROBLEMS)) {
        r->more_problems++;
        size_t worst = 0;
        for (size_t i = 1; i < r->problem_count; i++) {
            if (r->problems[i].offset > r->problems[worst].offset) {
                worst = i;
            }
        }
        if (r->problems[worst].offset <= problem->offset) {
            return;
        }
        slot = worst;
    } else {
        r->problems =
            grow(inputs, r->problems, r->problem_count++, &r->problem_cap, sizeof(*r->problems));
    }
    r->problems[slot] =
        (struct report_problem){.has_offset = true,
                                .offset = problem->offset,
                                .message = intern_text(&inputs->texts, problem->message)};
}

static void widen(struct report_source *r, int64_t first, int64_t last)
{
    if (first != WINTIME_NONE && (r->first == WINTIME_NONE || first < r->first)) {
        r->first = first;
    }
    if (last != WINTIME_NONE && (r->last == WINTIME_NONE || last > r->last)) {
        r->last = last;
    }
}

/* Blocks mostly come in the order of their numbers, so that runs are few. */
static void add_run(struct inputs *inputs, struct input *input, const struct batch_run *run)
{
    struct batch_run *last = input->run_count > 0 ? &input->runs[input->run_count - 1] : NULL;
    if (last && run->from == last->to + 1) {
        last->to = run->to;
        last->last = run->last;
    } else if (!has_room(inputs, input->run_count, input->run_cap, INPUTS_MAX_RUNS)) {
        input->has_odd_numbers = true;
    } else {
        input->runs =
            grow(inputs, input->runs, input->run_count, &input->run_cap, sizeof(*input->runs));
        input->runs[input->run_count++] = *run;
    }
}

void tally_batch(struct inputs *inputs, struct input *input, const struct batch *batch,
                 size_t named)
{
    struct report_source *r = &input->report;
    r->records += batch->records;
    r->events += batch->read;
    r->wmi_events += batch->wmi_events;
    r->damaged += batch->damaged;
    r->repaired += batch->repaired;
    r->code_page += batch->code_page;
    r->incomplete += batch->incomplete;
    r->more_channels += batch->more_counts;
    r->more_problems += batch->more_problems;
    widen(r, batch->first, batch->last);
    add_computers(inputs, input, batch, named);
    numbers_add(inputs, input, batch);
    for (size_t i = 0; i < batch->count_count; i++) {
        add_count(inputs, r, &batch->counts[i]);
    }
    input->has_odd_numbers |= batch->has_odd_numbers;
    tally_set_back(input, batch->set_back);
    for (size_t i = 0; i < batch->run_count; i++) {
        add_run(inputs, input, &batch->runs[i]);
    }
    for (size_t i = 0; i < batch->problem_count; i++) {
        add_problem(inputs, r, &batch->problems[i]);
    }
}

void tally_note(struct input *input, struct view message)
{
    struct report_source *r = &input->report;
    if (r->problem_count == REPORT_MAX_PROBLEMS) {
        r->more_problems++;
        return;
    }
    r->problems = memory_grow(r->problems, r->problem_count, &r->problem_cap, sizeof(*r->problems));
    r->problems[r->problem_count++] = (struct report_problem){.message = message};
}

/* A name without the path of its container, where it begins with that. */
static struct view name_in(const struct report_source *container, struct view name)
{
    if (!view_starts(name, container->path)) {
        return name;
    }
    name = view_from(name, container->path.len);
    while (view_starts(name, VIEW("/"))) {
        name = view_from(name, 1);
    }
    return name;
}

void tally_unused(struct inputs *inputs, struct input *container, struct view name,
                  struct view what)
{
    struct report_source *r = &container->report;
    r->unused_members++;
    if (r->unused_count == REPORT_MAX_UNUSED || inputs->unused_names == INPUTS_MAX_UNUSED) {
        return;
    }
    inputs->unused_names++;
    r->unused = memory_grow(r->unused, r->unused_count, &r->unused_cap, sizeof(*r->unused));
    r->unused[r->unused_count++] =
        (struct report_unused){.name = arena_copy(&inputs->arena, name_in(r, name)), .what = what};
}

void tally_error(struct inputs *inputs, struct input *input, const struct error *err)
{
    if (input->report.status == STATUS_OK) {
        input->report.status = err->status;
        input->report.message = arena_copy(&inputs->arena, view_of(err->message));
    }
}

static int compare_problems(const void *a, const void *b)
{
    const struct report_problem *x = a;
    const struct report_problem *y = b;
    if (x->has_offset != y->has_offset) {
        return x->has_offset ? -1 : 1; /* what is said of the whole comes last */
    }
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return view_compare(x->message, y->message);
}

static int compare_counts(const void *a, const void *b)
{
    const struct event_count *x = a;
    const struct event_count *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    int order = view_compare(x->channel, y->channel);
    return order != 0 ? order : view_compare(x->provider, y->provider);
}

static int compare_views(const void *a, const void *b)
{
    const struct view *x = a;
    const struct view *y = b;
    return view_compare(*x, *y);
}

/* An empty list has no memory. */
static void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count > 1) {
        qsort(items, count, size, compare);
    }
}

static int compare_runs(const void *a, const void *b)
{
    const struct batch_run *x = a;
    const struct batch_run *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Numbers that a log gives twice, or in no order, tell nothing. */
static void find_gaps(struct input *input)
{
    for (size_t i = 1; i < input->run_count && !input->has_odd_numbers; i++) {
        input->has_odd_numbers = input->runs[i].from <= input->runs[i - 1].to;
    }
    for (size_t i = 1; i < input->run_count && !input->has_odd_numbers; i++) {
        if (input->runs[i].from > input->runs[i - 1].to + 1) {
            numbers_add_gap(
                &input->report,
                &(struct report_gap){.from = input->runs[i - 1].last,
                                     .to = input->runs[i].first,
                                     .records = input->runs[i].from - input->runs[i - 1].to - 1});
        }
    }
}

/* A block without the start of an event has no bytes, and neither has what follows an event that is
 * too long. */
static void note_uncovered(struct inputs *inputs, struct input *input)
{
    enum { WORTH_A_NOTE = 1024 };
    const struct report_source *r = &input->report;
    if (r->status == STATUS_OK && !r->is_unused && input->reader.form &&
        input->reader.form->has_encoding && r->bytes > input->covered &&
        r->bytes - input->covered > WORTH_A_NOTE) {
        input->report.is_uncovered = input->has_missed;
        tally_note(input, arena_format(&inputs->arena,
                                       "%llu more bytes are part of no event that can be read",
                                       (unsigned long long)(r->bytes - input->covered)));
    }
}

void tally_set_back(struct input *input, int64_t ticks)
{
    input->set_back = ticks > input->set_back ? ticks : input->set_back;
}

/* A trace's counter does not follow the system's clock. That its last event or buffer is earlier
 * than the end says nothing: the rest may have been quiet. */
static void note_drift(struct inputs *inputs, struct input *input, int64_t late)
{
    char span[WINTIME_SPAN_SIZE];
    tally_note(input, arena_format(&inputs->arena,
                                   "by the trace's counter its last event or buffer is %s later "
                                   "than its end by the system's clock: that was set, or they "
                                   "drifted apart, while it was written",
                                   wintime_span(late, span)));
}

static void note_set_back(struct inputs *inputs, struct input *input, int64_t back)
{
    char span[WINTIME_SPAN_SIZE];
    tally_note(input, arena_format(&inputs->arena,
                                   "the system's clock was set back by %s or more while the "
                                   "trace was written: times before and after do not compare",
                                   wintime_span(back, span)));
}

/* What a trace tells of the clock that stamps its events. */
static void check_clock(struct inputs *inputs, struct input *input)
{
    const struct trace_session *s = &input->reader.trace;
    const struct report_source *r = &input->report;
    int64_t late = s->end > 0 ? wintime_between(s->end, r->last) : 0;
    if (s->end > 0 && input->written != WINTIME_NONE) {
        int64_t written = wintime_between(s->end, input->written);
        late = written > late ? written : late;
    }
    if (s->clock == TRACE_CLOCK_COUNTER && late > WINTIME_TICKS_PER_SECOND) {
        note_drift(inputs, input, late);
    } else if (s->clock == TRACE_CLOCK_SYSTEM) {
        int64_t back = late > input->set_back ? late : input->set_back;
        if (back > WINTIME_TICKS_PER_SECOND) {
            note_set_back(inputs, input, back);
        }
    }
}

/* A member of a form that any file may have, which holds no event, is none of the logs. */
static void pass_over_eventless(struct inputs *inputs, struct input *input)
{
    struct report_source *r = &input->report;
    if (input->has_container && input->reader.form && input->reader.form->has_encoding &&
        r->status == STATUS_OK && r->records == 0) {
        r->is_unused = true;
        r->problem_count = 0; /* which say the same of its parts */
        r->more_problems = 0;
        tally_unused(inputs, &inputs->items[input->container], r->path, VIEW("no event is in it"));
    }
}

void tally_finish(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct report_source *r = &inputs->items[i].report;
        check_clock(inputs, &inputs->items[i]);
        sort(inputs->items[i].runs, inputs->items[i].run_count, sizeof(struct batch_run),
             compare_runs);
        find_gaps(&inputs->items[i]);
        numbers_report(inputs, &inputs->items[i]);
        pass_over_eventless(inputs, &inputs->items[i]);
        note_uncovered(inputs, &inputs->items[i]);
        if (r->code_page > 0 && view_starts_nocase(r->encoding, VIEW("utf"))) {
            r->encoding = view_of(text_encoding_name(TEXT_WINDOWS_1252));
        }
        sort(r->problems, r->problem_count, sizeof(*r->problems), compare_problems);
        sort(r->channels, r->channel_count, sizeof(*r->channels), compare_counts);
        sort(r->computers, r->computer_count, sizeof(*r->computers), compare_views);
    }
}
