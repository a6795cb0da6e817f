"""C as text: comments and strings taken out, includes and their order."""
import os
import re

TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
CONDITIONAL = re.compile(r"^#if(?!ndef WMILOG_).*?^#endif", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"[A-Za-z_]\w*")
BRANCH = re.compile(r"(?<!#)\b(if|for|while|else)\b")
BLANK = re.compile(r"[\s\\]*")
# What has one home, and how it looks where it is written by hand.
HOMES = [
    ("parsers/base/ascii.h", "a set of characters, in which strchr() finds NUL: ascii_is_of",
     re.compile(r"(?<!\? )\bstrchr\((?![^;]*, '[^']*'\))")),
    ("parsers/base/ascii.h", "a class of characters: ascii_is_digit and its kin",
     re.compile(r">= '[aA]' && \w[^&|]*<= '[zZ]'|return [^&|]*>= '0' && \w[^&|]*<= '9';"
                r"|\b(is(alpha|digit|alnum|xdigit|space|upper|lower)|tolower|toupper)\(")),
    ("parsers/base/ascii.h", "a blank: ascii_is_blank",
     re.compile(r"== ' ' \|\|(?=[^;{]*== '\\t')(?=[^;{]*== '\\n')[^;{]*== '\\r'")),
    ("parsers/base/search.h", "a binary search: search_first",
     re.compile(r"\blow \+ \(?\(?high\b|\(lo(w)? \+ hi(gh)?\) / 2")),
    ("parsers/base/count.h", "how many items an array has: COUNT_OF",
     re.compile(r"\bsizeof[ (][^;/]*/ *sizeof\b")),
    ("parsers/base/memory.c", "growing: memory_grow", re.compile(r"\brealloc\(")),
    ("parsers/base/view.h", "the bytes of an object: VIEW_BYTES",
     re.compile(r"\(struct view\)\{\(const char \*\)&?[\w>.-]+, sizeof")),
]
NULL_COMPARED = re.compile(r"[!=]=\s*NULL\b|\bNULL\s*[!=]=")


def blank_out(match):
    """Newlines only, so that line numbers stay."""
    return " " + "\n" * match.group().count("\n")


def without_comments(text):
    return TOKEN.sub(lambda m: blank_out(m) if m.group().startswith("/") else m.group(), text)


def without_comments_and_strings(text):
    return TOKEN.sub(blank_out, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def includes_of(text):
    """(line number, '"' or '<', header)"""
    bare = without_comments(text)
    for match in INCLUDE.finditer(bare):
        yield line_of(bare, match.start()), *match.groups()


def include_groups(path, includes):
    """How the includes of a file are to stand: the own header, the system's, the project's."""
    own = os.path.splitext(path)[0] + ".h"
    names = {(quote, header) for _, quote, header in includes}
    groups = [{n for n in names if n == ('"', own) and path.endswith(".c")},
              {n for n in names if n[0] == "<"}]
    groups.append(names - groups[0] - groups[1])
    return [sorted(group) for group in groups if group]


def check_include_order(path, text):
    """Each group sorted, one include a line, an empty line between two groups. What is included on
    a condition, and a .def, stands where it is needed."""
    text = CONDITIONAL.sub(blank_out, text)
    includes = [found for found in includes_of(text) if not found[2].endswith(".def")]
    if not includes:
        return
    expected = include_groups(path, includes)
    found, last = [], None
    for line, quote, header in includes:
        if last is None or line != last + 1:
            found.append([])
        found[-1].append((quote, header))
        last = line
    for (line, quote, header), there in zip(includes, sum(expected, [])):
        if (quote, header) != there:
            yield line, f"include out of order: {header}, expected {there[1]}"
            return
    if found != expected:
        yield includes[0][0], ("includes: own header, system, project; sorted, an empty line "
                               "between two groups and nowhere else")


def after_brackets(bare, position):
    """The place after the bracket that closes the one at `position`."""
    depth = 0
    for i in range(position, len(bare)):
        depth += (bare[i] == "(") - (bare[i] == ")")
        if depth == 0:
            return i + 1
    return len(bare)


def check_braces(text):
    """What depends on a condition stands in braces."""
    bare = without_comments_and_strings(text)
    for match in BRANCH.finditer(bare):
        word, position = match.group(), BLANK.match(bare, match.end()).end()
        if word != "else":
            position = BLANK.match(bare, after_brackets(bare, position)).end()
        next_word = WORD.match(bare, position)
        before = bare[bare.rfind("\n", 0, match.start()) + 1:match.start()].rstrip()
        is_end_of_do = word == "while" and (before.endswith("}")
                                            or bare[position:position + 1] == ";")
        is_else_if = word == "else" and next_word and next_word.group() == "if"
        if bare[position:position + 1] != "{" and not is_end_of_do and not is_else_if:
            yield line_of(bare, match.start()), f"no braces after '{word}'"


def check_homes(path, text):
    bare = without_comments(text)
    for home, what, pattern in HOMES:
        for match in pattern.finditer(bare) if path != home else ():
            yield line_of(bare, match.start()), f"written by hand, {what} ({home})"


def check_null(text):
    bare = without_comments_and_strings(text)
    for match in NULL_COMPARED.finditer(bare):
        yield line_of(bare, match.start()), "compared with NULL: write !p, or p"
