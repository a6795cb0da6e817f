/* Names behind a mark: options of programs, settings, distinguished names, service principals. */
#include <string.h>

#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/count.h"

/* --- distinguished names --------------------------------------------------------------------- */

static void put_common(struct rewriter *w, struct view text, struct buffer *out)
{
    const bool is_host =
        view_find(text, VIEW("."), 0) != SIZE_MAX && view_find(text, VIEW(" "), 0) == SIZE_MAX;
    if (is_host) {
        rewrite_host(w, text, out);
    } else {
        rewriter_name(w, NAME_USER, text, out);
    }
}

/* Attributes; one that is `inner` counts only beside another. */
static const struct {
    const char *name;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
    bool is_inner;
} attributes[] = {
    {"CN=", put_common, false},  {"OU=", rewrite_whole, false}, {"DC=", rewrite_domain, false},
    {"UID=", put_common, true},  {"O=", rewrite_whole, true},   {"L=", rewrite_whole, true},
    {"S=", rewrite_whole, true}, {"ST=", rewrite_whole, true},  {"STREET=", rewrite_whole, true},
};

static bool ends_value(char c)
{
    return c == ',' || c == '"' || c == '\'' || c == ';' || c == '\n' || c == '\r' || c == '\0';
}

static size_t value_end(struct view text, size_t pos, size_t at, bool is_inner)
{
    size_t end = at, first_blank = 0;
    while (end < text.len && !ends_value(text.data[end]) && end - at < SCAN_MAX_NAME) {
        first_blank = first_blank == 0 && text.data[end] == ' ' ? end : first_blank;
        end += text.data[end] == '\\' && end + 1 < text.len ? 2 : 1;
    }
    size_t before = pos;
    while (before > 0 && text.data[before - 1] == ' ') {
        before--;
    }
    const bool is_first = before == 0 || text.data[before - 1] != ',';
    const bool is_last = end >= text.len || text.data[end] != ',';
    if (is_first && is_last) {
        return is_inner ? at : first_blank > 0 ? first_blank : end;
    }
    return end;
}

size_t scan_distinguished(struct scan *s, size_t pos)
{
    const struct view text = s->text;
    for (size_t i = 0; i < COUNT_OF(attributes); i++) {
        if (!scan_begins(s, pos, attributes[i].name)) {
            continue;
        }
        const size_t at = pos + strlen(attributes[i].name);
        const size_t end = value_end(text, pos, at, attributes[i].is_inner);
        const struct view name = view_slice(text, at, end);
        if (name.len == 0 || ascii_is_blank(name.data[0]) || end > text.len) {
            return 0;
        }
        scan_flush(s, at);
        /* The top of a domain's name is a word that many have. */
        const bool is_top = attributes[i].put == rewrite_domain &&
                            !view_starts_nocase(view_from(text, end), VIEW(",DC="));
        (is_top ? rewrite_whole : attributes[i].put)(s->w, name, s->out);
        return scan_done(s, end);
    }
    return 0;
}

/* --- service principals ---------------------------------------------------------------------- */

static bool is_of_principal(char c)
{
    return scan_is_host_char(c) || c == '@' || c == ':' || c == '/';
}

size_t scan_principal(struct scan *s, size_t pos)
{
    static const char *const classes[] = {"HOST/",  "CIFS/",     "HTTP/",
                                          "LDAP/",  "MSSQLSvc/", "TERMSRV/",
                                          "WSMAN/", "RPCSS/",    "RestrictedKrbHost/",
                                          "GC/"};
    const struct view text = s->text;
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    if (scan_is_separator(before) || scan_is_host_char(before)) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        if (!scan_begins(s, pos, classes[i])) {
            continue;
        }
        const size_t at = pos + strlen(classes[i]);
        const size_t end = scan_run_end(text, at, is_of_principal);
        if (end == at || !ascii_is_letter(text.data[at])) {
            return 0; /* HTTP/1.1 */
        }
        scan_flush(s, pos);
        rewrite_principal(s->w, view_slice(text, pos, end), s->out);
        return scan_done(s, end);
    }
    return 0;
}

/* --- options --------------------------------------------------------------------------------- */

/* HOST or HOST\INSTANCE */
static void put_server(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t start = 0;
    while (start < text.len && text.data[start] == '\\') {
        start++;
    }
    size_t end = view_find(text, VIEW("\\"), start);
    end = end == SIZE_MAX ? text.len : end;
    rewrite_host(w, view_slice(text, 0, end), out);
    if (end + 1 < text.len) {
        buffer_add_char(out, '\\');
        rewrite_whole(w, view_from(text, end + 1), out);
    }
}

