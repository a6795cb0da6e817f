#!/usr/bin/env python3
"""Real traces: every event and its time against what another reader found in them.

usage: traces.py WMILOG ETL_PASS

Needs shared/corpus beside the source tree (exit status 77, skipped, without it).
"""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")
SKIPPED, NO_EVENTS = 77, 4
TIME = re.compile(r"SystemTime='([^']*)'")


def output_of(command, expected=(0,)):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in expected:
        sys.exit(f"{command}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


def check_list(etl_pass, trace, truth):
    """The headers of all events, of whichever kind."""
    found = output_of([etl_pass, "list", trace]).splitlines()
    if sorted(found) != sorted(truth):
        missing = sorted(set(truth) - set(found))[:3]
        sys.exit(f"{trace}: {len(found)} events, expected {len(truth)}; not found: {missing}")


def check_report(wmilog, trace, truth):
    """Counts, first and last time; nothing is damaged."""
    report = json.loads(output_of([wmilog, "analyze", "-f", "json", trace], (0, NO_EVENTS)))
    source = report["sources"][0]
    times = [line.split("\t", 1)[0] for line in truth]
    expected = {"format": "etl", "records": len(truth), "events": len(truth), "damaged": 0,
                "first": min(times), "last": max(times)}
    found = {key: source[key] for key in expected}
    if found != expected:
        sys.exit(f"{trace}: {found}, expected {expected}")


def check_order(wmilog, trace, truth):
    """Events with a manifest, as XML, in the order of time."""
    expected = [line.split("\t")[0] for line in truth if line.split("\t")[1].startswith("EVENT")]
    found = TIME.findall(output_of([wmilog, "events", "-f", "xml", trace]))
    if found != sorted(expected):
        sys.exit(f"{trace}: {len(found)} events as XML are not those {len(expected)} in order")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    wmilog, etl_pass = map(os.path.abspath, sys.argv[1:])
    folder = os.path.join(CORPUS, "etl")
    if not os.path.isdir(folder):
        print("shared/corpus/etl is not there: skipped")
        sys.exit(SKIPPED)
    for name in sorted(os.listdir(folder)):
        trace = os.path.join(folder, name)
        with open(os.path.join(CORPUS, "truth", name + ".tsv"), encoding="utf-8") as table:
            truth = table.read().splitlines()
        check_list(etl_pass, trace, truth)
        check_report(wmilog, trace, truth)
        check_order(wmilog, trace, truth)


main()
