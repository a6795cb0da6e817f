/* One chunk of an .evtx file: its header, its checksums, and which of its bytes are records. */
#ifndef WMILOG_PARSERS_EVTX_CHUNK_H
#define WMILOG_PARSERS_EVTX_CHUNK_H
#include "parsers/base/view.h"

struct evtx_chunk {
    struct view data; /* as much as there is of its EVTX_CHUNK_SIZE bytes; borrowed */
    bool is_empty;    /* nothing but zeros: a slot that was never used */
    bool has_signature;
    bool has_checksums;
    bool header_is_intact;      /* by its checksum; true as well when it has none */
    bool has_free_offset;       /* it is known where the records end */
    size_t free_offset;         /* what lies there and after it is left over from earlier use */
    uint64_t first_id, last_id; /* of its records, by an intact header; 0 where it tells nothing */
};

/* CRC-32 with the polynomial of zlib, which all checksums of the format use: of `bytes`; with the
 * checksum of what stands before them in `crc`, that of both together. Start with 0. */
uint32_t evtx_crc32(uint32_t crc, struct view bytes);
/* Looks at the header. Never fails: what is wrong is in the fields. */
struct evtx_chunk evtx_chunk_over(struct view data);
/* By the checksum of the records; true as well when there is none, or not all of them. */
bool evtx_chunk_data_is_intact(const struct evtx_chunk *chunk);
/* The bytes are as they were written, as far as checksums can tell. */
bool evtx_chunk_is_intact(const struct evtx_chunk *chunk);

/* The next signature of a chunk at or behind `from` in the bytes of one, where none belongs;
 * SIZE_MAX for none. Where there are no more than a chunk has, what may be the start of a signature
 * at their end counts as one. */
size_t evtx_find_stray(struct view data, size_t from);

struct evtx_record {
    size_t offset;     /* in the chunk */
    size_t size;       /* header and trailing copy included */
    uint64_t id;       /* its number in this file, which an export starts anew */
    int64_t written;   /* ticks */
    bool has_odd_copy; /* the copy of its size at its end is another */
};

/* The record at `offset`: signature, size, its copy at the end. False when there is none. */
bool evtx_record_at(struct view chunk, size_t offset, struct evtx_record *record);

enum evtx_step {
    EVTX_STEP_END,
    EVTX_STEP_RECORD,
    EVTX_STEP_LOST, /* bytes where a record should stand: offset and size are filled */
};

/* Walks the live records of a chunk, and finds the way again after damaged ones. Without a
 * trustworthy header the records are searched for, and those whose number does not rise are left
 * over from earlier use. */
struct evtx_walk {
    const struct evtx_chunk *chunk;
    size_t pos;
    size_t end;
    uint64_t last_id; /* of a search; 0 before its first record */
};

struct evtx_walk evtx_walk_over(const struct evtx_chunk *chunk);
/* Every step moves on by at least EVTX_RECORD_STEP bytes, or ends. */
enum evtx_step evtx_walk_next(struct evtx_walk *walk, struct evtx_record *record);
/* How many records stand right behind the live ones and go on in number and time: the header was
 * not written anew. `last` is the last live one; `*end` is where they end. */
size_t evtx_count_beyond(const struct evtx_walk *walk, const struct evtx_record *last, size_t *end);

/* The next record at or after `pos`, wherever it stands; false at the end of the bytes. */
bool evtx_find_record(struct view records, size_t pos, struct evtx_record *record);

#endif
