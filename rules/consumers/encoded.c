/* How commands are hidden in base64, and how to tell what the bytes are. */
#include "rules/consumers/encoded.h"

#include "parsers/base/ascii.h"
#include "parsers/base/encoding.h"

enum { MIN_LEN = 8 /* characters that are worth decoding */, MIN_SHORT_FLAG = 2 };

struct search {
    struct buffer found; /* all decoded pieces, with line feeds between them */
    size_t starts[ENCODED_MAX_PIECES];
    size_t pieces;
    bool is_cut;
};

/* The longest run of base64 at `at`, padding included. */
static struct view take_base64(struct view text, size_t at)
{
    size_t end = at;
    while (end < text.len && ascii_base64_value(text.data[end]) >= 0) {
        end++;
    }
    while (end < text.len && text.data[end] == '=') {
        end++;
    }
    return view_slice(text, at, end);
}

/* What its first bytes say, NULL when they say nothing. */
static const char *binary_name(struct view bytes)
{
    if (view_starts(bytes, VIEW("MZ")) && view_find(bytes, VIEW("\0\0\0"), 0) != SIZE_MAX) {
        return "a program";
    }
    return view_starts(bytes, VIEW("\x1f\x8b")) ? "data packed with gzip" : NULL;
}

static void add_piece(struct search *search, struct view base64, bool is_command)
{
    if (base64.len < MIN_LEN) {
        return;
    }
    if (search->pieces == ENCODED_MAX_PIECES || search->found.len == ENCODED_MAX_TEXT) {
        search->is_cut = true;
        return;
    }
    struct buffer bytes;
    buffer_init(&bytes, ENCODED_MAX_TEXT);
    text_decode_base64(&bytes, base64);
    struct view decoded = buffer_view(&bytes);
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    const char *name = binary_name(decoded);
    if (!name && encoding_is_utf16(decoded, TEXT_UTF16LE)) {
        text_to_utf8(&text, decoded, TEXT_UTF16LE, NULL);
    } else if (!name && encoding_is_text(decoded)) {
        buffer_add(&text, decoded);
    } else if (!is_command) { /* else the argument of another program, most likely */
        buffer_format(&text, "(%s, %zu bytes)", name ? name : "binary data", decoded.len);
    }
    if (text.len > 0) {
        if (search->found.len > 0) {
            buffer_add_char(&search->found, '\n');
        }
        struct view fits = view_slice(buffer_view(&text), 0, ENCODED_MAX_TEXT - search->found.len);
        search->starts[search->pieces++] = search->found.len;
        search->is_cut |= fits.len < text.len || base64.len / 4 * 3 > ENCODED_MAX_TEXT;
        buffer_add(&search->found, view_slice(fits, 0, text_utf8_valid_len(fits)));
    }
    buffer_release(&bytes);
    buffer_release(&text);
}

/* Length of a dash that powershell takes before a parameter, 0 when there is none. */
static size_t dash_len(struct view v)
{
    if (v.len > 0 && (v.data[0] == '-' || v.data[0] == '/')) {
        return 1;
    }
    bool is_wide = view_starts(v, VIEW("\xe2\x80\x93")) || view_starts(v, VIEW("\xe2\x80\x94")) ||
                   view_starts(v, VIEW("\xe2\x80\x95"));
    return is_wide ? 3 : 0;
}

/* A copy without what shells take out of words: carets of cmd, grave accents of powershell. */
static struct view without_escapes(struct arena *arena, struct view text)
{
    char *copy = arena_bytes(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '^' && text.data[i] != '`') {
            copy[len++] = text.data[i];
        }
    }
    return (struct view){copy, len};
}

/* The word without quotes around it or within it, cut to `size`, which is more than a flag has. */
static struct view without_quotes(struct view word, char *copy, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < word.len && len < size; i++) {
        if (word.data[i] != '"' && word.data[i] != '\'') {
            copy[len++] = word.data[i];
        }
    }
    return (struct view){copy, len};
}

