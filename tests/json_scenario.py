#!/usr/bin/env python3
"""One scenario, written here in each form of JSON and of tools' tables, comes out the same of all.

Usage: json_scenario.py WMILOG
Its texts hold what is hard to keep apart: what separates the fields of a message, quotes, line
ends, backslashes, empty values, other scripts. Each form has as much of it as its tool writes;
what it has not is not compared.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

PROVIDER = "Microsoft-Windows-WMI-Activity"
CHANNEL = PROVIDER + "/Operational"
GUID = "1418EF04-B0B4-4623-BF7E-D74AB47BBDAA"
COMPUTER = "WKS31.fabrikam.com"
DATA_URI = "http://manifests.microsoft.com/win/2006/windows/WMI"
EPOCH = 1748938511  # 2025-06-03T08:15:11Z, the time of all events
TIME = "2025-06-03T08:15:11Z"
MOF = ('Binding EventFilter: \ninstance of __EventFilter\n{\n\tName = "Ф; Consumer = x";\n'
       '\tQuery = "SELECT * FROM A WHERE B < \'C:\\\\D\' & E";\n};\nPerm. Consumer: \n{\n};')

# Element, field of `wmilog events`, value.
EVENTS = [
    (5858, "Operation_ClientFailure", 2, [
        ("Id", "correlation_id", "{5B1D8E2C-90A4-4F61-8B1E-7A5C3D2E1F00}"),
        ("ClientMachine", "client_machine", "WKS31"), ("User", "user", ""),
        ("ClientProcessId", "client_process_id", 4120), ("Component", "component", "Unknown"),
        ("Operation", "operation", 'Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM X '
         'WHERE Y = "a; ResultCode = 0x0; PossibleCause = b" AND Z < 3\nOR W = \'c, d\''),
        ("ResultCode", "result_code", 0x80041003), ("PossibleCause", "possible_cause", "Unknown")]),
    (5858, "Operation_ClientFailure", 2, [
        ("Id", "correlation_id", "{00000000-0000-0000-0000-000000000000}"),
        ("ClientMachine", "client_machine", "ПК-7"), ("User", "user", "FABRIKAM\\администратор"),
        ("ClientProcessId", "client_process_id", 7), ("Component", "component", "Provider"),
        ("Operation", "operation", "Start IWbemServices::DeleteInstance - Root\\Rsop\\用户 : "
         "A.B=\"{\\\\x\\\\}\" \U0001F600 &lt; %s"),
        ("ResultCode", "result_code", 0x80041002),
        ("PossibleCause", "possible_cause", "Could not send status to client")]),
    (5857, "Operation_StartedOperational", 0, [
        ("ProviderName", "provider_name", "CIMWin32"), ("Code", "result_code", 0),
        ("HostProcess", "host_process", "wmiprvse.exe"), ("ProcessID", "host_process_id", 3004),
        ("ProviderPath", "provider_path", "%systemroot%\\system32\\wbem\\cimwin32.dll")]),
    (5861, "Operation_ESStoConsumerBinding", 0, [
        ("Namespace", "namespace", "//./root/subscription"), ("ESS", "filter", "Ф"),
        ("CONSUMER", "consumer", 'CommandLineEventConsumer="a ; b"'),
        ("PossibleCause", "possible_cause", MOF)]),
]
MESSAGES = {
    5858: "Id = {Id}; ClientMachine = {ClientMachine}; User = {User}; ClientProcessId = "
          "{ClientProcessId}; Component = {Component}; Operation = {Operation}; ResultCode = "
          "{ResultCode}; PossibleCause = {PossibleCause}",
    5857: "{ProviderName} provider started with result code {Code}. HostProcess = {HostProcess}; "
          "ProcessID = {ProcessID}; ProviderPath = {ProviderPath}",
    5861: "Namespace = {Namespace}; Eventfilter = {ESS} (refer to its activate eventid:5859); "
          "Consumer = {CONSUMER}; PossibleCause = {PossibleCause}",
}
IS_CODE = {"ResultCode", "Code"}


class Event:
    def __init__(self, number, event):
        self.id, self.wrapper, self.level, self.fields = event
        self.record = 500 + number

    def data(self, code="0x%x", number=int):
        """The data as a dict: codes by their format (None: as numbers), numbers by `number`."""
        return {name: (value if code is None else code % value) if name in IS_CODE else
                number(value) if isinstance(value, int) else value
                for name, _, value in self.fields}

    def present(self):
        return {name: value for name, value in self.data(number=str).items() if value != ""}

    def message(self):
        return MESSAGES[self.id].format(**self.data())

    def fragment(self):
        inner = "".join(f"<{n}>{escape(str(v))}</{n}>" for n, v in self.data().items())
        return f'<{self.wrapper} xmlns="{DATA_URI}">{inner}</{self.wrapper}>'

    def xml(self):
        return (f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
                f"<Provider Name='{PROVIDER}'/><EventID>{self.id}</EventID><Version>0</Version>"
                f"<Level>{self.level}</Level><TimeCreated SystemTime='{TIME}'/><EventRecordID>"
                f"{self.record}</EventRecordID><Execution ProcessID='12' ThreadID='34'/><Channel>"
                f"{CHANNEL}</Channel><Computer>{COMPUTER}</Computer><Security UserID='S-1-5-18'/>"
                f"</System><UserData>{self.fragment()}</UserData></Event>")


def system(e, attributes, time=TIME, event_id=None):
    s = {}
    for name, values in (("Provider", {"Name": PROVIDER, "Guid": GUID}), ("EventID", None),
                         ("TimeCreated", {"SystemTime": time}),
                         ("Execution", {"ProcessID": 12, "ThreadID": 34}),
                         ("Security", {"UserID": "S-1-5-18"})):
        s.update({"EventID": event_id or e.id} if values is None else attributes(name, values))
    s.update({"Version": 0, "Level": e.level, "EventRecordID": e.record, "Channel": CHANNEL,
              "Computer": COMPUTER, "Correlation": None})
    return s


def nested(name, values):
    return {name: {"#attributes": values}}


def separate(name, values):
    return {name + "_attributes": values}


def at_signs(name, values):
    return {name: {"@" + n: v for n, v in values.items()}}


def evtx_dump(e, attributes=nested):
    data = {n: None if v == "" else v for n, v in e.data().items()}
    return {"Event": {"System": system(e, attributes), "UserData": {e.wrapper: data}}}


def evtxecmd(e):
    payload = {n: v.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
               for n, v in e.data(number=str).items()}
    return {"PayloadData3": "Failure Reason: WBEM_E_FAILED", "Computer": COMPUTER,
            "Payload": json.dumps({"UserData": {e.wrapper: payload}}, ensure_ascii=False),
            "UserId": "S-1-5-18", "Channel": CHANNEL, "Provider": PROVIDER, "EventId": e.id,
            "EventRecordId": str(e.record), "ProcessId": 12, "ThreadId": 34,
            "Level": ["LogAlways", "", "Error"][e.level], "TimeCreated": TIME[:-1] + "+00:00"}


def evtxecmd_columns(e):
    """Rows that keep only what the tool's maps of these events take out of the data."""
    data = e.data(number=str)
    maps = {5858: ["PID: {ClientProcessId}", "Failed Operation: {Operation}",
                   "Failure Reason: Unknown ({ResultCode})"],
            5857: ["PID: {ProcessID}", "Path: {ProviderPath}"],
            5861: ["Ess: {ESS}", "{PossibleCause}"]}[e.id]
    row = {f"PayloadData{i + 1}": text.format(**data) for i, text in enumerate(maps)}
    row.update({n: v for n, v in evtxecmd(e).items() if not n.startswith("Payload")})
    return {**{f"PayloadData{i}": "" for i in range(1, 7)}, "MapDescription": "x", **row}


