#!/usr/bin/env python3
"""Checks what the compiler does not: the order of rooms, banned functions, the shape of files.

usage: lint.py ROOT        one complaint a line, exit status 1 when there is any
"""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import code_text as code  # noqa: E402 (found through the path above)
import rooms  # noqa: E402
from code_text import INCLUDE, WORD, line_of, without_comments  # noqa: E402
from code_text import without_comments_and_strings  # noqa: E402

MAX_FILE_LINES = 600
MAX_COLUMNS = 100

TOP_FOLDERS = {"analyzer", "parsers", "rules", "samples", "tests", "build"}

# Libraries: (the header, as it is included, where it may be seen).
LIBRARIES = [
    (re.compile(r"libxml/"), "libxml2", re.compile(r"(parsers/xml|tests/)")),
    (re.compile(r"zlib\.h"), "zlib",
     re.compile(r"(parsers/(evtx/chunk|archive/(gzip_check|resume))\.c|tests/)")),
    (re.compile(r"jansson"), "Jansson",
     re.compile(r"(parsers/json/|rules/rule_file/|analyzer/given/|tests/)")),
    (re.compile(r"archive(_entry)?\.h"), "libarchive", re.compile(r"parsers/archive/")),
    (re.compile(r"check\.h"), "Check", re.compile(r"tests/")),
]

BANNED = ("strcpy strcat strncpy strncat sprintf vsprintf strtok gets scanf sscanf atoi atol "
          "gmtime localtime ctime asctime alloca").split()
PRINTING = ("printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putchar putc fputc "
            "perror").split()
STREAMS = "stdout stderr STDOUT_FILENO STDERR_FILENO".split()
ENDING = "exit _exit _Exit quick_exit".split()

MAY_EXIT = re.compile(r"(analyzer/main\.c|parsers/base/memory\.c|tests/)")
# memory.c: its last words; make_rules.c: a program of the build
MAY_PRINT = re.compile(r"(analyzer/|parsers/base/memory\.c|rules/rule_file/make_rules\.c|tests/)")

# Places whose bytes are data: they are as some other program wrote them.
DATA = re.compile(r"(samples/|tests/golden/[^/]*\.(txt|json|jsonl|md|csv|sarif)$"
                  r"|tests/fuzz/corpus/)")
SOURCE = re.compile(r"(.*\.(c|h|py)|(.*/)?meson\.build|meson_options\.txt"
                    r"|(tests|\.ci)/run|analyzer/quickstart)$")
TEXT = re.compile(r".*\.(c|h|py|md|json|tsv|build|txt|in|inc)$|.*/?(run|quickstart|LICENSE)$")

# What tells of rooms.
PAPERS = {"CONTRIBUTING.md", *(floor + "/README.md" for floor in rooms.FLOORS)}

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(work|home|root|tmp|Users)/")
OPEN_WORK = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def files_of(root):
    for folder, folders, names in os.walk(root):
        inside = os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        inside = "" if inside == "./" else inside
        folders[:] = sorted(f for f in folders
                            if f not in (".git", "__pycache__") and inside + f != "build")
        for name in sorted(names):
            yield inside + name


def check_libraries(path, text):
    bare = without_comments(text)
    for match in INCLUDE.finditer(bare):
        quote, header = match.groups()
        for pattern, library, where in LIBRARIES:
            if quote == "<" and pattern.match(header) and not where.match(path):
                yield (line_of(bare, match.start()),
                       f"{library} is not to be seen here: <{header}>")


def check_words(path, text):
    forbidden = {word: "banned function" for word in BANNED}
    forbidden["typedef"] = "no typedef"
    if not MAY_EXIT.match(path):
        forbidden.update((word, "ends the program") for word in ENDING)
    if not MAY_PRINT.match(path):
        forbidden.update((word, "prints outside analyzer/") for word in PRINTING + STREAMS)
    bare = without_comments_and_strings(text)
    for match in WORD.finditer(bare):
        word, is_call = match.group(), re.match(r"\s*\(", bare[match.end():match.end() + 9])
        if word in PRINTING + ENDING and not is_call:
            continue  # such as format(printf, 2, 3), or a variable of that name
        if word in forbidden:
            yield line_of(bare, match.start()), f"{forbidden[word]}: {word}"


def check_guard(text, path):
    match = re.search(r"^#ifndef (\w+)\n#define (\w+)\n", text, re.MULTILINE)
    expected = "WMILOG_" + re.sub(r"\W", "_", path).upper()
    if not match or match.groups() != (expected,) * 2 or not text.rstrip().endswith("#endif"):
        yield 1, f"no header guard: #ifndef {expected}, #define, #endif at the end"


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


def read(root, path):
    """The text of a file, None when it is not UTF-8."""
    try:
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError:
        return None


def check_file(path, text):
    if text is None:
        yield 1, "not UTF-8"
        return
    yield from check_shape(path, text)
    if path.endswith((".c", ".h")):
        if not text.startswith("/*"):
            yield 1, "does not start with a comment on what the file alone knows"
        yield from check_libraries(path, text)
        yield from check_words(path, text)
        yield from code.check_include_order(path, text)
        yield from code.check_braces(text)
        yield from code.check_null(text)
        if not path.startswith("tests/"):
            yield from code.check_homes(path, text)
    if path.endswith(".h"):
        yield from check_guard(text, path)


def check_test_packages(root):
    """What needs jsonschema is run only where it is found, so that a build without it passes."""
    path = "tests/meson.build"
    text = read(root, path) if os.path.exists(os.path.join(root, path)) else ""
    guarded = re.compile(r"^if jsonschema\.found\(\)\n.*?^endif", re.MULTILINE | re.DOTALL)
    bare = guarded.sub(lambda m: "\n" * m.group().count("\n"), text)
    for match in re.finditer(r"files\('([\w/]+\.py)'", bare):
        script = "tests/" + match.group(1)
        if "\nimport jsonschema\n" in (read(root, script) or ""):
            yield f"{path}:{bare.count(chr(10), 0, match.start()) + 1}: " \
                  f"{script} needs jsonschema, and is not left out without it"


def lint(root):
    """Complaints as 'path:line: text'."""
    for name in sorted(os.listdir(root)):
        if os.path.isdir(os.path.join(root, name)) and name not in TOP_FOLDERS | {"__pycache__"}:
            if not name.startswith("."):
                yield f"{name}:1: no such room in the house: a new top-level folder"
    sources, papers, builds = {}, {}, {}
    for path in files_of(root):
        if DATA.match(path) or not TEXT.match(path):
            continue
        text = read(root, path)
        for line, complaint in check_file(path, text):
            yield f"{path}:{line}: {complaint}"
        if text is not None and path.endswith((".c", ".h")):
            sources[path] = text
        if text is not None and path in PAPERS:
            papers[path] = text
        if text is not None and os.path.basename(path) == "meson.build":
            builds[path] = text
    yield from check_test_packages(root)
    for path, line, complaint in rooms.check(sources, papers, builds):
        yield f"{path}:{line}: {complaint}"


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
