/* JSON values that cannot fail: text that is always UTF-8, numbers that survive, memory that ends
 * the program. */
#include "analyzer/report/json/put.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"

#define MAX_SAFE_NUMBER ((UINT64_C(1) << 53) - 1)

enum { FIRST_DUMP_SIZE = 4096, REAL_DIGITS = 15 };

/* All that is given to Jansson here is well-formed: it refuses only when memory is out. */
static json_t *need(json_t *value)
{
    if (!value) {
        memory_exhausted();
    }
    return value;
}

static void need_done(int result)
{
    if (result != 0) {
        memory_exhausted();
    }
}

json_t *json_put_new_object(void)
{
    return need(json_object());
}

json_t *json_put_new_list(void)
{
    return need(json_array());
}

void json_put(json_t *object, const char *key, json_t *value)
{
    need_done(json_object_set_new_nocheck(object, key, need(value)));
}

void json_put_item(json_t *list, json_t *value)
{
    need_done(json_array_append_new(list, need(value)));
}

json_t *json_put_new_text(struct view text)
{
    const char *data = text.data ? text.data : "";
    if (text_utf8_valid_len(text) == text.len) {
        return need(json_stringn_nocheck(data, text.len));
    }
    struct buffer mended;
    buffer_init(&mended, BUFFER_NO_MAX);
    text_to_utf8(&mended, text, TEXT_UTF8, NULL);
    json_t *value = need(json_stringn_nocheck(mended.data, mended.len));
    buffer_release(&mended);
    return value;
}

void json_put_text(json_t *object, const char *key, struct view text)
{
    if (text.data) {
        json_put(object, key, json_put_new_text(text));
    }
}

void json_put_name(json_t *object, const char *key, const char *name)
{
    json_put_text(object, key, view_of(name));
}

void json_put_number(json_t *object, const char *key, uint64_t number)
{
    if (number <= MAX_SAFE_NUMBER) {
        json_put(object, key, json_integer((json_int_t)number));
    }
}

void json_put_bool(json_t *object, const char *key, bool value)
{
    json_put(object, key, json_boolean(value));
}

void json_put_time(json_t *object, const char *key, int64_t time)
{
    char text[WINTIME_TEXT_SIZE];
    if (time != WINTIME_NONE) {
        json_put_name(object, key, wintime_format(time, text));
    }
}

void json_put_ms(json_t *object, const char *key, int64_t ticks)
{
    if (ticks != WINTIME_NONE) {
        json_put(object, key, json_real((double)ticks / WINTIME_TICKS_PER_MS));
    }
}

void json_put_code(json_t *object, const char *key, uint32_t code)
{
    char text[sizeof("0x80041003")];
    snprintf(text, sizeof(text), "0x%08x", code);
    json_put_name(object, key, text);
}

void json_put_texts(json_t *object, const char *key, const struct view *texts, size_t count)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < count; i++) {
        json_put_item(list, json_put_new_text(texts[i]));
    }
    json_put(object, key, list);
}

static int add_dumped(const char *data, size_t len, void *dump)
{
    return buffer_add(dump, (struct view){data, len}) ? 0 : -1;
}

/* Length of the character at `at` when it must be escaped, else 0: DEL, C1, zero-width and
 * bidirectional characters, line and paragraph separators, the byte order mark. */
static size_t unsafe_len(const unsigned char *at, size_t left, unsigned *code_point)
{
    if (at[0] == 0x7f) {
        *code_point = 0x7f;
        return 1;
    }
    if (at[0] == 0xc2 && left >= 2 && at[1] < 0xa0) {
        *code_point = at[1];
        return 2;
    }
    if ((at[0] != 0xe2 && at[0] != 0xef && at[0] != 0xd8) || left < 2) {
        return 0;
    }
    if (at[0] == 0xd8) {
        *code_point = 0x61c;
        return at[1] == 0x9c ? 2 : 0;
    }
    if (left < 3) {
        return 0;
    }
    unsigned c = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    *code_point = c;
    bool is_unsafe = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                     (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
    return is_unsafe ? 3 : 0;
}

/* Line feeds occur only between values: those in strings are escaped. */
static void write_dump(struct view dump, int nesting, struct output *out)
{
    const struct view blanks = VIEW("        ");
    assert(nesting <= JSON_PUT_MAX_NESTING);
    size_t done = 0;
    for (size_t i = 0; i < dump.len; i++) {
        unsigned char byte = (unsigned char)dump.data[i];
        if (byte == '\n' && nesting > 0) {
            output_write(out, view_slice(dump, done, i + 1));
            output_write(out, view_slice(blanks, 0, (size_t)nesting));
            done = i + 1;
        } else if (byte >= 0x7f) {
            unsigned code_point;
            size_t len =
                unsafe_len((const unsigned char *)dump.data + i, dump.len - i, &code_point);
            if (len == 0) {
                continue;
            }
            output_write(out, view_slice(dump, done, i));
            output_format(out, "\\u%04x", code_point);
            done = i + len;
            i = done - 1;
        }
    }
    output_write(out, view_from(dump, done));
}

void json_put_write(json_t *value, int nesting, struct output *out)
{
    struct buffer dump;
    buffer_init(&dump, BUFFER_NO_MAX);
    buffer_reserve(&dump, FIRST_DUMP_SIZE);
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(REAL_DIGITS);
    flags |= nesting == JSON_PUT_COMPACT ? JSON_COMPACT : JSON_INDENT(2);
    need_done(json_dump_callback(value, add_dumped, &dump, flags));
    write_dump(buffer_view(&dump), nesting, out);
    buffer_release(&dump);
    json_decref(value);
}
