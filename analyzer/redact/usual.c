/* Lists of what every Windows has, and the words of the tables. */
#include "analyzer/redact/usual.h"

#include "analyzer/redact/fold.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/guid.h"
#include "rules/failure/fingerprint.h"
#include "rules/knowledge/classes.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"

/* Globs. */
static const char *const accounts[] = {
    "system",
    "local system",
    "localsystem",
    "local service",
    "localservice",
    "network service",
    "networkservice",
    "syst\xC3\xA8me",
    "sistema",
    "lokaler dienst",
    "netzwerkdienst",
    "service local",
    "service r\xC3\xA9seau",
    "servicio local",
    "servicio de red",
    "servizio locale",
    "servizio di rete",
    "administrator",
    "administrateur",
    "administrador",
    "amministratore",
    "administrat\xC3\xB6r",
    "administrators",
    "administratoren",
    "guest",
    "gast",
    "invit\xC3\xA9",
    "invitado",
    "ospite",
    "convidado",
    "anonymous*",
    "everyone",
    "interactive",
    "authenticated users",
    "users",
    "public",
    "default",
    "default user",
    "defaultuser0",
    "all users",
    "defaultaccount",
    "wdagutilityaccount",
    "defaultapppool",
    "classic .net apppool",
    ".net v?.?*",
    "trustedinstaller",
    "iusr",
    "krbtgt",
    "dwm-?*",
    "umfd-?*",
    "systemprofile",
    "unknown",
    "n/a",
    "null",
    "none",
    "-",
    ".",
};

static const struct {
    const char *name;
    bool keeps_accounts;
} domains[] = {
    {"nt authority", true},
    {"nt-autorit\xC3\xA4t", true},
    {"autorite nt", true},
    {"autorit\xC3\xA9 nt", true},
    {"nt instans", true},
    {"autoridad nt", true},
    {"autoridade nt", true},
    {"nt service", false},
    {"nt-dienst", false},
    {"builtin", true},
    {"vordefiniert", true},
    {"window manager", true},
    {"font driver host", true},
    {"nt virtual machine", false},
    {"application package authority", true},
    {"iis apppool", false},
    {"workgroup", false},
    {"arbeitsgruppe", false},
    {"mshome", false},
    {"azuread", false},
    {"microsoftaccount", false},
    {"nt task", false},
    {"local", false},
    {"localdomain", false},
    {"localhost", false},
    {"-", false},
    {".", false},
};

static const char *const hosts[] = {
    "local", "localhost", "unknown", "unavailable", "-",        ".",
    "?",     "*",         "n/a",     "(null)",      "loopback", "workgroup",
};

static const char *const common_words[] = {
    "about",
    "access",
    "account",
    "action",
    "active",
    "activity",
    "admin",
    "agent",
    "all",
    "and",
    "any",
    "app",
    "apps",
    "argument",
    "auto",
    "backup",
    "base",
    "binary",
    "bios",
    "boot",
    "bytes",
    "cache",
    "call",
    "calls",
    "cause",
    "change",
    "cimv2",
    "class",
    "classes",
    "client",
    "cmd",
    "code",
    "com",
    "command",
    "common",
    "component",
    "config",
    "connect",
    "console",
    "control",
    "core",
    "could",
    "create",
    "data",
    "database",
    "date",
    "dcom",
    "debug",
    "default",
    "delete",
    "demo",
    "desktop",
    "dev",
    "device",
    "disk",
    "dll",
    "dns",
    "domain",
    "drive",
    "driver",
    "enable",
    "error",
    "event",
    "events",
    "exe",
    "exec",
    "execmethod",
    "execquery",
    "failed",
    "false",
    "file",
    "files",
    "filter",
    "folder",
    "for",
    "from",
    "get",
    "getobject",
    "group",
    "guest",
    "health",
    "help",
    "home",
    "host",
    "idle",
    "image",
    "info",
    "instance",
    "internal",
    "internet",
    "isa",
    "iwbemservices",
    "job",
    "lab",
    "lan",
    "like",
    "limit",
    "list",
    "local",
    "log",
    "login",
    "logon",
    "mail",
    "main",
    "management",
    "manager",
    "master",
    "memory",
    "message",
    "method",
    "microsoft",
    "mobile",
    "mode",
    "model",
    "module",
    "monitor",
    "monitoring",
    "name",
    "names",
    "namespace",
    "net",
    "network",
    "new",
    "node",
    "none",
    "not",
    "null",
    "number",
    "object",
    "office",
    "operation",
    "operations",
    "operator",
    "order",
    "owner",
    "path",
    "performance",
    "policy",
    "port",
    "possiblecause",
    "power",
    "print",
    "printer",
    "process",
    "program",
    "provider",
    "public",
    "query",
    "queue",
    "quota",
    "read",
    "remote",
    "report",
    "request",
    "result",
    "resultcode",
    "root",
    "rule",
    "run",
    "scan",
    "script",
    "secure",
    "security",
    "select",
    "send",
    "server",
    "service",
    "services",
    "session",
    "set",
    "setup",
    "share",
    "size",
    "software",
    "sql",
    "standard",
    "start",
    "state",
    "status",
    "stop",
    "store",
    "subscription",
    "support",
    "svchost",
    "system",
    "task",
    "tasks",
    "temp",
    "test",
    "the",
    "throttling",
    "time",
    "to",
    "tools",
    "trace",
    "true",
    "type",
    "unknown",
    "update",
    "user",
    "users",
    "utility",
    "value",
    "version",
    "view",
    "volume",
    "web",
    "where",
    "win",
    "windir",
    "windows",
    "with",
    "within",
    "wmi",
    "wmic",
    "wmiprvse",
    "work",
    "workstation",
    "write",
    "www",
    "start iwbemservices",
    "asp",
    "sap",
    "example",
};

