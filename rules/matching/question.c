/* Knows when conditions over the surroundings of a failure hold. Every search is bounded: by a
 * binary search for the window, and by SURROUNDINGS_MAX_SCAN within it. */
#include "rules/matching/question.h"

#include "parsers/base/count.h"
#include "rules/computers/systems.h"
#include "rules/matching/distinct.h"
#include "rules/matching/fits.h"
#include "rules/matching/known_facts.h"
#include "rules/matching/near_event.h"

/* The target's own log tells more of a refusal than the client's, where it is in the input. */
static const struct computer *target_of(const struct question *q)
{
    const struct failure *f = q->f;
    if (f->viewpoint != VIEWPOINT_CLIENT || !failure_is_elsewhere(f, f->operation.target_host)) {
        return NULL;
    }
    return surroundings_computer(q->around, f->operation.target_host);
}

static void get_ready(struct question *q)
{
    const struct failure *f = q->f;
    if (q->is_ready) {
        return;
    }
    q->is_ready = true;
    if (!q->around || f->time == WINTIME_NONE) {
        return;
    }
    q->computer = surroundings_computer(q->around, f->computer);
    q->target = target_of(q);
    q->marks = f->marks.is_set ? f->marks : marks_of(f);
}

/* The computer that conditions about computers and successes speak of: the one that was asked. NULL
 * when the log does not tell of it. */
static const struct computer *asked_computer(const struct question *q)
{
    const struct failure *f = q->f;
    const bool is_elsewhere =
        f->viewpoint == VIEWPOINT_CLIENT && failure_is_elsewhere(f, f->operation.target_host);
    return is_elsewhere ? q->target : q->computer;
}

/* [from, to] around the failure; a look forward ends at RULE_MAX_AFTER. */
struct span {
    int64_t from, to;
};

static struct span span_around(int64_t time, int64_t before, int64_t after)
{
    int64_t most = (int64_t)RULE_MAX_AFTER * WINTIME_TICKS_PER_SECOND;
    after = after < most ? after : most;
    return (struct span){
        .from = time < INT64_MIN + before ? INT64_MIN : time - before,
        .to = time > INT64_MAX - 1 - after ? INT64_MAX - 1 : time + after,
    };
}

static void add_record(struct match_evidence *found, const struct evidence *record)
{
    if (found && found->record_count < CAUSE_MAX_EVIDENCE) {
        found->records[found->record_count++] = *record;
    }
}

static void add_count(struct match_evidence *found, uint64_t count, int64_t window)
{
    if (found && found->count == 0) {
        found->count = count;
        found->window = window;
    }
}

/* --- events of other logs -------------------------------------------------------------------- */

/* The nearer of `best` and what a computer's log has of it; the first of two that are as near. */
static const struct surroundings_event *nearest_of(const struct question *q,
                                                   const struct condition_details *d,
                                                   const struct computer *computer, struct span w,
                                                   const struct surroundings_event *best)
{
    uint32_t number = surroundings_question(q->around, d);
    for (size_t i = 0; i < d->event_id_count && computer && number != WANTED_NONE; i++) {
        const struct series *series =
            surroundings_series(q->around, computer, SURROUNDINGS_EVENTS, number + i);
        const struct surroundings_event *event =
            series ? near_event_nearest(d, series, w.from, w.to, q->f) : NULL;
        bool is_nearer = event && (!best || near_event_distance(event->time, q->f->time) <
                                                near_event_distance(best->time, q->f->time));
        best = is_nearer ? event : best;
    }
    return best;
}

/* Whether enough values of the datum stand in the events that fit, of either log. */
static bool has_different(const struct question *q, const struct condition_details *d,
                          struct span w, struct match_evidence *found)
{
    const struct computer *computers[] = {d->is_of_target ? NULL : q->computer, q->target};
    uint32_t number = surroundings_question(q->around, d);
    struct distinct set = {.count = 0};
    for (size_t i = 0; i < 2 * d->event_id_count && number != WANTED_NONE; i++) {
        const struct computer *computer = computers[i % 2];
        const struct series *series =
            computer ? surroundings_series(q->around, computer, SURROUNDINGS_EVENTS, number + i / 2)
                     : NULL;
        /* Mostly there are few, and none has to be looked at. */
        uint64_t marked;
        bool may_be = series && (d->event_id_count > 1 ||
                                 series_count(series, w.from, w.to, &marked) >= d->at_least);
        if (may_be) {
            near_event_add_different(d, series, w.from, w.to, q->f, &set);
        }
    }
    add_count(found, set.count, d->within);
    return set.count >= d->at_least;
}

