/* What every input format offers: recognition, independent blocks, and parsing of one block. */
#ifndef WMILOG_PARSERS_EVENT_READER_H
#define WMILOG_PARSERS_EVENT_READER_H
#include "parsers/base/arena.h"
#include "parsers/base/dates.h"
#include "parsers/base/error.h"
#include "parsers/base/text.h"
#include "parsers/event/event.h"
#include "parsers/event/trace.h"

enum {
    READER_MAX_COLUMNS = 64,
    READER_HEAD_SIZE = 64 * 1024, /* bytes that recognition looks at */
    BATCH_MAX_COUNTS = 64,        /* (provider, channel) pairs of one block */
    BATCH_MAX_PROBLEMS = 100,
    /* Buffers of scratch memory, in thirds, as readers call each other: the first is for forms
     * that hold no others, the second for those that hold them, the last for those that may also
     * stand in others themselves. */
    BATCH_SCRATCH = 24,
    BATCH_MAX_RUNS = 16,
};

struct batch_problem {
    uint64_t offset; /* in the source */
    struct view message;
};

/* What a record was mended by, and how often. */
struct batch_repair {
    size_t count;
    const char *one, *many; /* "forbidden character", "forbidden characters" */
};

/* Records whose numbers follow each other. */
struct batch_run {
    uint64_t from, to;   /* the first and last number */
    int64_t first, last; /* when these were written */
};

/* What one block gives. Views live in `arena`, and events as long as the batch is not cleared. */
struct batch {
    struct arena arena;
    struct event *events;
    size_t event_count, event_cap;
    uint64_t records; /* events seen: read + damaged */
    uint64_t read;    /* of any provider, the skipped ones too */
    uint64_t wmi_events;
    uint64_t damaged;
    uint64_t repaired;   /* read after something was mended */
    uint64_t code_page;  /* read as text in a guessed code page, being no UTF-8 */
    uint64_t incomplete; /* read, but for their time, their result code or some data */
    int64_t first, last; /* of all events read; WINTIME_NONE when none has a time */
    struct event_count counts[BATCH_MAX_COUNTS];
    size_t count_count;
    uint64_t more_counts; /* events of pairs that did not fit */
    struct batch_problem problems[BATCH_MAX_PROBLEMS];
    size_t problem_count;
    uint64_t more_problems;
    /* The numbers that the records have in this file, for formats that give such; none where they
     * do not rise. What does not fit is part of the last run. */
    struct batch_run runs[BATCH_MAX_RUNS];
    size_t run_count;
    bool has_odd_numbers;
    int64_t set_back;  /* ticks that the clock of the log was set back at once, at most; 0 never */
    bool is_puzzled;   /* something could not be read whose meaning other blocks may tell */
    struct buffer xml; /* the texts of the events, back to back */
    struct buffer scratch[BATCH_SCRATCH]; /* the reader's own, kept so that its memory is reused */
};

void batch_init(struct batch *b);
void batch_release(struct batch *b);
void batch_clear(struct batch *b); /* keeps memory for reuse */
/* Gives back scratch memory that grew beyond what blocks need: to be called when one is parsed. */
void batch_trim(struct batch *b);
/* The same of one of them, when what it held is not needed any more. */
void batch_trim_one(struct buffer *scratch);
/* Adds a copy of an event without its values: those of its layout are zeroed, the others left
 * alone. Valid until the next one is added. */
struct event *batch_add_header(struct batch *b, const struct event *header);
/* The text of the last event is what stands in `xml` from `start` on, with the line end that may be
 * wanted. It is valid once all texts are settled, as they move while more are added; then they
 * stand side by side. */
void batch_end_xml(struct batch *b, size_t start, bool wants_lines);
void batch_settle_xml(struct batch *b);
/* Gives a copy of a record as text, which has no number, the number and the time of that record,
 * which has both and says the same: so they are known to be one. */
void batch_know_copies(struct batch *b);
void batch_count_event(struct batch *b, struct view provider, struct view channel, int64_t time);
/* The same for events of one provider that were passed over: they lie between these times. */
void batch_count_others(struct batch *b, struct view provider, uint64_t count, int64_t first,
                        int64_t last);