def whole_evtxecmd(e):
    s = {n: str(v) if isinstance(v, int) else v for n, v in system(e, at_signs).items()}
    data = json.loads(evtxecmd(e)["Payload"])
    return {"Event": {"System": s, **data}}


def velociraptor(e):
    s = system(e, lambda n, v: {n: v}, EPOCH + 0.0, {"Value": e.id})
    return {"System": s, "UserData": {e.wrapper: e.data(None)}, "Message": e.message()}


def winlogbeat6(e):
    return {"@timestamp": TIME, "computer_name": COMPUTER, "event_id": e.id, "log_name": CHANNEL,
            "source_name": PROVIDER, "record_number": str(e.record), "process_id": 12,
            "thread_id": 34, "level": ["Information", "", "Error"][e.level],
            "user": {"identifier": "S-1-5-18"}, "user_data": {**e.present(), "xml_name": e.wrapper},
            "message": e.message(), "host": {"name": "collector"}}


def winlogbeat(e):
    return {"@timestamp": TIME, "event": {"code": str(e.id), "created": "2025-06-04T00:00:00Z"},
            "host": {"name": "collector"}, "log": {"level": ["information", "", "error"][e.level]},
            "winlog": {"channel": CHANNEL, "computer_name": COMPUTER, "event_id": str(e.id),
                       "provider_name": PROVIDER, "record_id": e.record,
                       "process": {"pid": 12, "thread": {"id": 34}},
                       "user": {"identifier": "S-1-5-18"},
                       "user_data": {**e.present(), "xml_name": e.wrapper}}}


