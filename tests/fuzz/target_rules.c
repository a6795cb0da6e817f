/* The loader of rule files over arbitrary bytes: a file is a rule set, or refused whole with a
 * sentence that says why; lint refuses the same, and what claims too much. */
#include "rules/rule_file/claim.h"
#include "rules/rule_file/rule_file.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static void count(void *context, struct view message)
{
    size_t *complaints = context;
    demand(message.len > 0, "a mistake is named");
    ++*complaints;
}

static size_t count_claims(const struct rule_set *set)
{
    struct claim_mistake mistakes[CLAIM_MAX_MISTAKES];
    size_t claims = 0;
    for (size_t i = 0; i < set->count; i++) {
        claims += claim_mistakes(set->rules[i], mistakes);
    }
    return claims;
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
    const size_t claims = loaded == STATUS_OK ? count_claims(&set) : 0;
    rule_set_release(&set);
    enum status linted = rule_files_lint(&source, 1, count, &complaints);
    demand((linted == STATUS_OK) == (complaints == 0), "a refused file has mistakes");
    demand((loaded == STATUS_OK && claims == 0) == (linted == STATUS_OK), "lint and loader agree");
    demand(loaded != STATUS_OK || claims == complaints, "lint tells each claim");
    return 0;
}
