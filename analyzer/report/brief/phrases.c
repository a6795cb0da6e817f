/* What the phrases say, and how they are taken apart. */
#include "analyzer/report/brief/phrases.h"

#include <inttypes.h>

#include "analyzer/report/text/words.h"
#include "parsers/base/ascii.h"
#include "parsers/base/wintime.h"
#include "rules/texts/step.h"

enum {
    MAX_CLIENTS = 4,
    MAX_COMPUTERS = 8,
    MAX_SENTENCE_NAMES = 5 + 3 * MAX_CLIENTS + MAX_COMPUTERS,
};

static bool is_mark(char c)
{
    return c == PHRASE_NAME_BEGIN || c == PHRASE_COMMAND_BEGIN || c == PHRASE_END;
}

bool phrase_next(struct view *rest, struct phrase_run *run)
{
    if (rest->len == 0) {
        return false;
    }
    const bool is_command = rest->data[0] == PHRASE_COMMAND_BEGIN;
    const bool is_code = is_command || rest->data[0] == PHRASE_NAME_BEGIN;
    const size_t from = is_code ? 1 : 0;
    size_t to = from;
    while (to < rest->len && !is_mark(rest->data[to])) {
        to++;
    }
    *run = (struct phrase_run){view_slice(*rest, from, to), is_code, is_command};
    const bool has_end = to < rest->len && rest->data[to] == PHRASE_END;
    *rest = view_from(*rest, has_end ? to + 1 : to);
    return true;
}

void phrase_plain(struct buffer *b, struct view phrase)
{
    struct phrase_run run;
    while (phrase_next(&phrase, &run)) {
        buffer_add(b, run.text);
    }
}

void phrase_name(struct buffer *b, struct view name, size_t max_columns)
{
    const size_t before = b->len;
    buffer_add_char(b, PHRASE_NAME_BEGIN);
    paper_add_log(b, name, max_columns);
    if (b->len == before + 1) {
        b->len = before; /* nothing but blanks */
        return;
    }
    buffer_add_char(b, PHRASE_END);
}

/* Whether a name may have this character within it: what stands beside one is part of a longer
 * name. */
static bool is_of_name(char c)
{
    return ascii_is_word(c) || c == '-' || c == '$' || c == '\\' || (c & 0x80) != 0;
}

/* Whether a name ends at `at`. A full stop belongs to it when the name goes on behind that. */
static bool ends_here(struct view text, size_t at)
{
    if (at < text.len && text.data[at] == '.') {
        return at + 1 == text.len || !is_of_name(text.data[at + 1]);
    }
    return at == text.len || !is_of_name(text.data[at]);
}

struct name_list {
    struct view names[MAX_SENTENCE_NAMES];
    size_t count;
};

static void add_name(struct name_list *list, struct view name)
{
    enum { LEAST = 3 }; /* shorter ones are words, too */
    if (name.len >= LEAST && list->count < MAX_SENTENCE_NAMES) {
        list->names[list->count++] = name;
    }
}

static void list_names(struct name_list *list, const struct brief *brief)
{
    list->count = 0;
    add_name(list, brief->class_name);
    add_name(list, brief->name_space);
    add_name(list, brief->provider.name);
    if (brief->consumer) {
        add_name(list, brief->consumer->name);
        add_name(list, brief->consumer->filter);
    }
    for (size_t i = 0; i < brief->client_count && i < MAX_CLIENTS; i++) {
        const struct failure_client *client = &brief->clients[i].client;
        add_name(list, client->machine);
        add_name(list, client->user);
        add_name(list, client->process_name);
    }
    for (size_t i = 0; i < brief->computer_count && i < MAX_COMPUTERS; i++) {
        add_name(list, brief->computers[i]);
    }
}

/* The length of the longest name that stands there as a word; 0 for none. */
static size_t name_at(const struct name_list *list, struct view text, size_t at)
{
    size_t longest = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct view name = list->names[i];
        if (name.len > longest && view_starts(view_from(text, at), name) &&
            ends_here(text, at + name.len)) {
            longest = name.len;
        }
    }
    return longest;
}

