#!/usr/bin/env python3
"""A bit that was turned on the way is told, whatever comes out of what is compressed then.

usage: turned_bits.py WMILOG
"""
import bz2
import gzip
import io
import lzma
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile

SAMPLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                      "samples", "remote-access-denied.xml")
TURNS = 24  # of each form


def events(wmilog, path):
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout


def tarred(data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        member = tarfile.TarInfo("wmi.xml")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zipped(data, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("wmi.xml", data)
    return out.getvalue()


def forms():
    with open(SAMPLE, "rb") as file:
        data = file.read()
    yield "one.gz", gzip.compress(data)
    yield "two.gz", gzip.compress(data[:len(data) // 2]) + gzip.compress(data[len(data) // 2:])
    yield "case.tar.gz", gzip.compress(tarred(data))
    yield "one.bz2", bz2.compress(data)
    yield "one.xz", lzma.compress(data)
    yield "case.zip", zipped(data, zipfile.ZIP_DEFLATED)
    yield "stored.zip", zipped(data, zipfile.ZIP_STORED)
    yield "within.zip", zipped(gzip.compress(data), zipfile.ZIP_STORED)


def main():
    wmilog = os.path.abspath(sys.argv[1])
    draw = random.Random(7)
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in forms():
            path = os.path.join(folder, name)
            expected = None
            for turn in range(TURNS + 1):
                turned = bytearray(data)
                if turn > 0:
                    turned[draw.randrange(12, len(data) - 8)] ^= 1 << draw.randrange(8)
                with open(path, "wb") as file:
                    file.write(turned)
                status, found = events(wmilog, path)
                expected = found if turn == 0 else expected
                if turn == 0 and (status != 0 or not found):
                    complaints.append(f"{name}: exit status {status}")
                if status == 0 and found != expected:
                    complaints.append(f"{name}: other events than were packed, and no word of it")
    print("\n".join(complaints + [f"turned bits: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
