#!/usr/bin/env python3
"""Holes in the record numbers of exports: told where the export is otherwise whole, and only there.

usage: record_numbers.py WMILOG

The exports are made here. With shared/ beside the source tree, its real exports are looked at too:
none of them has a hole that is worth a word.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.path.join(ROOT, "..", "shared")
PROVIDER = "Microsoft-Windows-WMI-Activity"
OPERATIONAL = PROVIDER + "/Operational"
TRACE = PROVIDER + "/Trace"
OTHER = "Microsoft-Windows-WMI"
OK, DOUBTFUL = 0, 3
EVENT = """<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>\
<Provider Name="{provider}"/><EventID>{id}</EventID><Level>{level}</Level>\
<TimeCreated SystemTime="{time}"/><EventRecordID>{number}</EventRecordID>\
<Channel>{channel}</Channel><Computer>{computer}</Computer></System><UserData>{data}</UserData>\
</Event>"""
FAILURE = """<Operation_ClientFailure \
xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">\
<Id>{{00000000-0000-0000-0000-000000000000}}</Id><ClientMachine>{computer}</ClientMachine>\
<User>A\\b</User><ClientProcessId>{number}</ClientProcessId><Component>Unknown</Component>\
<Operation>Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM C</Operation>\
<ResultCode>0x80041032</ResultCode><PossibleCause>Unknown</PossibleCause>\
</Operation_ClientFailure>"""
START = """<Operation_StartedOperational \
xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">\
<ProviderName>P{number}</ProviderName><Code>0x0</Code><HostProcess>wmiprvse.exe</HostProcess>\
<ProcessID>{number}</ProcessID><ProviderPath>p.dll</ProviderPath>\
</Operation_StartedOperational>"""

TRACES = ((11, '<Operation_New xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">'
           "<OperationId>{number}</OperationId><Operation>Start IWbemServices::ExecQuery - "
           "root\\cimv2 : SELECT * FROM C</Operation></Operation_New>"),
          (12, '<Operation_Provider_Info_New '
           'xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">'
           "<GroupOperationId>{number}</GroupOperationId></Operation_Provider_Info_New>"),
          (13, '<Operation_Stop xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">'
           "<OperationId>{number}</OperationId><ResultCode>0x0</ResultCode></Operation_Stop>"))


def clock(number):
    """One record a second."""
    return f"2025-03-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.0000000Z"


def is_failure(number):
    return number % 5 == 0


def event(number, computer="A.example", channel=OPERATIONAL, time=None, provider=PROVIDER,
          has_levels=True):
    failed = is_failure(number)
    data = (FAILURE if failed else START).format(number=number, computer=computer)
    level = 2 if failed and has_levels else 0
    return EVENT.format(id=5858 if failed else 5857, level=level, data=data,
                        time=time or clock(number), number=number, channel=channel,
                        computer=computer, provider=provider)


def events(numbers, **more):
    return [event(number, **more) for number in numbers]


