#!/usr/bin/env python3
"""Writes one scenario as event traces of every kind, each with the same events as exported XML and
with what a reader must find in them.

usage: make_traces.py FOLDER [NAME...]

NAME.etl, NAME.xml and NAME.json of every kind, or of those named. Python's standard library is all
that is needed.
"""
import datetime
import json
import os
import struct
import sys
import uuid
from xml.sax.saxutils import escape

import scenario
import trace_file as etl

SAVED = "http://schemas.microsoft.com/win/2004/08/events/event"
DATA = "http://manifests.microsoft.com/win/2006/windows/WMI"
KERNEL_PROCESS = "22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716"
GROUP_POLICY = "aea1b4fa-97d1-45f2-a64c-4d69fffd92c9"
MISSING_CLASS = "0b5a2c52-3eb9-470a-96e2-6c6d4570e40f"
NAMELESS = "0d3f4a51-2f6b-4c0e-9a57-6e1b8c2d7f90"
RPC = "6ad52b32-d609-4be9-ae07-ce8dae937e39"
COM = "d4263c98-310c-4d97-ba39-b55354f08584"
DISTRIBUTED_COM = "1b562e86-b7aa-4131-badc-b6f3a001407e"
LOST_EVENT = "6a399ae0-4bc6-4de9-870b-3657f8947e7e"
OTHER = "a0c1853b-5c40-4b15-8766-3cf1c58f985a"  # a provider that nobody asks for


def counter(frequency):
    return etl.Clock(etl.COUNTER, scenario.START - 5 * etl.TICKS, frequency)


def other_clock(kind):
    return etl.Clock(kind, scenario.START - 5 * etl.TICKS)


# What each kind of trace is like: clock, layout of events 11, 19 and 20, arguments of the session.
KINDS = {
    "counter": (lambda: counter(etl.TICKS), "B", {}),
    "old-counter": (lambda: counter(3_579_545), "A", {"build": 14393}),
    "system-time": (lambda: other_clock(etl.SYSTEM_TIME), "B", {"processors": 1}),
    "compressed": (lambda: counter(etl.TICKS), "B", {"mode": etl.MODE_COMPRESSED | 1,
                                                     "buffer_size": 8192}),
    "circular": (lambda: counter(etl.TICKS), "B", {"mode": etl.MODE_CIRCULAR}),
    # Buffers so long that they are read in pieces.
    "large": (lambda: counter(etl.TICKS), "B", {"buffer_size": 262144}),
    "compressed-large": (lambda: counter(etl.TICKS), "B",
                         {"mode": etl.MODE_COMPRESSED | 1, "buffer_size": 262144}),
    # The head is damaged: what happened can be told, but not when.
    "headless": (lambda: counter(etl.TICKS), "B", {}),
    # The end of an operation is lost with a buffer.
    "lost": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    # Two buffers of one processor are missing, which nothing but their numbers tells.
    "gap": (lambda: counter(etl.TICKS), "B", {}),
    # Beside the log of the Operational channel, which tells of the same failures.
    "operational": (lambda: counter(etl.TICKS), "B", {}),
    # What hangs, while a provider that nobody asks for goes on.
    "hung": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    # Client processes by the kernel's events, one id used twice; in one trace, and in one beside.
    "processes": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "kernel-processes": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "processes-clients": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "processes-starts": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "kernel-processes-starts": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    # What other providers tell of calls that failed.
    "calls": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    # No WMI at all: what people send who trace something else.
    "other": (lambda: counter(etl.TICKS), "B", {}),
    # The session itself says that it lost events.
    "lost-live": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    # Clocks that cannot be trusted, see CLOCKS.
    "set-back-within": (lambda: other_clock(etl.SYSTEM_TIME), "B", {"processors": 1}),
    "set-back-between": (lambda: other_clock(etl.SYSTEM_TIME), "B", {"processors": 1}),
    "drifted": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "drifted-quiet": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "not-drifted": (lambda: counter(etl.TICKS), "B", {"processors": 1}),
    "cycles": (lambda: other_clock(etl.CYCLES), "B", {"processors": 1}),
    "no-clock": (lambda: other_clock(0), "B", {"processors": 1}),
    "appended": (lambda: counter(etl.TICKS), "B", {"processors": 1, "mode": etl.MODE_APPEND | 1}),
    "unfinalised": (lambda: counter(etl.TICKS), "B", {}),
}


