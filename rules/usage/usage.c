/* Adding up operations by who asked, for what, and who answered. */
#include "rules/usage/usage.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/map.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "rules/usage/keys.h"
#include "rules/usage/polls.h"
#include "rules/usage/watched.h"

enum { STEP_TICKS = 1000 /* 0.1 ms */ };

static const char *const axis_table[] = {"requests",   "clients", "users",     "machines",
                                         "namespaces", "classes", "providers", "hosts"};
const struct names usage_axis_names = NAMES_OF("a way to count operations", axis_table);

struct axis {
    struct map map;
    struct usage_row **rows;
    size_t count, cap;
    struct usage_row *rest;
};

struct usage {
    struct arena arena;
    struct buffer key; /* of what is looked up */
    struct axis axes[USAGE_AXIS_COUNT];
    struct slowest slowest;
    struct usage_start starts[USAGE_MAX_STARTS];
    size_t start_count;
    uint64_t more_starts;
    struct polls polls;
    struct watched watched;
};

struct usage *usage_new(void)
{
    struct usage *u = memory_new(1, sizeof(*u));
    arena_init(&u->arena, 0);
    buffer_init(&u->key, BUFFER_NO_MAX);
    polls_init(&u->polls);
    watched_init(&u->watched);
    slowest_init(&u->slowest, USAGE_MAX_SLOW, USAGE_MAX_TEXT);
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        map_init(&u->axes[i].map);
    }
    return u;
}

void usage_free(struct usage *u)
{
    if (!u) {
        return;
    }
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        map_release(&u->axes[i].map);
        free(u->axes[i].rows);
    }
    slowest_release(&u->slowest);
    polls_release(&u->polls);
    watched_release(&u->watched);
    buffer_release(&u->key);
    arena_release(&u->arena);
    free(u);
}

int64_t usage_percentile(const struct usage_row *row, unsigned percent)
{
    const uint64_t wanted = (row->timed * percent + 99) / 100;
    uint64_t seen = 0;
    for (size_t i = 0; i < STEPS_COUNT && wanted < row->timed; i++) {
        seen += row->steps[i];
        if (seen >= wanted && seen > 0) {
            const int64_t middle = steps_middle(i, STEP_TICKS);
            return middle < row->max ? middle : row->max;
        }
    }
    return row->max; /* the longest one is the one that is asked for */
}

static int64_t duration_of(const struct usage_operation *op)
{
    const bool is_known = op->start != WINTIME_NONE && op->end != WINTIME_NONE;
    return is_known && op->end >= op->start ? op->end - op->start : -1;
}

static void count(struct usage_row *row, const struct usage_operation *op)
{
    const int64_t duration = duration_of(op);
    row->count++;
    row->failures += op->is_failure;
    if (op->operation.type == OPERATION_TYPE_CONNECT) {
        row->connects++;
        row->failed_connects += op->is_failure;
    }
    if (duration < 0) {
        return;
    }
    row->timed++;
    row->total = duration < INT64_MAX - row->total ? row->total + duration : INT64_MAX;
    row->max = duration > row->max ? duration : row->max;
    const size_t step = steps_of((uint64_t)duration / STEP_TICKS);
    row->steps[step] += row->steps[step] < UINT32_MAX;
}

static struct view keep(struct usage *u, struct view text)
{
    return arena_copy(&u->arena, view_slice(text, 0, USAGE_MAX_TEXT));
}

static struct view keep_name(struct usage *u, struct view name)
{
    return arena_copy(&u->arena, view_slice(name, 0, USAGE_MAX_NAME));
}

static struct failure_client keep_client(struct usage *u, const struct failure_client *client)
{
    struct failure_client kept = *client;
    failure_copy_client(&u->arena, &kept, USAGE_MAX_NAME);
    return kept;
}

static struct usage_row *add_row(struct usage *u, struct axis *axis)
{
    axis->rows = memory_grow(axis->rows, axis->count, &axis->cap, sizeof(struct usage_row *));
    struct usage_row *row = arena_alloc(&u->arena, sizeof(*row));
    *row = (struct usage_row){.is_rest = axis->count == USAGE_MAX_ROWS};
    axis->rows[axis->count++] = row;
    return row;
}

