#!/usr/bin/env python3
"""What must not change a diagnosis: events far away, the order of files, the way a log was saved.

usage: properties.py WMILOG [SEED [ROUNDS]]

Each round makes a small scenario (failures of several kinds on one or two computers, with events of
other logs around them), and gives it to the program in several ways. What is said of each failure
(verdict, causes, evidence), each group and each incident has to be the same each time; failures
that come later change nothing of those before; and the verdict of a group is the worst of its
failures.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

START = datetime(2025, 4, 9, 8, 0, 0, tzinfo=timezone.utc)
REACH = 300 + 60  # seconds: no condition looks further back or ahead
NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
WMI = ("Microsoft-Windows-WMI-Activity", "{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}")
ROUNDS = 40

OPERATIONS = [
    ("0x80041032", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process"),
    ("0x80041010", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Contoso_Thing"),
    ("0x80041003", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Volume"),
    ("0x80070005", "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create"),
    ("0x800706ba", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Service"),
    ("0x800706be", "Start IWbemServices::CreateInstanceEnum - root\\cimv2 : Win32_LogicalDisk"),
    ("0x8004106c", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Product"),
    ("0x80041013", "Start IWbemServices::ExecQuery - root\\contoso : select * from Contoso_Part"),
    ("0x8004100e", "connect to namespace : \\\\SRV09\\root\\contoso"),
    ("not readable", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Share"),
    ("", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Share"),
]
VERDICTS = ["harmless", "degraded", "broken", "security"]
# Events of other logs that conditions ask about: provider, id, channel, data.
COMPANIONS = [
    ("Microsoft-Windows-DistributedCOM", 10036, "System",
     ["FABRIKAM", "svc-inventory", "S-1-5-21-2025429265-1492236483-725345543-1120", "192.0.2.44"]),
    ("Microsoft-Windows-DistributedCOM", 10016, "System",
     ["application-specific", "Local", "Activation", "{8BC3F05E-D86B-11D0-A075-00C04FB68820}",
      "{8BC3F05E-D86B-11D0-A075-00C04FB68820}", "FABRIKAM", "alice",
      "S-1-5-21-2025429265-1492236483-725345543-1121", "LocalHost (Using LRPC)"]),
    ("Application Error", 1000, "Application",
     ["wmiprvse.exe", "10.0.17763.1", "5b8c0d4e", "cimwin32.dll", "10.0.17763.1", "4f2c9f2e",
      "c0000005", "000000000001a2b3", "1f40"]),
    ("Service Control Manager", 7031, "System",
     ["Windows Management Instrumentation", "1", "120000", "1", "Restart the service"]),
    ("Service Control Manager", 7036, "System", ["Windows Management Instrumentation", "stopped"]),
    ("Microsoft-Windows-WMI", 5612, "Application",
     ["1804", "quota", "HandleCount", "4099", "4096"]),
    ("Microsoft-Windows-Security-Auditing", 4625, "Security",
     {"TargetUserName": "svc-other", "WorkstationName": "SRV02"}),
]


class Event:
    def __init__(self, second, computer, provider, event_id, channel, body, process=1204):
        self.time = START + timedelta(seconds=second)
        self.second, self.computer, self.provider = second, computer, provider
        self.event_id, self.channel, self.body, self.process = event_id, channel, body, process

    def xml(self):
        name, guid = self.provider
        time = self.time.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
        return (
            f"<Event xmlns='{NAMESPACE}'><System><Provider Name='{name}'"
            + (f" Guid='{guid}'" if guid else "") +
            f"/><EventID>{self.event_id}</EventID><Version>0</Version><Level>2</Level>"
            f"<TimeCreated SystemTime='{time}'/><EventRecordID>{self.record}</EventRecordID>"
            f"<Correlation/><Execution ProcessID='{self.process}' ThreadID='4711'/>"
            f"<Channel>{self.channel}</Channel><Computer>{self.computer}</Computer>"
            f"<Security UserID='S-1-5-18'/></System>{self.body}</Event>\n")


def fields(element, pairs):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in pairs)
    return (f"<UserData><{element} xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>"
            f"{inner}</{element}></UserData>")


def failure(second, computer, choice):
    code, operation = choice
    return Event(second, computer, WMI, 5858, "Microsoft-Windows-WMI-Activity/Operational", fields(
        "Operation_ClientFailure", [
            ("Id", "{00000000-0000-0000-0000-000000000000}"), ("ClientMachine", computer),
            ("User", "FABRIKAM\\alice"), ("ClientProcessId", 7412), ("Component", "Unknown"),
            ("Operation", operation), ("ResultCode", code), ("PossibleCause", "Unknown")]))


def refused_connect(second, computer, number, code):
    """Start and stop in the Trace channel."""
    channel = "Microsoft-Windows-WMI-Activity/Trace"
    yield Event(second, computer, WMI, 11, channel, fields("Operation_New", [
        ("CorrelationId", "{00000000-0000-0000-0000-000000000000}"), ("GroupOperationId", number),
        ("OperationId", number), ("Operation", "IWbemServices::Connect"),
        ("ClientMachine", "MON04"), ("ClientMachineFQDN", "MON04.fabrikam.com"),
        ("User", "FABRIKAM\\svc-inventory"), ("ClientProcessId", 5120),
        ("ClientProcessCreationTime", 133925616000000000),
        ("NamespaceName", "\\\\.\\root\\cimv2"), ("IsLocal", "false")]))
    yield Event(second + 0.01, computer, WMI, 13, channel, fields("Operation_Stop", [
        ("OperationId", number), ("ResultCode", code)]))


def companion(second, computer, choice):
    provider, event_id, channel, data = choice
    if not isinstance(data, dict):
        data = {f"param{n}": value for n, value in enumerate(data, 1)}
    body = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data.items())
    return Event(second, computer, (provider, ""), event_id, channel,
                 f"<EventData>{body}</EventData>", process=1004)


def refused_elsewhere(second, client, target):
    """A client's own record of a connect, and what the machine that it asked has logged of it."""
    name = target.split(".")[0]
    yield failure(second, client, ("0x80070005", f"connect to namespace : \\\\{name}\\root\\cimv2"))
    yield companion(second + 0.8, target, COMPANIONS[-1])


