#!/usr/bin/env python3
"""Writes a file as a C array, so that the program carries it.

usage: embed.py FILE NAME OUTPUT

OUTPUT defines `const char NAME[]`, closed by a zero byte, and `const size_t NAME_len` without it.
"""
import sys

A_LINE = 24


def main():
    path, name, output = sys.argv[1:]
    with open(path, "rb") as file:
        data = file.read()
    lines = [",".join(map(str, data[at:at + A_LINE])) for at in range(0, len(data), A_LINE)]
    with open(output, "w", encoding="ascii") as file:
        file.write(f"#include <stddef.h>\n\nextern const char {name}[];\n"
                   f"extern const size_t {name}_len;\n\n"
                   f"const char {name}[] = {{\n" + ",\n".join(lines) + ",\n0};\n"
                   f"const size_t {name}_len = {len(data)};\n")


if __name__ == "__main__":
    main()
