/* The text report about its inputs: what was read, what could not be, what was there instead. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/advice.h"
#include "analyzer/report/text/parts.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

enum {
    MAX_LISTED_SOURCES = 6, /* more inputs are summed up */
    MAX_LISTED_UNREAD = 6,  /* of them, those that could not be read */
    MAX_LISTED_CHANNELS = 10,
    MAX_LISTED_COMPUTERS = 3,
    MAX_LISTED_SYSTEMS = 3,
    MAX_LISTED_PROBLEMS = 3, /* of one input */
    MAX_PROBLEM_SOURCES = 50,
    MAX_LISTED_UNUSED = 8, /* of one archive or folder */
};

static void add_computers(struct text_report *t, const struct view *computers, size_t count,
                          uint64_t more)
{
    struct view shown[MAX_LISTED_COMPUTERS];
    struct buffer *b = &t->line;
    count = report_machines(t->content, computers, count, shown, MAX_LISTED_COMPUTERS);
    if (count == 0) {
        return;
    }
    buffer_add_text(b, " of ");
    for (size_t i = 0; i < count && i < MAX_LISTED_COMPUTERS; i++) {
        buffer_add_text(b, i > 0 ? ", " : "");
        paper_add_log(b, shown[i], WORDS_NAME);
    }
    more += count > MAX_LISTED_COMPUTERS ? count - MAX_LISTED_COMPUTERS : 0;
    if (more > 0) {
        buffer_add_text(b, " and ");
        words_count(b, more, "more computer", "more computers");
    }
}

static void add_times(struct buffer *b, int64_t first, int64_t last)
{
    if (first == WINTIME_NONE) {
        return;
    }
    buffer_add_text(b, ", ");
    words_range(b, first, last);
}

static void add_wmi_events(struct buffer *b, uint64_t count)
{
    if (count == 0) {
        buffer_add_text(b, "no WMI-Activity event");
    } else {
        words_count(b, count, "WMI-Activity event", "WMI-Activity events");
    }
}

/* The form of a log whose name does not end like it: a log may be called anything. */
static void add_form(struct buffer *b, const struct report_source *source)
{
    static const char *const of_text[] = {".txt", ".log"};
    const struct view path = source->path, form = source->format;
    const struct view ending = view_behind_last(path, ".");
    bool is_told = view_equal(form, VIEW("unknown")) ||
                   (ending.len < path.len && view_starts_nocase(ending, form));
    for (size_t i = 0; i < COUNT_OF(of_text) && view_equal(form, VIEW("text")); i++) {
        is_told |= view_ends_nocase(path, view_of(of_text[i]));
    }
    if (!is_told) {
        buffer_format(b, " (%.*s)", VIEW_ARG(form));
    }
}

static void write_error(struct text_report *t, const struct report_source *source, unsigned indent)
{
    paper_add_log(&t->line, source->path, WORDS_PATH);
    buffer_add_text(&t->line, source->events > 0 || source->members > 0 ? ": not read to its end: "
                                                                        : ": could not be read: ");
    paper_add_log(&t->line, source->message, WORDS_TEXT);
    text_flush(t, &(struct paragraph){.indent = indent, .hang = indent + 2, .paint = PAINT_RED});
}

/* "case.zip: zip with 12 files, 9 of them not used". */
static void write_container(struct text_report *t, const struct report_source *source)
{
    struct buffer *b = &t->line;
    paper_add_log(b, source->path, WORDS_PATH);
    buffer_add_text(b, ": ");
    words_container(b, source);
    text_flush(t, &(struct paragraph){.hang = 2});
    if (source->status != STATUS_OK) {
        write_error(t, source, 0);
    }
}

static size_t count_logs(const struct report_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        count += report_source_is_log(run->sources[i]);
    }
    return count;
}

