/* How events 5859, 5860 and 5861 tell of subscriptions, and which of them tell of the same one. */
#include "rules/consumers/consumers.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "parsers/event/event_ids.h"
#include "rules/consumers/consumer_judge.h"
#include "rules/consumers/consumer_set.h"
#include "rules/consumers/encoded.h"

static const char *const kind_table[CONSUMER_KIND_COUNT] = {
    [CONSUMER_BINDING] = "binding",
    [CONSUMER_PROVIDER] = "provider",
    [CONSUMER_TEMPORARY] = "temporary",
};
const struct names consumer_kind_names = NAMES_OF("a kind of subscription", kind_table);

const char *consumer_kind_name(enum consumer_kind kind)
{
    return kind_table[kind];
}

void consumer_fingerprint(const struct consumer *c, char text[FINGERPRINT_SIZE])
{
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    const struct view texts[] = {
        VIEW("event consumer"),
        view_of(consumer_kind_name(c->kind)),
        view_of(fingerprint_namespace(c->name_space, name_space)),
        c->filter,
        c->kind == CONSUMER_BINDING ? VIEW("") : c->query,
        c->class_name,
        c->name,
        c->action_kind,
        c->action,
    };
    fingerprint_of_texts(texts, COUNT_OF(texts), text);
}

struct consumer *consumer_copy(struct arena *arena, const struct consumer *c)
{
    struct consumer *copy = arena_alloc(arena, sizeof(*copy));
    *copy = *c;
    struct view *texts[] = {
        &copy->computer, &copy->name_space,   &copy->filter,
        &copy->query,    &copy->class_name,   &copy->name,
        &copy->action,   &copy->creator_sid,  &copy->action_kind,
        &copy->decoded,  &copy->user,         &copy->machine,
        &copy->listed,   &copy->process_name, &copy->process_name_source,
        &copy->reason,
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_copy(arena, *texts[i]);
    }
    return copy;
}

struct consumers *consumers_new(void)
{
    struct consumers *set = memory_new(1, sizeof(*set));
    arena_init(&set->arena, 0);
    arena_init(&set->scratch, 0);
    map_init(&set->map);
    return set;
}

void consumers_free(struct consumers *set)
{
    if (!set) {
        return;
    }
    map_release(&set->map);
    arena_release(&set->scratch);
    arena_release(&set->arena);
    free(set);
}

size_t consumers_bytes(const struct consumers *set)
{
    return sizeof(*set) + map_bytes(&set->map) + set->scratch.total + set->arena.total;
}

struct view consumer_at_most(struct consumer *c, struct view v, size_t max)
{
    size_t len = v.len < max ? v.len : max;
    while (len > 0 && len < v.len && ((unsigned char)v.data[len] & 0xc0) == 0x80) {
        len--;
    }
    c->is_cut |= len < v.len;
    return len > 0 ? view_slice(v, 0, len) : VIEW_NONE;
}

/* Beginning and end of a long action: filler before or behind a command does not hide it. */
static struct view cut_middle(struct arena *arena, struct consumer *c, struct view text)
{
    if (text.len <= CONSUMERS_MAX_TEXT) {
        return text;
    }
    struct view begin = consumer_at_most(c, text, CONSUMERS_MAX_TEXT / 2);
    struct view end = view_from(text, text.len - CONSUMERS_MAX_TEXT / 2);
    while (end.len > 0 && ((unsigned char)end.data[0] & 0xc0) == 0x80) {
        end = view_from(end, 1);
    }
    return arena_format(arena, "%.*s ... %.*s", VIEW_ARG(begin), VIEW_ARG(end));
}

