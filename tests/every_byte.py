#!/usr/bin/env python3
"""Every prefix of three samples, and every single-byte corruption of one: the program neither
crashes nor hangs nor makes a sanitizer speak, and its exit status is one of the table.

usage: every_byte.py WMILOG

WMILOG_STRIDE=N in the environment takes every Nth of these runs only, for slow builds.
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
TIMEOUT = 20
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


def check(program, folder, number, case):
    """A complaint, or None."""
    name, data = case
    path = os.path.join(folder, f"{number}.xml")
    with open(path, "wb") as file:
        file.write(data)
    try:
        done = subprocess.run([program, "analyze", "-j", "1", "-f", "jsonl", path],
                              capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"{name}: no end after {TIMEOUT} s"
    finally:
        os.unlink(path)
    if done.returncode not in EXPECTED:
        return f"{name}: exit status {done.returncode}: {done.stderr[-300:]}"
    if any(report in done.stderr for report in REPORTS):
        return f"{name}: {done.stderr[-2000:]}"
    if not done.stdout.endswith(b"}\n"):
        return f"{name}: the report is not whole"
    return None


def main():
    program = os.path.abspath(sys.argv[1])
    cases = list(variants())[::int(os.environ.get("WMILOG_STRIDE", "1"))]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda item: check(program, folder, *item), enumerate(cases))
        complaints = [complaint for complaint in results if complaint]
    for complaint in complaints[:20]:
        print(complaint)
    print(f"every byte: {len(cases)} runs, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
