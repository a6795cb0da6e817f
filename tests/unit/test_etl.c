/* Event traces: what is read of every kind of buffer and event, and what is said about damage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/etl/buffer.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/session.h"
#include "parsers/etl/walk.h"
#include "tests/fuzz/check.h"
#include "tests/unit/etl_build.h"
#include "tests/unit/suites.h"

enum { COUNTER = 1, SYSTEM_TIME = 2, CYCLES = 3, PID = 1200, SECOND = WINTIME_TICKS_PER_SECOND };

#define START INT64_C(133485408000000000) /* 2024-01-01 */

static const struct etl_build_head counter = {
    .clock = COUNTER, .first_stamp = 5000, .start = START, .frequency = 1000};

static struct etl_build trace;
static struct batch batch;

static void setup(void)
{
    etl_build_init(&trace);
    batch_init(&batch);
}

static void teardown(void)
{
    etl_build_release(&trace);
    batch_release(&batch);
}

/* The stop of operation 8, `seconds` after the start of the trace. */
static void add_stop(uint64_t seconds)
{
    static const char payload[] = "\x08\0\0\0\x02\x10\x04\x80";
    const struct etl_build_event event = {.id = 13,
                                          .process = PID,
                                          .thread = 7,
                                          .stamp = 5000 + seconds * 1000,
                                          .payload = {payload, 8}};
    etl_build_event(&trace, &event);
}

static void recognise(struct reader_input *input)
{
    *input = (struct reader_input){.form = &etl_reader};
    ck_assert(etl_reader.recognise(buffer_view(&trace.bytes), input));
}

/* Reads the trace as one block. */
static void parse(void)
{
    struct reader_input input;
    recognise(&input);
    check_parse(&input, &batch, buffer_view(&trace.bytes), 0);
}

static void expect(uint64_t read, uint64_t damaged, size_t events)
{
    ck_assert_uint_eq(batch.read, read);
    ck_assert_uint_eq(batch.damaged, damaged);
    ck_assert_uint_eq(batch.event_count, events);
}

static void expect_problem(size_t offset, const char *part)
{
    for (size_t i = 0; i < batch.problem_count; i++) {
        if (batch.problems[i].offset == offset &&
            view_find(batch.problems[i].message, view_of(part), 0) != SIZE_MAX) {
            return;
        }
    }
    ck_abort_msg("no problem at %zu says '%s'", offset, part);
}

static int64_t time_at(uint32_t clock, uint64_t frequency, uint64_t stamp)
{
    struct trace_session s;
    const struct etl_build_head head = {
        .clock = clock, .first_stamp = 5000, .start = START, .frequency = frequency};
    buffer_clear(&trace.bytes);
    etl_build_head_record(&trace, &head);
    ck_assert(etl_session_read(buffer_view(&trace.bytes), &s));
    return etl_time(&s, stamp);
}

START_TEST(times_of_every_clock)
{
    ck_assert_int_eq(time_at(COUNTER, 1000, 5000), START);
    ck_assert_int_eq(time_at(COUNTER, 1000, 6001), START + SECOND + SECOND / 1000);
    ck_assert_int_eq(time_at(COUNTER, 1000, 4000), START - SECOND);
    ck_assert_int_eq(time_at(COUNTER, 3, 5001), START + SECOND / 3);
    ck_assert_int_eq(time_at(SYSTEM_TIME, 1000, START + 17), START + 17);
    ck_assert_int_eq(time_at(CYCLES, 1000, 5000 + UINT64_C(2400000000)), START + SECOND);
    /* A counter whose frequency is lost has the one that it mostly has. */
    ck_assert_int_eq(time_at(COUNTER, 0, 5000 + SECOND), START + SECOND);
    ck_assert_int_eq(time_at(COUNTER, UINT64_MAX, 5000 + SECOND), START + SECOND);
}
END_TEST

START_TEST(times_stay_within_the_years)
{
    ck_assert_int_eq(time_at(COUNTER, 1, UINT64_MAX / 2), WINTIME_LAST);
    ck_assert_int_eq(time_at(SYSTEM_TIME, 1, UINT64_MAX), WINTIME_LAST);
    ck_assert_int_eq(time_at(COUNTER, 1, 5000 + UINT64_C(1) + INT64_MAX), WINTIME_LAST);
    struct trace_session s = {.clock = TRACE_CLOCK_COUNTER,
                              .first_stamp = UINT64_C(1) << 62,
                              .start = START,
                              .frequency = 1};
    ck_assert_int_eq(etl_time(&s, 0), 0);
}
END_TEST

