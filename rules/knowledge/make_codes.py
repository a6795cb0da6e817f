#!/usr/bin/env python3
"""Turns codes.tsv and aliases.tsv into the sorted tables of codes_table.h.

usage: make_codes.py codes.tsv aliases.tsv OUT.c
"""
import re
import sys

CODE_HEADER = ["code", "symbol", "facility", "severity", "meaning", "source"]
ALIAS_HEADER = ["code", "alias", "api", "header_symbol", "note"]

# Facility -> the high halves its values may have.
FACILITIES = {
    "NULL": {0x8000},
    "NULL/ADSI": {0x8000},
    "NULL/WBEM": {0x0000},
    "RPC": {0x8001},
    "DISPATCH": {0x8002},
    "ITF/COM": {0x8004},
    "ITF/WBEM": {0x8004, 0x0004},
    "ITF/WBEMESS": {0x8004, 0x0004},
    "ITF/WBEMMOF": {0x8004, 0x0004},
    "ITF/WBEMPROV": {0x8004, 0x0004},
    "WIN32": {0x8007},
    "WIN32/RPC": {0x8007},
    "WIN32(raw)": {0x0000},
    "WIN32(raw)/RPC": {0x0000},
    "WINDOWS": {0x8008},
    "SSPI": {0x8009},
    "WINRM": {0x8033},
    "NTSTATUS": {0xC000},
    "NTSTATUS/RPC": {0xC002},
}
SEVERITIES = {"error", "success"}
SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
FROM_WIN32 = re.compile(r"HRESULT_FROM_WIN32\([A-Z_][A-Za-z0-9_]*\)\Z")


class BadRow(Exception):
    pass


def require(condition, path, number, message):
    if not condition:
        raise BadRow(f"{path}:{number}: {message}")


def rows(path, header):
    """Yields (line number, columns) of a table whose first line is `header`."""
    with open(path, encoding="utf-8", newline="\n") as table:
        lines = table.read().split("\n")
    require(lines[-1] == "", path, len(lines), "the last line has no end")
    require(lines[0].split("\t") == header, path, 1, f"expected the header '{' '.join(header)}'")
    for number, line in enumerate(lines[1:-1], 2):
        columns = line.split("\t")
        require(len(columns) == len(header), path, number,
                f"{len(columns)} columns, expected {len(header)}")
        for name, text in zip(header, columns):
            require(text == text.strip(), path, number, f"blanks around '{name}'")
            require(text.isprintable(), path, number, f"control character in '{name}'")
        require(re.match(r"[0-9A-F]{8}\Z", columns[0]), path, number,
                f"code '{columns[0]}', expected 8 upper case hex digits")
        yield number, columns


def preference(facility, symbol):
    if "WBEM" in facility:
        return 0
    return 2 if symbol.startswith("HRESULT_FROM_WIN32(") else 1


def read_codes(path):
    codes, seen = [], set()
    for number, (hex_value, symbol, facility, severity, meaning, source) in rows(path, CODE_HEADER):
        value = int(hex_value, 16)
        require(SYMBOL.match(symbol) or FROM_WIN32.match(symbol), path, number,
                f"malformed symbol '{symbol}'")
        require(facility in FACILITIES, path, number, f"unknown facility '{facility}'")
        require(value >> 16 in FACILITIES[facility], path, number,
                f"{hex_value} is not of facility '{facility}'")
        require(severity in SEVERITIES, path, number, f"unknown severity '{severity}'")
        require(severity == "error" or value < 0x80000000, path, number,
                f"{hex_value} has bit 31 set and is called a success")
        require(meaning and source, path, number, "meaning or source is empty")
        require((value, symbol) not in seen, path, number, f"duplicate {hex_value} {symbol}")
        seen.add((value, symbol))
        codes.append((value, preference(facility, symbol), symbol, facility, severity, meaning,
                      source))
    require(codes, path, 1, "no rows")
    return sorted(codes)


def read_aliases(path, codes):
    symbols = {}
    for code in codes:
        symbols.setdefault(code[0], set()).add(code[2])
    aliases, seen = [], set()
    for number, (hex_value, name, api, header_symbol, note) in rows(path, ALIAS_HEADER):
        value = int(hex_value, 16)
        require(SYMBOL.match(name), path, number, f"malformed alias '{name}'")
        require(api, path, number, "api is empty")
        require(value in symbols, path, number, f"alias of the unknown code {hex_value}")
        require(header_symbol in symbols[value], path, number,
                f"'{header_symbol}' is not a symbol of {hex_value}")
        require((value, name) not in seen, path, number, f"duplicate {hex_value} {name}")
        seen.add((value, name))
        aliases.append((value, name, api, note))
    require(aliases, path, 1, "no rows")
    return sorted(aliases)


def read_names(codes, aliases, path):
    """Every symbol and alias once, by its lower-case form; one name means one value."""
    names = {}
    pairs = [(code[2], code[0]) for code in codes] + [(alias[1], alias[0]) for alias in aliases]
    for name, value in pairs:
        known = names.setdefault(name.lower(), (name, value))
        if known[1] != value:
            raise BadRow(f"{path}: '{name}' names both {known[1]:08X} and {value:08X}")
    return [names[key] for key in sorted(names)]


def quoted(text):
    """`text` as a C literal; the hex-free escapes cannot swallow what follows them."""
    out = []
    for byte in text.encode("utf-8"):
        if byte in b'"\\?':
            out.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F:
            out.append(chr(byte))
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def table(declaration, lines):
    body = "".join(f"    {{{line}}},\n" for line in lines)
    return f"const {declaration}[] = {{\n{body}}};\n"


def generate(codes, aliases, names):
    parts = ["/* Generated by make_codes.py from codes.tsv and aliases.tsv. */\n"
             '#include "rules/knowledge/codes_table.h"\n']
    parts.append(table("struct code code_table", [
        f"0x{value:08X}, {quoted(symbol)}, {quoted(facility)}, "
        f"{'true' if severity == 'error' else 'false'}, {quoted(meaning)}, {quoted(source)}"
        for value, _, symbol, facility, severity, meaning, source in codes]))
    parts.append(f"const size_t code_table_count = {len(codes)};\n")
    parts.append(table("struct code_alias code_alias_table", [
        f"{quoted(name)}, 0x{value:08X}, {quoted(api)}, {quoted(note)}"
        for value, name, api, note in aliases]))
    parts.append(f"const size_t code_alias_table_count = {len(aliases)};\n")
    parts.append(table("struct code_name code_name_table", [
        f"{quoted(name)}, 0x{value:08X}" for name, value in names]))
    parts.append(f"const size_t code_name_table_count = {len(names)};\n")
    return "\n".join(parts)


def main(arguments):
    if len(arguments) != 4:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        codes = read_codes(arguments[1])
        aliases = read_aliases(arguments[2], codes)
        text = generate(codes, aliases, read_names(codes, aliases, arguments[2]))
    except (BadRow, OSError, UnicodeDecodeError) as problem:
        print(f"make_codes.py: {problem}", file=sys.stderr)
        return 1
    with open(arguments[3], "w", encoding="ascii", newline="\n") as out:
        out.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
