#!/usr/bin/env python3
"""The table of causes: each row of tests/knowledge/causes.tsv is a failure with what happened
around it, the rule that explains it, and whether that rule has to come first.

usage: knowledge.py WMILOG [ROW]

Each row becomes a log of a computer of its own; with ROW (a number), the log of that row is
printed. Where the table of known causes stands beside the sources (../shared/facts/causes.tsv),
each row of it has to have one here: of its code, phase, locality and rank.
"""
import csv
import datetime
import html
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = "tests/knowledge/causes.tsv"
COLUMNS = ["code", "phase", "locality", "rank", "rule", "place", "verdict", "sample"]
FAILURE_KEYS = {"code", "operation", "namespace", "user", "client_machine", "client_process_id",
                "component", "possible_cause", "local", "seconds", "repeat", "every", "duration"}
SAMPLE_KEYS = {"failure", "near", "failures", "successes"}
START = datetime.datetime(2025, 3, 4, 12, 0, 0)
ACTIVITY = "Microsoft-Windows-WMI-Activity"
SERVICE = 1692
NO_ID = "{00000000-0000-0000-0000-000000000000}"
FACTS = "../shared/facts/causes.tsv"
NEEDED_ROWS = 80
PLACES = {"first": 1, "among": 3, "listed": 99}  # how many of the causes may stand up to it


def event_xml(number, provider, event_id, computer, seconds, body, process_id=SERVICE):
    time = (START + datetime.timedelta(seconds=seconds)).isoformat(timespec="microseconds")
    channel = "System"
    if provider == ACTIVITY:
        kind = "Trace" if event_id < 1000 else "Operational"
        channel = f"{ACTIVITY}/{kind}"
    return (f'<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
            f'<Provider Name="{provider}"/><EventID>{event_id}</EventID><Version>0</Version>'
            f'<Level>2</Level><TimeCreated SystemTime="{time}Z"/>'
            f'<EventRecordID>{number}</EventRecordID><Correlation/>'
            f'<Execution ProcessID="{process_id}" ThreadID="8"/><Channel>{channel}</Channel>'
            f'<Computer>{computer}</Computer><Security UserID="S-1-5-18"/></System>'
            f'{body}</Event>')


def fields_xml(wrapper, fields):
    inner = "".join(f"<{name}>{html.escape(str(value))}</{name}>" for name, value in fields)
    return (f'<UserData><{wrapper} xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">'
            f"{inner}</{wrapper}></UserData>")


def data_xml(data):
    if isinstance(data, dict):
        inner = "".join(f'<Data Name="{name}">{html.escape(str(value))}</Data>'
                        for name, value in data.items())
    else:
        inner = "".join(f"<Data>{html.escape(str(value))}</Data>" for value in data or [])
    return f"<EventData>{inner}</EventData>"


class Log:
    """The events of one computer, put in order of time at the end."""

    def __init__(self, name):
        self.name = name
        self.computer = f"{name}.contoso.com"
        self.events = []
        self.operation = 100

    def add(self, seconds, provider, event_id, body, process_id=SERVICE, computer=None):
        self.events.append((seconds, len(self.events), provider, event_id, body, process_id,
                            computer or self.computer))

    def own(self, text):
        return text.replace("SRV01", self.name)

    def client(self, failure):
        machine = self.name if failure.get("local", True) else "MON04"
        machine = failure.get("client_machine", machine)
        user = failure.get("user", "CONTOSO\\anna" if failure.get("local") else "FABRIKAM\\svc")
        return self.own(machine), self.own(user), failure.get("client_process_id", 4242)

    def traced(self, seconds, failure, code, correlation=NO_ID):
        machine, user, process_id = self.client(failure)
        self.operation += 1
        operation = failure.get("operation", "IWbemServices::Connect")
        local = machine.lower() == self.name.lower()
        start = seconds - failure.get("duration", 0.02)
        self.add(start, ACTIVITY, 11, fields_xml("Operation_New", [
            ("CorrelationId", correlation),
            ("GroupOperationId", self.operation), ("OperationId", self.operation),
            ("Operation", operation), ("ClientMachine", machine), ("ClientMachineFQDN", machine),
            ("User", user), ("ClientProcessId", process_id), ("ClientProcessCreationTime", 0),
            ("NamespaceName", "\\\\.\\" + failure.get("namespace", "root\\cimv2")),
            ("IsLocal", str(local).lower())]))
        self.add(seconds, ACTIVITY, 13, fields_xml("Operation_Stop", [
            ("OperationId", self.operation), ("ResultCode", code)]))

    def failed(self, failure):
        every, seconds = failure.get("every", 0), failure.get("seconds", 0)
        for turn in range(failure.get("repeat", 1)):
            at = seconds + turn * every
            if "operation" not in failure:
                self.traced(at, failure, failure["code"])
                continue
            correlation = NO_ID
            if "duration" in failure:  # what Trace alone tells
                correlation = f"{{00000000-0000-0000-0000-{self.operation + 1:012X}}}"
                self.traced(at, failure, failure["code"], correlation)
            machine, user, process_id = self.client(failure)
            self.add(at, ACTIVITY, 5858, fields_xml("Operation_ClientFailure", [
                ("Id", correlation), ("ClientMachine", machine),
                ("User", user), ("ClientProcessId", process_id),
                ("Component", failure.get("component", "Unknown")),
                ("Operation", failure["operation"]), ("ResultCode", failure["code"]),
                ("PossibleCause", failure.get("possible_cause", "Unknown"))]))

    def near(self, event):
        data = event.get("data")
        body = data_xml(data)
        if event["provider"] == ACTIVITY:
            body = fields_xml("Operation", list(data.items()))
        self.add(event["seconds"], event["provider"], event["event_id"], body,
                 event.get("process_id", SERVICE), event.get("computer"))

    def xml(self, first_record=1):
        return [event_xml(number, provider, event_id, computer, seconds, body, process_id)
                for number, (seconds, _, provider, event_id, body, process_id, computer)
                in enumerate(sorted(self.events), first_record)]


