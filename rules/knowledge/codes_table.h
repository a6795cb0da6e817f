/* The generated tables behind codes.h; nobody but codes.c includes this. */
#ifndef WMILOG_RULES_KNOWLEDGE_CODES_TABLE_H
#define WMILOG_RULES_KNOWLEDGE_CODES_TABLE_H
#include "rules/knowledge/codes.h"

/* A symbol or an alias, and its value. */
struct code_name {
    const char *name;
    uint32_t value;
};

/* By value, then by preference. */
extern const struct code code_table[];
extern const size_t code_table_count;

/* By value, then by name. */
extern const struct code_alias code_alias_table[];
extern const size_t code_alias_table_count;

/* By name with ASCII letters folded to lower case; each name once. */
extern const struct code_name code_name_table[];
extern const size_t code_name_table_count;

#endif
