#!/usr/bin/env python3
"""Runs the collector's script under wine's cmd, with stand-ins for the programs that it calls, and
looks at their calls and at what is left. Skips where wine or a compiler for Windows is missing.

usage: run.py WMILOG
"""
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
COMPILER = "x86_64-w64-mingw32-gcc"
START_TRIES, START_SECONDS = 3, 90
HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ["fltmc", "wevtutil", "reg", "findstr", "tasklist", "sc", "timeout", "ping", "tar",
            "makecab", "wbem/winmgmt"]
TRACE = "Microsoft-Windows-WMI-Activity/Trace"
OFF = f"wevtutil|sl|{TRACE}|/e:false|/q:true"
ON = f"wevtutil|sl|{TRACE}|/e:true|/q:true"
LARGE = f"wevtutil|sl|{TRACE}|/rt:false|/ms:268435456|/q:true"
BACK = f"wevtutil|sl|{TRACE}|/rt:true|/ms:1052672|/q:true"

# Without what Meson sets to find errors in the memory of our own programs: wine has some.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}


class Machine:
    """A folder that looks like a Windows machine to the script."""

    def __init__(self, root, script, stand_in):
        self.root, self.script, self.stand_in = root, script, stand_in
        self.count, self.computer = 0, "PC01"
        self.env = dict(CLEAN, WINEDEBUG="-all", HOME=root, WINEPREFIX=os.path.join(root, "prefix"),
                        WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder=")

    def serve(self, option):
        """One server for all runs (-p), till it is ended (-k): no run meets one that is leaving."""
        subprocess.run(["wineserver", option], env=self.env, check=False)

    def start(self):
        """Lets wine make its own files, which now and then never ends; False when it does not."""
        for _ in range(START_TRIES):
            os.mkdir(self.env["WINEPREFIX"])
            self.serve("-p")
            try:
                subprocess.run(["wine", "cmd", "/c", "exit"], env=self.env, check=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, timeout=START_SECONDS)
                return True
            except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
                self.serve("-k")
                shutil.rmtree(self.env["WINEPREFIX"], ignore_errors=True)
        return False

    def set_up(self, without=(), is_redirected=False):
        self.count += 1
        self.home = os.path.join(self.root, f"m{self.count}")
        self.state = os.path.join(self.home, "state")
        self.calls = os.path.join(self.home, "calls.txt")
        # A name with all that cmd.exe likes to take for something else; but for %, since wine's,
        # unlike Windows', looks for variables in the values of variables.
        self.folder = os.path.join(self.home, "Jane's (new) ^folder & more!")
        system = os.path.join(self.home, "Windows", "Sysnative" if is_redirected else "System32")
        for folder in (self.state, self.folder, os.path.join(system, "wbem"),
                       os.path.join(self.home, "temp dir")):
            os.makedirs(folder)
        for program in PROGRAMS + (["cmd"] if is_redirected else []):
            if program not in without:
                shutil.copy(self.stand_in, os.path.join(system, program + ".exe"))

    def windows(self, path):
        return "Z:" + path.replace("/", "\\")

    def run(self, text, argument="", fail=""):
        """Exit status, output and calls of one run of the script."""
        path = os.path.join(self.folder, "collect-wmi.cmd")
        with open(path, "wb") as file:
            file.write(text)
        if os.path.exists(self.calls):
            os.remove(self.calls)
        env = dict(self.env, STAND_IN_CALLS=self.windows(self.calls), STAND_IN_FAIL=fail,
                   STAND_IN_STATE=self.windows(self.state))
        starter = os.path.join(self.home, "start.cmd")
        with open(starter, "w", encoding="ascii", newline="\r\n") as file:
            file.write("@echo off\n"
                       f'set "SystemRoot={self.windows(self.home)}\\Windows"\n'
                       f'set "TEMP={self.windows(self.home)}\\temp dir"\n'
                       f'set "COMPUTERNAME={self.computer}"\n'
                       '"%s" %s\n' % (self.windows(path).replace("%", "%%"), argument))
        # A file and no pipe: wine's own services keep what they inherit.
        with open(os.path.join(self.home, "output"), "w+b") as output:
            done = subprocess.run(["wine", "cmd", "/c", self.windows(starter)], env=env,
                                  cwd=self.home, stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.DEVNULL, timeout=120, check=False)
            output.seek(0)
            printed = output.read().decode("utf-8", "replace")
        calls = []
        if os.path.exists(self.calls):
            with open(self.calls, encoding="utf-8") as file:
                calls = file.read().splitlines()
        return done.returncode, printed, calls

    def value(self, name, otherwise):
        path = os.path.join(self.state, name)
        if not os.path.exists(path):
            return otherwise
        with open(path, encoding="utf-8") as file:
            return file.read()

    def set_value(self, name, value):
        with open(os.path.join(self.state, name), "w", encoding="utf-8") as file:
            file.write(value)

    def channel(self):
        return tuple(self.value(*pair) for pair in
                     (("enabled", "false"), ("size", "1052672"), ("retention", "true")))

    def left(self):
        return sorted(name for name in os.listdir(self.folder) if name != "collect-wmi.cmd")


def in_order(calls, wanted):
    """True when the wanted calls come in this order."""
    rest = iter(calls)
    return all(call in rest for call in wanted)


def exports(calls):
    return [call.split("|")[2] for call in calls if call.startswith("wevtutil|epl|")]


LOGS = [TRACE, "Microsoft-Windows-WMI-Activity/Operational", "System", "Application"]


def check_whole_run(machine, script):
    machine.set_up()
    status, output, calls = machine.run(script)
    if status != 0 or "wmilog-PC01.zip" not in output:
        yield f"a run ends with {status}: {output}"
    if not in_order(calls, [LARGE, ON, OFF]) or exports(calls) != LOGS:
        yield f"calls: {calls}"
    if machine.channel() != ("false", "1052672", "true") or machine.value("reg-Enabled", None):
        yield f"the channel stays changed: {machine.channel()}"
    if machine.left() != ["wmilog-PC01", "wmilog-PC01.zip"]:
        yield f"left: {machine.left()}"
    names = os.listdir(os.path.join(machine.folder, "wmilog-PC01"))
    wanted = {"WMI-Activity-Trace.evtx", "System.evtx", "tasklist.csv", "services.txt",
              "winmgmt-repository.txt", "collected.txt", "windows-version.txt"}
    if not wanted <= set(names) or "Security.evtx" in names:
        yield f"in the folder: {names}"
    packing = [call for call in calls if call.startswith("tar|")]
    if len(packing) != 1 or not packing[0].endswith("& more!\\.|wmilog-PC01"):
        yield f"packing: {packing}"
    status, _, calls = machine.run(script, "security")
    if exports(calls) != [*LOGS, "Security"] or "wmilog-PC01_2.zip" not in machine.left():
        yield f"with the Security log: {exports(calls)}, {machine.left()}"


def check_computer_name(machine, script):
    """NetBIOS allows these signs, and cmd.exe has a meaning for each."""
    machine.set_up()
    machine.computer = "R&D ^(1)!"
    status, output, calls = machine.run(script)
    machine.computer = "PC01"
    name = "wmilog-R&D ^(1)!"
    if status != 0 or machine.left() != [name, f"{name}.zip"] or exports(calls) != LOGS:
        yield f"a computer with an odd name: {status} {machine.left()} {output} {calls}"
    with open(os.path.join(machine.folder, name, "collected.txt"), encoding="utf-8") as file:
        if not file.readline().rstrip().endswith(' on "R&D ^(1)!"'):
            yield "collected.txt does not tell the computer's odd name"


def check_trace_was_on(machine, script):
    machine.set_up()
    machine.set_value("enabled", "true")
    _, output, calls = machine.run(script)
    if LARGE in calls or exports(calls) != LOGS or machine.channel()[0] != "true" \
            or "runs anew" not in output:
        yield f"a trace that was on: {calls}, {machine.channel()}, {output}"


def check_redirected(machine, script):
    """Of 32 bits on a Windows of 64, the programs of 64 are called."""
    machine.set_up(is_redirected=True)
    status, output, calls = machine.run(script)
    if status != 0 or exports(calls) != LOGS or machine.left() != ["wmilog-PC01",
                                                                   "wmilog-PC01.zip"]:
        yield f"with redirection: {status} {output} {calls}"


def check_stopped_run(machine, script):
    for argument in ("undo", ""):
        machine.set_up()
        for name, value in (("enabled", "true"), ("size", "268435456"), ("retention", "false"),
                            ("reg-Enabled", "false"), ("reg-MaxSize", "1052672"),
                            ("reg-Retention", "true")):
            machine.set_value(name, value)
        status, _, calls = machine.run(script, argument)
        if status != 0 or not in_order(calls, [OFF, BACK]):
            yield f"after a stopped run, '{argument}': {calls}"
        if machine.channel() != ("false", "1052672", "true") or machine.value("reg-Enabled", None):
            yield f"after a stopped run, '{argument}': {machine.channel()}"
        if argument == "undo" and (exports(calls) or machine.left()):
            yield f"undo collects: {calls}"


def check_failures(machine, script):
    machine.set_up()
    status, output, calls = machine.run(script, fail="fltmc")
    if status != 1 or "administrator" not in output or any("wevtutil" in call for call in calls):
        yield f"without administrator rights: {status} {output}"
    status, output, calls = machine.run(script, "secrity")
    if status != 2 or calls:
        yield f"an unknown argument: {status} {calls}"
    status, output, calls = machine.run(script, fail="epl|Microsoft-Windows-WMI-Activity/Op")
    if status != 0 or "not collected: Microsoft-Windows-WMI-Activity/Operational" not in output:
        yield f"without the Operational channel: {status} {output}"
    machine.set_up()
    status, output, calls = machine.run(script, fail="reg|add")
    if ON in calls or LARGE in calls or exports(calls) != LOGS[1:]:
        yield f"a state that cannot be noted: {calls}"
    machine.set_up()
    status, output, calls = machine.run(script, fail="/e:true")
    if machine.channel() != ("false", "1052672", "true") or exports(calls) != LOGS[1:]:
        yield f"a trace that does not start: {machine.channel()} {calls}"
    machine.set_up()
    status, output, calls = machine.run(script, fail="/rt:true")
    if status != 1 or "undo" not in output or "wmilog-PC01.zip" not in output:
        yield f"a trace that cannot be put back: {status} {output}"
    status, output, calls = machine.run(script)
    if status != 0 or machine.channel() != ("false", "1052672", "true"):
        yield f"the run after that: {status} {machine.channel()} {calls}"


def check_packing(machine, script):
    machine.set_up(without=("tar",))
    _, output, calls = machine.run(script)
    if machine.left() != ["wmilog-PC01", "wmilog-PC01.cab"] or "wmilog-PC01.cab" not in output:
        yield f"without tar: {machine.left()} {output}"
    machine.set_up(without=("tar", "makecab"))
    _, output, calls = machine.run(script)
    if machine.left() != ["wmilog-PC01"] or "Send this folder" not in output:
        yield f"without tar and makecab: {machine.left()} {output}"
    machine.set_up()
    _, output, calls = machine.run(script, fail="tar|")
    if machine.left() != ["wmilog-PC01", "wmilog-PC01.cab"]:
        yield f"tar that fails: {machine.left()} {output}"


def check_minutes(machine, wmilog):
    def script(minutes):
        return subprocess.run([wmilog, "collector", "--trace", minutes], check=True,
                              capture_output=True).stdout
    machine.set_up()
    _, _, calls = machine.run(script("10"))
    if not in_order(calls, [ON, "timeout|/t|600", OFF]):
        yield f"ten minutes: {calls}"
    machine.set_up()
    _, _, calls = machine.run(script("2"), fail="timeout|")
    if not in_order(calls, [ON, "ping|-n|121|127.0.0.1", OFF]):
        yield f"two minutes without a keyboard: {calls}"
    machine.set_up()
    _, _, calls = machine.run(script("0"))
    if exports(calls) != LOGS[1:] or any(TRACE in call for call in calls):
        yield f"without a trace: {calls}"


def main():
    wmilog = os.path.abspath(sys.argv[1])
    if not shutil.which("wine") or not shutil.which(COMPILER):
        print(f"skipped: wine or {COMPILER} is missing")
        sys.exit(SKIPPED)
    text = subprocess.run([wmilog, "collector"], check=True, capture_output=True).stdout
    complaints = []
    if b"\n" in text.replace(b"\r\n", b"") or not text.isascii():
        complaints.append("the script has line ends or characters that cmd.exe does not take")
    with tempfile.TemporaryDirectory() as root:
        stand_in = os.path.join(root, "stand_in.exe")
        subprocess.run([COMPILER, "-O1", "-Wall", "-Werror", "-I", os.path.join(HERE, "..", ".."),
                        "-o", stand_in,
                        os.path.join(HERE, "stand_in.c")], check=True)
        machine = Machine(root, text, stand_in)
        if not machine.start():
            print("skipped: wine does not start")
            sys.exit(SKIPPED)
        try:
            for check in (check_whole_run, check_computer_name, check_trace_was_on,
                          check_redirected, check_stopped_run, check_failures, check_packing):
                complaints += check(machine, text)
            complaints += check_minutes(machine, wmilog)
        finally:
            machine.serve("-k")
    print("\n".join(complaints))
    print(f"collector: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
