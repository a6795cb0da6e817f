#!/usr/bin/env python3
"""A second scenario, written in each text form by this script, and read back field by field: texts
with what separates fields in them, quotes, line ends, empty fields, names in other scripts.

Usage: text_scenario.py WMILOG
"""
import csv
import html
import io
import json
import os
import quopri
import subprocess
import sys
import tempfile
import textwrap
import unicodedata

CHANNEL = "Microsoft-Windows-WMI-Activity/Operational"
PROVIDER = "Microsoft-Windows-WMI-Activity"
COMPUTER = "WERK-Ä7.kontor.example"
GUID = "{0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0}"

FAILURE = ("Id = {correlation_id}; ClientMachine = {client_machine}; User = {user}; "
           "ClientProcessId = {client_process_id}; Component = {component}; "
           "Operation = {operation}; ResultCode = {result_code}; PossibleCause = {possible_cause}")
LOADED = ("{provider_name} provider started with result code {result_code}. HostProcess = "
          "{host_process}; ProcessID = {host_process_id}; ProviderPath = {provider_path}")
TEMPORARY = ("Namespace = {namespace}; NotificationQuery = {query}; UserName = {user}; "
             "ClientProcessID = {client_process_id}, ClientMachine = {client_machine}; "
             "PossibleCause = {possible_cause}")


def failure(operation, **others):
    fields = {"event_id": 5858, "message": FAILURE, "correlation_id": GUID,
              "client_machine": "WERK-Ä7", "user": "KONTOR\\дмитрий", "client_process_id": 4711,
              "component": "Unknown", "operation": operation, "result_code": "0x80041017",
              "possible_cause": "Unknown"}
    return dict(fields, **others)


START = "Start IWbemServices::ExecQuery - root\\cimv2 : "
EVENTS = [
    failure(START + "SELECT * FROM Win32_Product WHERE Name = \"a; ResultCode = 0x0; "
            "PossibleCause = b\""),
    failure(START + "SELECT * FROM CIM_DataFile WHERE Name = 'C:\\\\Temp\\\\日本語, \"x\".txt'",
            user="KONTOR\\山田 太郎"),
    failure(START + "SELECT *\nFROM Win32_Service\nWHERE Name = 'x' AND PathName LIKE \"%=%\"",
            result_code="0x80041010"),
    failure(START + "SELECT * FROM Win32_Process WHERE User = 'x'; Operation = 'y'", user="",
            client_machine=""),
    failure("Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create",
            possible_cause="Throttling Idle Tasks, refer to CIMOM regkey: ArbTaskMaxIdle"),
    {"event_id": 5857, "message": LOADED, "provider_name": "Größen_Prov", "result_code": "0x0",
     "host_process": "wmiprvse.exe", "host_process_id": 815,
     "provider_path": "C:\\Program Files\\Größe\\prov.dll"},
    {"event_id": 5860, "message": TEMPORARY, "namespace": "root\\cimv2",
     "query": "SELECT * FROM __InstanceOperationEvent WITHIN 5 WHERE a = 'b; UserName = c'",
     "user": "NT AUTHORITY\\SYSTEM", "client_process_id": 77, "client_machine": "WERK-Ä7",
     "possible_cause": "Temporary"},
]
# How often the scenario is repeated, for long files.
EVENTS *= int(os.environ.get("SCENARIO_TIMES", "1"))


def message_of(event):
    return event["message"].format(**event)


def clock(index):
    """Hour, minute, second of 23 March 2026."""
    second = 5 * 60 + 10 + index
    return 9, second // 60 % 60, second % 60


def date(index, form):
    hour, minute, second = clock(index)
    return form.format(hour=hour, minute=minute, second=second)


