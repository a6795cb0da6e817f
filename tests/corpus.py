#!/usr/bin/env python3
"""Real logs: counts, times, computers and every field against what other readers found in them.

usage: corpus.py WMILOG

Needs shared/corpus beside the source tree (exit status 77, skipped, without it). Every file of
truth.tsv is read; the failures of one log must be the same in all its dialects, and the report of
an .evtx file that of Event Viewer's export of it.
"""
import csv
import datetime
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")
# Dialects that write times with 6 digits, and how many microseconds those may be off: evtx_dump
# cuts the seventh digit, python-evtx also calculates in floating point.
LOSSY = {"evtx_dump": 0, "python-evtx": 2}
SKIPPED = 77
REFERENCE = "eventviewer"
LOGS = ("evtx", "xml")  # folders of logs whose every field is known
COUNTED = ("machine", "evtx-slack")  # folders of which only counts are known
# What differs between two readings of one log: what it was read from, and where it stood in it.
ORIGIN = {"generated", "sources", "source", "offset", "inputs"}
# Exit statuses: some of the input was damaged; there are no WMI-Activity events.
DAMAGED, NO_EVENTS = 3, 4
PLACES = ("id", "evidence", "time")  # of a failure: compared apart, or not at all

# (event id, name in the XML) -> name in wmilog's JSON; event id 0: in every event.
FIELDS = {
    (5857, "ProviderName"): "provider_name", (5857, "Code"): "result_code",
    (5857, "HostProcess"): "host_process", (5857, "ProcessID"): "host_process_id",
    (5857, "ProviderPath"): "provider_path",
    (5858, "Id"): "correlation_id", (5858, "ClientMachine"): "client_machine",
    (5858, "User"): "user", (5858, "ClientProcessId"): "client_process_id",
    (5858, "Component"): "component", (5858, "Operation"): "operation",
    (5858, "ResultCode"): "result_code", (5858, "PossibleCause"): "possible_cause",
    (5859, "NamespaceName"): "namespace", (5859, "Query"): "query", (5859, "User"): "user",
    (5859, "Processid"): "host_process_id", (5859, "Provider"): "provider_name",
    (5859, "queryid"): "query_id", (5859, "PossibleCause"): "possible_cause",
    (5860, "NamespaceName"): "namespace", (5860, "Query"): "query", (5860, "User"): "user",
    (5860, "Processid"): "client_process_id", (5860, "ClientMachine"): "client_machine",
    (5860, "PossibleCause"): "possible_cause",
    (5861, "Namespace"): "namespace", (5861, "ESS"): "filter", (5861, "CONSUMER"): "consumer",
    (5861, "PossibleCause"): "possible_cause",
}
HEADER = {"record": "record", "time": "time", "provider": "provider", "event_id": "event_id",
          "channel": "channel", "computer": "computer", "process_id": "process_id",
          "thread_id": "thread_id", "user_sid": "user_sid", "activity_id": "activity_id"}
NUMBERS = {"result_code", "host_process_id", "client_process_id", "query_id", "record",
           "event_id", "process_id", "thread_id"}
IDENTIFIERS = {"correlation_id", "activity_id"}


def ticks(text):
    """100 ns units of a time like 2020-08-01T18:49:02.3823396Z."""
    seconds, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(seconds)
    days = moment - datetime.datetime(1601, 1, 1)
    return (days.days * 86400 + days.seconds) * 10**7 + int((fraction + "0000000")[:7])


def run(wmilog, *arguments, statuses=(0,)):
    done = subprocess.run([wmilog, *arguments], capture_output=True, timeout=120, check=False)
    if done.returncode not in statuses:
        raise ValueError(f"wmilog {' '.join(arguments)}: exit status {done.returncode}: "
                         + done.stderr.decode("utf-8", "replace"))
    return done.stdout


def normal(name, value):
    """A value in a form that does not depend on how a program writes it; None when empty."""
    if value is None or value == "":
        return None
    if name in NUMBERS:
        return int(value, 0) if isinstance(value, str) else value
    if name in IDENTIFIERS:
        return value.strip("{}").lower()
    return value


