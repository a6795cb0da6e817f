#!/usr/bin/env python3
"""Speed and memory of `wmilog` on generated logs, beside their goals.

usage: bench.py WMILOG MAKE_LOG SAX_PASS MAKE_EVTX EVTX_PASS MAKE_ETL ETL_PASS MAKE_TEXT TEXT_PASS

A missed goal is shown and is no failure.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 3
SPEED_MB = 200
EVTX_MB = 32
TEXT_MB = 50
ETL_MB = (50, 500, 2000)
ETL_SPEED_MB = 500
MEMORY_MB = (20, 200, 1000)
GOALS = {"cpu": 1.3, "wall": 0.5, "memory": 64.0, "evtx": 2.0, "evtxexport": 0.01,
         "evtx_dump xml": 1.1, "evtx jobs": 1 / 1.7, "evtx memory": 32.0,
         "etl": 1.0, "json": 1.5, "json size": 55.0, "evtx_dump": 1.0, "text": 1.0}


def measure(command):
    """(CPU seconds, wall seconds, peak memory in MB) of one run. A process of its own does the
    measuring, for the peak of all children cannot be reset."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        start = time.monotonic()
        status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        wall = time.monotonic() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        numbers = (status, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)
        os.write(write_end, " ".join(map(str, numbers)).encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        numbers = pipe.read().split()
    os.waitpid(pid, 0)
    if not numbers or numbers[0] != "0":
        sys.exit(f"bench: failed with {numbers[:1]}: {' '.join(command)}")
    return tuple(map(float, numbers[1:]))


def compare(ours, theirs, index):
    """Medians of alternating runs of two commands."""
    runs = [(measure(ours)[index], measure(theirs)[index]) for _ in range(RUNS)]
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def row(what, ours, theirs, found, goal):
    mark = "met" if found <= goal else "missed"
    print(f"{what:<48} {ours:>10} {theirs:>10} {found:>8.2f} {goal:>6.2f}  {mark}", flush=True)


def json_speed(wmilog, form, log, what):
    def run(name):
        return [wmilog, "analyze", "-f", name, "-j", "1", log]

    ours, theirs = compare(run(form), run("text"), 0)
    row(f"CPU, {what}: -f {form} / -f text", f"{ours:.3f} s", f"{theirs:.3f} s", ours / theirs,
        GOALS["json"])


def json_size(wmilog, form, log, what):
    with subprocess.Popen([wmilog, "analyze", "-f", form, log], stdout=subprocess.PIPE) as process:
        size = sum(len(piece) for piece in iter(lambda: process.stdout.read(1 << 16), b"")) / 1e6
    row(f"MB written, {what}: -f {form}", f"{size:.1f} MB", "", size, GOALS["json size"])


def events_speed(wmilog, log, what):
    if not shutil.which("evtx_dump"):
        print("evtx_dump is not installed: its comparison is left out")
        return
    ours, theirs = compare([wmilog, "events", "-j", "1", log],
                           ["evtx_dump", "-t", "1", "-o", "jsonl", log], 0)
    row(f"CPU, {what}: events / evtx_dump -o jsonl", f"{ours:.3f} s", f"{theirs:.3f} s",
        ours / theirs, GOALS["evtx_dump"])


def speed(wmilog, sax_pass, log):
    ours, theirs = compare([wmilog, "analyze", "-j", "1", log], [sax_pass, log], 0)
    row(f"CPU, {SPEED_MB} MB: -j 1 / bare SAX pass", f"{ours:.2f} s", f"{theirs:.2f} s",
        ours / theirs, GOALS["cpu"])
    if not shutil.which("xmllint"):
        print("xmllint is not installed: its comparison is left out")
        return
    ours, theirs = compare([wmilog, "analyze", "-j", "2", log],
                           ["xmllint", "--stream", "--noout", log], 1)
    row(f"wall, {SPEED_MB} MB: -j 2 / xmllint --stream", f"{ours:.2f} s", f"{theirs:.2f} s",
        ours / theirs, GOALS["wall"])


def evtx_speed(wmilog, evtx_pass, log):
    """The reader by itself against a walk over headers with checksums, then whole runs."""
    def milliseconds(what):
        done = subprocess.run([evtx_pass, what, log], capture_output=True, text=True, check=True)
        return float(done.stdout.split()[-2])

    ours, theirs = milliseconds("parse"), milliseconds("walk")
    row(f"CPU, {EVTX_MB} MB .evtx: reader / headers and CRCs", f"{ours:.1f} ms",
        f"{theirs:.1f} ms", ours / theirs, GOALS["evtx"])
    has_evtxexport = bool(shutil.which("evtxexport"))
    if has_evtxexport:
        theirs = statistics.median(measure(["evtxexport", "-f", "xml", log])[0]
                                   for _ in range(RUNS))
        row(f"CPU, {EVTX_MB} MB .evtx: reader / evtxexport", f"{ours:.1f} ms", f"{theirs:.2f} s",
            ours / 1000 / theirs, GOALS["evtxexport"])
    else:
        print("evtxexport is not installed: its comparison is left out")
    for command in ("convert", "analyze"):
        def run(jobs):
            return [wmilog, command, "-j", str(jobs), log]

        two, one = compare(run(2), run(1), 1)
        row(f"wall, {EVTX_MB} MB .evtx: {command} -j 2 / -j 1", f"{two:.3f} s", f"{one:.3f} s",
            two / one, GOALS["evtx jobs"])
        _, wall, peak = measure(run(1))
        row(f"peak memory (MB), {EVTX_MB} MB .evtx: {command}", f"{wall:.3f} s", "", peak,
            GOALS["evtx memory"])
        if has_evtxexport:
            ours, theirs = compare(run(1), ["evtxexport", "-f", "xml", log], 0)
            row(f"CPU, {EVTX_MB} MB .evtx: {command} / evtxexport", f"{ours:.3f} s",
                f"{theirs:.2f} s", ours / theirs, GOALS["evtxexport"])


def text_speed(wmilog, make_text, text_pass, folder):
    """The readers of text by themselves, for each form, and whole runs."""
    usage = subprocess.run([sys.executable, make_text], capture_output=True, text=True,
                           check=False).stderr
    for form in usage.split("forms: ")[1].split():
        log = os.path.join(folder, form + ".txt")
        subprocess.run([sys.executable, make_text, form, str(TEXT_MB), log], check=True)
        done = subprocess.run([text_pass, "parse", log], capture_output=True, text=True, check=True)
        reader = float(done.stdout.split()[-2]) / 1000
        size = os.path.getsize(log) / 1e6
        row(f"CPU, {form}: reader, s / 300 MB", f"{reader:.2f} s", f"{size / reader:.0f} MB/s",
            reader * 300 / size, GOALS["text"])
        for command in (["events"], ["analyze", "-f", "text"]):
            taken = measure([wmilog, *command, "-j", "1", log])[0]
            print(f"CPU, {form}: {command[0]:<29} {taken:>8.2f} s {size / taken:>6.0f} MB/s")
        os.remove(log)


def xml_speed(wmilog, log):
    """What writes .evtx as XML, against evtx_dump of the crate evtx."""
    if not shutil.which("evtx_dump"):
        print("evtx_dump is not installed: its comparison is left out")
        return
    for command in (["events", "-f", "xml"], ["convert"]):
        ours, theirs = compare([wmilog, *command, "-j", "1", log],
                               ["evtx_dump", "-t", "1", log], 0)
        row(f"CPU, {EVTX_MB} MB .evtx: {command[0]} / evtx_dump, XML", f"{ours:.3f} s",
            f"{theirs:.3f} s", ours / theirs, GOALS["evtx_dump xml"])


def etl(wmilog, make_etl, etl_pass, folder):
    """Traces of which a tenth is WMI-Activity: against the same events as .evtx, and reading the
    file with no more than a walk over all headers."""
    trace, log = os.path.join(folder, "log.etl"), os.path.join(folder, "same.evtx")
    for megabytes in ETL_MB:
        subprocess.run([make_etl, "plain", str(megabytes), trace, log], check=True)
        _, wall, peak = measure([wmilog, "analyze", "-j", "1", trace])
        row(f"peak memory (MB), {megabytes} MB .etl", f"{wall:.2f} s", "", peak, GOALS["memory"])
        if megabytes == ETL_SPEED_MB:
            done = subprocess.run([etl_pass, "walk", trace], capture_output=True, text=True,
                                  check=True)
            walk = float(done.stdout.split()[-2]) / 1000
            ours, theirs = compare([wmilog, "analyze", "-j", "1", trace],
                                   [wmilog, "analyze", "-j", "1", log], 0)
            both = walk + 1.2 * theirs
            row(f"CPU, {megabytes} MB .etl: / headers + 1.2 same .evtx", f"{ours:.3f} s",
                f"{both:.3f} s", ours / both, GOALS["etl"])
    subprocess.run([make_etl, "compressed", str(ETL_MB[0]), trace, log], check=True)
    _, wall, peak = measure([wmilog, "analyze", "-j", "1", trace])
    row(f"peak memory (MB), {ETL_MB[0]} MB .etl, compressed", f"{wall:.2f} s", "", peak,
        GOALS["memory"])
    os.unlink(trace)
    os.unlink(log)


def main():
    if len(sys.argv) != 10:
        sys.exit(__doc__.strip())
    (wmilog, make_log, sax_pass, make_evtx, evtx_pass, make_etl, etl_pass, make_text,
     text_pass) = map(os.path.abspath, sys.argv[1:])
    print(f"{'':<48} {'wmilog':>10} {'other':>10} {'found':>8} {'goal':>6}")
    with tempfile.TemporaryDirectory() as folder:
        etl(wmilog, make_etl, etl_pass, folder)
        text_speed(wmilog, make_text, text_pass, folder)
        log = os.path.join(folder, "log.evtx")
        subprocess.run([make_evtx, str(EVTX_MB), log], check=True)
        evtx_speed(wmilog, evtx_pass, log)
        xml_speed(wmilog, log)
        for form in ("json", "jsonl"):
            json_speed(wmilog, form, log, f"{EVTX_MB} MB .evtx")
            json_size(wmilog, form, log, f"{EVTX_MB} MB .evtx")
        events_speed(wmilog, log, f"{EVTX_MB} MB .evtx")
        log = os.path.join(folder, "log.xml")
        for megabytes in MEMORY_MB:
            subprocess.run([make_log, str(megabytes), log], check=True)
            if megabytes == SPEED_MB:
                speed(wmilog, sax_pass, log)
                json_speed(wmilog, "json", log, f"{SPEED_MB} MB .xml")
            _, wall, peak = measure([wmilog, "analyze", "-j", str(os.cpu_count()), log])
            row(f"peak memory (MB), {megabytes} MB, -j {os.cpu_count()}", f"{wall:.2f} s", "",
                peak, GOALS["memory"])


if __name__ == "__main__":
    main()
