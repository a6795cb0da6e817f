#!/usr/bin/env python3
"""Files in which blocks meet at odd places: every event is read once, none is told as lost that is
not, and time grows with the bytes.

usage: odd_borders.py WMILOG
"""
import os
import subprocess
import sys
import tempfile

MESSAGE = ("Id = {00000000-0000-0000-0000-000000000000}; ClientMachine = WKS01; User = "
           "CONTOSO\\anna; ClientProcessId = %d; Component = Unknown; Operation = Start "
           "IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service; "
           "ResultCode = 0x80041010; PossibleCause = Unknown")
CHANNEL = "Microsoft-Windows-WMI-Activity/Operational"
PROVIDER = "Microsoft-Windows-WMI-Activity"
RECORD = ('{"TimeCreated":"2026-03-09T14:27:44Z","Id":5858,"ProviderName":"' + PROVIDER +
          '","MachineName":"WKS01","Message":"' + (MESSAGE % 12).replace("\\", "\\\\") + '"}\n')
TIMEOUT = 20  # seconds, far more than any of them takes


def labels(number):
    names = (("Log Name", CHANNEL), ("Source", PROVIDER), ("Event ID", "5858"),
             ("Date", f"3/{number % 28 + 1}/2026 2:{number // 60 % 60:02}:{number % 60:02} PM"),
             ("Level", "Error"), ("Computer", "WKS01"))
    return [*names, ("Description", MESSAGE % number)]


def copied(number):
    return "".join(f"{name}:{chr(10) if name == 'Description' else ' '}{value}\n"
                   for name, value in labels(number)) + "\n"


def page(count, cells):
    """One line of tables, with others between them."""
    cell = '<td class="a b" style="color:red;padding:1px&nbsp;;x:y">x</td>'
    row = "".join("<tr><td>%s:</td><td>%s</td></tr>"
                  for _ in labels(0))
    tables = []
    for number in range(count):
        values = tuple(part for pair in labels(number) for part in pair)
        tables.append(f"<table>{row % values}</table><table><tr>{cell * cells}</tr></table>")
    return f"<html><body>{''.join(tables)}</body></html>"


def behind_junk():
    """A line longer than a block, and messages alone before the next start."""
    few = "".join(MESSAGE % (5000 + number) + "\n" for number in range(7))
    return ("".join(map(copied, range(300))) + "junk " * 90000 + "\n" + few + "\n" +
            "".join(map(copied, range(1000, 2500))))


def two_headers(first, second):
    """A table whose header changes, once only and far from its end."""
    start = "Provider_Name,ts,EventID,Version,Level,Computer,Channel,"
    heads = (start + "ClientMachine,User,ClientProcessId,Component,Operation,ResultCode,"
             "PossibleCause\n", start + "User,ClientMachine,ClientProcessId,PossibleCause,"
             "Operation,ResultCode,Component\n")
    row = (f"{PROVIDER},2026-03-09T14:27:44Z,5858,0,2,WKS01,{CHANNEL},%s,12,Unknown,Start "
           "IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service,0x80041010,"
           "Unknown\n")
    return ((heads[0] + row % "WKS01,anna") * first + heads[1] + row % "anna,WKS01" * second)


def below(mark):
    """Labels below messages, with lines longer than those before them."""
    lines = []
    for number in range(400):
        lines += ["Message text nobody knows", "Operation_ClientFailure of something", "",
                  f"Log Name: {CHANNEL}", f"Source: {PROVIDER}", "Level: Error",
                  "Computer: " + "WKS01" * 40, "User: " + "A" * 300, "", MESSAGE % number, ""]
    return "".join(mark + line + "\n" for line in lines)


CASES = (
    ("a page on one line", page(84, 150).encode(), 84),
    ("another one", page(301, 150).encode(), 301),
    ("messages behind a long line", behind_junk().encode(), 1807),
    ("a header behind few rows", two_headers(3, 6000).encode(), 6003),
    ("as many rows of both", two_headers(5000, 5000).encode(), 10000),
    ("the same in UTF-16", two_headers(2000, 2000).encode("utf-16"), 4000),
    ("labels below, quoted", below("> ").encode(), 400),
    ("labels below, UTF-16", below("").encode("utf-16"), 400),
    ("commas behind words", (RECORD + "x" + "," * 2_000_000 + "\n" + RECORD).encode(), 2),
)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        for name, data, count in CASES:
            with open(path, "wb") as file:
                file.write(data)
            for jobs in ("1", "3"):
                done = subprocess.run([sys.argv[1], "events", "-j", jobs, path], check=False,
                                      capture_output=True, timeout=TIMEOUT)
                found = done.stdout.count(b"\n")
                if found != count:
                    complaints.append(f"{name}: {found} events of {count}, exit status "
                                      f"{done.returncode}: {done.stderr[:200]}")
    print("\n".join(complaints + [f"odd borders: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


main()
