/* From archives and folders to inputs: what is of use in an archive is unpacked one after the other
 * into one file. */
#include "analyzer/input/members.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/files/bundle.h"
#include "analyzer/files/same_text.h"
#include "analyzer/input/finds.h"
#include "analyzer/input/input_list.h"
#include "analyzer/input/tally.h"
#include "parsers/archive/archive.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"

/* A member that is being taken, with bytes of it that were unpacked and are not written yet: at
 * first its head. */
struct taking {
    struct inputs *in;
    size_t index; /* of the archive among the inputs, which move when members are added */
    struct archive_file *file;
    struct archive_member member;
    char data[READER_HEAD_SIZE];
    size_t len;
    bool is_last;
    struct part_place text; /* the last plain text of a mail */
};

static enum status fill(struct taking *t, struct error *err)
{
    enum status status = STATUS_OK;
    t->len = 0;
    t->is_last = false;
    while (t->len < sizeof(t->data) && !t->is_last && status == STATUS_OK) {
        size_t got = 0;
        status = archive_file_read(t->file, t->data + t->len, sizeof(t->data) - t->len, &got, err);
        t->len += got;
        t->is_last = got == 0;
    }
    return status;
}

static enum status keep(const struct taking *t, struct error *err)
{
    struct inputs *in = t->in;
    if (in->kept_fd < 0) {
        in->kept_fd = source_temporary();
    }
    if (in->kept_bytes + t->len > MEMBERS_MAX_BYTES) {
        return error_set(err, STATUS_LIMIT, "more than %llu bytes in all archives",
                         MEMBERS_MAX_BYTES);
    }
    if (in->kept_fd < 0) {
        return error_set(err, STATUS_IO, "cannot create a temporary file: %s", strerror(errno));
    }
    const enum status status =
        source_temporary_add(in->kept_fd, (struct view){t->data, t->len}, err);
    if (status == STATUS_OK) {
        in->kept_bytes += t->len;
    } else {
        lseek(in->kept_fd, (off_t)in->kept_bytes, SEEK_SET); /* what was written in part is none */
    }
    return status;
}

/* The name of a member for messages; where names are hidden, what it is. */
static const char *shown(const struct inputs *in, const char *name, const char *what)
{
    return in->hides_names && name[0] != '\0' ? what : name;
}

/* Keeps the member, and makes an input of what could be unpacked: but for a mail's page that says
 * what the text before it says. */
static enum status add_member(struct taking *t, struct error *err)
{
    struct inputs *in = t->in;
    const uint64_t start = in->kept_bytes;
    enum status status = keep(t, err);
    while (status == STATUS_OK && !t->is_last) {
        status = fill(t, err);
        const enum status kept = keep(t, err);
        status = status == STATUS_OK ? kept : status;
    }
    const struct part_place place = {start, in->kept_bytes - start};
    if (place.size == 0 || (t->member.text == ARCHIVE_TEXT_PAGE && status == STATUS_OK &&
                            same_text(in->kept_fd, t->text, place))) {
        return status;
    }
    t->text = t->member.text == ARCHIVE_TEXT_PLAIN ? place : t->text;
    const enum status is_added =
        inputs_add_part(in, t->index, t->member.name, place.start, place.size, err);
    return status == STATUS_OK ? is_added : status;
}

/* Keeps a file that tells of its computer; one over FIND_MAX_SIZE is left out, and told. */
static enum status keep_find(struct taking *t, enum bundle_kind kind, struct error *err)
{
    struct inputs *in = t->in;
    struct input_find find = {.kind = kind, .is_part = true, .start = in->kept_bytes};
    enum status status = keep(t, err);
    while (status == STATUS_OK && !t->is_last && in->kept_bytes - find.start <= FIND_MAX_SIZE) {
        status = fill(t, err);
        const enum status kept = keep(t, err);
        status = status == STATUS_OK ? kept : status;
    }
    if (status == STATUS_OK && !t->is_last) {
        return error_set(err, STATUS_UNSUPPORTED, "a process list over %d bytes", FIND_MAX_SIZE);
    }
    struct buffer path;
    buffer_init(&path, BUFFER_NO_MAX);
    buffer_format(&path, "%.*s/%s", VIEW_ARG(in->items[t->index].report.path), t->member.name);
    find.path = buffer_view(&path);
    find.size = in->kept_bytes - find.start;
    finds_add(in, t->index, &find);
    buffer_release(&path);
    return status;
}

/* Says in one sentence what was found wrong with a member. */
static void note(struct inputs *in, size_t index, const char *name, const struct error *err)
{
    struct buffer message;
    buffer_init(&message, BUFFER_NO_MAX);
    const char *const who = shown(in, name, "a file in it");
    buffer_format(&message, "%s%s%s", who, who[0] != '\0' ? ": " : "", err->message);
    tally_note(&in->items[index], arena_copy(&in->arena, buffer_view(&message)));
    in->items[index].report.unread_members++;
    buffer_release(&message);
}

static enum status lost_log(const struct bundle_file *found, struct error *err)
{
    return error_set(err, STATUS_DAMAGED, "named like a log, but %s%s",
                     found->what ? "it is " : "without a log's first bytes",
                     found->what ? found->what : "");
}

