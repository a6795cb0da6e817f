#!/usr/bin/env python3
"""Folders, outputs and signals: each file is read once, nothing is overwritten or left behind, and
what is no log is named.

usage: places.py WMILOG
"""
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import tempfile
import time

from hostile import document, event

OK, USAGE, INCOMPLETE, NO_EVENTS, TEMPORARY = 0, 2, 3, 4, 75
TIMEOUT = 60
SHARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared")


class Checks:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder, self.complaints = wmilog, folder, []

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def put(self, data, *names):
        path = self.path(*names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def expect(self, name, found, expected):
        if found != expected:
            self.complaints.append(f"{name}: found {found!r}, expected {expected!r}")

    def expect_part(self, name, part, text):
        if part not in text:
            self.complaints.append(f"{name}: {part!r} is not in {text!r}")

    def run(self, name, arguments, status=OK, **more):
        """Standard output and standard error."""
        done = subprocess.run([self.wmilog, *arguments], check=False, timeout=TIMEOUT, text=True,
                              errors="replace", stderr=subprocess.PIPE,
                              **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **more})
        self.expect(name + ": exit status", done.returncode, status)
        return done.stdout, done.stderr

    def sources(self, name, arguments, status=OK):
        out = self.run(name, ["analyze", "-f", "json", *arguments], status)[0]
        return json.loads(out)["sources"]


def check_folders(checks):
    log = checks.put(document(event(), event(2)), "once", "log.xml")
    root = checks.path("once")
    for name in ("a", "b"):
        os.symlink(".", os.path.join(root, name))
    os.link(log, os.path.join(root, "hard.xml"))
    os.symlink("log.xml", os.path.join(root, "soft.xml"))
    for inputs in ([root], [root, root], [root, log], [log, root]):
        found = checks.sources("links", inputs)
        checks.expect("each file once", [s["wmi_events"] for s in found if "members" not in s],
                      [2])
    os.mkfifo(os.path.join(root, "pipe"))
    out, err = checks.run("pipe in a folder", ["analyze", root])
    checks.expect_part("pipe in a folder", "pipe: left out", err)
    names = checks.path("names")
    os.mkdir(names)
    for i in range(10001):
        os.mkdir(os.path.join(names, f"d{i}"))
        with open(os.path.join(names, f"d{i}", "x"), "wb") as file:
            file.write(b"<Events></Events>")
    out, err = checks.run("too many files", ["analyze", names], USAGE)
    checks.expect_part("too many files", "more than 10000 input files", err)


# Of each format the first bytes, and what the message names.
STRANGERS = ((b"7z\xbc\xaf\x27\x1c\0\4", "7z"), (b"Rar!\x1a\x07\x01\0", "RAR"),
             (b"MSCF\0\0\0\0", "cab"), (b"\xfd7zXZ\0\0", "xz"), (b"BZh91AY&SY", "bzip2"),
             (b"\x28\xb5\x2f\xfd\0", "zstd"), (b"\x30\0\0\0LfLe\1\0\0\0", "before Vista"),
             (b"PK\3\4", "zip"), (b"\x1f\x8b\x08", "gzip"), (b"a" * 257 + b"ustar\0", "tar"),
             (b"<ROOT DATE_CREATED='x' CREATED_BY=\"Microsoft Log Parser V2.2\"></ROOT>",
              "Log Parser"),
             (b"\x7fELF\2\1\1", "a program"), (b"PAGEDU64", "memory dump"),
             (b"\n\r\r\n\x1c", "network packets"), (b"SQLite format 3\0", "SQLite"))


def check_strangers(checks):
    for data, word in STRANGERS:
        path = checks.put(data + b" " * 100, "strangers", "x")
        out, err = checks.run(word, ["analyze", path], INCOMPLETE)
        checks.expect_part("report", word, out.replace("\n  ", " "))
        checks.expect_part("standard error", f"{path}: ", err)
        checks.expect("lines on standard error", err.count("\n"), 1)
        utf16 = word == "Log Parser" and data.decode().encode("utf-16")
        if utf16:
            checks.expect_part("UTF-16", word, checks.run(word, ["events", checks.put(
                utf16, "strangers", "y")], INCOMPLETE)[1])
    big = checks.put(document(event(), event(2, user="u" * (3 << 20)), event(3)), "big.xml")
    problems = checks.sources("large event", [big], INCOMPLETE)[0]["problems"]
    checks.expect("large event", [p["message"].lstrip("0123456789") for p in problems],
                  ["the event is too large, over 1 MB",
                   " more bytes are part of no event that can be read"])
    with open("/dev/full", "wb") as full:
        err = checks.run("help", ["--help"], TEMPORARY, stdout=full)[1]
    checks.expect_part("help", "cannot write standard output", err)


