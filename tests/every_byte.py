#!/usr/bin/env python3
"""Every prefix of three samples, and every single-byte corruption of one: the program neither
crashes nor hangs nor makes a sanitizer speak, and its exit status is one of the table.

usage: every_byte.py WMILOG

WMILOG_STRIDE=N in the environment takes every Nth of these files only, for slow builds.
"""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PREFIXES = ("clear-eventlog-denied.xml", "connect-wmi-access-denied.xml", "nsconnect-5858.xml")
CORRUPTED = "clear-eventlog-denied.xml"
EXPECTED = (0, 3, 4)  # read whole, damaged, no event
AT_ONCE = 32  # files of one run: most of the time goes into starting
TIMEOUT = 60
REPORTS = (b"Sanitizer", b"runtime error:", b"Assertion")


def sample(name):
    with open(os.path.join(ROOT, "samples", name), "rb") as file:
        return file.read()


def variants():
    """Yields a name and bytes for each run."""
    for name in PREFIXES:
        data = sample(name)
        for length in range(len(data) + 1):
            yield f"{name}, first {length} bytes", data[:length]
    data = sample(CORRUPTED)
    for place, byte in enumerate(data):
        # One other value each, never the same: over the file all kinds of values are met.
        other = byte ^ (1 << place % 8)
        yield f"{CORRUPTED}, byte {place} = {other:#04x}", data[:place] + bytes([other]) + data[
            place + 1:]


def complaint_of(program, paths):
    """What is wrong with a run over these files, or None."""
    try:
        done = subprocess.run([program, "analyze", "-j", "1", "-f", "jsonl", *paths],
                              capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"no end after {TIMEOUT} s"
    if done.returncode not in EXPECTED:
        return f"exit status {done.returncode}: {done.stderr[-300:]}"
    if any(report in done.stderr for report in REPORTS):
        return f"{done.stderr[-2000:]}"
    if not done.stdout.endswith(b"}\n"):
        return "the report is not whole"
    sources = done.stdout.count(b'{"type":"source",')
    if sources != len(paths):
        return f"{sources} sources of {len(paths)}"
    return None


def check(program, folder, number, cases):
    """Complaints. A run with many files is judged as one; only one that is wrong is taken apart."""
    paths = []
    for place, (_, data) in enumerate(cases):
        paths.append(os.path.join(folder, f"{number}-{place}.xml"))
        with open(paths[-1], "wb") as file:
            file.write(data)
    whole = complaint_of(program, paths)
    complaints = []
    if whole:
        alone = [(name, complaint_of(program, [path])) for (name, _), path in zip(cases, paths)]
        complaints = [f"{name}: {what}" for name, what in alone if what]
        complaints = complaints or [f"from {cases[0][0]} to {cases[-1][0]}: {whole}"]
    for path in paths:
        os.unlink(path)
    return complaints


def main():
    program = os.path.abspath(sys.argv[1])
    cases = list(variants())[::int(os.environ.get("WMILOG_STRIDE", "1"))]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        batches = [cases[at:at + AT_ONCE] for at in range(0, len(cases), AT_ONCE)]
        results = pool.map(lambda item: check(program, folder, *item), enumerate(batches))
        complaints = [complaint for batch in results for complaint in batch]
    for complaint in complaints[:20]:
        print(complaint)
    print(f"every byte: {len(cases)} files, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
