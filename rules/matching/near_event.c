/* Compares an event with what a condition `near` asks of it. */
#include "rules/matching/near_event.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "rules/failure/other_logs.h"
#include "rules/matching/known_facts.h"

/* From their ends, for names of one event begin alike more often than they end alike. */
static bool is_named(struct view name, struct view asked)
{
    size_t i = name.len, j = asked.len;
    for (;;) {
        while (i > 0 && name.data[i - 1] == '_') {
            i--;
        }
        while (j > 0 && asked.data[j - 1] == '_') {
            j--;
        }
        if (i == 0 || j == 0) {
            return i == 0 && j == 0;
        }
        if (ascii_fold(name.data[--i]) != ascii_fold(asked.data[--j])) {
            return false;
        }
    }
}

struct view surroundings_event_datum(const struct surroundings_event *event, struct view name)
{
    uint64_t position;
    for (size_t i = 0; i < event->data_count; i++) {
        if (event->data[i].name.len > 0 && is_named(event->data[i].name, name)) {
            return event->data[i].value;
        }
    }
    if (view_number(name, &position) && position >= 1 && position <= event->data_count) {
        return event->data[position - 1].value;
    }
    return VIEW_NONE;
}

bool near_event_is_of_provider(const struct condition_details *d, struct view provider)
{
    struct view full = other_log_full_provider(provider);
    for (size_t i = 0; i < d->provider_count; i++) {
        if (view_glob_nocase(provider, d->providers[i]) ||
            view_glob_nocase(full, other_log_full_provider(d->providers[i]))) {
            return true;
        }
    }
    return false;
}

bool near_event_has_data(const struct condition_details *d, const struct surroundings_event *event)
{
    for (size_t i = 0; i < d->data_count; i++) {
        struct view value = view_trim(surroundings_event_datum(event, d->data[i].name));
        if (!value.data || !condition_has_glob(d->data[i].globs, d->data[i].glob_count, value)) {
            return false;
        }
    }
    return true;
}

/* A number in decimal, or in hexadecimal with or without 0x: DistributedCOM and Application Error
 * write process ids like that. */
static bool is_number(struct view text, uint32_t number)
{
    uint64_t found, hex = 0;
    text = view_trim(text);
    if (view_number(text, &found) && found == number) {
        return true;
    }
    for (size_t i = 0; i < text.len; i++) {
        int digit = ascii_hex_value(text.data[i]);
        if (digit < 0) {
            return false;
        }
        hex = hex << 4 | (uint64_t)digit;
        if (hex > UINT32_MAX) {
            return false;
        }
    }
    return text.len > 0 && hex == number;
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
        return !view_is_empty(f->name_space) && is_same_namespace(text, f->name_space);
    }
    if (same == SAME_CLASS) {
        return !view_is_empty(f->operation.class_name) &&
               view_equal_nocase(text, f->operation.class_name);
    }
    if (same == SAME_USER) {
        return !view_is_empty(f->client.user) && is_account(text, f->client.user);
    }
    if (same == SAME_PROVIDER) {
        return !view_is_empty(f->provider.name) && view_equal_nocase(text, f->provider.name);
    }
    return computer_name_same(text, f->client.machine);
}

/* Under its name or the one that is shown, as the Service Control Manager writes them. */
static bool is_service_of(struct view text, const struct failure *f)
{
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    struct service_facts service;
    return known_service(f, view_of(fingerprint_namespace(f->name_space, name_space)), &service) &&
           (view_equal_nocase(text, service.name) || view_equal_nocase(text, service.display_name));
}

static bool is_value_of(struct view text, const struct failure *f, enum same same)
{
    if (view_is_empty(text)) {
        return false;
    }
    if (same == SAME_CLIENT || same == SAME_CLIENT_PROCESS_ID) {
        return f->client.has_process_id && is_number(text, f->client.process_id);
    }
    if (same == SAME_HOST_PROCESS_ID) {
        return f->provider.has_host && is_number(text, f->provider.host_process_id);
    }
    if (same == SAME_SERVICE_PROCESS_ID) {
        return f->service_process_id != 0 && is_number(text, f->service_process_id);
    }
    return same == SAME_SERVICE ? is_service_of(text, f) : is_text_of(text, f, same);
}

/* For each field that must be the same, some datum of the event has it. */
bool near_event_has_same(const struct condition_details *d, const struct surroundings_event *event,
                         const struct failure *f)
{
    for (unsigned same = 0; same < SAME_COUNT; same++) {
        bool is_found = (d->same & 1U << same) == 0;
        for (size_t i = 0; i < event->data_count && !is_found; i++) {
            is_found = is_value_of(view_trim(event->data[i].value), f, (enum same)same);
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}
