#!/usr/bin/env python3
"""The scenario of more_forms.py as collectors and time line tools keep it, several forms in one
file, and dates of more cultures: each event is there with its time, its computer and, where the
form has it, its number.

Usage: joined_forms.py WMILOG
"""
import csv
import html
import json
import os
import subprocess
import sys

import more_forms as forms
from more_forms import CHANNEL, COMPUTER, EPOCH, EVENTS, PROVIDER, iso, rows, xml

FIRST, SECOND = EVENTS[:2], EVENTS[2:]
TIMELINE = ("date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,"
            "inode,notes,format,extra").split(",")


def utc(e):
    return iso(e) + ".123Z"


def lines(make, events=None):
    return "".join(json.dumps(make(e)) + "\n" for e in events or EVENTS)


def few(events):
    return "".join(forms.few(e) + "\n" for e in events)


def table(events):
    return rows(forms.HEAD, lambda e: [v for _, v in forms.properties(e)], events=events)


def copies(events):
    return forms.each(forms.COPY, events, "\n", forms.german)


def timeline(e, has_xml):
    """As log2timeline: the month first, and the values as Python prints a list."""
    desc = (f"[{e.id} / 0x{e.id:04x}] Source Name: {PROVIDER} Strings: "
            f"{[str(v) for v in e.data.values()]!r} Computer Name: {COMPUTER} Record Number: "
            f"{e.record} Event Level: 2")
    return ["03/09/2026", f"14:27:{e.second}", "UTC", "M...", "EVT", "WinEVTX", "Written", "-",
            COMPUTER, "x", desc, "2", "OS:/x.evtx", "12", "-", "winevtx",
            f"message_identifier: {e.id}; recovered: False; xml_string: {xml(e)}"
            if has_xml else "-"]


def splunk(e, raw):
    """A row of results as XML, whose fields are named in attributes."""
    values = {"_time": iso(e) + ".000+00:00", "host": COMPUTER, "EventCode": e.id,
              "RecordNumber": e.record, "Message": e.text}
    fields = "".join(f"<field k='{name}'><value h='1'><text>{html.escape(str(value), False)}"
                     "</text></value></field>\n" for name, value in values.items())
    return (f"<result offset='0'>{fields}<field k='_raw'><v xml:space='preserve' trunc='0'>"
            f"{html.escape(raw, False)}</v></field>\n</result>\n")


def classic(e):
    return (f"03/09/2026 02:27:{e.second} PM\nLogName={CHANNEL}\nEventCode={e.id}\nEventType=2\n"
            f"ComputerName={COMPUTER}\nSourceName={PROVIDER}\nType=Error\nRecordNumber={e.record}\n"
            f"Keywords=None\nMessage={e.text}")


def results(make):
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<results preview='0'>\n<meta>\n<fieldOrder>\n"
            "<field>_time</field>\n</fieldOrder>\n</meta>\n" +
            "".join(splunk(e, make(e)) for e in EVENTS) + "</results>\n")


def payload(e):
    return {"Channel": CHANNEL, "Computer": COMPUTER, "EventID": e.id, "Message": e.text,
            "ProviderName": PROVIDER, "SourceName": PROVIDER, "RecordNumber": e.record,
            "TimeGenerated": iso(e).replace("T", " ") + " +0000"}


def joined(first, second):
    """The scenario behind itself an hour later, in other encodings."""
    text = forms.copies()
    return first(text) + second(text.replace("14:27:", "15:27:"))


def narrow(text):
    return text.encode("cp1252")


def wide(order, mark=b""):
    return lambda text: mark + text.encode("utf-16-" + order)


ENCODINGS = {
    "UTF-16 behind bytes": joined(narrow, wide("le")),
    "UTF-16 with a mark behind bytes": joined(narrow, wide("le", b"\xff\xfe")),
    "UTF-16, big endian, behind bytes": joined(narrow, wide("be", b"\xfe\xff")),
    "UTF-16 of either order": joined(wide("le", b"\xff\xfe"), wide("be", b"\xfe\xff")),
    "UTF-16 of either order, turned": joined(wide("be", b"\xfe\xff"), wide("le", b"\xff\xfe")),
    "UTF-16 between bytes": joined(lambda text: narrow("x" * 16383 + "\n") + wide("le")(text),
                                   narrow),
}


def otlp(e):
    """As OpenTelemetry's collector prints for debugging."""
    body = {"channel": CHANNEL, "computer": COMPUTER, "event_id": {"id": e.id, "qualifiers": 0},
            "message": e.text, "provider": {"name": PROVIDER}, "record_id": e.record}
    return (f"LogRecord #0\nObservedTimestamp: 2026-03-09 15:30:00.1 +0000 UTC\nTimestamp: "
            f"2026-03-09 14:27:{e.second}.123456 +0000 UTC\nSeverityText: ERROR\n"
            f"Body: Map({json.dumps(body)})\nTrace ID: \nSpan ID: \nFlags: 0\n")


