/* Sentences of a comparison. */
#include "analyzer/report/diff/words.h"

#include <inttypes.h>

#include "analyzer/report/brief/phrases.h"
#include "analyzer/report/diff/chance.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/wintime.h"

#define TICKS_PER_HOUR (3600.0 * WINTIME_TICKS_PER_SECOND)

enum {
    MAX_CLIENTS = 4,
    TITLE_COLUMNS = 160,
    MIN_RATIO = 5, /* failures on each side, from which on a ratio of their rates is told */
};

struct section_words {
    const char *title, *meaning, *one, *many;
};

static const struct section_words sections[DIFF_STATE_COUNT] = {
    [DIFF_NEW] = {"New", "AFTER has them, BEFORE has not.", "is new", "are new"},
    [DIFF_CHANGED] =
        {"Changed",
         "Both sides have them, but not alike; more or less often means per hour covered.",
         "has changed", "have changed"},
    [DIFF_GONE] = {"Gone", "AFTER has none, although at least three were due.", "is gone",
                   "are gone"},
    [DIFF_NOT_SEEN_YET] = {"Not seen yet",
                           "AFTER has none, but is too short to tell that they are gone.",
                           "was not seen yet", "were not seen yet"},
    [DIFF_NOT_COMPARABLE] = {"Not comparable",
                             "One side has not the log in which they would stand.",
                             "cannot be compared", "cannot be compared"},
    [DIFF_UNCHANGED] = {"Unchanged", "As often as before, as far as the counts can tell.",
                        "is unchanged", "are unchanged"},
};

const char *diff_words_title(enum diff_state state)
{
    return sections[state].title;
}

const char *diff_words_meaning(enum diff_state state)
{
    return sections[state].meaning;
}

bool diff_is_short(const struct diff_item *item, bool show_noise)
{
    const bool is_told =
        show_noise || item->has_verdict || diff_group(item)->verdict > VERDICT_HARMLESS;
    return item->state == DIFF_UNCHANGED || !is_told;
}

void diff_words_input(struct buffer *b, const struct side *side)
{
    phrase_name(b, side->input, PHRASE_PATH);
    if (side->is_report) {
        buffer_add_text(b, ", a report of ");
        phrase_name(b, side->source_count > 0 ? side->sources[0].path : VIEW("nothing"),
                    PHRASE_PATH);
        if (side->source_count > 1) {
            buffer_add_text(b, " and ");
            words_count(b, side->source_count - 1, "more input", "more inputs");
        }
    }
}

/* The first computer that an input names, and how many others the covers know. */
static void add_computers(struct buffer *b, const struct side *side, size_t count)
{
    for (size_t i = 0; i < side->source_count; i++) {
        if (side->sources[i].computer_count > 0) {
            buffer_add_text(b, " of ");
            phrase_name(b, side->sources[i].computers[0], PHRASE_NAME);
            break;
        }
    }
    if (count > 1) {
        buffer_add_text(b, " and ");
        words_count(b, count - 1, "more computer", "more computers");
    }
}

static void add_cover(struct buffer *b, const struct cover *cover)
{
    buffer_add_text(b, "covering ");
    words_duration(b, cover->ticks);
    if (cover->computers > 1) {
        buffer_add_text(b, " on all of them together");
    }
}

void diff_words_side(struct buffer *b, const struct side *side)
{
    int64_t first, last;
    const struct cover calls = cover_of(side, SIDE_LOG_CALLS, VIEW_NONE);
    const struct cover all = cover_of(side, SIDE_LOG_OTHER, VIEW_NONE);
    const struct cover *cover = calls.has_log ? &calls : &all;
    side_times(side, &first, &last);
    if (side->wmi_events == 0) {
        buffer_add_text(b, "no WMI-Activity event");
    } else {
        words_count(b, side->wmi_events, "WMI-Activity event", "WMI-Activity events");
    }
    add_computers(b, side, cover->computers);
    buffer_add_text(b, ", ");
    words_count(b, side->failures, "failure", "failures");
    if (first != WINTIME_NONE) {
        buffer_add_text(b, ", ");
        words_range(b, first, last);
        buffer_add_text(b, ", ");
        add_cover(b, cover);
    }
}

static void add_why_not(struct buffer *b, const struct diff *diff)
{
    const bool is_before = side_is_empty(diff->before);
    buffer_format(b, "%s event of WMI-Activity: nothing can be compared.",
                  is_before && side_is_empty(diff->after) ? "Neither side has an"
                  : is_before                             ? "BEFORE has no"
                                                          : "AFTER has no");
}

static void add_counts(struct buffer *b, const struct diff *diff)
{
    bool is_first = true;
    for (size_t i = 0; i < DIFF_STATE_COUNT; i++) {
        const size_t count = diff->counts[i];
        if (count == 0) {
            continue;
        }
        buffer_add_text(b, is_first ? "" : ", ");
        buffer_format(b, "%zu ", count);
        if (is_first) {
            buffer_add_text(b, count == 1 ? "kind of failure " : "kinds of failure ");
        }
        buffer_add_text(b, count == 1 ? sections[i].one : sections[i].many);
        is_first = false;
    }
    buffer_add_char(b, '.');
}

