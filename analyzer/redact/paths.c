/* Names in paths: computers of shares and URLs, and the profiles of users. */

#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/count.h"

/* Where a path goes on to a computer without two separators. */
static bool is_long_head(struct view head)
{
    static const char *const heads[] = {"\\\\?\\UNC",        "\\\\?\\\\UNC",
                                        "\\??\\UNC",         "\\??\\\\UNC",
                                        "\\Device\\Mup",     "\\Device\\LanmanRedirector",
                                        "\\Device\\\\Mup",   "\\Device\\\\LanmanRedirector",
                                        "\\WebDavRedirector"};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        if (view_ends_nocase(head, view_of(heads[i]))) {
            return true;
        }
    }
    return false;
}

/* Two separators where a path begins, or four where they are doubled. Behind a colon they may also
 * be those of C:\\folder, unless one, or two, follow the next part. */
static bool begins_share(struct view text, size_t pos, size_t at, size_t end)
{
    const size_t count = at - pos;
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    size_t next = end;
    if (scan_is_name_char(before) || before == '%' || before == '.' || (count != 2 && count != 4)) {
        return false;
    }
    while (next < text.len && text.data[next] == text.data[pos] && next - end <= count) {
        next++;
    }
    return before != ':' || (text.data[pos] == '\\' && next - end == count / 2);
}

/* ";Z:000000000001\" may stand before the computer (of the redirector). */
static size_t behind_drive(struct view text, size_t at)
{
    size_t end = at;
    if (at < text.len && text.data[at] == ';') {
        while (end < text.len && !scan_is_separator(text.data[end]) && end - at < SCAN_MAX_NAME) {
            end++;
        }
        at = scan_run_end(text, end, scan_is_separator);
    }
    return at;
}

/* "\\HOST,HOST" of psexec. */
static size_t more_hosts(struct scan *s, size_t end)
{
    const struct view text = s->text;
    while (end + 1 < text.len && text.data[end] == ',' && ascii_is_alnum(text.data[end + 1])) {
        const size_t at = end + 1;
        end = scan_run_end(text, at, scan_is_host_char);
        scan_flush(s, at);
        rewrite_host(s->w, view_slice(text, at, end), s->out);
        scan_done(s, end);
    }
    return end;
}

size_t scan_share(struct scan *s, size_t pos)
{
    enum { MOST = 4 /* separators */ };
    const struct view text = s->text;
    size_t at = pos;
    while (at < text.len && text.data[at] == text.data[pos] && at - pos <= MOST) {
        at++;
    }
    const bool is_long = at - pos <= 2 && is_long_head(view_slice(text, 0, pos));
    at = is_long ? behind_drive(text, at) : at;
    const size_t end = scan_run_end(text, at, scan_is_host_char);
    if (!is_long && !begins_share(text, pos, at, end)) {
        return 0;
    }
    if (end == at || text.data[at] == '.') {
        return 0;
    }
    const bool is_path = end < text.len && text.data[end] == text.data[pos];
    if (!is_path && text.data[pos] == '/') {
        return 0; /* a comment */
    }
    scan_flush(s, at);
    rewrite_host(s->w, view_slice(text, at, end), s->out);
    return more_hosts(s, scan_done(s, end));
}

/* Whether what stands at `pos` is a part of a path behind others, or behind a drive. */
static bool is_in_path(struct view text, size_t pos)
{
    size_t before = pos;
    while (before > 0 && scan_is_separator(text.data[before - 1])) {
        before--;
    }
    if (before == pos || before == 0) {
        return false;
    }
    const char c = text.data[before - 1];
    return scan_is_name_char(c) || ascii_is_of(".%~)}]", c) ||
           (c == ':' && before > 1 && ascii_is_alnum(text.data[before - 2]));
}

size_t scan_namespace(struct scan *s, size_t pos)
{
    const struct view text = s->text, root = VIEW("root");
    const size_t end =
        scan_run_end(view_slice(text, 0, pos + SCAN_MAX_NAME), pos, scan_is_host_char);
    const size_t next = scan_run_end(text, end, scan_is_separator);
    const struct view name = view_slice(text, pos, end);
    if (next == end || !view_starts_nocase(view_from(text, next), root) ||
        (next + root.len < text.len && scan_is_name_char(text.data[next + root.len])) ||
        usual_literal(name) || is_in_path(text, pos)) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_host(s->w, name, s->out);
    return scan_done(s, end);
}

/* --- URLs ------------------------------------------------------------------------------------ */

static bool ends_authority(char c)
{
    return ascii_is_blank(c) || scan_is_separator(c) || ascii_is_of("\"'<>?#()`|,\r\n", c);
}

bool scan_is_public(struct view host)
{
    static const char *const domains[] = {"microsoft.com", "w3.org", "dmtf.org", "xmlsoap.org"};
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        const struct view domain = view_of(domains[i]);
        if (view_ends_nocase(host, domain) &&
            (host.len == domain.len || host.data[host.len - domain.len - 1] == '.')) {
            return true;
        }
    }
    return false;
}

