/* Chunks and files of .evtx: which records are live, and what is said about damage. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parsers/base/count.h"
#include "parsers/event/source.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/chunk.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum { RECORDS = 12 };

static size_t places[RECORDS + 1]; /* of the records, and the end */

static struct view chunk_bytes(size_t len)
{
    return (struct view){(const char *)evtx_chunk.bytes, len};
}

static void fill(void)
{
    for (size_t i = 0; i < RECORDS; i++) {
        struct evtx_build_event event = i % 3 == 0   ? evtx_load
                                        : i % 3 == 1 ? evtx_failure
                                                     : evtx_foreign;
        event.record = 100 + i;
        event.time += (int64_t)i * WINTIME_TICKS_PER_SECOND;
        places[i] = evtx_chunk.len;
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    }
    places[RECORDS] = evtx_chunk.len;
    evtx_build_finish(&evtx_chunk);
}

/* CRC-32 by its definition, bit by bit. */
static uint32_t slow_crc32(struct view bytes)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint8_t)bytes.data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    }
    return ~crc;
}

START_TEST(checksum_of_every_length)
{
    enum { MAX = 700, PART = 300 };
    uint32_t random = 1;
    for (size_t len = 0; len <= MAX; len++) {
        char *bytes = malloc(len > 0 ? len : 1);
        for (size_t i = 0; i < len; i++) {
            random = random * 1664525 + 1013904223;
            bytes[i] = (char)(random >> 24);
        }
        struct view all = {bytes, len};
        uint32_t crc = slow_crc32(all);
        ck_assert_uint_eq(evtx_crc32(0, all), crc);
        uint32_t part = evtx_crc32(0, view_slice(all, 0, PART));
        ck_assert_uint_eq(evtx_crc32(part, view_from(all, PART)), crc);
        free(bytes);
    }
}
END_TEST

/* The values that catalogues of checksums give for CRC-32. */
START_TEST(checksum_is_crc32)
{
    ck_assert_uint_eq(evtx_crc32(0, VIEW("123456789")), 0xCBF43926);
    ck_assert_uint_eq(evtx_crc32(evtx_crc32(0, VIEW("1234")), VIEW("56789")), 0xCBF43926);
    ck_assert_uint_eq(evtx_crc32(7, VIEW("")), 7);
}
END_TEST

START_TEST(reads_all)
{
    fill();
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
    ck_assert_uint_eq(evtx_batch.wmi_events, 8);
    ck_assert_uint_eq(evtx_batch.event_count, 8);
    ck_assert_uint_eq(evtx_event(0)->record_id, 100);
    ck_assert_uint_eq(evtx_event(7)->origin.record, 110);
    ck_assert_uint_eq(evtx_event(7)->origin.offset, EVTX_TEST_OFFSET + places[10]);
    ck_assert_uint_eq(evtx_event(7)->origin.source, 3);
    ck_assert_uint_eq(evtx_batch.count_count, 2);
    expect_text(evtx_batch.counts[1].provider, "Beep");
    ck_assert_uint_eq(evtx_batch.counts[1].count, 4);
}
END_TEST

/* The rest of a slot of which the file has only the start counts as zeros. */
START_TEST(every_shorter_length)
{
    fill();
    for (size_t len = 0; len < places[RECORDS]; len += len < 600 ? 1 : 7) {
        parse_evtx(chunk_bytes(len));
        size_t whole = 0;
        while (whole < RECORDS && places[whole + 1] <= len) {
            whole++;
        }
        ck_assert_uint_eq(evtx_batch.read, whole);
        if (len >= EVTX_CHUNK_HEADER_SIZE) {
            ck_assert_uint_eq(evtx_batch.damaged, len > places[whole]);
            expect_evtx_problem(0, "the file ends in this chunk");
        }
    }
}
END_TEST

