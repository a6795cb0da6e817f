/* Classes and cases of ASCII characters, whatever the locale; bytes past ASCII belong to no class
 * and have no case. */
#ifndef WMILOG_PARSERS_BASE_ASCII_H
#define WMILOG_PARSERS_BASE_ASCII_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A blank, tab, CR or LF. */
static inline bool ascii_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline char ascii_fold(char c)
{
    return ascii_is_upper(c) ? (char)(c | 0x20) : c;
}

static inline bool ascii_is_letter(char c)
{
    return ascii_is_lower((char)(c | 0x20));
}

/* Whether the text `set` has the character; none has NUL, which strchr() finds at the end of each.
 * It looks at all of a set for what is not in it: ask ascii_is_word() first of most bytes. */
static inline bool ascii_is_of(const char *set, char c)
{
    while (*set != '\0' && *set != c) {
        set++;
    }
    return *set != '\0';
}

/* Letters, digits and underscores: what names of fields, classes and properties are made of. Asked
 * of most bytes of a text, so by a bit for each. */
static inline bool ascii_is_word(char c)
{
    static const uint64_t words[4] = {0x03FF000000000000, 0x07FFFFFE87FFFFFE};
    const uint8_t byte = (uint8_t)c;
    return (words[byte / 64] >> byte % 64 & 1) != 0;
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_digit(c) || ascii_is_letter(c);
}

/* The value of a hexadecimal digit, -1 for what is none. Nobody can foretell which kind of digit is
 * next, so without branches. */
static inline int ascii_hex_value(char c)
{
    const int digit = c - '0';
    const int letter = (c | 0x20) - 'a';
    const int value = (unsigned)letter < 6 ? letter + 10 : -1;
    return (unsigned)digit < 10 ? digit : value;
}

static inline bool ascii_is_hex_digit(char c)
{
    return ascii_hex_value(c) >= 0;
}

/* Writes the two digits of a number below 100. */
static inline void ascii_put_pair(char to[2], unsigned number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    memcpy(to, &pairs[2 * number], 2);
}

/* The value of a digit of base64, 0 to 63, or -1. */
static inline int ascii_base64_value(char c)
{
    if (ascii_is_upper(c)) {
        return c - 'A';
    }
    if (ascii_is_lower(c)) {
        return c - 'a' + 26;
    }
    if (ascii_is_digit(c)) {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

enum ascii_hex { ASCII_HEX_LOWER, ASCII_HEX_UPPER };

/* Writes `len` bytes as 2 * len hexadecimal digits. */
static inline void ascii_put_hex(char *to, const void *bytes, size_t len, enum ascii_hex letters)
{
    const char *digits = letters == ASCII_HEX_UPPER ? "0123456789ABCDEF" : "0123456789abcdef";
    const unsigned char *from = bytes;
    for (size_t i = 0; i < len; i++) {
        to[2 * i] = digits[from[i] >> 4];
        to[2 * i + 1] = digits[from[i] & 15];
    }
}

/* Writes `len` characters of `from`, letters in lower case, to `to`, which may be the same place.
 */
static inline void ascii_lower(char *to, const char *from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        to[i] = ascii_fold(from[i]);
    }
}

#endif
