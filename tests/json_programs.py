#!/usr/bin/env python3
"""The scenario of json_scenario.py as programs write it that make JSON of XML in ways of their own,
join names, or list data by their places; events of others in such lists; and odd times.

Usage: json_programs.py WMILOG
"""
import json
import os
import subprocess
import sys
import tempfile

from json_collectors import typed
from json_scenario import (CHANNEL, COMPUTER, EPOCH, EVENTS, GUID, NO_RECORD, PROVIDER, TIME,
                           WRITER, Event, array, check_form, evtx_dump, evtxecmd, lines, nxlog,
                           system, telemetry, wazuh)


def converted(attribute, text=None, holder=None):
    """A converter: attributes under names that begin so or in a member of that name, texts of
    elements in a member if named."""
    def of_attributes(name, values):
        if holder:
            return {name: {holder: values}}
        return {name: {attribute + n: v for n, v in values.items()}}

    def of_texts(value):
        if isinstance(value, dict):
            return {n: v if n == holder else of_texts(v) for n, v in value.items()}
        return {text: value} if text and isinstance(value, (str, int)) else value

    def make(e):
        s = system(e, of_attributes)
        s = {n: v if isinstance(v, dict) else of_texts(v) for n, v in s.items()}
        return {"Event": {"@xmlns": "x", "System": s,
                          "UserData": {e.wrapper: of_texts(e.data(number=str))}}}
    return make


def listed(value):
    """As xml2js has elements: each a list of one."""
    return {n: v if n == "$" else [listed(v)] for n, v in value.items()} if isinstance(
        value, dict) else value


def xml2js(e):
    return {"Event": listed(converted("", holder="$")(e)["Event"])}


def lowered(value):
    return {n.lower(): lowered(v) for n, v in value.items()} if isinstance(value, dict) else value


def joined(separator, source=evtx_dump):
    def make(e):
        flat = {}

        def walk(name, value):
            for inner, v in value.items():
                whole = f"{name}{separator}{inner}" if name else inner
                if isinstance(v, dict):
                    walk(whole, v)
                else:
                    flat[whole] = v
        walk("", source(e))
        return flat
    return make


def qualified(joined_name, is_first):
    """An attribute of the id beside its text, in front of it or behind it."""
    def make(e):
        record = {}
        for name, value in joined(".", converted(""))(e).items():
            below = {joined_name + ".Qualifiers": "0"} if name == joined_name else {}
            record.update({**below, name: value} if is_first else {name: value, **below})
        return record
    return make


def of_java(e):
    """An element's text under a name of its own, where attributes stand beside it."""
    record = converted("")(e)
    record["Event"]["System"]["EventID"] = {"Qualifiers": 0, "content": e.id}
    return record


def flat_wazuh(e):
    record = {f"_source.data.win.system.{n}": v
              for n, v in wazuh(e)["data"]["win"]["system"].items()}
    ((wrapper, data),) = [item for item in wazuh(e)["data"]["win"].items() if item[0] != "system"]
    return {**record, **{f"_source.data.win.{wrapper}.{n}": v for n, v in data.items()}}


def datadog(e):
    inner = converted("", text=None)(e)
    return {"id": "A", "attributes": {"host": "collector", "message": e.message(), "timestamp":
            "2025-06-03T09:00:00Z", "attributes": inner}}


def telegraf(e):
    data = {f"{e.wrapper}_{n}": v for n, v in e.data(number=str).items()}
    return {"name": "win_eventlog", "tags": {"Channel": CHANNEL, "Computer": COMPUTER, "Source":
            PROVIDER, "EventID": str(e.id), "Level": str(e.level)}, "timestamp": EPOCH,
            "fields": {**data, "EventRecordID": e.record, "ProcessID": 12, "ThreadID": 34,
                       "TimeCreated": TIME, "UserID": "S-1-5-18", "ProcessName": "svchost.exe"}}


def exported(e):
    """Where every level of names has one of the types around it."""
    body = {**telemetry(e), "user_data": {e.wrapper: e.data(number=str)}}
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": typed(body)}]}]}]}