enum { MAX_USUAL = 64 /* bytes of a name that is one of the lists */ };

static struct view folded(struct view name, char text[MAX_USUAL])
{
    if (name.len > MAX_USUAL) {
        return VIEW_NONE;
    }
    fold(text, name);
    return (struct view){text, name.len};
}

bool usual_account(struct view name)
{
    char text[MAX_USUAL];
    name = folded(name, text);
    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        if (name.len > 0 && view_glob_nocase(name, view_of(accounts[i]))) {
            return true;
        }
    }
    return false;
}

/* The first character mostly decides, before the length of the word is known. */
static bool is_word(struct view name, const char *word)
{
    return name.len > 0 && ascii_fold(name.data[0]) == ascii_fold(word[0]) &&
           view_equal_nocase(name, view_of(word));
}

bool usual_host(struct view name)
{
    char text[MAX_USUAL];
    name = folded(name, text);
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        if (is_word(name, hosts[i])) {
            return true;
        }
    }
    return false;
}

bool usual_domain(struct view name, bool *keeps_accounts)
{
    char text[MAX_USUAL];
    name = folded(name, text);
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        if (is_word(name, domains[i].name)) {
            *keeps_accounts = domains[i].keeps_accounts;
            return true;
        }
    }
    return false;
}

/* MS-DTYP 2.4.2.4 */
bool usual_sid(uint64_t authority, const uint32_t *numbers, size_t count)
{
    static const uint32_t families[] = {5, 32, 64, 80, 90, 96}; /* of S-1-5 */
    if (authority != 5 || count <= 1) {
        return authority <= 18 && count <= 2;
    }
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        if (numbers[0] == families[i]) {
            return true;
        }
    }
    return false;
}

static bool is_number(struct view text)
{
    bool has_digit = false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        if (!ascii_is_digit(c) && c != '.' && c != '-' && c != '+') {
            return false;
        }
        has_digit |= ascii_is_digit(c);
    }
    return has_digit;
}

/* Whether a literal is a plain number or a date of WMI: not an address such as 10.1.2.3, and not so
 * long as a phone number. */
static bool is_short_number(struct view text)
{
    enum { DATE = sizeof("20250409081511.123456+000") - 1, MOST = 10 };
    size_t dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        dots += text.data[i] == '.';
    }
    return is_number(text) && dots <= 1 && (text.len == DATE || text.len <= MOST);
}

bool usual_service(struct view text)
{
    struct service_facts facts;
    for (size_t i = 0; i < service_count(); i++) {
        service_at(i, &facts);
        if (view_equal_nocase(text, facts.name)) {
            return true;
        }
    }
    return view_equal_nocase(text, VIEW("winmgmt"));
}

