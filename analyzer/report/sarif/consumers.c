/* Event consumers as results: those of one fingerprint are one, wherever they are. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/sarif/parts.h"
#include "parsers/base/memory.h"

enum { MAX_PLACES = 10 };

static bool is_same(const struct sarif_consumer *a, const struct sarif_consumer *b)
{
    return strcmp(a->fingerprint, b->fingerprint) == 0 &&
           a->consumer->verdict == b->consumer->verdict;
}

struct sarif_consumer *sarif_consumers_of(const struct report_content *content)
{
    struct sarif_consumer *items = memory_new(content->consumer_count + 1, sizeof(*items));
    for (size_t i = 0; i < content->consumer_count; i++) {
        items[i].consumer = content->consumers[i];
        consumer_fingerprint(items[i].consumer, items[i].fingerprint);
        for (size_t j = 0; j < i && !items[i].is_told; j++) {
            items[i].is_told = is_same(&items[i], &items[j]);
        }
    }
    return items;
}

/* Adds to the first one what another tells of the same. */
static void join(struct brief *brief, struct view *computers, const struct consumer *c)
{
    brief->count += c->count;
    if (c->first != WINTIME_NONE && (brief->first == WINTIME_NONE || c->first < brief->first)) {
        brief->first = c->first;
    }
    if (c->last != WINTIME_NONE && (brief->last == WINTIME_NONE || c->last > brief->last)) {
        brief->last = c->last;
    }
    if (!view_is_empty(c->computer)) {
        computers[brief->computer_count++] = c->computer;
    }
}

void sarif_put_consumer(struct json_writer *w, const struct report_run *run,
                        const struct sarif_consumer *consumers, size_t count, size_t index,
                        struct sarif_rules *rules)
{
    struct arena arena;
    struct evidence places[MAX_PLACES];
    const struct consumer *first = consumers[index].consumer;
    struct sarif_finding finding = {
        .run = run,
        .rule = sarif_rule_of_consumer(first->kind),
        .evidence = places,
        .computer = first->computer,
        .list = first->listed,
    };
    arena_init(&arena, OUTPUT_FLUSH_SIZE);
    finding.rule_index = sarif_rule_index(rules, finding.rule);
    brief_of_found_consumer(&finding.brief, &arena, first, run);
    struct view *computers = arena_alloc(&arena, (count + 1) * sizeof(*computers));
    finding.brief.count = 0;
    finding.brief.computer_count = 0;
    finding.brief.computers = computers;
    for (size_t i = index; i < count; i++) {
        const struct consumer *c = consumers[i].consumer;
        if (!is_same(&consumers[i], &consumers[index])) {
            continue;
        }
        join(&finding.brief, computers, c);
        if (c->count > 0 && finding.evidence_count < MAX_PLACES) {
            places[finding.evidence_count++] =
                (struct evidence){.origin = c->origin, .event_id = c->event_id};
        }
    }
    brief_join_computers(&finding.brief, &arena);
    sarif_put_result(w, &finding);
    arena_release(&arena);
}
