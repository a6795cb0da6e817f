/* Which parts of a report are read, in which order: the inputs stand behind the groups and the
 * event consumers that name them, so it is read more than once. */
#include "analyzer/given/report_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/given/brief_of_json.h"
#include "analyzer/given/split.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"

#define SCHEMA_MAJOR "1."

struct reading {
    struct source *source;
    enum report_file_kind kind;
    const struct report_file_reader *reader;
    struct error *err;
    struct arena arena;
    struct view *paths;
    size_t path_count, path_cap;
    size_t groups, consumers; /* read so far */
    bool has_version, has_consumers, has_summary;
};

/* A report is read once for each. */
enum pass { PASS_REST, PASS_CONSUMERS, PASS_GROUPS };

/* Keys that a report may begin with, also when another program has sorted them. */
static bool begins_a_document(struct view key)
{
    static const char *const keys[] = {"schema_version",  "connects_by_machine",
                                       "event_consumers", "failures",
                                       "filters",         "groups"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (view_equal(key, view_of(keys[i]))) {
            return true;
        }
    }
    return false;
}

enum report_file_kind report_file_kind(struct source *source)
{
    char head[REPORT_FILE_HEAD];
    size_t got = 0;
    struct view key, rest, value;
    if (source_read(source, 0, head, sizeof(head), &got, NULL) != STATUS_OK) {
        return REPORT_FILE_NONE;
    }
    rest = view_trim((struct view){head, got});
    if (!view_starts(rest, VIEW("{"))) {
        return REPORT_FILE_NONE;
    }
    rest = view_trim(view_from(rest, 1));
    if (!view_starts(rest, VIEW("\"")) || !view_cut(view_from(rest, 1), VIEW("\""), &key, &rest)) {
        return REPORT_FILE_NONE;
    }
    if (begins_a_document(key)) {
        return REPORT_FILE_DOCUMENT;
    }
    const bool has_value = view_equal(key, VIEW("type")) &&
                           view_cut(rest, VIEW("\""), &key, &rest) &&
                           view_cut(rest, VIEW("\""), &value, &rest);
    return has_value && view_equal(value, VIEW("report")) ? REPORT_FILE_LINES : REPORT_FILE_NONE;
}

static bool wants_consumers(const char *key)
{
    return key[0] == '\0' || strcmp(key, "event_consumers") == 0;
}

static bool wants_inputs(const char *key)
{
    return wants_consumers(key) || strcmp(key, "sources") == 0 || strcmp(key, "summary") == 0 ||
           strcmp(key, "schema_version") == 0;
}

