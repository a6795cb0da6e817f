#!/usr/bin/env python3
"""Exports of programs, tables and JSON, below a mail's words: each event is read as where the file
begins with the export.

usage: behind_words.py WMILOG
"""
import os
import sys
import tempfile

import dressed_lines
import joined_forms
import more_forms
import text_scenario

WORDS = ("The server was slow again this morning, and nobody could tell why.\n"
         "Please have a look at what is below, and tell me, or Ann, what it means.\n"
         "\n"
         "It began after the update of last week, or so we think.\n\n")
LENGTHS = (300, 3000, 40_000)
FORMS = {f"{module.__name__}: {name}": form
         for module in (text_scenario, more_forms, joined_forms)
         for name, form in module.FORMS.items()}
# Whose head, or the first line of JSON, says what the rest is.
NAMES = (
    "text_scenario: csv", "text_scenario: csv, German", "text_scenario: csv for Excel",
    "text_scenario: Export-Csv", "more_forms: FullEventLogView, tabs",
    "more_forms: Log Parser, csv", "more_forms: Log Parser, tabs", "more_forms: QRadar",
    "more_forms: a column of tickets", "more_forms: CloudWatch", "more_forms: separated by '#'",
    "more_forms: columns of a report", "more_forms: columns of a collector",
    "more_forms: columns of another collector", "more_forms: columns of Sentinel",
    "more_forms: columns of agents", "more_forms: messages in Slack", "more_forms: few members",
    "more_forms: few members, in a mail", "more_forms: rows of a query: schema",
    "more_forms: rows of a query: meta", "more_forms: rows of a query: split",
    "more_forms: rows of a query: columns", "more_forms: rows of a query: lists",
    "more_forms: agents", "more_forms: CLEF", "more_forms: a table of properties",
    "joined_forms: columns of Graylog",
    "joined_forms: columns of Graylog, in another order",
    "joined_forms: columns of Graylog, from NXLog", "joined_forms: messages of Graylog",
    "joined_forms: what HEC takes, as text", "joined_forms: what HEC takes, as objects",
    "joined_forms: Google Cloud Logging", "joined_forms: rows of values",
    "joined_forms: rows of values, indented", "joined_forms: a row of values a line",
    "joined_forms: rows of values behind their names", "joined_forms: rows of values in objects",
    "joined_forms: JSON, then a table", "joined_forms: a table, then JSON",
    "joined_forms: a table, then a list of JSON", "joined_forms: JSON, then copies")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    complaints, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        for name in NAMES:
            text = FORMS[name][0]
            events = dressed_lines.read(wmilog, path, text, "utf-8")
            for length in LENGTHS:
                for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                    count += 1
                    words = WORDS * (length // len(WORDS) + 1)
                    if encoding == "utf-16":
                        words = words[:length // 2].rpartition("\n")[0] + "\n"
                    words = words.replace("\n", "\r\n" if "\r\n" in text else "\n")
                    found = dressed_lines.read(wmilog, path, words + text, encoding)
                    if found != events or not events:
                        complaints.append(
                            f"{name}, behind {length} bytes of words in {encoding}: "
                            f"{(events - found).total()} of {events.total()} events are not "
                            f"there: {list(events - found)[:1]} {list(found - events)[:1]}")
    print("\n".join(complaints + [f"behind words: {count} texts, {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
