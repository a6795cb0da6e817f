/* Text in code pages. */
#include "parsers/event/code_page.h"

enum { NO_CHARACTER = 0xFFFD };

const struct code_page *code_page_find(struct view name)
{
    for (size_t i = 0; i < code_page_count; i++) {
        if (view_equal_nocase(name, code_pages[i].name)) {
            return &code_pages[i];
        }
    }
    return NULL;
}

/* The character that `bytes`, which are not empty, begin with. */
static uint32_t first_of(struct view bytes, const struct code_page *page, size_t *len)
{
    const unsigned char c = (unsigned char)bytes.data[0];
    const uint32_t character = c < 0x80 ? c : page->characters[c - 0x80];
    *len = 1;
    if (c < 0x80 || character != CODE_PAGE_LEAD) {
        return character;
    }
    const unsigned char trail = bytes.len > 1 ? (unsigned char)bytes.data[1] : 0;
    if (trail < CODE_PAGE_FIRST_TRAIL || trail >= CODE_PAGE_END) {
        return NO_CHARACTER;
    }
    const size_t row = (size_t)(c - CODE_PAGE_FIRST_LEAD) * CODE_PAGE_TRAILS;
    const uint32_t pair = page->pairs[row + trail - CODE_PAGE_FIRST_TRAIL];
    *len = pair == NO_CHARACTER && trail < 0x80 ? 1 : 2;
    return pair;
}

static size_t ascii_len(struct view bytes)
{
    size_t len = 0;
    while (len < bytes.len && (unsigned char)bytes.data[len] < 0x80) {
        len++;
    }
    return len;
}

void code_page_text(struct buffer *out, struct view bytes, const struct code_page *page,
                    size_t *replaced)
{
    size_t none = 0;
    while (bytes.len > 0) {
        const size_t plain = ascii_len(bytes);
        buffer_add(out, view_slice(bytes, 0, plain));
        bytes = view_from(bytes, plain);
        if (bytes.len == 0) {
            break;
        }
        size_t len;
        const uint32_t character = first_of(bytes, page, &len);
        none += character == NO_CHARACTER;
        text_add_code_point(out, character);
        bytes = view_from(bytes, len);
    }
    if (replaced) {
        *replaced += none;
    }
}

size_t code_page_len(struct view bytes, const struct code_page *page, size_t characters)
{
    size_t pos = 0;
    for (size_t i = 0; i < characters && pos < bytes.len; i++) {
        size_t len;
        first_of(view_from(bytes, pos), page, &len);
        pos += len;
    }
    return pos;
}

void code_page_source_text(struct buffer *out, struct view bytes, const struct reader_input *input)
{
    const bool is_wide = text_is_wide(input->encoding);
    if (is_wide || text_utf8_valid_len(bytes) == bytes.len) {
        text_to_utf8(out, bytes, input->encoding, NULL);
    } else if (input->code_page) {
        code_page_text(out, bytes, input->code_page, NULL);
    } else {
        text_to_utf8(out, bytes, TEXT_WINDOWS_1252, NULL);
    }
}
