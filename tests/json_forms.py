#!/usr/bin/env python3
"""The same events in all forms of JSON and of tools' CSV, field by field as far as they carry them.

Usage: json_forms.py WMILOG
The samples and the truth, which is read here without wmilog, lie beside the project; without them
the test is skipped. json_forms.tsv says what each form lacks.
"""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = os.path.join(HERE, "..", "..", "shared", "forms")
TRUTH = "j05-evtxecmd-fj.json"  # has all seven decimals of the times
COMPANION = "j02-evtx_dump-jsonl.jsonl"
SKIPPED = 77

# Elements of the event's data, by the field of `wmilog events`.
FIELDS = {"Id": "correlation_id", "ClientMachine": "client_machine", "User": "user",
          "ClientProcessId": "client_process_id", "Component": "component",
          "Operation": "operation", "ResultCode": "result_code", "PossibleCause": "possible_cause",
          "ProviderName": "provider_name", "Code": "result_code", "HostProcess": "host_process",
          "ProcessID": "host_process_id", "ProviderPath": "provider_path",
          "Namespace": "namespace", "ESS": "filter", "CONSUMER": "consumer"}
NUMBERS = {"client_process_id", "host_process_id"}


def braces(guid):
    return "{" + guid.strip("{}").upper() + "}"


def field_value(field, text):
    if field in NUMBERS:
        return int(text)
    return f"0x{int(text, 16):08x}" if field == "result_code" else text


def truth_of(system, data):
    truth = {"computer": system["Computer"], "channel": system["Channel"],
             "provider": system["Provider"]["@Name"], "event_id": int(system["EventID"]),
             "version": int(system["Version"]), "level": int(system["Level"]),
             "time": system["TimeCreated"]["@SystemTime"].replace(" ", "T") + "Z",
             "process_id": int(system["Execution"]["@ProcessID"]),
             "thread_id": int(system["Execution"]["@ThreadID"]),
             "user_sid": system["Security"]["@UserID"], "record": int(system["EventRecordID"])}
    if system["Correlation"]:
        truth["activity_id"] = braces(system["Correlation"]["@ActivityID"])
    for element, text in data.items():
        truth[FIELDS[element]] = field_value(FIELDS[element], text)
    return truth


def read_truth():
    events = {}
    with open(os.path.join(FORMS, TRUTH), encoding="utf-8-sig") as file:
        for line in file:
            event = json.loads(line)["Event"]
            (data,) = event["UserData"].values()
            truth = truth_of(event["System"], data)
            events[truth["event_id"]] = truth
    with open(os.path.join(FORMS, COMPANION), encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)["Event"]
            if "EventData" in event:
                data = [{"name": name, "value": value} for name, value in
                        event["EventData"].items() if name != "#attributes"]
                data.sort(key=lambda d: d["name"])
                events[event["System"]["EventID"]["#text"]] = {"data": data}
    return events


def read_table():
    with open(os.path.join(HERE, "json_forms.tsv"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("#")]
    for line in lines[1:]:
        name, events, time, lacks, changed = line.split("\t")
        yield (name, [int(e) for e in events.split()], time,
               set(lacks.split()) - {"-"}, set(changed.split()) - {"-"})


def expected_time(time, digits):
    """What the form can give of a time, one or more."""
    whole, part = time[:-1].split(".")
    if digits == "local":
        hour = int(whole[11:13]) + 1  # the clock of the samples
        return [f"{whole[:11]}{hour:02}{whole[13:]}.0000000"]
    cut = int(part[:int(digits[0])] or 0)
    numbers = [cut, cut - 1] if digits.endswith("-1") else [cut]
    return [f"{whole}.{str(n).zfill(int(digits[0]))[:int(digits[0]) or -1].ljust(7, '0')}Z"
            for n in numbers]


def squeezed(text):
    return "".join(text.split())


def is_same(field, found, expected, changed):
    if field == "level" and "level" in changed and expected == 0:
        return found == 4
    if isinstance(expected, str) and isinstance(found, str):
        if "blanks" in changed:
            return squeezed(found) == squeezed(expected)
        if "tail" in changed:
            return found == expected.rstrip()
    return found == expected


def compare(found, truth, time, lacks, changed):
    """Complaints on one event."""
    identity = found["event_id"]
    lacks = {name.split(":")[-1] for name in lacks
             if ":" not in name or name.startswith(f"{identity}:")}
    expected = {name: value for name, value in truth.items() if name not in lacks}
    for name in ("type", "source", "offset"):
        found.pop(name)
    zone = found.pop("time_zone", None)
    if (zone == "unknown") != (time == "local"):
        yield f"{identity}: time zone {zone}"
    if "level" in lacks and found.pop("level") != 0:
        yield f"{identity}: a level that the form has not"
    times = expected_time(expected.pop("time"), time)
    if found.pop("time") not in times:
        yield f"{identity}: time is not {times}"
    for name in sorted(set(expected) | set(found)):
        if not is_same(name, found.get(name), expected.get(name), changed):
            yield f"{identity}: {name} is {found.get(name)!r}, not {expected.get(name)!r}"


def check_form(wmilog, row, truth):
    name, events, time, lacks, changed = row
    run = subprocess.run([wmilog, "events", os.path.join(FORMS, name)], capture_output=True,
                         text=True, encoding="utf-8", check=False)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0:
        yield f"exit status {run.returncode}: {run.stderr.strip()}"
    # Newest first in some; wmilog gives them by time.
    if sorted(e["event_id"] for e in found) != sorted(events):
        yield f"events {[e['event_id'] for e in found]}, expected {events}"
    for event in found:
        if "data" in event:
            data = sorted(event["data"], key=lambda d: d["name"])
            if data != truth[event["event_id"]]["data"]:
                yield f"{event['event_id']}: data are {data}"
        else:
            yield from compare(event, truth[event["event_id"]], time, lacks, changed)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not os.path.isdir(FORMS):
        print("no samples of the forms beside the project")
        sys.exit(SKIPPED)
    truth = read_truth()
    count = complaints = 0
    for row in read_table():
        count += 1
        for complaint in check_form(os.path.abspath(sys.argv[1]), row, truth):
            complaints += 1
            print(f"{row[0]}: {complaint}")
    print(f"json forms: {count} files, {complaints} complaints")
    sys.exit(1 if complaints or count == 0 else 0)


if __name__ == "__main__":
    main()