def fluentd(e):
    return {"provider_name": PROVIDER, "event_id": str(e.id), "level": str(e.level),
            "time_created": TIME, "event_record_id": str(e.record), "process_id": "12",
            "thread_id": "34", "channel": CHANNEL, "computer": COMPUTER, "user_id": "S-1-5-18",
            "description": "", "string_inserts": list(e.data(number=str).values())}


def fluentd2(e):
    return {"ProviderName": PROVIDER, "ProviderGUID": GUID, "EventID": str(e.id), "Level":
            str(e.level), "TimeCreated": TIME, "EventRecordID": str(e.record), "ProcessID": "12",
            "ThreadID": "34", "Channel": CHANNEL, "Computer": COMPUTER, "UserID": "S-1-5-18",
            "Description": "", "EventData": list(e.data(number=str).values())}


def kinesis(e):
    return {"EventId": e.id, "Description": e.message(), "LogName": CHANNEL, "MachineName":
            COMPUTER, "ProviderName": PROVIDER, "TimeCreated": TIME,
            "EventData": list(e.data(number=str).values())}


def sumo(e):
    return {"TimeCreated": TIME, "EventID": str(e.id), "Channel": CHANNEL, "Computer": COMPUTER,
            "Provider": {"Name": PROVIDER}, "EventRecordID": e.record, "Security": {
                "UserID": "S-1-5-18"}, "Execution": {"ProcessID": 12, "ThreadID": 34},
            "UserData": {e.wrapper: e.data()}}


def plaso(e):
    return {"data_type": "windows:evtx:record", "event_identifier": e.id, "event_level": e.level,
            "hostname": COMPUTER, "record_number": e.record, "source_name": PROVIDER,
            "strings": list(e.data("0x%08x", str).values()), "timestamp": EPOCH * 1000000,
            "user_sid": "S-1-5-18"}


def plaso_json(events):
    return json.dumps({f"event_{number}": plaso(e) for number, e in enumerate(events)})


def xml_document(events):
    return json.dumps({"report": "<Events>" + "".join(e.xml() for e in events) + "</Events>"})


def graylog(e):
    """What another collector sent, whose message is cut and stands whole beside it."""
    record = nxlog(e)
    del record["@timestamp"]
    message = record.pop("Message")
    return {**record, "timestamp": "2025-06-03T08:15:11.700Z", "message": message[:64],
            "full_message": message}


def in_the_west(e):
    return {**nxlog(e), "EventTime": "2025-06-03 01:15:11"}


def dated(make_time):
    def make(e):
        record = evtx_dump(e)
        record["Event"]["System"]["TimeCreated"]["#attributes"]["SystemTime"] = make_time
        return record
    return make


def columns(events):
    """A frame as pandas writes it on its own: each column with the numbers of the rows."""
    rows = [evtxecmd(e) for e in events]
    return json.dumps({n: {str(i): row[n] for i, row in enumerate(rows)} for n in rows[0]})


def of_mongo(e):
    record = nxlog(e)
    del record["@timestamp"]
    return {"_id": {"$oid": "6"}, **record, "EventTime": {"$date": TIME},
            "RecordNumber": {"$numberLong": str(e.record)}}


