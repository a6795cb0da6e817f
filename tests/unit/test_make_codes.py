#!/usr/bin/env python3
"""Checks that the generator of the code tables accepts good tables and refuses bad ones.

usage: test_make_codes.py path/to/make_codes.py
"""
import pathlib
import subprocess
import sys
import tempfile

CODES = """code|symbol|facility|severity|meaning|source
00000000|WBEM_S_NO_ERROR|NULL/WBEM|success|Done.|a.h
80041003|WBEM_E_ACCESS_DENIED|ITF/WBEM|error|Say "no"??/ caf\u00e9 \\ 1.|a.h
80070005|HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)|WIN32|error|Denied.|a.h
80070005|E_ACCESSDENIED|WIN32|error|Denied.|a.h
""".replace("|", "\t")
ALIASES = """code|alias|api|header_symbol|note
80041003|wbemErrAccessDenied|scripting|WBEM_E_ACCESS_DENIED|
""".replace("|", "\t")
DENIED = "80041003\tWBEM_E_ACCESS_DENIED\tITF/WBEM\terror"
ALIAS = "80041003\twbemErrAccessDenied\tscripting\tWBEM_E_ACCESS_DENIED\t\n"

# What is wrong, the table it is in, the text replaced, its replacement, a part of the message.
BAD = [
    ("duplicate row", "codes", "E_ACCESSDENIED", "HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)",
     "codes.tsv:5: duplicate 80070005"),
    ("missing column", "codes", "\tDone.", "", "codes.tsv:2: 5 columns, expected 6"),
    ("extra column", "codes", "Done.", "Done.\tx", "7 columns"),
    ("lower case code", "codes", "80041003", "8004100a", "expected 8 upper case hex digits"),
    ("short code", "codes", "80041003", "8004100", "expected 8 upper case hex digits"),
    ("bad symbol", "codes", "E_ACCESSDENIED", "E ACCESSDENIED", "malformed symbol"),
    ("empty symbol", "codes", "\tE_ACCESSDENIED", "\t", "malformed symbol"),
    ("unknown facility", "codes", "ITF/WBEM\t", "ITF/WMI\t", "unknown facility 'ITF/WMI'"),
    ("foreign facility", "codes", "ITF/WBEM\t", "SSPI\t", "is not of facility 'SSPI'"),
    ("unknown severity", "codes", DENIED, DENIED.replace("error", "bad"), "unknown severity 'bad'"),
    ("success with bit 31", "codes", DENIED, DENIED.replace("error", "success"), "bit 31"),
    ("empty meaning", "codes", "Done.", "", "is empty"),
    ("blanks", "codes", "Done.", "Done. ", "blanks around 'meaning'"),
    ("carriage return", "codes", "Done.\ta.h\n", "Done.\ta.h\r\n", "blanks around 'source'"),
    ("control character", "codes", "Done.", "Do\x07ne.", "control character"),
    ("empty line", "codes", "a.h\n80041003", "a.h\n\n80041003", "codes.tsv:3: 1 columns"),
    ("bad header", "codes", "severity", "level", "codes.tsv:1: expected the columns"),
    ("last line cut", "aliases", "WBEM_E_ACCESS_DENIED\t\n", "WBEM_E_ACCESS_DENIED\t", "no end"),
    ("no rows", "aliases", ALIAS, "", "no rows"),
    ("alias of nothing", "aliases", "80041003", "80041004", "alias of the unknown code 80041004"),
    ("alias of another symbol", "aliases", "WBEM_E_ACCESS_DENIED", "WBEM_E_FAILED",
     "'WBEM_E_FAILED' is not a symbol of 80041003"),
    ("duplicate alias", "aliases", ALIAS, ALIAS * 2, "duplicate 80041003 wbemErrAccessDenied"),
    ("one name, two values", "aliases", "wbemErrAccessDenied", "e_accessdenied",
     "names both 80070005 and 80041003"),
]


def generate(script, codes, aliases):
    """Returns exit status, message, and the generated text (None when there is none)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        paths = [root / "codes.tsv", root / "aliases.tsv", root / "out.c"]
        paths[0].write_bytes(codes.encode("utf-8"))
        paths[1].write_bytes(aliases.encode("utf-8"))
        run = subprocess.run([sys.executable, script, *map(str, paths)], stderr=subprocess.PIPE,
                             text=True, check=False)
        text = paths[2].read_text("ascii") if paths[2].exists() else None
    return run.returncode, run.stderr, text


def check_good(script):
    status, message, text = generate(script, CODES, ALIASES)
    assert status == 0, message
    assert text.index('"E_ACCESSDENIED"') < text.index('"HRESULT_FROM_WIN32('), "order"
    assert '"Say \\"no\\"\\?\\?/ caf\\303\\251 \\\\ 1."' in text, "escapes"
    reversed_rows = "".join([CODES.splitlines(True)[0], *reversed(CODES.splitlines(True)[1:])])
    assert generate(script, reversed_rows, ALIASES)[2] == text, "order of rows shows"


def check_bad(script):
    for name, table, old, new, expected in BAD:
        tables = {"codes": CODES, "aliases": ALIASES}
        assert old in tables[table], name
        tables[table] = tables[table].replace(old, new, 1)
        status, message, text = generate(script, **tables)
        assert status == 1 and text is None, f"{name}: accepted"
        assert expected in message, f"{name}: {message}"


if __name__ == "__main__":
    check_good(sys.argv[1])
    check_bad(sys.argv[1])
