#!/usr/bin/env python3
"""parsers/event/make_templates.py takes the real tables and refuses each kind of bad row."""

import os
import sys
import unittest

PARSERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "parsers", "event")
sys.dont_write_bytecode = True
sys.path.insert(0, PARSERS)

import make_templates  # noqa: E402 (found through the path above)
from table_files import TableTest  # noqa: E402

ROW = "13\tA\t8\tTrace\t4\t-\t{}\t{}\t{}\t{}\t{}"
GOOD = [ROW.format(1, "OperationId", "-", "u32", "OPERATION_ID"),
        ROW.format(2, "ResultCode", "-", "hex32", "RESULT_CODE")]
COMPANION = ["DCOM\t10000-10005,10009\tfails", "Old\t=DCOM\tolder name"]
MESSAGE = ["13\tStop id = {OperationId}; with the code {ResultCode*}"]


class MakeTemplates(TableTest):
    def generate(self, templates=None, companions=None, messages=None):
        return make_templates.generate(
            self.write("t.tsv", make_templates.TEMPLATE_COLUMNS, templates or GOOD),
            self.write("c.tsv", make_templates.COMPANION_COLUMNS, companions or COMPANION),
            self.write("m.tsv", make_templates.MESSAGE_COLUMNS, messages or MESSAGE))

    def refuse_templates(self, message, rows):
        with self.assertRaisesRegex(make_templates.Refused, message):
            self.generate(templates=rows)

    def refuse_companions(self, message, rows):
        with self.assertRaisesRegex(make_templates.Refused, message):
            self.generate(companions=rows)

    def refuse_messages(self, message, rows):
        with self.assertRaisesRegex(make_templates.Refused, message):
            self.generate(messages=rows)

    def test_messages(self):
        text = self.generate()
        self.assertIn('{{"Stop id = ", 10}, {"id", 2}, 0}', text)
        self.assertIn('{{"; with the code ", 16}, {"with the code", 13}, 1}', text)
        self.assertIn('{pieces_0, {"", 0}, 13, 2, 1}', text)
        self.refuse_messages("no layout", ["14\t{OperationId}"])
        self.refuse_messages("no layout", ["13\tnothing"])
        self.refuse_messages("no layout", ["13\t{OperationId*} {ResultCode*}"])
        self.refuse_messages("no fields", ["13\t{Operation}"])
        self.refuse_messages("a quote", ['13\t"{OperationId}"'])

    def test_real_tables(self):
        tables = [os.path.join(PARSERS, name) for name in (
            "templates.tsv", "companions.tsv", "messages.tsv")]
        self.assertIn("layout_11_b", make_templates.generate(*tables))

    def test_good_rows(self):
        text = self.generate()
        self.assertIn('{EVENT_FIELD_RESULT_CODE, TEMPLATE_HEX32, "ResultCode", "ResultCode"}', text)
        self.assertIn('{{"old", 3}, ranges_0, 2}', text)
        self.assertIn('[EVENT_FIELD_RESULT_CODE] = 2', text)

    def test_neighbours_are_joined(self):
        self.assertIn("{1, 4}", self.generate(companions=["P\t3-4,1-2\tx"]))

    def test_columns(self):
        self.refuse_templates("10 columns, expected 11", [GOOD[0].rsplit("\t", 1)[0]])
        self.refuse_templates("12 columns, expected 11", [GOOD[0] + "\tmore"])
        self.refuse_templates("blanks around 'field'", [GOOD[0] + " "])
        self.refuse_templates("1 columns", [GOOD[0], "", GOOD[1]])

    def test_numbers(self):
        self.refuse_templates("'65536' is not a number", [GOOD[0].replace("13", "65536", 1)])
        self.refuse_templates("'013' is not a number", [GOOD[0].replace("13", "013", 1)])
        self.refuse_templates("'256' is not a number", [GOOD[0].replace("\t4\t", "\t256\t")])

    def test_order(self):
        self.refuse_templates("index 2, expected 1", [GOOD[1]])
        self.refuse_templates("index 1, expected 2", [GOOD[0], GOOD[0]])
        other = GOOD[0].replace("13", "14", 1)
        self.refuse_templates("not together", [GOOD[0], other, GOOD[1]])

    def test_types_and_fields(self):
        self.refuse_templates("unknown type 'u16'", [GOOD[0].replace("u32", "u16")])
        self.refuse_templates("unknown field 'OPERATION_IDS'", [GOOD[0] + "S"])
        for field in ("NONE", "COUNT", "-"):
            self.refuse_templates("unknown field", [ROW.format(1, "X", "-", "u32", field)])
        self.refuse_templates("RESULT_CODE was hex32 before",
                              GOOD + [GOOD[1].replace("13", "14", 1).replace("\t2\t", "\t1\t", 1)
                                      .replace("hex32", "text")])

    def test_duplicates(self):
        self.refuse_templates("field OPERATION_ID twice",
                              [GOOD[0], ROW.format(2, "Other", "-", "u32", "OPERATION_ID")])
        self.refuse_templates("name 'operationid' twice",
                              [GOOD[0], ROW.format(2, "Other", "OPERATIONID", "u32", "FLAGS")])

    def test_heads(self):
        self.refuse_templates("unknown channel 'Trace\\?'", [GOOD[0].replace("Trace", "Trace?")])
        self.refuse_templates("differ within", [GOOD[0], GOOD[1].replace("Trace", "Debug")])
        self.refuse_templates("malformed", [ROW.format(1, 'a"b', "-", "u32", "FLAGS")])

    def test_rows_without_payload(self):
        empty = ROW.format(0, "-", "-", "-", "-")
        other = empty.replace("13", "3", 1)
        self.assertIn("NULL, NULL, 0,\n    {0}};", self.generate(templates=[other] + GOOD))
        self.refuse_templates("index 0", [empty, GOOD[0]])
        self.refuse_templates("index 0", [GOOD[0], empty])
        self.refuse_templates("must be -", [ROW.format(0, "Name", "-", "-", "-")])

    def test_newest_layout(self):
        newer = [row.replace("\tA\t", "\tB\t") for row in GOOD]
        self.generate(templates=GOOD + newer)
        self.refuse_templates("newest layout lacks", GOOD + newer[:1])
        self.refuse_templates("has the layouts 'B'", newer)

    def test_companions(self):
        self.refuse_companions("event ids 4-6 twice", ["P\t1-4\tx", "p\t4-6\tx"])
        self.refuse_companions("does not rise", ["P\t4-4\tx"])
        self.refuse_companions("does not rise", ["P\t4-3\tx"])
        self.refuse_companions("no range", ["P\t1-2-3\tx"])
        self.refuse_companions("not a number", ["P\t1,\tx"])
        self.refuse_companions("not a provider above", ["Q\t=P\tx", "P\t1\tx"])
        self.refuse_companions("'P' twice", ["P\t1\tx", "P\t=P\tx"])
        self.refuse_companions("'Q' twice", ["P\t1\tx", "Q\t=P\tx", "Q\t2\tx"])
        self.refuse_companions("'Q' twice", ["P\t1\tx", "Q\t=P\tx", "Q\t=P\tx"])
        self.refuse_companions("malformed", ['P"\t1\tx'])
        self.refuse_companions("expected 3", ["P\t1"])

    def test_files(self):
        bad = self.write("bad.tsv", ["event_id"], GOOD)
        with self.assertRaisesRegex(make_templates.Refused, "expected the columns"):
            make_templates.generate(bad, bad, bad)
        with self.assertRaisesRegex(make_templates.Refused, "no rows"):
            empty = self.write("empty.tsv", make_templates.TEMPLATE_COLUMNS, [])
            make_templates.generate(empty, empty, empty)
        with self.assertRaisesRegex(make_templates.Refused, "enum event_field"):
            make_templates.read_field_names(bad)


if __name__ == "__main__":
    unittest.main()