def traces(numbers, ids=(11, 12, 13), kinds=3):
    """All of one level, as the channel has them."""
    for number in numbers:
        event_id, data = TRACES[number % kinds]
        if event_id in ids:
            yield EVENT.format(id=event_id, level=4, data=data.format(number=number // 3),
                               time=clock(number), number=number, channel=TRACE,
                               computer="A.example", provider=PROVIDER)


def alternating(*lists):
    return [one for several in zip(*lists) for one in several]


def shuffled(items):
    items = list(items)
    random.Random(9).shuffle(items)
    return items


WHOLE = list(range(1, 1001))
HOLED = WHOLE[:400] + WHOLE[460:]
TWO_HOLES = WHOLE[:300] + WHOLE[301:700] + WHOLE[710:]
A_HOLE = (60, 400, 461, "A.example")
# what, events, gaps: records, the numbers around them, computer
CASES = [
    ("whole", events(WHOLE), []),
    ("hole", events(HOLED), [A_HOLE]),
    ("newest first", events(reversed(HOLED)), [A_HOLE]),
    ("whole, newest first", events(reversed(WHOLE)), []),
    ("two holes", events(TWO_HOLES), [(1, 300, 302, "A.example"), (10, 700, 711, "A.example")]),
    ("shuffled", shuffled(events(HOLED)), [A_HOLE]),
    ("whole, shuffled", shuffled(events(WHOLE)), []),
    ("doubled", events(HOLED + HOLED), [A_HOLE]),
    ("doubled side by side", alternating(events(HOLED), events(HOLED)), [A_HOLE]),
    ("second part fills the hole", events(HOLED + WHOLE[380:480]), []),
    ("two computers", alternating(events(HOLED),
                                  events(WHOLE[::-1][:940], computer="B")), [A_HOLE]),
    ("two computers with holes", events(HOLED) + events(TWO_HOLES, computer="B"),
     [A_HOLE, (1, 300, 302, "B"), (10, 700, 711, "B")]),
    ("two channels", alternating(events(HOLED), events(range(5001, 5941), channel="System",
                                                       provider=OTHER, time=clock(500))),
     [A_HOLE]),
    ("other channel with a hole", events(HOLED, channel="System"), []),
    ("by id", events(filter(is_failure, WHOLE)), []),
    ("by id, with a hole", events(n for n in HOLED if not is_failure(n)), []),
    ("no levels", events(HOLED, has_levels=False), [A_HOLE]),
    ("traces", traces(HOLED), [(*A_HOLE, TRACE)]),
    ("whole traces", traces(WHOLE), []),
    ("traces by id", traces(HOLED, (11, 13)), []),
    ("starts alone", traces(HOLED, kinds=1), []),
    ("by time", events(WHOLE[200:600]), []),
    ("two times", events(WHOLE[:100] + WHOLE[800:]), []),
    ("by text", events(n for n in WHOLE if n % 7 != 3), []),
    ("numbers begun anew", events(range(600, 1001)) +
     [event(n, time=clock(n + 2000)) for n in range(1, 400)], []),
]


def report(wmilog, path, status, *options):
    done = subprocess.run([wmilog, "analyze", *options, path], capture_output=True, check=False)
    if status is not None and done.returncode != status:
        sys.exit(f"{path}: exit status {done.returncode} instead of {status}: {done.stderr}")
    return done.stdout.decode("utf-8")


def gap_of(records, before, after, computer, channel=OPERATIONAL):
    return {"from": clock(before), "to": clock(after), "records": records,
            "channel": channel, "computer": computer}


def check(wmilog, folder, what, found, gaps):
    path = os.path.join(folder, what.replace(" ", "-") + ".xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("<Events>\n" + "\n".join(found) + "\n</Events>\n")
    source = json.loads(report(wmilog, path, OK, "-f", "json"))["sources"][0]
    told = source.get("gaps", [])
    if told != [gap_of(*gap) for gap in gaps] or source.get("may_be_filtered", False) != bool(gaps):
        sys.exit(f"{what}: {told}")
    text = report(wmilog, path, OK)
    if ("missing or filtered out" in text) != bool(gaps) or "covered" in source:
        sys.exit(f"{what}: in the text report: {text}")
    page = report(wmilog, path, OK, "-f", "html")
    if ("missing or filtered out" in page) != bool(gaps):
        sys.exit(f"{what}: not so in the page")
    # Disorder is for --strict too.
    if not source["out_of_order"]:
        report(wmilog, path, DOUBTFUL if gaps else OK, "--strict")


def check_damaged(wmilog, folder):
    """What could not be read is told as that alone."""
    path = os.path.join(folder, "damaged.xml")
    found = events(WHOLE)
    found[500] = found[500].replace("<EventID>", "<EventID><").replace("</System>", "<<")
    with open(path, "w", encoding="utf-8") as file:
        file.write("<Events>\n" + "\n".join(found) + "\n</Events>\n")
    source = json.loads(report(wmilog, path, None, "-f", "json"))["sources"][0]
    if "gaps" in source:
        sys.exit(f"damaged: {source['gaps']}")


def check_real(wmilog):
    for folder in ("corpus/xml", "forms", "forms/pasted", "faults"):
        folder = os.path.join(SHARED, folder)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            path = os.path.join(folder, name)
            if not os.path.isfile(path) or name.endswith((".md", ".evtx", ".etl")):
                continue
            text = report(wmilog, path, None, "-f", "json")
            for source in json.loads(text)["sources"] if text else []:
                if source.get("may_be_filtered"):
                    sys.exit(f"{path}: {source['gaps']}")


def main():
    wmilog = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        for what, found, gaps in CASES:
            check(wmilog, folder, what, found, gaps)
        check_damaged(wmilog, folder)
    check_real(wmilog)


main()
