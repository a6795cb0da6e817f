/* What the head of an event trace says of all of it: how long its buffers are, and which clock its
 * events are stamped by. */
#ifndef WMILOG_PARSERS_EVENT_TRACE_H
#define WMILOG_PARSERS_EVENT_TRACE_H
#include <stdbool.h>
#include <stdint.h>

enum trace_clock {
    TRACE_CLOCK_NONE,    /* the head is lost: only the order of events can be told */
    TRACE_CLOCK_COUNTER, /* the performance counter, or the processor's cycles */
    TRACE_CLOCK_SYSTEM,  /* stamps are times */
};

struct trace_session {
    uint32_t buffer_size; /* bytes, uncompressed; 0 for what is no trace */
    enum trace_clock clock;
    uint64_t first_stamp; /* of the head, at `start` */
    int64_t start, end;   /* ticks since 1601; `end` 0 = it was not closed */
    uint64_t frequency;   /* of the counter, in 1/s */
    uint32_t build;       /* of the operating system */
    uint32_t events_lost, buffers_lost;
    uint32_t buffers;          /* that one file must hold; 0 where nothing tells it */
    bool is_compressed;        /* buffers are of any length */
    bool is_frequency_guessed; /* the head has none that can be */
    bool is_cycles;            /* the counter is the processor's cycles */
    bool is_clock_guessed;     /* the head names no known clock */
    bool is_appended;          /* several sessions in one file, with the clock of the first */
};

#endif
