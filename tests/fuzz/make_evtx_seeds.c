/* Writes seeds for the .evtx target: chunks up to where their records end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/unit/evtx_build.h"

#define WMI "Microsoft-Windows-WMI-Activity"

static struct evtx_build chunk;

static void write_seed(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s.chunk", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(chunk.bytes, 1, chunk.len, file) != chunk.len || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* A failure, one without templates, a companion's event, and one that nothing needs. */
static void events(void)
{
    static const struct evtx_build_field failure[] = {
        {"User", EVTX_STRING, "CONTOSO\\t.example", 0},
        {"ClientProcessId", EVTX_UINT32, NULL, 8812},
        {"Operation", EVTX_STRING, "Start IWbemServices::Connect", 0},
        {"ResultCode", EVTX_HEX32, NULL, 0x80041003},
    };
    static const struct evtx_build_field crash[] = {{"AppName", EVTX_STRING, "wmiprvse.exe", 0}};
    struct evtx_build_event event = {.id = 5858,
                                     .level = 2,
                                     .record = 1,
                                     .time = INT64_C(133530000001234567),
                                     .provider = WMI,
                                     .channel = WMI "/Operational",
                                     .computer = "SRV01",
                                     .wrapper = "Operation_ClientFailure",
                                     .fields = failure,
                                     .field_count = COUNT_OF(failure)};
    evtx_build_start(&chunk);
    evtx_build_event(&chunk, &event);
    event.record = 2;
    evtx_build_plain_event(&chunk, &event);
    event = (struct evtx_build_event){.id = 1000,
                                      .record = 3,
                                      .time = event.time,
                                      .provider = "Application Error",
                                      .channel = "Application",
                                      .computer = "SRV01",
                                      .fields = crash,
                                      .field_count = COUNT_OF(crash)};
    evtx_build_event(&chunk, &event);
    event.provider = "Disk";
    event.record = 4;
    evtx_build_event(&chunk, &event);
}

/* An event with every token, arrays, and every type of value. */
static void grammar(void)
{
    static const unsigned types[] = {EVTX_NULL,
                                     EVTX_STRING,
                                     EVTX_ANSI_STRING,
                                     EVTX_INT8,
                                     EVTX_INT16,
                                     EVTX_INT32,
                                     EVTX_INT64,
                                     EVTX_FLOAT,
                                     EVTX_DOUBLE,
                                     EVTX_BOOL,
                                     EVTX_BINARY,
                                     EVTX_GUID,
                                     EVTX_SIZE,
                                     EVTX_FILETIME,
                                     EVTX_SYSTEMTIME,
                                     EVTX_SID,
                                     EVTX_HEX32,
                                     EVTX_HEX64,
                                     0x20,
                                     EVTX_ARRAY | EVTX_STRING,
                                     EVTX_ARRAY | EVTX_UINT16,
                                     EVTX_ARRAY | EVTX_SID};
    static const char bytes[16] = {1, 1, 0, 0, 0, 0, 0, 5, 18};
    struct evtx_build_value values[COUNT_OF(types)];
    size_t attributes;
    evtx_build_start(&chunk);
    evtx_build_record(&chunk, 1, INT64_C(133530000001234567));
    evtx_build_fragment(&chunk);
    evtx_build_open(&chunk, "Event", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(&chunk);
    evtx_build_open(&chunk, "System", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(&chunk);
    evtx_build_open_attributes(&chunk, "Provider", EVTX_BUILD_NO_DEPENDENCY, &attributes);
    evtx_build_attribute(&chunk, "Name");
    evtx_build_text(&chunk, "Application Error");
    evtx_build_end_attributes(&chunk, attributes);
    evtx_build_end_empty(&chunk);
    evtx_build_leaf(&chunk, "EventID", "1000");
    evtx_build_end(&chunk);
    evtx_build_definition(&chunk, 5);
    evtx_build_open(&chunk, "EventData", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(&chunk);
    for (unsigned i = 0; i < COUNT_OF(types); i++) {
        static const size_t sizes[] = {0, 4, 2, 1, 2, 4, 8, 4, 8, 4, 3, 16, 8, 8, 16, 12, 4, 8};
        values[i] = (struct evtx_build_value){types[i], bytes, i < COUNT_OF(sizes) ? sizes[i] : 12};
        evtx_build_open(&chunk, "Data", i);
        evtx_build_content(&chunk);
        evtx_build_substitution(&chunk, i, types[i], i % 2);
        evtx_build_end(&chunk);
    }
    evtx_build_end(&chunk);
    evtx_build_end_definition(&chunk);
    evtx_build_values(&chunk, values, COUNT_OF(types));
    evtx_build_open(&chunk, "Other", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(&chunk);
    evtx_build_u8(&chunk, 0x49);
    evtx_build_name(&chunk, "amp");
    evtx_build_u8(&chunk, 0x48);
    evtx_build_u16(&chunk, 0xE4);
    evtx_build_u8(&chunk, 0x07);
    evtx_build_u16(&chunk, 2);
    evtx_build_utf16(&chunk, "<>");
    evtx_build_u8(&chunk, 0x0A);
    evtx_build_name(&chunk, "pi");
    evtx_build_u8(&chunk, 0x0B);
    evtx_build_u16(&chunk, 0);
    evtx_build_end(&chunk);
    evtx_build_end(&chunk);
    evtx_build_end_fragment(&chunk);
    evtx_build_end_record(&chunk);
}

/* The chunk of events() with leftovers behind its live records, and without its signature. */
static void leftovers(void)
{
    size_t live = chunk.len;
    evtx_build_finish(&chunk);
    evtx_build_put_u32(&chunk, 0, 0);
    struct evtx_build_event event = {.id = 5860,
                                     .record = 1,
                                     .time = INT64_C(133530000001234567),
                                     .provider = WMI,
                                     .channel = WMI "/Operational",
                                     .computer = "SRV01"};
    evtx_build_event(&chunk, &event);
    evtx_build_plain_event(&chunk, &event);
    memcpy(chunk.bytes + chunk.len, chunk.bytes + 512, live - 512);
    chunk.len += live - 512;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: make_evtx_seeds FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    grammar();
    evtx_build_finish(&chunk);
    write_seed(argv[1], "grammar");
    events();
    evtx_build_finish(&chunk);
    write_seed(argv[1], "events");
    leftovers();
    write_seed(argv[1], "leftovers");
    return EXIT_SUCCESS;
}
