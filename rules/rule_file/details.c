/* Knows the JSON form of the conditions that have keys of their own: what happened near a failure,
 * how often, how long. */
#include <string.h>

#include "parsers/base/count.h"
#include "rules/knowledge/windows_fit.h"
#include "rules/rule_file/condition.h"

enum {
    MAX_KEYS = 10,
    MAX_BUILD = 99999,
    DEFAULT_SECONDS = 60,
    MIN_PERIODS = 3,
    MAX_DURATION_MS = 1000000000,
};

/* What a key's value is read into. */
struct target {
    enum condition_kind kind;
    struct condition_details *d;
};

static enum status read_providers(struct value_reader *r, const struct place *place, json_t *value,
                                  const struct target *t)
{
    return value_texts(r, place, value, &t->d->providers, &t->d->provider_count);
}

static enum status read_event_ids(struct value_reader *r, const struct place *place, json_t *value,
                                  const struct target *t)
{
    return value_wholes(r, place, value, UINT16_MAX, &t->d->event_ids, &t->d->event_id_count);
}

static enum status read_within(struct value_reader *r, const struct place *place, json_t *value,
                               const struct target *t)
{
    if (t->kind == CONDITION_SPACING) {
        return value_seconds(r, place, value, 0, RULE_MAX_OVER, &t->d->within);
    }
    bool is_after = t->kind == CONDITION_FOLLOWED_BY || t->kind == CONDITION_SUCCEEDED_AFTER ||
                    t->d->order == NEAR_AFTER;
    return value_seconds(r, place, value, 0, is_after ? RULE_MAX_AFTER : RULE_MAX_BEFORE,
                         &t->d->within);
}

static enum status read_order(struct value_reader *r, const struct place *place, json_t *value,
                              const struct target *t)
{
    uint32_t number = NEAR_ANY;
    enum status status = value_name(r, place, value, &order_names, &number);
    t->d->order = (enum near_order)number;
    return status;
}

static enum status read_same(struct value_reader *r, const struct place *place, json_t *value,
                             const struct target *t)
{
    const uint32_t *fields = NULL;
    size_t count = 0;
    enum status status = value_names(r, place, value, &same_names, &fields, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (t->kind != CONDITION_NEAR && fields[i] > SAME_CLIENT_MACHINE) {
            return value_wrong(r, place, value,
                               "'namespace', 'client', 'class', 'user' or 'client_machine'");
        }
        t->d->same |= 1U << fields[i];
    }
    return status;
}

/* Digits alone are a position. */
static void name_datum(struct arena *arena, const char *key, struct near_datum *datum)
{
    uint64_t position;
    struct view name = view_of(key);
    datum->name = arena_copy(arena, name);
    if (name.len > 0 && name.data[0] >= '1' && name.data[0] <= '9' &&
        view_number(name, &position) && position <= UINT16_MAX) {
        datum->position = (uint32_t)position;
    }
}

static enum status read_data(struct value_reader *r, const struct place *place, json_t *object,
                             const struct target *t)
{
    if (!json_is_object(object) || json_object_size(object) == 0) {
        return value_wrong(r, place, object, "an object of names or positions with globs");
    }
    if (json_object_size(object) > RULE_MAX_DATA) {
        return value_over_limit(r, place, json_object_size(object), RULE_MAX_DATA, "data");
    }
    struct near_datum *data = arena_alloc(r->arena, json_object_size(object) * sizeof(*data));
    enum status status = STATUS_OK;
    size_t count = 0;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct place at = {.up = place, .key = key};
        struct near_datum *datum = &data[count++];
        name_datum(r->arena, key, datum);
        enum status now = value_texts(r, &at, value, &datum->globs, &datum->glob_count);
        status = value_worse(status, now);
        if (!value_goes_on(r, status)) {
            return status;
        }
    }
    t->d->data = data;
    t->d->data_count = count;
    return status;
}

static enum status read_codes(struct value_reader *r, const struct place *place, json_t *value,
                              const struct target *t)
{
    return value_codes(r, place, value, &t->d->codes, &t->d->code_count);
}

static enum status read_families(struct value_reader *r, const struct place *place, json_t *value,
                                 const struct target *t)
{
    return value_names(r, place, value, &family_names, &t->d->families, &t->d->family_count);
}

