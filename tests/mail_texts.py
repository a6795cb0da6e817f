#!/usr/bin/env python3
"""Mails that have a text and a page which are not declared to say the same: where they do, their
events count once; where the page says more, all are read.

Usage: mail_texts.py WMILOG
"""
import os
import sys
import tempfile
from email.message import EmailMessage
from email.policy import SMTP

from archives import analyze

MAX_SIZE = 1024 * 1024 # as in same_text.h


def event(pid, query="SELECT * FROM Win32_A WHERE B < 1 AND C = 'x & y'"):
    return ("Log Name:      Microsoft-Windows-WMI-Activity/Operational\n"
            "Source:        Microsoft-Windows-WMI-Activity\n"
            f"Date:          3/23/2026 9:05:{pid:02} AM\n"
            "Event ID:      5858\nComputer:      PC7.example\nDescription:\n"
            "Id = {00000000-0000-0000-0000-000000000000}; ClientMachine = PC7; User = X\\ada; "
            f"ClientProcessId = {pid}; Component = Unknown; Operation = Start "
            f"IWbemServices::ExecQuery - root\\cimv2 : {query}; ResultCode = 0x80041010; "
            "PossibleCause = Unknown\n\n")


def page(text):
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    return "<html><body><p>" + "<br>\n".join(text.split("\n")) + "</p></body></html>\n"


def mailed(parts, subtype="mixed", coding="quoted-printable"):
    """Of texts and pages, each with its name or none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "ada@x.example", "bob@x.example", "WMI"
    mail["Content-Type"] = f'multipart/{subtype}; boundary="b"'
    for text, kind, name in parts:
        part = EmailMessage(policy=SMTP)
        part.set_content(text, subtype=kind, cte=coding)
        if name:
            part.add_header("Content-Disposition", "attachment", filename=name)
        mail.attach(part)
    return mail.as_bytes()


def cases():
    one, two = event(1), event(2)
    both = [(one, "plain", ""), (page(one), "html", "")]
    yield "the same", mailed(both), 1
    yield "the same, as base64", mailed(both, coding="base64"), 1
    yield "the same, related", mailed(both, "related"), 1
    yield "less in the page", mailed([(one + two, "plain", ""), (page(two), "html", "")]), 2
    yield "more in the page", mailed([(one, "plain", ""), (page(two), "html", "")]), 2
    yield "another one in the page", mailed([(one, "plain", ""), (page(one + two), "html", "")]), 3
    yield "twice in the text", mailed([(one + one, "plain", ""), (page(one + one), "html", "")]), 2
    yield "an attached page", mailed([(one, "plain", ""), (page(one), "html", "a.html")]), 2
    long = one + "x\n" * (MAX_SIZE // 2)
    yield "too long to be compared", mailed([(long, "plain", ""), (page(one), "html", "")]), 2


def main(arguments):
    wmilog = os.path.abspath(arguments[1])
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data, wanted in cases():
            path = os.path.join(folder, "mail.eml")
            with open(path, "wb") as file:
                file.write(data)
            for given in (path, "-"):
                status, report = analyze(wmilog, given, data=data if given == "-" else None)
                if status != 0 or len(report["failures"]) != wanted:
                    problems.append(f"{name}, as {given}: exit status {status}, "
                                    f"{len(report['failures'])} failures in place of {wanted}")
    print("\n".join(problems + [f"mail_texts: {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
