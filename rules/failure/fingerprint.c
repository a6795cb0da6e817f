/* What makes two failures the same kind of failure: the parts of a fingerprint and their hash. */
#include "rules/failure/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SHA256_BLOCK = 64,
    SHA256_DIGEST = 32,
    SHA256_LENGTH_AT = 56, /* of the last block: the message length in bits */
    DIGEST_SHOWN = 16,     /* bytes of the digest that the text carries */
};

struct sha256 {
    uint32_t state[8];
    uint64_t len; /* bytes so far */
    uint8_t block[SHA256_BLOCK];
};

/* FIPS 180-4, section 4.2.2. */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void sha256_init(struct sha256 *s)
{
    static const uint32_t start[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    memcpy(s->state, start, sizeof(start));
    s->len = 0;
}

static void sha256_schedule(const uint8_t block[SHA256_BLOCK], uint32_t w[64])
{
    for (size_t i = 0; i < 16; i++) {
        const uint8_t *p = block + 4 * i;
        w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (size_t i = 16; i < 64; i++) {
        const uint32_t a = w[i - 15];
        const uint32_t b = w[i - 2];
        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

/* FIPS 180-4, section 6.2.2; v[0..7] are its a to h. */
static void sha256_compress(struct sha256 *s)
{
    uint32_t w[64];
    uint32_t *h = s->state;
    uint32_t v[8] = {h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]};
    sha256_schedule(s->block, w);
    for (size_t i = 0; i < 64; i++) {
        const uint32_t e = v[4];
        const uint32_t a = v[0];
        const uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                            ((e & v[5]) ^ (~e & v[6])) + round_constants[i] + w[i];
        const uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                            ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        /* One by one: so they stay in registers. */
        v[7] = v[6];
        v[6] = v[5];
        v[5] = e;
        v[4] = v[3] + t1;
        v[3] = v[2];
        v[2] = v[1];
        v[1] = a;
        v[0] = t1 + t2;
    }
    for (size_t i = 0; i < 8; i++) {
        h[i] += v[i];
    }
}

static void sha256_byte(struct sha256 *s, uint8_t byte)
{
    s->block[s->len++ % SHA256_BLOCK] = byte;
    if (s->len % SHA256_BLOCK == 0) {
        sha256_compress(s);
    }
}

static void sha256_add(struct sha256 *s, struct view data)
{
    for (size_t pos = 0; pos < data.len;) {
        const size_t used = s->len % SHA256_BLOCK;
        const size_t left = data.len - pos;
        const size_t part = left < SHA256_BLOCK - used ? left : SHA256_BLOCK - used;
        memcpy(s->block + used, data.data + pos, part);
        s->len += part;
        pos += part;
        if (used + part == SHA256_BLOCK) {
            sha256_compress(s);
        }
    }
}

static void sha256_finish(struct sha256 *s, uint8_t digest[SHA256_DIGEST])
{
    const uint64_t bits = s->len * 8;
    sha256_byte(s, 0x80);
    while (s->len % SHA256_BLOCK != SHA256_LENGTH_AT) {
        sha256_byte(s, 0);
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
        sha256_byte(s, (uint8_t)(bits >> shift));
    }
    for (size_t i = 0; i < SHA256_DIGEST; i++) {
        digest[i] = (uint8_t)(s->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

void fingerprint_sha256(struct view data, uint8_t digest[32])
{
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, data);
    sha256_finish(&s, digest);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

static bool is_alnum(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

/* Length of a SID at `pos`: S-1-5 and at least one more number, joined by '-' or by '_'; or 0. */
static size_t sid_len(struct view v, size_t pos)
{
    if ((pos > 0 && is_alnum(v.data[pos - 1])) || v.len - pos < 4 || lower(v.data[pos]) != 's') {
        return 0;
    }
    const char joint = v.data[pos + 1];
    if ((joint != '-' && joint != '_') || v.data[pos + 2] != '1') {
        return 0;
    }
    size_t end = pos + 3;
    size_t numbers = 0;
    while (v.len - end > 1 && v.data[end] == joint && is_digit(v.data[end + 1])) {
        end++;
        while (end < v.len && is_digit(v.data[end])) {
            end++;
        }
        numbers++;
    }
    if (numbers < 2 || (end < v.len && is_alnum(v.data[end]))) {
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
        if (is_joint ? rest.data[i] != joint : !is_hex_digit(rest.data[i])) {
            return 0;
        }
    }
    if (braced) {
        return rest.data[GUID_LEN] == '}' ? GUID_LEN + 2 : 0;
    }
    const bool starts_inside = pos > 0 && is_hex_digit(v.data[pos - 1]);
    const bool ends_inside = rest.len > GUID_LEN && is_hex_digit(rest.data[GUID_LEN]);
    return starts_inside || ends_inside ? 0 : GUID_LEN;
}

/* Length of a SID or GUID at `pos`, or 0. Nearly always its first character or what is left tells.
 */
static size_t varying_len(struct view v, size_t pos)
{
    const char c = lower(v.data[pos]);
    if (c == 's') {
        return sid_len(v, pos);
    }
    if (v.len - pos < GUID_LEN || (c != '{' && !is_hex_digit(c))) {
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
            text[len++] = (unsigned char)c < 0x20 ? '?' : lower(c);
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
        sha256_byte(s, (uint8_t)(len >> shift & 0xFF));
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
        sha256_byte(s, (uint8_t)lower(text.data[i]));
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

void fingerprint_make(const struct fingerprint_parts *parts, char text[FINGERPRINT_SIZE])
{
    struct sha256 s;
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    char result[sizeof("80041003")];
    char event_id[sizeof("65535")] = "";
    snprintf(result, sizeof(result), "%08" PRIX32, parts->result);
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

    static const char digits[] = "0123456789abcdef";
    static const char version[] = "wmilog/1:";
    uint8_t digest[SHA256_DIGEST];
    sha256_finish(&s, digest);
    char *out = text + sizeof(version) - 1;
    memcpy(text, version, sizeof(version) - 1);
    for (size_t i = 0; i < DIGEST_SHOWN; i++) {
        *out++ = digits[digest[i] >> 4];
        *out++ = digits[digest[i] & 15];
    }
    *out = '\0';
}
