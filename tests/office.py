#!/usr/bin/env python3
"""Events in documents of office programs: workbooks with texts in their cells or shared, dates as
numbers, and texts with paragraphs; alone, in an archive, and on standard input.

Usage: office.py WMILOG
"""
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

PROVIDER = "Microsoft-Windows-WMI-Activity"
DAY = 46104 # 23 March 2026, as workbooks count days
LETTERS = "ABCDEF"


def message(number):
    return ("Id = {00000000-0000-0000-0000-000000000000}; ClientMachine = PC7; User = WERK\\Jörg; "
            f"ClientProcessId = {number}; Component = Unknown; Operation = Start IWbemServices::"
            "ExecQuery - root\\cimv2 : SELECT * FROM A WHERE \"B\" < 'C, D' & E; "
            "ResultCode = 0x80041010; PossibleCause = Unknown")


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return out.getvalue()


def rows():
    yield ["Level", "Date and Time", "Source", "Event ID", "Task Category", "Message"]
    for number in range(1, 4):
        moment = DAY + (9 * 3600 + 5 * 60 + 10 + number) / 86400
        yield ["Error", moment, PROVIDER, 5858, None, message(number)]


def sheet(cell):
    text = ""
    for number, row in enumerate(rows(), 1):
        cells = "".join(cell(f"{LETTERS[i]}{number}", value) for i, value in enumerate(row)
                        if value is not None)
        text += f'<row r="{number}" spans="1:6">{cells}</row>'
    return f'<?xml version="1.0"?><worksheet><sheetData>{text}</sheetData></worksheet>'


def number_cell(place, value):
    return f'<c r="{place}" s="1"><v>{value!r}</v></c>'


def inline_cell(place, value):
    if not isinstance(value, str):
        return number_cell(place, value)
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def with_prefix(xml):
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", xml)


def workbook(is_shared, dress=str):
    texts = []

    def shared_cell(place, value):
        if not isinstance(value, str):
            return number_cell(place, value)
        texts.append(value)
        return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'
    table = sheet(shared_cell if is_shared else inline_cell)
    # A text may be of several runs.
    strings = "".join(f"<si><r><t>{escape(t[:7])}</t></r><r><t>{escape(t[7:])}</t></r></si>"
                      for t in texts)
    return packed([("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"),
                   ("xl/worksheets/sheet1.xml", dress(table)),
                   ("xl/sharedStrings.xml", dress(f"<sst>{strings}</sst>"))])


def lines():
    for number in range(1, 4):
        yield f"Source:        {PROVIDER}"
        yield f"Date:          23.03.2026 09:05:{10 + number}"
        yield "Event ID:      5858"
        yield "Description:"
        yield message(number)
        yield ""


def document():
    text = "".join(f'<w:p><w:r><w:t>{escape(line[:9])}</w:t></w:r><w:r><w:t xml:space="preserve">'
                   f"{escape(line[9:])}</w:t></w:r></w:p>" for line in lines())
    return packed([("[Content_Types].xml", "<Types/>"), ("docProps/app.xml", "<x>5858</x>"),
                   ("word/document.xml", f"<w:document><w:body>{text}</w:body></w:document>")])


def open_document():
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines())
    return packed([("mimetype", "application/vnd.oasis.opendocument.text"), (
        "content.xml", f"<office:document-content><style>x</style><office:body><office:text>{text}"
        "</office:text></office:body></office:document-content>")])


def table_document():
    cells = "".join("<w:tr>" + "".join(
        f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in row) +
                    "</w:tr>" for row in (
        ["Date and Time", "Event ID", "Description"],
        *([f"23.03.2026 09:05:{10 + n}", "5858", message(n)] for n in range(1, 4))))
    return packed([("[Content_Types].xml", "<Types/>"), (
        "word/document.xml", f"<w:document><w:body><w:tbl>{cells}</w:tbl></w:body></w:document>")])


def with_picture():
    """A text whose event somebody pasted as a picture."""
    return packed([("[Content_Types].xml", "<Types/>"), (
        "word/document.xml", "<w:document><w:body><w:p><w:r><w:t>Hi</w:t></w:r></w:p></w:body>"
        "</w:document>"), ("word/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(99))])


def check_told(wmilog):
    """What nothing is read in, the form of a log whose name does not end like it, and events that
    name nobody."""
    for data, words in ((with_picture(), "word/media/image1.png (a PNG picture"),
                        (document(), "/word/document.xml (text): 3 WMI-Activity events"),
                        (workbook(True), "/xl/worksheets/sheet1.xml (csv): 3 WMI-Activity"),
                        (b"<Event><A>1</A></Event>", "1 a provider without a name")):
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            file.write(data)
            file.flush()
            told = subprocess.run([wmilog, "analyze", file.name], capture_output=True,
                                  check=False).stdout.decode()
        if words not in " ".join(told.split()):
            yield f"'{words}' is not told: {told}"


def read(wmilog, data, is_piped=False):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return subprocess.run([wmilog, "events", "-" if is_piped else file.name], input=data,
                              capture_output=True, check=False)


def check(name, done):
    events = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = [(n, f"2026-03-23T09:05:{10 + n}.0000000", "SELECT * FROM A WHERE \"B\" < 'C, D' & E")
              for n in range(1, 4)]
    found = [(e["client_process_id"], e["time"], e["operation"].split(" : ")[1]) for e in events]
    if found != wanted or done.returncode != 0 or done.stderr:
        yield f"{name}: {found}, exit status {done.returncode}: {done.stderr.decode()}"


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    problems = []
    for name, data in (("texts in cells", workbook(False)), ("shared texts", workbook(True)),
                       ("names with a prefix", workbook(True, with_prefix)),
                       ("paragraphs", document()), ("a table", table_document()),
                       ("OpenDocument", open_document())):
        problems += check(name, read(wmilog, data))
        problems += check(name + ", in an archive", read(wmilog, packed([("a/b.bin", data)])))
    problems += check_told(wmilog)
    problems += check("on a pipe", read(wmilog, document(), True))
    problems += check("shared texts, on a pipe", read(wmilog, workbook(True), True))
    print("\n".join(problems + [f"office: {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
