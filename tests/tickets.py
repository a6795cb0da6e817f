#!/usr/bin/env python3
"""Tickets: every payload is what its schema says, keeps the limits of its system, and lets nothing
of a log be markup, a mention or a query; and the golden payloads of some samples.

usage: tickets.py WMILOG [--update]
"""
import glob
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden"))
import forms  # noqa: E402 (beside this file)
from run import open_objects  # noqa: E402 (of tests/golden)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDEN = "tests/golden/tickets"
SCHEMAS = "analyzer/report/tickets"
GOLDEN_INPUTS = ("remote-access-denied", "clear-eventlog-denied", "throttled", "service-restart",
                 "dcom-hardening", "provider-load-failure", "event-consumers")
# Of their own, so that a word in a rule changes no payload here.
RULES = ("--no-builtin-rules", "--rules", GOLDEN + "/rules.json")
SYSTEMS = ("jira", "jira-dc", "servicenow", "servicenow-event", "zendesk", "github",
           "azure-devops", "pagerduty", "teams")
TITLE_UNITS = 150
# Where the long text of a payload is, and how long it may be there.
BODIES = {"jira": ("/fields/description", 30000), "jira-dc": ("/fields/description", 30000),
          "servicenow": ("/description", 4000),
          "servicenow-event": ("/records/0/description", 4000),
          "zendesk": ("/ticket/comment/html_body", 65000), "github": ("/body", 65536),
          "azure-devops": ("/1/value", 1048576),
          "pagerduty": ("/payload/custom_details/description", 20000)}
CARD_BYTES = 28 * 1024
TIMEOUT = 60


