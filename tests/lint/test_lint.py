#!/usr/bin/env python3
"""Feeds lint.py small trees that are wrong in one way each and expects that one complaint."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lint import lint  # noqa: E402

GOOD_C = "/* What this file knows. */\n#include <stdio.h>\n\nint one(void);\n"


def header(guard="WMILOG_X", body="int one(void);\n"):
    return f"/* A header. */\n#ifndef {guard}\n#define {guard}\n\n{body}\n#endif\n"


def c_file(*lines):
    return "/* A file. */\n" + "".join(line + "\n" for line in lines)


# path -> content, and a part of the one complaint that it must give.
WRONG = [
    ({"parsers/base/a.c": c_file('#include "parsers/event/event.h"')}, "outside this floor"),
    ({"parsers/base/a.c": c_file('#include "rules/rule/rule.h"')}, "outside this floor"),
    ({"parsers/a.c": c_file('#include "rules/rule/rule.h"')}, "outside this floor"),
    ({"parsers/a.c": c_file('#include "a.h"')}, "not from the root"),
    ({"parsers/xml/a.c": c_file('#include "analyzer/cli.h"')}, "outside this floor"),
    ({"rules/a.c": c_file('#include "parsers/event/source.h"')}, "outside this floor"),
    ({"rules/a.c": c_file('#include "parsers/xml/split.h"')}, "outside this floor"),
    ({"rules/a.c": c_file('#include "analyzer/cli.h"')}, "outside this floor"),
    ({"rules/a.c": c_file('  #  include "analyzer/cli.h"')}, "outside this floor"),
    ({"analyzer/report/a.c": c_file('#include "parsers/xml/events.h"')}, "outside this floor"),
    ({"analyzer/report/a.c": c_file('#include "parsers/event/source.h"')}, "outside this floor"),
    ({"analyzer/report/a.c": c_file('#include "parsers/event/reader.h"')}, "outside this floor"),
    ({"analyzer/report/a.c": c_file('#include "analyzer/cli.h"')}, "outside this floor"),
    ({"analyzer/a.c": c_file('#include "tests/unit/suites.h"')}, "outside this floor"),
    ({"rules/a.c": c_file("#include <libxml/parser.h>")}, "libxml2 is not to be seen"),
    ({"parsers/a.c": c_file("#include <libxml/parser.h>")}, "libxml2 is not to be seen"),
    ({"rules/matching/match.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"analyzer/report/text/text.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"analyzer/report/json/json.c": c_file("#include <jansson.h>")}, "Jansson is not to be seen"),
    ({"rules/a.c": c_file("#include <check.h>")}, "Check is not to be seen"),
    ({"rules/a.c": c_file("void f(void) { printf(1); }")}, "prints outside analyzer/: printf"),
    ({"parsers/a.c": c_file("void f(void) { fputs(a, stderr); }")}, "prints outside"),
    ({"rules/a.c": c_file("void f(void) { exit(1); }")}, "ends the program: exit"),
    ({"analyzer/cli.c": c_file("void f(void) { exit(1); }")}, "ends the program: exit"),
    ({"rules/a.c": c_file("typedef int number;")}, "no typedef"),
    ({"rules/a.c": "int one(void);\n"}, "does not start with a comment"),
    ({"rules/a.h": "/* A header. */\nint one(void);\n"}, "no header guard"),
    ({"rules/a.h": header().replace("#define WMILOG_X", "#define WMILOG_Y")}, "no header guard"),
    ({"rules/a.h": header("OTHER_X")}, "no header guard"),
    ({"rules/a.h": header(), "rules/b.h": header()}, "also that of rules/a.h"),
    ({"rules/a.c": GOOD_C[:-1]}, "does not end with a newline"),
    ({"rules/a.c": GOOD_C + "\n"}, "empty line at the end"),
    ({"rules/a.c": c_file("int a; ")}, "trailing blank"),
    ({"rules/a.c": c_file("int a;\r")}, "trailing blank"),
    ({"rules/a.tsv": "a\tb \n"}, "trailing blank"),
    ({"rules/a.c": c_file("\tint a;")}, "tab"),
    ({"rules/a.c": c_file("/* " + "a" * 95 + " */")}, "101 columns, at most 100"),
    ({"tests/a.py": "#" * 101 + "\n"}, "101 columns, at most 100"),
    ({"rules/a.c": c_file(*["int a;"] * 600)}, "601 lines, at most 600"),
    ({"rules/a.c": c_file("/* TO" "DO: later */")}, "unfinished"),
    ({"tests/a.py": "PATH = '/wo" "rk/main'\n"}, "path of one machine"),
    ({"CHANGES.md": "See /ho" "me/me/x.\n"}, "path of one machine"),
    ({"rules/a.c": "/* \udcff */\n"}, "not UTF-8"),
    ({"helpers/a.c": GOOD_C}, "a new top-level folder"),
]

RIGHT = {
    "parsers/base/a.c": c_file('#include "parsers/base/view.h"', "#include <string.h>"),
    "parsers/base/memory.c": c_file("void f(void) { fputs(a, stderr); exit(75); }"),
    "parsers/a.c": c_file('#include "parsers/event/event.h"', '#include "parsers/xml/split.h"'),
    "parsers/xml/events.c": c_file("#include <libxml/parser.h>"),
    "rules/a.c": c_file('#include "rules/rule/rule.h"', '#include "parsers/event/event.h"'),
    "rules/b.c": c_file('/* printf("x"); exit(1); strcpy */', 'char *a = "printf sprintf";',
                        "// typedef", '/*', '#include "analyzer/cli.h"', "*/"),
    "rules/c.c": c_file("char a = '\"'; int snprintf_count; /* \" */ int b; // '"),
    "rules/rule_file/rule_file.c": c_file("#include <jansson.h>"),
    "analyzer/report/json/json.c": c_file('#include "rules/engine.h"'),
    "analyzer/main.c": c_file("int main(void) { printf(a); exit(1); }"),
    "analyzer/input/pipeline.c": c_file('#include "parsers/event/source.h"',
                                        "void f(void) { puts(a); }"),
    "tests/unit/test_a.c": c_file("#include <check.h>", '#include "parsers/xml/split.h"'),
    "tests/golden/a.txt": "a \t\n\n",
    "samples/a.xml": "\tTO" "DO /ho" "me/x \r\n<a>",
    "rules/a.tsv": "a\tb\nc\t\n",
    "rules/f.c": c_file("int f(int exit, ...) __attribute__((format(printf, 2, 3)));"),
    "rules/long.json": '{"a": "' + "b" * 120 + '"}\n',
    "rules/a.h": header(),
    "build/debug/x.c": "\t",
    ".ci/run": "#!/bin/bash\n",
}
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
                    text = header(body=body) if path.endswith(".h") else c_file(body[:-1])
                    line = 5 if path.endswith(".h") else 2
                    self.assertEqual(complaints({path: text}),
                                     [f"{path}:{line}: banned function: {name}"])

    def test_right_tree(self):
        self.assertEqual(complaints(RIGHT), [])


if __name__ == "__main__":
    unittest.main()