static enum status read_phases(struct value_reader *r, const struct place *place, json_t *value,
                               const struct target *t)
{
    return value_names(r, place, value, &phase_names, &t->d->phases, &t->d->phase_count);
}

static enum status read_not_same_code(struct value_reader *r, const struct place *place,
                                      json_t *value, const struct target *t)
{
    return value_boolean(r, place, value, &t->d->not_same_code);
}

static enum status read_at_least(struct value_reader *r, const struct place *place, json_t *value,
                                 const struct target *t)
{
    bool is_rhythm = t->kind == CONDITION_PERIODIC || t->kind == CONDITION_SPACING ||
                     t->kind == CONDITION_SAME_DURATION;
    return value_whole(r, place, value, is_rhythm ? MIN_PERIODS : 1,
                       is_rhythm ? RULE_MAX_PERIODS : RULE_MAX_COUNT, &t->d->at_least);
}

static enum status read_different(struct value_reader *r, const struct place *place, json_t *value,
                                  const struct target *t)
{
    return value_text(r, place, value, &t->d->different);
}

static enum status read_of_target(struct value_reader *r, const struct place *place, json_t *value,
                                  const struct target *t)
{
    return value_boolean(r, place, value, &t->d->is_of_target);
}

static enum status read_tolerance(struct value_reader *r, const struct place *place, json_t *value,
                                  const struct target *t)
{
    double found = json_number_value(value);
    if (!json_is_number(value) || !(found >= 0 && found <= 0.5)) {
        return value_wrong(r, place, value, "a part of the interval from 0 to 0.5");
    }
    t->d->tolerance = found;
    return STATUS_OK;
}

static enum status read_spread(struct value_reader *r, const struct place *place, json_t *value,
                               const struct target *t)
{
    uint32_t number = 0;
    if (t->d->at_least > 0) {
        return value_fail(r, place, STATUS_USAGE,
                          VIEW("found a second one, expected one of 'namespaces', 'users', "
                               "'clients', 'targets' and 'classes'"));
    }
    (void)names_find(&spread_names, view_of(place->key),
                     &number); /* which the table has led here */
    t->d->spread = (enum spread_over)number;
    return value_whole(r, place, value, 2, RULE_MAX_SPREAD, &t->d->at_least);
}

static enum status read_milliseconds(struct value_reader *r, const struct place *place,
                                     json_t *value, const struct target *t)
{
    uint32_t number = 0;
    enum status status = value_whole(r, place, value, 0, MAX_DURATION_MS, &number);
    int64_t ticks = (int64_t)number * WINTIME_TICKS_PER_MS;
    if (status == STATUS_OK && strcmp(place->key, "at_least_ms") == 0) {
        t->d->least = ticks;
    } else if (status == STATUS_OK) {
        t->d->most = ticks;
    }
    return status;
}

static enum status read_round(struct value_reader *r, const struct place *place, json_t *value,
                              const struct target *t)
{
    return value_boolean(r, place, value, &t->d->is_round);
}

static enum status read_success(struct value_reader *r, const struct place *place, json_t *value,
                                const struct target *t)
{
    uint32_t number = 0;
    if (!json_is_true(value)) {
        return value_wrong(r, place, value, "true");
    }
    (void)names_find(&success_names, view_of(place->key), &number);
    t->d->successes |= 1U << number;
    return STATUS_OK;
}

/* Names become bits. */
static enum status read_bits(struct value_reader *r, const struct place *place, json_t *value,
                             const struct names *names, unsigned *bits)
{
    const uint32_t *numbers = NULL;
    size_t count = 0;
    enum status status = value_names(r, place, value, names, &numbers, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        *bits |= 1U << numbers[i];
    }
    return status;
}

static enum status read_edition(struct value_reader *r, const struct place *place, json_t *value,
                                const struct target *t)
{
    return read_bits(r, place, value, &edition_names, &t->d->editions);
}

static enum status read_fit(struct value_reader *r, const struct place *place, json_t *value,
                            const struct target *t)
{
    const bool is_class = strcmp(place->key, "class") == 0;
    return read_bits(r, place, value, &windows_fit_names,
                     is_class ? &t->d->class_fits : &t->d->namespace_fits);
}

