/* The list of systems, and what all tickets have in common: titles, keys, how many there are. */
#include "analyzer/report/tickets/tickets.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/report/content.h"
#include "analyzer/report/text/words.h"
#include "analyzer/report/tickets/pile.h"
#include "analyzer/report/tickets/ticket.h"
#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"

enum {
    HOST_UNITS = 40,
    CODE_UNITS = 20,
    MAX_SUFFIX = 58,
    FIRST_CHUNK = 32 * 1024,
    CONSUMER_BYTES = 16 * 1024 * 1024, /* of those that wait for their turn */
};

#define SYSTEMS(X)                          \
    X(jira, "jira")                         \
    X(jira_dc, "jira-dc")                   \
    X(servicenow, "servicenow")             \
    X(servicenow_event, "servicenow-event") \
    X(zendesk, "zendesk")                   \
    X(github, "github")                     \
    X(azure_devops, "azure-devops")         \
    X(pagerduty, "pagerduty")               \
    X(teams, "teams")

#define NAME(id, name) name,
static const char *const name_table[] = {SYSTEMS(NAME)};
const struct names ticket_system_names = NAMES_OF("a ticket system", name_table);

#define SYSTEM(id, name) &ticket_##id,
static const struct ticket_system *const systems[] = {SYSTEMS(SYSTEM)};

const struct ticket_system *ticket_system_at(uint32_t index)
{
    return systems[index];
}

enum verdict ticket_system_least(const struct ticket_system *system)
{
    return system->least;
}

struct view ticket_format(const struct ticket *t, const char *format, ...)
{
    struct buffer b;
    va_list args;
    char small[512];
    buffer_init(&b, BUFFER_NO_MAX);
    va_start(args, format);
    const int len = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (len >= 0 && (size_t)len >= sizeof(small)) {
        buffer_reserve(&b, (size_t)len + 1);
        va_start(args, format);
        vsnprintf(b.data, (size_t)len + 1, format, args);
        va_end(args);
        b.len = (size_t)len;
    } else {
        buffer_add_text(&b, small);
    }
    const struct view text = arena_copy(t->arena, buffer_view(&b));
    buffer_release(&b);
    return text;
}

struct view ticket_phrase(const struct ticket *t,
                          void (*phrase)(struct buffer *b, const struct brief *brief))
{
    struct buffer marked, plain;
    buffer_init(&marked, BUFFER_NO_MAX);
    buffer_init(&plain, BUFFER_NO_MAX);
    phrase(&marked, t->brief);
    phrase_plain(&plain, buffer_view(&marked));
    const struct view text = arena_copy(t->arena, buffer_view(&plain));
    buffer_release(&marked);
    buffer_release(&plain);
    return text;
}

struct view ticket_clean(const struct ticket *t, struct view text, size_t units)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    paper_add_log(&b, text, units);
    const struct view cut = sheet_cut(buffer_view(&b), units);
    const struct view clean = arena_copy(t->arena, cut);
    buffer_release(&b);
    return clean;
}

struct view ticket_key(const struct ticket *t)
{
    return ticket_format(t, "%.*s%.*s", VIEW_ARG(t->brief->fingerprint), VIEW_ARG(t->suffix));
}

/* " (0x80041003, 4 times)"; nothing for an event consumer, which has neither a code nor a count. */
static void add_title_end(struct buffer *b, const struct ticket *t)
{
    const struct brief *brief = t->brief;
    const struct view code = ticket_clean(t, brief->code, CODE_UNITS);
    const struct view known_by = ticket_phrase(t, phrase_known_by);
    const size_t start = b->len;
    if (brief->consumer) {
        return;
    }
    buffer_add_text(b, " (");
    buffer_add(b, code);
    buffer_add(b, view_from(known_by, code.len > 0 ? 0 : sizeof(", ") - 1));
    buffer_add_text(b, b->len - start > sizeof(" (") - 1 ? ", " : "");
    words_count(b, brief->count, "time)", "times)");
}

/* "HOST: what failed in NAMESPACE (0x80041003, 4 times)": what is cut, when it is too long, is in
 * the middle. */
static struct view title_of(const struct ticket *t)
{
    const struct brief *brief = t->brief;
    struct buffer head, tail;
    buffer_init(&head, BUFFER_NO_MAX);
    buffer_init(&tail, BUFFER_NO_MAX);
    if (brief->computer_count > 0) {
        buffer_add(&head, ticket_clean(t, brief->computers[0], HOST_UNITS));
        buffer_add_text(&head, brief->computer_count > 1 ? " and others: " : ": ");
    }
    add_title_end(&tail, t);
    const size_t around = sheet_units(buffer_view(&head)) + sheet_units(buffer_view(&tail));
    const struct view what = ticket_clean(t, ticket_phrase(t, phrase_what), TICKET_TITLE - around);
    const struct view title = ticket_format(t, "%.*s%.*s%.*s", VIEW_ARG(buffer_view(&head)),
                                            VIEW_ARG(what), VIEW_ARG(buffer_view(&tail)));
    buffer_release(&head);
    buffer_release(&tail);
    return title;
}

/* The suffix of a ticket's key: the computer's name in characters that need no escape in JQL, an
 * encoded query of ServiceNow and a URL. */
static struct view suffix_of(const struct ticket *t)
{
    char text[MAX_SUFFIX];
    size_t len = 0;
    if (t->brief->computer_count != 1 || t->brief->more_computers > 0) {
        return VIEW("");
    }
    const struct view host = t->brief->computers[0];
    for (size_t i = 0; i < host.len && len < sizeof(text); i++) {
        const char c = host.data[i];
        const bool is_plain = ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
        text[len++] = is_plain ? ascii_fold(c) : '-';
    }
    return ticket_format(t, ":%.*s", (int)len, text);
}

