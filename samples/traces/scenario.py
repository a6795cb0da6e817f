"""One day of WMI on an invented server: what clients asked, and what came of it. The events serve
every form of a log; `expected` is what a reader of any of them must find."""
import csv
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATES = os.path.join(HERE, "..", "..", "parsers", "event", "templates.tsv")
TICKS = 10_000_000
START = 133_954_884_000_000_000  # 2025-06-27T09:00:00Z
SERVICE, SERVICE_AGAIN = 1692, 2740  # processes of the WMI service, before and after its restart
HOST = 5120  # a provider host
LOCAL_SYSTEM = "S-1-5-18"


def read_layouts():
    """(event id, layout) -> {channel, level, wrapper, fields: [(name, element, type)]}"""
    layouts = {}
    with open(TEMPLATES, encoding="utf-8", newline="") as table:
        rows = csv.DictReader((line for line in table if not line.startswith("#")),
                              delimiter="\t")
        for row in rows:
            layout = layouts.setdefault((int(row["event_id"]), row["layout"]), {
                "channel": row["channel"], "level": int(row["level"]), "wrapper": row["wrapper"],
                "fields": []})
            if row["index"] != "0":
                element = row["data_name"] if row["xml_element"] == "-" else row["xml_element"]
                layout["fields"].append((row["data_name"], element, row["type"]))
    return layouts


LAYOUTS = read_layouts()


class Event:
    """One event of WMI-Activity; `processor` is the one that wrote it."""

    def __init__(self, time, processor, process, event_id, values, layout="A"):
        self.time, self.processor, self.process, self.event_id = time, processor, process, event_id
        self.values, self.layout = values, LAYOUTS[event_id, layout]
        self.thread, self.sid = 4000 + processor, LOCAL_SYSTEM

    def payload(self):
        """The fields, packed."""
        out = b""
        for name, _, kind in self.layout["fields"]:
            value = self.values[name]
            if kind == "text":
                out += (value + "\0").encode("utf-16-le")
            elif kind == "u64":
                out += struct.pack("<Q", value)
            else:
                out += struct.pack("<I", value)
        return out


class Client:
    def __init__(self, machine, domain, user, process, created, is_local=True):
        self.machine, self.fqdn, self.user = machine, f"{machine}.{domain}", user
        self.process, self.created, self.is_local = process, created, is_local

    def name(self, layout):
        """The fuller one of those that an event of the layout tells."""
        return self.machine if layout == "A" else self.fqdn

    def fields(self):
        return {"ClientMachine": self.machine, "ClientMachineFQDN": self.fqdn, "User": self.user,
                "ClientProcessId": self.process, "ClientProcessCreationTime": self.created,
                "IsLocal": int(self.is_local)}


