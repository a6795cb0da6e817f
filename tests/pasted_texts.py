#!/usr/bin/env python3
"""Events as people paste them into mails, forums and tickets: each text beside what it holds, and
texts about events that hold none.

Usage: pasted_texts.py WMILOG
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ID = "{3D6E0B52-8A17-4F4C-9B60-2C5D17E9A4F1}"
QUERY = r"Start IWbemServices::ExecQuery - root\cimv2 : SELECT * FROM Win32_Service"
DLL = r"%systemroot%\system32\wbem\cimwin32.dll"
LABELS = ("Log Name|Microsoft-Windows-WMI-Activity/Operational", "Source|Microsoft-Windows-"
          "WMI-Activity", "Date|5/18/2026 7:02:11 AM", "Event ID|5858", "Task Category|None",
          "Level|Error", "Keywords|", "User|SYSTEM", "Computer|ULME4.forst.example")
WHEN = {"time": "2026-05-18T07:02:11", "computer": "ULME4.forst.example"}


def failure(pid=4120, query=QUERY, mark="; ", machine="ULME4", user="FORST\\svc-lager"):
    return mark.join((f"Id = {ID}", f"ClientMachine = {machine}", f"User = {user}",
                      f"ClientProcessId = {pid}", "Component = Unknown", f"Operation = {query}",
                      "ResultCode = 0x80041032", "PossibleCause = Unknown"))


def failed(pid=4120, query=QUERY, machine="ULME4", user="FORST\\svc-lager", **more):
    return {"event_id": 5858, "correlation_id": ID, "client_machine": machine, "user": user,
            "client_process_id": pid, "component": "Unknown", "operation": query,
            "result_code": "0x80041032", "possible_cause": "Unknown", **more}


def load(name="CIMWin32", path=DLL):
    return (f"{name} provider started with result code 0x0. HostProcess = wmiprvse.exe; "
            f"ProcessID = 3016; ProviderPath = {path}")


def loaded(name="CIMWin32", path=DLL, **more):
    return {"event_id": 5857, "provider_name": name, "result_code": "0x00000000",
            "host_process": "wmiprvse.exe", "host_process_id": 3016, "provider_path": path, **more}


def flat(labels=LABELS):
    return " ".join(label.replace("|", ": ") for label in labels) + " Description: "


# Name, text, what it holds.
HOLD = [
    ("labels on one line behind words", f"Since Monday:\n\n{flat()}{failure()}\n\nThanks\n",
     [failed(**WHEN)]),
    ("labels and words on one line", f"It says: {flat()}{failure()} Any idea?\n", [failed(**WHEN)]),
    ("labels on one line, two events", f"Hello\n{flat()}{failure(1)} {flat()}{failure(2)}\n",
     [failed(1, **WHEN), failed(2, **WHEN)]),
    ("wrapped behind a blank", failure(query=QUERY.replace("Win32", "\nWin32"), mark="; \n"),
     [failed()]),
    ("wrapped at a name", failure().replace("Operation", "\nOperation").replace(": S", ":\nS"),
     [failed()]),
    ("a field a line", failure(mark="\n"), [failed()]),
    ("values below their names", "\n".join(
        failure(mark="\n").replace(" = ", ":\n").split("\n")[2:]), [{
            "event_id": 5858, "client_machine": "ULME4", "client_process_id": 4120,
            "operation": QUERY, "result_code": "0x80041032"}]),
    ("values of a load below their names", load().replace(" = ", ":\n").replace("; ", "\n").replace(
        ". ", ".\n"), [loaded()]),
    ("several words", load("SCM Event Provider") + "\n\nsee " + load("Standard Non-COM Event "
     "Provider"), [loaded("SCM Event Provider"), loaded("Standard Non-COM Event Provider")]),
    ("French label", f"Description :\n{load('SCM Event Provider')}\nID : 5857\n",
     [loaded("SCM Event Provider")]),
    ("run together", load("A") + load("WMI Kernel Trace Event Provider") + failure() + load("B"),
     [loaded("A"), loaded("WMI Kernel Trace Event Provider"), failed(), loaded("B")]),
    ("stars in the place of names", failure(machine="*****", user="***\\****"),
     [failed(machine="*****", user="***\\****")]),
    ("bold names", re.sub(r"(\w+) =", r"**\1** =", failure()), [failed()]),
    ("escaped braces", failure().replace("{", "\\{").replace("}", "\\}"), [failed()]),
    ("entities in a query", "x\n```" + failure(
        query=QUERY + " WHERE A &lt; 5 AND B &gt;= &quot;c&quot;") + "```\n", [
            failed(query=QUERY + ' WHERE A < 5 AND B >= "c"')]),
    ("entities in a literal", failure(query=QUERY + " WHERE A = 'b &lt; c'"),
     [failed(query=QUERY + " WHERE A = 'b &lt; c'")]),
    ("entities in a query that is refused for them",
     failure(query=QUERY + " WHERE A &lt; 5").replace("0x80041032", "0x80041017"),
     [{**failed(query=QUERY + " WHERE A &lt; 5"), "result_code": "0x80041017"}]),
    ("the window of an event", f"""Event 5858, WMI-Activity

