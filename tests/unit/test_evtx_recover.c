/* What is left of records that are not live: found, told by its own template, or left alone. */
#include <stdlib.h>
#include <string.h>

#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/chunk.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum {
    LIVE = 4,
    STALE = 4,
    RECORDS = LIVE + STALE,
    /* From a record's start: header, fragment header, token, 1, id. */
    ID_AT = EVTX_RECORD_HEADER_SIZE + 4 + 1 + 1,
    NEW_ID = 0x77777777,
};

static size_t places[RECORDS + 1];

static struct evtx_build_event nth_event(size_t i)
{
    struct evtx_build_event event = i % 4 == 0   ? evtx_load
                                    : i % 4 == 3 ? evtx_foreign
                                                 : evtx_failure;
    event.record = 100 + i;
    event.time += (int64_t)i * WINTIME_TICKS_PER_SECOND;
    return event;
}

/* Live records, and behind the end of them as many that the header knows nothing of. */
static void fill(void)
{
    for (size_t i = 0; i < RECORDS; i++) {
        struct evtx_build_event event = nth_event(i);
        if (i == LIVE) {
            evtx_build_finish(&evtx_chunk);
        }
        places[i] = evtx_chunk.len;
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    }
    places[RECORDS] = evtx_chunk.len;
}

static void recover(size_t len, bool wants_xml)
{
    struct reader_input input = {.form = &evtx_reader, .source = 3, .wants_xml = wants_xml};
    const struct view copy = exact_copy(evtx_chunk.bytes, len);
    struct block block = {EVTX_TEST_OFFSET, copy, false};
    batch_clear(&evtx_batch);
    evtx_reader.recover(&input, &block, &evtx_batch);
    exact_free(copy);
    for (size_t i = 0; i < evtx_batch.event_count; i++) {
        ck_assert(evtx_batch.events[i].is_recovered);
    }
}

