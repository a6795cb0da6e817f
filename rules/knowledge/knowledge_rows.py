"""Reads the tables about namespaces, classes, providers, services, codes of other owners and
events, and refuses what is malformed, unknown, twice there or out of order."""
import fnmatch
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "parsers/base"))
import table_rows  # noqa: E402 (found through the path above)

GRADES = {"D": "DOCUMENTED", "M": "MEASURED", "F": "FIELD", "I": "INFERRED"}
ASPECTS = ["name", "provider", "dll", "path", "hosting", "mof", "since", "until", "editions",
           "access", "installed_by", "rights", "note"]
SEEN = ["xp", "7", "10", "11", "2019", "2022", "hci"]
WHENS = ["elsewhere", "client", "server", "core", "hardware", "later", "earlier", "stopped",
         "user", "version", "noise"]
NAMESPACE_KINDS = ["windows", "feature", "role", "product", "driver"]
PART_KINDS = ["program", "library", "service", "COM class", "file"]
CLASS_KINDS = ["class", "association", "event", "perf", "method-host"]
EDITIONS = ["unknown", "both", "client", "server"]
ENCRYPTION = ["unknown", "no", "yes"]
ACCESS = ["unknown", "everyone-read", "administrators", "other"]
OF = ["class", "provider", "namespace"]

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
CLASS = re.compile(r"[A-Za-z_0-9*]+\Z")
NAMESPACE = re.compile(r"(\*|root(\\[a-z0-9_*]+)*)\Z")
PATTERN = re.compile(r"[A-Za-z0-9_*\\|. (),=-]+\Z")
CLSID = re.compile(r"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}\Z")
CODE = re.compile(r"[0-9A-F]{8}\Z")
PROPERTY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):([a-z_][a-z0-9_]*(\[\])?)\Z")
IDS = re.compile(r"([1-9][0-9]*)(?:-([1-9][0-9]*))?\Z")
CHOICE = re.compile(r"(.*)\{([^{}]*)\}(.*)\Z")


class Row(table_rows.Row):
    """A row in which a column may be replaced by what it means."""

    def __setitem__(self, name, value):
        self.columns[name] = value


class Table:
    """A table of tab-separated rows; `require` names the row under work."""

    def __init__(self, path, header):
        self.path, self.header, self.row = path, header.split(), None

    def require(self, condition, message):
        self.row.require(condition, message)

    def rows(self, key_columns):
        """Yields each row; the first `key_columns`, unless 0, are the key: the
        rows are in its order, without regard to case, and no key is there twice."""
        last = None
        for self.row in table_rows.read(self.path, self.header, Row):
            for name, text in self.row.columns.items():
                self.require(text.isascii(), f"no ASCII in '{name}'")
            columns = self.row.values[:key_columns]
            key = tuple(text.lower() for text in columns)
            self.require(not key or last is None or last < key,
                         f"'{' '.join(columns)}' is a duplicate or out of order")
            last = key
            yield self.row

    def one_of(self, row, name, known):
        self.require(row[name] in known, f"unknown {name} '{row[name]}'")

    def matches(self, row, name, pattern, may_be_empty=False):
        self.require(pattern.match(row[name]) or (may_be_empty and not row[name]),
                     f"malformed {name} '{row[name]}'")

    def some_of(self, row, name, known):
        """The list of a column as bits."""
        bits = 0
        for item in filter(None, row[name].split(",")):
            self.require(item in known, f"unknown {name} '{item}'")
            bit = 1 << known.index(item)
            self.require(not bits & bit, f"'{item}' is twice in {name}")
            bits |= bit
        return bits

    def normal(self, row):
        """The codes that are normal: a tuple of (code, when)."""
        found = []
        for item in filter(None, row["normal"].split(",")):
            code, _, when = item.partition(":")
            self.require(CODE.match(code) and when in WHENS, f"malformed normal '{item}'")
            found.append((int(code, 16), when))
        self.require(len(set(found)) == len(found), f"twice in normal: '{row['normal']}'")
        return tuple(found)


def expand(text):
    """A{b,c}d as Abd and Acd."""
    match = CHOICE.match(text)
    if not match:
        return [text]
    return [match[1] + choice + match[3] for choice in match[2].split(",")]


def read_namespaces(path):
    table = Table(path, "namespace owner kind since until editions needs_encryption default_access "
                        "installed_by mof grade inferred normal note")
    rows = []
    for row in table.rows(1):
        table.matches(row, "namespace", NAMESPACE)
        table.require(row["owner"], "owner is empty")
        table.one_of(row, "kind", NAMESPACE_KINDS)
        table.one_of(row, "editions", EDITIONS)
        table.one_of(row, "needs_encryption", ENCRYPTION)
        table.one_of(row, "default_access", ACCESS)
        table.one_of(row, "grade", GRADES)
        row["inferred"] = table.some_of(row, "inferred", ASPECTS)
        row["normal"] = table.normal(row)
        rows.append(row)
    return rows


def read_classes(path):
    table = Table(path, "class namespace provider dll mof since_client since_server until owner "
                        "kind rights grade inferred seen normal note")
    rows = []
    for row in table.rows(2):
        table.matches(row, "class", CLASS)
        table.matches(row, "namespace", NAMESPACE)
        table.require(row["owner"] and row["rights"], "owner or rights is empty")
        table.one_of(row, "kind", CLASS_KINDS)
        table.one_of(row, "grade", GRADES)
        row["inferred"] = table.some_of(row, "inferred", ASPECTS)
        row["seen"] = table.some_of(row, "seen", SEEN)
        row["normal"] = table.normal(row)
        rows.append(row)
    return rows