struct view consumer_namespace(struct arena *arena, struct consumer *c, struct view name_space)
{
    struct view rest = consumer_at_most(c, view_trim(name_space), CONSUMER_MAX_NAME);
    if (!rest.data) {
        return VIEW_NONE;
    }
    char *text = arena_bytes(arena, rest.len);
    for (size_t i = 0; i < rest.len; i++) {
        text[i] = rest.data[i] == '/' ? '\\' : rest.data[i];
    }
    rest.data = text;
    return view_starts(rest, VIEW("\\\\.\\")) ? view_from(rest, 4) : rest;
}

void consumer_read_reference(struct view reference, struct consumer *c)
{
    struct view left, right;
    if (!view_cut(reference, VIEW("="), &left, &right)) {
        c->class_name = consumer_at_most(c, view_trim(reference), CONSUMER_MAX_NAME);
        return;
    }
    struct view before, after;
    while (view_cut(left, VIEW(":"), &before, &after)) {
        left = after;
    }
    view_cut(left, VIEW("."), &left, &after);
    c->class_name = consumer_at_most(c, view_trim(left), CONSUMER_MAX_NAME);
    right = view_trim(right);
    if (right.len >= 2 && right.data[0] == '"' && right.data[right.len - 1] == '"') {
        right = view_slice(right, 1, right.len - 1);
    }
    c->name = consumer_at_most(c, right, CONSUMER_MAX_NAME);
}

static void use_if_present(struct consumer *c, struct view *target, struct view text, size_t max)
{
    if (!view_is_empty(text)) {
        *target = consumer_at_most(c, text, max);
    }
}

static void read_creator(const struct mof_object *object, struct arena *arena, struct consumer *c)
{
    const struct mof_property *sid = mof_property_named(object, "CreatorSID");
    if (sid && sid->type == MOF_LIST) {
        use_if_present(c, &c->creator_sid, mof_sid(arena, sid->value), CONSUMER_MAX_NAME);
    }
}

static void set_action(struct consumer *c, struct view action, const char *kind)
{
    if (!c->action.data && !view_is_empty(action)) {
        c->action = action;
        c->action_kind = view_of(kind);
    }
}

void consumer_read_action(const struct mof_object *object, struct arena *arena, struct consumer *c,
                          struct consumer_details *d)
{
    d->command_line = mof_text_of(object, "CommandLineTemplate");
    d->executable = mof_text_of(object, "ExecutablePath");
    d->working_directory = mof_text_of(object, "WorkingDirectory");
    d->source_name = mof_text_of(object, "SourceName");
    if (d->command_line.len > 0 && d->executable.len > 0 &&
        view_find_nocase(d->command_line, d->executable, 0) == SIZE_MAX) {
        set_action(c,
                   arena_format(arena, "%.*s, with the command line: %.*s", VIEW_ARG(d->executable),
                                VIEW_ARG(d->command_line)),
                   "program");
    }
    set_action(c, d->command_line, "command line");
    set_action(c, d->executable, "program");
    struct view script = mof_text_of(object, "ScriptText");
    struct view engine =
        consumer_at_most(c, mof_text_of(object, "ScriptingEngine"), CONSUMER_MAX_NAME);
    if (script.len > 0 && engine.len > 0) {
        c->action = script;
        c->action_kind = arena_format(arena, "%.*s script", VIEW_ARG(engine));
    }
    set_action(c, script, "script");
    set_action(c, mof_text_of(object, "ScriptFileName"), "script file");
    set_action(c, mof_text_of(object, "Filename"), "file written");
    set_action(c, mof_text_of(object, "ToLine"), "mail to");
    set_action(c, d->source_name, "event source");
}

void consumer_finish_action(struct arena *arena, struct consumer *c, struct view all)
{
    c->decoded = encoded_find(arena, all, &c->is_cut);
    c->action = cut_middle(arena, c, c->action);
}

