/* Adding to the list of inputs, for what finds them in folders and archives. */
#ifndef WMILOG_ANALYZER_INPUT_INPUT_LIST_H
#define WMILOG_ANALYZER_INPUT_INPUT_LIST_H
#include "analyzer/input/inputs.h"

/* A new input at the end of the list, which may move; the path is copied. */
struct input *inputs_add_item(struct inputs *in, const char *path);
/* Whether no more files may be added, and the error that tells it. */
bool inputs_are_full(const struct inputs *in);
enum status inputs_too_many(struct error *err);

/* Adds a file of the folder that the input `container` is. STATUS_LIMIT as above. */
enum status inputs_add_file(struct inputs *in, size_t container, const char *path,
                            struct error *err);

/* Adds what was unpacked of a member of the archive that the input `parent` is: `size` bytes at
 * `start` of kept_fd. An empty name is a compressed file's own. STATUS_LIMIT as above. */
enum status inputs_add_part(struct inputs *in, size_t parent, const char *name, uint64_t start,
                            uint64_t size, struct error *err);

#endif
