"""The order of rooms: who may include and call whom, and which folder is a room."""
import os
import re

from code_text import WORD, includes_of, without_comments_and_strings

MAX_ROOM_FILES = 20  # .c files; tests excepted

# A room includes itself and what stands before it. A new format, form or table of knowledge comes
# as a room, or as a file beside its kin.
ROOMS = """
    parsers/base
    parsers/base/hash
    parsers/event
    parsers/process_list
    parsers/machine
    parsers/xml
    parsers/evtx/binxml
    parsers/evtx
    parsers/etl
    parsers/json
    parsers/text/lines
    parsers/text
    parsers/archive
    parsers
    rules/knowledge
    rules/texts
    rules/computers
    rules/failure
    rules/rule
    rules/surroundings
    rules/operations
    rules/usage
    rules/matching
    rules/rule_file
    rules/consumers
    rules/findings
    rules
    analyzer/console
    analyzer/files
    analyzer/input
    analyzer/owner
    analyzer/redact
    analyzer/report
    analyzer/report/text
    analyzer/report/html
    analyzer/report/json
    analyzer/report/csv
    analyzer/report/brief
    analyzer/report/markdown
    analyzer/report/tickets
    analyzer/report/sarif
    analyzer/report/diff
    analyzer/given
    analyzer/commands
    analyzer/commands/collector
    analyzer/commands/rules
    analyzer
    analyzer/manual
    tests/collector
    tests/unit
    tests/fuzz
    tests/bench
""".split()

# How bytes are read: nothing that judges or reports may come to know it, by whatever detour.
READING = ("parsers/event/reader.h", "parsers/event/source.h")
NOT_READING = ("rules/", "analyzer/report/")

# Each of these floors has a README with a table of its rooms.
FLOORS = ("parsers", "rules", "analyzer")

# Rooms of parsers/ that all readers share; the others are readers, and strangers to each other.
SHARED = ("base", "event")

FUNCTION = re.compile(r"^(?!static\b)[a-z][\w \t*]*?\b(\w+)\([^;{}]*\)\n\{", re.MULTILINE)
TABLE_ROW = re.compile(r"^\| `([\w/]+)/` \|", re.MULTILINE)
LISTED_SOURCE = re.compile(r"\s+'([^']+\.c)',$")
FOREIGN_SOURCE = re.compile(r"'([^'\n]+/)[^'/\n]+\.c'")
STRUCT_NAME = re.compile(r"\b(?:struct|enum|union)\s+\w+")


def room_of(path):
    return os.path.dirname(path)


def reader_of(path):
    """'xml' for parsers/xml/events.c; None for what is no reader's."""
    parts = path.split("/")
    is_reader = parts[0] == "parsers" and len(parts) > 2 and parts[1] not in SHARED
    return parts[1] if is_reader else None


def check_include(path, header):
    """What is wrong with an include, or None."""
    room, other = room_of(path), room_of(header)
    if other not in ROOMS or not header.endswith((".h", ".def")):
        return f"include not from the root, or of no room: \"{header}\""
    if room.startswith("tests/") and other.startswith("tests/"):
        return None
    if room in ROOMS and ROOMS.index(other) > ROOMS.index(room):
        return f"include against the order of rooms: \"{header}\""
    readers = {reader_of(path), reader_of(header)}
    if len(readers) == 2 and None not in readers:
        return f"a reader knows no other reader: \"{header}\""
    if path.startswith(NOT_READING) and reader_of(header):
        return f"no reader is known here: \"{header}\""
    return None


def check_includes(path, includes):
    for line, quote, header in includes:
        complaint = check_include(path, header) if quote == '"' else None
        if complaint:
            yield path, line, complaint


def check_detours(includes):
    """No file of these rooms includes a header that leads to the reading of bytes."""
    known = {}

    def leads(path):
        if path not in known:
            known[path] = False  # a circle leads nowhere; it is told elsewhere
            known[path] = path in READING or any(leads(header) for _, quote, header
                                                 in includes.get(path, ()) if quote == '"')
        return known[path]

    for path in includes:
        for line, quote, header in includes[path] if path.startswith(NOT_READING) else ():
            if quote == '"' and leads(header):
                yield path, line, f"leads to the reading of bytes: \"{header}\""


def circle_in(graph):
    """The nodes of one circle, [] when there is none."""
    state, way = {}, []

    def visit(node):
        state[node] = "open"
        way.append(node)
        for other in sorted(graph.get(node, ())):
            if state.get(other) == "open":
                return way[way.index(other):]
            found = visit(other) if other not in state else []
            if found:
                return found
        state[node] = "done"
        way.pop()
        return []

    for node in sorted(graph):
        found = visit(node) if node not in state else []
        if found:
            return found
    return []


