/* Full names of computers that stand in no field: they end in a top level of the Internet, or in
 * one that networks of companies use. */
#include <string.h>

#include "analyzer/redact/scan.h"
#include "parsers/base/count.h"

/* Whether a label is the top level of a country: two letters. Those that are endings of files as
 * well do not count. */
static bool is_country(struct view label)
{
    static const char files[] = "cs py vb js ps sh pl so db cc rs md ni id ai ";
    char text[] = "?? ";
    if (label.len != 2 || !ascii_is_letter(label.data[0]) || !ascii_is_letter(label.data[1])) {
        return false;
    }
    text[0] = ascii_fold(label.data[0]);
    text[1] = ascii_fold(label.data[1]);
    return !strstr(files, text);
}

static bool is_top(struct view label)
{
    static const char *const tops[] = {
        "com",      "net",     "org",      "edu",    "gov",     "mil",  "biz",
        "info",     "local",   "internal", "intern", "lan",     "corp", "intra",
        "intranet", "domain",  "home",     "priv",   "private", "site", "localdomain",
        "test",     "example", "cloud",    "xyz",    "online",  "tech", "group"};
    for (size_t i = 0; i < COUNT_OF(tops); i++) {
        if (view_equal_nocase(label, view_of(tops[i]))) {
            return true;
        }
    }
    return false;
}

/* Whether it is the name of a program or of a part of .NET, which look the same. */
static bool is_of_windows(struct view name)
{
    static const char *const names[] = {
        "command.com", "more.com",     "mode.com",      "chcp.com",     "format.com", "tree.com",
        "win.com",     "diskcomp.com", "diskcopy.com",  "graftabl.com", "asp.net",    "ado.net",
        "vb.net",      "system.net",   "microsoft.net", "*.system.net"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_glob_nocase(name, view_of(names[i]))) {
            return true;
        }
    }
    return scan_is_public(name);
}

static bool is_label(struct view label)
{
    for (size_t i = 0; i < label.len; i++) {
        if (label.data[i] == '$') {
            return false;
        }
    }
    return label.len > 0 && label.data[0] != '-';
}

/* How many dots are in a name of labels; 0 when it is none. */
static size_t count_dots(struct view name, struct view *top)
{
    struct view label;
    size_t dots = 0;
    *top = name;
    while (view_cut(*top, VIEW("."), &label, top)) {
        if (!is_label(label)) {
            return 0;
        }
        dots++;
    }
    return is_label(*top) ? dots : 0;
}

size_t scan_dns(struct scan *s, size_t pos)
{
    enum { MOST = SCAN_MAX_NAME + 1 };
    const struct view text = s->text;
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    if (ascii_is_of("\\._-$", before)) {
        return 0;
    }
    size_t end = scan_run_end(view_slice(text, 0, pos + MOST), pos, scan_is_host_char);
    while (end > pos && text.data[end - 1] == '.') {
        end--;
    }
    const struct view name = view_slice(text, pos, end);
    struct view top;
    const size_t dots = name.len <= SCAN_MAX_NAME ? count_dots(name, &top) : 0;
    if (dots == 0 || (before == '/' && dots < 2) ||
        (!is_top(top) && (dots < 2 || !is_country(top))) || is_of_windows(name)) {
        return 0;
    }
    scan_flush(s, pos);
    (dots == 1 ? rewrite_domain : rewrite_host)(s->w, name, s->out);
    return scan_done(s, end);
}