def check_reasons(checks):
    """Standard error tells why the status is 3 or 4 where no text on standard output does."""
    broken = checks.put(document(event(), event(2)[:200]), "reasons", "broken.xml")
    nothing = checks.put(b"<Events></Events>", "reasons", "nothing.xml")
    result = checks.path("reasons", "result")
    for path, status, part in ((broken, INCOMPLETE, f"{broken}: 1 event could not be read"),
                               (nothing, NO_EVENTS, "no event of WMI-Activity in the input")):
        checks.expect("text", checks.run("text", ["analyze", path], status)[1], "")
        for arguments in (["analyze", "-f", "csv"], ["analyze", "-o", result],
                          ["stats", "-f", "json"], ["tickets", "--for", "jira"]):
            err = checks.run("reason", [*arguments, path], status)[1]
            checks.expect_part(" ".join(arguments), part, err)
    out = checks.run("mistyped", ["analyze", broken + "x"], INCOMPLETE)[0]
    checks.expect_part("mistyped", "No input could be read.", out)
    checks.expect("mistyped: how to collect a log", "wevtutil" in out, False)
    for arguments in (["events"], ["rules", "why", "noise.rsop-extension-status"]):
        err = checks.run("nothing", [*arguments, nothing], NO_EVENTS)[1]
        checks.expect_part(" ".join(arguments), "no event of WMI-Activity in the input", err)
    err = checks.run("words", ["explain", "x" * 100000], USAGE)[1]
    checks.expect("long words are cut", len(err) < 8000, True)


def check_names(checks):
    """Two logs whose long names differ in the middle are told apart."""
    names = [f"Microsoft-Windows-Contoso-{part}-Subsystem-And-More-Of-It%4Operational.xml"
             for part in ("Alpha", "Gamma")]
    for name in names:
        checks.put(document(event(), "<Event>"), "a-folder-with-a-name", name)
    out = checks.run("long names", ["analyze", checks.path("a-folder-with-a-name")], INCOMPLETE)[0]
    for name in names:
        checks.expect(f"{name}: mentioned", out.replace("\n", "").replace(" ", "").count(name), 2)