def uses_of(sources):
    """.c file -> the other .c files whose functions it names."""
    code = {path: without_comments_and_strings(text)
            for path, text in sources.items() if path.endswith(".c")}
    where = {name: path for path, text in code.items() for name in FUNCTION.findall(text)}
    bare = {path: STRUCT_NAME.sub(" ", text) for path, text in code.items()}
    return {path: {where[word] for word in WORD.findall(text) if word in where} - {path}
            for path, text in bare.items()}


def check_circles(sources, includes):
    headers = {path: {header for _, quote, header in found if quote == '"'}
               for path, found in includes.items() if path.endswith(".h")}
    circle = circle_in(headers)
    if circle:
        yield circle[0], 1, "headers include each other in a circle: " + ", ".join(circle)
    house = {path: text for path, text in sources.items() if not path.startswith("tests/")}
    circle = circle_in(uses_of(house))
    if circle:
        yield circle[0], 1, "files call each other in a circle: " + ", ".join(circle)


def check_tables(room, papers):
    """The table of rooms, and that of the floor where the room stands, have a line for it."""
    floor, _, inner = room.partition("/")
    for paper, name in (("CONTRIBUTING.md", room), (floor + "/README.md", inner)):
        if name and paper in papers and f"| `{name}/` |" not in papers[paper]:
            yield paper, 1, f"the table of rooms has no line for {name}/"


def check_rows(files, papers):
    """What stands in a table of rooms is there, in the order of the rooms."""
    for paper, text in papers.items():
        floor = os.path.dirname(paper)
        rooms = [os.path.join(floor, name) for name in TABLE_ROW.findall(text)]
        for room in rooms:
            if room not in files:
                yield paper, 1, f"the table of rooms has a line for {room}/, which is none"
        known = [room for room in rooms if room in ROOMS]
        for room, next_room in zip(known, known[1:]):
            if ROOMS.index(room) > ROOMS.index(next_room):
                yield paper, 1, f"the table of rooms has {room}/ above {next_room}/"


def check_builds(files, builds):
    """Each room says itself what it is built of."""
    for room, paths in sorted(files.items()):
        is_built = any(path.endswith(".c") for path in paths) and not room.startswith("tests/")
        if builds and is_built and room + "/meson.build" not in builds:
            yield paths[0], 1, f"{room} has no meson.build"
    for path, text in builds.items():
        for match in FOREIGN_SOURCE.finditer(text) if not path.startswith("tests/") else ():
            yield path, text.count("\n", 0, match.start()) + 1, \
                f"builds a file of another room: {match.group(1)}"
        last = ("", 0)
        for number, line in enumerate(text.split("\n"), 1):
            source = LISTED_SOURCE.match(line)
            if source and number == last[1] + 1 and source.group(1) <= last[0]:
                yield path, number, f"{source.group(1)} stands behind {last[0]}: out of order"
            last = (source.group(1), number) if source else ("", 0)


def check_rooms(sources, papers, builds):
    files = {}
    for path in sources:
        files.setdefault(room_of(path), []).append(path)
    for room, paths in sorted(files.items()):
        count = sum(path.endswith(".c") for path in paths)
        if room not in ROOMS and room.split("/")[0] in ("parsers", "rules", "analyzer", "tests"):
            yield paths[0], 1, f"{room} is no room: its place in the order is not in rooms.py"
        if count > MAX_ROOM_FILES and not room.startswith("tests/"):
            yield paths[0], 1, f"{room} has {count} .c files, at most {MAX_ROOM_FILES}"
        yield from check_tables(room, papers)
    yield from check_rows(files, papers)
    yield from check_builds(files, builds)


def check_way(sources, contributing):
    """Each function that "The way of an event" names is there, in the file that it names."""
    section = contributing.partition("## The way of an event\n")[2].partition("\n## ")[0]
    for file, names in re.findall(r"`([\w/]+\.c)`:? ((?:`\w+`(?:, | and )?)+)", section):
        for name in re.findall(r"`(\w+)`", names):
            if not re.search(rf"^[a-z][^\n;]*\b{name}\([^;{{}}]*\)\n\{{", sources.get(file, ""),
                             re.MULTILINE):
                yield "CONTRIBUTING.md", 1, f"the way of an event: no {name} in {file}"


def check(sources, papers, builds):
    """sources: path -> text of every .c and .h file; papers: the same of CONTRIBUTING.md and of the
    README of each floor, as far as they are there; builds: of every meson.build. Gives (path, line,
    complaint)."""
    includes = {path: list(includes_of(text)) for path, text in sources.items()}
    for path, found in includes.items():
        yield from check_includes(path, found)
    yield from check_detours(includes)
    yield from check_circles(sources, includes)
    yield from check_rooms(sources, papers, builds)
    yield from check_way(sources, papers.get("CONTRIBUTING.md", ""))
