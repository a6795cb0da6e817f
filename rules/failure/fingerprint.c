/* What makes two failures the same kind of failure: the parts of a fingerprint and their hash. */
#include "rules/failure/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/hash/sha256.h"

enum {
    DIGEST_SHOWN = 16, /* bytes of the digest that the text carries */
};

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

/* Length of a SID at `pos`: S-1-5 and at least one more number, joined by '-' or by '_'; or 0. */
static size_t sid_len(struct view v, size_t pos)
{
    if ((pos > 0 && ascii_is_alnum(v.data[pos - 1])) || v.len - pos < 4 ||
        ascii_fold(v.data[pos]) != 's') {
        return 0;
    }
    const char joint = v.data[pos + 1];
    if ((joint != '-' && joint != '_') || v.data[pos + 2] != '1') {
        return 0;
    }
    size_t end = pos + 3;
    size_t numbers = 0;
    while (v.len - end > 1 && v.data[end] == joint && ascii_is_digit(v.data[end + 1])) {
        end++;
        while (end < v.len && ascii_is_digit(v.data[end])) {
            end++;
        }
        numbers++;
    }
    if (numbers < 2 || (end < v.len && ascii_is_alnum(v.data[end]))) {
        return 0;
    }
    return end - pos;
}

enum { GUID_LEN = 36 };

/* Length of a GUID at `pos`, with or without braces, joined by '-' or by '_'; or 0. */
static size_t guid_len(struct view v, size_t pos)
{
    const bool braced = v.data[pos] == '{';
    const struct view rest = view_from(v, pos + (braced ? 1 : 0));
    if (rest.len < GUID_LEN + (braced ? 1U : 0U)) {
        return 0;
    }
    const char joint = rest.data[8];
    if (joint != '-' && joint != '_') {
        return 0;
    }
    for (size_t i = 0; i < GUID_LEN; i++) {
        const bool is_joint = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_joint ? rest.data[i] != joint : !ascii_is_hex_digit(rest.data[i])) {
            return 0;
        }
    }
    if (braced) {
        return rest.data[GUID_LEN] == '}' ? GUID_LEN + 2 : 0;
    }
    const bool starts_inside = pos > 0 && ascii_is_hex_digit(v.data[pos - 1]);
    const bool ends_inside = rest.len > GUID_LEN && ascii_is_hex_digit(rest.data[GUID_LEN]);
    return starts_inside || ends_inside ? 0 : GUID_LEN;
}

/* Length of a SID or GUID at `pos`, or 0. Nearly always its first character or what is left tells.
 */
static size_t varying_len(struct view v, size_t pos)
{
    const char c = ascii_fold(v.data[pos]);
    if (c == 's') {
        return sid_len(v, pos);
    }
    if (v.len - pos < GUID_LEN || (c != '{' && !ascii_is_hex_digit(c))) {
        return 0;
    }
    return guid_len(v, pos);
}

/* Without blanks around, slashes around, and the host that two leading slashes announce. */
static struct view strip_host(struct view name_space)
{
    struct view v = view_trim(name_space);
    size_t slashes = 0;
    while (slashes < v.len && is_slash(v.data[slashes])) {
        slashes++;
    }
    v = view_from(v, slashes);
    if (slashes >= 2) {
        size_t host = 0;
        while (host < v.len && !is_slash(v.data[host])) {
            host++;
        }
        while (host < v.len && is_slash(v.data[host])) {
            host++;
        }
        v = view_from(v, host);
    }
    while (v.len > 0 && is_slash(v.data[v.len - 1])) {
        v.len--;
    }
    return v;
}

const char *fingerprint_namespace(struct view name_space, char text[FINGERPRINT_NAMESPACE_SIZE])
{
    const struct view v = strip_host(name_space);
    size_t len = 0;
    for (size_t pos = 0; pos < v.len && len < FINGERPRINT_NAMESPACE_SIZE - 1;) {
        const size_t varying = varying_len(v, pos);
        if (varying > 0) {
            text[len++] = '*';
            pos += varying;
            continue;
        }
        const char c = v.data[pos++];
        if (is_slash(c)) {
            /* Doubled ones come from escaped text. */
            if (len > 0 && text[len - 1] != '\\') {
                text[len++] = '\\';
            }
        } else {
            text[len++] = (unsigned char)c < 0x20 ? '?' : ascii_fold(c);
        }
    }
    text[len] = '\0';
    return text;
}

/* Each part is preceded by its length, 32 bits little-endian, so that no two lists of parts are the
 * same bytes. */
static void add_length(struct sha256 *s, size_t len)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        sha256_add_byte(s, (uint8_t)(len >> shift & 0xFF));
    }
}

static void add_part(struct sha256 *s, struct view part)
{
    add_length(s, part.len);
    sha256_add(s, part);
}

static void add_lower(struct sha256 *s, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        sha256_add_byte(s, (uint8_t)ascii_fold(text.data[i]));
    }
}

static void add_class(struct sha256 *s, const struct fingerprint_parts *parts)
{
    const bool has_method = parts->method.len > 0;
    add_length(s, parts->class_name.len + (has_method ? 1 + parts->method.len : 0));
    add_lower(s, parts->class_name);
    if (has_method) {
        sha256_add(s, VIEW("."));
        add_lower(s, parts->method);
    }
}

static void finish(struct sha256 *s, char text[FINGERPRINT_SIZE])
{
    static const char version[] = "wmilog/1:";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_finish(s, digest);
    memcpy(text, version, sizeof(version) - 1);
    sha256_hex(digest, DIGEST_SHOWN, text + sizeof(version) - 1);
}

void fingerprint_of_texts(const struct view *texts, size_t count, char text[FINGERPRINT_SIZE])
{
    struct sha256 s;
    sha256_init(&s);
    for (size_t i = 0; i < count; i++) {
        add_length(&s, texts[i].len);
        add_lower(&s, texts[i]);
    }
    finish(&s, text);
}

void fingerprint_make(const struct fingerprint_parts *parts, char text[FINGERPRINT_SIZE])
{
    struct sha256 s;
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    char result[sizeof("80041003")] = "";
    char event_id[sizeof("65535")] = "";
    if (!parts->has_no_result) {
        snprintf(result, sizeof(result), "%08" PRIX32, parts->result);
    }
    if (parts->event_id != 0) {
        snprintf(event_id, sizeof(event_id), "%" PRIu16, parts->event_id);
    }
    sha256_init(&s);
    add_part(&s, parts->phase);
    add_part(&s, view_of(result));
    add_length(&s, parts->verb.len);
    add_lower(&s, parts->verb);
    add_part(&s, view_of(fingerprint_namespace(parts->name_space, name_space)));
    add_class(&s, parts);
    add_part(&s, parts->provider);
    add_part(&s, view_of(event_id));
    finish(&s, text);
}
