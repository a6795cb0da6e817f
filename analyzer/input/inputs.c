/* From what was given to the list of inputs: folders, archives, and formats by their first bytes.
 */
#include "analyzer/input/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/input/complain.h"
#include "analyzer/input/finds.h"
#include "analyzer/input/input_list.h"
#include "analyzer/input/members.h"
#include "analyzer/input/tally.h"
#include "parsers/archive/archive.h"
#include "parsers/base/memory.h"
#include "parsers/event/code_page.h"

enum {
    HALF_CHARACTER = 3, /* bytes of one that may be cut off */
    MAX_SURVEYED = 256  /* further pieces of a source that its reader sees before it is read */
};

static void refuse(struct inputs *in, struct input *item, enum status status, const char *message)
{
    item->report.status = status;
    item->report.message = arena_copy(&in->arena, view_of(message));
}

/* Where the files go that a walk finds: of the folder that is walked, if it is one. */
struct found {
    struct inputs *in;
    bool is_folder;
    size_t folder;
};

static enum status take_path(void *context, const char *path, enum status status,
                             const char *refused, struct error *err)
{
    const struct found *found = context;
    struct inputs *in = found->in;
    if (!refused && found->is_folder) {
        return members_add_file(in, found->folder, path, err);
    }
    if (refused && found->is_folder &&
        view_equal(in->items[found->folder].report.path, view_of(path))) {
        refuse(in, &in->items[found->folder], status, refused);
        return STATUS_OK;
    }
    if (inputs_are_full(in)) {
        return inputs_too_many(err);
    }
    struct input *item = inputs_add_item(in, path);
    if (refused) {
        refuse(in, item, status, refused);
    }
    return STATUS_OK;
}

static void skip_path(void *context, const char *path)
{
    const struct found *found = context;
    complain("%s: left out: neither a file nor a directory",
             found->in->hides_names ? "something in a directory" : path);
}

