/* A whole log of one chunk with every byte of it damaged in turn, and cut off everywhere: what is
 * not damaged is read, as it was, and damage is never passed over in silence. */
#include <stdlib.h>
#include <string.h>

#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/chunk.h"
#include "tests/fuzz/check.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum {
    RECORDS = 21,
    WITH_TEMPLATES = 3, /* the first ones, which hold what the others refer to */
    STALE = 4,          /* records behind the live ones, left over from earlier use */
    FILE_HEADER = 4096,
    FILE_SIZE = FILE_HEADER + EVTX_BUILD_CHUNK,
    FILE_CHECKED = 128, /* bytes of the header that are used */
    TIMEOUT = 120,
};

static uint8_t *file;
static size_t places[RECORDS + 1]; /* of the records in the file, and their end */
static struct buffer texts;
static size_t text_ends[RECORDS];

static struct evtx_build_event nth_event(size_t i)
{
    struct evtx_build_event event = i % 3 == 0   ? evtx_load
                                    : i % 3 == 1 ? evtx_failure
                                                 : evtx_foreign;
    event.record = 100 + i;
    event.time += (int64_t)i * WINTIME_TICKS_PER_SECOND;
    return event;
}

/* Reads the first bytes of the file, from a buffer of just that size. */
static void parse(size_t len)
{
    struct reader_input input = {.form = &evtx_reader, .size = len, .wants_xml = true};
    const struct view copy = exact_copy(file, len);
    struct block block = {0, copy, true};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
    exact_free(copy);
    ck_assert_uint_eq(evtx_batch.records, evtx_batch.read + evtx_batch.damaged);
    ck_assert_uint_eq(evtx_batch.read, evtx_batch.event_count);
}

static struct view text_of(size_t record)
{
    size_t start = record == 0 ? 0 : text_ends[record - 1];
    return view_slice(buffer_view(&texts), start, text_ends[record]);
}

static void setup(void)
{
    setup_evtx();
    buffer_init(&texts, BUFFER_NO_MAX);
    file = calloc(1, FILE_SIZE);
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < RECORDS; i++) {
        struct evtx_build_event event = nth_event(i);
        places[i] = FILE_HEADER + evtx_chunk.len;
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    }
    places[RECORDS] = FILE_HEADER + evtx_chunk.len;
    evtx_build_finish(&evtx_chunk);
    for (size_t i = 0; i < STALE; i++) {
        struct evtx_build_event event = nth_event(i);
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    }
    evtx_build_file_header(file, 1, 100 + RECORDS);
    memcpy(file + FILE_HEADER, evtx_chunk.bytes, EVTX_BUILD_CHUNK);
    parse(FILE_SIZE);
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
    for (size_t i = 0; i < RECORDS; i++) {
        buffer_add(&texts, evtx_event(i)->xml);
        text_ends[i] = texts.len;
    }
}

static void clear(void)
{
    free(file);
    buffer_release(&texts);
    clear_evtx();
}

/* The record that the byte belongs to, RECORDS when to none. */
static size_t record_at(size_t at)
{
    size_t i = 0;
    while (i < RECORDS && (at < places[i] || at >= places[i + 1])) {
        i++;
    }
    return i;
}

/* Fails unless all records but `damaged` are read as they were, from where they stand, and nothing
 * else; `damaged` may be anything but more than one event. */
static void expect_others(size_t damaged, size_t at)
{
    size_t next = 0;
    for (size_t i = 0; i < RECORDS; i++) {
        bool is_there =
            next < evtx_batch.event_count && evtx_batch.events[next].origin.offset == places[i];
        ck_assert_msg(is_there || i == damaged, "byte %zu: record %zu is not read", at, i);
        if (is_there) {
            bool is_same = view_equal(evtx_batch.events[next++].xml, text_of(i));
            ck_assert_msg(is_same || i == damaged, "byte %zu: record %zu is read otherwise", at, i);
        }
    }
    ck_assert_msg(next == evtx_batch.event_count, "byte %zu: more is read than is there", at);
}

/* What other records need: the content of those that hold templates and names. */
static bool is_shared(size_t at, size_t record)
{
    return record < WITH_TEMPLATES && at >= places[record] + EVTX_RECORD_HEADER_SIZE &&
           at < places[record + 1] - 4;
}

/* Whether a checksum covers the byte. The flags say whether there is one. */
static bool is_checked(size_t at)
{
    bool is_flag =
        (at >= 0x78 && at < 0x7C) || (at >= FILE_HEADER + 0x78 && at < FILE_HEADER + 0x7C);
    return !is_flag && (at < FILE_CHECKED || at >= FILE_HEADER) && at < places[RECORDS];
}

START_TEST(every_byte_flipped)
{
    static const uint8_t masks[] = {0xFF, 0x01, 0x80};
    size_t shared = 0;
    size_t end = _i == 0 ? (size_t)FILE_SIZE : places[RECORDS];
    for (size_t at = 0; at < end; at += check_stride()) {
        uint8_t before = file[at];
        file[at] ^= masks[_i];
        parse(FILE_SIZE);
        file[at] = before;
        size_t record = record_at(at);
        if (is_shared(at, record)) {
            shared++;
            ck_assert_uint_le(evtx_batch.records, RECORDS + 1);
        } else {
            expect_others(record, at);
        }
        if (is_checked(at)) {
            ck_assert_msg(evtx_batch.problem_count > 0, "byte %zu: nothing is said", at);
        }
    }
    ck_assert_uint_lt(shared, places[WITH_TEMPLATES] - places[0]);
}
END_TEST

START_TEST(every_prefix)
{
    for (size_t len = 0; len < FILE_SIZE; len += check_stride()) {
        parse(len);
        size_t whole = 0;
        while (whole < RECORDS && places[whole + 1] <= len) {
            whole++;
        }
        ck_assert_uint_eq(evtx_batch.event_count, whole);
        for (size_t i = 0; i < whole; i++) {
            ck_assert(view_equal(evtx_event(i)->xml, text_of(i)));
        }
        if (len < places[RECORDS]) {
            ck_assert_msg(evtx_batch.problem_count > 0, "%zu bytes: nothing is said", len);
        }
    }
}
END_TEST

/* Of two chunks the second is missing from its first byte on. */
START_TEST(cut_between_chunks)
{
    evtx_build_file_header(file, 2, 100 + RECORDS);
    parse(FILE_SIZE);
    expect_evtx(RECORDS, 1);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    ck_assert_uint_eq(evtx_batch.problems[0].offset, 0);
    evtx_build_file_header(file, 0, 100 + RECORDS); /* more than the header counts is no loss */
    parse(FILE_SIZE);
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
}
END_TEST

Suite *evtx_damage_suite(void)
{
    Suite *suite = suite_create("evtx_damage");
    TCase *tcase = tcase_create("evtx_damage");
    tcase_add_checked_fixture(tcase, setup, clear);
    tcase_set_timeout(tcase, TIMEOUT);
    tcase_add_loop_test(tcase, every_byte_flipped, 0, 3);
    tcase_add_test(tcase, every_prefix);
    tcase_add_test(tcase, cut_between_chunks);
    suite_add_tcase(suite, tcase);
    return suite;
}