START_TEST(reads_the_message_of_an_event_without_data)
{
    uint64_t number = 0;
    struct evtx_build_event event = evtx_failure;
    event.message =
        "Id = {0}; ClientMachine = PC; User = A\\b; ClientProcessId = 42; Component = "
        "Unknown; Operation = Start x; ResultCode = 0x80041003; PossibleCause = Unknown";
    evtx_build_plain_event(&evtx_chunk, &event);
    event.message = "nothing";
    evtx_build_plain_event(&evtx_chunk, &event);
    parse_evtx_chunk();
    expect_evtx(2, 0);
    expect_text(event_text(evtx_event(0), EVENT_FIELD_OPERATION), "Start x");
    ck_assert(event_number(evtx_event(0), EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041003);
    ck_assert_uint_eq(evtx_batch.problem_count, 2);
    ck_assert_uint_eq(evtx_batch.incomplete, 1);
}
END_TEST

/* The data's template left out altogether: the event is there, but says nothing. */
START_TEST(tells_that_data_are_missing)
{
    struct evtx_build_event event = evtx_failure;
    event.field_count = 0;
    ck_assert(evtx_build_event(&evtx_chunk, &event));
    parse_evtx_chunk();
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_batch.incomplete, 1);
    expect_evtx_problem(EVTX_CHUNK_HEADER_SIZE, "event 5858 carries none of its data");
}
END_TEST

START_TEST(leaves_what_is_after_the_free_offset)
{
    fill();
    evtx_build_put_u32(&evtx_chunk, 0x30, places[5]);
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(5, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    expect_evtx_problem(0, "records follow that the chunk's header does not count");
}
END_TEST

/* What does not go on in number is left over from earlier use. */
START_TEST(tells_nothing_of_leftovers)
{
    fill();
    evtx_build_put_u32(&evtx_chunk, 0x30, places[5]);
    evtx_chunk.bytes[places[5] + 8] ^= 0x40;
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(5, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
}
END_TEST

static const struct {
    size_t at; /* in the third record, or from its end when negative */
    uint8_t byte;
} wounds[] = {{0, 0x2B}, {4, 0x01}, {5, 0x7F}, {6, 0x01}, {7, 0x80}};

START_TEST(finds_the_way_again)
{
    fill();
    evtx_chunk.bytes[places[2] + wounds[_i].at] ^= wounds[_i].byte;
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS - 1, 1);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    expect_evtx_problem(places[2], "no record");
}
END_TEST

START_TEST(reads_with_another_copy_of_the_size)
{
    size_t last = _i == 0 ? 3 : RECORDS;
    fill();
    evtx_chunk.bytes[places[last] - 4] ^= 8;
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    expect_evtx_problem(places[last - 1], "copy of the size");
}
END_TEST

/* The next record has another number: the size may be as wrong as its copy. */
START_TEST(wants_a_next_record_instead)
{
    fill();
    evtx_chunk.bytes[places[3] - 4] ^= 8;
    evtx_chunk.bytes[places[3] + 8] ^= 0x40;
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS - 1, 1);
    expect_evtx_problem(places[2], "no record");
}
END_TEST

/* Chunks without the file's header before them. */
START_TEST(reads_carved_chunks)
{
    fill();
    char *data = malloc(2 * (size_t)EVTX_BUILD_CHUNK);
    ck_assert_ptr_nonnull(data);
    memcpy(data, evtx_chunk.bytes, EVTX_BUILD_CHUNK);
    memcpy(data + EVTX_BUILD_CHUNK, evtx_chunk.bytes, EVTX_BUILD_CHUNK);
    struct view bytes = {data, 2 * (size_t)EVTX_BUILD_CHUNK};
    struct reader_input input = {0};
    ck_assert_int_eq(reader_recognise(view_slice(bytes, 0, READER_HEAD_SIZE), &input, NULL),
                     STATUS_OK);
    ck_assert_uint_eq(evtx_reader.boundary(&input, bytes, 0, 1), EVTX_BUILD_CHUNK);
    struct block block = {0, bytes, true};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
    free(data);
    expect_evtx(2 * RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
}
END_TEST

/* The template of all records stands in the first one. */
START_TEST(one_bad_record_is_one)
{
    fill();
    evtx_chunk.bytes[places[2] + 28] = 0x7E;
    evtx_build_checksums(&evtx_chunk);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS - 1, 1);
    expect_evtx_problem(places[2], "unknown token");
}
END_TEST

START_TEST(notes_checksums)
{
    fill();
    evtx_chunk.bytes[places[1] - 5] ^= 1; /* padding */
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    expect_evtx_problem(0, "checksum of the chunk's records");
    evtx_build_checksums(&evtx_chunk);
    evtx_chunk.bytes[0x90] ^= 1;
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    expect_evtx_problem(0, "checksum of the chunk's header");
    evtx_chunk.bytes[0x78] |= EVTX_FLAG_NO_CRC;
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
}
END_TEST

