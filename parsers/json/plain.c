/* Plain JSON into Jansson's values, without Jansson's reading of it a byte at a time. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/text.h"
#include "parsers/json/json.h"
#include "parsers/json/value.h"

enum {
    MAX_DEPTH = 64,
    MAX_ESCAPED_NAME = 256, /* bytes of a name that has escapes */
    MAX_DIGITS = 18,        /* of a number that surely fits in 64 bits */
};

struct plain {
    struct view text;
    size_t pos;
    struct buffer *unescaped;
    struct json_doubles *doubles; /* NULL: no name may stand twice */
};

static char peek(const struct plain *p)
{
    return p->pos < p->text.len ? p->text.data[p->pos] : '\0';
}

static char skip_blanks(struct plain *p)
{
    p->pos = view_skip_blanks(p->text, p->pos);
    return peek(p);
}

static bool take(struct plain *p, char c)
{
    bool is_there = skip_blanks(p) == c;
    p->pos += is_there;
    return is_there;
}

/* The character of "uXXXX" at `pos`, or of two that belong together; false for halves. */
static bool take_unicode(struct plain *p)
{
    uint32_t code, low;
    if (!text_hex4(view_from(p->text, p->pos + 1), &code)) {
        return false;
    }
    p->pos += 5;
    if (text_is_first_half(code) && peek(p) == '\\' && p->pos + 1 < p->text.len &&
        p->text.data[p->pos + 1] == 'u') {
        if (!text_hex4(view_from(p->text, p->pos + 2), &low) || !text_is_second_half(low)) {
            return false;
        }
        code = text_join_halves(code, low);
        p->pos += 6;
    }
    bool is_good = !text_is_first_half(code) && !text_is_second_half(code);
    return is_good && text_add_code_point(p->unescaped, code);
}

static bool take_escape(struct plain *p)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    p->pos++;
    const char c = peek(p);
    if (c == 'u') {
        return take_unicode(p);
    }
    const char *name = c != '\0' ? strchr(names, c) : NULL;
    p->pos++;
    return name && buffer_add_char(p->unescaped, meanings[name - names]);
}

/* A string behind its quote: a part of the text, or unescaped in the buffer. */
static bool take_string(struct plain *p, struct view *string)
{
    size_t start = p->pos;
    p->pos = json_run_end(p->text, start);
    if (peek(p) == '"') {
        *string = view_slice(p->text, start, p->pos++);
        return true;
    }
    buffer_clear(p->unescaped);
    while (peek(p) == '\\') {
        buffer_add(p->unescaped, view_slice(p->text, start, p->pos));
        if (!take_escape(p)) {
            return false;
        }
        start = p->pos;
        p->pos = json_run_end(p->text, start);
    }
    buffer_add(p->unescaped, view_slice(p->text, start, p->pos));
    *string = buffer_view(p->unescaped);
    return !p->unescaped->overflowed && p->pos < p->text.len && p->text.data[p->pos++] == '"';
}

/* Whole numbers; for all others Jansson is asked. */
static json_t *take_number(struct plain *p)
{
    size_t start = p->pos;
    while (ascii_is_alnum(peek(p)) || peek(p) == '-' || peek(p) == '+' || peek(p) == '.') {
        p->pos++;
    }
    struct view text = view_slice(p->text, start, p->pos);
    struct view digits = view_from(text, view_starts(text, VIEW("-")) ? 1 : 0);
    json_int_t number = 0;
    bool is_whole =
        digits.len > 0 && digits.len <= MAX_DIGITS && (digits.data[0] != '0' || digits.len == 1);
    for (size_t i = 0; i < digits.len && is_whole; i++) {
        is_whole = ascii_is_digit(digits.data[i]);
        number = number * 10 + (digits.data[i] - '0');
    }
    return is_whole ? json_integer(digits.len < text.len ? -number : number)
                    : json_loadb(text.data, text.len, JSON_DECODE_ANY, NULL);
}

bool json_put_once(json_t *object, struct view name, json_t *value, struct json_doubles *doubles)
{
    const json_t *first = json_object_getn(object, name.data, name.len);
    if (!first) {
        return json_object_setn_new_nocheck(object, name.data, name.len, value) == 0;
    }
    if (!json_equal(first, value) && doubles->count++ == 0) {
        struct view head = view_slice(name, 0, sizeof(doubles->name));
        doubles->len = text_utf8_valid_len(head);
        memcpy(doubles->name, head.data, doubles->len);
    }
    json_decref(value);
    return true;
}

static json_t *take_value(struct plain *p, size_t depth);

