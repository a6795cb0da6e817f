#!/usr/bin/env python3
"""Real event logs (.evtx) as XML: what wmilog writes, against Event Viewer, evtxexport and itself.

usage: round_trip.py WMILOG

Needs shared/corpus beside the source tree (exit status 77, skipped, without it). For every log:
`convert` and `events --format xml` write the same events; read again they are the same events;
they are those of Event Viewer's export where there is one, byte for byte but for the case of GUIDs
and what the export has lost; and those of evtxexport, where that is installed, once its habits are
put right. The events by provider and id are those that other readers counted.
"""
import collections
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")
SKIPPED = 77
DAMAGED, NO_EVENTS = 3, 4

EVENT = re.compile(r"<Event[ >].*?</Event>", re.DOTALL)
GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
EMPTY = re.compile(r"<(\w+)></\1>")
RECORD_ID = re.compile(r"<EventRecordID>(\d+)</EventRecordID>")
HEX = re.compile(r"0x0*([0-9a-f]+)$")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7})00Z$")
WHERE = {"source", "offset"}  # of an event: where it was read


def run(*command, statuses=(0, DAMAGED)):
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if done.returncode not in statuses:
        raise ValueError(f"{' '.join(command)}: exit status {done.returncode}: "
                         + done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8")


def lower_guids(text):
    return GUID.sub(lambda match: match.group().lower(), text)


def by_record(text):
    """The events of a document by their record ids, and how many there are."""
    events = EVENT.findall(text)
    return {int(RECORD_ID.search(event).group(1)): event for event in events}, len(events)


def events_of(wmilog, path):
    lines = run(wmilog, "events", path, statuses=(0, DAMAGED, NO_EVENTS)).splitlines()
    events = [{key: value for key, value in json.loads(line).items() if key not in WHERE}
              for line in lines]
    return sorted(events, key=lambda event: json.dumps(event, sort_keys=True))


def check_read_again(wmilog, log, converted):
    before, after = events_of(wmilog, log), events_of(wmilog, converted)
    if before != after:
        yield f"read again: {len(after)} events, expected {len(before)}, or other fields"


def normal_value(text):
    """A value without evtxexport's habits: padded hexadecimal, upper case GUIDs, two more zeros in
    times, line ends."""
    text = lower_guids((text or "").replace("\r\n", "\n"))
    text = HEX.sub(r"0x\1", text)
    text = TIME.sub(r"\1Z", text)
    return text if text.strip() else ""


def normal(element):
    """(name, attributes, text, children) of an event, in one form."""
    name = element.tag.rsplit("}", 1)[-1]
    attributes = {key: normal_value(value) for key, value in element.attrib.items()}
    children = [normal(child) for child in element]
    return name, attributes, "" if children else normal_value(element.text), children


def parse(event):
    # evtxexport writes characters that XML forbids.
    return normal(ElementTree.fromstring(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", event)))


def signed_wrong(ours, theirs):
    """evtxexport prints negative numbers as if their bits were a sign and a magnitude."""
    if not re.fullmatch(r"-\d+", ours) or not re.fullmatch(r"-\d+", theirs):
        return False
    return -int(theirs) - int(ours) in (1 << 31, 1 << 63)


def same(ours, theirs):
    if ours[0] != theirs[0] or len(ours[3]) != len(theirs[3]):
        return False
    if set(ours[1]) != set(theirs[1]):
        return False
    pairs = [(ours[2], theirs[2])] + [(ours[1][key], theirs[1][key]) for key in ours[1]]
    if not all(a == b or signed_wrong(a, b) for a, b in pairs):
        return False
    return all(same(a, b) for a, b in zip(ours[3], theirs[3]))


def check_evtxexport(log, events):
    exported, count = by_record(run("evtxexport", "-f", "xml", log, statuses=(0, 1)))
    if set(exported) != set(events) or count != len(events):
        yield f"evtxexport: {count} events, we have {len(events)}, or other record ids"
    for record in sorted(set(exported) & set(events)):
        if not same(parse(events[record]), parse(exported[record])):
            yield f"record {record}: evtxexport has\n{exported[record]}\nwe have\n{events[record]}"


def as_saved(event):
    """The exports in the corpus have passed through a tool: their line ends are LF, and empty data
    elements, which Windows writes with two tags, have one."""
    return EMPTY.sub(r"<\1/>", lower_guids(event).replace("\r\n", "\n"))


def check_event_viewer(log, events):
    name = os.path.basename(log).removesuffix(".evtx")
    path = os.path.join(CORPUS, "xml", name + ".eventviewer.xml")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8-sig", newline="") as file:
        saved, _ = by_record(file.read())
    for record in sorted(set(saved) | set(events)):
        ours, theirs = as_saved(events.get(record, "")), as_saved(saved.get(record, ""))
        if ours != theirs:
            yield f"record {record}: Event Viewer has\n{theirs}\nwe have\n{ours}"


def check_counts(log, events):
    """Events by provider and event id, of the logs that others counted."""
    machine, name = os.path.split(log)
    machine = os.path.basename(machine)
    path = os.path.join(CORPUS, "truth", f"{machine}.{name.removesuffix('.evtx')}.tsv")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = {(row["provider"], row["event_id"]): int(row["count"]) for row in rows}
    found = collections.Counter()
    for event in events.values():
        system = ElementTree.fromstring(event)[0]
        provider = next(child for child in system if child.tag.endswith("}Provider"))
        number = next(child for child in system if child.tag.endswith("}EventID"))
        found[provider.attrib.get("Name", ""), number.text] += 1
    for key in sorted(set(expected) | set(found)):
        if expected.get(key) != found.get(key):
            yield f"{key}: found {found.get(key)}, expected {expected.get(key)}"


def check(wmilog, log, folder):
    converted = os.path.join(folder, "converted.xml")
    run(wmilog, "convert", "-o", converted, log)
    with open(converted, encoding="utf-8", newline="") as file:
        document = file.read()
    start = "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>"
    if not document.startswith(start) or not document.endswith("</Events>"):
        yield "convert: not the frame of Event Viewer"
    ElementTree.fromstring(document.removeprefix("\ufeff").encode("utf-8"))
    events, count = by_record(document)
    if len(events) != count:
        yield f"{count} events have {len(events)} record ids"
    listed, count = by_record(run(wmilog, "events", "-f", "xml", log))
    if listed != events or count != len(events):
        yield f"events --format xml: {count} events, convert: {len(events)}, or other texts"
    if list(events) != sorted(events):
        yield "convert: not in the order of record ids"
    yield from check_read_again(wmilog, log, converted)
    yield from check_event_viewer(log, events)
    yield from check_counts(log, events)
    # evtxexport stops at forwarded events and at damage.
    if shutil.which("evtxexport") and "evtx-odd" not in log:
        yield from check_evtxexport(log, events)


def logs():
    for folder in ("evtx", "machine", "evtx-slack", "evtx-odd"):
        for place, folders, names in os.walk(os.path.join(CORPUS, folder)):
            folders.sort()
            for name in sorted(names):
                yield os.path.join(place, name)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    if not os.path.isdir(CORPUS):
        print("round trip: shared/corpus is not beside the source tree: skipped")
        sys.exit(SKIPPED)
    if not shutil.which("evtxexport"):
        print("evtxexport is not installed: its comparison is left out")
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        for log in logs():
            try:
                complaints = list(check(wmilog, log, folder))
            except (ValueError, ElementTree.ParseError, subprocess.TimeoutExpired) as err:
                complaints = [f"{type(err).__name__}: {err}"]
            count += 1
            wrong += len(complaints)
            for complaint in complaints[:3]:
                print(f"{os.path.relpath(log, CORPUS)}: {complaint}")
            if len(complaints) > 3:
                print(f"{os.path.relpath(log, CORPUS)}: and {len(complaints) - 3} more")
    print(f"round trip: {count} logs, {wrong} complaints")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
