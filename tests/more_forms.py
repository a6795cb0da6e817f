#!/usr/bin/env python3
"""A third scenario, in forms that people paste and send beside those of the other two: dates in
words, lines cut by a console, tables of monitoring and ticket systems, settings files, code.

Usage: more_forms.py WMILOG
"""
import copy
import csv
import html
import io
import json
import os
import quopri
import subprocess
import sys
import tempfile
import textwrap

CHANNEL = "Microsoft-Windows-WMI-Activity/Operational"
PROVIDER = "Microsoft-Windows-WMI-Activity"
COMPUTER = "MON-BIRKE3.wald.example"
EPOCH = 1773066420  # 2026-03-09T14:27:00Z, the minute of all events


class Event:
    def __init__(self, event_id, second, wrapper, message, fields):
        self.id, self.second, self.wrapper, self.fields = event_id, second, wrapper, fields
        self.text = message.format(**{name: value for name, _, value in fields})
        self.data = {name: value for name, _, value in fields}
        self.record = 9000 + second


def failure(second, machine, user, pid, operation, code):
    return Event(5858, second, "Operation_ClientFailure", (
        "Id = {Id}; ClientMachine = {ClientMachine}; User = {User}; ClientProcessId = "
        "{ClientProcessId}; Component = Unknown; Operation = {Operation}; ResultCode = "
        "{ResultCode}; PossibleCause = {PossibleCause}"), [
            ("Id", "correlation_id", f"{{5B6C7D8E-00{second}-2233-4455-66778899AABB}}"),
            ("ClientMachine", "client_machine", machine), ("User", "user", user),
            ("ClientProcessId", "client_process_id", pid),
            ("Component", "component", "Unknown"), ("Operation", "operation", operation),
            ("ResultCode", "result_code", code), ("PossibleCause", "possible_cause", "Unknown")])


EVENTS = [
    failure(11, "HOST-ERLE9", "WALD\\m.tanne", 7716,
            "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT Name, State FROM Win32_Service "
            "WHERE Name = \"a; ResultCode = 0x0; b\" AND X < 5", "0x80041003"),
    failure(23, "MON-BIRKE3", "WALD\\zeder$", 904,
            "Start IWbemServices::GetObject - root\\default : StdRegProv", "0x80041002"),
    Event(5857, 37, "Operation_StartedOperational", (
        "{ProviderName} provider started with result code {Code}. HostProcess = {HostProcess}; "
        "ProcessID = {ProcessID}; ProviderPath = {ProviderPath}"), [
            ("ProviderName", "provider_name", "Tanne|FichteProv|V1.0"),
            ("Code", "result_code", "0x8004101d"),
            ("HostProcess", "host_process", "wmiprvse.exe"),
            ("ProcessID", "host_process_id", 2208),
            ("ProviderPath", "provider_path", "%systemroot%\\system32\\wbem\\fichte.dll")]),
    Event(5860, 48, "Operation_TemporaryEssStarted", (
        "Namespace = {NamespaceName}; NotificationQuery = {Query}; UserName = {User}; "
        "ClientProcessID = {Processid}, ClientMachine = {ClientMachine}; PossibleCause = "
        "{PossibleCause}"), [
            ("NamespaceName", "namespace", "root\\cimv2"),
            ("Query", "query", "SELECT * FROM __InstanceCreationEvent WITHIN 7 WHERE "
             "TargetInstance ISA 'Win32_Process'"), ("User", "user", "WALD\\m.tanne"),
            ("Processid", "client_process_id", 7716),
            ("ClientMachine", "client_machine", "HOST-ERLE9"),
            ("PossibleCause", "possible_cause", "Temporary")]),
]
# How often the scenario is repeated, for long files.
for number in range(4 * int(os.environ.get("SCENARIO_TIMES", "1")) - 4):
    EVENTS.append(copy.copy(EVENTS[number]))
    EVENTS[-1].record += 100
NAMES = ["erle9", "birke3", "wald.example", "m.tanne", "zeder"]


def us(e):
    return f"3/9/2026 2:27:{e.second} PM"


def german(e):
    return f"09.03.2026 14:27:{e.second}"


def iso(e):
    return f"2026-03-09T14:27:{e.second}"


