#!/usr/bin/env python3
"""Turns providers.tsv into the sorted C table that providers.c searches.

Usage: make_providers.py providers.tsv OUT.c
"""

import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "base"))
import table_rows  # noqa: E402 (found through the path above)

GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]*")


def rows_of(path):
    """(bytes of the GUID as they are on disk, name) of every row."""
    rows = {}
    for row in table_rows.read(path, ["guid", "name"]):
        guid, name = row.values
        row.require(GUID.fullmatch(guid) and NAME.fullmatch(name), "malformed row")
        key = uuid.UUID(guid).bytes_le
        row.require(key not in rows, f"{guid} is there twice")
        rows[key] = name
    return sorted(rows.items())


def generate(path):
    rows = rows_of(path)
    out = ["/* Made from providers.tsv. */", '#include "parsers/etl/provider_table.h"', "",
           "const struct etl_provider_row etl_provider_rows[] = {"]
    for key, name in rows:
        values = ", ".join(f"0x{byte:02X}" for byte in key)
        out.append(f"    {{{{{{{values}}}}}, {table_rows.view(name)}}},")
    return "\n".join(out + ["};", f"const size_t etl_provider_row_count = {len(rows)};", ""])


if __name__ == "__main__":
    sys.exit(table_rows.run(sys.argv, "providers.tsv OUT.c", generate))