def flattened(e):
    flat = {}

    def walk(prefix, value):
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(f"{prefix}.{name}" if prefix else name, inner)
        else:
            flat[prefix] = [value]
    walk("", winlogbeat(e))
    return {"_index": "x", "fields": flat}


def nxlog(e):
    return {"EventTime": "2025-06-03 10:15:11", "@timestamp": "2025-06-03T08:15:12.500Z",
            "Hostname": COMPUTER, "EventType": ["INFO", "", "ERROR"][e.level], "EventID": e.id,
            "SourceName": PROVIDER, "RecordNumber": e.record, "ExecutionProcessID": 12,
            "ThreadID": 34, "Channel": CHANNEL, "UserID": "S-1-5-18", "Message": e.message()}


def gelf(e):
    fields = {"_" + name: value for name, value in nxlog(e).items() if name != "Message"}
    return {"version": "1.1", "host": COMPUTER, "timestamp": EPOCH, "full_message": e.message(),
            "short_message": e.message()[:64], **fields}


def fluent_bit(e):
    return {"date": EPOCH + 9.5, "ProviderName": PROVIDER, "EventID": e.id, "Level": e.level,
            "Version": 0, "TimeCreated": "2025-06-03 10:15:11 +0200", "EventRecordID": e.record,
            "ProcessID": 12, "ThreadID": 34, "Channel": CHANNEL, "Computer": COMPUTER,
            "UserID": "NT AUTHORITY\\SYSTEM", "Message": "",
            "StringInserts": list(e.data().values())}


def wazuh(e):
    def name(text):
        return text[0].lower() + text[1:]
    data = {name(n): v.replace("\\", "\\\\").replace('"', '\\"') for n, v in e.present().items()}
    s = {"providerName": PROVIDER, "eventID": str(e.id), "version": "0", "level": str(e.level),
         "systemTime": TIME, "eventRecordID": str(e.record), "processID": "12", "threadID": "34",
         "channel": CHANNEL, "computer": COMPUTER, "message": f'"{e.message()}"'}
    return {"timestamp": TIME, "data": {"win": {"system": s, name(e.wrapper): data}}}


def zircolite(e):
    return {"Provider_Name": PROVIDER, "SystemTime": TIME, "EventID": e.id, "Version": 0,
            "Level": e.level, "EventRecordID": e.record, "ProcessID": 12, "ThreadID": 34,
            "Channel": CHANNEL, "Computer": COMPUTER, "UserID": "S-1-5-18", **e.data()}


def dissect(e):
    return {"_type": "record", "ts": TIME[:-1] + "+00:00", "Provider_Name": PROVIDER,
            "EventID": e.id, "Channel": CHANNEL, "Computer": COMPUTER,
            "EventRecordID": str(e.record), "Execution_ProcessID": "12",
            "Execution_ThreadID": "34", "Level": str(e.level), "Version": "0",
            "Security_UserID": "S-1-5-18", f"{e.wrapper}_xmlns": DATA_URI,
            **{f"{e.wrapper}_{n}": v for n, v in e.data("0x%08x", str).items()}}


def dissect_library(e):
    """The dictionaries that the library gives, which no tool of it writes."""
    record = dissect(e)
    time = record.pop("ts").replace("T", " ")
    del record["_type"]
    return {**record, "TimeCreated_SystemTime": time, "EventID_Qualifiers": "None"}


def azure(e):
    return {"TimeGenerated": TIME, "Source": PROVIDER, "EventLog": CHANNEL, "Computer": COMPUTER,
            "EventLevel": e.level, "EventID": e.id, "RenderedDescription": "x",
            "EventData": f"<UserData>{e.fragment()}</UserData>", "ParameterXml": "<Param>x</Param>"}


