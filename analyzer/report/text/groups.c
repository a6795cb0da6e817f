/* The first screen of the text report, and the fold of what is harmless. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/text/parts.h"
#include "parsers/base/memory.h"

enum {
    MAX_TABLE_ROWS = 200,
    MAX_HARMLESS_ROWS = 50,
    MAX_FOLD_TITLES = 4, /* of one row */
    TITLE_LINES = 3,     /* of the table; longer titles are cut */
    TABLE_HANG = 47,     /* the column of the titles */
    MIN_TITLE_WIDTH = 20,
};

struct tally {
    size_t groups[VERDICT_COUNT];
    uint64_t harmless; /* failures, in groups of whatever verdict */
    uint64_t above;    /* of these, in groups that are not harmless */
};

static struct tally tally_groups(const struct report_content *content)
{
    struct tally tally = {.harmless = content->stats->by_verdict[VERDICT_HARMLESS],
                          .above = report_harmless_above(content)};
    for (size_t i = 0; i < content->group_count; i++) {
        tally.groups[content->groups[i]->verdict]++;
    }
    return tally;
}

static void write_no_failure(struct text_report *t)
{
    const struct engine_stats *stats = t->content->stats;
    struct buffer *b = &t->line;
    if (stats->filtered_failures > 0) {
        buffer_add_text(b, "No failure matches.");
        text_flush(t, &(struct paragraph){0});
        return;
    }
    buffer_add_text(b, "No failure found.");
    text_flush(t, &(struct paragraph){.paint = PAINT_GREEN});
    if (stats->operations.count > 0) {
        buffer_add_text(b, "Seen: ");
        words_count(b, stats->operations.count, "operation", "operations");
        if (stats->operations.connects > 0) {
            buffer_add_text(b, ", among them ");
            words_count(b, stats->operations.connects, "connect", "connects");
        }
        buffer_add_text(b, ". None of them reports an error.");
    } else {
        buffer_add_text(b,
                        "None of the WMI-Activity events read reports an operation that failed.");
    }
    text_flush(t, &(struct paragraph){0});
}

static void add_kinds(struct buffer *b, const struct tally *tally, size_t count)
{
    size_t needy = tally->groups[VERDICT_BROKEN] + tally->groups[VERDICT_DEGRADED];
    size_t security = tally->groups[VERDICT_SECURITY];
    size_t harmless = tally->groups[VERDICT_HARMLESS];
    const char *separator = ": ";
    if (needy + security == 0) {
        buffer_add_text(b, ", all of them harmless.");
        return;
    }
    if (needy == count) {
        buffer_add_text(b, ", all of them need attention");
    } else if (needy > 0) {
        buffer_add_text(b, separator);
        words_count(b, needy, "group needs attention", "groups need attention");
        separator = ", ";
    }
    if (security == count) {
        buffer_add_text(b, ", all of them security-relevant");
    } else if (security > 0) {
        buffer_add_text(b, separator);
        words_count(b, security, "group is security-relevant", "groups are security-relevant");
        separator = ", ";
    }
    if (harmless > 0) {
        buffer_add_text(b, separator);
        words_count(b, harmless, "group", "groups");
        if (tally->above == 0) {
            buffer_add_text(b, " (");
            words_count(b, tally->harmless, "failure", "failures");
            buffer_add_char(b, ')');
        }
        buffer_add_text(b, harmless == 1 ? " is harmless" : " are harmless");
    }
    buffer_add_char(b, '.');
    if (tally->above > 0) {
        buffer_add_char(b, ' ');
        words_count(b, tally->harmless, "failure is harmless", "failures are harmless");
        buffer_format(b, ", %" PRIu64 " of them in groups with others that are not.", tally->above);
    }
}

/* One kind of failure needs no counting of groups. */
static void add_only_kind(struct buffer *b, const struct group *g)
{
    static const char *const one[VERDICT_COUNT] = {"it is harmless", "it needs attention",
                                                   "it needs attention", "it is security-relevant"};
    static const char *const many[VERDICT_COUNT] = {"they are harmless", "they need attention",
                                                    "they need attention",
                                                    "they are security-relevant"};
    if (g->count > 1) {
        buffer_add_text(b, " of one kind");
    }
    buffer_format(b, ": %s.", g->count == 1 ? one[g->verdict] : many[g->verdict]);
}

static void add_phases(struct buffer *b, const struct engine_stats *stats)
{
    uint64_t connect = stats->by_phase[PHASE_CONNECT];
    uint64_t operation = stats->by_phase[PHASE_OPERATION];
    if (connect > 0 && operation > 0) {
        buffer_format(
            b, " %" PRIu64 " while connecting to a namespace, %" PRIu64 " during an operation.",
            connect, operation);
    } else {
        buffer_format(b, " %s.",
                      connect > 0 ? "all while connecting to a namespace"
                                  : "all during an operation, none while connecting");
    }
}

