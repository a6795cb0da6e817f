#!/usr/bin/env python3
"""Tables of programs behind each other in one file, each with columns of its own, without and with
lines between: each event has what its own head says, however far before it that stands.

Usage: joined_tables.py WMILOG
"""
import csv
import json
import os
import subprocess
import sys

import more_forms as forms
from more_forms import CHANNEL, PROVIDER, VIEW, failure, rows, xml

LONG = 300_000  # bytes of a table: its head stands in another block than most rows
BETWEEN = ["", "\r\n\r\n", "\r\nand these are of the other machine:\r\n\r\n"]
LACKS = {"no computer": "computer", "no number": "record"}


def event(number):
    """One of many, each with a query of its own."""
    e = failure(10 + number % 50, "HOST-ERLE9", "WALD\\m.tanne", 1000 + number % 700,
                "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT Name, State FROM "
                f"Win32_Service WHERE Name = \"k{number}\" AND X < 5",
                f"0x8004100{number % 4}")
    e.record, e.computer = 400000 + number, f"PC-{number % 7}.wald.example"
    return e


def iso(e):
    """A day of which no order of day and month is in doubt."""
    return f"2026-03-19T14:27:{e.second}"


def us(e):
    return f"3/19/2026 2:27:{e.second} PM"


def german(e):
    return f"19.03.2026 14:27:{e.second}"


def whole(e):
    return xml(e).replace(forms.COMPUTER, e.computer).replace(forms.iso(e), iso(e))


def payload(e):
    return json.dumps({"UserData": {e.wrapper: e.data}})


VALUES = {
    "level": lambda e: "Error", "us": us, "german": german, "none": lambda e: "None",
    "utc": lambda e: iso(e).replace("T", " ") + ".1234567", "z": lambda e: iso(e) + ".123Z",
    "zone": lambda e: iso(e).replace("T", " ") + ".123 +00:00", "id": lambda e: e.id,
    "pc": lambda e: e.computer, "record": lambda e: e.record, "text": lambda e: e.text,
    "log": lambda e: CHANNEL, "source": lambda e: PROVIDER, "pid": lambda e: 1644,
    "tid": lambda e: 5120, "empty": lambda e: "", "user": lambda e: "S-1-5-18", "xml": whole,
    "payload": payload, "details": lambda e: " ¦ ".join(f"{n}: {v}" for n, v in e.data.items()),
    **{name: lambda e, name=name: e.data[name] for name in forms.FAILURES[0].data},
}
VIEWER = "level us source id none text"
# Names of the columns and what stands in them, the separator, and what the form lacks.
TABLES = {
    "Event Viewer": ("Level,Date and Time,Source,Event ID,Task Category", VIEWER, ",",
                     "no computer, no number"),
    "Event Viewer, German": ("Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
                             VIEWER.replace("us", "german"), ",", "no computer, no number"),
    "Event Viewer, more columns": (
        "Keywords,Level,Date and Time,Source,Event ID,Task Category,Process ID,Computer",
        "empty level us source id none pid pc text", ",", "no number"),
    "Event Viewer, tabs": ("Level,Date and Time,Source,Event ID,Task Category", VIEWER, "\t",
                           "no computer, no number"),
    "Export-Csv": ("TimeCreated,Id,LevelDisplayName,Message", "us id level text", ",",
                   "no computer, no number"),
    "Export-Csv, other columns": ("Message,Id,MachineName,TimeCreated", "text id pc us", ",",
                                  "no number"),
    "Export-Csv, semicolons": ("RecordId,TimeCreated,Id,MachineName,Message",
                               "record german id pc text", ";", ""),
    "FullEventLogView": (
        ",".join(VIEW), "german record id level log source text empty empty empty pid tid pc user",
        ",", ""),
    "Log Parser": (",".join(forms.PARSER), "source record utc id level source pc text", ",", ""),
    "EvtxECmd": ("RecordNumber,EventRecordId,TimeCreated,EventId,Provider,Channel,Computer,Payload",
                 "record record utc id source log pc payload", ",", ""),
    "Hayabusa": ("Timestamp,RuleTitle,Level,Computer,Channel,EventID,RecordID,Details",
                 "zone none level pc log id record details", ",", ""),
    "Zircolite": ("rule_title,row_id,Channel,Computer,EventID,EventRecordID,Provider_Name,"
                  "SystemTime," + ",".join(forms.FAILURES[0].data),
                  "none tid log pc id record source z " + " ".join(forms.FAILURES[0].data), ";",
                  ""),
    "Splunk": ("_time,host,EventCode,RecordNumber,Message", "z pc id record text", ",", ""),
    "Graylog": ("timestamp,source,message", "z pc text", ",", "no number"),
    "Kibana": ("@timestamp,winlog.computer_name,winlog.event_id,winlog.record_id,message",
               "z pc id record text", ",", ""),
}