def each(form, events=None, between="", date=us):
    """A text for each event; %e is its message as a string of a program, %x in HTML."""
    return between.join(
        form.replace("%id", str(e.id)).replace("%date", date(e)).replace("%iso", iso(e))
        .replace("%sec", str(e.second)).replace("%pc", COMPUTER)
        .replace("%log", CHANNEL).replace("%source", PROVIDER).replace("%record", str(e.record))
        .replace("%q", e.text.replace('"', '""')).replace("%c", cut(e.text, 80))
        .replace("%data", e.wrapper + "".join(f" {n} {v}" for n, v in e.data.items()))
        .replace("%m", e.text).replace("%e", json.dumps(e.text)).replace("%x", html.escape(e.text))
        for e in events or EVENTS)


COPY = ("Log Name:      %log\nSource:        %source\nDate:          %date\nEvent ID:      %id\n"
        "Task Category: None\nLevel:         Error\nKeywords:      \nUser:          SYSTEM\n"
        "Computer:      %pc\nDescription:\n%m\n")


def copies(date=german):
    return each(COPY, between="\n", date=date)


def rows(head, make, separator=",", quoting=csv.QUOTE_MINIMAL, events=None):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="\r\n")
    for row in ([head] if head else []) + [make(e) for e in events or EVENTS]:
        writer.writerow(row)
    return out.getvalue()


def bare(head, make, change=lambda text: text):
    """Rows of tabs without quotes around anything."""
    lines = [head] if head else []
    return "".join("\t".join(map(str, line)) + "\r\n" for line in lines) + "".join(
        change("\t".join(map(str, make(e)))) + "\r\n" for e in EVENTS)


def xml(e, end=""):
    data = "".join(f"<{name}>{html.escape(str(value), False)}</{name}>{end}"
                   for name, value in e.data.items())
    parts = ["<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>", "<System>",
             f"<Provider Name='{PROVIDER}'/>", f"<EventID>{e.id}</EventID>", "<Level>2</Level>",
             f"<TimeCreated SystemTime='{iso(e)}.1234567Z'/>",
             f"<EventRecordID>{e.record}</EventRecordID>", f"<Channel>{CHANNEL}</Channel>",
             f"<Computer>{COMPUTER}</Computer>", "</System>", "<UserData>",
             f"<{e.wrapper} xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>",
             data.rstrip("\n"), f"</{e.wrapper}>", "</UserData>", "</Event>"]
    return end.join(parts)


def cut(text, width):
    """As a console shows a long line."""
    return "\n".join(text[i:i + width] for i in range(0, len(text), width))


def cut_lines(width, end="", after="\n"):
    return after.join("\n".join(cut(line, width) for line in xml(e, end).split("\n"))
                      for e in EVENTS) + "\n"


VIEW = ["Event Time", "Record ID", "Event ID", "Level", "Channel", "Provider", "Description",
        "Opcode", "Task", "Keywords", "Process ID", "Thread ID", "Computer", "User"]
PARSER = ["EventLog", "RecordNumber", "TimeGenerated", "EventID", "EventTypeName", "SourceName",
          "ComputerName", "Message"]


def viewed(e):
    return [german(e) + ".123", e.record, e.id, "Error", CHANNEL, PROVIDER, e.text, "Info", "", "",
            1644, 5120, COMPUTER, "NT AUTHORITY\\SYSTEM"]


def parsed(e):
    return ["x.evtx", e.record, iso(e).replace("T", " "), e.id, "Error event", PROVIDER, COMPUTER,
            e.text]


def parsers_table():
    """As its format NAT draws it: all to the left."""
    names = ["TimeGenerated", "EventID", "ComputerName", "Message"]
    lines = [[str(dict(zip(PARSER, parsed(e)))[name]) for name in names] for e in EVENTS]
    widths = [max(len(line[i]) for line in lines + [names]) for i in range(len(names))]
    return "".join(" ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() + "\n"
                   for line in [names, ["-" * width for width in widths], *lines])


FAILURES = [e for e in EVENTS if e.id == 5858]
DATES = [
    "9. März 2026 14:27:{0}", "Montag, 9. März 2026 14:27:{0}", "09. Mrz 2026 14:27:{0}",
    "lundi 9 mars 2026 à 14:27:{0}", "lunes, 9 de marzo de 2026 14:27:{0}",
    "segunda-feira, 9 de março de 2026 14:27:{0}", "9 марта 2026 г. 14:27:{0}",
    "9 marca 2026 14:27:{0}", "pondělí 9. března 2026 14:27:{0}", "2026年3月9日月曜日 14:27:{0}",
    "2026年3月9日 下午 2:27:{0}", "2026년 3월 9일 월요일 오후 2:27:{0}", "den 9 mars 2026 14:27:{0}",
    "9. maaliskuuta 2026 14.27.{0}", "9 Mart 2026 Pazartesi 14:27:{0}",
    "2026. március 9. 14:27:{0}", "9 березня 2026 р. 14:27:{0}", "9 Μαρτίου 2026 2:27:{0} μμ",
    "Monday, March 9, 2026 2:27:{0} PM",
    "Monday, 9th of March 2026, 14:27:{0}", "March 9, 2026 at 2:27:{0} PM",
    "Mon Mar  9 14:27:{0} UTC 2026", "Mo 09.03.2026 14:27:{0}", "20260309T1427{0}",
    "202603091427{0}.123456+000"]


