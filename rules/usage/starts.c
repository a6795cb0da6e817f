/* A list of the first processes, and how many more there were. */
#include "rules/usage/starts.h"

#include <stdlib.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "rules/usage/keys.h"

void starts_init(struct starts *s)
{
    *s = (struct starts){0};
    arena_init(&s->arena, 0);
}

void starts_release(struct starts *s)
{
    arena_release(&s->arena);
    free(s->items);
}

size_t starts_bytes(const struct starts *s)
{
    return s->arena.total + s->cap * sizeof(*s->items);
}

/* A copy of the log tells the same again at once. */
static bool is_last(const struct starts *s, const struct landmark *landmark)
{
    const struct usage_start *last = s->count > 0 ? &s->items[s->count - 1] : NULL;
    return last && last->time == landmark->time && last->time != WINTIME_NONE &&
           last->process_id == landmark->created_process_id &&
           view_equal(last->computer, view_slice(landmark->computer, 0, USAGE_MAX_NAME));
}

void starts_add(struct starts *s, const struct landmark *landmark)
{
    const struct open_operation *op = landmark->operation;
    struct operation_text call = op->operation;
    if (is_last(s, landmark)) {
        return;
    }
    if (s->count == USAGE_MAX_STARTS) {
        s->more++;
        return;
    }
    if (view_is_empty(call.class_name)) { /* no event named them */
        call = operation_text_parse(call.text);
    }
    s->items = memory_grow(s->items, s->count, &s->cap, sizeof(*s->items));
    struct usage_start *start = &s->items[s->count++];
    *start = (struct usage_start){
        .time = landmark->time, .client = op->client, .process_id = landmark->created_process_id};
    const struct {
        struct view *kept, text;
        size_t max;
    } texts[] = {
        {&start->computer, landmark->computer, USAGE_MAX_NAME},
        {&start->text, call.text, USAGE_MAX_TEXT},
        {&start->class_name, call.class_name, USAGE_MAX_NAME},
        {&start->method, call.method, USAGE_MAX_NAME},
        {&start->command_line, landmark->command_line, USAGE_MAX_TEXT},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i].kept = usage_keep(&s->arena, texts[i].text, texts[i].max, &start->is_cut);
    }
    failure_copy_client(&s->arena, &start->client, USAGE_MAX_NAME);
}