US = "3/23/2026 {hour}:{minute:02}:{second:02} AM"
GERMAN = "23.03.2026 {hour:02}:{minute:02}:{second:02}"
THAI = "23/3/2569 {hour}:{minute:02}:{second:02}"
HEBREW = "\u200e23/\u200e03/\u200e2026 {hour:02}:{minute:02}:{second:02}"
ARABIC = "23\u200f/03\u200f/2026 {hour:02}:{minute:02}:{second:02} \u0635"
PERSIAN = "1405/01/03 {hour:02}:{minute:02}:{second:02} \u0642.\u0638"
ISO = "2026-03-23T{hour:02}:{minute:02}:{second:02}.000"
LABELS = {
    "en": ("Log Name", "Source", "Date", "Event ID", "Task Category", "Level", "Keywords", "User",
           "Computer", "Description"),
    "ru": ("Имя журнала", "Источник", "Дата", "Код события", "Категория задачи", "Уровень",
           "Ключевые слова", "Пользователь", "Компьютер", "Описание"),
    "ja": ("ログの名前", "ソース", "日付", "イベント ID", "タスクのカテゴリ", "レベル", "キーワード",
           "ユーザー", "コンピューター", "説明"),
    "cs": ("Název protokolu", "Zdroj", "Datum", "ID události", "Kategorie úlohy", "Úroveň",
           "Klíčová slova", "Uživatel", "Počítač", "Popis"),
    "none": ("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii", "Jj"),
}


def viewer(language, form):
    parts = []
    for i, event in enumerate(EVENTS):
        values = (CHANNEL, PROVIDER, date(i, form), event["event_id"], "x", "y", "", "SYSTEM",
                  COMPUTER)
        lines = [f"{label + ':':15}{value}" for label, value in zip(LABELS[language], values)]
        parts.append("\r\n".join(lines + [LABELS[language][-1] + ":", message_of(event)]))
    return "\r\n\r\n".join(parts) + "\r\n"


def wevtutil():
    return "".join(
        f"Event[{i}]:\r\n  Log Name: {CHANNEL}\r\n  Source: {PROVIDER}\r\n"
        f"  Date: {date(i, ISO)}\r\n"
        f"  Event ID: {event['event_id']}\r\n  Task: None\0\r\n  Level: Error\r\n  Opcode: Info\r\n"
        f"  Keyword: N/A\r\n  User: S-1-5-18\r\n  User Name: x\r\n  Computer: {COMPUTER}\r\n"
        f"  Description: \r\n{message_of(event)}\r\n\r\n" for i, event in enumerate(EVENTS))


def rows(head, make, delimiter=",", quoting=csv.QUOTE_MINIMAL, before=""):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(head)
    for i, event in reversed(list(enumerate(EVENTS))):
        writer.writerow(make(i, event))
    return before + out.getvalue()


def viewer_csv(head, form, delimiter=","):
    return rows(head, lambda i, e: ["Error", date(i, form), PROVIDER, e["event_id"], "None",
                                    message_of(e)], delimiter)


def export_csv(form, delimiter=","):
    head = ["Message", "Id", "ProviderName", "LogName", "MachineName", "TimeCreated"]
    return rows(head, lambda i, e: [message_of(e), e["event_id"], PROVIDER, CHANNEL, COMPUTER,
                                    date(i, form)],
                delimiter, csv.QUOTE_ALL, "#TYPE Selected.System\r\n")


def splunk():
    form = "03/23/2026 {hour:02}:{minute:02}:{second:02} AM"
    return "\n\n".join(
        f"{date(i, form)}\nLogName={CHANNEL}\nSourceName={PROVIDER}\nEventCode={e['event_id']}\n"
        f"ComputerName={COMPUTER}\nUser=NOT_TRANSLATED\nMessage={message_of(e)}"
        for i, e in enumerate(EVENTS)) + "\n"


def trace(form, after):
    return "".join(f"[1]06B0.2288::{date(i, form)} [{PROVIDER}]{after}{message_of(e)}\n"
                   for i, e in enumerate(EVENTS))


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text, width):
    """As Format-List does: at blanks, which are lost there, and longer words anywhere."""
    lines = []
    for line in text.split("\n"):
        while columns(line) > width:
            room = max(n for n in range(len(line)) if columns(line[:n]) <= width)
            at = line.rfind(" ", 0, room + 1)
            cut = at if at > 0 else room
            lines.append(line[:cut])
            line = line[cut + 1:] if at > 0 else line[cut:]
        lines.append(line)
    return lines


