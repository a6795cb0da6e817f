/* How far a long reading is, on standard error. */
#ifndef WMILOG_ANALYZER_CONSOLE_PROGRESS_H
#define WMILOG_ANALYZER_CONSOLE_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

enum progress_kind { PROGRESS_AUTO, PROGRESS_NEVER, PROGRESS_JSON };

/* How much was read so far. */
struct progress_amount {
    uint64_t bytes, total; /* `total` is 0 when it is not known */
    uint64_t events;       /* of any provider */
};

struct progress {
    enum progress_kind kind;
    bool is_shown;
    int64_t started, last; /* ms of the monotonic clock */
};

void progress_init(struct progress *p, enum progress_kind kind);
/* Prints at most a few times a second, and nothing in the first half second. */
void progress_tell(struct progress *p, const struct progress_amount *amount);
/* Takes a bar off the terminal. */
void progress_end(struct progress *p);

#endif
