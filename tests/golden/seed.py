#!/usr/bin/env python3
"""The seed table: two phases by three families, each cell with a sample that yields this failure
alone and the causes of the cell among the first three, in this order.

usage: seed.py WMILOG
"""
import itertools
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CELLS = "tests/golden/seed_cells.json"
PHASES = ("connect", "operation")
FAMILIES = {"dcom-access-denied": 0x80070005, "rpc-server-unavailable": 0x800706BA,
            "wmi-access-denied": 0x80041003}


def complaints_of(wmilog, cell):
    place = f"{cell['phase']} x {cell['family']} ({cell['sample']})"
    if int(cell["code"], 16) != FAMILIES[cell["family"]]:
        yield f"{place}: {cell['code']} is not the code of this column"
    done = subprocess.run([wmilog, "analyze", "--format", "json", cell["sample"]],
                          capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        yield f"{place}: exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"
        return
    report = json.loads(done.stdout)
    failures = report["failures"]
    words = {rule["rule"]: rule for rule in report["rules_used"]}
    found = [f for f in failures
             if (f["phase"], f["family"]) == (cell["phase"], cell["family"])
             and int(f["result"]["code"], 16) == int(cell["code"], 16)]
    if len(found) != 1 or len(failures) != 1:
        seen = [(f["phase"], f["family"], f["result"]["code"]) for f in failures]
        yield f"{place}: expected this failure alone, found {seen}"
    for failure in found:
        causes = [cause["rule"] for cause in failure["causes"]][:3]
        if [rule for rule in causes if rule in cell["causes"]] != cell["causes"]:
            yield f"{place}: found causes {causes}, expected {cell['causes']} among them"
        for cause in failure["causes"]:
            for key in ("cause", "check", "remedy"):
                if not {**words[cause["rule"]], **cause}.get(key):
                    yield f"{place}: cause {cause['rule']} has no '{key}'"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    with open(CELLS, encoding="utf-8") as file:
        cells = json.load(file)
    places = [(cell["phase"], cell["family"]) for cell in cells]
    complaints = []
    if sorted(places) != sorted(itertools.product(PHASES, FAMILIES)):
        complaints.append(f"{CELLS}: expected each of the six cells once, found {places}")
    for cell in cells:
        complaints += complaints_of(wmilog, cell)
    for complaint in complaints:
        print(complaint)
    print(f"seed table: {len(cells)} cells, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
