/* The causes of a code, as text. */
#include "analyzer/report/text/explain.h"
#include "analyzer/report/text/words.h"

enum { CAUSE_INDENT = 4, CAUSE_HANG = 14, STEP_HANG = 8 };

static void write_line(struct explanation *e, const struct paragraph *how)
{
    paper_paragraph(&e->paper, how, buffer_view(&e->line));
    buffer_clear(&e->line);
}

static void write_steps(struct explanation *e, const char *label, const struct view *steps,
                        size_t count)
{
    paper_steps(&e->paper,
                &(struct paragraph){.indent = CAUSE_HANG,
                                    .lead = label,
                                    .lead_paint = PAINT_DIM,
                                    .hang = CAUSE_HANG + STEP_HANG},
                steps, count);
}

static void write_cause(struct explanation *e, const struct rule *rule)
{
    paper_add_log(&e->line, rule->cause, WORDS_RULE);
    write_line(e, &(struct paragraph){.indent = CAUSE_INDENT,
                                      .lead = confidence_name(rule->confidence),
                                      .lead_paint = PAINT_YELLOW,
                                      .hang = CAUSE_HANG});
    buffer_format(&e->line, "%s: ", verdict_name(rule->verdict));
    paper_add_log(&e->line, rule->reason, WORDS_RULE);
    buffer_add_text(&e->line, " (rule ");
    paper_add_log(&e->line, rule->id, WORDS_NAME);
    buffer_add_char(&e->line, ')');
    write_line(e,
               &(struct paragraph){.indent = CAUSE_HANG, .hang = CAUSE_HANG, .paint = PAINT_DIM});
    write_steps(e, "check", rule->check, rule->check_count);
    write_steps(e, "do", rule->remedy, rule->remedy_count);
}

void explain_causes(struct explanation *e, uint32_t value, enum phase phase)
{
    struct explain_rules s;
    explain_rules_init(&s, e->rules, value, phase);
    paper_heading(&e->paper, phase == PHASE_CONNECT ? VIEW("While connecting to a namespace")
                                                    : VIEW("During an operation"));
    const size_t shown = e->shows_all || s.count <= EXPLAIN_CAUSES ? s.count : EXPLAIN_CAUSES;
    for (size_t i = 0; i < shown; i++) {
        write_cause(e, s.items[i].rule);
    }
    if (s.count == 0) {
        buffer_add_text(&e->line, "no rule knows a cause");
    } else if (shown < s.count) {
        buffer_format(&e->line, "and %zu %s, which --all shows", s.count - shown,
                      s.count - shown == 1 ? "rarer cause" : "rarer causes");
    }
    if (e->line.len > 0) {
        write_line(e, &(struct paragraph){.indent = CAUSE_INDENT, .hang = CAUSE_INDENT});
    }
    explain_rules_release(&s);
}
