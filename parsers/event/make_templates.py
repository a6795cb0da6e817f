#!/usr/bin/env python3
"""Turns templates.tsv, companions.tsv and messages.tsv into the C tables that template_tables.h
declares.

Usage: make_templates.py templates.tsv companions.tsv messages.tsv OUT.c
The names of the fields come from enum event_field in event.h, beside this script.
"""

import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "base"))
import table_rows  # noqa: E402 (found through the path above)
from table_rows import Refused  # noqa: E402

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "event.h")
TEMPLATE_COLUMNS = ["event_id", "layout", "since", "channel", "level", "wrapper", "index",
                    "data_name", "xml_element", "type", "field"]
COMPANION_COLUMNS = ["provider", "event_ids", "tells"]
MESSAGE_COLUMNS = ["event_id", "text"]
MAX_MESSAGE_FIELDS = 16
TYPES = {"text": "TEMPLATE_TEXT", "u32": "TEMPLATE_U32", "hex32": "TEMPLATE_HEX32",
         "u64": "TEMPLATE_U64", "bool32": "TEMPLATE_BOOL32"}
CHANNELS = ("Trace", "Operational", "Debug")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
PROVIDER = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9 .-]*")
MAX_EVENT_ID = 65535


class Row(table_rows.Row):
    """One line of a table, none of whose columns is empty."""

    def __init__(self, where, names, values):
        super().__init__(where, names, values)
        for name, value in self.columns.items():
            self.require(value and value.isascii(), f"column {name}: empty, or not ASCII")

    def number(self, text, largest):
        if not re.fullmatch(r"0|[1-9][0-9]*", text) or int(text) > largest:
            self.refuse(f"'{text}' is not a number up to {largest}")
        return int(text)

    def match(self, name, pattern):
        if not pattern.fullmatch(self[name]):
            self.refuse(f"column {name}: '{self[name]}' is malformed")
        return self[name]

    def optional(self, name):
        return None if self[name] == "-" else self.match(name, NAME)


def read_field_names(path):
    """The enumerators of enum event_field without their prefix, in order."""
    with open(path, encoding="utf-8") as header:
        body = re.search(r"enum event_field \{(.*?)\n\};", header.read(), re.S)
    names = re.findall(r"^\s*EVENT_FIELD_([A-Z0-9_]+),", body.group(1), re.M) if body else []
    if len(names) < 3 or names[0] != "NONE" or names[-1] != "COUNT":
        raise Refused(f"{path}: enum event_field from NONE to COUNT not found")
    return names[:-1]


class Layout:
    """One layout of one event id."""

    def __init__(self, row):
        self.event_id = row.number(row["event_id"], MAX_EVENT_ID)
        self.letter = row.match("layout", re.compile(r"[A-Z]"))
        self.head = self.head_of(row)
        self.fields = []
        self.is_closed = False
        self.names = set()

    @staticmethod
    def head_of(row):
        if row["channel"] not in CHANNELS:
            row.refuse(f"unknown channel '{row['channel']}'")
        return (row["since"], row["channel"], row.number(row["level"], 255),
                row.optional("wrapper"))

    def add(self, row, field_names):
        if self.head_of(row) != self.head:
            row.refuse("since, channel, level or wrapper differ within the layout")
        index = row.number(row["index"], 255)
        if self.is_closed or (index == 0 and self.fields):
            row.refuse("a row after or beside the row with index 0")
        if index == 0:
            self.close(row)
            return
        if index != len(self.fields) + 1:
            row.refuse(f"index {index}, expected {len(self.fields) + 1}")
        if row["type"] not in TYPES:
            row.refuse(f"unknown type '{row['type']}'")
        if row["field"] not in field_names or row["field"] == "NONE":
            row.refuse(f"unknown field '{row['field']}'")
        if row["field"] in (field for field, _, _, _ in self.fields):
            row.refuse(f"field {row['field']} twice in the layout")
        data_name = row.match("data_name", NAME)
        element = row.optional("xml_element")
        for name in {data_name.lower(), (element or data_name).lower()}:
            if name in self.names:
                row.refuse(f"name '{name}' twice in the layout")
            self.names.add(name)
        self.fields.append((row["field"], row["type"], data_name, element or data_name))

    def close(self, row):
        for name in ("data_name", "xml_element", "type", "field"):
            if row[name] != "-":
                row.refuse(f"column {name} must be - in a row with index 0")
        self.is_closed = True


