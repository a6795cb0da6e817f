#!/usr/bin/env python3
"""How an experienced engineer reasons: tests/knowledge/reasoning.tsv has points, each with
siblings, and what the rules have to say of each; and what holds for all rules and failures.

usage: reasoning.py WMILOG [ROW]

Each row becomes a log of a computer of its own; with ROW (a number), the log of that row is
printed. Of every failure: its causes are ordered by confidence, and what is harmless has a reason.
Of methods, changes and deletions, made from a list of codes, classes and callers that come at even
intervals: none is harmless, but by a rule that names the verb. Of the rules' texts: what a remedy
has to say where it names a dangerous step, and that commands are marked. Of the events that rules
ask for: readers keep them.
"""
import csv
import fnmatch
import glob
import json
import os
import re
import sys

import knowledge

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = "tests/knowledge/reasoning.tsv"
RULES = "rules/knowledge/builtin/*.json"
KEPT = "parsers/event/companions.tsv"
ACTIVITY = "microsoft-windows-wmi-activity"
COLUMNS = ["point", "first", "among", "absent", "surest", "verdict", "sample"]
SURENESS = ["possible", "likely", "certain"]
NEEDED_POINTS = 60

# Where a remedy says the first, it says the second as well.
PRUDENCE = [
    (r"lodctr /R", r"lodctr /S:", "the counters are saved first"),
    (r"/(salvage|reset)repository", r"/backup|[Cc]opy", "the repository is copied first"),
    (r"Raise MemoryPerHost|raise the quota", r"restart Windows", "the quota is read at the start"),
    (r"netsh advfirewall .*new enable=yes", r"profile=", "not for all networks"),
    (r"LocalAccountTokenFilterPolicy=1", r"pass-the-hash", "what it opens"),
    (r"/standalonehost", r"24158", "the port that it uses"),
    (r"RaiseActivationAuthenticationLevel", r"restart", "it is read at the start"),
]
UNSAID = [
    (r"(^|[ (`])sc (config|query|start|stop|qc|delete|sdset)", "sc is Set-Content: sc.exe"),
    (r"[Ii]nto the policy", "say what is added to which setting"),
    (r"\blets go of\b", "say that it releases the enumerator"),
]
# Commands that can be typed as they stand; in steps they are between backticks.
TYPED = re.compile(r"winmgmt /\w+|netsh \w+ \w+|sc\.exe (query|qc|config|start|stop) (?!of )\w+|"
                   r"sfc /scannow|DISM /Online|lodctr /[RSQE]|gpresult /|gpupdate /|nltest /|"
                   r"setspn -[QX] \w+/|reg query HKLM|whoami /|w32tm /|winrm (get|enumerate|quick)|"
                   r"Test-NetConnection (TARGET|HOST)|Get-Cim(Class|Instance) -Namespace \S+ \S+")


def read_rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if list(row) != COLUMNS or None in row.values():
            sys.exit(f"{TABLE}: a row has not the columns {COLUMNS}: {row}")
        row["sample"] = json.loads(row["sample"])
    return rows


def read_rules():
    rules = {}
    for name in sorted(glob.glob(RULES)):
        with open(name, encoding="utf-8") as file:
            rules.update({rule["id"]: rule for rule in json.load(file)["rules"]})
    return rules


def failure_of(number, sample, failures):
    """The last failure of the sample's code, that of the sample's own second where there is one;
    where other logs alone tell of it, the last failure."""
    code = sample.get("failure", {}).get("code")
    found = [f for f in failures if f["computer"].split(".")[0] == f"ROW{number}"
             and (not code or int(f["result"]["code"], 16) == int(code, 16))]
    at = [f for f in found if f["time"].startswith("2025-03-04T12:00:00")]
    return (at or found or [None])[-1]


