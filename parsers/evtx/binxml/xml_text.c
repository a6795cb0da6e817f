/* What may stand in XML, and how the rest is written. */
#include "parsers/evtx/binxml/xml_text.h"

#include <endian.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/event/event_xml.h"
#include "parsers/event/tidy.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"

enum {
    MAX_ESCAPE = 6, /* bytes that one unit becomes at most: &apos; */
    BLOCK = 16,     /* units that are looked at together */
};

static uint16_t unit_at(struct view utf16, size_t unit)
{
    uint16_t c;
    memcpy(&c, utf16.data + 2 * unit, sizeof(c));
    return le16toh(c);
}

/* Whether a unit stands for itself as one byte. */
static bool is_plain(unsigned c, bool is_attribute)
{
    return c >= 0x20 && c < 0x80 && c != '&' && c != '<' && c != '>' &&
           (c != '\'' || !is_attribute);
}

/* Writes a block of units as bytes; gives how many of the first are plain. What is written after
 * them is to be written over. */
#ifdef __SSE2__
static size_t put_block(char *out, const char *utf16, bool is_attribute)
{
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)utf16);
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(utf16 + 16));
    /* Units over 0x7FFF become 0x00, others over 0xFF become 0xFF. */
    __m128i bytes = _mm_packus_epi16(low, high);
    __m128i quote = _mm_set1_epi8(is_attribute ? '\'' : '&');
    /* Signed: what is no ASCII is below a blank. */
    __m128i odd = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
    odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('&')));
    odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('<')));
    odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('>')));
    odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, quote));
    _mm_storeu_si128((__m128i *)(void *)out, bytes);
    unsigned mask = (unsigned)_mm_movemask_epi8(odd);
    return mask == 0 ? BLOCK : (size_t)__builtin_ctz(mask);
}
#else
/* Without branches, so that compilers make vectors of it. */
static size_t put_block(char *out, const char *utf16, bool is_attribute)
{
    uint16_t units[BLOCK];
    unsigned odd = 0;
    memcpy(units, utf16, sizeof(units));
    for (size_t i = 0; i < BLOCK; i++) {
        uint16_t c = le16toh(units[i]);
        out[i] = (char)c;
        odd |= (unsigned)!is_plain(c, is_attribute) << i;
    }
    return odd == 0 ? BLOCK : (size_t)__builtin_ctz(odd);
}
#endif

/* Writes the units from `from` on that are plain; gives the place of the first that is not. */
static size_t put_plain(char *out, struct view utf16, size_t from, size_t end, bool is_attribute)
{
    size_t pos = from;
    while (end - pos >= BLOCK) {
        size_t count = put_block(out, utf16.data + 2 * pos, is_attribute);
        pos += count;
        out += count;
        if (count < BLOCK) {
            return pos;
        }
    }
    for (; pos < end; pos++) {
        uint16_t c = unit_at(utf16, pos);
        if (!is_plain(c, is_attribute)) {
            break;
        }
        *out++ = (char)c;
    }
    return pos;
}

