/* Archives and compressed files as a series of members, through libarchive: the only room that sees
 * it. Nothing is written anywhere, and a member's name is a label, never a path.
 *
 * Formats: zip, 7-Zip, cabinet and tar, each also inside gzip, bzip2, xz, lz4 or Zstandard; and a
 * single file compressed by one of these. A mail with attachments, or an encoded one, is read the
 * same way: its parts are the members. Of a document of an office program the tables and the text
 * are members, as plain text. */
#ifndef WMILOG_PARSERS_ARCHIVE_ARCHIVE_H
#define WMILOG_PARSERS_ARCHIVE_ARCHIVE_H
#include "parsers/base/error.h"
#include "parsers/base/view.h"
#include "parsers/event/source.h"

enum {
    ARCHIVE_MAX_NAME = 1024,        /* bytes of a member's name */
    ARCHIVE_MAX_RATIO = 500,        /* bytes that come out for each byte of the outermost archive */
    ARCHIVE_FREE_BYTES = 256 << 20, /* that may come out of it at any ratio */
    /* And of one member of a zip archive, which is passed over then. */
    ARCHIVE_FREE_MEMBER = ARCHIVE_FREE_BYTES / 2,
    ARCHIVE_MAX_MEMBERS = 100000, /* of one archive, whatever they are */
    ARCHIVE_MAX_PASSWORD = 256,
};

/* Of an archive and of all that are within it: what a bomb unpacks to does not depend on how it is
 * wrapped. */
struct archive_budget {
    uint64_t packed;   /* bytes of the outermost archive */
    uint64_t unpacked; /* that came out, at every depth */
};

struct archive_file;

/* Whether a member is the text of a mail, which has no name of its own: plain, or a web page. */
enum archive_text { ARCHIVE_TEXT_NONE, ARCHIVE_TEXT_PLAIN, ARCHIVE_TEXT_PAGE };

struct archive_member {
    char name[ARCHIVE_MAX_NAME]; /* with '/', without '..' and drive; "" for a single file */
    bool is_encrypted;           /* and no password for it is known */
    bool takes_password;         /* one would open it */
    enum archive_text text;
};

/* What the head of a source is: "zip", "7z", "cab", "tar", "gzip", "bzip2", "xz", "lz4", "zstd",
 * "mail"; NULL for what is no archive. Constant. */
const char *archive_recognise(struct view head);

/* Opens one. `source` and `budget` must outlive it; a stream, which can only be the outermost
 * archive, is read forward. `password` (NULL for none, must outlive it) is for encrypted zip
 * members. STATUS_NOT_FORMAT for what is no archive, STATUS_DAMAGED when its structure cannot be
 * read, STATUS_IO; `*file` is NULL then. Else the caller closes it. */
enum status archive_file_open(struct archive_file **file, struct source *source,
                              struct archive_budget *budget, const char *password,
                              struct error *err);
void archive_file_close(struct archive_file *file);

/* The next member that is a regular file. STATUS_OK with *has_one false at the end; STATUS_DAMAGED
 * where nothing more can be read, STATUS_LIMIT for too many members, STATUS_IO. */
enum status archive_file_next(struct archive_file *file, struct archive_member *member,
                              bool *has_one, struct error *err);

/* Bytes of the member, in order; *got is 0 at its end. STATUS_DAMAGED when the rest of the member
 * cannot be read, STATUS_UNSUPPORTED when it is encrypted and has no good password or is packed in
 * a way that libarchive does not know, or when it alone gives more than ARCHIVE_MAX_RATIO allows
 * and others can be read behind it; STATUS_LIMIT when the outermost archive does, STATUS_IO. */
enum status archive_file_read(struct archive_file *file, void *data, size_t len, size_t *got,
                              struct error *err);

#endif
