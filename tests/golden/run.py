#!/usr/bin/env python3
"""Golden tests: what wmilog prints for every sample, byte for byte, in every format.

usage: run.py WMILOG [--update]

Every file of samples/ is a case of its own, called by its name without the ending. cases.tsv beside
this file lists the others (and the samples that do not end with status 0): name, exit status and
arguments of `wmilog analyze`. The output must be that of tests/golden/NAME.txt, .json, .jsonl, .md
and .csv, the same for any number of jobs and any time zone, and valid under the schemas of
analyzer/report.
Only the checksum of the rules is left out of the comparison: it changes with every rule.
"""
import difflib
import glob
import json
import os
import re
import shlex
import subprocess
import sys

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOLDEN = "tests/golden"
SCHEMAS = "analyzer/report/json"
SARIF_SCHEMA = "analyzer/report/sarif/sarif.schema.json"
ENDINGS = {"text": "txt", "json": "json", "jsonl": "jsonl", "markdown": "md", "csv": "csv"}
SAMPLE_ENDINGS = (".xml", ".evtx", ".etl")
# Pages and SARIF repeat what the other forms say: these few show every part of one.
PAGES = ("dcom-hardening", "event-consumers", "other-channels", "rsop-noise", "trace-chain",
         "with-other-channels")
# SARIF is short: also a line of a file, a byte of a log, an input that is damaged, two records of
# one failure, two inputs of one kind, a filter, and every verdict.
FINDINGS = (*PAGES, "clear-eventlog-denied", "damaged", "evtx-operational", "filter-verdict",
            "newest-first", "noise-shown", "process-names", "provider-load-failure",
            "remote-access-denied", "same-log-twice", "text-utc-offset", "trace-file")
TIMEOUT = 60
RULES_CHECKSUM = re.compile(rb'("version":"[0-9.]+","sha256":")[0-9a-f]{64}|'
                            rb'( with rules [0-9.]+ \(<code>)[0-9a-f]{64}')
# Style and script have sources of their own; here they would be told of twice.
PAGE_CONSTANTS = re.compile(rb"(<(?:style|script)>).*?(?=</)|('sha256-)[^']*", re.DOTALL)