static void read_binding(struct consumers *set, const struct event *event, struct consumer *c,
                         struct consumer_details *d)
{
    struct arena *arena = &set->scratch;
    c->kind = CONSUMER_BINDING;
    c->filter =
        consumer_at_most(c, view_trim(event_text(event, EVENT_FIELD_FILTER)), CONSUMER_MAX_NAME);
    consumer_read_reference(view_trim(event_text(event, EVENT_FIELD_CONSUMER)), c);
    struct view rest = event_text(event, EVENT_FIELD_POSSIBLE_CAUSE);
    struct mof_object object;
    bool is_whole = false;
    c->is_unread = true;
    while (c->is_unread && mof_read_object(&rest, arena, &object)) {
        c->is_cut |= !object.is_whole;
        if (view_equal_nocase(object.class_name, VIEW("__EventFilter"))) {
            use_if_present(c, &c->filter, mof_text_of(&object, "Name"), CONSUMER_MAX_NAME);
            use_if_present(c, &c->query, mof_text_of(&object, "Query"), CONSUMER_MAX_QUERY);
            read_creator(&object, arena, c);
            continue;
        }
        c->is_unread = false;
        is_whole = object.is_whole;
        use_if_present(c, &c->class_name, object.class_name, CONSUMER_MAX_NAME);
        use_if_present(c, &c->name, mof_text_of(&object, "Name"), CONSUMER_MAX_NAME);
        read_creator(&object, arena, c);
        consumer_read_action(&object, arena, c, d);
    }
    c->is_unread |= !c->action.data && (!is_whole || consumer_class_has_action(c->class_name));
    consumer_finish_action(arena, c,
                           is_whole ? c->action : event_text(event, EVENT_FIELD_POSSIBLE_CAUSE));
}

static void read_subscription(const struct event *event, struct consumer *c,
                              struct consumer_details *d)
{
    bool is_temporary = event->id == EVENT_ID_TEMPORARY_SUBSCRIPTION;
    c->kind = is_temporary ? CONSUMER_TEMPORARY : CONSUMER_PROVIDER;
    c->query = consumer_at_most(c, event_text(event, EVENT_FIELD_QUERY), CONSUMER_MAX_QUERY);
    c->user = consumer_at_most(c, event_text(event, EVENT_FIELD_USER), CONSUMER_MAX_NAME);
    if (!is_temporary) {
        c->name =
            consumer_at_most(c, event_text(event, EVENT_FIELD_PROVIDER_NAME), CONSUMER_MAX_NAME);
        return;
    }
    c->machine =
        consumer_at_most(c, event_text(event, EVENT_FIELD_CLIENT_MACHINE), CONSUMER_MAX_NAME);
    c->has_process = event_number32(event, EVENT_FIELD_CLIENT_PROCESS_ID, &c->process_id);
    if (c->has_process) {
        d->is_internal = !c->user.data && c->process_id == event->process_id;
    }
}

/* All that two events of the same subscription have in common: lengths and lower case texts. Not
 * the process, which is another one after every start, nor the computer's domain: machines get one,
 * or another, in the middle of a log. */
static struct view key_of(struct buffer *key, const struct consumer *c)
{
    const struct view parts[] = {computer_name_label(c->computer),
                                 c->name_space,
                                 c->filter,
                                 c->query,
                                 c->class_name,
                                 c->name,
                                 c->creator_sid,
                                 c->action_kind,
                                 c->action,
                                 c->user,
                                 c->machine};
    buffer_format(key, "%d", (int)c->kind);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        buffer_format(key, ":%zu:", parts[i].len);
        text_add_lower(key, parts[i]);
    }
    return buffer_view(key);
}

static void count_again(struct consumer *c, const struct event *event)
{
    c->count++;
    if (event->time == WINTIME_NONE) {
        return;
    }
    if (c->first == WINTIME_NONE || event->time < c->first) {
        c->first = event->time;
    }
    if (c->last == WINTIME_NONE || event->time > c->last) {
        c->last = event->time;
    }
}

struct consumer *consumers_keep(struct consumers *set, const struct consumer *found)
{
    struct consumer *c = consumer_copy(&set->arena, found);
    set->items[set->count] = c;
    set->sorted[set->count++] = c;
    return c;
}

