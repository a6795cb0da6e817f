/* Reading hand-made chunks in tests: exact-size buffers that are gone before anybody looks at the
 * events. */
#ifndef WMILOG_TESTS_UNIT_EVTX_PARSE_H
#define WMILOG_TESTS_UNIT_EVTX_PARSE_H
#include "parsers/event/reader.h"
#include "tests/unit/evtx_build.h"
#include "tests/unit/texts.h"

/* Where the chunk of a test stands in its source. */
enum { EVTX_TEST_OFFSET = 4096 + EVTX_BUILD_CHUNK };

/* Of the running test. */
extern struct evtx_build evtx_chunk;
extern struct batch evtx_batch;

/* Checked fixture: an empty chunk and batch. */
void setup_evtx(void);
void clear_evtx(void);

/* Reads bytes as a chunk, and checks the promises that hold for every input. */
void parse_evtx(struct view bytes);
/* Finishes the chunk of the test and reads it. */
void parse_evtx_chunk(void);
/* Fails unless so many records were read and damaged. */
void expect_evtx(uint64_t read, uint64_t damaged);
/* Event `index` of the batch; fails when there is none. */
const struct event *evtx_event(size_t index);
/* One of the problems stands at this place of the chunk, and its message holds `part`. */
void expect_evtx_problem(size_t offset, const char *part);

/* A denied clearing of a log; a provider's load; an event of another provider that nothing needs.
 */
extern const struct evtx_build_event evtx_failure, evtx_load, evtx_foreign;

#endif