def format_list(width):
    parts = []
    for i, event in enumerate(EVENTS):
        lines = ("\r\n" + " " * 15).join(wrap(message_of(event), width - 16))
        parts.append(f"TimeCreated  : {date(i, US)}\r\nProviderName : {PROVIDER}\r\n"
                     f"Id           : {event['event_id']}\r\nMessage      : {lines}\r\n")
    return "\r\n\r\n" + "\r\n".join(parts) + "\r\n\r\n"


def fields(index, event):
    """Labels and values of an event, for forms that have them one by one."""
    return {"Log Name": CHANNEL, "Source": PROVIDER, "Date": date(index, US),
            "Event ID": event["event_id"], "Computer": COMPUTER,
            "Description": " ".join(message_of(event).split("\n"))}


def each(form, before="", after="\n", fields_of=fields):
    return "".join(before + "".join(form.format(name, value) for name, value in
                                    fields_of(i, e).items()) + after for i, e in enumerate(EVENTS))


def in_line(form):
    """A line an event, with its message behind or among other words."""
    return "".join(form.format(time=date(i, US), iso=date(i, ISO), id=e["event_id"],
                               computer=COMPUTER, provider=PROVIDER, channel=CHANNEL,
                               message=" ".join(message_of(e).split("\n")))
                   for i, e in enumerate(EVENTS))


def in_page(before, form, after):
    return before + "".join(form.format(html.escape(line)) for line in
                            viewer("en", US).split("\r\n")) + after


def properties(index, event):
    return {"TimeCreated": date(index, US), "Id": event["event_id"], "ProviderName": PROVIDER,
            "LogName": CHANNEL, "MachineName": COMPUTER,
            "Message": " ".join(message_of(event).split("\n"))}


def yaml(index, event):
    return {**properties(index, event),
            "Message": json.dumps(message_of(event), ensure_ascii=False)}


def wrapped_table():
    """As Format-Table -Wrap shows it: the rest of a message below its beginning."""
    below = "\n" + " " * 43
    return (f"\n   ProviderName: {PROVIDER}\n\n"
            "TimeCreated            Id LevelDisplayName Message\n"
            "-----------            -- ---------------- -------\n" +
            "".join(f"{date(i, US)} {e['event_id']} Error            " +
                    below.join(textwrap.wrap(message_of(e), 70, break_on_hyphens=False)) + "\n"
                    for i, e in enumerate(EVENTS)))


def drawn_table():
    """As Format-Table draws what was selected: names above rules, numbers to the right."""
    names = f"{'MachineName':{len(COMPUTER)}} RecordId {'TimeCreated':20}   Id Message"
    return "\n" + names + "\n" + "".join(
        "-" if c != " " else " " for c in "MachineName".ljust(len(COMPUTER)) + " RecordId " +
        "TimeCreated".ljust(20) + "   Id Message") + "\n" + "".join(
            f"{COMPUTER} {7 + i:8} {date(i, US):20} {e['event_id']} "
            f"{' '.join(message_of(e).split(chr(10)))}\n" for i, e in enumerate(EVENTS))


def below():
    """As the window of an event shows it: its message, and what it is of in two columns."""
    return "\n\n".join(
        f"{' '.join(message_of(e).split(chr(10)))}\n\nLog Name:\t{CHANNEL}\nSource:\tWMI-Activity\t"
        f"\tLogged:\t{date(i, US)}\nEvent ID:\t{e['event_id']}\t\tTask Category:\tNone\n"
        f"User:\tSYSTEM\t\tComputer:\t{COMPUTER}\n" for i, e in enumerate(EVENTS))


def common_event_format(event):
    for character in "\\=":
        event = event.replace(character, "\\" + character)
    return event


