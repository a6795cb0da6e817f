/* What people and providers write into events, rewritten without names, over arbitrary bytes. Each
 * byte 1 and 2 stands for the name of a user that is known: neither must be a word of what comes
 * out. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/redact/events.h"
#include "analyzer/redact/fold.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

/* Never names of classes; behind a backslash the second one looks like an escape. */
static const char *const users[] = {"Zq-\xC3\x96x", "tq-\xC3\x96y"};
enum { USER_COUNT = COUNT_OF(users) };

static const struct {
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
    bool keeps_names; /* of namespaces, or of accounts of Windows' own domains */
} ways[] = {
    {rewrite_text, false},       {rewrite_query, false},    {rewrite_mof, false},
    {rewrite_unknown, false},    {rewrite_sentence, false}, {rewrite_host, false},
    {rewrite_domain, false},     {rewrite_operation, true}, {rewrite_account, true},
    {rewrite_principal, true},   {rewrite_namespace, true}, {rewrite_guid, false},
    {rewrite_identifier, false},
};

/* Valid UTF-8, with the name in it. */
static void make_text(struct buffer *out, const uint8_t *bytes, size_t len)
{
    struct buffer raw;
    buffer_init(&raw, BUFFER_NO_MAX);
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] >= 1 && bytes[i] <= USER_COUNT) {
            buffer_add_text(&raw, users[bytes[i] - 1]);
        } else {
            buffer_add_char(&raw, (char)bytes[i]);
        }
    }
    text_to_utf8(out, buffer_view(&raw), TEXT_UTF8, NULL);
    buffer_release(&raw);
}

static bool has_name(struct view text, const char *user)
{
    struct buffer folded, name;
    bool is_found = false;
    buffer_init(&folded, BUFFER_NO_MAX);
    buffer_init(&name, BUFFER_NO_MAX);
    fold_add(&folded, text);
    fold_add(&name, view_of(user));
    const struct view all = buffer_view(&folded);
    size_t at = 0;
    while (!is_found && (at = view_find(all, buffer_view(&name), at)) != SIZE_MAX) {
        const size_t end = at + name.len;
        is_found = (at == 0 || !ascii_is_alnum(all.data[at - 1])) &&
                   (end == all.len || !ascii_is_alnum(all.data[end]));
        at++;
    }
    buffer_release(&folded);
    buffer_release(&name);
    return is_found;
}

static void rewrite_all(struct name_table *names, struct name_table *collected, struct view text)
{
    struct rewriter w;
    rewriter_start(&w, names, collected);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct buffer out;
        buffer_init(&out, BUFFER_NO_MAX);
        ways[i].put(&w, text, &out);
        if (!collected) {
            const struct view rewritten = buffer_view(&out);
            demand(text_utf8_valid_len(rewritten) == rewritten.len, "what comes out is UTF-8");
            for (size_t n = 0; n < USER_COUNT; n++) {
                demand(ways[i].keeps_names || !has_name(rewritten, users[n]), "the name is hidden");
            }
        }
        buffer_release(&out);
    }
    rewriter_release(&w);
}

static void add_users(struct name_table *names)
{
    name_table_init(names, 1 << 20, VIEW_NONE);
    for (size_t n = 0; n < USER_COUNT; n++) {
        name_table_add(names, NAME_USER, view_of(users[n]));
    }
}

/* Looking up which names are usual words takes longer than all the rest: the table that knows
 * these names alone is made once, and what a text itself tells is used for one of FULL_PART texts,
 * where it tells more. */
enum { FULL_PART = 16 };

static struct name_table *known_name(void)
{
    static struct name_table known;
    static bool is_made;
    if (!is_made) {
        add_users(&known);
        name_table_seal(&known);
        is_made = true;
    }
    return &known;
}

static void collect_and_rewrite(struct view text, bool is_used)
{
    struct name_table names;
    add_users(&names);
    rewrite_all(&names, &names, text);
    if (is_used && names.count > USER_COUNT) {
        name_table_seal(&names);
        rewrite_all(&names, NULL, text);
    }
    name_table_release(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buffer text;
    unsigned sum = (unsigned)len;
    buffer_init(&text, BUFFER_NO_MAX);
    make_text(&text, bytes, len);
    for (size_t i = 0; i < len; i++) {
        sum = sum * 31 + bytes[i];
    }
    /* Of the exact size, so that a step beyond its end is found. */
    char *heap = memory_new(text.len > 0 ? text.len : 1, 1);
    memcpy(heap, buffer_view(&text).data, text.len);
    const struct view given = {heap, text.len};
    rewrite_all(known_name(), NULL, given);
    collect_and_rewrite(given, sum % FULL_PART == 0);
    free(heap);
    buffer_release(&text);
    return 0;
}
