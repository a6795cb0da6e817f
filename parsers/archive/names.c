/* A member may be called anything, also what would lead out of its archive. */
#include "parsers/archive/names.h"

#include <archive_entry.h>

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

void archive_clean_name(const char *found, char name[ARCHIVE_MAX_NAME])
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

const char *archive_name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    name = name ? name : archive_entry_pathname(entry);
    return name ? name : "name that cannot be read";
}