def read_layouts(path, field_names):
    """The layouts ordered by id, newest first."""
    layouts = {}
    last = None
    types = {}
    for row in table_rows.read(path, TEMPLATE_COLUMNS, Row):
        layout = Layout(row)
        key = (layout.event_id, layout.letter)
        if key != last and key in layouts:
            row.refuse(f"the rows of layout {key[0]}{key[1]} are not together")
        layouts.setdefault(key, layout).add(row, field_names)
        last = key
        if types.setdefault(row["field"], row["type"]) != row["type"]:
            row.refuse(f"field {row['field']} was {types[row['field']]} before")
    ordered = sorted(layouts.values(), key=lambda one: (one.event_id, -ord(one.letter)))
    check_newest(path, ordered)
    return ordered


def check_newest(path, ordered):
    """Letters start at A without gaps, and the newest layout has every field and name."""
    by_id = {}
    for layout in ordered:
        by_id.setdefault(layout.event_id, []).append(layout)
    for event_id, layouts in by_id.items():
        letters = "".join(layout.letter for layout in reversed(layouts))
        if letters != "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:len(letters)]:
            raise Refused(f"{path}: event {event_id} has the layouts '{letters}'")
        for older in layouts[1:]:
            missing = set(older.fields) - set(layouts[0].fields)
            if missing:
                raise Refused(f"{path}: event {event_id}: the newest layout lacks "
                              f"{sorted(missing)} of layout {older.letter}")


def parse_ids(row):
    ranges = []
    for part in row["event_ids"].split(","):
        ends = part.split("-")
        if len(ends) > 2:
            row.refuse(f"'{part}' is no range")
        first, last = (row.number(end, MAX_EVENT_ID) for end in (ends[0], ends[-1]))
        if first > last or (len(ends) == 2 and first == last):
            row.refuse(f"range '{part}' does not rise")
        ranges.append((first, last))
    return ranges


def merge_ranges(ranges):
    """Sorted, with neighbours joined."""
    merged = []
    for first, last in sorted(ranges):
        if merged and merged[-1][1] + 1 == first:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def read_companions(path):
    """Providers in lower case to their ranges, and other names to providers."""
    providers = {}
    aliases = {}
    for row in table_rows.read(path, COMPANION_COLUMNS, Row):
        name = row.match("provider", PROVIDER).lower()
        if name in aliases or (row["event_ids"].startswith("=") and name in providers):
            row.refuse(f"provider '{row['provider']}' twice")
        if row["event_ids"].startswith("="):
            aliases[name] = row["event_ids"][1:].lower()
            if aliases[name] not in providers:
                row.refuse(f"'{row['event_ids'][1:]}' is not a provider above")
            continue
        known = providers.setdefault(name, [])
        for first, last in parse_ids(row):
            if any(first <= end and start <= last for start, end in known):
                row.refuse(f"event ids {first}-{last} twice")
            known.append((first, last))
    return {name: merge_ranges(ranges) for name, ranges in providers.items()}, aliases


def quoted(text):
    return "NULL" if text is None else table_rows.quoted(text)


def write_layout(out, layout):
    name = f"{layout.event_id}_{layout.letter.lower()}"
    if layout.fields:
        out.append(f"static const struct template_field fields_{name}[] = {{")
        for field, kind, data_name, element in layout.fields:
            out.append(f"    {{EVENT_FIELD_{field}, {TYPES[kind]}, "
                       f"{quoted(data_name)}, {quoted(element)}}},")
        out.append("};")
    _, channel, level, wrapper = layout.head
    fields = f"fields_{name}" if layout.fields else "NULL"
    places = [f"[EVENT_FIELD_{one[0]}] = {i + 1}" for i, one in enumerate(layout.fields)]
    out.append(f"static const struct event_template layout_{name} = {{{layout.event_id}, "
               f"'{layout.letter}', {level},")
    out.append(f"    {quoted(channel)}, {quoted(wrapper)}, {fields}, {len(layout.fields)},")
    out.append(f"    {{{', '.join(places) or '0'}}}}};")
    out.append("")


