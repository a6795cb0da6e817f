#!/usr/bin/env python3
"""Turns the tables about WMI's world into the sorted, compact tables of knowledge_tables.h.

usage: make_knowledge.py FOLDER OUT.c

All texts stand once in one pool of words; everything else is numbers, so that nothing has to be
relocated or built when the program starts. The build stops when a table is malformed or the whole
is larger than it may be.
"""
import os
import re
import sys

import knowledge_rows as rows_of
from knowledge_rows import table_rows

MAX_BYTES = 2 * 1024 * 1024
NONE = 0xFFFF
SLOTS = 1 << 14
SIZES = {"uint8_t": 1, "uint16_t": 2, "uint32_t": 4, "struct name_pattern": 8,
         "struct normal_row": 8, "struct namespace_row": 24, "struct class_row": 30,
         "struct class_name": 12, "struct provider_row": 18, "struct service_row": 8,
         "struct owner_code_row": 12, "struct known_event_row": 12,
         "struct part_row": 10}
PER_LINE = 16
MAX_NEAR = 64  # NEAREST_MAX_NAME


def fold(text):
    return text.lower()  # the tables are ASCII


def name_hash(text):
    """FNV-1a of the folded name, as in words.c."""
    value = 2166136261
    for byte in fold(text).encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def constant(prefix, text):
    return prefix + re.sub(r"\W", "_", text).upper()


class Words:
    """Every text once, the empty one first."""

    def __init__(self):
        self.numbers = {"": 0}

    def number(self, text):
        return self.numbers.setdefault(text, len(self.numbers))

    def pool(self):
        return b"".join(text.encode("ascii") for text in self.numbers)

    def starts(self):
        starts = [0]
        for text in self.numbers:
            starts.append(starts[-1] + len(text))
        return starts


class Output:
    """C text, and how many bytes of program it makes."""

    def __init__(self):
        self.parts, self.bytes = [], 0

    def array(self, kind, name, items):
        items = [str(item) for item in items]
        self.bytes += SIZES[kind] * len(items)
        per_line = 1 if kind.startswith("struct") else PER_LINE
        lines = ["    " + ", ".join(items[at:at + per_line]) + ",\n"
                 for at in range(0, len(items), per_line)]
        self.parts.append(f"const {kind} {name}[] = {{\n{''.join(lines)}}};\n")

    def count(self, name, number):
        self.parts.append(f"const uint16_t {name} = {number};\n")
        self.bytes += 2

    def table(self, kind, name, items):
        self.array(kind, name, items)
        self.count(name[:-1] + "_count", len(items))


class Normals:
    """Lists of normal codes, each list once; number 0 is the empty one."""

    def __init__(self):
        self.numbers, self.rows = {(): 0}, [(0, "elsewhere", "true")]

    def number(self, codes):
        if codes not in self.numbers:
            self.numbers[codes] = len(self.rows)
            for code, when in codes:
                is_last = "true" if (code, when) == codes[-1] else "false"
                self.rows.append((code, when, is_last))
        return self.numbers[codes]

    def items(self):
        return [f"{{0x{code:08X}U, {constant('NORMAL_', when)}, {is_last}}}"
                for code, when, is_last in self.rows]


def braces(*values):
    return "{" + ", ".join(str(value) for value in values) + "}"


def literal(pattern):
    """What stands before the first wildcard, folded."""
    return fold(pattern).partition("*")[0]


def patterns(words, pairs):
    """Patterns by what stands before their first wildcard; each knows the next one that a name can
    match which this one does not. `pairs` are (pattern, target)."""
    ordered = sorted(pairs, key=lambda pair: (literal(pair[0]), len(pair[0]), fold(pair[0])))
    items, stack = [], []
    for number, (pattern, target) in enumerate(ordered):
        while stack and not literal(pattern).startswith(literal(ordered[stack[-1]][0])):
            stack.pop()
        items.append(braces(words.number(pattern), stack[-1] if stack else NONE,
                            len(literal(pattern)), target))
        stack.append(number)
    return items


def add_namespaces(out, words, normals, rows):
    number = words.number
    out.table("struct namespace_row", "namespace_rows", [braces(
        number(row["namespace"]), number(row["owner"]), number(row["since"]), number(row["until"]),
        number(row["installed_by"]), number(row["mof"]), number(row["note"]),
        normals.number(row["normal"]), f"0x{row['inferred']:04X}",
        constant("NAMESPACE_KIND_", row["kind"]), constant("EDITIONS_", row["editions"]),
        constant("ENCRYPTION_", row["needs_encryption"]),
        constant("ACCESS_", row["default_access"]),
        "GRADE_" + rows_of.GRADES[row["grade"]]) for row in rows])
    out.table("struct name_pattern", "namespace_patterns", patterns(
        words, [(row["namespace"], at) for at, row in enumerate(rows)]))


