/* The rule files compiled into the program, generated from rules/knowledge/builtin/. */
#ifndef WMILOG_RULES_RULE_FILE_BUILTIN_H
#define WMILOG_RULES_RULE_FILE_BUILTIN_H
#include "rules/rule_file/rule_file.h"

/* In the order of their names. A program that extends the rules gives these to rule_set_load first
 * and its own files after them. */
extern const struct rule_source rule_builtin_files[];
/* The same without the rules' samples, which nothing but tests of rules reads: quicker to load. */
extern const struct rule_source rule_builtin_lean[];
extern const size_t rule_builtin_file_count; /* of both */

#endif
