/* Archives, and what stands in them, over arbitrary bytes: recognition, names, archives in
 * archives, the files of bundles. Aborts when a promise is broken; the sanitizers see the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyzer/commands/found_files.h"
#include "analyzer/input/inputs.h"
#include "analyzer/input/members.h"
#include "parsers/archive/archive.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static char archive_path[64];
static int archive_fd = -1;

/* The file of all inputs, one after the other: in memory, like what is unpacked of it, where the
 * system has a folder for that. */
static void put(const uint8_t *bytes, size_t len)
{
    if (archive_fd < 0) {
        archive_fd = memfd_create("archive", MFD_CLOEXEC);
        demand(archive_fd >= 0, "a file for the archive");
        snprintf(archive_path, sizeof(archive_path), "/proc/self/fd/%d", archive_fd);
        setenv("TMPDIR", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir, 0);
    }
    demand(ftruncate(archive_fd, 0) == 0 && pwrite(archive_fd, bytes, len, 0) == (ssize_t)len,
           "the archive is written");
}

/* A label below the container's own, that leads nowhere. */
static void check_name(struct view container, struct view path)
{
    demand(view_starts(path, container) && path.len > container.len &&
               path.data[container.len] == '/',
           "a member is named after its archive");
    struct view rest = view_from(path, container.len + 1);
    while (rest.len > 0) {
        struct view part = rest;
        if (!view_cut(rest, VIEW("/"), &part, &rest)) {
            rest = VIEW_NONE;
        }
        demand(!view_equal(part, VIEW("..")) && !view_equal(part, VIEW(".")),
               "a name leads nowhere");
        for (size_t i = 0; i < part.len; i++) {
            demand((unsigned char)part.data[i] >= ' ' && part.data[i] != '\\', "a name is cleaned");
        }
    }
}

static void check_container(const struct report_source *r)
{
    demand(r->unused_members + r->unread_members <= r->members, "all members are counted once");
    demand(r->unused_count <= r->unused_members && r->unused_count <= REPORT_MAX_UNUSED,
           "names of what is not used are limited");
    demand(r->problem_count >= r->unread_members || r->problem_count == REPORT_MAX_PROBLEMS,
           "what was not read is told");
}

static void check_items(const struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        const struct input *item = &in->items[i];
        demand(item->depth <= MEMBERS_MAX_DEPTH, "archives in archives are limited");
        demand(item->report.status == STATUS_OK || item->report.message.len > 0,
               "what is not read is told with a sentence");
        if (item->has_container) {
            demand(item->container < i && in->items[item->container].report.is_container,
                   "a member comes after its archive");
            check_name(in->items[item->container].report.path, item->report.path);
        }
        demand(!item->source.is_part ||
                   (item->source.part_start <= in->kept_bytes &&
                    item->source.size <= in->kept_bytes - item->source.part_start),
               "a member lies in what was kept");
        if (item->report.is_container) {
            check_container(&item->report);
        }
    }
}

static void check_finds(struct inputs *in)
{
    struct process_list processes;
    struct found_files found;
    for (size_t i = 0; i < in->find_count; i++) {
        const struct input_find *find = &in->finds[i];
        demand(find->host.len > 0, "what is used is of a computer");
        check_name(in->items[find->container].report.path, find->path);
    }
    process_list_init(&processes);
    found_files_read(&found, &processes, in);
    demand(found.hosts.count <= PROVIDER_HOSTS_MAX, "provider hosts are limited");
    for (size_t i = 0; i < found.hosts.count; i++) {
        demand(found.hosts.entries[i].name.len > 0, "a provider has a name");
    }
    found_files_release(&found);
    process_list_release(&processes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct inputs in;
    struct error err;
    put(bytes, len);
    error_init(&err);
    inputs_init(&in);
    demand(inputs_add(&in, archive_path, &err) == STATUS_OK, "the archive is an input");
    inputs_recognise(&in);
    check_items(&in);
    check_finds(&in);
    inputs_release(&in);
    return 0;
}
