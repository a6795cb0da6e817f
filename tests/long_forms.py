#!/usr/bin/env python3
"""Each form of JSON and of tools' tables, and the main ones of text, in a file that is longer than
one record may be: no event is lost where blocks of it meet, or that it is not read to its end is
told.

usage: long_forms.py WMILOG
"""
import copy
import os
import subprocess
import sys
import tempfile

import json_collectors
import json_scenario
import text_scenario

ENOUGH = 1_700_000  # bytes: a block and the longest record, and more
# One record with all events in it is read up to a megabyte.
LIMITED = {"a table with its columns", "a table with its columns, Kusto"}


def repeated(events, times):
    """The failures of the scenario again and again, with a number for each."""
    found = []
    for number in range(times):
        for event in events:
            again = copy.copy(event)
            again.record = 1000 + number * len(events) + event.record
            found.append(again)
    return found


def check(wmilog, path, name, write, events):
    times = ENOUGH // len(write(events).encode()) + 2
    many = repeated(events, times)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(write(many))
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=120, check=False)
    found = done.stdout.count(b"\n")
    if name in LIMITED:
        return [] if done.returncode == 3 and b"too large" in done.stderr else [
            f"{name}: exit status {done.returncode}, {found} events: {done.stderr[:200]}"]
    if found != len(many) or done.returncode != 0:
        return [f"{name}: exit status {done.returncode}, {found} events of {len(many)}: "
                f"{done.stderr[:300]}"]
    return []


def text_forms():
    """Name and bytes of each form of text, with its events in a series of seconds."""
    text = text_scenario
    text.EVENTS = text.EVENTS * 500
    text.clock = lambda index: (1 + index // 3600, index // 60 % 60, index % 60)
    yield "copied", text.viewer("en", text.US).encode()
    yield "wevtutil", text.wevtutil().encode()
    yield "csv", text.viewer_csv(text.HEAD, text.US).encode()
    yield "tabs", text.viewer_csv(text.HEAD, text.US, "\t").encode("utf-16")
    yield "Export-Csv", text.export_csv(text.US).encode()
    yield "Export-Csv with semicolons", text.export_csv(text.GERMAN, ";").encode("utf-16")
    yield "Splunk", text.splunk().encode()


def check_text(wmilog, path, name, data):
    with open(path, "wb") as file:
        file.write(data)
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=120, check=False)
    found = (done.stdout.count(b"\n"), done.stdout.count(b'"result_code"'))
    wanted = (len(text_scenario.EVENTS),
              sum("result_code" in event for event in text_scenario.EVENTS))
    return [] if found == wanted and done.returncode == 0 else [
        f"{name}: exit status {done.returncode}, {found} events and codes of {wanted}: "
        f"{done.stderr[:200]}"]


def check_other_bytes(wmilog, path, event):
    """Bytes that are too many for an event, and are none, are told; where they have words of events
    the log was not read to its end."""
    complaints = []
    for word, status in (("x", 0), ("ResultCode = ", 3)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(event.xml() + word * (2 * ENOUGH // len(word)) + event.xml())
        done = subprocess.run([wmilog, "analyze", "-f", "json", path], capture_output=True,
                              timeout=120, check=False)
        if done.returncode != status or b"part of no event" not in done.stdout:
            complaints.append(f"{word}: exit status {done.returncode}: {done.stderr[:200]}")
    return complaints


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    events = [json_scenario.Event(number, event)
              for number, event in enumerate(json_scenario.EVENTS)][:2]
    forms = json_scenario.FORMS + json_collectors.FORMS + json_collectors.FIELDS
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write, _ in forms:
            complaints += check(wmilog, os.path.join(folder, "form"), name, write, events)
        for name, data in text_forms():
            complaints += check_text(wmilog, os.path.join(folder, "form"), name, data)
        complaints += check_other_bytes(wmilog, os.path.join(folder, "form"), events[0])
    print("\n".join(complaints + [f"long forms: {len(forms)}, {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
