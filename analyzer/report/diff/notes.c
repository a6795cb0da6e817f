/* Notes, the gravest first. */
#include "analyzer/report/diff/notes.h"

#include <inttypes.h>
#include <string.h>

#include "analyzer/report/brief/phrases.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/wintime.h"

enum { MAX_NAMED = 4, MAX_LOOKED_AT = 2000 /* inputs of a side that are compared */ };

struct writing {
    struct diff_notes *notes;
    struct arena *arena;
    const struct diff *diff;
    struct buffer line;
};

/* What is composed becomes a note; nothing when nothing is. */
static void add(struct writing *w, const char *kind)
{
    if (w->line.len > 0 && w->notes->count < DIFF_MAX_NOTES) {
        w->notes->items[w->notes->count++] =
            (struct diff_note){kind, arena_copy(w->arena, buffer_view(&w->line))};
    }
    buffer_clear(&w->line);
}

static bool is_same_log(const struct side_source *a, const struct side_source *b)
{
    return a->wmi_events > 0 && a->bytes == b->bytes && a->records == b->records &&
           a->first == b->first && a->last == b->last;
}

/* True when a log is on both sides. */
static bool note_same_log(struct writing *w)
{
    const struct side *before = w->diff->before, *after = w->diff->after;
    for (size_t i = 0; i < before->source_count && i < MAX_LOOKED_AT; i++) {
        for (size_t j = 0; j < after->source_count && j < MAX_LOOKED_AT; j++) {
            if (is_same_log(&before->sources[i], &after->sources[j])) {
                phrase_name(&w->line, before->sources[i].path, PHRASE_PATH);
                buffer_add_text(&w->line, " seems to be on both sides: it has the same size, times "
                                          "and number of records as ");
                phrase_name(&w->line, after->sources[j].path, PHRASE_PATH);
                buffer_add_char(&w->line, '.');
                add(w, "same-log");
                return true;
            }
        }
    }
    return false;
}

static void note_times(struct writing *w)
{
    int64_t before_first, before_last, after_first, after_last;
    side_times(w->diff->before, &before_first, &before_last);
    side_times(w->diff->after, &after_first, &after_last);
    if (before_first == WINTIME_NONE || after_first == WINTIME_NONE) {
        return;
    }
    if (wintime_is_local(before_first) != wintime_is_local(after_first)) {
        buffer_add_text(&w->line, "The times of one side are those of a clock whose zone is not "
                                  "known (--utc-offset tells it): which side is the earlier one, "
                                  "and whether they overlap, cannot be told.");
        add(w, "time-zone");
    } else if (after_last < before_first) {
        buffer_add_text(&w->line, "AFTER ends before BEFORE begins: are they the wrong way round?");
        add(w, "order");
    } else if (after_first < before_last && before_first < after_last) {
        const bool is_later = after_first > before_first;
        buffer_add_text(&w->line, "The sides overlap in time (");
        words_range(&w->line, is_later ? after_first : before_first,
                    after_last < before_last ? after_last : before_last);
        buffer_add_text(&w->line, "): what happened then may be on both.");
        add(w, "overlap");
    }
}

static bool has_computer(const struct side *side, struct view computer)
{
    for (size_t i = 0; i < side->source_count; i++) {
        for (size_t j = 0; j < side->sources[i].computer_count; j++) {
            if (computer_name_same(side->sources[i].computers[j], computer)) {
                return true;
            }
        }
    }
    for (size_t i = 0; i < side->name_count; i++) {
        if (computer_name_same(side->names[i].other, computer) ||
            computer_name_same(side->names[i].name, computer)) {
            return true;
        }
    }
    return false;
}