static void put_login(struct scan *s, struct view login)
{
    struct view user = login, password, domain;
    const bool has_password = view_cut(login, VIEW(":"), &user, &password);
    if (view_cut(user, VIEW(";"), &domain, &user)) {
        rewrite_domain(s->w, domain, s->out);
        buffer_add_char(s->out, ';');
    }
    rewrite_account(s->w, user, s->out);
    if (has_password) {
        buffer_add_char(s->out, ':');
        rewriter_name(s->w, NAME_TEXT, password, s->out);
    }
}

size_t scan_url(struct scan *s, size_t pos)
{
    const struct view text = s->text;
    const size_t at = pos + 2;
    if (pos < 3 || !view_starts(view_from(text, pos - 1), VIEW("://")) ||
        !ascii_is_alnum(text.data[pos - 2]) || !ascii_is_alnum(text.data[pos - 3])) {
        return 0;
    }
    size_t stop = at, host = at;
    for (; stop < text.len && !ends_authority(text.data[stop]) && stop - at < SCAN_MAX_NAME;
         stop++) {
        host = text.data[stop] == '@' ? stop + 1 : host;
    }
    const size_t end = scan_run_end(view_slice(text, 0, stop), host, scan_is_host_char);
    const struct view name = view_slice(text, host, end);
    const bool is_attribute = end < text.len && text.data[end] == '='; /* LDAP://CN=... */
    if (host == at &&
        (name.len == 0 || name.data[0] == '.' || is_attribute || scan_is_public(name))) {
        return 0;
    }
    scan_flush(s, at);
    if (host > at) {
        put_login(s, view_slice(text, at, host - 1));
        buffer_add_char(s->out, '@');
    }
    rewrite_host(s->w, name, s->out);
    return scan_done(s, end);
}

/* --- profiles -------------------------------------------------------------------------------- */

static bool never_in_folder(char c)
{
    return scan_is_separator(c) || ascii_is_of("\"<>|?*:;=\r\n\t", c);
}

static bool seldom_in_folder(char c)
{
    return ascii_is_blank(c) || ascii_is_of("',()[]{}&", c);
}

/* "C:\Users\NAME of two words", where the path ends with the quotes, or is all of the text. */
static bool is_whole_path(struct view text, size_t pos, size_t end)
{
    size_t start = pos;
    while (start > 0 && !ascii_is_blank(text.data[start - 1]) && text.data[start - 1] != '"' &&
           pos - start < SCAN_MAX_NAME) {
        start--;
    }
    return end == text.len ? start == 0 && text.data[0] != '"'
                           : text.data[end] == '"' && start > 0 && text.data[start - 1] == '"';
}

/* The name of a profile may hold blanks and the like where a separator follows it. */
static size_t profile_end(struct view text, size_t pos, size_t at)
{
    enum { MOST = 6 /* of blanks and the like */ };
    size_t end = at, count = 0, first = 0;
    while (end < text.len && !never_in_folder(text.data[end]) && end - at < SCAN_MAX_NAME) {
        if (seldom_in_folder(text.data[end])) {
            first = count++ == 0 ? end : first;
        }
        end++;
    }
    const bool goes_on =
        end < text.len && scan_is_separator(text.data[end]) && !ascii_is_blank(text.data[end - 1]);
    const bool is_whole = count <= MOST && (goes_on || is_whole_path(text, pos, end));
    return count == 0 || is_whole ? end : first;
}

static const char *const profile_folders[] = {
    "users", "documents and settings", "home", "profiles", "users$", "home$", "profiles$", "homes",
    /* as other languages of Windows have it */
    "dokumente und einstellungen", "docume~1", "dokume~1", "documents et settings", "benutzer",
    "utilisateurs", "usuarios", "utenti", "profile", "userprofiles"};

size_t scan_profile(struct scan *s, size_t pos)
{
    const size_t start = pos + 1;
    const struct view rest = view_from(s->folded, start);
    for (size_t i = 0; i < COUNT_OF(profile_folders); i++) {
        const struct view folder = view_of(profile_folders[i]);
        size_t at = start + folder.len;
        if (!view_starts(rest, folder) || at >= s->text.len ||
            !scan_is_separator(s->text.data[at])) {
            continue;
        }
        at = scan_run_end(s->text, at, scan_is_separator);
        const size_t end = profile_end(s->text, pos, at);
        const struct view name = view_slice(s->text, at, end);
        if (name.len == 0 || name.data[0] == '%' || name.data[0] == '$' || usual_account(name)) {
            return 0;
        }
        scan_flush(s, at);
        rewrite_account(s->w, name, s->out);
        return scan_done(s, end);
    }
    return 0;
}
