/* Events with their text as XML, from both kinds of logs, and in the order of writing. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/input/pipeline.h"
#include "parsers/evtx/binxml/evtx.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/input_files.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

enum {
    CHUNKS = 5,
    FILE_HEADER = 4096,
    CHUNK_RECORDS = 20,
};

static void setup(void)
{
    setup_files();
    setup_xml();
    setup_evtx();
}

static void clear(void)
{
    clear_evtx();
    clear_xml();
    clear_files();
}

static void parse_as_xml(struct view bytes)
{
    struct reader_input input = {.form = &evtx_reader, .wants_xml = true};
    struct block block = {EVTX_TEST_OFFSET, bytes, false};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
}

static bool holds(struct view text, const char *part)
{
    return view_find(text, view_of(part), 0) != SIZE_MAX;
}

START_TEST(evtx_keeps_every_event)
{
    ck_assert(evtx_build_event(&evtx_chunk, &evtx_failure));
    size_t second = evtx_chunk.len;
    ck_assert(evtx_build_event(&evtx_chunk, &evtx_foreign));
    evtx_build_plain_event(&evtx_chunk, &evtx_load);
    evtx_build_finish(&evtx_chunk);
    parse_as_xml((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(3, 0);
    ck_assert_uint_eq(evtx_batch.event_count, 3);
    ck_assert_uint_eq(evtx_batch.wmi_events, 2);
    size_t len = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct event *e = evtx_event(i);
        ck_assert(view_starts(e->xml, VIEW("<Event xmlns=")));
        ck_assert(view_ends_nocase(e->xml, VIEW("</Event>")));
        ck_assert_ptr_eq(e->xml.data, evtx_batch.xml.data + len);
        expect_text(e->computer, "SRV01.contoso.com");
        ck_assert_uint_eq(e->record_id, i == 0 ? 7 : i == 1 ? 9 : 8);
        len += e->xml.len;
    }
    ck_assert_uint_eq(len, evtx_batch.xml.len);
    ck_assert(holds(evtx_event(1)->xml, "<Data Name='param1'>x</Data>"));
    ck_assert_uint_eq(evtx_event(1)->origin.offset, EVTX_TEST_OFFSET + second);
    /* A damaged one has no text. */
    evtx_chunk.bytes[second + 24] = 0x55;
    parse_as_xml((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
    expect_evtx(2, 1);
    ck_assert_uint_eq(evtx_event(0)->xml.len + evtx_event(1)->xml.len, evtx_batch.xml.len);
}
END_TEST

/* For those who write the texts themselves. */
START_TEST(evtx_gives_fields_instead)
{
    struct reader_input input = {.form = &evtx_reader, .wants_xml = true, .wants_fields = true};
    ck_assert(evtx_build_event(&evtx_chunk, &evtx_failure));
    ck_assert(evtx_build_event(&evtx_chunk, &evtx_foreign));
    evtx_build_finish(&evtx_chunk);
    struct view bytes = {(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK};
    struct block block = {EVTX_TEST_OFFSET, bytes, false};
    evtx_reader.parse(&input, &block, &evtx_batch);
    expect_evtx(2, 0);
    ck_assert_uint_eq(evtx_batch.event_count, 2);
    ck_assert_uint_eq(evtx_batch.xml.len + evtx_event(0)->xml.len + evtx_event(1)->xml.len, 0);
    ck_assert(event_text(evtx_event(0), EVENT_FIELD_OPERATION).len > 0);
    ck_assert_uint_eq(evtx_event(0)->process_id, evtx_failure.process_id);
    ck_assert_uint_eq(evtx_event(1)->record_id, 9);
    expect_text(evtx_event(1)->computer, "SRV01.contoso.com");
}
END_TEST

static void expect_kept(const char *const *texts, size_t count)
{
    ck_assert_uint_eq(xml_batch.event_count, count);
    for (size_t i = 0; i < count; i++) {
        expect_text(xml_event(i)->xml, texts[i]);
    }
}

START_TEST(xml_stays_as_it_is)
{
    static const char *const texts[] = {XML_FOREIGN, XML_FAILURE("3", "a &lt; b")};
    xml_input.wants_xml = true;
    parse_xml_text("<?xml version='1.0'?><Events>" XML_FOREIGN
                   "\r\n  " XML_FAILURE("3", "a &lt; b") "</Events>");
    expect_xml(2, 0, 0);
    expect_kept(texts, 2);
    xml_input.wants_xml = true;
    parse_xml_wide(XML_FOREIGN XML_FAILURE("3", "a &lt; b"), true, true);
    expect_kept(texts, 2);
}
END_TEST

START_TEST(xml_gives_fields_instead)
{
    xml_input.wants_xml = xml_input.wants_fields = true;
    parse_xml_text("<Events>" XML_FOREIGN XML_FAILURE("3", "a &lt; b") "</Events>");
    expect_xml(2, 0, 0);
    ck_assert_uint_eq(xml_batch.event_count, 2);
    ck_assert_uint_eq(xml_batch.xml.len + xml_event(0)->xml.len + xml_event(1)->xml.len, 0);
    expect_text(event_text(xml_event(1), EVENT_FIELD_OPERATION), "a < b");
}
END_TEST

START_TEST(xml_is_mended)
{
    static const char *const texts[] = {XML_FAILURE("1", "a &amp; b"), XML_FAILURE("2", "c")};
    xml_input.wants_xml = true;
    parse_xml_text(XML_FAILURE("1", "a & b") "<Event><a></b></Event>" XML_FAILURE("2", "c"));
    expect_xml(2, 1, 1);
    expect_kept(texts, 2);
}
END_TEST

/* A log of CHUNKS chunks whose last two slots hold the oldest records, as in one that has begun
 * anew at its start. */
static const char *wrapped_log(void)
{
    static uint8_t file[FILE_HEADER + CHUNKS * EVTX_BUILD_CHUNK];
    evtx_build_file_header(file, CHUNKS, 1 + (uint64_t)CHUNKS * CHUNK_RECORDS);
    for (size_t slot = 0; slot < CHUNKS; slot++) {
        size_t nth = (slot + 2) % CHUNKS;
        evtx_build_start(&evtx_chunk);
        for (size_t i = 0; i < CHUNK_RECORDS; i++) {
            struct evtx_build_event event = evtx_failure;
            event.record = 1 + nth * CHUNK_RECORDS + i;
            /* The clock was set back by two chunks' time in the middle. */
            event.time += (int64_t)(nth >= 3 ? nth - 2 : nth) * 1000 + (int64_t)i;
            ck_assert(evtx_build_event(&evtx_chunk, &event));
        }
        evtx_build_finish(&evtx_chunk);
        memcpy(file + FILE_HEADER + slot * EVTX_BUILD_CHUNK, evtx_chunk.bytes, EVTX_BUILD_CHUNK);
    }
    return file_with("wrapped.evtx", (struct view){(const char *)file, sizeof(file)});
}

/* What has come out. */
struct seen {
    uint64_t records[CHUNKS * CHUNK_RECORDS];
    int64_t times[CHUNKS * CHUNK_RECORDS];
    size_t count, stop_after;
};

static bool take(void *context, const struct event *event)
{
    struct seen *seen = context;
    ck_assert_uint_lt(seen->count, CHUNKS * CHUNK_RECORDS);
    seen->times[seen->count] = event->time;
    seen->records[seen->count++] = event->record_id;
    return seen->count < seen->stop_after;
}

static bool take_batch(void *context, const struct batch *batch)
{
    bool goes_on = true;
    for (size_t i = 0; i < batch->event_count; i++) {
        goes_on = take(context, &batch->events[i]);
    }
    return goes_on;
}

static struct seen run(struct pipeline_options options, size_t jobs, size_t stop_after)
{
    struct inputs inputs;
    struct seen seen = {.stop_after = stop_after};
    struct error err;
    error_init(&err);
    inputs_init(&inputs);
    ck_assert_int_eq(inputs_add(&inputs, wrapped_log(), &err), STATUS_OK);
    inputs_recognise(&inputs);
    options.jobs = jobs;
    options.context = &seen;
    pipeline_run(&inputs, &options);
    inputs_release(&inputs);
    return seen;
}

START_TEST(wrapped_log_comes_in_order)
{
    struct seen seen = run((struct pipeline_options){.take_batch = take_batch}, (size_t)_i, 9999);
    ck_assert_uint_eq(seen.count, CHUNKS * CHUNK_RECORDS);
    for (size_t i = 0; i < seen.count; i++) {
        ck_assert_uint_eq(seen.records[i], i + 1);
    }
    seen = run((struct pipeline_options){.take = take}, (size_t)_i, 9999);
    ck_assert_uint_eq(seen.count, CHUNKS * CHUNK_RECORDS);
    for (size_t i = 1; i < seen.count; i++) {
        ck_assert_int_ge(seen.times[i], seen.times[i - 1]);
    }
}
END_TEST

START_TEST(ends_when_the_taker_does)
{
    struct seen seen =
        run((struct pipeline_options){.take_batch = take_batch}, (size_t)_i, CHUNK_RECORDS + 1);
    ck_assert_uint_eq(seen.count, 2 * CHUNK_RECORDS);
}
END_TEST

Suite *as_xml_suite(void)
{
    Suite *suite = suite_create("as_xml");
    TCase *tcase = tcase_create("as_xml");
    tcase_add_checked_fixture(tcase, setup, clear);
    tcase_add_test(tcase, evtx_keeps_every_event);
    tcase_add_test(tcase, xml_stays_as_it_is);
    tcase_add_test(tcase, xml_is_mended);
    tcase_add_test(tcase, evtx_gives_fields_instead);
    tcase_add_test(tcase, xml_gives_fields_instead);
    tcase_add_loop_test(tcase, wrapped_log_comes_in_order, 1, 4);
    tcase_add_loop_test(tcase, ends_when_the_taker_does, 1, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