START_TEST(finds_what_is_not_live)
{
    fill();
    parse_evtx((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(LIVE, 0);
    ck_assert(!evtx_event(0)->is_recovered);
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(STALE, 0);
    ck_assert_uint_eq(evtx_batch.event_count, STALE - 1);
    ck_assert_uint_eq(evtx_event(0)->record_id, 104);
    ck_assert_uint_eq(evtx_event(0)->origin.offset, EVTX_TEST_OFFSET + places[LIVE]);
    expect_text(event_text(evtx_event(2), EVENT_FIELD_OPERATION), "Start IWbemServices::Connect");
    recover(EVTX_BUILD_CHUNK, true);
    ck_assert_uint_eq(evtx_batch.event_count, STALE);
    ck_assert(view_starts(evtx_event(3)->xml, VIEW("<Event ")));
}
END_TEST

START_TEST(every_shorter_length)
{
    fill();
    for (size_t len = 0; len <= places[RECORDS]; len++) {
        recover(len, len % 2 == 0);
        size_t whole = 0;
        while (whole < STALE && places[LIVE + whole + 1] <= len) {
            whole++;
        }
        if (len >= EVTX_CHUNK_HEADER_SIZE) { /* else nothing says where the live ones end */
            ck_assert_uint_eq(evtx_batch.read, whole);
        }
    }
}
END_TEST

/* Without a header, records are live as long as their numbers rise. */
START_TEST(finds_what_a_search_leaves)
{
    fill();
    memset(evtx_chunk.bytes, 0, 128);
    evtx_chunk.bytes[places[2] + 8] = 50; /* its number */
    parse_evtx((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(RECORDS - 1, 0);
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->origin.offset, EVTX_TEST_OFFSET + places[2]);
}
END_TEST

START_TEST(finds_nothing_in_nothing)
{
    recover(0, false);
    expect_evtx(0, 0);
    memset(evtx_chunk.bytes, 0, EVTX_BUILD_CHUNK);
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(0, 0);
}
END_TEST

/* Where the nested instance of a record stands: its values come last. */
static size_t nested_id_at(size_t record)
{
    const uint8_t *bytes = evtx_chunk.bytes;
    for (size_t at = places[record + 1] - 8; at > places[record] + 64; at--) {
        static const uint8_t head[] = {0x0F, 1, 1, 0, 0x0C, 1};
        if (memcmp(bytes + at, head, sizeof(head)) == 0) {
            return at + sizeof(head);
        }
    }
    ck_abort_msg("no nested template");
    return 0;
}

/* A template that is another one now would give wrong names to the values. */
START_TEST(another_template_is_not_taken)
{
    fill();
    evtx_build_put_u32(&evtx_chunk, places[LIVE] + ID_AT, NEW_ID);
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(STALE - 1, 1);
    ck_assert_uint_eq(evtx_event(0)->record_id, 105);
    /* The same in a live record is of no importance where the checksums are right. */
    evtx_build_put_u32(&evtx_chunk, places[1] + ID_AT, NEW_ID);
    parse_evtx((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(LIVE - 1, 1);
    evtx_build_checksums(&evtx_chunk);
    parse_evtx((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(LIVE, 0);
}
END_TEST

START_TEST(wmi_data_are_known_by_their_order)
{
    uint64_t number = 0;
    fill();
    for (size_t i = LIVE; i < RECORDS; i++) {
        evtx_build_put_u32(&evtx_chunk, nested_id_at(i), NEW_ID);
    }
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(STALE, 0);
    ck_assert_uint_eq(evtx_batch.event_count, STALE - 1);
    expect_text(event_text(evtx_event(0), EVENT_FIELD_PROVIDER_NAME), "CIMWin32");
    ck_assert(event_number(evtx_event(0), EVENT_FIELD_HOST_PROCESS_ID, &number));
    ck_assert_uint_eq(number, 2004);
    expect_text(event_text(evtx_event(1), EVENT_FIELD_USER), "CONTOSO\\t.example");
    ck_assert(event_number(evtx_event(1), EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041003);
}
END_TEST

/* As XML they are what they were. */
START_TEST(wmi_data_are_named_again)
{
    struct buffer texts;
    fill();
    recover(EVTX_BUILD_CHUNK, true);
    expect_evtx(STALE, 0);
    buffer_init(&texts, BUFFER_NO_MAX);
    for (size_t i = 0; i < STALE - 1; i++) {
        buffer_add(&texts, evtx_event(i)->xml);
    }
    for (size_t i = LIVE; i < RECORDS; i++) {
        evtx_build_put_u32(&evtx_chunk, nested_id_at(i), NEW_ID);
    }
    recover(EVTX_BUILD_CHUNK, true);
    expect_evtx(STALE - 1, 1); /* of the foreign one nothing is known */
    ck_assert(view_equal(buffer_view(&evtx_batch.xml), buffer_view(&texts)));
    buffer_release(&texts);
}
END_TEST

/* Names are told by their hashes. */
START_TEST(another_name_is_not_taken)
{
    fill();
    for (size_t at = places[0]; at < places[1]; at++) {
        static const char wide[] = "P\0r\0o\0v\0i\0d\0e\0r\0N\0a\0m\0e";
        if (memcmp(evtx_chunk.bytes + at, wide, sizeof(wide) - 1) == 0) {
            evtx_chunk.bytes[at] = 'Q';
        }
    }
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(STALE, 0);
    /* By their order the values are known all the same. */
    expect_text(event_text(evtx_event(0), EVENT_FIELD_PROVIDER_NAME), "CIMWin32");
    recover(EVTX_BUILD_CHUNK, true);
    for (size_t i = 0; i < evtx_batch.event_count; i++) {
        ck_assert_uint_eq(view_find(evtx_event(i)->xml, VIEW("Qrovider"), 0), SIZE_MAX);
    }
}
END_TEST

START_TEST(other_values_are_left_alone)
{
    static const struct evtx_build_field fields[] = {{"Id", EVTX_STRING, "x", 0},
                                                     {"Other", EVTX_UINT32, NULL, 5}};
    struct evtx_build_event event = evtx_failure;
    event.fields = fields;
    event.field_count = 2;
    evtx_build_finish(&evtx_chunk);
    places[0] = evtx_chunk.len;
    ck_assert(evtx_build_event(&evtx_chunk, &event));
    places[1] = evtx_chunk.len;
    ck_assert(evtx_build_event(&evtx_chunk, &event));
    places[2] = evtx_chunk.len;
    evtx_build_put_u32(&evtx_chunk, nested_id_at(1), NEW_ID);
    recover(EVTX_BUILD_CHUNK, false);
    expect_evtx(1, 1);
}
END_TEST

Suite *evtx_recover_suite(void)
{
    Suite *suite = suite_create("evtx_recover");
    TCase *tcase = tcase_create("evtx_recover");
    tcase_add_checked_fixture(tcase, setup_evtx, clear_evtx);
    tcase_add_test(tcase, finds_what_is_not_live);
    tcase_add_test(tcase, every_shorter_length);
    tcase_add_test(tcase, finds_what_a_search_leaves);
    tcase_add_test(tcase, finds_nothing_in_nothing);
    tcase_add_test(tcase, another_template_is_not_taken);
    tcase_add_test(tcase, wmi_data_are_known_by_their_order);
    tcase_add_test(tcase, wmi_data_are_named_again);
    tcase_add_test(tcase, another_name_is_not_taken);
    tcase_add_test(tcase, other_values_are_left_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}
