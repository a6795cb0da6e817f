#!/usr/bin/env python3
"""The program over .evtx files that were changed: cleared, wrapped, doubled, cut, or given along
with their export.

usage: event_logs.py WMILOG

The logs are made of samples/evtx/operational.evtx. With shared/corpus beside the source tree,
records of a real log are recovered too.
"""
import json
import os
import shutil
import re
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLE = os.path.join(ROOT, "samples", "evtx", "operational.evtx")
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")
HEADER, CHUNK = 4096, 65536
OK, DAMAGED, NO_EVENTS = 0, 3, 4


def with_checksums(chunk):
    """The chunk with right checksums."""
    chunk = bytearray(chunk)
    free = struct.unpack_from("<I", chunk, 0x30)[0]
    struct.pack_into("<I", chunk, 0x34, zlib.crc32(chunk[512:free]))
    struct.pack_into("<I", chunk, 0x7C, zlib.crc32(chunk[0x80:512], zlib.crc32(chunk[:0x78])))
    return bytes(chunk)


def cleared(chunk):
    """The chunk as after the log was cleared: without live records."""
    chunk = bytearray(chunk)
    struct.pack_into("<QQQQ", chunk, 8, 1, 0, 1, 0)
    struct.pack_into("<II", chunk, 0x2C, 0, 512)
    return with_checksums(chunk)


def counting(head, chunks):
    """The file's header with another count of chunks."""
    head = bytearray(head)
    struct.pack_into("<H", head, 0x2A, chunks)
    struct.pack_into("<I", head, 0x7C, zlib.crc32(head[:0x78]))
    return bytes(head)


class Checks:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder, self.complaints, self.count = wmilog, folder, [], 0
        with open(SAMPLE, "rb") as file:
            self.sample = file.read()
        self.head, self.chunk = self.sample[:HEADER], self.sample[HEADER:HEADER + CHUNK]

    def log(self, name, *parts):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(b"".join(parts))
        return path

    def run(self, arguments, status, message=""):
        """Standard output."""
        self.count += 1
        done = subprocess.run([self.wmilog, *arguments], capture_output=True, timeout=60,
                              check=False)
        errors = done.stderr.decode("utf-8", "replace")
        if done.returncode != status:
            self.complaints.append(f"{arguments}: exit status {done.returncode}, not {status}: "
                                   + errors[-300:])
        if message not in errors:
            self.complaints.append(f"{arguments}: no '{message}' in: {errors[-300:]}")
        return done.stdout.decode("utf-8")

    def events(self, arguments, status, message=""):
        """Events without their places, live ones and recovered ones."""
        events = [json.loads(line) for line in
                  self.run(["events", *arguments], status, message).splitlines()]
        for event in events:
            del event["offset"], event["source"]
        live = [event for event in events if not event.pop("recovered", False)]
        return live, events[len(live):]

    def expect(self, what, found, expected):
        if found != expected:
            self.complaints.append(f"{what}: found {str(found)[:300]}, not {str(expected)[:300]}")


def check_recover(checks):
    whole, _ = checks.events([SAMPLE], OK)
    empty = checks.log("cleared.evtx", checks.head, cleared(checks.chunk))
    checks.expect("cleared", checks.events([empty], NO_EVENTS), ([], []))
    text = checks.run(["analyze", empty], NO_EVENTS)
    checks.expect("cleared, analyzed", "failure" in text.split("\n", 1)[0], False)
    live, recovered = checks.events(["--recover", empty], OK, "events recovered")
    checks.expect("recovered", (live, recovered), ([], whole))
    xml = checks.run(["events", "-f", "xml", "--recover", empty], OK, "67 events recovered")
    checks.expect("recovered as XML", xml.count("<!-- recovered --><Event "), 67)
    checks.expect("recovered as XML, live", xml.count("\n<Event "), 0)
    # What is live already is not recovered, whether it stands before or behind.
    for name, chunks in (("before", (checks.chunk, cleared(checks.chunk))),
                         ("behind", (cleared(checks.chunk), checks.chunk))):
        path = checks.log(name + ".evtx", checks.head, *chunks)
        found = checks.events(["--recover", path], OK, "left out: 67 duplicates")
        checks.expect(name, found, (whole, []))
    path = checks.log("twice.evtx", checks.head, cleared(checks.chunk), cleared(checks.chunk))
    checks.expect("twice", checks.events(["--recover", path], OK), ([], whole))
    live, recovered = checks.events(["--recover", "--since", whole[9]["time"], empty], OK)
    checks.expect("recovered since", (live, recovered), ([], whole[9:]))
    checks.expect("nothing to recover", checks.events(["--recover", SAMPLE], OK), (whole, []))


