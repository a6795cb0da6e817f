/* Rule files from the command line: files, folders of them, and those compiled in. */
#ifndef WMILOG_ANALYZER_COMMANDS_RULE_FILES_H
#define WMILOG_ANALYZER_COMMANDS_RULE_FILES_H
#include <sys/stat.h>

#include "analyzer/commands/options.h"
#include "rules/rule_file/rule_file.h"

enum { RULE_FILES_MAX_VALUES = 100000 }; /* JSON values of one file: what memory goes by */

struct rule_files {
    struct arena arena;
    struct rule_source *sources; /* views live in the arena, or in the program */
    size_t count, cap;
    bool hides_names; /* of files, in complaints and in the sources */
};

void rule_files_init(struct rule_files *files);
void rule_files_release(struct rule_files *files);
/* The rules of a run: those compiled in, unless the options leave them out, and those of the files
 * that they name; false as rule_files_add. */
bool rule_files_add_options(struct rule_files *files, const struct options *options);
/* A file, or every *.json of a folder in order of names. Complains and returns false when something
 * cannot be read, or a folder has none. */
bool rule_files_add(struct rule_files *files, const char *path);
/* Makes rules of all; false, with a complaint and nothing to release, where they have a mistake. */
bool rule_files_load(const struct rule_files *files, struct rule_set *set);
/* True when the path is the file that `info` tells of, or a folder with it among its rules. */
bool rule_files_hold(const char *path, const struct stat *info);

#endif
