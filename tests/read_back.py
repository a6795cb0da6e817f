#!/usr/bin/env python3
"""A report that is read back gives the same tickets as its logs; a damaged one is refused with the
place, never silently taken for less.

usage: read_back.py WMILOG
"""
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import forms  # noqa: E402 (beside this file)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SYSTEMS = ("github", "servicenow-event", "jira", "teams")
TIMEOUT = 60
PLACE = re.compile(rb"wmilog: [^\n]*: byte \d+: ")


def run(wmilog, *arguments, given=b""):
    """Exit status, standard output and standard error."""
    done = subprocess.run([wmilog, *arguments], input=given, capture_output=True, timeout=TIMEOUT,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def tickets(wmilog, system, path, given=b""):
    return run(wmilog, "tickets", "--for", system, "--verdict", "degraded", path, given=given)


def as_lines(report):
    """The document as lines, in the order that they have."""
    yield {"type": "report", **{key: report[key] for key in ("schema_version", "tool", "rules")}}
    for name, kind in (("failures", "failure"), ("groups", "group"), ("sources", "source"),
                       ("event_consumers", "event_consumer")):
        yield from ({"type": kind, **item} for item in report[name])
    yield {"type": "summary", **report["summary"]}


def check_same(wmilog, path):
    """The same tickets from the log, and from each form of its report."""
    text = run(wmilog, "analyze", "-f", "json", path)[1]
    report = json.loads(text)
    forms_of_it = {
        "the document": text,
        "lines": run(wmilog, "analyze", "-f", "jsonl", path)[1],
        "an indented document": json.dumps(report, indent=2).encode(),
        "a sorted document": json.dumps(report, sort_keys=True).encode(),
        "lines of another program": "\n".join(
            json.dumps(line, indent=1) for line in as_lines(report)).encode(),
    }
    for system in SYSTEMS:
        status, expected, _ = tickets(wmilog, system, path)
        # What was read is the same for every system: the first shows whether each form was.
        for name in forms_of_it if system == SYSTEMS[0] else ["the document"]:
            found = tickets(wmilog, system, "-", forms_of_it[name])
            if found[:2] != (0, expected):
                yield f"{path}: other tickets for {system} from {name}: {found[0]} {found[2][:200]}"
    if status not in (0, 3):
        yield f"{path}: exit status {status}"


def wrong_reports(report):
    """(name, a report that is none)"""
    changes = {
        "count of no number": ("count", "4"), "a negative count": ("count", -1),
        "a count of none": ("count", 0), "a title of no text": ("title", 7),
        "an unknown verdict": ("verdict", "bad"), "a time that is none": ("first", "yesterday"),
        "a fingerprint that is a query": ("fingerprint", "wmilog/1:' OR 1=1 --"),
        "an upper-case fingerprint": ("fingerprint", "wmilog/1:" + "A" * 32),
        "clients that are no list": ("clients", {}), "a computer of no text": ("computers", [1]),
        "causes that are texts": ("causes", ["x"]), "a huge duration": ("max_duration_ms", 1e300),
        "a process over 32 bits": ("clients", [{"process_id": 2 ** 40, "count": 1}]),
    }
    for name, (key, value) in changes.items():
        changed = copy.deepcopy(report)
        changed["groups"][0][key] = value
        yield name, json.dumps(changed).encode()
    yield "another version", json.dumps(dict(report, schema_version="2.0")).encode()
    del report["schema_version"]
    yield "no version", json.dumps({"groups": report["groups"]}).encode()


def check_wrong_consumers(wmilog):
    text = run(wmilog, "analyze", "-f", "json", "samples/event-consumers.xml")[1]
    for key, value in (("kind", "other"), ("kind", None), ("fingerprint", "wmilog/1:x"),
                       ("count", -1), ("verdict", 7), ("first", "yesterday"), ("action", {}),
                       ("process_id", 2 ** 33), ("record", "1"), ("name", ["x"])):
        report = json.loads(text)
        report["event_consumers"][0][key] = value
        status, _, messages = tickets(wmilog, "github", "-", json.dumps(report).encode())
        if status != 3 or b"event_consumers[0]." + key.encode() not in messages:
            yield f"{key} of an event consumer is {value}: {status} {messages[:200]!r}"


def check_damage(wmilog):
    text = run(wmilog, "analyze", "-f", "json", "samples/throttled.xml")[1]
    for length in range(60, len(text) - 2, 97):
        status, _, messages = tickets(wmilog, "github", "-", text[:length])
        if status != 3 or not PLACE.match(messages):
            yield f"cut off at {length}: exit status {status}: {messages[:200]!r}"
            return
    for name, given in wrong_reports(json.loads(text)):
        status, _, messages = tickets(wmilog, "github", "-", given)
        if status != 3 or not PLACE.match(messages):
            yield f"{name}: exit status {status}: {messages[:200]!r}"
    for name, given in (("behind it more", text + b"{}"), ("bytes", text.replace(b"SRV", b"\xff")),
                        ("a key twice", text.replace(b'"count":1', b'"count":1,"count":1')),
                        ("a large part", b'{"schema_version":"' + b"1" * 9000000 + b'"}'),
                        ("depth", b'{"groups":' + b"[" * 100000)):
        status, _, messages = tickets(wmilog, "github", "-", given)
        if status != 3 or not PLACE.match(messages):
            yield f"{name}: exit status {status}: {messages[:200]!r}"


def check_use(wmilog, folder):
    path = os.path.join(folder, "report.json")
    run(wmilog, "analyze", "-o", path, "samples/throttled.xml")
    if run(wmilog, "tickets", "--for", "github", "--phase", "connect", path)[0] != 2:
        yield "a report is filtered"
    if run(wmilog, "tickets", "--for", "github", "-o", path, path)[0] != 2:
        yield "a report is overwritten by its tickets"
    if run(wmilog, "analyze", path)[0] == 0:
        yield "a report is analysed"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    samples = sorted(glob.glob("samples/*.xml"))
    with tempfile.TemporaryDirectory() as folder:
        hostile = os.path.join(folder, "hostile.xml")
        with open(hostile, "w", encoding="utf-8") as file:
            file.write(forms.hostile_log(forms.HOSTILE))
        complaints = [complaint for path in (*samples, hostile)
                      if os.path.basename(path) != "other-channels.xml"
                      for complaint in check_same(wmilog, path)]
        complaints += [*check_damage(wmilog), *check_wrong_consumers(wmilog),
                       *check_use(wmilog, folder)]
    for complaint in complaints:
        print(complaint)
    print(f"read back: {len(samples)} samples, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