static enum status use_member(struct taking *t, struct error *err)
{
    struct inputs *in = t->in;
    const char *name = t->member.name;
    const struct bundle_file found =
        bundle_recognise(view_of(name), (struct view){t->data, t->len});
    switch (found.kind) {
    case BUNDLE_LOG:
        return add_member(t, err);
    case BUNDLE_PROCESSES:
    case BUNDLE_PROVIDER_HOSTS:
    case BUNDLE_SERVICES:
    case BUNDLE_QUOTAS:
    case BUNDLE_SUBSCRIPTIONS:
        return keep_find(t, found.kind, err);
    case BUNDLE_LOST_LOG:
        return lost_log(&found, err);
    case BUNDLE_EMPTY:
    case BUNDLE_UNUSED:
        break;
    }
    tally_unused(in, &in->items[t->index], view_of(name), view_of(found.what));
    return STATUS_OK;
}

/* What is not STATUS_OK ends the reading of the archive. */
static enum status take_member(struct taking *t, struct error *end)
{
    struct inputs *in = t->in;
    const struct archive_member *member = &t->member;
    struct error err;
    error_init(&err);
    enum status status = member->is_encrypted
                             ? error_set(&err, STATUS_UNSUPPORTED, "it is encrypted; %s",
                                         member->takes_password ? "--password-file opens it"
                                                                : "unpack it and give the folder")
                             : fill(t, &err);
    in->items[t->index].report.members++;
    const size_t unused = in->items[t->index].report.unused_members;
    if (!member->is_encrypted && (status == STATUS_OK || t->len > 0)) {
        const enum status used = use_member(t, &err);
        status = status == STATUS_OK ? used : status;
    }
    if (status == STATUS_LIMIT || status == STATUS_IO) {
        const char *const who = shown(in, member->name, "a file in it");
        return error_set(end, status, "%s%s%s", who, who[0] != '\0' ? ": " : "", err.message);
    }
    if (status != STATUS_OK) {
        note(in, t->index, member->name, &err);
        /* What is of no use is counted as that, also where its end could not be read. */
        in->items[t->index].report.unread_members -=
            in->items[t->index].report.unused_members > unused ? 1 : 0;
    }
    return STATUS_OK;
}

void members_add(struct inputs *in, size_t index)
{
    struct error err;
    error_init(&err);
    if (in->items[index].depth == MEMBERS_MAX_DEPTH) {
        error_set(&err, STATUS_LIMIT, "archives within archives, deeper than %d",
                  MEMBERS_MAX_DEPTH);
        tally_error(in, &in->items[index], &err);
        return;
    }
    struct taking *t = memory_new(1, sizeof(*t));
    t->in = in;
    t->index = index;
    struct source source = in->items[index].source; /* items move when members are added */
    enum status status =
        archive_file_open(&t->file, &source, in->items[index].budget, in->password, &err);
    bool has_one = true;
    while (has_one && status == STATUS_OK) {
        status = archive_file_next(t->file, &t->member, &has_one, &err);
        if (has_one) {
            status = take_member(t, &err);
        }
    }
    if (status != STATUS_OK) {
        tally_error(in, &in->items[index], &err);
    }
    archive_file_close(t->file);
    in->items[index].source = source;
    free(t);
}

/* The folders in which such a log stands and can be read. */
static void list_folders_of_logs(struct inputs *in, struct map *folders)
{
    for (size_t i = 0; i < in->count; i++) {
        struct input *input = &in->items[i];
        if (input->reader.form && input->report.status == STATUS_OK &&
            bundle_is_log_of_text(input->report.path)) {
            map_set(folders, bundle_folder(input->report.path), input);
        }
    }
}

void members_pass_over_copies(struct inputs *in)
{
    struct map folders;
    map_init(&folders);
    list_folders_of_logs(in, &folders);
    for (size_t i = 0; i < in->count; i++) {
        struct input *input = &in->items[i];
        if (!input->has_container || !input->reader.form ||
            !bundle_is_text_of_log(input->report.path) ||
            !map_get(&folders, bundle_folder(input->report.path))) {
            continue;
        }
        input->reader.form = NULL;
        input->report.is_unused = true;
        input->report.problem_count = 0; /* of dates that are not read */
        tally_unused(in, &in->items[input->container], input->report.path,
                     VIEW("the text of the log beside it, which is read"));
    }
    map_release(&folders);
}

enum status members_add_file(struct inputs *in, size_t folder, const char *path, struct error *err)
{
    char *head = memory_new(READER_HEAD_SIZE, 1);
    struct bundle_file found = {BUNDLE_LOG, NULL}; /* what cannot be read is told as an input */
    struct source source;
    size_t got = 0;
    in->items[folder].report.members++;
    if (source_open(&source, path, 0, NULL) == STATUS_OK &&
        source_read(&source, 0, head, READER_HEAD_SIZE, &got, NULL) == STATUS_OK) {
        found = bundle_recognise(view_of(path), (struct view){head, got});
    }
    source_close(&source);
    free(head);
    switch (found.kind) {
    case BUNDLE_LOG:
    case BUNDLE_LOST_LOG:
        return inputs_add_file(in, folder, path, err);
    case BUNDLE_PROCESSES:
    case BUNDLE_PROVIDER_HOSTS:
    case BUNDLE_SERVICES:
    case BUNDLE_QUOTAS:
    case BUNDLE_SUBSCRIPTIONS:
        finds_add(in, folder, &(struct input_find){.kind = found.kind, .path = view_of(path)});
        return STATUS_OK;
    case BUNDLE_EMPTY:
    case BUNDLE_UNUSED:
        break;
    }
    tally_unused(in, &in->items[folder], view_of(path), view_of(found.what));
    return STATUS_OK;
}
