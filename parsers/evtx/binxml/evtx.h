/* The .evtx format: its constants, the limits of its reader, and the reader. "MS-EVEN6" is the
 * public specification [MS-EVEN6] of Microsoft, whose section 2.2.12 is the binary XML; the file
 * and chunk headers are documented by the libevtx project (Windows XML Event Log format). What is
 * called measured was counted in real logs of Windows Vista to 11. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_EVTX_H
#define WMILOG_PARSERS_EVTX_BINXML_EVTX_H
#include "parsers/event/reader.h"

/* Sizes and places, in bytes. */
enum {
    EVTX_FILE_HEADER_SIZE = 4096, /* the block; EVTX_FILE_HEADER_USED of it are used */
    EVTX_FILE_HEADER_USED = 128,
    EVTX_FILE_CHECKED_LEN = 120, /* what the file header's checksum covers */
    EVTX_CHUNK_SIZE = 65536,     /* offsets in a chunk are relative to its start */
    EVTX_CHUNK_HEADER_SIZE = 512,
    EVTX_CHUNK_HEADER_USED = 128, /* the field "header size" */
    EVTX_CHUNK_CHECKED_LEN = 120,
    EVTX_RECORD_HEADER_SIZE = 24,
    EVTX_RECORD_MIN_SIZE = 28, /* header and trailing copy of the size */
    EVTX_RECORD_STEP = 8,      /* sizes and places of records are multiples of it; measured */
    EVTX_NAME_HEADER_SIZE = 8,
    EVTX_DEFINITION_HEADER_SIZE = 24,
};

#define EVTX_RECORD_SIGNATURE 0x00002A2AU

enum evtx_flag {
    EVTX_FLAG_NO_CRC = 4, /* in file and chunk headers: no checksums; measured */
};

/* Limits against hostile files; the largest values measured in real logs stand beside them. */
enum {
    EVTX_MAX_ELEMENT_DEPTH = 64,     /* 9 */
    EVTX_MAX_TEMPLATE_DEPTH = 8,     /* 2 */
    EVTX_MAX_TOKENS = 200000,        /* of one record */
    EVTX_MAX_CHUNK_TOKENS = 1000000, /* of all records of a chunk that are walked */
    EVTX_MAX_VALUES = 4096,          /* of one template instance; 83 */
    EVTX_MAX_OPEN_VALUES = 8192,     /* of all instances that are open at once */
    EVTX_MAX_ITEMS = 32768,          /* of one array: all that 64 KiB can hold */
    EVTX_MAX_TEXT = 4 << 20,         /* bytes of text that one record makes */
    EVTX_MAX_CHUNK_TEXT = 8 << 20,   /* bytes of XML of one chunk */
    EVTX_MAX_NAME = 256,             /* UTF-16 units that are looked at */
    EVTX_MAX_SHAPES = 256,           /* templates remembered of one chunk; more are read slowly */
    EVTX_MAX_SHAPE_WORK = 65536,     /* tokens that making the shapes of one chunk may take */
    EVTX_MAX_SCRIPT_STEPS = 1024,    /* of one template's XML; more are rendered slowly */
    EVTX_MAX_SCRIPT_TEXT = 1 << 20,  /* bytes of the constant texts of one chunk's templates */
    EVTX_MAX_BORROWED = 256 << 10, /* bytes of definitions that a damaged chunk takes from others */
    EVTX_MAX_LOANS = 128,          /* and their number */
    EVTX_MAX_LENT_NAMES = 512,     /* names in a definition that is lent; 43 */
    EVTX_MAX_LENT_VALUES = 256,    /* values that it speaks of; 21 */
    EVTX_MAX_LIBRARY_WORK = 1 << 26, /* tokens that are read of one log's definitions */
    EVTX_MAX_DATA = EVENT_MAX_DATA,
};

/* Uses of batch.scratch. */
enum evtx_scratch {
    EVTX_SCRATCH_STATE,
    EVTX_SCRATCH_TEXT,
    EVTX_SCRATCH_VALUE,
    EVTX_SCRATCH_CHUNK,
};

extern const struct reader evtx_reader;

#endif
