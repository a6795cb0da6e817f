#!/usr/bin/env python3
"""Makes the C source of the page's constants: style, script, and the policy that allows these two.

usage: make_constants.py STYLE SCRIPT OUTPUT
"""
import base64
import hashlib
import re
import sys

POLICY = ("default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
          "base-uri 'none'; form-action 'none'")
BYTES_A_LINE = 16


def read_short(path):
    """The text without comments, indents and empty lines."""
    with open(path, encoding="ascii") as file:
        text = file.read()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line.strip() for line in text.splitlines()]
    text = "\n".join(line for line in lines if line) + "\n"
    for forbidden in ("</", "<!--", "\0"):
        if forbidden in text:
            sys.exit(f"{path}: '{forbidden}' would end the element that it stands in")
    return text


def checksum(text):
    return base64.b64encode(hashlib.sha256(text.encode("ascii")).digest()).decode("ascii")


def c_array(name, text):
    data = text.encode("ascii") + b"\0"
    rows = [", ".join(str(byte) for byte in data[at:at + BYTES_A_LINE])
            for at in range(0, len(data), BYTES_A_LINE)]
    return f"const char {name}[] = {{\n    " + ",\n    ".join(rows) + ",\n};\n"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.strip())
    style, script = read_short(sys.argv[1]), read_short(sys.argv[2])
    policy = POLICY.format(style=checksum(style), script=checksum(script))
    with open(sys.argv[3], "w", encoding="ascii") as file:
        file.write('#include "analyzer/report/html/constants.h"\n\n'
                   + c_array("html_style", style) + c_array("html_script", script)
                   + c_array("html_policy", policy))


if __name__ == "__main__":
    main()