def check_far_apart(checks):
    """Between events stands more than is looked ahead, of what begins no event but nearly does."""
    for filler in ("  ", "Event ", "<Event", "<Events>"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            text = "\ufeff<Events>"
            for border in (3, 9, 10):
                room = (border << 18) // len(" ".encode(encoding)) - len(text) - border
                text += (filler * (room // len(filler) + 1))[:room] + event(border)
            log = checks.put((text + "</Events>").encode(encoding), "far.xml")
            out = checks.run(f"{filler} {encoding}", ["analyze", "-f", "json", log])[0]
            found = json.loads(out)["summary"]["wmi_events"]
            checks.expect(f"{filler} {encoding}: events", found, 3)


def check_outputs(checks):
    log = checks.put(document(event()), "out", "log.xml")
    rules = checks.put(b'{"version": "1.0", "rules": []}', "out", "rules", "r.json")
    listing = checks.put(b'"Name","Id"\r\n"x","7412"\r\n', "out", "list.csv")
    for kept, options in ((rules, ["--rules", rules]), (rules, ["--rules", checks.path(
            "out", "rules")]), (listing, ["--processes", listing]),
            (listing, ["--processes", "WKS01=" + listing]), (log, [])):
        with open(kept, "rb") as file:
            before = file.read()
        hard = checks.path("out", "hard")
        os.link(kept, hard)
        for output in (kept, hard):
            err = checks.run(f"-o {kept}", ["analyze", *options, "-o", output, log], USAGE)[1]
            checks.expect_part(f"-o {kept}", "would be lost", err)
        with open(kept, "rb") as file:
            checks.expect(f"-o {kept}: bytes", file.read(), before)
        os.unlink(hard)
    with open(log, "rb") as file:
        err = checks.run("-o of what is read", ["analyze", "-o", log, "-"], USAGE, stdin=file)[1]
        checks.expect_part("-o of what is read", "would be lost", err)
    password = checks.put(b"open sesame\n", "out", "password")
    template = checks.put(b'{"a": 1}\n', "out", "template.json")
    for kept, command in ((password, ["analyze", "--password-file", password]),
                          (template, ["tickets", "--for", "jira", "--template", template])):
        err = checks.run(f"-o {kept}", [*command, "-o", kept, log], USAGE)[1]
        checks.expect_part(f"-o {kept}", "would be lost", err)
        with open(kept, "rb") as file:
            checks.expect(f"-o {kept}: bytes", len(file.read()), 12 if kept == password else 9)
    err = checks.run("rules test -o", ["rules", "test", "-o", rules, rules], USAGE)[1]
    checks.expect_part("rules test -o", "would be lost", err)
    os.mkfifo(checks.path("out", "rules", "pipe.json"))
    folder = checks.path("out", "rules")
    err = checks.run("pipe among rules", ["rules", "lint", folder])[1]
    checks.expect_part("pipe among rules", "pipe.json: left out", err)


def wait_for(what):
    end = time.monotonic() + TIMEOUT
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


def check_signals(checks):
    """The log is a pipe that does not end, so that the program is in the midst of reading it."""
    big = checks.put(document(*[event(n) for n in range(1, 20001)]), "signals", "big.xml")
    with open(big, "rb") as file:
        data = file.read()
    folder = checks.path("signals", "out")
    os.mkdir(folder)
    result = os.path.join(folder, "result")
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGALRM,
               signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU)

    def end_by_signals():  # also where this test itself runs under nohup
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in numbers:
        process = subprocess.Popen([checks.wmilog, "events", "-o", result, "-"],
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=end_by_signals)
        process.stdin.write(data * 2)
        process.stdin.flush()
        if not wait_for(lambda: os.listdir(folder)):
            checks.complaints.append(f"{number}: no temporary file was seen")
        process.send_signal(number)
        checks.expect(f"{number}: status", process.wait(TIMEOUT), -number)
        checks.expect(f"{number}: left behind", os.listdir(folder), [])
        process.stdin.close()
        process.stderr.close()

    def ignore_hangups():  # as under nohup
        end_by_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    process = subprocess.Popen([checks.wmilog, "events", "-o", result, "-"],
                               stdin=subprocess.PIPE, preexec_fn=ignore_hangups)
    process.stdin.write(data)
    process.stdin.flush()
    wait_for(lambda: os.listdir(folder))
    process.send_signal(signal.SIGHUP)
    process.stdin.close()
    checks.expect("an ignored signal: status", process.wait(TIMEOUT), OK)
    checks.expect("an ignored signal: result", os.listdir(folder), ["result"])
    os.unlink(result)

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    err = checks.run("file size", ["events", "-o", result, big], TEMPORARY,
                     preexec_fn=small_files)[1]
    checks.expect_part("file size", "File too large", err)
    checks.expect("file size: left behind", os.listdir(folder), [])

    def limited(size):
        return lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))

    def starts(size):
        return subprocess.run([checks.wmilog, "--version"], stdout=subprocess.DEVNULL, check=False,
                              stderr=subprocess.DEVNULL, preexec_fn=limited(size)).returncode == OK
    if not starts(1 << 30):
        return  # a build with a sanitizer, which takes address space without bound
    little = next(filter(starts, range(16 << 20, 1 << 30, 2 << 20)))  # and not much more
    err = checks.run("memory", ["events", "-f", "xml", "-j", "1", "-o", result, big], TEMPORARY,
                     preexec_fn=limited(little))[1]
    checks.expect_part("memory", "out of memory", err)
    checks.expect("memory: left behind", os.listdir(folder), [])


def check_interrupted(checks):
    """Ctrl-C in a report to a terminal."""
    data = document(*[event(n) for n in range(1, 20001)])
    terminal, program = pty.openpty()
    process = subprocess.Popen([checks.wmilog, "analyze", "-"], stdin=subprocess.PIPE,
                               stdout=program, stderr=subprocess.PIPE)
    os.close(program)
    process.stdin.write(data * 2)
    process.stdin.flush()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    try:
        process.stdin.write(data)
        process.stdin.close()
    except BrokenPipeError:
        pass
    text = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(terminal)
    err = process.stderr.read().decode()
    checks.expect("interrupted: status", process.wait(TIMEOUT), -signal.SIGINT)
    checks.expect_part("interrupted", "not read to its end: interrupted", text.decode())
    checks.expect_part("interrupted", "interrupted", err)