START_TEST(reads_without_a_signature)
{
    fill();
    memset(evtx_chunk.bytes, 0, 8);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    expect_evtx_problem(0, "signature is damaged");
}
END_TEST

/* Nothing says where the records end: those of an earlier use are told by their numbers. */
START_TEST(searches_without_a_header)
{
    fill();
    struct evtx_build_event old = evtx_load;
    old.record = 50;
    ck_assert(evtx_build_event(&evtx_chunk, &old));
    memset(evtx_chunk.bytes, 0, EVTX_CHUNK_HEADER_SIZE);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    expect_evtx_problem(0, "signature is damaged");
    memcpy(evtx_chunk.bytes, "ElfChnk", 8);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(RECORDS, 0);
    expect_evtx_problem(0, "searched for");
}
END_TEST

/* A number that is damaged says nothing about those after it. */
START_TEST(searches_past_a_damaged_number)
{
    for (size_t i = 0; i < RECORDS; i++) {
        setup_evtx();
        fill();
        memset(evtx_chunk.bytes, 0, EVTX_CHUNK_HEADER_SIZE);
        evtx_chunk.bytes[places[i] + 8 + 5] = 1;
        parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
        ck_assert_uint_eq(evtx_batch.read, RECORDS);
        clear_evtx();
    }
    setup_evtx();
}
END_TEST

START_TEST(counts_a_lost_chunk)
{
    memset(evtx_chunk.bytes, 0x55, EVTX_BUILD_CHUNK);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(0, 1);
    expect_evtx_problem(0, "neither a chunk nor records");
}
END_TEST

