#!/usr/bin/env python3
"""Writes the same events as text, in one of the forms that programs write, or text without events.

usage: make_text.py FORM MEGABYTES FILE

Of ten events eight are failures of clients, one the start of a provider, one a binding of several
lines; with values that differ from event to event.
"""
import datetime
import random
import sys

CHANNEL = "Microsoft-Windows-WMI-Activity/Operational"
PROVIDER = "Microsoft-Windows-WMI-Activity"
CLASSES = ("Win32_Process", "Win32_Service", "MSFT_Volume", "Win32_PerfRawData_PerfOS_Memory",
           "Win32_Product", "MicrosoftDNS_Zone")
CODES = ("0x80041003", "0x80041010", "0x80041032", "0x80041017", "0x800706BA")
BINDING = (
    'Namespace = //./root/subscription; Eventfilter = Watch{n} (refer to its activate '
    'eventid:5859); Consumer = CommandLineEventConsumer="Sweep{n}"; PossibleCause = Binding '
    'EventFilter: \ninstance of __EventFilter\n{{\n'
    '\tCreatorSID = {{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 11, 22, 33, 44, 55, 66, 77, 88, 99}};\n'
    '\tEventNamespace = "root\\\\cimv2";\n\tName = "Watch{n}";\n'
    '\tQuery = "SELECT * FROM __InstanceModificationEvent WITHIN {n} WHERE TargetInstance ISA '
    "'Win32_LogicalDisk'\";\n"
    '\tQueryLanguage = "WQL";\n}};\nPerm. Consumer: \ninstance of CommandLineEventConsumer\n{{\n'
    '\tCommandLineTemplate = "C:\\\\Tools\\\\sweep.cmd";\n\tName = "Sweep{n}";\n}};\n'
)


class Event:
    def __init__(self, number, rng):
        self.number = number
        self.id = 5858 if number % 10 < 8 else 5857 if number % 10 == 8 else 5861
        self.level = "Error" if self.id == 5858 else "Information"
        self.time = (datetime.datetime(2026, 2, 3, 4, 5, 6)
                     + datetime.timedelta(milliseconds=1371 * number))
        self.clock = self.time.strftime("%H:%M:%S")
        self.us = f"{self.time.month}/{self.time.day}/{self.time.year} {self.time:%I:%M:%S %p}"
        self.iso = f"{self.time:%Y-%m-%dT%H:%M:%S}.{self.time.microsecond:06d}"
        self.computer = f"PC-{number % 37:03d}.mill.example"
        if self.id == 5858:
            self.message = (
                f"Id = {{{rng.getrandbits(32):08X}-0000-0001-{rng.getrandbits(16):04X}-"
                f"2F6E08B7D4A5}}; ClientMachine = PC-{number % 37:03d}; User = MILL\\svc-"
                f"{rng.randrange(9)}; ClientProcessId = {rng.randrange(4, 30000)}; Component = "
                f"Unknown; Operation = Start IWbemServices::ExecQuery - root\\cimv2 : SELECT Name, "
                f"State FROM {rng.choice(CLASSES)} WHERE Name = \"{rng.getrandbits(40):x}\"; "
                f"ResultCode = {rng.choice(CODES)}; PossibleCause = Unknown")
        elif self.id == 5857:
            self.message = (
                f"CIMWin32 provider started with result code 0x0. HostProcess = wmiprvse.exe; "
                f"ProcessID = {rng.randrange(4, 30000)}; ProviderPath = "
                f"%systemroot%\\system32\\wbem\\cimwin32.dll")
        else:
            self.message = BINDING.format(n=rng.randrange(100, 999))

    def lines(self):
        return self.message.split("\n")

    def quoted(self):
        return '"' + self.message.replace('"', '""') + '"'


def labelled(event, indent, head, task):
    return (f"{head}{indent}Log Name: {CHANNEL}\n{indent}Source: {PROVIDER}\n"
            f"{indent}Date: {event.iso[:23]}\n{indent}Event ID: {event.id}\n{indent}Task: {task}\n"
            f"{indent}Level: {event.level}\n{indent}Opcode: Info\n{indent}Keyword: N/A\n"
            f"{indent}User: S-1-5-18\n{indent}User Name: NT AUTHORITY\\SYSTEM\n"
            f"{indent}Computer: {event.computer}\n{indent}Description: \n{event.message}\n\n\n")


def wrapped(line, width):
    while len(line) > width:
        at = line.rfind(" ", 0, width + 1)
        at = at if at > 0 else width
        yield line[:at]
        line = line[at + 1:]
    yield line


def copy(event):
    return (f"Log Name:      {CHANNEL}\nSource:        {PROVIDER}\nDate:          {event.us}\n"
            f"Event ID:      {event.id}\nTask Category: None\nLevel:         {event.level}\n"
            f"Keywords:      \nUser:          SYSTEM\nComputer:      {event.computer}\n"
            f"Description:\n{event.message}\n\n")