# Ticks that the clock of a trace is set back in its middle, and that the one of its end is behind.
CLOCKS = {
    "set-back-within": (90 * etl.TICKS, 0),
    "set-back-between": (90 * etl.TICKS, 0),
    "drifted": (0, 13 * etl.TICKS),
    "drifted-quiet": (0, 10_500 * etl.TICKS // 1000),
    "not-drifted": (0, 9_800 * etl.TICKS // 1000),
    "cycles": (0, 0),
    "no-clock": (0, 0),
    "appended": (0, 0),
}


def time_text(ticks):
    time = datetime.datetime(1601, 1, 1) + datetime.timedelta(microseconds=ticks // 10)
    return time.strftime("%Y-%m-%dT%H:%M:%S") + f".{ticks % etl.TICKS:07}Z"


def value_text(value, kind):
    if kind == "hex32":
        return f"0x{value:x}"
    if kind == "bool32":
        return "true" if value else "false"
    return escape(str(value))


def event_xml(event, time):
    """As Event Viewer saves it, but without a computer, which a trace does not name."""
    layout = event.layout
    fields = [(element if layout["wrapper"] != "-" else name,
               value_text(event.values[name], kind)) for name, element, kind in layout["fields"]]
    if layout["wrapper"] != "-":
        body = "".join(f"<{name}>{text}</{name}>" for name, text in fields)
        data = (f"<UserData><{layout['wrapper']} xmlns='{DATA}'>{body}</{layout['wrapper']}>"
                "</UserData>")
    else:
        data = ("<EventData>" + "".join(f"<Data Name='{name}'>{text}</Data>"
                                        for name, text in fields) + "</EventData>")
    return (f"<Event xmlns='{SAVED}'><System><Provider Name='Microsoft-Windows-WMI-Activity' "
            f"Guid='{{{etl.WMI_ACTIVITY}}}'/><EventID>{event.event_id}</EventID><Version>0</Version>"
            f"<Level>{layout['level']}</Level><Task>0</Task><Opcode>0</Opcode>"
            f"<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='{time_text(time)}'/>"
            f"<Correlation/><Execution ProcessID='{event.process}' ThreadID='{event.thread}'/>"
            f"<Channel>Microsoft-Windows-WMI-Activity/{layout['channel']}</Channel><Computer/>"
            f"<Security UserID='{event.sid}'/></System>{data}</Event>")


def operational_xml(story, computer):
    """What the Operational channel tells of the failures of a scenario, a moment later each."""
    starts, out = {}, []
    for event in story.events:
        if event.event_id == 11:
            starts[event.values["OperationId"]] = event
        if event.event_id != 13 or not event.values["ResultCode"] >> 31:
            continue
        asked = starts[event.values["OperationId"]].values
        text = asked["Operation"]
        if text == "IWbemServices::Connect":
            text = "connect to namespace : " + asked["NamespaceName"]
        values = {"Id": asked["CorrelationId"], "ClientMachine": asked["ClientMachine"],
                  "User": asked["User"], "ClientProcessId": asked["ClientProcessId"],
                  "Component": "Unknown", "Operation": text,
                  "ResultCode": event.values["ResultCode"], "PossibleCause": "Unknown"}
        failure = scenario.Event(event.time, 0, event.process, 5858, values)
        xml = event_xml(failure, event.time + 3000)
        out.append(xml.replace("<Computer/>", f"<Computer>{computer}</Computer>"))
    return f"<Events>{''.join(out)}</Events>"


def write_trace(story, clock, arguments):
    """The session, with an event of another provider now and then."""
    trace = etl.Trace(clock, **arguments)
    processors = arguments.get("processors", 2)
    for number, event in enumerate(story.events):
        stamp = clock.stamp(event.time)
        processor = event.processor % processors
        if number % 5 == 0:
            trace.add(processor, etl.event_bytes(stamp, 4, 8, 40961, b"\1\0\0\0", OTHER))
        trace.add(processor, etl.event_bytes(
            stamp, event.process, event.thread, event.event_id, event.payload(),
            level=event.layout["level"], sid=event.sid))
    trace.end = story.now
    return trace


def write_lost(clock):
    """Three operations: the end of the first and the start of the second are in a buffer that never
    came to the file."""
    story = scenario.Scenario()
    client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                             scenario.START - 900 * etl.TICKS)
    lost = story.query(client, "root\\cimv2", "SELECT * FROM Win32_Service")
    story.wait(4000)
    story.stop(lost)
    broken = story.query(client, "root\\cimv2", "SELECT * FROM Contoso_Agnet")
    story.wait(4000)
    story.stop(broken, 0x80041010)
    kept = story.query(client, "root\\cimv2", "SELECT * FROM Win32_Processor")
    story.wait(2000)
    story.stop(kept)
    trace = etl.Trace(clock, processors=1)
    for number, event in enumerate(story.events):
        trace.add(0, etl.event_bytes(clock.stamp(event.time), event.process, event.thread,
                                     event.event_id, event.payload(), sid=event.sid))
        if number == 0:
            trace.flush(0)
        elif number == 2:
            trace.lose_buffer(0)
    trace.events_lost, trace.end = 1, story.now
    return trace


def process_start(clock, time, process, image, is_manifest):
    """A start as Microsoft-Windows-Kernel-Process tells it, or the kernel's own logger."""
    stamp = clock.stamp(time)
    if is_manifest:
        payload = (struct.pack("<IQQIQIIII", process, 1, time, 600, 2, 1, 0, 1, 0)
                   + etl.sid_bytes("S-1-16-8192") + (image + "\0").encode("utf-16-le") + bytes(12))
        return etl.event_bytes(stamp, 600, 4, 1, payload, KERNEL_PROCESS, version=3)
    payload = (struct.pack("<QIIIIQI", 0xFFFFA00012345080, process, 600, 1, 259, 0x1AD000, 0)
               + struct.pack("<QQ", 1, 0) + etl.sid_bytes("S-1-5-18") + image.encode() + b"\0"
               + (image + "\0\0\0").encode("utf-16-le"))
    return etl.kernel_bytes(stamp, 0x0301, 4, payload)


def write_processes(clock, is_manifest, parts):
    """The same query fails for two programs, one after the other under one process id: their
    starts, their queries, or both."""
    story = scenario.Scenario()
    trace = etl.Trace(clock, processors=1)
    images = ("\\Device\\HarddiskVolume3\\Tools\\inventory.exe",
              "\\Device\\HarddiskVolume3\\Tools\\backup.exe")
    for image in images:
        image = image if is_manifest else image.rsplit("\\", 1)[1]
        created = story.now
        if "starts" in parts:
            trace.add(0, process_start(clock, created, 6228, image, is_manifest))
        story.wait(3000)
        client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228, created)
        first = len(story.events)
        query = story.query(client, "root\\cimv2", "SELECT * FROM Contoso_Agnet")
        story.wait(5)
        story.stop(query, 0x80041010)
        for event in story.events[first:] if "clients" in parts else ():
            trace.add(0, etl.event_bytes(clock.stamp(event.time), event.process, event.thread,
                                         event.event_id, event.payload(), sid=event.sid))
        story.wait(60000)
    trace.end = story.now
    return trace


def write_calls(clock):
    """A provider whose own call finds nobody, among calls that end well; a class that COM does not
    find; and a computer that is not reached."""
    story = scenario.Scenario()
    client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                             scenario.START - 900 * etl.TICKS)
    trace = etl.Trace(clock, processors=1)
    others = []

    def tell(process, event_id, payload, provider, version=1):
        others.append((story.now, etl.event_bytes(clock.stamp(story.now), process, 4, event_id,
                                                  payload, provider, version=version)))
        story.wait(1)

    for namespace, query, code in (("root\\cimv2", "SELECT * FROM Contoso_Rack", 0x800706BA),
                                   ("root\\wmi", "SELECT * FROM Contoso_Sensor", 0x80040154)):
        asked = story.query(client, namespace, query)
        story.provider(asked, "ContosoProv", query.rsplit(" ", 1)[1])
        story.wait(20)
        tell(scenario.HOST, 7, struct.pack("<I", 0), RPC)
        if code == 0x80040154:
            tell(scenario.HOST, 1, uuid.UUID(MISSING_CLASS).bytes_le, COM, 0)
        else:
            tell(scenario.HOST, 7, struct.pack("<I", 1722), RPC)
        tell(scenario.SERVICE, 8, struct.pack("<I", 0), RPC)
        story.stop(asked, code)
        story.wait(90000)
    texts = ("SRV09.contoso.example", "    1854", "C:\\Tools\\inventory.exe",
             "{8BC3F05E-D86B-11D0-A075-00C04FB68820}")
    tell(980, 10028, "".join(text + "\0" for text in texts).encode("utf-16-le")
         + struct.pack("<I", 8) + bytes(8), DISTRIBUTED_COM, 0)
    events = [(event.time, etl.event_bytes(clock.stamp(event.time), event.process, event.thread,
                                           event.event_id, event.payload(), sid=event.sid))
              for event in story.events]
    for _, data in sorted(events + others, key=lambda pair: pair[0]):
        trace.add(0, data)
    trace.end = story.now
    return trace


