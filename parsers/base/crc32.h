/* CRC-32 with the polynomial of Ethernet, zlib and PNG. */
#ifndef WMILOG_BASE_CRC32_H
#define WMILOG_BASE_CRC32_H

#include "parsers/base/view.h"

/* The checksum of `bytes`; with the checksum of what stands before them in `crc`, that of both
 * together. Start with 0. */
uint32_t crc32_update(uint32_t crc, struct view bytes);

#endif
