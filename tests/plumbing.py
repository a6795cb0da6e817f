#!/usr/bin/env python3
"""Standard descriptors that are closed, pipes without an end or without room for a copy, names as
long as they may be, reports that are cut off: a clear word, an honest exit status, and nothing lost
in another file.

usage: plumbing.py WMILOG
"""
import json
import os
import subprocess
import sys
import tempfile

from hostile import document, event
from places import INCOMPLETE, OK, TEMPORARY, USAGE, Checks

LONGEST_NAME = 255
UNREAD = "a file of zeros"


def check_closed(checks):
    """What is opened gets the lowest free number: it must not be taken for a standard one."""
    log = checks.put(document(event(), event(2)), "log.xml")
    damaged = checks.put(document(event()) + b"<Event>", "damaged.xml")
    result = checks.path("result.json")

    def run(name, arguments, fd, status):
        return checks.run(name, arguments, status, preexec_fn=lambda: os.close(fd))

    for fd in (0, 1, 2):
        run(f"{fd} is closed, a file is written", ["analyze", "-o", result, damaged], fd,
            INCOMPLETE)
        with open(result, encoding="utf-8") as file:
            checks.expect(f"{fd} is closed: failures", len(json.load(file)["failures"]), 1)
    for arguments in (["analyze", log], ["events", log], ["convert", log], ["schema", "report"],
                      ["rules", "list"], ["diff", log, log], ["--help"]):
        said = run(f"no standard output: {arguments[0]}", arguments, 1, USAGE)[1]
        checks.expect_part(f"no standard output: {arguments[0]}", "Bad file descriptor", said)
    # The copy of a pipe is no place for a report.
    reading, writing = os.pipe()
    os.write(writing, document(event()))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        done = subprocess.run([checks.wmilog, "diff", "-", log], stdin=pipe, check=False,
                              stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    checks.expect("no standard output, a pipe is copied", done.returncode, USAGE)


def check_endless(checks):
    """Of a pipe that nobody can read, only its beginning is taken."""
    log = checks.put(document(event(), event(2)), "log.xml")
    for arguments, status, words in (
            (["analyze", "-"], INCOMPLETE, UNREAD), (["events", "-"], INCOMPLETE, UNREAD),
            (["diff", "-", log], INCOMPLETE, UNREAD), (["diff", log, "-"], INCOMPLETE, UNREAD),
            (["tickets", "--for", "jira", "-"], INCOMPLETE, UNREAD),
            (["analyze", "-f", "sarif", "--baseline", "/dev/zero", log], USAGE, "not a report")):
        with open("/dev/zero", "rb") as zeros, subprocess.Popen(
                ["cat"], stdin=zeros, stdout=subprocess.PIPE) as endless:
            done = subprocess.run([checks.wmilog, *arguments], stdin=endless.stdout, check=False,
                                  capture_output=True, text=True)
            endless.stdout.close()
        checks.expect(f"endless: {arguments}", done.returncode, status)
        checks.expect_part(f"endless: {arguments}", words, done.stderr)


def check_no_room(checks):
    """Without a place for temporary files a report is not compared, and that is told."""
    log = checks.put(document(event(), event(2)), "log.xml")
    place = dict(os.environ, TMPDIR=checks.path("missing"))
    for path in ("-", "/dev/fd/0"):
        with subprocess.Popen(["cat", log], stdout=subprocess.PIPE) as writer:
            done = subprocess.run([checks.wmilog, "diff", path, log], stdin=writer.stdout,
                                  check=False, capture_output=True, text=True, env=place)
        checks.expect(f"no place for a copy of {path}", done.returncode, TEMPORARY)
        checks.expect_part(f"no place for a copy of {path}", "cannot create a temporary file",
                           done.stderr)


def check_names(checks):
    log = checks.put(document(event()), "log.xml")
    path = checks.path("x" * LONGEST_NAME)
    checks.run("longest name", ["analyze", "-o", path, log])
    checks.expect("longest name", os.path.exists(path), True)
    said = checks.run("no folder for the map", ["analyze", "--redact", "--redact-map",
                                                checks.path("missing", "map"), log], USAGE)[1]
    checks.expect_part("no folder for the map", "No such file or directory", said)
    said = checks.run("folder as baseline", ["analyze", "-f", "sarif", "--baseline",
                                             checks.folder, log], USAGE)[1]
    checks.expect_part("folder as baseline", checks.folder + ": is a directory", said)


def check_cut_reports(checks):
    """A report in lines that ends before its summary, as a copy that was stopped, is none."""
    log = checks.put(document(event(), event(2)), "log.xml")
    path = checks.path("report.jsonl")
    checks.run("a report", ["analyze", "-o", path, log])
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line for line in lines if '"type":"summary"' not in line)
    for arguments, status in ((["tickets", "--for", "jira", path], INCOMPLETE),
                              (["diff", path, log], USAGE), (["diff", log, path], USAGE),
                              (["analyze", "-f", "sarif", "--baseline", path, log], USAGE)):
        said = checks.run(f"cut report: {arguments[0]}", arguments, status)[1]
        checks.expect_part(f"cut report: {arguments[0]}", "it was cut short", said)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        check_closed(checks)
        check_endless(checks)
        check_no_room(checks)
        check_names(checks)
        check_cut_reports(checks)
    for complaint in checks.complaints:
        print(complaint)
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
