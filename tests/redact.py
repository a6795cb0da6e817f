#!/usr/bin/env python3
"""Nothing of a log's names is in anything that comes out with --redact, and the judgement stays.

usage: redact.py WMILOG

A log of the test's own has names in each field of each event, in every spelling. In the samples,
names are what `wmilog events` shows without --redact.
"""
import base64
import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile
from xml.sax.saxutils import escape

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.path.join(ROOT, "..", "shared")
WMI = "Microsoft-Windows-WMI-Activity"
FORMATS = ["text", "json", "jsonl", "html", "markdown", "csv", "sarif"]
SYSTEMS = ["jira", "jira-dc", "servicenow", "servicenow-event", "zendesk", "github",
           "azure-devops", "pagerduty", "teams"]

# No part of any of these may be found.
WORDS = ["qxserver07", "qxclient08", "qxremote09", "qxshare10", "qcorp", "zexample", "zquinby",
         "zörgel", "zadams", "zprofile", "zmailbox", "zliteral", "zbare", "zhidden", "10.77.66.55",
         "10.77.66.56", "fd12:3456:789a::beef", "0a-1b-2c-3d-4e-5f", "1111111111-222222222",
         "zcustomer", "zfolder", "zmember", "zproduct", "zunknown", "marked", "zpart"]
SID = "S-1-5-21-1111111111-222222222-333333333-1105"
HOST, FULL = "QXSERVER07", "QXServer07.qcorp.zexample.net"
CLIENT, USER = "QXCLIENT08", "QCORP\\zquinby"
ODD_USER = "QCORP\\ZÖRGEL"


def utf16(text):
    return text.encode("utf-16-le")


def spellings(word):
    """A word as logs write it when they do not write it."""
    return [word, word.upper(), word.encode().hex(), utf16(word).hex(),
            "0x" + word.encode().hex().upper(), base64.b64encode(utf16(word)).decode(),
            base64.b64encode(("echo " + word + " to all").encode()).decode(),
            "".join(f"%{byte:02X}" for byte in word.encode()),
            "".join(f"&#{ord(c)};" for c in word), "".join(f"&#x{ord(c):x};" for c in word),
            "".join(f"\\u{ord(c):04x}" for c in word), word + "_backup", "x@" + word + ".net",
            " ".join(f"{byte:02x}" for byte in word.encode())]


SPELLED = " ; ".join(" ".join(spellings(word)) for word in ("zquinby", "qxserver07", "qcorp"))
ENCODED = base64.b64encode(utf16(f"copy \\\\{HOST}\\zshare\\a C:\\Users\\zprofile\\b; {USER}"
                                 f" 10.77.66.55 {SID}")).decode()
TEXT = (f"by {USER} on {HOST} ({FULL}), {SID}, 10.77.66.55, fd12:3456:789a::beef, "
        f"0A-1B-2C-3D-4E-5F, C:\\Users\\zprofile\\AppData\\x.txt, C:\\\\Users\\\\zadams\\\\y, "
        f"\\\\QXSHARE10\\data, zmailbox@qcorp.zexample.net, {SPELLED}, "
        f"powershell -enc {ENCODED} zproduct")
# Names that stand in no field: what is before them, or around them, tells that they are names.
MARKED = "\n".join([
    r"net use x: \\QXSHARE10\d /user:zmarked\zmarked1 zx", "runas /user:zmarked2 cmd",
    r'wmic /node:"zmarked3","zmarked3b" /user:"zmarked\zmarked4" /password:zmarked5 os',
    "wmic /node:zmarked6,zmarked7 os",
    r"gwmi x -ComputerName zmarked8, zmarked9 -Credential 'zmarked\zmarked10'",
    r"psexec \\zmarked11 -u zmarked\zmarked12 -p zmarked13 cmd",
    r"schtasks /create /u zmarked\zmarked14 /p zmarked15 /ru zmarked16 /rp zmarked17",
    "Server=zmarked18;User Id=zmarked19;Password=zmarked20;",
    r"Data Source=zmarked21\X;uid=zmarked22;pwd=zmarked23", "USERNAME=zmarked24",
    "https://zmarked25.zmarked.test/x?user=zmarked26",
    "https://zmarked27:zmarked28@zmarked29.zmarked.test:8443/x", "http://zmarked30:5985/wsman",
    "smb://zmarked31;zmarked32@zmarked33/x", "file://zmarked34/x", "winmgmts://zmarked35/root",
    "LDAP://zmarked36/CN=Zmarked37 Zmarked38,OU=zmarked39,DC=zmarked,DC=test",
    "CN=zmarked40, O=Zmarked41 GmbH, L=Zmarked42, C=DE", "issued to CN=zmarked43.zmarked.test",
    r"\Device\Mup\zmarked44\x", r"\Device\LanmanRedirector\;Z:00001\zmarked45\x",
    r"\??\UNC\zmarked46\x", r"Path:\\zmarked47\x", "MSSQLSvc/zmarked48.zmarked.test:1433",
    "HOST/zmarked49", r"C:\Dokumente und Einstellungen\zmarked50\x",
    r"C:\Users\zo'marked51 (zmarked52)\x", r"C:\Users\zmarked53,zmarked54&zmarked55\x",
    r'dir "C:\Users\zmarked56 zmarked57" /s', r"C:\DOCUME~1\zmarked58\x"])
