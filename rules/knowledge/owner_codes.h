/* Codes that a provider hands on from what it serves, where the same number elsewhere means
 * something else or nothing (owner_codes.tsv, code_owners.tsv). */
#ifndef WMILOG_RULES_KNOWLEDGE_OWNER_CODES_H
#define WMILOG_RULES_KNOWLEDGE_OWNER_CODES_H
#include "rules/knowledge/knowledge.h"

struct owner_code {
    uint32_t value;
    struct view owner;   /* "Task Scheduler" */
    struct view symbol;  /* or empty */
    struct view meaning; /* a sentence */
    enum grade grade;
};

/* What a code means where a class, provider or namespace tells its owner; what is not known is
 * empty. The most special pattern whose owner has the code. False, `*code` untouched, when none
 * has: the number alone never decides. */
bool owner_code_find(uint32_t value, struct view name_space, struct view class_name,
                     struct view provider, struct owner_code *code);

size_t owner_code_count(void);
void owner_code_at(size_t index, struct owner_code *code); /* by value, then owner */
/* Index of the first row of a value, and how many there are: for those who ask about a number. */
size_t owner_code_range(uint32_t value, size_t *count);

#endif
