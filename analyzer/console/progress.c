/* A bar on a terminal, or lines of JSON. */
#include "analyzer/console/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 500, STEP_MS = 200, BAR_WIDTH = 24, LINE_WIDTH = 78, MEGABYTE = 1000000 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_init(struct progress *p, enum progress_kind kind)
{
    *p = (struct progress){.kind = kind, .started = now_ms()};
    if (kind == PROGRESS_AUTO && !isatty(STDERR_FILENO)) {
        p->kind = PROGRESS_NEVER;
    }
    p->last = p->started + FIRST_MS - STEP_MS;
}

/* Seconds that the rest will take if it goes on as before; -1 when that is not known. */
static int64_t seconds_left(const struct progress_amount *amount, int64_t elapsed_ms)
{
    if (amount->total == 0 || amount->bytes == 0) {
        return -1;
    }
    const double rest = (double)(amount->total - amount->bytes) / (double)amount->bytes;
    return (int64_t)(rest * (double)elapsed_ms / 1000 + 0.5);
}

static void draw_bar(const struct progress_amount *amount, uint64_t a_second, int64_t left)
{
    const unsigned filled =
        amount->total > 0 ? (unsigned)(amount->bytes * BAR_WIDTH / amount->total) : 0;
    int width =
        fprintf(stderr, "\r[%.*s%*s] %llu MB", (int)filled, "########################",
                BAR_WIDTH - (int)filled, "", (unsigned long long)(amount->bytes / MEGABYTE));
    if (amount->total > 0) {
        width += fprintf(stderr, " of %llu", (unsigned long long)(amount->total / MEGABYTE));
    }
    width += fprintf(stderr, ", %llu events/s", (unsigned long long)a_second);
    if (left >= 0) {
        width += fprintf(stderr, ", %lld s left", (long long)left);
    }
    if (width < LINE_WIDTH) {
        fprintf(stderr, "%*s", LINE_WIDTH - width, ""); /* over what stood there before */
    }
    fflush(stderr);
}

static void write_json(const struct progress_amount *amount, uint64_t a_second, int64_t left)
{
    fprintf(stderr,
            "{\"type\":\"progress\",\"bytes\":%llu,\"total\":%llu,\"events\":%llu,"
            "\"events_per_second\":%llu",
            (unsigned long long)amount->bytes, (unsigned long long)amount->total,
            (unsigned long long)amount->events, (unsigned long long)a_second);
    if (left >= 0) {
        fprintf(stderr, ",\"seconds_left\":%lld", (long long)left);
    }
    fputs("}\n", stderr);
}

void progress_tell(struct progress *p, const struct progress_amount *amount)
{
    if (p->kind == PROGRESS_NEVER) {
        return;
    }
    const int64_t now = now_ms();
    if (now - p->last < STEP_MS) {
        return;
    }
    p->last = now;
    struct progress_amount shown = *amount;
    if (shown.total > 0 && shown.bytes > shown.total) {
        shown.bytes = shown.total;
    }
    const int64_t elapsed = now - p->started; /* at least FIRST_MS */
    const uint64_t a_second = shown.events * 1000 / (uint64_t)elapsed;
    const int64_t left = seconds_left(&shown, elapsed);
    if (p->kind == PROGRESS_JSON) {
        write_json(&shown, a_second, left);
        return;
    }
    p->is_shown = true;
    draw_bar(&shown, a_second, left);
}

void progress_end(struct progress *p)
{
    if (p->is_shown) {
        fprintf(stderr, "\r%*s\r", LINE_WIDTH, "");
    }
}
