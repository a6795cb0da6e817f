#!/usr/bin/env python3
"""The scenario of more_forms.py with what chats, tickets, mails and copied files put around it:
none of their times is one of an event, and no name keeps what stands around it.

Usage: sent_forms.py WMILOG
"""
import json
import os
import subprocess
import sys

import more_forms as forms

SENT, LOGGED = "2026-03-10T08:41:22", "2026-04-23T17:08:14"
FIRST, SECOND = forms.EVENTS[:2], forms.EVENTS[2:]


def bare(make):
    return [make(e.text) for e in forms.EVENTS]


def rows_under(head, events):
    return forms.rows(head, lambda e: [dict(forms.properties(e))[name] for name in head],
                      events=events)


# What programs put before a line of their logs, whose time is that of the event.
PROGRAMS = ["[4/23/2026, 5:08:14 PM] wmi: ", "[4/23/2026, 5:08:14 PM] WmiWatch: ",
            "4/23/2026, 5:08:14 PM - svc-7: ", "[2026-04-23 17:08:14] wmi: "]
# And what chats put there.
PEOPLE = ["[4/23/2026, 5:08:14 PM] Tom Weber: ", "[4/23/2026, 5:08:14 PM] Tom: ",
          "[4/23/26, 5:08:14 PM] tom: ", "[4/23/2026, 5:08:14 PM] +49 170 123456: ",
          "4/23/2026, 5:08 PM - tom: "]
TURNED = ["MachineName", "Id", "Message", "TimeCreated"]
FORMS = {
    "an export of Slack": (json.dumps(bare(
        lambda text: {"type": "message", "user": "U1", "ts": "1773132082.000100", "text": text})),
                           "computer time"),
    "an export of Discord": (json.dumps({"messages": bare(
        lambda text: {"timestamp": SENT + "Z", "content": text, "author": {"name": "x"}})}),
                             "computer time"),
    "an export of Telegram": (json.dumps({"messages": bare(
        lambda text: {"id": 1, "date": SENT, "from": "x", "text": text})}), "computer time"),
    **{f"a program's log, {head!r}": ("".join(head + e.text + "\n" for e in forms.EVENTS),
                                      "computer " + LOGGED) for head in PROGRAMS},
    **{f"somebody's words, {head!r}": ("".join(head + e.text + "\n" for e in forms.EVENTS),
                                       "computer time") for head in PEOPLE},
    "tickets": (forms.rows(["number", "opened_at", "description"], lambda e: ["1", SENT, e.text]),
                "computer time"),
    "issues": (forms.rows(["Issue key", "Created", "Description"],
                          lambda e: ["K-1", "10/Mar/26 8:41 AM", e.text]), "computer time"),
    **{f"the head of a mail, {head!r}": ("\n".join(
        head + "\n\n" + e.text + "\n" for e in forms.EVENTS), "computer time") for head in (
            f"Date: {SENT}Z\nFrom: a@b.example\nSubject: x",
            f"From: a@b.example\nSubject: x\nDate: {SENT}Z",
            f"Von: Tom Birke\nErstellt: {SENT.replace('T', ' ')}")},
    "a ticket with copies": (f"Ticket: 1\nCreated: {SENT}\nDescription:\n\n" + forms.copies(), ""),
    "a mail with copies": (f"From: a@b.example\nDate: {SENT}Z\n\nHello,\n\n" + forms.copies(), ""),
    **{f"a computer as {form}": (forms.copies().replace(
        forms.COMPUTER, form.format(forms.COMPUTER)), "") for form in (
            "{}.", "\\\\{}", "{} (10.1.2.3)", "[{0}](http://{0})", "`{}`", "**{}**", '"{}",')},
    "two tables with other heads": (rows_under(forms.HEAD, FIRST) + rows_under(TURNED, SECOND), ""),
    "copies, then rows in quotes": (forms.each(
        forms.COPY, FIRST, "\n", forms.german) + "\n" + "".join(
            f'"{forms.german(e)}","{e.id}","{forms.COMPUTER}","{e.text}"\n' for e in SECOND), ""),
    "numbers with a fraction": (forms.rows(
        forms.HEAD, lambda e: [forms.us(e), f"{e.id}.0", forms.COMPUTER, e.text]), ""),
}