static struct view label_of(const struct ticket *t)
{
    struct view version = t->brief->fingerprint, digits = VIEW("");
    view_cut(version, VIEW("/"), &version, &digits);
    view_cut(digits, VIEW(":"), &version, &digits);
    return ticket_format(t, "wmilog-%.*s-%.*s", VIEW_ARG(version), VIEW_ARG(digits));
}

static void ticket_init(struct ticket *t, struct arena *arena, const struct brief *brief,
                        bool has_priority)
{
    *t = (struct ticket){.brief = brief, .arena = arena, .has_priority = has_priority};
    sheet_init(&t->sheet, arena);
    sheet_of_brief(&t->sheet, brief, true);
    t->title = title_of(t);
    t->host = brief->computer_count > 0 ? ticket_clean(t, brief->computers[0], TICKET_NAME)
                                        : VIEW("unknown computer");
    t->suffix = suffix_of(t);
    t->label = label_of(t);
}

static void write_payload(struct ticket_job *job, struct output *payload, struct output *out)
{
    if (job->edit) {
        job->edit(job->context, buffer_view(&payload->pending), out);
    } else {
        output_write(out, buffer_view(&payload->pending));
        output_text(out, "\n");
    }
}

/* Whether a brief becomes a ticket; else it is counted why not. */
static bool is_wanted(struct ticket_job *job, const struct brief *brief)
{
    if (brief->verdict < job->least) {
        job->lesser += brief->consumer ? 0 : 1;
        job->consumers_lesser += brief->consumer && brief->verdict != VERDICT_HARMLESS ? 1 : 0;
        return false;
    }
    if (job->written == job->max) {
        job->left_out += brief->consumer ? 0 : 1;
        job->failures += brief->consumer ? 0 : brief->count;
        job->consumers_left_out += brief->consumer ? 1 : 0;
        return false;
    }
    return true;
}

static void write_ticket(struct ticket_job *job, const struct brief *brief, struct output *out)
{
    struct arena arena;
    struct ticket t;
    struct output payload;
    struct json_writer w;
    if (!is_wanted(job, brief)) {
        return;
    }
    arena_init(&arena, FIRST_CHUNK);
    ticket_init(&t, &arena, brief, job->has_priority);
    job->written++;
    if (job->system->collect) {
        job->system->collect(job, &t);
    } else {
        output_open_memory(&payload);
        json_writer_init(&w, &payload);
        job->system->put(&w, &t);
        write_payload(job, &payload, out);
        output_close(&payload, true, NULL);
    }
    sheet_release(&t.sheet);
    arena_release(&arena);
}

static void wait_for_turn(struct ticket_job *job, const struct brief *brief)
{
    if (!job->consumers) {
        job->consumers = memory_new(1, sizeof(*job->consumers));
        ticket_pile_init(job->consumers, CONSUMER_BYTES);
    }
    ticket_pile_add(job->consumers, brief);
}

static void write_consumers(struct ticket_job *job, enum verdict least, struct output *out)
{
    const struct brief *brief;
    while (job->consumers && (brief = ticket_pile_take(job->consumers, least))) {
        write_ticket(job, brief, out);
    }
}

void tickets_add(struct ticket_job *job, const struct brief *brief, struct output *out)
{
    if (brief->verdict < VERDICT_SECURITY) {
        write_consumers(job, (enum verdict)(brief->verdict + 1), out);
    }
    write_ticket(job, brief, out);
}

void tickets_end(struct ticket_job *job, struct output *out)
{
    struct output payload;
    struct json_writer w;
    if (job->consumers) {
        write_consumers(job, VERDICT_HARMLESS, out);
        job->consumers_left_out += job->consumers->left_out;
        ticket_pile_release(job->consumers);
        free(job->consumers);
        job->consumers = NULL;
    }
    if (!job->card) {
        return;
    }
    output_open_memory(&payload);
    json_writer_init(&w, &payload);
    job->system->put_card(&w, job);
    write_payload(job, &payload, out);
    output_close(&payload, true, NULL);
}

void tickets_add_pile(struct ticket_job *job, struct ticket_pile *pile, struct output *out)
{
    const struct brief *brief;
    while ((brief = ticket_pile_take(pile, VERDICT_HARMLESS))) {
        tickets_add(job, brief, out);
    }
    job->left_out += pile->left_out;
    job->failures += pile->failures;
    tickets_end(job, out);
}

void tickets_take(struct ticket_job *job, const struct brief *brief, struct output *out)
{
    if (job->keep) {
        job->keep(job->pile, brief);
    } else if (brief->consumer) {
        wait_for_turn(job, brief);
    } else {
        tickets_add(job, brief, out);
    }
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    const struct report_content content = report_content_of(run->engine);
    for (size_t i = 0; i < content.consumer_count + content.group_count; i++) {
        struct arena arena;
        struct brief brief;
        arena_init(&arena, FIRST_CHUNK);
        if (i < content.consumer_count) {
            brief_of_found_consumer(&brief, &arena, content.consumers[i], run);
        } else {
            brief_of_group(&brief, &arena, content.groups[i - content.consumer_count], run);
        }
        tickets_take(run->tickets, &brief, out);
        arena_release(&arena);
    }
    if (!run->tickets->keep) {
        tickets_end(run->tickets, out);
    }
}

const struct report_format report_tickets = {.end = end};
