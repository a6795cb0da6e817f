#!/usr/bin/env python3
"""What names the parts of an event: part_names.tsv, as the scripts of the readers take it."""

import os
import sys
import unittest

PARSERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "parsers")
sys.dont_write_bytecode = True
for folder in ("base", "event", "json", os.path.join("text", "lines")):
    sys.path.insert(0, os.path.join(PARSERS, folder))

import make_dialects  # noqa: E402 (found through the path above)
import make_names  # noqa: E402
import part_names  # noqa: E402
from table_files import TableTest  # noqa: E402
from table_rows import Refused  # noqa: E402

NAMES = [":.\tevent_id\ten\tEvent ID", ".\ttime\t-\twhen", ".\tevent_id\t-\tId",
         "=\tskip\t-\tLevel", ":\tmessage\t-\tText"]
COMMON = [f"-\t{kind}\t{value}" for kind, value in
          (("xml", "raw"), ("wrap", "data"), ("list", "hits"), ("object", "page"),
           ("other", "end=yes"), ("clock", "at"))]
DIALECT = ["tool\tmark\tText", "tool\tlocal_time\tclock", "tool\ttime\tutc"]


class PartNames(TableTest):
    def names(self, rows=None):
        return self.write("names.tsv", part_names.COLUMNS, rows or NAMES)

    def dialects(self, rows):
        path = self.write("dialects.tsv", make_dialects.COLUMNS, COMMON + DIALECT + rows)
        return make_dialects.generate(path, self.names())

    def test_a_name_has_one_meaning(self):
        with self.assertRaisesRegex(Refused, "two meanings before ':'"):
            part_names.read(self.names([":\ttime\t-\tDate", ":,\tevent_id\t-\tDate"]))
        both = part_names.read(self.names([":\ttime\t-\tDate", ",\tskip\t-\tDate"]))
        self.assertEqual(both, {"Date": {":": "time", ",": "skip"}})

    def test_a_name_means_the_same_in_a_dialect(self):
        with self.assertRaisesRegex(Refused, "'Id' is event_id in part_names.tsv"):
            self.dialects(["tool\trecord_id\tId"])
        self.assertIn('{EVENT_PART_EVENT_ID, {"Id"', self.dialects(["tool\tevent_id\tId"]))
        self.assertIn('{EVENT_PART_LEVEL, {"Level"', self.dialects(["tool\tlevel\tLevel"]))

    def test_members_are_parts_of_what_no_program_is_known_of(self):
        text = self.dialects(["tool\tparts\t-"])
        rows = ['{EVENT_PART_EVENT_ID, {"Event ID"', '{JSON_LOCAL_TIME, {"when"',
                '{EVENT_PART_EVENT_ID, {"Id"']
        places = [text.index(row) for row in rows]
        self.assertEqual(places, sorted(places))
        self.assertNotIn('{"Level"', text)

    def test_labels_have_no_members(self):
        text = make_names.generate(self.names())
        self.assertIn('{{"Event ID", 8}, TEXT_AFTER_COLON, (int)EVENT_PART_EVENT_ID}', text)
        self.assertIn('{{"Text", 4}, TEXT_AFTER_COLON, (int)TEXT_PART_MESSAGE}', text)
        self.assertNotIn('"when"', text)

    def test_the_real_tables(self):
        self.assertIn("json_dialects[]", make_dialects.generate(
            os.path.join(PARSERS, "json", "dialects.tsv"),
            os.path.join(PARSERS, "event", "part_names.tsv")))


if __name__ == "__main__":
    unittest.main()
