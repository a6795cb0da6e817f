/* When a process id belonged to which program, so that a reused id gives no wrong name. */
#include "rules/computers/processes.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "parsers/event/event_ids.h"

enum { PROCESSES_ARENA_CHUNK = 16384 };

/* How much is known about the beginning of a process. */
enum process_knowledge {
    PROCESS_STARTED,       /* `first` is its creation */
    PROCESS_SEEN,          /* alive at `first` and at `last` */
    PROCESS_STARTED_LOCAL, /* `first` is its creation in an unknown time zone */
    PROCESS_TIMELESS,      /* from a list without times */
};

struct process {
    uint64_t key; /* number of the host and process id */
    enum process_knowledge knowledge;
    bool is_listed;      /* of a process list */
    int64_t first, last; /* ticks */
    struct view name, source;
    struct process *newer, *older;   /* of the same process id, in order of arrival */
    struct process *before, *behind; /* of all events */
};

static void list_lessons(struct id_bits *ids);

void processes_init(struct processes *set, struct computers *computers, size_t max)
{
    *set = (struct processes){.computers = computers, .max = max != 0 ? max : PROCESSES_MAX};
    intern_init(&set->names, PROCESSES_MAX_TEXT);
    map_init(&set->ids);
    arena_init(&set->arena, PROCESSES_ARENA_CHUNK);
    list_lessons(&set->lessons);
}

void processes_release(struct processes *set)
{
    map_release(&set->ids);
    intern_release(&set->names);
    arena_release(&set->arena);
    *set = (struct processes){0};
}

size_t processes_bytes(const struct processes *set)
{
    return intern_bytes(&set->names) + map_bytes(&set->ids) + set->arena.total;
}

/* --- computers and ids ----------------------------------------------------------------------- */

/* The computer by the number of its host, for machines get a domain, or another, while they run;
 * but not by that of the machine: who renames one restarts it, and its process ids begin anew. */
static uint64_t make_key(const struct computer *computer, uint32_t process_id)
{
    return ((uint64_t)computer->host + 1) << 32 | process_id;
}

/* Of process lists that do not say whose they are. */
static uint64_t make_key_anywhere(uint32_t process_id)
{
    return process_id;
}

static struct process *latest_of(const struct processes *set, uint64_t key)
{
    return map_get(&set->ids, VIEW_BYTES(key));
}

/* Of logs that do not name the computer, as traces do not. */
static uint64_t make_key_unnamed(uint32_t process_id)
{
    return (uint64_t)UINT32_MAX << 32 | process_id;
}

/* --- keeping --------------------------------------------------------------------------------- */

static void unlink_from_all(struct processes *set, struct process *p)
{
    if (p->before) {
        p->before->behind = p->behind;
    } else {
        set->oldest = p->behind;
    }
    if (p->behind) {
        p->behind->before = p->before;
    } else {
        set->latest = p->before;
    }
    set->count--;
}

static void drop(struct processes *set, struct process *p)
{
    if (p->newer) {
        p->newer->older = p->older;
    } else if (p->older) {
        map_set(&set->ids, VIEW_BYTES(p->older->key), p->older);
    } else {
        map_remove(&set->ids, VIEW_BYTES(p->key));
    }
    if (p->older) {
        p->older->newer = p->newer;
    }
    if (!p->is_listed) {
        unlink_from_all(set, p);
    }
    p->older = set->free;
    set->free = p;
    set->dropped++;
}

static void make_room(struct processes *set, uint64_t key)
{
    size_t uses = 0;
    for (struct process *p = latest_of(set, key); p; p = p->older) {
        if (++uses == PROCESSES_PER_ID) {
            drop(set, p);
            break;
        }
    }
    const bool is_crowded = !set->free && account_pool_is_crowded(set->pool);
    const bool is_full = set->count >= set->max || is_crowded;
    if (is_full && set->oldest) {
        drop(set, set->oldest);
    }
}

/* Adds one use of a process id as the latest to arrive. */
static void add(struct processes *set, const struct process *new)
{
    make_room(set, new->key);
    struct process *p = set->free;
    if (p) {
        set->free = p->older;
    } else {
        p = arena_alloc(&set->arena, sizeof(*p));
    }
    *p = *new;
    p->newer = NULL;
    p->older = latest_of(set, p->key);
    if (p->older) {
        p->older->newer = p;
    }
    map_set(&set->ids, VIEW_BYTES(p->key), p);
    p->behind = NULL;
    p->before = NULL;
    if (p->is_listed) {
        return;
    }
    p->before = set->latest;
    if (set->latest) {
        set->latest->behind = p;
    } else {
        set->oldest = p;
    }
    set->latest = p;
    set->count++;
}

