#!/usr/bin/env python3
"""Archives that are cut off in their directory, locked or packed in a way that is not known: each
ends with a message that says which.

usage: archive_ends.py WMILOG
"""
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import archives


def cut_directory(tests):
    """Without the directory at its end it gives what it holds, and is told as no whole one."""
    data = archives.zipped(tests.members)
    start = zipfile.ZipFile(io.BytesIO(data)).start_dir
    for end in (start + 50, len(data) - 22, len(data) - 1):
        status, report = archives.analyze(tests.wmilog, tests.write("directory.zip", data[:end]))
        told = report["sources"][0]["error"]["message"]
        if status != 3 or archives.core(report) != tests.expected or \
                "its directory is cut off" not in told or "volumes" not in told:
            yield f"a zip archive cut at byte {end} of {len(data)}: {status} {told}"
        done = subprocess.run([tests.wmilog, "analyze", "-"], input=data[:end],
                              capture_output=True, timeout=60, check=False)
        if done.returncode != 3 or b"its directory is cut off" not in done.stderr:
            yield f"a stream cut at byte {end} of {len(data)}: {done.returncode} {done.stderr}"
    for end in (b"", b"\0" * 100, b"x" * 60000):  # a comment
        whole = data[:-2] + len(end).to_bytes(2, "little") + end
        done = subprocess.run([tests.wmilog, "analyze", "-"], input=whole, capture_output=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            yield f"a whole stream and {len(end)} bytes: {done.returncode} {done.stderr}"


def volumes(tests):
    """The first of several volumes names what to do."""
    done = subprocess.run([tests.wmilog, "analyze", "-"], capture_output=True, timeout=60,
                          input=b"PK\x07\x08" + archives.zipped(tests.members), check=False)
    if done.returncode != 3 or b"first volume of a split zip archive" not in done.stderr:
        yield f"a first volume: {done.returncode} {done.stderr}"


def unknown_packing(tests):
    """What is locked or packed in another way is not told as damaged."""
    data = bytearray(archives.zipped([("wmi.xml", tests.xml)]))
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + place] = 9  # Deflate64, as Explorer packs large files
    status, report = archives.analyze(tests.wmilog, tests.write("deflate64.zip", bytes(data)))
    told = report["sources"][0]["problems"][0]["message"]
    if status != 3 or not told.startswith("wmi.xml: packed in a way that is not known"):
        yield f"Deflate64: {status} {told}"
    bomb = gzip.compress(b"<Events>" + b" " * (300 << 20))
    status, report = archives.analyze(tests.wmilog, tests.write("bomb.xml.gz", bomb))
    told = report["sources"][0]["error"]["message"]
    if status != 3 or not told.startswith("more than"):
        yield f"a bomb of a single file: {status} {told}"


def behind_bomb(tests):
    """What stands behind a member that is a bomb is read."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.xml", b"<Events>" + b" " * (200 << 20))
        archive.writestr("logs/operational.evtx", tests.evtx)
    status, report = archives.analyze(tests.wmilog, tests.write("bomb.zip", data.getvalue()))
    is_read = any(source["path"].endswith("operational.evtx") and source["wmi_events"] > 0
                  for source in report["sources"])
    if status != 3 or report["sources"][0]["unread_members"] != 1 or not is_read:
        yield f"behind a bomb: {status} {report['sources'][:3]}"


def cut_cabinet(tests):
    """A cut cabinet is told in plain words."""
    with open(os.path.join(archives.ROOT, "samples", "archives", "case.cab"), "rb") as file:
        data = file.read()
    for step in range(1, 16):
        path = tests.write("cut.cab", data[:len(data) * step // 16])
        status, report = archives.analyze(tests.wmilog, path)
        if status != 3 or "sparse" in json.dumps(report):
            yield f"a cabinet cut at {step}/16: {status} {report['sources'][0]}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        tests = archives.Archives(os.path.abspath(sys.argv[1]), folder)
        for check in (cut_directory, volumes, behind_bomb, cut_cabinet, unknown_packing):
            complaints += check(tests)
    print("\n".join(complaints + [f"archive ends: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