void diff_words_answer(struct buffer *b, const struct diff *diff)
{
    if (!diff->is_comparable) {
        add_why_not(b, diff);
        return;
    }
    if (diff->count == 0) {
        buffer_add_text(b, "No failure on either side.");
    } else {
        add_counts(b, diff);
    }
    if (diff->new_consumers > 0) {
        buffer_add_char(b, ' ');
        words_count(b, diff->new_consumers, "event consumer is new.", "event consumers are new.");
    }
}

void diff_words_what(struct buffer *b, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    const struct brief names = {.name_space = group->name_space, .class_name = group->class_name};
    phrase_sentence(b, &names, group->title, TITLE_COLUMNS);
    if (item->needs_namespace && !view_is_empty(group->name_space)) {
        buffer_add_text(b, " in ");
        phrase_name(b, group->name_space, PHRASE_NAME);
    }
    buffer_add_text(b, " (");
    if (view_is_empty(group->code)) {
        buffer_add_text(b, "no readable code");
    } else {
        phrase_name(b, group->code, PHRASE_NAME);
    }
    if (!view_is_empty(group->code_name)) {
        buffer_add_char(b, ' ');
        phrase_name(b, group->code_name, PHRASE_NAME);
    }
    if (item->needs_event && group->event_id != 0) {
        buffer_format(b, ", event %u", (unsigned)group->event_id);
    }
    buffer_add_char(b, ')');
}

/* A small number with a decimal, a larger or a whole one without. */
static void add_real(struct buffer *b, double number)
{
    const double whole = (double)(uint64_t)(number < 1e15 ? number + 0.5 : 1e15);
    const double off = number > whole ? number - whole : whole - number;
    if (number > 0 && number < 0.1) {
        buffer_add_text(b, "less than 0.1");
    } else {
        buffer_format(b, off < 0.05 || number >= 10 ? "%.0f" : "%.1f", number);
    }
}

static void add_rate(struct buffer *b, double rate, const struct cover *cover)
{
    const double least_hourly = 0.1;
    if (rate < 0) {
        buffer_add_text(b, "; too short a time to tell how often");
        return;
    }
    buffer_add_text(b, "; ");
    add_real(b, rate < least_hourly ? rate * 24 : rate);
    buffer_add_text(b, rate < least_hourly ? " a day" : " an hour");
    buffer_add_text(b, cover->computers > 1 ? " on each computer" : "");
}

void diff_words_count(struct buffer *b, const struct side_group *group, const struct cover *cover)
{
    if (!group) {
        return;
    }
    words_count(b, group->count, "time", "times");
    buffer_add_text(b, ", ");
    words_range(b, group->first, group->last);
    if (group->count > 1) { /* one alone has no rate */
        add_rate(b, diff_rate(group, cover), cover);
    }
}

/* What the other side cannot show. */
static void add_no_log(struct buffer *b, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    buffer_add_text(b, "not known: this side ");
    switch (group->log) {
    case SIDE_LOG_TRACE:
        buffer_add_text(b, "has not the Trace channel, which alone shows connects");
        break;
    case SIDE_LOG_CALLS:
        buffer_add_text(b, "has no channel of WMI-Activity");
        break;
    case SIDE_LOG_OTHER:
        buffer_add_text(b, "has no event of the channel ");
        phrase_name(b, group->channel, PHRASE_NAME);
        break;
    }
}

/* How long a log has to be before CHANCE_DUE failures are due in it, so that none tells something.
 */
static void add_patience(struct buffer *b, const struct diff_item *item)
{
    const double rate = diff_rate(item->before, &item->covers[0]);
    const double hours = CHANCE_DUE / rate;
    const double most = 24.0 * 366 * 100;
    buffer_add_text(b, ": look again at a log of ");
    words_duration(b, (int64_t)((hours < most ? hours : most) * TICKS_PER_HOUR));
}

void diff_words_missing(struct buffer *b, const struct diff_item *item)
{
    if (item->before && item->after) {
        return;
    }
    if (item->state == DIFF_NOT_COMPARABLE) {
        add_no_log(b, item);
        return;
    }
    buffer_add_text(b, "none; ");
    if (item->due < 0) {
        buffer_add_text(b, "the other side covers too little time to tell how many were due");
        return;
    }
    add_real(b, item->due);
    buffer_add_text(b, item->due >= 0.95 && item->due < 1.05 ? " was due" : " were due");
    buffer_add_text(b, item->after ? " at the rate of AFTER" : " at the rate of BEFORE");
    if (item->state == DIFF_NOT_SEEN_YET) {
        add_patience(b, item);
    } else if (item->state == DIFF_NEW && item->due < CHANCE_DUE) {
        buffer_add_text(b, ": it may have been there before, without being seen");
    }
    if (item->is_early) {
        buffer_add_text(b, "; the first one came before the end of this side");
    }
}