/* Writes the character at `*pos`, which moves behind it. */
static char *put_character(char *out, struct view utf16, size_t *pos, size_t end, bool is_attribute)
{
    uint32_t c = unit_at(utf16, (*pos)++);
    if (c < 0x80) {
        const char *escape = event_xml_escape((char)c, is_attribute);
        size_t len = escape ? strlen(escape) : 1;
        memcpy(out, escape ? escape : &(char){(char)c}, len);
        return out + len;
    }
    if (text_is_first_half(c) && *pos < end && text_is_second_half(unit_at(utf16, *pos))) {
        c = text_join_halves(c, unit_at(utf16, (*pos)++));
    }
    /* Surrogates without their other half, and what XML forbids, become U+FFFD. */
    return out + text_put_code_point(out, c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
}

bool evtx_xml_add_string(struct buffer *out, struct view utf16, bool is_attribute)
{
    struct view text = tidy_without_nuls(utf16);
    size_t end = text.len / 2;
    if (!buffer_reserve(out, end * MAX_ESCAPE + BLOCK)) {
        return false;
    }
    char *to = out->data + out->len;
    for (size_t pos = 0; pos < end;) {
        size_t next = put_plain(to, text, pos, end, is_attribute);
        to += next - pos;
        pos = next;
        if (pos < end) {
            to = put_character(to, text, &pos, end, is_attribute);
        }
    }
    out->len = (size_t)(to - out->data);
    return true;
}

/* Of all other types the text needs no escape. */
bool evtx_xml_add_value(struct buffer *out, uint8_t type, struct view bytes, bool is_attribute,
                        struct buffer *scratch)
{
    if (type == EVTX_STRING) {
        return evtx_xml_add_string(out, bytes, is_attribute);
    }
    if (type == EVTX_ANSI_STRING) {
        buffer_clear(scratch);
        evtx_value_add(scratch, type, bytes);
        return event_xml_add_text(out, buffer_view(scratch), is_attribute);
    }
    return evtx_value_add(out, type, bytes);
}

/* Letters that may also start a name in every edition of XML 1.0. */
static bool is_letter(uint16_t c)
{
    static const struct {
        uint16_t first, last;
    } ranges[] = {{'a', 'z'},       {'A', 'Z'},       {'_', '_'},       {0xC0, 0xD6},
                  {0xD8, 0xF6},     {0xF8, 0x131},    {0x3A3, 0x3CE},   {0x410, 0x44F},
                  {0x3041, 0x3094}, {0x30A1, 0x30FA}, {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3}};
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* Prefixes must be declared. What logs have are declarations, and the prefix that needs none; names
 * that begin with xml must not be declared. */
static size_t prefix_len(struct view utf16)
{
    static const struct view declaration = {"x\0m\0l\0n\0s\0:\0", 12};
    static const struct view reserved = {"x\0m\0l\0", 6};
    static const struct view xml = {"x\0m\0l\0:\0", 8};
    if (view_starts(utf16, declaration) && utf16.len > declaration.len &&
        !view_starts_nocase(view_from(utf16, declaration.len), reserved)) {
        return declaration.len / 2;
    }
    return view_starts(utf16, xml) && utf16.len > xml.len ? xml.len / 2 : 0;
}

enum { MAX_NAME_SIZE = 3 * EVTX_MAX_NAME }; /* bytes of a name as it is written */

/* Writes the name at that place of the chunk; gives how many bytes it has. */
static size_t put_name(char out[MAX_NAME_SIZE], struct view chunk, uint32_t name, bool is_attribute)
{
    struct view utf16 = VIEW_NONE;
    binxml_name(chunk, name, &utf16);
    size_t prefix = is_attribute ? prefix_len(utf16) : 0;
    size_t len = 0;
    for (size_t i = 0; i < utf16.len / 2; i++) {
        uint16_t c = unit_at(utf16, i);
        bool may_follow = (c >= '0' && c <= '9') || c == '-' || c == '.';
        bool is_first = i == 0 || i == prefix;
        bool is_good = is_letter(c) || (may_follow && !is_first) || (c == ':' && i + 1 == prefix);
        len += text_put_code_point(out + len, is_good ? c : '_');
    }
    if (len == 0) {
        out[len++] = '_';
    }
    return len;
}

bool evtx_xml_add_name(struct buffer *out, struct view chunk, uint32_t name, bool is_attribute)
{
    char text[MAX_NAME_SIZE];
    size_t len = put_name(text, chunk, name, is_attribute);
    return buffer_add(out, (struct view){text, len});
}

/* FNV-1a of the name as it is written. */
static uint64_t name_hash(struct view chunk, uint32_t name)
{
    char text[MAX_NAME_SIZE];
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    size_t len = put_name(text, chunk, name, true);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (uint8_t)text[i]) * UINT64_C(0x100000001B3);
    }
    return hash;
}

bool evtx_xml_is_new(struct evtx_xml_names *names, struct view chunk, uint32_t name)
{
    uint64_t hash = name_hash(chunk, name);
    for (size_t i = 0; i < names->count; i++) {
        if (names->hashes[i] == hash) {
            return false;
        }
    }
    if (names->count == EVTX_XML_MAX_ATTRIBUTES) {
        return false;
    }
    names->hashes[names->count++] = hash;
    return true;
}