def place_of(event):
    """Of the event of the scenario that it is."""
    text = event.get("operation") or event.get("provider_path") or event.get("query") or "none"
    return [e.id == event["event_id"] and text in e.text for e in forms.EVENTS].index(True)


def problems_of(wmilog, text, lacks):
    found, told = forms.events_of(wmilog, text)
    if len(found) != len(forms.EVENTS):
        yield f"{len(found)} events: {told}"
        return
    for wanted, event in zip(forms.EVENTS, sorted(found, key=place_of)):
        is_logged = LOGGED in lacks
        if is_logged and not event.get("time", "").startswith(LOGGED):
            yield f"time: {event.get('time')!r}, expected that of the log"
        yield from forms.differences(wanted, dict(event, time="") if is_logged else event,
                                     lacks.replace(LOGGED, "time"))
        if "computer" in lacks and "computer" in event:
            yield f"computer: {event['computer']}"


def lost_of_lists(wmilog):
    """Of lists of properties and values, of which one begins wherever a block may."""
    size, count = 512, 4096
    one = "Property,Value\n" + "".join(",".join(row) + "\n" for row in forms.properties(FIRST[0]))
    text = (one + "Notes," + "x" * (size - len(one) - 7) + "\n") * count
    for encoding, mark in (("utf-8", ""), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff")):
        done = subprocess.run([wmilog, "events", "-"], input=(mark + text).encode(encoding),
                              capture_output=True, check=False)
        found = done.stdout.count(b"\n")
        if found != count:
            yield f"{found} events of {count} lists in {encoding}"


def lost_of_lines(wmilog):
    """Of lines of a log, whose heads stand at each place where a block may be looked at up to."""
    count = 16384
    for more in range(0, 64, 8):
        head = "2026-03-09T14:27:11 " + FIRST[0].text.replace("\n", " ")
        text = "x" * more + "\n" + (head + "\n") * count
        done = subprocess.run([wmilog, "events", "-"], input=text.encode(), capture_output=True,
                              check=False)
        found = done.stdout.count(b"\n")
        if found != count:
            yield f"{found} events of {count} lines behind {more} bytes"


def check_prose(wmilog):
    """What documents say of such messages is no event."""
    for text in ("5858\tId = {Id}; ClientMachine = {ClientMachine}; User = {User}; Operation = "
                 "{Operation*}; ResultCode = {ResultCode}; PossibleCause = {PossibleCause*}\n",
                 "WMI Events were bound. ConsumerType = <type>; Possiblecause = <cause>\n",
                 "We saw event 5858 with ResultCode = 0x80041032 and PossibleCause = Unknown.\n",
                 "The Id is a GUID; ClientMachine = the client; User = who; ClientProcessId = the "
                 "process; Operation = what; ResultCode = the error; PossibleCause = Unknown.\n",
                 "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-WMI-Activity/"
                 "Operational'; Id=5858} | ? Message -match 'ResultCode = 0x80041032'\n",
                 "Name   Value\n----   -----\nId     5858\nMessage   see above\n",
                 "Computer\nPC1\nEvent ID\n5858\nDate\n19.05.2026 10:00\nDescription\nnone\n"):
        if forms.events_of(wmilog, text)[0]:
            yield f"an event in a document: {text}"


def main(wmilog):
    failed = 0
    wmilog = os.path.abspath(wmilog)
    for problem in [*lost_of_lists(wmilog), *lost_of_lines(wmilog), *check_prose(wmilog)]:
        print(problem, file=sys.stderr)
        failed += 1
    for name, (text, lacks) in FORMS.items():
        for problem in problems_of(os.path.abspath(wmilog), text, lacks):
            print(f"{name}: {problem}", file=sys.stderr)
            failed += 1
    print(f"sent_forms: {len(FORMS)} forms, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
