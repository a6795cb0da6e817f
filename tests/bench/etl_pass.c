/* The yardsticks of the reader of traces, over a whole file: 'walk' reads it and passes the headers
 * of buffers and events and prints the best time of several passes, 'list' prints what the headers
 * tell, an event a line, in the order of the file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/cursor.h"
#include "parsers/base/memory.h"
#include "parsers/etl/buffer.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/event.h"
#include "parsers/etl/session.h"
#include "parsers/etl/walk.h"
#include "parsers/etl/xpress.h"
#include "tests/bench/clock.h"

enum { PASSES = 5 };

/* Where the events of a buffer are. */
struct place {
    const struct trace_session *session;
    const struct etl_buffer *buffer;
    size_t at; /* of the buffer in the file */
};

static const char *const kinds[] = {"NONE",     "SYSTEM", "COMPACT", "PERFINFO", "FULL",
                                    "INSTANCE", "ERROR",  "EVENT",   "MESSAGE"};

static void print_ids(const struct etl_record *record)
{
    struct guid guid;
    struct etl_event e;
    char text[GUID_TEXT_SIZE];
    struct cursor c = cursor_over(record->bytes);
    if (!etl_record_guid(record, &guid)) {
        cursor_seek(&c, 6);
        printf("None\t%u\tv\t", cursor_u16(&c));
        cursor_seek(&c, 2);
        cursor_seek(&c, 0);
        printf("%u", cursor_u32(&c) & 0xFFFF);
        return;
    }
    guid_format(&guid, text);
    ascii_lower(text, text, GUID_TEXT_SIZE - 1);
    printf("%.36s\t", text + 1);
    if (record->kind == ETL_KIND_EVENT && etl_event_read(record, &e)) {
        printf("%u\tv\t%u", e.id, e.version);
    } else {
        cursor_seek(&c, 6);
        printf("None\tv\t%u", cursor_u16(&c));
    }
}

static void print_record(const struct place *p, const struct etl_record *record)
{
    char text[WINTIME_TEXT_SIZE];
    struct cursor c = cursor_over(record->bytes);
    int64_t time = etl_time(p->session, record->stamp);
    printf("%s\t%s%s\t", record->has_stamp ? wintime_format(time, text) : "None",
           kinds[record->kind], record->is_wide ? "64" : "32");
    print_ids(record);
    cursor_seek(&c, 8);
    uint32_t thread = cursor_u32(&c);
    uint32_t process = cursor_u32(&c);
    if (record->kind == ETL_KIND_PERFINFO) {
        printf("\tpid\tNone\ttid\tNone");
    } else {
        printf("\tpid\t%u\ttid\t%u", process, thread);
    }
    printf("\tcpu\t%u\tbuf 0x%zx+0x%zx\n", p->buffer->processor, p->at,
           record->offset + ETL_BUFFER_HEADER_SIZE);
}

static uint64_t walk_events(const struct place *p, struct view events, bool is_list)
{
    struct etl_walk walk = {.data = events};
    struct etl_record record;
    uint64_t count = 0;
    while (etl_walk_next(&walk, &record) != ETL_STEP_END) {
        count++;
        if (is_list) {
            print_record(p, &record);
        }
    }
    return count;
}

static uint64_t walk_buffer(const struct place *p, struct view bytes, bool is_list)
{
    struct view events = view_slice(bytes, ETL_BUFFER_HEADER_SIZE, p->buffer->filled);
    if (!(p->buffer->flags & ETL_BUFFER_COMPRESSED)) {
        return walk_events(p, events, is_list);
    }
    size_t room = p->buffer->filled - ETL_BUFFER_HEADER_SIZE;
    char *unpacked = memory_new(room + 1, 1);
    events = view_slice(bytes, ETL_BUFFER_HEADER_SIZE, p->buffer->size);
    size_t made = etl_xpress_unpack(events, unpacked, room);
    uint64_t count = walk_events(p, (struct view){unpacked, made}, is_list);
    free(unpacked);
    return count;
}

static uint64_t pass(const struct trace_session *session, struct view file, bool is_list)
{
    uint64_t count = 0;
    size_t at = 0;
    while ((at = etl_buffer_find(file, session, 0, at)) != SIZE_MAX) {
        struct etl_buffer buffer;
        struct view bytes = view_from(file, at);
        if (!etl_buffer_read(bytes, session, &buffer)) {
            break;
        }
        struct place p = {session, &buffer, at};
        count += walk_buffer(&p, bytes, is_list);
        at += buffer.size;
    }
    return count;
}

/* Each pass reads the file anew. */
static void time_passes(const struct trace_session *session, FILE *source, char *bytes, size_t size)
{
    double best = 1e9;
    uint64_t count = 0;
    for (int i = 0; i < PASSES; i++) {
        double start = clock_seconds();
        rewind(source);
        if (fread(bytes, 1, size, source) != size) {
            perror("etl_pass");
            exit(EXIT_FAILURE);
        }
        count = pass(session, (struct view){bytes, size}, false);
        double taken = clock_seconds() - start;
        best = taken < best ? taken : best;
    }
    printf("walk: %" PRIu64 " events, %.2f ms\n", count, best * 1e3);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fputs("usage: etl_pass walk|list FILE\n", stderr);
        return EXIT_FAILURE;
    }
    size_t size = (size_t)ftell(file);
    char *bytes = memory_new(size, 1);
    struct reader_input input = {0};
    rewind(file);
    if (fread(bytes, 1, size, file) != size ||
        !etl_reader.recognise((struct view){bytes, size}, &input)) {
        fprintf(stderr, "%s: not a trace\n", argv[2]);
        return EXIT_FAILURE;
    }
    if (strcmp(argv[1], "list") == 0) {
        pass(&input.trace, (struct view){bytes, size}, true);
    } else {
        time_passes(&input.trace, file, bytes, size);
    }
    fclose(file);
    free(bytes);
    return EXIT_SUCCESS;
}
