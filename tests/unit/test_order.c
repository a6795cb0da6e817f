/* Events in time order: from files in any order to one sequence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/input/pipeline.h"
#include "parsers/base/count.h"
#include "parsers/xml/xml.h"
#include "tests/unit/input_files.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

enum {
    EVENTS = 4000,       /* a log of some blocks */
    MANY_EVENTS = 36000, /* a log over SOURCE_WHOLE_STREAM and WINDOW_MAX_EVENTS */
    LATE_EVENTS = 16000, /* a log of more than the window holds in any case */
    LATE_BY = 1600,
    PADDING = 150, /* bytes of each event's operation */
    FOREIGN = 10,  /* every so many events, another provider's one */
};

/* What to write, and what has come out. */
static int64_t times[MANY_EVENTS];
static size_t order[MANY_EVENTS];
static struct buffer text[2];
static uint32_t *seen; /* record numbers in the order taken */
static size_t seen_count, seen_cap, stop_after;
static struct inputs inputs;

static void setup_pipeline(void)
{
    setup_files();
    buffer_init(&text[0], (size_t)1 << 28);
    buffer_init(&text[1], (size_t)1 << 28);
    seen_cap = (size_t)MANY_EVENTS * 2 + 1;
    seen = calloc(seen_cap, sizeof(*seen));
    ck_assert_ptr_nonnull(seen);
    seen_count = 0;
    stop_after = SIZE_MAX;
    inputs_init(&inputs);
    /* Rising, with ties, steps of seconds, and gaps of ten minutes. */
    int64_t time = 132000000000000000;
    for (size_t i = 0; i < MANY_EVENTS; i++) {
        time += i % 500 == 499 ? 600LL * WINTIME_TICKS_PER_SECOND
                               : (int64_t)(i * 7919 % 13 / 2) * 4 * WINTIME_TICKS_PER_MS * 100;
        times[i] = time;
        order[i] = i;
    }
}

static void clear_pipeline(void)
{
    inputs_release(&inputs);
    clear_files(); /* ends the thread that writes to the pipe */
    buffer_release(&text[0]);
    buffer_release(&text[1]);
    free(seen);
}

static void reverse(size_t *list, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        size_t other = list[count - 1 - i];
        list[count - 1 - i] = list[i];
        list[i] = other;
    }
}

/* Event `index` with record number index + 1. */
static void put_event(struct buffer *out, size_t index)
{
    char time[WINTIME_TEXT_SIZE];
    wintime_format(times[index], time);
    buffer_format(out,
                  "<Event xmlns='" XML_NAMESPACE "'><System><Provider "
                  "Name='Microsoft-Windows-WMI-Activity'/><EventID>5858</EventID>"
                  "<TimeCreated SystemTime='%s'/><EventRecordID>%zu</EventRecordID>"
                  "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"
                  "<Computer>PC</Computer></System><UserData><x><Operation>%0*zu</Operation>"
                  "<ResultCode>0x80041010</ResultCode></x></UserData></Event>",
                  time, index + 1, PADDING, index);
    if (index % FOREIGN == 0) {
        buffer_format(out,
                      "<Event><System><Provider Name='Beep'/><TimeCreated SystemTime='%s'/>"
                      "</System></Event>\n",
                      time);
    }
}

static struct view put_log(struct buffer *out, const size_t *list, size_t count)
{
    buffer_clear(out);
    buffer_add_text(out, "<Events>");
    for (size_t i = 0; i < count; i++) {
        put_event(out, list[i]);
    }
    buffer_add_text(out, "</Events>");
    return buffer_view(out);
}

static void add_input(const char *path)
{
    struct error err;
    error_init(&err);
    ck_assert_int_eq(inputs_add(&inputs, path, &err), STATUS_OK);
}

static bool take(void *context, const struct event *event)
{
    (void)context;
    ck_assert_uint_lt(seen_count, seen_cap);
    seen[seen_count++] = (uint32_t)event->record_id;
    return seen_count < stop_after;
}

static void run(size_t jobs)
{
    struct pipeline_options options = {.jobs = jobs, .take = take};
    inputs_recognise(&inputs);
    pipeline_run(&inputs, &options);
    for (size_t i = 0; i < inputs.count; i++) {
        const struct report_source *r = &inputs.items[i].report;
        ck_assert_msg(r->status == STATUS_OK, "%.*s", VIEW_ARG(r->message));
        ck_assert_uint_eq(r->records, r->events + r->damaged);
    }
}

