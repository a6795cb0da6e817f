/* Names of members as labels. */
#ifndef WMILOG_PARSERS_ARCHIVE_NAMES_H
#define WMILOG_PARSERS_ARCHIVE_NAMES_H
#include "parsers/archive/archive.h"

/* A name that is a label below the archive's own, whoever wrote it, and on whatever system: with
 * '/', without '..', drive and control characters. */
void archive_clean_name(const char *found, char name[ARCHIVE_MAX_NAME]);

#endif