/* Where an option is taken for one: behind '/' or '-' with ':' '=' or blanks; as NAME=VALUE or in
 * one of the forms of behind_label(); or only when its value names a domain, too. */
enum { AS_SWITCH = 1, AS_SETTING = 2, AS_BOTH = 3, AS_FULL = 4 };

/* ACCOUNT:(RIGHTS) */
static void put_grant(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view account = text, rights = VIEW_NONE;
    view_cut(text, VIEW(":"), &account, &rights);
    rewrite_account(w, account, out);
    buffer_add(out, view_from(text, account.len));
}

/* USER:PASSWORD */
static void put_login(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view user = text, password = VIEW_NONE;
    const bool has_password = view_cut(text, VIEW(":"), &user, &password);
    rewrite_account(w, user, out);
    if (has_password) {
        buffer_add_char(out, ':');
        rewrite_whole(w, password, out);
    }
}

/* Programs whose options of one letter name computers, users and passwords. */
static const char remote_programs[] =
    "schtasks tasklist taskkill systeminfo gpresult takeown getmac driverquery openfiles "
    "eventcreate waitfor dsquery dsget sqlcmd osql isql bcp winrs ";

static const struct option {
    char name[24]; /* here, as the first character is asked at every place of every text */
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
    unsigned as;
    const char *programs; /* each with a blank behind it: only of these; NULL for any */
} options[] = {
    {"user", rewrite_account, AS_BOTH, NULL},
    {"username", rewrite_account, AS_BOTH, NULL},
    {"userid", rewrite_account, AS_BOTH, NULL},
    {"user id", rewrite_account, AS_SETTING, NULL},
    {"user name", rewrite_account, AS_SETTING, NULL},
    {"uid", rewrite_account, AS_SETTING, NULL},
    {"login", rewrite_account, AS_BOTH, NULL},
    {"credential", rewrite_account, AS_SWITCH, NULL},
    {"cred", rewrite_account, AS_SWITCH, NULL},
    {"ru", rewrite_account, AS_SWITCH, NULL},
    {"identity", rewrite_account, AS_SWITCH, NULL},
    {"samaccountname", rewrite_account, AS_BOTH, NULL},
    {"accountname", rewrite_account, AS_BOTH, NULL},
    {"s", put_server, AS_SWITCH, remote_programs},
    {"u", rewrite_account, AS_SWITCH, remote_programs},
    {"p", rewrite_whole, AS_SWITCH, remote_programs},
    {"u", put_login, AS_SWITCH, "curl wget "},
    {"u", rewrite_account, AS_SWITCH | AS_FULL, NULL},
    {"r", put_server, AS_SWITCH, "winrs "},
    {"v", put_server, AS_SWITCH, "mstsc "},
    {"l", rewrite_account, AS_SWITCH, "ssh "},
    {"add", put_server, AS_SWITCH, "cmdkey "},
    {"delete", put_server, AS_SWITCH, "cmdkey "},
    {"list", put_server, AS_SWITCH, "cmdkey "},
    {"string", rewrite_whole, AS_SWITCH, "convertto-securestring "},
    {"grant", put_grant, AS_SWITCH, "icacls "},
    {"deny", put_grant, AS_SWITCH, "icacls "},
    {"remove", put_grant, AS_SWITCH, "icacls "},
    {"setowner", put_grant, AS_SWITCH, "icacls "},
    {"samid", rewrite_account, AS_SWITCH, NULL},
    {"userd", rewrite_account, AS_SWITCH, NULL},
    {"usero", rewrite_account, AS_SWITCH, NULL},
    {"userdomain", rewrite_domain, AS_SETTING, NULL},
    {"domain", rewrite_domain, AS_BOTH, NULL},
    {"domainname", rewrite_domain, AS_BOTH, NULL},
    {"dsgetdc", rewrite_domain, AS_SWITCH, NULL},
    {"dclist", rewrite_domain, AS_SWITCH, NULL},
    {"sc_query", rewrite_domain, AS_SWITCH, NULL},
    {"sc_verify", rewrite_domain, AS_SWITCH, NULL},
    {"sc_reset", rewrite_domain, AS_SWITCH, NULL},
    {"computername", put_server, AS_BOTH, NULL},
    {"computer", put_server, AS_BOTH, NULL},
    {"cn", put_server, AS_SWITCH, NULL},
    {"node", put_server, AS_SWITCH, NULL},
    {"server", put_server, AS_BOTH, NULL},
    {"servername", put_server, AS_BOTH, NULL},
    {"data source", put_server, AS_SETTING, NULL},
    {"machinename", put_server, AS_BOTH, NULL},
    {"hostname", put_server, AS_BOTH, NULL},
    {"host", put_server, AS_SETTING, NULL},
    {"dvchost", put_server, AS_SETTING, NULL},
    {"computer name", put_server, AS_SETTING, NULL},
    {"machine name", put_server, AS_SETTING, NULL},
    {"clientmachine", put_server, AS_SETTING, NULL},
    {"clientmachinefqdn", put_server, AS_SETTING, NULL},
    {"client machine", put_server, AS_SETTING, NULL},
    {"workstation", put_server, AS_SETTING, NULL},
    {"workstation name", put_server, AS_SETTING, NULL},
    {"workstationname", put_server, AS_SETTING, NULL},
    {"account name", rewrite_account, AS_SETTING, NULL},
    {"account domain", rewrite_domain, AS_SETTING, NULL},
    {"ownername", rewrite_account, AS_SETTING, NULL},
    {"computers", put_server, AS_SWITCH, NULL},
    {"manualpeerlist", put_server, AS_SWITCH, NULL},
    {"cimsession", put_server, AS_SWITCH, NULL},
    {"remote", put_server, AS_SWITCH, NULL},
    {"cluster", put_server, AS_SWITCH, NULL},
    {"password", rewrite_whole, AS_BOTH, NULL},
    {"passwd", rewrite_whole, AS_BOTH, NULL},
    {"pwd", rewrite_whole, AS_BOTH, NULL},
    {"pass", rewrite_whole, AS_BOTH, NULL},
    {"rp", rewrite_whole, AS_SWITCH, NULL},
    {"passwordd", rewrite_whole, AS_SWITCH, NULL},
    {"passwordo", rewrite_whole, AS_SWITCH, NULL},
    {"database", rewrite_whole, AS_SETTING, NULL},
    {"databasename", rewrite_whole, AS_SETTING, NULL},
    {"initial catalog", rewrite_whole, AS_SETTING, NULL},
    {"token", rewrite_whole, AS_BOTH, NULL},
    {"apikey", rewrite_whole, AS_BOTH, NULL},
    {"secret", rewrite_whole, AS_BOTH, NULL},
    {"accountkey", rewrite_whole, AS_SETTING, NULL},
    {"sharedaccesskey", rewrite_whole, AS_SETTING, NULL},
};

