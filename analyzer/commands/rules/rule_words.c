/* Knows how a rule's conditions and texts read. */
#include "analyzer/commands/rules/rule_words.h"

#include <inttypes.h>
#include <stdio.h>

#include "parsers/base/text.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/windows_fit.h"

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

static void add_text(struct buffer *line, struct view text)
{
    paper_add_log(line, text, RULE_MAX_TEXT);
}

static const char *glue(size_t i, size_t count)
{
    return i == 0 ? "" : i + 1 == count ? " or " : ", ";
}

static void add_codes(struct buffer *line, const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct code *code = code_find(codes[i]);
        buffer_format(line, "%s0x%08" PRIx32, glue(i, count), codes[i]);
        if (code) {
            buffer_format(line, " (%s)", code->symbol);
        }
    }
}

static void add_names(struct buffer *line, const uint32_t *values, size_t count,
                      const struct names *names)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(line, "%s%s", glue(i, count), names_get(names, values[i]));
    }
}

static void add_globs(struct buffer *line, const struct view *globs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(line, "%s'", glue(i, count));
        add_text(line, globs[i]);
        buffer_add_char(line, '\'');
    }
}

static double seconds(int64_t ticks)
{
    return (double)ticks / WINTIME_TICKS_PER_SECOND;
}

static void add_same(struct buffer *line, unsigned same)
{
    const char *before = " with the same ";
    for (unsigned i = 0; i < SAME_COUNT; i++) {
        if (same & 1U << i) {
            buffer_format(line, "%s%s", before, names_get(&same_names, i));
            before = " and ";
        }
    }
}

/* The rest of a condition with details, after the words of its kind: a function for each, named
 * after its key. */

static void add_near(struct buffer *line, const struct condition *c)
{
    static const char *const orders[] = {" around it", " before it", " after it"};
    const struct condition_details *d = c->details;
    for (size_t i = 0; i < d->event_id_count; i++) {
        buffer_format(line, "%s%" PRIu32, glue(i, d->event_id_count), d->event_ids[i]);
    }
    buffer_add_text(line, " of ");
    add_globs(line, d->providers, d->provider_count);
    buffer_format(line, " within %g seconds%s", seconds(d->within), orders[d->order]);
    for (size_t i = 0; i < d->data_count; i++) {
        const struct near_datum *datum = &d->data[i];
        buffer_format(line, "%s%s", i == 0 ? ", where " : " and ",
                      datum->position > 0 ? "datum " : "");
        add_text(line, datum->name);
        buffer_add_text(line, " is ");
        add_globs(line, datum->globs, datum->glob_count);
    }
    add_same(line, d->same);
    if (d->is_of_target) {
        buffer_add_text(line, ", in the log of the machine that was asked");
    }
    if (!view_is_empty(d->different)) {
        buffer_format(line, ", with at least %" PRIu32 " different ", d->at_least);
        add_text(line, d->different);
    }
}

/* "failures with code ..., of family ..., in phase ...". */
static void add_others(struct buffer *line, const struct condition_details *d)
{
    if (d->code_count > 0) {
        buffer_add_text(line, " with code ");
        add_codes(line, d->codes, d->code_count);
    }
    if (d->family_count > 0) {
        buffer_add_text(line, " of family ");
        add_names(line, d->families, d->family_count, &family_names);
    }
    if (d->phase_count > 0) {
        buffer_add_text(line, " in phase ");
        add_names(line, d->phases, d->phase_count, &phase_names);
    }
    if (d->not_same_code) {
        buffer_add_text(line, " with another code");
    }
}

static void add_neighbours(struct buffer *line, const struct condition_details *d,
                           const char *where)
{
    buffer_format(line, "%" PRIu32 " other failure%s", d->at_least, d->at_least == 1 ? "" : "s");
    add_others(line, d);
    add_same(line, d->same);
    buffer_format(line, " within %g seconds %s it", seconds(d->within), where);
}

static void add_preceded_by(struct buffer *line, const struct condition *c)
{
    add_neighbours(line, c->details, "before");
}

static void add_followed_by(struct buffer *line, const struct condition *c)
{
    add_neighbours(line, c->details, "after");
}

