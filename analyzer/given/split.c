/* Finds where values begin and end; whether they are JSON is the business of who reads them. */
#include "analyzer/given/split.h"

#include <string.h>

#include "parsers/base/ascii.h"

enum { END = -1 };

void split_init(struct split *s, struct source *source, bool is_lines, struct error *err)
{
    s->source = source;
    s->err = err;
    s->next = 0;
    s->pos = s->len = 0;
    s->is_lines = is_lines;
    s->has_begun = s->is_in_list = false;
    s->key[0] = '\0';
    buffer_init(&s->part, SPLIT_MAX_PART);
}

void split_release(struct split *s)
{
    buffer_release(&s->part);
}

static uint64_t offset(const struct split *s)
{
    return s->next - s->len + s->pos;
}

/* The next byte, which stays, or END. */
static int peek(struct split *s)
{
    if (s->pos == s->len) {
        size_t got = 0;
        s->pos = s->len = 0;
        if (source_read(s->source, s->next, s->chunk, sizeof(s->chunk), &got, s->err) !=
            STATUS_OK) {
            return END;
        }
        s->len = got;
        s->next += got;
        if (got == 0) {
            return END;
        }
    }
    return (unsigned char)s->chunk[s->pos];
}

static int skip_blanks(struct split *s, bool with_commas)
{
    int c = peek(s);
    while (c != END && (ascii_is_blank((char)c) || (with_commas && c == ','))) {
        s->pos++;
        c = peek(s);
    }
    return c;
}

static bool fail(struct split *s, const char *expected)
{
    error_set_at(s->err, STATUS_DAMAGED, offset(s), "no report in JSON, or cut off: expected %s",
                 expected);
    return false;
}

/* Passes over a value, and keeps it where wanted. */
static bool take_value(struct split *s, bool is_kept)
{
    const uint64_t from = offset(s);
    size_t depth = 0;
    bool is_in_text = false, is_escaped = false, is_done = false;
    buffer_clear(&s->part);
    s->part.overflowed = false;
    while (!is_done) {
        const int c = peek(s);
        if (c == END) {
            return fail(s, "the end of a value");
        }
        if (is_in_text) {
            is_in_text = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            is_done = !is_in_text && depth == 0;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || ascii_is_blank((char)c))) {
            break; /* behind a number or a word */
        } else {
            is_in_text = c == '"';
            depth += c == '{' || c == '[' ? 1 : 0;
            depth -= c == '}' || c == ']' ? 1 : 0;
            is_done = depth == 0 && (c == '}' || c == ']');
        }
        if (is_kept) {
            buffer_add_char(&s->part, (char)c);
        }
        s->pos++;
    }
    if (offset(s) == from) {
        return fail(s, "a value");
    }
    if (s->part.overflowed) {
        error_set_at(s->err, STATUS_LIMIT, offset(s), "a part of the report has over %d bytes",
                     SPLIT_MAX_PART);
    }
    return !s->part.overflowed;
}

static bool take_key(struct split *s)
{
    size_t len = 0;
    s->pos++;
    int c = peek(s);
    for (; c != '"'; c = peek(s)) {
        if (c == END || len == SPLIT_MAX_KEY) {
            return fail(s, "the name of a part");
        }
        s->key[len++] = (char)c;
        s->pos++;
    }
    s->key[len] = '\0';
    s->pos++;
    if (skip_blanks(s, false) != ':') {
        return fail(s, "':'");
    }
    s->pos++;
    return skip_blanks(s, false) != END || fail(s, "a value");
}

static bool take_part(struct split *s, bool (*wants)(const char *key), struct split_part *part)
{
    const bool is_kept = wants(s->key);
    *part = (struct split_part){.key = s->key, .offset = offset(s)};
    if (!take_value(s, is_kept)) {
        return false;
    }
    part->json = is_kept ? buffer_view(&s->part) : VIEW_NONE;
    return true;
}

/* Of a document: the next member, or item of the list that is the member. */
static bool next_of_document(struct split *s, bool (*wants)(const char *key),
                             struct split_part *part)
{
    int c = skip_blanks(s, true);
    if (s->is_in_list && c == ']') {
        s->is_in_list = false;
        s->pos++;
        c = skip_blanks(s, true);
    }
    if (s->is_in_list) {
        return c == END ? fail(s, "']'") : take_part(s, wants, part);
    }
    if (c == '}') {
        s->pos++;
        return skip_blanks(s, false) == END ? false : fail(s, "nothing after the report");
    }
    if (c != '"') {
        return fail(s, "the name of a part, or '}'");
    }
    if (!take_key(s)) {
        return false;
    }
    if (peek(s) != '[') {
        return take_part(s, wants, part);
    }
    s->pos++;
    s->is_in_list = true;
    return next_of_document(s, wants, part);
}

bool split_next(struct split *s, bool (*wants)(const char *key), struct split_part *part)
{
    if (s->err->status != STATUS_OK) {
        return false;
    }
    const int c = skip_blanks(s, false);
    if (s->is_lines) {
        return c == END ? false : take_part(s, wants, part);
    }
    if (!s->has_begun) {
        if (c != '{') {
            return fail(s, "'{'");
        }
        s->has_begun = true;
        s->pos++;
    }
    return next_of_document(s, wants, part);
}
