#!/usr/bin/env python3
"""Peak resident memory, as the system counts it, stays under its bound for hostile inputs.

usage: memory.py WMILOG
"""
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile

import full_log
from hostile import document, event

BOUND = 64.0  # MB
FORM_BOUND = 58.0  # MB: of what is long but ordinary, so that what is longer still has a margin
TIMEOUT = 300
MEGABYTE = 1 << 20
HERE = os.path.dirname(os.path.abspath(__file__))
ATTACKS = os.path.join(HERE, "..", "..", "shared", "attacks")
SAMPLES = os.path.join(HERE, "..", "samples")

# Of the generators beside the source tree: script, arguments.
GENERATED = (("mem1.py", "open 5000 8000"), ("mem1.py", "opengroup 5000 8000"),
             ("mem1.py", "pending 5000 8000"), ("mem1.py", "group 5000 8000"),
             ("mem1.py", "consumer 2000 8000"), ("mem2.py", "window 10000 8000"),
             ("mem2.py", "window-inorder 150 900000"), ("mem2.py", "dcomc 20000 8000"),
             ("hostile.py", "laughs"), ("hostile.py", "deep"), ("hostile.py", "Mdata"),
             ("hostile.py", "Mattr"), ("hostile.py", "op10M"), ("hostile.py", "op1M"),
             ("hostile.py", "amps"), ("hostile.py", "ctl"), ("hostile.py", "damage2"),
             ("manyattr.py", "75000 1"))

# Of the commands that read logs: what -f knows.
FORMS = {"analyze": ("text", "json", "jsonl", "html", "markdown", "csv", "sarif"),
         "stats": ("text", "json"), "diff": ("text", "json"), "events": ("jsonl", "xml"),
         "convert": ("",)}