def write_clock(name, clock, arguments):
    """Two queries that fail, 10 seconds apart. A clock that is set back is so before the second; the
    last buffer is written a second behind its events, and ends 9 seconds before the trace, but for
    what the clock that tells that end is behind."""
    back, behind = CLOCKS[name]
    story = scenario.Scenario()
    client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                             scenario.START - 900 * etl.TICKS)
    trace = etl.Trace(clock, **arguments)
    for number in range(2):
        first = len(story.events)
        story.stop(story.query(client, "root\\cimv2", f"SELECT * FROM Contoso_Part{number}"),
                   0x80041010)
        for event in story.events[first:]:
            trace.add(0, etl.event_bytes(clock.stamp(event.time - number * back), event.process,
                                         event.thread, event.event_id, event.payload(),
                                         sid=event.sid))
        if name != "set-back-within":
            trace.flush(0, clock.stamp(story.now + etl.TICKS - number * back))
        story.wait(10000)
    trace.end = story.now - back - behind
    return trace


def write_gap(clock):
    """Operations of ten seconds each, of which the starts are written by one processor, four to a
    buffer, and the ends by the other; two buffers with ends never came to the file."""
    story = scenario.Scenario()
    client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                             scenario.START - 900 * etl.TICKS)
    trace = etl.Trace(clock)
    for number in range(20):
        first = len(story.events)
        asked = story.query(client, "root\\cimv2", f"SELECT * FROM Contoso_Part{number}")
        story.wait(10000)
        story.stop(asked)
        for event in story.events[first:]:
            processor = event.event_id == 13
            trace.add(processor, etl.event_bytes(clock.stamp(event.time), event.process,
                                                 event.thread, event.event_id, event.payload(),
                                                 sid=event.sid))
            if number % 4 == 3:
                trace.flush(processor)
    trace.end = story.now
    ends = [buffer for buffer in trace.closed if buffer.processor == 1]
    trace.closed = [buffer for buffer in trace.closed if buffer not in ends[1:3]]
    return trace


