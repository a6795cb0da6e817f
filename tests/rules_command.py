#!/usr/bin/env python3
"""wmilog rules: list, show, lint and test, and what --rules does with good and bad files.

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
    c.expect(["rules", "show", "noise.rsop-extension-statu"], 2, errors=[r"did you mean"])
    c.expect(["rules", "lint", good], 0)
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


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        run(checks)
    for complaint in checks.complaints:
        print(complaint)
    print(f"rules command: {checks.count} runs, {len(checks.complaints)} complaints")
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
