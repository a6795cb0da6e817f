/* An input as bytes: a file that can be read anywhere, or a stream that is read once, forward. */
#ifndef WMILOG_PARSERS_EVENT_SOURCE_H
#define WMILOG_PARSERS_EVENT_SOURCE_H
#include "parsers/base/error.h"
#include "parsers/base/view.h"

enum {
    /* A stream up to this size is held in memory whole and treated like a file. */
    SOURCE_WHOLE_STREAM = 16 * 1024 * 1024,
};

#define SOURCE_MAX_SPOOL (16ULL << 30) /* bytes of a stream in a temporary file */

/* What the streams of a run may hold in memory together. The first one that is longer stays a
 * stream; what others hold beyond it goes to temporary files, that the events of all can be merged.
 */
struct source_budget {
    size_t left; /* SOURCE_WHOLE_STREAM at first */
    bool has_stream;
};

struct source {
    uint32_t index;
    const char *path; /* borrowed; "-" is standard input */
    int fd;
    bool is_stream;  /* read once: only forward, forgetting what is behind */
    bool is_spooled; /* a stream that was written to a temporary file without a name */
    bool is_parked;  /* a file that is opened for each read */
    bool is_part;    /* bytes of a file that is somebody else's, from part_start on */
    uint64_t part_start;
    bool is_at_end; /* of a stream: all has been read into the window */
    uint64_t size;  /* of a file or a stream held whole; of a stream what was read so far */
    char *window;   /* bytes held of a stream, from window_start */
    uint64_t window_start;
    size_t window_len, window_cap;
    int head_fd; /* of a stream whose temporary file got no more room: its first bytes */
    uint64_t head_size;
    int failure; /* errno of a stream that could not be read on; 0: none */
};

/* Opens a file, or standard input for "-". STATUS_IO for what the system refuses, STATUS_USAGE for
 * a directory. `path` must outlive the source. */
enum status source_open(struct source *s, const char *path, uint32_t index, struct error *err);
/* The same, with streams under a budget. STATUS_LIMIT for one over SOURCE_MAX_SPOOL. */
enum status source_open_shared(struct source *s, const char *path, uint32_t index,
                               struct source_budget *budget, struct error *err);
void source_close(struct source *s);
/* Makes a stream, also one that is held whole, of which nothing was forgotten a file, for readers
 * that have to read anywhere, or again. Where there is no room for it, says so in `err`: the stream
 * can be read on as before, from its start. Nothing for files. */
enum status source_spool(struct source *s, struct source_budget *budget, struct error *err);
/* Takes the carriage return before each line feed out of the source, which becomes a file: undoes
 * what a transfer as text does to any file. Where there is no room for it, says so in `err`; the
 * source is as it was, or a file. */
enum status source_undo_line_ends(struct source *s, struct source_budget *budget,
                                  struct error *err);
/* The `size` bytes from `start` on of an open file, which stays the caller's and must outlive the
 * source. */
void source_open_part(struct source *s, const char *path, uint32_t index, int fd, uint64_t start,
                      uint64_t size);
/* A file that nobody else can see and that goes with its descriptor; -1 with errno for none. */
int source_temporary(void);
/* Appends bytes to such a file. */
enum status source_temporary_add(int fd, struct view bytes, struct error *err);

/* Closes the descriptor of a file; the next reads open it each time. For runs over more files than
 * a process may hold open. Nothing for streams. */
void source_park(struct source *s);

/* Reads up to `len` bytes at `offset` into `data`; `*got` is smaller only at the end of the input.
 * Of a stream, `offset` must not lie before what source_forget gave up. Safe to call from several
 * threads at once for files. */
enum status source_read(struct source *s, uint64_t offset, void *data, size_t len, size_t *got,
                        struct error *err);

/* Gives up the bytes of a stream before `offset`. Nothing for files. */
void source_forget(struct source *s, uint64_t offset);

/* True when `offset` is at or past the end; of a stream only known once the end has been read. */
bool source_is_end(const struct source *s, uint64_t offset);

/* Where the next bytes stand at or after `from` that are no hole in a file: from `start` to `end`.
 * False when none follow. */
bool source_next_data(struct source *s, uint64_t from, uint64_t *start, uint64_t *end);

/* True when a file that turned out to end at `offset` was longer when it was opened. */
bool source_is_short(const struct source *s, uint64_t offset);

#endif
