/* Names behind a mark: options of programs, settings, distinguished names, service principals. */
#include <string.h>

#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"

/* --- distinguished names --------------------------------------------------------------------- */

static void put_text(struct rewriter *w, struct view text, struct buffer *out)
{
    rewriter_name(w, NAME_TEXT, text, out);
}

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
    {"CN=", put_common, false}, {"OU=", put_text, false}, {"DC=", rewrite_domain, false},
    {"UID=", put_common, true}, {"O=", put_text, true},   {"L=", put_text, true},
    {"S=", put_text, true},     {"ST=", put_text, true},  {"STREET=", put_text, true},
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
    const struct view text = s->text, rest = view_from(text, pos);
    for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
        const struct view head = view_of(attributes[i].name);
        if (!view_starts_nocase(rest, head)) {
            continue;
        }
        const size_t at = pos + head.len;
        const size_t end = value_end(text, pos, at, attributes[i].is_inner);
        const struct view name = view_slice(text, at, end);
        if (name.len == 0 || ascii_is_blank(name.data[0]) || end > text.len) {
            return 0;
        }
        scan_flush(s, at);
        /* The top of a domain's name is a word that many have. */
        const bool is_top = attributes[i].put == rewrite_domain &&
                            !view_starts_nocase(view_from(text, end), VIEW(",DC="));
        (is_top ? put_text : attributes[i].put)(s->w, name, s->out);
        return scan_done(s, end);
    }
    return 0;
}

/* --- service principals ---------------------------------------------------------------------- */

size_t scan_principal(struct scan *s, size_t pos)
{
    static const char *const classes[] = {"HOST/",  "CIFS/",     "HTTP/",
                                          "LDAP/",  "MSSQLSvc/", "TERMSRV/",
                                          "WSMAN/", "RPCSS/",    "RestrictedKrbHost/",
                                          "GC/"};
    const struct view text = s->text, rest = view_from(text, pos);
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    if (scan_is_separator(before) || scan_is_host_char(before)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
        const size_t at = pos + view_of(classes[i]).len;
        if (!view_starts_nocase(rest, view_of(classes[i]))) {
            continue;
        }
        const size_t end = scan_run_end(text, at, scan_is_host_char);
        if (end == at || !ascii_is_letter(text.data[at])) {
            return 0; /* HTTP/1.1 */
        }
        scan_flush(s, at);
        rewrite_host(s->w, view_slice(text, at, end), s->out);
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
    w->any(w, view_from(text, end), out);
}

/* Where an option is taken for one: behind '/' or '-' with ':' '=' or blanks, as NAME=VALUE, or
 * only when its value names a domain, too. */
enum { AS_SWITCH = 1, AS_SETTING = 2, AS_BOTH = 3, AS_FULL = 4 };

static const struct option {
    const char *name;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
    unsigned as;
} options[] = {
    {"user", rewrite_account, AS_BOTH},
    {"username", rewrite_account, AS_BOTH},
    {"userid", rewrite_account, AS_BOTH},
    {"user id", rewrite_account, AS_SETTING},
    {"user name", rewrite_account, AS_SETTING},
    {"uid", rewrite_account, AS_SETTING},
    {"login", rewrite_account, AS_BOTH},
    {"credential", rewrite_account, AS_SWITCH},
    {"cred", rewrite_account, AS_SWITCH},
    {"ru", rewrite_account, AS_SWITCH},
    {"identity", rewrite_account, AS_SWITCH},
    {"samaccountname", rewrite_account, AS_BOTH},
    {"accountname", rewrite_account, AS_BOTH},
    {"u", rewrite_account, AS_SWITCH | AS_FULL},
    {"userdomain", rewrite_domain, AS_SETTING},
    {"domain", rewrite_domain, AS_BOTH},
    {"computername", put_server, AS_BOTH},
    {"computer", put_server, AS_BOTH},
    {"cn", put_server, AS_SWITCH},
    {"node", put_server, AS_SWITCH},
    {"server", put_server, AS_BOTH},
    {"servername", put_server, AS_BOTH},
    {"data source", put_server, AS_SETTING},
    {"machinename", put_server, AS_BOTH},
    {"hostname", put_server, AS_BOTH},
    {"remote", put_server, AS_SWITCH},
    {"cluster", put_server, AS_SWITCH},
    {"password", put_text, AS_BOTH},
    {"passwd", put_text, AS_BOTH},
    {"pwd", put_text, AS_BOTH},
    {"pass", put_text, AS_BOTH},
    {"rp", put_text, AS_SWITCH},
    {"apikey", put_text, AS_BOTH},
    {"secret", put_text, AS_BOTH},
    {"accountkey", put_text, AS_SETTING},
    {"sharedaccesskey", put_text, AS_SETTING},
};

static size_t behind_blanks(struct view text, size_t pos)
{
    while (pos < text.len && ascii_is_blank(text.data[pos])) {
        pos++;
    }
    return pos;
}

/* Where the value begins of what is such an option up to `end`; 0 when it is none. */
static size_t value_start(struct view text, size_t pos, size_t end, unsigned as)
{
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    const bool is_switch = before == '/' || before == '-';
    if (is_switch ? (as & AS_SWITCH) == 0 : (as & AS_SETTING) == 0) {
        return 0;
    }
    const size_t next = behind_blanks(text, end);
    if (next < text.len && text.data[next] == '=') {
        return behind_blanks(text, next + 1);
    }
    if (is_switch && end < text.len && text.data[end] == ':') {
        return end + 1;
    }
    return is_switch && next > end ? next : 0;
}

static bool ends_bare(char c)
{
    return ascii_is_blank(c) || (c != '\0' && strchr("\"',;|&<>()[]{}\r\n", c));
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
    return value.len > 0 && value.len <= SCAN_MAX_NAME && !strchr("%$@-/*{(", value.data[0])
               ? value
               : VIEW_NONE;
}

static size_t put_value(struct scan *s, const struct option *option, size_t at)
{
    size_t end = at;
    const struct view value = value_at(s->text, at, &end);
    const bool is_secret = option->put == put_text;
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
    static const struct option secret = {"p", put_text, AS_SWITCH};
    const struct view text = s->text;
    size_t next = behind_blanks(text, end), more;
    while (option->put == put_server && (option->as & AS_SWITCH) != 0 && next < text.len &&
           text.data[next] == ',' &&
           (more = put_value(s, option, behind_blanks(text, next + 1))) > 0) {
        end = more;
        next = behind_blanks(text, end);
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
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        const struct view name = view_of(options[i].name);
        const size_t end = pos + name.len;
        if (!view_starts_nocase(rest, name) ||
            (end < s->text.len && scan_is_name_char(s->text.data[end]))) {
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
