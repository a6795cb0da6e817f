#!/usr/bin/env python3
"""What `wmilog diff` says: golden files in every form, the same of logs and of their reports, and
what must not be compared.

usage: diff.py WMILOG [--update]
"""
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDEN = "tests/golden/diff"
BEFORE, AFTER = "samples/before-and-after/before.xml", "samples/before-and-after/after.xml"
ENDINGS = {"text": "txt", "json": "json", "markdown": "md", "html": "html"}
RULES_CHECKSUM = re.compile(rb'("sha256":")[0-9a-f]{64}')
PAGE_CONSTANTS = re.compile(rb"(<(?:style|script)>).*?(?=</)|('sha256-)[^']*", re.DOTALL)
HOSTILE = '"><script>alert(1)</script>\u202e\x1b[2J`@here`|=1+1'
TIMEOUT = 60


class Run:
    def __init__(self, wmilog, scratch):
        self.wmilog, self.scratch, self.failed = wmilog, scratch, 0
        with open("analyzer/report/diff/diff.schema.json", encoding="utf-8") as file:
            self.schema = jsonschema.Draft202012Validator(json.load(file))

    def fail(self, text):
        print(text)
        self.failed += 1

    def call(self, *arguments, given=b""):
        done = subprocess.run([self.wmilog, *arguments], capture_output=True, input=given,
                              timeout=TIMEOUT, check=False)
        return done.returncode, done.stdout, done.stderr.decode("utf-8")

    def path(self, name, content=None):
        path = os.path.join(self.scratch, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def expect(self, what, status, words, *arguments, given=b""):
        found, out, err = self.call("diff", *arguments, given=given)
        text = out.decode("utf-8") + err
        if found != status:
            self.fail(f"{what}: exit status {found}, expected {status}\n{text[-600:]}")
        if words not in " ".join(text.split()):
            self.fail(f"{what}: expected '{words}' in\n{text[-1500:]}")
        return out

    def document(self, what, *arguments, status=0):
        found, out, err = self.call("diff", "-f", "json", *arguments)
        if found != status:
            self.fail(f"{what}: exit status {found}, expected {status}: {err}")
            return None
        value = json.loads(out)
        for error in self.schema.iter_errors(value):
            place = "/".join(map(str, error.absolute_path))
            self.fail(f"{what}: schema: {place}: {error.message[:300]}")
        value["no_such_key"] = 1
        if self.schema.is_valid(value):
            self.fail(f"{what}: the schema takes a key that it does not know")
        del value["no_such_key"]
        return value


def check_golden(run, update):
    for form, ending in ENDINGS.items():
        _, out, _ = run.call("diff", "-f", form, BEFORE, AFTER)
        out = PAGE_CONSTANTS.sub(rb"\1\2", RULES_CHECKSUM.sub(rb"\1RULES", out))
        path = f"{GOLDEN}/before-and-after.{ending}"
        if update:
            os.makedirs(GOLDEN, exist_ok=True)
            with open(path, "wb") as file:
                file.write(out)
            continue
        with open(path, "rb") as file:
            expected = file.read()
        if out != expected:
            lines = [text.decode("utf-8").splitlines() for text in (expected, out)]
            run.fail("\n".join(difflib.unified_diff(*lines, path, "found", lineterm="", n=1)))
        if form == "text" and max(map(len, out.decode("utf-8").splitlines())) > 80:
            run.fail("text: a line of more than 80 columns")
        by_ending = run.path("out." + ending)
        run.call("diff", "-o", by_ending, BEFORE, AFTER)
        if not os.path.exists(by_ending) or os.path.getsize(by_ending) < len(out) // 2:
            run.fail(f"-o out.{ending} did not give the form")


def reports(run):
    paths = {}
    for name, log in (("before", BEFORE), ("after", AFTER)):
        for form in ("json", "jsonl"):
            paths[name, form] = run.path(f"{name}.{form}")
            run.call("analyze", "-o", paths[name, form], log)
    return paths


def without_inputs(document):
    for side in ("before", "after"):
        del document[side]["input"], document[side]["report"]
    return document


def check_reports(run, paths):
    """A side may be the log or its report: the same comes out."""
    expected = without_inputs(run.document("logs", BEFORE, AFTER))
    for old in (BEFORE, paths["before", "json"], paths["before", "jsonl"]):
        for new in (AFTER, paths["after", "json"], paths["after", "jsonl"]):
            if without_inputs(run.document(f"{old} {new}", old, new)) != expected:
                run.fail(f"{old} {new}: not the same as of the logs")
    for name, given in (("log", AFTER), ("report", paths["after", "json"])):
        with open(given, "rb") as file:
            out = run.expect("standard input, " + name, 0, "", "-f", "json", BEFORE, "-",
                             given=file.read())
        found = without_inputs(json.loads(out))
        expected["after"]["sources"][0]["path"] = found["after"]["sources"][0]["path"]
        if found != expected:
            run.fail(f"standard input, {name}: not the same as of the logs")


def check_status(run, paths):
    run.expect("no gate", 0, "1 kind of failure is new", BEFORE, AFTER)
    run.expect("new", 1, "is new", "--fail-on", "new", BEFORE, AFTER)
    run.expect("degraded", 1, "is new", "--fail-on", "degraded", BEFORE, AFTER)
    run.expect("broken", 0, "is new", "--fail-on", "broken", BEFORE, AFTER)
    run.expect("same file", 0, "seems to be on both sides", "--fail-on", "new", BEFORE, BEFORE)
    run.expect("same log and report", 0, "seems to be on both sides", BEFORE,
               paths["before", "json"])
    run.expect("other log", 4, "nothing can be compared", BEFORE, "samples/other-channels.xml")
    run.expect("other log", 4, "nothing can be compared", "samples/other-channels.xml", AFTER)
    run.expect("other logs", 4, "Neither side has an event", "samples/other-channels.xml",
               "samples/other-channels.xml")
    run.expect("damaged log", 3, "could not be read whole", "samples/damaged.xml", AFTER)
    run.expect("one side", 2, "expected BEFORE and AFTER", BEFORE)
    run.expect("twice standard input", 2, "one side, not both", "-", "-")
    run.expect("no such file", 3, "no/such/file: cannot open", "no/such/file", AFTER)
    run.expect("no such gate", 2, "expected 'new'", "--fail-on", "gone", BEFORE, AFTER)
    run.expect("no such form", 2, "expected 'text'", "-f", "csv", BEFORE, AFTER)
    run.expect("swapped", 0, "wrong way round", AFTER, BEFORE)
    run.expect("filter of a report", 2, "cannot be filtered", "--phase", "operation",
               paths["before", "json"], AFTER)
    run.expect("output is an input", 2, "would be lost", "-o", paths["after", "json"], BEFORE,
               paths["after", "json"])


def check_notes(run):
    """What the sides could not show, and in what else they differ."""
    connect = "samples/connect-wmi-access-denied.xml"
    out = run.document("trace against operational", connect, AFTER)
    if [group["state"] for group in out["groups"]].count("not_comparable") != 1:
        run.fail("a failed connect is not comparable with a log of Operational alone")
    if "channels" not in [note["kind"] for note in out["notes"]]:
        run.fail("nothing is said of the missing Trace channel")
    other = run.path("other.xml")
    with open(AFTER, "rb") as file:
        run.path("other.xml", file.read().replace(b"SRV01", b"SRV07"))
    out = run.document("other computer", BEFORE, other)
    if "computers" not in [note["kind"] for note in out["notes"]]:
        run.fail("nothing is said of another computer")
    since = ["--since", "2025-06-02T06:00:00Z", "--until", "2025-06-02T09:00:00Z"]
    out = run.document("span", *since, BEFORE, BEFORE)
    if out["before"]["groups"] and out["groups"][0]["before"]["covered"]["hours"] != 3.0:
        run.fail(f"--since and --until do not cut what is covered: {out['groups'][0]}")
    if "filters" not in [note["kind"] for note in out["notes"]]:
        run.fail("nothing is said of the filters")


def changed(paths, edit):
    with open(paths["before", "json"], encoding="utf-8") as file:
        value = json.load(file)
    edit(value)
    return json.dumps(value)


def check_rules(run, paths):
    def other_rules(value):
        value["rules"]["sha256"] = "0" * 64

    path = run.path("rules.json", changed(paths, other_rules))
    run.expect("other rules", 0, "judged by different rules", path, AFTER)

    def other_verdict(value):
        for group in value["groups"]:
            group["verdict"] = "harmless"

    path = run.path("verdict.json", changed(paths, other_verdict))
    run.expect("became worse", 1, "it was harmless, now it is degraded", "--fail-on", "degraded",
               path, AFTER)

    def gaps(value):
        value["sources"][0]["gaps"] = [{"from": "2025-06-02T01:00:00.0000000Z",
                                        "to": "2025-06-02T11:00:00.0000000Z", "records": 700}]

    path = run.path("gaps.json", changed(paths, gaps))
    out = run.document("gaps", path, AFTER)
    hours = out["groups"][-1]["before"]["covered"]["hours"]
    if hours != 2.0:
        run.fail(f"a gap of ten hours leaves {hours} of twelve hours covered")


def check_names(run, paths):
    """Kinds that their titles do not tell apart are told apart by their namespaces and events."""
    def alike(value):
        for group, name in zip(value["groups"], ("root\\first", "root\\second")):
            group["title"], group["result"] = "query of Contoso_Alike", {"code": "0x80041010"}
            group["operation"]["namespace"] = name

    path = run.path("alike.json", changed(paths, alike))
    for form, one, other in (("text", "Contoso_Alike in root\\first (", "in root\\second ("),
                             ("markdown", "`Contoso_Alike` in `root\\first` (",
                              "in `root\\second` ("),
                             ("html", " in <", "second")):
        out = run.expect("alike: " + form, 0, one, "-f", form, path, AFTER)
        if other not in " ".join(out.decode("utf-8").split()):
            run.fail(f"alike: {form}: '{other}' is not in it")
    log = "samples/dcom-hardening.xml"
    run.expect("alike: events", 0, "E_ACCESSDENIED, event 10038)", log, log)
    events = [g.get("event_id") for g in run.document("alike: events", log, log)["groups"]]
    if sorted(events) != [10036, 10037, 10038]:
        run.fail(f"events by which another log tells: {events}")
    out = run.expect("not alike", 0, "", BEFORE, AFTER).decode("utf-8")
    if " in root" in out:
        run.fail("not alike: a namespace is named without need")


def check_consumers(run):
    """An event consumer that one side alone tells of is told, in every form, and of reports too."""
    log, failed = "samples/event-consumers.xml", "samples/throttled.xml"
    paths = [run.path("consumers.json"), run.path("failed.json")]
    for path, source in zip(paths, (log, failed)):
        run.call("analyze", "-o", path, source)
    for before, after, told_by in ((failed, log, "after"), (log, failed, "before"),
                                   (log, log, "both"), (paths[1], paths[0], "after"),
                                   (paths[0], log, "both")):
        value = run.document(f"consumers of {before} and {after}", before, after)
        found = [(c["told_by"], c["verdict"], c["computer"]) for c in value["event_consumers"]]
        if found != [(told_by, "security", "SRV01.contoso.com")]:
            run.fail(f"consumers of {before} and {after}: {found}")
    for form in ("text", "markdown", "html"):
        run.expect(f"consumers in {form}", 0, "1 event consumer is new.", "-f", form, failed, log)
        run.expect(f"consumers in {form}", 0, "BEFORE alone tells of it", "-f", form, log, failed)
    run.expect("a new consumer", 1, "", "--fail-on", "new", failed, log)
    run.expect("a new consumer", 1, "", "--fail-on", "security", failed, log)
    run.expect("a known consumer", 0, "", "--fail-on", "new", log, log)


def check_hostile(run, paths):
    with open(paths["before", "json"], "rb") as file:
        report = file.read()
    with open(paths["before", "jsonl"], "rb") as file:
        lines = file.read()
    for share in range(1, 20):
        path = run.path("cut.json", report[:len(report) * share // 20])
        found, out, err = run.call("diff", path, AFTER)
        if found not in (2, 3, 4) or (found == 2 and out):
            run.fail(f"a report cut after {share}/20: exit status {found}: {err}")
    path = run.path("cut.jsonl", b"\n".join(lines.splitlines()[:-1]) + b"\n")
    run.expect("lines without their end", 2, "no summary", path, AFTER)
    older = report.replace(b'"schema_version":"1.0"', b'"schema_version":"0.9"')
    path = run.path("old.json", older)
    run.expect("older schema", 2, "schema version '0.9'", path, AFTER)
    path = run.path("print.json", report.replace(b"wmilog/1:", b"wmilog/2:"))
    run.expect("other fingerprints", 2, "expected wmilog/1:", path, AFTER)
    path = run.path("empty.json", b"")
    run.expect("empty file", 4, "nothing can be compared", path, AFTER)
    for name, edit in (("counts", lambda v: v["groups"][0].update(count=2**62)),
                       ("text", lambda v: v["groups"][0].update(count="many")),
                       ("twins", lambda v: v["groups"].append(v["groups"][0])),
                       ("times", lambda v: v["sources"][0].update(first="9999-12-31T23:59:59Z")),
                       ("spans", lambda v: v["sources"][0].update(
                           first="1601-01-01T00:00:01Z", last="9999-12-31T23:59:59Z",
                           computers=[f"SRV{number}" for number in range(60)])),
                       ("sources", lambda v: v.update(sources=[]))):
        path = run.path("odd.json", changed(paths, edit))
        found, _, err = run.call("diff", path, AFTER)
        if found not in (0, 2, 4):
            run.fail(f"odd {name}: exit status {found}: {err}")

    def hostile(value):
        for group in value["groups"]:
            group["title"] = group["causes"][0]["cause"] = group["result"]["name"] = HOSTILE
            group["clients"][0]["user"] = HOSTILE
        value["event_consumers"] = [{
            "kind": "binding", "fingerprint": "wmilog/1:" + "0" * 32, "verdict": "security",
            "verdict_reason": HOSTILE, "known": False, "count": 1, "computer": HOSTILE,
            "class": HOSTILE, "name": HOSTILE, "action": HOSTILE, "action_kind": HOSTILE}]
        value["sources"][0]["path"] = value["sources"][0]["computers"][0] = HOSTILE
        value["filters"] = [{"option": HOSTILE, "value": HOSTILE}]

    path = run.path("hostile.json", changed(paths, hostile))
    for form in ENDINGS:
        _, out, _ = run.call("diff", "-f", form, path, AFTER)
        if b"\x1b" in out or "\u202e".encode() in out:
            run.fail(f"{form}: a control character comes through")
        if form == "html" and out.count(b"<script") != 1:
            run.fail("html: text became a script")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(wmilog, scratch)
        check_golden(run, sys.argv[2:] == ["--update"])
        paths = reports(run)
        check_reports(run, paths)
        check_status(run, paths)
        check_notes(run)
        check_rules(run, paths)
        check_names(run, paths)
        check_consumers(run)
        check_hostile(run, paths)
    sys.exit(1 if run.failed else 0)


if __name__ == "__main__":
    main()
