#!/usr/bin/env python3
"""`wmilog stats` against sums that this test makes itself, on traces that it generates; and its
forms against each other and the schema, on every sample.

usage: stats.py WMILOG
"""
import collections
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCHEMAS = os.path.join(ROOT, "analyzer", "report", "json")
EVENT = ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
         "<Provider Name='Microsoft-Windows-WMI-Activity'/><EventID>{id}</EventID>"
         "<TimeCreated SystemTime='{time}'/><EventRecordID>{record}</EventRecordID>"
         "<Execution ProcessID='1200' ThreadID='4'/>"
         "<Channel>Microsoft-Windows-WMI-Activity/Trace</Channel>"
         "<Computer>SRV07.contoso.com</Computer></System><UserData><{name} "
         "xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>{data}</{name}></UserData>"
         "</Event>")
START = datetime(2025, 6, 3, 9, 0, 0)


def event(number, name, at, data, records=iter(range(1, 1 << 30))):
    time = (START + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = "".join(f"<{key}>{value}</{key}>" for key, value in data)
    return at, EVENT.format(id=number, name=name, time=time, record=next(records), data=fields)


class Trace:
    """Operations, as events and as what is to be counted."""

    def __init__(self):
        self.events, self.operations, self.next_id = [], [], 0

    def add(self, at, duration, client, text, name_space, code=0):
        """`at` and `duration` in milliseconds; None: it never ends."""
        self.next_id += 1
        machine, pid, user = client
        local = "true" if machine == "SRV07" else "false"
        self.events.append(event(11, "Operation_New", at, [
            ("CorrelationId", "{00000000-0000-0000-0000-000000000000}"),
            ("GroupOperationId", self.next_id), ("OperationId", self.next_id), ("Operation", text),
            ("ClientMachine", machine), ("ClientMachineFQDN", machine), ("User", user),
            ("ClientProcessId", pid), ("ClientProcessCreationTime", 133277000000783520),
            ("NamespaceName", name_space), ("IsLocal", local)]))
        if duration is not None:
            self.events.append(event(13, "Operation_Stop", at + duration, [
                ("OperationId", self.next_id), ("ResultCode", f"0x{code:x}")]))
            self.operations.append((client, name_space, duration, code))

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("<Events>\n")
            file.writelines(text + "\n" for _, text in sorted(self.events))
            file.write("</Events>\n")


def run(wmilog, form, *arguments):
    done = subprocess.run([wmilog, "stats", "-f", form, *arguments], capture_output=True,
                          stdin=subprocess.DEVNULL, text=True, timeout=120, check=False)
    if done.returncode not in (0, 3, 4):
        raise SystemExit(f"{arguments}: {done.returncode} {done.stderr}")
    return done.stdout


def percentile(values, percent):
    return sorted(values)[(len(values) * percent + 99) // 100 - 1]


def expect_row(row, durations, failures):
    want = {"count": len(durations), "failures": failures, "timed": len(durations),
            "total_ms": sum(durations), "max_ms": max(durations)}
    for key, value in want.items():
        if row[key] != value:
            yield f"{key} is {row[key]}, not {value}"
    for key, percent in (("p50_ms", 50), ("p95_ms", 95)):
        right = percentile(durations, percent)
        is_longest = (len(durations) * percent + 99) // 100 == len(durations)
        if abs(row[key] - right) > (0 if is_longest else 0.13 * right + 0.1):
            yield f"{key} is {row[key]}, not {right}"


def check_sums(wmilog, folder):
    draw = random.Random(7)
    clients = [(machine, pid, user) for machine, user in
               (("SRV07", "CONTOSO\\svc"), ("MON01", "CONTOSO\\monitor"), ("MON02", ""))
               for pid in (800, 4242)]
    spaces = ["\\\\.\\root\\cimv2", "//./ROOT/CIMV2", "root\\wmi"]
    trace = Trace()
    for number in range(900):
        trace.add(number * 500 + draw.randrange(400), int(draw.expovariate(1 / 200)) + 1,
                  draw.choice(clients), f"Start IWbemServices::ExecQuery - root\\cimv2 : SELECT "
                  f"* FROM Win32_Service WHERE Id = {number}", draw.choice(spaces),
                  draw.choice([0, 0, 0, 0x80041003]))
    path = os.path.join(folder, "sums.xml")
    trace.write(path)
    report = json.loads(run(wmilog, "json", path))
    by_client, failed = collections.defaultdict(list), collections.Counter()
    for client, _, duration, code in trace.operations:
        by_client[client[:2]].append(duration)
        failed[client[:2]] += code != 0
    found = {(row["client"]["machine"], row["client"]["process_id"]): row
             for row in report["clients"]}
    if set(found) != set(by_client):
        yield f"clients: {set(found) ^ set(by_client)}"
        return
    for client, durations in by_client.items():
        yield from (f"{client}: {wrong}" for wrong in
                    expect_row(found[client], durations, failed[client]))
    totals = [row["total_ms"] for row in report["clients"]]
    if totals != sorted(totals, reverse=True):
        yield "clients are not in order of their time"
    names = {row["name"]: row["count"] for row in report["namespaces"]}
    if set(names) != {"root\\cimv2", "root\\wmi"} or sum(names.values()) != 900:
        yield f"namespaces: {names}"
    slowest = [item["duration_ms"] for item in report["slowest"]]
    if slowest != sorted((d for _, _, d, _ in trace.operations), reverse=True)[:len(slowest)]:
        yield "the slowest are others"
    if report["polling"]:
        yield f"nobody polls here: {report['polling'][0]}"


def check_polling(wmilog, folder):
    trace = Trace()
    client = ("MON01", 77, "CONTOSO\\monitor")
    query = "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT Name FROM Win32_Process"
    for number in range(40):
        trace.add(number * 30000 + number % 3 * 40, 5, client, query, "root\\cimv2")
    # One that waits a second after each answer, and was kept waiting now and then; and one that
    # comes whenever it likes.
    draw, at, any_time = random.Random(5), 0, 0
    for number in range(200):
        at += 9000 if number % 12 == 0 else draw.randrange(1000, 1150)
        trace.add(at, 5, ("MON01", 78, "CONTOSO\\monitor"), query, "root\\cimv2")
        any_time += int(draw.expovariate(1 / 4000)) + 1
        trace.add(any_time, 5, ("MON01", 79, "CONTOSO\\monitor"), query, "root\\cimv2")
    trace.add(100, None, client,
              "Start IWbemServices::ExecNotificationQuery - root\\cimv2 : SELECT * FROM "
              "__InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Process'",
              "root\\cimv2")
    path = os.path.join(folder, "polling.xml")
    trace.write(path)
    report = json.loads(run(wmilog, "json", path))
    polls = {poll["client"]["process_id"]: (poll["every_seconds"], poll["count"])
             for poll in report["polling"]}
    if (set(polls) != {77, 78} or abs(polls[77][0] - 30) > 0.1 or polls[77][1] != 40
            or abs(polls[78][0] - 1.075) > 0.01 or polls[78][1] != 200):
        yield f"polling: {polls}"
    if len(report["open_operations"]) != 1:
        yield f"open: {report['open_operations']}"
    asked = [(one["poll_seconds"], one["open"], one["count"], one["client"]["process_id"])
             for one in report["notification_queries"]]
    if asked != [(5, True, 1, 77)]:
        yield f"notification queries: {report['notification_queries']}"
    with open(path, encoding="utf-8") as file:
        nameless = re.sub("<Computer>[^<]*</Computer>", "", file.read())
    with open(path + ".nameless.xml", "w", encoding="utf-8") as file:
        file.write(nameless)
    report = json.loads(run(wmilog, "json", path + ".nameless.xml"))
    if len(report["notification_queries"]) != 1 or '"computer": ""' in json.dumps(report):
        yield f"without a computer: {report['notification_queries']}"
    text = run(wmilog, "text", path)
    for wanted in ("every 30.0 s", "Operations still open at the end", "pid 77", "every 1.0 s",
                   "mostly (184) at this", "Event queries that WMI polls for", "every 5.0 s"):
        if wanted not in text:
            yield f"the text lacks '{wanted}'"


def check_requests(wmilog, folder):
    """Who asked for what, by whom it was answered, and all providers of a host."""
    trace = Trace()
    monitor, audit = ("MON01", 77, "CONTOSO\\monitor"), ("SRV07", 78, "CONTOSO\\audit")
    expected = collections.defaultdict(list)
    for number in range(60):
        client = (monitor, audit)[number % 3 == 0]
        name, provider = (("Win32_Process", "CIMWin32"), ("Win32_Product", "MSIProv"))[
            number % 4 == 0]
        spelling = (name, name.upper())[number % 5 == 0]
        trace.add(number * 1000, number + 1, client, f"Start IWbemServices::ExecQuery - "
                  f"root\\cimv2 : SELECT * FROM {spelling} WHERE Id = {number}", "root\\cimv2")
        trace.events.append(event(12, "Operation_Provider_Info_New", number * 1000, [
            ("GroupOperationId", trace.next_id), ("Operation", f"Provider::Query - {provider} : x"),
            ("HostId", 5120), ("ProviderName", provider), ("ProviderGuid", ""), ("Path", "")]))
        expected[client[1], name.lower(), provider].append(number + 1)
    path = os.path.join(folder, "requests.xml")
    trace.write(path)
    report = json.loads(run(wmilog, "json", path))
    found = {(row["client"]["process_id"], row["class"].lower(), row["provider"]): row
             for row in report["requests"]}
    if set(found) != set(expected) or len(report["requests"]) != len(expected):
        yield f"requests: {sorted(found)}"
        return
    for key, durations in expected.items():
        yield from (f"{key}: {wrong}" for wrong in expect_row(found[key], durations, 0))
        if found[key]["host_process_id"] != 5120 or found[key]["verb"] != "ExecQuery":
            yield f"{key}: {found[key]}"
    hosts = [(row["process_id"], sorted(row["providers"]), row["count"]) for row in report["hosts"]]
    if hosts != [(5120, ["CIMWin32", "MSIProv"], 60)]:
        yield f"hosts: {report['hosts']}"
    text = " ".join(run(wmilog, "text", path).split())
    share = max(map(sum, expected.values())) * 100 / sum(map(sum, expected.values()))
    for wanted in (f"What takes the time 930 ms {share:.0f}% query of Win32_Process",
                   "; by MSIProv in process 5120"):
        if wanted not in text:
            yield f"requests: the text lacks '{wanted}'"


def check_limits(wmilog, folder):
    """What is over a limit is counted together, and nothing is lost."""
    trace = Trace()
    for number in range(3000):
        trace.add(number * 20, 3, ("MON01", number + 4, "u"), "IWbemServices::Connect", "root\\x")
    path = os.path.join(folder, "limits.xml")
    trace.write(path)
    report = json.loads(run(wmilog, "json", path))
    if sum(row["count"] for row in report["clients"]) != 3000 or not report["clients"][-1]["rest"]:
        yield "clients over the limit are lost"
    machine = report["machines"][0]
    if (machine["connects"], machine["failed_connects"]) != (3000, 0):
        yield f"connects: {machine}"
    short = json.loads(run(wmilog, "json", "--top", "3", path))
    if len(short["clients"]) != 3:
        yield "--top is not obeyed"


def load_schemas():
    schemas = {}
    for path in glob.glob(os.path.join(SCHEMAS, "*.schema.json")):
        with open(path, encoding="utf-8") as file:
            schemas[os.path.basename(path)] = json.load(file)
    whole = schemas["stats.schema.json"]
    validators = []
    for schema in (whole, {**whole["$defs"]["line"], "$defs": whole["$defs"],
                           "$id": "stats.schema.json"}):
        cls = jsonschema.validators.validator_for(whole)
        cls.check_schema(schema)
        resolver = jsonschema.RefResolver("stats.schema.json", schema, store=schemas)
        validators.append(cls(schema, resolver=resolver))
    return validators


def check_samples(wmilog):
    document, line_form = load_schemas()
    types = {"event_consumer": "event_queries", "started_process": "started_processes",
             "open_operation": "open_operations", "source": "sources",
             "notification_query": "notification_queries"}
    for path in sorted(glob.glob("samples/*.xml") + glob.glob("samples/*/*.e*")):
        value = json.loads(run(wmilog, "json", path))
        for err in document.iter_errors(value):
            yield f"{path}: {'/'.join(map(str, err.absolute_path))}: {err.message[:300]}"
        lists = collections.defaultdict(list)
        for line in run(wmilog, "jsonl", path).splitlines():
            item = json.loads(line)
            for err in line_form.iter_errors(item):
                yield f"{path}: a line: {err.message[:300]}"
            kind = item.pop("type")
            lists[types.get(kind, kind)].append(item)
        for name, items in value.items():
            if isinstance(items, list) and name != "filters" and lists[name] != items:
                yield f"{path}: {name} differs between document and lines"
        text = run(wmilog, "text", path)
        if re.search(r"\bof *\n *(\n|\d)", text):
            yield f"{path}: a name is missing behind 'of'"
        for line in text.splitlines():
            if len(line) > 80 and not line.startswith("    "):
                yield f"{path}: longer than 80 columns: '{line}'"


def main():
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_sums, check_polling, check_requests, check_limits):
            complaints += check(wmilog, folder)
    complaints += check_samples(wmilog)
    print("\n".join(complaints))
    print(f"stats: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
