/* Looks result codes up, by value and by every spelling that people write. */
#include "rules/knowledge/codes.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "parsers/base/search.h"
#include "rules/knowledge/codes_table.h"

enum {
    WIN32_MAX = 0xFFFF,  /* largest Win32 error that an HRESULT can carry */
    CODE_TEXT_MAX = 128, /* longer texts are no code; the longest symbol has 70 characters */
};

#define HRESULT_FAILURE 0x80000000U
#define HRESULT_WIN32 0x80070000U
#define HRESULT_CUSTOMER 0x20000000U /* a number of whoever made the program, not of Microsoft */
#define HRESULT_NTSTATUS 0x10000000U /* FACILITY_NT_BIT: an NTSTATUS inside an HRESULT */
#define SIGN_EXTENSION 0xFFFFFFFF00000000U

struct readings {
    uint32_t *values;
    size_t count;
};

static int compare_code(const void *key, const void *item)
{
    const uint32_t *value = key;
    const struct code *code = item;
    return (*value > code->value) - (*value < code->value);
}

const struct code *code_find_all(uint32_t value, size_t *count)
{
    size_t first =
        search_first(&value, code_table, code_table_count, sizeof(code_table[0]), compare_code);
    size_t end = first;
    while (end < code_table_count && code_table[end].value == value) {
        end++;
    }
    *count = end - first;
    return end > first ? &code_table[first] : NULL;
}

const struct code *code_find(uint32_t value)
{
    size_t count;
    return code_find_all(value, &count);
}

static int compare_alias(const void *key, const void *item)
{
    const uint32_t *value = key;
    const struct code_alias *alias = item;
    return (*value > alias->value) - (*value < alias->value);
}

const struct code_alias *code_aliases(uint32_t value, size_t *count)
{
    size_t first = search_first(&value, code_alias_table, code_alias_table_count,
                                sizeof(code_alias_table[0]), compare_alias);
    size_t end = first;
    while (end < code_alias_table_count && code_alias_table[end].value == value) {
        end++;
    }
    *count = end - first;
    return end > first ? &code_alias_table[first] : NULL;
}

size_t code_count(void)
{
    return code_table_count;
}

const struct code *code_at(size_t index)
{
    return index < code_table_count ? &code_table[index] : NULL;
}

bool code_is_failure(uint32_t value)
{
    return (value & HRESULT_FAILURE) != 0;
}

/* FACILITY_ITF numbers belong to the interface that returned them: only WMI's own ranges are told
 * apart (0x800413xx, for one, is the Task Scheduler's). */
static const char *itf_facility(uint32_t code)
{
    switch (code >> 8) {
    case 0x00:
    case 0x01:
        return "ITF/COM";
    case 0x10:
        return "ITF/WBEM";
    case 0x20:
        return "ITF/WBEMESS";
    case 0x30:
        return "ITF/WBEMPROV";
    case 0x40:
        return "ITF/WBEMMOF";
    default:
        return "ITF";
    }
}

static const char *hresult_facility(uint32_t number, uint32_t code)
{
    switch (number) {
    case 0:
        return "NULL";
    case 1:
        return "RPC";
    case 2:
        return "DISPATCH";
    case 3:
        return "STORAGE";
    case 4:
        return itf_facility(code);
    case 7:
        return "WIN32";
    case 8:
        return "WINDOWS";
    case 9:
        return "SSPI";
    case 0x19:
        return "HTTP";
    case 0x33:
        return "WINRM";
    default:
        return "UNKNOWN";
    }
}

const char *code_facility(uint32_t value)
{
    const struct code *known = code_find(value);
    if (known) {
        return known->facility;
    }
    if (value <= WIN32_MAX) {
        return "WIN32(raw)";
    }
    if (value & HRESULT_CUSTOMER) {
        return "UNKNOWN";
    }
    if (value >> 30 == 3 || (value & HRESULT_NTSTATUS)) {
        return "NTSTATUS";
    }
    return hresult_facility(value >> 16 & 0x7FF, value & 0xFFFF);
}

static void add_reading(struct readings *r, uint32_t value)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->values[i] == value) {
            return;
        }
    }
    if (r->count < CODE_MAX_READINGS) {
        r->values[r->count++] = value;
    }
}

static int compare_name(const void *key, const void *item)
{
    const struct view *text = key;
    const struct code_name *row = item;
    return view_compare_nocase(*text, view_of(row->name));
}

static bool find_name(struct view text, uint32_t *value)
{
    const struct code_name *row = bsearch(&text, code_name_table, code_name_table_count,
                                          sizeof(code_name_table[0]), compare_name);
    if (row) {
        *value = row->value;
    }
    return row;
}

static bool is_win32(const struct code *code)
{
    return code && view_starts(view_of(code->facility), VIEW("WIN32(raw)"));
}

/* A 16-bit number: the HRESULT form is what WMI reports, the raw form what the system calls say. */
static void add_small(struct readings *r, uint32_t value, bool raw_first)
{
    const struct code *known = code_find(value);
    if (known && !is_win32(known)) {
        raw_first = true;
    }
    if (raw_first) {
        add_reading(r, value);
    }
    if (value != 0) {
        add_reading(r, HRESULT_WIN32 | value);
    }
    add_reading(r, value);
}

