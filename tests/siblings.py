#!/usr/bin/env python3
"""Rules over the tables: each explains siblings, which are generated from the tables' rows, and is
silent about near misses.

usage: siblings.py WMILOG

A sibling is a failure about another class, namespace, service or owner of the same kind; a near
miss differs from one in the one thing that the rule asks about. Rows that the tables only infer are
taken as well: there the cause must be possible at most.
"""
import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile

import knowledge

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLES = "rules/knowledge/"
SIBLINGS = 3  # of each rule at least
MOST = 12     # that are tried, spread evenly over the rows
ANY = "Unheard_OfClass"


def read(name):
    with open(os.path.join(ROOT, TABLES, f"{name}.tsv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


CLASSES, NAMESPACES, SERVICES = read("classes"), read("namespaces"), read("services")
CODES, OWNERS, PROVIDERS = read("owner_codes"), read("code_owners"), read("providers")
PROPERTIES = {row["class"]: row["properties"] for row in read("class_properties")}
PLACES = {}
for row in CLASSES:
    PLACES.setdefault(row["class"].lower(), set()).add(row["namespace"].lower())


def plain(row, column):
    return "*" not in row[column] and "{" not in row[column]


def presence(row):
    seen = set(row["seen"].split(","))
    if row["until"].startswith("client: "):
        return "server"
    if row["until"]:
        return "ended"
    stored = {"7", "11", "2019"} if row["kind"] == "perf" else {"10", "2022"}
    if row["owner"] == "windows" and stored <= seen:
        return "every"
    if row["since_client"] == "none" and not seen & {"xp", "7", "10", "11"}:
        return "server"
    if row["since_server"] == "none" and not seen & {"2019", "2022", "hci"}:
        return "client"
    return "some"


def is_inferred(row, *aspects):
    return row["grade"] == "I" or bool(set(row.get("inferred", "").split(",")) & set(aspects))


KINDS = {row["namespace"]: row for row in NAMESPACES}


def classes(test):
    return [row for row in CLASSES if plain(row, "class") and plain(row, "namespace")
            and not row["class"].startswith(("__", "CIM_")) and test(row)]


def namespaces(test):
    return [row for row in NAMESPACES if plain(row, "namespace") and test(row)]


def query(code, row, **more):
    name = row.get("class", ANY)
    return {"code": code, "operation": f"Start IWbemServices::ExecQuery - {row['namespace']} : "
            f"SELECT * FROM {name}", "local": False, **more}


def own_properties(name):
    """Names of the properties that the documentation lists for the class itself."""
    return [text.partition(":")[0] for text in PROPERTIES.get(name, "").split(" ") if text]


def select(row, names):
    failure = query("0x80041017", row)
    return {**failure, "operation": failure["operation"].replace("*", ", ".join(names))}


def connect(code, row, traced=True, **more):
    """With `traced` as Windows 10 1803 and later trace it."""
    if not traced:
        more["operation"] = f"connect to namespace : {row['namespace']}"
    return {"code": code, "namespace": row["namespace"], "local": False, **more}


def kind_of(row):
    return KINDS.get(row["namespace"], {}).get("kind", "")


def service_class(row):
    """A class, and a namespace, of a row of the table of services."""
    if row["of"] == "class":
        return {"class": row["pattern"].replace("{RawData,FormattedData}", "RawData")
                .replace("*", "Example"), "namespace": "root\\example"}
    return {"class": ANY, "namespace": row["pattern"].replace("*", "example")}


def owner_example(code):
    for row in OWNERS:
        if row["owner"] == code["owner"] and row["of"] != "provider":
            example = service_class({**row, "of": row["of"], "pattern": row["pattern"]})
            return query("0x" + code["code"], example)
    return None


SERVED = [row for row in SERVICES if row["of"] != "provider" and "Perf" not in row["pattern"]
          and row["service"] not in ("TrustedInstaller",)]
LATE = [row for row in NAMESPACES if row["kind"] == "windows" and row["editions"] == "both"
        and not row["until"] and row["since"].startswith("Windows 8")]
ENCRYPTED = namespaces(lambda row: row["needs_encryption"] == "yes")
PLAIN = namespaces(lambda row: row["needs_encryption"] == "no")
ADMINISTRATORS = namespaces(lambda row: row["default_access"] == "administrators"
                            and not row["namespace"].startswith("root\\cimv2\\mdm"))
USER = {"local": True}


def windows_class(row):
    return (row["owner"] == "windows" and presence(row) == "every" and not row["normal"]
            and row["kind"] != "perf" and row["namespace"] != "root\\wmi")


def elsewhere(row):
    wrong = "root\\wmi" if "root\\wmi" not in PLACES[row["class"].lower()] else "root\\default"
    return {**row, "namespace": wrong}


def is_alone(row):
    """In one namespace, and under no pattern elsewhere."""
    return len(PLACES[row["class"].lower()]) == 1 and row["namespace"] == "root\\cimv2"


CLIENT, SERVER, OLD = "19045", "20348", "7601"  # builds


def boot(build):
    return {"provider": "EventLog", "event_id": 6009, "seconds": -200,
            "data": ["10.00.", build, "", "Multiprocessor Free", "17"]}


def runs(service):
    return {"provider": "Service Control Manager", "event_id": 7036, "seconds": -900,
            "data": [service, "running"]}


def on(failure, *events):
    return {**failure, "near": list(events)}


def is_served(row):
    """Whose service stands in the table, by the namespace."""
    return next((service["display_name"] for service in SERVICES if service["of"] == "namespace"
                 and service["pattern"] == row["namespace"]), "")


# What is known of the machine decides between the editions and versions.
def machines():
    servers = classes(lambda row: presence(row) == "server" and row["owner"] == "windows"
                      and row["kind"] != "perf" and not row["normal"].startswith("80041010:else")
                      and kind_of(row) == "windows" and set(row["seen"].split(",")) & {"2022"})
    clients = classes(lambda row: presence(row) == "client")
    ended = classes(lambda row: presence(row) == "ended" and row["until"].startswith("Windows 8")
                    and kind_of(row) == "windows" and row["owner"] == "windows")
    of_one = namespaces(lambda row: row["editions"] in ("client", "server") and not row["until"]
                        and row["kind"] == "windows")
    other = {"client": SERVER, "server": CLIENT}
    roles = [row for row in namespaces(lambda row: row["kind"] in ("role", "feature")
                                       and not row["until"]) if is_served(row)]
    yield ("invalid-class.server-only.client",
           [(on(query("0x80041010", row), boot(CLIENT)), is_inferred(row, "since"))
            for row in servers],
           [query("0x80041010", servers[0]), on(query("0x80041010", servers[0]), boot(SERVER)),
            on(query("0x80041001", servers[0]), boot(CLIENT))])
    yield ("invalid-class.edition.lost",
           [(on(query("0x80041010", row), boot(SERVER)), is_inferred(row, "since"))
            for row in servers],
           [query("0x80041010", servers[0]), on(query("0x80041010", servers[0]), boot(CLIENT)),
            on(query("0x80041010", clients[0]), boot(SERVER))])
    yield ("invalid-class.client-only.server",
           [(on(query("0x80041010", row, local=local), boot(SERVER)), is_inferred(row, "since"))
            for row in clients for local in (True, False)],
           [query("0x80041010", clients[0]), on(query("0x80041010", clients[0]), boot(CLIENT)),
            on(query("0x80041010", servers[0]), boot(SERVER))])
    yield ("invalid-class.ended.known",
           [(on(query("0x80041010", row), boot(CLIENT)), is_inferred(row, "until"))
            for row in ended],
           [query("0x80041010", ended[0]), on(query("0x80041010", ended[0]), boot(OLD)),
            on(query("0x80041002", ended[0]), boot(CLIENT))])
    core = classes(lambda row: "80041010:core" in row["normal"])
    yield ("invalid-class.server-core",
           [(on(query("0x80041010", row), boot(SERVER)), is_inferred(row)) for row in core],
           [query("0x80041010", core[0]), on(query("0x80041010", core[0]), boot(CLIENT)),
            on(query("0x80041010", servers[0]), boot(SERVER))])
    yield ("invalid-class.server-core.perhaps",
           [(query("0x80041010", row), is_inferred(row)) for row in core],
           [on(query("0x80041010", core[0]), boot(SERVER)), query("0x80041010", servers[0]),
            query("0x80041002", core[0])])
    yield ("invalid-namespace.edition",
           [(on(connect("0x8004100E", row), boot(other[row["editions"]])),
             is_inferred(row, "since", "editions")) for row in of_one],
           [connect("0x8004100E", of_one[0]),
            on(connect("0x8004100E", {"namespace": "root\\cimv2"}), boot(SERVER)),
            on(connect("0x8004100E", of_one[0]), boot(CLIENT if of_one[0]["editions"] == "client"
                                                      else SERVER))])
    yield ("invalid-namespace.too-new",
           [(on(connect("0x8004100E", row, traced=False), boot(OLD)), is_inferred(row, "since"))
            for row in LATE],
           [on(connect("0x8004100E", row, traced=False), boot(CLIENT)) for row in LATE[:3]])
    yield ("invalid-namespace.role.lost.seen",
           [(on(connect("0x8004100E", row), runs(is_served(row))), is_inferred(row))
            for row in roles],
           [connect("0x8004100E", row) for row in roles[:3]])


def with_slip(name):
    """Without a letter of its last word, as fast fingers write it."""
    place = max(at for at, letter in enumerate(name[:-1]) if letter.islower())
    return name[:place] + name[place + 1:]


def is_wordy(name):
    """Long, and no word of it in capitals: then a lost letter leaves no other name."""
    own = name.partition("_")[2]
    return len(name) > 16 and own[-3:].islower() and not any(map(str.isdigit, own))


# Names that the tables do not know, written almost like one that they do.
def slips():
    wordy = [row for row in classes(windows_class) if is_wordy(row["class"])
             and row["namespace"] != "root\\directory\\ldap"]
    mistyped = [{**row, "class": with_slip(row["class"])} for row in wordy]
    mistyped = [row for row in mistyped if row["class"].lower() not in PLACES]
    yield ("invalid-class.mistyped", [(query("0x80041010", row), False) for row in mistyped],
           [query("0x80041010", wordy[0]), query("0x80041001", mistyped[0]),
            query("0x80041010", {**wordy[0], "class": wordy[0]["class"] + "Ex2"}),
            query("0x80041010", {"namespace": "root\\cimv2"})])
    known = namespaces(lambda row: row["namespace"].rpartition("\\")[2].isalpha()
                       and len(row["namespace"]) > 14)
    places = [{**row, "namespace": row["namespace"][:-2] + row["namespace"][-1]} for row in known]
    yield ("invalid-namespace.mistyped",
           [(connect("0x8004100E", row), False) for row in places
            if row["namespace"] not in KINDS],
           [connect("0x8004100E", known[0]), connect("0x80041003", places[0]),
            connect("0x8004100E", {"namespace": "root\\unheard\\of"})])
    more = [{**row, "class": row["class"] + "s"} for row in wordy]
    yield ("invalid-class.mistyped", [(query("0x80041010", row), False) for row in more
                                      if row["class"].lower() not in PLACES],
           [query("0x80041010", {**wordy[0], "class": wordy[0]["class"] + "222"}),
            query("0x80041010", {**more[0], "namespace": "root\\unheard"}),
            query("0x80041001", more[0])])
    yield from other_numbers()
    yield from other_places()


def other_numbers():
    last = [row for row in namespaces(lambda row: row["namespace"][-1].isdigit())
            if "*" not in row["namespace"] and row["namespace"][:-1] not in KINDS]
    yield ("invalid-namespace.number",
           [(connect("0x8004100E", {**row, "namespace": row["namespace"][:-1] + "9"}), False)
            for row in last],
           [connect("0x8004100E", last[0]), connect("0x8004100E", {"namespace": "root\\unheard9"}),
            connect("0x80041003", {"namespace": "root\\cimv9"})])
    bridge = [row for row in classes(lambda row: row["namespace"] == "root\\cimv2\\mdm\\dmmap")
              if row["class"][-2:].isdigit()]
    wrong = [{**row, "class": row["class"][:-2] + "98"} for row in bridge]
    yield ("invalid-class.number", [(query("0x80041010", row), False) for row in wrong],
           [query("0x80041010", bridge[0]), query("0x80041001", wrong[0]),
            query("0x80041010", {**wrong[0], "namespace": "root\\unheard"})])


def other_places():
    deep = namespaces(lambda row: row["namespace"].startswith("root\\microsoft\\windows\\")
                      and row["namespace"].count("\\") == 3)
    short = [{**row, "namespace": "root\\" + row["namespace"].rpartition("\\")[2]} for row in deep]
    short = [row for row in short if row["namespace"] not in KINDS
             and len(row["namespace"]) >= len("root\\protection")
             and sum(name.endswith(row["namespace"][4:]) for name in KINDS) == 1]
    yield ("invalid-namespace.misplaced",
           [(connect("0x8004100E", row), False) for row in short],
           [connect("0x8004100E", deep[0]), connect("0x80041003", short[0]),
            connect("0x8004100E", {"namespace": short[0]["namespace"].replace(
                "root", "root\\unheard")})])


# Rule -> siblings and near misses, each a pair of a failure and whether it rests on inference.
def cases():
    yield from slips()
    every = classes(windows_class)
    ended = classes(lambda row: presence(row) == "ended"
                    and not row["class"].startswith(("Win32_Perf", "Win32_TS", "Win32_Term")))
    alone = classes(lambda row: is_alone(row) and presence(row) == "every")
    perf = classes(lambda row: row["class"].startswith("Win32_Perf") and not row["until"])
    roles = classes(lambda row: row["owner"] != "windows" and row["kind"] != "perf"
                    and kind_of(row) == "windows" and presence(row) != "ended"
                    and not row["normal"])
    products = classes(lambda row: kind_of(row) in ("role", "feature", "product")
                       and presence(row) != "ended" and "Perf" not in row["class"]
                       and not row["normal"])
    definition = [{"code": "0x80041002", "local": False, "operation":
                   f"Start IWbemServices::GetObject - {row['namespace']} : {row['class']}"}
                  for row in every]
    yield ("invalid-class.core-class",
           [(query("0x80041010", row), is_inferred(row)) for row in every],
           [query("0x80041002", every[0]), query("0x80041010", ended[0]),
            query("0x80041010", roles[0]), query("0x80041010", elsewhere(alone[0]))])
    yield ("invalid-class.wrong-namespace",
           [(query("0x80041010", elsewhere(row)), is_inferred(row)) for row in alone],
           [query("0x80041010", alone[0]), query("0x80041010", {"namespace": "root\\cimv2"}),
            query("0x80041001", elsewhere(alone[0]))])
    patterns = [{**row, "namespace": "root\\cimv2", "class": row["class"].replace("*", "Sample")}
                for row in CLASSES if row["class"].endswith("*") and row["kind"] == "class"
                and plain(row, "namespace")]
    yield ("invalid-class.wrong-namespace",
           [(query("0x80041010", row), is_inferred(row)) for row in patterns],
           [query("0x80041010", {**row, "class": "X" + row["class"]}) for row in patterns[:3]])
    many = [{**row, "class": row["class"].replace("*", "Sample")} for row in CLASSES
            if "*" in row["namespace"] and row["namespace"] != "*" and row["grade"] in "DM"
            and all("*" in place for place in PLACES[row["class"].lower()])]
    yield ("invalid-class.wrong-namespace.many",
           [(query("0x80041010", {**row, "namespace": "root\\default"}), is_inferred(row))
            for row in many],
           [query("0x80041010", {**row, "namespace": row["namespace"].replace("*", "abc")})
            for row in many[:3]] + [query("0x80041001", {**many[0], "namespace": "root\\default"})])
    yield ("provider-not-capable.methods-only",
           [(query("0x80041024", row), is_inferred(row))
            for row in classes(lambda row: row["kind"] == "method-host")],
           [query("0x80041024", row) for row in classes(lambda row: row["kind"] == "class")[:MOST]])
    yield ("invalid-class.ended",
           [(query("0x80041010", row), is_inferred(row, "until")) for row in ended],
           [query("0x80041010", every[0]), query("0x80041002", ended[0]),
            query("0x80041010", {"namespace": "root\\cimv2"})])
    yield ("invalid-class.role",
           [(query("0x80041010", row), is_inferred(row)) for row in roles],
           [query("0x80041010", every[0]), query("0x80041010", products[0]),
            query("0x80041010", {"namespace": "root\\cimv2"})])
    yield ("invalid-class.product-definitions",
           [(query("0x80041010", row), is_inferred(KINDS[row["namespace"]])) for row in products],
           [query("0x80041010", every[0]), query("0x80041010", roles[0]),
            query("0x80041001", products[0])])
    yield ("invalid-class.feature-removed",
           [(query("0x80041010", row), is_inferred(row) or is_inferred(KINDS[row["namespace"]]))
            for row in products if kind_of(row) in ("role", "feature")],
           [query("0x80041010", every[0]), query("0x80041001", products[0]),
            query("0x80041010", {"namespace": "root\\mscluster"})])
    yield ("invalid-class.performance",
           [(query("0x80041010", row), is_inferred(row)) for row in perf
            if row["owner"] == "windows" and presence(row) == "every"],
           [query("0x80041010", row) for row in perf if row["owner"] != "windows"][:3])
    yield ("invalid-class.performance.version",
           [(query("0x80041010", row), is_inferred(row)) for row in perf
            if row["owner"] == "windows" and presence(row) == "some"],
           [query("0x80041010", row) for row in perf if presence(row) == "every"][:3])
    yield ("invalid-class.performance.product",
           [(query("0x80041010", row), False) for row in perf if row["owner"] != "windows"],
           [query("0x80041010", row) for row in perf if row["owner"] == "windows"][:3])
    yield ("not-found.class", [(failure, False) for failure in definition],
           [query("0x80041002", every[0]), {**definition[0], "code": "0x80041001"},
            {**definition[0], "operation": definition[0]["operation"] + '.Name="x"'}])
    only = [{**query("0x80041002", row), "operation":
             f"Start IWbemServices::GetObject - {row['namespace']} : {row['class']}=@"}
            for row in every]
    yield ("not-found.singleton", [(failure, False) for failure in only],
           [definition[0], {**only[0], "code": "0x80041001"},
            {**only[0], "operation": only[0]["operation"].replace("=@", '.Name="=@"')},
            {**only[0], "operation": only[0]["operation"].replace(every[0]["namespace"],
                                                                  "root\\default")}])
    listed = [(row, names) for row in every for names in [own_properties(row["class"])]
              if len(names) > 1]
    yield ("invalid-query.property.where",
           [(select(row, names[:2]), False) for row, names in listed],
           [select(listed[0][0], [listed[0][1][0], "NoSuchProperty"]),
            select({**listed[0][0], "class": ANY}, listed[0][1][:2]),
            {**select(*listed[0]), "code": "0x80041001"}])
    yield ("service-behind.class",
           [(query("0x800706BA", service_class(row)), row["grade"] == "I") for row in SERVED],
           [query("0x800706BA", {"namespace": "root\\cimv2"}),
            query("0x80041003", service_class(SERVED[0])),
            query("0x800706BA", service_class(SERVED[0]),
                  possible_cause="Could not send status to client", component="Core")])
    owned = [failure for failure in map(owner_example, CODES)
             if failure and failure["code"][2] in "89A"]
    common = [failure for failure in owned if failure["code"] in COMMON_CODES]
    yield ("product-code.known",
           [(failure, False) for failure in owned
            if failure["code"] not in ("0x800106BA", "0x80070005") + COMMON_CODES],
           [query("0x80041309", {"namespace": "root\\cimv2"}),
            query("0x80310000", {"namespace": "root\\cimv2"}),
            query("0x80042306", {"namespace": "root\\mscluster"})])
    yield ("product-code.meaning", [(failure, False) for failure in common],
           [query(failure["code"], {"namespace": "root\\cimv2"}) for failure in common[:3]])
    yield ("invalid-namespace.role",
           [(connect("0x8004100E", row), is_inferred(row)) for row in namespaces(
               lambda row: row["kind"] in ("role", "feature") and not row["until"])],
           [connect("0x8004100E", {"namespace": name})
            for name in ("root\\cimv2", "root\\unheard", "root\\veeambs")])
    yield ("invalid-namespace.ended",
           [(connect("0x8004100E", row), is_inferred(row, "until")) for row in namespaces(
               lambda row: row["until"])],
           [connect("0x8004100E", {"namespace": name})
            for name in ("root\\cimv2", "root\\mscluster", "root\\unheard")])
    yield ("invalid-namespace.windows-lost",
           [(connect("0x8004100E", row), is_inferred(row)) for row in LATE
            if row["namespace"] not in SOMETIMES],
           [connect("0x8004100E", {"namespace": name})
            for name in ("root\\cimv2", "root\\mscluster", "root\\accesslogging")])
    yield ("invalid-namespace.vendor-tool",
           [(connect("0x8004100E", row), False) for row in namespaces(
               lambda row: row["kind"] in ("product", "driver") and not row["until"]
               and not row["namespace"].startswith(("root\\ccm", "root\\sms", "root\\microsoft\\s",
                                                    "root\\cimv2\\sms", "root\\wmi")))],
           [connect("0x8004100E", {"namespace": name})
            for name in ("root\\cimv2", "root\\mscluster", "root\\unheard")])
    yield ("dcom-access-denied.connect.encryption.namespace",
           [(connect("0x80041003", row), is_inferred(row)) for row in ENCRYPTED],
           [connect("0x80041003", row) for row in PLAIN[:3]])
    yield ("access-denied.administrators-only",
           [(connect("0x80041003", row, **USER), is_inferred(row, "access"))
            for row in ADMINISTRATORS],
           [connect("0x80041003", row, **USER) for row in namespaces(
               lambda row: row["default_access"] == "everyone-read")[:3]])


# Whose definitions are lost, and what is only on some machines, where the log does not tell which.
def definitions():
    every = classes(windows_class)
    servers = classes(lambda row: presence(row) == "server" and row["owner"] == "windows"
                      and row["class"] != "Win32_ServerFeature" and kind_of(row) == "windows")
    some = classes(lambda row: presence(row) == "some" and row["owner"] == "windows"
                   and kind_of(row) == "windows" and row["kind"] != "perf" and not row["normal"]
                   and row["namespace"] != "root\\cimv2"
                   and "securitycenter" not in row["namespace"])
    roles = classes(lambda row: row["owner"] != "windows" and row["kind"] != "perf"
                    and kind_of(row) == "windows" and presence(row) != "ended"
                    and row["namespace"] != "root\\wmi")
    perf = classes(lambda row: row["class"].startswith("Win32_Perf") and not row["until"])
    stopped = classes(lambda row: "80041010:stopped" in row["normal"])
    late = classes(lambda row: row["since_client"].startswith("Windows 10")
                   and row["since_server"].startswith("Windows Server 2016")
                   and row["owner"] == "windows" and row["kind"] != "perf" and not row["normal"])
    for rule, rows, misses in (
            ("invalid-class.server-only", servers,
             [on(query("0x80041010", row), boot(SERVER)) for row in servers
              if "2022" in row["seen"]][:1]),
            ("invalid-class.windows-definitions", some, []),
            ("invalid-class.windows-version", some, []),
            ("invalid-class.role.lost", roles, []),
            ("invalid-class.program-stopped", stopped, []),
            ("invalid-class.performance.product-lost",
             [row for row in perf if row["owner"] != "windows"],
             [query("0x80041010", row) for row in perf if row["owner"] == "windows"][:3])):
        yield (rule, [(query("0x80041010", row), is_inferred(row)) for row in rows],
               misses + [query("0x80041010", every[0]), query("0x80041001", rows[0]),
                         query("0x80041010", {"namespace": "root\\cimv2"})])
    yield ("invalid-class.too-new",
           [(on(query("0x80041010", row), boot(OLD)), is_inferred(row, "since")) for row in late],
           [query("0x80041010", late[0]), on(query("0x80041010", late[0]), boot(SERVER)),
            on(query("0x80041010", every[0]), boot(OLD))])


# The same of namespaces, and of providers by what brings their namespace.
def places():
    kinds = {kind: namespaces(lambda row, kind=kind: row["kind"] == kind and not row["until"])
             for kind in ("windows", "role", "feature", "product", "driver")}
    optional = kinds["role"] + kinds["feature"]
    one = [row for row in kinds["windows"] if row["editions"] in ("client", "server")]
    own = {"client": CLIENT, "server": SERVER}
    usual = [{"namespace": name} for name in ("root\\cimv2", "root\\unheard", "root\\default")]
    yield ("invalid-namespace.role.lost",
           [(connect("0x8004100E", row), is_inferred(row)) for row in optional],
           [connect("0x8004100E", row) for row in usual])
    yield ("invalid-namespace.edition.lost",
           [(on(connect("0x8004100E", row), boot(own[row["editions"]])),
             is_inferred(row, "editions")) for row in one],
           [connect("0x8004100E", one[0])] + [connect("0x8004100E", row) for row in usual])
    yield ("invalid-request.provider-object",
           [(query("0x80041008", {"class": ANY, **row}), is_inferred(row))
            for row in optional + kinds["product"]],
           [query("0x80041008", {"class": ANY, **row}) for row in usual])
    yield ("provider-not-capable.own-program",
           [(query("0x80041024", {"class": ANY, **row}), is_inferred(row))
            for row in kinds["product"] + kinds["driver"]
            if "hardwaremonitor" not in row["namespace"] and row["namespace"] != "root\\wmi"],
           [query("0x80041024", {"class": ANY, **row}) for row in usual + kinds["windows"][:1]
            if "unheard" not in row["namespace"]])


# What the tables say of rights: who may read a class or a namespace, and how.
def rights():
    asking = classes(lambda row: row["rights"].startswith(("admin", "group", "Se"))
                     and kind_of(row) == "windows" and "Perf" not in row["class"]
                     and not row["namespace"].startswith("root\\cimv2\\mdm"))
    free = classes(lambda row: row["rights"] == "unknown" and row["namespace"] == "root\\cimv2")
    for code, family in (("0x80041003", "wmi"), ("0x80070005", "dcom")):
        yield (f"{family}-access-denied.operation.class-right",
               [(query(code, row), is_inferred(row, "rights")) for row in asking],
               [query(code, row) for row in free[:3]])
    reading = {"class": ANY}
    yield ("access-denied.operation.encryption-namespace",
           [(query("0x80041003", {**reading, **row}), is_inferred(row)) for row in ENCRYPTED],
           [query("0x80070005", {**reading, **ENCRYPTED[0]}),
            query("0x80041003", {**reading, **ENCRYPTED[0]}, **USER),
            query("0x80041003", {**reading, **PLAIN[0]})])
    yield ("access-denied.administrators-only.remote",
           [(connect("0x80041003", row), is_inferred(row, "access")) for row in ADMINISTRATORS],
           [connect("0x80041003", row) for row in namespaces(
               lambda row: row["default_access"] == "everyone-read")[:3]])


def read_sharpened():
    with open(os.path.join(ROOT, TABLES, "builtin", "editions.json"), encoding="utf-8") as file:
        return {rule["id"]: rule["sharpens"] for rule in json.load(file)["rules"]
                if "sharpens" in rule}


SHARPENED = read_sharpened()
COMMON_CODES = tuple(
    f"0x{code}" for code in (
        "80070002 80070003 8007000D 80070020 80070032 80070057 800700B7 80070490 80070780 80041001 "
        "80041002 80041003 80041008 8004100C").split())
SOMETIMES = {"root\\cimv2\\mdm", "root\\microsoft\\windows\\ps_mmagent"}


def spread(items):
    step = max(1, len(items) // MOST)
    return items[::step][:MOST]


def analyze(wmilog, failures):
    events = []
    for number, failure in enumerate(failures):
        sample = {"failure": {k: v for k, v in failure.items() if k != "near"},
                  "near": failure.get("near", [])}
        log = knowledge.make_log(f"ROW{number}", sample)
        events += log.xml(1000 * (number + 1))
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
        file.write("<Events>\n" + "\n".join(events) + "\n</Events>\n")
        file.flush()
        done = subprocess.run([wmilog, "analyze", "--format", "json", file.name],
                              capture_output=True, timeout=120, check=False)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    found = {f["computer"].split(".")[0]: f for f in json.loads(done.stdout)["failures"]}
    return [found[f"ROW{number}"] for number in range(len(failures))]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    os.chdir(ROOT)
    asked, complaints = [], []
    for rule, siblings, misses in itertools.chain(
            cases(), machines(), definitions(), places(), rights()):
        siblings = spread(siblings)
        if len(siblings) < SIBLINGS or len(misses) < SIBLINGS:
            complaints.append(f"{rule}: only {len(siblings)} siblings, {len(misses)} near misses")
        asked += [(rule, failure, True, inferred) for failure, inferred in siblings]
        asked += [(rule, failure, False, False) for failure in misses]
    for (rule, failure, holds, inferred), found in zip(
            asked, analyze(wmilog, [one[1] for one in asked])):
        # What is known of the machine may say the same with better evidence.
        causes = {SHARPENED.get(cause["rule"], cause["rule"]): cause["confidence"]
                  for cause in found["causes"] if cause["rule"] != rule}
        causes.update({c["rule"]: c["confidence"] for c in found["causes"] if c["rule"] == rule})
        what = f"{rule}: {failure.get('operation', failure.get('namespace'))} {failure['code']}"
        if (rule in causes) != holds:
            complaints.append(f"{what}: {'missing' if holds else 'there'} in {list(causes)}")
        elif holds and inferred and causes[rule] != "possible":
            complaints.append(f"{what}: {causes[rule]}, and the table only infers it")
    for text in complaints:
        print(text)
    print(f"siblings: {len(asked)} failures, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
