/* Sources, rules, filters and groups of a report, as an analysis would give them. */
#include "analyzer/given/side_of_report.h"

#include <jansson.h>
#include <string.h>

#include "analyzer/given/members.h"
#include "parsers/base/count.h"

#define FINGERPRINT_VERSION VIEW("wmilog/1:")

enum { ARENA = 16 * 1024 };

struct reading {
    struct side *side;
    struct error *err;
    struct arena arena; /* of the part that is read */
};

static void take_computers(struct members *m, struct report_source *to, const json_t *from)
{
    size_t count;
    const struct view *texts = member_texts(m, from, "computers", &count);
    to->computers = arena_alloc(m->arena, (count + 1) * sizeof(*to->computers));
    memcpy(to->computers, texts, count * sizeof(*texts));
    to->computer_count = count;
    to->more_computers = member_number(m, from, "more_computers", NULL);
}

static void take_channels(struct members *m, struct report_source *to, const json_t *from)
{
    size_t count;
    const json_t *items = member_list(m, from, "channels", &count);
    to->channels = arena_alloc(m->arena, (count + 1) * sizeof(*to->channels));
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(items, i);
        to->channels[i] = (struct event_count){.provider = member_text(m, item, "provider"),
                                               .channel = member_text(m, item, "channel"),
                                               .count = member_number(m, item, "events", NULL)};
    }
    to->channel_count = count;
    to->more_channels = member_number(m, from, "more_channels", NULL);
}

static void take_gaps(struct members *m, struct report_source *to, const json_t *from)
{
    size_t count;
    const json_t *items = member_list(m, from, "gaps", &count);
    to->gaps = arena_alloc(m->arena, (count + 1) * sizeof(*to->gaps));
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(items, i);
        to->gaps[i] = (struct report_gap){.from = member_moment(m, item, "from"),
                                          .to = member_moment(m, item, "to"),
                                          .records = member_number(m, item, "records", NULL),
                                          .channel = member_text(m, item, "channel"),
                                          .computer = member_text(m, item, "computer")};
    }
    to->gap_count = count;
    to->more_gaps = member_number(m, from, "more_gaps", NULL);
    to->may_be_filtered = json_is_true(json_object_get(from, "may_be_filtered"));
    items = member_list(m, from, "losses", &count);
    to->losses = arena_alloc(m->arena, (count + 1) * sizeof(*to->losses));
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(items, i);
        to->losses[i] =
            (struct report_loss){member_moment(m, item, "from"), member_moment(m, item, "to")};
    }
    to->loss_count = count;
}

static void take_source(struct side *side, struct members *m, const json_t *from)
{
    struct report_source source = {
        .path = member_text(m, from, "path"),
        .format = member_text(m, from, "format"),
        .bytes = member_number(m, from, "bytes", NULL),
        .records = member_number(m, from, "records", NULL),
        .wmi_events = member_number(m, from, "wmi_events", NULL),
        .damaged = member_number(m, from, "damaged", NULL),
        .unread_members = member_number(m, from, "unread_members", NULL),
        .first = member_moment(m, from, "first"),
        .last = member_moment(m, from, "last"),
        .status = json_object_get(from, "error") ? STATUS_DAMAGED : STATUS_OK,
    };
    take_computers(m, &source, from);
    take_channels(m, &source, from);
    take_gaps(m, &source, from);
    side_add_source(side, &source);
}

static void take_rules(struct side *side, struct members *m, const json_t *rules)
{
    side->rules_version = arena_copy(&side->arena, member_text(m, rules, "version"));
    side->rules_sha256 = arena_copy(&side->arena, member_text(m, rules, "sha256"));
}

static void take_filter(struct side *side, struct members *m, const json_t *filter)
{
    const struct view option = member_text(m, filter, "option");
    const struct view value = member_text(m, filter, "value");
    if (view_is_empty(option) || !value.data) {
        member_wrong(m, "option", "an option and its value");
        return;
    }
    side_add_filter(side, option, value);
}

static void take_host(struct side *side, struct members *m, const json_t *host)
{
    size_t count;
    const struct view *others = member_texts(m, host, "other_names", &count);
    for (size_t i = 0; i < count; i++) {
        side_add_name(side, member_text(m, host, "name"), others[i]);
    }
}

/* The head of lines holds what are members of a document. */
static void take_head(struct side *side, struct members *m, const json_t *head)
{
    size_t count;
    const json_t *filters = member_list(m, head, "filters", &count);
    take_rules(side, m, json_object_get(head, "rules"));
    for (size_t i = 0; i < count; i++) {
        take_filter(side, m, json_array_get(filters, i));
    }
}

static void take_summary(struct side *side, struct members *m, const json_t *summary)
{
    const json_t *limits = json_object_get(summary, "limits");
    side->ungrouped = member_number(m, limits, "ungrouped_failures", NULL);
}

static void take_part(void *context, const char *type, const json_t *value, struct error *err)
{
    static const struct {
        const char *type;
        void (*take)(struct side *side, struct members *m, const json_t *value);
    } types[] = {{"source", take_source}, {"rules", take_rules}, {"filter", take_filter},
                 {"host", take_host},     {"report", take_head}, {"summary", take_summary}};
    struct reading *r = context;
    struct members m = {.arena = &r->arena, .err = err};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (strcmp(type, types[i].type) == 0) {
            types[i].take(r->side, &m, value);
        }
    }
    arena_clear(&r->arena);
}

static void take_group(void *context, const struct brief *brief)
{
    struct reading *r = context;
    if (!view_starts(brief->fingerprint, FINGERPRINT_VERSION)) {
        error_set(r->err, STATUS_UNSUPPORTED, "fingerprint '%.*s', expected %.*s...",
                  VIEW_ARG(brief->fingerprint), VIEW_ARG(FINGERPRINT_VERSION));
        return;
    }
    side_add_group(r->side, brief);
    if (r->side->is_full) {
        error_set(r->err, STATUS_LIMIT, "more groups than the memory holds: see --max-memory");
    }
}

static void take_consumer(void *context, const struct brief *brief)
{
    struct reading *r = context;
    side_add_consumer(r->side, brief);
}

enum status side_of_report(struct side *side, struct source *source, enum report_file_kind kind,
                           const struct report_file_rewriter *rewriter, struct error *err)
{
    struct reading r = {.side = side, .err = err};
    const struct report_file_reader reader = {.group = take_group,
                                              .consumer = take_consumer,
                                              .context = &r,
                                              .part = take_part,
                                              .rewriter = rewriter};
    arena_init(&r.arena, ARENA);
    side->is_report = true;
    enum status status = report_file_read(source, kind, &reader, err);
    arena_release(&r.arena);
    return status;
}
