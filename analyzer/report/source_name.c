/* How much of a path it takes to tell it from others. */
#include "analyzer/report/source_name.h"

/* The bytes at the end of both that are the same, with the '/' before them: one more than there are
 * where a path is the end of the other. */
static size_t common_tail(struct view a, struct view b)
{
    const size_t least = a.len < b.len ? a.len : b.len;
    size_t same = 0, parts = 0;
    while (same < least && a.data[a.len - 1 - same] == b.data[b.len - 1 - same]) {
        same++;
        if (a.data[a.len - same] == '/') {
            parts = same;
        }
    }
    const bool is_a_part = same == least && (a.len == least || a.data[a.len - 1 - same] == '/') &&
                           (b.len == least || b.data[b.len - 1 - same] == '/');
    return is_a_part ? same + 1 : parts;
}

/* What is behind the last '/' that stands before the tail. */
static struct view end_of(struct view path, size_t tail)
{
    size_t from = tail < path.len ? path.len - tail : 0;
    while (from > 0 && path.data[from - 1] != '/') {
        from--;
    }
    return view_from(path, from);
}

struct view source_name(const struct view *paths, size_t count, size_t index)
{
    size_t tail = 0;
    if (count > SOURCE_NAME_COMPARED) {
        return paths[index];
    }
    for (size_t i = 0; i < count; i++) {
        const size_t common = i == index ? 0 : common_tail(paths[index], paths[i]);
        tail = common > tail ? common : tail;
    }
    return end_of(paths[index], tail);
}

struct view source_name_in(const struct report_run *run, size_t index)
{
    struct view paths[SOURCE_NAME_COMPARED];
    if (index >= run->source_count) {
        return VIEW_NONE;
    }
    if (run->source_count > SOURCE_NAME_COMPARED) {
        return run->sources[index]->path;
    }
    for (size_t i = 0; i < run->source_count; i++) {
        paths[i] = run->sources[i]->path;
    }
    return source_name(paths, run->source_count, index);
}