void batch_note_number(struct batch *b, uint64_t number, int64_t time);
/* Notes that the clock that stamps events showed so many ticks less than before. */
void batch_note_set_back(struct batch *b, int64_t ticks);
/* Notes a problem; the message is copied. */
void batch_problem(struct batch *b, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of a record that is not read: it is counted among the records, as damaged. */
void batch_damage(struct batch *b, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Counts a record that was read after these repairs, and notes which; nothing where there are none,
 * all counts being 0. */
void batch_repair(struct batch *b, uint64_t offset, const struct batch_repair *repairs,
                  size_t count);

struct reader;
struct source;    /* parsers/event/source.h */
struct code_page; /* parsers/event/code_page.h */

/* Whose clock shows the times that a source gives without a zone. */
struct reader_clock {
    bool has_offset; /* false: it is not known */
    int64_t ahead;   /* ticks that it is before UTC, or below zero behind it */
};

/* What the columns of a table hold, for sources whose head tells: parts in the reader's own count.
 */
struct reader_columns {
    char separator;
    uint8_t count;
    uint8_t parts[READER_MAX_COLUMNS];
    bool has_no_head; /* the first row is one like all others */
    uint32_t start;   /* bytes of the text, as UTF-8 without a mark, before the head */
};

/* How one source is read: the format and what recognition found out. */
struct reader_input {
    const struct reader *form;
    enum text_encoding encoding;
    const struct code_page *code_page; /* that the source declares or shows; NULL for none */
    bool has_guessed_page;             /* its letters show it, and nothing else */
    uint32_t source;                   /* index of the source */
    uint64_t size;                     /* its bytes; 0 where nobody knows, as of a stream */
    struct reader_clock clock;
    struct reader_columns columns;
    struct date_clues clues;    /* what its dates tell of their order */
    enum date_order date_order; /* of dates that leave it open */
    bool is_console;            /* of text: it is what a program that traces wrote to its console */
    size_t console_width;       /* at which lines of XML were cut; 0 where they were not */
    uint8_t part_depth;   /* of parts of other forms within each other, see reader_read_other() */
    bool is_headless;     /* its first block stands where the format has a header, which is lost */
    uint64_t counted_end; /* of what the header counts, 0 where it does not tell */
    /* Every event is kept, of whichever provider, with its text as XML; fields may be left out. */
    bool wants_xml;
    bool wants_fields; /* beside it: no text is made, and no field of WMI's events and of those that
                          explain them is left out */
    /* Events are judged and not shown: their version, thread, activities and user's SID, for which
     * no rule asks, may be left out. */
    bool is_only_judged;
    char *header;        /* a table's first row, kept by recognition; to be freed by its owner */
    const void *learned; /* what learn() gave; NULL for none */
    bool is_continued;   /* the head before its first row was put there, see tables_parse() */
    bool wants_lines;    /* each of these texts ends with LF */
    struct trace_session trace;
    struct view computer; /* of a trace, whose events name none; absent when it is not known */
};

/* Whether the texts of events as XML are made. */
static inline bool reader_writes_xml(const struct reader_input *input)
{
    return input->wants_xml && !input->wants_fields;
}

/* A run of whole events. `data` starts and ends at event boundaries. */
struct block {
    uint64_t offset; /* of data in the source */
    struct view data;
    bool is_first;
};

/* The time of a clock of the source that shows `ticks`, without a zone: in UTC when the clock is
 * known, else a local one (see wintime_local()). */
int64_t reader_time(const struct reader_clock *clock, int64_t ticks);

/* Where a block stands. */
struct block_place {
    uint64_t offset, size; /* in the source */
    int64_t time;          /* of its first event, WINTIME_NONE when that is not known */
    /* Of blocks that were written in this order, one after the other without a gap; 0 where that
     * does not hold. */
    uint64_t sequence;
    uint32_t lane;     /* its events are in order among those of the same one: a processor */
    bool follows_loss; /* events that should stand before it were lost */
    int64_t written;   /* when the log's clock says that it was, WINTIME_NONE for no word */
};

struct reader {
    const char *name;      /* "xml" */
    size_t block_size;     /* bytes that a block owns, before its ends move to boundaries */
    size_t look_ahead;     /* how far past its end the boundary mostly is */
    size_t max_event_size; /* and how far it may be */
    bool is_local;         /* look_ahead bytes behind a place tell whether it is a boundary */
    bool has_encoding;     /* it is text, and recognition finds out in which encoding */
    /* Called once before any thread parses; NULL when nothing is to be prepared. */
    void (*prepare)(void);
    /* True when the head of a source is of this format; fills encoding. */
    bool (*recognise)(struct view head, struct reader_input *input);
    /* Looks at a further part of a source that was recognised, as far as how to read it depends on
     * all of it; false when no more has to be seen. NULL where the head is enough. */
    bool (*survey)(struct reader_input *input, struct view data);
    /* First event boundary at or after `from`, which may lie behind the data, or SIZE_MAX. `at` is
     * the offset of data in the source, for formats with alignment. */
    size_t (*boundary)(const struct reader_input *input, struct view data, uint64_t at,
                       size_t from);
    /* Time of the first event that starts in data; false when none is found. */
    bool (*first_time)(const struct reader_input *input, struct view data, int64_t *time);
    /* The earliest of the times that first_time finds behind data's start and behind each boundary,
     * in one go; false when none is found. NULL where boundaries are found without looking far. */
    bool (*earliest_time)(const struct reader_input *input, struct view data, int64_t *time);
    /* The time that first_time finds in the block with the byte `at` of a file, for less reading;
     * false where it is not sure. `scratch` has READER_HEAD_SIZE bytes. NULL where there is no such
     * way. */
    bool (*quick_time)(const struct reader_input *input, struct source *source, uint64_t at,
                       char *scratch, int64_t *time);
    /* Number of the first record that starts in data, at least 0; false when none is found. NULL
     * for formats whose blocks stand in the order of writing. */
    bool (*first_record)(const struct reader_input *input, struct view data, int64_t *number);
    /* For formats whose blocks have no size in common and may stand in any order of time: the
     * block with the byte `from` of a file, which is 0 or one behind the last block or in a hole.
     * False at its end, or when it cannot be read (status in err). `scratch` has READER_HEAD_SIZE
     * bytes. NULL for other formats. */
    bool (*next_place)(const struct reader_input *input, struct source *source, uint64_t from,
                       char *scratch, struct block_place *place, struct error *err);
    /* Parses a block. Never fails: what is damaged is counted in the batch. */
    void (*parse)(const struct reader_input *input, const struct block *block, struct batch *batch);
    /* For tables, whose heads name their columns; both NULL for other forms. True where bytes, in
     * the encoding of `input`, begin with such a head: fills `input` as recognise() does. */
    bool (*is_headed)(struct view head, struct reader_input *input);
    /* Parses the block up to the head of another table, whichever that is: gives where that stands
     * in the data, or their end. See tables_parse(). */
    size_t (*parse_table)(const struct reader_input *input, const struct block *block,
                          struct batch *batch);
    /* parse() for what is left in the block of records that are not live; all events are marked.
     * What is damaged is counted and not told. NULL for formats without such. */
    void (*recover)(const struct reader_input *input, const struct block *block,
                    struct batch *batch);
    /* What all blocks of a source that can be read anywhere tell about one that puzzles: it is
     * parsed again with it. NULL where nothing is learned. For the caller to give to unlearn(),
     * up to which the source has to stay, for it may be read again; about `max_bytes` of memory at
     * most. Both NULL for formats whose blocks tell all. */
    void *(*learn)(const struct reader_input *input, struct source *source, size_t max_bytes);
    void (*unlearn)(void *learned);
    /* Adds the one event that `text` is, as UTF-8, and counts it, as read or as damaged. It stands
     * at `offset` of a source of another form. NULL for formats that stand in no other. */
    void (*add_one)(const struct reader_input *input, struct view text, uint64_t offset,
                    struct batch *batch);
    /* Adds the events of this form that stand between those of another one, in what the other form
     * has no use for, in the encoding of its source; false when there are none. The scratch memory
     * of the batch is overwritten, and their texts are for the caller to settle. NULL for formats
     * that are not looked for. */
    bool (*add_strays)(const struct reader_input *input, struct view data, uint64_t offset,
                       struct batch *batch);
};

/* All formats, NULL at the end. */
extern const struct reader *const readers[];

/* Finds the format of a source by its first bytes. STATUS_NOT_FORMAT with a sentence that names
 * what it looks like and what to do instead. */
enum status reader_recognise(struct view head, struct reader_input *input, struct error *err);

/* Reads what stands between the records of one form, as UTF-8, in the form that it is itself: where
 * files were put together. It stands from `offset` of the source to `end` at most. False, with
 * no record added, when it is of no form, of that of `input`, or within too many others, or when
 * that form finds none in it; what may have been missed is told then. The scratch memory of the
 * batch is overwritten. */
bool reader_read_other(const struct reader_input *input, struct view data, uint64_t offset,
                       uint64_t end, struct batch *batch);

/* What a file is that is known to be no log, by its first bytes: "a memory dump". Constant, NULL
 * for anything else. */
const char *reader_stranger(struct view head);
/* True for one whose line feeds have got a carriage return each, and that is a log without them
 * (source_undo_line_ends()). */
bool reader_has_line_ends(struct view head);
/* The same of one that no reader knows, by what its bytes look like: "a web page". */
const char *reader_guess(struct view head);

#endif
