/* The compression of trace buffers: plain LZ77 XPRESS (MS-XCA 2.3 and 2.4). */
#ifndef WMILOG_PARSERS_ETL_XPRESS_H
#define WMILOG_PARSERS_ETL_XPRESS_H
#include "parsers/base/cursor.h"

enum { ETL_XPRESS_HISTORY = 8192 }; /* bytes: how far back a match may be */

/* A stream on its way. */
struct etl_xpress {
    struct cursor c;
    uint32_t flags;
    unsigned bits; /* of the flags that are left */
    uint8_t nibble;
    bool has_nibble;               /* the upper half of a byte is left for the next long match */
    size_t match_back, match_left; /* of a match for which there was no room */
};

void etl_xpress_start(struct etl_xpress *s, struct view packed);
/* Goes on behind the `made` bytes of `out`, which are the last of what was unpacked so far, all of
 * it or at least ETL_XPRESS_HISTORY; up to `room` bytes of `out`. Gives how many it has then: fewer
 * than `room` when the stream ends, or at the place where it is damaged. */
size_t etl_xpress_more(struct etl_xpress *s, char *out, size_t made, size_t room);
/* Both for all of a stream, into `room` bytes. */
size_t etl_xpress_unpack(struct view packed, char *out, size_t room);

#endif
