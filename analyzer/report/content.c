/* The only place of the report that asks the engine. */
#include "analyzer/report/content.h"

struct report_content report_content_of(const struct engine *engine)
{
    struct report_content content = {.stats = engine_stats(engine)};
    content.groups = engine_groups(engine, &content.group_count);
    content.open_operations = engine_open_operations(engine, &content.open_operation_count);
    content.incidents = engine_incidents(engine, &content.incident_count);
    content.consumers = engine_consumers(engine, &content.consumer_count);
    content.event_ids = engine_counts_by_event_id(engine, &content.event_id_count);
    content.codes = engine_counts_by_code(engine, &content.code_count);
    content.computers = engine_computers(engine, &content.computer_count);
    content.systems = engine_systems(engine, &content.system_count);
    return content;
}

uint64_t report_harmless_above(const struct report_content *content)
{
    uint64_t count = 0;
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *g = content->groups[i];
        count += g->verdict > VERDICT_HARMLESS ? g->verdict_counts[VERDICT_HARMLESS] : 0;
    }
    return count;
}