def read_slowly(checks, arguments, stderr):
    """Feeds the program for longer than it stays quiet."""
    data = document(*[event(n) for n in range(1, 20001)])
    process = subprocess.Popen([checks.wmilog, "convert", "-j", "1", *arguments, "-"],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=stderr)
    for _ in range(3):
        process.stdin.write(data)
        process.stdin.flush()
        time.sleep(0.6)
    process.stdin.close()
    return process


def check_progress(checks):
    """Long reading shows how far it is: a line for people on a terminal, else JSON if asked."""
    process = read_slowly(checks, ["--progress", "json"], subprocess.PIPE)
    lines = [json.loads(line) for line in process.stderr.read().splitlines() if line[:1] == b"{"]
    checks.expect("progress: status", process.wait(TIMEOUT), OK)
    checks.expect("progress: lines", bool(lines) and all(
        line["type"] == "progress" and line["events"] >= line["events_per_second"] * 0.4 > 0
        for line in lines), True)
    terminal, program = pty.openpty()
    process = read_slowly(checks, [], program)
    os.close(program)
    checks.expect("progress: status", process.wait(TIMEOUT), OK)
    text = os.read(terminal, 65536).decode()
    os.close(terminal)
    checks.expect_part("progress on a terminal", " events/s", text)
    checks.expect("progress: columns", all(len(part) <= 79 for part in text.split("\r")), True)


def check_command_lines(checks):
    """What is wrong with a command line is said in one line that names it, and nothing is read."""
    log = checks.put(document(event()), "lines", "log.xml")
    for words, part in (
            (["analyze"], "an input is missing"),
            (["explain"], "a word to explain"),
            (["rules"], "what to do with rules is missing"),
            (["help", "analise"], "did you mean 'analyze'?"),
            ([log], f"did you mean 'wmilog analyze {log}'?"),
            (["analyze", "--host", "", log], "--host: found ''"),
            (["analyze", "-o", "", log], "--output: found ''"),
            (["analyze", "--processes", "", log], "--processes: found ''"),
            (["analyze", "--since", "2026-01-02", "--until", "2026-01-01", log], "not later than"),
            (["analyze", "--csv-excel", log], "--csv-excel is of the csv format"),
            (["analyze", "-j", "-1", log], "--jobs: found '-1'"),
            (["analyze", "-", "-"], "standard input can be read once"),
            (["analyze", "-f", "sarif", "--baseline", log, log], f"{log}: not a report"),
            (["analyze", log, ""], "the name of an input is empty"),
            (["convert", checks.path("none"), log], "2 logs found"),
            (["convert", checks.path("empty")], "0 logs found"),
            (["tickets", "--for", "jira", "--template", checks.path("none"), log], "none: cannot")):
        os.makedirs(checks.path("empty"), exist_ok=True)
        out, err = checks.run(" ".join(words), words, USAGE)
        checks.expect_part(" ".join(words), part, err)
        checks.expect(" ".join(words) + ": standard output", out, "")
    own = checks.run("help events", ["help", "events"])[0]
    checks.expect("help events", own, checks.run("events --help", ["events", "--help"])[0])
    for line in own.splitlines():
        checks.expect(f"{line}: columns", len(line) <= 80, True)
    out = checks.run("convert a folder", ["convert", checks.path("lines")])[0]
    checks.expect("convert a folder", out.count("<Event "), 1)
    err = checks.run("no ticket", ["tickets", "--for", "jira", log])[1]
    checks.expect("no ticket", err, "wmilog: no ticket: 1 group is of a "
                  "lesser verdict than 'broken' (see --verdict)\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        for check in (check_folders, check_strangers, check_reasons, check_names, check_far_apart,
                      check_outputs, check_signals, check_interrupted, check_progress,
                      check_command_lines):
            check(checks)
    for complaint in checks.complaints:
        print(complaint)
    print(f"places: {len(checks.complaints)} complaints")
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
