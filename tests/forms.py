#!/usr/bin/env python3
"""What the forms of a report must be for those who read them on: CSV that a spreadsheet takes for
no formula, Markdown that mentions, links and renders nothing of a log.

usage: forms.py WMILOG
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INCOMPLETE = 3  # exit status where something could not be read, as in some samples
TIMEOUT = 60
NOT_WHOLE = ("damaged.xml", "other-channels.xml", "code-unreadable.xml")  # exit status 3 or 4
GROUPS_IN_FULL = 10  # of the Markdown report

# Each is put into every text of an event.
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", " =1+1", "\u00a0=1", "\uff1d1+1", "a;=1+1",
    'a,"b",=1', "\t=1", "line\r\n=1", "@everyone", "`@team`", "``` @team", "`", "``x`@y`",
    "\\`@z\\`", "<script>alert(1)</script>", "<img src=x onerror=1>", "[x](https://example.com/)",
    "![x](https://example.com/x.png)", "https://example.com/", "www.example.com",
    "someone@example.com", "#123", "GH-12", "example/example#1", "**bold**", "_em_", "~~gone~~",
    "| a | b |", "- item", "1. item", "# heading", "> quote", "---", "===", ":rocket:", "&#64;x",
    "&lt;b&gt;", "{noformat}@x{noformat}", "[~admin]", "[code]<b>x</b>[/code]", "$x^2$",
    "\x1b[31mred", "\u202egnp.exe", "\u200bzero", "\x85\x9b31m", "</details>", "[ ] box",
    "deadbeefcafe0123",
)

EVENT = """<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
<Provider Name="Microsoft-Windows-WMI-Activity" Guid="{{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}}"/>
<EventID>5858</EventID><TimeCreated SystemTime="2025-05-25T06:{minute:02}:{second:02}Z"/>
<EventRecordID>{record}</EventRecordID><Execution ProcessID="1180" ThreadID="4"/>
<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel><Computer>{computer}</Computer>
<Security UserID="S-1-5-18"/></System><UserData><Operation_ClientFailure
xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">
<Id>{{00000000-0000-0000-0000-000000000000}}</Id>
<ClientMachine>{machine}</ClientMachine><User>{user}</User><ClientProcessId>6228</ClientProcessId>
<Component>{component}</Component>
<Operation>Start IWbemServices::ExecQuery - {namespace} : {query}</Operation>
<ResultCode>{code}</ResultCode><PossibleCause>{cause}</PossibleCause></Operation_ClientFailure>
</UserData></Event>
"""
# A permanent event consumer: what it runs is a command line, or a script of three lines.
BINDING = """<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
<Provider Name="Microsoft-Windows-WMI-Activity" Guid="{{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}}"/>
<EventID>5861</EventID><TimeCreated SystemTime="2025-05-25T07:{minute:02}:{second:02}Z"/>
<EventRecordID>{record}</EventRecordID><Execution ProcessID="1180" ThreadID="4"/>
<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel><Computer>{word}</Computer>
<Security UserID="S-1-5-18"/></System><UserData><Operation_ESStoConsumerBinding
xmlns="http://manifests.microsoft.com/win/2006/windows/WMI">
<Namespace>//./root/{word}</Namespace><ESS>{word}</ESS><CONSUMER>{name}="{word}"</CONSUMER>
<PossibleCause>Binding EventFilter:
instance of __EventFilter
{{
\tName = "{mof}";
\tQuery = "SELECT * FROM {mof}";
}};
Perm. Consumer:
instance of {name}
{{
\tName = "{mof}";
\t{action};
}};
</PossibleCause></Operation_ESStoConsumerBinding></UserData></Event>
"""
ACTIONS = (("CommandLineEventConsumer", 'CommandLineTemplate = "{0}"'),
           ("ActiveScriptEventConsumer", 'ScriptText = "a\n\t{0}\n```\n{{noformat}}"'))
CODES = ("0x80041003", "0x80041010", "0x800706BA", "0x80041032", "0x8004FFFF")


def escaped(text):
    """XML text; what XML cannot hold is left out."""
    text = "".join(c for c in text if c in "\t\r\n" or c >= " ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")


def hostile_log(words):
    events = []
    for number, word in enumerate(words):
        word = escaped(word)
        fields = {name: word for name in ("computer", "machine", "user", "component", "cause")}
        events.append(EVENT.format(record=number + 1, minute=number // 60, second=number % 60,
                                   code=CODES[number % len(CODES)], namespace="root\\" + word,
                                   query="SELECT * FROM " + word, **fields))
        mof = word.replace("\\", "\\\\").replace('"', '\\"')
        name, action = ACTIONS[number % len(ACTIONS)]
        events.append(BINDING.format(record=1000 + number, minute=number // 60, second=number % 60,
                                     word=word, mof=mof, name=name, action=action.format(mof)))
    return "<Events>" + "".join(events) + "</Events>"


def run(wmilog, arguments, status=0):
    done = subprocess.run([wmilog, "analyze", *arguments], capture_output=True, timeout=TIMEOUT,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode not in (status, INCOMPLETE):
        sys.exit(f"{arguments}: exit status {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def value_at(failure, column):
    """What the JSON report has where a column's name points to."""
    node = failure
    for part in {"result": ("result",), "operation": ("operation",), "client": ("client",),
                 "provider": ("provider",)}.get(column.split("_")[0], ()):
        node = node.get(part, {})
        column = column[len(part) + 1:]
    return node.get(column, "")


