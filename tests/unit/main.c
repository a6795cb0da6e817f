/* Runs unit test suites: all of them, or those named on the command line. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "tests/unit/suites.h"

struct entry {
    const char *name;
    Suite *(*suite)(void);
};

static const struct entry entries[] = {
#define X(name) {#name, name##_suite},
    UNIT_SUITES
#undef X
};

enum { ENTRY_COUNT = COUNT_OF(entries) };

static const struct entry *find(const char *name)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (strcmp(entries[i].name, name) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

/* A suite that executes nothing has failed too: Check itself would call that a success. */
static bool run(const struct entry *entry)
{
    SRunner *runner = srunner_create(entry->suite());
    srunner_run_all(runner, CK_ENV);
    int executed = srunner_ntests_run(runner);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (executed == 0) {
        fprintf(stderr, "unit: suite '%s' executed no test\n", entry->name);
    }
    return executed > 0 && failed == 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < ENTRY_COUNT; i++) {
            puts(entries[i].name);
        }
        return EXIT_SUCCESS;
    }
    bool ok = true;
    for (size_t i = 0; argc == 1 && i < ENTRY_COUNT; i++) {
        ok = run(&entries[i]) && ok;
    }
    for (int i = 1; i < argc; i++) {
        const struct entry *entry = find(argv[i]);
        if (!entry) {
            fprintf(stderr, "unit: found '%s', expected a suite (see unit --list)\n", argv[i]);
            return EXIT_FAILURE;
        }
        ok = run(entry) && ok;
    }
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
