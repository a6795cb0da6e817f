#!/usr/bin/env python3
"""Event Viewer's copies and tables in the code pages of consoles and old editors: each name is read
as it was written, wherever in a long file it stands.

Usage: code_pages.py WMILOG
"""
import json
import os
import subprocess
import sys
import tempfile

PROVIDER = "Microsoft-Windows-WMI-Activity"
# Event Viewer's words, a user, a class, and the code pages that hold all of them.
LANGUAGES = {
    "ru": (("Имя журнала", "Источник", "Дата", "Код события", "Категория задачи", "Уровень",
            "Ключевые слова", "Пользователь", "Компьютер", "Описание"),
           "ЗАВОД\\Юрий", "Win32_Файл", ["cp1251", "cp866", "koi8-r", "iso8859-5"]),
    "ja": (("ログの名前", "ソース", "日付", "イベント ID", "タスクのカテゴリ", "レベル", "キーワード",
            "ユーザー", "コンピューター", "説明"), "工場\\表示ソ太郎", "Win32_ﾌｧｲﾙ能", ["cp932"]),
    "zh-CN": (("日志名称", "来源", "日期", "事件 ID", "任务类别", "级别", "关键字", "用户", "计算机",
               "描述"), "联通\\管理员", "Win32_文件", ["gbk", "gb18030"]),
    "zh-TW": (("記錄檔名稱", "來源", "日期", "事件識別碼", "工作類別", "層級", "關鍵字", "使用者", "電腦",
               "描述"), "工廠\\許功蓋", "Win32_檔案", ["cp950"]),
    "ko": (("로그 이름", "원본", "날짜", "이벤트 ID", "작업 범주", "수준", "키워드", "사용자", "컴퓨터",
            "설명"), "공장\\관리자", "Win32_파일", ["cp949"]),
    "pl": (("Nazwa dziennika", "Źródło", "Data", "Identyfikator zdarzenia", "Kategoria zadania",
            "Poziom", "Słowa kluczowe", "Użytkownik", "Komputer", "Opis"),
           "ZAKŁAD\\Łucja", "Win32_Żółw", ["cp1250", "cp852", "iso8859-2"]),
    "cs": (("Název protokolu", "Zdroj", "Datum", "ID události", "Kategorie úlohy", "Úroveň",
            "Klíčová slova", "Uživatel", "Počítač", "Popis"),
           "ZÁVOD\\Jiří", "Win32_Žluťoučký", ["cp1250"]),
    "el": (("Όνομα αρχείου καταγραφής", "Προέλευση", "Ημερομηνία", "Αναγνωριστικό συμβάντος",
            "Κατηγορία εργασίας", "Επίπεδο", "Λέξεις-κλειδιά", "Χρήστης", "Υπολογιστής",
            "Περιγραφή"), "ΕΡΓΟ\\Γιώργος", "Win32_Αρχείο", ["cp1253"]),
    "tr": (("Günlük Adı", "Kaynak", "Tarih", "Olay Kimliği", "Görev Kategorisi", "Düzey",
            "Anahtar Sözcükler", "Kullanıcı", "Bilgisayar", "Açıklama"),
           "FABRİKA\\Işıl Şahin", "Win32_Yazıcı", ["cp1254"]),
    "de": (("Protokollname", "Quelle", "Datum", "Ereignis-ID", "Aufgabenkategorie", "Ebene",
            "Schlüsselwörter", "Benutzer", "Computer", "Beschreibung"),
           "WERK\\Jörg Süß", "Win32_Gerät", ["cp1252", "cp850", "cp437"]),
}
# Columns of Event Viewer's table in languages in which its files were seen.
HEADS = {
    "ru": "Уровень,Дата и время,Источник,Код события,Категория задачи",
    "ja": "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ",
    "zh-CN": "级别,日期和时间,来源,事件 ID,任务类别",
    "ko": "수준,날짜 및 시간,원본,이벤트 ID,작업 범주",
}
MANY = 1200 # so that there are several blocks


def message(user, name, number):
    return ("Id = {00000000-0000-0000-0000-000000000000}; ClientMachine = PC7; User = "
            f"{user}; ClientProcessId = {number + 1}; Component = Unknown; Operation = Start "
            "IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM "
            f"{name}; ResultCode = 0x80041010; PossibleCause = Unknown")


def moment(number):
    return f"23.03.2026 {8 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"


def copy(labels, user, name, number):
    values = (f"{PROVIDER}/Operational", PROVIDER, moment(number), "5858", "-", "-", "", "SYSTEM",
              "PC7")
    lines = [f"{label}: {value}" for label, value in zip(labels, values)]
    return "\r\n".join(lines + [labels[-1] + ":", message(user, name, number)]) + "\r\n\r\n"