def write_layouts(out, layouts):
    longest = max(len(layout.fields) for layout in layouts)
    out.append(f'_Static_assert({longest} <= EVENT_MAX_VALUES, "EVENT_MAX_VALUES is too small");')
    out.append("")
    for layout in layouts:
        write_layout(out, layout)
    out.append("const struct event_template *const template_layouts[] = {")
    out += [f"    &layout_{one.event_id}_{one.letter.lower()}," for one in layouts]
    out += ["};", f"const size_t template_layout_count = {len(layouts)};", ""]
    places, first = [0] * 256, {}
    for number, one in enumerate(layouts, 1):
        if first.setdefault(one.event_id % 256, one.event_id) != one.event_id:
            raise ValueError(f"event {one.event_id} shares its place in a table with another")
        places[one.event_id % 256] = places[one.event_id % 256] or number
    out.append("const uint8_t template_places[256] = {")
    out += [f"    {place}," for place in places]
    out += ["};", ""]


def write_companions(out, providers, aliases):
    symbols = {}
    for number, (name, ranges) in enumerate(sorted(providers.items())):
        symbols[name] = (f"ranges_{number}", len(ranges))
        out.append(f"static const struct companion_range ranges_{number}[] = {{ /* {name} */")
        out += [f"    {{{first}, {last}}}," for first, last in ranges]
        out.append("};")
    for name, provider in aliases.items():
        symbols[name] = symbols[provider]
    out += ["", "const struct companion_provider companion_providers[] = {"]
    for name, (ranges, count) in sorted(symbols.items()):
        out.append(f'    {{{table_rows.view(name)}, {ranges}, {count}}},')
    out += ["};", f"const size_t companion_provider_count = {len(symbols)};", ""]


class Message:
    """A row of messages.tsv: (text before, name, field) of each piece, and what follows."""

    def __init__(self, row, layouts):
        self.event_id = row.number(row["event_id"], MAX_EVENT_ID)
        parts = re.split(r"\{([^{}]*)\}", row["text"])
        names = parts[1::2]
        stars = [i for i, name in enumerate(names) if name.endswith("*")]
        if self.event_id not in layouts or len(stars) > 1 \
                or not 0 < len(names) <= MAX_MESSAGE_FIELDS:
            row.refuse(f"event {self.event_id} has no layout, or not 1 to {MAX_MESSAGE_FIELDS} "
                       "fields of which one has a star at most")
        known = [field[2] for field in layouts[self.event_id].fields]
        unknown = [name for name in names if name.rstrip("*") not in known]
        if unknown or '"' in row["text"] or "\\" in row["text"]:
            row.refuse(f"no fields of event {self.event_id}, or a quote: {unknown}")
        self.widest = stars[0] if stars else len(names) - 1
        self.tail = parts[-1]
        self.pieces = [(before, self.name_of(before), known.index(name.rstrip("*")))
                       for before, name in zip(parts[::2], names)]

    @staticmethod
    def name_of(before):
        label = re.search(r"(\w+) ?= $", before)
        words = before.strip(" ;,.")
        if label:
            return label.group(1)
        return words if re.fullmatch("[A-Za-z]+( [A-Za-z]+)+", words) else ""


def read_messages(path, layouts):
    """The rows of messages.tsv; all that is in braces is a field of the id's newest layout."""
    newest = {}
    for layout in layouts:
        newest.setdefault(layout.event_id, layout)
    messages = []
    for row in table_rows.read(path, MESSAGE_COLUMNS, Row):
        messages.append(Message(row, newest))
        if len(messages) > 1 and messages[-2].event_id > messages[-1].event_id:
            row.refuse(f"event {messages[-1].event_id} behind {messages[-2].event_id}")
    return messages