def write_hung(clock):
    story = scenario.Scenario()
    client = scenario.Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                             scenario.START - 900 * etl.TICKS)
    trace = etl.Trace(clock, processors=1)
    story.query(client, "root\\cimv2", "SELECT * FROM Win32_Product")
    for event in story.events:
        trace.add(0, etl.event_bytes(clock.stamp(event.time), event.process, event.thread,
                                     event.event_id, event.payload(), sid=event.sid))
    for _ in range(30):
        story.wait(60000)
        trace.add(0, etl.event_bytes(clock.stamp(story.now), 4, 8, 40961, b"\1\0\0\0", OTHER))
    return trace


def write_lost_live(clock):
    """What the kernel writes when readers of a session as it goes are too slow."""
    trace = etl.Trace(clock, processors=1)
    for kind in (32, 33):
        trace.add(0, etl.classic_bytes(clock.stamp(scenario.START), 4, 8, LOST_EVENT, kind, 0, b""))
    trace.end = scenario.START + etl.TICKS
    return trace


def write_other(clock):
    """A trace of Group Policy and of a provider without a name, and messages for developers."""
    trace = etl.Trace(clock, processors=1)
    for number in range(12):
        stamp = clock.stamp(scenario.START + number * etl.TICKS)
        provider = GROUP_POLICY if number % 3 else NAMELESS
        trace.add(0, etl.event_bytes(stamp, 900, 904, 5016, b"\0" * 16, provider))
        trace.add(0, etl.message_bytes(stamp, number))
    trace.end = scenario.START + 12 * etl.TICKS
    return trace