static void add_number(struct readings *r, uint32_t value, bool raw_first)
{
    if (value <= WIN32_MAX) {
        add_small(r, value, raw_first);
        return;
    }
    add_reading(r, value);
    const uint32_t inner = value & ~HRESULT_NTSTATUS;
    if (value >> 28 == 0xD && code_find(inner)) {
        add_reading(r, inner);
    }
}

static bool fold_64(uint64_t wide, uint32_t *value)
{
    const bool extended = (wide & SIGN_EXTENSION) == SIGN_EXTENSION && (wide & HRESULT_FAILURE);
    if (wide > UINT32_MAX && !extended) {
        return false;
    }
    *value = (uint32_t)(wide & UINT32_MAX);
    return true;
}

static bool read_hex(struct view digits, uint32_t *value)
{
    if (digits.len == 0 || digits.len > 16) {
        return false;
    }
    uint64_t wide = 0;
    for (size_t i = 0; i < digits.len; i++) {
        const int digit = ascii_hex_value(digits.data[i]);
        if (digit < 0) {
            return false;
        }
        wide = wide << 4 | (uint64_t)digit;
    }
    return fold_64(wide, value);
}

static bool all_digits(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_digit(text.data[i])) {
            return false;
        }
    }
    return text.len > 0;
}

/* A C literal's suffix, or the 'h' of assemblers and debuggers. */
static struct view without_suffix(struct view text)
{
    while (text.len > 1 && (ascii_fold(text.data[text.len - 1]) == 'u' ||
                            ascii_fold(text.data[text.len - 1]) == 'l' ||
                            ascii_fold(text.data[text.len - 1]) == 'h')) {
        text.len--;
    }
    return text;
}

static void read_negative(struct readings *r, struct view text)
{
    uint64_t number;
    if (text.len > 0 && ascii_is_digit(text.data[0]) && view_number(text, &number) && number > 0 &&
        number <= HRESULT_FAILURE) {
        add_reading(r, (uint32_t)(0 - number));
    }
}

/* Hexadecimal without a prefix: 8 digits as logs have them, or fewer of which the first is no
 * letter. */
static bool is_bare_hex(struct view text)
{
    uint32_t code;
    return view_bare_code(text, &code) ||
           (text.len > 0 && ascii_is_digit(text.data[0]) && !all_digits(text));
}

static void read_number(struct readings *r, struct view text)
{
    uint32_t value;
    uint64_t wide;
    text = without_suffix(text);
    text = view_from(text, view_starts(text, VIEW("%%")) ? 2 : 0); /* as Windows names a message */
    const bool is_prefixed = view_starts_nocase(text, VIEW("0x"));
    if (view_starts(text, VIEW("-"))) {
        read_negative(r, view_from(text, 1));
    } else if (is_prefixed || is_bare_hex(text)) {
        if (read_hex(view_from(text, is_prefixed ? 2 : 0), &value)) {
            add_number(r, value, true);
        }
    } else if (all_digits(text) && view_number(text, &wide) && fold_64(wide, &value)) {
        add_number(r, value, false);
    }
}

static bool is_wrapping(char c)
{
    return ascii_is_blank(c) || ascii_is_of("\"'`:,;", c);
}

/* What people copy along with a code: blanks, quotes, a colon before, brackets around it. */
static struct view unwrap(struct view text)
{
    for (;;) {
        const size_t before = text.len;
        while (text.len > 0 && is_wrapping(text.data[0])) {
            text = view_from(text, 1);
        }
        while (text.len > 0 && is_wrapping(text.data[text.len - 1])) {
            text.len--;
        }
        if (text.len > 1 && ((text.data[0] == '(' && text.data[text.len - 1] == ')') ||
                             (text.data[0] == '[' && text.data[text.len - 1] == ']'))) {
            text = view_slice(text, 1, text.len - 1);
        }
        if (text.len == before) {
            return text;
        }
    }
}

/* Symbol or number, without wrapping. */
static void read_plain(struct readings *r, struct view text)
{
    uint32_t value;
    if (find_name(text, &value)) {
        if (is_win32(code_find(value))) {
            add_small(r, value, false);
        } else {
            add_reading(r, value);
        }
        return;
    }
    read_number(r, text);
}

/* HRESULT_FROM_WIN32(x), x a number or a symbol: exactly the HRESULT is meant. */
static bool read_from_win32(struct readings *r, struct view text)
{
    const struct view head = VIEW("HRESULT_FROM_WIN32");
    if (!view_starts_nocase(text, head)) {
        return false;
    }
    const struct view brackets = view_trim(view_from(text, head.len));
    const struct view inner = unwrap(brackets);
    if (!view_starts(brackets, VIEW("("))) {
        return false;
    }
    uint32_t values[CODE_MAX_READINGS];
    struct readings found = {values, 0};
    read_plain(&found, inner);
    for (size_t i = 0; i < found.count; i++) {
        if (values[i] == 0 || values[i] >> 16 == HRESULT_WIN32 >> 16) {
            add_reading(r, values[i]);
        }
    }
    return true;
}

size_t code_read(struct view text, uint32_t values[CODE_MAX_READINGS])
{
    struct readings r = {values, 0};
    const struct view plain = unwrap(text);
    if (plain.len == 0 || plain.len > CODE_TEXT_MAX) {
        return 0;
    }
    uint32_t value;
    if (find_name(plain, &value)) {
        read_plain(&r, plain);
    } else if (!read_from_win32(&r, plain)) {
        read_number(&r, plain);
    }
    return r.count;
}