def write_messages(out, messages):
    for i, message in enumerate(messages):
        out.append(f"static const struct message_piece pieces_{i}[] = {{")
        out += [f"    {{{table_rows.view(before)}, {table_rows.view(name)}, {field}}},"
                for before, name, field in message.pieces]
        out.append("};")
    out += ["", "const struct message_form message_forms[] = {"]
    out += [f"    {{pieces_{i}, {table_rows.view(message.tail)}, {message.event_id}, "
            f"{len(message.pieces)}, {message.widest}}},"
            for i, message in enumerate(messages)]
    out += ["};", f"const size_t message_form_count = {len(messages)};", "",
            "const struct message_form *const message_forms_by_size[] = {"]
    by_size = sorted(range(len(messages)), key=lambda i: -len(messages[i].pieces))
    out += [f"    &message_forms[{i}]," for i in by_size]
    out += ["};", ""]
    write_message_names(out, [message.pieces for message in messages])


def write_message_names(out, forms):
    """The names of fields, and what messages begin with."""
    names = sorted({name for pieces in forms for _, name, _ in pieces if " " not in name} - {""},
                   key=lambda name: (table_rows.place(name), name))
    later = {name for pieces in forms for _, name, _ in pieces[1:]}
    first = {}
    for before, name, _ in (pieces[0] for pieces in forms):
        lead = before[:before.index(name)] if name else ""
        first.setdefault(name, set()).update({lead} - {""})
    for i, name in enumerate(names):
        leads = sorted(first.get(name, ()))
        if leads:
            out.append(f"static const struct view leads_{i}[] = "
                       f"{{{', '.join(map(table_rows.view, leads))}}};")
    out += ["", "const struct message_name message_names[] = {"]
    for i, name in enumerate(names):
        count = len(first.get(name, ()))
        is_only_first = "true" if name in first and name not in later else "false"
        out.append(f"    {{{table_rows.view(name)}, {f'leads_{i}' if count else 'NULL'}, {count}, "
                   f"{is_only_first}}},")
    out += ["};", f"const size_t message_name_count = {len(names)};", "",
            "const uint16_t message_name_starts[257] = {"]
    out += [f"    {start}," for start in table_rows.starts(names)]
    starts = sorted({(before, name, pieces[1][0] if len(pieces) > 1 else "")
                     for pieces in forms for before, name, _ in pieces[:1]
                     if before and (not before.startswith(name) or name not in later)})
    out += ["};", "", "const struct message_start message_starts[] = {"]
    out += [f"    {{{table_rows.view(start)}, {table_rows.view(second)}}},"
            for start, _, second in starts]
    first_names = sorted({name for _, name, _ in starts if name})
    letters = "".join(sorted({start[:2] for start, _, _ in starts}))
    out += ["};", f"const size_t message_start_count = {len(starts)};",
            f'const char message_start_letters[] = "{letters}";',
            "const uint64_t message_start_bytes[4] = {"]
    out += write_bytes({start[0] for start, _, _ in starts})
    out += ["};", "",
            "const struct view message_first_names[] = {"]
    out += [f"    {table_rows.view(name)}," for name in first_names]
    out += ["};", f"const size_t message_first_name_count = {len(first_names)};",
            "const uint64_t message_first_name_ends[4] = {"]
    out += write_bytes({name[-1] for name in first_names})
    out += ["};", ""]


def write_bytes(characters):
    """A set of bytes: a bit for each."""
    words = [0] * 4
    for byte in map(ord, characters):
        words[byte // 64] |= 1 << byte % 64
    return [f"    UINT64_C({word:#x})," for word in words]


def write_field_names(out, field_names):
    out.append("const char *const event_field_names[EVENT_FIELD_COUNT] = {")
    out += [f'    [EVENT_FIELD_{name}] = "{name.lower()}",' for name in field_names]
    out.append("};")


def generate(templates, companions, messages):
    field_names = read_field_names(HEADER)
    out = ["/* Generated by make_templates.py: do not edit. */",
           '#include "parsers/event/template_tables.h"', ""]
    layouts = read_layouts(templates, field_names)
    write_layouts(out, layouts)
    write_companions(out, *read_companions(companions))
    write_messages(out, read_messages(messages, layouts))
    write_field_names(out, field_names)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    sys.exit(table_rows.run(sys.argv, "templates.tsv companions.tsv messages.tsv OUT.c", generate))
