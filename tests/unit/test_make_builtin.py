#!/usr/bin/env python3
"""What make_builtin.py refuses: test_make_builtin.py MAKE_BUILTIN."""
import os
import subprocess
import sys
import tempfile

GOOD = '{"version": "1.0", "rules": [{"id": "a"}]}'
CASES = [
    # files, whether they are accepted
    ([GOOD], True),
    ([GOOD, GOOD.replace('"a"', '"b"')], True),
    ([GOOD, GOOD], False),
    (['{"version": "1.0", "rules": [{"id": "a"}, {"id": "a"}]}'], False),
    (['{"version": "1.0", "rules": [{"id": "a", "id": "b"}]}'], False),
    (['{"version": "1.0", "rules": [{}]}'], False),
    (['{"version": "1.0"}'], False),
    (['[]'], False),
    (['{'], False),
    ([], False),
]


def run(generator, texts):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"{number}.json") for number in range(len(texts))]
        for path, text in zip(paths, texts):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        out = os.path.join(folder, "out.c")
        result = subprocess.run([sys.executable, generator, out, *paths],
                                stderr=subprocess.DEVNULL, check=False)
        return result.returncode == 0 and os.path.exists(out), os.path.exists(out)


def main():
    wrong = 0
    for texts, accepted in CASES:
        passed, written = run(sys.argv[1], texts)
        if passed != accepted or written != accepted:
            print(f"{texts}: accepted {passed}, expected {accepted}")
            wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
