/* The only place of the report that asks the engine. */
#include "analyzer/report/content.h"

#include "parsers/base/computer_name.h"

enum {
    MAX_COMPARED = 256, /* computers whose names are compared with each other */
    MAX_TOLD_CAUSES = 4,
};

struct report_content report_content_of(const struct engine *engine)
{
    struct report_content content = {.stats = engine_stats(engine)};
    content.groups = engine_groups(engine, &content.group_count);
    content.open_operations = engine_open_operations(engine, &content.open_operation_count);
    content.all_incidents = engine_incidents(engine, &content.all_incident_count);
    content.incidents = engine_told_incidents(engine, &content.incident_count);
    content.consumers = engine_consumers(engine, &content.consumer_count);
    content.event_ids = engine_counts_by_event_id(engine, &content.event_id_count);
    content.codes = engine_counts_by_code(engine, &content.code_count);
    content.computers = engine_computers(engine, &content.computer_count);
    content.systems = engine_systems(engine, &content.system_count);
    return content;
}

static bool is_alike(const struct group *a, const struct group *b)
{
    return a->example->result == b->example->result && view_equal(a->title, b->title);
}

static uint16_t first_event(const struct group *g)
{
    return g->example->evidence_count > 0 ? g->example->evidence[0].event_id : 0;
}

uint16_t report_telling_event(const struct report_content *content, const struct group *g)
{
    if (g->example->known_by != KNOWN_BY_OTHER_LOG) {
        return 0;
    }
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *other = content->groups[i];
        if (is_alike(other, g) && first_event(other) != first_event(g)) {
            return first_event(g);
        }
    }
    return 0;
}

struct view report_telling_namespace(const struct report_content *content, const struct group *g)
{
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *other = content->groups[i];
        if (is_alike(other, g) &&
            !view_equal_nocase(other->example->name_space, g->example->name_space)) {
            return g->example->name_space;
        }
    }
    return VIEW_NONE;
}

size_t report_causes_told(size_t count, enum confidence first)
{
    const size_t most = first == CONFIDENCE_CERTAIN ? 1 : MAX_TOLD_CAUSES;
    return count < most ? count : most;
}

const char *report_unexplained(bool has_code)
{
    return has_code ? "No rule knows this kind of failure."
                    : "Without its result code no cause can be told: get the event again, whole.";
}

size_t report_groups_shown(const struct report_content *content, bool show_noise)
{
    size_t count = 0;
    while (count < content->group_count &&
           (show_noise || content->groups[count]->verdict != VERDICT_HARMLESS)) {
        count++;
    }
    return count;
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

static bool is_among(struct view computer, const struct view *computers, size_t count)
{
    size_t i = 0;
    while (i < count && !computer_name_same(computers[i], computer)) {
        i++;
    }
    return i < count;
}

/* The name that a computer has now, where it had this one before; absent for no such. */
static struct view later_name(const struct report_content *content, struct view computer)
{
    for (size_t i = 0; i < content->system_count; i++) {
        const struct system *system = content->systems[i];
        if (is_among(computer, system->other_names, system->other_name_count) &&
            !computer_name_same(system->name, computer)) {
            return system->name;
        }
    }
    return VIEW_NONE;
}

/* Whether the list has another name of this computer that is told instead: a later one, one with
 * its domain, or the same once more. */
static bool is_told(const struct report_content *content, const struct view *computers,
                    size_t count, size_t index)
{
    const struct view computer = computers[index], later = later_name(content, computer);
    if (!view_is_empty(later) && is_among(later, computers, count)) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const bool is_better =
            computers[i].len > computer.len || (i < index && computers[i].len == computer.len);
        if (is_better && computer_name_same(computers[i], computer)) {
            return true;
        }
    }
    return false;
}

size_t report_machines(const struct report_content *content, const struct view *computers,
                       size_t count, struct view *shown, size_t max)
{
    size_t machines = 0;
    for (size_t i = 0; i < count; i++) {
        if (count <= MAX_COMPARED && is_told(content, computers, count, i)) {
            continue;
        }
        if (machines < max) {
            shown[machines] = computers[i];
        }
        machines++;
    }
    return machines;
}
