/* Telling a code page by the names of parts that are in the text. */
#include <string.h>

#include "parsers/event/code_page.h"
#include "parsers/text/lines/lines.h"

enum { PAGE_LOOK = 16 * 1024 };

static bool is_ascii(struct view text)
{
    size_t pos = 0;
    while (pos < text.len && (unsigned char)text.data[pos] < 0x80) {
        pos++;
    }
    return pos == text.len;
}

/* What stands around a name, be it a label, the head of a column, or quoted. */
static bool is_border(char c)
{
    return c == '\n' || c == '\r' || ascii_is_of("\t,;:=\"|*>", c);
}

/* The accounts that most failures are of, in some languages of Windows. */
static bool is_account(struct view name)
{
    return view_starts(name, VIEW("NT-AUTORIT\xC3\x84T\\")) ||
           view_ends_nocase(name, VIEW("\\Syst\xC3\xA8me")) ||
           view_ends_nocase(name,
                            VIEW("\\\xD0\xA1\xD0\x98\xD0\xA1\xD0\xA2\xD0\x95\xD0\x9C\xD0\x90"));
}

/* How many times the text has names with letters beyond ASCII. */
static size_t count_names(struct view text)
{
    size_t count = 0;
    size_t start = 0;
    for (size_t pos = 0; pos < text.len; pos++) {
        if (is_border(text.data[pos])) {
            struct view name = view_trim(view_slice(text, start, pos));
            count += name.len <= TEXT_MAX_NAME && !is_ascii(name) &&
                     (text_part_of(name, TEXT_AFTER_ANY) != EVENT_PART_NONE || is_account(name));
            start = pos + 1;
        }
    }
    return count;
}

/* True where names of parts show that it is that page. */
static bool shows_windows_1252(struct view look)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    code_page_text(&text, look, &code_pages[0], NULL);
    const bool is_shown = count_names(buffer_view(&text)) > count_names(look);
    buffer_release(&text);
    return is_shown;
}

const struct code_page *text_page_of(struct view head)
{
    const struct view look = view_slice(head, 0, PAGE_LOOK);
    if (look.len == 0 || text_utf8_valid_len(head) == head.len ||
        memchr(look.data, '\0', look.len)) {
        return NULL;
    }
    struct buffer text;
    size_t most = 0;
    const struct code_page *found = &code_pages[0];
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < code_page_count; i++) {
        buffer_clear(&text);
        code_page_text(&text, look, &code_pages[i], NULL);
        const size_t count = count_names(buffer_view(&text));
        found = count > most ? &code_pages[i] : found;
        most = count > most ? count : most;
    }
    most = most > count_names(look) ? most : 0;
    buffer_release(&text);
    return most > 0 && found != &code_pages[0] ? found : NULL;
}

void text_set_page(struct reader_input *input, struct view head)
{
    const struct view look = view_slice(head, 0, PAGE_LOOK);
    const bool is_other = text_utf8_valid_len(head) < head.len &&
                          !(look.len > 0 && memchr(look.data, '\0', look.len));
    input->code_page = text_page_of(head);
    input->has_guessed_page = false;
    if (is_other && !input->code_page && !shows_windows_1252(look)) {
        const struct code_page *page = text_page_by_letters(head);
        input->has_guessed_page = page && page != &code_pages[0];
        input->code_page = input->has_guessed_page ? page : NULL;
    }
}