static bool near_answer(const struct question *q, const struct condition_details *d,
                        struct match_evidence *found)
{
    if (!near_event_can_be_same(d, q->f)) {
        return false;
    }
    struct span w = span_around(q->f->time, d->order == NEAR_AFTER ? 0 : d->within,
                                d->order == NEAR_BEFORE ? 0 : d->within);
    if (d->at_least > 0 && !has_different(q, d, w, found)) {
        return false;
    }
    const struct surroundings_event *best =
        d->is_of_target ? NULL : nearest_of(q, d, q->computer, w, NULL);
    best = nearest_of(q, d, q->target, w, best);
    if (best) {
        if (!near_event_is_own(
                q->f, &best->evidence)) { /* a failure may be known from that event alone */
            add_record(found, &best->evidence);
        }
        if (found && !found->near) {
            found->near = best;
        }
    }
    return best;
}

/* --- other failures -------------------------------------------------------------------------- */

/* A condition that lists none asks for any. */
static bool is_asked_for_by(const uint32_t *numbers, size_t count, uint32_t number)
{
    return count == 0 || condition_lists(numbers, count, number);
}

static bool is_asked_for(const struct condition_details *d,
                         const struct surroundings_failure *other)
{
    return is_asked_for_by(d->codes, d->code_count, other->code) &&
           is_asked_for_by(d->families, d->family_count, (uint32_t)other->family) &&
           is_asked_for_by(d->phases, d->phase_count, (uint32_t)other->phase);
}

static bool is_alike(const struct question *q, unsigned same,
                     const struct surroundings_failure *other)
{
    const struct {
        enum same same;
        uint64_t mine, others;
    } pairs[] = {
        {SAME_NAMESPACE, q->marks.name_space, other->marks.name_space},
        {SAME_CLIENT, q->marks.client, other->marks.client},
        {SAME_CLASS, q->marks.class_name, other->marks.class_name},
        {SAME_USER, q->marks.user, other->marks.user},
        {SAME_CLIENT_MACHINE, q->marks.machine, other->marks.machine},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        bool is_asked = (same & 1U << pairs[i].same) != 0;
        if (is_asked && (pairs[i].mine == 0 || pairs[i].mine != pairs[i].others)) {
            return false;
        }
    }
    return true;
}

/* The series that hold the failures which a condition asks about. */
struct lookup {
    enum surroundings_what what;
    const uint32_t *values;
    size_t count;
};

static struct lookup lookup_for(const struct condition_details *d)
{
    static const uint32_t all[] = {0};
    if (d->code_count > 0) {
        return (struct lookup){SURROUNDINGS_CODE, d->codes, d->code_count};
    }
    if (d->family_count > 0) {
        return (struct lookup){SURROUNDINGS_FAMILY, d->families, d->family_count};
    }
    return (struct lookup){SURROUNDINGS_ALL, all, 1};
}

/* Failures so far: both logs may tell of one, so the larger count of the two is how many. */
struct tally {
    uint32_t sides[2];
    size_t steps;
};

static uint32_t tally_count(const struct tally *t)
{
    return t->sides[0] > t->sides[1] ? t->sides[0] : t->sides[1];
}

static void count_neighbours(const struct question *q, const struct condition_details *d,
                             bool is_before, const struct series *series, struct tally *t,
                             struct match_evidence *found)
{
    struct span w = span_around(q->f->time, is_before ? d->within : 0, is_before ? 0 : d->within);
    size_t i = is_before ? series_find(series, w.to + 1) : series_find(series, w.from);
    while (t->steps < SURROUNDINGS_MAX_SCAN && tally_count(t) < d->at_least) {
        if (is_before ? i == 0 : i == series->count) {
            return;
        }
        size_t position = is_before ? --i : i++;
        const struct surroundings_failure *other = surroundings_failure_at(series, position);
        if (other->time < w.from || other->time > w.to) {
            return;
        }
        t->steps++;
        if (near_event_is_own(q->f, &other->evidence) ||
            (d->not_same_code && other->code == q->f->result) || !is_asked_for(d, other) ||
            !is_alike(q, d->same, other)) {
            continue;
        }
        t->sides[other->side]++;
        add_record(found, &other->evidence);
    }
}