START_TEST(reads_events_of_buffers)
{
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    add_stop(3);
    etl_build_close(&trace);
    etl_build_open(&trace, 1, 0);
    add_stop(2);
    etl_build_close(&trace);
    parse();
    expect(4, 0, 3);
    ck_assert_uint_eq(batch.wmi_events, 3);
    const struct event *e = &batch.events[1];
    uint64_t code;
    ck_assert_int_eq(e->time, START + 3 * (int64_t)SECOND);
    ck_assert_uint_eq(e->process_id, PID);
    ck_assert_uint_eq(e->thread_id, 7);
    ck_assert_uint_eq(e->origin.offset, 4096 + 72 + 88);
    ck_assert(event_number(e, EVENT_FIELD_RESULT_CODE, &code));
    ck_assert_uint_eq(code, 0x80041002);
    ck_assert_int_eq(batch.first, START);
    ck_assert_uint_eq(batch.problem_count, 0);
}
END_TEST

START_TEST(takes_the_items_of_an_event)
{
    /* A related activity and a SID with two parts. */
    static const char items[] = "\x18\0\x01\0\x01\0\x10\0"
                                "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
                                "\x18\0\x02\0\0\0\x10\0"
                                "\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0";
    static const char payload[] = "\x08\0\0\0\0\0\0\0";
    const struct etl_build_event event = {
        .id = 13, .items = {items, 48}, .payload = {payload, 8}, .stamp = 5000};
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    etl_build_event(&trace, &event);
    etl_build_close(&trace);
    parse();
    expect(2, 0, 1);
    ck_assert(view_equal(batch.events[0].user_sid, VIEW("S-1-5-32-544")));
    ck_assert(view_equal(batch.events[0].related_activity_id,
                         VIEW("{04030201-0605-0807-090A-0B0C0D0E0F10}")));
    /* An item with more data than bytes. */
    trace.bytes.data[4096 + 72 + 80 + 24 + 6] = 0x11;
    parse();
    expect(1, 1, 0);
    expect_problem(4096 + 72, "damaged items");
}
END_TEST

/* How many problems a trace of one buffer has whose head counts so many. */
static size_t problems_of(uint32_t mode, int64_t end, uint32_t buffers)
{
    const struct etl_build_head head = {.clock = COUNTER,
                                        .first_stamp = 5000,
                                        .start = START,
                                        .frequency = 1,
                                        .mode = mode,
                                        .end = end,
                                        .buffers = buffers};
    struct reader_input input;
    buffer_clear(&trace.bytes);
    etl_build_start(&trace, &head);
    recognise(&input);
    input.size = trace.bytes.len;
    check_parse(&input, &batch, buffer_view(&trace.bytes), 0);
    expect(1, 0, 0);
    return batch.problem_count;
}

START_TEST(tells_of_buffers_that_are_cut_off)
{
    ck_assert_uint_eq(problems_of(1, START + SECOND, 1), 0);
    ck_assert_uint_eq(problems_of(1, START + SECOND, 2), 1);
    expect_problem(0, "the trace was closed with 2 buffers of 4096 bytes");
    ck_assert_uint_eq(problems_of(1, 0, 2), 0);              /* not closed: the count is old */
    ck_assert_uint_eq(problems_of(2, START + SECOND, 2), 0); /* circular: older ones are gone */
}
END_TEST

