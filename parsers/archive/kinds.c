/* Kinds of archives by their first bytes. */
#include "parsers/archive/kinds.h"

#include <archive.h>

#include "parsers/archive/archive.h"
#include "parsers/archive/mail.h"
#include "parsers/base/count.h"

/* Tape archives first. */
static const struct archive_kind magics[] = {
    {{"ustar", 5}, 257, "tar", false},
    {{"PK\x03\x04", 4}, 0, "zip", false},
    {{"PK\x05\x06", 4}, 0, "zip", false},
    {{"7z\xBC\xAF\x27\x1C", 6}, 0, "7z", false},
    {{"MSCF\0\0\0\0", 8}, 0, "cab", false},
    {{"070701", 6}, 0, "cpio", false},
    {{"070702", 6}, 0, "cpio", false},
    {{"070707", 6}, 0, "cpio", false},
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

/* The head of a member of a tape archive from before POSIX, which has no signature: a name, and the
 * sum of its bytes, in octal, with blanks in the place of the sum (tar(5)). */
static bool is_old_tar(struct view head)
{
    enum { BLOCK = 512, SUM = 148, SUM_LEN = 8, OCTAL = 8 };
    unsigned sum = 0, told = 0;
    bool has_digits = false, is_over = false;
    if (head.len < BLOCK || head.data[0] == '\0') {
        return false;
    }
    for (size_t i = 0; i < BLOCK; i++) {
        sum += i >= SUM && i < SUM + SUM_LEN ? ' ' : (uint8_t)head.data[i];
    }
    for (size_t i = SUM; i < SUM + SUM_LEN; i++) {
        const char c = head.data[i];
        const bool is_digit = c >= '0' && c < '0' + OCTAL;
        if ((!is_digit && c != ' ' && c != '\0') || (is_digit && is_over)) {
            return false;
        }
        told = is_digit ? told * OCTAL + (unsigned)(c - '0') : told;
        has_digits = has_digits || is_digit;
        is_over = has_digits && !is_digit;
    }
    return has_digits && told == sum;
}

const struct archive_kind *archive_kind_of(struct view head)
{
    if (is_empty_tar(head) || is_old_tar(head)) {
        return &magics[0];
    }
    for (size_t i = 0; i < COUNT_OF(magics); i++) {
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

/* Only what reads bytes itself: some of libarchive's filters would start programs. */
static void support(struct archive *a, bool is_filter)
{
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_cab(a);
    archive_read_support_format_cpio(a);
    archive_read_support_format_tar(a);
    if (is_filter) {
        archive_read_support_format_raw(a);
        archive_read_support_format_empty(a);
    }
}

struct archive *archive_kind_reader(const struct archive_kind *kind, const char *password)
{
    struct archive *a = archive_read_new();
    support(a, kind->is_filter);
    /* One tape archive behind another is read on. */
    archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1");
    if (password) {
        archive_read_add_passphrase(a, password);
    }
    return a;
}

bool archive_kind_is_none(struct archive *reader)
{
    return archive_format(reader) == ARCHIVE_FORMAT_RAW && archive_filter_count(reader) == 1;
}

bool archive_kind_is_plain(struct archive *reader)
{
    const int format = archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK;
    return archive_filter_count(reader) == 1 &&
           (format == ARCHIVE_FORMAT_ZIP || format == ARCHIVE_FORMAT_TAR);
}
