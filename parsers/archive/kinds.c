/* Kinds of archives by their first bytes. */
#include "parsers/archive/kinds.h"

#include "parsers/archive/archive.h"
#include "parsers/archive/mail.h"

/* Tape archives first. */
static const struct archive_kind magics[] = {
    {{"ustar", 5}, 257, "tar", false},
    {{"PK\x03\x04", 4}, 0, "zip", false},
    {{"PK\x05\x06", 4}, 0, "zip", false},
    {{"7z\xBC\xAF\x27\x1C", 6}, 0, "7z", false},
    {{"MSCF\0\0\0\0", 8}, 0, "cab", false},
    {{"\x1f\x8b\x08", 3}, 0, "gzip", true},
    {{"BZh", 3}, 0, "bzip2", true},
    {{"\xFD\x37\x7AXZ\0", 6}, 0, "xz", true},
    {{"\x04\x22\x4D\x18", 4}, 0, "lz4", true},
    {{"\x28\xB5\x2F\xFD", 4}, 0, "zstd", true},
};

/* A tape archive without a file: nothing but the empty blocks at its end, as its programs fill them
 * up. */
static bool is_empty_tar(struct view head)
{
    enum { BLOCK = 512, END = 2 * BLOCK, MOST = 20 * BLOCK };
    if (head.len < END || head.len > MOST || head.len % BLOCK != 0) {
        return false;
    }
    for (size_t i = 0; i < head.len; i++) {
        if (head.data[i] != '\0') {
            return false;
        }
    }
    return true;
}

const struct archive_kind *archive_kind_of(struct view head)
{
    if (is_empty_tar(head)) {
        return &magics[0];
    }
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        if (view_starts(view_from(head, magics[i].offset), magics[i].magic)) {
            return &magics[i];
        }
    }
    return NULL;
}

const char *archive_recognise(struct view head)
{
    const struct archive_kind *kind = archive_kind_of(head);
    return kind ? kind->name : mail_recognise(head) ? "mail" : NULL;
}
