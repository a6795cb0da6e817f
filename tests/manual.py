#!/usr/bin/env python3
"""The manual pages and completions against the program: what help lists stands in both, the shells
take them, the example of a rule file is one, and an installed program runs by itself.

usage: manual.py WMILOG BUILD_FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

BASH = r"""
source "$1"
COMP_WORDS=(wmilog "${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_wmilog
printf '%s\n' "${COMPREPLY[@]}"
"""
OPTION = re.compile(r"^  (?:(-\w),|   ) (--[\w-]+) ?(\S*)", re.MULTILINE)
EXAMPLE = re.compile(r"^\.SH EXAMPLE\n\.nf\n(.*?)^\.fi", re.MULTILINE | re.DOTALL)


def output_of(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def complete(script, *words):
    return output_of("bash", "-c", BASH, "bash", script, *words).split()


def commands_of(wmilog):
    table = re.search(r"^commands:\n(.*?)\n\n", output_of(wmilog, "--help"), re.M | re.S).group(1)
    return [line.split()[0] for line in table.splitlines()]


def options_of(wmilog, command):
    """(letter, name, value) of each option that help lists."""
    text = output_of(wmilog, command, "--help").split("\noptions:\n")[1]
    found = OPTION.findall(text)
    lines = text.splitlines()
    if any(len(line) > 80 for line in lines):
        raise SystemExit(f"{command} --help: longer than 80 columns")
    if len(found) != sum(not line.startswith(" " * 26) for line in lines):
        raise SystemExit(f"{command} --help: lines that are no option")
    return found


def check_page(wmilog, page):
    for command in commands_of(wmilog):
        section = re.search(rf'^\.SS "wmilog {command}"\n', page, re.M)
        if not section:
            yield f"wmilog.1 has no command {command}"
        for letter, name, value in options_of(wmilog, command):
            head = "\\fB" + (f"\\{letter}\\fR, \\fB" if letter else "") + name.replace("-", "\\-")
            heads = [entry for entry in page.split(".TP\n") if entry.startswith(head + "\\fR")]
            takers = [entry for entry in heads if re.search(rf"[(,] ?{command}[,)]", entry)]
            if len(takers) != 1:
                yield f"wmilog.1: {name} of {command} stands there {len(takers)} times"
            elif value and f"\\fI{value}\\fR" not in takers[0]:
                yield f"wmilog.1: {name} of {command} takes no {value}"


def check_completions(wmilog, folder):
    script = os.path.join(folder, "wmilog")
    commands = commands_of(wmilog)
    if set(complete(script, "")) != {*commands, "--help", "--version"}:
        yield f"bash completes the commands as {complete(script, '')}"
    for command in commands:
        names = [name for _, name, _ in options_of(wmilog, command)]
        if sorted(complete(script, command, "--")) != sorted(names):
            yield f"bash completes the options of {command} as {complete(script, command, '--')}"
        for shell in ("_wmilog", "wmilog.fish"):
            with open(os.path.join(folder, shell), encoding="utf-8") as file:
                text = file.read()
            yield from (f"{shell} lacks {name}" for name in names
                        if not re.search(rf"{name}\b|-l {name[2:]}\b", text))
    if complete(script, "analyze", "--format", "js") != ["json", "jsonl"]:
        yield "bash does not complete the names of forms"
    if "why" not in complete(script, "rules", ""):
        yield "bash does not complete the parts of rules"
    for shell, name in (("bash", "wmilog"), ("zsh", "_wmilog"), ("fish", "wmilog.fish")):
        if shutil.which(shell):
            done = subprocess.run([shell, "-n", os.path.join(folder, name)], capture_output=True,
                                  text=True, check=False)
            if done.returncode or done.stderr:
                yield f"{shell} does not take {name}: {done.stderr}"


def check_example(wmilog, page):
    text = EXAMPLE.search(page).group(1)
    for coded, plain in (("\\(ga", "`"), ("\\e", "\\"), ("\\-", "-")):
        text = text.replace(coded, plain)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rules.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        for part in ("lint", "test"):
            done = subprocess.run([wmilog, "rules", part, path], capture_output=True, text=True,
                                  check=False)
            if done.returncode:
                yield f"the example of wmilog-rules.5: {done.stdout}{done.stderr}"


def check_groff(folder):
    if not shutil.which("groff"):
        return
    for name in ("wmilog.1", "wmilog-rules.5"):
        done = subprocess.run(["groff", "-man", "-ww", "-z", os.path.join(folder, name)],
                              capture_output=True, text=True, check=False)
        if done.stderr:
            yield f"groff about {name}: {done.stderr}"


def check_install(build):
    """The installed program runs where there is nothing but itself."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", folder],
                       check=True, capture_output=True)
        installed = {name: os.path.join(root, name)
                     for root, _, names in os.walk(folder) for name in names}
        missing = {"wmilog", "wmilog.1", "wmilog-rules.5", "_wmilog", "wmilog.fish"} - {*installed}
        if missing:
            yield f"not installed: {', '.join(sorted(missing))}"
            return
        program = next(os.path.join(root, "wmilog") for root, _, names in os.walk(folder)
                       if "wmilog" in names and os.path.basename(root) == "bin")
        done = subprocess.run([program, "explain", "0x80041003"], env={}, cwd="/",
                              capture_output=True, text=True, check=False)
        if done.returncode or "WBEM_E_ACCESS_DENIED" not in done.stdout:
            yield f"the installed program: {done.returncode} {done.stderr}"


def main():
    wmilog, build = map(os.path.abspath, sys.argv[1:])
    folder = os.path.join(build, "analyzer", "manual")
    with open(os.path.join(folder, "wmilog.1"), encoding="utf-8") as file:
        page = file.read()
    with open(os.path.join(folder, "wmilog-rules.5"), encoding="utf-8") as file:
        rules_page = file.read()
    complaints = [*check_page(wmilog, page), *check_completions(wmilog, folder),
                  *check_example(wmilog, rules_page), *check_groff(folder), *check_install(build)]
    print("\n".join(complaints))
    print(f"manual: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