/* Each kind of header is passed by its size. */
START_TEST(passes_every_kind)
{
    static const struct {
        uint8_t type, size;
        bool is_size_first;
    } kinds[] = {{0x01, 0x28, false}, {0x02, 0x20, false}, {0x03, 0x18, false}, {0x04, 0x1c, false},
                 {0x0A, 0x30, true},  {0x0B, 0x48, true},  {0x0D, 0x10, true},  {0x10, 0x10, false},
                 {0x11, 0x28, false}, {0x12, 0x50, true},  {0x14, 0x33, true},  {0x15, 0x38, true}};
    enum { KINDS = COUNT_OF(kinds) };
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    for (size_t i = 0; i < KINDS; i++) {
        uint32_t marker = 0xC0000000U | (uint32_t)kinds[i].type << 16;
        etl_build_u32(&trace, marker | (kinds[i].is_size_first ? kinds[i].size : 2U));
        etl_build_u32(&trace, kinds[i].size);
        etl_build_zeros(&trace, kinds[i].size - 8U);
        etl_build_zeros(&trace, (8U - kinds[i].size % 8U) % 8);
    }
    etl_build_u32(&trace, 0x90000000U | 24); /* a message with a stamp */
    etl_build_u32(&trace, 0x00080000U);
    etl_build_u64(&trace, 5000);
    etl_build_u64(&trace, 0);
    etl_build_close(&trace);
    parse();
    expect(KINDS + 2, 0, 0);
}
END_TEST

START_TEST(goes_on_behind_damage)
{
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    add_stop(2);
    add_stop(3);
    etl_build_close(&trace);
    trace.bytes.data[4096 + 72 + 88 + 2] = 0x77; /* no kind of header */
    parse();
    expect(3, 1, 2);
    expect_problem(4096 + 72 + 88, "no event where one should be (88 bytes)");
}
END_TEST

START_TEST(goes_on_behind_a_damaged_buffer)
{
    etl_build_start(&trace, &counter);
    for (unsigned i = 0; i < 3; i++) {
        etl_build_open(&trace, 0, 0);
        add_stop(i);
        etl_build_close(&trace);
    }
    etl_build_put_u32(&trace, 2 * 4096, 17); /* its size */
    parse();
    expect(3, 1, 2);
    expect_problem(2 * 4096, "no buffer where one should be (4096 bytes)");
}
END_TEST

START_TEST(zeros_are_no_loss)
{
    etl_build_start(&trace, &counter);
    etl_build_zeros(&trace, 3 * ETL_BUILD_BUFFER);
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    etl_build_close(&trace);
    etl_build_zeros(&trace, 100);
    parse();
    expect(2, 0, 1);
    ck_assert_uint_eq(batch.problem_count, 0);
}
END_TEST

/* A file that ends in a buffer: what is there is read. */
START_TEST(reads_every_prefix)
{
    struct reader_input input;
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    add_stop(2);
    etl_build_close(&trace);
    recognise(&input);
    for (size_t len = 0; len <= trace.bytes.len; len++) {
        check_parse(&input, &batch, view_slice(buffer_view(&trace.bytes), 0, len), 0);
        size_t whole = len < 4096 + 72 + 88 ? 0 : len < 4096 + 72 + 176 ? 1 : 2;
        ck_assert_uint_eq(batch.event_count, whole);
    }
    check_parse(&input, &batch, view_slice(buffer_view(&trace.bytes), 0, 4096 + 200), 0);
    expect_problem(4096, "the file ends in this buffer, 48 bytes before its events");
}
END_TEST

/* A few bytes that would become a whole buffer of one letter. */
START_TEST(refuses_to_unpack_without_measure)
{
    static const char packed[] = "\xff\xff\xff\x7f"
                                 "a\x07\0\x0f\xff\0\0\0\0\1\0";
    struct etl_build_head head = counter;
    head.mode = 0x04000000;
    etl_build_start(&trace, &head);
    etl_build_open(&trace, 0, 0x40);
    buffer_add(&trace.bytes, (struct view){packed, sizeof(packed) - 1});
    etl_build_put_u32(&trace, 4096, 72 + sizeof(packed) - 1);
    etl_build_put_u32(&trace, 4096 + 0x30, 4096);
    parse();
    ck_assert_uint_eq(batch.read, 1);
    expect_problem(4096, "compressed too well to be one");
}
END_TEST

