/* The forms of SIDs (MS-DTYP 2.4.2.1), and of addresses. */
#include "analyzer/redact/address.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include "analyzer/redact/scan.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"

enum {
    MAX_NUMBERS = 15, /* behind the authority */
    OF_DOMAINS = 21,  /* S-1-5-21: accounts of a domain or a computer */
    FIRST_OWN = 1000, /* below it are accounts and groups that every domain has */
};

struct sid_parts {
    char joint;
    uint64_t authority;
    uint32_t numbers[MAX_NUMBERS];
    size_t count;
    size_t domain_end; /* where the numbers of its domain end */
};

/* Bytes of the SID at `pos`, or 0. */
static size_t read_sid(struct view text, size_t pos, struct sid_parts *sid)
{
    const struct view v = view_from(text, pos);
    if (v.len < 5 || ascii_fold(v.data[0]) != 's' || (v.data[1] != '-' && v.data[1] != '_') ||
        v.data[2] != '1' || v.data[3] != v.data[1]) {
        return 0;
    }
    *sid = (struct sid_parts){.joint = v.data[1]};
    size_t end = 3;
    for (size_t part = 0; part <= MAX_NUMBERS; part++) {
        size_t at = end + 1;
        uint64_t number = 0;
        if (end >= v.len || v.data[end] != sid->joint) {
            break;
        }
        while (at < v.len && ascii_is_digit(v.data[at]) && number <= UINT32_MAX) {
            number = number * 10 + (uint64_t)(v.data[at++] - '0');
        }
        if (at == end + 1 || number > UINT32_MAX) {
            break;
        }
        if (part == 0) {
            sid->authority = number;
        } else {
            sid->numbers[sid->count++] = (uint32_t)number;
            sid->domain_end = sid->count <= 4 ? at : sid->domain_end;
        }
        end = at;
    }
    return sid->count > 0 ? end : 0;
}

size_t sid_within(struct view text, size_t pos)
{
    struct sid_parts sid = {.count = 0};
    const size_t len = read_sid(text, pos, &sid);
    /* "s-1-2" is a part of many words. */
    return scan_begins_word(text, pos) || sid.count > 2 ? len : 0;
}

size_t sid_at(struct view text, size_t pos)
{
    return scan_begins_word(text, pos) ? sid_within(text, pos) : 0;
}

static void put_joints(struct buffer *out, size_t from, char joint)
{
    for (size_t i = from; i < out->len; i++) {
        const bool is_joint = out->data[i] == '-' || out->data[i] == '_';
        out->data[i] = is_joint ? joint : out->data[i];
    }
}

void rewrite_sid(struct rewriter *w, struct view text, struct buffer *out)
{
    struct sid_parts sid;
    const size_t start = out->len;
    if (text.len == 0 || read_sid(text, 0, &sid) != text.len ||
        usual_sid(sid.authority, sid.numbers, sid.count)) {
        buffer_add(out, text);
        return;
    }
    buffer_clear(&w->word);
    buffer_add(&w->word, text);
    put_joints(&w->word, 0, '-');
    if (sid.authority == 5 && sid.numbers[0] == OF_DOMAINS && sid.count >= 4) {
        buffer_add_text(out, "S-1-5-21-0-");
        rewriter_name(w, NAME_SID_DOMAIN, view_slice(buffer_view(&w->word), 0, sid.domain_end),
                      out);
        if (sid.count == 5 && sid.numbers[4] < FIRST_OWN) {
            buffer_format(out, "-%" PRIu32, sid.numbers[4]);
        } else if (sid.count > 4) {
            buffer_add_char(out, '-');
            rewriter_name(w, NAME_SID, buffer_view(&w->word), out);
        }
    } else {
        buffer_format(out, "S-1-%" PRIu64 "-%" PRIu32 "-", sid.authority, sid.numbers[0]);
        rewriter_name(w, NAME_SID, buffer_view(&w->word), out);
    }
    put_joints(out, start, sid.joint);
}

/* Bytes of the IPv4 address that the text begins with, four numbers up to 255; 0 for none. */
static size_t ipv4_len(struct view v)
{
    size_t end = 0;
    for (size_t part = 0; part < 4; part++) {
        unsigned number = 0;
        size_t digits = 0;
        if (part > 0 && (end >= v.len || v.data[end++] != '.')) {
            return 0;
        }
        for (; end < v.len && ascii_is_digit(v.data[end]) && digits < 4; digits++) {
            number = number * 10 + (unsigned)(v.data[end++] - '0');
        }
        if (digits == 0 || digits > 3 || number > 255) {
            return 0;
        }
    }
    const bool goes_on = end < v.len && ascii_is_alnum(v.data[end]);
    const bool has_more = end + 1 < v.len && v.data[end] == '.' && ascii_is_digit(v.data[end + 1]);
    return goes_on || has_more ? 0 : end;
}

