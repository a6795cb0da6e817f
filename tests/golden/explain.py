#!/usr/bin/env python3
"""Golden tests of `wmilog explain`: what it prints for a word, byte for byte, on 80 columns.

usage: explain.py WMILOG [--update]

tests/golden/explain/cases.tsv lists the cases: name, exit status, forms and arguments. Standard
output, and after it standard error, must be that of tests/golden/explain/NAME.txt, and with the
form json standard output that of NAME.json. Of every case the JSON must be valid under the schema,
and its lines hold the same objects as the document.
"""
import difflib
import json
import os
import subprocess
import sys

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOLDEN = "tests/golden/explain"
SCHEMA = "analyzer/report/json/explain.schema.json"
COLUMNS = 80
TIMEOUT = 60


def read_cases():
    """(name, exit status, forms, arguments) of each case."""
    names = set()
    with open(os.path.join(GOLDEN, "cases.tsv"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            cells = line.rstrip("\n").split("\t")
            if number == 1:
                continue
            if len(cells) != 4 or cells[0] in names:
                sys.exit(f"cases.tsv:{number}: expected a new name, status, forms and arguments")
            names.add(cells[0])
            yield cells[0], int(cells[1]), cells[2].split(","), cells[3].split(" ")


def run(wmilog, form, arguments):
    return subprocess.run([wmilog, "explain", "-f", form, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          timeout=TIMEOUT, check=False)


def check_golden(path, found, update):
    if update:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(found)
        return
    with open(path, encoding="utf-8", newline="\n") as file:
        expected = file.read()
    if found != expected:
        yield "\n".join(difflib.unified_diff(expected.splitlines(), found.splitlines(), path,
                                             "found", lineterm=""))


def check_text(wmilog, name, status, arguments, update):
    done = run(wmilog, "text", arguments)
    if done.returncode != status:
        yield f"{name}: exit status {done.returncode}, expected {status}"
    for line in done.stdout.splitlines():
        if len(line) > COLUMNS or line != line.rstrip():
            yield f"{name}: longer than {COLUMNS} columns, or with blanks at its end: '{line}'"
    yield from check_golden(f"{GOLDEN}/{name}.txt", done.stdout + done.stderr, update)


def check_json(wmilog, validator, name, status, is_golden, arguments, update):
    document, lines = run(wmilog, "json", arguments), run(wmilog, "jsonl", arguments)
    if document.returncode != status or lines.returncode != status:
        yield f"{name}: exit status {document.returncode} and {lines.returncode} of JSON"
    value = json.loads(document.stdout)
    for err in validator.iter_errors(value):
        yield f"{name}: {'/'.join(map(str, err.absolute_path))}: {err.message[:300]}"
    if [json.loads(line) for line in lines.stdout.splitlines()] != value["explanations"]:
        yield f"{name}: the lines are not the items of the document"
    if is_golden:
        yield from check_golden(f"{GOLDEN}/{name}.json", document.stdout, update)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__.strip())
    wmilog, update = os.path.abspath(arguments[0]), "--update" in sys.argv
    os.chdir(ROOT)
    with open(SCHEMA, encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    complaints, known = [], {"cases.tsv"}
    for name, status, forms, words in read_cases():
        known |= {f"{name}.{'txt' if form == 'text' else form}" for form in forms}
        complaints += check_text(wmilog, name, status, words, update)
        complaints += check_json(wmilog, validator, name, status, "json" in forms, words, update)
    complaints += [f"{GOLDEN}/{name}: no case" for name in sorted(set(os.listdir(GOLDEN)) - known)]
    for text in complaints:
        print(text)
    print(f"{len(known) - 1} files, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