void consumers_event(struct consumers *set, const struct event *event)
{
    if (!event->is_wmi_activity || event->id < EVENT_ID_SUBSCRIBED_PROVIDER ||
        event->id > EVENT_ID_PERMANENT_SUBSCRIPTION) {
        return;
    }
    struct consumer found = {.first = event->time, .last = event->time, .count = 1};
    struct consumer_details details = {.is_internal = false};
    arena_clear(&set->scratch);
    found.event_id = event->id;
    found.origin = event->origin;
    found.computer = consumer_at_most(&found, event->computer, CONSUMER_MAX_NAME);
    found.name_space =
        consumer_namespace(&set->scratch, &found, event_text(event, EVENT_FIELD_NAMESPACE));
    if (event->id == EVENT_ID_PERMANENT_SUBSCRIPTION) {
        read_binding(set, event, &found, &details);
    } else {
        read_subscription(event, &found, &details);
    }
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    struct view key = key_of(&text, &found);
    struct consumer *c = map_get(&set->map, key);
    if (c) {
        count_again(c, event);
    } else if (set->count == CONSUMERS_MAX || set->arena.total >= CONSUMERS_BYTES ||
               (found.kind != CONSUMER_BINDING && set->unbound == CONSUMERS_MAX_UNBOUND)) {
        set->dropped++;
    } else {
        c = consumers_keep(set, &found);
        set->unbound += c->kind != CONSUMER_BINDING;
        if (c->kind != CONSUMER_PROVIDER) {
            consumer_judge(c, &details, &set->arena);
            c->is_unread &= !c->is_known;
        }
        map_set(&set->map, arena_copy(&set->arena, key), c);
    }
    buffer_release(&text);
}

void consumers_name_processes(struct consumers *set, const struct processes *processes)
{
    for (size_t i = 0; i < set->count; i++) {
        struct consumer *c = set->items[i];
        if (!c->has_process || !computer_name_same(c->machine, c->computer)) {
            continue;
        }
        const struct process_question question = {.computer = c->computer,
                                                  .process_id = c->process_id,
                                                  .created = WINTIME_NONE,
                                                  .time = c->first,
                                                  .is_any_allowed = true};
        processes_find(processes, &question, &c->process_name, &c->process_name_source);
    }
}

static int compare(const void *left, const void *right)
{
    const struct consumer *a = *(const struct consumer *const *)left;
    const struct consumer *b = *(const struct consumer *const *)right;
    if (a->verdict != b->verdict) {
        return a->verdict > b->verdict ? -1 : 1;
    }
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    if (a->origin.source != b->origin.source) {
        return a->origin.source < b->origin.source ? -1 : 1;
    }
    return a->origin.offset != b->origin.offset
               ? (a->origin.offset < b->origin.offset ? -1 : 1)
               : (a->event_id > b->event_id) - (a->event_id < b->event_id);
}

/* A filter with the query of a provider's subscription, the worst one. */
static const struct consumer *binding_of(const struct consumers *set, const struct consumer *c)
{
    const struct consumer *best = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct consumer *other = set->items[i];
        if (other->kind == CONSUMER_BINDING && view_equal_nocase(other->query, c->query) &&
            view_equal_nocase(computer_name_label(other->computer),
                              computer_name_label(c->computer)) &&
            (!best || other->verdict > best->verdict)) {
            best = other;
        }
    }
    return best;
}

const struct consumer *const *consumers_list(struct consumers *set, size_t *count)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i]->kind == CONSUMER_PROVIDER) {
            consumer_judge_provider(set->items[i], binding_of(set, set->items[i]), &set->arena);
        }
    }
    qsort(set->sorted, set->count, sizeof(set->sorted[0]), compare);
    *count = set->count;
    return (const struct consumer *const *)set->sorted;
}

uint64_t consumers_dropped(const struct consumers *set)
{
    return set->dropped;
}
