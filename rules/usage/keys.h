/* What tells clients, and what they ask for, apart. */
#ifndef WMILOG_RULES_USAGE_KEYS_H
#define WMILOG_RULES_USAGE_KEYS_H
#include "parsers/base/buffer.h"
#include "rules/usage/usage.h"

/* A copy of a text, cut at `max` bytes between characters; a cut one ends with " ..." and is marked
 * by `*is_cut` (NULL allowed), which stays as it is otherwise. */
struct view usage_keep(struct arena *arena, struct view text, size_t max, bool *is_cut);

/* Adds the client process of an operation: its id and start, its machine, and whose WMI it asks. */
void usage_key_client(struct buffer *key, const struct usage_operation *op);
/* Adds a part of at most USAGE_MAX_NAME bytes, without regard to case, and its end. */
void usage_key_name(struct buffer *key, struct view name);

#endif