def renumbered(chunk, more):
    """The chunk with other record numbers, as a later one of the same log has."""
    chunk = bytearray(chunk)
    first, last = struct.unpack_from("<QQ", chunk, 8)
    struct.pack_into("<QQQQ", chunk, 8, *[first + more, last + more] * 2)
    at = 512
    while chunk[at:at + 4] == b"**\0\0":
        size, number = struct.unpack_from("<IQ", chunk, at + 4)
        struct.pack_into("<Q", chunk, at + 8, number + more)
        at += size
    return with_checksums(chunk)


def check_gaps(checks):
    """Records that were between two that are left: a hole of zeros, and a log without them."""
    count = 67
    lost = 2 * count
    parts = [renumbered(checks.chunk, i * count) for i in range(4)]
    hole = bytes(CHUNK)
    for name, chunks, expected in (("whole", parts, []),
                                   ("hole", [parts[0], hole, hole, parts[3]], [lost]),
                                   ("left out", [parts[0], parts[3]], [lost]),
                                   ("wrapped", [*parts[2:], *parts[:2]], []),
                                   ("two logs", [*parts[:2], *parts[:2]], [])):
        path = checks.log("gaps.evtx", checks.head, *chunks)
        source = json.loads(checks.run(["analyze", "-f", "json", path], OK))["sources"][0]
        checks.expect(f"gaps, {name}", [g["records"] for g in source.get("gaps", [])], expected)
        checks.expect(f"covered, {name}", len(source.get("covered", [])),
                      len(expected) + (len(expected) > 0))
        text = checks.run(["analyze", path], OK)
        checks.expect(f"gaps, {name}, told", f"{lost} records are missing" in text,
                      len(expected) > 0)


def check_together(checks):
    """A log and its export in one run: each record is one event."""
    export = os.path.join(checks.folder, "export.xml")
    checks.run(["convert", "-o", export, SAMPLE], OK)
    copy = os.path.join(checks.folder, "copy.evtx")
    shutil.copyfile(SAMPLE, copy)
    alone = json.loads(checks.run(["analyze", "-f", "json", SAMPLE], OK))
    for inputs in ([SAMPLE, export], [export, SAMPLE], [SAMPLE, copy]):
        both = json.loads(checks.run(["analyze", "-f", "json", *inputs], OK))
        checks.expect("failures of both", len(both["failures"]), len(alone["failures"]))
        checks.expect("groups of both", [(g["fingerprint"], g["count"]) for g in both["groups"]],
                      [(g["fingerprint"], g["count"]) for g in alone["groups"]])
        # All 67 records are of WMI-Activity or of use to it.
        checks.expect("duplicates", sum(s.get("duplicates", 0) for s in both["sources"]), 67)