void phrase_sentence(struct buffer *b, const struct brief *brief, struct view text,
                     size_t max_columns)
{
    struct name_list list;
    struct buffer clean;
    buffer_init(&clean, BUFFER_NO_MAX);
    paper_add_log(&clean, text, max_columns);
    list_names(&list, brief);
    const struct view all = buffer_view(&clean);
    for (size_t at = 0; at < all.len;) {
        const bool begins = at == 0 || !is_of_name(all.data[at - 1]);
        const size_t len = begins ? name_at(&list, all, at) : 0;
        if (len > 0) {
            buffer_add_char(b, PHRASE_NAME_BEGIN);
            buffer_add(b, view_slice(all, at, at + len));
            buffer_add_char(b, PHRASE_END);
        } else {
            buffer_add_char(b, all.data[at]);
        }
        at += len > 0 ? len : 1;
    }
    buffer_release(&clean);
}

void phrase_step(struct buffer *b, struct view step, size_t max_columns)
{
    struct buffer clean;
    struct step_piece piece;
    buffer_init(&clean, BUFFER_NO_MAX);
    paper_add_step(&clean, step, max_columns);
    struct view rest = buffer_view(&clean);
    while (step_next(&rest, &piece)) {
        if (piece.is_command) {
            buffer_add_char(b, PHRASE_COMMAND_BEGIN);
            buffer_add(b, piece.text);
            buffer_add_char(b, PHRASE_END);
        } else {
            buffer_add(b, piece.text);
        }
    }
    buffer_release(&clean);
}

void phrase_what(struct buffer *b, const struct brief *brief)
{
    phrase_sentence(b, brief, brief->title, PHRASE_PATH);
    if (!brief->consumer && !view_is_empty(brief->name_space) &&
        view_find_nocase(brief->title, brief->name_space, 0) == SIZE_MAX) {
        buffer_add_text(b, " in ");
        phrase_name(b, brief->name_space, PHRASE_NAME);
    }
}

void phrase_known_by(struct buffer *b, const struct brief *brief)
{
    if (brief->viewpoint != VIEWPOINT_TARGET && brief->event_count > 0) {
        buffer_format(b, ", event %u", (unsigned)brief->events[0].event_id);
    }
}

void phrase_code(struct buffer *b, const struct brief *brief)
{
    if (view_is_empty(brief->code)) {
        buffer_add_text(b, "unknown: the event has no result code that can be read");
        return;
    }
    phrase_name(b, brief->code, PHRASE_NAME);
    if (view_is_empty(brief->code_name)) {
        buffer_add_text(b, ", not in the table of codes");
        return;
    }
    buffer_add_char(b, ' ');
    phrase_name(b, brief->code_name, PHRASE_NAME);
    if (!view_is_empty(brief->code_meaning)) {
        buffer_add_text(b, ": ");
        paper_add_log(b, brief->code_meaning, PHRASE_RULE);
    }
}

static void add_process(struct buffer *b, const struct failure_client *client)
{
    char text[WINTIME_TEXT_SIZE];
    if (client->is_service) {
        words_service_caller(b, client);
    } else if (!view_is_empty(client->process_name)) {
        phrase_name(b, client->process_name, PHRASE_NAME);
        words_name_source(b, client);
    } else if (!client->has_process_id) {
        buffer_add_text(b, "an unknown process");
    }
    if (client->has_process_id && !client->is_service) {
        buffer_format(b, "%spid %" PRIu32, view_is_empty(client->process_name) ? "" : ", ",
                      client->process_id);
    }
    if (client->created != WINTIME_NONE) {
        buffer_format(b, " (started %s)", wintime_format_short(client->created, text));
    }
    words_services(b, client->services);
    words_held_providers(b, client->held_providers);
}