def make(name):
    """(the trace, its events as XML, what must be found)"""
    clock, layout, arguments = KINDS[name][0](), KINDS[name][1], KINDS[name][2]
    story = scenario.tell(layout, 40 if name.endswith("large") else 1)
    trace = write_trace(story, clock, arguments)
    if name == "lost":
        return write_lost(clock).bytes(), "<Events></Events>", None
    if name in ("gap", "hung"):
        write = write_gap if name == "gap" else write_hung
        return write(clock).bytes(), "<Events></Events>", None
    if "processes" in name:
        parts = [part for part in ("starts", "clients") if part in name] or ["starts", "clients"]
        trace = write_processes(clock, not name.startswith("kernel"), parts)
        return trace.bytes(), "<Events></Events>", None
    if name == "calls":
        return write_calls(clock).bytes(), "<Events></Events>", None
    if name in CLOCKS:
        return write_clock(name, clock, arguments).bytes(), "<Events></Events>", None
    if name == "lost-live":
        return write_lost_live(clock).bytes(), "<Events></Events>", None
    if name == "other":
        return write_other(clock).bytes(), "<Events></Events>", None
    if name == "unfinalised":
        trace.end = 0
    if name == "headless":
        data = trace.bytes()
        return data[:72] + bytes(range(200)) + data[272:], "<Events></Events>", None
    data = trace.bytes(rotate=2 if name == "circular" else 0)
    if name == "unfinalised":
        # Space set aside for more, and a copy that ends in the middle of it.
        data += bytes(3 * trace.buffer_size + 100)
    if name == "operational":
        return data, operational_xml(story, "SRV01.contoso.example"), None
    times = [clock.time(clock.stamp(event.time)) for event in story.events]
    xml = "".join(map(event_xml, story.events, times))
    expected = {"failures": story.expected, "orphan_stops": story.orphan_stops,
                "open": [operation["operation"] for operation in story.open],
                "open_ms": [(max(trace.end, story.events[-1].time) - operation["started"])
                            * 1000 // etl.TICKS for operation in story.open],
                "events": len(story.events)}
    return data, f"<Events>{xml}</Events>", expected


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    folder, names = sys.argv[1], sys.argv[2:] or sorted(KINDS)
    os.makedirs(folder, exist_ok=True)
    for name in names:
        data, xml, expected = make(name)
        with open(os.path.join(folder, name + ".etl"), "wb") as file:
            file.write(data)
        with open(os.path.join(folder, name + ".xml"), "w", encoding="utf-8") as file:
            file.write(xml)
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(expected, file, indent=1)


if __name__ == "__main__":
    main()