def row_complaints(row, rules, failure):
    causes = [cause["rule"] for cause in failure["causes"]]
    first, among, verdicts = row["first"].split(), row["among"].split(), row["verdict"]
    for rule in [*first, *among, *(r for r in row["absent"].split() if "*" not in r)]:
        if rule not in rules:
            yield f"there is no rule {rule}"
    if first and causes[:1] != [rule for rule in first if rule in causes[:1]]:
        yield f"first is {causes[0]}, expected {row['first']}"
    for rule in among:
        if rule not in causes[:3]:
            yield f"{rule} is not among the first three"
    for pattern in row["absent"].split():
        for rule in fnmatch.filter(causes, pattern):
            yield f"{rule} has no place here"
    surest = max((SURENESS.index(c["confidence"]) for c in failure["causes"]), default=0)
    if row["surest"] and surest > SURENESS.index(row["surest"]):
        yield f"a cause is {SURENESS[surest]}, expected {row['surest']} at most"
    if verdicts and (failure["verdict"] in verdicts.removeprefix("!").split()) == \
            verdicts.startswith("!"):
        yield f"the verdict is {failure['verdict']}, expected {verdicts}"


def order_complaints(failure):
    """What is true of every failure."""
    sureness = [SURENESS.index(cause["confidence"]) for cause in failure["causes"]]
    if sureness != sorted(sureness, reverse=True):
        yield f"causes are not in order of confidence: {failure['causes']}"
    if failure["verdict"] == "harmless" and len(failure.get("verdict_reason", "")) < 20:
        yield "harmless without a reason"


def purposes():
    """Methods, changes and deletions, at even intervals."""
    calls = ["ExecMethod - {ns} : {c}.Name=\"a\"::Set", "PutInstance - {ns} : {c}",
             "DeleteInstance - {ns} : {c}.Name=\"a\""]
    classes = [("root\\cimv2", "Win32_Service"), ("root\\cimv2", "Win32_Process"),
               ("root\\cimv2", "Win32_Thread"), ("root\\cimv2", "Win32_ServerFeature"),
               ("root\\wmi", "MSAcpi_ThermalZoneTemperature"), ("root\\wmi", "BatteryStatus"),
               ("root\\wmi", "Contoso_Bios"), ("root\\securitycenter2", "AntiVirusProduct"),
               ("root\\rsop\\computer", "RSOP_GPO"), ("root\\mscluster", "MSCluster_Node"),
               ("root\\microsoft\\windows\\smb", "MSFT_SmbSession"), ("root\\contoso", "Contoso_A")]
    codes = ["0x80041001", "0x80041002", "0x80041010", "0x8004100C", "0x8004100E", "0x80041032",
             "0x80041033", "0x800706BA", "0x80041004", "0x80070032"]
    for call in calls:
        for space, name in classes:
            for code in codes:
                yield {"failure": {"code": code, "local": True, "repeat": 5, "every": 60,
                                   "seconds": -240, "operation": "Start IWbemServices::"
                                   + call.format(ns=space, c=name)}}


def names_verb(rule):
    return "Delete" in json.dumps(rule["when"].get("verb", ""))


def purpose_complaints(wmilog, rules):
    samples = list(purposes())
    failures = knowledge.analyze(wmilog, [{"sample": sample} for sample in samples])
    by_row = {}
    for failure in failures:
        by_row.setdefault(int(failure["computer"].split(".")[0][3:]), []).append(failure)
    for number, sample in enumerate(samples):
        failure = failure_of(number, sample, by_row[number])
        rule = failure["causes"][0]["rule"] if failure["causes"] else ""
        if failure["verdict"] == "harmless" and not (rule and names_verb(rules[rule])):
            yield (f"{failure['result']['code']} {failure['operation']['text']}: harmless by "
                   f"{rule}, and it is no probe")
        for complaint in order_complaints(failure):
            yield f"{failure['operation']['text']}: {complaint}"


