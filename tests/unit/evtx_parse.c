/* Reading hand-made chunks in tests. */
#include "tests/unit/evtx_parse.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/unit/exact.h"

#define WMI "Microsoft-Windows-WMI-Activity"

struct evtx_build evtx_chunk;
struct batch evtx_batch;

static const struct evtx_build_field failure_fields[] = {
    {"Id", EVTX_STRING, "{D4C0A1F6-90E2-0001-5B73-66B8C5D3DB01}", 0},
    {"ClientMachine", EVTX_STRING, "SRV01", 0},
    {"User", EVTX_STRING, "CONTOSO\\t.example", 0},
    {"ClientProcessId", EVTX_UINT32, NULL, 8812},
    {"Component", EVTX_STRING, "Unknown", 0},
    {"Operation", EVTX_STRING, "Start IWbemServices::Connect", 0},
    {"ResultCode", EVTX_HEX32, NULL, 0x80041003},
    {"PossibleCause", EVTX_STRING, "", 0},
};

static const struct evtx_build_field load_fields[] = {
    {"ProviderName", EVTX_STRING, "CIMWin32", 0},    {"Code", EVTX_HEX32, NULL, 0},
    {"HostProcess", EVTX_STRING, "wmiprvse.exe", 0}, {"ProcessID", EVTX_UINT32, NULL, 2004},
    {"ProviderPath", EVTX_STRING, "a.dll", 0},
};

static const struct evtx_build_field foreign_fields[] = {{"param1", EVTX_STRING, "x", 0}};

const struct evtx_build_event evtx_failure = {.id = 5858,
                                              .level = 2,
                                              .record = 7,
                                              .time = INT64_C(133530000001234567),
                                              .provider = WMI,
                                              .channel = WMI "/Operational",
                                              .computer = "SRV01.contoso.com",
                                              .process_id = 1692,
                                              .thread_id = 6044,
                                              .wrapper = "Operation_ClientFailure",
                                              .fields = failure_fields,
                                              .field_count = COUNT_OF(failure_fields)};

const struct evtx_build_event evtx_load = {.id = 5857,
                                           .record = 8,
                                           .time = INT64_C(133530000011234567),
                                           .provider = WMI,
                                           .channel = WMI "/Operational",
                                           .computer = "SRV01.contoso.com",
                                           .wrapper = "Operation_StartedOperational",
                                           .fields = load_fields,
                                           .field_count = COUNT_OF(load_fields)};

const struct evtx_build_event evtx_foreign = {.id = 7,
                                              .record = 9,
                                              .time = INT64_C(133530000021234567),
                                              .provider = "Beep",
                                              .channel = "System",
                                              .computer = "SRV01.contoso.com",
                                              .fields = foreign_fields,
                                              .field_count = COUNT_OF(foreign_fields)};

void setup_evtx(void)
{
    evtx_build_start(&evtx_chunk);
    batch_init(&evtx_batch);
}

void clear_evtx(void)
{
    batch_release(&evtx_batch);
}

void parse_evtx(struct view bytes)
{
    struct reader_input input = {.form = &evtx_reader, .source = 3};
    const struct view copy = exact_copy(bytes.data, bytes.len);
    struct block block = {EVTX_TEST_OFFSET, copy, false};
    batch_clear(&evtx_batch);
    evtx_reader.parse(&input, &block, &evtx_batch);
    exact_free(copy);
    ck_assert_uint_eq(evtx_batch.records, evtx_batch.read + evtx_batch.damaged);
    ck_assert_uint_le(evtx_batch.wmi_events, evtx_batch.event_count);
    for (size_t i = 0; i < evtx_batch.problem_count; i++) {
        ck_assert_uint_ge(evtx_batch.problems[i].offset, EVTX_TEST_OFFSET);
        ck_assert_uint_lt(evtx_batch.problems[i].offset, EVTX_TEST_OFFSET + bytes.len);
    }
}

void parse_evtx_chunk(void)
{
    evtx_build_finish(&evtx_chunk);
    parse_evtx((struct view){(const char *)evtx_chunk.bytes, EVTX_BUILD_CHUNK});
}

void expect_evtx(uint64_t read, uint64_t damaged)
{
    ck_assert_uint_eq(evtx_batch.read, read);
    ck_assert_uint_eq(evtx_batch.damaged, damaged);
}

const struct event *evtx_event(size_t index)
{
    ck_assert_uint_lt(index, evtx_batch.event_count);
    return &evtx_batch.events[index];
}

void expect_evtx_problem(size_t offset, const char *part)
{
    for (size_t i = 0; i < evtx_batch.problem_count; i++) {
        if (evtx_batch.problems[i].offset == EVTX_TEST_OFFSET + offset &&
            view_find(evtx_batch.problems[i].message, view_of(part), 0) != SIZE_MAX) {
            return;
        }
    }
    ck_abort_msg("no problem at %zu says '%s'", offset, part);
}
