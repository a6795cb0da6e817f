/* The state of going through texts, and what all ways do in the end. */
#include "analyzer/redact/rewriter.h"

#include <stdlib.h>

#include "analyzer/redact/fold.h"
#include "parsers/base/ascii.h"

void rewriter_init(struct rewriter *w, const struct name_table *names, struct name_table *collected)
{
    *w = (struct rewriter){.names = names, .collected = collected};
    for (size_t i = 0; i < REWRITER_MAX_DEPTH; i++) {
        buffer_init(&w->folded[i], BUFFER_NO_MAX);
        buffer_init(&w->plain[i], BUFFER_NO_MAX);
    }
    buffer_init(&w->out, BUFFER_NO_MAX);
    buffer_init(&w->word, BUFFER_NO_MAX);
}

void rewriter_release(struct rewriter *w)
{
    for (size_t i = 0; i < REWRITER_MAX_DEPTH; i++) {
        buffer_release(&w->folded[i]);
        buffer_release(&w->plain[i]);
    }
    free(w->memo);
    buffer_release(&w->out);
    buffer_release(&w->word);
}

static bool is_of_part(char c)
{
    return ascii_is_alnum(c) || (uint8_t)c >= 0x80 || c == '-' || c == '_' || c == '.';
}

/* "SRV01:135", "Ann Doe", "DOMAIN\SRV01 (a)": each part with a letter is a name, too. */
static void collect_parts(struct rewriter *w, enum name_kind kind, struct view word)
{
    enum { MIN_PART = 3 /* bytes */ };
    for (size_t pos = 0; pos < word.len;) {
        size_t end = pos;
        bool has_letter = false;
        for (; end < word.len && is_of_part(word.data[end]); end++) {
            has_letter |= !ascii_is_digit(word.data[end]) && word.data[end] != '.';
        }
        struct view part = view_slice(word, pos, end), domain;
        if (has_letter && part.len >= MIN_PART && part.len < word.len) {
            if (kind == NAME_HOST && view_cut(part, VIEW("."), &part, &domain)) {
                name_table_add_label(w->collected, domain);
            }
            name_table_add(w->collected, kind, part);
        }
        pos = end + 1;
    }
}

void rewriter_name(struct rewriter *w, enum name_kind kind, struct view word, struct buffer *out)
{
    if (w->collected) {
        name_table_add(w->collected, kind, word);
        if (kind <= NAME_USER) {
            collect_parts(w, kind, word);
        }
    } else {
        name_table_put(w->names, kind, word, out);
    }
}

void rewrite_whole(struct rewriter *w, struct view text, struct buffer *out)
{
    rewriter_name(w, NAME_TEXT, text, out);
}

/* Writes the token of a name as an identifier, in which '-' and '.' cannot be. */
static void put_identifier(struct rewriter *w, const struct name *name, struct buffer *out)
{
    const size_t start = out->len;
    name_put(w->names, name, out);
    for (size_t i = start; i < out->len; i++) {
        out->data[i] = out->data[i] == '-' || out->data[i] == '.' ? '_' : out->data[i];
    }
}

void rewrite_kept(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t from = 0;
    if (w->collected || !w->names->has_words) {
        buffer_add(out, text);
        return;
    }
    struct buffer folded;
    buffer_init(&folded, BUFFER_NO_MAX);
    fold_add(&folded, text);
    for (size_t pos = 0; pos < text.len;) {
        size_t len = 0;
        const bool begins = pos == 0 || !ascii_is_alnum(text.data[pos - 1]);
        const struct name *name =
            begins ? name_table_match(w->names, buffer_view(&folded), pos, &len) : NULL;
        if (name && (name->kinds & 1U << NAME_WORD) != 0) {
            buffer_add(out, view_slice(text, from, pos));
            put_identifier(w, name, out);
            from = pos + len;
            pos = from;
        } else {
            pos++;
        }
    }
    buffer_add(out, view_from(text, from));
    buffer_release(&folded);
}
