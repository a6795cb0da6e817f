/* Whose computer a file of a bundle tells of. */
#include "analyzer/input/finds.h"

#include <stdlib.h>

#include "analyzer/input/tally.h"
#include "parsers/base/memory.h"

void finds_add(struct inputs *in, size_t container, const struct input_find *find)
{
    if (in->find_count == FINDS_MAX) {
        tally_unused(in, &in->items[container], find->path, VIEW("one of too many such files"));
        return;
    }
    in->finds = memory_grow(in->finds, in->find_count, &in->find_cap, sizeof(*in->finds));
    struct input_find *kept = &in->finds[in->find_count++];
    *kept = *find;
    kept->container = container;
    kept->path = arena_copy(&in->arena, find->path);
    kept->shown = kept->path;
    kept->host = bundle_host(kept->path);
}

static struct view host_in(const struct inputs *in, struct view folder)
{
    for (size_t i = 0; i < in->count; i++) {
        const struct view path = in->items[i].report.path;
        const struct view host = bundle_host_of_log(path);
        if (host.len > 0 && view_equal(bundle_folder(path), folder)) {
            return host;
        }
    }
    return VIEW("");
}

/* By a log in its folder, or, as for a file in Subscriptions or Traces, in the one above. */
static struct view host_beside(const struct inputs *in, const struct input_find *find)
{
    const struct view folder = bundle_folder(find->path);
    const struct view host = host_in(in, folder);
    return host.len > 0 ? host : host_in(in, bundle_folder(folder));
}

void finds_name_hosts(struct inputs *in)
{
    size_t kept = 0;
    for (size_t i = 0; i < in->find_count; i++) {
        struct input_find *find = &in->finds[i];
        if (find->host.len == 0) {
            find->host = host_beside(in, find);
        }
        if (find->host.len > 0) {
            in->finds[kept++] = *find;
        } else {
            tally_unused(in, &in->items[find->container], find->path,
                         VIEW("nothing tells which computer it is of"));
        }
    }
    in->find_count = kept;
}

enum status finds_read(const struct inputs *in, const struct input_find *find, char **bytes,
                       size_t *len, struct error *err)
{
    struct source source;
    size_t got = 0;
    enum status status = STATUS_OK;
    if (find->is_part) {
        source_open_part(&source, find->path.data, 0, in->kept_fd, find->start, find->size);
    } else {
        status = source_open(&source, find->path.data, 0, err);
    }
    if (status == STATUS_OK && source.size > FIND_MAX_SIZE) {
        status = error_set(err, STATUS_UNSUPPORTED, "larger than %d bytes", FIND_MAX_SIZE);
    }
    char *data = status == STATUS_OK ? memory_new((size_t)source.size + 1, 1) : NULL;
    if (status == STATUS_OK) {
        status = source_read(&source, 0, data, (size_t)source.size, &got, err);
    }
    source_close(&source);
    if (status != STATUS_OK) {
        free(data);
        return status;
    }
    *bytes = data;
    *len = got;
    return STATUS_OK;
}
