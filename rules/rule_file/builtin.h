/* The rules that are compiled into the program, from rules/knowledge/builtin/. */
#ifndef WMILOG_RULES_RULE_FILE_BUILTIN_H
#define WMILOG_RULES_RULE_FILE_BUILTIN_H
#include "rules/rule_file/rule_file.h"

/* The files, in the order of their names. Who extends the rules gives these to rule_set_load first
 * and the files of its own after them. */
extern const struct rule_source rule_builtin_files[];
extern const size_t rule_builtin_file_count;

/* What rule_set_load makes of them, but for the samples, which only tests of rules read. */
extern const struct rule *const rule_compiled[];
extern const size_t rule_compiled_count;
extern const struct view rule_compiled_version;
extern const char rule_compiled_sha256[];

/* A set of them, ready for use. */
void rule_set_init_builtin(struct rule_set *set);
/* The same without its index, which takes time: nothing can be matched before rule_set_index. */
void rule_set_list_builtin(struct rule_set *set);
/* Makes the index of such a set; one that has it stays as it is. */
void rule_set_index(struct rule_set *set);

#endif