def read_cases():
    """name -> (exit status, arguments)"""
    cases = {}
    with open(os.path.join(GOLDEN, "cases.tsv"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            cells = line.rstrip("\n").split("\t")
            if number == 1 or line.startswith("#"):
                continue
            if len(cells) != 3 or cells[0] in cases:
                sys.exit(f"cases.tsv:{number}: expected a new name, an exit status and arguments")
            cases[cells[0]] = int(cells[1]), shlex.split(cells[2])
    for name in sorted(os.listdir("samples")):
        stem, ending = os.path.splitext(name)
        if ending in SAMPLE_ENDINGS:
            cases.setdefault(stem, (0, ["samples/" + name]))
    return cases


def run(wmilog, arguments, output_format, jobs, zone):
    """Exit status, standard output and standard error."""
    env = dict(os.environ, TZ=zone)
    command = [wmilog, "analyze", "--format", output_format, "-j", str(jobs), *arguments]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=env,
                          timeout=TIMEOUT, check=False)
    return done.returncode, done.stdout, done.stderr


def load_validators():
    """'json' and 'jsonl' -> validator; references between the schema files stay in their folder."""
    schemas = {}
    for path in sorted(glob.glob(SCHEMAS + "/*.schema.json")):
        with open(path, encoding="utf-8") as file:
            schemas[os.path.basename(path)] = json.load(file)
    store = dict(schemas)
    store.update((schema["$id"], schema) for schema in schemas.values() if "$id" in schema)
    validators = {}
    for kind, name in (("json", "report.schema.json"), ("jsonl", "report-lines.schema.json")):
        schema = schemas[name]
        cls = jsonschema.validators.validator_for(schema)
        cls.check_schema(schema)
        resolver = jsonschema.RefResolver(schema.get("$id", name), schema, store=store)
        validators[kind] = cls(schema, resolver=resolver)
    with open(SARIF_SCHEMA, encoding="utf-8") as file:
        validators["sarif"] = jsonschema.Draft202012Validator(json.load(file))
    return schemas, validators


def open_objects(node, path):
    """Paths of the schema's objects that would take any key."""
    if isinstance(node, dict):
        if "properties" in node and node.get("additionalProperties", True) is True \
                and node.get("unevaluatedProperties", True) is True:
            yield path
        for key, child in node.items():
            yield from open_objects(child, f"{path}/{key}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from open_objects(child, f"{path}/{index}")


def schema_errors(validators, output_format, output):
    if output_format not in validators:
        return
    texts = output.decode("utf-8").splitlines() if output_format == "jsonl" else [output]
    for number, text in enumerate(texts, 1):
        try:
            value = json.loads(text)
        except ValueError as err:
            yield f"line {number}: {err}"
            continue
        for err in validators[output_format].iter_errors(value):
            yield f"line {number}: {'/'.join(map(str, err.absolute_path))}: {err.message[:300]}"
        if output_format == "jsonl" and next(iter(value), None) != "type":
            yield f"line {number}: the first key is not 'type'"
        value["no_such_key"] = 1
        if validators[output_format].is_valid(value):
            yield f"line {number}: the schema takes a key that it does not know"


def difference(path, expected, found):
    texts = [text.decode("utf-8", "replace").splitlines() for text in (expected, found)]
    lines = list(difflib.unified_diff(*texts, path, "found", lineterm=""))
    return "\n".join(lines[:200]) or "the same lines, but other line ends"


def forms_of(name):
    yield from ENDINGS.items()
    if name in PAGES:
        yield "html", "html"
    if name in FINDINGS:
        yield "sarif", "sarif"


def without_checksums(output_format, output):
    output = RULES_CHECKSUM.sub(rb'\1\2RULES', output)
    return PAGE_CONSTANTS.sub(rb"\1\2", output) if output_format == "html" else output


def check_case(wmilog, validators, name, case, update):
    """Complaints about one case."""
    status, arguments = case
    for output_format, ending in forms_of(name):
        path = f"{GOLDEN}/{name}.{ending}"
        found_status, found, messages = run(wmilog, arguments, output_format, 1, "UTC")
        if found_status != status:
            yield (f"{path}: exit status {found_status}, expected {status}\n"
                   + messages.decode("utf-8", "replace"))
            continue
        if run(wmilog, arguments, output_format, 4, "Asia/Kolkata")[:2] != (status, found):
            yield f"{path}: -j 4 in another time zone gives other bytes than -j 1"
        for err in schema_errors(validators, output_format, found):
            yield f"{path}: {err}"
        found = without_checksums(output_format, found)
        if update:
            with open(path, "wb") as file:
                file.write(found)
        expected = b""
        if os.path.exists(path):
            with open(path, "rb") as file:
                expected = file.read()
        if found != expected:
            yield f"{path}: differs\n{difference(path, expected, found)}"


def stale_files(cases):
    known = {f"{name}.{ending}" for name in cases for _, ending in forms_of(name)}
    for name in sorted(os.listdir(GOLDEN)):
        is_ours = name.endswith((*ENDINGS.values(), "html", "sarif"))
        if is_ours and name not in known | {"seed_cells.json"}:
            yield f"{GOLDEN}/{name}: belongs to no case"


def forms_without_files(cases):
    """Forms of the report's list that no case pins."""
    with open("analyzer/report/report.h", encoding="utf-8") as file:
        listed = re.findall(r'^ +X\((\w+), "\.(\w+)"\)', file.read(), re.MULTILINE)
    pinned = {form for name in cases for form, _ in forms_of(name)}
    for form, _ in listed:
        if form not in pinned:
            yield f"analyzer/report/report.h: no golden file shows the form {form} (ENDINGS)"
    if len(listed) < len(pinned):
        yield f"analyzer/report/report.h: {len(listed)} forms found, {len(pinned)} pinned"


def main():
    arguments = sys.argv[1:]
    update = "--update" in arguments
    arguments = [a for a in arguments if a != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(arguments[0])
    os.chdir(ROOT)
    cases = read_cases()
    schemas, validators = load_validators()
    complaints = [f"{SCHEMAS}/{name}: takes any key at {path or '/'}"
                  for name, schema in schemas.items() for path in open_objects(schema, "")]
    for name, case in sorted(cases.items()):
        complaints += check_case(wmilog, validators, name, case, update)
    complaints += stale_files(cases)
    complaints += forms_without_files(cases)
    for complaint in complaints:
        print(complaint)
    print(f"golden: {len(cases)} cases, {len(complaints)} complaints")
    sys.exit(1 if complaints or not cases else 0)


if __name__ == "__main__":
    main()
