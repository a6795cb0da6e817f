#!/usr/bin/env python3
"""Archives that are cut off in their directory, locked or packed in a way that is not known: each
ends with a message that says which.

usage: archive_ends.py WMILOG
"""
import gzip
import io
import os
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
                "its directory is cut off" not in told:
            yield f"a zip archive cut at byte {end} of {len(data)}: {status} {told}"


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


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        tests = archives.Archives(os.path.abspath(sys.argv[1]), folder)
        for check in (cut_directory, unknown_packing):
            complaints += check(tests)
    print("\n".join(complaints + [f"archive ends: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