def globs_of(condition):
    if isinstance(condition, dict):
        condition = list(condition.values())
    if isinstance(condition, list):
        for item in condition:
            yield from globs_of(item)
    elif isinstance(condition, str):
        yield condition


def text_complaints(rules):
    for name, rule in rules.items():
        steps = " ".join(rule.get("remedy", []))
        words = " ".join([rule["title"], rule["cause"], rule["reason"], steps,
                          *rule.get("check", []), *rule.get("because", [])])
        for step, with_it, why in PRUDENCE:
            if re.search(step, steps) and not re.search(with_it, steps):
                yield f"{name}: '{step}' without '{with_it}': {why}"
        for pattern, why in UNSAID:
            if re.search(pattern, words):
                yield f"{name}: '{pattern}': {why}"
        for pattern in globs_of(rule["when"]):
            if re.search(r"\w\?\w", pattern):
                yield f"{name}: '{pattern}': '?' is one byte, and a letter with an accent is two"


def command_complaints(rules):
    for name, rule in rules.items():
        for step in [*rule.get("check", []), *rule.get("remedy", [])]:
            found = TYPED.search(re.sub("`[^`]*`", "`", step))
            if found:
                yield f"{name}: '{found[0]}...' in '{step}': a command is typed between two `"


def listed(value):
    return value if isinstance(value, list) else [value]


def read_kept():
    """The events of other logs that readers keep: ids by provider."""
    kept, other_names = {}, {}
    with open(KEPT, encoding="utf-8") as file:
        lines = [line.split("\t") for line in file if not line.startswith("#")][1:]
    for provider, ids, _ in lines:
        if ids.startswith("="):
            other_names[provider.lower()] = ids[1:].lower()
            continue
        for part in ids.split(","):
            first, _, last = part.partition("-")
            numbers = range(int(first), int(last or first) + 1)
            kept.setdefault(provider.lower(), set()).update(numbers)
    return kept, other_names


def near_conditions(condition):
    for key, value in condition.items() if isinstance(condition, dict) else []:
        if key == "near":
            yield value
    for item in condition.values() if isinstance(condition, dict) else condition:
        if isinstance(item, (dict, list)):
            yield from near_conditions(item)


def event_complaints(rules):
    """What no reader keeps, no rule can see."""
    kept, other_names = read_kept()
    for name, rule in rules.items():
        for near in near_conditions(rule["when"]):
            providers = [other_names.get(p.lower(), p.lower()) for p in listed(near["provider"])]
            ids = set().union(*(kept[p] for p in kept for q in providers
                                if fnmatch.fnmatch(p, q)))
            missing = sorted(set(listed(near["event_id"])) - ids)
            if missing and ACTIVITY not in providers:
                yield f"{name}: no reader keeps {missing} of {near['provider']}: {KEPT}"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    rows, rules = read_rows(), read_rules()
    if len(sys.argv) == 3:
        number = int(sys.argv[2])
        log = knowledge.make_log(f"ROW{number}", rows[number]["sample"])
        print("\n".join(["<Events>", *log.xml(), "</Events>"]))
        return
    failures = knowledge.analyze(wmilog, rows)
    complaints = [f"{f['operation']['text']}: {c}" for f in failures for c in order_complaints(f)]
    for number, row in enumerate(rows):
        failure = failure_of(number, row["sample"], failures)
        found = row_complaints(row, rules, failure) if failure else ["no such failure"]
        complaints += [f"row {number} ({row['point']}): {text}" for text in found]
    complaints += purpose_complaints(wmilog, rules)
    complaints += text_complaints(rules)
    complaints += command_complaints(rules)
    complaints += event_complaints(rules)
    points = len({row["point"] for row in rows})
    if points < NEEDED_POINTS:
        complaints.append(f"{TABLE}: only {points} points, expected {NEEDED_POINTS}")
    for text in complaints:
        print(text)
    print(f"reasoning: {points} points, {len(rows)} rows, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
