/* Names that stand where a program or a word says what they are. */
#include <string.h>

#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/count.h"

/* --- arguments without an option ------------------------------------------------------------- */

enum { MAX_ARGUMENTS = 4 };

/* A program, cmdlet or method, and its arguments in their order: the last of them again for what
 * follows when it `goes_on`. NULL: what stands there stays. */
static const struct program {
    char name[24]; /* as in the options */
    size_t count;
    void (*put[MAX_ARGUMENTS])(struct rewriter *w, struct view text, struct buffer *out);
    bool goes_on;
} programs[] = {
    {"ping", 1, {rewrite_host}, true},
    {"tracert", 1, {rewrite_host}, true},
    {"pathping", 1, {rewrite_host}, true},
    {"nslookup", 1, {rewrite_host}, true},
    {"telnet", 1, {rewrite_host}, false},
    {"ssh", 1, {rewrite_host}, true},
    {"test-netconnection", 1, {rewrite_host}, false},
    {"tnc", 1, {rewrite_host}, false},
    {"test-connection", 1, {rewrite_host}, true},
    {"resolve-dnsname", 1, {rewrite_host}, false},
    {"enter-pssession", 1, {rewrite_host}, false},
    {"new-pssession", 1, {rewrite_host}, true},
    {"new-cimsession", 1, {rewrite_host}, true},
    {"test-wsman", 1, {rewrite_host}, false},
    {"connect-wsman", 1, {rewrite_host}, false},
    {"netdom join", 1, {rewrite_host}, false},
    {"net user", 2, {rewrite_account, rewrite_whole}, false},
    {"net localgroup", 2, {NULL, rewrite_account}, true},
    {"net group", 2, {NULL, rewrite_account}, true},
    {"net use", 1, {rewrite_whole}, false},
    {"setspn", 1, {rewrite_account}, false},
    {"convertto-securestring", 1, {rewrite_whole}, false},
    {"pscredential", 1, {rewrite_account}, false},
    {"gethostentry", 1, {rewrite_host}, false},
    {"gethostbyname", 1, {rewrite_host}, false},
    {"gethostaddresses", 1, {rewrite_host}, false},
    {"connectserver", 4, {rewrite_host, NULL, rewrite_account, rewrite_whole}, false},
};

static bool is_of_word(char c)
{
    return scan_is_name_char(c) || c == '.';
}

/* Behind the program's name, which may have an ending and several blanks in it; 0 for another. */
static size_t program_end(struct view text, size_t pos, struct view name)
{
    struct view word = name, rest = VIEW_NONE;
    view_cut(name, VIEW(" "), &word, &rest);
    if (!view_starts_nocase(view_from(text, pos), word)) {
        return 0;
    }
    size_t end = pos + word.len;
    end += view_starts_nocase(view_from(text, end), VIEW(".exe")) ? sizeof(".exe") - 1 : 0;
    end += end < text.len && text.data[end] == '"' ? 1 : 0;
    if (end < text.len && is_of_word(text.data[end])) {
        return 0;
    }
    if (rest.len == 0) {
        return end;
    }
    size_t next = end;
    while (next < text.len && ascii_is_blank(text.data[next])) {
        next++;
    }
    return next > end && view_starts_nocase(view_from(text, next), rest) &&
                   (next + rest.len == text.len || !is_of_word(text.data[next + rest.len]))
               ? next + rest.len
               : 0;
}

static bool find_program(struct scan *s, size_t pos)
{
    const char before = pos > 0 ? s->text.data[pos - 1] : ' ';
    const char first = ascii_fold(s->text.data[pos]);
    for (size_t i = 0; i < COUNT_OF(programs); i++) {
        const size_t end = before != '-' && programs[i].name[0] == first
                               ? program_end(s->text, pos, view_of(programs[i].name))
                               : 0;
        if (end > 0) {
            s->program = &programs[i];
            s->argument = 0;
            s->arguments_at = end;
            return true;
        }
    }
    return false;
}

static bool ends_command(char c)
{
    return c == '|' || c == '&' || c == ';' || c == '>' || c == '\n' || c == ')';
}

/* Whether an argument may stand behind the character. */
static bool begins_argument(char before)
{
    return before == '\0' || ascii_is_blank(before) || ascii_is_of("\"'(,", before);
}

/* Whether what stands from `pos` to `end` is an argument by itself: neither an option nor a number,
 * nor part of something else. */
static bool is_argument(struct view text, size_t pos, size_t end)
{
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    bool is_number = true;
    for (size_t i = pos; i < end; i++) {
        is_number &= ascii_is_digit(text.data[i]);
    }
    return !is_number && begins_argument(before) &&
           (end >= text.len || !ascii_is_of("\\/:=%(", text.data[end]));
}

/* Behind the argument at `pos`: a word, DOMAIN\USER, or all up to its quotes. */
static size_t argument_end(struct view text, size_t pos)
{
    const char quote = pos > 0 ? text.data[pos - 1] : ' ';
    size_t end = scan_run_end(text, pos, is_of_word);
    if (quote == '"' || quote == '\'') {
        const struct view near = view_slice(text, 0, pos + SCAN_MAX_NAME);
        const size_t close = view_find(near, view_slice(text, pos - 1, pos), pos);
        return close != SIZE_MAX ? close : end;
    }
    return end < text.len && text.data[end] == '\\' ? scan_run_end(text, end + 1, is_of_word) : end;
}