def add_class_rows(out, words, normals, rows):
    number = words.number
    out.table("struct class_row", "class_rows", [braces(
        number(row["class"]), number(row["namespace"]), number(row["provider"]),
        number(row["dll"]), number(row["mof"]), number(row["since_client"]),
        number(row["since_server"]), number(row["until"]), number(row["owner"]),
        number(row["rights"]), number(row["note"]), normals.number(row["normal"]),
        f"0x{row['inferred']:04X}", f"0x{row['seen']:02X}",
        constant("CLASS_KIND_", row["kind"]), "GRADE_" + rows_of.GRADES[row["grade"]])
        for row in rows])


def add_class_names(out, words, rows, properties):
    """One entry for each class name, with its rows, superclass, properties, and all below it."""
    spelled = {}
    for row in rows:
        spelled.setdefault(fold(row["class"]), row["class"])
    for row in properties:
        spelled.setdefault(fold(row["class"]), row["class"])
    for row in properties:
        if row["superclass"]:
            spelled.setdefault(fold(row["superclass"]), row["superclass"])
    names = sorted(spelled)
    at = {name: position for position, name in enumerate(names)}
    first, count = {}, {}
    for position, row in enumerate(rows):
        first.setdefault(fold(row["class"]), position)
        count[fold(row["class"])] = count.get(fold(row["class"]), 0) + 1
    above = {fold(row["class"]): fold(row["superclass"]) for row in properties}
    lists = add_properties(out, words, properties)
    whole = whole_classes(properties)
    out.array("struct class_name", "class_names", [braces(
        words.number(spelled[name]), first.get(name, 0), count.get(name, 0),
        at[above[name]] if above.get(name) else NONE, lists.get(name, 0),
        "true" if name in whole else "false") for name in names])
    out.count("class_name_row_count", len(names))
    add_slots(out, names)
    add_lengths(out, names)
    add_below(out, names, at, above)
    out.table("struct name_pattern", "class_patterns", patterns(
        words, [(spelled[name], at[name]) for name in names if "*" in name]))


def add_properties(out, words, rows):
    """Returns class -> list of properties; equal lists are written once, list 0 is empty."""
    types = sorted({kind for row in rows for _, kind in row["properties"]})
    if len(types) > 0x100:
        raise table_rows.Refused(f"{len(types)} types of properties, at most 256")
    numbers, names, kinds, starts, lists = {(): 0}, [], [], [0, 0], {}
    for row in rows:
        found = tuple(row["properties"])
        if found not in numbers:
            numbers[found] = len(numbers)
            names += [words.number(name) for name, _ in found]
            kinds += [types.index(kind) for _, kind in found]
            starts.append(len(names))
        lists[fold(row["class"])] = numbers[found]
    out.array("uint32_t", "property_list_starts", starts)
    out.array("uint16_t", "property_names", names)
    out.array("uint8_t", "property_types", kinds)
    out.array("uint16_t", "property_type_words", [words.number(kind) for kind in types])
    return lists


def whole_classes(properties):
    """Classes of which every property is known: listed at the class, which often lists inherited
    ones too, or at its superclasses, each of which is documented."""
    known = {fold(row["class"]): row for row in properties}

    def owned(row):
        return {fold(name) for name, _ in row["properties"]}

    def ends_well(name):
        while name in known:
            name = fold(known[name]["superclass"])
        return not name

    whole = set()
    for name, row in known.items():
        above = known.get(fold(row["superclass"]))
        repeats = above and above["properties"] and owned(above) <= owned(row)
        if row["properties"] and (repeats or ends_well(name)):
            whole.add(name)
    return whole


def add_slots(out, names):
    if len(names) > SLOTS * 3 // 4:
        raise table_rows.Refused(f"{len(names)} names of classes, at most {SLOTS * 3 // 4}")
    slots = [NONE] * SLOTS
    for position, name in enumerate(names):
        slot = name_hash(name) % SLOTS
        while slots[slot] != NONE:
            slot = (slot + 1) % SLOTS
        slots[slot] = position
    out.array("uint16_t", "class_slots", slots)


def letters(name):
    """The characters in a name as bits, as classes.c counts them: an edit changes two at most."""
    return sum({1 << (ord(letter) - ord("a") if letter.isalpha() else 26 + ord(letter) % 6)
                for letter in name})


def add_lengths(out, names):
    """Names without wildcards by length, so that those near a mistyped one are few."""
    by_length = sorted((len(name), at) for at, name in enumerate(names)
                       if "*" not in name and len(name) <= MAX_NEAR)
    starts = [sum(length < wanted for length, _ in by_length) for wanted in range(MAX_NEAR + 2)]
    out.array("uint16_t", "class_length_starts", starts)
    out.array("uint16_t", "class_by_length", [at for _, at in by_length])
    out.array("uint32_t", "class_letters",
              [f"0x{letters(names[at]):08X}U" for _, at in by_length])


def add_below(out, names, at, above):
    """Those with a provider first: the classes of Windows."""
    of_windows = {at[name] for name in names if name.lower().startswith("win32_")}
    below = {name: [] for name in names}
    for name in names:
        base = above.get(name)
        while base:
            below[base].append(at[name])
            base = above.get(base)
    starts, flat = [0], []
    for name in names:
        flat += sorted(below[name], key=lambda row: (row not in of_windows, row))
        starts.append(len(flat))
    out.array("uint16_t", "class_below_starts", starts)
    out.array("uint16_t", "class_below_rows", flat)


