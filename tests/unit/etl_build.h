/* Makes event traces by hand: buffers, and events of every kind in them. */
#ifndef WMILOG_TESTS_UNIT_ETL_BUILD_H
#define WMILOG_TESTS_UNIT_ETL_BUILD_H
#include "parsers/base/buffer.h"
#include "parsers/base/guid.h"

enum {
    ETL_BUILD_BUFFER = 4096,
};

/* What the head of a trace says; clock 1 is the performance counter, 2 the system time. */
struct etl_build_head {
    uint32_t clock;
    uint64_t first_stamp;
    int64_t start;
    uint64_t frequency;
    uint32_t mode;
    uint32_t events_lost, buffers_lost;
    int64_t end;      /* 0: the session was not closed */
    uint32_t buffers; /* that were written */
};

/* A trace under way. */
struct etl_build {
    struct buffer bytes;
    size_t at; /* of the open buffer */
    uint64_t sequence;
};

struct etl_build_event {
    const char *provider; /* GUID; NULL = WMI-Activity */
    uint16_t id;
    uint32_t process, thread;
    uint64_t stamp;
    struct view items; /* extended items, as they are on disk */
    struct view payload;
};

void etl_build_init(struct etl_build *b);
void etl_build_release(struct etl_build *b);
void etl_build_u16(struct etl_build *b, unsigned number);
void etl_build_u32(struct etl_build *b, uint64_t number);
void etl_build_u64(struct etl_build *b, uint64_t number);
void etl_build_put_u32(struct etl_build *b, size_t at, uint64_t number);
void etl_build_zeros(struct etl_build *b, size_t count);
/* A text as it stands in a payload: UTF-16LE of ASCII, with a NUL. Returns what follows `out`. */
char *etl_build_text(char *out, const char *text);

/* The first buffer, with nothing but the head. */
void etl_build_start(struct etl_build *b, const struct etl_build_head *head);
void etl_build_open(struct etl_build *b, unsigned processor, unsigned flags);
void etl_build_event(struct etl_build *b, const struct etl_build_event *event);
/* Ends the open buffer and fills it up. */
void etl_build_close(struct etl_build *b);
/* The record that the head is. */
void etl_build_head_record(struct etl_build *b, const struct etl_build_head *head);

#endif