/* Whether the word is an abbreviation of EncodedCommand, or the alias that is none. */
static bool is_flag(struct view word)
{
    return word.len > 0 && (view_starts_nocase(VIEW("encodedcommand"), word) ||
                            view_equal_nocase(word, VIEW("ec")));
}

/* After the parameter: blanks, a colon or an equals sign, quotes. */
static size_t skip_to_value(struct view text, size_t at)
{
    while (at < text.len && (ascii_is_blank(text.data[at]) || text.data[at] == ':' ||
                             text.data[at] == '"' || text.data[at] == '\'')) {
        at++;
    }
    return at;
}

static void find_commands(struct search *search, struct view text)
{
    bool is_shell = view_find_nocase(text, VIEW("powershell"), 0) != SIZE_MAX ||
                    view_find_nocase(text, VIEW("pwsh"), 0) != SIZE_MAX;
    for (size_t i = 0; i < text.len; i++) {
        bool begins = i == 0 || ascii_is_blank(text.data[i - 1]) || text.data[i - 1] == '"' ||
                      text.data[i - 1] == '\'';
        size_t dash = begins ? dash_len(view_from(text, i)) : 0;
        if (dash == 0) {
            continue;
        }
        size_t end = i + dash;
        while (end < text.len && !ascii_is_blank(text.data[end]) && text.data[end] != ':') {
            end++;
        }
        char copy[sizeof("encodedcommand") + 1];
        struct view word = without_quotes(view_slice(text, i + dash, end), copy, sizeof(copy));
        if (is_flag(word) && (is_shell || word.len > MIN_SHORT_FLAG)) {
            add_piece(search, take_base64(text, skip_to_value(text, end)), true);
        }
        i = end - 1;
    }
}

static void find_literals(struct search *search, struct view text)
{
    const struct view call = VIEW("FromBase64String");
    size_t at = 0;
    while ((at = view_find_nocase(text, call, at)) != SIZE_MAX) {
        at += call.len;
        size_t value = at;
        while (value < text.len && (ascii_is_blank(text.data[value]) || text.data[value] == '(')) {
            value++;
        }
        if (value < text.len && (text.data[value] == '\'' || text.data[value] == '"')) {
            add_piece(search, take_base64(text, value + 1), false);
        }
    }
}

/* The pieces; of long ones the beginning, so that none hides those behind it. */
static struct view shown(struct arena *arena, struct search *search)
{
    struct view all = buffer_view(&search->found);
    if (all.len <= ENCODED_MAX_SHOWN) {
        return all.len > 0 ? arena_copy(arena, all) : VIEW_NONE;
    }
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < search->pieces; i++) {
        size_t end = i + 1 < search->pieces ? search->starts[i + 1] - 1 : all.len;
        struct view piece = view_slice(all, search->starts[i], end);
        struct view begin = view_slice(piece, 0, ENCODED_MAX_SHOWN / search->pieces);
        buffer_add_text(&text, i > 0 ? "\n" : "");
        buffer_add(&text, view_slice(begin, 0, text_utf8_valid_len(begin)));
        buffer_add_text(&text, begin.len < piece.len ? " ..." : "");
    }
    search->is_cut = true;
    struct view copy = arena_copy(arena, buffer_view(&text));
    buffer_release(&text);
    return copy;
}

struct view encoded_find(struct arena *arena, struct view action, bool *is_cut)
{
    struct search search = {.pieces = 0};
    buffer_init(&search.found, ENCODED_MAX_TEXT);
    struct view level = action;
    for (size_t i = 0; i < ENCODED_MAX_LEVELS && level.len > 0; i++) {
        struct view copy = without_escapes(arena, level); /* what is found moves when it grows */
        size_t before = search.found.len;
        find_commands(&search, copy);
        find_literals(&search, copy);
        level = view_from(buffer_view(&search.found), before);
    }
    struct view found = shown(arena, &search);
    *is_cut |= search.is_cut;
    buffer_release(&search.found);
    return found;
}
