/* What an archive is by its first bytes. */
#ifndef WMILOG_PARSERS_ARCHIVE_KINDS_H
#define WMILOG_PARSERS_ARCHIVE_KINDS_H
#include "parsers/base/view.h"

struct archive; /* libarchive's */

struct archive_kind {
    struct view magic;
    size_t offset; /* where it stands */
    const char *name;
    bool is_filter; /* around one file, or a tar */
};

/* The kind of a source that begins with `head`; constant, NULL for what is no archive. */
const struct archive_kind *archive_kind_of(struct view head);
/* Knows all kinds, and what is compressed around them; for the caller to free. `password` is
 * copied, NULL for none. */
struct archive *archive_kind_reader(const struct archive_kind *kind, const char *password);
/* True when it recognised nothing, and hands out the bytes themselves as the only file. */
bool archive_kind_is_none(struct archive *reader);

/* True where members stand by themselves, and are passed over without unpacking them. */
bool archive_kind_is_plain(struct archive *reader);

#endif
