#!/usr/bin/env python3
"""Tape archives that end where a member does: the empty blocks behind the last one are missing, and
so may be members. All that is there is read, and the end is told.

Usage: tar_end.py WMILOG
"""
import gzip
import io
import os
import sys
import tarfile
import tempfile

from archives import SAMPLE, analyze, tarred

BLOCK = 512


def ends_of(tar):
    """Where each member ends."""
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return [member.offset_data + -(-member.size // BLOCK) * BLOCK
                for member in archive.getmembers()]


def check(wmilog, path, data, is_cut, failures):
    with open(path, "wb") as file:
        file.write(data)
    for given in ([path], ["-"]):
        status, report = analyze(wmilog, *given, data=data if given == ["-"] else None)
        error = (report["sources"][0].get("error") or {}).get("message", "")
        if status != (3 if is_cut else 0) or ("cut off" in error) != is_cut:
            yield f"{os.path.basename(path)} as {given[0]}: exit status {status}, '{error}'"
        if len(report["failures"]) != failures:
            yield f"{os.path.basename(path)}: {len(report['failures'])} failures"


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    with open(SAMPLE, "rb") as file:
        sample = file.read()
    # The last member has an odd length, and the one before fills its blocks.
    full = sample + b"\n" * (-len(sample) % BLOCK)
    tar = tarred([("a.xml", full), ("b.xml", full), ("c.xml", full + b"\n")])
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        failures = len(analyze(wmilog, SAMPLE)[1]["failures"])
        for number, end in enumerate(ends_of(tar)):
            for suffix, pack in ((".tar", bytes), (".tar.gz", gzip.compress)):
                for name, after, is_cut in (("cut", 0, True), ("one", 1, False), ("two", 2, False)):
                    path = os.path.join(folder, f"{name}{number}{suffix}")
                    data = pack(tar[:end] + bytes(after * BLOCK))
                    problems += check(wmilog, path, data, is_cut, failures)
    print("\n".join(problems + [f"tar_end: {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