def add_providers(out, words, rows):
    number = words.number
    out.table("struct provider_row", "provider_rows", [braces(
        number(row["provider"]), number(row["clsid"]), number(row["path"]), number(row["hosting"]),
        number(row["namespaces"]), number(row["owner"]), number(row["note"]),
        f"0x{row['inferred']:04X}", "GRADE_" + rows_of.GRADES[row["grade"]]) for row in rows])
    first = {}
    for at, row in enumerate(rows):
        first.setdefault(fold(row["provider"]), at)
    out.table("struct name_pattern", "provider_patterns", patterns(
        words, [(rows[at]["provider"], at) for at in first.values()]))
    with_clsid = [at for at, row in enumerate(rows) if row["clsid"]]
    out.table("uint16_t", "provider_clsids",
              sorted(with_clsid, key=lambda at: (rows[at]["clsid"], at)))


def add_by_kind(out, words, name, rows, target):
    """For each kind of thing that patterns are of, a table of its own."""
    for kind in rows_of.OF:
        out.table("struct name_pattern", f"{kind}_{name}_patterns", patterns(
            words, [(row["pattern"], target(at)) for at, row in enumerate(rows)
                    if row["of"] == kind]))


def add_services(out, words, rows):
    number = words.number
    out.table("struct service_row", "service_rows", [braces(
        number(row["service"]), number(row["display_name"]), number(row["pattern"]),
        constant("SERVICE_OF_", row["of"]), "GRADE_" + rows_of.GRADES[row["grade"]])
        for row in rows])
    add_by_kind(out, words, "service", rows, lambda at: at)


def add_sources(out, words, rows):
    out.table("struct name_pattern", "class_source_patterns", patterns(
        words, [(row["pattern"], words.number(row["reads"])) for row in rows]))


def add_owner_codes(out, words, owners, codes):
    number = words.number
    add_by_kind(out, words, "owner", owners, lambda at: number(owners[at]["owner"]))
    out.table("struct owner_code_row", "owner_code_rows", [braces(
        f"0x{row['code']:08X}U", number(row["owner"]), number(row["symbol"]),
        number(row["meaning"]), "GRADE_" + rows_of.GRADES[row["grade"]])
        for row in sorted(codes, key=lambda row: (row["code"], row["owner"]))])


def add_events(out, words, rows):
    number = words.number
    out.table("struct known_event_row", "known_event_rows", [braces(
        row["first"], row["last"], number(row["provider"]), number(row["log"]),
        number(row["tells"]), number(row["look_at"])) for row in rows])


def add_parts(out, words, rows):
    out.table("struct part_row", "part_rows", [braces(
        *(words.number(row[name]) for name in ("part", "clsid", "tells", "look_at")),
        constant("PART_", row["kind"])) for row in rows])


def generate(folder):
    def table(name):
        return os.path.join(folder, name + ".tsv")

    out, words, normals = Output(), Words(), Normals()
    namespaces = rows_of.read_namespaces(table("namespaces"))
    classes = rows_of.read_classes(table("classes"))
    providers = rows_of.read_providers(table("providers"))
    known = rows_of.known_names(classes, providers, namespaces)
    owners = rows_of.read_code_owners(table("code_owners"), known)
    add_namespaces(out, words, normals, namespaces)
    add_class_rows(out, words, normals, classes)
    add_class_names(out, words, classes, rows_of.read_properties(table("class_properties")))
    add_providers(out, words, providers)
    add_services(out, words, rows_of.read_services(table("services"), known))
    add_sources(out, words, rows_of.read_sources(table("sources"), known))
    add_owner_codes(out, words, owners, rows_of.read_owner_codes(table("owner_codes"), owners))
    add_events(out, words, rows_of.read_events(table("events")))
    add_parts(out, words, rows_of.read_parts(table("parts")))
    out.array("struct normal_row", "normal_rows", normals.items())
    out.array("uint32_t", "word_starts", words.starts())
    out.array("uint8_t", "word_pool", list(words.pool()))
    if len(words.numbers) > NONE:
        raise table_rows.Refused(f"{folder}: {len(words.numbers)} different texts, at most {NONE}")
    if out.bytes > MAX_BYTES:
        raise table_rows.Refused(f"{folder}: {out.bytes} bytes of tables, at most {MAX_BYTES}")
    sizes = "".join(f'_Static_assert(sizeof({kind}) == {size}, "size of {kind}");\n'
                    for kind, size in SIZES.items())
    return ("/* Generated by make_knowledge.py from the tables of rules/knowledge. */\n"
            f'#include "rules/knowledge/knowledge_tables.h"\n\n{sizes}\n' + "\n".join(out.parts))


if __name__ == "__main__":
    sys.exit(table_rows.run(sys.argv, "FOLDER OUT.c", generate))