def osquery(e):
    return {"columns": {"datetime": TIME, "source": CHANNEL, "provider_name": PROVIDER,
                        "computer_name": COMPUTER, "eventid": str(e.id), "level": str(e.level),
                        "pid": "12", "tid": "34",
                        "data": json.dumps({"UserData": {e.wrapper: {
                            "<xmlattr>": {"xmlns": DATA_URI}, **e.data(number=str)}}})}}


def openwec(e):
    s = system(e, lambda n, v: {n: v})
    s.update({"TimeCreated": TIME, "UserID": "S-1-5-18"})
    return {"System": s, "UserData": e.fragment(), "OpenWEC": {"TimeReceived": "2025-06-04"}}


def powershell(e, time=TIME[:-1] + ".0000000+00:00"):
    return {"Id": e.id, "Version": 0, "Level": e.level, "RecordId": e.record,
            "ProviderName": PROVIDER, "ProviderId": GUID.lower(), "LogName": CHANNEL,
            "ProcessId": 12, "ThreadId": 34, "MachineName": COMPUTER,
            "UserId": {"BinaryLength": 12, "Value": "S-1-5-18"}, "TimeCreated": time,
            "Properties": [{"Value": v} for v in e.data(None).values()], "Message": e.message()}


def powershell5(e):
    lost = ["System.Diagnostics.Eventing.Reader.EventProperty"] * len(e.fields)
    message = e.message().replace("\n", "\r\n")
    return {**powershell(e, f"/Date({EPOCH}000)/"), "Properties": lost, "Message": message}


def lines(make):
    return lambda events: "".join(json.dumps(make(e), ensure_ascii=False) + "\n" for e in events)


def array(make, indent=None):
    return lambda events: json.dumps([make(e) for e in events], indent=indent)


def table(make, separator=","):
    def write(events):
        out = io.StringIO()
        for number, e in enumerate(events):
            row = make(e)
            if number == 0 or make is dissect:
                csv.writer(out, delimiter=separator).writerow(row)
            csv.writer(out, delimiter=separator).writerow(row.values())
        return out.getvalue()
    return write


def with_banners(events):
    return "".join(f"Record {e.record}\n{json.dumps(evtx_dump(e))}\n" for e in events)


def hits(make):
    return lambda events: json.dumps({"took": 1, "hits": {"total": {"value": 4}, "hits": [
        {"_index": "x", "_source": make(e)} for e in events]}}, indent=1)


def splunk(e):
    return {"_time": TIME, "host": "h", "_raw": e.xml()}


def kibana(e):
    """As Kibana saves what it lists: numbers and times as they are shown."""
    return {"@timestamp": "Jun 3, 2025 @ 10:15:11.000", "winlog.event_id": f"{e.id:,}",
            "winlog.computer_name": COMPUTER, "winlog.record_id": f"{e.record + 1000:,}",
            "winlog.provider_name": PROVIDER, "message": e.message()}


def azure_table(e):
    return {"TimeGenerated [UTC]": "6/13/2025, 8:15:11.000 AM", "Source": PROVIDER,
            "EventLog": CHANNEL, "Computer": COMPUTER, "EventID": e.id,
            "RenderedDescription": e.message()}


def classic(e):
    return (f"06/13/2025 08:15:11 AM\nLogName={CHANNEL}\nSourceName={PROVIDER}\nEventCode={e.id}\n"
            f"ComputerName={COMPUTER}\nRecordNumber={e.record}\nMessage={e.message()}")


def only_message(name, others):
    return lambda e: {**others, name: e.message(), "host": {"name": COMPUTER}}


COLUMNS = ["TimeGenerated", "Source", "EventLog", "Computer", "EventID", "RenderedDescription"]


def row(e):
    return [TIME, PROVIDER, CHANNEL, COMPUTER, e.id, e.message()]


def rows(columns, *names):
    """An answer to a query: columns and rows beside each other."""
    return lambda events: json.dumps({names[0]: [{names[1]: [{names[2]: c} for c in columns],
                                                  names[3]: [row(e) for e in events]}]})


def telemetry(e):
    return {"channel": CHANNEL, "computer": COMPUTER, "event_id": {"id": e.id, "qualifiers": 0},
            "level": ["Information", "", "Error"][e.level], "record_id": e.record,
            "provider": {"name": PROVIDER, "guid": GUID}, "system_time": TIME,
            "execution": {"process_id": 12, "thread_id": 34}, "message": e.message()}