/* A client that logged the failure itself runs on the machine of the record. */
static void add_machine(struct buffer *b, const struct failure_client *client,
                        enum viewpoint viewpoint)
{
    const bool is_remote = client->locality == LOCALITY_REMOTE;
    const bool is_here = is_remote && viewpoint == VIEWPOINT_CLIENT;
    if (view_is_empty(client->machine)) {
        if (client->locality == LOCALITY_LOCAL) {
            buffer_add_text(b, " on the same machine");
        } else if (is_remote && !is_here) {
            buffer_add_text(b, " on a remote machine");
        }
        return;
    }
    buffer_add_text(b, is_remote && !is_here ? " of the remote machine " : " on ");
    phrase_name(b, client->machine, PHRASE_NAME);
    if (client->locality == LOCALITY_LOCAL) {
        buffer_add_text(b, " (local)");
    } else if (is_here) {
        buffer_add_text(b, " (which called a remote machine)");
    }
}

static void add_user(struct buffer *b, const struct failure_client *client)
{
    if (!view_is_empty(client->user)) {
        buffer_add_text(b, ", user ");
        phrase_name(b, client->user, PHRASE_NAME);
    }
}

static void add_client(struct buffer *b, const struct failure_client *client,
                       enum viewpoint viewpoint)
{
    add_process(b, client);
    add_machine(b, client, viewpoint);
    add_user(b, client);
}

static bool is_known(const struct failure_client *client)
{
    return client->has_process_id || client->is_service || !view_is_empty(client->machine) ||
           !view_is_empty(client->user) || !view_is_empty(client->process_name);
}

static void add_others(struct buffer *b, const struct brief *brief, size_t shown)
{
    if (brief->client_count > shown) {
        buffer_add_text(b, "; and ");
        words_count(b, brief->client_count - shown, "other process", "other processes");
    }
    if (brief->more_clients > 0) {
        buffer_add_text(b, "; and ");
        words_count(b, brief->more_clients, "failure of further ones", "failures of further ones");
    }
}

/* A program that is started anew each time: who it is stands there once. */
static void add_changing_process(struct buffer *b, const struct brief *brief)
{
    struct failure_client client = brief->clients[0].client;
    const bool is_known = client.is_service || !view_is_empty(client.process_name);
    const char *separator = " (pid ";
    buffer_format(b, "%s%zu processes", brief->more_clients > 0 ? "more than " : "",
                  brief->client_count);
    for (size_t i = 0; i < brief->client_count; i++) {
        if (brief->clients[i].client.has_process_id) {
            buffer_format(b, "%s%" PRIu32, separator, brief->clients[i].client.process_id);
            separator = ", ";
        }
    }
    buffer_add_text(b, separator[0] == ',' ? ")" : "");
    client.has_process_id = false;
    client.created = WINTIME_NONE;
    if (is_known) {
        buffer_add_text(b, ", ");
        add_process(b, &client);
    }
    add_machine(b, &client, brief->viewpoint);
    add_user(b, &client);
}

static void add_clients(struct buffer *b, const struct brief *brief)
{
    size_t shown = 0;
    for (; shown < brief->client_count && shown < MAX_CLIENTS; shown++) {
        buffer_format(b, "%s%" PRIu64 " x ", shown > 0 ? "; " : "", brief->clients[shown].count);
        add_client(b, &brief->clients[shown].client, brief->viewpoint);
    }
    add_others(b, brief, shown);
}

static void add_creator(struct buffer *b, const struct consumer *c)
{
    if (!view_is_empty(c->creator_sid)) {
        buffer_add_text(b, "created by ");
        phrase_name(b, c->creator_sid, PHRASE_NAME);
        words_sid_owner(b, c->creator_sid);
    }
}

void phrase_who(struct buffer *b, const struct brief *brief)
{
    if (brief->consumer && brief->consumer->kind != CONSUMER_TEMPORARY) {
        add_creator(b, brief->consumer);
    } else if (brief->client_count == 0 || !is_known(&brief->clients[0].client)) {
        if (brief->provider.has_host && brief->stage == STAGE_PROVIDER_LOAD) {
            buffer_format(b, "the provider host itself, process %" PRIu32,
                          brief->provider.host_process_id);
        }
    } else if (group_clients_are_one(brief->clients, brief->client_count)) {
        add_changing_process(b, brief);
    } else if (brief->client_count == 1 && brief->more_clients == 0) {
        add_client(b, &brief->clients[0].client, brief->viewpoint);
    } else {
        add_clients(b, brief);
    }
}

