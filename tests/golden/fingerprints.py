#!/usr/bin/env python3
"""Fingerprints never change within version 1: those that were found once are found again.

usage: fingerprints.py WMILOG [--update]

fingerprints.tsv beside this file holds an input and the fingerprint of a group in it, one a line:
of the files of samples/, and of those of shared/corpus, which are left out where it is not beside
the source tree. A fingerprint that is not found any more is a broken promise. One that is new needs
a line: --update adds those, and takes none away.
"""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TABLE = "tests/golden/fingerprints.tsv"
SHARED = os.path.join(ROOT, "..", "shared")
FOLDERS = ("samples", "corpus/evtx", "corpus/evtx-odd", "corpus/xml")
ENDINGS = (".xml", ".evtx")
DAMAGED, NO_EVENTS = 3, 4
TIMEOUT = 60


def path_of(name):
    return os.path.join(SHARED if name.startswith("corpus/") else ROOT, name)


def inputs():
    for top in FOLDERS:
        for folder, folders, names in os.walk(path_of(top)):
            folders.sort()
            inside = os.path.relpath(folder, path_of(top))
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield os.path.normpath(os.path.join(top, inside, name))


def found_in(wmilog, name):
    done = subprocess.run([wmilog, "analyze", "-f", "jsonl", path_of(name)], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False)
    if done.returncode not in (0, DAMAGED, NO_EVENTS):
        sys.exit(f"{name}: exit status {done.returncode}")
    lines = map(json.loads, done.stdout.decode("utf-8").splitlines())
    return {line["fingerprint"] for line in lines if line["type"] == "group"}


def read_table():
    with open(TABLE, encoding="utf-8") as file:
        return {tuple(line.rstrip("\n").split("\t")) for line in list(file)[1:]}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(arguments[0])
    os.chdir(ROOT)
    names = list(inputs())
    found = {(name, fingerprint) for name in names for fingerprint in found_in(wmilog, name)}
    pinned = read_table()
    if "--update" in sys.argv:
        pinned |= found
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write("input\tfingerprint\n")
            file.writelines("\t".join(row) + "\n" for row in sorted(pinned))
    has_corpus = os.path.isdir(path_of("corpus/evtx"))
    expected = {row for row in pinned if has_corpus or not row[0].startswith("corpus/")}
    complaints = [f"{name}: {fingerprint} is not found any more"
                  for name, fingerprint in sorted(expected - found)]
    complaints += [f"{name}: {fingerprint} is not in {TABLE}"
                   for name, fingerprint in sorted(found - expected)]
    for complaint in complaints:
        print(complaint)
    print(f"fingerprints: {len(expected)} of {len(names)} inputs, {len(complaints)} complaints")
    sys.exit(1 if complaints or not expected else 0)


if __name__ == "__main__":
    main()
