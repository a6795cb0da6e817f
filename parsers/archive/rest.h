/* What a file has behind the last member of its archive: too little, or bytes that are no part of
 * it and that nobody would miss. */
#ifndef WMILOG_PARSERS_ARCHIVE_REST_H
#define WMILOG_PARSERS_ARCHIVE_REST_H
#include <archive.h>

#include "parsers/event/source.h"

/* To be asked once the last member was read; libarchive was given the first `given` bytes of the
 * source, of which `last` are the last ones. STATUS_DAMAGED when a tape archive lacks the empty
 * blocks that end it, a zip archive its directory, or when bytes that are not all zero stand before
 * or behind the archive, such as another archive or what is left of one: `err` tells how many, and
 * where. In a long stream they are noticed only behind an archive that is compressed as a whole. */
enum status archive_rest_check(struct archive *archive, struct source *source, uint64_t given,
                               struct view last, struct error *err);

#endif
