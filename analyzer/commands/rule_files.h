/* Rule files from the command line: files, folders of them, and those compiled in. */
#ifndef WMILOG_ANALYZER_COMMANDS_RULE_FILES_H
#define WMILOG_ANALYZER_COMMANDS_RULE_FILES_H
#include <sys/stat.h>

#include "rules/rule_file/rule_file.h"

enum { RULE_FILES_MAX_VALUES = 100000 }; /* JSON values of one file: what memory goes by */

struct rule_files {
    struct arena arena;
    struct rule_source *sources; /* views live in the arena, or in the program */
    size_t count, cap;
};

void rule_files_init(struct rule_files *files);
void rule_files_release(struct rule_files *files);
/* Those compiled in. */
void rule_files_add_builtin(struct rule_files *files);
/* A file, or every *.json of a folder in order of names. Complains and returns false when something
 * cannot be read, or a folder has none. */
bool rule_files_add(struct rule_files *files, const char *path);
/* True when the path is the file that `info` tells of, or a folder with it among its rules. */
bool rule_files_hold(const char *path, const struct stat *info);

#endif
