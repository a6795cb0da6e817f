/* The end of the text report: operations without an end, limits, and what was missing. */
#include <inttypes.h>

#include "analyzer/report/losses.h"
#include "analyzer/report/report_limits.h"
#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"

enum { MAX_LISTED_OPEN = 5 };

static void write_open(struct text_report *t, const struct open_operation *open)
{
    struct buffer *b = &t->line;
    words_time(b, open->start);
    if (open->ended) {
        buffer_add_text(b, ", ended by: ");
        paper_add_log(b, view_of(open->ended), WORDS_NAME);
    } else if (open->age != WINTIME_NONE) {
        buffer_add_text(b, ", open for ");
        words_duration(b, open->age);
    }
    if (losses_may_hold_end(t->run, open)) {
        buffer_add_text(b, ", events were lost meanwhile and its end may be among them");
    }
    buffer_add_text(b, ": ");
    paper_add_log(b, open->operation.text, WORDS_TEXT / 2);
    buffer_add_text(b, " by ");
    words_client(b, &open->client);
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
}

static void write_orphans(struct text_report *t, uint64_t orphans)
{
    struct buffer *b = &t->line;
    words_count(b, orphans, "operation ended", "operations ended");
    buffer_format(b,
                  " whose %s not in the log: the log begins in the middle, or was overwritten%s.",
                  orphans == 1 ? "start is" : "starts are",
                  losses_count(t->run) > 0 ? ", or events were lost" : "");
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
}

void text_rest_operations(struct text_report *t)
{
    const struct report_content *content = t->content;
    uint64_t total = content->stats->operations.open;
    uint64_t orphans = content->stats->operations.orphan_stops;
    if (total == 0 && orphans == 0) {
        return;
    }
    paper_heading(&t->paper, VIEW("Operations seen in part"));
    if (total > 0) {
        words_count(&t->line, total, "operation has", "operations have");
        buffer_add_text(
            &t->line,
            " no end in the log: still running, ended with the service, or not recorded.");
        if (total > MAX_LISTED_OPEN) {
            buffer_add_text(&t->line, " The oldest:");
        }
        text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
    }
    for (size_t i = 0; i < content->open_operation_count && i < MAX_LISTED_OPEN; i++) {
        write_open(t, content->open_operations[i]);
    }
    if (orphans > 0) {
        write_orphans(t, orphans);
    }
}

static void write_limit(struct text_report *t, const struct report_limit *limit)
{
    buffer_add_text(&t->line, report_limit_least(limit));
    words_count(&t->line, limit->count, limit->one, limit->many);
    if (limit->option) {
        buffer_format(&t->line, " (%s allows more)", limit->option);
    }
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
}

void text_rest_limits(struct text_report *t)
{
    struct report_limit limits[REPORT_LIMIT_COUNT];
    bool has_heading = false;
    report_limits(t->run, t->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        if (limits[i].count > 0 && !has_heading) {
            paper_heading(&t->paper, VIEW("Not all could be followed"));
            has_heading = true;
        }
        if (limits[i].count > 0) {
            write_limit(t, &limits[i]);
        }
    }
}

void text_rest_advice(struct text_report *t)
{
    /* How to get the right log is said where its absence is. */
    if (t->run->advice_count == 0 || t->content->stats->wmi_events == 0) {
        return;
    }
    paper_heading(&t->paper, VIEW("What was missing"));
    for (size_t i = 0; i < t->run->advice_count; i++) {
        struct view sentence = t->run->advice[i], rest = VIEW_NONE;
        view_cut(sentence, VIEW("\n"), &sentence, &rest);
        paper_add_log(&t->line, sentence, WORDS_RULE);
        text_flush(t, &(struct paragraph){.indent = 2, .hang = 2});
        while (rest.len > 0) {
            struct view command = rest;
            if (!view_cut(rest, VIEW("\n"), &command, &rest)) {
                rest = VIEW_NONE;
            }
            text_command(t, command);
        }
    }
}