/* The row of a key, or a new one: *is_new. Over the limit all are in one row. */
static struct usage_row *find_row(struct usage *u, enum usage_axis which, struct view key,
                                  bool *is_new)
{
    struct axis *axis = &u->axes[which];
    struct usage_row *row = map_get(&axis->map, key);
    *is_new = false;
    if (!row && axis->count < USAGE_MAX_ROWS) {
        row = add_row(u, axis);
        map_set(&axis->map, arena_copy(&u->arena, key), row);
        *is_new = true;
    } else if (!row) {
        axis->rest = axis->rest ? axis->rest : add_row(u, axis);
        row = axis->rest;
    }
    return row;
}

/* Names are the same without case; of them the first spelling is shown. */
static void count_name(struct usage *u, enum usage_axis axis, struct view name,
                       const struct usage_operation *op)
{
    char folded[USAGE_MAX_NAME];
    bool is_new;
    name = view_slice(name, 0, sizeof(folded));
    for (size_t i = 0; i < name.len; i++) {
        folded[i] = ascii_fold(name.data[i]);
    }
    struct usage_row *row = find_row(u, axis, (struct view){folded, name.len}, &is_new);
    if (is_new && name.len > 0) {
        row->name = keep_name(u, name);
    }
    count(row, op);
}

static void set_client(struct usage *u, struct usage_row *row, const struct usage_operation *op)
{
    row->client = keep_client(u, op->client);
    row->computer = keep_name(u, op->computer);
}

static void count_client(struct usage *u, const struct usage_operation *op)
{
    bool is_new;
    buffer_clear(&u->key);
    usage_key_client(&u->key, op);
    struct usage_row *row = find_row(u, USAGE_CLIENTS, buffer_view(&u->key), &is_new);
    if (is_new) {
        set_client(u, row, op);
        row->name = row->client.process_name;
    }
    count(row, op);
}

static void set_request(struct usage *u, struct usage_row *row, const struct usage_operation *op,
                        struct view name_space)
{
    struct usage_request *request = arena_alloc(&u->arena, sizeof(*request));
    *request = (struct usage_request){
        .operation = {.type = op->operation.type,
                      .verb = keep_name(u, op->operation.verb),
                      .class_name = keep_name(u, op->operation.class_name),
                      .method = keep_name(u, op->operation.method)},
        .name_space = keep_name(u, name_space),
        .provider = op->provider ? keep_name(u, op->provider->name) : VIEW_NONE,
        .has_host = op->provider && op->provider->has_host,
        .host_process_id = op->provider ? op->provider->host_process_id : 0};
    set_client(u, row, op);
    row->name = request->operation.class_name;
    row->request = request;
}

/* Together are those of one client for one class or method of one namespace, to which one provider
 * in one host answers. */
static void count_request(struct usage *u, const struct usage_operation *op, struct view name_space)
{
    const struct failure_provider *provider = op->provider;
    bool is_new;
    buffer_clear(&u->key);
    usage_key_client(&u->key, op);
    usage_key_name(&u->key, op->operation.verb);
    usage_key_name(&u->key, name_space);
    usage_key_name(&u->key, op->operation.class_name);
    usage_key_name(&u->key, op->operation.method);
    if (provider) {
        usage_key_name(&u->key, provider->name);
        buffer_format(&u->key, "%d %u", provider->has_host, provider->host_process_id);
    }
    struct usage_row *row = find_row(u, USAGE_REQUESTS, buffer_view(&u->key), &is_new);
    if (is_new) {
        set_request(u, row, op, name_space);
    }
    count(row, op);
}

static void note_held(struct usage *u, struct usage_held *held, struct view name)
{
    size_t i = 0;
    name = view_slice(name, 0, USAGE_MAX_NAME);
    while (i < held->count && !view_equal_nocase(held->names[i], name)) {
        i++;
    }
    if (i < held->count || view_is_empty(name)) {
        return;
    }
    if (held->count == USAGE_MAX_HELD) {
        held->has_more = true;
    } else {
        held->names[held->count++] = keep_name(u, name);
    }
}

static void count_host(struct usage *u, const struct usage_operation *op)
{
    bool is_new;
    buffer_clear(&u->key);
    buffer_format(&u->key, "%u ", op->provider->host_process_id);
    buffer_add(&u->key, view_slice(op->computer, 0, COMPUTER_NAME_MAX));
    struct usage_row *row = find_row(u, USAGE_HOSTS, buffer_view(&u->key), &is_new);
    if (is_new) {
        row->name = keep_name(u, op->provider->name);
        row->process_id = op->provider->host_process_id;
        row->first = op->start;
        row->computer = keep_name(u, op->computer);
        row->held = arena_alloc(&u->arena, sizeof(*row->held));
        *row->held = (struct usage_held){0};
    }
    if (row->held) {
        note_held(u, row->held, op->provider->name);
    }
    count(row, op);
}

