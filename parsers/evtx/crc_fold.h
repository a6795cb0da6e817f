/* CRC-32 by carry-less multiplication, where the processor has it. */
#ifndef WMILOG_PARSERS_EVTX_CRC_FOLD_H
#define WMILOG_PARSERS_EVTX_CRC_FOLD_H
#include "parsers/base/view.h"

/* The checksum (zlib's polynomial) of as many first bytes as are done quickly, none of them on
 * other processors; `crc` is that of what stands before them, `*done` how many they are. */
uint32_t evtx_crc_fold(uint32_t crc, struct view bytes, size_t *done);

#endif
