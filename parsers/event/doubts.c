/* What is told of an event that was read: what is missing, odd, or there twice. */
#include "parsers/event/assemble.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"

void assembly_tell_code(struct assembly *a, const struct event *e)
{
    size_t place = e->layout ? e->layout->places[EVENT_FIELD_RESULT_CODE] : 0;
    if (place == 0 || e->values[place - 1].is_number || e->payload >= EVENT_PAYLOAD_CUT) {
        return; /* there, or told with the payload */
    }
    struct view text = e->values[place - 1].text;
    struct view rest, word = text;
    view_cut(text, VIEW(" - "), &word, &rest);
    if (view_is_symbol(view_trim(word))) {
        return; /* the name of a code, which tells it as well */
    }
    if (text.len == 0 && e->id != EVENT_ID_CLIENT_FAILURE) {
        return; /* left out where there is nothing to tell */
    }
    if (text.len > 0) {
        batch_problem(a->batch, e->origin.offset,
                      "the result code of event %u cannot be read: '%.*s'", e->id,
                      VIEW_ARG(tidy_told(&a->batch->arena, text)));
    } else {
        batch_problem(a->batch, e->origin.offset, "event %u has no result code", e->id);
    }
    a->batch->incomplete++;
}

void assembly_tell_message(struct assembly *a, const struct event *e)
{
    struct message_double twice;
    if (message_names_twice(e, &twice)) {
        batch_problem(
            a->batch, e->origin.offset,
            "the message of event %u names %.*s twice: '%.*s' was taken for a part of %.*s", e->id,
            VIEW_ARG(twice.name), VIEW_ARG(tidy_told(&a->batch->arena, twice.value)),
            VIEW_ARG(twice.within));
        a->batch->incomplete++;
    }
}

void assembly_tell_twice(struct assembly *a, const struct event *e)
{
    const struct assembly_twice *t = &a->twice;
    if (t->count > 0) {
        batch_problem(a->batch, e->origin.offset,
                      "event %u has two values of %.*s: the first counts, not '%.*s'%s", e->id,
                      VIEW_ARG(t->name), VIEW_ARG(t->value),
                      t->count > 1 ? "; and others like it" : "");
        a->batch->incomplete++;
    }
}

void assembly_tell_name(struct assembly *a)
{
    if (a->misnamed.len > 0) {
        batch_problem(a->batch, a->event.origin.offset,
                      "it is an event of WMI-Activity, but its provider is called '%.*s'",
                      VIEW_ARG(a->misnamed));
    }
}