def cef():
    return "".join(
        f"CEF:0|M|W||5858|WMI|Low|rt={date(i, ISO)} msg="
        f"{common_event_format(' '.join(message_of(e).split(chr(10))))} cs1Label=Channel "
        f"dvchost={COMPUTER} Channel={CHANNEL}\n" for i, e in enumerate(EVENTS))


def page_table():
    names = ("Message", "Id", "ProviderName", "LogName", "MachineName", "TimeCreated")
    rows_of = (properties(i, e) for i, e in enumerate(EVENTS))
    heads = "".join(f"<th>{name}</th>" for name in names)
    return f"<html><body><table>\n<tr>{heads}</tr>\n" + (
        "".join("<tr>" + "".join(f"<td>{html.escape(str(row[name]))}</td>" for name in names) +
                "</tr>\n" for row in rows_of)) + "</table></body></html>\n"


def headless(delimiter):
    """Rows of a table whose head was left behind."""
    return rows([], lambda i, e: ["Error", date(i, US), PROVIDER, e["event_id"], "None", COMPUTER,
                                  message_of(e)], delimiter, csv.QUOTE_ALL).split("\r\n", 1)[1]


def apart(index, event):
    """Labels or columns with the day and the time of day each on its own."""
    day, clock_of_day = date(index, US).split(" ", 1)
    return {"Type": "Error", "Date": day, "Time": clock_of_day, "Event": event["event_id"],
            "Source": PROVIDER, "Computer": COMPUTER,
            "Description": " ".join(message_of(event).split("\n"))}


def names_of(event):
    return [part.split("}")[0] for part in event["message"].split("{")[1:]]


def uninstalled():
    """What Event Viewer shows where the provider is not installed: the data, a line each."""
    def lines(event):
        return "\n".join(" ".join(str(event[name]).split("\n")) for name in names_of(event))
    return "\n\n".join(
        f"Log Name: {CHANNEL}\nSource: {PROVIDER}\nDate: {date(i, US)}\nEvent ID: "
        f"{e['event_id']}\nComputer: {COMPUTER}\nDescription:\nIt cannot be found.\n\n"
        f"It had to be saved.\n\nIncluded with the event: \n\n{lines(e)}\n\nThe end\n"
        for i, e in enumerate(EVENTS))


def friendly():
    """The Details of an event, a blank line behind each, all in a quoted mail."""
    odd = {("correlation_id", 5858): "Id", ("host_process_id", 5857): "ProcessID", (
        "result_code", 5857): "Code", ("namespace", 5860): "NamespaceName", (
            "client_process_id", 5860): "Processid"}

    def shown(name, number):
        return odd.get((name, number), name.title().replace("_", ""))
    text = ["Hi,"]
    for i, e in enumerate(EVENTS):
        text += ["+ System ", "  - Provider ", f"   [ Name]  {PROVIDER} ",
                 f"   EventID {e['event_id']} ", "  - TimeCreated ",
                 f"   [ SystemTime]  {date(i, ISO)} ", f"   Channel {CHANNEL} ",
                 f"   Computer {COMPUTER} ", "- UserData ", "  - Data "]
        text += [f"   {shown(name, e['event_id'])} {' '.join(str(e[name]).split(chr(10)))} "
                 for name in names_of(e)]
    return "".join(f"> {line}\n> \n" for line in text)


def numbered(form):
    """Each line with its number, as tools that show or search files put it there."""
    return "".join(form.format(n, line) for n, line in
                   enumerate(viewer("en", US).splitlines(), 1))


def snare(tab, end):
    """Lines of Snare with tabs and line ends as a relay writes them."""
    return "".join(tab.join((
        "Mar 23 09:05:10 h MSWinEventLog", "1", CHANNEL, "7",
        date(i, "Mon Mar 23 {hour:02}:{minute:02}:{second:02} 2026"), str(e["event_id"]), PROVIDER,
        "S-1-5-18", "N/A", "Error", COMPUTER, "None", "",
        message_of(e).replace("\n", end))) + "\n" for i, e in enumerate(EVENTS))


