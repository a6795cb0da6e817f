/* TRACE_LOGFILE_HEADER (evntrace.h) of 32- and 64-bit sessions. */
#include "parsers/etl/session.h"

#include "parsers/base/cursor.h"
#include "parsers/base/wintime.h"
#include "parsers/etl/etl.h"

enum {
    STAMP_AT = 0x10,
    LARGER_BY = 8, /* two pointers of a 64-bit session, before FREQUENCY_AT */
    FREQUENCY_AT = 0xF8,
    MODE_CIRCULAR = 0x2,
    MODE_APPEND = 0x4,
    MODE_NEW_FILE = 0x8,
    MODE_COMPRESSED = 0x04000000,
    /* The number of buffers is not that of this file, or says nothing about its size. */
    MODE_WITHOUT_COUNT = MODE_CIRCULAR | MODE_APPEND | MODE_NEW_FILE | MODE_COMPRESSED,
    DEFAULT_FREQUENCY = 10000000,
    CYCLES_OF_MHZ = 1000000,
    YEAR_DAYS = 366,
};

/* The values of ReservedFlags. */
enum { CLOCK_COUNTER = 1, CLOCK_SYSTEM = 2, CLOCK_CYCLES = 3 };

/* Over it, the remainder of a division times the ticks of a second is no 64-bit number. */
#define MAX_FREQUENCY (UINT64_MAX / WINTIME_TICKS_PER_SECOND)

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* A clock of no known type is taken for the counter, unless the first stamp is a time near that of
 * the start. */
static void set_clock(struct trace_session *s, uint32_t type, uint32_t mhz)
{
    uint64_t year = (uint64_t)YEAR_DAYS * 24 * 3600 * WINTIME_TICKS_PER_SECOND;
    bool is_time = apart(s->first_stamp, (uint64_t)s->start) < year;
    s->clock = TRACE_CLOCK_COUNTER;
    s->is_cycles = type == CLOCK_CYCLES;
    s->is_clock_guessed = type < CLOCK_COUNTER || type > CLOCK_CYCLES;
    if (type == CLOCK_SYSTEM || (type != CLOCK_COUNTER && type != CLOCK_CYCLES && is_time)) {
        s->clock = TRACE_CLOCK_SYSTEM;
    } else if (type == CLOCK_CYCLES) {
        s->frequency = (uint64_t)mhz * CYCLES_OF_MHZ;
    }
    if (s->frequency == 0 || s->frequency > MAX_FREQUENCY) {
        s->frequency = DEFAULT_FREQUENCY;
        s->is_frequency_guessed = s->clock == TRACE_CLOCK_COUNTER;
    }
}

/* A time past the year 9999, which no text can hold, counts as none. */
static int64_t time_of(uint64_t ticks)
{
    return ticks <= (uint64_t)WINTIME_LAST ? (int64_t)ticks : 0;
}

bool etl_session_read(struct view record, struct trace_session *s)
{
    struct cursor c = cursor_over(record);
    uint32_t marker = cursor_u32(&c);
    uint16_t size = cursor_u16(&c);
    uint16_t hook = cursor_u16(&c);
    bool is_wide = marker >> 16 == 0xC002;
    if (c.failed || (!is_wide && marker >> 16 != 0xC001) || hook != 0 || size > record.len) {
        return false;
    }
    struct trace_session found = {0};
    cursor_seek(&c, STAMP_AT);
    found.first_stamp = cursor_u64(&c);
    c = cursor_over(view_slice(record, ETL_SYSTEM_HEADER_SIZE, size));
    found.buffer_size = cursor_u32(&c);
    cursor_skip(&c, 4); /* version */
    found.build = cursor_u32(&c);
    cursor_skip(&c, 4); /* processors */
    found.end = time_of(cursor_u64(&c));
    cursor_skip(&c, 8); /* timer resolution, largest size of the file */
    uint32_t mode = cursor_u32(&c);
    found.is_compressed = mode & MODE_COMPRESSED;
    found.is_appended = mode & MODE_APPEND;
    uint32_t written = cursor_u32(&c);
    found.buffers = found.end != 0 && !(mode & MODE_WITHOUT_COUNT) ? written : 0;
    cursor_skip(&c, 8); /* start buffers, pointer size */
    found.events_lost = cursor_u32(&c);
    uint32_t mhz = cursor_u32(&c);
    cursor_seek(&c, FREQUENCY_AT + (is_wide ? LARGER_BY : 0));
    found.frequency = cursor_u64(&c);
    found.start = time_of(cursor_u64(&c));
    uint32_t clock = cursor_u32(&c);
    found.buffers_lost = cursor_u32(&c);
    if (c.failed) {
        return false;
    }
    set_clock(&found, clock, mhz);
    *s = found;
    return true;
}

/* Stamps may lie before that of the head. Rounded to earlier times, like Windows does. */
static int64_t time_of_counter(const struct trace_session *s, uint64_t stamp)
{
    bool is_before = stamp < s->first_stamp && s->first_stamp - stamp <= INT64_MAX;
    uint64_t passed = is_before ? s->first_stamp - stamp : stamp - s->first_stamp;
    uint64_t seconds = passed / s->frequency;
    uint64_t rest = passed % s->frequency * WINTIME_TICKS_PER_SECOND / s->frequency;
    if (seconds > (uint64_t)WINTIME_LAST / WINTIME_TICKS_PER_SECOND) {
        return is_before ? 0 : WINTIME_LAST;
    }
    uint64_t ticks = seconds * WINTIME_TICKS_PER_SECOND + rest;
    uint64_t start = (uint64_t)s->start;
    if (is_before) {
        return ticks < start ? (int64_t)(start - ticks) : 0;
    }
    return ticks < (uint64_t)WINTIME_LAST - start ? (int64_t)(start + ticks) : WINTIME_LAST;
}

int64_t etl_time(const struct trace_session *s, uint64_t stamp)
{
    switch (s->clock) {
    case TRACE_CLOCK_COUNTER:
        return time_of_counter(s, stamp);
    case TRACE_CLOCK_SYSTEM:
        return stamp <= (uint64_t)WINTIME_LAST ? (int64_t)stamp : WINTIME_LAST;
    case TRACE_CLOCK_NONE:
        break;
    }
    return wintime_local(stamp <= (uint64_t)WINTIME_LAST ? (int64_t)stamp : WINTIME_LAST);
}
