#!/usr/bin/env python3
"""Inputs and outputs that are broken, hostile or missing: exit status, no crash, no hang.

usage: hostile.py WMILOG
"""
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

TIMEOUT = 20  # seconds for one run
OK, USAGE, INPUT, NO_EVENTS, TEMPORARY = 0, 2, 3, 4, 75
ANY = (OK, INPUT, NO_EVENTS)

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
REPORTS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "UndefinedBehaviorSanitizer",
           "Assertion")


def event(number=1, user="FABRIKAM\\alice", extra="", attributes=""):
    return (
        f"<Event xmlns='{NAMESPACE}'><System>"
        "<Provider Name='Microsoft-Windows-WMI-Activity'"
        f" Guid='{{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}}'{attributes}/>"
        "<EventID>5858</EventID><Version>0</Version><Level>2</Level><Task>0</Task>"
        "<Opcode>0</Opcode><Keywords>0x4000000000000000</Keywords>"
        "<TimeCreated SystemTime='2025-04-09T08:"
        f"{number // 60 % 60:02}:{number % 60:02}.1234567Z'/>"
        f"<EventRecordID>{number}</EventRecordID><Correlation/>"
        "<Execution ProcessID='1204' ThreadID='4711'/>"
        "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"
        "<Computer>WKS01</Computer><Security UserID='S-1-5-18'/></System><UserData>"
        "<Operation_ClientFailure xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>"
        "<Id>{00000000-0000-0000-0000-000000000000}</Id><ClientMachine>WKS01</ClientMachine>"
        f"<User>{user}</User><ClientProcessId>7412</ClientProcessId><Component>Unknown</Component>"
        "<Operation>Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Foo"
        "</Operation><ResultCode>0x80041010</ResultCode><PossibleCause>Unknown</PossibleCause>"
        f"{extra}</Operation_ClientFailure></UserData></Event>")


def document(*events, head=DECLARATION):
    return (head + "<Events>" + "".join(events) + "</Events>\n").encode("utf-8")


def laughs():
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return document(event(user="&a11;"), event(2),
                    head=DECLARATION + f"<!DOCTYPE Events [{entities}]>")


def external(target):
    return document(event(user="&x;"), event(2), head=(
        DECLARATION + f'<!DOCTYPE Events [<!ENTITY x SYSTEM "file://{target}">]>'))


# name, bytes, allowed exit statuses
def contents(secret):
    nested = "<a>" * 100000 + "</a>" * 100000
    yield "empty", b"", (INPUT, NO_EVENTS)
    yield "blank", b" \r\n\t\n", (INPUT, NO_EVENTS)
    yield "one event", document(event()), (OK,)
    yield "no events", document(), (NO_EVENTS,)
    yield "junk", bytes((i * i * 31 + i * 7) % 251 for i in range(100000)), (INPUT, NO_EVENTS)
    yield "zeros", bytes(1 << 20), (INPUT, NO_EVENTS)
    yield "angles", b"<" * (10 << 20), (INPUT, NO_EVENTS)
    yield "event angles", b"<Event>" * (1 << 18), (INPUT, NO_EVENTS)
    yield "event ends", b"</Event>" * (1 << 20), (INPUT, NO_EVENTS)
    yield "angles after an event", document(event())[:-10] + b"<" * (10 << 20), (OK, INPUT)
    yield "deep nesting", nested.encode(), (INPUT, NO_EVENTS)
    yield "deep nesting in an event", document(event(extra=nested), event(2)), (OK, INPUT)
    yield "entities", laughs(), ANY
    yield "external entity", external(secret), ANY
    yield "huge attribute", document(event(attributes=" X='" + "a" * (9 << 20) + "'"),
                                     event(2)), (OK, INPUT)
    yield "huge text", document(event(user="u" * (9 << 20)), event(2)), (OK, INPUT)
    yield "many attributes", document(event(attributes="".join(
        f" x{i}='{i}'" for i in range(100000))), event(2)), (OK, INPUT)
    yield "many elements", document(event(extra="<b/>" * 200000), event(2)), (OK, INPUT)
    yield "same attribute twice", document(event(attributes=" Name='x'"), event(2)), (OK, INPUT)
    yield "bare ampersand", document(event(user="a & b &nothing; &#0;"), event(2)), (OK, INPUT)
    yield "control characters", document(event(user="a\x01\x1b[31m\x07"), event(2)), (OK, INPUT)
    yield "bad utf-8", document(event(), event(2)).replace(b"alice", b"\xff\xc0\xaf\xed\xa0\x80"), \
        (OK, INPUT)
    yield "no root", (event() + "\n" + event(2)).encode(), (OK,)
    yield "utf-16 without its end", document(event()).decode().encode("utf-16")[:-1], (OK, INPUT)
    yield "lone surrogates", b"\xff\xfe" + document(event()).decode().encode("utf-16-le").replace(
        "alice".encode("utf-16-le"), b"\x00\xd8" * 5), (OK, INPUT)
    yield "comment and cdata", document("<!-- <Event> -->", event(user="<![CDATA[</Event>]]>")), \
        (OK, INPUT)
    yield "open comment", document(event(), "<!-- " + "-" * 100000), (OK, INPUT)
    yield "numbers", document(event(99999999999999999999), event(0)).replace(
        b"<EventID>5858", b"<EventID>-99999999999999999999"), ANY
    yield "same second a hundred thousand times", document(*[event(7)] * 20000), (OK,)


