/* From names on the command line to files: folders are walked, and each file is found once. */
#ifndef WMILOG_ANALYZER_FILES_FOLDERS_H
#define WMILOG_ANALYZER_FILES_FOLDERS_H
#include "parsers/base/error.h"
#include "parsers/base/hash/hash_set.h"

enum {
    FOLDERS_MAX_ENTRIES = 1 << 16, /* names in all folders, of whatever kind */
    FOLDERS_MAX_DEPTH = 32,        /* of folders */
};

struct folders {
    struct hash_set seen; /* files and folders, by device and number */
    size_t entries;       /* names read so far */
    /* Takes each file. `refused` is NULL, or says why the path, a folder, cannot be walked, with
     * its status. What is not STATUS_OK ends the walk. */
    enum status (*take)(void *context, const char *path, enum status status, const char *refused,
                        struct error *err);
    /* Told of a name in a folder that is neither a file nor a folder. */
    void (*skip)(void *context, const char *path);
    void *context;
};

void folders_init(struct folders *w);
void folders_release(struct folders *w);

/* Takes a name that the user gave: a file or what can be read like one, "-", or a folder, whose
 * files are taken in the order of their names. A file or folder that was met before, by whichever
 * name, is passed over. STATUS_LIMIT when the folders hold too many names. */
enum status folders_take(struct folders *w, const char *path, struct error *err);

#endif