static bool keep_name(struct processes *set, struct view path, struct view *name)
{
    struct view part = view_slice(view_behind_last(view_trim(path), "\\/"), 0, PROCESSES_MAX_NAME);
    /* 4688 and Sysmon write a lone dash for what they do not know. */
    if (view_is_empty(part) || view_equal(part, VIEW("-"))) {
        return false;
    }
    size_t refused = set->names.refused;
    set->names.max_bytes =
        account_pool_is_crowded(set->pool) ? set->names.bytes : PROCESSES_MAX_TEXT;
    struct view kept = intern_text(&set->names, part);
    if (set->names.refused != refused) {
        set->dropped++;
        return false;
    }
    *name = kept;
    return true;
}

void processes_add_known(struct processes *set, const struct process_entry *known)
{
    struct process new = {.is_listed = true, .first = known->start, .last = known->start};
    if (known->process_id == 0 || !keep_name(set, known->name, &new.name)) {
        return;
    }
    new.key = make_key_anywhere(known->process_id);
    if (!view_is_empty(known->computer)) {
        const struct computer *computer = computers_get(set->computers, known->computer);
        if (computer->is_over_limit) {
            set->dropped++;
            return;
        }
        new.key = make_key(computer, known->process_id);
    }
    new.source = VIEW(PROCESSES_OF_LIST);
    if (known->start == WINTIME_NONE) {
        new.knowledge = PROCESS_TIMELESS;
    } else {
        new.knowledge = known->is_start_local ? PROCESS_STARTED_LOCAL : PROCESS_STARTED;
    }
    if (new.knowledge != PROCESS_STARTED) {
        new.source = VIEW(PROCESSES_OF_LIST ", start not checked");
    }
    const struct process *latest = latest_of(set, new.key);
    const bool is_again = latest && latest->is_listed && latest->knowledge == new.knowledge &&
                          latest->first == new.first &&view_equal(latest->name, new.name);
    if (is_again) {
        return; /* it stands in several lists */
    }
    add(set, &new);
}

/* --- events ---------------------------------------------------------------------------------- */

/* What an event says about a process. */
struct sighting {
    uint64_t process_id;
    struct view name, source;
    int64_t time;
    bool is_start;
};

static void learn(struct processes *set, struct view computer, const struct sighting *s)
{
    struct process new = {.knowledge = s->is_start ? PROCESS_STARTED : PROCESS_SEEN,
                          .first = s->time,
                          .last = s->time,
                          .source = s->source};
    if (s->process_id == 0 || s->process_id > UINT32_MAX || s->time == WINTIME_NONE ||
        !keep_name(set, s->name, &new.name)) {
        return;
    }
    new.key = make_key_unnamed((uint32_t)s->process_id);
    if (!view_is_empty(computer)) {
        const struct computer *where = computers_get(set->computers, computer);
        if (where->is_over_limit) {
            set->dropped++;
            return;
        }
        new.key = make_key(where, (uint32_t)s->process_id);
    }
    struct process *known = latest_of(set, new.key);
    bool is_again = known && known->knowledge == new.knowledge &&
                    !known->is_listed &&view_equal_nocase(known->name, new.name) &&
                    new.first >= known->last;
    if (is_again && (!s->is_start || new.first == known->first)) {
        known->last = new.first;
        return;
    }
    add(set, &new);
}

/* The datum of that name, else the one at that position when nothing has a name. */
static struct view datum(const struct event *e, struct view name, size_t position)
{
    struct view value = event_datum_named(e, name);
    if (!value.data && position < e->data_count && view_is_empty(e->data[position].name)) {
        value = e->data[position].value;
    }
    return view_trim(value);
}

static void security_4688(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .is_start = true, .source = VIEW("Security 4688")};
    if (view_number(datum(e, VIEW("NewProcessId"), 4), &s.process_id)) {
        s.name = datum(e, VIEW("NewProcessName"), 5);
        learn(set, e->computer, &s);
    }
}

static void sysmon_1(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .is_start = true, .source = VIEW("Sysmon 1")};
    int64_t created;
    if (!view_number(view_trim(event_datum_named(e, VIEW("ProcessId"))), &s.process_id)) {
        return;
    }
    if (wintime_parse(view_trim(event_datum_named(e, VIEW("UtcTime"))), &created)) {
        s.time = created;
    }
    s.name = event_datum_named(e, VIEW("Image"));
    learn(set, e->computer, &s);
}

