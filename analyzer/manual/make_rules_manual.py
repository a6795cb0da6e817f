#!/usr/bin/env python3
"""Writes the manual page of rule files: the keys of the schema into a template.

usage: make_rules_manual.py SCHEMA TEMPLATE VERSION OUTPUT

A line "@NAME@" of the template stands for the keys of the definition "name" of the schema.
"""
import json
import re
import sys

PLACE = re.compile(r"^@([A-Z_]+)@$")
TYPES = {"string": "text", "integer": "whole number", "number": "number",
         "boolean": "true or false"}


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    text = text.replace("`", "\\(ga")
    return "\\&" + text if text[:1] in (".", "'") else text


def resolved(schema, node):
    """The node with what it refers to; what it says itself comes first."""
    if "$ref" not in node:
        return node
    target = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}


def alternatives(schema, node):
    return [resolved(schema, one) for one in node.get("oneOf", [])]


def names(schema, node):
    """The words that the node takes, or none."""
    if "enum" in node:
        return node["enum"]
    for one in alternatives(schema, node):
        if "enum" in one:
            return one["enum"]
    return []


def bounds(node):
    low, high = node.get("minimum"), node.get("maximum")
    return f" from {low} to {high}" if low is not None and high is not None else ""


def type_words(schema, node):
    """What the value is, in words."""
    node = resolved(schema, node)
    words = names(schema, node)
    several = any(one.get("type") == "array" for one in alternatives(schema, node))
    if words:
        listed = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
        return listed + ("; or a list of them" if several else "")
    if several:
        return f"{type_words(schema, alternatives(schema, node)[0])}, or a list"
    if "const" in node:
        return json.dumps(node["const"])
    if "oneOf" in node and "properties" not in node:
        return " or ".join(type_words(schema, way) for way in node["oneOf"])
    if node.get("type") == "array":
        item = resolved(schema, node["items"])
        return "a list of " + ("texts" if item.get("type") == "string" else "objects")
    if node.get("type") == "object" or "properties" in node:
        return "an object"
    return TYPES[node["type"]] + bounds(node)


def sentence(text):
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def keys(schema, node, depth=0):
    """Lines of roff for the keys of an object."""
    required = node.get("required", [])
    for name, value in node["properties"].items():
        whole = resolved(schema, value)
        yield ".TP"
        note = "; required" if name in required else ""
        yield f".BR {roff(name)} \" ({roff(type_words(schema, value))}{note})\""
        yield roff(sentence(whole.get("description", ""))) or "\\&"
        inner = resolved(schema, value)
        if "$ref" not in value and "properties" in inner and depth < 2:
            yield ".RS"
            yield from keys(schema, inner, depth + 1)
            yield ".RE"


def main():
    schema_path, template_path, version, output_path = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    lines = []
    with open(template_path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            place = PLACE.match(line)
            if place:
                lines += keys(schema, schema["$defs"][place.group(1).lower()])
            else:
                lines.append(line.replace("@VERSION@", version))
    with open(output_path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
