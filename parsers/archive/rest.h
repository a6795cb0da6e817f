/* What a file has behind the last member of its archive: too little, or bytes that are no part of
 * it and that nobody would miss. */
#ifndef WMILOG_PARSERS_ARCHIVE_REST_H
#define WMILOG_PARSERS_ARCHIVE_REST_H
#include <archive.h>

#include "parsers/event/source.h"

/* To be asked once the last member was read; libarchive was given so many bytes of the source.
 * STATUS_DAMAGED when a tape archive ends without its end, or when bytes stand before or behind the
 * archive that are not all zero, as another archive, or what is left of one: `err` tells how many,
 * and where. Of a long stream, that is noticed only behind what is compressed as a whole. */
enum status archive_rest_check(struct archive *archive, struct source *source, uint64_t given,
                               struct error *err);

#endif