static void add_rate(struct buffer *line, const struct condition *c)
{
    buffer_format(line, "%" PRIu32 " failures like it within %g seconds", c->details->at_least,
                  seconds(c->details->within));
}

static void add_periodic(struct buffer *line, const struct condition *c)
{
    buffer_format(line, "%" PRIu32 " failures like it at equal intervals, give or take %g percent",
                  c->details->at_least, c->details->tolerance * 100);
}

static void add_spacing(struct buffer *line, const struct condition *c)
{
    buffer_format(line, "%" PRIu32 " failures like it over at least %g seconds",
                  c->details->at_least, seconds(c->details->within));
}

static void add_same_duration(struct buffer *line, const struct condition *c)
{
    buffer_format(line, "%" PRIu32 " failures like it that took equally long, %g seconds or more",
                  c->details->at_least, seconds(c->details->least));
}

static void add_spread(struct buffer *line, const struct condition *c)
{
    static const struct {
        const char *who, *what;
    } spreads[SPREAD_COUNT] = {
        [SPREAD_NAMESPACES] = {"same client machine or user", "namespaces"},
        [SPREAD_USERS] = {"same client machine", "users"},
        [SPREAD_CLIENTS] = {"same client machine or user", "client processes"},
        [SPREAD_TARGETS] = {"same client machine or user", "machines that were called"},
        [SPREAD_CLASSES] = {"computer", "classes"},
        [SPREAD_CLASSES_OF_NAMESPACE] = {"computer", "classes of the namespace"},
    };
    const struct condition_details *d = c->details;
    buffer_add_text(line, spreads[d->spread].who);
    add_others(line, d);
    buffer_format(line, " touch at least %" PRIu32 " %s within %g seconds", d->at_least,
                  spreads[d->spread].what, seconds(d->within));
}

static void add_duration(struct buffer *line, const struct condition *c)
{
    const struct condition_details *d = c->details;
    if (d->least > 0) {
        buffer_format(line, " at least %g seconds", seconds(d->least));
    }
    if (d->is_round) {
        buffer_add_text(line, " as long as a limit that clients set");
    }
    if (d->most < INT64_MAX) {
        buffer_format(line, "%s at most %g seconds", d->least > 0 ? " and" : "", seconds(d->most));
    }
}

static void add_successes(struct buffer *line, const struct condition *c)
{
    static const char *const things[SUCCESS_COUNT] = {
        "an operation on the same namespace", "a connect of the same client machine",
        "a synchronous operation of the same client machine",
        "an operation of the same user on the same namespace",
        "the very same request of the same user"};
    const char *before = "";
    for (unsigned i = 0; i < SUCCESS_COUNT; i++) {
        if (c->details->successes & 1U << i) {
            buffer_format(line, "%s%s", before, things[i]);
            before = " and ";
        }
    }
}

static void add_succeeded_before(struct buffer *line, const struct condition *c)
{
    add_successes(line, c);
    buffer_add_text(line, " succeeded earlier in the log");
}

static void add_succeeded_after(struct buffer *line, const struct condition *c)
{
    add_successes(line, c);
    buffer_format(line, " succeeded within %.3g seconds after it",
                  (double)c->details->within / WINTIME_TICKS_PER_SECOND);
}

/* The names of the bits that are set, with "or" between them. */
static void add_bits(struct buffer *line, unsigned bits, const struct names *names)
{
    const char *before = "";
    for (unsigned i = 0; i < names->count; i++) {
        if (bits & 1U << i) {
            buffer_format(line, "%s%s", before, names_get(names, i));
            before = " or ";
        }
    }
}

static void add_builds(struct buffer *line, const struct condition_details *d)
{
    if (d->build_from > 0) {
        buffer_format(line, " from build %" PRIu32, d->build_from);
    }
    if (d->build_to < UINT32_MAX) {
        buffer_format(line, " up to build %" PRIu32, d->build_to);
    }
}

