#!/usr/bin/env python3
"""Lines that are dressed in some way, numbered for example, far behind other words, between them,
and behind events in another dress: each event is read as where the file begins with it.

usage: dressed_lines.py WMILOG
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

import more_forms
import text_scenario

WORDS = ("The server was slow again this morning, and nobody could tell why.\n"
         "We started the agent anew, without any effect on what is shown below.\n\n")
# Bytes of other words: behind the first lines, those that are looked at, a block.
LENGTHS = (500, 3000, 12_000, 50_000)
LONG = 300_000
DRESSED = [text_scenario.FORMS[name][0] for name in (
    "objects as texts, message first", "lines with numbers", "lines with a file's name",
    "a comparison", "blank lines between", "all on one line", "a string of a program",
    "details, with blank lines, in a mail", "copied, a row of one cell each")] + [
        more_forms.FORMS[name][0] for name in (
            "lines of a build server", "details on one line", "quoted thrice", "comments")]
PLAIN = (text_scenario.viewer("en", text_scenario.US), text_scenario.wevtutil(),
         text_scenario.format_list(120))
UNKNOWN = {"offset", "source"}


def dresses(text):
    """A text of events as several tools show it."""
    lines = text.replace("\0", "").splitlines()
    yield "".join(f"{number:6}\t{line}\n" for number, line in enumerate(lines, 1))
    yield "".join(f"events.txt:{line}\n" for line in lines)
    yield "".join(f"C:\\a\\events.txt:{number}:{line}\n" for number, line in enumerate(lines, 9))
    for mark in ("+", "-", "< "):
        yield "".join(f"{mark}{line}\n" for line in lines)


def words(length):
    return WORDS * (length // len(WORDS) + 1)


def read(wmilog, path, text, encoding="utf-8"):
    """What the events of the text say, and how many say so."""
    with open(path, "wb") as file:
        file.write(text.encode(encoding))
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=60, check=False)
    events = (json.loads(line) for line in done.stdout.splitlines())
    return collections.Counter(
        tuple((name, " ".join(str(value).split())) for name, value in sorted(event.items())
              if name not in UNKNOWN) for event in events)


def cases(wmilog, path):
    """Texts with the events that they have."""
    alone = [(text, read(wmilog, path, text)) for text in DRESSED]
    for text in PLAIN: # a dress that ends where other lines follow
        wanted = read(wmilog, path, text)
        alone += [(dressed, wanted) for dressed in dresses(text)]
    for number, (text, events) in enumerate(alone):
        yield f"dress {number}", text, events
        for length in LENGTHS:
            yield f"dress {number} behind {length} bytes", words(length) + text, events
        if number < len(DRESSED):
            continue
        other, more = alone[number - 1]
        yield (f"dress {number} behind another one", f"{text}\n\n{words(500)}{other}\n\n"
               f"{words(500)}{PLAIN[0]}", events + more + read(wmilog, path, PLAIN[0]))
        yield (f"dress {number} on either side of words", f"{text}\n\n{words(LONG)}{text}",
               events + events)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    complaints, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        for name, text, events in cases(wmilog, path):
            count += 1
            found = read(wmilog, path, text)
            if found != events or not events:
                complaints.append(f"{name}: {(events - found).total()} of {events.total()} events "
                                  f"are not there: {list(events - found)[:1]} "
                                  f"{list(found - events)[:1]}")
    print("\n".join(complaints + [f"dressed lines: {count} texts, {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