VALUES = [[v for _, v in forms.properties(e)] for e in EVENTS]
LISTED = "".join("\n" + forms.each(
    "TimeCreated  : %date\nProviderName : %source\nId           : %id\nMachineName  : %pc\n"
    "Message      : %m\n", [e]) for e in EVENTS)


def drawn(events):
    """As databases draw a table."""
    cells = [forms.HEAD] + [[v for _, v in forms.properties(e)] for e in events]
    widths = [max(len(row[i]) for row in cells) for i in range(len(forms.HEAD))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"
    texts = ["|" + "|".join(f" {c.ljust(w)} " for c, w in zip(row, widths)) + "|\n"
             for row in cells]
    return rule + texts[0] + rule + "".join(texts[1:]) + rule


# Of Arabia, Thailand, Vietnam, Albania, Bulgaria, Canada, Croatia: none leaves its order open.
DATES = ["٠٩/٠٣/٢٠٢٦ ٠٢:٢٧:{} م", "9/3/2569 14:27:{}", "09/03/2026 2:27:{} CH",
         "9.3.2026 2:27:{}.MD", "9.3.2026 г. 14:27:{} ч.", "2026-03-09 14 h 27 min {} s",
         "9. 3. 2026. 14:27:{}"]
QUOTED = csv.QUOTE_ALL
# The text of each form, and what it lacks; "record" where it has the numbers of the events.
FORMS = {
    "columns of Graylog": (rows(["timestamp", "source", "message"],
                                lambda e: [utc(e), COMPUTER, e.text], quoting=QUOTED), ""),
    "columns of Graylog, in another order": (rows(
        ["message", "source", "timestamp"],
        lambda e: [e.text, COMPUTER, iso(e).replace("T", " ") + ".123"], quoting=QUOTED), ""),
    "columns of Graylog, from NXLog": (rows(
        ["timestamp", "source", "EventID", "SourceName", "full_message"],
        lambda e: [utc(e), COMPUTER, e.id, PROVIDER, e.text], quoting=QUOTED), ""),
    "messages of Graylog": (lines(
        lambda e: {"timestamp": utc(e), "source": COMPUTER, "full_message": e.text}), ""),
    "what HEC takes, as text": (lines(
        lambda e: {"time": EPOCH + e.second, "host": COMPUTER, "event": e.text}), ""),
    "what HEC takes, as objects": (lines(
        lambda e: {"time": EPOCH + e.second, "host": COMPUTER,
                   "event": {"EventCode": e.id, "RecordNumber": e.record, "Message": e.text}}),
                                   "record"),
    "Google Cloud Logging": (json.dumps([{"jsonPayload": payload(e), "timestamp": "2026-03-09T15Z"}
                                         for e in EVENTS]), "record"),
    "syslog-ng": (forms.each(
        '<131>1 %iso+00:00 %pc WMI 1644 - [win@18372.4 EVENT_ID="%id" EVENT_REC_NUM="%record" '
        'EVENT_SOURCE="%source"] %pc: %m\n'), "record"),
    "a collector of syslog": (forms.each("%iso\tUser.Error\t%pc\t%m\n"), ""),
    "a collector of syslog, whole lines": ("".join(
        f"{iso(e)}\tDaemon.Error\t10.1.2.3\tMar 09 14:27:{e.second} {COMPUTER} WMI-Activity: "
        f"{e.text}\n" for e in EVENTS), ""),
    "lines of measurements": (forms.each(
        'win,Computer=%pc,EventID=%id,Source=%source EventRecordID=%recordi,Message=%e,'
        'TimeCreated="%isoZ" 1773066431000000000\n'), "record"),
    "rows of values": (json.dumps(VALUES), ""),
    "rows of values, indented": (json.dumps(VALUES, indent=1), ""),
    "a row of values a line": ("".join(json.dumps(row) + "\n" for row in VALUES), ""),
    "rows of values behind their names": ("".join(
        json.dumps(row) + "\n" for row in [forms.HEAD, ["String"] * 4, *VALUES]), ""),
    "rows of values in objects": (json.dumps(
        {"schema": {"fields": [{"name": name, "type": "STRING"} for name in forms.HEAD]},
         "rows": [{"f": [{"v": value} for value in row]} for row in VALUES]}), ""),
    "lines of what a command printed": (json.dumps(
        {"changed": True, "stdout_lines": LISTED.split("\n")}, indent=4), ""),
    "JSON on a page": ("<html><body><pre>" + html.escape(json.dumps(
        [json.loads(forms.few(e)) for e in EVENTS])) + "</pre></body></html>", ""),
    "JSON lines on a page": ("<html><body><pre>" + html.escape(few(EVENTS)) +
                             "</pre></body></html>", ""),
    "OpenTelemetry, for debugging": ("".join(map(otlp, EVENTS)), "record"),
    "logs of Configuration Manager": ("".join(
        f'<![LOG[{e.text}]LOG]!><time="14:27:{e.second}.123+000" date="03-09-2026" '
        f'component="Watch" context="" type="3" thread="5120" file="x.ps1:1">\n'
        for e in EVENTS), "computer"),
    "a time within a sentence": (forms.each(
        "Yesterday (2026-03-10 08:41:22) I got this again. %m\n\n"), "computer time"),
    "a time line": (rows(TIMELINE, lambda e: timeline(e, True)), "record"),
    "a time line without XML": (rows(TIMELINE, lambda e: timeline(e, False)), "record"),
    "results of Splunk, XML": (results(xml), "record"),
    "results of Splunk, classic events": (results(classic), "record"),
    "a table that is drawn": (drawn(EVENTS), ""),
    "a page's table": ("<html><body><table><tr>" + "".join(
        f"<th>{name}</th>" for name in forms.HEAD) + "</tr>" + "".join(
            "<tr>" + "".join(f"<td>{html.escape(v)}</td>" for _, v in forms.properties(e)) +
            "</tr>" for e in EVENTS) + "</table></body></html>", ""),
    "JSON, then a table": (few(FIRST) + "\n" + table(SECOND), ""),
    "a table, then JSON": (table(FIRST) + "\n" + few(SECOND), ""),
    "a table, then a list of JSON": (
        table(FIRST) + "\n" + json.dumps([json.loads(forms.few(e)) for e in SECOND], indent=2), ""),
    "a table, then copies": (table(FIRST) + "\r\n\r\n" + copies(SECOND), ""),
    "a table, then XML": (table(FIRST) + "\r\n\r\n" + "\n".join(xml(e, "\n") for e in SECOND), ""),
    "a table among copies": (
        copies(EVENTS[:1]) + "\n" + table(EVENTS[1:3]) + "\n" + copies(EVENTS[3:]), "told"),
    "JSON, then copies": (few(FIRST) + "\n\n" + copies(SECOND), ""),
    "copies, then JSON": (copies(FIRST) + "\n" + few(SECOND), ""),
    "XML, then JSON": ("\n".join(xml(e) for e in FIRST) + "\n\n" + few(SECOND), ""),
    "XML, then a table": ("\n".join(xml(e) for e in FIRST) + "\n\n" + table(SECOND), ""),
}


def place_of(event):
    """Of the event of the scenario that it is."""
    text = event.get("operation") or event.get("provider_path") or event.get("query") or "none"
    return [e.id == event["event_id"] and text in e.text for e in EVENTS].index(True)


def problems_of(wmilog, text, lacks):
    found, told = forms.events_of(wmilog, text)
    told = "\n".join(line for line in told.splitlines() if "first" not in line)
    if told and "told" not in lacks:
        yield told
    if len(found) != len(EVENTS):
        yield f"{len(found)} events: {told}"
        return
    for wanted, event in zip(EVENTS, sorted(found, key=place_of)):
        yield from forms.differences(wanted, event, lacks)
        if "record" in lacks and event.get("record") != wanted.record:
            yield f"record: {event.get('record')}, expected {wanted.record}"


def check_commas(wmilog):
    """Plaso's table has no quotes, and blanks for commas: that is told."""
    text = "\n".join([",".join(TIMELINE)] + [
        ",".join(cell.replace(",", " ") for cell in timeline(e, False)) for e in EVENTS]) + "\n"
    found, told = forms.events_of(wmilog, text)
    codes = [e.get("result_code") for e in found]
    if codes != [e.data.get("ResultCode", e.data.get("Code")) for e in EVENTS]:
        yield f"a time line without commas: {codes}"
    if "blanks where commas stood" not in told:
        yield f"lost commas are not told: {told}"


def check_encodings(wmilog):
    """None of the events is lost, and each has its time."""
    wanted = sorted(iso(e).replace("T14", hour) for e in EVENTS for hour in ("T14", "T15"))
    for name, data in ENCODINGS.items():
        done = subprocess.run([wmilog, "events", "-"], input=data, capture_output=True, check=False)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        times = sorted(e.get("time", "")[:19] for e in found)
        if times != wanted or {e.get("computer") for e in found} != {COMPUTER}:
            yield f"{name}: {times} {done.stderr.decode()}"


def check_dates(wmilog):
    for date in DATES:
        text = forms.copies(lambda e, date=date: date.format(e.second))
        found, told = forms.events_of(wmilog, text)
        times = [e.get("time", "")[:19] for e in found]
        if times != [iso(e) for e in EVENTS] or told:
            yield f"dates as {date}: {times} {told}"
    text = forms.copies(lambda e: f"20/09/47 02:27:{e.second} م")
    found, told = forms.events_of(wmilog, text)
    if [e.get("time") for e in found] != [None] * len(EVENTS) or "no known form" not in told:
        yield f"years of the moon: {[e.get('time') for e in found]} {told}"


def main(wmilog):
    failed = 0
    wmilog = os.path.abspath(wmilog)
    for name, (text, lacks) in FORMS.items():
        for problem in problems_of(wmilog, text, lacks):
            print(f"{name}: {problem}", file=sys.stderr)
            failed += 1
    for problem in [*check_commas(wmilog), *check_dates(wmilog), *check_encodings(wmilog)]:
        print(problem, file=sys.stderr)
        failed += 1
    print(f"joined_forms: {len(FORMS)} forms, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
