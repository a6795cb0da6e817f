#!/usr/bin/env python3
"""A bit that was turned on the way is told, whatever comes out of what is compressed then; and of a
file in several parts, each compressed by itself, those around a damaged one are read.

usage: turned_bits.py WMILOG
"""
import bz2
import gzip
import io
import lzma
import os
import random
import re
import shutil
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


def blocks_of_xz(parts):
    """One stream with a block for each part, if the program is there that makes such."""
    if not shutil.which("xz") or len({len(part) for part in parts}) > 1:
        return None
    return subprocess.run(["xz", "-c", f"--block-size={len(parts[0])}"], input=b"".join(parts),
                          stdout=subprocess.PIPE, check=True).stdout


def compressed_by(program):
    def compress(data):
        return subprocess.run([program, "-q", "-c"], input=data, stdout=subprocess.PIPE,
                              check=True).stdout
    return compress if shutil.which(program) else None


def check_parts(wmilog, folder):
    """What stands before and behind the damage of one part."""
    with open(SAMPLE, encoding="utf-8") as file:
        event = re.search(r"<Event .*?</Event>\n?", file.read(), re.DOTALL).group()
    parts = ["".join(re.sub(r"<EventRecordID>\d+", f"<EventRecordID>{n}", event) + "\n"
                     for n in range(first, first + 100)).encode()
             for first in range(1000, 9000, 1000)]
    forms = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress,
             "zst": compressed_by("zstd"), "lz4": compressed_by("lz4"), "blocks.xz": None}
    for name, compress in forms.items():
        if name == "blocks.xz":
            whole = blocks_of_xz(parts)
            damaged = [whole] if whole else []
            lengths = [len(whole) // len(parts)] * len(parts) if whole else []
        else:
            pieces = [compress(part) for part in parts] if compress else []
            damaged = [b"".join(pieces)] if pieces else []
            lengths = [len(piece) for piece in pieces]
        for data in damaged:
            # What bzip2 makes of the damaged first block looks like no log.
            for which in range(1 if name in ("blocks.xz", "bz2") else 0, len(parts)):
                turned = bytearray(data)
                at = sum(lengths[:which]) + lengths[which] // 2
                turned[at:at + 4] = bytes(byte ^ 0x5A for byte in turned[at:at + 4])
                path = os.path.join(folder, "parts." + name)
                with open(path, "wb") as file:
                    file.write(turned)
                status, found = events(wmilog, path)
                numbers = {int(n) for n in re.findall(rb'"record":(\d+)', found)}
                # What was made of the damaged part and not given is lost with it: 64 KB. So is
                # what stands before xz's index, which counts blocks that were passed over.
                end = 8 if name == "blocks.xz" else 9
                around = {n for n in range(1000, end * 1000) if n % 1000 < 100
                          and abs(n // 1000 - 1 - which) > 1}
                if status != 3 or not around <= numbers:
                    yield (f"{name}, part {which}: exit status {status}, "
                           f"{len(around - numbers)} events around the damage are lost")


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
        complaints += check_parts(wmilog, folder)
    print("\n".join(complaints + [f"turned bits: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
