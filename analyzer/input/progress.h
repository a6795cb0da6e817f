/* How far a long reading is, on standard error. */
#ifndef WMILOG_ANALYZER_INPUT_PROGRESS_H
#define WMILOG_ANALYZER_INPUT_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

enum progress_kind { PROGRESS_AUTO, PROGRESS_NEVER, PROGRESS_JSON };

struct progress {
    enum progress_kind kind;
    bool is_shown;
    int64_t started, last; /* ms of the monotonic clock */
};

void progress_init(struct progress *p, enum progress_kind kind);
/* Bytes done of `total`, 0 when that is not known. Prints at most a few times a second, and nothing
 * in the first half second. */
void progress_tell(struct progress *p, uint64_t done, uint64_t total);
/* Takes a bar off the terminal. */
void progress_end(struct progress *p);

#endif
