#!/usr/bin/env python3
"""The scenario of json_scenario.py in forms of collectors that name little, in tables of theirs,
and as members of elements in XML.

Usage: json_collectors.py WMILOG
"""
import json
import os
import sys
import tempfile
from xml.sax.saxutils import escape

from json_scenario import (CHANNEL, COMPUTER, EPOCH, EVENTS, GUID, NO_RECORD, PROVIDER, TIME,
                           WRITER, Event, array, check_form, lines, nxlog, osquery, table,
                           telemetry, wazuh)


def typed(value):
    """A value as OpenTelemetry's own JSON has it."""
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [{"key": k, "value": typed(v)} for k, v in
                                           value.items()]}}
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def exported(e):
    return {"resourceLogs": [{"resource": {}, "scopeLogs": [{"logRecords": [
        {"observedTimeUnixNano": "1", "body": typed(telemetry(e))}]}]}]}


def exported_message(e):
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [
        {"timeUnixNano": f"{EPOCH}000000000", "body": {"stringValue": e.message()}}]}]}]}


def sumo(e):
    return {"TimeCreated": TIME, "EventID": str(e.id), "Channel": CHANNEL, "Computer": COMPUTER,
            "Provider": {"Name": PROVIDER, "Guid": GUID}, "EventRecordID": e.record,
            "Execution": {"ProcessID": 12, "ThreadID": 34}, "UserData": {e.wrapper: e.data()}}


def sentinel(e):
    return {"TimeGenerated": TIME, "Provider": PROVIDER, "Channel": CHANNEL, "Computer": COMPUTER,
            "EventID": e.id, "EventData": json.dumps(e.data()), "EventRecordId": e.record,
            "SystemProcessId": 12}


def splunk_fields(e):
    return {"_time": TIME, "EventID": e.id, "Computer": COMPUTER, "Name": PROVIDER,
            "Channel": CHANNEL, "EventRecordID": e.record, "UserData_Xml": e.fragment()}


def flat_wazuh(e):
    """As an index lists it, without the data, and with the message in further quotes."""
    system_of = wazuh(e)["data"]["win"]["system"]
    return {"@timestamp": "Jun 3, 2025 @ 10:15:12.000",
            **{f"_source.data.win.system.{name}": v for name, v in system_of.items()}}


def members(element, form):
    """A document with an element an event, and its members in elements of theirs."""
    def element_of(record):
        inner = "".join(form.format(name, escape(str(v))) for name, v in record.items())
        return f"<{element}>\n{inner}</{element}>\n"
    return lambda events: '<?xml version="1.0"?>\n<List>\n' + "".join(
        element_of(listed(e)) for e in events) + "</List>\n"


def elements(record):
    return "".join(f"<{name}>{escape(str(v))}</{name}>" for name, v in record.items())


def listed(e):
    return {"Message": e.message(), "Id": e.id, "ProviderName": PROVIDER, "RecordId": e.record,
            "LogName": CHANNEL, "ProcessId": 12, "ThreadId": 34, "MachineName": COMPUTER,
            "TimeCreated": TIME}


FORMS = [
    ("OpenTelemetry, exported", lines(exported), {"user_sid"}),
    ("OpenTelemetry, a message", lines(exported_message), NO_RECORD | WRITER | {"computer"}),
    ("the journal", lines(lambda e: {"__REALTIME_TIMESTAMP": f"{EPOCH}000000",
                                     "MESSAGE": e.message()}), NO_RECORD | WRITER | {"computer"}),
    ("messages in a list", array(lambda e: e.message(), 1),
     NO_RECORD | WRITER | {"computer", "time"}),
    ("Sumo Logic", lines(sumo), {"user_sid"}),
    ("Sentinel, few columns", table(sentinel), {"user_sid", "thread_id"}),
    ("Splunk's fields", table(splunk_fields), {"user_sid"} | WRITER),
    ("Wazuh's table", table(flat_wazuh), {"user_sid"}),
    ("osquery's table, with bars", table(lambda e: osquery(e)["columns"], "|"), NO_RECORD),
    ("properties in XML", members("Object", '<Property Name="{}">{}</Property>\n'), {"user_sid"}),
    ("elements in XML", members("item", "<{0}>{1}</{0}>\n"), {"user_sid"}),
    ("a message and its date in a table", table(lambda e: {
        "When": "2025-06-03 08:15:11", "Severity": "Error", "What": e.message()}),
     NO_RECORD | WRITER | {"computer", "time"}),
    ("NXLog's XML", lambda events: "".join(f"<Event>{elements(nxlog(e))}</Event>\n"
                                           for e in events), set()),
    ("SilkETW", lines(lambda e: {"ProviderName": PROVIDER, "TimeStamp": TIME, "XmlEventData": {
        **e.data(), "ProviderName": PROVIDER, "FormattedMessage": e.message()}}),
     NO_RECORD | WRITER | {"computer"}),
    ("a date under another name", array(lambda e: {"Zeit": TIME, "Id": e.id,
                                                   "Message": e.message()}),
     NO_RECORD | WRITER | {"computer"}),
    ("a chat", lines(lambda e: {"type": "message", "text": "See: " + escape(
        e.message())}),
     NO_RECORD | WRITER | {"computer", "time"}),
]
# Of failures only, whose messages somebody took apart.
FIELDS = [("fields alone", array(lambda e: {"TimeCreated": TIME, "MachineName": COMPUTER,
                                            **e.data(None)}), NO_RECORD | WRITER),
          ("fields alone, a table", table(lambda e: {"TimeCreated": TIME, "MachineName": COMPUTER,
                                                     **e.data()}), NO_RECORD | WRITER)]


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    events = [Event(number, event) for number, event in enumerate(EVENTS)]
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            for encoding in ("utf-8", "utf-16"):
                complaints += check_form(wmilog, folder, form, events, encoding)
        for form in FIELDS:
            complaints += check_form(wmilog, folder, form, events[:2], "utf-8")
    print("\n".join(complaints + [f"json collectors: {len(complaints)} complaints"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
