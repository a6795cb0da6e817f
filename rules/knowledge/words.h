/* Names in the generated tables: words of one pool, and patterns over them. For this room alone. */
#ifndef WMILOG_RULES_KNOWLEDGE_WORDS_H
#define WMILOG_RULES_KNOWLEDGE_WORDS_H
#include "rules/knowledge/knowledge_tables.h"

enum { NAME_NONE = 0xFFFF };

/* The text of a word; empty for word 0. */
struct view word_view(uint16_t word);

/* Order of two names with ASCII letters folded; negative, 0 or positive. */
int name_compare(struct view a, struct view b);
/* FNV-1a of the name with ASCII letters folded, as make_knowledge.py computes it. */
uint32_t name_hash(struct view name);

/* The first pattern that matches `name`, from the longest beginning to the shortest, or NAME_NONE;
 * and the next one after `pattern`. */
uint16_t pattern_find(const struct name_pattern *patterns, uint16_t count, struct view name);
uint16_t pattern_next(const struct name_pattern *patterns, uint16_t pattern, struct view name);

enum { NAMESPACE_KEY_SIZE = 512 };
/* A namespace as the tables write it: a whole part '*', which a normalised name has for a SID, is
 * "s_1_*". Returns a view of `name_space` itself or of `key`. */
struct view namespace_key(struct view name_space, char key[NAMESPACE_KEY_SIZE]);

#endif
