/* Adding up operations by who asked, for what, and who answered. */
#include "rules/usage/usage.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "rules/usage/keys.h"
#include "rules/usage/polls.h"
#include "rules/usage/rows.h"
#include "rules/usage/starts.h"
#include "rules/usage/watched.h"

static const char *const axis_table[] = {"requests",   "clients", "users",     "machines",
                                         "namespaces", "classes", "providers", "hosts"};
const struct names usage_axis_names = NAMES_OF("a way to count operations", axis_table);

struct usage {
    struct arena arena;
    struct buffer key; /* of what is looked up */
    struct usage_rows axes[USAGE_AXIS_COUNT];
    struct slowest slowest;
    struct starts starts;
    struct polls polls;
    struct queries watched;
};

struct usage *usage_new(void)
{
    struct usage *u = memory_new(1, sizeof(*u));
    arena_init(&u->arena, 0);
    buffer_init(&u->key, BUFFER_NO_MAX);
    polls_init(&u->polls);
    watched_init(&u->watched);
    slowest_init(&u->slowest, USAGE_MAX_SLOW, USAGE_MAX_TEXT);
    starts_init(&u->starts);
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        usage_rows_init(&u->axes[i], &u->arena, USAGE_MAX_ROWS);
    }
    return u;
}

void usage_free(struct usage *u)
{
    if (!u) {
        return;
    }
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        usage_rows_release(&u->axes[i]);
    }
    slowest_release(&u->slowest);
    starts_release(&u->starts);
    polls_release(&u->polls);
    queries_release(&u->watched);
    buffer_release(&u->key);
    arena_release(&u->arena);
    free(u);
}

size_t usage_bytes(const struct usage *u)
{
    size_t bytes = sizeof(*u) + u->arena.total + u->key.cap + slowest_bytes(&u->slowest) +
                   starts_bytes(&u->starts) + queries_bytes(&u->polls.queries) +
                   queries_bytes(&u->watched);
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        bytes += usage_rows_bytes(&u->axes[i]);
    }
    return bytes;
}

int64_t usage_percentile(const struct usage_row *row, unsigned percent)
{
    const uint64_t wanted = (row->timed * percent + 99) / 100;
    uint64_t seen = 0;
    for (size_t i = 0; i < STEPS_COUNT && wanted < row->timed; i++) {
        seen += row->steps[i];
        if (seen >= wanted && seen > 0) {
            const int64_t middle = steps_middle(i, USAGE_STEP_TICKS);
            return middle < row->max ? middle : row->max;
        }
    }
    return row->max; /* the longest one is the one that is asked for */
}

static struct view keep_name(struct usage *u, struct view name)
{
    return usage_keep(&u->arena, name, USAGE_MAX_NAME, NULL);
}

static struct failure_client keep_client(struct usage *u, const struct failure_client *client)
{
    struct failure_client kept = *client;
    failure_copy_client(&u->arena, &kept, USAGE_MAX_NAME);
    return kept;
}

/* Names are the same without case; of them the first spelling is shown. */
static void count_name(struct usage *u, enum usage_axis axis, struct view name,
                       const struct usage_operation *op)
{
    char folded[USAGE_MAX_NAME];
    bool is_new;
    const struct view key = {folded, name.len < sizeof(folded) ? name.len : sizeof(folded)};
    for (size_t i = 0; i < key.len; i++) {
        folded[i] = ascii_fold(name.data[i]);
    }
    struct usage_row *row = usage_rows_find(&u->axes[axis], key, &is_new);
    if (is_new && name.len > 0) {
        row->name = keep_name(u, name);
    }
    usage_row_count(row, op);
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
    struct usage_row *row = usage_rows_find(&u->axes[USAGE_CLIENTS], buffer_view(&u->key), &is_new);
    if (is_new) {
        set_client(u, row, op);
        row->name = row->client.process_name;
    }
    usage_row_count(row, op);
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
    struct usage_row *row =
        usage_rows_find(&u->axes[USAGE_REQUESTS], buffer_view(&u->key), &is_new);
    if (is_new) {
        set_request(u, row, op, name_space);
    }
    usage_row_count(row, op);
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
    struct usage_row *row = usage_rows_find(&u->axes[USAGE_HOSTS], buffer_view(&u->key), &is_new);
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
    usage_row_count(row, op);
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
    usage_rank(&u->slowest, op);
    polls_add(&u->polls, op);
    watched_add(&u->watched, op);
}

void usage_add_open(struct usage *u, const struct usage_operation *op)
{
    watched_add(&u->watched, op);
}

void usage_add_start(struct usage *u, const struct landmark *landmark)
{
    starts_add(&u->starts, landmark);
}

static int compare_rows(const struct usage_row *x, const struct usage_row *y)
{
    if (x->total != y->total) {
        return x->total > y->total ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return view_compare(x->name, y->name);
}

void usage_finish(struct usage *u)
{
    for (size_t i = 0; i < USAGE_AXIS_COUNT; i++) {
        usage_rows_sort(&u->axes[i], compare_rows);
    }
    polls_finish(&u->polls);
    watched_finish(&u->watched);
}

const struct usage_row *const *usage_rows(const struct usage *u, enum usage_axis axis,
                                          size_t *count_out)
{
    *count_out = u->axes[axis].count;
    return (const struct usage_row *const *)u->axes[axis].items;
}

const struct slow_operation *usage_slowest(const struct usage *u, size_t *count_out)
{
    *count_out = u->slowest.count;
    return u->slowest.items;
}

size_t usage_poll_count(const struct usage *u, uint64_t *more)
{
    *more = u->polls.queries.more;
    return u->polls.regular;
}

const struct usage_poll *usage_poll(const struct usage *u, size_t index)
{
    return (const struct usage_poll *)(const void *)u->polls.queries.items[index];
}

size_t usage_subscription_count(const struct usage *u, uint64_t *more)
{
    *more = u->watched.more;
    return u->watched.count;
}

const struct usage_subscription *usage_subscription(const struct usage *u, size_t index)
{
    return (const struct usage_subscription *)(const void *)u->watched.items[index];
}

const struct usage_start *usage_starts(const struct usage *u, size_t *count_out, uint64_t *more)
{
    *count_out = u->starts.count;
    *more = u->starts.more;
    return u->starts.items;
}