def row(user, name, number):
    text = message(user, name, number)
    return f'x,{moment(number)},{PROVIDER},5858,-,"{text}"\r\n'


def check(wmilog, path, head, records, wanted):
    """The events are these, and each stands where it is said to."""
    with open(path, "wb") as file:
        file.write(head + b"".join(records))
    run = subprocess.run([wmilog, "events", path], stdout=subprocess.PIPE, check=False)
    events = [json.loads(line) for line in run.stdout.splitlines()]
    at = len(head)
    if run.returncode != 0 or len(events) != len(records):
        yield f"{len(events)} of {len(records)} events, exit status {run.returncode}"
        return
    for number, (event, record) in enumerate(zip(events, records)):
        read = (event["user"], event["operation"].split()[-1], event["client_process_id"],
                event["offset"])
        if read != (*wanted, number + 1, at):
            yield f"event {number}: {read} in place of {(*wanted, number + 1, at)}"
            return
        at += len(record)


def check_report(wmilog, path, page):
    """A page that the labels show is no guess."""
    run = subprocess.run([wmilog, "analyze", "-f", "json", path], stdout=subprocess.PIPE,
                         check=False)
    source = json.loads(run.stdout)["sources"][0]
    if page == "cp1251" and source["encoding"] != "windows-1251":
        yield f"encoding {source['encoding']}"
    if (source.get("code_page", 0) == 0) != (page != "cp1252"):
        yield f"{source.get('code_page', 0)} events of a guessed code page"


# Without names: an account, and the page that its letters show.
ACCOUNTS = [("ЗАВОД\\Юрий", "cp1251", "windows-1251"), ("ЗАВОД\\Юрий", "cp866", "ibm866"),
            ("ЗАВОД\\Юрий", "koi8-r", "koi8-r"), ("WERK\\Jörg Süß", "cp1252", "windows-1252"),
            ("WERK\\Jörg Süß", "cp850", "ibm850"), ("USINE\\Éloïse", "cp1252", "windows-1252"),
            ("ZAKŁAD\\Łucja", "cp1250", "windows-1250"), ("ZAKŁAD\\Łucja", "cp852", "ibm852"),
            ("ZÁVOD\\Jiří Němec", "cp1250", "windows-1250"),
            ("FABRİKA\\Işıl Şahin", "cp1254", "windows-1254"),
            ("ΕΡΓΟ\\Γιώργος", "cp1253", "windows-1253"), ("مصنع\\يوسف", "cp1256", "windows-1256"),
            ("工場\\表示太郎", "cp932", "shift_jis"), ("联通\\管理员", "cp936", "gbk"),
            ("공장\\관리자", "cp949", "euc-kr"), ("工廠\\許功蓋", "cp950", "big5")]
TABLE = b'"TimeCreated","Id","MachineName","Message"\r\n'


def check_account(wmilog, path, account, page, name):
    """A bare message, and a table as Export-Csv writes it: the page is told as a guess."""
    text = message(account, "Win32_Service", 7)
    row = f'"{moment(7)}","5858","PC7","{text}"\r\n'
    for data in (text.encode(page), TABLE + row.encode(page)):
        with open(path, "wb") as file:
            file.write(data)
        run = subprocess.run([wmilog, "events", path], capture_output=True, check=False)
        users = [json.loads(line)["user"] for line in run.stdout.splitlines()]
        told = run.stderr.decode().lower()
        if users != [account] or f"read as {name}, a guess" not in told:
            yield f"{account} in {page}: {users} {told}"
        run = subprocess.run([wmilog, "analyze", "-f", "json", path], capture_output=True,
                             check=False)
        source = json.loads(run.stdout)["sources"][0]
        if (source["encoding"], source.get("code_page")) != (name, 1):
            yield f"{account} in {page}: {source['encoding']} {source.get('code_page')}"


def check_language(wmilog, path, language):
    labels, user, name, pages = LANGUAGES[language]
    for page in pages:
        records = [copy(labels, user, name, i).encode(page) for i in range(MANY)]
        problems = list(check(wmilog, path, b"", records, (user, name)))
        problems += check_report(wmilog, path, page)
        if language in HEADS:
            head = (HEADS[language] + "\r\n").encode(page)
            records = [row(user, name, i).encode(page) for i in range(MANY)]
            problems += check(wmilog, path, head, records, (user, name))
        for problem in problems:
            yield f"{language} in {page}: {problem}"


def main(arguments):
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "export.txt")
        for language in LANGUAGES:
            problems += check_language(arguments[1], path, language)
        for account in ACCOUNTS:
            problems += check_account(arguments[1], path, *account)
    print("\n".join(problems + [f"code_pages: {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
