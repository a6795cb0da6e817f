"""Tables of tab-separated rows, from which C is made when building: one way to read them, to refuse
what is wrong with its place, and to write texts."""
import sys


class Refused(Exception):
    """What must not become a table."""


class Row:
    """A row: its columns by name, all of them in `values`, and where it stands."""

    def __init__(self, where, names, values):
        self.where, self.values = where, values
        self.require(len(values) == len(names), f"{len(values)} columns, expected {len(names)}")
        self.columns = dict(zip(names, values))
        for name, value in self.columns.items():
            self.require(value == value.strip(), f"blanks around '{name}'")
            self.require(value.isprintable(), f"control character in '{name}'")

    def __getitem__(self, name):
        return self.columns[name]

    def refuse(self, message):
        raise Refused(f"{self.where}: {message}")

    def require(self, condition, message):
        if not condition:
            self.refuse(message)


def read(path, names, kind=Row):
    """The rows behind the one that names the columns; a line that begins with # is a comment.
    `kind` is Row, or a class that asks more of a row."""
    with open(path, encoding="utf-8", newline="\n") as table:
        lines = table.read().split("\n")
    if lines.pop() != "":
        raise Refused(f"{path}:{len(lines) + 1}: the last line has no end")
    lines = [(f"{path}:{number}", line) for number, line in enumerate(lines, 1)
             if not line.startswith("#")]
    if not lines or lines[0][1].split("\t") != names:
        raise Refused(f"{lines[0][0] if lines else path}: expected the columns {' '.join(names)}")
    if len(lines) == 1:
        raise Refused(f"{path}: no rows")
    return [kind(where, names, line.split("\t")) for where, line in lines[1:]]


def place(text):
    """As name_place() in name_place.h has it."""
    name = text.encode("utf-8")
    return (name[0] * 5 + name[-1] * 3 + len(name) * 17 + name[len(name) // 2]) & 255


def starts(names):
    """For each place how many of the names stand before it, which are in the order of places; and
    how many there are."""
    return [sum(1 for name in names if place(name) < at) for at in range(257)]


def quoted(text):
    """The text as a C literal; octal escapes cannot swallow what follows them."""
    out = []
    for byte in text.encode("utf-8"):
        if byte in b'"\\?':
            out.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F:
            out.append(chr(byte))
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def view(text):
    """The text as the initializer of a struct view."""
    return f"{{{quoted(text)}, {len(text.encode('utf-8'))}}}"


def run(arguments, usage, generate):
    """Writes what `generate` makes of all paths but the last to that one; gives the exit status.
    `usage` is a word for each path."""
    if len(arguments) != len(usage.split()) + 1:
        print(f"usage: {arguments[0]} {usage}", file=sys.stderr)
        return 2
    try:
        text = generate(*arguments[1:-1])
    except (Refused, OSError, UnicodeError) as problem:
        print(f"{arguments[0]}: {problem}", file=sys.stderr)
        return 1
    with open(arguments[-1], "w", encoding="ascii", newline="\n") as out:
        out.write(text)
    return 0