class Checks:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder, self.complaints = wmilog, folder, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def peak(self, arguments, stdin=subprocess.DEVNULL):
        """Peak in MB and exit status. This program itself must stay small: what it holds when it
        starts another one is counted as that one's."""
        # Filling freed and new memory, as Meson's tests ask for, makes pages that are never used.
        plain = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}
        process = subprocess.Popen([self.wmilog, *arguments], stdin=stdin, env=plain,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss / 1024, process.returncode

    def judge(self, name, found, allowed, bound=BOUND):
        peak, status = found
        print(f"{peak:7.1f} MB  {status:3}  {name}", flush=True)
        if peak >= bound:
            self.complaints.append(f"{name}: {peak:.1f} MB, less than {bound:.0f} wanted")
        if status not in allowed:
            self.complaints.append(f"{name}: exit status {status}, expected {allowed}")


def put_repeated(path, head, item, between, count, tail):
    with open(path, "w", encoding="utf-8") as file:
        file.write(head)
        for i in range(count):
            file.write((between if i > 0 else "") + item.replace("@", str(i)))
        file.write(tail)


def check_rules(checks):
    """Large rule files are refused; what is not refused may be held."""
    rule = ('{"id": "x.@.y", "version": 1, "title": "t", "when": {"code": "0x80041003"}, '
            '"cause": "c", "confidence": "possible", "verdict": "degraded", '
            '"reason": "r", "check": ["c"], "remedy": ["r"], "references": ["r"]}')
    log = os.path.join(SAMPLES, "trace-chain.xml")
    head = '{"version": "1.0", "rules": ['
    for name, item, count in (("objects", "{}", 19 << 20), ("objects up to the limit", "{}", 49990),
                              ("numbers", "1", 8 << 20), ("blanks", " " * 100, 1 << 16),
                              ("rules up to the limit", rule, 4000)):
        path = checks.path("rules.json")
        put_repeated(path, head, item, "," if name != "blanks" else "", count, "]}")
        checks.judge(f"rule file: {name}, {os.path.getsize(path) >> 10} KB",
                     checks.peak(["analyze", "--rules", path, log]), (0, 2))
        os.unlink(path)


def check_files(checks):
    data = document(event(), event(2))
    for computers in (100, 10000):
        folder = checks.path(f"files-of-{computers}")
        os.mkdir(folder)
        for i in range(10000):
            name = f"a-rather-long-name-of-a-log-{i:05}.xml"
            with open(os.path.join(folder, name), "wb") as file:
                day = i // 24
                time = b"%d-%02d-%02dT%02d" % (2025 + day // 336, day // 28 % 12 + 1,
                                               day % 28 + 1, i % 24)
                file.write(data.replace(b"WKS01", b"WKS%05d" % (i % computers))
                           .replace(b"2025-04-09T08", time))
        for jobs in ("1", "8"):
            checks.judge(f"10,000 files of {computers} computers, -j {jobs}",
                         checks.peak(["analyze", "-f", "json", "-j", jobs, folder]), (0,))


def check_sparse(checks):
    evtx = os.path.join(SAMPLES, "evtx", "operational.evtx")
    for name in ("log.evtx", "log.xml"):
        path = checks.path(name)
        with open(path, "wb") as file, open(evtx, "rb") as sample:
            file.write(sample.read() if name.endswith("evtx") else document(event(), event(2)))
        try:
            os.truncate(path, 4 << 40)
        except OSError as err:
            print(f"sparse file: left out: {err}")
            continue
        checks.judge(f"4 TB {name}", checks.peak(["analyze", "-j", "8", path]), (0,))
        checks.judge(f"4 TB {name}, --recover",
                     checks.peak(["events", "--recover", path]), (0, 3))


def put_hours(path, size):
    """An ordinary log: an event a second."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("<Events>")
        number = 0
        while file.tell() < size:
            for _ in range(3600):
                hour = f"04-{number // 86400 + 1:02}T{number // 3600 % 24:02}"
                file.write(event(number).replace("04-09T08", hour))
                number += 1
        file.write("</Events>")


def check_pipes(checks):
    """20 pipes of 15 MB, and one that is longer than is held."""
    log = checks.path("log-for-pipes")
    for count, size in ((20, 15), (3, 40)):
        paths = [checks.path(f"pipe-{count}-{i}") for i in range(count)]
        put_hours(log, size << 20)
        for path in paths:
            os.mkfifo(path)
        writers = [subprocess.Popen(["sh", "-c", 'cat "$0" >"$1"', log, path]) for path in paths]
        checks.judge(f"{count} pipes of {size} MB", checks.peak(["analyze", "-j", "1", *paths]),
                     (0,))
        for writer in writers:
            writer.wait()


def zipped(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def open_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def put_bombs(checks):
    """Layers of sixteen archives each around a gigabyte that starts like a log."""
    path = checks.path("layer")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("0.xml", "w", force_zip64=True) as file:
            file.write(b"<Events>")
            for _ in range(1024):
                file.write(b" " * MEGABYTE)
    for layers in range(1, 7):
        inner = open_bytes(path)
        with open(path, "wb") as file:
            file.write(zipped([(f"{i}.zip", inner) for i in range(16)]))
        if layers in (1, 2, 6):
            shutil.copy(path, checks.path(f"bomb of {layers} layers"))


def put_long(checks):
    """An ordinary log in an archive, whole and cut off."""
    hours, path = checks.path("hours.xml"), checks.path("100 MB of events")
    put_hours(hours, 100 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(hours, "hours.xml")
    os.unlink(hours)
    shutil.copy(path, path + ", cut")
    os.truncate(path + ", cut", os.path.getsize(path) // 2)


def put_lists(checks):
    """Process lists of many computers, as long as lists may be, with names, services and quotes."""
    log = document(event(), event(2))
    rows = (lambda n: f'"{"n" * 3900}{n:05}.exe","{n}","Services","0","1 K"\r\n',
            lambda n: f'"n""{"n" * 3900}{n:05}.exe","{n}","Services","0","1 K"\r\n',
            lambda n: f'"svchost.exe","{n}","{",".join(f"s{n:05}{i:03}" for i in range(300))}"\r\n')
    for number, row in enumerate(rows):
        path = checks.path(f"process lists {number}")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("wmilog-WKS01/wmi.xml", log)
            for host in range(12):
                with archive.open(f"wmilog-WKS{host:02}/tasklist.csv", "w") as file:
                    for i in range(4000):
                        file.write(row(host * 4000 + i).encode())


def check_archives(checks):
    log = document(event(), event(2))
    inner = zipped([(f"PC{i}/wmi.xml", log.replace(b"WKS01", b"WKS%02d" % i)) for i in range(40)])
    small = {"forty computers in an archive in an archive": (zipped([("in.zip", inner)]), 0),
             "names that lead elsewhere": (zipped([("../../x.xml", log), ("/etc/y", log)]), 0)}
    folder = os.path.join(SAMPLES, "archives")
    for name in sorted(os.listdir(folder)):
        data = open_bytes(os.path.join(folder, name))
        small[name] = (data, 3 if name == "encrypted.zip" else 0)
        small["half of " + name] = (data[:len(data) // 2], 3)
    for name, (data, _) in small.items():
        with open(checks.path(name), "wb") as file:
            file.write(data)
    put_bombs(checks)
    put_long(checks)
    put_lists(checks)
    expected = {name: status for name, (_, status) in small.items()}
    expected |= {f"bomb of {layers} layers": 3 for layers in (1, 2, 6)}
    expected |= {"100 MB of events": 0, "100 MB of events, cut": 3}
    expected |= {f"process lists {number}": 0 for number in range(3)}
    for name, status in expected.items():
        path = checks.path(name)
        checks.judge(f"archive: {name}, {os.path.getsize(path) >> 10} KB",
                     checks.peak(["analyze", "-f", "json", path]), (status,))
        os.unlink(path)


def check_generated(checks):
    if not os.path.isdir(ATTACKS):
        print("memory: shared/attacks is not beside the source tree: left out")
        return
    for script, arguments in GENERATED:
        path = checks.path("generated.xml")
        with open(path, "wb") as file:
            subprocess.run([sys.executable, os.path.join(ATTACKS, script), *arguments.split()],
                           stdout=file, check=True)
        for jobs in ("1", "8"):
            checks.judge(f"{script} {arguments}, -j {jobs}",
                         checks.peak(["analyze", "-j", jobs, "-f", "json", path]), (0, 3, 4))
        os.unlink(path)


def check_full(checks):
    """Every holder filled at once."""
    path = checks.path("full.xml")
    for name, kinds in full_log.MIXTURES.items():
        full_log.put(path, 60000, kinds)
        for jobs in ("1", "8"):
            checks.judge(f"{name}, each time others, -j {jobs}",
                         checks.peak(["analyze", "-j", jobs, path]), (0,))
            checks.judge(f"{name}, stats, -j {jobs}", checks.peak(["stats", "-j", jobs, path]),
                         (0,))
    full_log.put(path, 20000, full_log.LONG)
    for jobs in ("1", "8"):
        checks.judge(f"long names, stats, -j {jobs}", checks.peak(["stats", "-j", jobs, path]),
                     (0,))
    checks.judge("long names, diff, -j 8", checks.peak(["diff", "-j", "8", path, path]), (0,))
    full_log.put(path, 18000, full_log.MIXTURES["failures, starts, companions, loads"])
    checks.judge("as many names as fit, --redact",
                 checks.peak(["analyze", "--redact", "-j", "8", path]), (0,))
    words = checks.path("words.txt")
    with open(words, "wb") as file:
        file.writelines(b"name%07dxyz\n" % i for i in range(2200000))
    checks.judge("a file of more words than fit",
                 checks.peak(["analyze", "--redact", "--redact-word", words, path]), (2,))
    os.unlink(words)
    os.unlink(path)


def check_forms(checks):
    """Each command in each form, over a log that fills all holders and goes on."""
    path = checks.path("long.xml")
    full_log.put(path, 150000, full_log.MIXTURES["failures, starts, companions, loads"])
    for command, forms in FORMS.items():
        for form in forms:
            arguments = [command, "-j", "8", *(("-f", form) if form else ()), path]
            arguments += [path] if command == "diff" else []
            checks.judge(" ".join(arguments[:-1]).replace(path, "long.xml"),
                         checks.peak(arguments), (0,), FORM_BOUND)
    os.unlink(path)


def check_same(checks):
    """What gives way depends on the log alone: not on addresses, which differ in each run."""
    path = checks.path("crowded.xml")
    full_log.put(path, 80000, full_log.MIXTURES["nine thousand kinds"])
    found = set()
    for jobs in ("1", "1", "1", "1", "2", "8", "8", "8"):
        # In pieces: what this process ever held counts for the peak of those that it starts.
        digest, is_full, before = hashlib.sha256(), True, b""
        with subprocess.Popen([checks.wmilog, "analyze", "-f", "json", "-j", jobs, path],
                              stdout=subprocess.PIPE) as process:
            for piece in iter(lambda: process.stdout.read(1 << 16), b""):
                digest.update(piece)
                is_full = is_full and b'"dropped_surroundings":0,' not in before + piece
                before = piece[-100:]
        found.add(digest.hexdigest())
        if process.returncode != 0 or not is_full:
            checks.complaints.append("crowded: the log does not fill the memory")
    if len(found) > 1:
        checks.complaints.append(f"crowded: {len(found)} reports of one log in eight runs")
    os.unlink(path)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(os.path.abspath(sys.argv[1]), folder)
        checks.judge("nothing", checks.peak(["--version"]), (0,))
        check_forms(checks)
        check_full(checks)
        check_same(checks)
        check_rules(checks)
        check_files(checks)
        check_sparse(checks)
        check_pipes(checks)
        check_archives(checks)
        check_generated(checks)
    for complaint in checks.complaints:
        print(complaint)
    print(f"memory: {len(checks.complaints)} complaints")
    sys.exit(1 if checks.complaints else 0)


if __name__ == "__main__":
    main()
