/* wmilog rules: what the rules say, why one holds or not, whether rule files are right, whether
 * their samples pass. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/commands/rule_files.h"
#include "analyzer/commands/rules/rule_why.h"
#include "analyzer/commands/rules/rule_words.h"
#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"
#include "parsers/base/memory.h"
#include "parsers/base/nearest.h"
#include "rules/matching/samples.h"

static struct paper open_paper(const struct options *options, struct output *out, bool use_color)
{
    (void)options;
    return paper_on(out, output_width(out), use_color);
}

static int by_id(const void *left, const void *right)
{
    const struct rule *const *a = left, *const *b = right;
    return view_compare((*a)->id, (*b)->id);
}

/* In order of ids; the caller frees the list. */
static const struct rule **sorted_rules(const struct rule_set *set)
{
    const struct rule **list = memory_new(set->count + 1, sizeof(struct rule *));
    for (size_t i = 0; i < set->count; i++) {
        list[i] = set->rules[i];
    }
    qsort(list, set->count, sizeof(struct rule *), by_id);
    return list;
}

static int list_rules(const struct options *options, const struct rule_set *set, struct output *out,
                      bool use_color)
{
    if (options->input_count != 1) {
        complain("rules list: found '%s', expected nothing after it", options->inputs[1]);
        return EXIT_STATUS_USAGE;
    }
    struct paper paper = open_paper(options, out, use_color);
    const struct rule **list = sorted_rules(set);
    for (size_t i = 0; i < set->count; i++) {
        rule_words_line(&paper, list[i]);
    }
    free(list);
    return EXIT_STATUS_OK;
}

static void complain_unknown(const struct rule_set *set, const char *id)
{
    const char **ids = memory_new(set->count + 1, sizeof(*ids));
    for (size_t i = 0; i < set->count; i++) {
        ids[i] = set->rules[i]->id.data; /* the arena puts a NUL after every text */
    }
    const char *nearest = nearest_name(view_of(id), ids, set->count);
    if (nearest) {
        complain("no rule '%s', did you mean '%s'?", id, nearest);
    } else {
        complain("no rule '%s'; 'wmilog rules list' names all", id);
    }
    free(ids);
}

/* The rule of that id; complains and returns NULL when there is none. */
static const struct rule *find_rule(const struct rule_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (view_equal(set->rules[i]->id, view_of(id))) {
            return set->rules[i];
        }
    }
    complain_unknown(set, id);
    return NULL;
}

static int show_rules(const struct options *options, const struct rule_set *set, struct output *out,
                      bool use_color)
{
    int status = EXIT_STATUS_OK;
    if (options->input_count < 2) {
        complain("rules show: the id of a rule is missing; 'wmilog rules list' names all");
        return EXIT_STATUS_USAGE;
    }
    struct paper paper = open_paper(options, out, use_color);
    for (size_t i = 1; i < options->input_count; i++) {
        const struct rule *found = find_rule(set, options->inputs[i]);
        if (!found) {
            status = EXIT_STATUS_USAGE;
            continue;
        }
        if (i > 1) {
            paper_blank(&paper);
        }
        rule_words_show(&paper, found);
    }
    return status;
}

struct lint {
    uint64_t mistakes;
};

static void complain_mistake(void *context, struct view message)
{
    struct lint *lint = context;
    lint->mistakes++;
    complain("%.*s", VIEW_ARG(message));
}

static int lint_files(const struct options *options)
{
    struct rule_files files;
    struct lint lint = {0};
    bool is_good = true;
    if (options->input_count < 2) {
        complain("rules lint: a rule file is missing");
        return EXIT_STATUS_USAGE;
    }
    rule_files_init(&files);
    for (size_t i = 1; i < options->input_count; i++) {
        is_good &= rule_files_add(&files, options->inputs[i]);
    }
    enum status status = rule_files_lint(files.sources, files.count, complain_mistake, &lint);
    if (lint.mistakes > 0) {
        complain("%" PRIu64 " mistake%s", lint.mistakes, lint.mistakes == 1 ? "" : "s");
    }
    rule_files_release(&files);
    return is_good && status == STATUS_OK ? EXIT_STATUS_OK : EXIT_STATUS_USAGE;
}

/* The files whose rules are tested; all when there are none. */
static bool is_of_files(void *context, const struct rule *rule)
{
    const struct rule_files *files = context;
    for (size_t i = 0; i < files->count; i++) {
        if (view_equal(files->sources[i].name, rule->file)) {
            return true;
        }
    }
    return files->count == 0;
}

static void complain_sample(void *context, struct view message)
{
    (void)context;
    struct lint ignored = {0};
    complain_mistake(&ignored, message);
}

