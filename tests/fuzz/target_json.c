/* The JSON writer over arbitrary bytes, read as a list of values: what is written is parsed back by
 * Jansson and must be the values that were put in. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/json/writer.h"
#include "parsers/base/cursor.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

enum step {
    STEP_OPEN_OBJECT,
    STEP_OPEN_LIST,
    STEP_CLOSE,
    STEP_TEXT,
    STEP_LONG_TEXT,
    STEP_TEXTS,
    STEP_NUMBER,
    STEP_BOOL,
    STEP_TIME,
    STEP_MS,
    STEP_REAL,
    STEP_CODE,
    STEP_COUNT,
};

enum {
    MAX_DEPTH = JSON_WRITER_MAX_DEPTH - 1, /* a list of texts takes one more */
    FLAG = 0x80,
    LONG_TIMES = 80,
    MAX_TEXTS = 4,
    KEY_SIZE = 32
};

struct state {
    struct cursor bytes;
    struct json_writer w;
    json_t *open[MAX_DEPTH + 1]; /* the same values, as Jansson keeps them */
    unsigned keys;
    char key[KEY_SIZE];
};

/* The key of the next value, and NULL in a list. Both sides hold it until the next call. */
static const char *next_key(struct state *s)
{
    if (json_is_array(s->open[s->w.depth])) {
        return NULL;
    }
    snprintf(s->key, sizeof(s->key), "k%u", s->keys++);
    return s->key;
}

static void expect_in(json_t *open, const char *key, json_t *value)
{
    int result = key ? json_object_set_new(open, key, value) : json_array_append_new(open, value);
    demand(value && result == 0, "Jansson takes the value");
}

static void expect(struct state *s, const char *key, json_t *value)
{
    expect_in(s->open[s->w.depth], key, value);
}

static json_t *expected_text(struct view text)
{
    struct buffer mended;
    buffer_init(&mended, BUFFER_NO_MAX);
    text_to_utf8(&mended, text, TEXT_UTF8, NULL);
    struct view all = buffer_view(&mended);
    json_t *value = json_stringn(all.data, all.len);
    buffer_release(&mended);
    return value;
}

static void open_value(struct state *s, bool is_list)
{
    if (s->w.depth == MAX_DEPTH) {
        return;
    }
    const char *key = s->w.depth == 0 ? NULL : next_key(s);
    json_t *value = is_list ? json_array() : json_object();
    if (s->w.depth > 0) {
        expect(s, key, json_incref(value));
    }
    if (is_list) {
        json_open_list(&s->w, key);
    } else if (s->w.depth == 0) {
        json_open_document(&s->w);
    } else {
        json_open_object(&s->w, key);
    }
    s->open[s->w.depth] = value;
}

static void close_value(struct state *s)
{
    json_t *value = s->open[s->w.depth];
    if (json_is_array(value)) {
        json_close_list(&s->w);
    } else {
        json_close_object(&s->w);
    }
    json_decref(value);
}

static struct view next_text(struct state *s)
{
    size_t len = cursor_u8(&s->bytes);
    size_t left = cursor_left(&s->bytes);
    return cursor_bytes(&s->bytes, len < left ? len : left);
}

static void put_text(struct state *s)
{
    struct view text = next_text(s);
    const char *key = next_key(s);
    json_write_text(&s->w, key, text);
    if (text.data) {
        expect(s, key, expected_text(text));
    }
}

/* Longer than the pieces that are written at a time. */
static void put_long_text(struct state *s)
{
    struct view text = next_text(s);
    struct buffer all;
    buffer_init(&all, BUFFER_NO_MAX);
    for (int i = 0; i < LONG_TIMES; i++) {
        buffer_add(&all, text);
    }
    const char *key = next_key(s);
    json_write_text(&s->w, key, buffer_view(&all));
    expect(s, key, expected_text(buffer_view(&all)));
    buffer_release(&all);
}

static void put_texts(struct state *s)
{
    struct view texts[MAX_TEXTS];
    size_t count = cursor_u8(&s->bytes) % (MAX_TEXTS + 1);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        texts[i] = next_text(s);
        expect_in(list, NULL, expected_text(texts[i]));
    }
    const char *key = next_key(s);
    json_write_texts(&s->w, key, texts, count);
    expect(s, key, list);
}

static void put_number(struct state *s, uint64_t number)
{
    const char *key = next_key(s);
    json_write_number(&s->w, key, number);
    if (number < UINT64_C(1) << 53) {
        expect(s, key, json_integer((json_int_t)number));
    }
}

static void put_time(struct state *s, int64_t time)
{
    char text[WINTIME_TEXT_SIZE];
    const char *key = next_key(s);
    json_write_time(&s->w, key, time);
    if (time != WINTIME_NONE) {
        expect(s, key, json_string(wintime_format(time, text)));
    }
}