static void add_client(struct buffer *b, const struct side_client *client)
{
    if (client->is_service) {
        buffer_add_text(b, "a caller inside the WMI service");
    } else if (view_is_empty(client->name)) {
        buffer_add_text(b, "a process");
    } else {
        phrase_name(b, client->name, PHRASE_NAME);
    }
    if (!view_is_empty(client->user)) {
        buffer_add_text(b, " as ");
        phrase_name(b, client->user, PHRASE_NAME);
    }
    if (!view_is_empty(client->machine)) {
        buffer_add_text(b, " from ");
        phrase_name(b, client->machine, PHRASE_NAME);
    }
}

void diff_words_who(struct buffer *b, const struct side_group *group)
{
    for (size_t i = 0; i < group->client_count && i < MAX_CLIENTS; i++) {
        buffer_add_text(b, i > 0 ? "; " : "");
        add_client(b, &group->clients[i]);
        if (group->client_count > 1) {
            buffer_format(b, " (%" PRIu64 ")", group->clients[i].count);
        }
    }
    if (group->client_count > MAX_CLIENTS || group->more_clients > 0) {
        buffer_add_text(b, "; and others");
    }
}

static void add_clients(struct buffer *b, const struct side_group *group, uint8_t which,
                        size_t start, const char *lead)
{
    for (size_t i = 0; i < group->client_count && i < 8; i++) {
        if ((which & 1U << i) != 0) {
            buffer_add_text(b, b->len > start ? "; " : "");
            buffer_add_text(b, lead);
            add_client(b, &group->clients[i]);
        }
    }
}

/* By how much the rate changed; of a few failures only that it did, for their ratio is chance. */
static void add_other_rate(struct buffer *b, const struct diff_item *item)
{
    const bool are_few = item->before->count < MIN_RATIO || item->after->count < MIN_RATIO;
    const double before = diff_rate(item->before, &item->covers[0]);
    const double after = diff_rate(item->after, &item->covers[1]);
    const double ratio = after > before ? after / before : before / after;
    if (are_few) {
        buffer_add_text(b, after > before ? "more often" : "less often");
        return;
    }
    add_real(b, ratio);
    buffer_add_text(b, after > before ? " times as often" : " times less often");
}

static void add_cause(struct buffer *b, const struct side_group *group)
{
    if (view_is_empty(group->rule)) {
        buffer_add_text(b, "none");
    } else {
        phrase_name(b, group->rule, PHRASE_NAME);
    }
}

/* All that is different, with '; ' in between. */
static void add_changes(struct buffer *b, const struct diff_item *item)
{
    if (!item->before || !item->after) {
        return;
    }
    const size_t start = b->len;
    if (item->has_rate) {
        add_other_rate(b, item);
    }
    if (item->has_verdict) {
        buffer_add_text(b, b->len > start ? "; " : "");
        buffer_format(b, "it was %s, now it is %s", verdict_name(item->before->verdict),
                      verdict_name(item->after->verdict));
    }
    if (item->has_cause) {
        buffer_add_text(b, b->len > start ? "; " : "");
        buffer_add_text(b, "the first cause was ");
        add_cause(b, item->before);
        buffer_add_text(b, ", now it is ");
        add_cause(b, item->after);
    }
    add_clients(b, item->after, item->came, start, "a client came: ");
    add_clients(b, item->before, item->went, start, "a client went: ");
}

void diff_words_change(struct buffer *b, const struct diff_item *item)
{
    add_changes(b, item);
}

void diff_words_consumer(struct buffer *b, const struct diff_consumer *consumer)
{
    const struct side_consumer *c = consumer->after ? consumer->after : consumer->before;
    buffer_format(b, "%s: ", verdict_name(c->verdict));
    paper_add_log(b, c->title, TITLE_COLUMNS);
    if (!view_is_empty(c->computer)) {
        buffer_add_text(b, " on ");
        phrase_name(b, c->computer, PHRASE_NAME);
    }
    if (c->more_computers > 0) {
        buffer_add_text(b, " and ");
        words_count(b, c->more_computers, "more computer", "more computers");
    }
    if (c->first != WINTIME_NONE) {
        buffer_add_text(b, ", first ");
        words_time(b, c->first);
    }
    buffer_add_text(b, !consumer->before  ? ": new, AFTER alone tells of it"
                       : !consumer->after ? ": BEFORE alone tells of it"
                                          : ": both tell of it");
}

void diff_words_line(struct buffer *b, const struct diff_item *item)
{
    buffer_format(b, "%s: ", verdict_name(diff_group(item)->verdict));
    diff_words_what(b, item);
    buffer_format(b, ": %" PRIu64 " before, %" PRIu64 " after",
                  item->before ? item->before->count : 0, item->after ? item->after->count : 0);
    const double before = diff_rate(item->before, &item->covers[0]);
    const double after = diff_rate(item->after, &item->covers[1]);
    if (item->state == DIFF_CHANGED && before >= 0 && after >= 0 && !item->has_rate) {
        buffer_add_text(b, ", about as often");
    }
    if (item->state == DIFF_CHANGED) {
        buffer_add_text(b, "; ");
        add_changes(b, item);
    }
}