static void write_source(struct text_report *t, const struct report_source *source)
{
    struct buffer *b = &t->line;
    if (source->is_unused) {
        return;
    }
    if (source->is_container) {
        write_container(t, source);
        return;
    }
    if (source->status != STATUS_OK && source->events == 0) {
        write_error(t, source, 0);
        return;
    }
    paper_add_log(b, source->path, WORDS_PATH);
    add_form(b, source);
    buffer_add_text(b, ": ");
    add_wmi_events(b, source->wmi_events);

    add_computers(t, source->computers, source->computer_count, source->more_computers);
    /* Of one source, the times are those of the events that the sentence speaks of. */
    const struct engine_stats *stats = t->content->stats;
    bool is_single = count_logs(t->run) == 1 && stats->wmi_events > 0;
    add_times(b, is_single ? stats->first : source->first, is_single ? stats->last : source->last);
    if (source->events > source->wmi_events) {
        buffer_add_text(b, "; ");
        words_count(b, source->events - source->wmi_events, "event of another provider",
                    "events of other providers");
    }
    if (source->damaged > 0) {
        buffer_add_text(b, "; ");
        words_count(b, source->damaged, "damaged event", "damaged events");
    }
    text_flush(t, &(struct paragraph){.hang = 2});
    if (source->status != STATUS_OK) {
        write_error(t, source, 0);
    }
}

static void write_unread(struct text_report *t, uint64_t count)
{
    size_t listed = 0;
    for (size_t i = 0; i < t->run->source_count && listed < MAX_LISTED_UNREAD; i++) {
        const struct report_source *source = t->run->sources[i];
        if (source->status == STATUS_OK) {
            continue;
        }
        listed++;
        write_error(t, source, 2);
    }
    if (count > listed) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, count - listed, "more input", "more inputs");
        buffer_add_text(&t->line, " that could not be read to the end");
        text_flush(t, &(struct paragraph){.indent = 2, .hang = 2});
    }
}

/* The archives and folders that were given; those within them are summed up. */
static void write_containers(struct text_report *t)
{
    uint64_t given = 0;
    for (size_t i = 0; i < t->run->source_count; i++) {
        const struct report_source *source = t->run->sources[i];
        if (source->is_container && !source->is_member && given++ < MAX_LISTED_SOURCES) {
            write_container(t, source);
        }
    }
    if (given > MAX_LISTED_SOURCES) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, given - MAX_LISTED_SOURCES, "more archive or folder",
                    "more archives or folders");
        text_flush(t, &(struct paragraph){.hang = 2});
    }
}

static void write_many(struct text_report *t)
{
    const struct report_content *content = t->content;
    const size_t inputs = count_logs(t->run);
    uint64_t without = 0, unread = 0, damaged = 0;
    for (size_t i = 0; i < t->run->source_count; i++) {
        const struct report_source *source = t->run->sources[i];
        without += source->wmi_events == 0 && report_source_is_log(source);
        unread += source->status != STATUS_OK;
        damaged += source->damaged;
    }
    write_containers(t);
    struct buffer *b = &t->line;
    words_count(b, inputs, "input", "inputs");
    buffer_add_text(b, ": ");
    add_wmi_events(b, content->stats->wmi_events);
    add_computers(t, content->computers, content->computer_count, 0);
    add_times(b, content->stats->first, content->stats->last);
    if (without > 0) {
        buffer_format(b, "; %" PRIu64 " of the inputs without any", without);
    }
    if (damaged > 0) {
        buffer_add_text(b, "; ");
        words_count(b, damaged, "damaged event", "damaged events");
    }
    text_flush(t, &(struct paragraph){.hang = 2});
    write_unread(t, unread);
}

void text_inputs_head(struct text_report *t)
{
    if (count_logs(t->run) > MAX_LISTED_SOURCES) {
        write_many(t);
        return;
    }
    for (size_t i = 0; i < t->run->source_count; i++) {
        write_source(t, t->run->sources[i]);
    }
}

static void write_earlier_names(struct text_report *t, const struct system *s)
{
    struct buffer *b = &t->line;
    paper_add_log(b, s->name, WORDS_NAME);
    buffer_add_char(b, ' ');
    if (words_earlier_names(b, s)) {
        text_flush(t, &(struct paragraph){.hang = 2});
    }
    buffer_clear(b);
}

/* The computers and their Windows, where the System log tells it: what follows from the events of
 * WMI alone is too rough to help a reader. */