/* The head of a file that is too short for one is no trace. */
START_TEST(recognises_by_the_head)
{
    struct reader_input input = {.form = &etl_reader};
    etl_build_start(&trace, &counter);
    struct view all = buffer_view(&trace.bytes);
    for (size_t len = 0; len < 72 + 0x20 + 0x118; len++) {
        ck_assert(!etl_reader.recognise(view_slice(all, 0, len), &input));
    }
    ck_assert(etl_reader.recognise(all, &input));
    ck_assert_uint_eq(input.trace.buffer_size, ETL_BUILD_BUFFER);
    ck_assert_uint_eq(input.trace.build, 22631);
    trace.bytes.data[72 + 2] = 0x13;
    ck_assert(!etl_reader.recognise(all, &input));
    for (unsigned i = 0; i < 2; i++) {
        etl_build_open(&trace, i, 0);
        add_stop(i);
        etl_build_close(&trace);
    }
    ck_assert(etl_reader.recognise(buffer_view(&trace.bytes), &input));
    ck_assert(input.is_headless);
    check_parse(&input, &batch, buffer_view(&trace.bytes), 0);
    ck_assert_uint_eq(batch.event_count, 2);
    ck_assert(wintime_is_local(batch.events[0].time));
    expect_problem(0, "good for the order of events");
}
END_TEST

/* A payload that no layout fits is told, and the event stays. */
START_TEST(keeps_an_event_that_it_cannot_decode)
{
    const struct etl_build_event event = {.id = 13, .payload = {"\1\2\3", 3}, .stamp = 5000};
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    etl_build_event(&trace, &event);
    etl_build_close(&trace);
    parse();
    expect(2, 0, 1);
    expect_problem(4096 + 72, "payload of '3' bytes fits no known layout of event '13'");
}
END_TEST

/* How many events a block counts for a provider of that name. */
static uint64_t count_of(const char *provider)
{
    uint64_t count = 0;
    for (size_t i = 0; i < batch.count_count; i++) {
        count +=
            view_equal(batch.counts[i].provider, view_of(provider)) ? batch.counts[i].count : 0;
    }
    return count;
}

/* However many others write into a block before it, WMI-Activity is read. */
START_TEST(finds_what_is_wanted_among_many)
{
    enum { OTHERS = 3 * ETL_MAX_PROVIDERS };
    char guid[GUID_TEXT_SIZE];
    struct etl_build_event other = {.provider = guid, .id = 1, .stamp = 5000};
    etl_build_start(&trace, &counter);
    for (unsigned i = 0; i < OTHERS; i++) {
        if (i % 40 == 0) {
            etl_build_open(&trace, 0, 0);
        }
        snprintf(guid, sizeof(guid), "{%08X-0000-0000-0000-000000000000}", i % 2 ? i : i << 8);
        etl_build_event(&trace, &other);
        if (i % 40 == 39 || i + 1 == OTHERS) {
            etl_build_close(&trace);
        }
    }
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    etl_build_close(&trace);
    parse();
    expect(OTHERS + 2, 0, 1);
    ck_assert_uint_eq(batch.wmi_events, 1);
    ck_assert_uint_eq(count_of("{00000001-0000-0000-0000-000000000000}"), 1);
    ck_assert_uint_eq(count_of("other providers"), OTHERS - ETL_MAX_PROVIDERS);
}
END_TEST

/* A provider without a manifest tells its name; nobody can call himself what is read. */
START_TEST(names_providers_by_what_they_say)
{
    static const char named[] = "\x18\0\x0c\0\0\0\x10\0\x10\0Contoso.Agent\0";
    static const char claims[48] = "\x30\0\x0c\0\0\0\x21\0\x21\0Microsoft-Windows-WMI-Activity\0\0";
    struct etl_build_event other = {.provider = "{00000001-0000-0000-0000-000000000000}",
                                    .id = 13,
                                    .stamp = 5000,
                                    .items = {named, 24}};
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    etl_build_event(&trace, &other);
    other.items = (struct view){NULL, 0};
    etl_build_event(&trace, &other);
    other.provider = "{00000002-0000-0000-0000-000000000000}";
    other.items = (struct view){claims, 48};
    etl_build_event(&trace, &other);
    etl_build_close(&trace);
    parse();
    expect(4, 0, 0);
    ck_assert_uint_eq(count_of("Contoso.Agent"), 2);
    ck_assert_uint_eq(count_of("{00000002-0000-0000-0000-000000000000}"), 1);
}
END_TEST

