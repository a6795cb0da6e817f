/* Knows how to say what a rule did with the failures of an input, each kind of them once. */
#include "analyzer/commands/rules/rule_why.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/commands/rules/rule_words.h"
#include "analyzer/input/pipeline.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"
#include "rules/engine.h"

enum {
    COUNT_COLUMN = 9,
    MAX_NAME = 200,  /* columns of one text of a failure */
    MAX_KEPT = 1024, /* bytes of a text that a condition was compared with */
};

/* What became of the rule. */
enum outcome {
    OUTCOME_FIRST,     /* it holds and is the first cause */
    OUTCOME_FURTHER,   /* it holds and is another cause */
    OUTCOME_SHARPENED, /* it holds; a cause that sharpens it stands for it */
    OUTCOME_FALLBACK,  /* it holds; as a fallback it gives way to the others */
    OUTCOME_CROWDED,   /* it holds; as many causes as are told come before it */
    OUTCOME_EXCLUDED,
};

/* So many failures of a kind had the same outcome, by the same condition. */
struct finding {
    enum outcome outcome;
    struct exclusion exclusion; /* of the first; its text lives with the kind */
    bool differs;               /* others were not what the first was */
    uint64_t count;
};

struct failures {
    struct view fingerprint; /* absent = further kinds, which are not told apart */
    uint32_t code;
    bool has_no_code;
    struct view verb, name_space, class_name;
    uint64_t count, held;
    struct finding *findings;
    size_t finding_count, finding_cap;
};

struct why {
    const struct options *options;
    const struct rule *rule;
    struct engine *engine;
    struct arena arena;   /* of what is kept */
    struct arena scratch; /* of one failure */
    struct map map;       /* fingerprint -> struct failures */
    struct failures **list;
    size_t count, cap;
    uint64_t failure_count, held;
};

static struct failures *failures_of(struct why *why, const struct failure *f)
{
    bool is_further = why->count >= ENGINE_MAX_GROUPS;
    struct view key = is_further ? VIEW("") : view_of(f->fingerprint);
    struct failures *found = map_get(&why->map, key);
    if (found) {
        return found;
    }
    found = arena_alloc(&why->arena, sizeof(*found));
    if (!is_further) {
        found->fingerprint = arena_copy(&why->arena, key);
        found->code = f->result;
        found->has_no_code = f->has_no_result;
        found->verb = arena_copy(&why->arena, f->operation.verb);
        found->name_space = arena_copy(&why->arena, f->name_space);
        found->class_name = arena_copy(&why->arena, f->operation.class_name);
    }
    why->list = memory_grow(why->list, why->count, &why->cap, sizeof(struct failures *));
    why->list[why->count++] = found;
    map_set(&why->map, is_further ? VIEW("") : found->fingerprint, found);
    return found;
}

static enum outcome outcome_of(const struct rule *rule, const struct judgement *j)
{
    enum outcome outcome = rule->is_fallback ? OUTCOME_FALLBACK : OUTCOME_CROWDED;
    for (size_t i = 0; i < j->cause_count; i++) {
        if (j->causes[i].rule == rule) {
            return i == 0 ? OUTCOME_FIRST : OUTCOME_FURTHER;
        }
        if (rule_sharpens(j->causes[i].rule, rule)) {
            outcome = OUTCOME_SHARPENED;
        }
    }
    return outcome;
}

static void add_finding(struct why *why, struct failures *of, enum outcome outcome,
                        const struct exclusion *x)
{
    for (size_t i = 0; i < of->finding_count; i++) {
        struct finding *found = &of->findings[i];
        if (found->outcome == outcome && found->exclusion.condition == x->condition) {
            found->differs |=
                found->exclusion.number != x->number || !view_equal(found->exclusion.text, x->text);
            found->count++;
            return;
        }
    }
    of->findings =
        memory_grow(of->findings, of->finding_count, &of->finding_cap, sizeof(*of->findings));
    struct finding *added = &of->findings[of->finding_count++];
    *added = (struct finding){.outcome = outcome, .exclusion = *x, .count = 1};
    added->exclusion.text = arena_copy(&why->arena, x->text);
}