def snmp(e):
    return (f"<13>Mar 09 14:27:{e.second} {COMPUTER} AgentDevice=WindowsLog\tAgentLogFile={CHANNEL}"
            f"\tSource={PROVIDER}\tComputer={COMPUTER}\tEventID={e.id}\tRecordNumber={e.record}\t"
            f"TimeGenerated={EPOCH + e.second}\tMessage={e.text}")


def properties(e):
    return [("TimeCreated", us(e)), ("Id", str(e.id)), ("MachineName", COMPUTER),
            ("Message", e.text)]


HEAD = ["TimeCreated", "Id", "MachineName", "Message"]


def few(e):
    return json.dumps({"TimeCreated": iso(e), "Id": e.id, "Computer": COMPUTER, "Message": e.text})


SOAP = "<?xml version='1.0'?><s:Envelope xmlns:s='u'><s:Body><n:E>%s</n:E></s:Body></s:Envelope>"
# What chats, tickets and mails put before somebody's words, with the time at which they were sent.
CHATS = ["Tom Birke 10:32\n", "[Yesterday 10:32 AM] Tom Birke\n", "Tom Birke\n10.03.2026 10:32\n",
         "Tom Birke  [10:32 AM]\n", "[10.03.26, 10:32:01] Tom Birke: ",
         "10.03.26, 10:32 - Tom Birke: ", "2026-03-10 10:32:15 Tom Birke: ",
         "10/Mar/26 10:32 AM;x;", "10:32:15\t From Tom Birke to all:\n\t", "[10:32:15] <x> ",
         "From: Tom Birke\nSent: Tuesday, March 10, 2026 10:32 AM\nSubject: x\n\n",
         "2026-03-10 10:32:15 - Tom Birke (Work notes)\n",
         "On Tue, Mar 10, 2026 at 10:32 AM Tom Birke <x@y.example> wrote:\n\n> "]


def without_tabs(text):
    return text.replace("WHERE ", "WHERE\t")