def message_fields():
    """The fields of each failure's message as a table, without anything else."""
    names = [part.split(" = ")[0] for part in FAILURE.split("; ")]
    tables = []
    for event in EVENTS:
        if event["event_id"] == 5858:
            values = [part[part.index("{"):].format(**event) for part in FAILURE.split("; ")]
            tables.append("".join(f"| **{name}** | {' '.join(str(value).split(chr(10)))} |\n"
                                  for name, value in zip(names, values)))
    return "| Name | Value |\n|---|---|\n" + "\n".join(tables)


GREEN, PLAIN = "\x1b[32;1m", "\x1b[0m"
HEAD = ["Level", "Date and Time", "Source", "Event ID", "Task Category"]
# The text of each form, its encoding, and what it leaves out: the computer; line ends where a line
# was as long as the console is wide.
FORMS = {
    "copied, English": (viewer("en", US), "utf-8-sig", ""),
    "copied, Russian": (viewer("ru", GERMAN), "utf-8", ""),
    "copied, Japanese": (viewer("ja", GERMAN), "utf-16", ""),
    "copied, Czech": (viewer("cs", GERMAN), "utf-8", ""),
    "copied, unknown language": (viewer("none", GERMAN), "utf-8", ""),
    "copied, Thai dates": (viewer("en", THAI), "utf-8", ""),
    "copied, Arabic dates": (viewer("none", ARABIC), "utf-16", ""),
    "copied, Persian dates": (viewer("en", PERSIAN), "utf-8", ""),
    "csv, Hebrew dates": (viewer_csv(["A", "B", "C", "D", "E"], HEBREW), "utf-8", "computer"),
    "copied, lines end with returns": (viewer("en", US).replace("\r\n", "\r"), "utf-8", ""),
    "wevtutil, lines end with returns": (wevtutil().replace("\r\n", "\r"), "utf-8", ""),
    "copied, in a stored mail": (quopri.encodestring(
        viewer("en", US).replace("\r\n", "\n").encode()).decode(), "utf-8", ""),
    "wevtutil": (wevtutil(), "utf-8", ""),
    "csv": (viewer_csv(HEAD, US), "utf-8-sig", "computer"),
    "csv, German": (viewer_csv(["Ebene", "Datum und Uhrzeit", "Quelle", "Ereignis-ID",
                                "Aufgabenkategorie"], GERMAN), "utf-8-sig", "computer"),
    "csv, unknown language": (viewer_csv(["A", "B", "C", "D", "E"], GERMAN), "utf-8", "computer"),
    "csv, saved by Excel": (viewer_csv(HEAD + ["", ""], GERMAN, ";"), "utf-8-sig", "computer"),
    "csv for Excel": ("sep=;\r\n" + viewer_csv(HEAD + [""], GERMAN, ";"), "utf-8-sig", "computer"),
    "text, saved by Excel": (viewer_csv(HEAD + [""], US, "\t"), "utf-16", "computer"),
    "tabs": (viewer_csv(HEAD, US, "\t"), "utf-16", "computer"),
    "Export-Csv": (export_csv(US), "utf-8", ""),
    "Export-Csv with semicolons": (export_csv(GERMAN, ";"), "utf-16", ""),
    "Splunk": (splunk(), "utf-8", ""),
    "netsh": (trace("2026/03/23-{hour:02}:{minute:02}:{second:02}.000000000", ""), "utf-8",
              "computer"),
    "tracefmt": (trace("03/23/26-{hour:02}:{minute:02}:{second:02}.0000000", " "), "utf-8",
                 "computer"),
    "Format-List": (format_list(120), "utf-16", "computer"),
    "Format-List, narrow": (format_list(80), "utf-8", "computer lines"),
    "copied, labels in bold": (each("**{}:** {}\n"), "utf-8", "lines"),
    "copied, as a list": (each("- {}: {}\n"), "utf-8", "lines"),
    "copied, with characters without width": (
        viewer("en", US).replace(":  ", ":\u200b  "), "utf-8", ""),
    "copied, a row of one cell each": (
        "".join(f"| {line} |\n" for line in viewer("en", US).splitlines()), "utf-8", ""),
    "a table in Markdown": (each("| {} | {} |\n", "| Field | Value |\n|---|---|\n"), "utf-8",
                            "lines"),
    "a table of Jira": (each("||{}|{}|\n"), "utf-8", "lines"),
    "a table without outer bars": (each("{} | {}\n", "Field | Value\n--- | ---\n"), "utf-8",
                                   "lines"),
    "a page, paragraphs": (in_page("<html><body>\n", "<p>{}</p>\n", "</body></html>"), "utf-8",
                           ""),
    "a page, all on one line": (in_page("<html><body>", "<div>{}</div>", "</body></html>"),
                                "utf-8", ""),
    "a page, line breaks": (in_page("<p>", "{}<br>", "</p>"), "utf-8", ""),
    "a page within a page": (in_page("<p>\n", "{}<br />\n", "</p>").replace("&", "&amp;"), "utf-8",
                             ""),
    "a page with tables": (
        "<html><body>\n" + each("<tr>\n<td width=\"9%\"><b>{}:</b></td>\n<td>{}</td>\n</tr>\n",
                                "<table>\n", "</table>\n",
                                lambda i, e: {n: html.escape(str(v)) for n, v in
                                              fields(i, e).items()}) + "</body></html>", "utf-8",
        "lines"),
    "objects as texts": (in_line("@{{TimeCreated={time}; ProviderName={provider}; Id={id}; "
                                 "MachineName={computer}; Message={message}}}\n"), "utf-8",
                         "lines"),
    "objects as texts, message first": (
        in_line("@{{Message={message}; Id={id}; LogName={channel}; TimeCreated={time}; "
                "MachineName={computer}}} "), "utf-8", "lines"),
    "YAML": (each("  {}: {}\n", "- Version: 0\n", "", yaml), "utf-8", ""),
    "colours of a terminal": (each(GREEN + "{:12} : " + PLAIN + "{}\n", "", "\n", properties),
                              "utf-8", "lines"),
    "syslog with structured data": (
        in_line("<11>1 {iso} {computer} {provider} 1 - [NXLOG@14506 EventID=\"{id}\" Version=\"0\" "
                "Channel=\"{channel}\" Computer=\"{computer}\"] {message}\n"), "utf-8", "lines"),
    "a table, wrapped": (wrapped_table(), "utf-8", "computer lines"),
    "Snare, through a relay": (snare("#011", "#015#012"), "utf-8", "lines"),
    "fields as Splunk shows them": (
        in_line("{time}\nEventCode = {id}\nLogName = {channel}\nComputerName = {computer}\n"
                "Message = {message}\nhost = x\n\n"), "utf-8", "lines"),
    "in a block of Jira": ("{noformat}\n" + viewer("en", US) + "{noformat}\nthanks\n", "utf-8", ""),
    "a table, drawn": (drawn_table(), "utf-8", "lines"),
    "labels below": (below(), "utf-8", "lines"),
    "CEF": (cef(), "utf-8", "lines"),
    "a page with a table": (page_table(), "utf-8", "lines"),
    "lines with numbers": (numbered("{:6}\t{}\n"), "utf-8", ""),
    "lines with a file's name": (numbered("C:\\x\\event.txt:{}:{}\n"), "utf-8", ""),
    "a comparison": ("@@ -0,0 +1 @@\n" + numbered("+{1}\n"), "utf-8", ""),
    "blank lines between": (viewer("en", US).replace("\r\n", "\r\n\r\n"), "utf-8", "lines"),
    "all on one line": (" ".join(viewer("en", US).split()), "utf-8", "lines"),
    "rows without a head": (headless(","), "utf-8", ""),
    "rows without a head, from a sheet": (headless("\t"), "utf-16", ""),
    "day and time apart": (each("{:12} {}\n", "", "\n", lambda i, e: {
        name + ":": value for name, value in apart(i, e).items()}), "utf-8", "lines"),
    "day and time apart, csv": (rows(apart(0, EVENTS[0]), lambda i, e: apart(i, e).values()),
                                "utf-8", "lines"),
    "a wide colon": (each("{}：{}\n"), "utf-8", "lines"),
    "a row above": (in_line("Error {time} WMI-Activity {id} None\n{message}\n\n"), "utf-8",
                    "computer lines"),
    "a line of Jira": (in_line("{{noformat}}{time} {message}{{noformat}}\n"), "utf-8",
                       "computer lines"),
    "labels below, German": (below().replace("Logged", "Protokolliert"), "utf-8", "lines"),
    "a provider that is not installed": (uninstalled(), "utf-8", "lines"),
    "details, with blank lines, in a mail": (friendly(), "utf-8", "lines"),
    "a string of a program": (json.dumps(viewer("en", US)), "utf-8", ""),
    "a row each, from a grid": (in_line("{time}\t{id}\tError\t{message}\n"), "utf-8",
                                "computer lines"),
}
NOT_COMPARED = {"message", "event_id"}


