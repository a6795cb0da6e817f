#!/usr/bin/env python3
"""The recipes of samples/recipes give what Python finds in the same reports; and the schemas that
`wmilog schema` prints are those of the source tree.

usage: recipes.py WMILOG        skipped (77) where there is no jq
"""
import collections
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECIPES = "samples/recipes"
INPUTS = ("samples/process-names.xml", "samples/throttled.xml", "samples/rsop-noise.xml",
          "samples/clear-eventlog-denied.xml", "samples/trace-and-operational.xml")
CLIENTS = ("inventory.exe", "INVENTORY.EXE", "contoso\\svc-audit", "6228", "nobody")
VERDICTS = ("harmless", "degraded", "broken", "security")
SCHEMAS = {"report": "analyzer/report/json/report.schema.json",
           "lines": "analyzer/report/json/report-lines.schema.json",
           "explain": "analyzer/report/json/explain.schema.json",
           "rules": "rules/rule_file/rule.schema.json"}
TIMEOUT = 60


def output_of(*command, given=""):
    return subprocess.run(command, check=True, capture_output=True, text=True, input=given,
                          timeout=TIMEOUT).stdout


def rows(text):
    """What jq's @tsv wrote, without its escapes."""
    return [[cell.replace("\\\\", "\\") for cell in line.split("\t")]
            for line in text.splitlines()]


def of_client(failures, client):
    for failure in failures:
        names = [failure["client"].get(key)
                 for key in ("process_name", "machine", "user", "process_id")]
        if client.lower() in [str(name).lower() for name in names]:
            yield [failure.get("time", ""), failure.get("computer", ""),
                   failure["result"].get("code", ""), failure["verdict"],
                   failure["operation"].get("text", "")]


def above(groups, verdict):
    for group in groups:
        if VERDICTS.index(group["verdict"]) >= VERDICTS.index(verdict):
            causes = group["causes"]
            yield [group["verdict"], str(group["count"]), group["result"].get("code", ""),
                   group["title"], causes[0]["cause"] if causes else "no rule knows it",
                   group["fingerprint"]]


def per_hour(failures):
    counts = collections.Counter(f["time"][:13] for f in failures if "time" in f)
    return [[hour + ":00", str(count)] for hour, count in sorted(counts.items())]


def check_github(wmilog):
    """Every result has a line, and none is harmless; the others are as they were."""
    log = output_of(wmilog, "analyze", "-f", "sarif", "--noise", "samples/rsop-noise.xml",
                    "samples/evtx/operational.evtx")
    before = json.loads(log)["runs"][0]["results"]
    text = output_of("jq", "-f", f"{RECIPES}/sarif-for-github.jq", given=log)
    after = json.loads(text)["runs"][0]["results"]
    kept = [result["message"] for result in before if "kind" not in result]
    if [result["message"] for result in after] != kept or not kept or len(kept) == len(before):
        yield "sarif-for-github.jq: other results"
    for result in after:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            if list(location["physicalLocation"]["region"]) != ["startLine"]:
                yield f"sarif-for-github.jq: {location['physicalLocation']}"


def check(wmilog):
    document = output_of(wmilog, "analyze", "-f", "json", *INPUTS)
    lines = output_of(wmilog, "analyze", "-f", "jsonl", *INPUTS)
    report = json.loads(document)

    def recipe(name, given, *arguments):
        return rows(output_of("jq", "-r", *arguments, "-f", f"{RECIPES}/{name}", given=given))

    for client in CLIENTS:
        expected = list(of_client(report["failures"], client))
        if recipe("failures-of-client.jq", lines, "--arg", "client", client) != expected:
            yield f"failures-of-client.jq: other failures of {client}"
        if (client == "nobody") == bool(expected):
            yield f"{client}: {len(expected)} failures"
    for verdict in VERDICTS:
        expected = list(above(report["groups"], verdict))
        if recipe("groups-above.jq", document, "--arg", "verdict", verdict) != expected:
            yield f"groups-above.jq: other groups above {verdict}"
    yield from check_github(wmilog)
    if recipe("failures-per-hour.jq", lines, "-n") != per_hour(report["failures"]):
        yield "failures-per-hour.jq: other counts"


def check_schemas(wmilog):
    names = output_of(wmilog, "schema").split()
    for name, path in SCHEMAS.items():
        with open(path, encoding="utf-8") as file:
            if output_of(wmilog, "schema", name) != file.read():
                yield f"schema {name}: not {path}"
    for name in names:
        json.loads(output_of(wmilog, "schema", name))
    if not set(SCHEMAS) <= set(names):
        yield f"schema: lists {names}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    complaints = list(check_schemas(wmilog))
    if shutil.which("jq"):
        complaints += check(wmilog)
    for complaint in complaints:
        print(complaint)
    print(f"recipes: {len(complaints)} complaints")
    if not complaints and not shutil.which("jq"):
        sys.exit(77)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
