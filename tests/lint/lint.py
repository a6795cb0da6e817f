#!/usr/bin/env python3
"""Checks what the compiler does not: who may include whom, banned functions, the shape of files.

usage: lint.py ROOT        one complaint a line, exit status 1 when there is any
"""
import os
import re
import sys

MAX_FILE_LINES = 600
MAX_COLUMNS = 100

TOP_FOLDERS = {"analyzer", "parsers", "rules", "samples", "tests", "build"}

# Floors, the most special first: (folder, prefixes of the project's own headers it may include).
FLOORS = [
    ("parsers/base/", ("parsers/base/",)),
    ("parsers/", ("parsers/",)),
    ("rules/", ("rules/", "parsers/event/event.h", "parsers/event/event_ids.h", "parsers/base/")),
    ("analyzer/report/",
     ("analyzer/report/", "analyzer/input/report_source.h", "rules/", "parsers/event/event.h",
      "parsers/event/templates.h", "parsers/base/")),
    ("analyzer/", ("analyzer/", "rules/", "parsers/")),
    ("tests/", ("tests/", "analyzer/", "rules/", "parsers/")),
]

# Libraries: (the header, as it is included, where it may be seen).
LIBRARIES = [
    (re.compile(r"libxml/"), "libxml2", re.compile(r"(parsers/xml|tests/)")),
    (re.compile(r"zlib\.h"), "zlib", re.compile(r"parsers/evtx/chunk\.c")),
    (re.compile(r"jansson"), "Jansson",
     re.compile(r"(rules/rule_file/|tests/)")),
    (re.compile(r"check\.h"), "Check", re.compile(r"tests/")),
]

BANNED = ("strcpy strcat strncpy strncat sprintf vsprintf strtok gets scanf sscanf atoi atol "
          "gmtime localtime ctime asctime alloca").split()
PRINTING = ("printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putchar putc fputc "
            "perror").split()
STREAMS = "stdout stderr STDOUT_FILENO STDERR_FILENO".split()
ENDING = "exit _exit _Exit quick_exit".split()

MAY_EXIT = re.compile(r"(analyzer/main\.c|parsers/base/memory\.c|tests/)")
MAY_PRINT = re.compile(r"(analyzer/|parsers/base/memory\.c|tests/)")  # memory.c: its last words

# Places whose bytes are data: they are as some other program wrote them.
DATA = re.compile(r"(samples/|tests/golden/[^/]*\.(txt|json|jsonl)$|tests/fuzz/corpus/)")
SOURCE = re.compile(r"(.*\.(c|h|py)|(.*/)?meson\.build|meson_options\.txt"
                    r"|(tests|\.ci)/run|analyzer/quickstart)$")
TEXT = re.compile(r".*\.(c|h|py|md|json|tsv|build|txt|in|inc)$|.*/?(run|quickstart|LICENSE)$")

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(work|home|root|tmp|Users)/")
OPEN_WORK = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
WORD = re.compile(r"[A-Za-z_]\w*")


def files_of(root):
    for folder, folders, names in os.walk(root):
        inside = os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        inside = "" if inside == "./" else inside
        folders[:] = sorted(f for f in folders
                            if f not in (".git", "__pycache__") and inside + f != "build")
        for name in sorted(names):
            yield inside + name


def blank_out(match):
    """Newlines only, so that line numbers stay."""
    return " " + "\n" * match.group().count("\n")


def without_comments(text):
    return TOKEN.sub(lambda m: blank_out(m) if m.group().startswith("/") else m.group(), text)


def without_comments_and_strings(text):
    return TOKEN.sub(blank_out, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_includes(path, text):
    allowed = next((own for folder, own in FLOORS if path.startswith(folder)), ())
    code = without_comments(text)
    for match in INCLUDE.finditer(code):
        line, (quote, header) = line_of(code, match.start()), match.groups()
        for pattern, library, where in LIBRARIES:
            if quote == "<" and pattern.match(header) and not where.match(path):
                yield line, f"{library} is not to be seen here: <{header}>"
        if quote == '"' and not header.startswith(allowed):
            yield line, f"include outside this floor, or not from the root: \"{header}\""


def check_words(path, text):
    forbidden = {word: "banned function" for word in BANNED}
    forbidden["typedef"] = "no typedef"
    if not MAY_EXIT.match(path):
        forbidden.update((word, "ends the program") for word in ENDING)
    if not MAY_PRINT.match(path):
        forbidden.update((word, "prints outside analyzer/") for word in PRINTING + STREAMS)
    code = without_comments_and_strings(text)
    for match in WORD.finditer(code):
        word, is_call = match.group(), re.match(r"\s*\(", code[match.end():match.end() + 9])
        if word in PRINTING + ENDING and not is_call:
            continue  # such as format(printf, 2, 3), or a variable of that name
        if word in forbidden:
            yield line_of(code, match.start()), f"{forbidden[word]}: {word}"


def check_guard(text, guards, path):
    match = re.search(r"^#ifndef (WMILOG_\w+)\n#define (\w+)\n", text, re.MULTILINE)
    if not match or match.group(1) != match.group(2) or not text.rstrip().endswith("#endif"):
        yield 1, "no header guard: #ifndef WMILOG_..., #define, #endif at the end"
    elif guards.setdefault(match.group(1), path) != path:
        yield 1, f"header guard is also that of {guards[match.group(1)]}: {match.group(1)}"


def check_shape(path, text):
    lines = text.split("\n")
    is_table = path.endswith(".tsv")  # the last column may be empty
    if lines[-1]:
        yield len(lines), "file does not end with a newline"
    elif text.endswith("\n\n"):
        yield len(lines) - 1, "empty line at the end"
    for number, line in enumerate(lines, 1):
        if line.rstrip() != line and not (is_table and line.rstrip(" \r") == line):
            yield number, "trailing blank"
        if "\t" in line and not is_table:
            yield number, "tab"
        if OPEN_WORK.search(line):
            yield number, "unfinished: " + OPEN_WORK.search(line).group()
        if MACHINE_PATH.search(line):
            yield number, "path of one machine: " + MACHINE_PATH.search(line).group()
        if SOURCE.match(path) and len(line) > MAX_COLUMNS:
            yield number, f"{len(line)} columns, at most {MAX_COLUMNS}"
    if SOURCE.match(path) and len(lines) - 1 > MAX_FILE_LINES:
        yield len(lines) - 1, f"{len(lines) - 1} lines, at most {MAX_FILE_LINES}"


def check_file(root, path, guards):
    if DATA.match(path) or not TEXT.match(path):
        return
    try:
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            text = file.read()
    except UnicodeDecodeError:
        yield 1, "not UTF-8"
        return
    yield from check_shape(path, text)
    if path.endswith((".c", ".h")):
        if not text.startswith("/*"):
            yield 1, "does not start with a comment on what the file alone knows"
        yield from check_includes(path, text)
        yield from check_words(path, text)
    if path.endswith(".h"):
        yield from check_guard(text, guards, path)


def lint(root):
    """Complaints as 'path:line: text'."""
    guards = {}
    for name in sorted(os.listdir(root)):
        if os.path.isdir(os.path.join(root, name)) and name not in TOP_FOLDERS | {"__pycache__"}:
            if not name.startswith("."):
                yield f"{name}:1: no such room in the house: a new top-level folder"
    for path in files_of(root):
        for line, text in check_file(root, path, guards):
            yield f"{path}:{line}: {text}"


def main():
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        sys.exit(__doc__.strip())
    complaints = list(lint(sys.argv[1]))
    for complaint in complaints:
        print(complaint)
    print(f"lint: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
