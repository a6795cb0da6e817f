/* The members of an archive as inputs of their own. */
#ifndef WMILOG_ANALYZER_INPUT_MEMBERS_H
#define WMILOG_ANALYZER_INPUT_MEMBERS_H
#include "analyzer/input/inputs.h"

enum {
    MEMBERS_MAX_DEPTH = 3, /* archives within archives */
};
#define MEMBERS_MAX_BYTES (16ULL << 30) /* of all members of a run that are kept */

/* Adds each member of the input `index`, an open archive, that is a log or an archive itself, as an
 * input behind the others; its bytes are kept in a temporary file without a name. The others are
 * counted. What cannot be unpacked is a problem of the archive, and ends it. */
void members_add(struct inputs *in, size_t index);

#endif
