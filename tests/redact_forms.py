#!/usr/bin/env python3
"""Nothing of a log's names is in what comes out with --redact, in whichever form the log came.

usage: redact_forms.py WMILOG

The scenarios of the other tests are written in each of their forms, and samples are read one by
one: so that no form hides what another one lets through.
"""
import json
import os
import random
import sys
import tempfile

import json_collectors
import json_scenario
import more_forms
import redact
import text_scenario

# No part of any of these may be found.
TEXT_NAMES = ["werk-ä7", "kontor", "дмитрий", "山田", "太郎", "日本語"]
JSON_NAMES = ["wks31", "fabrikam", "пк-7", "администратор"]
BROKEN = ("Id = {5B6C7D8E-0011-2233-4455-66778899AABB}; ClientMachine = QXHOST; User = "
          "QCORP\\zq.mon; ClientProcessId = 7716; Component = Unknown; Operation = Start "
          "IWbemServices::ExecQuery - root\\cimv2 : SELECT Name FROM Win32_Service; ResultCode = "
          "0x80041003; PossibleCause = Unknown\n")
# Operations with %n where a name stands: each sign may be lost, or another one stand there.
OPERATIONS = [
    "Start IWbemServices::ExecQuery - \\\\%n\\root\\cimv2 : SELECT * FROM Win32_Account WHERE "
    "Name='%n' AND Domain = \"%n\"",
    "Start IWbemServices::ExecQuery - //%n/root/cimv2 : ASSOCIATORS OF {Win32_Group.Name='%n'} "
    "WHERE AssocClass = Win32_GroupUser",
    "Start IWbemServices::GetObject - root\\cimv2 : "
    "\\\\%n\\root\\cimv2:Win32_Share.Name='%n'",
    "Start IWbemServices::GetObject - root\\cimv2 : Win32_Account.Domain=\"%n\",Name=\"%n\"",
    "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process.Handle=\"%n\"::Terminate",
    "Provider::GetObject - CIMWin32 : Win32_Account.Domain=\"%n\",Name=\"%n\"",
    "connect to namespace : \\\\%n.%n.test\\root\\cimv2",
]
SIGNS = ["", " ", ":", "=", "'", "&lt;"]
# What stands around names in texts of other kinds that ended up in a field.
LABELLED = [
    "Computer: %n\nUser: %n\\%n", "Account Name:\t%n\tAccount Domain:\t%n", "Workstation Name: %n",
    '"ClientMachine": "%n", "User":"%n\\\\%n"', '\\"computer\\": \\"%n\\"',
    "<Computer>%n</Computer><User>%n</User>", "host = %n dvchost=%n", "MachineName = \"%n\";",
    "User: %n Computer: %n",
]
# What a reader of pictures takes characters for.
MISREAD = {"l": "1", "I": "l", "S": "5", ";": ":,.", "=": "-:~—", "\\": "/|Il", ".": ",",
           " ": " \n", "e": "c", "C": "G", "M": "N", "s": "5"}


def all_commands(path, more):
    yield from ([["analyze", "-f", form, "--noise", *more, path] for form in redact.FORMATS])
    yield ["events", *more, path]
    yield ["events", "-f", "xml", *more, path]
    yield ["convert", *more, path]
    yield ["stats", *more, path]
    for system in ("github", "servicenow"):
        yield ["tickets", "--for", system, "--verdict", "harmless", *more, path]


def few_commands(path, more):
    yield ["analyze", "--noise", *more, path]
    yield ["events", *more, path]
    yield ["convert", *more, path]


def check(wmilog, path, words, commands=few_commands):
    count = 0
    for arguments in commands(path, ["--redact"]):
        done = redact.run(wmilog, *arguments)
        found = redact.leaks(done.stdout + done.stderr, words, False)
        if found:
            yield f"{' '.join(arguments)}: {json.dumps(found, indent=1, ensure_ascii=False)}"
        count += len(done.stdout)
    if count == 0:
        yield f"{path}: nothing came out"


