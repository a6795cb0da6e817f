/* A bar on a terminal, or lines of JSON. */
#include "analyzer/input/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 500, STEP_MS = 200, BAR_WIDTH = 40, MEGABYTE = 1000000 };

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

static void draw_bar(uint64_t done, uint64_t total)
{
    unsigned filled = total > 0 ? (unsigned)(done * BAR_WIDTH / total) : 0;
    fputs("\r[", stderr);
    for (unsigned i = 0; i < BAR_WIDTH; i++) {
        fputc(i < filled ? '#' : ' ', stderr);
    }
    fprintf(stderr, "] %llu MB", (unsigned long long)(done / MEGABYTE));
    if (total > 0) {
        fprintf(stderr, " of %llu", (unsigned long long)(total / MEGABYTE));
    }
    fflush(stderr);
}

void progress_tell(struct progress *p, uint64_t done, uint64_t total)
{
    if (p->kind == PROGRESS_NEVER) {
        return;
    }
    int64_t now = now_ms();
    if (now - p->last < STEP_MS) {
        return;
    }
    p->last = now;
    done = total > 0 && done > total ? total : done;
    if (p->kind == PROGRESS_JSON) {
        fprintf(stderr, "{\"type\":\"progress\",\"bytes\":%llu,\"total\":%llu}\n",
                (unsigned long long)done, (unsigned long long)total);
        return;
    }
    p->is_shown = true;
    draw_bar(done, total);
}

void progress_end(struct progress *p)
{
    if (p->is_shown) {
        fprintf(stderr, "\r%*s\r", BAR_WIDTH + 40, "");
    }
}