# Fields with more than a name, and a text with what they are made of.
PARTED = [("ClientMachine", "ZPARTHOST:135"), ("ClientMachine", "zparta.zpartdom.test[135]"),
          ("User", "Zpartann Zpartdoe"), ("User", "ZPARTB/zpartc"),
          ("User", "zpartd (Zparte)")]
PARTS = ("on zparthost, zparta, zpartdom.test, for zpartann, Frau Zpartdoe, zpartb, zpartc, "
         "zpartd, zparte")
# A name between bytes that are no text, and behind a byte order mark.
BURIED = " ".join([base64.b64encode(b"\1\2zquinby qxserver07\0\xff").decode(),
                   b"\1\2\xffzquinby\0".hex(),
                   base64.b64encode("hello zquinby".encode("utf-16")).decode()])
SID_BYTES = ("{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 199, 53, 58, 66, 142, 247, 62, 13, 85, 52, "
             "222, 19, 81, 4, 0, 0}")
MOF = (f'Binding EventFilter: \ninstance of __EventFilter\n{{\n\tCreatorSID = {SID_BYTES};\n'
       f'\tName = "Filter of zquinby";\n\tQuery = "SELECT * FROM __InstanceCreationEvent WITHIN '
       f'5 WHERE TargetInstance ISA \\"Win32_Process\\" AND TargetInstance.Name = '
       f'\\"zliteral.exe\\"";\n}};\nPerm. Consumer: \ninstance of CommandLineEventConsumer\n{{\n\t'
       f'CommandLineTemplate = "powershell -enc {ENCODED} \\\\\\\\QXSHARE10\\\\data '
       f'C:\\\\Users\\\\zprofile\\\\a";\n'
       f'\tMachineName = "QXREMOTE09";\n\tName = "x {HOST}";\n}};\n')
QUERIES = ["SELECT * FROM Win32_Process WHERE Name = 'zliteral' AND CSName = 'QXREMOTE09'",
           "SELECT * FROM CIM_DataFile WHERE Name = 'C:\\zliteral\\zbare' AND X = 'C:\\' OR Y = "
           "'zbare'",
           "SELECT * FROM Win32_Service WHERE Name = “zliteral” AND State = 'zbare'",
           "SELECT Name FROM Win32_Account WHERE Name = 'zbare's' AND Domain = 'QCORP'",
           "ASSOCIATORS OF {Win32_Group.Domain=\"QXSERVER07\",Name=\"zliteral\"} WHERE "
           "AssocClass=Win32_GroupUser",
           "SELECT * FROM __InstanceOperationEvent WITHIN 3 WHERE TargetInstance ISA "
           "'Win32_LogonSession' AND TargetInstance.Name LIKE '%zliteral%'"]
ON_HOST = f"Start IWbemServices::ExecQuery - \\\\{HOST}\\root\\cimv2 : "
OPERATIONS = [ON_HOST + query for query in QUERIES] + [
    f"Start IWbemServices::GetObject - root\\rsop\\user\\{SID.replace('-', '_')} : "
    f"RSOP_X.Name=\"zliteral\",Sid=\"{SID}\"",
    f"Start IWbemServices::ExecMethod - root\\cimv2 : \\\\{CLIENT}\\root\\cimv2:"
    "Win32_Process.Handle=\"zliteral\"::Terminate",
    f"Provider::GetObject - CIMWin32 : Win32_UserAccount.Domain=\"QCORP\",Name=\"zquinby\"",
    f"IWbemServices::Connect", f"connect to namespace : \\\\{FULL}\\root\\cimv2",
    f"something else about {TEXT} 'zliteral' \"zbare",
]