def loki(e):
    return {"source": PROVIDER, "channel": CHANNEL, "computer": COMPUTER, "event_id": e.id,
            "level": e.level, "timeCreated": TIME, "eventRecordID": e.record,
            "execution": {"processId": 12, "threadId": 34}, "security": {"userId": "S-1-5-18"},
            "user_data": e.fragment(), "message": e.message()}


def object_text(e):
    """As PowerShell makes a text of an object."""
    return f"@{{TimeCreated={TIME}; MachineName={COMPUTER}; Id={e.id}; Message={e.message()}}}"


def plaso_line(e):
    """What plaso writes into one column of a table, with values as Python prints them."""
    return {"date": "06/13/2025", "time": "08:15:11", "timezone": "UTC", "desc": (
        f"[{e.id} / 0x{e.id:04x}] Provider identifier: {{{GUID.lower()}}} Source Name: {PROVIDER} "
        f"Strings: {[str(v) for v in e.data().values()]} Computer Name: {COMPUTER} Record Number: "
        f"{e.record} Event Level: {e.level}")}


def frame(events):
    """An answer of Grafana: columns, and all that is in each."""
    values = [[TIME for e in events], [json.dumps(loki(e)) for e in events]]
    return json.dumps({"results": {"A": {"frames": [{"schema": {"fields": [
        {"name": "Time"}, {"name": "Line"}]}, "data": {"values": values}}]}}})


def telegraf(e):
    return {"name": "win_eventlog", "tags": {"Channel": CHANNEL, "Computer": COMPUTER, "EventID":
                                             str(e.id), "Source": PROVIDER},
            "fields": {"EventRecordID": e.record, "ProcessID": 12, "ThreadID": 34,
                       "TimeCreated": TIME, "Message": e.message()}}


