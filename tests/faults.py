#!/usr/bin/env python3
"""Inputs that were read wrongly once, and what is right: only where they are at hand, outside of
the project."""

import json
import os
import subprocess
import sys

FAULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "faults")
SKIPPED = 77

# file, events, exit status of `analyze --strict`, words that standard error has
CASES = [
    ("namespace-prefix.xml", 2, 0, ""),
    ("comment-names-event.xml", 2, 0, ""),
    ("raw-less-than.xml", 2, 3, "'<' without meaning"),
    ("utf8-then-utf16.xml", 3, 0, ""),
    ("5858-without-data.xml", 1, 3, "only in its message, which was read"),
    ("unreadable-time.xml", 3, 3, "its time cannot be read: '4/11/2025 9:02:40 AM'"),
    ("bare-hex-code.xml", 1, 0, ""),
    ("unreadable-code.xml", 4, 3, "of event 5858 cannot be read: 'access denied'"),
    ("size-copy-lost.evtx", 3, 3, "the copy of the size of record"),
    ("dirty-stale-chunk-header.evtx", 2, 3, "3 records follow that the chunk's header does not"),
    ("cut-rendering-info.xml", 2, 3, "cut off behind its data"),
]


def check(wmilog, name, events, status, words):
    path = os.path.join(FAULTS, name)
    listed = subprocess.run([wmilog, "events", path], capture_output=True, check=False)
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    count = sum(1 for one in found if one["type"] == "event")
    judged = subprocess.run([wmilog, "analyze", "--strict", path], capture_output=True,
                            check=False)
    said = listed.stderr.decode("utf-8", "replace")
    if (count, judged.returncode, words in said) == (events, status, True):
        return True
    print(f"{name}: {count} events instead of {events}, exit status {judged.returncode} instead "
          f"of {status}, said: {said!r}")
    return False


def main():
    if not os.path.isdir(FAULTS):
        return SKIPPED
    wmilog = os.path.abspath(sys.argv[1])
    results = [check(wmilog, *case) for case in CASES]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
