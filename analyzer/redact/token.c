/* Numbers and hashes in the forms of names. */
#include "analyzer/redact/token.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/hash/sha256.h"

enum {
    HASH_DIGITS = 10, /* of base32: 50 bits */
    FIRST_RID = 1000, /* below it are accounts that every Windows has */
};

static const char *const prefixes[NAME_KIND_COUNT] = {
    [NAME_HOST] = "HOST", [NAME_DOMAIN] = "DOMAIN", [NAME_USER] = "USER",
    [NAME_WORD] = "WORD", [NAME_TEXT] = "TEXT",     [NAME_FILE] = "FILE",
};

/* The letters and digits of base32 (RFC 4648), which leaves out 0, 1, 8 and 9: they are taken for
 * letters. */
static void put_base32(struct buffer *out, uint64_t number)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (unsigned i = 0; i < HASH_DIGITS; i++) {
        buffer_add_char(out, digits[number >> (5 * i) & 31]);
    }
}

static void put_sid(struct buffer *out, enum name_kind kind, uint64_t number, bool is_hash)
{
    if (kind == NAME_SID) {
        buffer_format(out, "%" PRIu32,
                      (uint32_t)(is_hash ? number | 0x80000000U : FIRST_RID + number));
    } else if (is_hash) {
        buffer_format(out, "%" PRIu32 "-%" PRIu32, (uint32_t)(number >> 32), (uint32_t)number);
    } else {
        buffer_format(out, "0-%" PRIu64, number);
    }
}

void token_put(struct buffer *out, enum name_kind kind, uint64_t number, bool is_hash,
               struct view word)
{
    const unsigned n = (unsigned)number;
    switch (kind) {
    case NAME_SID_DOMAIN:
    case NAME_SID:
        put_sid(out, kind, number, is_hash);
        return;
    case NAME_IPV4:
        buffer_format(out, "%u.%u.%u.%u", 240 + (n >> 24 & 15), n >> 16 & 255, n >> 8 & 255,
                      n & 255);
        return;
    case NAME_IPV6:
        buffer_format(out, "2001:db8::%x:%x", n >> 16, n & 0xFFFF);
        return;
    case NAME_MAC:
        buffer_format(out, "02-00-%02X-%02X-%02X-%02X", n >> 24, n >> 16 & 255, n >> 8 & 255,
                      n & 255);
        return;
    case NAME_HOST:
    case NAME_DOMAIN:
    case NAME_USER:
    case NAME_WORD:
    case NAME_TEXT:
    case NAME_FILE:
    case NAME_KIND_COUNT:
        break;
    }
    buffer_add_text(out, kind < NAME_KIND_COUNT ? prefixes[kind] : "");
    if (number != 0 && is_hash) {
        buffer_add_char(out, '-');
        put_base32(out, number);
    } else if (number != 0) {
        buffer_format(out, "-%" PRIu64, number);
    }
    if (kind == NAME_DOMAIN && view_find(word, VIEW("."), 0) != SIZE_MAX) {
        buffer_add_text(out, ".example");
    }
}

/* Reads the bytes of an address, or the last digits of any other token, as a number, and takes it
 * when the token of that number is the same again. */
bool token_number(enum name_kind kind, struct view token, uint64_t *number)
{
    struct buffer again;
    uint64_t found = 0, place = 0;
    size_t end = token.len;
    if (kind == NAME_DOMAIN && view_ends_nocase(token, VIEW(".example"))) {
        end -= sizeof(".example") - 1;
    }
    const bool is_hex = kind == NAME_IPV6 || kind == NAME_MAC;
    unsigned parts = 0;
    const unsigned most = kind == NAME_IPV4 || kind == NAME_MAC ? 4 : kind == NAME_IPV6 ? 2 : 1;
    const uint64_t width = kind == NAME_IPV6 ? 65536 : 256;
    for (uint64_t scale = 1; parts < most && end > 0; parts++, scale *= width) {
        uint64_t part = 0;
        for (place = 1; end > 0 && ascii_is_hex_digit(token.data[end - 1]) && place < UINT32_MAX;
             end--, place *= is_hex ? 16 : 10) {
            part += place * (uint64_t)ascii_hex_value(token.data[end - 1]);
        }
        found += scale * part;
        end -= end > 0;
    }
    found = kind == NAME_IPV4 ? found & 0x0FFFFFFFU : found;
    found = kind == NAME_SID && found >= FIRST_RID ? found - FIRST_RID : found;
    buffer_init(&again, BUFFER_NO_MAX);
    token_put(&again, kind, found, false,
              view_ends_nocase(token, VIEW(".example")) ? VIEW("a.b") : VIEW("a"));
    /* The token of a name may have a hint before it. */
    const bool is_it = found > 0 && view_ends_nocase(token, buffer_view(&again));
    buffer_release(&again);
    if (is_it) {
        *number = found;
    }
    return is_it;
}

uint64_t token_hash(struct view key, struct view word)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    uint64_t number = 0;
    hmac_sha256(key, word, digest);
    for (size_t i = 0; i < sizeof(number); i++) {
        number = number << 8 | digest[i];
    }
    return number != 0 ? number : 1;
}

void token_key_id(struct view key, char id[5])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    hmac_sha256(key, VIEW("id"), digest);
    sha256_hex(digest, 2, id);
}
