/* The rounds of SHA-256 and its padding. */
#include "parsers/base/hash/sha256.h"

#include <string.h>

#include "parsers/base/ascii.h"

enum { LENGTH_AT = 56 }; /* of the last block: the message length in bits */

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

void sha256_init(struct sha256 *s)
{
    static const uint32_t start[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    memcpy(s->state, start, sizeof(start));
    s->len = 0;
}

static void schedule(const uint8_t block[SHA256_BLOCK_SIZE], uint32_t w[64])
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
static void compress(struct sha256 *s)
{
    uint32_t w[64];
    uint32_t *h = s->state;
    uint32_t v[8] = {h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]};
    schedule(s->block, w);
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

void sha256_add_byte(struct sha256 *s, uint8_t byte)
{
    s->block[s->len++ % SHA256_BLOCK_SIZE] = byte;
    if (s->len % SHA256_BLOCK_SIZE == 0) {
        compress(s);
    }
}

void sha256_add(struct sha256 *s, struct view data)
{
    for (size_t pos = 0; pos < data.len;) {
        const size_t used = s->len % SHA256_BLOCK_SIZE;
        const size_t left = data.len - pos;
        const size_t part = left < SHA256_BLOCK_SIZE - used ? left : SHA256_BLOCK_SIZE - used;
        memcpy(s->block + used, data.data + pos, part);
        s->len += part;
        pos += part;
        if (used + part == SHA256_BLOCK_SIZE) {
            compress(s);
        }
    }
}

void sha256_finish(struct sha256 *s, uint8_t digest[SHA256_DIGEST_SIZE])
{
    const uint64_t bits = s->len * 8;
    sha256_add_byte(s, 0x80);
    while (s->len % SHA256_BLOCK_SIZE != LENGTH_AT) {
        sha256_add_byte(s, 0);
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
        sha256_add_byte(s, (uint8_t)(bits >> shift));
    }
    for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
        digest[i] = (uint8_t)(s->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

void sha256(struct view data, uint8_t digest[SHA256_DIGEST_SIZE])
{
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, data);
    sha256_finish(&s, digest);
}

void hmac_sha256(struct view key, struct view message, uint8_t digest[SHA256_DIGEST_SIZE])
{
    enum { INNER = 0x36, OUTER = 0x5C };
    uint8_t block[SHA256_BLOCK_SIZE] = {0};
    struct sha256 s;
    if (key.len > sizeof(block)) {
        sha256(key, block);
    } else if (key.len > 0) {
        memcpy(block, key.data, key.len);
    }
    sha256_init(&s);
    for (size_t i = 0; i < sizeof(block); i++) {
        sha256_add_byte(&s, block[i] ^ INNER);
    }
    sha256_add(&s, message);
    sha256_finish(&s, digest);
    sha256_init(&s);
    for (size_t i = 0; i < sizeof(block); i++) {
        sha256_add_byte(&s, block[i] ^ OUTER);
    }
    sha256_add(&s, (struct view){(const char *)digest, SHA256_DIGEST_SIZE});
    sha256_finish(&s, digest);
}

void sha256_hex(const uint8_t *digest, size_t len, char *text)
{
    ascii_put_hex(text, digest, len, ASCII_HEX_LOWER);
    text[2 * len] = '\0';
}