static enum status read_build(struct value_reader *r, const struct place *place, json_t *value,
                              const struct target *t)
{
    const bool is_from = strcmp(place->key, "build_from") == 0;
    return value_whole(r, place, value, 1, MAX_BUILD,
                       is_from ? &t->d->build_from : &t->d->build_to);
}

static enum status read_releases(struct value_reader *r, const struct place *place, json_t *value,
                                 const struct target *t)
{
    return value_texts(r, place, value, &t->d->releases, &t->d->release_count);
}

static enum status read_roles(struct value_reader *r, const struct place *place, json_t *value,
                              const struct target *t)
{
    return value_texts(r, place, value, &t->d->roles, &t->d->role_count);
}

static enum status read_has_service(struct value_reader *r, const struct place *place,
                                    json_t *value, const struct target *t)
{
    if (!json_is_true(value)) {
        return value_wrong(r, place, value, "true");
    }
    t->d->has_service = true;
    return STATUS_OK;
}

/* `order` stands before `within`, whose limit depends on it. */
static const struct detail_key {
    const char *key;
    enum status (*read)(struct value_reader *r, const struct place *place, json_t *value,
                        const struct target *t);
} detail_keys[] = {
    {"provider", read_providers},
    {"event_id", read_event_ids},
    {"order", read_order},
    {"within", read_within},
    {"data", read_data},
    {"same", read_same},
    {"different", read_different},
    {"of_target", read_of_target},
    {"code", read_codes},
    {"family", read_families},
    {"phase", read_phases},
    {"not_same_code", read_not_same_code},
    {"at_least", read_at_least},
    {"tolerance", read_tolerance},
    {"namespaces", read_spread},
    {"users", read_spread},
    {"clients", read_spread},
    {"targets", read_spread},
    {"classes", read_spread},
    {"classes_of_namespace", read_spread},
    {"at_least_ms", read_milliseconds},
    {"at_most_ms", read_milliseconds},
    {"round", read_round},
    {"over", read_within},
    {"namespace", read_success},
    {"connect", read_success},
    {"client_sync", read_success},
    {"user", read_success},
    {"request", read_success},
    {"edition", read_edition},
    {"os", read_releases},
    {"build_from", read_build},
    {"build_to", read_build},
    {"role", read_roles},
    {"has_service", read_has_service},
    {"class", read_fit},
    {"namespace", read_fit},
};

#define FAILURE_KEYS                                                             \
    {                                                                            \
        "code", "family", "phase", "not_same_code", "within", "same", "at_least" \
    }

/* The keys of each kind, the required ones first. */
static const struct {
    size_t required, count;
    const char *keys[MAX_KEYS];
} kind_keys[CONDITION_COUNT] = {
    [CONDITION_DURATION] = {0, 3, {"at_least_ms", "at_most_ms", "round"}},
    [CONDITION_NEAR] = {2,
                        9,
                        {"provider", "event_id", "within", "order", "data", "same", "different",
                         "at_least", "of_target"}},
    [CONDITION_PRECEDED_BY] = {0, 7, FAILURE_KEYS},
    [CONDITION_FOLLOWED_BY] = {0, 7, FAILURE_KEYS},
    [CONDITION_RATE] = {2, 2, {"at_least", "within"}},
    [CONDITION_PERIODIC] = {1, 2, {"at_least", "tolerance"}},
    [CONDITION_SPACING] = {2, 2, {"at_least", "over"}},
    [CONDITION_SAME_DURATION] = {2, 2, {"at_least", "at_least_ms"}},
    [CONDITION_SPREAD] = {0,
                          10,
                          {"namespaces", "users", "clients", "targets", "classes",
                           "classes_of_namespace", "code", "family", "phase", "within"}},
    [CONDITION_SUCCEEDED_BEFORE] = {0, 4, {"namespace", "connect", "client_sync", "user"}},
    [CONDITION_SUCCEEDED_AFTER] = {0, 5, {"namespace", "connect", "user", "request", "within"}},
    [CONDITION_COMPUTER_IS] = {0,
                               8,
                               {"edition", "os", "build_from", "build_to", "role", "has_service",
                                "class", "namespace"}},
};

