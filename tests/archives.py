#!/usr/bin/env python3
"""Archives and compressed files: what they hold is reported as if it were given unpacked; hostile
and damaged ones end with a message, the rest read.

usage: archives.py WMILOG
"""
import bz2
import email.message
import email.policy
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLE = os.path.join(ROOT, "samples", "connect-wmi-access-denied.xml")
LOG = os.path.join(ROOT, "samples", "evtx", "operational.evtx")
MEGABYTE = 1 << 20


def analyze(wmilog, *arguments, data=None):
    """Exit status and report; the standard error must be free of a sanitizer's words."""
    done = subprocess.run([wmilog, "analyze", "-f", "json", *arguments], input=data,
                          stdin=subprocess.DEVNULL if data is None else None, timeout=120,
                          capture_output=True, check=False)
    if b"Sanitizer" in done.stderr or done.returncode < 0:
        raise SystemExit(f"{arguments}: {done.returncode} {done.stderr.decode()}")
    return done.returncode, json.loads(done.stdout) if done.stdout else None


def core(report):
    """What must not depend on how the logs were packed."""
    failures = [{key: value for key, value in failure.items() if key not in ("evidence", "id")}
                for failure in report["failures"]]
    for failure in failures:
        for cause in failure["causes"]:
            cause.pop("evidence", None)
    return failures, [(group["fingerprint"], group["count"]) for group in report["groups"]]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def tarred(members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


OBJS = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
ADMINISTRATORS = "AQIAAAAAAAUgAAAAIAIAAA=="  # S-1-5-32-544
DISK = ("ContosoDiskFilter", "CommandLineEventConsumer", "ContosoDiskConsumer")
SCM = ("SCM Event Log Filter", "NTEventLogEventConsumer", "SCM Event Log Consumer")
SCRIPT = ("Ticker", "ActiveScriptEventConsumer", "Updater")
LISTED = (DISK, SCM, SCRIPT)


def clixml(class_name, objects, is_cim):
    """What Export-Clixml writes of the objects that Get-CimInstance or Get-WmiObject gives: their
    type in full only once, units of UTF-16 escaped, and what they refer to as objects or texts."""
    text = OBJS
    for number, properties in enumerate(objects):
        kind = ("Microsoft.Management.Infrastructure.CimInstance#ROOT/subscription/" if is_cim else
                "System.Management.ManagementObject#root\\subscription\\") + class_name
        names = (f'<TN RefId="0"><T>{kind}</T><T>System.Object</T></TN>' if number == 0
                 else '<TNRef RefId="0" />')
        text += (f'\r\n  <Obj RefId="{10 * number}">{names}<ToString>{class_name}</ToString><Props>'
                 f'<BA N="CreatorSID">{ADMINISTRATORS}</BA>')
        for part, (name, value) in enumerate(properties.items()):
            if not isinstance(value, tuple):
                text += f'<S N="{name}">{value}</S>'
            elif not is_cim:
                text += f'<S N="{name}">{value[0]}.Name="{value[1]}"</S>'
            elif number == 0:
                text += (f'<Obj N="{name}" RefId="{10 * number + part + 1}"><TN RefId="{part + 1}">'
                         f'<T>{kind[:kind.rindex("/") + 1]}{value[0]}</T></TN><Props>'
                         f'<S N="Name">{value[1]}</S></Props></Obj>')
            else:
                text += f'<S N="{name}">{value[0]} (Name = "{value[1]}")</S>'
        text += ('<Nil N="PSComputerName" /></Props><MS><Obj N="__ClassMetadata" RefId="9"><LST>'
                 '<Obj RefId="8"><MS><S N="Name">x</S></MS></Obj></LST></Obj></MS></Obj>')
    return (text + "</Objs>").encode("utf-16")


def subscriptions(bindings, is_cim=True):
    """The files of the folder Subscriptions, by name."""
    filters = [{"Name": filter_name, "QueryLanguage": "WQL", "Query":
                "SELECT * FROM MSFT_SCMEventLogEvent" if filter_name == SCM[0] else
                "SELECT * FROM __TimerEvent WHERE TimerId &lt;&gt; 'x'"}
               for filter_name, _, _ in bindings]
    return {
        "ActiveScriptEventConsumer.xml": clixml("ActiveScriptEventConsumer", [
            {"Name": SCRIPT[2], "ScriptingEngine": "VBScript",
             "ScriptText": "Dim a_x000D__x000A_CreateObject(&quot;Contoso.Updater&quot;).Run"}],
            is_cim),
        "__eventfilter.xml": clixml("__EventFilter", filters, is_cim),
        "__IntervalTimerInstruction.xml": clixml("__IntervalTimerInstruction", [
            {"TimerId": "x", "IntervalBetweenEvents": 60000}], is_cim),
        "__FilterToConsumerBinding.xml": clixml("__FilterToConsumerBinding", [
            {"Consumer": (class_name, name), "Filter": ("__EventFilter", filter_name)}
            for filter_name, class_name, name in bindings], is_cim)}


def format_table(process_id):
    """processes.txt of WMI-Collect."""
    return "\r\n".join((
        "", "  PID Parent Name          WorkingSet Threads Start time        User  CommandLine",
        "  --- ------ ----          ---------- ------- ----------        ----  -----------",
        "    4      0 System               136     200 20200101 08:00:01",
        f"{process_id:5}    888 inventory.exe     10,240      12 20200101 08:15:11 X\\ada i.exe",
        "", "")).encode("utf-16")


def mailed(members, html=None, within=False):
    """A mail with files attached, as base64; with a page that says what its text says, or as the
    attachment of another mail."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "ada@x.example", "bob@x.example", "WMI \u00e4"
    mail.set_content("Please look.\n" if html is None else html, cte="quoted-printable")
    if html is not None:
        mail.add_alternative(f"<html><body><pre>{html}</pre></body></html>", subtype="html")
    for name, content in members:
        mail.add_attachment(content, "application", "octet-stream",
                            filename=name.rsplit("/", 1)[-1])
    if not within:
        return mail.as_bytes()
    outer = email.message.EmailMessage(policy=email.policy.SMTP)
    outer["From"] = "carl@x.example"
    outer.set_content("See below.\n")
    outer.add_attachment(mail)
    return outer.as_bytes()


class Archives:
    def __init__(self, wmilog, folder):
        self.wmilog, self.folder = wmilog, folder
        with open(SAMPLE, "rb") as file:
            self.xml = file.read()
        with open(LOG, "rb") as file:
            self.evtx = file.read()
        # As a table of PowerShell, like WMI-Collect's, of an event that no log here has.
        self.text = "\r\n".join((
            "", "   ProviderName: Microsoft-Windows-WMI-Activity", "",
            "TimeCreated                     Id LevelDisplayName Message",
            "-----------                     -- ---------------- -------",
            "3/9/2026 2:27:44 PM           5858 Error            Id = {7A3C19E2-5B40-4D0E-9C11-"
            "2F6E08B7D4A5}; ClientMachine = WKS01; User = X\\ada; ClientProcessId = 4712; Component"
            " = Unknown; Operation = Start IWbemServices::ExecQuery - root\\cimv2 : select * from "
            "Win32_Contoso; ResultCode = 0x80041010; PossibleCause = Unknown", "", ""))
        self.members = [("WKS01/logs/wmi.xml", self.xml), ("WKS01/notes.txt", b"nothing to see"),
                        ("WKS01/logs/operational.evtx", self.evtx)]
        self.expected = core(analyze(wmilog, SAMPLE, LOG)[1])

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def same_as_unpacked(self):
        tar = tarred(self.members)
        packed = {"case.zip": zipped(self.members), "stored.zip": zipped(self.members, 0),
                  "case.tar": tar, "case.tar.gz": gzip.compress(tar),
                  "case.tar.bz2": bz2.compress(tar), "case.tar.xz": lzma.compress(tar),
                  "nested.zip": zipped([("a/inner.tar.gz", gzip.compress(tar))])}
        for name, data in packed.items():
            for jobs in ("1", "4"):
                status, report = analyze(self.wmilog, "-j", jobs, self.write(name, data))
                if status != 0 or core(report) != self.expected:
                    yield f"{name}, -j {jobs}: {status}, not what the logs themselves give"
            status, report = analyze(self.wmilog, "-", data=data)
            if status != 0 or core(report) != self.expected:
                yield f"{name} from a pipe: {status}"
        source = analyze(self.wmilog, os.path.join(self.folder, "case.zip"))[1]["sources"][0]
        if [source[key] for key in ("format", "members", "unused_members", "unread_members")] \
                != ["zip", 3, 1, 0]:
            yield f"case.zip: {source}"

    def single_files(self):
        expected = core(analyze(self.wmilog, SAMPLE)[1])
        for ending, data in (("gz", gzip.compress(self.xml)), ("bz2", bz2.compress(self.xml)),
                             ("xz", lzma.compress(self.xml))):
            path = self.write("wmi.xml." + ending, data)
            status, report = analyze(self.wmilog, path)
            if status != 0 or core(report) != expected \
                    or report["sources"][1]["path"] != path + "/wmi.xml":
                yield f"wmi.xml.{ending}: {status} {report['sources']}"

    def samples(self):
        expected = core(analyze(self.wmilog, SAMPLE)[1])
        folder = os.path.join(ROOT, "samples", "archives")
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            password = self.write("password", b"open sesame\n")
            if name == "encrypted.zip":
                status, report = analyze(self.wmilog, path)
                if status != 3 or report["sources"][0]["unread_members"] != 2:
                    yield f"{name} without a password: {status}"
                status, report = analyze(self.wmilog, "--password-file", password, path)
            else:
                status, report = analyze(self.wmilog, path)
            if status != 0 or core(report) != expected:
                yield f"{name}: {status}"

    def names(self):
        """A name is a label: nothing is written, and it leads nowhere."""
        before = set(os.listdir(self.folder))
        odd = ["../../x.xml", "/etc/x.xml", "C:\\Windows\\x.xml", "a\\..\\b/./x.xml", "a\nb/x.xml"]
        path = self.write("odd.zip", zipped([(name, self.xml) for name in odd]))
        _, report = analyze(self.wmilog, path)
        found = [source["path"][len(path):] for source in report["sources"][1:]]
        if found != ["/x.xml", "/etc/x.xml", "/Windows/x.xml", "/a/b/x.xml", "/a?b/x.xml"]:
            yield f"odd names: {found}"
        if set(os.listdir(self.folder)) != before | {"odd.zip"}:
            yield "something was written"

    def folders(self):
        """A folder is what an archive of it is: what is no log is counted, and ends nothing."""
        picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
        what = "a PNG picture, in which nothing is read; give the event as text"
        others = [("a/shot.png", picture, what), ("empty.log", b"", "empty"),
                  ("a/notes.txt", b"nothing to see", None),
                  ("lib.dll", b"MZ" + bytes(500), "a program or library"),
                  ("settings.json", b'{"a": [1, 2, 3]}', "no event is in it")]
        members = self.members + [(name, data) for name, data, _ in others]
        folder = os.path.join(self.folder, "unpacked")
        for name, data in members:
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            self.write(os.path.join("unpacked", name), data)
        reports = [analyze(self.wmilog, folder),
                   analyze(self.wmilog, self.write("packed.zip", zipped(members)))]
        wanted = {(name, what) for name, _, what in others} | {("WKS01/notes.txt", None)}
        for status, report in reports:
            source = report["sources"][0]
            unused = {(entry["name"], entry.get("what")) for entry in source["unused"]}
            if status != 0 or core(report) != self.expected or source["members"] != 8 \
                    or source["unused_members"] != 6 or unused != wanted:
                yield f"a folder, or its archive: {status} {source}"
        with open(os.path.join(folder, "a", "cut.evtx"), "wb") as file:
            file.write(self.evtx[:5000])
        if analyze(self.wmilog, folder)[0] != 3:
            yield "a cut log in a folder is not told"
        self.write(os.path.join("unpacked", "a", "cut.evtx"), b"no log at all")
        status, report = analyze(self.wmilog, folder)
        if status != 3 or core(report) != self.expected:
            yield f"what is named like a log, but is none, in a folder: {status}"
        os.unlink(os.path.join(folder, "a", "cut.evtx"))
        for name, data in (("a/shot.png", picture), ("notes.txt", b"nothing to see")):
            if analyze(self.wmilog, self.write(os.path.basename(name), data))[0] != 3:
                yield f"{name} given by its name is no error"

    def own_reports(self):
        """What wmilog wrote is no log; a report may be written into the folder that is read."""
        folder = os.path.join(self.folder, "with-reports")
        os.mkdir(folder)
        self.write("with-reports/wmi.xml", self.xml)
        for ending in ("json", "jsonl", "html", "md", "csv", "sarif", "txt", "json"):
            path = os.path.join(folder, "report." + ending)
            status, _ = analyze(self.wmilog, "-f", "text", "-o", path, folder) \
                if ending == "txt" else self.report_into(path, folder)
            if status != 0:
                yield f"{path} into the folder that is read: {status}"
        status, report = analyze(self.wmilog, folder)
        source = report["sources"][0]
        if status != 0 or len(report["failures"]) != 1 or source["unused_members"] != 7 \
                or sum("wmilog" in entry.get("what", "") for entry in source["unused"]) != 6:
            yield f"reports in a folder: {status} {source}"

    def report_into(self, path, folder):
        done = subprocess.run([self.wmilog, "analyze", "-o", path, folder], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        return done.returncode, done.stderr

    def empty(self):
        """An empty archive says so."""
        os.mkdir(os.path.join(self.folder, "nothing"))
        tar = tarred([])
        for name, data, words in (("empty.tar", tar, "an empty tar archive"),
                                  ("short.tar", tar[:1024], "an empty tar archive"),
                                  ("empty.zip", zipped([]), "an empty zip archive"),
                                  ("nothing", None, "an empty folder")):
            path = os.path.join(self.folder, name) if data is None else self.write(name, data)
            done = subprocess.run([self.wmilog, "analyze", path], capture_output=True, timeout=120,
                                  stdin=subprocess.DEVNULL, check=False)
            if done.returncode != 4 or words.encode() not in done.stdout:
                yield f"{name}: {done.returncode} {done.stdout[:200]}"

    def counts(self):
        """The archive itself is no log."""
        data = zipped([(f"{i}.xml", self.xml) for i in range(9)])
        done = subprocess.run([self.wmilog, "analyze", self.write("nine.zip", data)], timeout=120,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if b"zip with 9 files\n9 inputs: " not in done.stdout:
            yield f"nine logs: {done.stdout[:200]}"

    def many(self):
        """More members than are read at a time."""
        data = zipped([(f"{i}.xml", self.xml) for i in range(400)], 0)
        status, report = analyze(self.wmilog, self.write("many.zip", data))
        if status != 0 or len(report["sources"]) != 401:
            yield f"four hundred logs: {status}, {len(report['sources'])} sources"

    def hosts(self):
        inner = zipped([(f"PC{i}/wmi.xml", self.xml.replace(b"SRV01", b"SRV%02d" % i))
                        for i in range(40)])
        _, report = analyze(self.wmilog, self.write("hosts.zip", zipped([("inner.zip", inner)])))
        computers = {failure["computer"] for failure in report["failures"]}
        if len(computers) != 40 or len(report["sources"]) != 42:
            yield f"forty hosts: {len(computers)}, {len(report['sources'])} sources"

    def bundles(self):
        """Process lists of a bundle name the clients of its computer, and of no other."""
        client = next(failure["client"] for failure in analyze(self.wmilog, LOG)[1]["failures"]
                      if failure["client"].get("local"))
        listing = ('"Image Name","PID","Session Name","Session#","Mem Usage"\r\n"inventory.exe",'
                   f'"{client["process_id"]}","Services","0","9,999 K"\r\n').encode()
        table = format_table(client["process_id"])
        for folder, name, data, is_named in (
                ("wmilog-WKS01", "tasklist.csv", listing, True),
                ("wmilog-WKS01_2", "tasklist.csv", listing, True),
                ("WMI-Results-WKS01-20250411_090240", "processes.txt", table, True),
                ("TSS_WKS01_250411-090240_WMI/WMILog", "processes.txt", table, True),
                ("WMILog-x", "WKS01_250411-090240_processes.txt", table, True),
                ("Traces", "tasklist-WKS01.txt", listing, True),
                ("wmilog-WKS99", "tasklist.csv", listing, False),
                ("notes", "tasklist.csv", listing, False)):
            data = zipped([(f"{folder}/log.evtx", self.evtx), (f"{folder}/{name}", data)])
            _, report = analyze(self.wmilog, self.write("bundle.zip", data))
            names = {failure["client"].get("process_name") for failure in report["failures"]
                     if failure["client"].get("process_id") == client["process_id"]
                     and failure["client"].get("local")}
            if ("inventory.exe" in names) != is_named:
                yield f"{folder}/{name}: clients are named {names}"

    def wmi_collect(self):
        """What WMI-Collect and TSS leave, in an archive and unpacked: processes, providers and
        quotas of the computer are evidence; the rest is not used. The host stands in the names of
        the logs alone."""
        client = next(failure["client"] for failure in analyze(self.wmilog, LOG)[1]["failures"]
                      if failure["client"].get("local"))
        process_id = client["process_id"]
        hosts = ("Coupled providers (WMIPrvSE.exe processes)\r\n\r\n"
                 f"PID {process_id} ({process_id:x}) Handles:233 Threads:12 Private KB:10240\r\n"
                 "root\\cimv2 CIMWin32 C:\\Windows\\system32\\wbem\\cimwin32.dll "
                 "NetworkServiceHost X\\ada 05/08/2021 10.0\r\n \r\n")
        quotas = "".join(f"{name} : {value}\r\n\r\n" for name, value in (
            ("ThreadsPerHost", 256), ("HandlesPerHost", 4096), ("ProcessLimitAllHosts", 32),
            ("MemoryPerHost", 512 << 20), ("MemoryAllHosts", 1 << 30)))
        quota_failure = self.xml.replace(b"SRV01.contoso.com", b"WKS01") \
            .replace(b"0x80041003", b"0x8004106c")
        folder = "WMILog-250411-090240"
        members = [(f"{folder}/WKS01-WMI-Activity.evtx", self.evtx),
                   (f"{folder}/quota.xml", quota_failure),
                   (f"{folder}/processes.txt", format_table(process_id)),
                   (f"{folder}/ProviderHosts.txt", hosts.encode("utf-16")),
                   (f"{folder}/ProviderHostQuotaConfiguration.txt", quotas.encode("utf-16")),
                   (f"{folder}/Subscriptions/__AbsoluteTimerInstruction.xml",
                    clixml("__AbsoluteTimerInstruction", [{"TimerId": "x"}], True)),
                   (f"{folder}/WMI-Activity.txt", self.text.encode("utf-16")),
                   (f"{folder}/Arb.txt", b"Total tasks: 1\r\n"),
                   (f"{folder}/Traces/WMI-Trace-PerfMonWMIPrvSE-WKS01-TZ-060.blg", b"PDH\1" * 9),
                   (f"{folder}/ipconfig.txt", b"Windows IP Configuration\r\n"),
                   (f"{folder}/Ole.reg.txt", "Windows Registry Editor\r\n".encode("utf-16"))]
        for name, data in members:
            os.makedirs(os.path.dirname(os.path.join(self.folder, "tss", name)), exist_ok=True)
            self.write(os.path.join("tss", name), data)
        for path in (self.write("tss.zip", zipped(members)), os.path.join(self.folder, "tss")):
            status, report = analyze(self.wmilog, path)
            source = report["sources"][0]
            named = {(failure["client"].get("process_name"),
                      failure["client"].get("held_providers")) for failure in report["failures"]
                     if failure["client"].get("process_id") == process_id
                     and failure["client"].get("local")}
            found = next((host["provider_quotas"] for host in report["hosts"]
                          if "provider_quotas" in host), None)
            counters = [one.get("what") for one in source["unused"]
                        if one["name"].endswith(".blg")]
            if counters != ["counters of Performance Monitor"]:
                yield f"{path}: {source['unused']}"
            if status != 0 or named != {("inventory.exe", "CIMWin32")} \
                    or source["unused_members"] != 6 or not found \
                    or any("time_zone" in failure for failure in report["failures"]) \
                    or found["threads_per_host"] != 256 or found["memory_all_hosts"] != 1 << 30:
                yield f"{path}: {status} {named} {found} {source}"
            done = subprocess.run([self.wmilog, "analyze", path], capture_output=True, timeout=120,
                                  stdin=subprocess.DEVNULL, check=False)
            text = b" ".join(done.stdout.split())
            if b"quotas each provider host: 256 threads, 4096 handles, 512 MB; all hosts: 1 GB, " \
                    b"32 processes; these are the defaults" not in text:
                yield f"{path}: no quotas in {text[:3000]}"

    def texts_of_logs(self):
        """What scripts rendered of a log is a log itself, unless that log lies beside it."""
        folder = "WMI-Results-WKS01-20250411_090240"
        alone = [(f"{folder}/WKS01-WMI-Activity.txt", self.text.encode("utf-16"))]
        for members, expected in ((alone, 1),
                                  (alone + [(f"{folder}/WKS02.evtx", self.evtx)], 1),
                                  (alone + [("a/WKS01-WMI-Activity.evtx", self.evtx)], 1),
                                  (alone + [(f"{folder}/WKS01-WMI-Activity.evtx", b"junk")], 1),
                                  (alone + [(f"{folder}/WKS01-WMI-Activity.evtx", self.evtx)], 0)):
            _, report = analyze(self.wmilog, self.write("texts.zip", zipped(members)))
            found = sum("Win32_Contoso" in failure["operation"].get("text", "")
                        for failure in report["failures"])
            unused = [one.get("what") for one in report["sources"][0].get("unused", [])]
            if found != expected or (not expected) != (
                    unused == ["the text of the log beside it, which is read"]):
                yield f"{[name for name, _ in members]}: {found} {unused}"

    def hosts_of_providers(self):
        """What a provider host held is told of its failures and in the statistics, unless the
        process must have been another one: it began after the failure, in whichever zone."""
        with open(os.path.join(ROOT, "samples", "trace-chain.xml"), "rb") as file:
            log = file.read()
        folder = "WMI-Results-WKS17-20250514_120000"
        for uptime, expected in (("1d 10:00:00", "CIMWin32, WmiPerfClass"), ("1d 01:00:00", None)):
            hosts = ("Coupled providers (WMIPrvSE.exe processes)\r\n\r\n"
                     f"PID 4556 (11cc) Handles:233 Threads:12 Uptime:{uptime} 64 bit\r\n"
                     "root\\cimv2 CIMWin32  NetworkServiceHost\r\n"
                     "root\\wmi WmiPerfClass  LocalSystemHost\r\n")
            path = self.write("hosts.zip", zipped([(f"{folder}/trace.xml", log),
                                                   (f"{folder}/ProviderHosts.txt", hosts)]))
            provider = analyze(self.wmilog, path)[1]["failures"][0]["provider"]
            texts = {}
            for command in (("analyze",), ("analyze", "-f", "html"), ("stats",),
                            ("stats", "-f", "json")):
                done = subprocess.run([self.wmilog, *command, path], capture_output=True,
                                      stdin=subprocess.DEVNULL, timeout=120, check=False)
                texts[command] = b" ".join(done.stdout.split())
            told = [command for command, text in texts.items()
                    if b"CIMWin32, WmiPerfClass" in text]
            if provider.get("held_providers") != expected or len(told) != (4 if expected else 0):
                yield f"up for {uptime}: {provider}, {told}"

    def subscriptions(self):
        """Bindings that a list has are findings; it is said which of them, and of those of events,
        the other side lacks."""
        with open(os.path.join(ROOT, "samples", "event-consumers.xml"), "rb") as file:
            log = file.read()
        folder = "WMILog-250411-090240"
        listed = {DISK[2]: (1, "security", False), SCM[2]: (0, "harmless", False),
                  SCRIPT[2]: (0, "security", False)}
        for bindings, is_cim, host, expected in (
                (LISTED, True, "SRV01", listed), (LISTED, False, "SRV01", listed),
                (LISTED[1:], True, "SRV01", {**listed, DISK[2]: (1, "security", True)}),
                ((), True, "SRV01", {DISK[2]: (1, "security", True)}),
                (LISTED, True, "SRV02", {**listed, DISK[2]: (0, "security", False),
                                         "-": (1, "security", False)})):
            members = [(f"{folder}/consumers.xml", log),
                       (f"{folder}/{host}-WMI-Activity.evtx", self.evtx)]
            members += [(f"{folder}/Subscriptions/{name}", data)
                        for name, data in subscriptions(bindings, is_cim).items()]
            path = self.write("subscriptions.zip", zipped(members))
            status, report = analyze(self.wmilog, path)
            found = {}
            for consumer in report["event_consumers"]:
                if consumer["kind"] == "binding" and not consumer["computer"].startswith("DESKTOP"):
                    name = consumer["name"] if consumer["name"] not in found else "-"
                    found[name] = (consumer["count"], consumer["verdict"],
                                   consumer.get("missing_in_list", False))
            if status != 0 or found != expected or report["sources"][0]["unused_members"] != 1:
                yield f"{len(bindings)} bindings of {host}, {is_cim}: {status} {found}"
            script = [(consumer.get("action"), consumer["query"], consumer["creator_sid"],
                       consumer.get("listed_in", "")[len(path):])
                      for consumer in report["event_consumers"]
                      if consumer.get("name") == "Updater"]
            if bindings and script != [(
                    'Dim a\r\nCreateObject("Contoso.Updater").Run',
                    "SELECT * FROM __TimerEvent WHERE TimerId <> 'x'", "S-1-5-32-544",
                    f"/{folder}/Subscriptions/__FilterToConsumerBinding.xml")]:
                yield f"the script of {host}, {is_cim}: {script}"
            for form in ("text", "html", "markdown"):
                done = subprocess.run([self.wmilog, "analyze", "-f", form, path], check=False,
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
                text = b" ".join(done.stdout.split())
                if bindings and b"no event in the log tells of it" not in text:
                    yield f"{form} of {host}: nothing of the list"
                if b"not in the list of the machine" not in text and len(bindings) < 3:
                    yield f"{form} of {host}: nothing of what the list lacks"

    def long_list(self):
        """A process list beyond any is told, and the logs beside it are read."""
        data = zipped([("wmilog-WKS01/tasklist.csv", b"x" * (17 * MEGABYTE)),
                       ("wmilog-WKS01/wmi.xml", self.xml)])
        status, report = analyze(self.wmilog, self.write("long.zip", data))
        source = report["sources"][0]
        if status != 3 or source["unread_members"] != 1 or not report["failures"] \
                or "process list over" not in source["problems"][0]["message"]:
            yield f"a long process list: {status} {source}"

    def bombs(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("big.xml", "w", force_zip64=True) as file:
                file.write(self.xml.replace(b"</Events>", b""))
                for _ in range(300):
                    file.write(bytes(MEGABYTE))
        status, report = analyze(self.wmilog, self.write("bomb.zip", data.getvalue()))
        source = report["sources"][0]
        if status != 3 or "500 times" not in source["problems"][0]["message"]:
            yield f"a bomb: {status} {source}"
        inner = data.getvalue()
        for _ in range(2):
            inner = zipped([(f"{i}.zip", inner) for i in range(16)])
        status, report = analyze(self.wmilog, self.write("many-bombs.zip", inner))
        if status != 3 or "500 times" not in report["sources"][18]["error"]["message"]:
            yield f"many bombs in one: {status} {report['sources'][:18]}"
        layers = zipped([("wmi.xml", self.xml)])
        for _ in range(5):
            layers = zipped([(f"{i}.zip", layers) for i in range(4)])
        status, report = analyze(self.wmilog, self.write("layers.zip", layers))
        if status != 3 or report["failures"]:
            yield f"layers: {status}"
        many = tarred([("x", b"")] * 100001)
        status, report = analyze(self.wmilog, self.write("many.tar.gz", gzip.compress(many)))
        if status != 3 or "100000 members" not in report["sources"][0]["error"]["message"]:
            yield f"many members: {status}"

    def cut(self):
        """What stands before the damage is read; nothing is lost in silence."""
        tar = tarred(self.members)
        for name, data in (("cut.zip", zipped(self.members)), ("cut.tar", tar),
                           ("cut.tar.gz", gzip.compress(tar)), ("cut.gz", gzip.compress(self.xml))):
            for step in range(1, 16):
                path = self.write(name, data[:len(data) * step // 16])
                status, report = analyze(self.wmilog, path)
                # A tape archive ends with two empty blocks, which hold nothing.
                if status not in (3,) and not (name == "cut.tar" and status == 0):
                    yield f"{name} at {step}/16: exit status {status}"
                if name == "cut.tar" and step > 1 and not report["failures"]:
                    yield f"{name} at {step}/16: nothing of what stands before is read"
        folder = os.path.join(ROOT, "samples", "archives")
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            for step in range(1, 16):
                analyze(self.wmilog, self.write(name, data[:len(data) * step // 16]))

    def mails(self):
        """Attachments are read like files; what a mail says twice is read once."""
        for name, data in (("case.eml", mailed(self.members)),
                           ("within.eml", mailed(self.members, within=True)),
                           ("zip.eml", mailed([("case.zip", zipped(self.members))]))):
            for given in ([self.write(name, data)], ["-"]):
                status, report = analyze(self.wmilog, *given, data=data if given == ["-"] else None)
                if status != 0 or core(report) != self.expected:
                    yield f"{name} as {given}: {status}, not what the logs themselves give"
        text = self.text.replace("\r\n", "\n")
        status, report = analyze(self.wmilog, self.write("both.eml", mailed([], text)))
        if status != 0 or len(report["failures"]) != 1:
            yield f"a text and its page: {status}, {len(report['failures'])} failures"
        data = mailed(self.members)
        for step in range(1, 16):
            path = self.write("cut.eml", data[:len(data) * step // 16])
            if analyze(self.wmilog, path)[0] != 3:
                yield f"cut.eml at {step}/16: exit status {analyze(self.wmilog, path)[0]}"

    def damaged(self):
        data = bytearray(zipped(self.members))
        for at in range(0, len(data), max(1, len(data) // 60)):
            data[at] ^= 0xFF
            analyze(self.wmilog, self.write("damaged.zip", bytes(data)))
            data[at] ^= 0xFF


def main():
    wmilog = os.path.abspath(sys.argv[1])
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        tests = Archives(wmilog, folder)
        for part in (tests.same_as_unpacked, tests.single_files, tests.samples, tests.names,
                     tests.folders, tests.own_reports, tests.empty, tests.counts, tests.many,
                     tests.hosts,
                     tests.bundles, tests.wmi_collect, tests.texts_of_logs,
                     tests.hosts_of_providers,
                     tests.subscriptions, tests.long_list,
                     tests.bombs, tests.cut, tests.mails, tests.damaged):
            complaints += part() or []
    print("\n".join(complaints))
    print(f"archives: {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