def read_properties(path):
    """Rows with `properties` as a list of (name, type)."""
    table = Table(path, "class superclass properties")
    rows = []
    for row in table.rows(1):
        table.matches(row, "class", NAME)
        table.matches(row, "superclass", NAME, may_be_empty=True)
        found, names = [], set()
        for item in row["properties"].split():
            match = PROPERTY.match(item)
            table.require(match, f"malformed property '{item}'")
            table.require(match[1].lower() not in names, f"property '{match[1]}' is there twice")
            names.add(match[1].lower())
            found.append((match[1], match[2]))
        row["properties"] = found
        rows.append(row)
    check_chains(rows)
    return rows


def check_chains(rows):
    above = {row["class"].lower(): row["superclass"].lower() for row in rows}
    for row in rows:
        seen, name = set(), row["class"].lower()
        while name:
            row.require(name not in seen, f"'{row['class']}' is its own superclass")
            seen.add(name)
            name = above.get(name, "")


def read_providers(path):
    table = Table(path, "provider clsid path hosting namespaces owner grade inferred note")
    rows = []
    for row in table.rows(2):
        table.matches(row, "provider", PATTERN)
        table.require("*" not in row["provider"], "a provider is no pattern")
        table.matches(row, "clsid", CLSID, may_be_empty=True)
        table.require(row["hosting"] and row["owner"], "hosting or owner is empty")
        for name_space in row["namespaces"].split(","):
            table.require(NAMESPACE.match(name_space), f"malformed namespace '{name_space}'")
        table.one_of(row, "grade", GRADES)
        row["inferred"] = table.some_of(row, "inferred", ASPECTS)
        rows.append(row)
    return rows


def known_names(classes, providers, namespaces):
    """What patterns can be of: kind -> names in lower case."""
    return {"class": {row["class"].lower() for row in classes},
            "provider": {row["provider"].lower() for row in providers},
            "namespace": {row["namespace"].lower() for row in namespaces}}


def spread(table, row, rows, seen, known):
    """Adds the row once for each choice of its pattern, which has to stand for something."""
    table.one_of(row, "of", OF)
    for pattern in expand(row["pattern"]):
        table.require(PATTERN.match(pattern), f"malformed pattern '{pattern}'")
        table.require(fnmatch.filter(known[row["of"]], pattern.lower()),
                      f"no {row['of']} that is known is a '{pattern}'")
        key = row["of"], pattern.lower()
        table.require(key not in seen, f"pattern '{pattern}' is there twice")
        seen.add(key)
        rows.append({**row, "pattern": pattern})


def read_services(path, known):
    table = Table(path, "of pattern service display_name grade")
    rows, seen = [], set()
    for row in table.rows(2):
        table.require(row["service"] and row["display_name"], "service or display_name is empty")
        table.one_of(row, "grade", GRADES)
        spread(table, row.columns, rows, seen, known)
    return rows


def read_sources(path, known):
    table = Table(path, "pattern reads")
    rows, seen = [], set()
    for row in table.rows(1):
        table.require(row["reads"], "reads is empty")
        spread(table, {**row.columns, "of": "class"}, rows, seen, known)
    return rows


def read_code_owners(path, known):
    table = Table(path, "owner of pattern")
    rows, seen = [], set()
    for row in table.rows(3):
        table.require(row["owner"], "owner is empty")
        spread(table, row.columns, rows, seen, known)
    return rows


def read_owner_codes(path, owners):
    table = Table(path, "owner code symbol meaning grade")
    known = {row["owner"] for row in owners}
    rows = []
    for row in table.rows(2):
        table.require(row["owner"] in known, f"nothing tells the owner '{row['owner']}'")
        table.matches(row, "code", CODE)
        table.matches(row, "symbol", NAME, may_be_empty=True)
        table.require(row["meaning"], "meaning is empty")
        table.one_of(row, "grade", GRADES)
        row["code"] = int(row["code"], 16)
        rows.append(row)
    return rows


def read_parts(path):
    table = Table(path, "part kind clsid tells look_at")
    rows = []
    for row in table.rows(1):
        table.one_of(row, "kind", PART_KINDS)
        table.matches(row, "clsid", CLSID, may_be_empty=True)
        table.require(row["tells"] and row["look_at"], "a column is empty")
        rows.append(row)
    return rows


def read_events(path):
    """Rows with `first` and `last`, in order of the first event id, then of the provider."""
    table = Table(path, "event_ids provider log tells look_at")
    rows, seen = [], set()
    for row in table.rows(0):
        match = IDS.match(row["event_ids"])
        table.require(match, f"malformed event_ids '{row['event_ids']}'")
        row["first"], row["last"] = int(match[1]), int(match[2] or match[1])
        table.require(row["first"] <= row["last"] <= 0xFFFF, "event ids out of range")
        table.require(all(row[name] for name in table.header), "a column is empty")
        order = row["first"], row["provider"].lower()
        table.require(not rows or (rows[-1]["first"], rows[-1]["provider"].lower()) < order,
                      f"'{row['event_ids']} {row['provider']}' is out of order")
        for event_id in range(row["first"], row["last"] + 1):
            table.require((row["provider"], event_id) not in seen, f"{event_id} is there twice")
            seen.add((row["provider"], event_id))
        rows.append(row)
    return rows
