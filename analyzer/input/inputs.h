/* The inputs of a run: paths to sources, and what is known of each. */
#ifndef WMILOG_ANALYZER_INPUT_INPUTS_H
#define WMILOG_ANALYZER_INPUT_INPUTS_H
#include "analyzer/input/report_source.h"
#include "analyzer/input/walk.h"
#include "parsers/base/hash_set.h"
#include "parsers/base/intern.h"
#include "parsers/event/reader.h"
#include "parsers/event/source.h"

enum {
    INPUTS_MAX_FILES = 10000,      /* files of all directories */
    INPUTS_MAX_OPEN = 128,         /* files held open; more are opened for each block */
    INPUTS_MAX_RUNS = 1 << 14,     /* of record numbers that follow each other, of one input */
    INPUTS_MAX_UNLISTED = 1 << 16, /* computers of one input that are counted without a name */
};

struct numbers_log;

struct input {
    struct source source;
    struct reader_input reader; /* reader.form NULL: not readable */
    struct report_source report;
    struct hash_set unlisted; /* computers that the report has no room for */
    struct batch_run *runs;   /* of its record numbers */
    size_t run_count, run_cap;
    bool has_odd_numbers;        /* no gap can be told from them */
    struct numbers_log *numbers; /* those that events have in their logs; see numbers.h */
    void *learned;               /* by its reader, from all of its blocks; NULL for nothing */
    uint64_t covered;            /* bytes that blocks had, or that are a hole */
    bool has_learned;            /* it was tried */
    uint64_t stream_pos;         /* of a stream: where the next block starts */
    bool is_stream_done;
    unsigned depth; /* archives that it stands in */
};

/* A process list that came in an archive: bytes of kept_fd. */
struct input_list {
    struct view path, host;
    uint64_t start, size;
};

struct inputs {
    struct input *items;
    size_t count, cap;
    struct reader_clock clock; /* of times without a zone; set it before inputs_recognise */
    const char *password;      /* for encrypted members of archives, or NULL; likewise */
    struct walk walk;          /* what was met of files and folders */
    int kept_fd;               /* what was unpacked of archives; -1 for nothing yet */
    uint64_t kept_bytes;
    struct input_list *lists; /* process lists that were among it */
    size_t list_count, list_cap;
    struct arena arena;              /* paths and messages */
    struct intern texts;             /* computers, providers and channels of all sources */
    size_t number_logs, number_runs; /* that numbers.h keeps of all inputs */
};

void inputs_init(struct inputs *in);
void inputs_release(struct inputs *in);

/* Adds a file, "-", or all files below a directory in sorted order, each once. A pipe or device in
 * a directory is left out, which is told on standard error. What cannot be opened or is of
 * no known format becomes an input with a status and a message. STATUS_LIMIT when there are too
 * many files. */
enum status inputs_add(struct inputs *in, const char *path, struct error *err);

/* Opens each input and recognises its format; the logs in an archive become inputs of their own.
 * Call once after the last inputs_add. */
void inputs_recognise(struct inputs *in);

/* Adds what was unpacked of a member of the archive that the input `parent` is: `size` bytes at
 * `start` of kept_fd. An empty name is a compressed file's own. STATUS_LIMIT as above. */
enum status inputs_add_part(struct inputs *in, size_t parent, const char *name, uint64_t start,
                            uint64_t size, struct error *err);

#endif