def scenarios(folder):
    """Each scenario in each of its forms: what it is called, its path, its names."""
    def write(name, data):
        return redact.write(folder, name, data)

    for name, (text, encoding, _) in text_scenario.FORMS.items():
        yield name, write("text", text.encode(encoding)), TEXT_NAMES
    for name, (text, _) in more_forms.FORMS.items():
        yield name, write("more", text.encode()), more_forms.NAMES
    events = [json_scenario.Event(i, e) for i, e in enumerate(json_scenario.EVENTS)]
    for name, form, _ in json_scenario.FORMS + json_collectors.FORMS:
        yield name, write("json", form(events).encode()), JSON_NAMES


def check_broken(wmilog, folder):
    """Messages that were read from a picture: names of fields too are not what they were."""
    chance = random.Random(3)
    for _ in range(60):
        text = "".join(chance.choice(MISREAD[c]) if c in MISREAD and chance.random() < 0.15 else c
                       for c in BROKEN)
        path = redact.write(folder, "broken", text.encode())
        for arguments in (["events", "--redact", path], ["analyze", "--redact", path]):
            done = redact.run(wmilog, *arguments)
            found = redact.leaks(done.stdout + done.stderr, ["zq", "qcorp", "qxhost"], False)
            if found:
                yield f"{text}: {found}"


def broken_operations():
    for operation in OPERATIONS:
        yield operation.replace("\\\\%n\\", "\\\\%n<http://%n/>\\")
        for place, sign in enumerate(operation):
            if not sign.isalnum() and sign not in "_%":
                yield from (operation[:place] + other + operation[place + 1:] for other in SIGNS)


def check_signs(wmilog, folder):
    """Each name stands once, so that none is hidden because another event has it in a field."""
    texts = [(f"Component = Unknown; Operation = {operation}; ResultCode = 0x80041003", "Unknown")
             for operation in broken_operations()]
    texts += [("Component = Unknown; Operation = x; ResultCode = 0x80041003", text)
              for text in LABELLED]
    numbers = iter(range(100000, 1000000))
    messages = []
    for middle, last in texts:
        text = ("Id = {5B6C7D8E-0011-2233-4455-66778899AABB}; ClientMachine = PC7; "
                f"User = X\\ada; ClientProcessId = 7716; {middle}; PossibleCause = {last}")
        while "%n" in text:
            text = text.replace("%n", f"zq{next(numbers)}", 1)
        messages.append({"TimeCreated": "2026-03-09T14:27:00", "Id": 5858, "Message": text})
    path = redact.write(folder, "signs", "".join(json.dumps(m) + "\n" for m in messages).encode())
    plain, hidden = (redact.run(wmilog, "events", *more, path).stdout.decode()
                     for more in ([], ["--redact"]))
    if plain.count("zq1") < len(texts) or hidden.count("\n") != len(texts):
        yield f"signs: {plain.count('zq1')} names, {hidden.count(chr(10))} of {len(texts)} events"
    yield from (f"signs: {line}" for line in hidden.splitlines() if "zq1" in line)


def main(wmilog):
    wmilog = os.path.abspath(wmilog)
    problems = []
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, path, names in scenarios(folder):
            problems += [f"{name}: {problem}" for problem in check(wmilog, path, names)]
            count += 1
        problems += check_broken(wmilog, folder)
        problems += check_signs(wmilog, folder)
    samples = [*redact.logs_below(os.path.join(redact.ROOT, "samples", "text")),
               *redact.logs_below(os.path.join(redact.ROOT, "samples", "json"))]
    if os.path.isdir(redact.SHARED):
        samples += redact.logs_below(os.path.join(redact.SHARED, "forms"))
    for path in samples:
        names = redact.names_in(wmilog, [path])
        if names:
            problems += check(wmilog, path, names, all_commands)
            count += 1
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"redact_forms: {count} inputs, {len(problems)} leaks")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
