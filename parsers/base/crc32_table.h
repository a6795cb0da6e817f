/* The tables of CRC-32, made at build time. */
#ifndef WMILOG_BASE_CRC32_TABLE_H
#define WMILOG_BASE_CRC32_TABLE_H

#include <stdint.h>

enum { CRC32_TABLES = 8 };

/* Row n: what a byte does to the checksum n bytes later. */
extern const uint32_t crc32_table[CRC32_TABLES][256];

#endif