def event(number, provider, event_id, channel, data, computer=FULL, sid=SID):
    second = f"{number // 60:02}:{number % 60:02}"
    return (f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            f"<Provider Name='{provider}'/><EventID>{event_id}</EventID><Version>0</Version>"
            f"<Level>2</Level><Keywords>0x4000000000000000</Keywords>"
            f"<TimeCreated SystemTime='2025-06-03T08:{second}.0000000Z'/>"
            f"<EventRecordID>{number}</EventRecordID><Execution ProcessID='1200' ThreadID='4'/>"
            f"<Channel>{channel}</Channel><Computer>{computer}</Computer>"
            f"<Security UserID='{sid}'/></System>{data}</Event>")


def element(name, fields):
    inner = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in fields)
    return (f"<UserData><{name} xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>"
            f"{inner}</{name}></UserData>")


def layouts():
    """(id, channel, fields) of every layout in the table of events."""
    found = {}
    with open(os.path.join(ROOT, "parsers", "event", "templates.tsv"), encoding="utf-8") as table:
        for line in table:
            cells = line.rstrip("\n").split("\t")
            if cells[0].isdigit() and cells[6] != "0":
                name = cells[7] if cells[8] == "-" else cells[8]
                found.setdefault((int(cells[0]), cells[1], cells[3]), []).append(
                    (name, cells[9], cells[10]))
    return found


TEXTS = {"CLIENT_MACHINE": CLIENT, "CLIENT_MACHINE_FQDN": CLIENT + ".qcorp.zexample.net",
         "USER": USER, "NAMESPACE": f"\\\\{HOST}\\root\\cimv2", "POSSIBLE_CAUSE": MOF,
         "CORRELATION_ID": "{5B1D8E2C-90A4-4F61-8B1E-7A5C3D2E1F00}", "PROVIDER_NAME": "CIMWin32",
         "CLASS_NAME": "Win32_Process", "METHOD_NAME": "Create",
         "IMPLEMENTATION_CLASS": "Win32_Process", "QUERY": QUERIES[0], "COMPONENT": "Unknown",
         "CONSUMER": f"CommandLineEventConsumer=\"x {HOST}\"", "FILTER": "Filter of zquinby",
         "CONSUMER_TYPE": "Permanent",
         "PROVIDER_GUID": "{D63A5850-8F16-11CF-9F47-00AA00BF345C}"}


def value_of(kind, field, number):
    if field == "OPERATION":
        return OPERATIONS[number % len(OPERATIONS)]
    if kind == "text":
        return TEXTS.get(field, TEXT)
    if field in ("RESULT_CODE", "ERROR_CODE"):
        return "0x80041003"
    return {"u64": "133934400000000000", "bool32": "false"}.get(kind, str(7 + number % 3))