size_t scan_argument(struct scan *s, size_t pos)
{
    for (; s->program && s->arguments_at < pos; s->arguments_at++) {
        s->program = ends_command(s->text.data[s->arguments_at]) ? NULL : s->program;
    }
    if (find_program(s, pos) || !s->program || pos < s->arguments_at) {
        return 0;
    }
    const struct program *p = s->program;
    const size_t end = argument_end(s->text, pos);
    const struct view name = view_slice(s->text, pos, end);
    if (!is_argument(s->text, pos, end)) {
        return 0;
    }
    const size_t index = s->argument++;
    if (index >= p->count && !p->goes_on) {
        s->program = NULL;
        return 0;
    }
    const size_t row = index < p->count ? index : p->count - 1;
    if (!p->put[row] || usual_literal(name)) {
        return 0;
    }
    scan_flush(s, pos);
    p->put[row](s->w, name, s->out);
    return scan_done(s, end);
}

/* --- HOST:PORT ------------------------------------------------------------------------------- */

size_t scan_endpoint(struct scan *s, size_t pos)
{
    static const char *const ports[] = {"135", "139",  "445",  "5985", "5986", "3389",
                                        "389", "636",  "3268", "88",   "22",   "80",
                                        "443", "8080", "8443", "1433", "593",  "53"};
    static const char *const others[] = {"port", "ports", "tcp",   "udp",  "rpc",   "line",
                                         "pid",  "http",  "https", "code", "error", "id"};
    const struct view text = s->text;
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    const size_t end =
        scan_run_end(view_slice(text, 0, pos + SCAN_MAX_NAME), pos, scan_is_host_char);
    struct view port = VIEW_NONE;
    if (end - pos < 3 || end >= text.len || text.data[end] != ':' ||
        !ascii_is_letter(text.data[pos]) || !(begins_argument(before) || before == '=')) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(ports) && !port.data; i++) {
        const size_t stop = end + 1 + strlen(ports[i]);
        const bool is_it = view_starts(view_from(text, end + 1), view_of(ports[i])) &&
                           (stop >= text.len || !ascii_is_alnum(text.data[stop]));
        port = is_it ? view_slice(text, end + 1, stop) : VIEW_NONE;
    }
    const struct view name = view_slice(text, pos, end);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        port = view_equal_nocase(name, view_of(others[i])) ? VIEW_NONE : port;
    }
    if (!port.data || usual_literal(name)) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_host(s->w, name, s->out);
    return scan_done(s, end);
}

/* --- DOMAIN\USER ------------------------------------------------------------------------------ */

/* Windows' own domains whose accounts are named by somebody, and words before an account. */
static const char *const own_domains[] = {"NT SERVICE\\", "NT-DIENST\\", "IIS APPPOOL\\",
                                          "NT VIRTUAL MACHINE\\"};
static const char *const account_words[] = {
    "user",     "users", "account", "accounts",    "owner",   "caller", "by",    "as",
    "benutzer", "konto", "compte",  "utilisateur", "usuario", "cuenta", "runas", "for"};

/* The word before `pos`, with no more than a blank, a colon, an equals sign or quotes between. */
static struct view word_before(struct view text, size_t pos)
{
    size_t end = pos;
    while (end > 0 && pos - end < 3 && ascii_is_of(" :=\"'(", text.data[end - 1])) {
        end--;
    }
    size_t start = end;
    while (start > 0 && ascii_is_letter(text.data[start - 1])) {
        start--;
    }
    return end < pos ? view_slice(text, start, end) : VIEW_NONE;
}

static bool is_behind_word(struct view text, size_t pos)
{
    const struct view word = word_before(text, pos);
    for (size_t i = 0; i < COUNT_OF(account_words) && word.len > 0; i++) {
        if (view_equal_nocase(word, view_of(account_words[i]))) {
            return true;
        }
    }
    return false;
}

size_t scan_account(struct scan *s, size_t pos)
{
    const struct view text = s->text, rest = view_from(text, pos);
    bool is_account = is_behind_word(text, pos);
    size_t at = pos;
    if (is_account) {
        at = scan_run_end(view_slice(text, 0, pos + SCAN_MAX_NAME), pos, is_of_word);
        is_account = at > pos && at < text.len && text.data[at] == '\\';
    }
    at++;
    for (size_t i = 0; i < COUNT_OF(own_domains) && !is_account; i++) {
        is_account = scan_begins(s, pos, own_domains[i]);
        at = is_account ? pos + strlen(own_domains[i]) : at;
    }
    size_t end = is_account ? scan_run_end(text, at, is_of_word) : at;
    while (end > at && text.data[end - 1] == '.') {
        end--;
    }
    const bool is_path =
        end < text.len && (scan_is_separator(text.data[end]) || text.data[end] == ':');
    if (!is_account || end == at || is_path || view_starts_nocase(rest, VIEW("root\\"))) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_account(s->w, view_slice(text, pos, end), s->out);
    return scan_done(s, end);
}
