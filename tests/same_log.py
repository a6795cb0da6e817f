#!/usr/bin/env python3
"""One real log in other forms, orders, parts and mixtures of them: what is said of each failure,
group and incident is the same. Only where the logs are at hand, outside of the project.

usage: same_log.py WMILOG
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

from properties import told

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "corpus")
LOGS = ("server2012r2", "server2022")
SEED = 7
CUTS = 4
SKIPPED = 77
NEW_NAME = r"\1RENAMED01.fabrikam.example"


class Log:
    def __init__(self, wmilog, folder, name):
        self.wmilog, self.folder, self.name, self.complaints = wmilog, folder, name, []
        self.evtx = os.path.join(CORPUS, "evtx", name + ".evtx")
        self.exported = os.path.join(CORPUS, "xml", name + ".eventviewer.xml")
        self.xml = self.made("convert", "log.xml")
        self.lines = self.made("events", "log.jsonl")
        with open(self.xml, encoding="utf-8") as file:
            text = file.read()
        self.events = re.findall(r"<Event [^>]*>.*?</Event>", text, re.S)
        self.head = text[:text.index("<Event ")]

    def made(self, command, name):
        path = os.path.join(self.folder, name)
        subprocess.run([self.wmilog, command, "-o", path, self.evtx], check=True)
        return path

    def put(self, name, events):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.head + "\n".join(events) + "</Events>")
        return path

    def told(self, paths):
        done = subprocess.run([self.wmilog, "analyze", "-f", "json", *paths], check=False,
                              capture_output=True)
        return told(json.loads(done.stdout))

    def compare(self, what, expected, *paths):
        for kind, before, after in zip(("failure", "group", "incident"), expected,
                                       self.told(paths)):
            for key in sorted(set(before) | set(after), key=str):
                if before.get(key) != after.get(key):
                    self.complaints.append(f"{self.name}, {what}: {kind} {key}\n  was "
                                           f"{before.get(key)}\n  is  {after.get(key)}")


def halves(log):
    """The first half of the log as lines of JSON."""
    with open(log.lines, encoding="utf-8") as file:
        lines = [line for line in file if '"type":"event"' in line]
    path = os.path.join(log.folder, "half.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines[:len(lines) // 2])
    return path


def check(log):
    draw = random.Random(SEED)
    expected = log.told([log.evtx])
    log.compare("as it was exported", expected, log.exported)
    log.compare("as XML, doubled", expected, log.xml, log.exported)
    log.compare("newest first", expected, log.put("reversed.xml", log.events[::-1]))
    log.compare("in three forms", expected, log.lines, log.evtx, log.xml)
    log.compare("half as JSON, all as XML", expected, halves(log), log.xml)
    cuts = [0, *sorted(draw.sample(range(len(log.events)), CUTS)), len(log.events)]
    parts = [log.events[a:b] for a, b in zip(cuts, cuts[1:])]
    paths = [log.put(f"part{i}.xml", part if i % 2 else part[::-1])
             for i, part in enumerate(parts)]
    draw.shuffle(paths)
    log.compare("in parts, some of them newest first", expected, *paths)
    # The machine gets another name in the middle.
    middle = len(log.events) // 2
    later = [re.sub(r"(<Computer>)[^<]*", NEW_NAME, event) for event in log.events[middle:]]
    whole = log.events[:middle] + later
    expected = log.told([log.put("renamed.xml", whole)])
    log.compare("renamed, newest first", expected, log.put("reversed.xml", whole[::-1]))
    log.compare("renamed, in two files", expected, log.put("later.xml", later),
                log.put("earlier.xml", log.events[:middle]))
    return log.complaints


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    if not os.path.isdir(CORPUS):
        sys.exit(SKIPPED)
    complaints = []
    for name in LOGS:
        with tempfile.TemporaryDirectory() as folder:
            complaints += check(Log(os.path.abspath(sys.argv[1]), folder, name))
    print("\n".join(complaints + [f"same_log: {len(complaints)} complaints"]))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