def near(found, expected, tolerance):
    """Equal when tolerance is None, else to so many microseconds, the seventh digit cut off."""
    if found is None or tolerance is None:
        return found == expected
    return abs(ticks(found) // 10 - ticks(expected) // 10) <= tolerance


def counts_of(text):
    pairs = (pair.split("=") for pair in text.split(",") if pair)
    return {key: int(number) for key, number in pairs}


def check_counts(report, row, tolerance):
    summary, source = report["summary"], report["sources"][0]
    pairs = [
        ("records", source["records"], int(row["records"])),
        ("records read", source["events"] + source["damaged"], int(row["records"])),
        ("damaged", source["damaged"], 0),
        ("wmi_events", summary["wmi_events"], int(row["wmi_events"])),
        ("by_event_id", summary["by_event_id"], counts_of(row["by_event_id"])),
        ("by_code", {key.lower(): number for key, number in summary["by_code"].items()},
         counts_of(row["failures_5858_by_code"].lower())),
        ("computers", set(source["computers"]), set(row["computers"].split(","))),
    ]
    for what, found, expected in pairs:
        if found != expected:
            yield f"{what}: found {found}, expected {expected}"
    for what in ("first", "last"):
        if not near(summary.get(what), row[what], tolerance):
            yield f"{what}: found {summary.get(what)}, expected {row[what]}"


def expected_events(log):
    with open(os.path.join(CORPUS, "truth", log + ".jsonl"), encoding="utf-8") as file:
        for line in file:
            truth = json.loads(line)
            event = {name: truth.get(key) for key, name in HEADER.items()}
            for key, value in truth["fields"].items():
                event[FIELDS[truth["event_id"], key]] = value
            yield event


def check_events(output, log, tolerance):
    found = {}
    for line in output.decode("utf-8").splitlines():
        event = json.loads(line)
        event.update(event.pop("fields", {}))
        if event.get("type") == "event":
            found[event.get("computer"), int(event["record"])] = event
    expected = {(event["computer"], event["record"]): event for event in expected_events(log)}
    if set(found) != set(expected):
        yield f"events: {len(found)} found, {len(expected)} expected, or other record ids"
    for key in sorted(set(found) & set(expected)):
        for name, value in expected[key].items():
            got = found[key].get(name)
            same = (near(got, value, tolerance) if name == "time"
                    else normal(name, got) == normal(name, value))
            if not same:
                yield f"record {key[1]}: {name}: found {got!r}, expected {value!r}"


def comparable(failure):
    """A failure without what depends on where and in which order it was read."""
    failure = {key: value for key, value in failure.items() if key not in PLACES}
    failure["causes"] = [{key: value for key, value in cause.items() if key not in PLACES}
                         for cause in failure["causes"]]
    return json.dumps(failure, sort_keys=True)


def check_dialects(reference, report, tolerance):
    """Every failure as in the log's reference dialect. Equal times may settle in another order."""
    def ordered(failures):
        return sorted(((comparable(f), ticks(f["time"]), f) for f in failures),
                      key=lambda entry: entry[:2])

    first, second = ordered(reference["failures"]), ordered(report["failures"])
    if len(first) != len(second):
        yield f"failures: found {len(second)}, expected {len(first)} as in {REFERENCE}"
        return
    for (text_a, _, failure_a), (text_b, _, failure_b) in zip(first, second):
        if text_a != text_b:
            for key in sorted((set(failure_a) | set(failure_b)) - set(PLACES)):
                if failure_a.get(key) != failure_b.get(key):
                    yield (f"failure {failure_b['id']}: {key}: found {failure_b.get(key)!r}, "
                           f"expected {failure_a.get(key)!r} as in {REFERENCE}")
        elif not near(failure_b["time"], failure_a["time"], tolerance):
            yield f"failure {failure_b['id']}: time {failure_b['time']}, not {failure_a['time']}"


def without_origin(value):
    if isinstance(value, dict):
        return {key: without_origin(item) for key, item in value.items() if key not in ORIGIN}
    if isinstance(value, list):
        return [without_origin(item) for item in value]
    return value


def difference(found, expected, path=""):
    """The first place where two JSON values differ, or None."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(set(found) | set(expected)):
            place = difference(found.get(key), expected.get(key), f"{path}.{key}")
            if place:
                return place
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected)):
            place = difference(one, other, f"{path}[{number}]")
            if place:
                return place
    elif found != expected:
        return f"{path}: found {found!r}, expected {expected!r} as in {REFERENCE}"
    return None


def check_report(reference, report):
    place = difference(without_origin(report), without_origin(reference))
    if place:
        yield "report" + place
    for failure in report["failures"]:
        for evidence in failure.get("evidence", []):
            if evidence.get("offset", 1) < 4096:
                yield f"evidence stands in the file header: {evidence}"


def counted_providers(row):
    """Events by provider of a log of truth/*.tsv; None where there is no such file."""
    _, machine, name = row["file"].split("/")
    path = os.path.join(CORPUS, "truth", f"{machine}.{name[:-len('.evtx')]}.tsv")
    counts = {}
    with open(path, encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            counts[entry["provider"]] = counts.get(entry["provider"], 0) + int(entry["count"])
    return counts


def check_counted(wmilog, row):
    """Logs without WMI-Activity events: records, times, and the events of each provider."""
    report = json.loads(run(wmilog, "analyze", "-f", "json", os.path.join(CORPUS, row["file"]),
                            statuses=(NO_EVENTS,)))
    source = report["sources"][0]
    providers = {}
    for channel in source["channels"]:
        name = channel["provider"]
        providers[name] = providers.get(name, 0) + channel["events"]
    pairs = [
        ("records", source["records"], int(row["records"])),
        ("events", source["events"], int(row["records"])),
        ("damaged", source["damaged"], 0),
        ("wmi_events", source["wmi_events"], int(row["wmi_events"])),
        ("first", source.get("first"), row["first"] or None),
        ("last", source.get("last"), row["last"] or None),
    ]
    if row["file"].startswith("machine/"):
        pairs.append(("providers", providers, counted_providers(row)))
    for what, found, expected in pairs:
        if found != expected:
            yield f"{what}: found {found}, expected {expected}"


# (file, records, events, WMI events, parts of the messages about it): see corpus/README.md.
ODD = [
    # Two slots without a signature hold 82 records whose template is gone there but stands in other
    # chunks, and three chunks have a hole, after which 81 records are found again.
    ("bad-chunk-magic.evtx", 383, 380, 0, ("signature", "template", "checksum", "no record")),
    ("forwarded-untemplated.evtx", 1, 1, 0, ()),
    ("name-chain-cycle.evtx", 1, 1, 1, ()),
]


def check_odd(wmilog, name, records, events, wmi_events, messages):
    path = os.path.join(CORPUS, "evtx-odd", name)
    output = run(wmilog, "analyze", "-f", "json", path, statuses=(0, DAMAGED, NO_EVENTS))
    source = json.loads(output)["sources"][0]
    found = (source["records"], source["events"], source["wmi_events"])
    if found != (records, events, wmi_events):
        yield f"records, events, WMI events: found {found}, not {(records, events, wmi_events)}"
    for part in messages:
        if not any(part in problem["message"] for problem in source["problems"]):
            yield f"no problem says '{part}'"


def check_file(wmilog, row, references):
    log, dialect = os.path.basename(row["file"]).removesuffix(".xml").split(".", 1)
    path = os.path.join(CORPUS, row["file"])
    tolerance = LOSSY.get(dialect)
    report = json.loads(run(wmilog, "analyze", "-f", "json", path))
    yield from check_counts(report, row, tolerance)
    yield from check_events(run(wmilog, "events", path), log, tolerance)
    if log not in references:
        reference = os.path.join(CORPUS, "xml", f"{log}.{REFERENCE}.xml")
        references[log] = json.loads(run(wmilog, "analyze", "-f", "json", reference))
    yield from check_dialects(references[log], report, tolerance)
    if dialect == "evtx":
        yield from check_report(references[log], report)
        yield from check_mixed(wmilog, log, references[log])


def check_mixed(wmilog, log, reference):
    """A log and two exports of it in one run: each record is one event."""
    paths = [os.path.join(CORPUS, "evtx", log + ".evtx")]
    paths += [os.path.join(CORPUS, "xml", f"{log}.{dialect}.xml")
              for dialect in (REFERENCE, "evtxexport")]
    report = json.loads(run(wmilog, "analyze", "-f", "json", *paths))
    groups = [[(group["fingerprint"], group["count"]) for group in each["groups"]]
              for each in (reference, report)]
    if groups[0] != groups[1]:
        yield f"mixed: groups {groups[1]}, not {groups[0]}"
    duplicates = [source["duplicates"] for source in report["sources"]]
    if sum(duplicates) != 2 * reference["sources"][0]["wmi_events"]:
        yield f"mixed: {duplicates} duplicates"


def check_single(wmilog, name, event_id):
    """The two published events of the Trace channel, which truth.tsv does not list."""
    output = run(wmilog, "events", os.path.join(CORPUS, "xml", name))
    found = [json.loads(line)["event_id"] for line in output.splitlines()]
    if found != [event_id]:
        yield f"events: found {found}, expected one {event_id}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    if not os.path.isdir(CORPUS):
        print("corpus: shared/corpus is not beside the source tree: skipped")
        sys.exit(SKIPPED)
    with open(os.path.join(CORPUS, "truth.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    references, wrong = {}, 0
    checks = []
    for row in rows:
        folder = row["file"].split("/")[0]
        if folder in LOGS:
            checks.append((row["file"], check_file, (row, references)))
        elif folder in COUNTED:
            checks.append((row["file"], check_counted, (row,)))
    checks += [("evtx-odd/" + odd[0], check_odd, odd) for odd in ODD]
    checks += [(f"xml/msdocs-trace-event-{number}.xml", check_single,
                (f"msdocs-trace-event-{number}.xml", number)) for number in (11, 12)]
    for name, check, arguments in checks:
        try:
            complaints = list(check(wmilog, *arguments))
        except (ValueError, KeyError, subprocess.TimeoutExpired) as err:
            complaints = [f"{type(err).__name__}: {err}"]
        wrong += len(complaints)
        for complaint in complaints[:10]:
            print(f"{name}: {complaint[:400]}")
        if len(complaints) > 10:
            print(f"{name}: and {len(complaints) - 10} more")
    print(f"corpus: {len(checks)} files, {wrong} complaints")
    sys.exit(1 if wrong or not rows else 0)


if __name__ == "__main__":
    main()