WRITER = {"process_id", "thread_id"}
NO_RECORD = {"record", "user_sid"}
# Form, its text, what it lacks.
FORMS = [
    ("evtx_dump -o json", with_banners, set()),
    ("evtx_dump -o jsonl", lines(evtx_dump), set()),
    ("evtx_dump, separate attributes", lines(lambda e: evtx_dump(e, separate)), set()),
    ("an array on one line", array(evtx_dump), set()),
    ("Chainsaw", array(lambda e: {"document": {"data": evtx_dump(e)}}, 2), set()),
    ("EvtxECmd", lines(evtxecmd), set()),
    ("EvtxECmd --fj", lines(whole_evtxecmd), set()),
    ("EvtxECmd's table", table(evtxecmd), set()),
    ("Velociraptor", lines(velociraptor), set()),
    ("winlogbeat 6", lines(winlogbeat6), set()),
    ("winlogbeat 8", lines(winlogbeat), set()),
    ("Elasticsearch", hits(winlogbeat), set()),
    ("Elasticsearch, names in one", array(flattened, 1), set()),
    ("NXLog", lines(nxlog), set()),
    ("GELF", lines(gelf), set()),
    ("Fluent Bit", lambda events: "".join(json.dumps([fluent_bit(e)]) + "\n" for e in events),
     {"user_sid"}),
    ("Wazuh", lines(wazuh), {"user_sid"}),
    ("Zircolite", lambda events: json.dumps([{"title": "x", "matches": [
        zircolite(e) for e in events]}], indent=4), {"process_id"}),
    ("plaso", lines(lambda e: {"event_identifier": 0, "xml_string": e.xml()}), set()),
    ("Splunk", lines(lambda e: {"preview": False, "result": splunk(e)}), set()),
    ("Splunk's table", table(splunk), set()),
    ("dissect", lines(dissect), set()),
    ("dissect's table", table(dissect), set()),
    ("dissect's dictionaries", lines(dissect_library), set()),
    ("Azure", array(azure), NO_RECORD | {"process_id", "thread_id"}),
    ("osquery", lines(osquery), NO_RECORD),
    ("OpenWEC", lines(openwec), set()),
    ("OpenWEC, raw", lines(lambda e: {"meta": {}, "data": e.xml()}), set()),
    ("evtx_dump of pyevtx", lines(lambda e: {"event_record_id": 1, "data": json.dumps(
        evtx_dump(e))}), set()),
    ("PowerShell 7", array(powershell, 2), set()),
    ("PowerShell 5.1", array(powershell5, 4), set()),
    ("PowerShell, selected", array(lambda e: {"TimeCreated": f"/Date({EPOCH}000)/", "Id": e.id,
                                              "Message": e.message()}),
     NO_RECORD | WRITER | {"computer"}),
    ("Kibana's table", table(kibana), NO_RECORD | WRITER | {"time"}),
    ("Azure's table", table(azure_table), NO_RECORD | WRITER | {"time"}),
    ("a message alone", lines(only_message("message", {"@timestamp": TIME})), NO_RECORD | WRITER),
    ("its original alone", lines(lambda e: {"@timestamp": TIME, "host": {"name": COMPUTER},
                                            "event": {"original": e.message()}}),
     NO_RECORD | WRITER),
    ("Splunk, classic", lines(lambda e: {"result": {"_raw": classic(e)}}),
     WRITER | {"user_sid", "time"}),
    ("Splunk's table, classic", table(lambda e: {"_raw": classic(e)}),
     WRITER | {"user_sid", "time"}),
    ("syslog before JSON", lambda events: "".join(
        f"<14>1 {TIME} host agent - - - {json.dumps(nxlog(e))}\n" for e in events), set()),
    ("in Markdown", lambda events: f"See:\n\n```json\n{array(evtx_dump, 2)(events)}\n```\n", set()),
    ("documents in strings, a line each", lines(lambda e: json.dumps(winlogbeat(e))), set()),
    ("documents in strings of a list", array(lambda e: json.dumps(evtx_dump(e))), set()),
    ("XML in strings of a list", array(lambda e: e.xml(), 1), set()),
    ("XML under another name", lines(lambda e: {"n": 1, "RawEvent": e.xml()}), set()),
    ("a document in a document's message", lines(lambda e: {"log": json.dumps(
        {"message": json.dumps(winlogbeat(e))}) + "\n"}), set()),
    ("records of hosts under their names", lambda events: json.dumps(
        {"a": [evtx_dump(e) for e in events[:2]], "b": [evtx_dump(e) for e in events[2:]]}),
     set()),
    ("objects as texts", lambda events: json.dumps(
        {"value": [object_text(e) for e in events], "Count": 4}), NO_RECORD | WRITER),
    ("a table with its columns", rows(COLUMNS, "tables", "columns", "name", "rows"),
     NO_RECORD | WRITER),
    ("a table with its columns, Kusto", rows(COLUMNS, "Tables", "Columns", "ColumnName", "Rows"),
     NO_RECORD | WRITER),
    ("osquery, all at once", lambda events: json.dumps(
        {"snapshot": [osquery(e)["columns"] for e in events], "name": "x"}), NO_RECORD),
    ("OpenTelemetry", lines(lambda e: {"Body": telemetry(e)}), {"user_sid"}),
    ("Loki", lines(loki), set()),
    ("names in lower case", lines(lambda e: {n.lower(): v for n, v in telemetry(e).items()}),
     {"user_sid"}),
    ("names in upper case", lines(lambda e: {n.upper(): v for n, v in powershell(e).items()}),
     set()),
    ("documents in a table", table(lambda e: {"n": "1", "body": json.dumps(winlogbeat(e))}),
     set()),
    ("XML in documents in a table", table(lambda e: {"n": "1", "payload": json.dumps(
        {"data": e.xml()})}), set()),
    ("records with a list before", lines(lambda e: {"items": [{"a": 1}], **winlogbeat(e)}), set()),
    ("records with a list behind", lines(lambda e: {**nxlog(e), "events": [{"a": 1}]}), set()),
    ("plaso's lines", table(plaso_line), WRITER | {"user_sid", "time"}),
    ("Grafana", frame, set()),
    ("Telegraf", lines(telegraf), {"user_sid"}),
    ("an answer with data", lambda events: json.dumps({"status": "ok", "data": [
        evtx_dump(e) for e in events]}), set()),
]


def expected(e):
    event = {"time": "2025-06-03T08:15:11.0000000Z", "computer": COMPUTER, "channel": CHANNEL,
             "provider": PROVIDER, "event_id": e.id, "process_id": 12, "thread_id": 34,
             "user_sid": "S-1-5-18", "record": e.record}
    for _, field, value in e.fields:
        event[field] = f"0x{value:08x}" if field == "result_code" else value
    return event


