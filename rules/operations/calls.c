/* Which operation an event belongs to, and what it adds to that. */
#include "rules/operations/calls.h"

#include "rules/operations/contents.h"

void calls_name_provider(struct operations *ops, const struct service *s, const struct event *event)
{
    struct operation_key key = {s->computer->number, event->process_id, 0};
    if (!event_number32(event, EVENT_FIELD_GROUP_OPERATION_ID, &key.id)) {
        return;
    }
    struct operation_group *g = operations_group(ops, &key);
    if (!g) {
        return;
    }
    arena_clear(&g->arena);
    g->has_provider = true;
    g->provider = (struct failure_provider){0};
    struct failure_provider *p = &g->provider;
    p->name = contents_keep(&g->arena, event_text(event, EVENT_FIELD_PROVIDER_NAME));
    p->guid = contents_keep(&g->arena, event_text(event, EVENT_FIELD_PROVIDER_GUID));
    p->path = contents_keep(&g->arena, event_text(event, EVENT_FIELD_PROVIDER_PATH));
    p->has_host = event_number32(event, EVENT_FIELD_HOST_PROCESS_ID, &p->host_process_id);
    if (view_is_empty(p->name)) {
        struct view text = event_text(event, EVENT_FIELD_OPERATION);
        p->name = contents_keep(&g->arena, operation_text_parse(text).provider);
    }
    operations_weigh_group(ops, g);
}

struct operation *calls_find(const struct operations *ops, const struct service *s,
                             const struct event *event)
{
    struct operation_key key = {s->computer->number, event->process_id, 0};
    if (s->computer->is_over_limit || !event_number32(event, EVENT_FIELD_OPERATION_ID, &key.id)) {
        return NULL;
    }
    return operations_find(ops, &key);
}

void calls_note_method(struct operations *ops, const struct service *s, const struct event *event)
{
    struct operation *op = calls_find(ops, s, event);
    if (!op || op->method.data || op->class_name.data) {
        return;
    }
    op->class_name = contents_keep(&op->arena, event_text(event, EVENT_FIELD_CLASS_NAME));
    op->method = contents_keep(&op->arena, event_text(event, EVENT_FIELD_METHOD_NAME));
    operations_weigh(ops, op);
}

void calls_note_process(struct operations *ops, struct operation *op, const struct event *event,
                        uint32_t process_id)
{
    op->has_created_process = true;
    op->created_process_id = process_id;
    op->command_line = contents_keep(&op->arena, event_text(event, EVENT_FIELD_COMMAND_LINE));
    operations_weigh(ops, op);
}
