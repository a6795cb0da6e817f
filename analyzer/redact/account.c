/* The forms in which computers, domains and accounts are written. */
#include "analyzer/redact/address.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"
#include "parsers/base/guid.h"

enum { NETBIOS_MAX = 15 /* characters of a short name; what is longer is cut */ };

/* Writes the blanks and backslashes before a name; gives the name, and as *behind the blanks after
 * it, which the caller writes. */
static struct view take_edges(struct view text, struct buffer *out, struct view *behind)
{
    const struct view trimmed = view_trim(text);
    size_t start = trimmed.len > 0 ? (size_t)(trimmed.data - text.data) : text.len;
    const size_t end = start + trimmed.len;
    while (start < end && text.data[start] == '\\') {
        start++;
    }
    buffer_add(out, view_slice(text, 0, start));
    *behind = view_from(text, end);
    return view_slice(text, start, end);
}

/* Writes the full name of a domain. Collects also the names that it is made of: every label but the
 * last, and every end of two labels and more. */
static void put_dns(struct rewriter *w, struct view name, struct buffer *out)
{
    bool keeps;
    if (usual_domain(name, &keeps)) {
        buffer_add(out, name);
        return;
    }
    rewriter_name(w, NAME_DOMAIN, name, out);
    if (!w->collected) {
        return;
    }
    struct view rest = name, label;
    while (view_cut(rest, VIEW("."), &label, &rest)) {
        name_table_add_label(w->collected, label);
        if (view_find(rest, VIEW("."), 0) != SIZE_MAX) {
            name_table_add_label(w->collected, rest);
        }
    }
}

static void put_domain(struct rewriter *w, struct view name, struct buffer *out)
{
    bool keeps;
    if (usual_domain(name, &keeps)) {
        buffer_add(out, name);
    } else if (view_find(name, VIEW("."), 0) != SIZE_MAX) {
        put_dns(w, name, out);
    } else {
        rewriter_name(w, NAME_DOMAIN, name, out);
    }
}

void rewrite_domain(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view behind;
    const struct view name = take_edges(text, out, &behind);
    put_domain(w, name, out);
    buffer_add(out, behind);
}

/* Writes the name of a computer: SRV01, SRV01$ (its account), SRV01.contoso.com. */
static void put_host(struct rewriter *w, struct view name, struct buffer *out)
{
    struct view label = name, suffix = VIEW_NONE;
    view_cut(name, VIEW("."), &label, &suffix);
    const bool is_account = label.len > 1 && label.data[label.len - 1] == '$';
    const struct view word = is_account ? view_slice(label, 0, label.len - 1) : label;
    if (usual_host(word)) {
        buffer_add(out, word);
    } else {
        rewriter_name(w, NAME_HOST, word, out);
        if (w->collected && word.len > NETBIOS_MAX && ascii_is_alnum(word.data[NETBIOS_MAX])) {
            name_table_add(w->collected, NAME_HOST, view_slice(word, 0, NETBIOS_MAX));
        }
    }
    buffer_add_text(out, is_account ? "$" : "");
    if (suffix.data) {
        buffer_add_char(out, '.');
        put_dns(w, suffix, out);
    }
}

void rewrite_host(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view behind, name = take_edges(text, out, &behind), zone = VIEW_NONE, address = name;
    enum name_kind kind;
    const struct view mapped = VIEW("::ffff:");
    if (view_starts_nocase(name, mapped) && address_is(view_from(name, mapped.len), &kind)) {
        buffer_add(out, view_slice(name, 0, mapped.len)); /* an IPv4 address in IPv6 */
        name = view_from(name, mapped.len);
        address = name;
    }
    view_cut(name, VIEW("%"), &address, &zone);
    if (usual_host(name) || view_starts_nocase(name, VIEW("LocalHost ("))) {
        buffer_add(out, name); /* "LocalHost (Using LRPC)" */
    } else if (address_is(address, &kind)) {
        rewrite_address(w, kind, address, out);
        buffer_add(out, view_from(name, address.len));
    } else if (view_find(name, VIEW(":"), 0) != SIZE_MAX) {
        rewriter_name(w, NAME_HOST, name, out);
    } else if (name.len > 0) {
        put_host(w, name, out);
    }
    buffer_add(out, behind);
}

static void put_user(struct rewriter *w, struct view name, struct buffer *out)
{
    if (usual_account(name)) {
        buffer_add(out, name);
    } else if (sid_at(name, 0) == name.len) {
        rewrite_sid(w, name, out);
    } else if (name.len > 1 && name.data[name.len - 1] == '$') {
        buffer_add_text(out, usual_hint(NAME_USER, name));
        put_host(w, name, out);
    } else {
        rewriter_name(w, NAME_USER, name, out);
    }
}

static void put_in_domain(struct rewriter *w, struct view domain, struct view user,
                          struct buffer *out)
{
    bool keeps = false;
    struct guid guid;
    while (user.len > 0 && user.data[0] == '\\') {
        user = view_from(user, 1);
    }
    put_domain(w, domain, out);
    buffer_add(out, (struct view){domain.data + domain.len,
                                  (size_t)(user.data - domain.data) - domain.len});
    const bool is_usual = usual_domain(domain, &keeps);
    if (is_usual && (keeps || usual_service(user) || guid_parse(user, &guid))) {
        rewrite_kept(w, user, out);
    } else {
        put_user(w, user, out);
    }
}

void rewrite_account(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view behind, left, right;
    const struct view name = take_edges(text, out, &behind);
    if (view_cut(name, VIEW("\\"), &left, &right)) {
        put_in_domain(w, left, right, out);
    } else if (view_cut(name, VIEW("@"), &left, &right) && left.len > 0 && right.len > 0) {
        put_user(w, left, out);
        buffer_add_char(out, '@');
        put_domain(w, right, out);
    } else if (name.len > 0) {
        put_user(w, name, out);
    }
    buffer_add(out, behind);
}

void rewrite_principal(struct rewriter *w, struct view text, struct buffer *out)
{
    struct view service, rest;
    if (!view_cut(text, VIEW("/"), &service, &rest)) {
        rewrite_account(w, text, out);
        return;
    }
    rewrite_kept(w, service, out);
    buffer_add_char(out, '/');
    size_t end = 0;
    while (end < rest.len && rest.data[end] != ':' && rest.data[end] != '/' &&
           rest.data[end] != '@') {
        end++;
    }
    const bool is_domain = view_equal_nocase(service, VIEW("krbtgt"));
    (is_domain ? rewrite_domain : rewrite_host)(w, view_slice(rest, 0, end), out);
    for (size_t from = end; from < rest.len; from = end) {
        for (end = from + 1; end < rest.len && rest.data[end] != '/' && rest.data[end] != '@';) {
            end++;
        }
        buffer_add(out, view_slice(rest, from, from + 1));
        const struct view part = view_slice(rest, from + 1, end);
        if (rest.data[from] == '@') {
            put_domain(w, part, out);
        } else if (rest.data[from] == ':') {
            w->any(w, part, out);
        } else {
            rewrite_host(w, part, out);
        }
    }
}
