#!/usr/bin/env python3
"""Files of bundles that tell which services a process runs, and archives of odd makes: what their
names, ends and packings are.

usage: bundle_files.py WMILOG
"""
import bz2
import gzip
import lzma
import os
import subprocess
import sys
import tempfile
import zlib

import archives

LOG = os.path.join(archives.ROOT, "samples", "throttled.xml")
PID, HOST = 6228, "SRV01"
NONE = ("N/A", "Nicht zutreffend", "\u6682\u7f3a")  # in the language of the machine
LABELS = (("SERVICE_NAME", "DISPLAY_NAME", "TYPE", "STATE", "FLAGS"),
          ("NOMBRE_SERVICIO", "NOMBRE_MOSTRAR", "TIPO", "ESTADO", "MARCAS"))


def queryex(labels, services):
    """What `sc queryex` prints."""
    name, shown, kind, state, flags = labels
    return "".join(
        f"\r\n{name}: {service}\r\n{shown}: Dienst: \u00e4\r\n        {kind:19}: 30  WIN32  \r\n"
        f"        {state:19}: 4  RUNNING \r\n                                (STOPPABLE, "
        f"NOT_PAUSABLE)\r\n        WAIT_HINT          : 0x0\r\n        PID                : "
        f"{process_id}\r\n        {flags:19}: \r\n" for service, process_id in services)


def table(process_id):
    """What `tasklist /svc` prints."""
    rule = " ".join("=" * width for width in (25, 8, 44))
    rows = [("System Idle Process", 0, "N/A"), ("System", 4, "N/A"),
            ("svchost.exe", process_id, "AppInfo, Contoso,"), ("", "", "Winmgmt"),
            ("lsass.exe", process_id + 1, "SamSs")]
    lines = [f"{name:25} {number:>8} {services:44}" for name, number, services in rows]
    return "\r\n".join(["", f"{'Image Name':25} {'PID':>8} {'Services':44}", rule, *lines, ""])


def listed(none, services, process_id):
    """What `tasklist /svc /fo csv` prints."""
    return ('"Image Name","PID","Services"\r\n'
            f'"System Idle Process","0","{none}"\r\n"System","4","{none}"\r\n'
            f'"svchost.exe","{process_id}","{services}"\r\n')


def services(tests):
    """A client is told with the services that it runs, whichever list says so, in text and JSON."""
    with open(LOG, "rb") as file:
        log = file.read()
    several = "AppInfo, Contoso, Winmgmt"
    long = ",".join(f"Service{i:03}" for i in range(9))
    cases = [("tasklist-services.csv", listed(none, "AppInfo,Contoso,Winmgmt", PID), several)
             for none in NONE]
    cases += [("services.txt", queryex(labels, [("Off", 0), ("Winmgmt", PID), ("Other", PID + 1),
                                                ("Contoso", PID), ("AppInfo", PID)]), several)
              for labels in LABELS]
    cases += [("Traces/tasklist-SRV01.txt", table(PID), several),
              ("tasklist-services.csv", listed("N/A", "N/A", PID), None),
              ("tasklist.csv", listed("N/A", "ntdll.dll,KERNEL32.DLL", PID), None),
              ("tasklist-services.csv", listed("N/A", "AppInfo", PID + 1), None),
              ("tasklist-services.csv", listed("N/A", long, PID),
               ", ".join(long.split(",")[:6]) + " and 3 more")]
    for name, text, expected in cases:
        for encoding in ("utf-8", "utf-16"):
            path = tests.write("services.zip", archives.zipped(
                [(f"wmilog-{HOST}/log.xml", log),
                 (f"wmilog-{HOST}/{name}", text.encode(encoding))]))
            status, report = archives.analyze(tests.wmilog, path)
            found = {failure["client"].get("services") for failure in report["failures"]
                     if failure["client"].get("process_id") == PID}
            if status != 0 or found != {expected} or "unused" in report["sources"][0]:
                yield f"{name} in {encoding}: {status} {found} {report['sources'][0]}"
            done = subprocess.run([tests.wmilog, "analyze", path], capture_output=True, timeout=60,
                                  stdin=subprocess.DEVNULL, check=False)
            words = f"(it ran the services {expected} when they were listed)"
            if expected and words.encode() not in b" ".join(done.stdout.split()):
                yield f"{name} in {encoding}: not told in {done.stdout}"
    # Given by itself.
    path = tests.write("svc.csv", listed("N/A", "AppInfo", PID).encode())
    _, report = archives.analyze(tests.wmilog, "--processes", path, LOG)
    found = {(failure["client"].get("process_name"), failure["client"].get("services"))
             for failure in report["failures"]}
    if found != {("svchost.exe", "AppInfo")}:
        yield f"a list given by itself: {found}"
    # Of two lists, and of another computer.
    members = [(f"wmilog-{HOST}/log.xml", log),
               (f"wmilog-{HOST}/services.txt", queryex(LABELS[0], [("AppInfo", PID)]).encode()),
               (f"wmilog-{HOST}/tasklist-services.csv", listed("N/A", "AppInfo", PID).encode()),
               ("wmilog-SRV02/services.txt", queryex(LABELS[0], [("Else", PID)]).encode())]
    _, report = archives.analyze(tests.wmilog, tests.write("two.zip", archives.zipped(members)))
    found = {(failure["client"].get("process_name"), failure["client"].get("services"))
             for failure in report["failures"]}
    if found != {("svchost.exe", "AppInfo")}:
        yield f"services of two lists: {found}"