def events_of(wmilog, path):
    run = subprocess.run([wmilog, "events", path], capture_output=True, text=True,
                         encoding="utf-8", check=False)
    if run.returncode != 0 or run.stderr:
        yield f"exit status {run.returncode}: {run.stderr.strip()}"
    yield from (json.loads(line) for line in run.stdout.splitlines())


def compare(found, events, lacks):
    """Complaints on what was read of the scenario."""
    yield from (f for f in found if isinstance(f, str))
    found = [f for f in found if not isinstance(f, str)]
    if len(found) != len(events):
        yield f"{len(found)} events, expected {len(events)}"
    rest = list(found)
    for e in events:
        wanted = {n: v for n, v in expected(e).items() if n not in lacks}
        same = [f for f in rest if {n: f.get(n) for n in wanted} == wanted]
        if same:
            rest.remove(same[0])
        else:
            near = [f for f in found if f["event_id"] == e.id]
            yield f"no event {e.id}/{e.record} as expected: " + str([
                {n: (f.get(n), v) for n, v in wanted.items() if f.get(n) != v} for f in near])


def check_form(wmilog, folder, form, events, encoding):
    name, write, lacks = form
    path = os.path.join(folder, "form")
    with open(path, "w", encoding=encoding, newline="") as file:
        file.write(write(events))
    for complaint in compare(list(events_of(wmilog, path)), events, lacks):
        yield f"{name} in {encoding}: {complaint}"


def check_round_trip(wmilog, folder, events):
    """What wmilog prints of events is read as the same events."""
    first, second = (os.path.join(folder, n) for n in ("first", "second"))
    with open(first, "w", encoding="utf-8") as file:
        file.write(lines(evtx_dump)(events))
    printed = list(events_of(wmilog, first))
    with open(second, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(e) + "\n" for e in printed)
    again = [e for e in events_of(wmilog, second) if not isinstance(e, str)]
    for event in printed + again:
        event.pop("offset")
    if printed != again:
        yield "wmilog events: other events than those that were printed"


def check_map_columns(wmilog, folder, events):
    """Without the data what the maps took out of them is read, and that there is more is said."""
    mapped = {5858: {"client_process_id", "operation", "result_code"},
              5857: {"host_process_id", "provider_path"}, 5861: {"filter", "possible_cause"}}
    path = os.path.join(folder, "form")
    for write in (table(evtxecmd_columns), lines(evtxecmd_columns),
                  table(lambda e: {**evtxecmd_columns(e), "Payload": ""})):
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(write(events))
        found = list(events_of(wmilog, path))
        told = [f for f in found if isinstance(f, str)]
        if len(told) != 1 or "PayloadData1 to 6" not in told[0]:
            yield f"EvtxECmd's columns: told {told}"
        for e in events:
            lacks = {field for _, field, _ in e.fields} - mapped[e.id]
            yield from compare([f for f in found if not isinstance(f, str) and
                                f["record"] == e.record], [e], lacks)


def check_code_words(wmilog, folder, event):
    """Codes that stand there in words, and with words beside them."""
    path = os.path.join(folder, "form")
    for words, code in (("Access denied", None), ("Access is denied.", "0x80070005"),
                        ("invalid class ", "0x80041010"),
                        ("Der RPC-Server ist nicht verfügbar.", "0x800706ba"),
                        ("RPC サーバーを利用できません。", "0x800706ba"),
                        ("0x80041010 (WBEM_E_INVALID_CLASS)", "0x80041010"),
                        ("Unbekannter Fehler (0x80041010)", "0x80041010"),
                        ("0x80041010 or so", None)):
        record = evtx_dump(event)
        record["Event"]["UserData"][event.wrapper]["ResultCode"] = words
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(record))
        found = [e.get("result_code") for e in events_of(wmilog, path) if not isinstance(e, str)]
        if found != [code]:
            yield f"result code '{words}': {found}, expected {code}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    wmilog = os.path.abspath(sys.argv[1])
    events = [Event(number, event) for number, event in enumerate(EVENTS)]
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                complaints += check_form(wmilog, folder, form, events, encoding)
        complaints += check_round_trip(wmilog, folder, events)
        complaints += check_map_columns(wmilog, folder, events)
        complaints += check_code_words(wmilog, folder, events[0])
    for complaint in complaints:
        print(complaint)
    print(f"json scenario: {len(FORMS)} forms, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
