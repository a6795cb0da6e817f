/* Rule files: reading them into a rule set, and finding all that is wrong with them. */
#ifndef WMILOG_RULES_RULE_FILE_RULE_FILE_H
#define WMILOG_RULES_RULE_FILE_RULE_FILE_H
#include "parsers/base/error.h"
#include "rules/rule/rule.h"

/* A rule file in memory; `name` is for messages. */
struct rule_source {
    struct view name;
    struct view text;
};
/* Reads rule files (JSON, rules/rule_file/rule.schema.json). All or nothing: on error the set is
 * left unusable but releasable, and the message carries the path of the mistake: "NAME:
 * rules[3].when.phase: found 'conect', expected 'connect' or 'operation'". Nothing of the sources
 * is kept. STATUS_DAMAGED (not JSON), STATUS_USAGE (not a rule file), STATUS_UNSUPPORTED (another
 * major version), STATUS_LIMIT. An id may occur once in all sources. */
enum status rule_set_load(struct rule_set *set, const struct rule_source *sources, size_t count,
                          struct error *err);
void rule_set_release(struct rule_set *set);
/* Looks for every mistake in the files together: `complain` gets each as rule_set_load would say
 * it, valid during the call. The first mistake's status. */
enum status rule_files_lint(const struct rule_source *sources, size_t count,
                            void (*complain)(void *context, struct view message), void *context);

#endif
