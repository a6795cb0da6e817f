#!/usr/bin/env python3
"""A report of 100,000 groups: whole in every form, and within 300 MB.

usage: many_groups.py WMILOG
"""
import json
import os
import subprocess
import sys
import tempfile
import time

GROUPS = 100_000
BOUND = 300.0  # MB
FORMS = ("text", "html", "markdown", "csv", "json", "jsonl", "sarif")
TIMEOUT = 600
SECONDS_APART = 20
CODES = ("0x80041003", "0x80041010", "0x8004100e", "0x80041002", "0x80041032", "0x800706ba",
         "0x80070005", "0x80041001")
EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
    "Name='Microsoft-Windows-WMI-Activity' Guid='{{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}}'/>"
    "<EventID>5858</EventID><Level>2</Level><TimeCreated SystemTime='{time}'/><EventRecordID>"
    "{number}</EventRecordID><Execution ProcessID='1692' ThreadID='6044'/><Channel>"
    "Microsoft-Windows-WMI-Activity/Operational</Channel><Computer>SRV{host:02}.contoso.com"
    "</Computer><Security UserID='S-1-5-18'/></System><UserData><Operation_ClientFailure "
    "xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'><Id>"
    "{{00000000-0000-0000-0000-000000000000}}</Id><ClientMachine>SRV{host:02}</ClientMachine>"
    "<User>CONTOSO\\user{user}</User><ClientProcessId>{pid}</ClientProcessId><Component>Unknown"
    "</Component><Operation>Start IWbemServices::ExecQuery - root\\contoso{space} : SELECT * FROM "
    "Contoso_Class{number}</Operation><ResultCode>{code}</ResultCode><PossibleCause>Unknown"
    "</PossibleCause></Operation_ClientFailure></UserData></Event>\n")


def write_log(path):
    begin = 1_746_057_600  # 2025-05-01
    with open(path, "w", encoding="ascii") as file:
        file.write("<Events>")
        for number in range(GROUPS):
            moment = time.gmtime(begin + number * SECONDS_APART)
            file.write(EVENT.format(time=time.strftime("%Y-%m-%dT%H:%M:%SZ", moment), number=number,
                                    host=number % 16, user=number % 50, space=number % 40,
                                    pid=1000 + number % 3000 * 4, code=CODES[number % 8]))
        file.write("</Events>\n")


def peak_of(wmilog, arguments):
    """Peak in MB, seconds of the processor, and exit status."""
    plain = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}
    process = subprocess.Popen([wmilog, *arguments], env=plain, stdin=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, process.returncode


def lines_with(path, begin):
    with open(path, "rb") as file:
        return sum(line.startswith(begin) for line in file)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog, complaints = os.path.abspath(sys.argv[1]), []
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.xml")
        write_log(log)
        for form in FORMS:
            path = os.path.join(folder, "report." + form)
            peak, seconds, status = peak_of(wmilog, ["analyze", "--max-groups", str(GROUPS), "-f",
                                                     form, "-o", path, log])
            print(f"{peak:6.1f} MB  {seconds:5.1f} s  {form}", flush=True)
            if status != 0 or peak > BOUND:
                complaints.append(f"{form}: exit status {status}, {peak:.1f} MB")
            if form == "jsonl" and lines_with(path, b'{"type":"group"') != GROUPS:
                complaints.append("jsonl: not every group is there")
            if form == "json":
                with open(path, "rb") as file:
                    summary = next(line for line in file if line.startswith(b'"summary":'))
                if json.loads(summary[len(b'"summary":'):])["groups"] != GROUPS:
                    complaints.append("json: not every group is counted")
            if form == "html" and os.path.getsize(path) > 5_500_000:
                complaints.append(f"html: {os.path.getsize(path)} bytes")
            os.unlink(path)
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
