/* Knows how a rule's conditions and texts read. */
#include "analyzer/commands/rule_words.h"

#include <inttypes.h>
#include <stdio.h>

#include "parsers/base/text.h"
#include "rules/knowledge/codes.h"

enum { LABEL_INDENT = 2, LABEL_HANG = 14, STEP = 2, ID_COLUMN = 10 };

struct writer {
    const struct paper *paper;
    struct buffer line;
};

static void flush(struct writer *w, const char *label, unsigned hang)
{
    struct paragraph how = {.indent = label ? LABEL_INDENT : hang,
                            .lead = label,
                            .lead_paint = PAINT_DIM,
                            .hang = hang};
    paper_paragraph(w->paper, &how, buffer_view(&w->line));
    buffer_clear(&w->line);
}

static void add_text(struct writer *w, struct view text)
{
    paper_add_log(&w->line, text, RULE_MAX_TEXT);
}

static const char *glue(size_t i, size_t count)
{
    return i == 0 ? "" : i + 1 == count ? " or " : ", ";
}

static void add_codes(struct writer *w, const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct code *code = code_find(codes[i]);
        buffer_format(&w->line, "%s0x%08" PRIx32, glue(i, count), codes[i]);
        if (code) {
            buffer_format(&w->line, " (%s)", code->symbol);
        }
    }
}

static void add_names(struct writer *w, const uint32_t *values, size_t count,
                      const struct names *names)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(&w->line, "%s%s", glue(i, count), names_get(names, values[i]));
    }
}

static void add_globs(struct writer *w, const struct view *globs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(&w->line, "%s'", glue(i, count));
        add_text(w, globs[i]);
        buffer_add_char(&w->line, '\'');
    }
}

static double seconds(int64_t ticks)
{
    return (double)ticks / WINTIME_TICKS_PER_SECOND;
}

static void add_same(struct writer *w, unsigned same)
{
    const char *before = " with the same ";
    for (unsigned i = 0; i < SAME_COUNT; i++) {
        if (same & 1U << i) {
            buffer_format(&w->line, "%s%s", before, names_get(&same_names, i));
            before = " and ";
        }
    }
}

/* The rest of a condition with details, after the words of its kind: a function for each, named
 * after its key. */

static void add_near(struct writer *w, const struct condition *c)
{
    static const char *const orders[] = {" around it", " before it", " after it"};
    const struct condition_details *d = c->details;
    for (size_t i = 0; i < d->event_id_count; i++) {
        buffer_format(&w->line, "%s%" PRIu32, glue(i, d->event_id_count), d->event_ids[i]);
    }
    buffer_add_text(&w->line, " of ");
    add_globs(w, d->providers, d->provider_count);
    buffer_format(&w->line, " within %g seconds%s", seconds(d->within), orders[d->order]);
    for (size_t i = 0; i < d->data_count; i++) {
        const struct near_datum *datum = &d->data[i];
        buffer_format(&w->line, "%s%s", i == 0 ? ", where " : " and ",
                      datum->position > 0 ? "datum " : "");
        add_text(w, datum->name);
        buffer_add_text(&w->line, " is ");
        add_globs(w, datum->globs, datum->glob_count);
    }
    add_same(w, d->same);
}

/* "failures with code ..., of family ..., in phase ...". */
static void add_others(struct writer *w, const struct condition_details *d)
{
    if (d->code_count > 0) {
        buffer_add_text(&w->line, " with code ");
        add_codes(w, d->codes, d->code_count);
    }
    if (d->family_count > 0) {
        buffer_add_text(&w->line, " of family ");
        add_names(w, d->families, d->family_count, &family_names);
    }
    if (d->phase_count > 0) {
        buffer_add_text(&w->line, " in phase ");
        add_names(w, d->phases, d->phase_count, &phase_names);
    }
    if (d->not_same_code) {
        buffer_add_text(&w->line, " with another code");
    }
}

static void add_neighbours(struct writer *w, const struct condition_details *d, const char *where)
{
    buffer_format(&w->line, "%" PRIu32 " other failure%s", d->at_least,
                  d->at_least == 1 ? "" : "s");
    add_others(w, d);
    add_same(w, d->same);
    buffer_format(&w->line, " within %g seconds %s it", seconds(d->within), where);
}

static void add_preceded_by(struct writer *w, const struct condition *c)
{
    add_neighbours(w, c->details, "before");
}

static void add_followed_by(struct writer *w, const struct condition *c)
{
    add_neighbours(w, c->details, "after");
}

static void add_rate(struct writer *w, const struct condition *c)
{
    buffer_format(&w->line, "%" PRIu32 " failures like it within %g seconds", c->details->at_least,
                  seconds(c->details->within));
}

static void add_periodic(struct writer *w, const struct condition *c)
{
    buffer_format(&w->line,
                  "%" PRIu32 " failures like it at equal intervals, give or take %g percent",
                  c->details->at_least, c->details->tolerance * 100);
}

static void add_spread(struct writer *w, const struct condition *c)
{
    static const char *const things[SPREAD_COUNT] = {"namespaces", "users", "client processes"};
    const struct condition_details *d = c->details;
    buffer_add_text(&w->line,
                    d->spread == SPREAD_USERS ? "client machine" : "client machine or user");
    add_others(w, d);
    buffer_format(&w->line, " touch at least %" PRIu32 " %s within %g seconds", d->at_least,
                  things[d->spread], seconds(d->within));
}

