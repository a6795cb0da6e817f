/* What is kept of a group for a baseline. */
#include "analyzer/given/baseline_file.h"

#include <stdlib.h>

#include "analyzer/given/report_file.h"
#include "parsers/base/memory.h"

enum { TEXTS = 64 * 1024 };

static void take_group(void *context, const struct brief *brief)
{
    struct baseline *b = context;
    b->groups = memory_grow(b->groups, b->count, &b->cap, sizeof(*b->groups));
    b->groups[b->count++] = (struct baseline_group){
        .fingerprint = arena_copy(&b->arena, brief->fingerprint),
        .title = arena_copy(&b->arena, brief->title),
        .rule = brief->cause_count > 0 ? arena_copy(&b->arena, brief->causes[0].rule) : VIEW_NONE,
        .source =
            brief->event_count > 0 ? arena_copy(&b->arena, brief->events[0].source) : VIEW_NONE,
        .verdict = brief->verdict,
    };
}

static int by_fingerprint(const void *left, const void *right)
{
    const struct baseline_group *a = left, *b = right;
    return view_compare(a->fingerprint, b->fingerprint);
}

enum status baseline_read(struct baseline *baseline, const char *path, struct error *err)
{
    struct source_budget budget = {.left = 0, .has_stream = true}; /* a pipe becomes a file */
    struct source source;
    *baseline = (struct baseline){.count = 0};
    arena_init(&baseline->arena, TEXTS);
    if (source_open_shared(&source, path, 0, &budget, err) != STATUS_OK) {
        return err->status;
    }
    const enum report_file_kind kind = report_file_kind(&source);
    const struct report_file_reader reader = {.group = take_group, .context = baseline};
    enum status status =
        kind == REPORT_FILE_NONE
            ? error_set(err, STATUS_NOT_FORMAT, "not a report that wmilog wrote as JSON")
            : report_file_read(&source, kind, &reader, err);
    source_close(&source);
    if (baseline->count > 0) {
        qsort(baseline->groups, baseline->count, sizeof(*baseline->groups), by_fingerprint);
    }
    return status;
}

void baseline_release(struct baseline *baseline)
{
    free(baseline->groups);
    arena_release(&baseline->arena);
}
