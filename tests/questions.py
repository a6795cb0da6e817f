#!/usr/bin/env python3
"""The questions that people with failing WMI ask: each that a log can answer has to be answered.

usage: questions.py WMILOG

tests/questions.tsv has for each question: its number, what was asked, whether a log answers it
(yes, partly, no), the exit status and the command that answers it, pieces of text that the answer
must hold, or not hold after NOT (separated by ' | ', line breaks count as blanks), and a note: for
'partly' and 'no', why.
"""
import csv
import os
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = "tests/questions.tsv"
COLUMNS = ["number", "question", "answered", "exit", "command", "fragments", "note"]
QUESTIONS = 36


def read_rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def shape_complaints(row):
    if list(row) != COLUMNS or None in row.values():
        yield f"a row has not the columns {COLUMNS}: {row}"
    elif row["answered"] not in ("yes", "partly", "no"):
        yield f"question {row['number']}: '{row['answered']}', expected yes, partly or no"
    elif row["answered"] != "yes" and len(row["note"]) < 20:
        yield f"question {row['number']}: a note has to say what a log cannot tell"
    elif row["answered"] != "no" and not (row["command"] and row["fragments"]):
        yield f"question {row['number']}: no command or no fragments"


def answer_complaints(wmilog, row):
    done = subprocess.run([wmilog, *shlex.split(row["command"])], capture_output=True, timeout=60,
                          check=False, env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"})
    text = " ".join(done.stdout.decode("utf-8", "replace").split())
    if done.returncode != int(row["exit"]):
        yield f"question {row['number']}: exit status {done.returncode}, expected {row['exit']}"
    for fragment in row["fragments"].split(" | "):
        wanted = fragment.removeprefix("NOT ")
        if (wanted in text) == fragment.startswith("NOT "):
            yield (f"question {row['number']} ('{row['question']}'): '{fragment}' fails for: "
                   f"wmilog {row['command']}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    rows = read_rows()
    complaints = []
    for row in rows:
        wrong = list(shape_complaints(row))
        if not wrong and row["answered"] != "no":
            wrong = list(answer_complaints(wmilog, row))
        complaints += wrong
    numbers = {row["number"] for row in rows}
    missing = [str(n) for n in range(1, QUESTIONS + 1) if str(n) not in numbers]
    if missing:
        complaints.append(f"{TABLE}: no row for question {', '.join(missing)}")
    for complaint in complaints:
        print(complaint)
    counts = [sum(row["answered"] == word for row in rows) for word in ("yes", "partly", "no")]
    print(f"questions: {len(rows)} rows ({counts[0]} answered, {counts[1]} in part, "
          f"{counts[2]} not), {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
