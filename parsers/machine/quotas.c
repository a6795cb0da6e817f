/* Lines of a property and its value. */
#include "parsers/machine/quotas.h"

#include "parsers/base/encoding.h"

enum { HEAD = 4096 }; /* bytes that hold all lines of such a file */

static const char *const quota_table[QUOTA_COUNT] = {
    [QUOTA_THREADS_PER_HOST] = "ThreadsPerHost", [QUOTA_HANDLES_PER_HOST] = "HandlesPerHost",
    [QUOTA_HOSTS] = "ProcessLimitAllHosts",      [QUOTA_MEMORY_PER_HOST] = "MemoryPerHost",
    [QUOTA_MEMORY_ALL_HOSTS] = "MemoryAllHosts",
};

const struct names quota_names = NAMES_OF("a quota", quota_table);

static void read_line(struct view line, uint64_t values[QUOTA_COUNT])
{
    struct view name, value;
    uint64_t number;
    if (!view_cut(line, VIEW(":"), &name, &value) || !view_number(view_trim(value), &number)) {
        return;
    }
    for (size_t i = 0; i < QUOTA_COUNT; i++) {
        if (view_equal(view_trim(name), view_of(quota_table[i]))) {
            values[i] = number;
        }
    }
}

bool quotas_read(struct view bytes, uint64_t values[QUOTA_COUNT])
{
    struct buffer text;
    uint64_t found[QUOTA_COUNT] = {0};
    size_t count = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, view_slice(bytes, 0, HEAD));
    struct view rest = buffer_view(&text);
    while (rest.len > 0) {
        struct view line = rest;
        if (!view_cut(rest, VIEW("\n"), &line, &rest)) {
            rest = VIEW_NONE;
        }
        read_line(line, found);
    }
    buffer_release(&text);
    for (size_t i = 0; i < QUOTA_COUNT; i++) {
        values[i] = found[i];
        count += found[i] > 0;
    }
    return count > 0;
}

/* Two of the names, so that a text that only speaks of one is none. */
bool quotas_recognise(struct view head)
{
    uint64_t values[QUOTA_COUNT];
    return quotas_read(head, values) && values[QUOTA_THREADS_PER_HOST] > 0 &&
           values[QUOTA_HANDLES_PER_HOST] > 0;
}
