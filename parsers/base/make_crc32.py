#!/usr/bin/env python3
"""Writes the tables of CRC-32, eight bytes at a time.

usage: make_crc32.py OUTPUT
"""
import sys

POLYNOMIAL = 0xEDB88320  # reflected
BYTES_AT_ONCE = 8


def step(crc):
    for _ in range(8):
        crc = crc >> 1 ^ (POLYNOMIAL if crc & 1 else 0)
    return crc


def tables():
    rows = [[step(byte) for byte in range(256)]]
    while len(rows) < BYTES_AT_ONCE:
        rows.append([crc >> 8 ^ rows[0][crc & 0xFF] for crc in rows[-1]])
    return rows


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("/* Made by make_crc32.py. */\n#include \"parsers/base/crc32_table.h\"\n\n")
        out.write("const uint32_t crc32_table[CRC32_TABLES][256] = {\n")
        for row in tables():
            out.write("    {\n")
            for i in range(0, 256, 6):
                out.write("        " + ", ".join(f"0x{n:08X}" for n in row[i:i + 6]) + ",\n")
            out.write("    },\n")
        out.write("};\n")


if __name__ == "__main__":
    main()
