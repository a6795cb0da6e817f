#!/usr/bin/env python3
"""Feeds lint.py small trees that are wrong in one way each and expects that one complaint."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lint import lint  # noqa: E402 (found through the path above)
from rooms import ROOMS  # noqa: E402

GOOD_C = "/* What this file knows. */\n#include <stdio.h>\n\nint one(void);\n"


def header(body="int one(void);\n", guard="WMILOG_RULES_A_H"):
    return f"/* A header. */\n#ifndef {guard}\n#define {guard}\n{body}\n#endif\n"


def include(*headers):
    return "".join(f'#include "{header}"\n' for header in headers)


def c_file(*lines):
    return "/* A file. */\n" + "".join(line + "\n" for line in lines)


# path -> content, and a part of the one complaint that it must give.
WRONG = [
    ({"parsers/base/a.c": c_file('#include "parsers/event/event.h"')}, "against the order"),
    ({"parsers/base/a.c": c_file('#include "rules/rule/rule.h"')}, "against the order"),
    ({"parsers/a.c": c_file('#include "rules/rule/rule.h"')}, "against the order"),
    ({"parsers/a.c": c_file('#include "a.h"')}, "not from the root"),
    ({"parsers/a.c": c_file('#include "parsers/nonsense/a.h"')}, "of no room"),
    ({"parsers/xml/a.c": c_file('#include "analyzer/cli.h"')}, "against the order"),
    ({"parsers/xml/a.c": c_file('#include "parsers/readers.h"')}, "against the order"),
    ({"parsers/evtx/a.c": c_file('#include "parsers/xml/xml.h"')}, "knows no other reader"),
    ({"parsers/evtx/binxml/a.c": c_file('#include "parsers/xml/xml.h"')}, "knows no other reader"),
    ({"parsers/evtx/binxml/a.c": c_file('#include "parsers/evtx/chunk.h"')}, "against the order"),
    ({"rules/a.c": c_file('#include "parsers/event/source.h"')}, "leads to the reading of bytes"),
    ({"rules/a.c": c_file('#include "parsers/xml/split.h"')}, "no reader is known here"),
    ({"rules/a.c": c_file('#include "analyzer/cli.h"')}, "against the order"),
    ({"rules/a.c": c_file('  #  include "analyzer/cli.h"')}, "against the order"),
    ({"rules/texts/a.c": c_file('#include "rules/rule/rule.h"')}, "against the order"),
    ({"rules/findings/a.c": c_file('#include "rules/engine.h"')}, "against the order"),
    ({"analyzer/report/a.c": c_file('#include "parsers/xml/events.h"')}, "no reader is known here"),
    ({"analyzer/report/a.c": c_file('#include "parsers/event/source.h"')}, "leads to the reading"),
    ({"analyzer/report/a.c": c_file('#include "parsers/event/reader.h"')}, "leads to the reading"),
    ({"analyzer/report/a.c": c_file('#include "analyzer/cli.h"')}, "against the order"),
    ({"analyzer/input/a.c": c_file('#include "analyzer/report/report.h"')}, "against the order"),
    ({"analyzer/a.c": c_file('#include "tests/unit/suites.h"')}, "against the order"),
    ({"rules/a.c": c_file('#include "parsers/event/a.h"'),
      "parsers/event/a.h": header(include("parsers/event/b.h"), "WMILOG_PARSERS_EVENT_A_H"),
      "parsers/event/b.h": header(include("parsers/event/reader.h"), "WMILOG_PARSERS_EVENT_B_H")},
     "leads to the reading of bytes"),
    ({"rules/a.h": header(include("rules/b.h")),
      "rules/b.h": header(include("rules/c.h"), "WMILOG_RULES_B_H"),
      "rules/c.h": header(include("rules/a.h"), "WMILOG_RULES_C_H")},
     "in a circle: rules/a.h, rules/b.h, rules/c.h"),
    ({"rules/a.c": c_file("int one(void)", "{", "    return two();", "}"),
      "rules/b.c": c_file("int two(void)", "{", "    return one();", "}")},
     "in a circle: rules/a.c, rules/b.c"),
    ({"rules/a.c": c_file("enum one one(void)", "{", "    return two()->x;", "}"),
      "rules/b.c": c_file("struct two *two(struct one *a)", "{", "    return one();", "}")},
     "in a circle: rules/a.c, rules/b.c"),
    ({f"rules/texts/{name}.c": GOOD_C for name in "abcdefghijklmnopqrstu"}, "21 .c files"),
    ({"rules/nonsense/a.c": GOOD_C}, "is no room"),
    ({"rules/a.c": GOOD_C, "CONTRIBUTING.md": "| x | y |\n"}, "no line for rules/"),
    ({"rules/texts/a.c": GOOD_C, "rules/README.md": "| `texts` | x |\n"}, "no line for texts/"),
    ({"rules/a.c": GOOD_C, "CONTRIBUTING.md": "| `rules/texts/` | x |\n| `rules/` | x |\n"},
     "a line for rules/texts/, which is none"),
    ({"rules/texts/a.c": GOOD_C, "rules/failure/a.c": GOOD_C,
      "rules/README.md": "| `failure/` | x |\n| `texts/` | x |\n"},
     "rules/failure/ above rules/texts/"),
    ({"rules/a.c": GOOD_C, "rules/texts/a.c": GOOD_C, "rules/meson.build": "a = files('a.c')\n"},
     "rules/texts has no meson.build"),
    ({"rules/a.c": GOOD_C, "rules/meson.build": "a = files('texts/a.c')\n"},
     "a file of another room: texts/"),
    ({"rules/a.c": GOOD_C, "rules/meson.build": "a = files(\n  'b.c',\n  'a.c',\n)\n"},
     "a.c stands behind b.c"),
    ({"rules/a.c": GOOD_C, "rules/meson.build": "a = files(\n  'a.c',\n    'a.c',\n)\n"},
     "a.c stands behind a.c"),
    ({"rules/a.c": c_file("static int one(void)", "{", "}"),
      "CONTRIBUTING.md": "| `rules/` | x |\n## The way of an event\n1. `rules/a.c` `two`\n"},
     "the way of an event: no two in rules/a.c"),
    ({"rules/a.c": c_file("#include <string.h>", "#include <stdio.h>")}, "out of order"),
    ({"rules/a.c": c_file('#include "rules/b.h"', "", "#include <stdio.h>")}, "out of order"),
    ({"rules/a.c": c_file("#include <stdio.h>", "", '#include "rules/a.h"')}, "out of order"),
    ({"rules/a.c": c_file("#include <stdio.h>", "#include <stdio.h>")}, "an empty line between"),
    ({"rules/a.c": c_file("#include <stdio.h>", '#include "rules/b.h"')}, "an empty line between"),
    ({"rules/a.c": c_file("#include <stdio.h>", "", "#include <string.h>")}, "an empty line"),
    ({"rules/a.c": c_file("#include <libxml/parser.h>")}, "libxml2 is not to be seen"),
    ({"parsers/a.c": c_file("#include <libxml/parser.h>")}, "libxml2 is not to be seen"),
    ({"rules/matching/match.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"analyzer/report/text/text.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"analyzer/report/json/json.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"rules/a.c": c_file("#include <check.h>")}, "Check is not to be seen"),
    ({"analyzer/input/a.c": c_file("#include <archive.h>")}, "libarchive is not to be seen"),
    ({"parsers/a.c": c_file("#include <archive_entry.h>")}, "libarchive is not to be seen"),
    ({"rules/a.c": c_file("void f(void) { printf(1); }")}, "prints outside analyzer/: printf"),
    ({"parsers/a.c": c_file("void f(void) { fputs(a, stderr); }")}, "prints outside"),
    ({"rules/a.c": c_file("void f(void) { exit(1); }")}, "ends the program: exit"),
    ({"analyzer/cli.c": c_file("void f(void) { exit(1); }")}, "ends the program: exit"),
    ({"rules/a.c": c_file("typedef int number;")}, "no typedef"),
    ({"tests/meson.build": "if jsonschema.found()\n  test(files('b.py'))\nendif\n"
                           "test(files('a.py'))\n",
      "tests/a.py": "\nimport jsonschema\n", "tests/b.py": "\nimport jsonschema\n"},
     "tests/a.py needs jsonschema"),
    ({"rules/a.c": c_file('bool f(char c) { return strchr(",;", c); }')}, "ascii_is_of"),
    ({"rules/a.c": c_file("bool f(char c) { return c >= '0' && c <= '9'; }")}, "ascii_is_digit"),
    ({"rules/a.c": c_file("int f(char c) { return tolower(c); }")}, "ascii_is_digit"),
    ({"rules/a.c": c_file("bool f(char c) { return c == ' ' || c == '\\t' || c == '\\n' ||",
                          "    c == '\\r'; }")}, "ascii_is_blank"),
    ({"rules/a.c": c_file("void f(void) { m = (low + high) / 2; }")}, "search_first"),
    ({"rules/a.c": c_file("void f(void) { n = sizeof(rows) / sizeof(rows[0]); }")}, "COUNT_OF"),
    ({"rules/a.c": c_file("void f(void) { p = realloc(p, n); }")}, "memory_grow"),
    ({"rules/a.c": c_file("void f(void) { g((struct view){(const char *)&key, sizeof(key)}); }")},
     "VIEW_BYTES"),
    ({"rules/a.c": "int one(void);\n"}, "does not start with a comment"),
    ({"rules/a.h": "/* A header. */\nint one(void);\n"}, "no header guard"),
    ({"rules/a.h": header().replace("#define WMILOG", "#define OTHER")}, "no header guard"),
    ({"rules/a.h": header(guard="WMILOG_A_H")}, "#ifndef WMILOG_RULES_A_H"),
    ({"rules/b.h": header()}, "#ifndef WMILOG_RULES_B_H"),
    ({"rules/a.c": GOOD_C[:-1]}, "does not end with a newline"),
    ({"rules/a.c": GOOD_C + "\n"}, "empty line at the end"),
    ({"rules/a.c": c_file("int a; ")}, "trailing blank"),
    ({"rules/a.c": c_file("int a;\r")}, "trailing blank"),
    ({"rules/a.tsv": "a\tb \n"}, "trailing blank"),
    ({"rules/a.c": c_file("\tint a;")}, "tab"),
    ({"rules/a.c": c_file("/* " + "a" * 95 + " */")}, "101 columns, at most 100"),
    ({"tests/a.py": "#" * 101 + "\n"}, "101 columns, at most 100"),
    ({"rules/a.c": c_file(*["int a;"] * 600)}, "601 lines, at most 600"),
    ({"tests/unit/a.c": c_file("void f(void)", "{", "    if (a)", "        b();", "}")},
     "no braces after 'if'"),
    ({"rules/a.c": c_file("void f(void)", "{", "    if (a(')')) {", "    } else", "        b();",
                          "}")},
     "no braces after 'else'"),
    ({"rules/a.c": c_file("void f(void)", "{", "    while (a)", "        b();", "}")},
     "no braces after 'while'"),
    ({"rules/a.c": c_file("#define F(x) \\", "    for (;;) \\", "        x")},
     "no braces after 'for'"),
    ({"rules/a.c": c_file("bool f = p == NULL;")}, "compared with NULL"),
    ({"tests/unit/a.c": c_file("bool f = NULL != p;")}, "compared with NULL"),
    ({"rules/a.c": c_file("/* TO" "DO: later */")}, "unfinished"),
    ({"tests/a.py": "PATH = '/wo" "rk/main'\n"}, "path of one machine"),
    ({"CHANGES.md": "See /ho" "me/me/x.\n"}, "path of one machine"),
    ({"rules/a.c": "/* \udcff */\n"}, "not UTF-8"),
    ({"helpers/a.c": GOOD_C}, "a new top-level folder"),
]

RIGHT = {
    "parsers/base/a.c": c_file("#include <string.h>", "", '#include "parsers/base/view.h"'),
    "parsers/base/memory.c": c_file("void f(void) { fputs(a, stderr); exit(75); }"),
    "parsers/a.c": c_file('#include "parsers/event/event.h"', '#include "parsers/xml/split.h"'),
    "parsers/xml/events.c": c_file("#include <libxml/parser.h>"),
    "rules/a.c": c_file('#include "rules/a.h"', "", '#include "parsers/event/event.h"',
                        '#include "rules/rule/rule.h"'),
    "rules/b.c": c_file('/* printf("x"); exit(1); strcpy */', 'char *a = "printf sprintf";',
                        "// typedef", '/*', '#include "analyzer/cli.h"', "*/"),
    "rules/c.c": c_file("char a = '\"'; int snprintf_count; /* \" */ int b; // '"),
    "rules/rule_file/rule_file.c": c_file("#include <jansson.h>"),
    "analyzer/report/json/json.c": c_file('#include "rules/engine.h"'),
    "analyzer/main.c": c_file("int main(void) { printf(a); exit(1); }"),
    "analyzer/input/pipeline.c": c_file('#include "parsers/event/source.h"',
                                        "void f(void) { puts(a); }"),
    "tests/unit/test_a.c": c_file("#include <check.h>", "", '#include "parsers/xml/split.h"'),
    "tests/golden/a.txt": "a \t\n\n",
    "samples/a.xml": "\tTO" "DO /ho" "me/x \r\n<a>",
    "rules/a.tsv": "a\tb\nc\t\n",
    "rules/f.c": c_file("int f(int exit, ...) __attribute__((format(printf, 2, 3)));"),
    "rules/d.c": c_file("void f(void) { p = c != '\\0' ? strchr(set, c) : NULL; }",
                        "void g(void) { p = strchr(argument, '='); }"),
    "rules/long.json": '{"a": "' + "b" * 120 + '"}\n',
    "rules/a.h": header(),
    "analyzer/report/a.c": c_file('#include "parsers/event/event.h"', "int two(void)", "{",
                                  "    return three();", "}"),
    "analyzer/report/b.c": c_file("int three(void)", "{", "    return sizeof(struct two);", "}"),
    "rules/rule/b.c": c_file('#include "rules/rule/a.h"', "enum {", '#include "rules/rule/x.def"',
                             "};"),
    "rules/rule/c.c": c_file("#include <stdio.h>", "#ifdef X", "#include <endian.h>", "#endif", "",
                             '#include "rules/rule/a.h"'),
    "tests/unit/b.c": c_file('#include "tests/fuzz/target.h"'),
    "parsers/readers.c": c_file('#include "parsers/evtx/evtx.h"', '#include "parsers/xml/xml.h"'),
    "rules/README.md": "| `rule/` | x |\n| `rule_file/` | x |\n",
    "build/debug/x.c": "\t",
    ".ci/run": "#!/bin/bash\n",
}
RIGHT["rules/g.c"] = c_file(
    "#if A", "#else", "#endif",
    "#define F(x) \\", "    do { \\", "        x; \\", "    } while (0)", "",
    "void f(void)", "{", "    if (a) {", "    } else if (b(\"(\", 2)) {", "    } else {", "    }",
    "    while (next()) {", "    }", "    do {", "    } while (a);", "}")
RIGHT.update({f"{room}/meson.build": "sources = files('a.c')\n" for room in ROOMS})
RIGHT["CONTRIBUTING.md"] = (
    "".join(f"| `{room}/` | x |\n" for room in ROOMS
            if any(os.path.dirname(path) == room and path.endswith((".c", ".h")) for path in RIGHT))
    + "## The way of an event\n1. `analyzer/report/a.c`: `two` does it.\n")
RIGHT["rules/d.c"] = c_file(*["int a;"] * 599)
RIGHT["rules/e.c"] = c_file("/* " + "a" * 94 + " */")


def complaints(tree):
    with tempfile.TemporaryDirectory() as root:
        for path, content in tree.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as file:
                file.write(content.encode("utf-8", "surrogateescape"))
        return list(lint(root))


class Lint(unittest.TestCase):
    def test_wrong_trees(self):
        for tree, expected in WRONG:
            with self.subTest(tree=tree):
                found = complaints(tree)
                self.assertTrue(found, f"no complaint, expected '{expected}'")
                self.assertTrue(all(expected in c for c in found), found)

    def test_banned_functions(self):
        for name in ("strcpy strcat strncpy strncat sprintf vsprintf strtok gets scanf sscanf atoi "
                     "atol gmtime localtime ctime asctime alloca").split():
            with self.subTest(name=name):
                for path in ("analyzer/a.c", "tests/unit/a.c", "parsers/base/a.h"):
                    body = f"int f(void) {{ return {name}(a); }}\n"
                    text = header(body, "WMILOG_PARSERS_BASE_A_H") if path.endswith(".h") \
                        else c_file(body[:-1])
                    line = 4 if path.endswith(".h") else 2
                    self.assertEqual(complaints({path: text}),
                                     [f"{path}:{line}: banned function: {name}"])

    def test_right_tree(self):
        self.assertEqual(complaints(RIGHT), [])


if __name__ == "__main__":
    unittest.main()