def make_log(name, sample):
    log = Log(name)
    for failure in sample.get("failures", []):
        log.failed(failure)
    for success in sample.get("successes", []):
        log.traced(success["seconds"], success, "0x0")
    if "failure" in sample:
        log.failed(sample["failure"])
    for event in sample.get("near", []):
        log.near(event)
    return log


def read_rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if list(row) != COLUMNS or None in row.values():
            sys.exit(f"{TABLE}: a row has not the columns {COLUMNS}: {row}")
        row["sample"] = json.loads(row["sample"])
        sample = row["sample"]
        unknown = set(sample) - SAMPLE_KEYS
        unknown |= set(sample.get("failure", {})) - FAILURE_KEYS
        if unknown or row["place"] not in PLACES:
            sys.exit(f"{TABLE}: {row['rule']}: '{row['place']}', unknown keys {unknown}")
    return rows


def analyze(wmilog, rows):
    events = []
    for number, row in enumerate(rows):
        # Records of two computers that follow each other would be those of a renamed one.
        events += make_log(f"ROW{number}", row["sample"]).xml(1000 * (number + 1))
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
        file.write("<Events>\n" + "\n".join(events) + "\n</Events>\n")
        file.flush()
        done = subprocess.run([wmilog, "analyze", "--format", "json", file.name],
                              capture_output=True, timeout=120, check=False)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    return json.loads(done.stdout)["failures"]


def complaint(row, number, failures):
    """What is wrong with a row, or None. The failure meant is the last one of its code."""
    place = (f"row {number} ({row['code']} {row['phase']} {row['locality']} rank {row['rank']}, "
             f"{row['rule']})")
    found = [f for f in failures if f["computer"].split(".")[0] == f"ROW{number}"
             and int(f["result"]["code"], 16) == int(row["code"], 16)]
    if not found:
        return f"{place}: no such failure"
    at = [f for f in found if f["time"].startswith("2025-03-04T12:00:00")]
    failure = (at or found)[-1]
    causes = [cause["rule"] for cause in failure["causes"]]
    if failure["phase"] != row["phase"]:
        return f"{place}: phase {failure['phase']}"
    if row["rule"] not in causes[:PLACES[row["place"]]]:
        return f"{place}: found {causes}"
    if failure["verdict"] != row["verdict"]:
        return f"{place}: verdict {failure['verdict']}, not {row['verdict']} ({causes[0]})"
    return None


def fact_complaints(rows):
    """The known causes that no row is about. Call-backs and subscriptions are operations."""
    if not os.path.exists(FACTS):
        return
    reached = {(int(row["code"], 16), row["phase"], row["locality"], row["rank"]) for row in rows}
    with open(FACTS, encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for fact in facts:
        phases = {"any": ["connect", "operation"], "connect": ["connect"]}
        localities = ["local", "remote"] if fact["locality"] == "any" else [fact["locality"]]
        wanted = {(int(fact["code"], 16), phase, locality, fact["rank"])
                  for phase in phases.get(fact["phase"], ["operation"])
                  for locality in [*localities, "any"]}
        if not wanted & reached:
            yield (f"{FACTS}: no row for {fact['code']} {fact['phase']} {fact['locality']} rank "
                   f"{fact['rank']}: {fact['cause']}")
    print(f"knowledge: {len(facts)} known causes")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    rows = read_rows()
    if len(sys.argv) == 3:
        number = int(sys.argv[2])
        print("\n".join(["<Events>", *make_log(f"ROW{number}", rows[number]["sample"]).xml(),
                         "</Events>"]))
        return
    failures = analyze(wmilog, rows)
    complaints = [c for c in (complaint(row, number, failures)
                              for number, row in enumerate(rows)) if c]
    complaints += fact_complaints(rows)
    if len(rows) < NEEDED_ROWS:
        complaints.append(f"{TABLE}: only {len(rows)} rows, expected {NEEDED_ROWS}")
    for text in complaints:
        print(text)
    print(f"knowledge: {len(rows)} rows, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