void text_groups_summary(struct text_report *t)
{
    const struct report_content *content = t->content;
    uint64_t failures = content->stats->failures;
    if (failures == 0 && content->group_count == 0) {
        write_no_failure(t);
        return;
    }
    struct tally tally = tally_groups(content);
    words_count(&t->line, failures, "failure", "failures");
    if (content->group_count == 1) {
        add_only_kind(&t->line, content->groups[0]);
    } else {
        buffer_add_text(&t->line, " in ");
        words_count(&t->line, content->group_count, "group", "groups");
        add_kinds(&t->line, &tally, content->group_count);
    }
    text_flush(t, &(struct paragraph){.paint = PAINT_STRONG});
    if (failures > 1) {
        buffer_add_text(&t->line, "Phase:");
        add_phases(&t->line, content->stats);
        text_flush(t, &(struct paragraph){0});
    }
}

/* On a narrow terminal the title stands below its row. */
static void flush_row(struct text_report *t, const char *lead, enum paint paint, enum paint title)
{
    if (t->paper.width >= TABLE_HANG + MIN_TITLE_WIDTH) {
        text_flush(t, &(struct paragraph){
                          .lead = lead, .lead_paint = paint, .paint = title, .hang = TABLE_HANG});
        return;
    }
    paper_paragraph(&t->paper, &(struct paragraph){.lead = lead, .lead_paint = paint}, VIEW_NONE);
    text_flush(t, &(struct paragraph){.indent = 5, .hang = 5, .paint = title});
}

static void add_namespace(struct buffer *b, struct view name_space)
{
    if (!view_is_empty(name_space)) {
        buffer_add_text(b, " in ");
        paper_add_log(b, name_space, WORDS_NAME);
    }
}

static void write_table_row(struct text_report *t, size_t number, const struct group *g)
{
    char lead[64], code[TEXT_CODE_SIZE];
    snprintf(lead, sizeof(lead), "%3zu  %-8s %8" PRIu64 "  %-10s  %s", number,
             verdict_name(g->verdict), g->count, words_result_short(g->example, code),
             phase_name(g->example->phase));
    size_t beside = TABLE_HANG + MIN_TITLE_WIDTH;
    size_t columns = t->paper.width - (t->paper.width >= beside ? TABLE_HANG : 5);
    paper_add_log(&t->line, g->title, TITLE_LINES * columns - 8);
    add_namespace(&t->line, report_telling_namespace(t->content, g));
    words_telling_event(&t->line, report_telling_event(t->content, g));
    text_incidents_mark(t, g);
    flush_row(t, lead, words_paint(g->verdict), PAINT_NONE);
}

void text_groups_table(struct text_report *t)
{
    size_t count = report_groups_shown(t->content, t->run->show_noise);
    if (count < 2) {
        return;
    }
    paper_blank(&t->paper);
    buffer_add_text(&t->line, "what failed");
    flush_row(t, "  #  verdict     count  code        phase", PAINT_DIM, PAINT_DIM);
    size_t rows = count < MAX_TABLE_ROWS ? count : MAX_TABLE_ROWS;
    for (size_t i = 0; i < rows; i++) {
        write_table_row(t, i + 1, t->content->groups[i]);
    }
    if (rows < count) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, count - rows, "more group", "more groups");
        buffer_add_text(&t->line, " of lesser weight, listed with -f json");
        text_flush(t, &(struct paragraph){.indent = 5, .hang = 5});
    }
    if (count < t->content->group_count) {
        char lead[64];
        snprintf(lead, sizeof(lead), "     harmless  %7" PRIu64 "  see the end",
                 t->content->stats->by_verdict[VERDICT_HARMLESS]);
        text_flush(t, &(struct paragraph){.lead = lead, .lead_paint = PAINT_GREEN});
    }
}

/* Harmless groups with the same code for the same reason. */
struct fold {
    const struct group *groups[MAX_FOLD_TITLES]; /* with different titles, or namespaces */
    size_t titles;
    size_t more;  /* groups whose titles are not listed */
    size_t count; /* of groups */
    uint64_t failures;
};

static bool belongs_together(const struct group *a, const struct group *b)
{
    return a->example->result == b->example->result &&
           a->example->has_no_result == b->example->has_no_result &&
           view_equal(a->judgement->reason, b->judgement->reason);
}

