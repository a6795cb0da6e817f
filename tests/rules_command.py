#!/usr/bin/env python3
"""wmilog rules: list, show, why, lint and test, and what --rules does with good and bad files.

usage: rules_command.py WMILOG
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLE = os.path.join(ROOT, "samples", "connect-wmi-access-denied.xml")
BUILTIN = os.path.join(ROOT, "rules", "knowledge", "builtin")

GOOD = {
    "id": "house.firewall", "version": 1, "title": "The house firewall",
    "when": {"code": "0x80041003", "phase": "connect", "namespace": "root*", "locality": "remote",
             "user": "*", "any": [{"verb": "Connect"}, {"stage": "login"}]},
    "cause": "The house rule.", "confidence": "certain", "verdict": "degraded",
    "reason": "The house says so.", "rank": 1, "check": ["Look."], "remedy": ["Act."],
    "samples": {
        "match": [{"failure": {"code": "0x80041003", "operation": "connect to namespace : root\\x",
                               "local": False, "user": "A\\b", "client_machine": "C",
                               "computer": "D"}}],
        "no_match": [{"failure": {"code": "0x80041002",
                                  "operation": "connect to namespace : root\\x"}}]},
}


def rules(*listed):
    return json.dumps({"version": "1.0", "rules": listed})


def changed(**changes):
    return {**GOOD, **changes}


class Checks:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder, self.complaints, self.count = wmilog, folder, [], 0

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def expect(self, arguments, status, output=(), errors=()):
        """Runs the program: exit status, and patterns in standard output and standard error."""
        self.count += 1
        done = subprocess.run([self.wmilog, *arguments], capture_output=True, timeout=60,
                              check=False, text=True)
        if done.returncode != status:
            self.complaints.append(f"{arguments}: exit status {done.returncode}, not {status}: "
                                   f"{done.stderr[-300:]}")
        for patterns, text in ((output, done.stdout), (errors, done.stderr)):
            for pattern in patterns:
                if not re.search(pattern, text, re.MULTILINE):
                    self.complaints.append(f"{arguments}: no '{pattern}' in: {text[-600:]}")
        return done


# A rule for each way to be excluded, and what is said of it. SAMPLE has one failure.
EXCLUDED = [
    ({"code": "0x80041002"},
     r"excluded 1: the code is 0x80041003 \(WBEM_E_ACCESS_DENIED\), the rule wants "
     r"0x80041002 \(WBEM_E_NOT_FOUND\)$"),
    ({"code": "0x80041003", "phase": "operation"},
     r"excluded 1: the phase is connect, the rule wants operation$"),
    ({"user": ["A\\*", "B\\*"]},
     r"the user is 'CONTOSO\\j\.example', the rule wants 'A\\\*' or 'B\\\*'$"),
    ({"class": "Win32_*"}, r"the class is not known, the rule wants 'Win32_\*'$"),
    ({"phase": "connect", "not": {"locality": "remote"}},
     r"the client is remote, the rule wants anything but remote$"),
    ({"not": {"any": [{"code": "5"}, {"stage": "login"}]}},
     r"the stage is login, the rule wants anything but login$"),
    ({"not": {"code": "0x80041003", "phase": "connect"}},
     r"this holds, and must not: all of the code is 0x80041003 \(WBEM_E_ACCESS_DENIED\) "
     r"the phase is connect$"),
    ({"any": [{"code": "5"}, {"class": "a", "method": "b"}]},
     r"this does not hold: any of the code is 0x80070005 \(E_ACCESSDENIED\) "
     r"all of the class is 'a' the method is 'b'$"),
    ({"not": {"not": {"duration": {"at_least_ms": 5000}}}},
     r"this does not hold: it took at least 5 seconds$"),
    ({"near": {"provider": "x", "event_id": 7}, "code": "0x80041003"},
     r"this does not hold: event 7 of 'x' within 60 seconds around it$"),
]


def words(text):
    """Without the line breaks."""
    return " ".join(text.split())


def run_why(c):
    """Why a rule holds, or does not."""
    for number, (when, pattern) in enumerate(EXCLUDED):
        rule = c.file(f"excluded{number}.json", rules(changed(when=when)))
        text = c.expect(["rules", "why", "house.firewall", SAMPLE, "--rules", rule], 0).stdout
        if not re.search(pattern, words(text)):
            c.complaints.append(f"rules why: no '{pattern}' in: {text}")
    several = c.file("several.json", rules(
        changed(when={"code": "0x80041003"}), changed(id="house.first", rank=0),
        changed(id="house.fallback", fallback=True), changed(id="house.general"),
        changed(id="house.sharp", sharpens="house.general", rank=0)))
    for rule, outcome in [("firewall", "as a further cause"), ("first", "as the first cause"),
                          ("fallback", "because it is a fallback and other rules hold"),
                          ("general", "because a cause that sharpens it holds, too")]:
        c.expect(["rules", "why", f"house.{rule}", SAMPLE, "--rules", several,
                  "--no-builtin-rules"], 0, [rf"holds for 1: .*{outcome}"])

    logs = os.path.join(ROOT, "samples")
    text = c.expect(["rules", "why", "noise.rsop-extension-status", logs], 3).stdout
    held, failures = map(int, re.match(r"\S+ holds for (\d+) of (\d+) failures$", text,
                                       re.MULTILINE).groups())
    counts = [int(count) for count in re.findall(r"^ *(\d+)  (?:0x|unknown)", text, re.MULTILINE)]
    parts = re.findall(r"^ +(holds for|excluded) (\d+): ", text, re.MULTILINE)
    if sum(counts) != failures or sum(int(count) for _, count in parts) != failures:
        c.complaints.append(f"rules why: the counts do not add up to {failures}: {text[:600]}")
    if sum(int(count) for what, count in parts if what == "holds for") != held or held == 0:
        c.complaints.append(f"rules why: the rule holds for {held} in: {text[:600]}")
    if any(len(line) > 80 for line in text.splitlines()):
        c.complaints.append("rules why: a line is wider than 80 columns")

    c.expect(["rules", "why"], 2, errors=["expected the id of a rule and an input"])
    c.expect(["rules", "why", "house.firewall"], 2, errors=["expected the id"])
    c.expect(["rules", "why", "noise.rsop-extension-statu", SAMPLE], 2, errors=["did you mean"])
    c.expect(["rules", "why", "seed.wmi-access-denied", os.path.join(c.folder, "none.xml")], 2)


def run(c):
    good = c.file("good.json", rules(GOOD))
    bad = c.file("bad.json", rules(changed(when={"phase": "conect", "cod": "5"}, verdict="bad")))
    torn = c.file("torn.json", rules(GOOD)[:-10])
    wrong = c.file("wrong.json", rules(changed(samples={
        "match": GOOD["samples"]["no_match"], "no_match": GOOD["samples"]["match"]})))
    again = c.file("again.json", rules(changed(id="noise.rsop-extension-status")))

    listed = c.expect(["rules", "list"], 0, [r"^harmless +noise\.rsop-extension-status$"]).stdout
    if any(len(line) > 80 for line in listed.splitlines()):
        c.complaints.append("rules list: a line is wider than 80 columns")
    c.expect(["rules", "list", "--rules", good], 0, [r"^degraded +house\.firewall$"])
    c.expect(["rules", "list", "--rules", good, "--no-builtin-rules"], 0, [r"house\.firewall"])
    c.expect(["rules", "show", "noise.rsop-extension-status"], 0, [r"when ", r"the class is"])
    nested = c.file("nested.json", rules(changed(when={"code": "0x80041003", "any": [
        {"verb": "Connect"}, {"all": [{"stage": "login"}, {"not": {"locality": "local"}}]}]})))
    c.expect(["rules", "show", "house.firewall", "--rules", nested], 0, [
        "^  when        all of\n"
        r"                the code is 0x80041003 \(WBEM_E_ACCESS_DENIED\)"
        "\n                any of\n"
        "                  the operation is 'Connect'\n"
        "                  all of\n"
        "                    the stage is login\n"
        "                    not\n"
        "                      the client is local\n"
        "  cause "])
    c.expect(["rules", "show", "noise.rsop-extension-statu"], 2, errors=[r"did you mean"])
    c.expect(["rules", "lint", good, BUILTIN], 0)
    c.expect(["rules", "lint", bad, torn], 2, errors=[
        r"rules\[0\]\.when\.phase: found 'conect', expected", r"unknown key 'cod', did you mean",
        r"rules\[0\]\.verdict: found 'bad'", r"torn\.json"])
    c.expect(["rules", "lint", os.path.join(c.folder, "none.json")], 2, errors=["No such file"])
    c.expect(["rules", "test", good], 0, [r"\d+ passed, 0 failed"])
    c.expect(["rules", "test", wrong], 2)
    c.expect(["rules", "nonsense"], 2, errors=["nonsense"])
    # A file's name moves no cursor.
    done = c.expect(["analyze", "--rules", c.file("a\033[31m.json", "x"), SAMPLE], 2,
                    errors=[r"a\\x1b\[31m"])
    if "\033" in done.stderr:
        c.complaints.append("an escape sequence in a file's name reaches the terminal")

    c.expect(["analyze", "--rules", good, SAMPLE], 0, [r"The house rule\.", "certain"])
    c.expect(["analyze", "--rules", good, "--no-builtin-rules", SAMPLE], 0, [r"The house rule\."])
    c.expect(["analyze", "--rules", bad, SAMPLE], 2, errors=[r"bad\.json: rules\[0\]"])
    c.expect(["analyze", "--rules", again, SAMPLE], 2, errors=["noise.rsop-extension-status"])
    if c.expect(["analyze", "--rules", torn, SAMPLE], 2).stdout:
        c.complaints.append("a wrong rule file: something was analysed")


def run_spread(c):
    """What is spread is told in words, whatever it is."""
    for what, told in [("namespaces", "namespaces"), ("users", "users"),
                       ("clients", "client processes"), ("targets", "machines that were called"),
                       ("classes", "classes"),
                       ("classes_of_namespace", "classes of the namespace")]:
        rule = c.file(f"spread-{what}.json", rules(
            changed(when={"code": "0x80041003", "spread": {what: 3}})))
        text = c.expect(["rules", "show", "house.firewall", "--rules", rule], 0).stdout
        if not re.search(rf"failures of the [a-z ]+ touch at least 3 {told} within 300 "
                         "seconds", words(text)):
            c.complaints.append(f"rules show: '{told}' is not told in: {text}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        run(checks)
        run_why(checks)
        run_spread(checks)
    for complaint in checks.complaints:
        print(complaint)
    print(f"rules command: {checks.count} runs, {len(checks.complaints)} complaints")
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