def old_tape(tests):
    """A tape archive from before POSIX has no signature."""
    path = os.path.join(tests.folder, "unsigned")
    os.mkdir(path)
    for name, data in tests.members:
        os.makedirs(os.path.dirname(os.path.join(path, name)), exist_ok=True)
        with open(os.path.join(path, name), "wb") as file:
            file.write(data)
    done = subprocess.run(["tar", "-c", "--format=v7", "-C", path, "."], capture_output=True,
                          check=True)
    if b"ustar" in done.stdout[:512]:
        yield "the tape archive has a signature"
    for given, data in (([tests.write("old.tar", done.stdout)], None), (["-"], done.stdout)):
        status, report = archives.analyze(tests.wmilog, *given, data=data)
        if status != 0 or archives.core(report) != tests.expected:
            yield f"an old tape archive as {given}: {status}"


def copied_in(members, magic, width, base, order):
    """An archive of cpio (cpio(5)), its numbers as text: fields of that width."""
    out = b""
    for name, data in [*members, ("TRAILER!!!", b"")]:
        name = name.encode() + b"\0"
        values = {"mode": 0o100644, "nlink": 1, "filesize": len(data), "namesize": len(name)}
        out += magic + b"".join(
            (f"{values.get(field, 0):0{width(field)}o}" if base == 8
             else f"{values.get(field, 0):0{width(field)}X}").encode() for field in order)
        out += name
        for text in (b"", data) if base == 16 else (data,):
            out += text + b"\0" * (-len(out + text) % 4 if base == 16 else 0)
    return out


