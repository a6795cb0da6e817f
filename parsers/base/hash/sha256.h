/* SHA-256 (FIPS 180-4), of bytes at once or piece by piece, and HMAC over it (FIPS 198-1). */
#ifndef WMILOG_PARSERS_BASE_HASH_SHA256_H
#define WMILOG_PARSERS_BASE_HASH_SHA256_H
#include "parsers/base/view.h"

enum {
    SHA256_BLOCK_SIZE = 64,
    SHA256_DIGEST_SIZE = 32,
    SHA256_TEXT_SIZE = 2 * SHA256_DIGEST_SIZE + 1,
};

struct sha256 {
    uint32_t state[8];
    uint64_t len; /* bytes so far */
    uint8_t block[SHA256_BLOCK_SIZE];
};

/* No allocation; nothing to release. */
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, struct view data);
void sha256_add_byte(struct sha256 *s, uint8_t byte);
/* Ends it: nothing may be added any more. */
void sha256_finish(struct sha256 *s, uint8_t digest[SHA256_DIGEST_SIZE]);

void sha256(struct view data, uint8_t digest[SHA256_DIGEST_SIZE]);

/* The code of a message under a key of any length (RFC 2104). */
void hmac_sha256(struct view key, struct view message, uint8_t digest[SHA256_DIGEST_SIZE]);

/* The first `len` bytes of a digest as 2 * len lower case hexadecimal digits and a NUL. */
void sha256_hex(const uint8_t *digest, size_t len, char *text);

#endif