static void add_computer_is(struct buffer *line, const struct condition *c)
{
    const struct condition_details *d = c->details;
    buffer_add_text(line, "is, as the log tells,");
    if (d->editions != 0) {
        buffer_add_text(line, " a ");
        add_bits(line, d->editions, &edition_names);
    }
    if (d->release_count > 0) {
        buffer_add_text(line, " one with ");
        add_globs(line, d->releases, d->release_count);
    }
    add_builds(line, d);
    if (d->role_count > 0) {
        buffer_add_text(line, " with the service ");
        add_globs(line, d->roles, d->role_count);
    }
    buffer_add_text(line, d->has_service ? " one with the service behind the failure" : "");
    if (d->class_fits != 0) {
        buffer_add_text(line, " one for which the class is: ");
        add_bits(line, d->class_fits, &windows_fit_names);
    }
    if (d->namespace_fits != 0) {
        buffer_add_text(line, " one for which the namespace is: ");
        add_bits(line, d->namespace_fits, &windows_fit_names);
    }
}

static void (*const detail_writers[CONDITION_COUNT])(struct buffer *line,
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

void rule_words_values(struct buffer *line, const struct condition *leaf)
{
    const struct condition_row *row = &condition_rows[leaf->kind];
    if (row->form == FORM_DETAILS) {
        detail_writers[leaf->kind](line, leaf);
    } else if (row->form == FORM_CODES) {
        add_codes(line, leaf->numbers, leaf->number_count);
    } else if (row->form == FORM_NAMES) {
        add_names(line, leaf->numbers, leaf->number_count, row->names);
    } else {
        add_globs(line, leaf->texts, leaf->text_count);
    }
}

void rule_words_leaf(struct buffer *line, const struct condition *leaf)
{
    buffer_add_text(line, condition_rows[leaf->kind].words);
    rule_words_values(line, leaf);
}

/* Conditions within each other are limited to RULE_MAX_DEPTH; every level indents further. */
static void write_condition(struct writer *w, const struct condition *c, const char *label,
                            unsigned hang)
{
    if (condition_rows[c->kind].form != FORM_BRANCH) {
        rule_words_leaf(&w->line, c);
        flush(w, label, hang);
        return;
    }
    buffer_add_text(&w->line, condition_rows[c->kind].words);
    flush(w, label, hang);
    for (size_t i = 0; i < c->child_count; i++) {
        write_condition(w, &c->children[i], NULL, hang + STEP);
    }
}

void rule_words_condition(const struct paper *paper, const struct condition *c, unsigned hang)
{
    struct writer w = {.paper = paper};
    buffer_init(&w.line, BUFFER_NO_MAX);
    write_condition(&w, c, NULL, hang);
    buffer_release(&w.line);
}

static void write_text(struct writer *w, const char *label, struct view text)
{
    add_text(&w->line, text);
    flush(w, label, LABEL_HANG);
}

static void write_list(struct writer *w, const char *label, const struct view *texts, size_t count)
{
    paper_list(
        w->paper,
        &(struct paragraph){
            .indent = LABEL_INDENT, .lead = label, .lead_paint = PAINT_DIM, .hang = LABEL_HANG},
        texts, count);
}

static void write_steps(struct writer *w, const char *label, const struct view *steps, size_t count)
{
    paper_steps(
        w->paper,
        &(struct paragraph){
            .indent = LABEL_INDENT, .lead = label, .lead_paint = PAINT_DIM, .hang = LABEL_HANG},
        steps, count);
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
    add_text(&w.line, rule->id);
    buffer_add_text(&w.line, ": ");
    add_text(&w.line, rule->title);
    paper_paragraph(paper, &(struct paragraph){.paint = PAINT_STRONG}, buffer_view(&w.line));
    buffer_clear(&w.line);
    write_condition(&w, &rule->when, "when", LABEL_HANG);
    write_text(&w, "cause", rule->cause);
    if (!view_is_empty(rule->named)) {
        write_text(&w, "named", rule->named);
    }
    buffer_format(&w.line, "%s; %s: ", confidence_name(rule->confidence),
                  verdict_name(rule->verdict));
    write_text(&w, "verdict", rule->reason);
    write_list(&w, "because", rule->because, rule->because_count);
    write_steps(&w, "check", rule->check, rule->check_count);
    write_steps(&w, "do", rule->remedy, rule->remedy_count);
    write_list(&w, "see", rule->references, rule->reference_count);
    if (!view_is_empty(rule->incident)) {
        add_text(&w.line, rule->incident);
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