def format_list(event):
    text = (f"TimeCreated  : {event.us}\nProviderName : {PROVIDER}\nId           : {event.id}\n")
    rows = [row for line in event.lines() for row in wrapped(line, 104)]
    return text + "Message      : " + ("\n" + " " * 15).join(rows) + "\n\n"


def table(separator):
    def write(event):
        return separator.join((event.level, event.us, PROVIDER, str(event.id), "None",
                               event.quoted())) + "\n"
    return write


def export_csv(event):
    cells = (str(event.id), "0", "", "0", "0", "0", "0x4000000000000000", str(event.number),
             PROVIDER, "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa", CHANNEL, "1712", "2288",
             event.computer, "S-1-5-18", event.us, "", "", CHANNEL, "System.UInt32[]",
             "System.Diagnostics.Eventing.Reader.EventBookmark", event.level, "Info", "",
             "System.Collections.ObjectModel.ReadOnlyCollection`1[System.String]",
             "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]")
    return event.quoted() + "," + ",".join(f'"{cell}"' if cell else "" for cell in cells) + "\n"


EXPORT_HEAD = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n" + ",".join(
    f'"{name}"' for name in
    ("Message Id Version Qualifiers Level Task Opcode Keywords RecordId ProviderName ProviderId "
     "LogName ProcessId ThreadId MachineName UserId TimeCreated ActivityId RelatedActivityId "
     "ContainerLog MatchedQueryIds Bookmark LevelDisplayName OpcodeDisplayName TaskDisplayName "
     "KeywordsDisplayNames Properties").split()) + "\n"


def snare(event):
    return (f"<11>Feb  3 {event.clock} {event.computer} MSWinEventLog\t3\t{CHANNEL}\t{event.number}"
            f"\t{event.time:%a %b %d %H:%M:%S %Y}\t{event.id}\t{PROVIDER}\tSYSTEM\tUser\t"
            f"{event.level}\t{event.computer}\t0\t\t{' '.join(event.lines())}\n")


def trace(event):
    return (f"[1]06B0.{event.number % 65536:04X}::{event.time:%Y/%m/%d-%H:%M:%S}"
            f".{event.time.microsecond:06d}700 [{PROVIDER}]{event.message}\n")


def splunk(event):
    return (f"{event.time:%m/%d/%Y %I:%M:%S %p}\nLogName={CHANNEL}\nSourceName={PROVIDER}\n"
            f"EventCode={event.id}\nEventType=2\nType={event.level}\n"
            f"ComputerName={event.computer}\nUser=NOT_TRANSLATED\nSid=S-1-5-18\nSidType=0\n"
            f"TaskCategory=The operation completed successfully.\nOpCode=Info\n"
            f"RecordNumber={event.number}\nKeywords=None\nMessage={event.message}\n\n")


def no_event(event):
    number = event.number
    if number % 2000 == 0:
        return copy(event)
    if number % 10 < 6:
        return (f"[{number:7d}] gcc -O2 -Wall -DVERSION={number} -c src/mod{number % 811}.c -o "
                f"build/mod{number % 811}.o\nsrc/mod{number % 811}.c:{number % 977}:12: warning: "
                f"comparison of integers of different signs: 'int' and 'size_t'\n")
    return (f"From: someone{number % 97}@mill.example\nTo: desk@mill.example\n"
            f"Date: {event.time:%a, %d %b %Y %H:%M:%S} +0000\nSubject: Re: machine {number}\n\n"
            f"Hello, the service on machine {number} was slow again this morning: it took\n"
            f"minutes until the list was there, and the users called us about it.\n"
            f"We looked at the processes (see below), and could find nothing odd.\n\n"
            f"> Did you try what we wrote? The second step matters.\n\nRegards\n\n")


FORMS = {
    "wevtutil-old": ("", lambda e: labelled(e, "  ", f"Event[{e.number}]:\n", "N/A")),
    "wevtutil-new": ("", lambda e: labelled(e, "  ", f"Event[{e.number}]\n", "None")),
    "format-list": ("\n\n", format_list),
    "copy": ("", copy),
    "viewer-csv": ("Level,Date and Time,Source,Event ID,Task Category\n", table(",")),
    "export-csv": (EXPORT_HEAD, export_csv),
    "tab-text": ("Level\tDate and Time\tSource\tEvent ID\tTask Category\n", table("\t")),
    "messages": ("", lambda e: e.message + "\n\n"),
    "snare": ("", snare),
    "trace": ("", trace),
    "splunk": ("", splunk),
    "no-events": ("", no_event),
}


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in FORMS:
        sys.exit(f"usage: make_text.py FORM MEGABYTES FILE\nforms: {' '.join(FORMS)}")
    head, write = FORMS[sys.argv[1]]
    left = float(sys.argv[2]) * 1e6
    rng = random.Random(5858)
    with open(sys.argv[3], "w", encoding="utf-8", newline="\r\n") as out:
        out.write(head)
        number = 0
        while left > 0:
            text = write(Event(number, rng))
            out.write(text)
            left -= len(text) + text.count("\n")
            number += 1


if __name__ == "__main__":
    main()