/* The rules of the run and those of the files. */
static bool load_tested(const struct options *options, struct rule_files *files,
                        struct rule_set *set)
{
    struct rule_files all;
    rule_files_init(&all);
    bool is_good = rule_files_add_options(&all, options);
    for (size_t i = 1; i < options->input_count && is_good; i++) {
        is_good = run_keeps_rules(options, options->inputs[i]) &&
                  rule_files_add(files, options->inputs[i]) &&
                  rule_files_add(&all, options->inputs[i]);
    }
    is_good = is_good && rule_files_load(&all, set);
    rule_files_release(&all);
    return is_good;
}

static int test_files(const struct options *options)
{
    struct rule_files files;
    struct rule_set set;
    struct sample_counts counts = {0};
    struct output out;
    bool use_color;
    int status = EXIT_STATUS_USAGE;
    rule_files_init(&files);
    if (load_tested(options, &files, &set)) {
        samples_run(&set, is_of_files, complain_sample, &files, &counts);
        if (run_open_output(options, &out, &use_color)) {
            output_format(&out, "%" PRIu64 " passed, %" PRIu64 " failed\n", counts.passed,
                          counts.failed);
            if (counts.without > 0) {
                output_format(&out, "%" PRIu64 " rule%s without samples\n", counts.without,
                              counts.without == 1 ? "" : "s");
            }
            status = run_close_output(&out, counts.failed > 0 ? EXIT_STATUS_USAGE : EXIT_STATUS_OK);
        }
        rule_set_release(&set);
    }
    rule_files_release(&files);
    return status;
}

/* list and show: with the rules of the run, onto the output. */
static int tell(const struct options *options, bool with_samples,
                int (*write)(const struct options *options, const struct rule_set *set,
                             struct output *out, bool use_color))
{
    struct rule_set set;
    struct output out;
    bool use_color;
    int status = EXIT_STATUS_USAGE;
    if (!run_load_rules(options, with_samples, &set)) {
        return status;
    }
    if (run_open_output(options, &out, &use_color)) {
        status = run_close_output(&out, write(options, &set, &out, use_color));
    }
    rule_set_release(&set);
    return status;
}

static int why_rule(const struct options *options)
{
    struct rule_set set;
    if (options->input_count < 3) {
        complain("rules why: expected the id of a rule and an input");
        return EXIT_STATUS_USAGE;
    }
    if (!run_load_rules(options, false, &set)) {
        return EXIT_STATUS_USAGE;
    }
    struct options rest = *options;
    rest.inputs = options->inputs + 2;
    rest.input_count = options->input_count - 2;
    const struct rule *rule = find_rule(&set, options->inputs[1]);
    int status = rule ? rule_why(&rest, &set, rule) : EXIT_STATUS_USAGE;
    rule_set_release(&set);
    return status;
}

static int list(const struct options *options)
{
    return tell(options, false, list_rules);
}

static int show(const struct options *options)
{
    return tell(options, true, show_rules);
}

/* In the same order: what may follow "rules", and who does it. */
static const char *const part_table[] = {"list", "show", "why", "lint", "test"};
static int (*const part_runs[])(const struct options *options) = {list, show, why_rule, lint_files,
                                                                  test_files};
static const struct names part_names = NAMES_OF("a part of rules", part_table);

static int run(const struct options *options)
{
    uint32_t part;
    if (names_find(&part_names, view_of(options->inputs[0]), &part)) {
        return part_runs[part](options);
    }
    struct buffer expected;
    buffer_init(&expected, BUFFER_NO_MAX);
    names_list(&part_names, &expected);
    complain("rules: found '%s', expected %.*s", options->inputs[0],
             VIEW_ARG(buffer_view(&expected)));
    buffer_release(&expected);
    return EXIT_STATUS_USAGE;
}

const struct command command_rules = {
    .name = "rules",
    .summary = "list, show, explain, check and test the rules",
    .usage = "rules list | show ID... | why ID INPUT... | lint FILE... | test [FILE...]",
    .help = "list   every rule: id, verdict, title\n"
            "show   a rule in words: when it holds, the cause, what to check and do\n"
            "why    for each kind of failure in the inputs: that the rule holds, or which of\n"
            "       its conditions excludes it\n"
            "lint   every mistake in the rule files, with its place\n"
            "test   run the samples of the rule files, ranked among all rules; without a\n"
            "       file those of all rules. FILE may be a folder.",
    .lacks = "what to do with rules is missing",
    .words = &part_names,
    .options = OPTIONS_RULES | OPTIONS_OUTPUT | OPTIONS_COLOR,
    .run = run,
};