/* Whether the four numbers at `pos` are those of a version, which look the same. */
static bool is_version(struct view text, size_t pos)
{
    const struct view before = view_slice(text, 0, pos);
    return view_ends_nocase(before, VIEW("version=")) || view_ends_nocase(before, VIEW("version "));
}

static size_t ipv6_len(struct view v)
{
    char text[INET6_ADDRSTRLEN];
    uint8_t bytes[16];
    size_t end = 0, colons = 0, digits = 0;
    while (end < v.len && end < sizeof(text) &&
           (ascii_is_hex_digit(v.data[end]) || ascii_is_of(":.", v.data[end]))) {
        colons += v.data[end] == ':';
        digits += v.data[end] != ':';
        end++;
    }
    if (colons < 2 || digits == 0 || end == sizeof(text) ||
        (end < v.len && ascii_is_alnum(v.data[end]))) {
        return 0;
    }
    while (end > 0 && (v.data[end - 1] == '.' ||
                       (end > 1 && v.data[end - 1] == ':' && v.data[end - 2] != ':'))) {
        end--;
    }
    memcpy(text, v.data, end);
    text[end] = '\0';
    return inet_pton(AF_INET6, text, bytes) == 1 ? end : 0;
}

static size_t mac_len(struct view v)
{
    enum { LEN = sizeof("00-11-22-33-44-55") - 1 };
    if (v.len < LEN || (v.data[2] != '-' && v.data[2] != ':')) {
        return 0;
    }
    for (size_t i = 0; i < LEN; i++) {
        if (i % 3 == 2 ? v.data[i] != v.data[2] : !ascii_is_hex_digit(v.data[i])) {
            return 0;
        }
    }
    const bool goes_on = v.len > LEN && (ascii_is_alnum(v.data[LEN]) || v.data[LEN] == v.data[2]);
    return goes_on ? 0 : LEN;
}

size_t address_at(struct view text, size_t pos, enum name_kind *kind)
{
    const struct view v = view_from(text, pos);
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    size_t len = 0;
    if (v.len == 0 || ascii_is_alnum(before)) {
        return 0;
    }
    if ((len = ascii_is_hex_digit(v.data[0]) && before != '-' && before != ':' ? mac_len(v) : 0) >
        0) {
        *kind = NAME_MAC;
    } else if ((len = before != ':' && (ascii_is_hex_digit(v.data[0]) || v.data[0] == ':')
                          ? ipv6_len(v)
                          : 0) > 0) {
        *kind = NAME_IPV6;
    } else if ((len = before != '.' && ascii_is_digit(v.data[0]) && !is_version(text, pos)
                          ? ipv4_len(v)
                          : 0) > 0) {
        *kind = NAME_IPV4;
    }
    return len;
}

bool address_is(struct view text, enum name_kind *kind)
{
    return text.len > 0 && address_at(text, 0, kind) == text.len;
}

/* Addresses that name no computer: loopback, none, all, and groups. */
static bool is_usual(enum name_kind kind, struct view address)
{
    if (kind == NAME_IPV4) {
        uint64_t first = 0;
        struct view head = address, rest;
        view_cut(address, VIEW("."), &head, &rest);
        view_number(head, &first);
        return first == 127 || (first >= 224 && first < 240) ||
               view_equal(address, VIEW("0.0.0.0")) || view_equal(address, VIEW("255.255.255.255"));
    }
    return kind == NAME_IPV6 &&
           (view_equal(address, VIEW("::1")) || view_equal(address, VIEW("::")));
}

/* The one spelling under which an address is known, as a view of w->word. */
static struct view canonical(struct rewriter *w, enum name_kind kind, struct view address)
{
    char text[INET6_ADDRSTRLEN] = "";
    uint8_t bytes[16];
    buffer_clear(&w->word);
    if (kind == NAME_IPV6 && address.len < sizeof(text)) {
        memcpy(text, address.data, address.len);
        if (inet_pton(AF_INET6, text, bytes) == 1 &&
            inet_ntop(AF_INET6, bytes, text, sizeof(text))) {
            buffer_add_text(&w->word, text);
            return buffer_view(&w->word);
        }
    }
    for (size_t i = 0; i < address.len; i++) {
        buffer_add_char(&w->word,
                        kind == NAME_MAC && address.data[i] == ':' ? '-' : address.data[i]);
    }
    return buffer_view(&w->word);
}

void rewrite_address(struct rewriter *w, enum name_kind kind, struct view address,
                     struct buffer *out)
{
    const size_t start = out->len;
    if (is_usual(kind, address)) {
        buffer_add(out, address);
        return;
    }
    rewriter_name(w, kind, canonical(w, kind, address), out);
    if (kind == NAME_MAC && address.len > 2) {
        put_joints(out, start, address.data[2]);
    }
}