def run(wmilog, *arguments, status=0):
    done = subprocess.run([wmilog, "tickets", *arguments], capture_output=True, timeout=TIMEOUT,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode != status:
        sys.exit(f"tickets {arguments}: exit status {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def at(value, pointer):
    for part in pointer.split("/")[1:]:
        value = value[int(part) if isinstance(value, list) else part]
    return value


def units(text):
    return len(text.encode("utf-16-le")) // 2


def texts(value):
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


class Tags(html.parser.HTMLParser):
    """Refuses what is no plain element of ours."""
    ALLOWED = {"p", "h2", "ul", "ol", "li", "pre", "code", "strong"}

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if attrs or tag not in self.ALLOWED:
            self.wrong.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data):
        self.wrong.append(data)


def check_html(text):
    tags = Tags()
    tags.feed(text)
    tags.close()
    if tags.wrong or tags.open:
        yield f"HTML: {tags.wrong or tags.open}"


def check_markdown(text):
    lines = forms.without_code(re.sub(r"<!-- wmilog-\d+-[0-9a-f]{32} -->\n$", "", text))
    if lines is None:
        yield "Markdown: code that nothing closes"
        return
    for line in lines:
        if not forms.is_plain(line):
            yield f"Markdown: not plain: {line!r}"


def check_wiki(text):
    parts = re.split(r"^\{noformat\}$", text, flags=re.MULTILINE)
    if len(parts) % 2 == 0 or any("{noformat}" in part for part in parts):
        yield "wiki markup: {noformat} that is not ours"
    for part in parts[::2]:
        part = re.sub(r"(?<![\\\w]){{(\w[^{}]*)}}(?!\w)", r"\1", part)  # commands, in monospace
        for found in re.findall(r"(?:^|[^\\])[\[\]{}|!]|\\\\|&(?!#\d+;)|:[()DPp]|;\)", part):
            yield f"wiki markup: {found!r}"


def check_plain(text):
    if re.search(r"\[/?code\]", text, re.IGNORECASE):
        yield "plain text: [code]"


BODY_CHECKS = {"jira-dc": check_wiki, "servicenow": check_plain, "servicenow-event": check_plain,
               "zendesk": check_html, "github": check_markdown, "azure-devops": check_html}


def title_of(system, payload):
    place = {"jira": "/fields/summary", "jira-dc": "/fields/summary",
             "servicenow": "/short_description", "zendesk": "/ticket/subject", "github": "/title",
             "azure-devops": "/0/value", "pagerduty": "/payload/summary"}.get(system)
    return at(payload, place) if place else ""


def check_payload(system, validator, payload, line):
    for err in validator.iter_errors(payload):
        yield f"{'/'.join(map(str, err.absolute_path))}: {err.message[:200]}"
        return
    if units(title_of(system, payload)) > TITLE_UNITS:
        yield f"a title of {units(title_of(system, payload))} units"
    for text in texts(payload):
        if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", text):
            yield f"a control character in {text[:200]!r}"
    if system in BODIES:
        place, most = BODIES[system]
        body = at(payload, place)
        if sum(map(units, texts(body))) > most:
            yield "a text over the limit of the system"
        if system in BODY_CHECKS:
            yield from BODY_CHECKS[system](body)
    if system == "teams" and len(line.encode("utf-8")) > CARD_BYTES:
        yield f"a card of {len(line)} bytes"
    if system == "servicenow-event":
        info = json.loads(at(payload, "/records/0/additional_info"))
        if not info or not all(isinstance(value, str) for value in info.values()):
            yield "additional_info is no object of texts"


def load_validators():
    validators = {}
    for system in SYSTEMS:
        with open(f"{SCHEMAS}/{system}.schema.json", encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        for path in open_objects(schema, ""):
            sys.exit(f"{system}.schema.json: takes any key at {path or '/'}")
        validators[system] = jsonschema.Draft202012Validator(schema)
    return validators


def check_inputs(wmilog, validators, system, inputs, *options):
    text, _ = run(wmilog, "--for", system, "--verdict", "harmless", *options, *inputs)
    lines = text.splitlines()
    if not lines:
        yield "no payload"
    if text.count("\n") != len(lines) or (system == "teams" and len(lines) != 1):
        yield f"{len(lines)} lines"
    for line in lines:
        yield from check_payload(system, validators[system], json.loads(line), line)


LONG = "A sentence of a rule that says much more than anybody wants to read in a ticket. " * 12


def long_rules():
    """Rules for everything, with as many words as they may have."""
    with open("rules/knowledge/builtin/noise.json", encoding="utf-8") as file:
        document = json.load(file)
    sentences = [(str(number) + " " + LONG)[:1000] for number in range(16)]
    own = {"when": {"phase": "operation"}, "cause": LONG[:1000], "confidence": "likely",
           "verdict": "broken", "check": sentences, "remedy": sentences}
    document["rules"] = [dict(rule, **own) for rule in document["rules"][:4]]
    return document


def check_cut(wmilog, validators, folder):
    rules = os.path.join(folder, "rules.json")
    with open(rules, "w", encoding="utf-8") as file:
        json.dump(long_rules(), file)
    for system in SYSTEMS:
        text, _ = run(wmilog, "--for", system, "--no-builtin-rules", "--rules", rules,
                      "--verdict", "harmless", "samples/throttled.xml")
        for line in text.splitlines():
            payload = json.loads(line)
            yield from (f"{system}, cut: {complaint}" for complaint
                        in check_payload(system, validators[system], payload, line))
            if system in ("teams", "azure-devops"):
                continue
            body = "".join(text for text in texts(at(payload, BODIES[system][0]))
                           if " " in text or "wmilog/" in text)
            if "parts shown" not in body or "ingerprint wmilog/1:" not in re.sub(
                    r"[`{}]|<[^>]*>", "", body)[-400:]:
                yield f"{system}: cut without saying so, or without the fingerprint"


def check_edits(wmilog, folder):
    log = "samples/connect-wmi-access-denied.xml"
    template = os.path.join(folder, "template.json")
    with open(template, "w", encoding="utf-8") as file:
        json.dump({"fields": {"project": {"key": "OPS"}, "labels": None, "x": [{"a": 1}]}}, file)
    text, _ = run(wmilog, "--for", "jira", "--template", template, "--set",
                  "/fields/issuetype/name=T\u00e4sk", "--set", "/fields/x/0/b:=[1, null]",
                  "--set", "/fields/x/-=end", "--set", "/fields/a~1b~0=c=d", log)
    fields = json.loads(text)["fields"]
    expected = {"project": {"key": "OPS"}, "issuetype": {"name": "T\u00e4sk"}, "a/b~": "c=d",
                "x": [{"a": 1, "b": [1, None]}, "end"]}
    found = {key: fields.get(key) for key in expected}
    if found != expected or "labels" in fields or "summary" not in fields:
        yield f"--template and --set: {found}"
    text, _ = run(wmilog, "--for", "azure-devops", "--set", "/fields/System.Title=mine", "--set",
                  "/fields/System.AreaPath=A\\B", log)
    operations = json.loads(text)
    if operations[0]["value"] != "mine" or operations[-1] != {
            "op": "add", "path": "/fields/System.AreaPath", "value": "A\\B"}:
        yield f"--set of a list of operations: {operations[0]}, {operations[-1]}"
    for wrong in (["--set", "fields=x"], ["--set", "/fields"], ["--set", "/a:={"],
                  ["--set", "/fields/summary/x=1"], ["--set", "/fields/labels/9=x"],
                  ["--set", "/a~2=x"], ["--template", "README.md"], ["--template", "/nowhere"],
                  ["--for", "azure-devops", "--template", template], ["--max-tickets", "0"]):
        text, messages = run(wmilog, "--for", "jira", *wrong, log, status=2)
        if text or not messages.startswith("wmilog: "):
            yield f"{wrong}: {text!r} {messages!r}"
    run(wmilog, log, status=2)
    text, messages = run(wmilog, "--for", "github", "--max-tickets", "1", "--verdict", "degraded",
                         "samples/damaged.xml", status=3)
    if len(text.splitlines()) != 1 or "4 further groups (4 failures) have no" not in messages:
        yield f"--max-tickets: {messages!r}"
    for options in ([], ["--verdict", "broken"]):
        text, _ = run(wmilog, "--for", "pagerduty", "--noise", *options, "samples/rsop-noise.xml")
        if ("RSOP_ExtensionStatus" in text) != (not options):
            yield f"--noise {options}: {text!r}"
    text, messages = run(wmilog, "--for", "github", "samples/throttled.xml")
    if text or "no ticket: 2 groups" not in messages:
        yield f"of a lesser verdict: {text!r} {messages!r}"


def check_consumers(wmilog, folder):
    """An event consumer has a ticket, among those of failures by its verdict; one of several
    machines has one for all; and a report that is read back gives the same."""
    log, failed = "samples/event-consumers.xml", "samples/connect-wmi-access-denied.xml"
    other, report = (os.path.join(folder, name) for name in ("other.xml", "consumers.json"))
    with open(log, encoding="utf-8") as file, open(other, "w", encoding="utf-8") as copy:
        copy.write(file.read().replace("SRV01", "SRV02"))
    subprocess.run([wmilog, "analyze", "-o", report, failed, log, other], timeout=TIMEOUT,
                   check=True, stdin=subprocess.DEVNULL)
    for inputs in ((failed, log, other), (report,), (report, report), (report, log)):
        text, _ = run(wmilog, "--for", "pagerduty", *inputs)
        tickets = [json.loads(line) for line in text.splitlines()]
        found = [(ticket["payload"]["severity"], ticket["payload"]["class"],
                  ticket["payload"]["custom_details"]["where"]) for ticket in tickets]
        if found != [("critical", "CommandLineEventConsumer",
                      "SRV01.contoso.com, SRV02.contoso.com"),
                     ("error", "0x80041003", "SRV01.contoso.com")]:
            yield f"event consumers of {inputs}: {found}"
    for system in SYSTEMS:
        if run(wmilog, "--for", system, report) != run(wmilog, "--for", system, failed, log, other):
            yield f"{system}: event consumers of a report are told in another way"
    script = os.path.join(folder, "script.xml")
    with open(log, encoding="utf-8") as file, open(script, "w", encoding="utf-8") as copy:
        copy.write(file.read().replace("diskalert.cmd", "\n".join(["x" * 900] * 40)))
    text, _ = run(wmilog, "--for", "servicenow", script)
    if "Remove-CimInstance" not in text or "(cut:" not in text:
        yield f"a script that is too long leaves no room for what to do: {text!r}"
    text, messages = run(wmilog, "--for", "github", "--max-tickets", "1", "--verdict", "degraded",
                         "samples/clear-eventlog-denied.xml", log)
    if len(text.splitlines()) != 1 or "1 event consumer has no ticket" not in messages:
        yield f"event consumers over the limit: {messages!r}"


def check_golden(wmilog, system, update):
    inputs = [f"samples/{name}.xml" for name in GOLDEN_INPUTS]
    found = "".join(run(wmilog, "--for", system, "--priority", "--verdict", "degraded", *RULES,
                        path)[0] for path in inputs)
    path = f"{GOLDEN}/{system}.jsonl"
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(found)
    with open(path, encoding="utf-8") as file:
        if file.read() != found:
            yield f"{path}: differs"


def check_several(wmilog, folder):
    """Reports, and logs beside them, give the tickets that their logs give together."""
    logs = [f"samples/{name}.xml" for name in ("remote-access-denied", "throttled",
                                               "connect-wmi-access-denied", "process-names")]
    reports = []
    for number, log in enumerate(logs):
        reports.append(os.path.join(folder, f"{number}.{'jsonl' if number % 2 else 'json'}"))
        subprocess.run([wmilog, "analyze", "-o", reports[-1], log], check=True, timeout=TIMEOUT)

    def keys(*inputs):
        lines, _ = run(wmilog, "--for", "servicenow", "--verdict", "degraded", *inputs)
        tickets = [json.loads(line) for line in lines.splitlines()]
        return [(ticket["short_description"], ticket["correlation_id"]) for ticket in tickets]

    expected = keys(*logs)
    if len(expected) < 5:
        yield "several: too few tickets to compare"
    for inputs in (reports, [*reports[:2], *logs[2:]], [*logs[:2], *reports[2:]], reports[::-1]):
        if keys(*inputs) != expected:
            yield f"several: {inputs}: {keys(*inputs)}, expected {expected}"
    twice = keys(reports[0], reports[0])
    if len(twice) != len(keys(reports[0])) or "2 times" not in str(twice):
        yield f"several: a report twice: {twice}"
    cut = os.path.join(folder, "cut.json")
    with open(reports[0], encoding="utf-8") as file, open(cut, "w", encoding="utf-8") as out:
        out.write(file.read()[:3000])
    _, said = run(wmilog, "--for", "github", cut, logs[1], status=3)
    if "cut.json: byte" not in said:
        yield f"several: a report that is cut short is not told: {said}"
    lines, said = run(wmilog, "--for", "teams", "--max-tickets", "2", *reports)
    if len(lines.splitlines()) != 1 or "further groups" not in said:
        yield f"several: one card, and what is left out: {said}"


def check_titles(wmilog, samples):
    """No two kinds have one title, whatever is said of how often they came."""
    lines, _ = run(wmilog, "--for", "github", "--verdict", "harmless", "--max-tickets", "1000",
                   *samples)
    titles = [re.sub(r", \d+ times?\)$", "", json.loads(line)["title"])
              for line in lines.splitlines()]
    for title in {title for title in titles if titles.count(title) > 1}:
        yield f"two kinds have the title '{title}'"


def check_names(wmilog, folder):
    """A machine is one, whether its domain is told or not; and the wrong log is told as such."""
    with open("samples/rsop-noise.xml", encoding="utf-8") as file:
        text = file.read().replace("<Computer>WKS17.contoso.com", "<Computer>WKS17", 1)
    path = os.path.join(folder, "names.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    report = os.path.join(folder, "names.json")
    subprocess.run([wmilog, "analyze", "-o", report, path], check=True, timeout=TIMEOUT)
    for given in (path, report):
        payload, _ = run(wmilog, "--for", "zendesk", "--noise", given)
        tickets = [json.loads(line)["ticket"] for line in payload.splitlines()]
        if not any(t["subject"].startswith("WKS17.contoso.com: ") and
                   t["external_id"].endswith(":wks17.contoso.com") and "3 times" in t["subject"]
                   for t in tickets):
            yield f"names of one machine: {[t['subject'] for t in tickets]}"
    _, messages = run(wmilog, "--for", "jira", "samples/other-channels.xml", status=4)
    if "of 3 events, most are of Service Control Manager in channel System" not in messages:
        yield f"the wrong log: {messages!r}"


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(arguments[0])
    os.chdir(ROOT)
    validators, complaints = load_validators(), []
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "hostile.xml")
        with open(log, "w", encoding="utf-8") as file:
            file.write(forms.hostile_log(forms.HOSTILE))
        samples = sorted(path for path in glob.glob("samples/*.xml")
                         if os.path.basename(path) not in forms.NOT_WHOLE)
        for system in SYSTEMS:
            found = [*check_inputs(wmilog, validators, system, [log]),
                     *check_inputs(wmilog, validators, system, samples, "--priority"),
                     *check_golden(wmilog, system, "--update" in sys.argv)]
            complaints += [f"{system}: {complaint}" for complaint in found]
        complaints += check_titles(wmilog, samples)
        complaints += check_cut(wmilog, validators, folder)
        complaints += check_edits(wmilog, folder)
        complaints += check_consumers(wmilog, folder)
        complaints += check_several(wmilog, folder)
        complaints += check_names(wmilog, folder)
    for complaint in complaints[:50]:
        print(complaint)
    print(f"tickets: {len(SYSTEMS)} systems, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
