/* Compares an event with what a condition `near` asks of it. */
#include "rules/matching/near_event.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "rules/matching/known_facts.h"

enum { STEPS_FOR_EACH = 16 }; /* events looked at for each value that is asked for */

/* A number in decimal, or in hexadecimal with or without 0x: DistributedCOM and Application Error
 * write process ids like that. */
static bool is_number(struct view text, uint32_t number)
{
    uint64_t found;
    text = view_trim(text);
    return (view_number(text, &found) && found == number) ||
           (view_hex(text, &found) && found == number);
}

static bool is_account(struct view text, struct view user)
{
    struct view authority, name;
    return view_equal_nocase(text, user) ||
           (view_cut(user, VIEW("\\"), &authority, &name) && view_equal_nocase(text, name));
}

static bool is_same_namespace(struct view text, struct view name_space)
{
    char a[FINGERPRINT_NAMESPACE_SIZE], b[FINGERPRINT_NAMESPACE_SIZE];
    return strcmp(fingerprint_namespace(text, a), fingerprint_namespace(name_space, b)) == 0;
}

static bool is_text_of(struct view text, const struct failure *f, enum same same)
{
    if (same == SAME_NAMESPACE) {
        return is_same_namespace(text, f->name_space);
    }
    if (same == SAME_CLASS) {
        return view_equal_nocase(text, f->operation.class_name);
    }
    if (same == SAME_USER) {
        return is_account(text, f->client.user);
    }
    if (same == SAME_PROVIDER) {
        return view_equal_nocase(text, f->provider.name);
    }
    return computer_name_same(text,
                              same == SAME_TARGET ? f->operation.target_host : f->client.machine);
}

/* A class of performance counters bears the name of the service whose registry key names their
 * library, without what is no letter or digit: Win32_PerfRawData_NAME_OBJECT. */
static bool is_counters_of(struct view text, struct view class_name)
{
    struct view kind, name, object;
    if (!view_starts_nocase(class_name, VIEW("Win32_Perf")) ||
        !view_cut(view_from(class_name, VIEW("Win32_Perf").len), VIEW("_"), &kind, &name) ||
        !view_cut(name, VIEW("_"), &name, &object)) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (ascii_is_alnum(c) && (at == name.len || ascii_fold(name.data[at++]) != ascii_fold(c))) {
            return false;
        }
    }
    return at > 0 && at == name.len;
}

static bool is_service_of(struct view text, const struct failure *f)
{
    if (is_counters_of(text, f->operation.class_name)) {
        return true;
    }
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    struct service_facts service;
    return known_service(f, view_of(fingerprint_namespace(f->name_space, name_space)), &service) &&
           service_is_named(text, service.name, service.display_name);
}

static bool is_value_of(struct view text, const struct failure *f, enum same same)
{
    if (view_is_empty(text)) {
        return false;
    }
    if (same == SAME_CLIENT || same == SAME_CLIENT_PROCESS_ID) {
        return is_number(text, f->client.process_id);
    }
    if (same == SAME_HOST_PROCESS_ID) {
        return is_number(text, f->provider.host_process_id);
    }
    if (same == SAME_SERVICE_PROCESS_ID) {
        return is_number(text, f->service_process_id);
    }
    return same == SAME_SERVICE ? is_service_of(text, f) : is_text_of(text, f, same);
}

bool near_event_can_be_same(const struct condition_details *d, const struct failure *f)
{
    const struct {
        unsigned same;
        bool has;
    } fields[] = {
        {1U << SAME_NAMESPACE, !view_is_empty(f->name_space)},
        {1U << SAME_CLASS, !view_is_empty(f->operation.class_name)},
        {1U << SAME_USER, !view_is_empty(f->client.user)},
        {1U << SAME_PROVIDER, !view_is_empty(f->provider.name)},
        {1U << SAME_CLIENT | 1U << SAME_CLIENT_PROCESS_ID, f->client.has_process_id},
        {1U << SAME_HOST_PROCESS_ID, f->provider.has_host},
        {1U << SAME_SERVICE_PROCESS_ID, f->service_process_id != 0},
        {1U << SAME_TARGET, !view_is_empty(f->operation.target_host)},
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if ((d->same & fields[i].same) != 0 && !fields[i].has) {
            return false;
        }
    }
    return true;
}

/* A quick look before the comparison: nearly all data begin with another character than the name of
 * the machine. */
static bool may_be(struct view text, const struct failure *f, enum same same)
{
    struct view name = same == SAME_TARGET           ? f->operation.target_host
                       : same == SAME_CLIENT_MACHINE ? f->client.machine
                                                     : VIEW_NONE;
    if (text.len == 0 || name.len == 0) {
        return text.len > 0;
    }
    char first = ascii_fold(text.data[0]), other = ascii_fold(name.data[0]);
    return first == other || first <= ' ' || first == '\\' || other <= ' ' || other == '\\';
}

/* Whether no datum of the event begins as the failure's machine or user does: most events of others
 * are passed over like that, without a look at their data. */
static bool begins_otherwise(const struct surroundings_event *event, const struct failure *f,
                             enum same same)
{
    struct view authority, name;
    if (same == SAME_CLIENT_MACHINE || same == SAME_TARGET) {
        name = same == SAME_TARGET ? f->operation.target_host : f->client.machine;
        return (event->begins & surroundings_begin(name)) == 0;
    }
    if (same != SAME_USER) {
        return false;
    }
    if (!view_cut(f->client.user, VIEW("\\"), &authority, &name)) {
        name = f->client.user;
    }
    uint64_t bits = surroundings_begin(f->client.user) | surroundings_begin(name);
    return (event->begins & bits) == 0;
}