static bool neighbours_answer(const struct question *q, const struct condition_details *d,
                              bool is_before, struct match_evidence *found)
{
    struct lookup look = lookup_for(d);
    struct tally t = {.steps = 0};
    for (size_t i = 0; i < look.count && tally_count(&t) < d->at_least; i++) {
        const struct series *series =
            surroundings_series(q->around, q->computer, look.what, look.values[i]);
        if (series) {
            count_neighbours(q, d, is_before, series, &t, found);
        }
    }
    add_count(found, tally_count(&t), d->within);
    return tally_count(&t) >= d->at_least;
}

static bool preceded_by_answer(const struct question *q, const struct condition_details *d,
                               struct match_evidence *found)
{
    return neighbours_answer(q, d, true, found);
}

static bool followed_by_answer(const struct question *q, const struct condition_details *d,
                               struct match_evidence *found)
{
    return neighbours_answer(q, d, false, found);
}

static bool rate_answer(const struct question *q, const struct condition_details *d,
                        struct match_evidence *found)
{
    const struct series *series =
        surroundings_series(q->around, q->computer, SURROUNDINGS_ALIKE, q->marks.fingerprint);
    if (!series) {
        return false;
    }
    struct span w = span_around(q->f->time, d->within, d->within);
    uint64_t trace;
    uint64_t all = series_count(series, w.from, w.to, &trace);
    uint64_t count = trace > all - trace ? trace : all - trace;
    if (count >= d->at_least) {
        add_count(found, count, d->within);
    }
    return count >= d->at_least;
}

/* --- rhythm ---------------------------------------------------------------------------------- */

/* The last `at_least` times are equally far from each other, but for the tolerance. */
static bool periodic_answer(const struct question *q, const struct condition_details *d,
                            struct match_evidence *found)
{
    int64_t times[SURROUNDINGS_MAX_TIMES];
    size_t count = surroundings_times(q->around, q->computer, q->marks.fingerprint, times);
    if (count < d->at_least || count < 2) {
        return false;
    }
    size_t first = count - d->at_least;
    double gaps = (double)(d->at_least - 1);
    double mean = ((double)times[count - 1] - (double)times[first]) / gaps;
    for (size_t i = first + 1; i < count; i++) {
        double gap = (double)times[i] - (double)times[i - 1];
        if (gap < mean * (1 - d->tolerance) || gap > mean * (1 + d->tolerance)) {
            return false;
        }
    }
    if (found && found->interval == 0) {
        found->interval = (int64_t)mean;
        add_count(found, count, 0);
    }
    return true;
}

/* The last `at_least` lie over so long a time. */
static bool spacing_answer(const struct question *q, const struct condition_details *d,
                           struct match_evidence *found)
{
    int64_t times[SURROUNDINGS_MAX_TIMES];
    size_t count = surroundings_times(q->around, q->computer, q->marks.fingerprint, times);
    if (count < d->at_least ||
        wintime_between(times[count - d->at_least], times[count - 1]) < d->within) {
        return false;
    }
    add_count(found, d->at_least, wintime_between(times[count - d->at_least], times[count - 1]));
    return true;
}

/* The last `at_least` took as long as this one, but for two percent: no provider is so even. */
static bool same_duration_answer(const struct question *q, const struct condition_details *d,
                                 struct match_evidence *found)
{
    const struct failure *f = q->f;
    if (!f->has_duration || f->duration < d->least) {
        return false;
    }
    uint32_t durations[SURROUNDINGS_MAX_TIMES];
    size_t count = surroundings_durations(q->around, q->computer, q->marks.fingerprint, durations);
    if (count < d->at_least) {
        return false;
    }
    const int64_t margin = f->duration / 50 + SURROUNDINGS_DURATION_MARGIN * WINTIME_TICKS_PER_MS;
    for (size_t i = count - d->at_least; i < count; i++) {
        const int64_t other = (int64_t)durations[i] * WINTIME_TICKS_PER_MS;
        if (other < f->duration - margin || other > f->duration + margin) {
            return false;
        }
    }
    add_count(found, d->at_least, 0);
    return true;
}