COMPANIONS = [
    ("DCOM", 10006, "System", ["2147944122", FULL, "{8BC3F05E-D86B-11D0-A075-00C04FB68820}"]),
    ("DCOM", 10009, "System", ["QXREMOTE09"]),
    ("DCOM", 10028, "System", ["QXREMOTE09", "1a4", f"C:\\Users\\zprofile\\x.exe",
                               "{8BC3F05E-D86B-11D0-A075-00C04FB68820}"]),
    ("Microsoft-Windows-DistributedCOM", 10036, "System",
     ["QCORP", "zquinby", SID, "10.77.66.55", "6", "5"]),
    ("Microsoft-Windows-DistributedCOM", 10037, "System",
     ["C:\\Users\\zadams\\a.exe", "42", "{8BC3F05E-D86B-11D0-A075-00C04FB68820}", "QXREMOTE09",
      "2"]),
    ("Microsoft-Windows-DistributedCOM", 10016, "System",
     ["application-specific", "Local", "Activation", "{8BC3F05E-D86B-11D0-A075-00C04FB68820}",
      "{8BC3F05E-D86B-11D0-A075-00C04FB68820}", "QCORP", "zquinby", SID, "10.77.66.56",
      "Unavailable", "Unavailable"]),
    ("User32", 1074, "System", ["C:\\Windows\\x.exe (QXSERVER07)", "QXSERVER07", "reason", "0x1",
                                "restart", TEXT, USER]),
    ("Microsoft-Windows-Security-Kerberos", 4, "System",
     ["qxremote09$", "QCORP.ZEXAMPLE.NET", "HOST/qxremote09.qcorp.zexample.net",
      "QCORP.ZEXAMPLE.NET"]),
    ("Service Control Manager", 7036, "System", ["Windows Management Instrumentation", "stopped"]),
    ("Application Error", 1000, "Application",
     ["wmiprvse.exe", "10.0.1", "x", "C:\\Users\\zprofile\\m.dll", TEXT]),
    (".NET Runtime", 1026, "Application", [TEXT]),
    ("Microsoft-Windows-WMI", 10, "Application", ["//./root/cimv2", QUERIES[0], "0x80041003"]),
]
NAMED = [
    ("Microsoft-Windows-Security-Auditing", 4624, "Security",
     {"SubjectUserSid": SID, "SubjectUserName": "QXSERVER07$", "SubjectDomainName": "QCORP",
      "TargetUserName": "zadams", "TargetDomainName": "qcorp.zexample.net",
      "WorkstationName": "QXREMOTE09", "IpAddress": "10.77.66.56", "LogonType": "3",
      "TargetUserSid": SID, "ProcessName": "C:\\Users\\zadams\\x.exe"}),
    ("Microsoft-Windows-Security-Auditing", 4648, "Security",
     {"SubjectUserName": "zquinby", "TargetServerName": FULL, "TargetInfo": "HOST/" + FULL,
      "IpAddress": "fd12:3456:789a::beef"}),
    ("Microsoft-Windows-Security-Auditing", 4688, "Security",
     {"SubjectUserName": "zquinby", "NewProcessId": "0x1204", "CommandLine": TEXT,
      "NewProcessName": "C:\\Users\\zprofile\\x.exe"}),
    ("Microsoft-Windows-Sysmon", 1, "Microsoft-Windows-Sysmon/Operational",
     {"ProcessId": "4612", "Image": "C:\\Windows\\System32\\cmd.exe", "CommandLine": TEXT,
      "User": ODD_USER, "CurrentDirectory": "C:\\Users\\zadams\\", "ParentUser": USER}),
    ("Microsoft-Windows-Sysmon", 1, "Microsoft-Windows-Sysmon/Operational",
     {"ProcessId": "4613", "Image": "C:\\Windows\\System32\\cmd.exe", "CommandLine": MARKED,
      "CurrentDirectory": "C:\\Users\\zmarked59 zmarked60", "ParentCommandLine": BURIED,
      "Description": PARTS}),
    ("Contoso-Unknown", 7, "Application", {"Anything": "zunknown " + TEXT, "Number": "12"}),
    (WMI, 4711, WMI + "/Operational", {"Something": "zunknown " + TEXT}),
]


def connects():
    """The values of events that start and end connects, which a report counts by machine."""
    fields = layouts()
    for operation, code in ((9001, "0x0"), (9002, "0x80070005")):
        own = {"OPERATION": "IWbemServices::Connect", "OPERATION_ID": operation,
               "RESULT_CODE": code}
        for key in ((11, "B", "Trace"), (13, "A", "Trace")):
            yield key[0], [(name, own.get(field, value_of(kind, field, 1)))
                           for name, kind, field in fields[key]]


def planted():
    """The log of the test: an event of each kind, all fields of it."""
    events = []
    for (event_id, _, channel), fields in sorted(layouts().items()):
        repeat = len(OPERATIONS) if event_id in (5858, 11) else 1
        for _ in range(repeat):
            number = len(events) + 1
            values = [(name, value_of(kind, field, number)) for name, kind, field in fields]
            events.append(event(number, WMI, event_id, f"{WMI}/{channel}",
                                element("Operation", values)))
    for event_id, values in connects():
        events.append(event(len(events) + 1, WMI, event_id, f"{WMI}/Trace",
                            element("Operation", values)))
    for field in PARTED:
        events.append(event(len(events) + 1, WMI, 5858, f"{WMI}/Operational", element(
            "Operation_ClientFailure", [field, ("ResultCode", "0x80041003"),
                                        ("Operation", OPERATIONS[0])])))
    for provider, event_id, channel, data in COMPANIONS:
        inner = "".join(f"<Data>{escape(value)}</Data>" for value in data)
        events.append(event(len(events) + 1, provider, event_id, channel,
                            f"<EventData>{inner}<Binary>{utf16(TEXT).hex()}</Binary></EventData>"))
    for provider, event_id, channel, data in NAMED:
        inner = "".join(f"<Data Name='{name}'>{escape(value)}</Data>"
                        for name, value in data.items())
        events.append(event(len(events) + 1, provider, event_id, channel,
                            f"<EventData>{inner}</EventData>", computer=HOST))
    return events