/* Counts a group in its fold; titles that are the same stand side by side. */
static void add_to_fold(struct fold *fold, const struct group *g)
{
    size_t at = fold->titles;
    fold->count++;
    fold->failures += g->count;
    for (size_t i = 0; i < fold->titles; i++) {
        if (view_equal(fold->groups[i]->title, g->title)) {
            if (view_equal_nocase(fold->groups[i]->example->name_space, g->example->name_space)) {
                return;
            }
            at = i + 1;
        }
    }
    if (fold->titles == MAX_FOLD_TITLES) {
        fold->more++;
        return;
    }
    memmove(&fold->groups[at + 1], &fold->groups[at],
            (fold->titles - at) * sizeof(fold->groups[0]));
    fold->groups[at] = g;
    fold->titles++;
}

/* The titles of a fold; where several groups have one title, with the namespace of each. */
static void add_fold_titles(struct buffer *b, const struct report_content *content,
                            const struct fold *fold)
{
    for (size_t i = 0; i < fold->titles; i++) {
        const struct group *g = fold->groups[i];
        const bool is_same = i > 0 && view_equal(fold->groups[i - 1]->title, g->title);
        buffer_add_text(b, i == 0 ? "" : is_same ? " and" : ", ");
        if (!is_same) {
            paper_add_log(b, g->title, WORDS_TEXT / 2);
        }
        add_namespace(b, report_telling_namespace(content, g));
    }
}

static void write_fold(struct text_report *t, const struct fold *fold)
{
    struct buffer *b = &t->line;
    const struct failure *f = fold->groups[0]->example;
    char lead[64], code[TEXT_CODE_SIZE];
    snprintf(lead, sizeof(lead), "%7" PRIu64 "  %-10s", fold->failures,
             words_result_short(f, code));
    add_fold_titles(b, t->content, fold);
    if (fold->more > 0) {
        buffer_add_text(b, " and ");
        words_count(b, fold->more, "more group", "more groups");
    }
    buffer_add_text(b, ": ");
    paper_add_log(b, fold->groups[0]->judgement->reason, WORDS_TEXT);
    text_flush(t, &(struct paragraph){.lead = lead, .lead_paint = PAINT_DIM, .hang = 21});
}

/* The groups from `first` on, folded; returns how many folds. `folds` has room for all groups. */
static size_t fold_groups(const struct report_content *content, size_t first, struct fold *folds)
{
    size_t count = 0;
    for (size_t i = first; i < content->group_count; i++) {
        const struct group *g = content->groups[i];
        size_t at = 0;
        while (at < count && !belongs_together(folds[at].groups[0], g)) {
            at++;
        }
        count += at == count;
        add_to_fold(&folds[at], g);
    }
    return count;
}

/* More failures first; then by fingerprint, so that the order is always the same. */
static int compare_folds(const void *left, const void *right)
{
    const struct fold *a = left, *b = right;
    if (a->failures != b->failures) {
        return a->failures > b->failures ? -1 : 1;
    }
    return strcmp(a->groups[0]->example->fingerprint, b->groups[0]->example->fingerprint);
}

static void write_folds(struct text_report *t, size_t first)
{
    struct fold *folds = memory_new(t->content->group_count - first, sizeof(*folds));
    size_t count = fold_groups(t->content, first, folds);
    qsort(folds, count, sizeof(*folds), compare_folds);
    size_t groups = 0;
    uint64_t failures = 0;
    for (size_t i = 0; i < count; i++) {
        if (i < MAX_HARMLESS_ROWS) {
            write_fold(t, &folds[i]);
            continue;
        }
        groups += folds[i].count;
        failures += folds[i].failures;
    }
    free(folds);
    if (groups == 0) {
        return;
    }
    words_count(&t->line, failures, "more failure", "more failures");
    buffer_add_text(&t->line, " in ");
    words_count(&t->line, groups, "more group", "more groups");
    text_flush(t, &(struct paragraph){.indent = 9, .hang = 9});
}

void text_groups_harmless(struct text_report *t)
{
    const struct report_content *content = t->content;
    size_t first = report_groups_shown(t->content, t->run->show_noise);
    if (first == content->group_count) {
        return;
    }
    const uint64_t above = report_harmless_above(content);
    buffer_add_text(&t->line, "Harmless: ");
    words_count(&t->line, content->stats->by_verdict[VERDICT_HARMLESS], "failure", "failures");
    if (above > 0) {
        buffer_format(&t->line, ", %" PRIu64 " of them in the groups above", above);
    }
    buffer_add_text(&t->line, " (--noise shows them in full)");
    paper_heading(&t->paper, buffer_view(&t->line));
    buffer_clear(&t->line);
    write_folds(t, first);
}