/* --- spread ---------------------------------------------------------------------------------- */

/* Counters missing say nothing of other classes, nor the other way round. */
static bool is_by_caller(const struct question *q, enum spread_over spread,
                         const struct surroundings_failure *other)
{
    if (spread == SPREAD_CLASSES) {
        return other->marks.is_of_counters == q->marks.is_of_counters;
    }
    if (spread == SPREAD_CLASSES_OF_NAMESPACE) {
        return other->marks.name_space == q->marks.name_space;
    }
    return (q->marks.machine != 0 && other->marks.machine == q->marks.machine) ||
           (spread != SPREAD_USERS && q->marks.user != 0 && other->marks.user == q->marks.user);
}

static uint64_t spread_value(const struct failure_marks *marks, enum spread_over spread)
{
    return spread == SPREAD_NAMESPACES ? marks->name_space
           : spread == SPREAD_USERS    ? marks->user
           : spread == SPREAD_CLIENTS  ? marks->client
           : spread == SPREAD_TARGETS  ? marks->target
                                       : marks->class_name;
}

static void spread_in(const struct question *q, const struct condition_details *d,
                      const struct series *series, struct distinct *set,
                      struct match_evidence *found)
{
    struct span w = span_around(q->f->time, d->within, d->within);
    size_t i = series_find(series, w.to + 1);
    for (size_t steps = 0; i > 0 && steps < SURROUNDINGS_MAX_SCAN && set->count < d->at_least;
         steps++) {
        const struct surroundings_failure *other = surroundings_failure_at(series, --i);
        if (other->time < w.from) {
            return;
        }
        if (!is_by_caller(q, d->spread, other) || !is_asked_for(d, other)) {
            continue;
        }
        if (distinct_add(set, spread_value(&other->marks, d->spread)) &&
            !near_event_is_own(q->f, &other->evidence)) {
            add_record(found, &other->evidence);
        }
    }
}

static bool spread_answer(const struct question *q, const struct condition_details *d,
                          struct match_evidence *found)
{
    struct lookup look = lookup_for(d);
    struct distinct set = {.count = 0};
    for (size_t i = 0; i < look.count && set.count < d->at_least; i++) {
        const struct series *series =
            surroundings_series(q->around, q->computer, look.what, look.values[i]);
        if (series) {
            spread_in(q, d, series, &set, found);
        }
    }
    add_count(found, set.count, d->within);
    return set.count >= d->at_least;
}

/* --- the rest -------------------------------------------------------------------------------- */

static const enum surroundings_success successes[SUCCESS_COUNT] = {
    [SUCCESS_NAMESPACE] = SURROUNDINGS_NAMESPACE_WORKED,
    [SUCCESS_CONNECT] = SURROUNDINGS_CONNECT_WORKED,
    [SUCCESS_CLIENT_SYNC] = SURROUNDINGS_SYNC_WORKED,
    [SUCCESS_USER] = SURROUNDINGS_USER_WORKED,
    [SUCCESS_REQUEST] = SURROUNDINGS_REQUEST_WORKED,
};

/* What a success and the failure must have in common, as a mark of the failure; 0 when the failure
 * has nothing of it. */
static uint64_t success_value(const struct question *q, unsigned success)
{
    return success == SUCCESS_NAMESPACE ? q->marks.name_space
           : success == SUCCESS_USER    ? marks_both(q->marks.name_space, q->marks.user)
           : success == SUCCESS_REQUEST
               ? marks_both(marks_hash(q->f->operation.text), q->marks.user)
               : q->marks.machine;
}

static bool succeeded_before_answer(const struct question *q, const struct condition_details *d,
                                    struct match_evidence *found)
{
    const struct computer *asked = asked_computer(q);
    (void)found;
    for (unsigned i = 0; i < SUCCESS_COUNT; i++) {
        if ((d->successes & 1U << i) == 0) {
            continue;
        }
        uint64_t value = success_value(q, i);
        int64_t first = asked ? surroundings_first_success(q->around, asked, successes[i], value)
                              : WINTIME_NONE;
        if (value == 0 || first == WINTIME_NONE || first >= q->f->time) {
            return false;
        }
    }
    return true;
}