START_TEST(empty_slots_are_normal)
{
    memset(evtx_chunk.bytes, 0, EVTX_BUILD_CHUNK);
    parse_evtx(chunk_bytes(EVTX_BUILD_CHUNK));
    expect_evtx(0, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
    evtx_build_start(&evtx_chunk);
    parse_evtx_chunk();
    expect_evtx(0, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
}
END_TEST

/* Every byte of the header and of the first record, which holds the templates. */
START_TEST(every_byte_flipped)
{
    fill();
    for (size_t at = 0; at < places[2]; at++) {
        evtx_chunk.bytes[at] ^= 0xFF;
        parse_evtx(chunk_bytes(places[RECORDS]));
        evtx_chunk.bytes[at] ^= 0xFF;
        ck_assert_uint_le(evtx_batch.records, RECORDS + 1);
    }
}
END_TEST

START_TEST(knows_records)
{
    static const uint8_t bytes[32] = {0x2A, 0x2A, 0, 0, 32, 0, 0, 0, 9, [16] = 5, [28] = 32};
    struct evtx_record record = {0};
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        const struct view copy = exact_copy(bytes, len);
        ck_assert_int_eq(evtx_record_at(copy, 0, &record), len == sizeof(bytes));
        ck_assert(!evtx_record_at(copy, SIZE_MAX, &record));
        exact_free(copy);
    }
    ck_assert_uint_eq(record.size, 32);
    ck_assert_uint_eq(record.id, 9);
    ck_assert_int_eq(record.written, 5);
}
END_TEST

static bool is_evtx(const uint8_t *bytes, size_t len)
{
    struct reader_input input = {0};
    struct view head = {(const char *)bytes, len};
    return reader_recognise(head, &input, NULL) == STATUS_OK && input.form == &evtx_reader;
}

START_TEST(recognises_files)
{
    uint8_t *file = calloc(1, 4096 + 8);
    ck_assert_ptr_nonnull(file);
    evtx_build_file_header(file, 1, 2);
    ck_assert(is_evtx(file, 8));
    ck_assert(!is_evtx(file, 7));
    memset(file, 0, 8);
    ck_assert(!is_evtx(file, 4096 + 8));
    memcpy(file + 4096, "ElfChnk", 8);
    ck_assert(is_evtx(file, 4096 + 8));
    ck_assert(!is_evtx(file, 4096 + 7));
    free(file);
}
END_TEST

START_TEST(chunks_are_blocks)
{
    struct view data = {(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK + 16384};
    const struct reader_input input = {.form = &evtx_reader};
    static const struct {
        uint64_t at;
        size_t from, found;
    } cases[] = {{0, 0, 4096},
                 {0, 4096, 4096},
                 {0, 4097, 4096 + EVTX_BUILD_CHUNK},
                 {EVTX_BUILD_CHUNK, 0, 4096},
                 {EVTX_BUILD_CHUNK, EVTX_BUILD_CHUNK, EVTX_BUILD_CHUNK + 4096},
                 {EVTX_BUILD_CHUNK, EVTX_BUILD_CHUNK + 4097, SIZE_MAX},
                 {4096, 0, 0},
                 {4097, 0, EVTX_BUILD_CHUNK - 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_uint_eq(evtx_reader.boundary(&input, data, cases[i].at, cases[i].from),
                          cases[i].found);
    }
    ck_assert_uint_eq(evtx_reader.boundary(&input, view_slice(data, 0, 4096), 0, 0), SIZE_MAX);
}
END_TEST

START_TEST(first_time_is_the_first_records)
{
    int64_t time = 5;
    fill();
    ck_assert(evtx_reader.first_time(NULL, chunk_bytes(12288), &time));
    ck_assert_int_eq(time, evtx_load.time);
    ck_assert(!evtx_reader.first_time(NULL, chunk_bytes(512), &time));
    ck_assert(!evtx_reader.first_time(NULL, chunk_bytes(0), &time));
    /* A forwarded event was written long after it happened. */
    evtx_build_start(&evtx_chunk);
    evtx_build_plain_event(&evtx_chunk, &evtx_failure);
    evtx_chunk.bytes[512 + 16 + 6] ^= 1;
    evtx_build_finish(&evtx_chunk);
    ck_assert(evtx_reader.first_time(NULL, chunk_bytes(12288), &time));
    ck_assert_int_eq(time, evtx_failure.time);
}
END_TEST

/* What one wrong byte does to the time of a chunk, it does to both ways to it, or to the quick one
 * nothing is sure. */
START_TEST(quick_time_is_the_first_time)
{
    enum { LOOKED_AT = 12288 };
    const struct reader_input input = {.form = &evtx_reader, .is_headless = true};
    const int fd = source_temporary();
    struct source source;
    size_t sure = 0;
    char *scratch = malloc(READER_HEAD_SIZE);
    ck_assert_int_ge(fd, 0);
    fill();
    source_open_part(&source, "a", 0, fd, 0, LOOKED_AT);
    for (size_t i = 0; i <= 4096; i++) {
        int64_t time = 0, quick = 0;
        evtx_chunk.bytes[i] ^= i < 4096;
        ck_assert_int_eq(pwrite(fd, evtx_chunk.bytes, LOOKED_AT, 0), LOOKED_AT);
        if (evtx_reader.quick_time(&input, &source, 0, scratch, &quick)) {
            ck_assert(evtx_reader.first_time(&input, chunk_bytes(LOOKED_AT), &time));
            ck_assert_int_eq(quick, time);
            sure++;
        }
        evtx_chunk.bytes[i] ^= i < 4096;
    }
    ck_assert_uint_gt(sure, 1024); /* behind the first record nothing matters */
    source_close(&source);
    close(fd);
    free(scratch);
}
END_TEST

static void parse_first_block(uint8_t *file, size_t len)
{
    struct reader_input input = {.form = &evtx_reader};
    uint8_t *copy = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, file, len);
    struct block block = {0, {(const char *)copy, len}, true};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
    free(copy);
}

START_TEST(leaves_out_what_is_only_shown)
{
    struct reader_input input = {.form = &evtx_reader, .is_only_judged = true};
    struct block block = {0, chunk_bytes(EVTX_BUILD_CHUNK), false};
    fill();
    evtx_reader.parse(&input, &block, &evtx_batch);
    expect_evtx(RECORDS, 0);
    const struct event *failure = evtx_event(1);
    ck_assert_uint_eq(failure->id, 5858);
    ck_assert_uint_eq(failure->record_id, 101);
    ck_assert_uint_eq(failure->process_id, evtx_failure.process_id);
    ck_assert_uint_eq(failure->level, evtx_failure.level);
    ck_assert(view_equal(failure->computer, view_of(evtx_failure.computer)));
    ck_assert(view_equal(event_text(failure, EVENT_FIELD_CLIENT_MACHINE), VIEW("SRV01")));
    ck_assert_uint_eq(failure->thread_id, 0);
    ck_assert_uint_ne(evtx_failure.thread_id, 0);
}
END_TEST

START_TEST(reads_the_first_block)
{
    uint8_t *file = calloc(1, 4096 + EVTX_BUILD_CHUNK);
    ck_assert_ptr_nonnull(file);
    fill();
    evtx_build_file_header(file, 1, 112);
    memcpy(file + 4096, evtx_chunk.bytes, EVTX_BUILD_CHUNK);
    parse_first_block(file, 4096 + EVTX_BUILD_CHUNK);
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
    ck_assert_uint_eq(evtx_event(0)->origin.offset, 4096 + places[0]);
    file[0x18] ^= 1;
    parse_first_block(file, 4096 + EVTX_BUILD_CHUNK);
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    ck_assert_uint_eq(evtx_batch.problems[0].offset, 0);
    memset(file, 0, 4096);
    parse_first_block(file, 4096 + EVTX_BUILD_CHUNK);
    expect_evtx(RECORDS, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 1);
    for (size_t len = 0; len <= 4096; len += 64) {
        parse_first_block(file, len);
        expect_evtx(0, len < 4096 ? 1 : 0);
        ck_assert_uint_eq(evtx_batch.problem_count, 1);
    }
    free(file);
}
END_TEST

/* By templates, and token by token. */
START_TEST(what_stands_twice_is_told)
{
    struct evtx_build_field fields[EVTX_BUILD_MAX_VALUES];
    struct evtx_build_event event = evtx_failure;
    size_t count = event.field_count;
    memcpy(fields, event.fields, count * sizeof(fields[0]));
    fields[count++] = (struct evtx_build_field){"User", EVTX_STRING, "another", 0};
    fields[count++] = (struct evtx_build_field){"Weight", EVTX_STRING, "3", 0};
    event.fields = fields;
    event.field_count = count;
    size_t place = evtx_chunk.len;
    if (_i == 0) {
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    } else {
        evtx_build_plain_event(&evtx_chunk, &event);
    }
    parse_evtx_chunk();
    expect_evtx(1, 0);
    expect_evtx_problem(place,
                        "event 5858 has two values of User: the first counts, not 'another'");
    expect_evtx_problem(place, "event 5858 has 1 field that no known Windows writes: 'Weight'");
    ck_assert(!view_equal(event_text(evtx_event(0), EVENT_FIELD_USER), VIEW("another")));
    ck_assert_uint_eq(evtx_batch.incomplete, 1);
}
END_TEST

Suite *evtx_chunk_suite(void)
{
    Suite *suite = suite_create("evtx_chunk");
    TCase *tcase = tcase_create("evtx_chunk");
    tcase_add_checked_fixture(tcase, setup_evtx, clear_evtx);
    tcase_add_test(tcase, checksum_is_crc32);
    tcase_add_test(tcase, checksum_of_every_length);
    tcase_add_test(tcase, reads_all);
    tcase_add_loop_test(tcase, what_stands_twice_is_told, 0, 2);
    tcase_add_test(tcase, every_shorter_length);
    tcase_add_test(tcase, reads_the_message_of_an_event_without_data);
    tcase_add_test(tcase, tells_that_data_are_missing);
    tcase_add_test(tcase, leaves_what_is_after_the_free_offset);
    tcase_add_loop_test(tcase, finds_the_way_again, 0, COUNT_OF(wounds));
    tcase_add_loop_test(tcase, reads_with_another_copy_of_the_size, 0, 2);
    tcase_add_test(tcase, wants_a_next_record_instead);
    tcase_add_test(tcase, reads_carved_chunks);
    tcase_add_test(tcase, tells_nothing_of_leftovers);
    tcase_add_test(tcase, one_bad_record_is_one);
    tcase_add_test(tcase, notes_checksums);
    tcase_add_test(tcase, reads_without_a_signature);
    tcase_add_test(tcase, searches_without_a_header);
    tcase_add_test(tcase, searches_past_a_damaged_number);
    tcase_add_test(tcase, counts_a_lost_chunk);
    tcase_add_test(tcase, empty_slots_are_normal);
    tcase_add_test(tcase, every_byte_flipped);
    tcase_add_test(tcase, knows_records);
    tcase_add_test(tcase, recognises_files);
    tcase_add_test(tcase, chunks_are_blocks);
    tcase_add_test(tcase, first_time_is_the_first_records);
    tcase_add_test(tcase, quick_time_is_the_first_time);
    tcase_add_test(tcase, leaves_out_what_is_only_shown);
    tcase_add_test(tcase, reads_the_first_block);
    suite_add_tcase(suite, tcase);
    return suite;
}
