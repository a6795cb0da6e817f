/* Processes of the WMI service, in samples of traces and of logs. */
#include "analyzer/owner/owner.h"

#include <stdlib.h>

#include "analyzer/input/survey.h"
#include "analyzer/input/tally.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/event/event_ids.h"

enum {
    MAX_EVENTS = 256,  /* of the service, looked at in one trace */
    MAX_BLOCKS = 512,  /* of one input */
    MAX_SERVICES = 16, /* processes of one trace */
    MAX_KNOWN = 1024,  /* processes of all logs */
};

#define DAY (INT64_C(86400) * WINTIME_TICKS_PER_SECOND)

/* A process of the WMI service of a computer, and when it wrote. */
struct service_process {
    struct view computer; /* of the inputs' texts; absent in a trace */
    uint32_t process;
    int64_t first, last;
};

/* What was found in one input, or in all of a kind. */
struct sample {
    struct inputs *inputs;
    struct service_process *items;
    size_t count, max;
    size_t events, blocks;
    bool is_of_trace;
};

static bool is_trace(const struct input *input)
{
    return input->reader.form && input->reader.trace.buffer_size > 0;
}

/* Whether the service writes the event itself, so that its process is the service's. */
static bool is_of_service(const struct event *e)
{
    switch (e->id) {
    case EVENT_ID_OLD_START:
    case EVENT_ID_OLD_STOP:
    case EVENT_ID_START:
    case EVENT_ID_STOP:
    case EVENT_ID_CLIENT_FAILURE:
    case EVENT_ID_SUBSCRIBED_PROVIDER:
    case EVENT_ID_TEMPORARY_SUBSCRIPTION:
    case EVENT_ID_PERMANENT_SUBSCRIPTION:
        return e->is_wmi_activity && e->process_id != 0;
    default:
        return false;
    }
}

static void note(struct sample *s, const struct event *e)
{
    size_t i = 0;
    while (i < s->count && (s->items[i].process != e->process_id ||
                            !view_equal_nocase(s->items[i].computer, e->computer))) {
        i++;
    }
    if (i == s->max) {
        return;
    }
    struct service_process *item = &s->items[i];
    if (i == s->count) {
        s->count++;
        *item = (struct service_process){.computer = intern_text(&s->inputs->texts, e->computer),
                                         .process = e->process_id,
                                         .first = e->time,
                                         .last = e->time};
    }
    item->first = e->time < item->first ? e->time : item->first;
    item->last = e->time > item->last ? e->time : item->last;
}

static bool take(void *context, struct batch *batch)
{
    struct sample *s = context;
    for (size_t i = 0; i < batch->event_count; i++) {
        const struct event *e = &batch->events[i];
        bool is_told = s->is_of_trace || e->computer.len > 0;
        if (is_of_service(e) && is_told && e->time != WINTIME_NONE && !wintime_is_local(e->time)) {
            note(s, e);
            s->events++;
        }
    }
    return ++s->blocks < MAX_BLOCKS && (!s->is_of_trace || s->events < MAX_EVENTS);
}

/* Whether they can be one process: ids are given again, but hardly within a day. */
static bool is_same(const struct service_process *a, const struct service_process *b)
{
    return a->process == b->process && wintime_between(a->last, b->first) < DAY &&
           wintime_between(b->last, a->first) < DAY;
}

/* The one computer that has a process of the trace; VIEW_NONE for none, or several. */
static struct view owner_of(const struct sample *trace, const struct sample *logs)
{
    struct view owner = VIEW_NONE;
    for (size_t i = 0; i < trace->count * logs->count; i++) {
        const struct service_process *known = &logs->items[i % logs->count];
        if (!is_same(&trace->items[i / logs->count], known)) {
            continue;
        }
        if (owner.data && !computer_name_same(owner, known->computer)) {
            return VIEW_NONE;
        }
        owner = known->computer.len > owner.len ? known->computer : owner;
    }
    return owner;
}

static void give(struct input *input, struct view owner)
{
    input->reader.computer = owner;
    tally_note(input,
               VIEW("a trace names no computer: it is taken to be of the one whose log beside "
                    "it is written by the same process of the WMI service"));
}

/* Finds the computer of each trace by what was sampled of all logs. A trace that tells nothing gets
 * the computer of the others, when that is one. */
static void find(struct inputs *in, const struct sample *logs)
{
    struct service_process items[MAX_SERVICES];
    struct view common = VIEW_NONE;
    bool is_common = true;
    for (size_t i = 0; i < in->count; i++) {
        struct sample trace = {
            .inputs = in, .items = items, .max = MAX_SERVICES, .is_of_trace = true};
        if (!is_trace(&in->items[i])) {
            continue;
        }
        survey_input(in, i, take, &trace);
        struct view owner = owner_of(&trace, logs);
        if (owner.data) {
            give(&in->items[i], owner);
            is_common &= !common.data || computer_name_same(common, owner);
            common = owner;
        } else {
            is_common &= trace.count == 0;
        }
    }
    for (size_t i = 0; is_common && common.data && i < in->count; i++) {
        if (is_trace(&in->items[i]) && !in->items[i].reader.computer.data) {
            give(&in->items[i], common);
        }
    }
}

void owner_find(struct inputs *in)
{
    size_t traces = 0, others = 0;
    for (size_t i = 0; i < in->count; i++) {
        const struct input *input = &in->items[i];
        bool can_be_read = input->reader.form && !input->source.is_stream;
        traces += can_be_read && is_trace(input);
        others += can_be_read && !is_trace(input);
    }
    if (traces == 0 || others == 0) {
        return;
    }
    struct sample logs = {
        .inputs = in, .items = memory_new(MAX_KNOWN, sizeof(*logs.items)), .max = MAX_KNOWN};
    for (size_t i = 0; i < in->count; i++) {
        if (!is_trace(&in->items[i])) {
            logs.blocks = 0;
            survey_input(in, i, take, &logs);
        }
    }
    if (logs.count > 0) {
        find(in, &logs);
    }
    free(logs.items);
}
