#!/usr/bin/env python3
"""Writes over 1 % of the blocks of real logs: what stands outside of them is read, as it was. Only
where the logs are at hand, outside of the project."""

import os
import random
import re
import struct
import subprocess
import sys
import tempfile

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "corpus")
LOGS = ["server2012r2", "win10-17763", "win10-19043", "server2022"]
BLOCK = 4096
HEADER, CHUNK = 4096, 65536
SEEDS = range(12)
NEEDED = {"evtx": 0.999, "xml": 1.0}
NUMBER = re.compile(rb"<EventRecordID[^>]*>(\d+)<")
SKIPPED = 77


def records_of_evtx(data):
    """Place, size and number of each live record."""
    for chunk in range(HEADER, len(data), CHUNK):
        if data[chunk:chunk + 7] != b"ElfChnk":
            continue
        end = struct.unpack_from("<I", data, chunk + 48)[0]
        at = 512
        while at < end and data[chunk + at:chunk + at + 4] == b"**\0\0":
            size, number = struct.unpack_from("<IQ", data, chunk + at + 4)
            yield chunk + at, size, number
            at += size


def records_of_xml(data):
    for match in re.finditer(rb"<Event .*?</Event>", data, re.S):
        number = NUMBER.search(match.group())
        yield match.start(), len(match.group()), int(number.group(1))


def events(wmilog, path):
    """The texts of the events by their numbers."""
    result = subprocess.run([wmilog, "events", "-f", "xml", path], capture_output=True, check=False)
    texts = re.split(rb"\n(?=<Event )", result.stdout)
    return {int(NUMBER.search(text).group(1)): text.rstrip(b"\n")
            for text in texts if NUMBER.search(text)}


def damaged(data, seed, used):
    chance = random.Random(seed)
    copy = bytearray(data)
    bad = set(chance.sample(range(1, used), max(1, used // 100)))
    for block in bad:
        filler = chance.randbytes(BLOCK) if seed % 2 else bytes(BLOCK)
        copy[block * BLOCK:(block + 1) * BLOCK] = filler
    return bytes(copy)[:len(data)], bad


def check(wmilog, path, records, scratch):
    form = "evtx" if path.endswith(".evtx") else "xml"
    with open(path, "rb") as file:
        data = file.read()
    places = list(records(data))
    used = max(at + size for at, size, _ in places) // BLOCK + 1
    whole = events(wmilog, path)
    outside = read = wrong = 0
    for seed in SEEDS:
        copy, bad = damaged(data, seed, used)
        with open(scratch, "wb") as file:
            file.write(copy)
        found = events(wmilog, scratch)
        for at, size, number in places:
            if not bad.isdisjoint(range(at // BLOCK, (at + size - 1) // BLOCK + 1)):
                continue
            outside += 1
            read += number in found
            wrong += number in found and found[number] != whole[number]
    name = os.path.basename(path)
    print(f"{name}: {read} of {outside} events outside of the damage read, {wrong} of them wrong")
    return read >= NEEDED[form] * outside and wrong == 0


def main():
    if not os.path.isdir(CORPUS):
        return SKIPPED
    wmilog = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for log in LOGS:
            for form, records, name in (("evtx", records_of_evtx, log + ".evtx"),
                                        ("xml", records_of_xml, log + ".eventviewer.xml")):
                results.append(check(wmilog, os.path.join(CORPUS, form, name), records,
                                     os.path.join(folder, "copy." + form)))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