def scenario(draw):
    """Failures, each with what belongs to it; a quiet time of up to two hours between them."""
    events, second, number = [], 0.0, 150010
    computers = ["SRV01.contoso.com", "SRV02.contoso.com"][:draw.randint(1, 2)]
    for _ in range(draw.randint(2, 6)):
        computer = draw.choice(computers)
        if draw.random() < 0.2:  # a poller
            choice, step = draw.choice(OPERATIONS), draw.choice([5, 60, 300, 1800])
            for _ in range(draw.randint(3, 7)):
                events.append(failure(second, computer, choice))
                second += step
        elif len(computers) > 1 and draw.random() < 0.2:
            events += refused_elsewhere(second, *reversed(computers))
        elif draw.random() < 0.4:
            number += 10
            events += refused_connect(second, computer, number,
                                      draw.choice(["0x80070005", "0x80041003", "0x8004100e"]))
        else:
            events.append(failure(second, computer, draw.choice(OPERATIONS)))
        for choice in draw.sample(COMPANIONS, draw.randint(0, 3)):
            events.append(companion(second + draw.choice([-200, -20, -1, -0.5, 0.5, 1, 30]),
                                    computer, choice))
        second += draw.choice([1, 30, 100, 700, 4000, 7000]) + draw.random()
    return events


def far_events(draw, events):
    """Events that stand further than REACH from every one of the scenario."""
    seconds = [event.second for event in events]
    gaps = [(min(seconds) - 3 * REACH, min(seconds)), (max(seconds), max(seconds) + 4 * REACH)]
    ordered = sorted(seconds)
    gaps += [(a, b) for a, b in zip(ordered, ordered[1:]) if b - a > 2 * REACH + 2]
    for low, high in gaps:
        low, high = low + REACH + 1, high - REACH - 1
        if low < high:
            for choice in draw.sample(COMPANIONS, draw.randint(1, 3)):
                yield companion(draw.choice([low, high, draw.uniform(low, high)]),
                                draw.choice(events).computer, choice)


def later_failures(events):
    """The same again, after everything that any of them can reach."""
    shift = max(e.second for e in events) - min(e.second for e in events) + REACH + 1
    again = [Event(e.second + shift, e.computer, e.provider, e.event_id, e.channel, e.body)
             for e in events if e.event_id == 5858]
    return sorted(again, key=lambda e: e.time)


def number_records(events):
    """Record numbers as each log of each computer counts them, far from those of the other."""
    last = {}
    for event in sorted(events, key=lambda e: e.time):
        log = (event.computer, event.channel)
        last[log] = last.get(log, 7000 if event.computer.startswith("SRV01") else 900000) + 1
        event.record = last[log]