def shown(text):
    """As clean text shows what a terminal obeys or does not show."""
    out = []
    for c in text:
        if c in "\r\n\t":
            out.append({"\r": "\\r", "\n": "\\n", "\t": "\\t"}[c])
        elif c < " " or c == "\x7f":
            out.append(f"\\x{ord(c):02x}")
        elif "\x80" <= c < "\xa0" or c in "\u200b\u202e":
            out.append(f"\\u{{{ord(c):04x}}}")
        else:
            out.append(c)
    return "".join(out)


TEXT_COLUMNS = ("computer", "operation_verb", "operation_namespace", "operation_class",
                "operation_text", "client_machine", "client_user", "component", "possible_cause",
                "verdict_reason", "verdict", "phase", "stage", "family", "fingerprint",
                "result_code", "result_name", "time")
FORMULA = re.compile(r"(^|;)[ \u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def check_csv(wmilog, path, failures):
    raw = run(wmilog, ["-f", "csv", path])
    text = raw.decode("utf-8")
    if run(wmilog, ["-f", "csv", "--csv-excel", path]) != b"\xef\xbb\xbf" + raw:
        yield "--csv-excel is not the same with a byte order mark"
    if text.count("\n") != text.count("\r\n") or text.count("\r") != text.count("\r\n"):
        yield "a line of CSV does not end with CR LF, or a cell has one of them"
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    if len(rows) != len(failures):
        yield f"{len(rows)} lines of CSV for {len(failures)} failures"
    for row, failure in zip(rows, failures):
        if None in row or None in row.values():
            yield f"failure {failure['id']}: not as many cells as the header has"
        for column, cell in row.items():
            if FORMULA.search(cell):
                yield f"failure {failure['id']}, {column}: a formula: {cell!r}"
        for column in TEXT_COLUMNS:
            expected = shown(str(value_at(failure, column)))
            if row[column].replace("'", "") != expected.replace("'", ""):
                yield f"{column}: {row[column]!r}, expected {expected!r}"
        if failure["causes"] and row["cause_rule"] != failure["causes"][0]["rule"]:
            yield f"failure {failure['id']}: another cause than in JSON"


def without_code(text):
    """Markdown without code: fences, and spans that a run as long as the first one closes."""
    out, fence = [], None
    for line in text.split("\n"):
        ticks = re.match(r"`{3,}", line)
        if fence:
            fence = None if re.fullmatch("`{%d,}" % fence, line) else fence
            continue
        if ticks and "`" not in line[ticks.end():]:
            fence = ticks.end()
            continue
        position, bare = 0, ""
        while position < len(line):
            opening = re.compile("`+").match(line, position)
            if not opening:
                bare += line[position]
                position += 1
                continue
            closing = re.compile("(?<!`)%s(?!`)" % opening.group()).search(line, opening.end())
            if not closing:
                return None  # a run that nothing closes
            bare += "x"
            position = closing.end()
        out.append(bare)
    return None if fence else out


# What may stand outside of code: words, and the markup that wmilog writes itself.
PLAIN = re.compile(r"(# |## |### |- |[0-9]+\. )?[^\\`*_{}\[\]<>#@|~$&^:]*")


def is_plain(line):
    """Whether a line without its code has no other markup than wmilog's own."""
    bare = re.sub(r"^- \*\*[A-Z][a-z]+:\*\* ", "- ", line)
    bare = re.sub(r"^\*\*([^*]*)\*\*$", r"\1", bare)
    bare = re.sub(r"([\w)]):(?= |$)", r"\1", bare)
    bare = re.sub(r"\b\d\d:\d\d(:\d\d)?\b", "", bare)
    return PLAIN.fullmatch(bare) and not re.search(r"https?:|www\.|GH-\d", bare)


def check_markdown(wmilog, path):
    text = run(wmilog, ["-f", "markdown", path]).decode("utf-8")
    if len(text) > 65536:
        yield f"Markdown of {len(text)} characters"
    if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", text):
        yield "a control character in Markdown"
    lines = without_code(text)
    if lines is None:
        yield "code that nothing closes"
        return
    for line in lines:
        if not is_plain(line):
            yield f"not plain: {line!r}"


def check_same_words(wmilog, path):
    """Text and Markdown say the same of who, when and in which phase."""
    text, markdown = (run(wmilog, ["-f", form, "--noise", path]).decode("utf-8")
                      for form in ("text", "markdown"))
    text = re.sub(r"\s", "", text)
    for label, said in re.findall(r"^- \*\*(Who|When|Phase):\*\* (.*)", markdown, re.MULTILINE):
        if not re.match(r"\d+ x |(more than )?\d+ processes", said):  # several: in lines of text
            plain = re.sub(r"\s", "", said.replace("`", ""))
            if label.lower() + plain not in text:
                yield f"{label} in Markdown alone: {said}"


def check_problems(wmilog):
    """Markdown tells ten inputs that could not be read whole one by one, and counts the others."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"part-{number:02}.xml") for number in range(12)]
        for path in paths:
            with open(path, "w", encoding="utf-8") as file:
                file.write("<Events>" + EVENT[:300])
        for count, more in ((10, None), (11, "1 more input, in the JSON report"),
                            (12, "2 more inputs, in the JSON report")):
            text = run(wmilog, ["-f", "markdown", *paths[:count]], INCOMPLETE).decode()
            section = text.partition("Not read, or read with doubts\n")[2].partition("\n#")[0]
            told = len(set(re.findall(r"part-\d\d", section)))
            if told != 10:
                yield f"markdown: {told} of {count} unread inputs are told, expected 10"
            found = re.findall(r"^- (\d+ more inputs?, .*)$", text, re.MULTILINE)
            if found != ([more] if more else []):
                yield f"markdown: {found} behind {count} unread inputs, expected {more}"


def check_harmless(wmilog):
    """Groups may have harmless failures and others; how many are harmless is one number."""
    def report(form):
        return run(wmilog, ["-f", form, "samples"], INCOMPLETE).decode("utf-8")

    expected = json.loads(report("json"))["summary"]["by_verdict"]["harmless"]
    found = {"csv": sum(row["verdict"] == "harmless"
                        for row in csv.DictReader(io.StringIO(report("csv"), newline="")))}
    text = " ".join(report("text").split())
    for form, pattern, content in (
            ("text: summary", r"(\d+) failures are harmless", text),
            ("text: table", r" harmless (\d+) see the end", text),
            ("text: end", r"Harmless: (\d+) failures", text),
            ("markdown", r"harmless \((\d+) failures\)", report("markdown")),
            ("html: lead", r"(\d+) of them are harmless", report("html")),
            ("html: fold", r"Harmless: (\d+) failures", report("html"))):
        match = re.search(pattern, content)
        found[form] = int(match.group(1)) if match else None
    return [f"{form}: {count} harmless failures, expected {expected}"
            for form, count in found.items() if count != expected]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    complaints = [*check_harmless(wmilog), *check_problems(wmilog)]
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for first in range(0, len(HOSTILE), GROUPS_IN_FULL):
            inputs.append(os.path.join(folder, f"hostile-{first}.xml"))
            with open(inputs[-1], "w", encoding="utf-8") as file:
                file.write(hostile_log(HOSTILE[first:first + GROUPS_IN_FULL]))
        inputs += sorted("samples/" + name for name in os.listdir("samples")
                         if name.endswith(".xml")
                         and name not in NOT_WHOLE)
        for path in inputs:
            lines = run(wmilog, ["-f", "jsonl", path]).decode("utf-8").splitlines()
            failures = [f for f in map(json.loads, lines) if f["type"] == "failure"]
            own = [] if "hostile" in path else check_same_words(wmilog, path)
            for complaint in (*check_csv(wmilog, path, failures), *check_markdown(wmilog, path),
                              *own):
                complaints.append(f"{path}: {complaint}")
    for complaint in complaints[:50]:
        print(complaint)
    print(f"forms: {len(inputs)} inputs, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
