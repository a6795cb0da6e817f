#!/usr/bin/env python3
"""What was lost without a word once, or told of the wrong computer: small logs made here.

usage: nothing_lost.py WMILOG
"""
import base64
import bz2
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

import properties as log

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples")
SERVICE = ("Service Control Manager", 7031, "System",
           ["Windows Management Instrumentation", "1", "120000", "1", "Restart the service"])
GONE = ("0x800706ba", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Service")
QUERY = ("0x80041003", "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Volume")
MESSAGE = ("Id = {{00000000-0000-0000-0000-000000000000}}; ClientMachine = SRV01; User = "
           "CONTOSO\\alice; ClientProcessId = 6228; Component = Unknown; Operation = Start "
           "IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Volume; ResultCode = {}; "
           "PossibleCause = Unknown")


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def put(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def report(self, *paths):
        done = subprocess.run([self.path, "analyze", "-f", "json", *paths], capture_output=True,
                              timeout=60, check=False)
        return json.loads(done.stdout), done.returncode


def document(events):
    for number, event in enumerate(events):
        event.record = getattr(event, "record", None) or 100 + number
    return "<Events>\n" + "".join(event.xml() for event in events) + "</Events>\n"


def numbered(event, record):
    event.record = record
    return event


def rules_at(report, computer, second):
    start = (log.START + log.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
    for failure in report["failures"]:
        if failure["computer"] == computer and failure["time"].startswith(start):
            return [cause["rule"] for cause in failure["causes"]]
    return None


def another_machine_is_told(program):
    """The host that a client calls is where the namespace is missing."""
    for host, place in (("HOST", "HOST"), ("?", "SRV01"), ("[::1]", "SRV01"),
                        ("fab.contoso.com", "fab.contoso.com")):
        for slashes in ("\\\\", "\\\\\\\\"):
            failed = log.failure(0, "SRV01", ("0x8004100e", "connect to namespace : "
                                              f"{slashes}{host}\\root\\contoso"))
            report, _ = program.report(program.put("host.xml", document([failed])))
            failure = report["failures"][0]
            sentence = f"There is no namespace root\\contoso on {place}."
            yield (f"{slashes}{host}: {failure['causes'][0]['because']}",
                   sentence in failure["causes"][0]["because"] and
                   failure["operation"]["namespace"] == "root\\contoso")


def codes_of_messages(program):
    """A code that cannot be read takes no other field with it, and is told."""
    for code, expected in (("0x8004100Z", None), ("", None), ("2.147749891E9", None),
                           ("WBEM_E_ACCESS_DENIED", "0x80041003"), ("0x80041003", "0x80041003")):
        message = MESSAGE.format(code)
        fields = {"Id": 5858, "ProviderName": "Microsoft-Windows-WMI-Activity", "RecordId": 1,
                  "LogName": "Microsoft-Windows-WMI-Activity/Operational", "Message": message,
                  "MachineName": "SRV01", "TimeCreated": "/Date(1746526272000)/"}
        for name, text in (("code.json", json.dumps(fields)), ("code.txt", message + "\n")):
            report, status = program.report(program.put(name, text))
            failure, = report["failures"]
            yield (f"{name} {code!r}: {failure['result']}, exit status {status}",
                   failure["result"].get("code") == expected and
                   failure["operation"].get("class") == "Win32_Volume" and
                   status == (0 if expected else 3))


def many_of_one_field(program):
    """More data than an event may have push out none of its fields."""
    failed = log.failure(0, "SRV01", QUERY)
    failed.body = failed.body.replace("<Id>", "<Id>x</Id>" * 200 + "<Id>")
    report, _ = program.report(program.put("many.xml", document([failed])))
    yield "code", report["failures"][0]["result"].get("code") == "0x80041003"


def no_time(program):
    """A time that is missing is told as one that cannot be read."""
    text = document([log.failure(0, "SRV01", QUERY)])
    start = text.index("<TimeCreated")
    end = text.index("/>", start) + 2
    for time in ("<TimeCreated SystemTime=''/>", "<TimeCreated/>", ""):
        report, status = program.report(program.put("time.xml", text[:start] + time + text[end:]))
        problems = [p["message"] for p in report["sources"][0]["problems"]]
        yield f"{time!r}: {problems}", status == 3 and problems == ["it has no time"]
    record = {"EventId": 5858, "Provider": "Microsoft-Windows-WMI-Activity", "TimeCreated": None,
              "Channel": "Microsoft-Windows-WMI-Activity/Operational", "Computer": "SRV01",
              "Payload": json.dumps({"UserData": {"Operation_ClientFailure": {
                  "Operation": QUERY[1], "ResultCode": QUERY[0]}}})}
    report, status = program.report(program.put("time.json", json.dumps(record)))
    yield "JSON", status == 3 and report["sources"][0]["problems"][0]["message"] == "it has no time"


def no_id(program):
    """An event of WMI-Activity whose id cannot be read is told: nobody knows what it was."""
    text = document([log.failure(0, "SRV01", QUERY)])
    for element in ("<EventID></EventID>", "<EventID>58x58</EventID>", "<EventID>5858.</EventID>",
                    ""):
        report, status = program.report(
            program.put("id.xml", text.replace("<EventID>5858</EventID>", element)))
        problems = [p["message"] for p in report["sources"][0]["problems"]]
        yield (f"{element!r}: {problems}, exit status {status}",
               status == 3 and any("event id is missing or cannot be read" in p for p in problems))


def code_in_the_message(program):
    """What is missing in the data of an event is read from its message."""
    failed = log.failure(0, "SRV01", QUERY)
    body = failed.body
    start, end = body.index("<ResultCode>"), body.index("<PossibleCause>")
    rendering = f"<RenderingInfo><Message>{MESSAGE.format(QUERY[0])}</Message></RenderingInfo>"
    bare = ("<UserData><Operation_ClientFailure "
            "xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'/></UserData>")
    for data in (body[:start] + body[end:], body[:start] + "<ResultCode/>" + body[end:], bare,
                 "<UserData/>", "<EventData><Data/></EventData>"):
        failed.body = data + rendering
        report, _ = program.report(program.put("message.xml", document([failed])))
        found = report["failures"][0]
        problems = [p["message"] for p in report["sources"][0]["problems"]]
        yield (f"{data}: {found['result']}, {problems}",
               found["result"].get("code") == QUERY[0] and
               found["operation"].get("class") == "Win32_Volume" and
               any("only in its message, which was read" in p for p in problems))


def companions_of_a_renamed_machine(program):
    """What happened around a failure is there until it is judged, also when the next event comes
    under another name of the machine."""
    renamed = ("EventLog", 6011, "System", ["OLDNAME", "NEWNAME"])
    events = [log.failure(0, "OLDNAME", GONE), log.companion(5, "OLDNAME", SERVICE),
              log.companion(40, "NEWNAME", renamed), log.companion(1500, "NEWNAME", SERVICE)]
    expected, _ = program.report(program.put("short.xml", document(events[:3])))
    found, _ = program.report(program.put("long.xml", document(events)))
    want, have = (rules_at(report, "OLDNAME", 0) for report in (expected, found))
    yield f"{have} instead of {want}", have == want and "service-crash" in want


def companions_of_another_machine(program):
    """Record numbers that follow each other by chance make no machine of two once the first one
    writes again."""
    events = [numbered(log.failure(0, "SRV04", QUERY), 23),
              numbered(log.failure(700, "SRV03", QUERY), 24),
              numbered(log.failure(1400, "SRV04", QUERY), 25),
              numbered(log.failure(2800, "SRV03", GONE), 90),
              numbered(log.companion(2805, "SRV04", SERVICE), 91)]
    report, _ = program.report(program.put("two.xml", document(events)))
    rules = rules_at(report, "SRV03", 2800)
    yield f"{rules}", "service-crash" not in rules


def spoiled_logs(program):
    """A log that something on its way took for text, and other files that are sent in its place."""
    with open(os.path.join(SAMPLES, "evtx", "operational.evtx"), "rb") as file:
        whole = file.read()
    draw = random.Random(1)
    for name, data, words in (
            ("utf8", whole.decode("utf-8", "replace").encode(), "wrote as UTF-8"),
            ("latin1", whole.decode("latin-1").encode(), "wrote as UTF-8"),
            ("mark", b"\xef\xbb\xbf" + whole.decode("latin-1").encode(), "wrote as UTF-8"),
            ("utf16", whole.decode("latin-1").encode("utf-16"), "wrote as UTF-16"),
            ("ascii", whole.decode("ascii", "replace").encode("ascii", "replace"), "over 127"),
            ("zeros", bytes(70000), "a file of zeros"),
            ("lines", base64.encodebytes(whole), "base64"),
            ("line", base64.b64encode(whole), "base64"),
            ("certificate", b"-----BEGIN CERTIFICATE-----\r\n" + base64.encodebytes(whole),
             "base64"),
            ("uuencode", b"See below.\n\nbegin 644 a.evtx\nM16QF1FEL90\n", "uuencode"),
            ("digits", whole.hex().encode(), "hexadecimal"),
            ("dump", b"00000000: 456c 6646 696c 6500 0000 0000 0000 0000  ElfFile", "hexadecimal"),
            ("page", b"\xef\xbb\xbf\n<!doctype HTML><html><p>404 Not Found</p>", "a web page"),
            ("noise", draw.randbytes(70000), "without any order"),
            ("prose", b"It fails with 0x80041032 (cancelled) since May.\n", "name result codes"),
            ("shortcut", bytes.fromhex("4c0000000114020000000000c000000000000046"), "a shortcut"),
            ("git", b"version https://git-lfs.github.com/spec/v1\n", "git keeps")):
        report, status = program.report(program.put(name + ".evtx", data))
        problem = report["sources"][0].get("error", report["sources"][0]["problems"])
        yield f"{name}: {problem}, exit status {status}", words in str(problem) and status == 3
    report, status = program.report(program.put("whole.evtx", whole))
    yield "the log itself", status == 0 and report["summary"]["wmi_events"] == 64


def transferred_as_text(program):
    """What a transfer as text does to a log is undone, by a pipe and within an archive, too."""
    with open(os.path.join(SAMPLES, "evtx", "operational.evtx"), "rb") as file:
        whole = file.read()
    # Line ends that were there before are among them.
    header = bytearray(whole[:4096])
    header[128:136] = b"\r\n\n\r\r\n\r\r"
    spoiled = (bytes(header) + whole[4096:]).replace(b"\n", b"\r\n")
    path = program.put("text.evtx", spoiled)
    expected = subprocess.run([program.path, "convert", program.put("whole.evtx", whole)],
                              capture_output=True, check=True).stdout
    with zipfile.ZipFile(os.path.join(program.folder, "text.zip"), "w") as archive:
        archive.write(path, "text.evtx")
    for given, stream in ((path, None), ("-", spoiled), (archive.filename, None)):
        done = subprocess.run([program.path, "convert", given], input=stream, capture_output=True,
                              check=False)
        yield (f"{given}: exit status {done.returncode}, {done.stderr!r}",
               done.stdout == expected and b"transferred as text" in done.stderr)
    cut = spoiled[:40000] + b"\r\n" + spoiled[40002:]
    report, status = program.report(program.put("cut.evtx", cut))
    messages = [p["message"] for p in report["sources"][0]["problems"]]
    yield (f"with other damage: {messages}",
           status == 3 and "the checksum of the chunk's records is wrong" in messages)


def damaged_block_of_bzip2(program):
    """Of a file in bzip2 a damaged block is lost, and no other: whether bits of it were changed,
    taken out or added, and whichever it is."""
    failed = log.failure(0, "SRV01", QUERY)
    failed.record = 1
    first, behind = failed.xml().split("<EventRecordID>1<")
    draw = random.Random(3)
    text = "".join(f"{first}<EventRecordID>{n}<{behind.strip()}<!-- {draw.random()} -->\n"
                   for n in range(1, 1501))
    size = 100_000  # of a block
    whole = bz2.compress(text.encode(), size // 100_000)
    of_a_block = size / (len(text) / 1500)
    for place in (60, len(whole) // 3, len(whole) * 2 // 3, len(whole) - 60):
        for spoiled in (whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1:],
                        whole[:place] + whole[place + 3:],
                        whole[:place] + b"abc" + whole[place:]):
            done = subprocess.run([program.path, "events", program.put("e.xml.bz2", spoiled)],
                                  capture_output=True, check=False)
            found = [json.loads(line)["record"] for line in done.stdout.splitlines()]
            yield (f"byte {place} of {len(whole)}: {len(found)} events, {done.returncode}",
                   done.returncode == (3 if len(found) < 1500 else 0) and
                   found == sorted(set(found)) and len(found) > 1500 - of_a_block - 3)


def end_of_a_log(program):
    """How many records are missing at the end of a log tells the header of its last chunk."""
    with open(os.path.join(SAMPLES, "evtx", "operational.evtx"), "rb") as file:
        whole = file.read()
    words = "by the chunk's header {} missing behind number {}"
    for name, data, count, last in (("short", whole[:5000], 67, 0), ("half", whole[:44096], 13, 54),
                                    ("zeros", whole[:36864] + bytes(32768), 23, 44),
                                    ("whole", whole, 0, 67)):
        report, _ = program.report(program.put(name + ".evtx", data))
        messages = [p["message"] for p in report["sources"][0]["problems"]]
        found = [m for m in messages if "missing behind" in m]
        yield (f"{name}: {messages}",
               found == ([words.format(f"{count} records are", last)] if count > 0 else []))


def zeros_for_a_chunk(program):
    """A chunk that the header of the file counts, and in whose place are zeros, is told wherever it
    stands: no later record need tell that some are missing."""
    with open(os.path.join(SAMPLES, "evtx", "operational.evtx"), "rb") as file:
        whole = file.read()
    for counted in (1, 2):
        header = bytearray(whole[:4096])
        struct.pack_into("<H", header, 0x2A, counted)
        struct.pack_into("<I", header, 0x7C, zlib.crc32(bytes(header[:0x78])))
        report, status = program.report(
            program.put("zeros.evtx", bytes(header) + whole[4096:] + bytes(65536)))
        messages = [p["message"] for p in report["sources"][0]["problems"]]
        yield (f"{counted} chunks counted: {messages}, exit status {status}",
               (status, len(messages)) == ((0, 0) if counted == 1 else (3, 1)) and
               report["summary"]["wmi_events"] == 64)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    complaints = 0
    with tempfile.TemporaryDirectory() as folder:
        program = Program(os.path.abspath(sys.argv[1]), folder)
        for look in (another_machine_is_told, codes_of_messages, many_of_one_field, no_time,
                     no_id, code_in_the_message,
                     companions_of_a_renamed_machine, companions_of_another_machine,
                     spoiled_logs, transferred_as_text,
                     damaged_block_of_bzip2,
                     end_of_a_log, zeros_for_a_chunk):
            for what, holds in look(program):
                if not holds:
                    print(f"{look.__name__}: {what}")
                    complaints += 1
    print(f"nothing lost: {complaints} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
