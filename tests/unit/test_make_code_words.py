#!/usr/bin/env python3
"""Checks that the generator of code words accepts a good table and refuses bad ones.

usage: test_make_code_words.py path/to/make_code_words.py
"""
import pathlib
import subprocess
import sys
import tempfile

GOOD = ("# A comment.\ncode\tlanguage\tuse\twords\n80070005\ten\tlog\tthe last\n"
        "80070005\ten\tasked\tAccess is denied\n")
# What is wrong, the text replaced, its replacement, a part of the message.
BAD = [
    ("bad header", "use\t", "for\t", "expected the columns"),
    ("full stop", "denied\n", "denied.\n", "malformed row"),
    ("no words", "\tthe last", "", "3 columns, expected 4"),
    ("blanks", "the last", "the last ", "blanks around 'words'"),
    ("no code", "80070005\ten\tlog", "8007000Z\ten\tlog", "malformed row"),
    ("no language", "en\tlog", "English\tlog", "malformed row"),
    ("no use", "en\tlog", "en\tsaid", "malformed row"),
    ("duplicate", "the last", "access IS denied", "'Access is denied' stands there twice"),
]


def generate(script, words):
    """Returns exit status, message, and the generated text (None when there is none)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "code_words.tsv").write_text(words, encoding="utf-8")
        out = root / "out.c"
        run = subprocess.run([sys.executable, script, root / "code_words.tsv", out],
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