# The text of each form, and what it lacks: the computer, the time, events but failures.
FORMS = {
    "Format-List with all": (each("Message      : %m\nId           : %id\nMachineName  : %pc\n"
                                  "TimeCreated  : %date\n", between="\n"), ""),
    "a transcript": ("**********\nUsername: x\nMachine: y\n**********\nPS> Get-WinEvent | fl\n\n" +
                     each("TimeCreated  : %date\nProviderName : %source\nId           : %id\n"
                          "Message      : %m\n\n") + "PS> exit\n", "computer"),
    "lines of a script": (each("%date %id %m\n"), "computer"),
    "lines of a script, in brackets": (each("[%iso] [%pc] [%id] %m\n"), "computer"),
    "lines of a script, with bars": (each("%date | %id | %pc | %m\n", date=german), "computer"),
    "a table of bars": (rows(["TimeCreated", "Id", "MachineName", "Message"],
                             lambda e: [us(e), e.id, COMPUTER, e.text], "|"), ""),
    "settings": (each("[event]\nTimeCreated=%date\nId=%id\nMachineName=%pc\nMessage=%m\n\n"), ""),
    "settings with quotes": (each("[[event]]\ntime_created = %iso\nevent_id = %id\n"
                                  "computer_name = \"%pc\"\nmessage = %e\n\n"), ""),
    "keys and values": (each("time=%isoZ level=error computer=%pc event_id=%id msg=%e\n"), ""),
    "a string of C": (each("    %e\n"), "computer time"),
    "a string of C#": (each("var s = @\"%q\";\n"), "computer time"),
    "details on one line": (each(
        "+ System - Provider [ Name] %source EventID %id Version 0 Level 2 Task 0 - TimeCreated "
        "[ SystemTime] %iso.1Z EventRecordID %record Correlation Channel %log Computer %pc "
        "- Security - UserData - %data\n\n"), ""),
    "a console, as text": (each(COPY.replace("%m", "%c"), between="\n", date=german), ""),
    "Log Parser's table": (parsers_table(), ""),
    "a column of tickets": (rows(["Summary", "Key", "Description"], lambda e: [
        "x", "K-1", "{noformat}\n" + each(COPY, [e], date=german) + "{noformat}"]), ""),
    "objects with data": ("".join(json.dumps(
        {"TimeCreated": iso(e), "Id": e.id, "Computer": COMPUTER, "EventData": e.data}) + "\n"
                                  for e in FAILURES), "others"),
    "a console of 80 columns": (cut_lines(80), ""),
    "a console of 119 columns": (cut_lines(119), ""),
    "a console, each element on a line": (cut_lines(80, "\n"), ""),
    "a console, in a mail": ("Hello,\nthis is it:\n\n" + cut_lines(120) + "\nRegards\n", ""),
    "FullEventLogView, tabs": (bare(VIEW, viewed), ""),
    "FullEventLogView, tabs without a head": (bare(None, viewed), ""),
    "FullEventLogView, tabs in messages": (bare(VIEW, viewed, without_tabs), ""),
    "Log Parser, csv": (rows(PARSER, parsed), ""),
    "Log Parser, tabs": (bare(PARSER, parsed), ""),
    "QRadar": (rows(["Event Name", "Start Time", "Payload"],
                    lambda e: ["x", f"Mar 9, 2026, 2:27:{e.second} PM", snmp(e)]), ""),
    "Splunk, data alone": (rows(
        ["_time", "EventCode", "Computer", *FAILURES[0].data],
        lambda e: [iso(e) + ".000+00:00", e.id, COMPUTER, *e.data.values()], events=FAILURES),
                           "others"),
    "Kibana, data alone": (rows(
        ["@timestamp", "winlog.computer_name", "winlog.event_id",
         *("winlog.user_data." + name for name in FAILURES[0].data)],
        lambda e: [f"Mar 9, 2026 @ 14:27:{e.second}.123", COMPUTER, e.id, *e.data.values()],
        events=FAILURES), "others"),
    "EventLog Analyzer": (rows(["Device", "Time", "Event ID", "Source", "Message"],
                               lambda e: [COMPUTER, f"09 Mar 2026, 14:27:{e.second}", e.id,
                                          PROVIDER, e.text]), ""),
    "an alert by mail": (each("Event Log: %log\nAgent: x\nDate/Time: %date\nEvent ID: %id\n"
                              "Description: %m\n\n"), "computer"),
    "a chat": (each("[09.03.26, 14:27:%sec] x: %m\n"), "computer time"),
    "a page of a word processor": ("<html><body>" + "".join(
        f"<p class=MsoNormal><span lang=DE>{html.escape(line) or '<o:p>&nbsp;</o:p>'}<o:p></o:p>"
        "</span></p>\n" for line in copies().split("\n")) + "</body></html>", ""),
    "a block of a wiki": ("<ac:plain-text-body><![CDATA[" + copies() + "]]></ac:plain-text-body>",
                          ""),
    "a block of a forum": ("[quote=\"x\"]\n[code]\n" + copies() + "[/code]\n[/quote]\n", ""),
    "a block of AsciiDoc": ("== Log\n\n....\n" + copies() + "....\n", ""),
    "comments": (textwrap.indent(copies(), "# ", lambda line: True), ""),
    "lines between": (copies().replace("\n\n", "\n--------------------\n"), ""),
    "quoted thrice": (textwrap.indent(copies(), ">> > ", lambda line: True), ""),
    "messages in Slack": (json.dumps([{"type": "message", "text": f"```{text}```", "ts": "1.2"}
                                      for text in copies().split("\n\n")]), ""),
    **{"separated by " + repr(mark): (
        rows(["TimeCreated", "Id", "MachineName", "Message"],
             lambda e: [us(e), e.id, COMPUTER, e.text], mark), "") for mark in "^~#!\x1f§¦"},
    "semicolons without a head": (each("%date;%id;%pc;%m\n", date=german), ""),
    "Format-Custom": (each("class EventLogRecord\n{\n  Message = %m\n  Id = %id\n  Version = 0\n"
                           "  RecordId = %record\n  ProviderName = %source\n  MachineName = %pc\n"
                           "  TimeCreated = %date\n}\n\n"), ""),
    "a list with tabs": (each("Message\t: %m\nId\t: %id\nMachineName\t: %pc\n"
                              "TimeCreated\t: %date\n", between="\n"), ""),
    "lines of a database": (each("TimeCreated = %iso\n         Id = %id\nMachineName = %pc\n"
                                 "    Message = %m\n\n"), ""),
    "records of a database": (each("-[ RECORD %sec ]---\ntimecreated | %iso\nid          | %id\n"
                                   "machinename | %pc\nmessage     | %m\n"), ""),
    "an array of PHP": (each(
        "  array (\n    'TimeCreated' => '%iso',\n    'Id' => %id,\n    'MachineName' => '%pc',\n"
        "    'Message' => '%m',\n  ),\n", FAILURES), "others"),
    "TOML": (each("[[event]]\nTimeCreated = \"%iso\"\nId = %id\nMachineName = \"%pc\"\n"
                  "Message = '''%m'''\n\n"), ""),
    "syslog": (each("<11>1 %isoZ %pc %source 12 - - %m\n"), ""),
    "syslog, with a process": (each("%iso+00:00 %pc WMI-Activity[12]: %m\n"), ""),
    "SQL of another kind": ("".join(
        f"INSERT [ev] ([t], [m]) VALUES (N'{iso(e)}', N'" + e.text.replace("'", "''") + "')\nGO\n"
        for e in EVENTS), "computer"),
    "Format-Custom with objects": (each(
        "class EventLogRecord\n{\n  Message = %m\n  Id = %id\n  ProviderId = \n    class Guid\n"
        "    {\n      Guid = x\n    }\n  MachineName = %pc\n  TimeCreated = %date\n}\n\n"), ""),
    "a dictionary": (each("\nName                Value\n----                -----\n"
                          "TimeCreated         %date\nId                  %id\n"
                          "MachineName         %pc\nMessage             %m\n"), ""),
    "values below their names": (each(
        "@timestamp\n\t\n%iso\nevent_id\n\t\n%id\nwinlog.computer_name\n\t\n%pc\n"
        "message\n\t\n%m\n\n"), ""),
    "a list of a page": ("".join("<dl>" + each(
        "<dt>Log Name</dt><dd>%log</dd><dt>Date</dt><dd>%date</dd><dt>Event ID</dt><dd>%id</dd>"
        "<dt>Computer</dt><dd>%pc</dd><dt>Description</dt><dd>%x</dd>", [e]) + "</dl>"
                                 for e in EVENTS), ""),
    "labels behind the message": (each(
        "Message: %m\nTime: %iso\nComputer: %pc\nEvent ID: %id\n\n"), ""),
    "labels around the message": (each(
        "Device: %pc\nEvent ID: %id\nMessage: %m\nTime: %iso\n\n"), ""),
    "XML in strings of SQL": ("".join(
        f"INSERT INTO ev VALUES({e.record}, '" + xml(e).replace("'", "''") + "');\n"
        for e in EVENTS), ""),
    "XML in such, in other quotes": ("".join(
        f"INSERT INTO ev VALUES({e.record}, '" + xml(e).replace("='", '="').replace(
            "'/>", '"/>').replace("'>", '">').replace("'", "''") + "');\n" for e in EVENTS), ""),
    "older syslog": (each("<11>Mar  9 14:27:%sec %pc WMI-Activity: %m\n"), "time told"),
    "CloudWatch": (json.dumps({"events": [
        {"timestamp": (EPOCH + e.second) * 1000,
         "message": f"[{CHANNEL}] [ERROR] [{e.id}] [{PROVIDER}] [{COMPUTER}] [{e.text}]"}
        for e in EVENTS]}), ""),
    "lines of a build server": ("".join(
        f"2026-05-20T10:00:00.1Z {line}\n" for line in each(
            "\nTimeCreated  : %date\nProviderName : %source\nId           : %id\n"
            "MachineName  : %pc\nMessage      : %m\n").split("\n")), ""),
    "a table of properties": ("".join("\"Name\",\"Value\"\r\n" + rows(
        None, lambda pair: pair, quoting=csv.QUOTE_ALL, events=[
            ("Message", e.text), ("Id", e.id), ("MachineName", COMPUTER), ("TimeCreated", us(e))])
                                     + "\r\n" for e in EVENTS), ""),
    "a record of C#": (each("EventRecord { TimeCreated = %date, Id = %id, MachineName = %pc, "
                            "Message = %m }\n", FAILURES), "others"),
    "a list of strings": ("x = [" + ", ".join(
        '"' + e.text.replace("\\", "\\\\").replace('"', '\\"') + '"' for e in FAILURES) + "]\n",
                          "others computer time"),
    "columns of a report": ("Report\r\n\r\n" + rows(
        ["HOSTNAME", "TIME", "EVENTID", "MESSAGE"],
        lambda e: [COMPUTER, iso(e).replace("T", " "), e.id, e.text]), ""),
    "columns of a collector": (rows(
        ["_time", "host", "_raw"], lambda e: [iso(e) + ".000+0000", COMPUTER, e.text]), ""),
    "columns of another collector": (rows(
        ["_messagetimems", "_raw", "_sourcehost"],
        lambda e: [(EPOCH + e.second) * 1000, e.text, COMPUTER]), ""),
    "columns under other names": (rows(
        ["Level", "Recorded", "The server", "Message"],
        lambda e: ["x", iso(e), COMPUTER, f"{PROVIDER} (Event ID {e.id}): {e.text}"]), ""),
    "columns of Sentinel": (rows(
        ["TimeGenerated [UTC]", "Computer", "EventID", "RenderedDescription"],
        lambda e: [f"3/9/2026, 2:27:{e.second}.123 PM", COMPUTER, e.id, e.text]), ""),
    **{"a chat: " + repr(head): ("\n".join(head + e.text + "\n" for e in EVENTS), "computer time")
       for head in CHATS},
    "a chat with a copy": ("Tom Birke 10:32\n" + copies(), ""),
    "an alert with a source": (each("Alert: x\nSource: %pc\nTimeRaised: 2026-03-10 08:00:00\n"
                                    "Alert description: Event Description: %m\n\n"),
                               "computer time"),
    "an alert with two times": (each("Log: %log\nEvent: %id\nAgent Time: 2026-03-10 08:00:00Z\n"
                                     "Event Time: %iso\nSource: %source\nComputer: %pc\n"
                                     "Description: %m\n\n"), ""),
    **{f"properties and values, {mark!r}": ("".join(
        "".join(mark.join(row) + "\r\n" for row in [("Property", "Value"), *properties(e)]) +
        "\r\n" for e in EVENTS), "") for mark in ",;\t"},
    "properties and values under one head": ("Property,Value\r\n" + "".join(
        rows(None, lambda pair: pair, events=properties(e)) for e in EVENTS), ""),
    **{f"properties beside events, {mark!r}": (rows(None, lambda row: row, mark, events=list(
        zip(HEAD, *[[v for _, v in properties(e)] for e in EVENTS]))), "") for mark in ",;\t"},
    **{"in SOAP: " + name: (SOAP.replace("%s", "".join(f"<n:E>{wrap(xml(e))}</n:E>"
                                                     for e in EVENTS)), "told")
       for name, wrap in {
           "data": "<![CDATA[{}]]>".format, "data with blanks": "<![CDATA[\n  {}\n]]>".format,
           "data with a declaration": '<![CDATA[<?xml version="1.0"?>{}]]>'.format,
           "elements": "{}".format, "escaped": html.escape,
           "escaped twice": lambda text: html.escape(html.escape(text)),
           "data in elements": "<w:Event xmlns:w='u' Action='a'><![CDATA[{}]]></w:Event>".format,
       }.items()},
    "links in tags": ("\n".join(xml(e, "\n").replace("event'>", "event'<http://a.example/b>>")
                                .replace("WMI'>", "WMI <http://a.example/b> '>")
                                for e in EVENTS), "told"),
    "bars before XML": (textwrap.indent("\n".join(xml(e, "\n") for e in EVENTS), "| "), ""),
    "stars before XML": (textwrap.indent("\n".join(xml(e, "\n") for e in EVENTS), "  * "), ""),
    "quoted-printable XML": (quopri.encodestring("".join(
        xml(e).replace("='", '="').replace("'/", '"/').replace("'>", '">') + "\n"
        for e in EVENTS).encode()).decode(), ""),
    "a link behind a name": (copies().replace(COMPUTER, f"{COMPUTER}<http://{COMPUTER}/>"), ""),
    "hyphens that do not break": (copies().replace("-", "\u2011"), "told"),
    "quotes with backslashes": ("".join(
        ",".join('"' + cell.replace('"', '\\"') + '"' for cell in row) + "\r\n"
        for row in [HEAD, *[[v for _, v in properties(e)] for e in EVENTS]]), ""),
    "few members": ("".join(map(few, EVENTS)), ""),
    "few members, in a mail": ("Hi,\n\n" + "".join(few(e) + "\nand\n" for e in EVENTS), ""),
    **{"rows of a query: " + name: (json.dumps(make(
        HEAD, [[v for _, v in properties(e)] for e in EVENTS])), "") for name, make in {
            "schema": lambda names, values: {"schema": [{"name": n} for n in names],
                                             "datarows": values},
            "meta": lambda names, values: {"meta": [{"name": n} for n in names], "data": values},
            "split": lambda names, values: {"columns": names, "index": [], "data": values},
            "columns": lambda names, values: {"fields": names, "columns": list(zip(*values))},
            "lists": lambda names, values: dict(zip(names, zip(*values))),
            "numbered": lambda names, values: {
                name: {str(i): row[at] for i, row in enumerate(values)}
                for at, name in enumerate(names)},
        }.items()},
    "agents": ("".join(json.dumps({"@timestamp": iso(e) + "Z", "agent": {"hostname": COMPUTER},
                                   "message": e.text}) + "\n" for e in EVENTS), ""),
    "columns of agents": (rows(["@timestamp", "agent.hostname", "event.code", "message"],
                               lambda e: [iso(e) + "Z", COMPUTER, e.id, e.text]), ""),
    "CLEF": ("".join(json.dumps({"@t": iso(e) + "Z", "@m": e.text, "Host": COMPUTER}) + "\n"
                     for e in EVENTS), ""),
    "a line of measurements": (each(
        "win,Computer=%pc,EventID=%id Message=%e,TimeCreated=\"%isoZ\" 1773066431000000000\n"), ""),
    "YAML, documents": (each(
        "---\nId: %id\nMachineName: %pc\nTimeCreated: %iso\nMessage: %e\n"), ""),
    "YAML, text as it is": (each("- Id: %id\n  MachineName: %pc\n  Time: %iso\n  Message: |-\n"
                                 "    %m\n"), ""),
    "YAML, folded in quotes": ("".join(
        f"- Id: {e.id}\n  MachineName: {COMPUTER}\n  TimeCreated: {iso(e)}\n" +
        textwrap.fill("Message: '" + e.text.replace("'", "''") + "'", 80, initial_indent="  ",
                      subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) +
        "\n" for e in EVENTS), ""),
    "Textile": ("|_. Time |_. Id |_. Computer |_. Message |\n" +
                each("|%date |%id |%pc |%m |\n", FAILURES), "others"),
    "apostrophes": (rows(HEAD, lambda e: ["'" + v for _, v in properties(e)]), ""),
    **{"dates: " + date: (copies(lambda e, date=date: date.format(e.second)), "")
       for date in DATES},
}


