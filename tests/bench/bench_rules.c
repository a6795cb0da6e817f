/* How long judging a failure takes: with the compiled-in rules alone, and beside fifty times as
 * many of an organisation of its own. Prints nanoseconds per failure. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "rules/matching/cases.h"
#include "rules/matching/match.h"
#include "rules/matching/wants.h"
#include "rules/rule_file/builtin.h"
#include "rules/surroundings/surroundings.h"
#include "tests/bench/clock.h"

enum { FAILURES = 1000000, TIMES = 50 };

static const uint32_t codes[] = {0x80041002, 0x80041032, 0x80041010, 0x80041003, 0x80070005,
                                 0x800706BA, 0x80041017, 0x8004100C, 0x80041001, 0x800705AF};
static const char *const operations[] = {
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process where Name='a.exe'",
    ("Start IWbemServices::DeleteInstance - root\\rsop\\computer : "
     "RSOP_ExtensionStatus.extensionGuid=\"{00000000-0000-0000-0000-000000000000}\""),
    "Start IWbemServices::CreateInstanceEnum - root\\wmi : MSiSCSI_PortalInfoClass",
    "Start IWbemServices::GetObject - ROOT\\StandardCimv2 : MSFT_NetAdapter",
    "IWbemServices::Connect",
};

/* Of ten rules of one's own, five name a code, three a family and two only a class; one in ten asks
 * about the failures around. */
static void write_rule(struct buffer *out, unsigned number)
{
    static const char *const families[] = {"wmi-access-denied", "quota", "not-found"};
    unsigned kind = number % 10;
    buffer_format(out, "%s{\"id\":\"own.%u\",\"version\":1,\"title\":\"t\",\"when\":{",
                  number == 0 ? "" : ",", number);
    if (kind < 5) {
        buffer_format(out, "\"code\":\"0x%08" PRIx32 "\",", codes[number / 10 % COUNT_OF(codes)]);
    } else if (kind < 8) {
        buffer_format(out, "\"family\":\"%s\",", families[kind - 5]);
    }
    if (kind == 4) {
        buffer_add_text(out, "\"preceded_by\":{\"code\":\"0x80041032\",\"at_least\":3},");
    }
    /* Classes that are told apart by their first letters, or late, or not at all. */
    static const char *const objects[] = {"\"class\":\"Own_Class", "\"class\":\"Win32_Process",
                                          "\"namespace\":\"root\\\\own"};
    buffer_format(out,
                  "%s%u*\"},\"cause\":\"c.\",\"confidence\":\"possible\","
                  "\"verdict\":\"degraded\",\"reason\":\"r.\"}",
                  objects[number / 10 % 3], number);
}

static void load(struct rule_set *set, unsigned own_rules)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, "{\"version\":\"1.0\",\"rules\":[");
    for (unsigned i = 0; i < own_rules; i++) {
        write_rule(&text, i);
    }
    buffer_add_text(&text, "]}");
    struct rule_source *sources = calloc(rule_builtin_file_count + 1, sizeof(*sources));
    struct error err;
    error_init(&err);
    if (!sources) {
        abort();
    }
    memcpy(sources, rule_builtin_files, rule_builtin_file_count * sizeof(*sources));
    sources[rule_builtin_file_count] = (struct rule_source){VIEW("own.json"), buffer_view(&text)};
    if (rule_set_load(set, sources, rule_builtin_file_count + 1, &err) != STATUS_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(EXIT_FAILURE);
    }
    free(sources);
    buffer_release(&text);
}

/* Of 400 classes, each query unlike all others, when they are diverse; then valid until the next.
 */
static void fill(struct failure *f, uint32_t i, bool is_diverse)
{
    static char diverse[160];
    const uint32_t number = i * UINT32_C(2654435761) >> 16;
    (void)snprintf(diverse, sizeof(diverse),
                   "Start IWbemServices::ExecQuery - root\\place%" PRIu32
                   " : select * from Own_Class%" PRIu32 " where Name='n%" PRIu32 "'",
                   number % 8, number % 400, i);
    f->time = INT64_C(133500000000000000) + (int64_t)i * WINTIME_TICKS_PER_MS * 100;
    f->result = codes[i * 7 % COUNT_OF(codes)];
    f->computer = VIEW("HOST");
    const char *text = operations[i * 3 % COUNT_OF(operations)];
    f->operation = operation_text_parse(view_of(is_diverse ? diverse : text));
    f->name_space = VIEW_NONE;
    f->client.machine = i % 3 == 0 ? VIEW("MON04") : VIEW("HOST");
    f->client.user = VIEW("LAB\\svc");
    f->client.has_process_id = true;
    f->client.process_id = i % 50;
    f->client.locality = i % 3 == 0 ? LOCALITY_REMOTE : LOCALITY_LOCAL;
    f->evidence_count = 1;
    f->evidence[0].event_id = 5858;
    f->evidence[0].origin.record = i;
    failure_classify(f);
}

/* Nanoseconds for each failure, without what it takes to make one. */
static uint64_t judge_all(const struct rule_set *set, bool with_surroundings, bool is_diverse,
                          uint64_t *causes)
{
    struct computers computers;
    computers_init(&computers, 0);
    struct surroundings *surroundings = rule_set_surroundings(set, &computers, 0);
    struct match_cases cases;
    struct kinds *kinds = kinds_new(0);
    struct failure f = {.result = 0};
    struct judgement j;
    match_cases_init(&cases);
    uint64_t spent = 0;
    judgement_init(&j);
    for (uint32_t i = 0; i < FAILURES; i++) {
        fill(&f, i, is_diverse);
        kinds_of(kinds, &f);
        uint64_t start = clock_nanoseconds();
        if (with_surroundings) {
            surroundings_failure(surroundings, &f, SURROUNDINGS_SIDE_CLIENT);
        }
        rule_set_match_in(set, &cases, with_surroundings ? surroundings : NULL, &f, &j);
        spent += clock_nanoseconds() - start;
        *causes += j.cause_count;
    }
    judgement_release(&j);
    surroundings_free(surroundings);
    computers_release(&computers);
    match_cases_release(&cases);
    kinds_free(kinds);
    return spent / FAILURES;
}

static void run(unsigned own_rules)
{
    struct rule_set set;
    uint64_t causes = 0, start = clock_nanoseconds();
    load(&set, own_rules);
    uint64_t loading = (clock_nanoseconds() - start) / 1000000;
    uint64_t alone = judge_all(&set, false, false, &causes);
    uint64_t with = judge_all(&set, true, false, &causes);
    uint64_t diverse = judge_all(&set, true, true, &causes);
    printf("%6zu rules: %6" PRIu64 " ns a failure, %6" PRIu64 " with what is around it, %6" PRIu64
           " diverse ones; loading %" PRIu64 " ms (%" PRIu64 " causes)\n",
           set.count, alone, with, diverse, loading, causes);
    rule_set_release(&set);
}

int main(void)
{
    struct rule_set builtin;
    rule_set_init_builtin(&builtin);
    size_t many = builtin.count * TIMES;
    rule_set_release(&builtin);
    run(0);
    run((unsigned)(many < RULE_MAX_RULES - 2000 ? many : RULE_MAX_RULES - 2000));
    return EXIT_SUCCESS;
}
