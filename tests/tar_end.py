#!/usr/bin/env python3
"""The ends of archives. Tape archives may end where a member does: the empty blocks behind the last
one are missing, and so may be members. And more may stand before or behind an archive, as when two
were joined: it is read where it can be, and told where not.

Usage: tar_end.py WMILOG
"""
import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile
import tempfile

from archives import SAMPLE, analyze, tarred, zipped

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


def read_before(name):
    path = os.path.join(os.path.dirname(SAMPLE), "archives", name)
    with open(path, "rb") as file:
        return file.read()


def joined(wmilog, folder, sample, failures):
    """What stands behind an archive, or before a zip archive, whose directory is at its end."""
    other = sample.replace(b"2025-", b"2024-")
    tar, zipped_one = tarred([("a.xml", sample)]), zipped([("a.xml", sample)])
    told = [("7z and XML", read_before("case.7z") + sample, 1, "behind its end"),
            ("cab and XML", read_before("case.cab") + sample, 1, "behind its end"),
            ("two zips", zipped_one + zipped([("b.xml", other)]), failures, "before its start"),
            ("zip and XML", zipped_one + sample, failures, "behind its end"),
            ("two tars", tar + tarred([("b.xml", other)]), 2 * failures, None),
            ("two packed tars", gzip.compress(tar) + gzip.compress(tarred([("b.xml", other)])),
             2 * failures, None)]
    for name, pack in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)):
        told += [(f"two of {name}", pack(sample) + pack(other), 2 * failures, None),
                 (f"{name} and zeros", pack(sample) + bytes(2048), failures, None)]
        if name != "xz":  # libarchive gives nothing of a file whose end it finds damaged
            told += [(f"{name} and XML", pack(sample) + other, failures, "behind its end")]
    told += [(f"{name} and zeros", data + bytes(512), failures, None)
             for name, data in (("zip", zipped_one), ("tar", tar))]
    for name, data, count, words in told:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        for given in ([path], ["-"]):
            status, report = analyze(wmilog, *given, data=data if given == ["-"] else None)
            error = (report["sources"][0].get("error") or {}).get("message", "")
            found = (status, len(report["failures"]), (words or "") in error and bool(words))
            if found != (3 if words else 0, count, bool(words)):
                yield f"{name} as {given[0]}: {found}, '{error}'"


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
        problems += joined(wmilog, folder, sample, failures)
    print("\n".join(problems + [f"tar_end: {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
