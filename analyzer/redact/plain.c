/* Texts that are kept or left out whole. */
#include "analyzer/redact/address.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"
#include "parsers/base/guid.h"
#include "rules/texts/wql.h"

void rewrite_identifier(struct rewriter *w, struct view text, struct buffer *out)
{
    (wql_only_name(text).len > 0 ? rewrite_kept : rewrite_query)(w, text, out);
}

void rewrite_guid(struct rewriter *w, struct view text, struct buffer *out)
{
    struct guid guid;
    if (guid_parse(view_trim(text), &guid)) {
        buffer_add(out, text);
    } else {
        rewrite_text(w, text, out);
    }
}

static bool is_harmless(struct view text)
{
    enum { MOST = 24 };
    bool is_plain = text.len <= MOST;
    bool is_hex = view_starts_nocase(text, VIEW("0x"));
    for (size_t i = is_hex ? 2 : 0; i < text.len && is_plain; i++) {
        is_plain = is_hex ? ascii_is_hex_digit(text.data[i]) : ascii_is_digit(text.data[i]);
    }
    return is_plain || usual_literal(text) || view_equal(text, VIEW("-"));
}

void rewrite_note(struct rewriter *w, struct view text, struct buffer *out)
{
    (void)w;
    buffer_format(out, "(%zu bytes)", text.len);
}

void rewrite_unknown(struct rewriter *w, struct view text, struct buffer *out)
{
    const struct view bare = view_trim(text);
    if (is_harmless(bare)) {
        buffer_add(out, text);
    } else if (sid_at(bare, 0) == bare.len) {
        rewrite_sid(w, bare, out);
    } else {
        rewrite_note(w, text, out);
    }
}

/* An apostrophe within a word is none that quotes. */
static size_t quoted_end(struct view text, size_t pos)
{
    for (size_t end = text.len; end > pos + 1; end--) {
        const bool is_last = end == text.len || !ascii_is_alnum(text.data[end]);
        if (text.data[end - 1] == '\'' && is_last) {
            return end;
        }
    }
    return text.len;
}

void rewrite_sentence(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t quote = 0;
    while (quote < text.len &&
           (text.data[quote] != '\'' || (quote > 0 && ascii_is_alnum(text.data[quote - 1])))) {
        quote++;
    }
    rewrite_text(w, view_slice(text, 0, quote), out);
    if (quote < text.len) {
        const size_t end = quoted_end(text, quote);
        buffer_format(out, "(%zu bytes)", end - quote > 2 ? end - quote - 2 : 0);
        rewrite_text(w, view_from(text, end), out);
    }
}
