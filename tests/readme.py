#!/usr/bin/env python3
"""Runs the ```console blocks of README.md and compares what they show.

usage: readme.py WMILOG [FILE]

A line that starts with '$ ' is a command (a backslash at its end goes on in the next line); the
lines after it are its output, standard error included. A line '...' stands for any lines. Commands
run with bash in the source root; `wmilog` is the program of the build. tests/run must be there and
executable; `analyzer/quickstart ARGS` shows what `wmilog analyze ARGS` shows, and is itself run
only when WMILOG_README_FULL=1.
"""
import difflib
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLERS = ("tests/run", "analyzer/quickstart")
TIMEOUT = 120


def commands_of(text):
    """(line number, command, expected lines)"""
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        found = []
        for number, line in enumerate(block.group(1).splitlines(), first):
            if line.startswith("$ "):
                found.append((number, [line[2:]], []))
            elif not found:
                sys.exit(f"README.md:{number}: a console block starts without a command")
            elif not found[-1][2] and found[-1][1][-1].endswith("\\"):
                found[-1][1].append(line)
            else:
                found[-1][2].append(line)
        for number, command, expected in found:
            while expected and not expected[-1].strip():  # an empty line before the next command
                expected.pop()
            yield number, "\n".join(command), expected


def matches(expected, found):
    """'...' stands for any number of lines."""
    pattern = "".join("(?:[^\n]*\n)*?" if line == "..." else re.escape(line) + "\n"
                      for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in found)) is not None


def run(command, wmilog):
    env = dict(os.environ, TERM="dumb")
    env["PATH"] = os.path.dirname(wmilog) + os.pathsep + env["PATH"]
    done = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env,
                          timeout=TIMEOUT, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    return lines, done.returncode


def complaint(command, expected, wmilog):
    """None, or what is wrong."""
    program = command.split()[0]
    if program in INSTALLERS:
        if not os.access(program, os.X_OK):
            return f"{program} is not there, or not executable"
        if program == "tests/run":
            return None
        if os.environ.get("WMILOG_README_FULL") == "1":
            command = f"{{ {command}\n}} 2>/dev/null"
        else:
            command = command.replace(program, "wmilog analyze", 1)
        if not expected:
            expected = ["..."]
    found, status = run(command, wmilog)
    if program in INSTALLERS and status != 0:
        return f"exit status {status}\n" + "\n".join(found)
    if matches(expected, found):
        return None
    return "\n".join(difflib.unified_diff(expected, found, "README.md", "found", lineterm=""))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    readme = os.path.abspath(sys.argv[2]) if len(sys.argv) == 3 else "README.md"
    os.chdir(ROOT)
    with open(readme, encoding="utf-8") as file:
        commands = list(commands_of(file.read()))
    wrong = 0
    for number, command, expected in commands:
        text = complaint(command, expected, wmilog)
        if text is not None:
            wrong += 1
            print(f"README.md:{number}: $ {command}\n{text}")
    print(f"readme: {len(commands)} commands, {wrong} wrong")
    sys.exit(1 if wrong or not commands else 0)


if __name__ == "__main__":
    main()
