/* The generated table of codes and their families, from families.tsv. */
#ifndef WMILOG_RULES_KNOWLEDGE_FAMILIES_H
#define WMILOG_RULES_KNOWLEDGE_FAMILIES_H
#include "rules/failure/failure.h"

struct family_row {
    uint32_t value;
    enum family family;
};

/* Sorted by value. */
extern const struct family_row family_rows[];
extern const size_t family_row_count;

#endif
