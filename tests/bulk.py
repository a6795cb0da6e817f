#!/usr/bin/env python3
"""Large and mixed inputs as they are sent: a long array of JSON in little memory, a table of ten
thousand rows with European dates, a mail with three events.

usage: bulk.py WMILOG
"""
import datetime
import json
import os
import resource
import subprocess
import sys
import tempfile

JSON_MB = (20, 200)
MEMORY_MB = 64
ROWS = 10_000
OPERATION = "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Contoso_Agnet"
MESSAGE = ("Id = {{B0C8D2F4-1A57-4E0C-8E52-7D1B6A3F9C21}}; ClientMachine = SRV07; User = "
           "FABRIKAM\\svc-scan; ClientProcessId = {pid}; Component = Unknown; Operation = "
           + OPERATION + "; ResultCode = 0x80041010; PossibleCause = Unknown")
MAIL = """Hello,

three of them this morning:

Log Name:      Microsoft-Windows-WMI-Activity/Operational
Source:        Microsoft-Windows-WMI-Activity
Date:          24.11.2025 09:15:11
Event ID:      5858
Computer:      SRV07.fabrikam.example
Description:
{0}

> {1}

and from PowerShell

TimeCreated  : 24.11.2025 09:16:11
ProviderName : Microsoft-Windows-WMI-Activity
Id           : 5858
Message      : {2}

Regards
"""


def run(*command):
    """(exit status, output, peak memory in MB) of a process of its own."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(json.dumps([done.returncode, peak]).encode() + b"\n" + done.stdout)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        head, _, output = pipe.read().partition(b"\n")
    os.waitpid(pid, 0)
    status, peak = json.loads(head)
    return status, output, peak


def record(number):
    time = datetime.datetime(2025, 11, 24, 8) + datetime.timedelta(seconds=number)
    system = {"Provider": {"#attributes": {"Name": "Microsoft-Windows-WMI-Activity"}},
              "EventID": 5858, "Level": 2,
              "TimeCreated": {"#attributes": {"SystemTime": time.isoformat() + ".204000Z"}},
              "EventRecordID": number + 1, "Execution": {"#attributes": {"ProcessID": 1712}},
              "Channel": "Microsoft-Windows-WMI-Activity/Operational",
              "Computer": "SRV07.fabrikam.example"}
    data = {"ClientMachine": "SRV07", "User": "FABRIKAM\\\\svc-scan", "ClientProcessId": 5300,
            "Operation": OPERATION, "ResultCode": "0x80041010"}
    return {"Event": {"System": system, "UserData": {"Operation_ClientFailure": data}}}


def check_array(wmilog, folder):
    peaks = []
    for megabytes in JSON_MB:
        path = os.path.join(folder, "array.json")
        count = 0
        with open(path, "w", encoding="utf-8") as file:
            file.write("[")
            while file.tell() < megabytes * 1_000_000:
                some = ",".join(json.dumps(record(count + i)) for i in range(500))
                file.write(some if count == 0 else "," + some)
                count += 500
            file.write("]")
        status, output, peak = run(wmilog, "analyze", "-f", "csv", path)
        failures = output.count(b"\n") - 1
        if status != 0 or failures != count or peak > MEMORY_MB:
            sys.exit(f"array of {megabytes} MB: exit status {status}, {failures} failures of "
                     f"{count}, {peak:.0f} MB of memory")
        peaks.append(peak)
        os.unlink(path)
    return peaks


def check_table(wmilog, folder):
    """Most days of the month could be a month; some could not."""
    path = os.path.join(folder, "table.csv")
    start = datetime.datetime(2025, 4, 1, 6, 0, 0)
    times = [start + datetime.timedelta(minutes=4 * i) for i in range(ROWS)]
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        file.write("Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n")
        for number, time in enumerate(times):
            text = MESSAGE.format(pid=4 * number + 4)
            file.write(f"Fehler,{time:%d.%m.%Y %H:%M:%S},Microsoft-Windows-WMI-Activity,5858,"
                       f'Keine,"{text}"\r\n')
    status, output, _ = run(wmilog, "events", path)
    found = [json.loads(line) for line in output.splitlines()]
    expected = [f"{time:%Y-%m-%dT%H:%M:%S}.0000000" for time in times]
    if status != 0 or [event.get("time") for event in found] != expected:
        sys.exit(f"table: exit status {status}, {len(found)} events, or other times")
    if [event["client_process_id"] for event in found] != [4 * i + 4 for i in range(ROWS)]:
        sys.exit("table: other processes")


def check_mail(wmilog, folder):
    path = os.path.join(folder, "mail.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MAIL.format(*(MESSAGE.format(pid=pid) for pid in (5300, 5304, 5308))))
    _, output, _ = run(wmilog, "events", path)
    found = {event["client_process_id"]: (event.get("time"), event["result_code"])
             for event in map(json.loads, output.splitlines())}
    if found != {5300: ("2025-11-24T09:15:11.0000000", "0x80041010"),
                 5304: (None, "0x80041010"),
                 5308: ("2025-11-24T09:16:11.0000000", "0x80041010")}:
        sys.exit(f"mail: {found}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        check_mail(wmilog, folder)
        check_table(wmilog, folder)
        peaks = check_array(wmilog, folder)
    print("arrays of JSON: " + ", ".join(f"{peak:.0f} MB of memory for {size} MB"
                                         for size, peak in zip(JSON_MB, peaks)))


main()