def copies(tests):
    """Archives of cpio, new and old, as a file and through a pipe, and cut off."""
    new = ("ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize "
           "check")
    old = "dev ino mode uid gid nlink rdev mtime namesize filesize"
    makes = {"new": (b"070701", lambda field: 8, 16, new.split()),
             "old": (b"070707", lambda field: 11 if field in ("mtime", "filesize") else 6, 8,
                     old.split())}
    for make, form in makes.items():
        data = copied_in(tests.members, *form)
        for given, piped in (([tests.write(f"{make}.cpio", data)], None), (["-"], data)):
            status, report = archives.analyze(tests.wmilog, *given, data=piped)
            if status != 0 or archives.core(report) != tests.expected:
                yield f"an archive of cpio, {make}, as {given}: {status}"
        status = archives.analyze(tests.wmilog, tests.write("cut.cpio", data[:len(data) // 2]))[0]
        if status != 3:
            yield f"an archive of cpio, {make}, cut off: {status}"


def empty_files(tests):
    """A compressed file of nothing is empty; one that is cut before anything comes out is not."""
    for ending, packed in (("gz", gzip.compress(b"")), ("bz2", bz2.compress(b"")),
                           ("xz", lzma.compress(b""))):
        for data, expected in ((packed, 4), (packed[:-1], 3), (packed[:len(packed) // 2], 3)):
            path = tests.write("nothing.evtx." + ending, data)
            status = archives.analyze(tests.wmilog, path)[0]
            if status != expected:
                yield f"nothing.evtx.{ending} of {len(data)} bytes: {status}"


def comments(tests):
    """A comment may be as long as it can."""
    data = archives.zipped(tests.members)[:-2] + b"\xff\xff" + b"c" * 65535
    for given, bytes_in in (([tests.write("comment.zip", data)], None), (["-"], data)):
        status, report = archives.analyze(tests.wmilog, *given, data=bytes_in)
        if status != 0 or archives.core(report) != tests.expected:
            yield f"a long comment as {given}: {status}"


def names(tests):
    """Names of a console's code page are read as that: they differ as they did."""
    wanted = ["Gr\u00f6\u00dfe.xml", "Gr\u00fc\u00dfe.xml"]
    data = archives.zipped([(f"Gr{letter * 3}e.xml", tests.xml) for letter in "xy"])
    for letter, name in zip(b"xy", wanted):
        data = data.replace(b"Gr" + bytes([letter]) * 3 + b"e.xml", b"_" + name.encode("cp850"))
    path = tests.write("names.zip", data)
    found = [source["path"][len(path) + 1:]
             for source in archives.analyze(tests.wmilog, path)[1]["sources"][1:]]
    if found != ["_" + name for name in wanted]:
        yield f"names: {found}"


def passwords(tests):
    """A password file as editors and shells of Windows write it."""
    locked = os.path.join(archives.ROOT, "samples", "archives", "encrypted.zip")
    word = "open sesame"
    for data, expected in ((word.encode(), 0), (word.encode() + b"\r\nmore", 0),
                           (b"\xef\xbb\xbf" + word.encode() + b"\r\n", 0),
                           ((word + "\r\n").encode("utf-16"), 0),
                           (b"\xfe\xff" + word.encode("utf-16-be"), 0),
                           (b"close sesame", 3), (b"", 2), (b"\r\n" + word.encode(), 2),
                           (b"\xff\xfe", 2), (b"x" * 255, 3), (b"x" * 256, 2)):
        path = tests.write("password", data)
        done = subprocess.run([tests.wmilog, "analyze", "--password-file", path, locked],
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
                              check=False)
        if done.returncode != expected:
            yield f"a password file of {data[:20]}: {done.returncode} {done.stderr}"


def unknown_codec(tests):
    """A 7-Zip archive whose packing is not known is not told as damaged."""
    with open(os.path.join(archives.ROOT, "samples", "archives", "case.7z"), "rb") as file:
        data = bytearray(file.read())
    at = int.from_bytes(data[12:20], "little") + 32
    size = int.from_bytes(data[20:28], "little")
    codec = data.index(b"\x03\x01\x01", at, at + size)  # LZMA
    data[codec:codec + 3] = b"\x04\x01\x09"  # Deflate64
    data[28:32] = zlib.crc32(data[at:at + size]).to_bytes(4, "little")
    data[8:12] = zlib.crc32(data[12:32]).to_bytes(4, "little")
    status, report = archives.analyze(tests.wmilog, tests.write("codec.7z", bytes(data)))
    source = report["sources"][0]
    told = [problem["message"] for problem in source["problems"]] + [source["error"]["message"]]
    if status != 3 or any("not known here" not in message for message in told):
        yield f"a codec that is not known: {status} {told}"


def full_disk(tests):
    """No room for what is unpacked is temporary."""
    path = tests.write("room.zip", archives.zipped(tests.members))
    done = subprocess.run(["sh", "-c", 'ulimit -f 8; exec "$0" analyze "$1"', tests.wmilog, path],
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
    if done.returncode != 75 or b"cannot write a temporary file" not in done.stderr:
        yield f"no room: {done.returncode} {done.stderr}"
    done = subprocess.run([tests.wmilog, "analyze", path], capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL, check=False,
                          env=dict(os.environ, TMPDIR=os.path.join(tests.folder, "none")))
    if done.returncode != 75 or b"cannot create a temporary file" not in done.stderr:
        yield f"no folder for temporary files: {done.returncode} {done.stderr}"


def main():
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        tests = archives.Archives(os.path.abspath(sys.argv[1]), folder)
        for part in (services, old_tape, copies, empty_files, comments, names, passwords,
                     unknown_codec, full_disk):
            complaints += part(tests)
    print("\n".join(complaints))
    print(f"bundle files: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
