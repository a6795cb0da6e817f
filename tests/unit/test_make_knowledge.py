#!/usr/bin/env python3
"""Checks that the generator of the knowledge tables accepts good tables and refuses bad ones.

usage: test_make_knowledge.py path/to/make_knowledge.py
"""
import pathlib
import subprocess
import sys
import tempfile

TABLES = {
    "namespaces": """namespace|owner|kind|since|until|editions|needs_encryption|default_access|\
installed_by|mof|grade|inferred|normal|note
root\\a|windows|windows|||both|no|everyone-read|built in|a.mof|D||8004100E:server|a note
root\\a\\x_*|windows|role|||both|unknown|unknown|||I|since||
""",
    "classes": """class|namespace|provider|dll|mof|since_client|since_server|until|owner|kind|\
rights|grade|inferred|seen|normal|note
A_Base|root\\a|||||||windows|class|unknown|D||10,2022||
A_Thing|root\\a|P|p.dll|||||windows|class|admin|M|rights|||
A_Thing|root\\b|P|p.dll|||||windows|class|admin|M||||
B_*|root\\a|P||||||windows|perf|unknown|I||||
""",
    "class_properties": """class|superclass|properties
A_Base||Name:string
A_Thing|A_Base|Name:string Sizes:uint32[]
""",
    "providers": """provider|clsid|path|hosting|namespaces|owner|grade|inferred|note
P|{01234567-89ab-cdef-0123-456789abcdef}|p.dll|NetworkServiceHost|root\\a,root\\b|windows|D||
""",
    "services": """of|pattern|service|display_name|grade
class|A_{Base,Thi}*|Svc|A Service|D
namespace|root\\a|Svc|A Service|I
""",
    "sources": """pattern|reads
A_*|things
""",
    "code_owners": """owner|of|pattern
Own|class|A_*
""",
    "owner_codes": """owner|code|symbol|meaning|grade
Own|80041309|E_X|Nothing works.|D
""",
    "events": """event_ids|provider|log|tells|look_at
1|B|System|one thing|The one.
5-7|A|System|a thing|The thing.
5|B|System|another thing|The other.
""",
    "parts": """part|kind|clsid|tells|look_at
p.exe|program|{01234567-89ab-cdef-0123-456789abcdef}|runs things|Its log.
Q|COM class||starts things|Its rights.
""",
}

# What is wrong, the table it is in, the text replaced, its replacement, a part of the message.
BAD = [
    ("same again", "namespaces", "root\\a\\x_*", "root\\a", "3: 'root\\a' is a duplicate"),
    ("order", "classes", "A_Base|root\\a", "C_Base|root\\a", "3: 'A_Thing root\\a' is a duplicate"),
    ("duplicate class", "classes", "A_Thing|root\\b", "A_Thing|root\\a", "or out of order"),
    ("missing column", "classes", "|10,2022|", "|", "2: 15 columns, expected 16"),
    ("header", "classes", "rights|grade", "grade|rights", "1: expected the columns"),
    ("kind", "namespaces", "|windows|windows|", "|windows|window|", "unknown kind 'window'"),
    ("grade", "classes", "|admin|M|rights", "|admin|X|rights", "unknown grade 'X'"),
    ("aspect", "classes", "|M|rights|", "|M|right|", "unknown inferred 'right'"),
    ("seen", "classes", "10,2022", "10,2023", "unknown seen '2023'"),
    ("seen twice", "classes", "10,2022", "10,10", "'10' is twice in seen"),
    ("normal code", "namespaces", "8004100E:server", "8004100:server", "malformed normal"),
    ("normal when", "namespaces", "8004100E:server", "8004100E:never", "malformed normal"),
    ("normal twice", "namespaces", "8004100E:server", "8004100E:server,8004100E:server", "twice"),
    ("blanks", "namespaces", "a note", "a note ", "blanks around 'note'"),
    ("control character", "namespaces", "a note", "a\x07note", "control character in 'note'"),
    ("not ASCII", "namespaces", "a note", "a n\u00f6te", "no ASCII in 'note'"),
    ("namespace", "namespaces", "root\\a\\x_*", "root\\a/x", "malformed namespace"),
    ("class", "classes", "B_*", "B *", "malformed class 'B *'"),
    ("property", "class_properties", "Sizes:uint32[]", "Sizes", "malformed property 'Sizes'"),
    ("property twice", "class_properties", "Sizes:", "NAME:", "property 'NAME' is there twice"),
    ("circle", "class_properties", "A_Base||", "A_Base|A_Thing|", "is its own superclass"),
    ("clsid", "providers", "{01234567-", "{0123456-", "malformed clsid"),
    ("provider pattern", "providers", "P|{", "P*|{", "a provider is no pattern"),
    ("pattern twice", "services", "{Base,Thi}", "{Thi,Thi}", "pattern 'A_Thi*' is there twice"),
    ("pattern of nothing", "services", "{Base,Thi}", "{Base,No}", "no class that is known is a"),
    ("kind of pattern", "services", "namespace|", "name|", "unknown of 'name'"),
    ("empty service", "services", "root\\a|Svc|", "root\\a||", "service or display_name is empty"),
    ("owner", "owner_codes", "Own|8", "Other|8", "nothing tells the owner 'Other'"),
    ("code", "owner_codes", "80041309", "8004130a", "malformed code"),
    ("meaning", "owner_codes", "Nothing works.", "", "meaning is empty"),
    ("no rows", "owner_codes", "Own|80041309|E_X|Nothing works.|D\n", "", "no rows"),
    ("event ids", "events", "5-7", "5-", "malformed event_ids"),
    ("order of ids", "events", "5-7", "7-5", "event ids out of range"),
    ("order of events", "events", "5-7|A", "5-7|C", "'5 B' is out of order"),
    ("event twice", "events", "1|B", "1-5|B", "5 is there twice"),
    ("empty column", "events", "a thing", "", "a column is empty"),
    ("kind of part", "parts", "COM class", "class", "unknown kind 'class'"),
    ("clsid of a part", "parts", "{0123", "{123", "malformed clsid"),
    ("order of parts", "parts", "Q|", "A|", "'A' is a duplicate or out of order"),
    ("empty part", "parts", "runs things", "", "a column is empty"),
    ("last line cut", "code_owners", "A_*\n", "A_*", "the last line has no end"),
]


def generate(script, tables):
    """Returns exit status, message, and the generated text (None when there is none)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in tables.items():
            (root / (name + ".tsv")).write_bytes(text.replace("|", "\t").encode("utf-8"))
        out = root / "out.c"
        run = subprocess.run([sys.executable, script, folder, str(out)], stderr=subprocess.PIPE,
                             text=True, check=False)
        text = out.read_text("ascii") if out.exists() else None
    return run.returncode, run.stderr, text


def check_good(script):
    status, message, text = generate(script, TABLES)
    assert status == 0, message
    assert "const uint16_t class_service_pattern_count = 2;" in text, "choices are spread"
    assert "const uint16_t class_name_row_count = 3;" in text, "names are told once"
    assert generate(script, TABLES)[2] == text, "the output depends on chance"


def check_bad(script):
    for name, table, old, new, expected in BAD:
        assert old in TABLES[table], name
        status, message, text = generate(script,
                                         {**TABLES, table: TABLES[table].replace(old, new, 1)})
        assert status == 1 and text is None, f"{name}: accepted"
        assert expected in message and table + ".tsv:" in message, f"{name}: {message}"


if __name__ == "__main__":
    check_good(sys.argv[1])
    check_bad(sys.argv[1])