FILETIME = (EPOCH + 11644473600) * 10000000
FORMS = [
    ("attributes with @_", lines(converted("@_")), set()),
    ("attributes with +@", lines(converted("+@")), set()),
    ("attributes with -", array(converted("-"), 1), set()),
    ("attributes without a mark", lines(converted("")), set()),
    ("attributes in _attributes", lines(converted("", "_text", "_attributes")), set()),
    ("texts under $", lines(converted("@", "$")), set()),
    ("texts under #text", lines(converted("@", "#text")), set()),
    ("elements as lists", lines(xml2js), set()),
    ("names in lower case", lines(lambda e: lowered(evtx_dump(e))), set()),
    ("names joined with dots", lines(joined(".")), set()),
    ("names joined with underscores", lines(joined("_")), set()),
    ("names joined with dots, of what stands in an event",
     lines(joined(".", lambda e: converted("")(e)["Event"])), set()),
    ("a text joined before an attribute", lines(qualified("Event.System.EventID", False)), set()),
    ("a text joined behind an attribute", lines(qualified("Event.System.EventID", True)), set()),
    ("a text under content", lines(of_java), set()),
    ("Wazuh, names joined with dots", lines(flat_wazuh), {"user_sid"}),
    ("Datadog", lines(datadog), set()),
    ("Telegraf", lines(telegraf), set()),
    ("OpenTelemetry, exported with data", lines(exported), {"user_sid"}),
    ("fluentd", lines(fluentd), set()),
    ("fluentd, second plugin", lines(fluentd2), set()),
    ("Kinesis", lines(kinesis), NO_RECORD | WRITER),
    ("Sumo Logic", lines(sumo), set()),
    ("plaso, one object", plaso_json, WRITER),
    ("a document of events in a string", xml_document, set()),
    ("NXLog in Graylog", lines(graylog), set()),
    ("NXLog west of UTC", lines(in_the_west), set()),
    ("a time since 1601", lines(dated(FILETIME)), set()),
    ("a time since 1601, as text", lines(dated(str(FILETIME))), set()),
    ("a time since the year 1", lines(dated(FILETIME + 504911232000000000)), set()),
    ("EvtxECmd, names in lower case", lines(lambda e: lowered(evtxecmd(e))), set()),
    ("EvtxECmd, dates of choice", lines(lambda e: {
        **evtxecmd(e), "TimeCreated": "2025/06/03 08:15:11"}), set()),
    ("columns of a frame", columns, set()),
    ("mongoexport", lines(of_mongo), set()),
    ("NXLog with the XML", lines(lambda e: {**nxlog(e), "Message": "", "EventXML": e.xml()}),
     set()),
    ("Fluent Bit with the XML", lines(lambda e: {
        "date": EPOCH + 7.5, "System": e.xml(), "Message": e.message(),
        "StringInserts": list(e.data(number=str).values())}), set()),
    ("Hayabusa, search", lines(lambda e: {
        "Timestamp": TIME, "Hostname": COMPUTER, "Channel": CHANNEL.lower(), "Event ID": e.id,
        "Record ID": e.record, "EventTitle": "x", "AllFieldInfo": e.data()}),
     {"user_sid", "channel"} | WRITER),
    ("nanoseconds", lines(dated(EPOCH * 1000000000)), set()),
]
SERVICE = ["Windows Management Instrumentation", "stopped"]
STOPPED = {"provider": "Service Control Manager", "event_id": 7036, "computer": COMPUTER,
           "time": TIME[:-1] + ".0000000Z"}
DATA = {"Data_param1": SERVICE[0], "Data_param2": SERVICE[1]}
# An event of another provider, by tools that list its data by their places or join names.
OTHERS = [
    ("Get-EventLog", {
        "EventID": 7036, "MachineName": COMPUTER, "Data": [], "Index": 9, "Category": "(0)",
        "EntryType": 4, "Message": "The service stopped.", "Source": STOPPED["provider"],
        "ReplacementStrings": SERVICE, "InstanceId": 1073748860,
        "TimeGenerated": f"/Date({EPOCH}000)/", "UserName": None}),
    ("Win32_NTLogEvent", {
        "CategoryString": None, "ComputerName": COMPUTER, "EventCode": 7036, "EventType": 3,
        "InsertionStrings": SERVICE, "Logfile": "System", "Message": "The service stopped.",
        "RecordNumber": 9, "SourceName": STOPPED["provider"],
        "TimeGenerated": f"/Date({EPOCH}000)/", "Type": "Information"}),
    ("InsightIDR", {
        "sourceName": STOPPED["provider"], "insertionStrings": SERVICE, "eventCode": 7036,
        "computerName": COMPUTER, "sid": "", "timeWritten": TIME}),
    ("Fluent Bit, classic logs", {
        "date": EPOCH + 7.5, "RecordNumber": 9, "TimeGenerated": "2025-06-03 10:15:11 +0200",
        "EventID": 7036, "Qualifiers": 16384, "EventType": "Information", "EventCategory": 0,
        "Channel": "System", "Sid": "", "SourceName": STOPPED["provider"], "ComputerName":
        COMPUTER, "Data": "", "StringInserts": SERVICE, "Message": "The service stopped."}),
    ("Telegraf", {
        "tags": {"Channel": "System", "Computer": COMPUTER, "EventID": "7036",
                 "Source": STOPPED["provider"]},
        "fields": {**DATA, "TimeCreated": TIME, "ProcessName": "services.exe", "UserName": "x"}}),
    ("OpenTelemetry", {
        "provider": {"name": STOPPED["provider"]}, "event_id": {"id": 7036}, "system_time": TIME,
        "channel": "System", "computer": COMPUTER,
        "event_data": {"data": [{"param1": SERVICE[0]}, {"param2": SERVICE[1]}]}}),
    ("elements in a list", {"Event": {
        "System": {"Provider": {"Name": STOPPED["provider"]}, "EventID": {"": 7036},
                   "Channel": "System", "Computer": COMPUTER, "TimeCreated": {"SystemTime": TIME}},
        "EventData": {"Data": [{"Name": f"param{i + 1}", "": v} for i, v in
                               enumerate(SERVICE)]}}}),
]