void text_inputs_systems(struct text_report *t)
{
    struct buffer *b = &t->line;
    size_t known = 0;
    for (size_t i = 0; i < t->content->system_count && i < MAX_LISTED_SYSTEMS; i++) {
        write_earlier_names(t, t->content->systems[i]);
    }
    for (size_t i = 0; i < t->content->system_count; i++) {
        const struct system *s = t->content->systems[i];
        if (view_is_empty(s->os) || view_is_empty(s->evidence[0].provider) ||
            known++ >= MAX_LISTED_SYSTEMS) {
            continue;
        }
        const struct evidence *by = &s->evidence[0];
        if (!view_is_empty(s->name)) {
            paper_add_log(b, s->name, WORDS_NAME);
            buffer_add_text(b, ": ");
        }
        buffer_format(b, "%.*s, from %.*s %u", VIEW_ARG(s->os), VIEW_ARG(by->channel),
                      (unsigned)by->event_id);
        if (s->service) {
            buffer_format(b, "; likely a %s, from its service %s",
                          names_get(&edition_names, (uint32_t)s->edition), s->service);
        }
        text_flush(t, &(struct paragraph){.hang = 2});
    }
    if (known > MAX_LISTED_SYSTEMS) {
        buffer_add_text(b, "and the Windows of ");
        words_count(b, known - MAX_LISTED_SYSTEMS, "more computer", "more computers");
        text_flush(t, &(struct paragraph){.hang = 2});
    }
}

void text_inputs_harmless(struct text_report *t)
{
    const uint64_t count = t->content->stats->operations.privileged_loads;
    if (count == 0) {
        return;
    }
    buffer_add_text(&t->line, "Harmless: ");
    words_count(&t->line, count, "warning", "warnings");
    buffer_add_text(&t->line,
                    " (Microsoft-Windows-WMI 63) that a provider is registered to run as "
                    "LocalSystem. It is written whenever such a provider is loaded, by design of "
                    "most of them, and nothing failed; look only at providers nobody knows.");
    text_flush(t, &(struct paragraph){.hang = 2});
}

static void write_channels(struct text_report *t)
{
    size_t listed = 0;
    uint64_t more = 0;
    for (size_t i = 0; i < t->run->source_count; i++) {
        const struct report_source *source = t->run->sources[i];
        more += source->more_channels;
        for (size_t j = 0; j < source->channel_count; j++) {
            const struct event_count *seen = &source->channels[j];
            if (listed == MAX_LISTED_CHANNELS) {
                more += seen->count;
                continue;
            }
            listed++;
            char lead[32];
            snprintf(lead, sizeof(lead), "%8" PRIu64, seen->count);
            paper_add_log(&t->line, report_provider(seen), WORDS_NAME);
            if (!view_is_empty(seen->channel)) {
                buffer_add_text(&t->line, " in channel ");
                paper_add_log(&t->line, seen->channel, WORDS_NAME);
            }
            text_flush(t, &(struct paragraph){.indent = 2, .lead = lead, .hang = 12});
        }
    }
    if (more > 0) {
        words_count(&t->line, more, "further event of others", "further events of others");
        text_flush(t, &(struct paragraph){.indent = 2, .hang = 2});
    }
}

static void write_literal(struct text_report *t, const struct paragraph *how, const char *text)
{
    buffer_add_text(&t->line, text);
    text_flush(t, how);
}

void text_inputs_seen(struct text_report *t)
{
    uint64_t events = 0;
    size_t opened = 0;
    for (size_t i = 0; i < t->run->source_count; i++) {
        events += t->run->sources[i]->events;
        opened += t->run->sources[i]->status != STATUS_IO;
    }
    const struct paragraph plain = {.hang = 0};
    if (opened == 0) { /* a name that was mistyped, mostly: another log would not help */
        write_literal(t, &(struct paragraph){.paint = PAINT_STRONG}, "No input could be read.");
        return;
    }

    write_literal(t, &(struct paragraph){.paint = PAINT_STRONG},
                  events > 0 ? "No WMI-Activity event in the input: this is another log."
                             : "No event in the input.");
    if (events > 0) {
        write_literal(t, &plain, "What is there instead:");
        write_channels(t);
    }
    paper_blank(&t->paper);
    write_literal(t, &plain, "The log with WMI's failures is collected on the machine with:");
    text_command(t, VIEW("wevtutil epl Microsoft-Windows-WMI-Activity/Operational wmi.evtx"));
    write_literal(t, &plain,
                  "or in Event Viewer: Applications and Services Logs, Microsoft, Windows, "
                  "WMI-Activity, Operational, Save All Events As, XML.");
    if (advice_has_trace(t->run->sources, t->run->source_count)) {
        write_literal(t, &plain, "Or as a trace, while what fails is repeated:");
        text_command(t, VIEW(ADVICE_TRACE_START));
        text_command(t, VIEW(ADVICE_TRACE_STOP));
    }
}

