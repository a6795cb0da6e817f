/* What a trace tells of operations whether they fail or not: connects by client machine, processes
 * that method calls started, and what took longest. */
#include <inttypes.h>

#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"
#include "rules/knowledge/codes.h"

enum {
    MAX_LISTED = 5,   /* of each list */
    SLOW_SECONDS = 1, /* what took less is not worth a line here */
};

/* --- phrases --------------------------------------------------------------------------------- */

void words_connecting(struct buffer *b, const struct usage_row *row, bool are_several)
{
    if (row->is_rest) {
        buffer_add_text(b, "machines that are not told apart");
        return;
    }
    if (view_is_empty(row->name)) {
        buffer_add_text(b, "a machine without a name");
    } else {
        paper_add_log(b, row->name, WORDS_NAME);
    }
    if (row->client.locality == LOCALITY_REMOTE) {
        buffer_add_text(b, " (remote)");
    }
    if (are_several && !view_is_empty(row->computer)) {
        buffer_add_text(b, " to ");
        paper_add_log(b, row->computer, WORDS_NAME);
    }
}

static void add_outcome(struct buffer *b, uint64_t count, const char *outcome)
{
    if (count > 0) {
        buffer_format(b, "%" PRIu64 " %s", count, outcome);
    } else {
        buffer_format(b, "none %s", outcome);
    }
}

/* ": 12 succeeded, 1 without an end, none failed". */
static void add_outcomes(struct buffer *b, uint64_t connects, uint64_t failed, uint64_t open)
{
    buffer_add_text(b, ": ");
    add_outcome(b, connects - failed, "succeeded");
    if (open > 0) {
        buffer_format(b, ", %" PRIu64 " without an end", open);
    }
    buffer_add_text(b, ", ");
    add_outcome(b, failed, "failed");
}

void words_last_connects(struct buffer *b, const struct usage_connects *last)
{
    const struct code *code = code_find(last->result);
    words_time(b, last->failed);
    if (last->result != 0) {
        buffer_format(b, " with 0x%08" PRIx32 "%s%s", last->result, code ? " " : "",
                      code ? code->symbol : "");
    }
    if (!view_is_empty(last->user)) {
        buffer_add_text(b, ", user ");
        paper_add_log(b, last->user, WORDS_NAME);
    }
    if (!view_is_empty(last->name_space)) {
        const bool is_here = view_starts(last->name_space, VIEW("\\\\.\\"));
        buffer_add_text(b, ", to ");
        paper_add_log(b, view_from(last->name_space, is_here ? 4 : 0), WORDS_NAME);
    }
    if (last->succeeded != WINTIME_NONE) {
        buffer_add_text(b, last->succeeded > last->failed ? "; succeeded after that, "
                                                          : "; the last success was ");
        words_time(b, last->succeeded);
    }
}

void words_connects(struct buffer *b, const struct usage_row *row, bool are_several)
{
    words_connecting(b, row, are_several);
    add_outcomes(b, row->connects, row->failed_connects, row->open_connects);
    if (row->last && row->failed_connects > 0) {
        buffer_add_text(b, row->failed_connects > 1 ? ", the last one " : ": ");
        words_last_connects(b, row->last);
    }
}

void words_more_connects(struct buffer *b, const struct usage_rows *rows, size_t from)
{
    const size_t named = rows->count - (rows->rest ? 1 : 0);
    uint64_t connects = 0, failed = 0, open = 0;
    for (size_t i = from; i < rows->count; i++) {
        connects += rows->items[i]->connects;
        failed += rows->items[i]->failed_connects;
        open += rows->items[i]->open_connects;
    }
    buffer_add_text(b, "and ");
    words_count(b, named - from, "more machine", "more machines");
    buffer_add_text(b, rows->rest ? " and others that are not told apart" : "");
    add_outcomes(b, connects, failed, open);
}

