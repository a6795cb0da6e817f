/* Events by hand for the tests of correlation, and an engine that takes them and keeps what fails.
 */
#ifndef WMILOG_TESTS_UNIT_EVENT_BUILD_H
#define WMILOG_TESTS_UNIT_EVENT_BUILD_H
#include "rules/engine.h"

enum { BUILD_SERVICE = 900, BUILD_CLIENT = 4242 }; /* process ids unless a test sets others */

/* 2024-01-01T00:00:00Z plus so many milliseconds, in ticks. */
int64_t build_time(int64_t ms);

/* The next event of the default computer ("HOST", source 0, record numbers counting from 1 by the
 * id of the channel) with its layout. */
struct event build_event(uint16_t id, int64_t ms);
void build_text(struct event *e, enum event_field field, const char *text);
void build_number(struct event *e, enum event_field field, uint64_t number);

/* 11 as of Windows 10 1803, by BUILD_CLIENT of HOST, user "HOST\\me", local, correlation id zero.
 */
struct event build_start(int64_t ms, uint32_t id, uint32_t group, const char *operation);
struct event build_stop(int64_t ms, uint32_t id, uint32_t result);                        /* 13 */
struct event build_provider(int64_t ms, uint32_t group, const char *name, uint32_t host); /* 12 */
/* 5858 for the same client as build_start. */
struct event build_failure(int64_t ms, uint32_t result, const char *operation);
struct event build_load(int64_t ms, uint32_t host, const char *name, const char *path,
                        uint32_t code);             /* 5857 */
struct event build_marker(int64_t ms, uint16_t id); /* 5615, 5617 of the Application log */

/* An engine whose failures are collected: for tests that give events and look at what comes out. */
enum { MAX_FAILURES = 2048 };

/* Of the running test. */
extern struct failure *failures[MAX_FAILURES];
extern struct judgement *judgements[MAX_FAILURES];
extern size_t failure_count;
extern struct engine *engine;

/* A new engine without rules; 0 means the named limits. */
void open_engine(size_t max_open, size_t max_pending);
/* Checked fixture: open_engine(0, 0) and its end. */
void setup_engine(void);
void clear_engine(void);
/* Keeps copies in failures and judgements: for engine_options.on_failure. */
bool collect_failure(void *context, const struct failure *f, const struct judgement *j);
void give(struct event event);
const struct engine_stats *finish(void);

#endif
