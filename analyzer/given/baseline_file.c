/* What is kept of a group or an event consumer for a baseline. */
#include "analyzer/given/baseline_file.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

enum { TEXTS = 64 * 1024 };

static void take(void *context, const struct brief *brief)
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
        .is_consumer = !!brief->consumer,
        .kind = brief->consumer ? brief->consumer->kind : CONSUMER_BINDING,
    };
}

static int by_fingerprint(const void *left, const void *right)
{
    const struct baseline_group *a = left, *b = right;
    return view_compare(a->fingerprint, b->fingerprint);
}

static enum status open_report(const char *path, struct source *source, enum report_file_kind *kind,
                               struct error *err)
{
    struct source_budget budget = {.left = REPORT_FILE_HEAD};
    enum status status = source_open_shared(source, path, 0, &budget, err);
    *kind = status == STATUS_OK ? report_file_kind(source) : REPORT_FILE_NONE;
    if (status == STATUS_OK && *kind == REPORT_FILE_NONE) {
        status = error_set(err, STATUS_NOT_FORMAT, "not a report that wmilog wrote as JSON");
    }
    if (status == STATUS_OK) {
        status = source_spool(source, &budget, err); /* a pipe becomes a file */
    }
    if (status != STATUS_OK) {
        source_close(source);
    }
    return status;
}

enum status baseline_read(struct baseline *baseline, const char *path,
                          const struct report_file_rewriter *rewriter, struct error *err)
{
    const struct report_file_reader reader = {
        .group = take, .consumer = take, .context = baseline, .rewriter = rewriter};
    struct source source;
    enum report_file_kind kind = REPORT_FILE_NONE;
    *baseline = (struct baseline){.count = 0};
    arena_init(&baseline->arena, TEXTS);
    if (open_report(path, &source, &kind, err) != STATUS_OK) {
        return err->status;
    }
    const enum status status = report_file_read(&source, kind, &reader, err);
    source_close(&source);
    if (baseline->count > 0) {
        qsort(baseline->groups, baseline->count, sizeof(*baseline->groups), by_fingerprint);
    }
    return status;
}

enum status baseline_walk(const char *path, const struct report_file_rewriter *walker,
                          struct error *err)
{
    struct source source;
    enum report_file_kind kind = REPORT_FILE_NONE;
    if (open_report(path, &source, &kind, err) == STATUS_OK) {
        report_file_walk(&source, kind, walker);
        source_close(&source);
    }
    return err->status;
}

void baseline_release(struct baseline *baseline)
{
    free(baseline->groups);
    arena_release(&baseline->arena);
}
