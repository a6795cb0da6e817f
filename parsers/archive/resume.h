/* Where a compressed file that is damaged can be read on: it may consist of several parts, each of
 * which is whole without the others. */
#ifndef WMILOG_PARSERS_ARCHIVE_RESUME_H
#define WMILOG_PARSERS_ARCHIVE_RESUME_H
#include "parsers/event/source.h"

enum { ARCHIVE_RESUME_HEAD = 12 };

struct archive_resume {
    uint64_t at; /* in the source */
    /* What has to stand before it: a block of xz needs the head of a stream. */
    size_t head_len;
    char head[ARCHIVE_RESUME_HEAD];
};

/* The next place at or behind `from` where a stream or frame of the format begins, or a block of
 * xz: by its signature, so that it may be none. False at the end of the source, and for formats
 * that have nothing of the kind. The source is no stream. */
bool archive_resume_find(struct source *source, const char *format, uint64_t from,
                         struct archive_resume *found);

#endif
