/* Loads the rules that are compiled in; a mistake in them is a bug of ours. */
#include "rules/rule_file/builtin.h"

#include <assert.h>
#include <stdlib.h>

void rule_set_init_builtin(struct rule_set *set)
{
    struct error err;
    error_init(&err);
    enum status status = rule_set_load(set, rule_builtin_lean, rule_builtin_file_count, &err);
    assert(status == STATUS_OK);
    if (status != STATUS_OK) {
        abort();
    }
}