/* Another trace behind the first is told, unless it was stamped by the same clock. */
START_TEST(tells_of_traces_that_follow)
{
    struct etl_build_head second = counter;
    second.first_stamp += 500 * counter.frequency;
    second.start += 500 * (int64_t)SECOND;
    etl_build_start(&trace, &counter);
    etl_build_start(&trace, &second);
    parse();
    expect(2, 0, 0);
    ck_assert_uint_eq(batch.problem_count, 0);
    buffer_clear(&trace.bytes);
    second.start += 90 * (int64_t)SECOND;
    etl_build_start(&trace, &counter);
    etl_build_start(&trace, &second);
    parse();
    expect(2, 0, 0);
    ck_assert_uint_eq(batch.problem_count, 1);
    expect_problem(4096 + 72, "times of its events are off by 1 min 30 s");
    /* With buffers of another size nothing of it can be read. */
    etl_build_put_u32(&trace, 4096, 2048);
    parse();
    expect(1, 1, 0);
    expect_problem(4096, "another trace begins here, with buffers of another size");
}
END_TEST

/* The first events of a buffer may have no time. */
START_TEST(finds_the_first_time_behind_messages)
{
    struct reader_input input;
    int64_t time = 0;
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    etl_build_u32(&trace, 0x90000000U | 12);
    etl_build_u32(&trace, 0x00010000U); /* with a number and no stamp */
    etl_build_u64(&trace, 7);
    add_stop(3);
    etl_build_close(&trace);
    recognise(&input);
    ck_assert(etl_reader.first_time(&input, view_from(buffer_view(&trace.bytes), 4096), &time));
    ck_assert_int_eq(time, START + 3 * (int64_t)SECOND);
    ck_assert(!etl_reader.first_time(
        &input, view_slice(buffer_view(&trace.bytes), 4096, 4096 + 72 + 16), &time));
}
END_TEST

/* A buffer that holds more than its header says. */
START_TEST(tells_of_events_behind_the_end)
{
    static const char packed[] = "\x3f\0\0\0abcdefghijklmnopqrstuvwxyz"; /* of MS-XCA 3.1 */
    struct etl_build_head head = counter;
    etl_build_start(&trace, &counter);
    etl_build_open(&trace, 0, 0);
    add_stop(1);
    add_stop(2);
    etl_build_close(&trace);
    etl_build_put_u32(&trace, 4096 + 0x30, 72 + 88);
    parse();
    expect(2, 1, 1);
    expect_problem(4096 + 72 + 88, "events stand behind what the buffer says to hold");
    buffer_clear(&trace.bytes);
    head.mode = 0x04000000;
    etl_build_start(&trace, &head);
    etl_build_open(&trace, 0, 0x40);
    buffer_add(&trace.bytes, (struct view){packed, sizeof(packed) - 1});
    etl_build_put_u32(&trace, 4096, 72 + sizeof(packed) - 1);
    etl_build_put_u32(&trace, 4096 + 0x30, 72 + 26);
    parse();
    ck_assert_uint_eq(batch.damaged, 1); /* letters are no event */
    etl_build_put_u32(&trace, 4096 + 0x30, 72 + 16);
    parse();
    ck_assert_uint_eq(batch.damaged, 2);
    expect_problem(4096, "compressed bytes hold more than it says (10 bytes)");
}
END_TEST

Suite *etl_suite(void)
{
    Suite *suite = suite_create("etl");
    TCase *tcase = tcase_create("etl");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, times_of_every_clock);
    tcase_add_test(tcase, times_stay_within_the_years);
    tcase_add_test(tcase, reads_events_of_buffers);
    tcase_add_test(tcase, takes_the_items_of_an_event);
    tcase_add_test(tcase, tells_of_buffers_that_are_cut_off);
    tcase_add_test(tcase, passes_every_kind);
    tcase_add_test(tcase, goes_on_behind_damage);
    tcase_add_test(tcase, goes_on_behind_a_damaged_buffer);
    tcase_add_test(tcase, zeros_are_no_loss);
    tcase_add_test(tcase, reads_every_prefix);
    tcase_add_test(tcase, refuses_to_unpack_without_measure);
    tcase_add_test(tcase, recognises_by_the_head);
    tcase_add_test(tcase, finds_what_is_wanted_among_many);
    tcase_add_test(tcase, names_providers_by_what_they_say);
    tcase_add_test(tcase, tells_of_traces_that_follow);
    tcase_add_test(tcase, tells_of_events_behind_the_end);
    tcase_add_test(tcase, finds_the_first_time_behind_messages);
    tcase_add_test(tcase, keeps_an_event_that_it_cannot_decode);
    suite_add_tcase(suite, tcase);
    return suite;
}