def table(name, first, size):
    """The text of a table from that event on, and its events."""
    head, columns, separator, lacks = TABLES[name]
    makers = [VALUES[column] for column in columns.split()]
    quoting = csv.QUOTE_ALL if name.startswith("Export") else csv.QUOTE_MINIMAL

    def text_of(events):
        return rows(head.split(","), lambda e: [make(e) for make in makers], separator, quoting,
                    events)
    one, two = (len(text_of([event(first + i) for i in range(n)])) for n in (1, 2))
    count = max(2, (size - one) // (two - one))
    events = [event(first + i) for i in range(count)]
    lacking = [LACKS[word] for word in lacks.split(", ") if word]
    return text_of(events), {e.data["Operation"]: (e, lacking) for e in events}


def differences(e, lacking, found):
    wanted = {"event_id": e.id, "computer": e.computer, "record": e.record,
              **{field: value for _, field, value in e.fields}}
    for field, value in wanted.items():
        value = None if field in lacking else value
        if str(found.get(field)).lower() != str(value).lower():
            yield f"{field}: {found.get(field)!r}, expected {value!r}"
    if not found.get("time", "").startswith(iso(e)):
        yield f"time: {found.get('time')!r}, expected {iso(e)!r}"


def check(wmilog, names, size, between):
    texts, wanted = [], {}
    for place, name in enumerate(names):
        text, events = table(name, 10000 * place, size)
        texts.append(text)
        wanted.update(events)
    done = subprocess.run([wmilog, "events", "-"] if size < LONG else [wmilog, "events", PATH],
                          input=write(between.join(texts), size), capture_output=True, timeout=60,
                          check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) != len(wanted) or len({e.get("operation") for e in found}) != len(wanted):
        yield f"{len(found)} events, expected {len(wanted)}: {done.stderr.decode()[:300]}"
        return
    if done.returncode != 0:
        yield done.stderr.decode()[:300]
    for other in found:
        if other["operation"] not in wanted:
            yield f"operation: {other['operation']!r}"
            return
        for problem in differences(*wanted[other["operation"]], other):
            yield problem
            return


def write(text, size):
    """Long texts stand in a file, as only that can be looked back in."""
    if size >= LONG:
        with open(PATH, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return text.encode()


def main(wmilog):
    failed = checks = 0
    wmilog = os.path.abspath(wmilog)
    names = list(TABLES)
    runs = [([first, second], 700, BETWEEN[(i + j) % 3]) for i, first in enumerate(names)
            for j, second in enumerate(names) if i != j]
    runs += [(names, LONG, BETWEEN[0]), (names[::-1], LONG, BETWEEN[1])]
    runs += [([name, names[i - 4]], LONG, BETWEEN[i % 3]) for i, name in enumerate(names)]
    for order, size, between in runs:
        checks += 1
        for problem in check(wmilog, order, size, between):
            print(f"{', then '.join(order)}, {size} bytes each, {between!r} between: {problem}",
                  file=sys.stderr)
            failed += 1
    print(f"joined_tables: {checks} files, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        PATH = os.path.join(folder, "log.csv")
        STATUS = main(sys.argv[1])
    sys.exit(STATUS)
