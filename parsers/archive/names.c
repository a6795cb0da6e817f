/* A member may be called anything, also what would lead out of its archive. */
#include "parsers/archive/names.h"

#include <archive_entry.h>

#include "parsers/base/text.h"
#include "parsers/event/code_page.h"

/* Programs that write no UTF-8 write the code page of the console, which for Latin letters is this
 * one nearly everywhere; letters of others become wrong ones, but differ as they did. */
#define NAMES_PAGE "ibm850"

/* Appends one part of a path, unless it leads elsewhere. */
static size_t add_part(char *name, size_t len, struct view part)
{
    if (part.len == 0 || view_equal(part, VIEW(".")) || view_equal(part, VIEW("..")) ||
        (len == 0 && part.len == 2 && part.data[1] == ':')) {
        return len;
    }
    if (len > 0 && len + 1 < ARCHIVE_MAX_NAME) {
        name[len++] = '/';
    }
    for (size_t i = 0; i < part.len && len + 1 < ARCHIVE_MAX_NAME; i++) {
        name[len++] = (unsigned char)part.data[i] < ' ' ? '?' : part.data[i];
    }
    return len;
}

static void clean(const char *found, char name[ARCHIVE_MAX_NAME])
{
    size_t len = 0;
    const char *start = found;
    for (const char *at = found;; at++) {
        if (*at == '/' || *at == '\\' || *at == '\0') {
            len = add_part(name, len, (struct view){start, (size_t)(at - start)});
            start = at + 1;
        }
        if (*at == '\0') {
            break;
        }
    }
    name[len] = '\0';
}

void archive_clean_name(const char *found, char name[ARCHIVE_MAX_NAME])
{
    const struct view bytes = view_of(found);
    const struct code_page *const page = code_page_find(VIEW(NAMES_PAGE));
    if (!page || text_utf8_valid_len(bytes) == bytes.len) {
        clean(found, name);
        return;
    }
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    code_page_text(&text, bytes, page, NULL);
    buffer_add_char(&text, '\0');
    clean(text.data, name);
    buffer_release(&text);
}

const char *archive_name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    name = name ? name : archive_entry_pathname(entry);
    return name ? name : "name that cannot be read";
}