void words_slow(struct buffer *b, const struct slow_operation *items, size_t count, size_t which)
{
    const struct slow_operation *op = &items[which];
    const size_t alike = slowest_alike(items, count, which);
    paper_add_log(b, op->text, WORDS_TEXT);
    buffer_add_text(b, "; ");
    words_client(b, &op->client);
    if (!view_is_empty(op->provider)) {
        buffer_add_text(b, "; by ");
        paper_add_log(b, op->provider, WORDS_NAME);
    }
    buffer_add_text(b, "; ");
    words_time(b, op->start);
    if (op->is_failure) {
        buffer_format(b, "; failed with 0x%08" PRIx32, op->result);
    }
    if (alike > 1) {
        buffer_format(b, "; %zu of the %zu slowest are like it", alike, count);
    }
}

void words_method(struct buffer *b, const struct usage_start *start)
{
    paper_add_log(b, start->class_name, WORDS_NAME);
    if (!view_is_empty(start->method)) {
        buffer_add_char(b, '.');
        paper_add_log(b, start->method, WORDS_NAME);
    }
}

void words_started(struct buffer *b, const struct usage_start *start)
{
    if (!view_is_empty(start->command_line)) {
        paper_add_log(b, start->command_line, WORDS_TEXT);
        buffer_add_text(b, "; ");
    }
    if (!view_is_empty(start->class_name)) {
        buffer_add_text(b, "by ");
        words_method(b, start);
        buffer_add_char(b, ' ');
    }
    buffer_add_text(b, "for ");
    words_client(b, &start->client);
    buffer_add_text(b, "; ");
    words_time(b, start->time);
}

/* --- sections -------------------------------------------------------------------------------- */

static void flush_item(struct text_report *t)
{
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
}

static void write_connects(struct text_report *t, const struct usage_rows *machines)
{
    const size_t shown = machines->count < MAX_LISTED + 1 ? machines->count : MAX_LISTED;
    if (machines->count > 0) {
        paper_heading(&t->paper, VIEW("Connects, by client machine"));
    }
    for (size_t i = 0; i < shown; i++) {
        words_connects(&t->line, machines->items[i], t->content->computer_count > 1);
        flush_item(t);
    }
    if (shown < machines->count) {
        words_more_connects(&t->line, machines, shown);
        flush_item(t);
    }
}

static void write_starts(struct text_report *t, const struct starts *starts)
{
    const size_t shown = starts->count < MAX_LISTED ? starts->count : MAX_LISTED;
    const uint64_t more = starts->count - shown + starts->more;
    if (starts->count > 0) {
        paper_heading(&t->paper, VIEW("Processes that method calls started"));
    }
    for (size_t i = 0; i < shown; i++) {
        buffer_format(&t->line, "pid %" PRIu32 ": ", starts->items[i].process_id);
        words_started(&t->line, &starts->items[i]);
        flush_item(t);
    }
    if (more > 0) {
        buffer_format(&t->line, "and %" PRIu64 " more", more);
        flush_item(t);
    }
}

static void write_slow(struct text_report *t, const struct slowest *slowest, size_t which)
{
    words_duration(&t->line, slowest->items[which].duration);
    buffer_add_text(&t->line, ": ");
    words_slow(&t->line, slowest->items, slowest->count, which);
    flush_item(t);
}

static void write_slowest(struct text_report *t, const struct slowest *slowest)
{
    const int64_t least = (int64_t)SLOW_SECONDS * WINTIME_TICKS_PER_SECOND;
    size_t written = 0;
    for (size_t i = 0; i < slowest->count && written < MAX_LISTED; i++) {
        if (slowest->items[i].duration < least) {
            break;
        }
        if (slowest_alike(slowest->items, i, i) > 0) {
            continue; /* what one client asked with the same words stands there once */
        }
        if (written++ == 0) {
            paper_heading(&t->paper, VIEW("Slowest operations, of a second or more"));
        }
        write_slow(t, slowest, i);
    }
}

void text_traced(struct text_report *t)
{
    const struct digest *digest = t->run->digest;
    if (digest) {
        write_connects(t, &digest->machines);
        write_starts(t, &digest->starts);
        write_slowest(t, &digest->slowest);
    }
}