static struct view datum_named_like(const struct surroundings_event *event, struct view beginning,
                                    struct view end)
{
    for (size_t i = 0; i < event->data_count; i++) {
        const struct view name = event->data[i].name;
        if (name.len == beginning.len + end.len && view_starts(name, beginning) &&
            view_ends_nocase(name, end)) {
            return view_trim(event->data[i].value);
        }
    }
    return VIEW_NONE;
}

/* Whether the event tells that the account in a datum, such as TargetUserName, is of another domain
 * than the failure's user. A domain has two names, one with dots: only two of one kind can be told
 * apart. Of an account of the computer itself the event may tell the client's machine. */
static bool is_of_other_domain(const struct surroundings_event *event, size_t datum,
                               const struct failure *f)
{
    const struct view end = VIEW("UserName"), name = event->data[datum].name;
    struct view authority, account;
    if (!view_ends_nocase(name, end) ||
        !view_cut(f->client.user, VIEW("\\"), &authority, &account) ||
        computer_name_same(authority, f->computer)) {
        return false;
    }
    const struct view beginning = view_slice(name, 0, name.len - end.len);
    const struct view domain = datum_named_like(event, beginning, VIEW("DomainName"));
    const bool has_dots = view_find(domain, VIEW("."), 0) != SIZE_MAX;
    return domain.len > 1 && has_dots == (view_find(authority, VIEW("."), 0) != SIZE_MAX) &&
           !view_equal_nocase(domain, authority);
}

/* Whether for each field that must be the same some datum of the event has the failure's value. */
static bool has_same(const struct condition_details *d, const struct surroundings_event *event,
                     const struct failure *f)
{
    for (unsigned same = 0; same < SAME_COUNT; same++) {
        bool is_found = (d->same & 1U << same) == 0;
        if (!is_found && begins_otherwise(event, f, (enum same)same)) {
            return false;
        }
        for (size_t i = 0; i < event->data_count && !is_found; i++) {
            struct view value = event->data[i].value;
            if (same == SAME_TARGET) {
                value = computer_name_of_service(value);
            }
            is_found = may_be(value, f, (enum same)same) &&
                       is_value_of(view_trim(value), f, (enum same)same) &&
                       !(same == SAME_USER && is_of_other_domain(event, i, f));
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

void near_event_add_different(const struct condition_details *d, const struct series *series,
                              int64_t from, int64_t to, const struct failure *f,
                              struct distinct *set)
{
    size_t i = series_find(series, to + 1), most = (size_t)STEPS_FOR_EACH * d->at_least;
    for (size_t steps = 0; i > 0 && steps < most && set->count < d->at_least; steps++) {
        const struct surroundings_event *event = surroundings_event_at(series, --i);
        if (event->time < from) {
            return;
        }
        if (d->same == 0 || has_same(d, event, f)) {
            (void)distinct_add(set, marks_hash(surroundings_event_datum(event, d->different)));
        }
    }
}

bool near_event_is_own(const struct failure *f, const struct evidence *record)
{
    for (size_t i = 0; i < f->evidence_count; i++) {
        const struct event_origin *own = &f->evidence[i].origin;
        if (own->source == record->origin.source && own->record == record->origin.record &&
            own->offset == record->origin.offset) {
            return true;
        }
    }
    return false;
}

uint64_t near_event_distance(int64_t a, int64_t b)
{
    return a < b ? (uint64_t)b - (uint64_t)a : (uint64_t)a - (uint64_t)b;
}

/* The failure's own event does not tell anything new, but one of another log has more to tell than
 * the failure has fields. */
static bool is_fitting(const struct failure *f, const struct condition_details *d,
                       const struct surroundings_event *event)
{
    return (d->same == 0 || has_same(d, event, f)) &&
           (f->known_by == KNOWN_BY_OTHER_LOG || !near_event_is_own(f, &event->evidence));
}

/* The latest event of one series that fits, not before `from` and not after the failure; NULL for
 * none. */
static const struct surroundings_event *fitting_before(const struct condition_details *d,
                                                       const struct failure *f,
                                                       const struct series *series, size_t middle,
                                                       int64_t from)
{
    for (size_t i = middle, steps = 0; i > 0 && steps < SURROUNDINGS_MAX_SCAN; steps++) {
        const struct surroundings_event *event = surroundings_event_at(series, --i);
        if (event->time < from) {
            break;
        }
        if (is_fitting(f, d, event)) {
            return event;
        }
    }
    return NULL;
}

/* Outwards from the failure, so that few events are looked at. */
const struct surroundings_event *near_event_nearest(const struct condition_details *d,
                                                    const struct series *series, int64_t from,
                                                    int64_t to, const struct failure *f)
{
    const size_t middle = series_find(series, f->time + 1);
    const struct surroundings_event *before = fitting_before(d, f, series, middle, from);
    const struct surroundings_event *after = NULL;
    for (size_t i = middle; i < series->count && i - middle < SURROUNDINGS_MAX_SCAN; i++) {
        const struct surroundings_event *event = surroundings_event_at(series, i);
        bool is_farther = before && near_event_distance(event->time, f->time) >
                                        near_event_distance(before->time, f->time);
        if (event->time > to || is_farther || (after && event->time > after->time)) {
            break;
        }
        after = is_fitting(f, d, event) ? event : after;
    }
    return after ? after : before;
}