void phrase_when(struct buffer *b, const struct brief *brief)
{
    if (brief->consumer && brief->count == 0) {
        return; /* a list tells of it, but no event */
    }
    words_count(b, brief->count, "time", "times");
    buffer_add_text(b, brief->consumer ? " in the log, " : ", ");
    words_range(b, brief->first, brief->last);
    if (brief->max_duration != WINTIME_NONE) {
        buffer_add_text(b, brief->count == 1 ? "; took " : "; took up to ");
        words_duration(b, brief->max_duration);
    }
    words_harmless_share(b, brief->harmless, brief->count);
}

void phrase_where(struct buffer *b, const struct brief *brief)
{
    for (size_t i = 0; i < brief->computer_count && i < MAX_COMPUTERS; i++) {
        buffer_add_text(b, i > 0 ? ", " : "");
        phrase_name(b, brief->computers[i], PHRASE_NAME);
    }
    words_others(b, brief->computer_count, MAX_COMPUTERS, brief->more_computers > 0);
}

void phrase_computer(struct buffer *b, const struct brief *brief)
{
    if (brief->computer_count == 0) {
        return;
    }
    phrase_name(b, brief->computers[0], PHRASE_NAME);
    if (brief->more_computers > 0) {
        buffer_format(b, " and more than %zu others", brief->computer_count - 1);
    } else if (brief->computer_count > 1) {
        buffer_add_text(b, " and ");
        words_count(b, brief->computer_count - 1, "other", "others");
    }
}

void phrase_fingerprint(struct buffer *b, const struct brief *brief)
{
    buffer_add_text(b, "Fingerprint ");
    phrase_name(b, brief->fingerprint, PHRASE_NAME);
    buffer_add_text(b, ", the same on every host and day.");
}

void phrase_phase(struct buffer *b, const struct brief *brief)
{
    words_phase(b, brief->phase, brief->stage, brief->viewpoint);
}

void phrase_provider(struct buffer *b, const struct brief *brief)
{
    const struct failure_provider *provider = &brief->provider;
    if (provider->attribution == ATTRIBUTION_NONE || view_is_empty(provider->name)) {
        return;
    }
    phrase_name(b, provider->name, PHRASE_NAME);
    if (!view_is_empty(provider->path)) {
        buffer_add_text(b, ", ");
        phrase_name(b, provider->path, PHRASE_PATH);
    }
    if (provider->has_host) {
        buffer_format(b, ", in host process %" PRIu32, provider->host_process_id);
    }
    if (provider->attribution == ATTRIBUTION_WINDOW) {
        buffer_add_text(b, "; a guess: the only provider loaded at that time");
    }
}

void phrase_logged(struct buffer *b, const struct brief *brief)
{
    if (!view_is_empty(brief->component)) {
        buffer_add_text(b, "component ");
        phrase_name(b, brief->component, PHRASE_NAME);
    }
    if (!view_is_empty(brief->possible_cause)) {
        buffer_add_text(b, view_is_empty(brief->component) ? "" : "; ");
        buffer_add_text(b, "possible cause ");
        phrase_name(b, brief->possible_cause, PHRASE_TEXT);
    }
}

void phrase_event(struct buffer *b, const struct brief_event *event)
{
    phrase_name(b, event->name, PHRASE_INPUT);
    buffer_add_text(b, view_is_empty(event->name) ? "" : ": ");
    if (!view_is_empty(event->channel)) {
        paper_add_log(b, event->channel, PHRASE_NAME);
        buffer_add_text(b, ", ");
    }
    buffer_format(b, "event %u", (unsigned)event->event_id);
    if (event->record != 0) {
        buffer_format(b, ", record %" PRIu64, event->record);
    }
    buffer_format(b, ", at byte %" PRIu64, event->offset);
}
