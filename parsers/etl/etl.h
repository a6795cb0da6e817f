/* The format of event traces (.etl): its constants, the limits of its reader, and the reader.
 * Layouts are those of the Windows SDK (evntrace.h, evntcons.h, relogger.h) and of public studies
 * of Event Tracing for Windows; what is called measured was counted in real traces of Windows 7
 * to 11. */
#ifndef WMILOG_PARSERS_ETL_ETL_H
#define WMILOG_PARSERS_ETL_ETL_H
#include "parsers/event/reader.h"

/* Sizes and places, in bytes. */
enum {
    ETL_BUFFER_HEADER_SIZE = 72, /* WMI_BUFFER_HEADER of Windows Vista and later */
    ETL_EVENT_HEADER_SIZE = 80,  /* EVENT_HEADER */
    ETL_SYSTEM_HEADER_SIZE = 32,
    ETL_ITEM_HEADER_SIZE = 8, /* of an extended item */
    ETL_ALIGNMENT = 8,        /* of events in a buffer */
};

/* Limits against hostile files; the largest values measured in real traces stand beside them. */
enum {
    ETL_MAX_BUFFER = 16 << 20, /* the most that Windows allows; 1 MiB */
    ETL_PIECE = 64 << 10,      /* longer plain buffers are read in pieces of about this size */
    ETL_MAX_GAP = 1 << 20,     /* bytes that hold no buffer and are looked at together */
    /* Bytes that a compressed buffer becomes at once: what matches refer to, the longest event, and
     * as much again. A multiple of ETL_ALIGNMENT. */
    ETL_UNPACKED = 8192 + 2 * 65536,
    ETL_MAX_RATIO = 64,     /* bytes that a compressed one may become; 5 */
    ETL_MAX_ITEMS = 64,     /* of one event; 2 */
    ETL_MAX_PROVIDERS = 64, /* counted by name in one block */
    ETL_MAX_WANTED = 32, /* the same, over it: those that are asked for by a table; there are 8 */
};

/* Places for GUIDs to fall on: more than twice as many as are kept. */
enum { ETL_PROVIDER_SLOTS = 256 };

/* Bytes of a pipe that are read at once. */
enum { ETL_STREAM_BLOCK = 256 * 1024 };

/* Uses of batch.scratch. */
enum etl_scratch {
    ETL_SCRATCH_STATE,
    ETL_SCRATCH_BYTES, /* of a buffer that was compressed */
    ETL_SCRATCH_XML,
};

extern const struct reader etl_reader;

#endif