static bool take_failure(void *context, const struct failure *f, const struct judgement *j)
{
    struct why *why = context;
    struct exclusion exclusion;
    struct failures *of = failures_of(why, f);
    arena_clear(&why->scratch);
    engine_exclude(why->engine, why->rule, &why->scratch, &exclusion);
    exclusion.text = view_slice(exclusion.text, 0, MAX_KEPT);
    bool holds = !exclusion.condition;
    add_finding(why, of, holds ? outcome_of(why->rule, j) : OUTCOME_EXCLUDED, &exclusion);
    of->count++;
    of->held += holds;
    why->failure_count++;
    why->held += holds;
    return true;
}

static bool take_event(void *context, const struct event *event)
{
    struct why *why = context;
    engine_event(why->engine, event);
    return true;
}

/* Those for which the rule holds come first, then the larger count. */
static int compare(const void *left, const void *right)
{
    const struct failures *a = *(struct failures *const *)left;
    const struct failures *b = *(struct failures *const *)right;
    if (a->held != b->held) {
        return a->held > b->held ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return view_compare(a->fingerprint, b->fingerprint);
}

/* "the code is 0x80041002 (...)", as a condition with that one value reads. */
static void add_found(struct buffer *line, const struct exclusion *x)
{
    struct condition leaf = {.kind = x->condition->kind};
    const struct names *names = condition_rows[leaf.kind].names;
    if (condition_rows[leaf.kind].form != FORM_GLOBS) {
        leaf.numbers = &x->number;
        leaf.number_count = !names || x->number < names->count ? 1 : 0;
    } else if (!view_is_empty(x->text)) {
        leaf.texts = &x->text;
        leaf.text_count = 1;
    }
    rule_words_leaf(line, &leaf);
    if (leaf.number_count + leaf.text_count == 0) {
        buffer_add_text(line, "not known");
    }
}

/* Returns whether the condition itself has to follow, because it is more than a leaf. */
static bool add_exclusion(struct buffer *line, const struct finding *finding)
{
    const struct exclusion *x = &finding->exclusion;
    enum condition_form form = condition_rows[x->condition->kind].form;
    if (form == FORM_BRANCH) {
        buffer_add_text(line, x->holds ? "this holds, and must not:" : "this does not hold:");
        return true;
    }
    if (form == FORM_DETAILS) {
        buffer_add_text(line, x->holds ? "this holds, and must not: " : "this does not hold: ");
        rule_words_leaf(line, x->condition);
        return false;
    }
    add_found(line, x);
    buffer_add_text(line, finding->differs ? " (the first; others differ)" : "");
    buffer_add_text(line, x->holds ? ", the rule wants anything but " : ", the rule wants ");
    rule_words_values(line, x->condition);
    return false;
}

static void write_finding(const struct paper *paper, const struct finding *finding)
{
    static const char *const outcomes[] = {
        [OUTCOME_FIRST] = "as the first cause",
        [OUTCOME_FURTHER] = "as a further cause",
        [OUTCOME_SHARPENED] = "untold, because a cause that sharpens it holds, too",
        [OUTCOME_FALLBACK] = "untold, because it is a fallback and other rules hold",
        [OUTCOME_CROWDED] = "untold, because enough rules come before it",
    };
    struct buffer line;
    bool has_more = false;
    buffer_init(&line, BUFFER_NO_MAX);
    buffer_format(&line, "%s %" PRIu64 ": ",
                  finding->outcome == OUTCOME_EXCLUDED ? "excluded" : "holds for", finding->count);
    if (finding->outcome == OUTCOME_EXCLUDED) {
        has_more = add_exclusion(&line, finding);
    } else {
        buffer_add_text(&line, outcomes[finding->outcome]);
    }
    paper_paragraph(paper, &(struct paragraph){.indent = COUNT_COLUMN, .hang = COUNT_COLUMN + 2},
                    buffer_view(&line));
    if (has_more) {
        rule_words_condition(paper, finding->exclusion.condition, COUNT_COLUMN + 2);
    }
    buffer_release(&line);
}

static void add_name(struct buffer *line, const char *before, struct view name)
{
    if (!view_is_empty(name)) {
        buffer_add_text(line, before);
        paper_add_log(line, name, MAX_NAME);
    }
}

static void add_code(struct buffer *line, const struct failures *of)
{
    const struct code *code = code_find(of->code);
    if (of->has_no_code) {
        buffer_add_text(line, "unknown code");
    } else {
        buffer_format(line, "0x%08" PRIx32 "%s%s", of->code, code ? " " : "",
                      code ? code->symbol : "");
    }
}

static void write_failures(const struct paper *paper, const struct failures *of)
{
    char count[32];
    struct buffer line;
    buffer_init(&line, BUFFER_NO_MAX);
    if (of->fingerprint.len > 0) {
        add_code(&line, of);
        add_name(&line, ", ", of->verb);
        add_name(&line, " of ", of->class_name);
        add_name(&line, " in ", of->name_space);
    } else {
        buffer_add_text(&line, "further kinds of failures, which are not told apart");
    }
    snprintf(count, sizeof(count), "%7" PRIu64, of->count);
    paper_paragraph(paper,
                    &(struct paragraph){.lead = count, .hang = COUNT_COLUMN, .paint = PAINT_STRONG},
                    buffer_view(&line));
    for (size_t i = 0; i < of->finding_count; i++) {
        write_finding(paper, &of->findings[i]);
    }
    buffer_release(&line);
}

static void write_why(const struct paper *paper, const struct why *why)
{
    struct buffer line;
    buffer_init(&line, BUFFER_NO_MAX);
    paper_add_log(&line, why->rule->id, RULE_MAX_TEXT);
    buffer_format(&line, ": holds for %" PRIu64 " of %" PRIu64 " failure%s", why->held,
                  why->failure_count, why->failure_count == 1 ? "" : "s");
    paper_paragraph(paper, &(struct paragraph){.paint = PAINT_STRONG}, buffer_view(&line));
    buffer_release(&line);
    for (size_t i = 0; i < why->count; i++) {
        paper_blank(paper);
        write_failures(paper, why->list[i]);
    }
}

static void read_inputs(struct why *why, const struct rule_set *set, struct inputs *inputs)
{
    struct engine_options options = {.rules = set, .on_failure = take_failure, .context = why};
    struct pipeline_options pipeline = {
        .jobs = why->options->jobs, .take = take_event, .context = why};
    why->engine = engine_new(&options);
    pipeline_run(inputs, &pipeline);
    engine_finish(why->engine);
    if (why->count > 0) {
        qsort(why->list, why->count, sizeof(struct failures *), compare);
    }
}

static void release(struct why *why)
{
    for (size_t i = 0; i < why->count; i++) {
        free(why->list[i]->findings);
    }
    free(why->list);
    map_release(&why->map);
    arena_release(&why->arena);
    arena_release(&why->scratch);
    engine_free(why->engine);
}

int rule_why(const struct options *options, const struct rule_set *set, const struct rule *rule)
{
    struct why why = {.options = options, .rule = rule};
    struct inputs inputs;
    struct output out;
    bool use_color;
    int status = EXIT_STATUS_USAGE;
    if (!run_open_inputs(options, &inputs)) {
        return status;
    }
    arena_init(&why.arena, 0);
    arena_init(&why.scratch, 0);
    map_init(&why.map);
    if (run_open_output(options, &out, &use_color)) {
        read_inputs(&why, set, &inputs);
        status = run_status(options, &inputs);
        run_complain(&inputs);
        run_complain_nothing(&inputs, status);
        struct paper paper = paper_on(&out, output_width(&out), use_color);
        write_why(&paper, &why);
        status = run_close_output(&out, status);
    }
    release(&why);
    inputs_release(&inputs);
    return status;
}