def read(wmilog, text, encoding, jobs):
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(text.encode(encoding))
        file.flush()
        done = subprocess.run([wmilog, "events", "-j", jobs, file.name], capture_output=True,
                              timeout=60, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def expected_of(index, event, lacks):
    hour, minute, second = clock(index)
    fields = {name: value for name, value in event.items() if name not in NOT_COMPARED}
    fields["result_code"] = f"0x{int(event.get('result_code', '0'), 16):08x}"
    if "result_code" not in event:
        del fields["result_code"]
    fields["time"] = f"2026-03-23T{hour:02}:{minute:02}:{second:02}.0000000"
    fields["time_zone"] = "unknown"
    fields["channel"] = CHANNEL
    fields["computer"] = None if "computer" in lacks else COMPUTER
    return fields


def check_as_xml(wmilog, text):
    """Events whose zone is unknown stay such when they are written as XML and read again."""
    as_json, again = [], []
    with tempfile.TemporaryDirectory() as folder:
        first, second = (os.path.join(folder, name) for name in ("first", "second"))
        with open(first, "w", encoding="utf-8") as file:
            file.write(text)
        with open(second, "wb") as file:
            subprocess.run([wmilog, "events", "-f", "xml", first], stdout=file, check=True)
        for path, events in ((first, as_json), (second, again)):
            for zone in ([], ["--utc-offset", "+02:00"]):
                done = subprocess.run([wmilog, "events", *zone, path], capture_output=True,
                                      check=True)
                events += [(e["time"], e.get("time_zone"), e["operation"])
                           for e in map(json.loads, done.stdout.splitlines()) if "operation" in e]
    return [] if as_json == again and as_json else [f"as XML: {again}, expected {as_json}"]


def check_behind_words(wmilog):
    """Messages on lines of their own, behind other words, are one event each."""
    events = [e for e in EVENTS if "\n" not in message_of(e)]
    text = "".join(f"<27>Mar 23 09:05:10 werk Agent[1712]: {e['event_id']}: {message_of(e)}\n"
                   for e in events)
    found = [e["event_id"] for e in read(wmilog, text, "utf-8", "1")[0]]
    wanted = [e["event_id"] for e in events]
    return [] if found == wanted else [f"behind words: {found}, expected {wanted}"]


def check_fields(wmilog):
    """The fields of messages in a table, one a row."""
    wanted = [e for e in EVENTS if e["event_id"] == 5858]
    found = read(wmilog, message_fields(), "utf-8", "1")[0]
    same = [e for e, f in zip(wanted, found)
            if " ".join(e["operation"].split()) == f.get("operation")
            and e["user"] == (f.get("user") or "") and e["component"] == f.get("component")]
    return [] if len(same) == len(wanted) == len(found) else [f"fields in a table: {found}"]


def check_behind_json(wmilog):
    """Copies behind an object that somebody quoted: its braces begin no record of theirs."""
    text = "See\n{\"EventID\": 5858, \"SourceName\": \"x\"}\n\n" + viewer("en", US)
    found = [e["event_id"] for e in read(wmilog, text.replace('"', "'"), "utf-8", "1")[0]]
    plain = [e["event_id"] for e in EVENTS]
    events = [e for e in EVENTS if '"' not in message_of(e)]
    text = "See\n{\"EventID\": 5858, \"SourceName\": \"x\"}\n\n" + "\n\n".join(
        message_of(e) for e in events)
    behind = [e["event_id"] for e in read(wmilog, text, "utf-8", "1")[0]]
    return [] if found == plain and behind == [e["event_id"] for e in events] else [
        f"behind JSON: {found}, {behind}"]


def check_yaml(wmilog):
    """Whole records as YAML are not read, which is told."""
    text = "".join(f"---\nEvent:\n  System:\n    EventID: {e['event_id']}\n  UserData:\n"
                   f"    Operation_ClientFailure:\n      ResultCode: \"{e['result_code']}\"\n"
                   f"      Operation: {e['operation']}\n" for e in EVENTS
                   if e["event_id"] == 5858)
    told = read(wmilog, text, "utf-8", "1")[1]
    return [] if "5 events as YAML" in told else [f"YAML: {told}"]


def check_xml(wmilog):
    """Events as XML that was escaped, quoted in a mail, or is the data of a document."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "copy")
        with open(path, "w", encoding="utf-8") as file:
            file.write(viewer("en", US))
        xml = subprocess.run([wmilog, "events", "-f", "xml", path], capture_output=True,
                             check=True).stdout.decode()
    events = xml[xml.index("<Event "):xml.rindex("</Event>") + len("</Event>")]
    wanted = [(e["event_id"], " ".join(e.get("operation", "").split())) for e in EVENTS]
    for name, text in (("escaped", html.escape(events)),
                       ("twice", html.escape(html.escape(events))),
                       ("quoted", "Hello,\n> " + events.replace("\n", "\n> ")),
                       ("data", f"<r><e><![CDATA[{events}]]></e></r>"),
                       ("behind its copy", viewer("en", US) + "\r\nEvent Xml:\r\n" +
                        html.escape(events[events.rindex("<Event "):]))):
        found = [(e["event_id"], " ".join(e.get("operation", "").split()))
                 for e in read(wmilog, text, "utf-8", "1")[0]]
        if found != wanted:
            yield f"XML, {name}: {found}"


def check(wmilog, name, form):
    text, encoding, lacks = form
    found, complaints = read(wmilog, text, encoding, "1")
    problems = [complaints.strip()] if complaints.strip() else []
    if len(found) != len(EVENTS):
        return problems + [f"{len(found)} events, expected {len(EVENTS)}"]
    for i, event in enumerate(EVENTS):
        for key, value in expected_of(i, event, lacks).items():
            got = found[i].get(key)
            if "lines" in lacks and isinstance(value, str):
                value, got = " ".join(value.split()), " ".join((got or "").split())
            if got != value and not (value == "" and got is None):
                problems.append(f"event {i}: {key}: {got!r}, expected {value!r}")
    return problems


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    failed = 0
    for name, form in FORMS.items():
        for problem in check(wmilog, name, form):
            print(f"{name}: {problem}", file=sys.stderr)
            failed += 1
    for problem in check_as_xml(wmilog, FORMS["copied, Russian"][0]) + (
            check_behind_words(wmilog) + check_fields(wmilog) + check_behind_json(wmilog) +
            check_yaml(wmilog) + list(check_xml(wmilog))):
        print(problem, file=sys.stderr)
        failed += 1
    print(f"text_scenario: {len(FORMS)} forms, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
