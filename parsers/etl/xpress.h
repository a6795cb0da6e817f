/* The compression of trace buffers: plain LZ77 XPRESS (MS-XCA 2.3 and 2.4). */
#ifndef WMILOG_PARSERS_ETL_XPRESS_H
#define WMILOG_PARSERS_ETL_XPRESS_H
#include "parsers/base/view.h"

/* Writes what `packed` decompresses to, at most `room` bytes, to `out`, and gives how many these
 * are: fewer than `room` when the stream ends before, or at the place where it is damaged. */
size_t etl_xpress_unpack(struct view packed, char *out, size_t room);

#endif