class Checker:
    def __init__(self, wmilog):
        self.wmilog, self.runs, self.complaints = wmilog, 0, []

    def judge(self, name, status, messages, allowed):
        self.runs += 1
        text = messages.decode("utf-8", "replace")
        if status is None:
            self.complaints.append(f"{name}: still running after {TIMEOUT} s")
        elif status < 0 or status >= 128:
            self.complaints.append(f"{name}: died with {status}\n{text[-2000:]}")
        elif status not in allowed:
            self.complaints.append(
                f"{name}: exit status {status}, expected {allowed}\n{text[-500:]}")
        if any(report in text for report in REPORTS):
            self.complaints.append(f"{name}: {text[-3000:]}")
        if status in (USAGE, TEMPORARY) and not text.strip():
            self.complaints.append(f"{name}: exit status {status} without a message")

    def run(self, name, arguments, allowed, data=None, stdout=subprocess.PIPE):
        """Standard output."""
        try:
            done = subprocess.run([self.wmilog, *arguments], input=data, stdout=stdout,
                                  stderr=subprocess.PIPE, timeout=TIMEOUT, check=False,
                                  stdin=subprocess.DEVNULL if data is None else None)
        except subprocess.TimeoutExpired:
            self.judge(name, None, b"", allowed)
            return b""
        self.judge(name, done.returncode, done.stderr, allowed)
        if done.returncode == INPUT and not done.stdout and not done.stderr:
            self.complaints.append(f"{name}: exit status {INPUT}, and nothing says why")
        return done.stdout or b""


def check_xml(checker, name, path, allowed):
    """What is not refused is written as well-formed XML, without what its text must not hold."""
    lines = checker.run(f"{name} (events as XML)", ["events", "-f", "xml", path], allowed + (OK,))
    output = checker.run(f"{name} (convert)", ["convert", path], allowed + (OK, USAGE))
    for data in (lines, output):
        if b"the-secret-of-this-machine" in data or b"\x1b" in data or b"\0" in data:
            checker.complaints.append(f"{name}: a secret or control characters reach the XML")
    try:
        ElementTree.fromstring(output or b"<Events/>")
        ElementTree.fromstring(b"<Events>" + lines + b"</Events>")
    except ElementTree.ParseError as err:
        checker.complaints.append(f"{name}: what was written is no XML: {err}")