static struct condition_details defaults(enum condition_kind kind)
{
    struct condition_details d = {.most = INT64_MAX, .tolerance = 0.2, .build_to = UINT32_MAX};
    bool is_count = kind == CONDITION_PRECEDED_BY || kind == CONDITION_FOLLOWED_BY;
    d.at_least = is_count ? 1 : 0;
    d.within = (int64_t)(kind == CONDITION_SPREAD ? RULE_MAX_BEFORE : DEFAULT_SECONDS) *
               WINTIME_TICKS_PER_SECOND;
    return d;
}

static enum status check_details(struct value_reader *r, const struct place *place,
                                 const json_t *object, enum condition_kind kind,
                                 const struct condition_details *d)
{
    if (kind == CONDITION_SPREAD && d->at_least == 0) {
        return value_wrong(r, place, object,
                           "one of 'namespaces', 'users', 'clients', 'targets', 'classes' and "
                           "'classes_of_namespace'");
    }
    if (kind == CONDITION_NEAR && view_is_empty(d->different) != (d->at_least == 0)) {
        return value_wrong(r, place, object, "'different' and 'at_least' together");
    }
    if (d->at_least > RULE_MAX_SPREAD && kind == CONDITION_NEAR) {
        return value_over_limit(r, place, d->at_least, RULE_MAX_SPREAD, "different values");
    }
    if (kind == CONDITION_DURATION && d->least > d->most) {
        return value_fail(r, place, STATUS_USAGE, VIEW("found at_least_ms over at_most_ms"));
    }
    if (kind == CONDITION_COMPUTER_IS && d->build_from > d->build_to) {
        return value_fail(r, place, STATUS_USAGE, VIEW("found build_from over build_to"));
    }
    if (kind == CONDITION_SUCCEEDED_AFTER && d->successes == 0) {
        return value_wrong(r, place, object, "one of 'namespace', 'connect', 'user' and 'request'");
    }
    if (kind == CONDITION_SUCCEEDED_BEFORE || kind == CONDITION_DURATION ||
        kind == CONDITION_COMPUTER_IS) {
        return json_object_size(object) > 0 ? STATUS_OK
                                            : value_wrong(r, place, object, "at least one key");
    }
    return STATUS_OK;
}

static bool has_key(enum condition_kind kind, const char *key)
{
    for (size_t i = 0; i < kind_keys[kind].count; i++) {
        if (strcmp(kind_keys[kind].keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

/* "class" and "namespace" mean another thing in conditions about computers. */
static bool is_meant(const struct detail_key *key, enum condition_kind kind)
{
    const bool is_fit = key->read == read_fit;
    const bool is_shared = strcmp(key->key, "class") == 0 || strcmp(key->key, "namespace") == 0;
    return has_key(kind, key->key) && (!is_shared || is_fit == (kind == CONDITION_COMPUTER_IS));
}

static enum status read_key(struct value_reader *r, const struct place *place, json_t *object,
                            const struct detail_key *key, const struct target *t,
                            enum status status)
{
    json_t *value = json_object_get(object, key->key);
    if (!value || !is_meant(key, t->kind) || !value_goes_on(r, status)) {
        return status;
    }
    struct place at = {.up = place, .key = key->key};
    return value_worse(status, key->read(r, &at, value, t));
}

enum status rule_file_details(struct value_reader *r, const struct place *place, json_t *object,
                              enum condition_kind kind, struct condition *out)
{
    if (!json_is_object(object)) {
        return value_wrong(r, place, object, "an object");
    }
    struct condition_details *d = arena_alloc(r->arena, sizeof(*d));
    *d = defaults(kind);
    *out = (struct condition){.kind = kind, .details = d};
    const char *const *keys = kind_keys[kind].keys;
    size_t count = kind_keys[kind].count;
    enum status status = value_check_keys(r, place, object, keys, count, kind_keys[kind].required);
    struct target target = {kind, d};
    for (size_t i = 0; i < COUNT_OF(detail_keys); i++) {
        status = read_key(r, place, object, &detail_keys[i], &target, status);
    }
    if (status == STATUS_OK) {
        status = check_details(r, place, object, kind, d);
    }
    return status;
}