{failure()}

Log Name:     Microsoft-Windows-WMI-Activity/Operational
Source:       WMI-Activity      Logged:         5/18/2026 7:02:11 AM
Event ID:     5858              Task Category:  None
Level:        Error             Keywords:
User:         SYSTEM            Computer:       ULME4.forst.example
OpCode:       Info
""", [failed(**WHEN)]),
    ("not rendered", f"""The description for Event ID 5858 from source \
Microsoft-Windows-WMI-Activity cannot be found. Either the component is not
installed on your local computer or the installation is corrupted.

The following information was included with the event:

{chr(10).join(field.split(" = ")[1] for field in failure().split("; "))}
""", [failed()]),
    ("cut behind a whole field", "TimeCreated                     Id LevelDisplayName Message\n"
     "-----------                     -- ---------------- -------\n"
     f"5/18/2026 7:02:11 AM          5858 Error            {failure()[:75]}...\n",
     [{"event_id": 5858, "correlation_id": ID, "client_machine": "ULME4", "user": None}]),
]

# Name, text.
NONE = [
    ("a rule", "detection:\n  selection:\n    EventID: 5861\n  filter:\n    User: S-1-5-32-544\n"
     "    PossibleCause: Permanent\n  condition: selection and not filter\n"),
    ("what fields mean", "- **ClientMachine = NAME**: the computer of the client.\n"
     "- **ClientProcessId**: the process that made the call.\n- **Operation**: the call.\n"
     "- **ResultCode = 0x80041032**: it was cancelled.\n"),
    ("types of fields", "| Field | Type | Meaning |\n|---|---|---|\n"
     "| ClientMachine | string | client |\n| User | string | user |\n"
     "| ClientProcessId | uint32 | pid |\n| Operation | string | call |\n"
     "| ResultCode | HexInt32 | code |\n"),
    ("what events say", "| 5857 | `Name provider started with result code 0x0. HostProcess = "
     "wmiprvse.exe; ProcessID = N; ProviderPath = path` |\n"),
]


def events_of(wmilog, path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run([wmilog, "events", path], capture_output=True, timeout=60, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(wanted, found):
    for name, value in wanted.items():
        got = found.get(name)
        if got != value and not (name == "time" and str(got).startswith(value)):
            yield f"{name} is {got!r} in place of {value!r}"


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pasted.txt")
        for name, text, wanted in HOLD + [(name, text, []) for name, text in NONE]:
            found = events_of(wmilog, path, text)
            if len(found) != len(wanted):
                problems.append(f"{name}: {len(found)} events in place of {len(wanted)}")
                continue
            for one, other in zip(wanted, found):
                problems += [f"{name}: {problem}" for problem in differences(one, other)]
    print("\n".join(problems + [f"pasted_texts: {len(HOLD) + len(NONE)} texts, "
                                f"{len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
