/* Chunks whose templates were destroyed are read by those of the other chunks, where these are
 * certain. */
#include <stdlib.h>
#include <string.h>

#include "parsers/event/source.h"
#include "parsers/evtx/binxml/evtx.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/suites.h"

enum {
    CHUNKS = 3,
    EVENTS = 9,
    KINDS = 3, /* the first record of each has the definitions */
    SIZE = EVTX_FILE_HEADER_SIZE + CHUNKS * EVTX_BUILD_CHUNK,
    GUID_AT = EVTX_RECORD_HEADER_SIZE + 4 + 10 + 4,     /* of the outer definition in its record */
    TYPE_AT = EVTX_RECORD_HEADER_SIZE + 4 + 10 + 4 + 2, /* of the first value in a later record */
    MUCH = 1 << 20,
};

static char *file;
static size_t places[CHUNKS][EVENTS + 1]; /* of the records in their chunks */
static struct source source;

static char *chunk_at(size_t chunk)
{
    return file + EVTX_FILE_HEADER_SIZE + chunk * EVTX_BUILD_CHUNK;
}

static void build_chunk(size_t chunk)
{
    static const struct evtx_build_event *const kinds[KINDS] = {&evtx_load, &evtx_failure,
                                                                &evtx_foreign};
    evtx_build_start(&evtx_chunk);
    for (size_t i = 0; i < EVENTS; i++) {
        /* In another order in each chunk, so that names stand elsewhere. */
        struct evtx_build_event event = *kinds[(i + chunk) % KINDS];
        event.record = 100 * chunk + i;
        places[chunk][i] = evtx_chunk.len;
        ck_assert(evtx_build_event(&evtx_chunk, &event));
    }
    places[chunk][EVENTS] = evtx_chunk.len;
    evtx_build_finish(&evtx_chunk);
    memcpy(chunk_at(chunk), evtx_chunk.bytes, EVTX_BUILD_CHUNK);
}

static void setup(void)
{
    setup_evtx();
    file = calloc(1, SIZE);
    ck_assert_ptr_nonnull(file);
    evtx_build_file_header((uint8_t *)file, CHUNKS, 1);
    for (size_t i = 0; i < CHUNKS; i++) {
        build_chunk(i);
    }
    source = (struct source){
        .fd = -1, .size = SIZE, .window = file, .window_len = SIZE, .is_at_end = true};
}

static void teardown(void)
{
    free(file);
    clear_evtx();
}

/* Writes over the first records of a chunk. */
static void destroy(size_t chunk, size_t records)
{
    size_t start = places[chunk][0];
    memset(chunk_at(chunk) + start, 0xA5, places[chunk][records] - start);
}

/* Fills the checksums in after bytes were changed. */
static void mend_checksums(size_t chunk)
{
    memcpy(evtx_chunk.bytes, chunk_at(chunk), EVTX_BUILD_CHUNK);
    evtx_build_checksums(&evtx_chunk);
    memcpy(chunk_at(chunk), evtx_chunk.bytes, EVTX_BUILD_CHUNK);
}

/* Reads a chunk, first by itself and, when it puzzles, with what the file tells. */
static void read_chunk(size_t chunk, size_t max_bytes)
{
    struct reader_input input = {.form = &evtx_reader, .wants_xml = true};
    struct block block = {EVTX_FILE_HEADER_SIZE + chunk * EVTX_BUILD_CHUNK,
                          {chunk_at(chunk), EVTX_BUILD_CHUNK},
                          false};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
    if (evtx_batch.is_puzzled) {
        void *learned = evtx_reader.learn(&input, &source, max_bytes);
        input.learned = learned;
        batch_clear(&evtx_batch);
        evtx_reader.parse(&input, &block, &evtx_batch);
        evtx_reader.unlearn(learned);
    }
}

/* The texts of a chunk's records from `first` on. */
static struct buffer texts_from(size_t chunk, size_t first)
{
    struct buffer all;
    buffer_init(&all, BUFFER_NO_MAX);
    read_chunk(chunk, MUCH);
    ck_assert_uint_ge(evtx_batch.event_count, EVENTS - first);
    for (size_t i = evtx_batch.event_count - (EVENTS - first); i < evtx_batch.event_count; i++) {
        buffer_add(&all, evtx_batch.events[i].xml);
    }
    return all;
}

START_TEST(what_is_not_destroyed_reads_as_before)
{
    for (size_t lost = 1; lost <= KINDS; lost++) {
        for (size_t chunk = 0; chunk < CHUNKS; chunk++) {
            struct buffer before = texts_from(chunk, lost);
            ck_assert(!evtx_batch.is_puzzled);
            destroy(chunk, lost);
            struct buffer after = texts_from(chunk, lost);
            expect_evtx(EVENTS - lost, 1);
            ck_assert(view_equal(buffer_view(&before), buffer_view(&after)));
            expect_evtx_problem(EVTX_FILE_HEADER_SIZE + chunk * EVTX_BUILD_CHUNK - EVTX_TEST_OFFSET,
                                "destroyed; records are read by those of other chunks");
            buffer_release(&before);
            buffer_release(&after);
            build_chunk(chunk);
        }
    }
}
END_TEST

/* Damaged chunks tell what survives in them, too. */
START_TEST(what_survives_in_damaged_chunks_is_learned)
{
    destroy(0, KINDS);
    memset(chunk_at(1) + places[1][EVENTS - 1], 0xA5, places[1][EVENTS] - places[1][EVENTS - 1]);
    memset(chunk_at(2) + places[2][EVENTS - 1], 0xA5, places[2][EVENTS] - places[2][EVENTS - 1]);
    read_chunk(0, MUCH);
    expect_evtx(EVENTS - KINDS, 1);
}
END_TEST

START_TEST(another_guid_makes_an_id_useless)
{
    destroy(0, KINDS);
    /* The outer template, which all records have: in the first one of each chunk. */
    chunk_at(1)[places[1][0] + GUID_AT + 12] ^= 1;
    mend_checksums(1);
    read_chunk(0, MUCH);
    expect_evtx(0, EVENTS - KINDS + 1);
    /* What damage says against a chunk that is whole does not count. */
    chunk_at(1)[places[1][EVENTS] - 8] ^= 1;
    read_chunk(0, MUCH);
    expect_evtx(EVENTS - KINDS, 1);
}
END_TEST

START_TEST(values_of_other_types_do_not_fit)
{
    destroy(0, KINDS);
    chunk_at(0)[places[0][KINDS] + TYPE_AT] ^= 3;
    read_chunk(0, MUCH);
    expect_evtx(EVENTS - KINDS - 1, 2);
}
END_TEST

START_TEST(memory_is_bounded)
{
    destroy(0, KINDS);
    read_chunk(0, 64);
    expect_evtx(0, EVENTS - KINDS + 1);
}
END_TEST

Suite *evtx_library_suite(void)
{
    Suite *suite = suite_create("evtx_library");
    TCase *tcase = tcase_create("evtx_library");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_is_not_destroyed_reads_as_before);
    tcase_add_test(tcase, what_survives_in_damaged_chunks_is_learned);
    tcase_add_test(tcase, another_guid_makes_an_id_useless);
    tcase_add_test(tcase, values_of_other_types_do_not_fit);
    tcase_add_test(tcase, memory_is_bounded);
    suite_add_tcase(suite, tcase);
    return suite;
}
