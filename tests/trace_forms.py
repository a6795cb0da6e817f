#!/usr/bin/env python3
"""Traces made from one scenario, of every kind, give the same report as its events exported as XML,
and what the scenario says.

usage: trace_forms.py WMILOG
"""
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAKE = os.path.join(ROOT, "samples", "traces", "make_traces.py")
# What differs between two readings of one log: what it was read from, and where it stood in it.
ORIGIN = {"sources", "source", "offset"}
# A trace holds events of others, too: its own head, at least.
DAMAGED, NO_EVENTS = 3, 4  # exit statuses
OF_ALL_EVENTS = {"events", "first", "by_provider"}


def report_of(wmilog, log, jobs, status=0, command="analyze"):
    logs = [log] if isinstance(log, str) else log
    done = subprocess.run([wmilog, command, "-f", "json", "-j", str(jobs), *logs],
                          capture_output=True, text=True, check=False)
    if done.returncode != status:
        sys.exit(f"{log}: exit status {done.returncode}\n{done.stderr}{done.stdout[-2000:]}")
    return json.loads(done.stdout)


def without_origin(node):
    if isinstance(node, dict):
        return {key: without_origin(value) for key, value in node.items() if key not in ORIGIN}
    return [without_origin(item) for item in node] if isinstance(node, list) else node


def comparable(report):
    report = without_origin(report)
    report["summary"] = {key: value for key, value in report["summary"].items()
                         if key not in OF_ALL_EVENTS}
    # Until the end of the trace, which the exported events do not tell.
    for operation in report["open_operations"]:
        del operation["age_ms"]
    return report


