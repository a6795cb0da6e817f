#!/usr/bin/env python3
"""The text forms of the collection, field by field, and what people pasted, against its truth.

Usage: text_forms.py WMILOG

What each form can hold stands in text_forms.tsv. Ends with 77 where the collection is not there.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = os.path.join(os.path.dirname(HERE), "..", "shared", "forms")

SID = ("\tCreatorSID = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 11, 22, 33, 44, 55, 66, 77, 88, 99, "
       "10, 20, 30, 80, 4, 0, 0};")
MOF = "\n".join((
    "Binding EventFilter: ", "instance of __EventFilter", "{", SID,
    '\tEventNamespace = "root\\\\cimv2";', '\tName = "QuinceDiskWatch";',
    "\tQuery = \"SELECT * FROM __InstanceModificationEvent WITHIN 300 WHERE TargetInstance ISA "
    "'Win32_LogicalDisk' AND TargetInstance.FreeSpace < 1000000\";", '\tQueryLanguage = "WQL";',
    "};", "Perm. Consumer: ", "instance of CommandLineEventConsumer", "{",
    '\tCommandLineTemplate = "C:\\\\Tools\\\\sweep.cmd \\"%TargetInstance.Name%\\"";', SID,
    '\tName = "QuinceSweep";', "};"))
QUERY = ('Start IWbemServices::ExecQuery - root\\MicrosoftDNS : SELECT Name, ZoneType FROM '
         'MicrosoftDNS_Zone WHERE Name = "orchard.example"')
GUID = "{7A3C19E2-5B40-4D0E-9C11-2F6E08B7D4A5}"
COMMON = {"provider": "Microsoft-Windows-WMI-Activity", "computer": "PC-QUINCE07.orchard.example",
          "channel": "Microsoft-Windows-WMI-Activity/Operational"}
FAILURE = {"event_id": 5858, "correlation_id": GUID, "client_machine": "PC-QUINCE07",
           "user": "ORCHARD\\svc-inventory", "client_process_id": 6324, "component": "Unknown",
           "operation": QUERY, "result_code": "0x80041003", "possible_cause": "Unknown",
           "time": "2026-03-09T13:27:44.6183927", "process_id": 1712, "thread_id": 8840,
           "record": 40117, "user_sid": "S-1-5-18", "activity_id": GUID, "level": 2}
EVENTS = {
    "5858": FAILURE,
    "5858b": dict(FAILURE, client_process_id=6400),
    "5857": {"event_id": 5857, "provider_name": "CIMWin32", "result_code": "0x00000000",
             "host_process": "wmiprvse.exe", "host_process_id": 9076,
             "provider_path": "%systemroot%\\system32\\wbem\\cimwin32.dll",
             "time": "2026-03-09T13:27:45.0020004", "process_id": 9076, "thread_id": 9120,
             "record": 40118, "user_sid": "S-1-5-20", "level": 0},
    "5861": {"event_id": 5861, "namespace": "//./root/subscription", "filter": "QuinceDiskWatch",
             "consumer": 'CommandLineEventConsumer="QuinceSweep"', "possible_cause": MOF,
             "time": "2026-03-09T13:28:01.9000000", "process_id": 1712, "thread_id": 2204,
             "record": 40119, "user_sid": "S-1-5-18", "level": 0},
    "11": {"event_id": 11, "correlation_id": GUID, "group_operation_id": 30693,
           "operation_id": 30694, "client_machine": "PC-QUINCE07",
           "user": "ORCHARD\\svc-inventory", "client_process_id": 6324,
           "operation": QUERY.partition(" WHERE")[0],
           "client_created": "2026-03-09T13:26:40.0000000Z",
           "channel": "Microsoft-Windows-WMI-Activity/Trace", "time": "2026-03-09T13:28:05.0000001",
           "process_id": 0xAC0, "thread_id": 0x1F3C, "level": 4},
    "13": {"event_id": 13, "operation_id": 30694, "result_code": "0x80041003",
           "channel": "Microsoft-Windows-WMI-Activity/Trace", "time": "2026-03-09T13:28:05.0150002",
           "process_id": 0xAC0, "thread_id": 0x1F3C, "level": 4},
}
# In another form of the trace.
EVENTS["11w"], EVENTS["13w"] = EVENTS["11"], EVENTS["13"]
EXACT = {"s": 19, "ms": 23, "ns": 27}
BOOKKEEPING = {"type", "source", "offset", "version", "time_zone"}


class Checks:
    def __init__(self):
        self.count = self.failed = 0

    def expect(self, holds, where, message):
        self.count += 1
        if not holds:
            self.failed += 1
            print(f"{where}: {message}", file=sys.stderr)


def read_table(path):
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def events_of(wmilog, path, *options):
    done = subprocess.run([wmilog, "events", *options, path], capture_output=True, timeout=60,
                          check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected_time(event, kind):
    """The time in that form, and the zone's mark; the machine's clock is an hour before UTC."""
    if kind == "none":
        return None, None
    time = event["time"]
    if kind == "utc":
        return time + "Z", None
    hour = f"{int(time[11:13]) + 1:02}"
    exact = EXACT[kind.partition("-")[2]]
    local = (time[:11] + hour + time[13:])[:exact]
    return local + "2026-03-09T00:00:00.0000000"[exact:], "unknown"


def expected_cause(text, kind):
    if kind == "trimmed":
        return "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return " ".join(text.split()) if kind == "flat" else text


def compare(checks, where, row, key, found):
    expected = dict(COMMON, **EVENTS[key])
    lacks = set(row["lacks"].split())
    time, zone = expected_time(expected, row["time"])
    expected["time"] = time
    checks.expect(found.get("time_zone") == zone, where, f"time_zone {found.get('time_zone')}")
    if key == "5861" and row["cause"] == "cut":
        lacks.add("possible_cause")
    elif key == "5861":
        expected["possible_cause"] = expected_cause(expected["possible_cause"], row["cause"])
        if row["cause"] == "flat":
            found["possible_cause"] = " ".join(found.get("possible_cause", "").split())
    for name in sorted(set(expected) | set(found)):
        if name in BOOKKEEPING:
            continue
        is_lacking = name in lacks or f"{name}-{key}" in lacks
        if is_lacking and row["cause"] == "cut":
            value = found.get(name)
            checks.expect(value is None or str(expected.get(name)).startswith(value.rstrip(". ")),
                          where, f"{name}: {value!r} of {expected.get(name)!r}")
            continue
        value = None if is_lacking else expected.get(name)
        checks.expect(found.get(name) == value, where,
                      f"{name}: {found.get(name)!r}, expected {value!r}")


def check_form(checks, wmilog, path, row):
    name = os.path.basename(path)
    found = events_of(wmilog, path)
    keys = row["events"].split()
    checks.expect(len(found) == len(keys), name, f"{len(found)} events, expected {len(keys)}")
    for key in keys:
        event = EVENTS[key]
        alike = [e for e in found if e["event_id"] == event["event_id"]
                 and (key != "5858b" or e.get("client_process_id") == 6400)]
        if key == "5858" and "5858b" in keys:
            alike = [e for e in alike if e.get("client_process_id") != 6400]
        checks.expect(len(alike) == 1, name, f"{len(alike)} events {key}")
        if len(alike) == 1:
            compare(checks, f"{name}: {key}", row, key, alike[0])


def check_pasted(checks, wmilog, row):
    path = os.path.join(FORMS, "pasted", row["file"] + ".txt")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        if file.read(1) == "{":
            return  # JSON
    where = f"pasted/{row['file']}"
    found = events_of(wmilog, path)
    checks.expect(len(found) == int(row["events"]), where,
                  f"{len(found)} events, expected {row['events']}")
    if len(found) != 1 or int(row["events"]) != 1:
        return
    event = found[0]
    pid = event.get("client_process_id", event.get("host_process_id"))
    code = event.get("result_code")
    operation = event.get("operation", "")
    checks.expect(event["event_id"] == int(row["event_id"]), where, f"id {event['event_id']}")
    checks.expect(not row["client_pid"] or pid == int(row["client_pid"]), where, f"pid {pid}")
    if row["result_code"]:
        checks.expect(code is not None and int(code, 16) == int(row["result_code"], 16), where,
                      f"code {code}")
    space = row["namespace"]
    checks.expect(space in operation or space == event.get("namespace"), where,
                  f"namespace {space} in {operation}")
    checks.expect(row["class"] in operation, where, f"class {row['class']} in {operation}")
    time = re.sub(r"(\.\d+)?(Z| local)?$", "", row["time"]).replace(" ", "T")
    checks.expect(event.get("time", "").startswith(time), where, f"time {event.get('time')}")
    is_local = row["time"] != "" and not row["time"].endswith("Z")
    checks.expect((event.get("time_zone") == "unknown") == is_local, where,
                  f"zone of {event.get('time')}")


def main(arguments):
    if not os.path.isdir(FORMS):
        print("the collection of forms is not here")
        return 77
    checks = Checks()
    wmilog = arguments[1]
    files = sorted(os.listdir(FORMS))
    for row in read_table(os.path.join(HERE, "text_forms.tsv")):
        paths = [name for name in files if name.rsplit(".", 1)[0] == row["form"]]
        checks.expect(len(paths) == 1, row["form"], "is not one file")
        for name in paths:
            check_form(checks, wmilog, os.path.join(FORMS, name), row)
    for row in read_table(os.path.join(FORMS, "pasted", "truth.tsv")):
        check_pasted(checks, wmilog, row)
    print(f"text_forms: {checks.count} checks, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
