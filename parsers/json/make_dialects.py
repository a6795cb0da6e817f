#!/usr/bin/env python3
"""Turns dialects.tsv into the C tables that dialect.h declares.

Usage: make_dialects.py dialects.tsv part_names.tsv OUT.c
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "event"))
import part_names  # noqa: E402 (found through the path above)
import table_rows  # noqa: E402 (as part_names finds it)
from table_rows import quoted  # noqa: E402

COLUMNS = ["dialect", "what", "path"]
PARTS = part_names.PARTS
KINDS = {"mark": "JSON_MARK", "tell": "JSON_TELL", "lack": "JSON_LACK",
         "pair": "JSON_PAIR", "fields": "JSON_FIELDS",
         "flat": "JSON_FLAT", "within": "JSON_WITHIN",
         "message": "JSON_MESSAGE", "escaped": "JSON_ESCAPED", "sparse": "JSON_SPARSE",
         "short_channel": "JSON_SHORT_CHANNEL", "renamed": "JSON_RENAMED", "note": "JSON_NOTE",
         "loose": "JSON_LOOSE", "own": "JSON_OWN", "entities": "JSON_ENTITIES",
         "local_time": "JSON_LOCAL_TIME", "arrival": "JSON_ARRIVAL", "swapped": "JSON_SWAPPED",
         "utc": "JSON_UTC",
         "skip": "JSON_SKIP", "table": "JSON_TABLE", "headers": "JSON_HEADERS"}
# Stands for many rows: members that no program is known by.
ALL_PARTS = "parts"
# Kinds whose path is one text.
WORDS = {"flat", "loose", "own", "entities", "escaped", "sparse", "table", "headers", "renamed",
         "utc", "skip", "note"}
COMMON = ["xml", "wrap", "list", "object", "other", "clock"]
MAX_STEPS = 6
MAX_TIME_NAMES = 64
MARK_WORDS = 4
# Marks that an answer of whatever program may have too, around the records.
COMMON_NAMES = {"message", "Message", "type", "source", "event", "event_id", "Id", "ts", "provider"}


def check_meaning(row, meanings):
    """A name means the same everywhere; what is of no use in one place may be in another."""
    _, what, path = row.values
    others = set(meanings.get(path, {}).values()) & set(PARTS)
    row.require(what not in PARTS or not others or what in others,
                f"'{path}' is {' or '.join(sorted(others))} in part_names.tsv")


def check(rows, meanings):
    seen = set()
    last = "-"
    done = {"-"}
    for row in rows:
        dialect, what, path = row.values
        row.require(dialect and what and path, "an empty column")
        row.require(dialect == last or dialect not in done, f"{dialect} stands in two places")
        row.require(dialect == last or what == "mark", "a dialect begins with its marks")
        known = COMMON if dialect == "-" else PARTS + list(KINDS) + [ALL_PARTS]
        row.require(what in known, f"no such kind of row: {what}")
        row.require((dialect, what, path) not in seen, "stands twice")
        row.require(what in WORDS or len(path.split(".")) <= MAX_STEPS,
                    f"more than {MAX_STEPS} names")
        check_meaning(row, meanings)
        seen.add((dialect, what, path))
        done.add(dialect)
        last = dialect


def path_of(text, is_word=False):
    steps = [text] if is_word else text.split(".")
    return "{%s, {%s}, %d}" % (quoted(text), ", ".join(quoted(s) for s in steps), len(steps))


def unique(items):
    return list(dict.fromkeys(items))


def names_table(name, names):
    names = sorted(set(names), key=lambda n: n.encode())
    rows = ",\n    ".join(table_rows.view(n) for n in names)
    return (f"static const struct view {name}_names[] = {{\n    {rows},\n}};\n\n"
            f"bool json_{name}(struct view name)\n{{\n    return is_among(name, {name}_names, "
            f"COUNT_OF({name}_names));\n}}\n")


def paths_table(name, paths):
    rows = ",\n    ".join(path_of(p) for p in paths)
    return (f"const struct json_path json_{name}s[] = {{\n    {rows},\n}};\n"
            f"const size_t json_{name}_count = {len(paths)};\n")


def views_table(name, names):
    rows = ",\n    ".join(table_rows.view(n) for n in names)
    return (f"const struct view json_{name}_names[] = {{\n    {rows},\n}};\n"
            f"const size_t json_{name}_name_count = {len(names)};\n")


def dialect_rows(rows, dialect):
    for name, what, path in rows:
        if name == dialect:
            kind = KINDS.get(what) or "EVENT_PART_" + what.upper()
            yield f"{{{kind}, {path_of(path, what in WORDS)}}}"


def first_names(paths):
    """Under which of them what a path leads to may stand in an object: in one name, or below it."""
    return {name for path in paths for name in (path, path.split(".")[0])}


def mark_names(rows):
    """Names that tell of a record what it is, each in small letters, the shorter first."""
    paths = [path for _, what, path in rows if what in ("mark", "xml", "wrap")]
    return sorted(set(map(str.lower, first_names(paths))), key=lambda name: (len(name), name))


def mark_starts(names):
    """For each length the first of the names that are not shorter."""
    longest = len(names[-1])
    starts = [sum(len(name) < length for name in names) for length in range(longest + 2)]
    return (f"const uint16_t json_mark_starts[] = {{{', '.join(map(str, starts))}}};\n"
            f"const size_t json_mark_longest = {longest};\n")


def bits(names, some):
    value = sum(1 << names.index(name.lower()) for name in set(map(str.lower, some)))
    words = [f"UINT64_C({value >> 64 * i & 2**64 - 1:#x})" for i in range(MARK_WORDS)]
    return "{{%s}}" % ", ".join(words)


def dialect_marks(rows, dialect, names):
    """What the first mark of a dialect asks for, and the first names of all."""
    paths = [path for name, what, path in rows if name == dialect and what == "mark"]
    return (bits(names, first_names(paths[:1])) + ", " +
            bits(names, [path.split(".")[0] for path in paths]))


def parts_of(rows):
    common = {kind: [p for d, w, p in rows if d == "-" and w == kind] for kind in COMMON}
    dialects = unique(d for d, _, _ in rows if d != "-")
    marks = [p.split(".")[0] for _, w, p in rows if w in ("mark", "wrap", "xml")]
    marks += [p for _, w, p in rows if w == "mark"]
    times = unique(p.split(".")[-1] for _, w, p in rows if w in ("time", "arrival"))
    local = unique(p.split(".")[-1] for _, w, p in rows if w == "local_time")
    if max(len(times), len(local), len(common["clock"])) > MAX_TIME_NAMES:
        raise table_rows.Refused(f"more than {MAX_TIME_NAMES} names of times")
    yield "/* Made from dialects.tsv by make_dialects.py. */\n"
    yield '#include <stdlib.h>\n\n#include "parsers/base/count.h"\n' \
        '#include "parsers/json/dialect.h"\n\n'
    yield ("static int compare_names(const void *key, const void *item)\n{\n"
           "    return view_compare(*(const struct view *)key, *(const struct view *)item);\n}\n\n"
           "static bool is_among(struct view name, const struct view *names, size_t count)\n{\n"
           "    return bsearch(&name, names, count, sizeof(*names), compare_names);\n}\n\n")
    sure = [p.split(".")[0] for _, w, p in rows if w == "mark"]
    yield names_table("marks_record", marks)
    yield names_table("is_of_record", [name for name in sure if name not in COMMON_NAMES])
    yield names_table("holds_list", common["list"])
    yield names_table("holds_objects", common["object"])
    yield paths_table("xml_path", common["xml"])
    yield paths_table("wrap", common["wrap"])
    others = ",\n    ".join("{%s, {%s, %s}, 2}" % (quoted(p), *map(quoted, p.split("=")))
                             for p in common["other"])
    yield (f"const struct json_path json_others[] = {{\n    {others},\n}};\n"
           f"const size_t json_other_count = {len(common['other'])};\n")
    yield views_table("time", times)
    yield views_table("local_time", local)
    yield views_table("clock", common["clock"])
    for number, dialect in enumerate(dialects):
        yield (f"static const struct json_row rows_{number}[] = {{\n    "
               + ",\n    ".join(dialect_rows(rows, dialect)) + ",\n};\n")
    names = mark_names(rows)
    if len(names) > 64 * MARK_WORDS:
        raise table_rows.Refused(f"more than {64 * MARK_WORDS} names in marks")
    yield views_table("mark", names)
    yield mark_starts(names)
    for kind in ("xml", "wrap"):
        yield (f"const struct json_marks json_{kind}_marks = "
               f"{bits(names, first_names(common[kind]))};\n")
    yield "const struct json_dialect json_dialects[] = {\n"
    for number, dialect in enumerate(dialects):
        yield (f"    {{{quoted(dialect)}, rows_{number}, COUNT_OF(rows_{number}), "
               f"{dialect_marks(rows, dialect, names)}}},\n")
    yield f"}};\nconst size_t json_dialect_count = {len(dialects)};\n"


def with_all_parts(rows, meanings):
    """The rows, each of ALL_PARTS as those that it stands for."""
    for dialect, what, path in rows:
        if what != ALL_PARTS:
            yield dialect, what, path
            continue
        for name, parts in meanings.items():
            part = parts.get(part_names.MEMBER)
            if part:
                yield dialect, "local_time" if part == "time" else part, name


def generate(path, names_path):
    rows = table_rows.read(path, COLUMNS)
    meanings = part_names.read(names_path)
    check(rows, meanings)
    return "".join(parts_of(list(with_all_parts([row.values for row in rows], meanings))))


if __name__ == "__main__":
    sys.exit(table_rows.run(sys.argv, "dialects.tsv part_names.tsv OUT.c", generate))