/* The sequence is 1, 2, ... count, and everything in the reports adds up. */
static void expect_sequence(size_t count, uint64_t duplicates)
{
    uint64_t wmi_events = 0;
    uint64_t events = 0;
    uint64_t found = 0;
    for (size_t i = 0; i < count && i < seen_count; i++) {
        ck_assert_msg(seen[i] == i + 1, "found %u, expected %zu", seen[i], i + 1);
    }
    ck_assert_uint_eq(seen_count, count);
    for (size_t i = 0; i < inputs.count; i++) {
        const struct report_source *r = &inputs.items[i].report;
        ck_assert_uint_eq(r->damaged, 0);
        ck_assert_uint_eq(r->problem_count, 0);
        ck_assert_uint_eq(r->out_of_order, 0);
        wmi_events += r->wmi_events;
        events += r->events;
        found += r->duplicates;
    }
    ck_assert_uint_eq(wmi_events, count + duplicates);
    ck_assert_uint_eq(events - wmi_events, (count + duplicates) / FOREIGN);
    ck_assert_uint_eq(found, duplicates);
}

/* Loop tests run with one job and with four. */
static size_t jobs_of(int loop)
{
    return loop == 0 ? 1 : 4;
}

START_TEST(reads_forwards)
{
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
    ck_assert(!inputs.items[0].report.is_backwards);
    ck_assert_int_eq(inputs.items[0].report.first, times[0]);
    ck_assert_int_eq(inputs.items[0].report.last, times[EVENTS - 1]);
    ck_assert_uint_gt(inputs.items[0].source.size, (uint64_t)8 * XML_BLOCK_SIZE);
}
END_TEST

START_TEST(reads_backwards)
{
    reverse(order, EVENTS);
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
    ck_assert(inputs.items[0].report.is_backwards);
}
END_TEST

START_TEST(reads_swapped_halves)
{
    for (size_t i = 0; i < EVENTS; i++) {
        order[i] = (i + EVENTS / 2) % EVENTS;
    }
    if (_i >= 2) {
        reverse(order, EVENTS);
    }
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i % 2));
    expect_sequence(EVENTS, 0);
    ck_assert_int_eq(inputs.items[0].report.is_backwards, _i >= 2);
}
END_TEST

START_TEST(reads_wide)
{
    reverse(order, EVENTS);
    struct view narrow = put_log(&text[0], order, EVENTS);
    buffer_add_text(&text[1], "\xFF\xFE");
    ck_assert(buffer_reserve(&text[1], 2 * narrow.len));
    for (size_t i = 0; i < narrow.len; i++) {
        text[1].data[text[1].len++] = narrow.data[i];
        text[1].data[text[1].len++] = '\0';
    }
    add_input(file_with("a", buffer_view(&text[1])));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
}
END_TEST

/* Neighbours within a minute may stand in any order. */
START_TEST(reads_shuffled_neighbours)
{
    for (size_t i = 0; i + 8 <= EVENTS; i += 8) {
        reverse(order + i, 8);
        reverse(order + i, 3);
    }
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
}
END_TEST

/* Of a large log, single events stand more than ten minutes too late. */
START_TEST(reads_late_events)
{
    for (size_t i = 0; i + LATE_BY < LATE_EVENTS; i += LATE_BY) {
        memmove(&order[i], &order[i + 1], (LATE_BY - 1) * sizeof(*order));
        order[i + LATE_BY - 1] = i;
    }
    add_input(file_with("a", put_log(&text[0], order, LATE_EVENTS)));
    run(jobs_of(_i));
    expect_sequence(LATE_EVENTS, 0);
}
END_TEST