def check_other(wmilog, folder, name, record):
    path = os.path.join(folder, "other.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(record, file)
    run = subprocess.run([wmilog, "events", path], capture_output=True, text=True,
                         encoding="utf-8", check=False)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    values = [d["value"] for e in found for d in e.get("data", [])]
    if len(found) != 1 or values != SERVICE:
        return [f"{name}, an event of another provider: {found}"]
    return [f"{name}: {field} is {found[0].get(field)!r}" for field, value in STOPPED.items()
            if found[0].get(field) != value]


def first_of(wmilog, folder, record, field):
    """What the first event that a record is has of a field."""
    path = os.path.join(folder, "record.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(record, file)
    run = subprocess.run([wmilog, "events", path], capture_output=True, text=True,
                         encoding="utf-8", check=False)
    return (json.loads(run.stdout.partition("\n")[0] or "{}")).get(field)


def check_odd(wmilog, folder, event):
    """Backslashes that two collectors escaped, where the namespace alone tells it; a message with a
    name of a provider that would begin no message, where the id is told."""
    operation = "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Service"
    record = wazuh(event)
    record["data"]["win"]["operation_ClientFailure"].update(
        operation=operation.replace("\\", "\\" * 4), user="")
    message = ("Fabrikam; B provider started with result code 0x0. HostProcess = wmiprvse.exe; "
               "ProcessID = 4; ProviderPath = x.dll")
    odd = {"Id": 5857, "TimeCreated": TIME, "Message": message}
    for record, field, wanted in ((record, "operation", operation),
                                  (odd, "provider_name", "Fabrikam; B")):
        found = first_of(wmilog, folder, record, field)
        if found != wanted:
            yield f"{field}: {found}, expected {wanted}"


def check_late(wmilog, folder, event):
    """What arrived days after its event tells nothing of the zone."""
    record = {**nxlog(event), "@timestamp": "2025-06-06T12:30:00Z"}
    clock = record["EventTime"].replace(" ", "T") + ".0000000"
    for field, wanted in (("time", clock), ("time_zone", "unknown")):
        found = first_of(wmilog, folder, record, field)
        if found != wanted:
            yield f"{field} of what came late: {found}, expected {wanted}"


def check_names(wmilog, folder):
    """Data under names that texts of elements have elsewhere are all there."""
    name, record = OTHERS[-1]
    data = {"param1": "A", "value": "B", "content": "C", "name": "D"}
    record = {"Event": lowered({**record["Event"], "EventData": data})}
    found = [d["value"] for d in first_of(wmilog, folder, record, "data") or []]
    if found != list(data.values()):
        yield f"{name}, data with names of texts: {found}"


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    events = [Event(number, event) for number, event in enumerate(EVENTS)]
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            complaints += check_form(wmilog, folder, form, events, "utf-8")
        for name, record in OTHERS:
            complaints += check_other(wmilog, folder, name, record)
        complaints += check_odd(wmilog, folder, events[0])
        complaints += check_late(wmilog, folder, events[0])
        complaints += check_names(wmilog, folder)
    print("\n".join(complaints + [f"json programs: {len(complaints)} complaints"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