static bool wants_rest(const char *key)
{
    static const char *const keys[] = {"rules", "filters", "hosts"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return wants_inputs(key);
}

static bool wants_all(const char *key)
{
    (void)key;
    return true;
}

static bool wants_groups(const char *key)
{
    return key[0] == '\0' || strcmp(key, "groups") == 0;
}

static json_t *parse(struct reading *r, const struct split_part *part)
{
    json_error_t wrong;
    json_t *value = json_loadb(part->json.data, part->json.len,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
    if (!value) {
        error_set_at(r->err, STATUS_DAMAGED,
                     part->offset + (wrong.position > 0 ? (uint64_t)wrong.position : 0),
                     "not JSON: %s", wrong.text);
    }
    return value;
}

/* "group" of a line; of a document's part what its key says. */
static const char *type_of(const struct split_part *part, const json_t *value)
{
    static const struct {
        const char *key, *type;
    } types[] = {{"groups", "group"},
                 {"sources", "source"},
                 {"schema_version", "version"},
                 {"rules", "rules"},
                 {"filters", "filter"},
                 {"hosts", "host"},
                 {"summary", "summary"},
                 {"failures", "failure"},
                 {"incidents", "incident"},
                 {"event_consumers", "event_consumer"},
                 {"connects_by_machine", "machine_connects"},
                 {"started_processes", "started_process"},
                 {"slowest", "slowest"},
                 {"open_operations", "open_operation"},
                 {"rules_used", "rule"}};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (strcmp(part->key, types[i].key) == 0) {
            return types[i].type;
        }
    }
    const char *type = json_string_value(json_object_get(value, "type"));
    return type ? type : "";
}

static void check_version(struct reading *r, const struct split_part *part, const json_t *version)
{
    const char *text = json_string_value(version);
    if (!text || strncmp(text, SCHEMA_MAJOR, strlen(SCHEMA_MAJOR)) != 0) {
        error_set_at(r->err, STATUS_UNSUPPORTED, part->offset,
                     "a report with schema version '%.20s', expected %sx", text ? text : "none",
                     SCHEMA_MAJOR);
    }
    r->has_version = true;
}

static void take_input(struct reading *r, const json_t *source)
{
    const json_t *path = json_object_get(source, "path");
    if (r->path_count == REPORT_FILE_MAX_SOURCES) {
        return; /* what rests on it is told without a name */
    }
    r->paths = memory_grow(r->paths, r->path_count, &r->path_cap, sizeof(*r->paths));
    r->paths[r->path_count++] =
        arena_copy(&r->arena, json_is_string(path)
                                  ? (struct view){json_string_value(path), json_string_length(path)}
                                  : VIEW_NONE);
}

/* Groups and event consumers: how one becomes a brief, and who takes it. */
struct taking {
    enum status (*convert)(struct brief *brief, struct arena *arena, const json_t *value,
                           const struct view *paths, size_t path_count, struct error *err);
    void (*give)(void *context, const struct brief *brief);
    const char *list;
    size_t *count; /* read so far */
};

static void take_brief(struct reading *r, const struct split_part *part, const json_t *value,
                       const struct taking *taking)
{
    struct brief brief;
    struct arena arena;
    struct error err;
    error_init(&err);
    arena_init(&arena, SPLIT_CHUNK);
    if (taking->convert(&brief, &arena, value, r->paths, r->path_count, &err) == STATUS_OK) {
        taking->give(r->reader->context, &brief);
    } else {
        error_set_at(r->err, err.status, part->offset, "%s[%zu].%s", taking->list, *taking->count,
                     err.message);
    }
    ++*taking->count;
    arena_release(&arena);
}

/* Most lines of a report are failures: they need not be read to be passed over. */
static bool is_passed_over(const struct split_part *part)
{
    return !part->json.data ||
           (part->key[0] == '\0' && view_starts(part->json, VIEW("{\"type\":\"failure\"")));
}

static void tell_part(struct reading *r, const struct split_part *part, const char *type,
                      const json_t *value)
{
    struct error err;
    error_init(&err);
    r->reader->part(r->reader->context, type, value, &err);
    if (err.status != STATUS_OK) {
        error_set_at(r->err, err.status, part->offset, "%s: %s", type, err.message);
    }
}

/* In which pass a part is taken. */
static enum pass pass_of(const char *type)
{
    return strcmp(type, "group") == 0            ? PASS_GROUPS
           : strcmp(type, "event_consumer") == 0 ? PASS_CONSUMERS
                                                 : PASS_REST;
}

static void take_part(struct reading *r, const struct split_part *part, enum pass pass)
{
    json_t *value = is_passed_over(part) ? NULL : parse(r, part);
    if (!value) {
        return;
    }
    const char *type = type_of(part, value);
    const struct report_file_rewriter *rewriter = r->reader->rewriter;
    r->has_consumers |= pass_of(type) == PASS_CONSUMERS;
    if (pass_of(type) != pass) {
        json_decref(value);
        return;
    }
    if (rewriter) {
        rewriter->rewrite(rewriter->context, type, value);
    }
    if (pass == PASS_GROUPS) {
        take_brief(r, part, value,
                   &(struct taking){brief_of_json, r->reader->group, "groups", &r->groups});
    } else if (pass == PASS_CONSUMERS) {
        take_brief(r, part, value,
                   &(struct taking){consumer_of_json, r->reader->consumer, "event_consumers",
                                    &r->consumers});
    } else if (strcmp(type, "summary") == 0) {
        r->has_summary = true;
    } else if (strcmp(type, "source") == 0) {
        take_input(r, value);
    } else if (strcmp(type, "version") == 0) {
        check_version(r, part, value);
    } else if (strcmp(type, "report") == 0) {
        check_version(r, part, json_object_get(value, "schema_version"));
    }
    if (pass == PASS_REST && r->reader->part) {
        tell_part(r, part, type, value);
    }
    json_decref(value);
}

void report_file_walk(struct source *source, enum report_file_kind kind,
                      const struct report_file_rewriter *walker)
{
    struct error err;
    struct split *split = memory_new(1, sizeof(*split));
    struct split_part part;
    error_init(&err);
    split_init(split, source, kind == REPORT_FILE_LINES, &err);
    while (split_next(split, wants_all, &part)) {
        json_t *value = json_loadb(part.json.data, part.json.len, JSON_DECODE_ANY, NULL);
        if (value) {
            walker->rewrite(walker->context, type_of(&part, value), value);
        }
        json_decref(value);
    }
    split_release(split);
    free(split);
}

static enum status read_pass(struct reading *r, enum pass pass)
{
    struct split *split = memory_new(1, sizeof(*split));
    struct split_part part;
    split_init(split, r->source, r->kind == REPORT_FILE_LINES, r->err);
    bool (*wants)(const char *) = pass == PASS_GROUPS      ? wants_groups
                                  : pass == PASS_CONSUMERS ? wants_consumers
                                  : r->reader->part        ? wants_rest
                                                           : wants_inputs;
    while (split_next(split, wants, &part)) {
        take_part(r, &part, pass);
    }
    split_release(split);
    free(split);
    return r->err->status;
}

enum status report_file_read(struct source *source, enum report_file_kind kind,
                             const struct report_file_reader *reader, struct error *err)
{
    struct reading r = {.source = source, .kind = kind, .reader = reader, .err = err};
    arena_init(&r.arena, SPLIT_CHUNK);
    enum status status = read_pass(&r, PASS_REST);
    if (status == STATUS_OK && !r.has_version) {
        status = error_set(err, STATUS_DAMAGED, "the report has no schema_version");
    }
    if (status == STATUS_OK && !r.has_summary) {
        status = error_set(err, STATUS_DAMAGED, "the report has no summary: it was cut short");
    }
    if (status == STATUS_OK && reader->consumer && r.has_consumers) {
        status = read_pass(&r, PASS_CONSUMERS);
    }
    if (status == STATUS_OK) {
        status = read_pass(&r, PASS_GROUPS);
    }
    free(r.paths);
    arena_release(&r.arena);
    return status;
}