static void rank(struct usage *u, const struct usage_operation *op)
{
    const int64_t duration = duration_of(op);
    if (duration >= 0) {
        slowest_add(&u->slowest, &(struct slow_operation){
                                     .start = op->start,
                                     .duration = duration,
                                     .computer = op->computer,
                                     .text = op->operation.text,
                                     .provider = op->provider ? op->provider->name : VIEW_NONE,
                                     .client = *op->client,
                                     .is_failure = op->is_failure,
                                     .result = op->result,
                                 });
    }
}

static void add_start(struct usage *u, const struct usage_operation *op)
{
    if (u->start_count == USAGE_MAX_STARTS) {
        u->more_starts++;
        return;
    }
    u->starts[u->start_count++] = (struct usage_start){.time = op->start,
                                                       .computer = keep_name(u, op->computer),
                                                       .text = keep(u, op->operation.text),
                                                       .command_line = keep(u, op->command_line),
                                                       .client = keep_client(u, op->client),
                                                       .process_id = op->created_process_id};
}

void usage_add(struct usage *u, const struct usage_operation *op)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    const struct view name_space = view_of(fingerprint_namespace(op->name_space, text));
    count_request(u, op, name_space);
    count_client(u, op);
    count_name(u, USAGE_USERS, op->client->user, op);
    count_name(u, USAGE_MACHINES, op->client->machine, op);
    count_name(u, USAGE_NAMESPACES, name_space, op);
    count_name(u, USAGE_CLASSES, op->operation.class_name, op);
    if (op->provider && !view_is_empty(op->provider->name)) {
        count_name(u, USAGE_PROVIDERS, op->provider->name, op);
    }
    if (op->provider && op->provider->has_host) {
        count_host(u, op);
    }
    if (op->has_created_process) {
        add_start(u, op);
    }
    rank(u, op);
    polls_add(&u->polls, op);
    watched_add(&u->watched, op);
}

void usage_add_open(struct usage *u, const struct usage_operation *op)
{
    watched_add(&u->watched, op);
}

static int compare_rows(const void *a, const void *b)
{
    const struct usage_row *x = *(const struct usage_row *const *)a;
    const struct usage_row *y = *(const struct usage_row *const *)b;
    if (x->is_rest != y->is_rest) {
        return x->is_rest ? 1 : -1;
    }
    if (x->total != y->total) {
        return x->total > y->total ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return view_compare(x->name, y->name);
}

/* Rows that nothing tells apart stay in order of appearance. */
static void sort_rows(struct axis *axis)
{
    for (size_t i = 1; i < axis->count; i++) {
        struct usage_row *row = axis->rows[i];
        size_t at = i;
        while (at > 0 && compare_rows(&row, &axis->rows[at - 1]) < 0) {
            axis->rows[at] = axis->rows[at - 1];
            at--;
        }
        axis->rows[at] = row;
    }
}

void usage_finish(struct usage *u)
{
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        sort_rows(&u->axes[i]);
    }
    polls_finish(&u->polls);
    watched_finish(&u->watched);
}

const struct usage_row *const *usage_rows(const struct usage *u, enum usage_axis axis,
                                          size_t *count_out)
{
    *count_out = u->axes[axis].count;
    return (const struct usage_row *const *)u->axes[axis].rows;
}

const struct slow_operation *usage_slowest(const struct usage *u, size_t *count_out)
{
    *count_out = u->slowest.count;
    return u->slowest.items;
}

const struct usage_poll *const *usage_polls(const struct usage *u, size_t *count_out,
                                            uint64_t *more)
{
    *count_out = u->polls.regular;
    *more = u->polls.more;
    return (const struct usage_poll *const *)u->polls.items;
}

const struct usage_subscription *const *usage_subscriptions(const struct usage *u,
                                                            size_t *count_out, uint64_t *more)
{
    *count_out = u->watched.count;
    *more = u->watched.more;
    return (const struct usage_subscription *const *)u->watched.items;
}

const struct usage_start *usage_starts(const struct usage *u, size_t *count_out, uint64_t *more)
{
    *count_out = u->start_count;
    *more = u->more_starts;
    return u->starts;
}