static bool is_folder(const char *path)
{
    struct stat info;
    return strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

enum status inputs_add(struct inputs *in, const char *path, struct error *err)
{
    struct found found = {.in = in, .is_folder = is_folder(path), .folder = in->count};
    if (path[0] == '\0') {
        return error_set(err, STATUS_USAGE, "an input name is empty");
    }
    if (inputs_are_full(in)) {
        return inputs_too_many(err);
    }
    const size_t entries = in->folders.entries, met = in->folders.seen.count;
    if (found.is_folder) {
        struct input *folder = inputs_add_item(in, path);
        folder->report.format = VIEW("folder");
        folder->report.is_container = true;
        in->folder_count++;
    }
    in->folders.take = take_path;
    in->folders.skip = skip_path;
    in->folders.context = &found;
    const enum status status = folders_take(&in->folders, path, err);
    const bool has_names = in->folders.entries > entries && found.folder > 0;
    if (found.is_folder && in->count == found.folder + 1 &&
        in->items[found.folder].report.members == 0 &&
        in->items[found.folder].report.status == STATUS_OK &&
        (has_names || in->folders.seen.count == met)) {
        in->folder_count--;
        in->count--; /* all that is in it was met before */
    }
    return status;
}

/* Shows the reader more of the source, evenly spread, until it has seen enough. */
static void survey(struct input *item, char *scratch)
{
    const struct reader *form = item->reader.form;
    uint64_t pieces = item->source.size / READER_HEAD_SIZE;
    uint64_t step = pieces / MAX_SURVEYED + 1;
    struct error err;
    size_t got = 0;
    error_init(&err);
    if (!form->survey || item->source.is_stream) {
        return;
    }
    for (uint64_t i = step; i <= pieces; i += step) {
        uint64_t offset = i * READER_HEAD_SIZE;
        if (source_read(&item->source, offset, scratch, READER_HEAD_SIZE, &got, &err) !=
                STATUS_OK ||
            !form->survey(&item->reader, (struct view){scratch, got})) {
            return;
        }
    }
}

static void note_date_order(struct input *item)
{
    bool is_sure;
    switch (date_clues_order(&item->reader.clues, &is_sure)) {
    case DATE_MONTH_FIRST:
        if (!is_sure) {
            tally_note(item, VIEW("its dates may have the month or the day first; they were read "
                                  "month first"));
        }
        break;
    case DATE_DAY_FIRST:
        if (!is_sure) {
            tally_note(item, VIEW("its dates may have the month or the day first; they were read "
                                  "day first"));
        }
        break;
    case DATE_YEAR_FIRST:
    case DATE_ORDER_UNKNOWN:
        break;
    }
}

/* That of the archive that it stands in, or one of its own. */
static void give_budget(struct inputs *in, struct input *item)
{
    if (!item->budget) {
        item->budget = arena_alloc(&in->arena, sizeof(*item->budget));
        *item->budget = (struct archive_budget){.packed = item->source.size};
    }
}

/* A declaration may name a code page and the text be UTF-8. */
static void note_encoding(struct input *item, bool is_known, struct view head)
{
    const struct reader_input *reader = &item->reader;
    if (!is_known || !reader->form->has_encoding) {
        return;
    }
    const bool is_paged =
        reader->code_page && text_utf8_valid_len(head) + HALF_CHARACTER < head.len;
    item->report.encoding =
        is_paged ? reader->code_page->name : view_of(text_encoding_name(reader->encoding));
}

/* The parts of some forms explain each other, or stand in any order: a stream of such becomes a
 * file. */
static void spool(struct inputs *in, struct input *item, struct source_budget *budget)
{
    const struct reader *form = item->reader.form;
    struct error err;
    error_init(&err);
    if (!item->source.is_stream || (!form->next_place && !form->learn)) {
        return;
    }
    if (source_spool(&item->source, budget, &err) == STATUS_OK) {
        item->reader.size = item->report.bytes = item->source.size;
        return;
    }
    tally_note(item,
               arena_format(&in->arena,
                            "read as a pipe, for it could not be copied to a file (%s): events are "
                            "put in order within a window only, and what its parts tell of each "
                            "other is not looked up",
                            err.message));
}

/* A log that was transferred as text is read as it was before; the checksums of its parts tell
 * where that failed. `*got` are the bytes of its head. */
static void undo_line_ends(struct input *item, struct source_budget *budget, char *head,
                           size_t *got)
{
    struct error err;
    error_init(&err);
    if (reader_has_line_ends((struct view){head, *got}) &&
        source_undo_line_ends(&item->source, budget, &err) == STATUS_OK &&
        source_read(&item->source, 0, head, READER_HEAD_SIZE, got, &err) == STATUS_OK) {
        tally_note(item, VIEW("transferred as text, which put a carriage return before each line "
                              "feed: they were taken out again; transfer it as binary"));
    }
}

static void recognise(struct inputs *in, size_t index, struct source_budget *budget, char *head)
{
    struct input *item = &in->items[index];
    struct error err;
    error_init(&err);
    size_t got = 0;
    enum status status = STATUS_OK;
    if (!item->source.is_part) {
        status =
            source_open_shared(&item->source, item->source.path, (uint32_t)index, budget, &err);
    }
    if (status == STATUS_OK) {
        status = source_read(&item->source, 0, head, READER_HEAD_SIZE, &got, &err);
    }
    if (status == STATUS_OK && got == 0) {
        tally_note(item, VIEW("the file is empty"));
        source_close(&item->source);
        return;
    }
    const char *archive = status == STATUS_OK ? archive_recognise((struct view){head, got}) : NULL;
    if (archive) {
        item->report.format = view_of(archive);
        item->report.is_container = true;
        item->report.bytes = item->source.size;
        give_budget(in, item);
        members_add(in, index); /* items may move */
        source_close(&in->items[index].source);
        return;
    }
    if (status == STATUS_OK) {
        undo_line_ends(item, budget, head, &got);
        item->reader.source = (uint32_t)index;
        item->reader.size = item->source.is_stream ? 0 : item->source.size;
        item->reader.clock = in->clock;
        status = reader_recognise((struct view){head, got}, &item->reader, &err);
        note_encoding(item, status == STATUS_OK, (struct view){head, got});
    }
    item->report.bytes = item->source.size;
    if (status != STATUS_OK) {
        item->reader.form = NULL;
        refuse(in, item, status, err.message);
        source_close(&item->source);
        return;
    }
    spool(in, item, budget);
    survey(item, head);
    note_date_order(item);
    item->report.format = view_of(item->reader.form->name);
}

/* "FILE-3.evtx", and "FILE-2.zip/FILE-3.evtx" for a member. */
static void hide_names(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        struct report_source *r = &in->items[i].report;
        const bool is_member = in->items[i].has_container;
        const struct view before =
            is_member ? in->items[in->items[i].container].report.path : VIEW("");
        if (!view_equal(r->path, VIEW("-"))) {
            r->path =
                arena_format(&in->arena, "%.*s%sFILE-%zu%s", VIEW_ARG(before), is_member ? "/" : "",
                             in->first_file + i + 1, inputs_ending_of(r->path));
        }
        for (size_t j = 0; j < r->unused_count; j++) {
            r->unused[j].name =
                arena_format(&in->arena, "FILE%s", inputs_ending_of(r->unused[j].name));
        }
    }
    for (size_t i = 0; i < in->find_count; i++) {
        struct input_find *find = &in->finds[i];
        find->shown = arena_format(&in->arena, "%.*s/FILE%s",
                                   VIEW_ARG(in->items[find->container].report.path),
                                   inputs_ending_of(find->path));
    }
}

void inputs_recognise(struct inputs *in)
{
    char *head = memory_new(READER_HEAD_SIZE, 1);
    struct source_budget budget = {.left = in->is_read_twice ? 0 : SOURCE_WHOLE_STREAM,
                                   .has_stream = in->is_read_twice};
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].report.status == STATUS_OK && !in->items[i].report.is_container) {
            recognise(in, i, &budget, head);
        }
        if (in->count > INPUTS_MAX_OPEN) {
            source_park(&in->items[i].source);
        }
    }
    free(head);
    members_pass_over_copies(in);
    finds_name_hosts(in);
    if (in->hides_names) {
        hide_names(in);
    }
}