/* The computers of one side that the other has not; false when there is none. */
static bool add_lone_computers(struct buffer *b, const struct side *of, const struct side *in)
{
    struct view named[MAX_NAMED];
    size_t count = 0;
    bool has_more = false;
    for (size_t i = 0; i < of->source_count && i < MAX_LOOKED_AT && !has_more; i++) {
        for (size_t j = 0; j < of->sources[i].computer_count && !has_more; j++) {
            const struct view computer = of->sources[i].computers[j];
            bool is_named = has_computer(in, computer);
            for (size_t k = 0; k < count; k++) {
                is_named |= computer_name_same(named[k], computer);
            }
            has_more = !is_named && count == MAX_NAMED;
            if (!is_named && !has_more) {
                named[count++] = computer;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(b, i > 0 ? ", " : "");
        phrase_name(b, named[i], PHRASE_NAME);
    }
    buffer_add_text(b, has_more ? " and others" : "");
    return count > 0;
}

static void note_computers(struct writing *w)
{
    const struct side *sides[] = {w->diff->before, w->diff->after};
    for (size_t i = 0; i < 2; i++) {
        buffer_format(&w->line, "Only %s has ", sides[i]->name);
        if (add_lone_computers(&w->line, sides[i], sides[1 - i])) {
            buffer_add_text(&w->line, ": kinds of failure are compared whatever the computer.");
            add(w, "computers");
        }
        buffer_clear(&w->line);
    }
}

static void note_log(struct writing *w, enum side_log log, struct view channel, const char *meaning)
{
    const struct side *sides[] = {w->diff->before, w->diff->after};
    for (size_t i = 0; i < 2; i++) {
        if (cover_of(sides[i], log, channel).has_log &&
            !cover_of(sides[1 - i], log, channel).has_log) {
            buffer_format(&w->line, "Only %s has %s", sides[i]->name, meaning);
            add(w, "channels");
        }
    }
}

static void note_channels(struct writing *w)
{
    note_log(w, SIDE_LOG_TRACE, VIEW_NONE,
             "the Trace channel: failed connects stand in no other, and cannot be compared.");
    note_log(w, SIDE_LOG_OTHER, VIEW("Microsoft-Windows-WMI-Activity/Operational"),
             "the Operational channel: causes that rest on provider loads, components and other "
             "events of it may differ for that alone.");
    note_log(w, SIDE_LOG_OTHER, VIEW("System"),
             "the System log: failures that it alone tells, such as refused activations, cannot be "
             "compared, and causes that rest on it may differ.");
}

static void note_rules(struct writing *w)
{
    const struct side *before = w->diff->before, *after = w->diff->after;
    if (!view_is_empty(before->rules_sha256) && !view_is_empty(after->rules_sha256) &&
        !view_equal(before->rules_sha256, after->rules_sha256)) {
        buffer_add_text(&w->line, "The sides were judged by different rules: another verdict or "
                                  "cause may come from that alone. Give the logs instead of the "
                                  "reports to have both judged alike.");
        add(w, "rules");
    }
}

static bool has_same_filters(const struct side *a, const struct side *b)
{
    bool is_same = a->filter_count == b->filter_count;
    for (size_t i = 0; i < a->filter_count && is_same; i++) {
        is_same = strcmp(a->filters[i].option, b->filters[i].option) == 0 &&
                  strcmp(a->filters[i].value, b->filters[i].value) == 0;
    }
    return is_same;
}

static void note_filters(struct writing *w)
{
    const struct side *sides[] = {w->diff->before, w->diff->after};
    const bool is_same = has_same_filters(sides[0], sides[1]);
    for (size_t i = 0; i < (is_same ? 1 : 2); i++) {
        if (sides[i]->filter_count == 0) {
            continue;
        }
        buffer_format(&w->line, "%s %s only what matches", is_same ? "Both sides" : sides[i]->name,
                      is_same ? "have" : "has");
        for (size_t j = 0; j < sides[i]->filter_count; j++) {
            buffer_add_text(&w->line, j > 0 ? ", " : " ");
            phrase_name(&w->line, view_of(sides[i]->filters[j].option), PHRASE_NAME);
            buffer_add_char(&w->line, ' ');
            phrase_name(&w->line, view_of(sides[i]->filters[j].value), PHRASE_NAME);
        }
        buffer_add_text(&w->line, is_same ? "." : "; the other side was filtered otherwise.");
        add(w, "filters");
    }
}

/* What is missing in the inputs of a side. */
struct missing {
    size_t damaged, gaps, filtered, losses;
};

static struct missing missing_of(const struct side *side)
{
    struct missing m = {0};
    for (size_t i = 0; i < side->source_count; i++) {
        const struct side_source *source = &side->sources[i];
        m.damaged += source->is_damaged;
        m.gaps += source->may_be_filtered ? 0 : source->gap_count;
        m.filtered += source->may_be_filtered;
        m.losses += source->loss_count;
    }
    return m;
}

static void note_missing(struct writing *w, const struct side *side)
{
    const struct missing m = missing_of(side);
    if (m.damaged > 0 || side->is_incomplete) {
        buffer_format(&w->line,
                      "%s could not be read whole: what is missing in it may still be "
                      "there.",
                      side->name);
        add(w, "incomplete");
    }
    if (m.gaps > 0) {
        buffer_format(&w->line, "%s lacks records in ", side->name);
        words_count(&w->line, m.gaps, "span", "spans");
        buffer_add_text(&w->line, " of time, which do not count as covered.");
        add(w, "gaps");
    }
    if (m.filtered > 0) {
        buffer_format(&w->line,
                      "%s may be a filtered export: kinds of failure that were filtered "
                      "out are not gone.",
                      side->name);
        add(w, "gaps");
    }
    if (m.losses > 0) {
        buffer_format(&w->line,
                      "%s lost events while it was recorded: these spans do not count "
                      "when something is told to be gone.",
                      side->name);
        add(w, "losses");
    }
    if (side->ungrouped > 0) {
        buffer_format(&w->line, "%s has ", side->name);
        words_count(&w->line, side->ungrouped, "failure", "failures");
        buffer_add_text(&w->line, " in no kind, for there were too many (--max-groups): kinds may "
                                  "seem to be missing.");
        add(w, "limits");
    }
}

void diff_notes_make(struct diff_notes *notes, struct arena *arena, const struct diff *diff)
{
    *notes = (struct diff_notes){.count = 0};
    struct writing w = {.notes = notes, .arena = arena, .diff = diff};
    buffer_init(&w.line, BUFFER_NO_MAX);
    note_missing(&w, diff->before);
    note_missing(&w, diff->after);
    if (diff->is_comparable) {
        if (!note_same_log(&w)) {
            note_times(&w);
        }
        note_computers(&w);
        note_channels(&w);
    }
    note_filters(&w);
    note_rules(&w);
    buffer_release(&w.line);
}