def events_of(wmilog, text, *options):
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(text.encode())
        file.flush()
        done = subprocess.run([wmilog, "events", *options, file.name], capture_output=True,
                              timeout=60, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def differences(wanted, found, lacks):
    expected = {field: value for _, field, value in wanted.fields}
    expected["event_id"] = wanted.id
    for field, value in expected.items():
        got = found.get(field)
        if " ".join(str(got).lower().split()) != str(value).lower():
            yield f"{field}: {got!r}, expected {value!r}"
    if "computer" not in lacks and found.get("computer") != COMPUTER:
        yield f"computer: {found.get('computer')!r}"
    if "time" not in lacks and not found.get("time", "").startswith(iso(wanted)):
        yield f"time: {found.get('time')!r}"
    if "time" in lacks and found.get("time"):
        yield f"time: {found['time']!r}, which is none of the event"


def check(wmilog, text, lacks):
    wanted = FAILURES if "others" in lacks else EVENTS
    found, told = events_of(wmilog, text)
    if "month first" not in told and told.strip() and "told" not in lacks:
        yield told.strip()
    if len(found) != len(wanted):
        yield f"{len(found)} events, expected {len(wanted)}"
        return
    for event, other in zip(wanted, found):
        yield from differences(event, other, lacks)


def check_copies(wmilog):
    """A copy as text and the event as XML are one, wherever they stand."""
    copy, record = each(COPY, FAILURES[:1], date=german), xml(FAILURES[0], "\n")
    other = each(COPY, FAILURES[1:], date=german)
    for text in (f"Hi,\n\n{copy}\nDetails\n\n{record}\n", f"{record}\n\n{other}\n{copy}",
                 f"{copy}\n{copy}\n{other}\n{record}"):
        found = [e.get("record") for e in events_of(wmilog, text)[0]]
        wanted = [FAILURES[0].record] + [None] * text.count("GetObject")
        if sorted(map(str, found)) != sorted(map(str, wanted)):
            yield f"copies: {found}, expected {wanted}"
    minute_later = copy.replace("14:27:", "14:28:")
    if len(events_of(wmilog, f"{record}\n\n{minute_later}")[0]) != 2:
        yield "another event is taken for a copy"


def check_separators(wmilog):
    """What separates cells may stand in the last one too, where nothing is around it."""
    for separator in "|^~#!":
        texts = [e.text.replace(" < 5", f"{separator}5") for e in EVENTS]
        lines = [separator.join([us(e), str(e.id), COMPUTER, text])
                 for e, text in zip(EVENTS, texts)]
        for rows_of in (lines, [separator.join(HEAD), *lines]):
            found, told = events_of(wmilog, "\n".join(rows_of) + "\n")
            values = [e.get("result_code", "none") for e in found]
            if values != ["0x80041003", "0x80041002", "0x8004101d", "none"]:
                yield f"separator {separator!r} in a message: {values} {told}"
            elif f"X{separator}5" not in found[0]["operation"]:
                yield f"separator {separator!r} in a message: {found[0]['operation']}"


def check_numbers(wmilog):
    """A number that a spreadsheet rounded is none; one with its thousands apart is whole."""
    head = ["TimeCreated", "RecordId", "Id", "MachineName", "Message"]
    for written, wanted in (("8,12E+04", None), ("8.12E+04", None), ("81.204", 81204),
                            ("81,204", 81204), ("81204", 81204), ("1.081.204", 1081204)):
        text = rows(head, lambda e, written=written: [us(e), written, e.id, COMPUTER, e.text], ";")
        found = [e.get("record") for e in events_of(wmilog, text)[0]]
        if found != [wanted] * len(EVENTS):
            yield f"record number {written}: {found}"


def check_joined(wmilog):
    """Texts of other encodings and line ends behind each other."""
    first, second = copies(), copies().replace("14:27:", "15:28:")
    for name, data in {
            "UTF-16, then UTF-8": ("\ufeff" + first).encode("utf-16-le") + second.encode(),
            "UTF-16, then UTF-8 with a mark": ("\ufeff" + first).encode("utf-16-le") +
                                              ("\ufeff" + second).encode(),
            "line feeds, then returns": first.encode() + second.replace("\n", "\r").encode(),
            "returns between feeds": first.encode() + second.replace("\n", "\r\r\n").encode(),
    }.items():
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            file.write(data)
            file.flush()
            done = subprocess.run([wmilog, "events", file.name], capture_output=True, timeout=60,
                                  check=False)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        if len(found) != 2 * len(EVENTS) or not all("time" in e for e in found):
            yield f"{name}: {len(found)} events {done.stderr.decode()}"


def check_told(wmilog):
    """A date in no known form is told."""
    text = copies(lambda e: f"the {e.second}th of nevermonth 14:27")
    found, told = events_of(wmilog, text)
    if len(found) != len(EVENTS) or any("time" in e for e in found) or "no known form" not in told:
        yield f"an unknown date: {told} {found}"
    for other, word in (("jörg".encode().decode("cp1252"), "taken for Windows-1252"),
                        ("m.tanne", "")):
        found, told = events_of(wmilog, EVENTS[0].text.replace("m.tanne", other))
        if len(found) != 1 or word not in told:
            yield f"a name that was changed: {told} {found}"
    found, told = events_of(wmilog, EVENTS[1].text.replace("-2233-", "- 2233-"))
    if len(found) != 1 or "is no GUID" not in told:
        yield f"a GUID that was changed: {told} {found}"
    found, told = events_of(wmilog, json.dumps({
        "ProviderName": PROVIDER, "EventName": "x", "TimeStamp": iso(EVENTS[0]),
        "XmlEventData": EVENTS[0].data}))
    if "no number of an event" not in told:
        yield f"a record without a number: {told} {found}"
    found, told = events_of(wmilog, EVENTS[0].text.replace("Cause = Unknown", "Cause = x</b></p>"))
    if len(found) != 1 or "incomplete or was changed" not in told:
        yield f"tags behind a message: {told} {found}"
    latin = EVENTS[0].text.replace("m.tanne", "jörg")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page")
        with open(path, "w", encoding="cp1252") as file:
            file.write(latin)
        for command in ("events", "convert", "analyze"):
            done = subprocess.run([wmilog, command, path], capture_output=True, check=False)
            if b"Windows-1252, a guess" not in done.stdout + done.stderr:
                yield f"{command}: a guessed code page is not told"


def main(wmilog):
    wmilog = os.path.abspath(wmilog)
    failed = 0
    for name, (text, lacks) in FORMS.items():
        for problem in check(wmilog, text, lacks):
            print(f"{name}: {problem}", file=sys.stderr)
            failed += 1
    for problem in [*check_told(wmilog), *check_copies(wmilog), *check_separators(wmilog),
                    *check_numbers(wmilog), *check_joined(wmilog)]:
        print(problem, file=sys.stderr)
        failed += 1
    print(f"more_forms: {len(FORMS)} forms, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