static void put_ms(struct state *s, int64_t ticks)
{
    char text[WINTIME_TEXT_SIZE];
    const char *key = next_key(s);
    json_write_ms(&s->w, key, ticks);
    if (ticks == WINTIME_NONE) {
        return;
    }
    snprintf(text, sizeof(text), "%s%lld.%04lld", ticks < 0 ? "-" : "",
             llabs(ticks / WINTIME_TICKS_PER_MS), llabs(ticks % WINTIME_TICKS_PER_MS));
    expect(s, key, json_real(strtod(text, NULL)));
}

static void put_real(struct state *s, uint64_t bits)
{
    double number;
    char text[WINTIME_TEXT_SIZE];
    memcpy(&number, &bits, sizeof(number));
    if (!isfinite(number)) {
        return;
    }
    const char *key = next_key(s);
    json_write_real(&s->w, key, number);
    snprintf(text, sizeof(text), "%.15g", number);
    expect(s, key, json_real(strtod(text, NULL)));
}

static void put_code(struct state *s, uint32_t code)
{
    char text[sizeof("0x80041003")];
    const char *key = next_key(s);
    json_write_code(&s->w, key, code);
    snprintf(text, sizeof(text), "0x%08x", (unsigned)code);
    expect(s, key, json_string(text));
}

static void put_bool(struct state *s, bool value)
{
    const char *key = next_key(s);
    json_write_bool(&s->w, key, value);
    expect(s, key, json_boolean(value));
}

static void take_step(struct state *s)
{
    uint8_t byte = cursor_u8(&s->bytes);
    switch ((enum step)((byte & ~FLAG) % STEP_COUNT)) {
    case STEP_OPEN_OBJECT:
    case STEP_OPEN_LIST:
        open_value(s, (byte & ~FLAG) % STEP_COUNT == STEP_OPEN_LIST);
        break;
    case STEP_CLOSE:
        if (s->w.depth > 1) {
            close_value(s);
        }
        break;
    case STEP_TEXT:
        put_text(s);
        break;
    case STEP_LONG_TEXT:
        put_long_text(s);
        break;
    case STEP_TEXTS:
        put_texts(s);
        break;
    case STEP_NUMBER:
        put_number(s, cursor_u64(&s->bytes) >> cursor_u8(&s->bytes) % 64);
        break;
    case STEP_BOOL:
        put_bool(s, (byte & FLAG) != 0);
        break;
    case STEP_TIME:
        put_time(s, (int64_t)cursor_u64(&s->bytes));
        break;
    case STEP_MS:
        put_ms(s, (int64_t)cursor_u64(&s->bytes));
        break;
    case STEP_REAL:
        put_real(s, cursor_u64(&s->bytes));
        break;
    case STEP_CODE:
        put_code(s, cursor_u32(&s->bytes));
        break;
    case STEP_COUNT:
        break;
    }
}

/* Numbers as far as they tell themselves apart, so that equal texts mean equal values. */
static char *dump(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(17) | JSON_ENCODE_ANY);
    demand(text, "Jansson writes the value");
    return text;
}

/* Keys keep their order in Jansson, so the texts show it too. */
static void check_written(struct view written, const json_t *expected)
{
    json_error_t error;
    json_t *found =
        json_loadb(written.data, written.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    demand(found, "what is written is JSON");
    char *ours = dump(found), *theirs = dump(expected);
    demand(strcmp(ours, theirs) == 0, "what is read back is what was put in");
    free(ours);
    free(theirs);
    json_decref(found);
}

/* Line feeds stand between values only, and nothing that a terminal obeys anywhere. */
static void check_safe(struct view written)
{
    while (written.len > 0) {
        size_t len;
        uint32_t code_point = text_utf8_first(written, &len);
        demand(code_point == '\n' || (code_point >= 0x20 && code_point != 0x7f),
               "controls are escaped");
        demand(code_point < 0x80 || !text_is_hidden(code_point), "hidden characters are escaped");
        written = view_from(written, len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct output out;
    output_open_memory(&out);
    struct state s = {.bytes = cursor_over((struct view){(const char *)bytes, len})};
    json_writer_init(&s.w, &out);
    open_value(&s, cursor_u8(&s.bytes) % 2 == 1);
    json_t *whole = json_incref(s.open[1]);
    while (cursor_left(&s.bytes) > 0) {
        take_step(&s);
    }
    while (s.w.depth > 0) {
        close_value(&s);
    }
    json_write_line_end(&s.w);
    struct view written = buffer_view(&out.pending);
    check_written(written, whole);
    check_safe(written);
    demand(text_utf8_valid_len(written) == written.len, "what is written is UTF-8");
    json_decref(whole);
    output_close(&out, true, NULL);
    return 0;
}
