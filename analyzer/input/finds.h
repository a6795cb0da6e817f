/* Files of bundles that are no logs and tell of their computer. */
#ifndef WMILOG_ANALYZER_INPUT_FINDS_H
#define WMILOG_ANALYZER_INPUT_FINDS_H
#include "analyzer/input/inputs.h"

enum {
    FIND_MAX_SIZE = 16 << 20, /* bytes of one file */
    FINDS_MAX = 4096,         /* files that are kept */
};

/* Notes a file that was found in the input `container`; its path is copied, its host is looked for
 * in the path. */
void finds_add(struct inputs *in, size_t container, const struct input_find *find);
/* Of those whose path names no computer: the one that a log in the same folder is named after. What
 * is still of no computer says nothing, and is counted as not used. Once all inputs are known. */
void finds_name_hosts(struct inputs *in);
/* The bytes of a find, for the caller to free(). */
enum status finds_read(const struct inputs *in, const struct input_find *find, char **bytes,
                       size_t *len, struct error *err);

#endif
