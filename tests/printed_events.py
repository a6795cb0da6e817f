#!/usr/bin/env python3
"""What `wmilog events` prints of each sample is read as the same events: WMI-Activity's own, those
that explain them, values that could not be read, and times of clocks that are not known.

usage: printed_events.py WMILOG
"""
import glob
import json
import os
import subprocess
import sys

SAMPLES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "samples")
WHERE = ("source", "offset")


def printed(wmilog, path, given=None):
    """The lines, and the events of them without their places, in no order."""
    done = subprocess.run([wmilog, "events", path], input=given, capture_output=True, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kept = [{key: value for key, value in e.items() if key not in WHERE} for e in events]
    return done.stdout, sorted(json.dumps(e, sort_keys=True) for e in kept)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    kinds = ("*.xml", "*/*.xml", "evtx/*.evtx", "etl/*.etl", "text/*", "json/*")
    paths = sorted(path for kind in kinds for path in glob.glob(os.path.join(SAMPLES, kind)))
    count, wrong = 0, 0
    for path in paths:
        lines, events = printed(wmilog, path)
        _, again = printed(wmilog, "-", lines)
        count += len(events)
        if events != again:
            wrong += 1
            print(f"{os.path.relpath(path, SAMPLES)}: other events than those that were printed:",
                  *sorted(set(events) ^ set(again))[:2], sep="\n  ")
    print(f"printed events: {len(paths)} samples, {count} events, {wrong} samples wrong")
    sys.exit(1 if wrong or count == 0 else 0)


if __name__ == "__main__":
    main()