static void add_duration(struct writer *w, const struct condition *c)
{
    const struct condition_details *d = c->details;
    if (d->least > 0) {
        buffer_format(&w->line, " at least %g seconds", seconds(d->least));
    }
    if (d->most < INT64_MAX) {
        buffer_format(&w->line, "%s at most %g seconds", d->least > 0 ? " and" : "",
                      seconds(d->most));
    }
}

static void add_succeeded_before(struct writer *w, const struct condition *c)
{
    static const char *const things[SUCCESS_COUNT] = {
        "an operation on the same namespace", "a connect of the same client machine",
        "a synchronous operation of the same client machine"};
    const char *before = "";
    for (unsigned i = 0; i < SUCCESS_COUNT; i++) {
        if (c->details->successes & 1U << i) {
            buffer_format(&w->line, "%s%s", before, things[i]);
            before = " and ";
        }
    }
    buffer_add_text(&w->line, " succeeded earlier in the log");
}

static void (*const detail_writers[CONDITION_COUNT])(struct writer *w,
                                                     const struct condition *c) = {
#define BRANCH_WRITER(key) NULL
#define CODES_WRITER(key) NULL
#define NAMES_WRITER(key) NULL
#define GLOBS_WRITER(key) NULL
#define DETAILS_WRITER(key) add_##key
#define CONDITION(NAME, key, FORM, ...) [CONDITION_##NAME] = FORM##_WRITER(key),
#include "rules/rule/conditions.def"
#undef CONDITION
};

static void add_values(struct writer *w, const struct condition *c)
{
    const struct condition_row *row = &condition_rows[c->kind];
    if (row->form == FORM_DETAILS) {
        detail_writers[c->kind](w, c);
    } else if (row->form == FORM_CODES) {
        add_codes(w, c->numbers, c->number_count);
    } else if (row->form == FORM_NAMES) {
        add_names(w, c->numbers, c->number_count, row->names);
    } else {
        add_globs(w, c->texts, c->text_count);
    }
}

static void add_leaf(struct writer *w, const struct condition *c)
{
    buffer_add_text(&w->line, condition_rows[c->kind].words);
    add_values(w, c);
}

/* Conditions within each other are limited to RULE_MAX_DEPTH; every level indents further. */
static void write_condition(struct writer *w, const struct condition *c, const char *label,
                            unsigned hang)
{
    if (condition_rows[c->kind].form != FORM_BRANCH) {
        add_leaf(w, c);
        flush(w, label, hang);
        return;
    }
    buffer_add_text(&w->line, condition_rows[c->kind].words);
    flush(w, label, hang);
    for (size_t i = 0; i < c->child_count; i++) {
        write_condition(w, &c->children[i], NULL, hang + STEP);
    }
}

static void write_text(struct writer *w, const char *label, struct view text)
{
    add_text(w, text);
    flush(w, label, LABEL_HANG);
}

static void write_list(struct writer *w, const char *label, const struct view *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_text(w, i == 0 ? label : "", texts[i]);
    }
}

void rule_words_line(const struct paper *paper, const struct rule *rule)
{
    struct buffer line;
    buffer_init(&line, BUFFER_NO_MAX);
    paper_add_log(&line, rule->id, paper->width);
    paper_paragraph(paper,
                    &(struct paragraph){.lead = verdict_name(rule->verdict),
                                        .hang = ID_COLUMN,
                                        .paint = PAINT_STRONG},
                    buffer_view(&line));
    buffer_clear(&line);
    paper_add_log(&line, rule->title, RULE_MAX_TEXT);
    paper_paragraph(paper, &(struct paragraph){.indent = ID_COLUMN, .hang = ID_COLUMN},
                    buffer_view(&line));
    buffer_release(&line);
}

void rule_words_show(const struct paper *paper, const struct rule *rule)
{
    struct writer w = {.paper = paper};
    buffer_init(&w.line, BUFFER_NO_MAX);
    add_text(&w, rule->id);
    buffer_add_text(&w.line, ": ");
    add_text(&w, rule->title);
    paper_paragraph(paper, &(struct paragraph){.paint = PAINT_STRONG}, buffer_view(&w.line));
    buffer_clear(&w.line);
    write_condition(&w, &rule->when, "when", LABEL_HANG);
    write_text(&w, "cause", rule->cause);
    buffer_format(&w.line, "%s; %s: ", confidence_name(rule->confidence),
                  verdict_name(rule->verdict));
    write_text(&w, "verdict", rule->reason);
    write_list(&w, "because", rule->because, rule->because_count);
    write_list(&w, "check", rule->check, rule->check_count);
    write_list(&w, "do", rule->remedy, rule->remedy_count);
    write_list(&w, "see", rule->references, rule->reference_count);
    if (!view_is_empty(rule->incident)) {
        add_text(&w, rule->incident);
        buffer_format(&w.line, ": failures within %g seconds of each other are one",
                      seconds(rule->incident_within));
        flush(&w, "incident", LABEL_HANG);
    }
    if (!view_is_empty(rule->sharpens)) {
        write_text(&w, "sharpens", rule->sharpens);
    }
    buffer_format(&w.line, "%" PRIu32 ", rank %" PRIu32 ", specificity %" PRIu32 "%s",
                  rule->version, rule->rank, rule->specificity,
                  rule->is_fallback ? ", only when no other rule matches" : "");
    flush(&w, "version", LABEL_HANG);
    buffer_format(&w.line, "%zu that match, %zu that do not", rule->match_count,
                  rule->no_match_count);
    flush(&w, "samples", LABEL_HANG);
    write_text(&w, "file", rule->file);
    buffer_release(&w.line);
}