/* -eq 'VALUE', == "VALUE" */
static size_t behind_comparison(struct view text, size_t pos)
{
    static const char *const signs[] = {"-eq ", "-ne ", "-like ", "==", "=", "-in "};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (view_starts_nocase(view_from(text, pos), view_of(signs[i]))) {
            return view_skip_blanks(text, pos + strlen(signs[i]));
        }
    }
    return 0;
}

/* Whether one of the programs stands in the command before `pos`. */
static bool is_of_program(struct view text, size_t pos, const char *programs)
{
    enum { MOST = 256 };
    const struct view near = view_slice(text, pos > MOST ? pos - MOST : 0, pos);
    struct view rest = view_of(programs), program;
    while (view_cut(rest, VIEW(" "), &program, &rest)) {
        if (view_find_nocase(near, program, 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static bool ends_bare(char c)
{
    return ascii_is_blank(c) || ascii_is_of("\"',;|&<>()[]{}\r\n", c);
}

/* The value at `at`, which may be quoted; absent when it is a variable or another option. */
static struct view value_at(struct view text, size_t at, size_t *end)
{
    const struct view rest = view_from(text, at);
    const bool is_escaped = view_starts(rest, VIEW("\\\""));
    struct view value = VIEW_NONE;
    if (rest.len > 0 && (is_escaped || rest.data[0] == '"' || rest.data[0] == '\'')) {
        const struct view quote = view_slice(rest, 0, is_escaped ? 2 : 1);
        const size_t most = at + SCAN_MAX_NAME + 2 * quote.len;
        const size_t stop = view_find(view_slice(text, 0, most), quote, at + quote.len);
        if (stop != SIZE_MAX) {
            value = view_slice(text, at + quote.len, stop);
            *end = stop + quote.len;
        }
    } else {
        size_t stop = at;
        while (stop < text.len && !ends_bare(text.data[stop])) {
            stop++;
        }
        value = view_slice(text, at, stop);
        *end = stop;
    }
    return value.len > 0 && value.len <= SCAN_MAX_NAME && !ascii_is_of("%$@-/*{(", value.data[0])
               ? value
               : VIEW_NONE;
}

static size_t skip_in_line(struct view text, size_t pos)
{
    while (pos < text.len && (text.data[pos] == ' ' || text.data[pos] == '\t')) {
        pos++;
    }
    return pos;
}

/* Whether the value that ends at `end` is all that a label tells: the line or the cell ends there,
 * or another label follows. Within a sentence, "the user: he cannot log in", it is not. */
static bool is_whole_value(struct view text, size_t end)
{
    enum { MOST = 3 /* words of a label */ };
    size_t next = skip_in_line(text, end);
    if (next == text.len || ascii_is_of("\r\n;,)|<\"'", text.data[next]) || next - end > 1 ||
        (next > end && text.data[end] == '\t')) {
        return true;
    }
    for (unsigned i = 0; i < MOST && next > end; i++) {
        end = scan_run_end(text, next, scan_is_name_char);
        if (end > next && end < text.len && text.data[end] == ':') {
            return true;
        }
        next = skip_in_line(text, end);
    }
    return false;
}

/* Where the value begins behind <NAME>, "NAME": or NAME: up to `end`; 0 when there is none. */
static size_t behind_label(struct view text, size_t pos, size_t end)
{
    const char before = pos > 0 ? text.data[pos - 1] : '\n';
    const bool is_quoted = before == '"';
    size_t at = end, stop = end;
    if (before == '<') {
        return at < text.len && text.data[at] == '>' ? at + 1 : 0;
    }
    if (is_quoted) {
        at += at < text.len && text.data[at] == '\\';
        if (at >= text.len || text.data[at] != '"') {
            return 0;
        }
        at = skip_in_line(text, at + 1);
    }
    if (at >= text.len || text.data[at] != ':') {
        return 0;
    }
    at = skip_in_line(text, at + 1);
    const struct view value = value_at(text, at, &stop);
    return value.data && (is_quoted || is_whole_value(text, stop)) ? at : 0;
}

/* Where the value begins of what is such an option up to `end`; 0 when it is none. */
static size_t value_start(struct view text, size_t pos, size_t end, unsigned as)
{
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    const bool is_switch = before == '/' || before == '-';
    if (is_switch ? (as & AS_SWITCH) == 0 : (as & AS_SETTING) == 0) {
        return 0;
    }
    const size_t next = view_skip_blanks(text, end);
    const size_t compared = behind_comparison(text, next);
    if (compared > 0) {
        return compared;
    }
    if (!is_switch) {
        return behind_label(text, pos, end);
    }
    if (end < text.len && text.data[end] == ':') {
        return end + 1;
    }
    return next > end ? next : 0;
}

static size_t put_value(struct scan *s, const struct option *option, size_t at)
{
    size_t end = at;
    const struct view value = value_at(s->text, at, &end);
    const bool is_secret = option->put == rewrite_whole;
    const bool is_full =
        view_find(value, VIEW("\\"), 0) != SIZE_MAX || view_find(value, VIEW("@"), 0) != SIZE_MAX;
    if (!value.data || (!is_secret && usual_literal(value)) ||
        ((option->as & AS_FULL) != 0 && !is_full)) {
        return 0;
    }
    const size_t start = (size_t)(value.data - s->text.data);
    scan_flush(s, start);
    option->put(s->w, value, s->out);
    scan_done(s, start + value.len);
    return end;
}

/* NAME,NAME of computers, and "-p PASSWORD" behind a user. */
static size_t put_more(struct scan *s, const struct option *option, size_t end)
{
    static const struct option secret = {"p", rewrite_whole, AS_SWITCH, NULL};
    const struct view text = s->text;
    size_t next = view_skip_blanks(text, end), more;
    while (option->put == put_server && (option->as & AS_SWITCH) != 0 && next < text.len &&
           text.data[next] == ',' &&
           (more = put_value(s, option, view_skip_blanks(text, next + 1))) > 0) {
        end = more;
        next = view_skip_blanks(text, end);
    }
    if (option->put == rewrite_account && next > end && next + 2 < text.len &&
        (text.data[next] == '-' || text.data[next] == '/') &&
        ascii_fold(text.data[next + 1]) == 'p') {
        const size_t at = value_start(text, next + 1, next + 2, secret.as);
        more = at > 0 ? put_value(s, &secret, at) : 0;
        end = more > 0 ? more : end;
    }
    return end;
}

size_t scan_option(struct scan *s, size_t pos)
{
    const struct view rest = view_from(s->text, pos);
    const char first = ascii_fold(s->text.data[pos]);
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (options[i].name[0] != first) {
            continue;
        }
        const struct view name = view_of(options[i].name);
        const size_t end = pos + name.len;
        if (!view_starts_nocase(rest, name) ||
            (end < s->text.len && scan_is_name_char(s->text.data[end])) ||
            (options[i].programs && !is_of_program(s->text, pos, options[i].programs))) {
            continue;
        }
        const size_t at = value_start(s->text, pos, end, options[i].as);
        if (at > 0) {
            const size_t value = put_value(s, &options[i], at);
            return value > 0 ? put_more(s, &options[i], value) : 0;
        }
    }
    return 0;
}
