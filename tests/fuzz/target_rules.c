/* The loader of rule files over arbitrary bytes: a file is a rule set, or refused whole with a
 * sentence that says why; lint and loader agree. */
#include "rules/rule_file/rule_file.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static void count(void *context, struct view message)
{
    size_t *complaints = context;
    demand(message.len > 0, "a mistake is named");
    ++*complaints;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct rule_source source = {VIEW("fuzz.json"), {(const char *)bytes, len}};
    struct rule_set set;
    struct error err;
    size_t complaints = 0;
    error_init(&err);
    enum status loaded = rule_set_load(&set, &source, 1, &err);
    demand(loaded == STATUS_OK || err.message[0] != '\0', "a file is refused with a sentence");
    rule_set_release(&set);
    enum status linted = rule_files_lint(&source, 1, count, &complaints);
    demand((linted == STATUS_OK) == (complaints == 0), "a refused file has mistakes");
    demand((loaded == STATUS_OK) == (linted == STATUS_OK), "lint and loader agree");
    return 0;
}
