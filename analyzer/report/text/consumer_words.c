/* Phrases about event consumers. */
#include "analyzer/report/text/words.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

enum { MAX_NAMED = 4, POLL_DIGITS = 6 };

struct consumer_tally words_tally_consumers(const struct report_content *content)
{
    struct consumer_tally tally = {0};
    for (size_t i = 0; i < content->consumer_count; i++) {
        const struct consumer *c = content->consumers[i];
        if (c->verdict == VERDICT_SECURITY) {
            tally.security++;
        } else if (c->verdict != VERDICT_HARMLESS) {
            tally.degraded++;
        } else if (c->is_known) {
            tally.known++;
        } else if (c->kind == CONSUMER_TEMPORARY) {
            tally.programs++;
        } else if (c->kind == CONSUMER_PROVIDER) {
            tally.activations++;
        } else {
            tally.others++;
        }
    }
    return tally;
}

/* `start` is where the list begins. */
static void add_part(struct buffer *b, size_t start, size_t count, const char *one,
                     const char *many)
{
    if (count > 0) {
        buffer_add_text(b, b->len > start ? ", " : "");
        words_count(b, count, one, many);
    }
}

/* The names of the consumers that are Windows' own, each once. */
static void add_known_names(struct buffer *b, const struct report_content *content)
{
    const struct consumer *named[MAX_NAMED];
    size_t count = 0;
    for (size_t i = 0; i < content->consumer_count && count < MAX_NAMED; i++) {
        const struct consumer *c = content->consumers[i];
        bool is_new = c->is_known && !view_is_empty(c->filter) && c->verdict == VERDICT_HARMLESS;
        for (size_t j = 0; j < count; j++) {
            is_new &= !view_equal_nocase(named[j]->filter, c->filter);
        }
        if (is_new) {
            named[count++] = c;
        }
    }
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(b, i == 0 ? " (" : ", ");
        paper_add_log(b, named[i]->filter, WORDS_NAME);
    }
    buffer_add_text(b, count > 0 ? ")" : "");
}

bool words_harmless_consumers(struct buffer *b, const struct report_content *content)
{
    const size_t start = b->len;
    const struct consumer_tally tally = words_tally_consumers(content);
    add_part(b, start, tally.known, "of Windows itself", "of Windows itself");
    if (tally.known > 0) {
        add_known_names(b, content);
    }
    add_part(b, start, tally.programs, "of a program while it runs", "of programs while they run");
    add_part(b, start, tally.activations, "note that a filter named here became active",
             "notes that filters named here became active");
    add_part(b, start, tally.others, "other", "others");
    return b->len > start;
}

void words_consumer_title(struct buffer *b, const struct consumer *c)
{
    if (c->kind == CONSUMER_TEMPORARY) {
        buffer_add_text(b, "temporary subscription of ");
        paper_add_log(b, view_is_empty(c->user) ? VIEW("an unknown user") : c->user, WORDS_NAME);
        return;
    }
    if (c->kind == CONSUMER_PROVIDER) {
        buffer_add_text(b, "permanent subscription to events of ");
        paper_add_log(b, view_is_empty(c->name) ? VIEW("an unknown provider") : c->name,
                      WORDS_NAME);
        return;
    }
    paper_add_log(b, view_is_empty(c->class_name) ? VIEW("event consumer") : c->class_name,
                  WORDS_NAME);
    if (!view_is_empty(c->name)) {
        buffer_add_text(b, " '");
        paper_add_log(b, c->name, WORDS_NAME);
        buffer_add_char(b, '\'');
    }
}

struct failure_client words_consumer_client(const struct consumer *c)
{
    return (struct failure_client){
        .has_process_id = c->has_process,
        .process_id = c->process_id,
        .created = WINTIME_NONE,
        .machine = c->machine,
        .user = c->user,
        .locality = computer_name_same(c->machine, c->computer) ? LOCALITY_LOCAL
                    : view_is_empty(c->machine)                 ? LOCALITY_UNKNOWN
                                                                : LOCALITY_REMOTE,
        .process_name = c->process_name,
        .process_name_source = c->process_name_source,
    };
}

void words_poll(struct buffer *b, const struct consumer *c)
{
    if (c->poll_seconds > 0) {
        buffer_format(b, " (polled every %.*g s)", POLL_DIGITS, c->poll_seconds);
    }
}

void words_sid_owner(struct buffer *b, struct view sid)
{
    static const struct {
        const char *sid, *name;
    } names[] = {
        {"S-1-5-18", "SYSTEM"},
        {"S-1-5-19", "LOCAL SERVICE"},
        {"S-1-5-20", "NETWORK SERVICE"},
        {"S-1-5-32-544", "Administrators"},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal(sid, view_of(names[i].sid))) {
            buffer_format(b, " (%s)", names[i].name);
            return;
        }
    }
    if (view_starts(sid, VIEW("S-1-5-21-")) && view_ends_nocase(sid, VIEW("-500"))) {
        buffer_add_text(b, " (a built-in Administrator account)");
    }
}