def views(output, is_deep):
    """What an output says, read in each of the ways in which it could say a name."""
    text = output.decode("utf-8", "replace")
    plain = [text, output.replace(b"\0", b"").decode("utf-8", "replace")]
    for _ in range(2):
        more = [html.unescape(t) for t in plain] + [urllib.parse.unquote(t) for t in plain]
        more += [re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), t)
                 for t in plain]
        more += [t.replace("\\\\", "\\") for t in plain]
        plain = list(dict.fromkeys(plain + more))
    return [t.casefold() for t in plain + (decoded(plain) if is_deep else [])]


def decoded(texts):
    """What stands in base64 and in hexadecimal digits, each run once."""
    found = []
    for run in set().union(*(re.findall(r"[A-Za-z0-9+/]{8,}", t) for t in texts)):
        for start in range(4 if len(run) < 400 else 1):
            part = run[start:]
            found.append(base64.b64decode(part[:len(part) // 4 * 4] or "AAAA"))
    for run in set().union(*(re.findall(r"(?:[0-9a-fA-F]{2}[ -]?){4,}", t) for t in texts)):
        digits = re.sub(r"[^0-9a-fA-F]", "", run)
        found.append(bytes.fromhex(digits[:len(digits) // 2 * 2]))
    return ["\n".join(b.replace(b"\0", b"").decode("utf-8", "replace") for b in found)]


def leaks(output, words, is_deep=True):
    all_views = views(output, is_deep)
    return {word: next(v[max(v.find(word) - 60, 0):v.find(word) + 60] for v in all_views
                       if word in v)
            for word in (w.casefold() for w in words) if any(word in v for v in all_views)}


def run(wmilog, *arguments, stdin=None, timeout=300):
    given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    done = subprocess.run([wmilog, *arguments], capture_output=True, timeout=timeout,
                          check=False, **given)
    if b"Sanitizer" in done.stderr or done.returncode < 0:
        sys.exit(f"{arguments}: {done.returncode} {done.stderr.decode()}")
    return done


def few_commands(path, more):
    yield ["analyze", "-f", "jsonl", "--noise", *more, path]
    yield ["events", "-f", "jsonl", "--recover", *more, path]
    yield ["convert", *more, path]


def commands(path, more):
    for form in FORMATS:
        yield ["analyze", "-f", form, "--noise", *more, path]
    for form in ("text", "json", "jsonl"):
        yield ["stats", "-f", form, *more, path]
    for form in ("jsonl", "xml"):
        yield ["events", "-f", form, "--recover", *more, path]
    yield ["convert", *more, path]
    for system in SYSTEMS:
        yield ["tickets", "--for", system, "--verdict", "degraded", *more, path]


def check_silent(wmilog, path, words, more=(), stdin=None, of=commands):
    """None of the words comes out of any command."""
    for arguments in of(path, ["--redact", *more]):
        done = run(wmilog, *arguments, stdin=stdin)
        found = leaks(done.stdout + done.stderr, words)
        if found:
            sys.exit(f"{' '.join(arguments)}: leaks {json.dumps(found, indent=1)}")
        if not done.stdout and arguments[0] in ("events", "analyze") and done.returncode != 2:
            sys.exit(f"{' '.join(arguments)}: nothing came out: {done.stderr.decode()}")


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def forms_of(wmilog, folder, log):
    """The log in other forms."""
    xml = "<Events>" + log + "</Events>"
    yield write(folder, "zcustomer/zcustomer-qxserver07.xml", xml.encode())
    yield write(folder, "zcustomer/QCORP-16.xml", xml.encode("utf-16"))
    plain = write(folder, "zplain.xml", xml.encode())
    yield write(folder, "zcustomer/events.jsonl", run(wmilog, "events", plain).stdout)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("zfolder/zmember-QXSERVER07.xml", xml)
        archive.writestr("wmilog-QXSERVER07/tasklist.csv",
                         '"Image Name","PID","Session Name","Session#","Mem Usage"\r\n'
                         '"zprofile of zquinby.exe","9920","Services","0","1 K"\r\n')
        archive.writestr("zfolder/zmember.bin", b"\1\2")
    yield write(folder, "zcustomer/zcase.zip", packed.getvalue())


def check_planted(wmilog, folder):
    events = planted()
    log = "".join(events)
    words = write(folder, "words", b"zproduct\n")
    for path in forms_of(wmilog, folder, log):
        check_silent(wmilog, path, WORDS, ["--redact-word", words],
                     of=commands if path.endswith("07.xml") else few_commands)
    check_silent(wmilog, "-", WORDS, ["--redact-word", words], of=few_commands,
                 stdin=("<Events>" + log + "</Events>").encode())
    damaged = log.replace("<EventID>", "<EventID>zquinby", 3).replace("</System>", "", 1)
    path = write(folder, "zcustomer/damaged.xml", damaged.encode())
    check_silent(wmilog, path, [w for w in WORDS if w != "zproduct"], of=few_commands)


def check_silent_reports(wmilog, report, other, log, more):
    """None of the words of a report comes out of what reads it; nor do they from a damaged one."""
    good, lines = report
    for system in SYSTEMS:
        check_silent(wmilog, good, WORDS, more, of=lambda path, options: [
            ["tickets", "--for", system, "--verdict", "degraded", *options, path]])
    check_silent(wmilog, good, WORDS, more, of=lambda path, options: [
        ["tickets", "--for", "github", "--verdict", "harmless", *options, path, other, lines, log],
        ["analyze", "-f", "sarif", *options, "--baseline", path, other],
        ["diff", *options, path, log], ["diff", "-f", "json", *options, other, lines],
        ["diff", "-f", "html", *options, log, other],
        ["diff", "-f", "markdown", *options, path, lines]])
    for key, wrong in ((b"{", b"{zquinby"), (b'"verdict":"', b'"verdict":"QCORP'),
                       (b'"1.0"', b'"QXSERVER07"'), (b'"fingerprint":"', b'"fingerprint":"qcorp')):
        with open(good, "rb") as file:
            damaged = file.read().replace(key, wrong)
        path = write(os.path.dirname(good), "zwrong.json", damaged[:len(damaged) * 2 // 3])
        check_silent(wmilog, path, WORDS, more, of=lambda path, options: [
            ["diff", *options, path, lines], ["tickets", "--for", "github", *options, path],
            ["analyze", "-f", "sarif", *options, "--baseline", path, other]])


def check_reports(wmilog, folder):
    """Reports that are read back: without names, with the same fingerprints, and with one token
    for a name on both sides."""
    log = os.path.join(folder, "zplain.xml")
    other = os.path.join(ROOT, "samples", "trace-chain.xml")
    good, lines = (write(folder, f"zcustomer/zreport.{form}",
                         run(wmilog, "analyze", "-f", form, "--noise", log).stdout)
                   for form in ("json", "jsonl"))
    with open(good, encoding="utf-8") as file:
        report = json.load(file)
    empty = [key for key in ("connects_by_machine", "started_processes", "slowest",
                             "open_operations") if not report[key]]
    if empty or "last_failure" not in report["connects_by_machine"][0]:
        sys.exit(f"the planted log shows nothing of {empty or 'failed connects'}")
    check_silent_reports(wmilog, (good, lines), other, log,
                         ["--redact-word", os.path.join(folder, "words")])

    def diff(*arguments):
        return json.loads(run(wmilog, "diff", "-f", "json", *arguments).stdout)

    for before, after in ((good, other), (log, lines)):
        plain, hidden = (sorted((g["fingerprint"], g["state"], g["verdict"]) for g in d["groups"])
                         for d in (diff(before, after), diff("--redact", before, after)))
        if plain != hidden or not plain:
            sys.exit(f"diff: {plain} {hidden}")
    same = diff("--redact", good, log)
    names = [sorted(set(name for s in same[side]["sources"] for name in s["computers"]))
             for side in ("before", "after")]
    if names[0] != names[1] or not names[0] or same["summary"].get("new"):
        sys.exit(f"the sides of a diff have tokens of their own: {names}")
    files = [s["path"] for side in ("before", "after") for s in same[side]["sources"]]
    files += [same[side]["input"] for side in ("before", "after")]
    if sorted(files) != ["FILE-1.json", "FILE-2.xml", "FILE-3.xml", "FILE-3.xml"]:
        sys.exit(f"inputs share a token: {files}")


def judgement(report):
    """What must be the same with and without names."""
    return {
        "failures": [(f["fingerprint"], f["verdict"], f["phase"], f.get("stage"), f.get("family"),
                      f["viewpoint"], f["client"].get("local"), f["operation"].get("class"),
                      [(c["rule"], c["confidence"], c.get("evidence")) for c in f["causes"]])
                     for f in report["failures"]],
        "groups": [(g["fingerprint"], g["verdict"], g["count"], len(g["computers"]),
                    [c["rule"] for c in g["causes"]]) for g in report["groups"]],
        "incidents": [(i["failures"], i["groups"]) for i in report["incidents"]],
        "consumers": [(c["kind"], c["verdict"], c["known"], c["count"], "decoded" in c)
                      for c in report["event_consumers"]],
        "counts": {key: value for key, value in report["summary"].items()
                   if key not in ("advice", "computers")},
        "sources": [(s["records"], s["events"], s["damaged"], len(s["computers"]))
                    for s in report["sources"]]}


def names_in(wmilog, paths):
    """Names that stand in the fields of events: of computers, users and the domains of SIDs."""
    usual = re.compile(r"(?i)^(local|localhost|system|unknown|administrat\w*|guest|users?|public|"
                       r"default|test|admin|user3|server|root|workgroup|[a-z0-9]{1,2}|nt.authority|"
                       r"nt.autorit.*|.*service|anonymous.*|remote|wmi|update|main|home|host|-|"
                       r"\.)$")
    found = set()
    for line in run(wmilog, "events", *paths).stdout.decode("utf-8", "replace").splitlines():
        event = json.loads(line)
        for key in ("computer", "client_machine", "client_machine_fqdn"):
            found.add(event.get(key, "").strip("\\ ").split(".")[0].rstrip("$"))
        user = event.get("user", "")
        if "\\" in user and not re.match(r"(?i)(NT |NT-|AUTORI|IIS |Window|Font)", user):
            found.add(user.split("\\")[-1].rstrip("$"))
        found.update(re.findall(r"S-1-5-21-[0-9]+-[0-9]+", json.dumps(event)))
    return {word for word in found if not usual.match(word) and len(word) > 3}


def logs_below(folder):
    for at, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(at, name) for name in sorted(names)
                    if not name.endswith((".md", ".jq", ".awk", ".tsv", ".py", ".curl")))


def check_sample(wmilog, path):
    plain = run(wmilog, "analyze", "-f", "json", path)
    hidden = run(wmilog, "analyze", "-f", "json", "--redact", "-j", "3", path)
    if plain.returncode != hidden.returncode:
        sys.exit(f"{path}: {plain.returncode} and {hidden.returncode} {hidden.stderr.decode()}")
    if not plain.stdout:
        return b""
    one, other = judgement(json.loads(plain.stdout)), judgement(json.loads(hidden.stdout))
    for key, value in one.items():
        if value != other[key]:
            sys.exit(f"{path}: {key}:\n{value}\n{other[key]}")
    return hidden.stdout + hidden.stderr


def check_samples(wmilog, paths):
    """Each by itself for its judgement; their events together, for a table of all names."""
    reports = [check_sample(wmilog, path) for path in paths]
    words = names_in(wmilog, paths)
    events = [run(wmilog, "events", "-f", form, "--redact", *paths) for form in ("jsonl", "xml")]
    for name, output in (("events", b"".join(e.stdout + e.stderr for e in events)),
                         ("analyze", b"\n".join(reports))):
        found = leaks(output, words, False)
        if found or not output:
            sys.exit(f"{name} {os.path.dirname(paths[0])}: leaks {json.dumps(found, indent=1)}")


def check_tokens(wmilog, folder):
    """The same tokens in each run with one key or one map, and another under another key."""
    log = os.path.join(ROOT, "samples", "remote-client.xml")
    other = os.path.join(ROOT, "samples", "trace-chain.xml")
    key = write(folder, "key", bytes(range(40)))
    map_file = os.path.join(folder, "map")
    os.chmod(key, 0o600)

    def report(*arguments):
        done = run(wmilog, "analyze", *arguments)
        if done.returncode != 0:
            sys.exit(f"{arguments}: {done.returncode} {done.stderr.decode()}")
        return done.stdout

    def host(text):
        return re.search(rb"HOST-[0-9A-Z]+", text).group()

    keyed = report("--redact-key", key, log)
    if host(keyed) == b"HOST-1" or host(keyed) not in report("--redact-key", key, log, other):
        sys.exit("a key does not give the same tokens again")
    if host(report("--redact-key", write(folder, "key2", bytes(40)), log)) == host(keyed):
        sys.exit("another key gives the same tokens")
    first = report("--redact-map", map_file, log)
    rows = dict(line.split("\t")[1:] for line in open(map_file, encoding="utf-8").read()
                .splitlines() if not line.startswith("#"))
    report("--redact-map", map_file, other)
    if report("--redact-map", map_file, log) != first:
        sys.exit("a map does not give the same tokens again")
    if host(first).decode() not in rows or os.stat(map_file).st_mode & 0o77:
        sys.exit(f"the map lacks a token, or is for others to read: {rows}")
    for wrong in (["--redact-key", write(folder, "short", b"x" * 31)],
                  ["--redact-map", write(folder, "odd", b"host\tUSER-1\tx\n")],
                  ["--redact-map", log], ["--redact-word", folder + "/none"]):
        if run(wmilog, "analyze", *wrong, log).returncode != 2:
            sys.exit(f"{wrong} was taken")


def check_system(wmilog):
    """Of an event that becomes XML without names, what names nobody stays."""
    parts = re.compile(r"<(EventID|Version|Level|EventRecordID)>([0-9]+)</"
                       r"|<(Execution|TimeCreated) ([^>]*)/>|(UserID='S-1-5-18')")
    for name in ("evtx/operational.evtx", "etl/calls.etl"):
        path = os.path.join(ROOT, "samples", name)
        plain, hidden = (parts.findall(run(wmilog, "convert", *more, path).stdout.decode())
                         for more in ([], ["--redact"]))
        if plain != hidden or not any(part[2] == "Execution" for part in plain):
            sys.exit(f"{name}: {next((a, b) for a, b in zip(plain, hidden) if a != b)}")


def check_budget(wmilog, folder):
    """More names than the table may hold: nothing is shown."""
    events = "".join(event(i % 3000, WMI, 5858, WMI + "/Operational", element(
        "Operation_ClientFailure", [("ClientMachine", f"Z{i:07}X" * 8),
                                    ("ResultCode", "0x80041003"),
                                    ("Operation", "Start IWbemServices::ExecQuery - root : SELECT "
                                     f"* FROM X WHERE Y = 'z{i}' OR Z = '{'w' * 50}{i}'")]))
                     for i in range(3000))
    path = write(folder, "many.xml", ("<Events>" + events + "</Events>").encode())
    done = run(wmilog, "analyze", "--redact", "--max-memory", "1", path)
    if done.returncode != 2 or done.stdout or b"--max-memory" not in done.stderr:
        sys.exit(f"too many names: {done.returncode} {done.stdout[:200]} {done.stderr}")
    done = run(wmilog, "analyze", "--redact", path)
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"many names: {done.returncode} {done.stderr}")


def check_time(wmilog, folder):
    """Long texts that begin a name at each of their words."""
    log = "".join(event(number, "Microsoft-Windows-Sysmon", 1,
                        "Microsoft-Windows-Sysmon/Operational",
                        f"<EventData><Data Name='CommandLine'>{text * 20000}</Data></EventData>")
                  for number, text in enumerate(["a-", "1.2.3.", "a.b", "x@a-", "x s-1-"]))
    path = write(folder, "long.xml", ("<Events>" + log + "</Events>").encode())
    run(wmilog, "events", "--redact", path, timeout=60)


def main():
    wmilog = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        check_planted(wmilog, folder)
        check_reports(wmilog, folder)
        check_tokens(wmilog, folder)
        check_budget(wmilog, folder)
        check_time(wmilog, folder)
    check_system(wmilog)
    check_samples(wmilog, list(logs_below(os.path.join(ROOT, "samples"))))
    if os.path.isdir(SHARED):
        for part in ("corpus/xml", "corpus/evtx", "corpus/etl", "corpus/evtx-odd", "forms"):
            check_samples(wmilog, list(logs_below(os.path.join(SHARED, part))))


if __name__ == "__main__":
    main()
