/* The inputs of a run: paths to sources, and what is known of each. */
#ifndef WMILOG_ANALYZER_INPUT_INPUTS_H
#define WMILOG_ANALYZER_INPUT_INPUTS_H
#include "analyzer/files/bundle.h"
#include "analyzer/files/folders.h"
#include "analyzer/input/report_source.h"
#include "parsers/base/hash/hash_set.h"
#include "parsers/base/hash/intern.h"
#include "parsers/event/reader.h"
#include "parsers/event/source.h"

enum {
    INPUTS_MAX_FILES = 10000,    /* files of all directories */
    INPUTS_MAX_OPEN = 128,       /* files held open; more are opened for each block */
    INPUTS_MAX_RUNS = 1 << 14,   /* of record numbers that follow each other, of one input */
    INPUTS_LIST_BYTES = 4 << 20, /* of the lists of all reports, and of the runs; each list may
                                    have a few items in any case */
    INPUTS_MAX_UNUSED = 4096,    /* names of files that are not used */
};

struct numbers_log;
struct archive_budget; /* parsers/archive/archive.h */

struct input {
    struct source source;
    struct reader_input reader; /* reader.form NULL: not readable */
    struct report_source report;
    struct hash_set unlisted; /* computers that the report has no room for */
    struct batch_run *runs;   /* of its record numbers */
    size_t run_count, run_cap;
    bool has_odd_numbers;        /* no gap can be told from them */
    int64_t set_back;            /* ticks that its clock was set back at once, at most */
    int64_t written;             /* when its last block was, WINTIME_NONE for no word */
    struct numbers_log *numbers; /* those that events have in their logs; see numbers.h */
    void *learned;               /* by its reader, from all of its blocks; NULL for nothing */
    uint64_t covered;            /* bytes that blocks had, or that are a hole */
    bool has_missed;             /* before the first event of a block stood words of several */
    bool has_learned;            /* it was tried */
    uint64_t stream_pos;         /* of a stream: where the next block starts */
    bool is_stream_done;
    unsigned depth;                /* archives that it stands in */
    struct archive_budget *budget; /* of these and itself; NULL: it is no archive and in none */
    bool has_container;            /* it stands in an archive or a folder that was given */
    size_t container;              /* which is this input */
};

/* A file of an archive or a folder that is no log and tells of its computer. */
struct input_find {
    enum bundle_kind kind;
    struct view path;  /* of a file in a folder, one that can be opened */
    struct view shown; /* the path, for messages */
    struct view host;  /* empty: not known */
    size_t container;
    bool is_part;         /* bytes of kept_fd */
    uint64_t start, size; /* which these are */
};

struct inputs {
    struct input *items;
    size_t count, cap;
    struct reader_clock clock; /* of times without a zone; set it before inputs_recognise */
    const char *password;      /* for encrypted members of archives, or NULL; likewise */
    struct folders folders;    /* what was met of files and folders */
    size_t folder_count;       /* of the items */
    /* What is said of the inputs names neither files nor members of archives: "FILE-1.evtx". To be
     * set before inputs_add. */
    bool hides_names;
    size_t first_file;  /* how many files have such names already */
    bool is_read_twice; /* streams become temporary files; to be set before inputs_recognise */
    /* Called for each batch as soon as it is parsed, by any thread; NULL for nothing. */
    void (*rewrite)(void *context, struct batch *batch);
    void *rewrite_context;
    int kept_fd; /* what was unpacked of archives; -1 for nothing yet */
    uint64_t kept_bytes;
    struct input_find *finds;
    size_t find_count, find_cap;
    size_t unused_names;             /* names of files that are not used, in all reports */
    struct arena arena;              /* paths and messages */
    struct intern texts;             /* computers, providers and channels of all sources */
    size_t number_logs, number_runs; /* that numbers.h keeps of all inputs */
    size_t list_bytes;               /* of all reports */
    size_t unlisted;                 /* computers in the sets of all inputs */
};

void inputs_init(struct inputs *in);
void inputs_release(struct inputs *in);
/* What they take from the start, and what their reports have come to. */
size_t inputs_bytes(const struct inputs *in);
size_t inputs_report_bytes(const struct inputs *in);

/* Adds a file, "-", or a directory: this itself, and all logs and archives below it in sorted
 * order, each once; what else is there is counted as in an archive (members.h). A pipe or device in
 * a directory is left out, which is told on standard error. What cannot be opened, and a file given
 * by name that is of no known format, becomes an input with a status and a message. STATUS_LIMIT
 * when there are too many files. */
enum status inputs_add(struct inputs *in, const char *path, struct error *err);

/* Opens each input and recognises its format; the logs in an archive become inputs of their own.
 * Call once after the last inputs_add. */
void inputs_recognise(struct inputs *in);

/* ".evtx": the ending of a path tells the form, unless it is one that nobody knows: "". */
const char *inputs_ending_of(struct view path);

#endif
