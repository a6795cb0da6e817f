/* The files in an archive or a folder as inputs of their own. */
#ifndef WMILOG_ANALYZER_INPUT_MEMBERS_H
#define WMILOG_ANALYZER_INPUT_MEMBERS_H
#include "analyzer/input/inputs.h"

enum {
    MEMBERS_MAX_DEPTH = 3, /* archives within archives */
};
#define MEMBERS_MAX_BYTES (16ULL << 30) /* of all members of a run that are kept */

/* Adds each member of the input `index`, an open archive, that is a log or an archive itself, as an
 * input behind the others; its bytes are kept in a temporary file without a name, and so is what
 * tells of its computer. The others are counted. What cannot be unpacked is a problem of the
 * archive, and ends it. */
void members_add(struct inputs *in, size_t index);

/* Leaves out what a bundle holds twice: the text that was made of a log which is read. Once all
 * inputs are recognised. */
void members_pass_over_copies(struct inputs *in);

/* Takes a file of the folder that the input `folder` is: a log or an archive becomes an input, what
 * tells of its computer is noted, the others are counted. STATUS_LIMIT for too many files. */
enum status members_add_file(struct inputs *in, size_t folder, const char *path, struct error *err);

#endif