bool usual_literal(struct view text)
{
    enum { MOST = 128 };
    struct guid guid;
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    struct namespace_facts facts;
    if (text.len == 0 || text.len > MOST) {
        return text.len == 0;
    }
    if (is_short_number(text) || guid_parse(text, &guid) || view_equal_nocase(text, VIEW("true")) ||
        view_equal_nocase(text, VIEW("false"))) {
        return true;
    }
    struct class_places places = class_places_of(text);
    struct class_facts class_facts;
    if (class_places_next(&places, &class_facts) || usual_service(text)) {
        return true;
    }
    fingerprint_namespace(text, name_space);
    return view_starts_nocase(text, VIEW("root")) && namespace_find(view_of(name_space), &facts) &&
           view_find(facts.name, VIEW("*"), 0) == SIZE_MAX;
}

/* Hands on a name in lower case, and each of the words in it. */
static void take_words(struct view name, void (*take)(void *context, struct view word),
                       void *context)
{
    enum { MOST = 256 };
    char text[MOST];
    if (name.len > sizeof(text)) {
        return;
    }
    fold(text, name);
    take(context, (struct view){text, name.len});
    for (size_t i = 0; i < name.len;) {
        size_t end = i;
        while (end < name.len && (ascii_is_alnum(text[end]) || (uint8_t)text[end] >= 0x80)) {
            end++;
        }
        if (end > i) {
            take(context, (struct view){text + i, end - i});
        }
        i = end > i ? end : i + 1;
    }
}

void usual_words(void (*take)(void *context, struct view word), void *context)
{
    struct namespace_facts name_space;
    struct provider_facts provider;
    struct service_facts service;
    for (size_t i = 0; i < class_name_count(); i++) {
        take_words(class_name_at(i), take, context);
    }
    for (size_t i = 0; i < namespace_count(); i++) {
        namespace_at(i, &name_space);
        take_words(name_space.name, take, context);
    }
    for (size_t i = 0; i < provider_count(); i++) {
        provider_at(i, &provider);
        take_words(provider.name, take, context);
    }
    for (size_t i = 0; i < service_count(); i++) {
        service_at(i, &service);
        take_words(service.name, take, context);
        take_words(service.display_name, take, context);
    }
    for (size_t i = 0; i < COUNT_OF(common_words); i++) {
        take_words(view_of(common_words[i]), take, context);
    }
}

#define OF(kind) (1U << (kind))

/* Rules ask for users and client machines by these (rules/knowledge/builtin/). */
static const struct {
    const char *glob, *hint;
    unsigned kinds;
} hints[] = {
    {"svc*", "svc-", OF(NAME_USER)},
    {"srv*", "srv-", OF(NAME_USER)},
    {"gmsa*", "gmsa-", OF(NAME_USER)},
    {"*service*", "service-", OF(NAME_USER) | OF(NAME_DOMAIN)},
    {"*monitor*", "monitor-", OF(NAME_USER)},
    {"kali*", "kali-", OF(NAME_HOST)},
    {"*ubuntu*", "ubuntu-", OF(NAME_HOST)},
    {"*debian*", "debian-", OF(NAME_HOST)},
    {"*centos*", "centos-", OF(NAME_HOST)},
    {"*redhat*", "redhat-", OF(NAME_HOST)},
    {"*rhel*", "rhel-", OF(NAME_HOST)},
    {"*linux*", "linux-", OF(NAME_HOST)},
    {"*nagios*", "nagios-", OF(NAME_HOST)},
    {"*icinga*", "icinga-", OF(NAME_HOST)},
    {"*zabbix*", "zabbix-", OF(NAME_HOST)},
    {"*openvas*", "openvas-", OF(NAME_HOST)},
    {"*greenbone*", "greenbone-", OF(NAME_HOST)},
    {"*gvm*", "gvm-", OF(NAME_HOST)},
    {"*samba*", "samba-", OF(NAME_HOST)},
    {"*opsview*", "opsview-", OF(NAME_HOST)},
    {"*librenms*", "librenms-", OF(NAME_HOST)},
    {"*packetfence*", "packetfence-", OF(NAME_HOST)},
};

const char *usual_hint(enum name_kind kind, struct view word)
{
    for (size_t i = 0; i < COUNT_OF(hints); i++) {
        if ((hints[i].kinds & OF(kind)) != 0 && view_glob_nocase(word, view_of(hints[i].glob))) {
            return hints[i].hint;
        }
    }
    return "";
}
