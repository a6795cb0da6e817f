/* The comparison for people at a terminal. */
#include "analyzer/report/brief/phrases.h"
#include "analyzer/report/diff/diff.h"
#include "analyzer/report/diff/words.h"
#include "analyzer/report/text/words.h"

enum { SIDE_HANG = 8, FACT_INDENT = 4, FACT_HANG = 13 };

struct page {
    struct paper paper;
    struct buffer phrase, plain;
    bool show_noise;
};

/* What is composed in `phrase` as a paragraph; nothing when nothing is. */
static void flush(struct page *p, const struct paragraph *how)
{
    if (p->phrase.len > 0) {
        phrase_plain(&p->plain, buffer_view(&p->phrase));
        paper_paragraph(&p->paper, how, buffer_view(&p->plain));
    }
    buffer_clear(&p->phrase);
    buffer_clear(&p->plain);
}

static void flush_fact(struct page *p, const char *label)
{
    flush(p, &(struct paragraph){
                 .indent = FACT_INDENT, .lead = label, .lead_paint = PAINT_DIM, .hang = FACT_HANG});
}

static void write_side(struct page *p, const struct side *side)
{
    diff_words_input(&p->phrase, side);
    buffer_add_text(&p->phrase, ": ");
    diff_words_side(&p->phrase, side);
    flush(p,
          &(struct paragraph){.lead = side->name, .lead_paint = PAINT_STRONG, .hang = SIDE_HANG});
}

static void write_notes(struct page *p, const struct diff_notes *notes)
{
    if (notes->count == 0) {
        return;
    }
    paper_heading(&p->paper, VIEW("Bear in mind"));
    for (size_t i = 0; i < notes->count; i++) {
        buffer_add(&p->phrase, notes->items[i].text);
        flush(p, &(struct paragraph){.indent = 2, .lead = "-", .hang = 4});
    }
}

static void write_consumers(struct page *p, const struct diff *diff)
{
    if (diff->consumer_count == 0) {
        return;
    }
    paper_heading(&p->paper, VIEW(DIFF_CONSUMERS_TITLE));
    buffer_add_text(&p->phrase, DIFF_CONSUMERS_MEANING);
    flush(p, &(struct paragraph){.indent = 2, .hang = 2, .paint = PAINT_DIM});
    for (size_t i = 0; i < diff->consumer_count; i++) {
        diff_words_consumer(&p->phrase, &diff->consumers[i]);
        flush(p, &(struct paragraph){.indent = 2, .hang = 4});
    }
}

static void write_missing(struct page *p, const struct diff_item *item, const struct side_group *of,
                          const struct cover *cover)
{
    if (of) {
        diff_words_count(&p->phrase, of, cover);
    } else {
        diff_words_missing(&p->phrase, item);
    }
}

static void write_item(struct page *p, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    if (diff_is_short(item, p->show_noise)) {
        diff_words_line(&p->phrase, item);
        flush(p, &(struct paragraph){.indent = 2, .hang = 4});
        return;
    }
    diff_words_what(&p->phrase, item);
    flush(p, &(struct paragraph){.indent = 2,
                                 .lead = verdict_name(group->verdict),
                                 .lead_paint = words_paint(group->verdict),
                                 .hang = FACT_HANG,
                                 .paint = PAINT_STRONG});
    diff_words_change(&p->phrase, item);
    flush_fact(p, "change");
    write_missing(p, item, item->before, &item->covers[0]);
    flush_fact(p, "before");
    write_missing(p, item, item->after, &item->covers[1]);
    flush_fact(p, "after");
    diff_words_who(&p->phrase, group);
    flush_fact(p, "who");
    paper_add_log(&p->phrase, group->cause, WORDS_RULE);
    flush_fact(p, "cause");
    buffer_add(&p->phrase, group->fingerprint);
    flush_fact(p, "kind");
}

static void write_section(struct page *p, const struct diff *diff, size_t first, size_t end)
{
    const enum diff_state state = diff->items[first].state;
    buffer_add_text(&p->phrase, diff_words_title(state));
    paper_heading(&p->paper, buffer_view(&p->phrase));
    buffer_clear(&p->phrase);
    buffer_add_text(&p->phrase, diff_words_meaning(state));
    flush(p, &(struct paragraph){.indent = 2, .hang = 2, .paint = PAINT_DIM});
    for (size_t i = first; i < end; i++) {
        if (i > first && (!diff_is_short(&diff->items[i], p->show_noise) ||
                          !diff_is_short(&diff->items[i - 1], p->show_noise))) {
            paper_blank(&p->paper);
        }
        write_item(p, &diff->items[i]);
    }
}

void diff_write_text(const struct diff_report *report, struct output *out)
{
    const struct diff *diff = report->diff;
    struct page p = {.paper = paper_on(out, report->width, report->use_color),
                     .show_noise = report->show_noise};
    buffer_init(&p.phrase, BUFFER_NO_MAX);
    buffer_init(&p.plain, BUFFER_NO_MAX);
    write_side(&p, diff->before);
    write_side(&p, diff->after);
    paper_blank(&p.paper);
    diff_words_answer(&p.phrase, diff);
    flush(&p, &(struct paragraph){.paint = PAINT_STRONG});
    write_notes(&p, report->notes);
    write_consumers(&p, diff);
    for (size_t i = 0, end; i < diff->count; i = end) {
        end = diff_state_end(diff, i);
        write_section(&p, diff, i, end);
    }
    buffer_release(&p.phrase);
    buffer_release(&p.plain);
}
