#!/usr/bin/env python3
"""What is said of inputs that are easily read too fast.

usage: findings.py WMILOG

Reads ../shared/faults; leaves with 77 where it does not exist.
"""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAULTS = os.path.join(os.path.dirname(ROOT), "shared", "faults")


def analyze(wmilog, form, name):
    done = subprocess.run([wmilog, "analyze", "-f", form, os.path.join(FAULTS, name)],
                          capture_output=True, timeout=60, check=False)
    return done.stdout.decode()


def unreadable_codes(wmilog):
    report = json.loads(analyze(wmilog, "json", "unreadable-code.xml"))
    yield "four failures", len(report["failures"]) == 4
    yield "no code", all(f["result"] == {} for f in report["failures"])
    yield "one group", len(report["groups"]) == 1
    yield "no code counted", report["summary"]["by_code"] == {}


def incident_of_another_group(wmilog):
    text = analyze(wmilog, "text", "incident-of-another-group.xml")
    marks = [line.split("; ")[1] for line in text.splitlines() if "; see incident" in line]
    # Incident 1 is of the second group alone, and so told there.
    yield "each group with its own incident", marks == ["see incident 2", "see incident 2"]


def consumer_of_evtxecmd(wmilog):
    consumer, = json.loads(analyze(wmilog, "json", "consumer-of-evtxecmd.xml"))["event_consumers"]
    yield "action", consumer["action"] == "C:\\Tools\\diskalert.cmd"
    yield "query", consumer["query"].startswith("SELECT * FROM __InstanceModificationEvent")
    yield "creator", consumer["creator_sid"] == "S-1-5-32-544"
    yield "all read", "action_unread" not in consumer and "truncated" not in consumer


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    if not os.path.isdir(FAULTS):
        sys.exit(77)
    wmilog = os.path.abspath(sys.argv[1])
    failed = 0
    for look in (unreadable_codes, incident_of_another_group, consumer_of_evtxecmd):
        for what, holds in look(wmilog):
            if not holds:
                print(f"{look.__name__}: {what}: not so")
                failed += 1
    print(f"findings: {failed} complaints")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
