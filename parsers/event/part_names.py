"""part_names.tsv: what programs call the parts of an event, for the scripts of the readers that
make tables of it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "base"))
import table_rows  # noqa: E402 (found through the path above)

COLUMNS = ["after", "part", "language", "name"]
MEMBER = "."
MARKS = ":=," + MEMBER
# As they are called here and where JSON is read, with their names in enum event_part.
PARTS = ["channel", "provider", "provider_guid", "time", "event_id", "version", "level", "user_sid",
         "computer", "record_id", "process_id", "thread_id", "activity_id", "related_activity_id"]
# What else may have a name; the last is known and of no use.
OTHERS = ["message", "string", "skip"]


def part_of(part):
    """The constant of a part."""
    return "EVENT_PART_" + part.upper()


def read(path):
    """name -> (mark that may stand behind it -> part), in the order of the table."""
    names = {}
    for row in table_rows.read(path, COLUMNS):
        after, part, _, name = row.values
        row.require(after and not set(after) - set(MARKS), "malformed row")
        row.require(part in PARTS + OTHERS and name, "unknown part, or no name")
        known = names.setdefault(name, {})
        for mark in after:
            row.require(known.get(mark, part) == part,
                        f"'{name}' has two meanings before '{mark}'")
            known[mark] = part
    return names