def difference(a, b, path=""):
    """Where two documents differ first, or None."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            found = difference(a.get(key), b.get(key), f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next(filter(None, (difference(x, y, f"{path}[{i}]")
                                  for i, (x, y) in enumerate(zip(a, b)))), None)
    return None if a == b else f"{path}: {str(a)[:200]} and {str(b)[:200]}"


def summary_of(failure):
    operation, client = failure["operation"], failure["client"]
    return {"code": failure["result"]["code"], "phase": failure["phase"],
            "text": operation["text"], "client": client["process_id"], "user": client["user"],
            "machine": client["machine"], "provider": failure.get("provider", {}).get("name"),
            "duration_ms": round(failure["duration_ms"])}


def check_expected(name, report, expected):
    found = {"failures": [summary_of(failure) for failure in report["failures"]],
             "orphan_stops": report["orphan_stops"],
             "open": [operation["operation"]["text"] for operation in report["open_operations"]],
             "open_ms": [round(operation["age_ms"]) for operation in report["open_operations"]],
             "events": report["summary"]["wmi_events"]}
    different = difference(found, expected)
    if different:
        sys.exit(f"{name}: found, and expected: {different}")


def check_lost(report):
    """An operation whose end was lost says so, and a failure whose start was; others do not."""
    source = report["sources"][0]
    spans = [(loss["from"], loss["to"]) for loss in source.get("losses", [])]
    found = [(operation["operation"]["class"], operation.get("end_may_be_lost", False))
             for operation in report["open_operations"]]
    if found != [("Win32_Service", True)]:
        sys.exit(f"lost: open operations {found}")
    starts = [(failure["result"]["name"], failure.get("start_may_be_lost", False))
              for failure in report["failures"]]
    if starts != [("WBEM_E_INVALID_CLASS", True)]:
        sys.exit(f"lost: failures {starts}")
    if spans != [("2025-06-27T09:00:00.0000000Z", "2025-06-27T09:00:08.0000000Z")]:
        sys.exit(f"lost: losses {spans}")


def check_gap(report):
    """Ends that lie in missing buffers may be lost: of the fifth operation to the twelfth alone."""
    found = [(operation["operation"]["class"], operation.get("end_may_be_lost", False))
             for operation in report["open_operations"]]
    if found != [(f"Contoso_Part{number}", True) for number in range(4, 12)]:
        sys.exit(f"gap: open operations {found}")
    # From the start of the buffers around the first that is missing, to the next one of its
    # processor behind the last.
    spans = [(loss["from"][11:19], loss["to"][11:19]) for loss in report["sources"][0]["losses"]]
    if not spans or min(spans)[0] > "09:00:50" or max(span[1] for span in spans) != "09:02:10":
        sys.exit(f"gap: losses {spans}")


def check_hung(wmilog, folder):
    """It is open until the trace ends, or until a time that is asked for."""
    path = os.path.join(folder, "hung.etl")
    for more, minutes in (([], 30), (["--until", "2025-06-27T09:10:00Z"], 10)):
        done = subprocess.run([wmilog, "analyze", "-f", "json", *more, path], capture_output=True,
                              text=True, check=True)
        ages = [operation["age_ms"] for operation in json.loads(done.stdout)["open_operations"]]
        if ages != [minutes * 60000]:
            sys.exit(f"hung, {more}: open for {ages}")


def check_owner(wmilog, folder):
    """Beside a log that the same process of the WMI service wrote, a trace is of its computer, and
    what both tell is one failure; beside another log it is not."""
    trace, log = (os.path.join(folder, "operational" + ending) for ending in (".etl", ".xml"))
    other = os.path.join(folder, "other-log.xml")
    with open(log, encoding="utf-8") as file, open(other, "w", encoding="utf-8") as copy:
        copy.write(file.read().replace("ProcessID='1692'", "ProcessID='1700'")
                   .replace("ProcessID='2740'", "ProcessID='1704'"))
    for inputs, expected in (([trace, log], [("SRV01.contoso.example", 2)] * 4),
                             ([log, trace], [("SRV01.contoso.example", 2)] * 4),
                             ([trace, other], [("", 1), ("SRV01.contoso.example", 1)] * 4)):
        done = subprocess.run([wmilog, "analyze", "-f", "json", *inputs], capture_output=True,
                              text=True, check=True)
        found = [(failure.get("computer", ""), len(failure["evidence"]))
                 for failure in json.loads(done.stdout)["failures"]]
        if sorted(found) != sorted(expected):
            sys.exit(f"{inputs}: failures of {found}")


def check_lost_live(wmilog, log):
    problems = report_of(wmilog, log, 1, NO_EVENTS)["sources"][0]["problems"]
    if len(problems) != 2 or "says that it lost events" not in problems[0]["message"]:
        sys.exit(f"lost-live: {problems}")


def check_cut(wmilog, folder):
    """A trace that ends in a buffer says what is missing, and nothing where no event is."""
    with open(os.path.join(folder, "counter.etl"), "rb") as file:
        data = file.read()
    path = os.path.join(folder, "cut")
    for size, status, words in ((len(data) - 3000, 0, None),
                                (2 * 4096, 0, "it seems to be cut off"),
                                (2 * 4096 + 172, DAMAGED, "the file ends in this buffer")):
        with open(path, "wb") as file:
            file.write(data[:size])
        source = report_of(wmilog, path, 1, status)["sources"][0]
        problems = [problem["message"] for problem in source.get("problems", [])]
        if "error" in source or (words is None) == bool(problems) or (
                words and not any(words in problem for problem in problems)):
            sys.exit(f"cut to {size}: {source}")


def check_lost_in_forms(wmilog, log):
    """So it is in every form."""
    end = b"events were lost meanwhile and its end may be among them"
    start = b"its end alone; events were lost before, and its start may be among them"
    for command, wanted in ((("analyze",), (end, start)), (("stats",), (end,)),
                            (("analyze", "-f", "html"), (end, start, b"<li>events were lost, ")),
                            (("analyze", "-f", "csv"),
                             (b",start_may_be_lost", b",true," + os.fsencode(log)))):
        done = subprocess.run([wmilog, *command, log], capture_output=True, check=False)
        text = done.stdout if "csv" in command else b" ".join(done.stdout.split())
        missing = [words for words in wanted if words not in text]
        if done.returncode != 0 or missing:
            sys.exit(f"lost, {command}: {done.returncode}, without {missing}")


def check_processes(name, report):
    """Each of two programs under one process id is told by its name."""
    found = [(client.get("process_name"), client.get("process_name_source"))
             for client in (failure["client"] for failure in report["failures"])]
    expected = [("inventory.exe", "kernel trace"), ("backup.exe", "kernel trace")]
    if found != expected:
        sys.exit(f"{name}: clients {found}")


def check_calls(report):
    """What other providers tell of calls that failed is evidence, and of those that ended well is
    not."""
    causes = [failure["causes"][0] for failure in report["failures"]]
    found = [(cause["rule"], cause["evidence"][0]["provider"]) for cause in causes[:2]]
    if found != [("rpc.provider-call", "Microsoft-Windows-RPC"),
                 ("com.class-not-registered", "Microsoft-Windows-COM")]:
        sys.exit(f"calls: causes {found}")
    if not any("{0B5A2C52-3EB9-470A-96E2-6C6D4570E40F}" in text for text in causes[1]["because"]):
        sys.exit(f"calls: {causes[1]}")
    last = report["failures"][-1]
    if (last["operation"].get("target_host"), last["client"]["process_name"]) != (
            "SRV09.contoso.example", "inventory.exe"):
        sys.exit(f"calls: DistributedCOM's failure is {last}")


def check_headless(wmilog, log):
    """Without a clock events are in order, and no time claims to be one in UTC."""
    report = report_of(wmilog, log, 1, DAMAGED)
    times = [failure["time"] for failure in report["failures"]]
    if len(times) != 4 or any(time.endswith("Z") for time in times):
        sys.exit(f"headless: times of failures {times}")
    if report["orphan_stops"] != 1 or report["summary"]["service_restarts"] != 1:
        sys.exit(f"headless: {report['summary']}")
    if "order of events" not in report["sources"][0]["problems"][0]["message"]:
        sys.exit(f"headless: {report['sources']}")


# What is said of the clock of a trace, if anything.
CLOCKS = {
    "set-back-within": "set back by 1 min 20 s or more",
    "set-back-between": "set back by 1 min 20 s or more",
    "drifted": "is 4.0 s later than its end",
    "drifted-quiet": "is 1.5 s later than its end",
    "not-drifted": None,
    "cycles": "counts the processor's cycles",
    "no-clock": "names no known clock",
    "appended": "was appended to",
}


def check_clocks(wmilog, folder, names):
    for name, expected in CLOCKS.items():
        names.remove(name)
        report = report_of(wmilog, os.path.join(folder, name + ".etl"), 1)
        problems = [problem["message"] for problem in report["sources"][0].get("problems", [])]
        is_right = (len(problems) == 1 and expected in problems[0]) if expected else not problems
        if not is_right or len(report["failures"]) != 2:
            sys.exit(f"{name}: {problems}, {len(report['failures'])} failures")


def check_samples(folder):
    """The samples are what is made."""
    samples = os.path.join(ROOT, "samples", "etl")
    for name in sorted(os.listdir(samples)):
        with open(os.path.join(samples, name), "rb") as sample, open(
                os.path.join(folder, name), "rb") as made:
            if sample.read() != made.read():
                sys.exit(f"samples/etl/{name} is not what make_traces.py makes")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-B", MAKE, folder], check=True)
        names = sorted(name[:-4] for name in os.listdir(folder) if name.endswith(".etl"))
        check_samples(folder)
        names.remove("other")
        names.remove("lost")
        names.remove("headless")
        names.remove("calls")
        check_calls(report_of(wmilog, os.path.join(folder, "calls.etl"), 1))
        check_clocks(wmilog, folder, names)
        check_headless(wmilog, os.path.join(folder, "headless.etl"))
        names.remove("processes-clients")
        clients = os.path.join(folder, "processes-clients.etl")
        for name in ("processes", "kernel-processes"):
            names.remove(name)
            names.remove(name + "-starts")
            check_processes(name, report_of(wmilog, os.path.join(folder, name + ".etl"), 1))
            starts = os.path.join(folder, name + "-starts.etl")
            check_processes(name, report_of(wmilog, [starts, clients], 1))
            check_processes(name, report_of(wmilog, [clients, starts], 2))
        check_lost(report_of(wmilog, os.path.join(folder, "lost.etl"), 1))
        names.remove("gap")
        check_gap(report_of(wmilog, os.path.join(folder, "gap.etl"), 1))
        names.remove("operational")
        check_owner(wmilog, folder)
        names.remove("hung")
        check_hung(wmilog, folder)
        names.remove("lost-live")
        check_lost_live(wmilog, os.path.join(folder, "lost-live.etl"))
        check_cut(wmilog, folder)
        check_lost_in_forms(wmilog, os.path.join(folder, "lost.etl"))
        for name in names:
            path = os.path.join(folder, name)
            report = report_of(wmilog, path + ".etl", 1)
            if report["sources"][0].get("problems"):
                sys.exit(f"{name}: problems {report['sources'][0]['problems']}")
            with open(path + ".json", encoding="utf-8") as file:
                check_expected(name, report, json.load(file))
            if report_of(wmilog, path + ".etl", 4) != report:
                sys.exit(f"{name}: another result with four jobs")
            for command in ("analyze", "stats"):
                found = [comparable(report_of(wmilog, path + ending, 1, command=command))
                         for ending in (".etl", ".xml")]
                different = difference(*found)
                if different:
                    sys.exit(f"{name}: {command}, as trace, and as XML: {different}")


main()