class Scenario:
    """Events in the order of time, written by two processors; `layout` is that of events 11, 19 and
    20: A before Windows 10 1803, B since."""

    def __init__(self, layout="B"):
        self.layout, self.events, self.expected, self.open = layout, [], [], []
        self.orphan_stops, self.service = 0, SERVICE
        self.now, self.number = START, 600

    def wait(self, ms):
        self.now += ms * TICKS // 1000

    def event(self, event_id, values, layout="A"):
        # Two processors take turns, so that neither of them has the whole story.
        processor = len(self.events) % 2
        self.events.append(Event(self.now, processor, self.service, event_id, values, layout))

    def start(self, client, namespace, operation):
        """An operation of a group of its own."""
        self.number += 2
        self.event(11, {"CorrelationId": f"{{{self.number:08X}-0A5C-0001-C7D3-1B90E8F1DB01}}",
                        "GroupOperationId": self.number - 1, "OperationId": self.number,
                        "Operation": operation, "NamespaceName": "\\\\.\\" + namespace,
                        **client.fields()}, self.layout)
        return {"number": self.number, "client": client, "namespace": namespace,
                "operation": operation, "started": self.now, "provider": None}

    def connect(self, client, namespace, code=0, ms=3):
        self.number += 2
        self.event(11, {"CorrelationId": f"{{{self.number:08X}-0A5C-0001-C7D3-1B90E8F1DB01}}",
                        "GroupOperationId": self.number, "OperationId": self.number,
                        "Operation": "IWbemServices::Connect",
                        "NamespaceName": "\\\\.\\" + namespace, **client.fields()}, self.layout)
        started = {"number": self.number, "client": client, "namespace": namespace,
                   "operation": "IWbemServices::Connect", "started": self.now, "provider": None}
        self.wait(ms)
        self.stop(started, code, "connect")

    def query(self, client, namespace, query):
        return self.start(client, namespace,
                          f"Start IWbemServices::ExecQuery - {namespace} : {query}")

    def provider(self, operation, name, what):
        self.wait(1)
        operation["provider"] = name
        self.event(12, {"GroupOperationId": operation["number"] - 1, "HostId": HOST,
                        "Operation": f"Provider::CreateInstanceEnum - {name} : {what}",
                        "ProviderName": name,
                        "ProviderGuid": "{d63a5850-8f16-11cf-9f47-00aa00bf345c}",
                        "Path": "%systemroot%\\system32\\wbem\\cimwin32.dll"})

    def stop(self, operation, code=0, phase="operation"):
        self.event(13, {"OperationId": operation["number"], "ResultCode": code})
        if code >> 31:
            self.expected.append({
                "code": f"0x{code:08x}", "phase": phase, "text": operation["operation"],
                "client": operation["client"].process, "user": operation["client"].user,
                "machine": operation["client"].name(self.layout), "provider": operation["provider"],
                "duration_ms": (self.now - operation["started"]) * 1000 // TICKS})

    def method(self, client, namespace, class_name, method, command, process):
        """A call that creates a process: events 11, 22, 23 and 13."""
        operation = self.start(client, namespace, "Start IWbemServices::ExecMethod - "
                               f"{namespace} : {class_name}::{method}")
        common = {"CorrelationId": f"{{{self.number:08X}-0A5C-0001-C7D3-1B90E8F1DB01}}",
                  "GroupOperationId": operation["number"] - 1, "OperationId": operation["number"],
                  **client.fields()}
        self.event(22, {**common, "ClassName": class_name, "MethodName": method,
                        "ImplementationClass": class_name,
                        "NamespaceName": "\\\\.\\" + namespace})
        self.wait(20)
        self.event(23, {**common, "Commandline": command, "CreatedProcessId": process,
                        "CreatedProcessCreationTime": self.now})
        self.wait(5)
        self.stop(operation)

    def load(self, name, code=0):
        self.event(5857, {"ProviderName": name, "Code": code, "HostProcess": "wmiprvse.exe",
                          "ProcessID": HOST, "ProviderPath": "%systemroot%\\system32\\wbem\\x.dll"})

    def restart_service(self):
        """The numbers of operations start anew in another process."""
        self.wait(5000)
        self.service, self.number = SERVICE_AGAIN, 600


def tell(layout="B", rounds=1):
    """The scenario: cut at both ends, with a service restart in the middle."""
    s = Scenario(layout)
    console = Client("SRV01", "contoso.example", "CONTOSO\\svc-audit", 6228,
                     START - 900 * TICKS)
    monitor = Client("MON04", "contoso.example", "CONTOSO\\svc-monitor", 7412,
                     START - 86400 * TICKS, False)
    # The end of something that began before the trace.
    s.event(13, {"OperationId": 12, "ResultCode": 0})
    s.orphan_stops = 1
    for _ in range(rounds):
        s.wait(50)
        s.connect(console, "root\\cimv2")
        s.wait(10)
        s.connect(monitor, "root\\MicrosoftDNS", 0x80041003, 7)
        s.wait(200)
        disks = s.query(console, "root\\cimv2", "SELECT * FROM Win32_LogicalDisk")
        s.load("CIMWin32")
        s.provider(disks, "CIMWin32", "Win32_LogicalDisk")
        s.event(19, {"OperationID": disks["number"], "Operation": "Provider::GetObject",
                     **console.fields()}, layout)
        s.wait(40)
        wrong = s.query(monitor, "root\\cimv2", "SELECT * FROM Contoso_Agnet")
        s.wait(2)
        s.stop(wrong, 0x80041010)
        s.wait(300)
        s.stop(disks)
        s.event(20, {"OperationID": disks["number"], "Operation": "Provider::ExecQuery",
                     "Flags": 48, **console.fields()}, layout)
        s.wait(70)
        s.method(console, "root\\cimv2", "Win32_Process", "Create", "cmd.exe /c echo <ok>", 8844)
        slow = s.query(monitor, "root\\cimv2", "SELECT * FROM Win32_Product")
        s.provider(slow, "MSIProv", "Win32_Product")
        s.wait(21000)
        s.stop(slow, 0x800706BA)
    s.restart_service()
    for _ in range(rounds):
        again = s.query(monitor, "root\\cimv2", "SELECT Name FROM Win32_Share")
        s.wait(9)
        s.stop(again, 0x80041003)
        s.connect(console, "root\\default")
        s.wait(30)
    # What is still running when the trace ends.
    s.open.append(s.query(console, "root\\cimv2", "SELECT * FROM Win32_NTLogEvent"))
    s.wait(100)
    return s
