/* Names of members as labels. */
#ifndef WMILOG_PARSERS_ARCHIVE_NAMES_H
#define WMILOG_PARSERS_ARCHIVE_NAMES_H
#include "parsers/archive/archive.h"

/* Makes `found`, as the archive has it, a label that can stand below the archive's own name: with
 * '/' between its parts, without '..', drive and control characters, whichever system wrote it. */
void archive_clean_name(const char *found, char name[ARCHIVE_MAX_NAME]);

struct archive_entry;
/* As the archive has it. Valid as long as the entry is. */
const char *archive_name_of(struct archive_entry *entry);

#endif
