#!/usr/bin/env python3
"""Each form of JSON and of tools' tables, and the main ones of text, in a file that is longer than
one record may be: no event is lost where blocks of it meet, or that it is not read to its end is
told.

usage: long_forms.py WMILOG
"""
import collections
import copy
import importlib
import json
import os
import subprocess
import sys
import tempfile

import json_collectors
import json_scenario
import more_forms
import text_scenario

ENOUGH = 1_700_000  # bytes: a block and the longest record, and more
# One record with all events in it is read up to a megabyte.
LIMITED = {"a table with its columns", "a table with its columns, Kusto"}

# And so are texts that are one record, or one line that is more.
TOLD = {"more_forms: " + name for name in (
    "in SOAP: escaped", *(f"properties beside events, {mark!r}" for mark in ",;\t"),
    *(f"rows of a query: {name}" for name in (
        "schema", "meta", "split", "columns", "lists", "numbered")))}


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


def text_forms(module, times):
    """The forms of a scenario that is repeated, those where it is not, and what they lack."""
    os.environ["SCENARIO_TIMES"] = "1"
    once = importlib.reload(module).FORMS
    os.environ["SCENARIO_TIMES"] = str(times)
    often = importlib.reload(module).FORMS
    for name, form in once.items():
        encoding = form[1] if len(form) == 3 else "utf-8"
        yield name, form[0].encode(encoding), often[name][0].encode(encoding), form[-1]


def read(wmilog, path, data, lacks):
    """Events by what they say, how many of each there are, and the exit status."""
    with open(path, "wb") as file:
        file.write(data)
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=120, check=False)
    events = map(json.loads, done.stdout.splitlines())
    names = {"event_id", "operation", "query", "provider_path", "result_code", "user", "computer",
             "possible_cause", "client_process_id"} - set(lacks.split())
    return collections.Counter(tuple(" ".join(str(event.get(name)).split()) for name in names) +
                               ("time" in event,) for event in events), done


def check_text(wmilog, path, module, times):
    """Each event of a long text, as that of a short one, or exit status 3."""
    for name, once, often, lacks in text_forms(module, times):
        wanted, short = read(wmilog, path, once, lacks)
        found, done = read(wmilog, path, often, lacks)
        is_told = module.__name__ + ": " + name in TOLD and done.returncode == 3
        if not is_told and (found != {key: count * times for key, count in wanted.items()} or
                            done.returncode != short.returncode):
            yield (f"{name}: exit status {done.returncode}, {found.total()} events of "
                   f"{wanted.total() * times}: {done.stderr[:200]}")


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
        for module, times in ((text_scenario, 200), (more_forms, 400)):
            complaints += check_text(wmilog, os.path.join(folder, "form"), module, times)
        complaints += check_other_bytes(wmilog, os.path.join(folder, "form"), events[0])
    print("\n".join(complaints + [f"long forms: {len(forms)}, {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