/* One log in two files, given in the wrong order. */
START_TEST(merges_halves)
{
    add_input(file_with("b", put_log(&text[0], order + EVENTS / 2, EVENTS / 2)));
    add_input(file_with("a", put_log(&text[1], order, EVENTS / 2)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
}
END_TEST

/* Every other event in another file, one of them newest first. */
START_TEST(merges_alternating)
{
    for (size_t i = 0; i < EVENTS; i++) {
        order[i] = i < EVENTS / 2 ? 2 * i : 2 * (i - EVENTS / 2) + 1;
    }
    reverse(order + EVENTS / 2, EVENTS / 2);
    add_input(file_with("a", put_log(&text[0], order, EVENTS / 2)));
    add_input(file_with("b", put_log(&text[1], order + EVENTS / 2, EVENTS / 2)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
}
END_TEST

START_TEST(drops_doubles)
{
    struct view log = put_log(&text[0], order, EVENTS);
    add_input(file_with("a", log));
    reverse(order, EVENTS);
    add_input(file_with("b", put_log(&text[1], order, EVENTS)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, EVENTS);
}
END_TEST

/* The same log twice in one file. */
START_TEST(drops_doubles_of_one_file)
{
    for (size_t i = 0; i < EVENTS; i++) {
        order[EVENTS + i] = i;
    }
    if (_i >= 2) {
        reverse(order, (size_t)2 * EVENTS);
    }
    add_input(file_with("a", put_log(&text[0], order, (size_t)2 * EVENTS)));
    run(jobs_of(_i % 2));
    expect_sequence(EVENTS, EVENTS);
}
END_TEST

/* All at one moment: the record numbers decide, whichever way the log was saved. */
START_TEST(sorts_one_moment)
{
    for (size_t i = 0; i < EVENTS; i++) {
        times[i] = times[0];
    }
    reverse(order, EVENTS);
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i));
    expect_sequence(EVENTS, 0);
}
END_TEST

/* More events within a minute than the window holds. */
static void make_dense(void)
{
    for (size_t i = 0; i < MANY_EVENTS; i++) {
        times[i] = times[0] + (int64_t)i * WINTIME_TICKS_PER_MS / 2;
    }
}

START_TEST(reads_dense_log)
{
    make_dense();
    if (_i >= 2) {
        reverse(order, MANY_EVENTS);
    }
    add_input(file_with("a", put_log(&text[0], order, MANY_EVENTS)));
    run(jobs_of(_i % 2));
    expect_sequence(MANY_EVENTS, 0);
}
END_TEST

START_TEST(reads_stream)
{
    if (_i >= 2) {
        make_dense();
    }
    struct view log = put_log(&text[0], order, MANY_EVENTS);
    add_input(stream_with("pipe", log));
    run(jobs_of(_i % 2));
    expect_sequence(MANY_EVENTS, 0);
    ck_assert(inputs.items[0].source.is_stream);
    ck_assert_uint_eq(inputs.items[0].report.bytes, log.len);
}
END_TEST

/* A stream cannot be read from its end: all events come, and it is said that they are late. */
START_TEST(reads_backward_stream)
{
    reverse(order, MANY_EVENTS);
    add_input(stream_with("pipe", put_log(&text[0], order, MANY_EVENTS)));
    run(jobs_of(_i));
    ck_assert_uint_eq(seen_count, MANY_EVENTS);
    ck_assert_uint_gt(inputs.items[0].report.out_of_order, 0);
}
END_TEST

START_TEST(merges_stream_and_file)
{
    static size_t every_third[MANY_EVENTS / 3];
    size_t count = 0;
    for (size_t i = 0; i < MANY_EVENTS; i++) {
        if (i % 3 == 2) {
            every_third[count++] = i;
        }
    }
    struct view part = put_log(&text[1], every_third, count);
    add_input(file_with("a", part));
    add_input(stream_with("pipe", put_log(&text[0], order, MANY_EVENTS)));
    run(jobs_of(_i));
    ck_assert(inputs.items[1].source.is_stream);
    ck_assert_uint_eq(seen_count, MANY_EVENTS);
    for (size_t i = 0; i < seen_count; i++) {
        ck_assert_uint_eq(seen[i], i + 1);
    }
}
END_TEST

/* An event over several blocks is read up to the limit; a longer one is damage, once. */
START_TEST(reads_long_events)
{
    size_t size = _i < 2 ? (size_t)3 * XML_BLOCK_SIZE : (size_t)XML_MAX_EVENT_SIZE * 2;
    for (size_t i = 0; i < 700; i++) {
        put_event(&text[0], i);
    }
    buffer_add_text(&text[0], XML_HEAD("9999") "<UserData><x><Operation>");
    for (size_t i = 0; i < size; i++) {
        buffer_add_char(&text[0], 'x');
    }
    buffer_add_text(&text[0], "</Operation></x></UserData></Event>");
    for (size_t i = 700; i < 1400; i++) {
        put_event(&text[0], i);
    }
    add_input(file_with("a", buffer_view(&text[0])));
    run(jobs_of(_i % 2));
    const struct report_source *r = &inputs.items[0].report;
    ck_assert_uint_eq(r->wmi_events, _i < 2 ? 1401 : 1400);
    ck_assert_uint_eq(r->damaged, _i < 2 ? 0 : 1);
    ck_assert_uint_eq(seen_count, r->wmi_events);
    if (_i >= 2) {
        expect_text(r->problems[0].message, "the event is too large, over 1 MB");
    }
}
END_TEST

/* Bytes without an event, over more blocks than one is looked for in. */
START_TEST(garbage_is_counted_in_full)
{
    enum { GARBAGE = 3 * XML_MAX_EVENT_SIZE };
    char expected[96];
    put_event(&text[0], 1);
    size_t before = buffer_view(&text[0]).len;
    for (size_t i = 0; i < GARBAGE; i++) {
        buffer_add_char(&text[0], 'x');
    }
    put_event(&text[0], 2);
    add_input(file_with("a", buffer_view(&text[0])));
    run(jobs_of(_i));
    const struct report_source *r = &inputs.items[0].report;
    uint64_t told = XML_BLOCK_SIZE + XML_MAX_EVENT_SIZE - before;
    ck_assert_uint_eq(r->wmi_events, 2);
    ck_assert_uint_eq(r->problem_count, 2);
    snprintf(expected, sizeof(expected), "%llu bytes belong to no event", (unsigned long long)told);
    expect_text(r->problems[0].message, expected);
    snprintf(expected, sizeof(expected), "%llu more bytes are part of no event that can be read",
             (unsigned long long)(GARBAGE - told));
    expect_text(r->problems[1].message, expected);
    ck_assert(!r->problems[1].has_offset && !r->is_uncovered); /* it has no words of events */
}
END_TEST

/* Damage everywhere: the reports of one thread and of four agree in every number. */
START_TEST(counts_damage_alike)
{
    struct report_source first = {0};
    uint64_t offsets[REPORT_MAX_PROBLEMS] = {0};
    for (size_t i = 0; i < EVENTS; i++) {
        size_t before = buffer_view(&text[1]).len;
        put_event(&text[1], i);
        struct view event = view_from(buffer_view(&text[1]), before);
        bool is_cut = i % 50 == 7;
        bool is_headless = i % 50 == 30;
        buffer_add(&text[0],
                   view_slice(event, is_headless ? 40 : 0, is_cut ? event.len / 2 : event.len));
    }
    const char *path = file_with("a", buffer_view(&text[0]));
    for (int i = 0; i < 2; i++) {
        inputs_release(&inputs);
        inputs_init(&inputs);
        seen_count = 0;
        add_input(path);
        run(jobs_of(i));
        const struct report_source *r = &inputs.items[0].report;
        ck_assert_uint_eq(r->damaged, (uint64_t)2 * EVENTS / 50);
        ck_assert_uint_eq(seen_count, EVENTS - r->damaged);
        ck_assert_uint_eq(r->problem_count + r->more_problems, r->damaged);
        if (i == 0) {
            first = *r;
        }
        ck_assert_uint_eq(first.events, r->events);
        ck_assert_uint_eq(first.problem_count, r->problem_count);
        for (size_t k = 0; k < r->problem_count; k++) {
            offsets[k] = i == 0 ? r->problems[k].offset : offsets[k];
            ck_assert_uint_eq(offsets[k], r->problems[k].offset);
        }
    }
}
END_TEST

/* What is left of a file that others cut is read, and the loss is told. */
START_TEST(tells_that_a_file_became_shorter)
{
    struct pipeline_options options = {.jobs = jobs_of(_i), .take = take};
    struct view log = put_log(&text[0], order, EVENTS);
    add_input(file_with("a", log));
    inputs_recognise(&inputs);
    const struct report_source *r = &inputs.items[0].report;
    ck_assert_int_eq(truncate(inputs.items[0].source.path, (off_t)(log.len / 2)), 0);
    pipeline_run(&inputs, &options);
    ck_assert_int_eq(r->status, STATUS_DAMAGED);
    expect_text(r->message, "the file became shorter while it was read");
    ck_assert_uint_ge(seen_count, EVENTS / 2 - 2);
    ck_assert_uint_le(seen_count, EVENTS / 2 + 2);
}
END_TEST

START_TEST(stops_when_told)
{
    stop_after = 1000;
    add_input(file_with("a", put_log(&text[0], order, EVENTS)));
    run(jobs_of(_i));
    ck_assert_uint_eq(seen_count, 1000);
}
END_TEST

static void count_begin(void *context)
{
    ck_assert_uint_eq(seen_count, 0);
    ++*(size_t *)context;
}

/* Once, before all events, also where there are none. */
START_TEST(begins_before_the_first_event)
{
    const size_t counts[] = {EVENTS, 0};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        size_t begun = 0;
        struct pipeline_options options = {
            .jobs = jobs_of(_i), .take = take, .begin = count_begin, .context = &begun};
        if (counts[i] > 0) {
            add_input(file_with("a", put_log(&text[0], order, counts[i])));
        }
        inputs_recognise(&inputs);
        pipeline_run(&inputs, &options);
        ck_assert_uint_eq(begun, 1);
        ck_assert_uint_eq(seen_count, counts[i]);
        inputs_release(&inputs);
        inputs_init(&inputs);
        seen_count = 0;
    }
}
END_TEST

/* What cannot be read does not keep the others from being read. */
START_TEST(reads_what_it_can)
{
    add_input(file_path("missing"));
    add_input(file_with("a", put_log(&text[0], order, 10)));
    add_input(file_with("b", VIEW("%PDF-1.7")));
    add_input(file_with("c", VIEW("")));
    add_input(file_with("d", VIEW("<Events></Events>")));
    struct pipeline_options options = {.jobs = jobs_of(_i), .take = take};
    inputs_recognise(&inputs);
    pipeline_run(&inputs, &options);
    ck_assert_uint_eq(seen_count, 10);
    const enum status expected[] = {STATUS_IO, STATUS_OK, STATUS_NOT_FORMAT, STATUS_OK, STATUS_OK};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(inputs.items[i].report.status, expected[i]);
    }
}
END_TEST

Suite *order_suite(void)
{
    Suite *suite = suite_create("order");
    TCase *tcase = tcase_create("pipeline");
    tcase_add_checked_fixture(tcase, setup_pipeline, clear_pipeline);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, reads_forwards, 0, 2);
    tcase_add_loop_test(tcase, reads_backwards, 0, 2);
    tcase_add_loop_test(tcase, reads_swapped_halves, 0, 4);
    tcase_add_loop_test(tcase, reads_wide, 0, 2);
    tcase_add_loop_test(tcase, reads_shuffled_neighbours, 0, 2);
    tcase_add_loop_test(tcase, merges_halves, 0, 2);
    tcase_add_loop_test(tcase, merges_alternating, 0, 2);
    tcase_add_loop_test(tcase, drops_doubles, 0, 2);
    tcase_add_loop_test(tcase, drops_doubles_of_one_file, 0, 4);
    tcase_add_loop_test(tcase, sorts_one_moment, 0, 2);
    tcase_add_loop_test(tcase, reads_long_events, 0, 4);
    tcase_add_loop_test(tcase, garbage_is_counted_in_full, 0, 2);
    tcase_add_test(tcase, counts_damage_alike);
    tcase_add_loop_test(tcase, stops_when_told, 0, 2);
    tcase_add_loop_test(tcase, begins_before_the_first_event, 0, 2);
    tcase_add_loop_test(tcase, tells_that_a_file_became_shorter, 0, 2);
    tcase_add_loop_test(tcase, reads_what_it_can, 0, 2);
    /* Under a slow tool, the largest logs are left to the other runs. */
    if (!getenv("WMILOG_SLOW_RUN")) {
        tcase_add_loop_test(tcase, reads_late_events, 0, 2);
        tcase_add_loop_test(tcase, reads_dense_log, 0, 4);
        tcase_add_loop_test(tcase, reads_stream, 0, 4);
        tcase_add_loop_test(tcase, reads_backward_stream, 0, 2);
        tcase_add_loop_test(tcase, merges_stream_and_file, 0, 2);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}
