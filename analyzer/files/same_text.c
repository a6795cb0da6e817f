/* Comparing a page with a text. */
#include "analyzer/files/same_text.h"

#include <unistd.h>

#include "parsers/base/ascii.h"
#include "parsers/text/text.h"

/* False when not all of it can be read. */
static bool read_part(int fd, struct part_place place, struct buffer *out)
{
    char bytes[4096];
    if (place.size == 0 || place.size > SAME_TEXT_MAX_SIZE) {
        return false;
    }
    for (size_t done = 0; done < place.size;) {
        const size_t left = (size_t)place.size - done;
        const ssize_t got = pread(fd, bytes, left < sizeof(bytes) ? left : sizeof(bytes),
                                  (off_t)(place.start + done));
        if (got <= 0) {
            return false;
        }
        buffer_add(out, (struct view){bytes, (size_t)got});
        done += (size_t)got;
    }
    return true;
}

/* Takes out all blanks, also those that hold words together. */
static void squeeze(struct buffer *out, struct view text)
{
    const struct view held = VIEW("\xC2\xA0");
    for (size_t i = 0; i < text.len; i++) {
        if (view_starts(view_from(text, i), held)) {
            i++;
        } else if (!ascii_is_blank(text.data[i])) {
            buffer_add_char(out, text.data[i]);
        }
    }
}

bool same_text(int fd, struct part_place text, struct part_place page)
{
    struct buffer read, plain, said;
    buffer_init(&read, BUFFER_NO_MAX);
    buffer_init(&plain, BUFFER_NO_MAX);
    buffer_init(&said, BUFFER_NO_MAX);
    bool is_same = read_part(fd, text, &read);
    squeeze(&plain, buffer_view(&read));
    buffer_clear(&read);
    if (is_same && read_part(fd, page, &read)) {
        struct buffer without;
        buffer_init(&without, BUFFER_NO_MAX);
        text_add_without_html(&without, buffer_view(&read));
        squeeze(&said, buffer_view(&without));
        buffer_release(&without);
    }
    is_same = said.len > 0 && view_find(buffer_view(&plain), buffer_view(&said), 0) != SIZE_MAX;
    buffer_release(&read);
    buffer_release(&plain);
    buffer_release(&said);
    return is_same;
}
