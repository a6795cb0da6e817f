"""Tables of a test, written for the scripts that make C of such."""
import os
import tempfile
import unittest


class TableTest(unittest.TestCase):
    """A test with a folder of its own for its tables."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, columns, rows):
        """The path of a new table with these columns and rows, behind a comment."""
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8", newline="\n") as table:
            table.write("\n".join(["# comment", "\t".join(columns)] + rows) + "\n")
        return path
