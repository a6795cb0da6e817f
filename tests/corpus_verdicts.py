#!/usr/bin/env python3
"""What real logs of real machines are told to have: each group's verdict and first cause, which
were reviewed one by one. A change of rules that moves one shows here.

usage: corpus_verdicts.py WMILOG [--update]

Needs shared/corpus beside the source tree (exit status 77, skipped, without it). --update writes
what is found into corpus_verdicts.tsv: read the difference.
"""
import csv
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "..", "shared", "corpus", "evtx")
TABLE = os.path.join(HERE, "corpus_verdicts.tsv")
COLUMNS = ("log", "verdict", "code", "title", "count", "rule", "confidence")
SKIPPED = 77


def groups_of(wmilog, name):
    done = subprocess.run([wmilog, "analyze", "-f", "json", os.path.join(CORPUS, name)],
                          capture_output=True, check=True, timeout=60)
    for group in json.loads(done.stdout)["groups"]:
        cause = group["causes"][0] if group["causes"] else {"rule": "", "confidence": ""}
        yield (name, group["verdict"], group["result"]["code"], group["title"],
               str(group["count"]), cause["rule"], cause["confidence"])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    if not os.path.isdir(CORPUS):
        sys.exit(SKIPPED)
    found = [row for name in sorted(os.listdir(CORPUS)) for row in groups_of(sys.argv[1], name)]
    if sys.argv[2:] == ["--update"]:
        with open(TABLE, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows([COLUMNS, *found])
    with open(TABLE, encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    moved = [f"- {row}" for row in expected if row not in found]
    moved += [f"+ {row}" for row in found if row not in expected]
    print("\n".join(moved))
    print(f"{len(expected)} groups, {len(moved)} complaints")
    sys.exit(1 if moved or not expected else 0)


main()
