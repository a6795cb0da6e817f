/* Why an archive cannot be read, by what libarchive says of it. */
#ifndef WMILOG_PARSERS_ARCHIVE_REASON_H
#define WMILOG_PARSERS_ARCHIVE_REASON_H
#include "parsers/base/error.h"

/* Behind what says that an archive has no end. */
#define ARCHIVE_VOLUMES " (of one in volumes, put all of them together: copy /b X.001+X.002 X)"

struct archive_reason {
    enum status status;
    const char *what; /* and what to do instead; constant */
    bool says_all;    /* libarchive's words say no more */
};

/* `reason` are libarchive's words, NULL for none; `format` is the archive's, as archive_recognise()
 * names it: STATUS_UNSUPPORTED for what is locked, or packed in a way that libarchive does not
 * know, and may be whole; else STATUS_DAMAGED. */
struct archive_reason archive_reason_of(const char *reason, const char *format);

#endif
