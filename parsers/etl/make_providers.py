#!/usr/bin/env python3
"""Turns providers.tsv into the sorted C table that providers.c searches.

Usage: make_providers.py providers.tsv OUT.c
"""

import re
import sys
import uuid

GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]*")


def rows_of(path):
    """(bytes of the GUID as they are on disk, name) of every row."""
    rows = {}
    with open(path, encoding="utf-8") as table:
        lines = [(number, line.rstrip("\n")) for number, line in enumerate(table, 1)]
    lines = [(number, line) for number, line in lines if not line.startswith("#")]
    if lines[0][1] != "guid\tname":
        sys.exit(f"{path}: the first row does not name the columns")
    for number, line in lines[1:]:
        guid, _, name = line.partition("\t")
        if not GUID.fullmatch(guid) or not NAME.fullmatch(name):
            sys.exit(f"{path}:{number}: malformed row")
        key = uuid.UUID(guid).bytes_le
        if key in rows:
            sys.exit(f"{path}:{number}: {guid} is there twice")
        rows[key] = name
    return sorted(rows.items())


def main():
    source, target = sys.argv[1:]
    rows = rows_of(source)
    with open(target, "w", encoding="utf-8") as out:
        out.write("/* Made from providers.tsv. */\n"
                  '#include "parsers/etl/provider_table.h"\n\n'
                  "const struct etl_provider_row etl_provider_rows[] = {\n")
        for key, name in rows:
            values = ", ".join(f"0x{byte:02X}" for byte in key)
            out.write(f'    {{{{{{{values}}}}}, {{"{name}", {len(name)}}}}},\n')
        out.write("};\nconst size_t etl_provider_row_count = "
                  f"{len(rows)};\n")


main()