/* The process id is hexadecimal without 0x. */
static bool read_hex(struct view text, uint64_t *number)
{
    char digits[sizeof("0x") + 16] = "0x";
    if (text.len == 0 || text.len > 16) {
        return false;
    }
    memcpy(digits + 2, text.data, text.len);
    return view_number((struct view){digits, text.len + 2}, number);
}

static void dcom_10028(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .source = VIEW("DistributedCOM 10028")};
    if (read_hex(datum(e, VIEW("param2"), 1), &s.process_id)) {
        s.name = datum(e, VIEW("param3"), 2);
        learn(set, e->computer, &s);
    }
}

static void wmi_5857(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .source = VIEW("WMI-Activity 5857")};
    if (event_number(e, EVENT_FIELD_HOST_PROCESS_ID, &s.process_id)) {
        s.name = event_text(e, EVENT_FIELD_HOST_PROCESS);
        learn(set, e->computer, &s);
    }
}

/* The program of a command line: what is quoted, else all before the first blank. */
static struct view first_word(struct view line)
{
    struct view head, tail;
    line = view_trim(line);
    if (view_starts(line, VIEW("\""))) {
        line = view_from(line, 1);
        return view_cut(line, VIEW("\""), &head, &tail) ? head : line;
    }
    return view_cut(line, VIEW(" "), &head, &tail) ? head : line;
}

static void trace_23(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .is_start = true, .source = VIEW("Trace 23")};
    uint64_t created;
    if (!event_number(e, EVENT_FIELD_CREATED_PROCESS_ID, &s.process_id)) {
        return;
    }
    if (event_number(e, EVENT_FIELD_CREATED_PROCESS_CREATED, &created) && created > 0 &&
        created <= INT64_MAX) {
        s.time = (int64_t)created;
    }
    s.name = first_word(event_text(e, EVENT_FIELD_COMMAND_LINE));
    learn(set, e->computer, &s);
}

/* Process events of a trace: what starts, ends, or runs already. */
static void kernel_process(struct processes *set, const struct event *e)
{
    struct sighting s = {.time = e->time, .source = VIEW("kernel trace")};
    int64_t created;
    if (!view_number(event_datum_named(e, VIEW("ProcessID")), &s.process_id)) {
        return;
    }
    if (wintime_parse(event_datum_named(e, VIEW("CreateTime")), &created)) {
        s.time = created;
        s.is_start = true;
    } else {
        s.is_start = e->id == EVENT_ID_KERNEL_PROCESS_START;
    }
    s.name = event_datum_named(e, VIEW("ImageName"));
    learn(set, e->computer, &s);
}

static const struct {
    uint16_t event_id;
    bool is_wmi_activity;
    struct view providers[2];
    void (*learn)(struct processes *set, const struct event *e);
} lessons[] = {
    {EVENT_ID_PROVIDER_LOAD, true, {{NULL, 0}}, wmi_5857},
    {EVENT_ID_CREATED_PROCESS, true, {{NULL, 0}}, trace_23},
    {4688, false, {{"Microsoft-Windows-Security-Auditing", 35}}, security_4688},
    {1, false, {{"Microsoft-Windows-Sysmon", 24}}, sysmon_1},
    {10028, false, {{"Microsoft-Windows-DistributedCOM", 32}, {"DCOM", 4}}, dcom_10028},
    {1, false, {{"Microsoft-Windows-Kernel-Process", 32}, {"Windows kernel", 14}}, kernel_process},
    {2, false, {{"Microsoft-Windows-Kernel-Process", 32}, {"Windows kernel", 14}}, kernel_process},
    {3, false, {{"Windows kernel", 14}}, kernel_process},
    {4, false, {{"Windows kernel", 14}}, kernel_process},
    {15, false, {{"Microsoft-Windows-Kernel-Process", 32}}, kernel_process},
};

static void list_lessons(struct id_bits *ids)
{
    for (size_t i = 0; i < COUNT_OF(lessons); i++) {
        id_bits_add(ids, lessons[i].event_id);
    }
}

