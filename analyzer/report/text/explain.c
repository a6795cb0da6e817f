/* What the tables and rules say about one code. */
#include "analyzer/report/text/explain.h"

#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/text/paper.h"
#include "analyzer/report/text/words.h"

enum { LABEL_INDENT = 2, LABEL_HANG = 13, CAUSE_HANG = 14, STEP_HANG = 8 };

#define FACILITY_WIN32 7u

struct explanation {
    struct paper paper;
    struct buffer line;
    size_t causes; /* written in the phase */
};

static void flush(struct explanation *e, const struct paragraph *how)
{
    paper_paragraph(&e->paper, how, buffer_view(&e->line));
    buffer_clear(&e->line);
}

static void flush_label(struct explanation *e, const char *label)
{
    flush(e,
          &(struct paragraph){
              .indent = LABEL_INDENT, .lead = label, .lead_paint = PAINT_DIM, .hang = LABEL_HANG});
}

static void write_names(struct explanation *e, uint32_t value)
{
    size_t code_total, alias_total;
    const struct code *codes = code_find_all(value, &code_total);
    const struct code_alias *aliases = code_aliases(value, &alias_total);
    const char *separator = "";
    for (size_t i = 1; i < code_total; i++) {
        buffer_format(&e->line, "%s%s", separator, codes[i].symbol);
        separator = ", ";
    }
    for (size_t i = 0; i < alias_total; i++) {
        buffer_format(&e->line, "%s%s in %s", separator, aliases[i].name, aliases[i].api);
        separator = ", ";
    }
    if (e->line.len > 0) {
        flush_label(e, "also");
    }
}

static void write_spellings(struct explanation *e, uint32_t value)
{
    buffer_format(&e->line, "%" PRIu32 ", %" PRId32 " (signed), %08" PRIx32, value, (int32_t)value,
                  value);
    flush_label(e, "spelled");
}

static void write_known(struct explanation *e, const struct code *code)
{
    buffer_add_text(&e->line, code->meaning);
    flush_label(e, "meaning");
    buffer_format(&e->line, "%s, %s", code->facility, code->is_error ? "an error" : "not an error");
    flush_label(e, "facility");
    if (code->is_error) {
        buffer_add_text(&e->line, family_name(family_of_code(code->value)));
        flush_label(e, "family");
    }
    buffer_add_text(&e->line, code->source);
    flush_label(e, "source");
}

static void write_other_meanings(struct explanation *e, uint32_t value)
{
    size_t count;
    const struct code *codes = code_find_all(value, &count);
    for (size_t i = 1; i < count; i++) {
        if (view_equal(view_of(codes[i].meaning), view_of(codes[0].meaning))) {
            continue;
        }
        buffer_format(&e->line, "as %s: %s", codes[i].symbol, codes[i].meaning);
        flush_label(e, "or");
    }
}

/* Where published tables contradict each other. */
static void write_notes(struct explanation *e, uint32_t value)
{
    size_t count;
    const struct code_alias *aliases = code_aliases(value, &count);
    for (size_t i = 0; i < count; i++) {
        if (aliases[i].note[0] == '\0') {
            continue;
        }
        buffer_format(&e->line, "%s: %s", aliases[i].name, aliases[i].note);
        flush_label(e, "note");
    }
}

static void write_unknown(struct explanation *e, uint32_t value)
{
    unsigned facility = (value >> 16) & 0x7ffu;
    buffer_add_text(&e->line, "not in the table of codes");
    flush_label(e, "meaning");
    buffer_format(&e->line, "%s (%u), code %u, %s", code_facility(value), facility, value & 0xffffu,
                  code_is_failure(value) ? "failure bit set" : "failure bit not set");
    flush_label(e, "facility");
    if (!code_is_failure(value) || facility != FACILITY_WIN32) {
        return;
    }
    uint32_t error = value & 0xffffu;
    const struct code *raw = code_find(error);
    buffer_format(&e->line, "error %" PRIu32, error);
    if (raw) {
        buffer_format(&e->line, ", %s: %s", raw->symbol, raw->meaning);
    } else {
        buffer_format(&e->line, "; 'net helpmsg %" PRIu32 "' on a Windows machine tells its text",
                      error);
    }
    flush_label(e, "Win32");
}

static void write_steps(struct explanation *e, const char *label, const struct view *steps,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char lead[16];
        snprintf(lead, sizeof(lead), "%-6s", i == 0 ? label : "");
        paper_add_log(&e->line, steps[i], WORDS_RULE);
        flush(e, &(struct paragraph){.indent = CAUSE_HANG,
                                     .lead = lead,
                                     .lead_paint = PAINT_DIM,
                                     .hang = CAUSE_HANG + STEP_HANG});
    }
}

static void write_rule(void *context, const struct rule *rule)
{
    struct explanation *e = context;
    e->causes++;
    char lead[32];
    snprintf(lead, sizeof(lead), "%s", confidence_name(rule->confidence));
    paper_add_log(&e->line, rule->cause, WORDS_RULE);
    flush(e, &(struct paragraph){
                 .indent = 4, .lead = lead, .lead_paint = PAINT_YELLOW, .hang = CAUSE_HANG});
    buffer_format(&e->line, "%s: ", verdict_name(rule->verdict));
    paper_add_log(&e->line, rule->reason, WORDS_RULE);
    buffer_add_text(&e->line, " (rule ");
    paper_add_log(&e->line, rule->id, WORDS_NAME);
    buffer_add_char(&e->line, ')');
    flush(e, &(struct paragraph){.indent = CAUSE_HANG, .hang = CAUSE_HANG, .paint = PAINT_DIM});
    write_steps(e, "check", rule->check, rule->check_count);
    write_steps(e, "do", rule->remedy, rule->remedy_count);
}

static void write_phase(struct explanation *e, uint32_t value, const struct rule_set *rules,
                        enum phase phase)
{
    buffer_add_text(&e->line, phase == PHASE_CONNECT ? "While connecting to a namespace"
                                                     : "During an operation");
    paper_heading(&e->paper, buffer_view(&e->line));
    buffer_clear(&e->line);
    e->causes = 0;
    rule_set_for_code(rules, value, phase, write_rule, e);
    if (e->causes == 0) {
        buffer_add_text(&e->line, "no rule knows a cause");
        flush(e, &(struct paragraph){.indent = 4, .hang = 4});
    }
}

void explain_code(uint32_t value, const struct rule_set *rules, bool use_color, unsigned width,
                  struct output *out)
{
    struct explanation e = {.paper = paper_on(out, width, use_color)};
    buffer_init(&e.line, BUFFER_NO_MAX);
    const struct code *code = code_find(value);
    buffer_format(&e.line, "0x%08" PRIx32 "  %s", value, code ? code->symbol : "unknown code");
    flush(&e, &(struct paragraph){.paint = PAINT_STRONG});
    write_names(&e, value);
    write_spellings(&e, value);
    if (code) {
        write_known(&e, code);
    } else {
        write_unknown(&e, value);
    }
    write_other_meanings(&e, value);
    write_notes(&e, value);
    if (code_is_failure(value) || (code && code->is_error)) {
        for (enum phase phase = 0; phase < PHASE_COUNT; phase++) {
            write_phase(&e, value, rules, phase);
        }
    }
    buffer_release(&e.line);
}
