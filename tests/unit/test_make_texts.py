#!/usr/bin/env python3
"""Checks that the generator of Windows' texts accepts a good table and refuses bad ones.

usage: test_make_texts.py path/to/make_texts.py
"""
import pathlib
import subprocess
import sys
import tempfile

CODES = ("code\tsymbol\tfacility\tseverity\tmeaning\tsource\n"
         "80070005\tE_ACCESSDENIED\tWIN32\terror\tDenied.\ta.h\n")
GOOD = "text\tcode\nthe last\t80070005\nAccess is denied\t80070005\n"
# What is wrong, the text replaced, its replacement, a part of the message.
BAD = [
    ("bad header", "text\t", "words\t", "texts.tsv:1: expected the header"),
    ("last line cut", "Access is denied\t80070005\n", "Access is denied\t80070005", "no end"),
    ("full stop", "denied\t", "denied.\t", "texts.tsv:3: expected a text"),
    ("no code", "denied\t80070005", "denied", "expected a text"),
    ("blanks", "the last\t", "the last \t", "expected a text"),
    ("not ASCII", "denied", "denied\u00e9", "ASCII"),
    ("unknown code", "denied\t80070005", "denied\t80070006", "'80070006' is not a code"),
    ("duplicate", "the last", "access IS denied", "duplicate 'Access is denied'"),
    ("no rows", GOOD[10:], "", "no rows"),
]


def generate(script, texts):
    """Returns exit status, message, and the generated text (None when there is none)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "codes.tsv").write_text(CODES, encoding="utf-8")
        (root / "texts.tsv").write_text(texts, encoding="utf-8")
        out = root / "out.c"
        run = subprocess.run([sys.executable, script, root / "codes.tsv", root / "texts.tsv", out],
                             stderr=subprocess.PIPE, text=True, check=False)
        return run.returncode, run.stderr, out.read_text("ascii") if out.exists() else None


def main():
    script = sys.argv[1]
    failures = 0
    status, message, text = generate(script, GOOD)
    is_good = status == 0 and text and text.index("Access is denied") < text.index("the last")
    if not is_good:
        failures += 1
        print(f"a good table: status {status}, {message}")
    for name, old, new, part in BAD:
        assert old in GOOD, name
        status, message, text = generate(script, GOOD.replace(old, new))
        if status == 0 or part not in message or text is not None:
            failures += 1
            print(f"{name}: status {status}, {message}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