def check_damage(checks):
    """Damage of the file as a whole: what is intact is read all the same."""
    whole, _ = checks.events([SAMPLE], OK)
    cases = [
        ("no header", (bytes(HEADER), checks.chunk), OK, "file header is damaged"),
        ("dirty", (checks.head[:0x78] + b"\1" + checks.head[0x79:], checks.chunk), OK, ""),
        ("no magic", (checks.head, b"\0" * 8 + checks.chunk[8:]), OK, "signature is damaged"),
        ("empty slots", (counting(checks.head, 1), checks.chunk, bytes(2 * CHUNK)), OK, ""),
        ("lost chunks", (counting(checks.head, 2), checks.chunk, bytes(CHUNK)), DAMAGED, "zeros"),
        ("lost first", (counting(checks.head, 4), bytes(3 * CHUNK), checks.chunk), DAMAGED,
         "byte 4096: zeros stand where the file's header counts a chunk"),
        ("no count", (counting(checks.head, 0), bytes(3 * CHUNK), checks.chunk), OK, ""),
        ("half a slot", (checks.head, checks.chunk, bytes(CHUNK // 2)), OK, ""),
        ("wrong checksum", (checks.head, checks.chunk[:0x34] + bytes(4) + checks.chunk[0x38:]), OK,
         "checksum"),
    ]
    for name, parts, status, message in cases:
        path = checks.log(name.replace(" ", "-") + ".evtx", *parts)
        checks.expect(name, checks.events([path], status, message), (whole, []))
    checks.run(["analyze", "--strict", checks.log("strict.evtx", *cases[-1][1])], DAMAGED)
    path = checks.log("half.evtx", checks.head, checks.chunk[:CHUNK // 2])
    live, _ = checks.events([path], DAMAGED, "the file ends in this chunk")
    checks.expect("half a chunk", live, whole[:len(live)])


def check_joined(checks):
    """A log behind another one, or behind what is left of one: its chunks stand anywhere. Both are
    the same here, so that each event is told to be there twice."""
    first = second = checks.chunk
    expected = checks.events([SAMPLE], OK)[0]
    begins = "another event log begins here"
    for name, parts, status, message in (
            ("whole", (checks.head, first, checks.head, second), OK, begins),
            ("with a slot", (checks.head, first, bytes(CHUNK), checks.head, second), OK, begins),
            ("off the grid", (checks.head, first, bytes(1001), checks.head, second), OK, begins),
            ("in a slot", (checks.head, first[:-1], checks.head, second), OK, begins),
            ("split signature", (checks.head, first, bytes(CHUNK - 3), second), OK, ""),
            ("without a head", (first, b"x" * 5000, second), DAMAGED, "(5000 bytes)"),
            ("behind remains", (checks.head, b"x" * 777, first, b"y" * 70000, second), DAMAGED,
             "neither a chunk nor records")):
        path = checks.log("joined.evtx", *parts)
        for jobs in ("1", "8"):
            events, _ = checks.events(["-j", jobs, path], status, message)
            checks.expect(f"joined, {name}", events, expected)
        report = json.loads(checks.run(["analyze", "-f", "json", path], status))
        checks.expect(f"joined, {name}, twice", report["sources"][0]["duplicates"], 67)


def check_corpus(checks):
    """The chunk that holds the last live records also holds copies of those of the chunk before,
    whose template was written over: without that chunk they are what is left of them."""
    real = os.path.join(CORPUS, "evtx", "win10-19043.evtx")
    if not os.path.exists(real):
        print("event logs: shared/corpus is not beside the source tree: left out")
        return
    with open(real, "rb") as file:
        log = file.read()
    whole, recovered = checks.events(["--recover", real], OK, "left out: 59 duplicates")
    checks.expect("real log", len(recovered), 0)
    start = HEADER + 2 * CHUNK
    path = checks.log("lost-chunk.evtx", log[:start], bytes(CHUNK), log[start + CHUNK:])
    live, recovered = checks.events(["--recover", path], DAMAGED, "59 events recovered")
    expected = [event for event in whole if 172 <= event["record"] <= 230]
    checks.expect("live with a chunk lost", len(live), len(whole) - 88)
    checks.expect("recovered of a chunk lost", recovered, expected)
    texts = re.findall(r"<!-- recovered -->(<Event .*?</Event>)",
                       checks.run(["events", "-f", "xml", "--recover", path], DAMAGED), re.DOTALL)
    whole = checks.run(["events", "-f", "xml", real], OK)
    checks.expect("recovered as XML of a chunk lost",
                  (len(texts), [text for text in texts if text not in whole]), (59, []))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        for check in (check_recover, check_gaps, check_together, check_damage, check_joined,
                      check_corpus):
            check(checks)
    for complaint in checks.complaints:
        print(complaint)
    print(f"event logs: {checks.count} runs, {len(checks.complaints)} complaints")
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