def check_contents(checker, folder):
    secret = os.path.join(folder, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write("the-secret-of-this-machine")
    path = os.path.join(folder, "input.xml")
    for name, data, allowed in contents(secret):
        with open(path, "wb") as file:
            file.write(data)
        for arguments in (["analyze", "-f", "text"], ["analyze", "-f", "json"], ["events"]):
            output = checker.run(f"{name} ({' '.join(arguments)})", arguments + [path], allowed)
            if b"the-secret-of-this-machine" in output:
                checker.complaints.append(f"{name}: an external entity was read")
            if b"\x1b" in output or b"\x07" in output or b"\0" in output:
                checker.complaints.append(f"{name}: control characters reach the output")
        check_xml(checker, name, path, allowed)
        checker.run(f"{name} (standard input)", ["analyze", "-"], allowed, data=data)


def check_truncated(checker, folder):
    whole = document(event(), event(2, user="M\u00fcller &amp; S\u00f8n"), event(3))
    path = os.path.join(folder, "cut.xml")
    for encoding in ("utf-8", "utf-16"):
        data = whole.decode("utf-8").encode(encoding)
        for length in range(0, len(data), 97):
            with open(path, "wb") as file:
                file.write(data[:length])
            checker.run(f"the first {length} bytes as {encoding}", ["analyze", path], ANY)


def check_places(checker, folder):
    """Missing, unreadable and odd inputs; outputs that cannot be written."""
    good = os.path.join(folder, "good.xml")
    with open(good, "wb") as file:
        file.write(document(*[event(n) for n in range(1, 2000)]))
    another = os.path.join(folder, "another.xml")
    with open(another, "wb") as file:
        file.write(document(event(1)))
    missing = os.path.join(folder, "missing.xml")
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    checker.run("missing file", ["analyze", missing], (INPUT,))
    checker.run("missing and good file", ["analyze", missing, good], (INPUT,))
    checker.run("empty folder", ["analyze", empty], (INPUT, NO_EVENTS))
    checker.run("folder of hostile files", ["analyze", folder], (OK, INPUT))
    checker.run("one file twice", ["analyze", good, good], (OK,))
    checker.run("device", ["analyze", "/dev/null"], (INPUT, NO_EVENTS))
    if os.getuid() != 0:  # root reads everything
        os.chmod(good, 0)
        checker.run("unreadable file", ["analyze", good], (INPUT,))
        os.chmod(good, 0o644)
    for bad in ([], ["analyze"], ["nonsense"], ["analyze", "--nonsense", good],
                ["analyze", "-f", "nonsense", good], ["analyze", "-j", "0", good],
                ["analyze", "-j", "-1", good], ["analyze", "-j", "99999999999", good],
                ["analyze", "--since", "yesterday", good], ["analyze", "--rules", missing, good],
                ["analyze", "-o", os.path.join(missing, "x"), good], ["explain"],
                ["events", "-f", "json", good], ["events", "-f", "text", good], ["convert"],
                ["convert", good, another], ["convert", folder], ["convert", missing],
                ["convert", "-f", "xml", good], ["convert", "-o", os.path.join(missing, "x"), good],
                ["explain", "nonsense"]):
        checker.run(f"usage: {bad}", bad, (USAGE,))
    for output_format in ("text", "json", "jsonl"):
        command = ["analyze", "-f", output_format, good]
        with open("/dev/full", "wb") as full:
            checker.run(f"full disk ({output_format})", command, (TEMPORARY, USAGE), stdout=full)
        checker.run(f"full disk with -o ({output_format})", command + ["-o", "/dev/full"],
                    (TEMPORARY, USAGE))
    for command in ("analyze", "events", "convert"):
        checker.run(f"{command} onto its input", [command, "-o", good, good], (USAGE,))
    old = os.path.join(folder, "old-result")
    with open(old, "w", encoding="utf-8") as file:
        file.write("kept")
    checker.run("convert of no log", ["convert", "-o", old, missing], (USAGE,))
    with open(old, encoding="utf-8") as file:
        if file.read() != "kept":
            checker.complaints.append("convert of no log: an old result is lost")
    left = [name for name in os.listdir(folder) if "tmp" in name.lower() or name.startswith(".")]
    if left:
        checker.complaints.append(f"temporary files are left: {left}")


def check_closed_pipe(checker, folder):
    """The reader of the output goes away: `wmilog ... | head -1` must end, and quietly."""
    good = os.path.join(folder, "good.xml")
    # The last of its output is written when all else is done.
    short = os.path.join(folder, "short.xml")
    with open(short, "wb") as file:
        file.write(document(*[event(n) for n in range(1, 130)]))
    for arguments in (["events", short], ["analyze", "-f", "json", short], ["convert", short],
                      ["analyze", "-f", "jsonl", good], ["events", good], ["analyze", good],
                      ["events", "-f", "xml", good], ["convert", good]):
        process = subprocess.Popen([checker.wmilog, *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        process.stdout.read(1)
        process.stdout.close()
        try:
            messages = process.stderr.read()
            status = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            status, messages = None, b""
        if messages:
            checker.complaints.append(f"closed pipe ({arguments[0]}): not quiet: {messages}")
        # SIGPIPE's default is a decent end; so is any documented status.
        allowed = (OK, USAGE, TEMPORARY)
        if status == -13:
            status = OK
        checker.judge(f"closed pipe ({arguments[0]})", status, messages or b"closed", allowed)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    checker = Checker(os.path.abspath(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        check_contents(checker, folder)
        check_truncated(checker, folder)
        check_places(checker, folder)
        check_closed_pipe(checker, folder)
    for complaint in checker.complaints:
        print(complaint)
    print(f"hostile: {checker.runs} runs, {len(checker.complaints)} complaints")
    sys.exit(1 if checker.complaints else 0)


if __name__ == "__main__":
    main()