/* False for what is no member, and for a name that is there already, if it may not be. */
static bool take_member(struct plain *p, json_t *object, size_t depth)
{
    struct view name;
    if (!take(p, '"') || !take_string(p, &name) || memchr(name.data, '\0', name.len)) {
        return false;
    }
    char copy[MAX_ESCAPED_NAME];
    if (name.data == p->unescaped->data) {
        if (name.len > sizeof(copy)) {
            return false;
        }
        memcpy(copy, name.data, name.len); /* the buffer is used for the value */
        name.data = copy;
    }
    json_t *value = take(p, ':') ? take_value(p, depth) : NULL;
    if (value && p->doubles) {
        return json_put_once(object, name, value, p->doubles);
    }
    size_t before = json_object_size(object);
    return value && json_object_setn_new_nocheck(object, name.data, name.len, value) == 0 &&
           json_object_size(object) > before;
}

static bool take_members(struct plain *p, json_t *object, size_t depth)
{
    if (take(p, '}')) {
        return true;
    }
    do {
        if (!take_member(p, object, depth)) {
            return false;
        }
    } while (take(p, ','));
    return take(p, '}');
}

static bool take_elements(struct plain *p, json_t *array, size_t depth)
{
    if (take(p, ']')) {
        return true;
    }
    do {
        json_t *value = take_value(p, depth);
        if (!value || json_array_append_new(array, value) != 0) {
            return false;
        }
    } while (take(p, ','));
    return take(p, ']');
}

static json_t *take_container(struct plain *p, size_t depth)
{
    bool is_object = peek(p) == '{';
    json_t *container = is_object ? json_object() : json_array();
    p->pos++;
    bool is_good = container && depth < MAX_DEPTH &&
                   (is_object ? take_members(p, container, depth + 1)
                              : take_elements(p, container, depth + 1));
    if (!is_good) {
        json_decref(container);
    }
    return is_good ? container : NULL;
}

static json_t *take_word(struct plain *p)
{
    struct view rest = view_from(p->text, p->pos);
    bool is_true = view_starts(rest, VIEW("true"));
    bool is_null = view_starts(rest, VIEW("null"));
    bool is_false = view_starts(rest, VIEW("false"));
    p->pos += is_true || is_null ? 4 : 5;
    return is_true ? json_true() : is_null ? json_null() : is_false ? json_false() : NULL;
}

static json_t *take_value(struct plain *p, size_t depth)
{
    struct view string;
    switch (skip_blanks(p)) {
    case '{':
    case '[':
        return take_container(p, depth);
    case '"':
        p->pos++;
        return take_string(p, &string) ? json_stringn_nocheck(string.data, string.len) : NULL;
    case 't':
    case 'f':
    case 'n':
        return take_word(p);
    default:
        return take_number(p);
    }
}

json_t *json_load_plain(struct view text, struct buffer *scratch, struct json_doubles *doubles)
{
    struct plain p = {.text = text, .unescaped = scratch, .doubles = doubles};
    const char first = skip_blanks(&p);
    if ((first != '{' && first != '[') || text_utf8_valid_len(text) != text.len) {
        return NULL;
    }
    json_t *record = take_container(&p, 0);
    skip_blanks(&p);
    if (record && p.pos < text.len) {
        json_decref(record);
        return NULL;
    }
    return record;
}

json_t *json_load_text(struct view text, struct buffer *scratch)
{
    struct plain p = {.text = text, .pos = 1, .unescaped = scratch};
    struct view string;
    const bool is_plain = view_starts(text, VIEW("\"")) && text_utf8_valid_len(text) == text.len &&
                          take_string(&p, &string) && p.pos == text.len &&
                          !memchr(string.data, '\0', string.len);
    return is_plain ? json_stringn_nocheck(string.data, string.len)
                    : json_loadb(text.data, text.len, JSON_DECODE_ANY, NULL);
}

static json_t *load_document(struct view text, struct buffer *scratch, struct json_doubles *doubles)
{
    json_error_t error;
    json_t *document = json_load_plain(text, scratch, NULL);
    document = document ? document : json_loadb(text.data, text.len, JSON_PARSING, &error);
    if (document || json_error_code(&error) != json_error_duplicate_key) {
        return document;
    }
    document = json_load_plain(text, scratch, doubles);
    if (!document) {
        document = json_loadb(text.data, text.len, JSON_ALLOW_NUL, NULL);
        doubles->count += document ? 1 : 0;
    }
    return document;
}

json_t *json_parse_text(struct view text, struct json_doubles *doubles)
{
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_NO_MAX);
    json_t *document = load_document(text, &scratch, doubles);
    buffer_release(&scratch);
    return document;
}