static bool succeeded_after_answer(const struct question *q, const struct condition_details *d,
                                   struct match_evidence *found)
{
    const struct computer *asked = asked_computer(q);
    struct span w = span_around(q->f->time, 0, d->within);
    (void)found;
    for (unsigned i = 0; i < SUCCESS_COUNT; i++) {
        uint64_t value = success_value(q, i);
        if ((d->successes & 1U << i) != 0 &&
            (value == 0 || !asked ||
             !surroundings_succeeded(q->around, asked, successes[i], value, w.from, w.to))) {
            return false;
        }
    }
    return true;
}

static bool duration_answer(const struct question *q, const struct condition_details *d,
                            struct match_evidence *found)
{
    const struct failure *f = q->f;
    (void)found;
    return f->has_duration && f->duration >= d->least && f->duration <= d->most &&
           (!d->is_round || failure_took_round(f));
}

/* --- the computer ---------------------------------------------------------------------------- */

/* Each release that it may be has to fit. */
static bool is_release(const struct windows_bounds *w, const struct condition_details *d)
{
    bool is_any = false;
    for (size_t i = 0; i < windows_release_count; i++) {
        const struct windows_release *release = &windows_releases[i];
        for (unsigned e = 0; e < EDITION_COUNT; e++) {
            const struct view name = view_of(release->names[e]);
            const bool is_possible = release->build >= w->from && release->build <= w->to &&
                                     name.len > 0 &&
                                     (w->edition == EDITION_UNKNOWN || w->edition == e);
            if (is_possible && !condition_has_glob(d->releases, d->release_count, name)) {
                return false;
            }
            is_any = is_any || is_possible;
        }
    }
    return is_any;
}

static bool has_role(uint32_t roles, const struct condition_details *d)
{
    for (size_t i = 0; i < role_service_count; i++) {
        if ((roles & 1U << i) != 0 &&
            condition_has_glob(d->roles, d->role_count, role_services[i].name)) {
            return true;
        }
    }
    return false;
}

static bool has_own_service(const struct question *q, const struct computer *c)
{
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    struct service_facts s;
    const struct view normal = view_of(fingerprint_namespace(q->f->name_space, name_space));
    return known_service(q->f, normal, &s) &&
           systems_has_service(surroundings_systems(q->around), c, s.name, s.display_name);
}

static bool computer_is_answer(const struct question *q, const struct condition_details *d,
                               struct match_evidence *found)
{
    struct systems *systems = surroundings_systems(q->around);
    const struct computer *c = asked_computer(q);
    if (!systems || !c) {
        return false;
    }
    const struct system_now *now = systems_now(systems, c);
    const struct windows_bounds *w = &now->windows;
    const bool is_edition = d->editions == 0 || (w->edition != EDITION_UNKNOWN &&
                                                 (d->editions & 1U << w->edition) != 0);
    if (!is_edition || w->from < d->build_from || w->to > d->build_to ||
        (d->release_count > 0 && !is_release(w, d)) ||
        (d->role_count > 0 && !has_role(now->roles, d)) ||
        (d->has_service && !has_own_service(q, c)) || !fits_hold(q->f, d, w)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(now->evidence); i++) {
        if (now->evidence[i]) {
            add_record(found, now->evidence[i]);
        }
    }
    if (found) {
        found->windows = *w;
        found->has_windows = true;
    }
    return true;
}

/* The function of each kind that has details, by its key. */
static bool (*const answers[CONDITION_COUNT])(const struct question *q,
                                              const struct condition_details *d,
                                              struct match_evidence *found) = {
#define BRANCH_ANSWER(key) NULL
#define CODES_ANSWER(key) NULL
#define NAMES_ANSWER(key) NULL
#define GLOBS_ANSWER(key) NULL
#define DETAILS_ANSWER(key) key##_answer
#define CONDITION(NAME, key, FORM, ...) [CONDITION_##NAME] = FORM##_ANSWER(key),
#include "rules/rule/conditions.def"
#undef CONDITION
};

bool question_answer(struct question *q, const struct condition *c, struct match_evidence *found)
{
    if (condition_rows[c->kind].asks == ASKS_AROUND) {
        get_ready(q);
        if (!q->computer) {
            return false;
        }
    }
    return answers[c->kind](q, c->details, found);
}