static void write_problem(struct text_report *t, const struct report_problem *problem)
{
    struct buffer *b = &t->line;
    if (problem->has_offset) {
        buffer_format(b, "at byte %" PRIu64 ": ", problem->offset);
    }
    paper_add_log(b, problem->message, WORDS_TEXT);
    text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
}

static void write_losses(struct text_report *t, const struct report_source *source)
{
    size_t shown = 0;
    for (; shown < source->loss_count && shown < MAX_LISTED_PROBLEMS; shown++) {
        words_loss(&t->line, &source->losses[shown]);
        text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
    }
    if (shown < source->loss_count) {
        words_count(&t->line, source->loss_count - shown, "more loss", "more losses");
        text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
    }
}

static void write_gaps(struct text_report *t, const struct report_source *source)
{
    size_t shown = 0;
    for (; shown < source->gap_count && shown < MAX_LISTED_PROBLEMS; shown++) {
        words_gap(&t->line, &source->gaps[shown]);
        text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
    }
    uint64_t more = source->gap_count - shown + source->more_gaps;
    if (more > 0) {
        words_count(&t->line, more, "more gap", "more gaps");
        text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
    }
}

static void write_source_problems(struct text_report *t, const struct report_source *source)
{
    struct words_amount doubts[WORDS_DOUBTS];
    words_doubts(source, doubts);
    struct buffer *b = &t->line;
    paper_add_log(b, source->path, WORDS_PATH);
    const char *separator = ": ";
    for (size_t i = 0; i < WORDS_DOUBTS; i++) {
        if (doubts[i].count > 0) {
            buffer_add_text(b, separator);
            words_count(b, doubts[i].count, doubts[i].one, doubts[i].many);
            separator = "; ";
        }
    }
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
    write_gaps(t, source);
    write_losses(t, source);
    size_t shown = 0;
    for (; shown < source->problem_count && shown < MAX_LISTED_PROBLEMS; shown++) {
        write_problem(t, &source->problems[shown]);
    }
    uint64_t more = source->problem_count - shown + source->more_problems;
    if (more > 0) {
        words_count(b, more, "more message", "more messages");
        text_flush(t, &(struct paragraph){.indent = 4, .hang = 6});
    }
}

void text_inputs_problems(struct text_report *t)
{
    size_t shown = 0, left_out = 0;
    for (size_t i = 0; i < t->run->source_count; i++) {
        if (!words_has_doubts(t->run->sources[i])) {
            continue;
        }
        if (shown == MAX_PROBLEM_SOURCES) {
            left_out++;
            continue;
        }
        if (shown++ == 0) {
            paper_heading(&t->paper, VIEW("Not read, or read with doubts"));
        }
        write_source_problems(t, t->run->sources[i]);
    }
    if (left_out > 0) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, left_out, "more input", "more inputs");
        text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
    }
}

static void write_unused(struct text_report *t, const struct report_source *source)
{
    struct buffer *b = &t->line;
    size_t shown = 0;
    paper_add_log(b, source->path, WORDS_PATH);
    for (; shown < source->unused_count && shown < MAX_LISTED_UNUSED; shown++) {
        const struct report_unused *unused = &source->unused[shown];
        buffer_add_text(b, shown == 0 ? ": " : "; ");
        paper_add_log(b, unused->name, WORDS_PATH);
        if (unused->what.len > 0) {
            buffer_format(b, " (%.*s)", VIEW_ARG(unused->what));
        }
    }
    if (shown < source->unused_members) {
        buffer_add_text(b, "; and ");
        words_count(b, source->unused_members - shown, "more file", "more files");
    }
    text_flush(t, &(struct paragraph){.indent = 2, .hang = 4});
}

void text_inputs_unused(struct text_report *t)
{
    size_t shown = 0;
    for (size_t i = 0; i < t->run->source_count && shown < MAX_PROBLEM_SOURCES; i++) {
        if (t->run->sources[i]->unused_members == 0) {
            continue;
        }
        if (shown++ == 0) {
            paper_heading(&t->paper, VIEW("Not used: files that hold no log"));
        }
        write_unused(t, t->run->sources[i]);
    }
}
