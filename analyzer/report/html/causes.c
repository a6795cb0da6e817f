/* Causes, each with its own evidence, its check and its remedy beneath it. */
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "rules/rule/rule.h"
#include "rules/texts/step.h"

/* One step: a command alone in a block of its own, anything else as text. */
static void write_step(struct html_page *p, struct view step)
{
    struct view rest = step;
    struct step_piece piece;
    if (step_next(&rest, &piece) && piece.is_command && rest.len == 0) {
        html_command(p, piece.text);
    } else {
        html_step(p, step);
    }
}

static void write_steps(struct html_page *p, const char *name, const struct view *steps,
                        size_t count)
{
    if (count == 0) {
        return;
    }
    html_format(p, "<div class=\"step\"><h5>%s</h5><ol>", name);
    for (size_t i = 0; i < count; i++) {
        html_raw(p, "<li>");
        write_step(p, steps[i]);
        html_raw(p, "</li>");
    }
    html_raw(p, "</ol></div>\n");
}

void html_steps(struct html_page *p, const struct cause *cause)
{
    const struct rule *rule = cause->rule;
    html_raw(p, "<div class=\"steps\">\n");
    write_steps(p, "How to tell", cause_check(cause), rule->check_count);
    write_steps(p, "What to do", cause_remedy(cause), rule->remedy_count);
    html_raw(p, "</div>\n");
}

static void write_because(struct html_page *p, const struct cause *cause)
{
    if (cause->because_count + cause->evidence_count == 0) {
        return;
    }
    html_raw(p, "<ul class=\"because\">");
    for (size_t i = 0; i < cause->because_count; i++) {
        html_raw(p, "<li>");
        html_text(p, cause->because[i], HTML_TEXT);
        html_raw(p, "</li>");
    }
    if (cause->evidence_count > 0) {
        html_raw(p, "<li>");
        words_cause_evidence(&p->line, p->run, cause);
        html_phrase(p);
        html_raw(p, "</li>");
    }
    html_raw(p, "</ul>\n");
}

static void write_references(struct html_page *p, const struct rule *rule)
{
    for (size_t i = 0; i < rule->reference_count; i++) {
        html_raw(p, i == 0 ? "<p class=\"small\">Read: " : "; ");
        html_text(p, rule->references[i], HTML_TEXT);
    }
    html_raw(p, rule->reference_count > 0 ? "</p>\n" : "");
}

static void write_cause(struct html_page *p, const struct cause *cause)
{
    const char *confidence = confidence_name(cause->confidence);
    html_format(p, "<li><p><span class=\"conf %s\">%s</span> ", confidence, confidence);
    html_text(p, cause_text(cause), HTML_TEXT);
    html_raw(p, "</p>\n");
    write_because(p, cause);
    html_steps(p, cause);
    write_references(p, cause->rule);
    html_raw(p, "</li>\n");
}

static void write_list(struct html_page *p, const struct judgement *j, size_t from, size_t to)
{
    html_raw(p, "<ol class=\"causes\">\n");
    for (size_t i = from; i < to; i++) {
        write_cause(p, &j->causes[i]);
    }
    html_raw(p, "</ol>\n");
}

/* Beside what is certain, the others are folded. */
void html_causes(struct html_page *p, const struct group *g)
{
    const struct judgement *j = g->judgement;
    html_raw(p, "<h4>Why</h4>\n");
    if (j->cause_count == 0) {
        html_raw(p, "<p>");
        html_raw(p, report_unexplained(!g->example->has_no_result));
        html_raw(p, "</p>\n");
        return;
    }
    const bool is_certain = j->causes[0].confidence == CONFIDENCE_CERTAIN;
    const size_t shown = is_certain ? 1 : j->cause_count;
    write_list(p, j, 0, shown);
    if (shown < j->cause_count) {
        html_raw(p, "<details class=\"more\"><summary>");
        html_count(p, j->cause_count - shown, "less likely cause", "less likely causes");
        html_raw(p, "</summary>\n");
        write_list(p, j, shown, j->cause_count);
        html_raw(p, "</details>\n");
    }
}

bool html_best_cause(struct html_page *p, const struct judgement *j)
{
    static const char *const leads[CONFIDENCE_COUNT] = {
        [CONFIDENCE_POSSIBLE] = "Possibly: ",
        [CONFIDENCE_LIKELY] = "Most likely: ",
        [CONFIDENCE_CERTAIN] = "Certainly: ",
    };
    if (j->cause_count == 0) {
        return false;
    }
    html_raw(p, leads[j->causes[0].confidence]);
    html_text(p, j->causes[0].rule->cause, HTML_TEXT);
    return true;
}