def document(events):
    return "<Events>\n" + "".join(event.xml() for event in events) + "</Events>\n"


def evidence_of(items):
    return sorted((e.get("channel", ""), e["event_id"]) for e in items)


def told(report):
    """What is said of each failure and each group, without where it was read."""
    failures = {}
    for f in report["failures"]:
        causes = [(c["rule"], c["confidence"], c.get("because"), evidence_of(c["evidence"]))
                  for c in f["causes"]]
        key = (f["time"], f["computer"], f["result"].get("code", f["operation"].get("text")))
        failures[key] = (f["verdict"], f["verdict_reason"], f["phase"], causes)
    groups = {g["fingerprint"]: (g["count"], g["verdict"], g["first"], g["last"], g.get("rhythm"))
              for g in report["groups"]}
    incidents = {(i["name"], i["computer"], i["first"], i["last"]): (
        i["failures"], i["occurrences"], i["verdict"], sorted(i["groups"]))
        for i in report["incidents"]}
    return failures, groups, incidents


class Round:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder, self.complaints = wmilog, folder, []

    def report(self, *documents):
        paths = []
        for number, text in enumerate(documents):
            paths.append(os.path.join(self.folder, f"{number}.xml"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([self.wmilog, "analyze", "-f", "json", "-j", "2", *paths],
                              capture_output=True, timeout=60, check=False)
        if done.returncode not in (0, 3):  # 3: some result codes are not readable
            self.complaints.append(f"exit {done.returncode}: {done.stderr.decode()[:300]}")
            return {"failures": [], "groups": [], "incidents": []}
        report = json.loads(done.stdout)
        self.check_groups(report)
        return report

    def check_groups(self, report):
        worst = {}
        for f in report["failures"]:
            worst.setdefault(f["fingerprint"], []).append(VERDICTS.index(f["verdict"]))
        for g in report["groups"]:
            if VERDICTS.index(g["verdict"]) != max(worst[g["fingerprint"]]):
                self.complaints.append(f"group {g['title']}: {g['verdict']}, not the worst")

    def compare(self, what, expected, found, only=False):
        """`only`: the failures that were there before are looked at, and more may be there."""
        kinds = ("failure",) if only else ("failure", "group", "incident")
        for which, before, after in zip(kinds, expected, found):
            if not only and set(before) != set(after):
                self.complaints.append(f"{what}: other {which}s: {set(before) ^ set(after)}")
            for key in sorted(before if only else set(before) & set(after)):
                if before[key] != after.get(key):
                    self.complaints.append(
                        f"{what}: {which} {key}\n  was {before[key]}\n  is  {after.get(key)}")


def check(wmilog, folder, seed):
    draw = random.Random(seed)
    events = scenario(draw)
    far = list(far_events(draw, events))
    number_records(events)
    in_order = sorted(events, key=lambda e: e.time)
    r = Round(wmilog, folder)
    expected = told(r.report(document(in_order)))
    r.compare("newest first", expected, told(r.report(document(reversed(in_order)))))
    r.compare("doubled", expected, told(r.report(document(in_order), document(in_order))))
    logs = {}
    for event in in_order:
        logs.setdefault((event.computer, event.channel), []).append(event)
    parts = [document(part) for part in logs.values()]
    draw.shuffle(parts)
    r.compare("a file for each log", expected, told(r.report(*parts)))
    cuts = sorted(draw.sample(range(len(in_order) + 1), 2))
    parts = [document(part) for part in (in_order[:cuts[0]], in_order[cuts[0]:cuts[1]],
                                         in_order[cuts[1]:]) if part]
    draw.shuffle(parts)
    r.compare("cut in parts", expected, told(r.report(*parts)))
    later = later_failures(events)
    number_records(events + later)
    expected = told(r.report(document(in_order)))
    r.compare("failures that come later", expected,
              told(r.report(document(in_order + later))), only=True)
    # Events far away, in the same file and in one of their own.
    number_records(events + far)
    expected = told(r.report(document(in_order)))
    with_far = sorted(events + far, key=lambda e: e.time)
    r.compare("events far away", expected, told(r.report(document(with_far))), only=True)
    far.sort(key=lambda e: e.time)
    r.compare("events far away, apart", expected,
              told(r.report(document(in_order), document(far))), only=True)
    return r.complaints


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + rounds):
            for complaint in check(wmilog, folder, seed):
                print(f"seed {seed}: {complaint}")
                failed += 1
    print(f"{rounds} scenarios, {failed} complaints")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