void processes_event(struct processes *set, const struct event *event)
{
    if (!id_bits_may_have(&set->lessons, event->id)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(lessons); i++) {
        if (lessons[i].event_id != event->id ||
            lessons[i].is_wmi_activity != event->is_wmi_activity) {
            continue;
        }
        if (event->is_wmi_activity || view_equal_nocase(event->provider, lessons[i].providers[0]) ||
            (lessons[i].providers[1].len > 0 &&
             view_equal_nocase(event->provider, lessons[i].providers[1]))) {
            lessons[i].learn(set, event);
        }
    }
}

/* --- asking ---------------------------------------------------------------------------------- */

static int64_t distance(int64_t a, int64_t b)
{
    return a < b ? wintime_between(a, b) : wintime_between(b, a);
}

static bool is_near(int64_t a, int64_t b)
{
    return distance(a, b) <= (int64_t)PROCESSES_NEAR_MS * WINTIME_TICKS_PER_MS;
}

static bool is_between(int64_t time, int64_t from, int64_t to)
{
    return (time >= from || is_near(time, from)) && (to == WINTIME_NONE || time <= to);
}

/* How well a use answers: 0 = not at all. */
enum { ANSWER_NONE, ANSWER_TIMELESS, ANSWER_LOCAL, ANSWER_BEFORE, ANSWER_SEEN, ANSWER_CREATION };

static int answer_by_list(const struct process *p, const struct process_question *q)
{
    int64_t zone = (int64_t)PROCESSES_ZONE_HOURS * 3600 * WINTIME_TICKS_PER_SECOND;
    int64_t moment = q->created != WINTIME_NONE ? q->created : q->time;
    if (p->knowledge == PROCESS_TIMELESS) {
        return ANSWER_TIMELESS;
    }
    bool is_too_late = moment == WINTIME_NONE || wintime_between(moment, p->first) > zone;
    bool is_too_early = q->created != WINTIME_NONE && wintime_between(p->first, q->created) > zone;
    return is_too_late || is_too_early ? ANSWER_NONE : ANSWER_LOCAL;
}

static int answer_of(const struct process *p, const struct process_question *q)
{
    if (p->knowledge == PROCESS_TIMELESS || p->knowledge == PROCESS_STARTED_LOCAL) {
        return answer_by_list(p, q);
    }
    if (q->created == WINTIME_NONE) {
        return q->time != WINTIME_NONE && p->first <= q->time ? ANSWER_BEFORE : ANSWER_NONE;
    }
    if (p->knowledge == PROCESS_STARTED) {
        return is_near(p->first, q->created) ? ANSWER_CREATION : ANSWER_NONE;
    }
    bool is_seen =
        is_between(p->first, q->created, q->time) || is_between(p->last, q->created, q->time);
    return is_seen ? ANSWER_SEEN : ANSWER_NONE;
}

/* Of two answers that are equally good the later counts; a use that was seen again is as late as
 * that. */
static int64_t moment_of(const struct process *p, int64_t time)
{
    return p->last != WINTIME_NONE && (time == WINTIME_NONE || p->last <= time) ? p->last
                                                                                : p->first;
}

static const struct process *best_of(const struct processes *set, uint64_t key,
                                     const struct process_question *q)
{
    const struct process *best = NULL;
    int best_answer = ANSWER_NONE;
    for (const struct process *p = latest_of(set, key); p; p = p->older) {
        int answer = answer_of(p, q);
        bool is_later =
            answer == best_answer && best && moment_of(p, q->time) > moment_of(best, q->time);
        if (answer > best_answer || (answer != ANSWER_NONE && is_later)) {
            best = p;
            best_answer = answer;
        }
    }
    return best;
}

bool processes_find(const struct processes *set, const struct process_question *q,
                    struct view *name, struct view *source)
{
    const struct process *own = NULL, *listed = NULL;
    const struct computer *computer = computers_find_host(set->computers, q->computer);
    if (q->process_id == 0) {
        return false;
    }
    if (view_is_empty(q->computer)) {
        own = best_of(set, make_key_unnamed(q->process_id), q);
    } else if (computer) {
        own = best_of(set, make_key(computer, q->process_id), q);
    }
    if (q->is_any_allowed) {
        listed = best_of(set, make_key_anywhere(q->process_id), q);
    }
    const struct process *best = own;
    if (listed && (!own || answer_of(listed, q) > answer_of(own, q) ||
                   (answer_of(listed, q) == answer_of(own, q) &&
                    moment_of(listed, q->time) > moment_of(own, q->time)))) {
        best = listed;
    }
    if (!best) {
        return false;
    }
    *name = best->name;
    *source = best->source;
    return true;
}
